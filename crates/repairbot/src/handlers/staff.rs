//! Roles: an admin gives and takes them, and lets people who left come back (SPEC §1).

use repairbot_core::{
    actor::Role,
    audit::{Audited, Denied},
    callback::Leaving,
    ids::PersonId,
    screen::{PeopleScreen, PersonToast, Screen, Toast},
    staff::{StaffChange, check},
};

use super::{Request, leaving};
use crate::{
    fault::Fault,
    outcome::Outcome,
    store::{
        applications, invitations, orders,
        people::{self, Grant, Person},
    },
    tell,
};

/// Gives or takes a role. A master with active orders is asked what becomes of them first.
///
/// # Errors
/// The database could not be read or written.
pub async fn set_role(rq: &Request<'_>, id: PersonId, (role, on): (Role, bool)) -> Result<Outcome, Fault> {
    let change = if on { StaffChange::Grant(role) } else { StaffChange::Revoke(role) };
    let person = match subject(rq, id, change).await? {
        Ok(person) => person,
        Err(answer) => return Ok(answer),
    };
    if change == StaffChange::Revoke(Role::Master) && !orders::active_of(rq.tx, id).await?.is_empty() {
        return leaving::ask(rq, id, Leaving::Masters).await;
    }
    match change {
        StaffChange::Grant(_) => {
            people::grant(rq.tx, &Grant { person: id, role, by: Some(rq.person.id), at: rq.now }).await?;
            // Somebody who works here has nothing to apply for.
            applications::withdraw(rq.tx, id, rq.now).await?;
        }
        _ => revoke(rq, id, role).await?,
    }
    let granted = Audited::RoleGranted { person: id, role };
    rq.audited(&if on { granted } else { Audited::RoleRevoked { person: id, role } }).await?;
    Ok(renewed(rq, &person, change))
}

/// A deactivated person works here again, as what he was.
///
/// # Errors
/// The database could not be read or written.
pub async fn reactivate(rq: &Request<'_>, id: PersonId) -> Result<Outcome, Fault> {
    let person = match subject(rq, id, StaffChange::Reactivate).await? {
        Ok(person) => person,
        Err(answer) => return Ok(answer),
    };
    people::set_active(rq.tx, id, true).await?;
    rq.audited(&Audited::PersonReactivated { person: id }).await?;
    Ok(renewed(rq, &person, StaffChange::Reactivate))
}

/// Takes a role given in the bot. Who is no master is no senior one either, his invitation leads nowhere, and his
/// work group is nobody's: it may see none of his orders any more.
///
/// # Errors
/// The database could not be written.
pub async fn revoke(rq: &Request<'_>, id: PersonId, role: Role) -> Result<(), Fault> {
    people::revoke(rq.tx, id, role).await?;
    if role == Role::Master {
        people::revoke(rq.tx, id, Role::SeniorMaster).await?;
        invitations::revoke(rq.tx, id, rq.now).await?;
        if let Some(person) = people::by_id(rq.tx, id).await? {
            tell::moved(rq.tx, &person, None, rq.now).await?;
        }
    }
    Ok(())
}

/// The person a change is about, held, if this change may be made to him; otherwise what the presser gets.
///
/// # Errors
/// The database could not be read or written.
pub async fn subject(
    rq: &Request<'_>,
    id: PersonId,
    change: StaffChange,
) -> Result<Result<Person, Outcome>, Fault> {
    if !rq.is_admin() || rq.in_group() {
        return Ok(Err(rq.no_access(Denied::Staff).await?));
    }
    rq.tx.lock_company().await?;
    // Somebody who was faster may have taken the presser's rights meanwhile.
    let presser = people::by_id(rq.tx, rq.person.id).await?;
    if !presser.is_some_and(|presser| presser.actor().roles.has(Role::Admin)) {
        return Ok(Err(rq.no_access(Denied::Staff).await?));
    }
    let Some(person) = people::hold(rq.tx, id, true).await? else {
        return Ok(Err(Outcome::toast(Toast::Person(PersonToast::NotPossible))));
    };
    let standing = people::standing(rq.tx, &person).await?;
    Ok(match check(change, &standing) {
        Ok(()) => Ok(person),
        Err(refusal) => {
            Err(rq.show(card(id, change)).with_toast(Toast::Person(PersonToast::Refused(refusal))))
        }
    })
}

/// The card a change is made on: being a senior master stands on the master's.
fn card(person: PersonId, change: StaffChange) -> Screen {
    match change {
        StaffChange::Grant(Role::SeniorMaster) | StaffChange::Revoke(Role::SeniorMaster) => {
            Screen::Master { master: person }
        }
        _ => Screen::People(PeopleScreen::User { person }),
    }
}

/// The presser sees the person's card as it is now; the person is told, with his new menu and commands.
fn renewed(rq: &Request<'_>, person: &Person, change: StaffChange) -> Outcome {
    let messages = tell::renewed(person, Screen::People(PeopleScreen::RightsChanged));
    let told = Outcome { messages, toast: None };
    rq.show(card(person.id, change)).and(told).with_toast(Toast::Person(PersonToast::Done))
}
