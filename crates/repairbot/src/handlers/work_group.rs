//! A master's work group: chosen with Telegram's button, or by bringing the bot into the group.

use repairbot_core::{
    actor::Role,
    audit::{Audited, Denied},
    dialogue::{Dialogue, Problem, WorkGroup},
    ids::{ChatId, PersonId},
    screen::{ChangesScreen, PeopleScreen, Screen, Toast},
};

use super::{Request, conclude::Ending, dialogue, drafts};
use crate::{fault::Fault, outcome::Outcome, store::people, tell};

/// «Set work group» on a master's card.
///
/// # Errors
/// The database could not be read or written.
pub async fn choose(rq: &Request<'_>, master: PersonId) -> Result<Outcome, Fault> {
    if !rq.is_admin() || rq.in_group() {
        return rq.no_access(Denied::WorkGroup).await;
    }
    dialogue::start(rq, Dialogue::WorkGroup(WorkGroup::new(master))).await
}

/// A group was picked.
///
/// # Errors
/// The database could not be read or written.
pub async fn finish(rq: &Request<'_>, form: &WorkGroup) -> Result<Ending, Fault> {
    let Some(group) = form.group else {
        return Err(Fault::Damaged("a finished form lacks an answer".to_owned()));
    };
    if !rq.is_admin() {
        return Ok(Ending::Done(rq.no_access(Denied::WorkGroup).await?));
    }
    let master = form.master;
    Ok(match take(rq, group, master).await? {
        Taken::Done => Ending::Done(rq.say(Screen::WorkGroupSet { master })),
        Taken::ByAnother => Ending::Reopen(Problem::GroupTaken),
        Taken::ByNobody => Ending::Done(rq.say(Screen::People(PeopleScreen::User { person: master }))),
    })
}

/// What became of a group that was to be a master's.
enum Taken {
    Done,
    /// It is another master's who works here.
    ByAnother,
    /// He is no master any more.
    ByNobody,
}

/// Makes the group the master's.
async fn take(rq: &Request<'_>, group: ChatId, master: PersonId) -> Result<Taken, Fault> {
    // Held, so that he stays a master: nobody else has a work group.
    let person = people::hold(rq.tx, master, true).await?;
    let Some(person) = person.filter(|person| person.actor().roles.has(Role::Master)) else {
        return Ok(Taken::ByNobody);
    };
    match people::master_of_chat(rq.tx, group).await? {
        Some(owner) if owner.id == master => return Ok(Taken::Done),
        Some(owner) if owner.actor().roles.has(Role::Master) => return Ok(Taken::ByAnother),
        Some(former) => tell::moved(rq.tx, &former, None, rq.now).await?,
        None => {}
    }
    tell::moved(rq.tx, &person, Some(group), rq.now).await?;
    rq.audited(&Audited::WorkGroupSet { person: master, chat: group }).await?;
    Ok(Taken::Done)
}

/// The bot came into a group. An admin is asked whose it is, another of the company learns that one is needed; a
/// stranger's group stays silent.
///
/// # Errors
/// The database could not be read.
pub async fn joined(rq: &Request<'_>) -> Result<Outcome, Fault> {
    if people::master_of_chat(rq.tx, rq.chat()).await?.is_some() {
        return Ok(Outcome::nothing());
    }
    if !rq.is_admin() {
        let works_here = !rq.actor.roles.is_unknown();
        let screen = Screen::Changes(ChangesScreen::GroupNeedsAdmin);
        return Ok(if works_here { rq.say(screen) } else { Outcome::nothing() });
    }
    // Telegram adds the bot itself when a group is picked with its button: the answer is on its way.
    let picking = drafts::active_if_read(rq).await?;
    if picking.is_some_and(|draft| matches!(draft.dialogue, Dialogue::WorkGroup(_))) {
        return Ok(Outcome::nothing());
    }
    Ok(rq.say(Screen::GroupJoined))
}

/// An admin says whose group this is.
///
/// # Errors
/// The database could not be read or written.
pub async fn bind(rq: &Request<'_>, master: PersonId) -> Result<Outcome, Fault> {
    if !rq.is_admin() || !rq.in_group() {
        return rq.no_access(Denied::WorkGroup).await;
    }
    Ok(match take(rq, rq.chat(), master).await? {
        Taken::Done => rq.show(Screen::WorkGroupSet { master }).with_toast(Toast::Silent),
        Taken::ByAnother => Outcome::toast(Toast::Problem(Problem::GroupTaken)),
        Taken::ByNobody => Outcome::toast(Toast::MasterInactive),
    })
}

/// The bot left a group: its master is written to privately from now on, and he and the office know.
///
/// # Errors
/// The database could not be read or written.
pub async fn left(rq: &Request<'_>) -> Result<Outcome, Fault> {
    let Some(master) = people::master_of_chat(rq.tx, rq.chat()).await? else {
        return Ok(Outcome::nothing());
    };
    Ok(Outcome { messages: tell::group_lost(rq.tx, &master, rq.now).await?, toast: None })
}
