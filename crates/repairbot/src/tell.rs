//! Telling the office: messages to every admin and dispatcher who can be written to.

use jiff::Timestamp;
use repairbot_core::{ids::ChatId, screen::Screen};

use crate::{
    fault::Fault,
    outcome::{Delivery, Lane, Message},
    store::{
        Reads, WriteTx, cards,
        people::{self, Person},
        reminders,
    },
};

/// One message with this screen to each of the office that `wanted` names.
///
/// # Errors
/// The database could not be read.
pub async fn office(
    tx: &impl Reads,
    screen: &Screen,
    wanted: impl Fn(&Person) -> bool,
) -> Result<Vec<Message>, Fault> {
    let mut office = people::office(tx).await?;
    office.retain(|person| wanted(person));
    Ok(each(&office, &[Delivery::Send { screen: screen.clone() }], Lane::Normal))
}

/// All of this to each of these people who works here and can be written to.
#[must_use]
pub fn each(people: &[Person], said: &[Delivery], lane: Lane) -> Vec<Message> {
    let to = |(chat, person)| {
        said.iter().map(move |delivery| Message { chat, person, lane, delivery: delivery.clone() })
    };
    people.iter().filter(|person| person.active).filter_map(Person::private).flat_map(to).collect()
}

/// What a person's new rights or language bring into his private chat: this screen with his new menu, and his commands.
#[must_use]
pub fn renewed(person: &Person, screen: Screen) -> Vec<Message> {
    let Some((chat, person)) = person.private() else { return Vec::new() };
    let message = |lane, delivery| Message { chat, person, lane, delivery };
    vec![message(Lane::Normal, Delivery::Send { screen }), message(Lane::Bulk, Delivery::SetCommands)]
}

/// A person's work group is another one from now on, or none. Of the former one nothing is known any more, and what it
/// was to be reminded of he is told where he is written to now.
///
/// # Errors
/// The database could not be read or written.
pub async fn moved(
    tx: &WriteTx,
    person: &Person,
    group: Option<ChatId>,
    now: Timestamp,
) -> Result<(), Fault> {
    people::set_work_chat(tx, person.id, group).await?;
    if let Some(former) = person.work_chat {
        cards::forget_chat(tx, former).await?;
        let now_at = Person { work_chat: group, ..person.clone() }.at_work();
        reminders::inherit(tx, former, now_at, now).await?;
    }
    Ok(())
}

/// Forgets a master's work group and tells the office and himself: he is written to privately from now on.
///
/// # Errors
/// The database could not be read or written.
pub async fn group_lost(tx: &WriteTx, master: &Person, now: Timestamp) -> Result<Vec<Message>, Fault> {
    moved(tx, master, None, now).await?;
    let screen = Screen::GroupLost { master: master.id };
    let mut messages = office(tx, &screen, |person| person.id != master.id).await?;
    if let Some((chat, person)) = master.private() {
        messages.push(Message { chat, person, lane: Lane::Normal, delivery: Delivery::Send { screen } });
    }
    Ok(messages)
}
