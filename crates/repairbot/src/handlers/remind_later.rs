//! «Remind later» under a reminder: this chat is reminded again after a while of what still waits then.

use jiff::Timestamp;
use repairbot_core::{
    audit::Denied,
    schedule::Schedule,
    screen::{ScheduleScreen, Screen, Toast},
};

use super::Request;
use crate::{
    fault::Fault,
    outcome::Outcome,
    store::{
        people,
        reminders::{self, Reminder},
        settings,
    },
};

/// A press. In a private chat the reminder is its reader's own; in a work group its master's, or an admin acts for him.
///
/// # Errors
/// The database could not be read or written.
pub async fn pressed(rq: &Request<'_>) -> Result<Outcome, Fault> {
    if !may(rq).await? {
        return rq.no_access(Denied::Order).await;
    }
    let pressed = rq.incoming.message;
    let mut said = reminders::hold_of_chat(rq.tx, rq.chat()).await?;
    said.retain(|reminder| reminder.topic.asks() && reminder.message.map(|(message, _)| message) == pressed);
    if pressed.is_none() || said.is_empty() {
        // A newer reminder has taken its place.
        return Ok(Outcome::toast(Toast::OldReminder));
    }
    let schedule = Schedule::from(&settings::load(rq.tx).await?);
    let later = rq.now.checked_add(schedule.snooze).unwrap_or(Timestamp::MAX);
    let until = schedule.quiet.map_or(later, |quiet| quiet.held_until(later, &rq.company.zone));
    for reminder in said {
        reminders::settle(rq.tx, &Reminder { owed_at: Some(until), ..reminder }).await?;
    }
    Ok(rq.show(Screen::Schedule(ScheduleScreen::Snoozed { until })).with_toast(Toast::Later))
}

async fn may(rq: &Request<'_>) -> Result<bool, Fault> {
    if !rq.in_group() {
        return Ok(!rq.actor.roles.is_unknown());
    }
    let owner = people::master_of_chat(rq.tx, rq.chat()).await?;
    Ok(rq.is_admin() || owner.is_some_and(|owner| owner.id == rq.person.id))
}
