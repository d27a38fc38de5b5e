//! `/start`: the greeting, and the one-time codes of invitations (SPEC §1).

use repairbot_core::{audit::Audited, ids::PersonId, screen::Screen};

use super::{Request, groups, menu, settings};
use crate::{
    fault::Fault,
    outcome::{Delivery, Outcome},
    store::{
        applications,
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
        None => {
            let greeted = menu::leave_dialogue(rq, Screen::Welcome).await?;
            // Who has no role has the commands of all private chats.
            let known = !rq.actor.roles.is_unknown();
            Ok(if known { greeted.and(settings::commands(rq)) } else { greeted })
        }
    }
}

async fn claim(rq: &Request<'_>, code: &str) -> Result<Outcome, Fault> {
    let Some(invitation) = invitations::open(rq.tx, code).await? else {
        return Ok(rq.say(Screen::InvitationInvalid));
    };
    let Some(person) = place(rq, &invitation).await? else {
        return Ok(rq.say(Screen::InvitationInvalid));
    };
    if !invitations::use_up(rq.tx, code, (person, rq.now)).await? {
        return Ok(rq.say(Screen::InvitationInvalid));
    }
    if let Some(account) = rq.person.telegram_id.filter(|_| person != rq.person.id) {
        people::release_telegram(rq.tx, rq.person.id).await?;
        people::set_telegram(rq.tx, person, account).await?;
        people::set_language(rq.tx, person, rq.person.language.as_deref()).await?;
        applications::withdraw(rq.tx, rq.person.id, rq.now).await?;
    }
    let grant = Grant { person, role: invitation.role, by: invitation.created_by, at: rq.now };
    people::grant(rq.tx, &grant).await?;
    rq.audited(&Audited::InvitationUsed { person, role: invitation.role }).await?;
    let mut out = rq.deliver(Delivery::Send { screen: Screen::Welcome }).and(settings::commands(rq));
    for message in &mut out.messages {
        message.person = Some(person);
    }
    Ok(out)
}

/// The person the account becomes. A stranger's account moves to the invited person; somebody who works here,
/// or did, keeps his own place, so the invitation is not his. The first admin's code is worth nothing once there is an
/// admin, however he became one.
async fn place(rq: &Request<'_>, invitation: &Invitation) -> Result<Option<PersonId>, Fault> {
    Ok(match invitation.person {
        None => {
            rq.tx.lock_company().await?;
            let taken = people::has_other_admin(rq.tx, rq.person.id).await?;
            (!taken && rq.person.active).then_some(rq.person.id)
        }
        Some(invited) if rq.person.roles.is_unknown() => {
            let waits = people::by_id(rq.tx, invited).await?;
            waits.filter(|person| person.active && person.telegram_id.is_none()).map(|person| person.id)
        }
        Some(_) => None,
    })
}
