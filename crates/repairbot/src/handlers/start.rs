//! `/start`: the greeting, and the one-time codes of invitations (SPEC §1).

use repairbot_core::{ids::PersonId, screen::Screen};

use super::{Request, groups, menu};
use crate::{
    fault::Fault,
    outcome::{Delivery, Outcome},
    store::{
        invitations::{self, Invitation},
        people::{self, Grant},
    },
};

/// The word after `/start` is an invitation's code; without one it is a greeting.
///
/// # Errors
/// The database could not be read or written.
pub async fn start(rq: &Request<'_>, code: Option<&str>) -> Result<Outcome, Fault> {
    match code {
        _ if rq.in_group() => groups::started(rq).await,
        Some(code) => claim(rq, code).await,
        None => menu::leave_dialogue(rq, Screen::Welcome).await,
    }
}

async fn claim(rq: &Request<'_>, code: &str) -> Result<Outcome, Fault> {
    let Some(invitation) = invitations::open(rq.tx, code).await? else {
        return Ok(rq.say(Screen::InvitationInvalid));
    };
    let Some(person) = place(rq, &invitation) else {
        return Ok(rq.say(Screen::InvitationInvalid));
    };
    if !invitations::use_up(rq.tx, code, (person, rq.now)).await? {
        return Ok(rq.say(Screen::InvitationInvalid));
    }
    if let Some(account) = rq.person.telegram_id.filter(|_| person != rq.person.id) {
        people::release_telegram(rq.tx, rq.person.id).await?;
        people::set_telegram(rq.tx, person, account).await?;
    }
    let grant = Grant { person, role: invitation.role, by: invitation.created_by, at: rq.now };
    people::grant(rq.tx, &grant).await?;
    let mut out = rq.deliver(Delivery::Send { screen: Screen::Welcome });
    for message in &mut out.messages {
        message.person = Some(person);
    }
    Ok(out)
}

/// The person the account becomes. A stranger's account moves to the invited person; somebody who works here,
/// or did, keeps his own place, so the invitation is not his.
fn place(rq: &Request<'_>, invitation: &Invitation) -> Option<PersonId> {
    match invitation.person {
        None => Some(rq.person.id),
        Some(invited) => Some(invited).filter(|_| rq.person.roles.is_unknown()),
    }
}
