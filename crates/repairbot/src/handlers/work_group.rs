//! A master's work group: chosen with Telegram's button, or by bringing the bot into the group.

use repairbot_core::{
    actor::Role,
    audit::{Audited, Denied},
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
    if !take(rq, group, form.master).await? {
        return Ok(Ending::Reopen(Problem::GroupTaken));
    }
    Ok(Ending::Done(rq.say(Screen::WorkGroupSet { master: form.master })))
}

/// Makes the group the master's. Says whether that was possible: not when it is another one's who works here.
async fn take(rq: &Request<'_>, group: ChatId, master: PersonId) -> Result<bool, Fault> {
    match people::master_of_chat(rq.tx, group).await? {
        Some(owner) if owner.id == master => return Ok(true),
        Some(owner) if owner.actor().roles.has(Role::Master) => return Ok(false),
        Some(former) => tell::moved(rq.tx, &former, None, rq.now).await?,
        None => {}
    }
    // Held, so that he stays a master: nobody else has a work group.
    let person = people::hold(rq.tx, master, true).await?;
    let Some(person) = person.filter(|person| person.actor().roles.has(Role::Master)) else {
        return Ok(false);
    };
    tell::moved(rq.tx, &person, Some(group), rq.now).await?;
    rq.audited(&Audited::WorkGroupSet { person: master, chat: group }).await?;
    Ok(true)
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
    if !take(rq, rq.chat(), master).await? {
        return Ok(Outcome::toast(Toast::Problem(Problem::GroupTaken)));
    }
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
    Ok(Outcome { messages: tell::group_lost(rq.tx, &master, rq.now).await?, toast: None })
}
