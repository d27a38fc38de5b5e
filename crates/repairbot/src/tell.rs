//! Telling the office: messages to every admin and dispatcher who can be written to.

use repairbot_core::{ids::PersonId, screen::Screen};

use crate::{
    fault::Fault,
    outcome::{Delivery, Lane, Message},
    store::{
        Reads, WriteTx, cards,
        people::{self, Person},
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
    let office = people::office(tx).await?;
    let chats = office.iter().filter(|person| wanted(person)).filter_map(Person::private);
    let message = |(chat, person)| {
        let delivery = Delivery::Send { screen: screen.clone() };
        Message { chat, person, lane: Lane::Normal, delivery }
    };
    Ok(chats.map(message).collect())
}

/// Forgets a master's work group and tells the office and himself: he is written to privately from now on.
///
/// # Errors
/// The database could not be read or written.
pub async fn group_lost(tx: &WriteTx, master: PersonId) -> Result<Vec<Message>, Fault> {
    let himself = people::by_id(tx, master).await?;
    if let Some(group) = himself.as_ref().and_then(|himself| himself.work_chat) {
        cards::forget_chat(tx, group).await?;
    }
    people::set_work_chat(tx, master, None).await?;
    let screen = Screen::GroupLost { master };
    let mut messages = office(tx, &screen, |person| person.id != master).await?;
    if let Some((chat, person)) = himself.as_ref().and_then(Person::private) {
        messages.push(Message { chat, person, lane: Lane::Normal, delivery: Delivery::Send { screen } });
    }
    Ok(messages)
}
