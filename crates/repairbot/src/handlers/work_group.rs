//! A master's work group: chosen with Telegram's button, or by bringing the bot into the group.

use repairbot_core::{
    dialogue::{Dialogue, Problem, WorkGroup},
    ids::{ChatId, PersonId},
    screen::{ChangesScreen, Screen, Toast},
};

use super::{Request, conclude::Ending, dialogue, drafts};
use crate::{fault::Fault, outcome::Outcome, store::people, tell};

/// «Set work group» on a master's card.
///
/// # Errors
/// The database could not be read or written.
pub async fn choose(rq: &Request<'_>, master: PersonId) -> Result<Outcome, Fault> {
    if !rq.is_admin() || rq.in_group() {
        return rq.no_access("work_group").await;
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
        return Ok(Ending::Done(rq.no_access("work_group").await?));
    }
    if taken(rq, group, form.master).await? {
        return Ok(Ending::Reopen(Problem::GroupTaken));
    }
    people::set_work_chat(rq.tx, form.master, Some(group)).await?;
    Ok(Ending::Done(rq.say(Screen::WorkGroupSet { master: form.master })))
}

/// Whether the group is another master's.
async fn taken(rq: &Request<'_>, group: ChatId, master: PersonId) -> Result<bool, Fault> {
    Ok(people::master_of_chat(rq.tx, group).await?.is_some_and(|owner| owner.id != master))
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
    let picking = drafts::active(rq).await?;
    if picking.is_some_and(|kept| matches!(kept.draft.dialogue, Dialogue::WorkGroup(_))) {
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
        return rq.no_access("work_group").await;
    }
    if taken(rq, rq.chat(), master).await? {
        return Ok(Outcome::toast(Toast::Problem(Problem::GroupTaken)));
    }
    people::set_work_chat(rq.tx, master, Some(rq.chat())).await?;
    Ok(rq.show(Screen::WorkGroupSet { master }).with_toast(Toast::Silent))
}

/// The bot left a group: its master is written to privately from now on, and he and the office know.
///
/// # Errors
/// The database could not be read or written.
pub async fn left(rq: &Request<'_>) -> Result<Outcome, Fault> {
    let Some(master) = people::master_of_chat(rq.tx, rq.chat()).await? else {
        return Ok(Outcome::nothing());
    };
    Ok(Outcome { messages: tell::group_lost(rq.tx, master.id).await?, toast: None })
}
