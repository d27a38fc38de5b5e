//! Adding a master, who takes his place with a one-time invitation (SPEC §1).

use repairbot_core::{
    actor::Role,
    audit::{Audited, Denied},
    dialogue::{AddMaster, Dialogue},
    ids::PersonId,
    screen::{PersonToast, Screen, Toast},
};

use super::{Request, conclude::Ending, dialogue};
use crate::{
    fault::Fault,
    outcome::Outcome,
    store::{
        invitations::{self, Invitation},
        people::{self, Grant, NewPerson, Person},
    },
};

/// «Add a master» under the list of masters.
///
/// # Errors
/// The database could not be read or written.
pub async fn begin(rq: &Request<'_>) -> Result<Outcome, Fault> {
    if !rq.is_admin() || rq.in_group() {
        return rq.no_access(Denied::AddMaster).await;
    }
    dialogue::start(rq, Dialogue::AddMaster(AddMaster::default())).await
}

/// The review screen was confirmed: the person exists from now on, without an account.
///
/// # Errors
/// The database could not be written.
pub async fn finish(rq: &Request<'_>, form: &AddMaster) -> Result<Ending, Fault> {
    if !rq.is_admin() {
        return Ok(Ending::Done(rq.no_access(Denied::AddMaster).await?));
    }
    let Some(name) = form.name.clone() else {
        return Err(Fault::Damaged("a finished form lacks an answer".to_owned()));
    };
    let master = PersonId(rq.ids.next());
    let person = NewPerson {
        id: master,
        telegram_id: None,
        name,
        username: None,
        phone: form.phone.clone(),
        specialization: form.specialization.as_ref().map(|text| text.reveal().to_owned()),
        language: None,
        reachable: false,
        created_at: rq.now,
    };
    people::insert(rq.tx, &person).await?;
    let by = Some(rq.person.id);
    people::grant(rq.tx, &Grant { person: master, role: Role::Master, by, at: rq.now }).await?;
    rq.audited(&Audited::MasterAdded { person: master }).await?;
    invite(rq, master).await?;
    Ok(Ending::Done(rq.show(Screen::Invitation { master })))
}

async fn invite(rq: &Request<'_>, master: PersonId) -> Result<(), Fault> {
    let (code, created_by) = (rq.ids.public_id(), Some(rq.person.id));
    let new = Invitation { code, person: Some(master), role: Role::Master, created_by, created_at: rq.now };
    invitations::insert(rq.tx, &new).await?;
    rq.audited(&Audited::InvitationCreated { person: master }).await
}

/// «Invitation» on a master's card.
///
/// # Errors
/// The database could not be written.
pub async fn invitation(rq: &Request<'_>, master: PersonId) -> Result<Outcome, Fault> {
    if !rq.is_admin() || rq.in_group() {
        return rq.no_access(Denied::Invitation).await;
    }
    Ok(rq.say(Screen::Invitation { master }))
}

/// «New link»: the former one is void.
///
/// # Errors
/// The database could not be written.
pub async fn renew(rq: &Request<'_>, master: PersonId) -> Result<Outcome, Fault> {
    if let Some(answer) = obstacle(rq, master).await? {
        return Ok(answer);
    }
    invitations::revoke(rq.tx, master, rq.now).await?;
    invite(rq, master).await?;
    Ok(rq.show(Screen::Invitation { master }).with_toast(Toast::Person(PersonToast::Done)))
}

/// «Revoke»: nobody can take his place any more, until there is a new link.
///
/// # Errors
/// The database could not be written.
pub async fn revoke(rq: &Request<'_>, master: PersonId) -> Result<Outcome, Fault> {
    if let Some(answer) = obstacle(rq, master).await? {
        return Ok(answer);
    }
    let there_was = invitations::revoke(rq.tx, master, rq.now).await?;
    if there_was {
        rq.audited(&Audited::InvitationRevoked { person: master }).await?;
    }
    let toast = if there_was { PersonToast::Done } else { PersonToast::AlreadySo };
    Ok(rq.show(Screen::Invitation { master }).with_toast(Toast::Person(toast)))
}

/// Why nothing can be done about this person's invitation: no rights, or no place to be taken.
async fn obstacle(rq: &Request<'_>, master: PersonId) -> Result<Option<Outcome>, Fault> {
    if !rq.is_admin() || rq.in_group() {
        return Ok(Some(rq.no_access(Denied::Invitation).await?));
    }
    // Of two new links at once only one may be valid.
    rq.tx.lock_company().await?;
    let waits = |person: Person| person.telegram_id.is_none() && person.actor().roles.has(Role::Master);
    let waits = people::by_id(rq.tx, master).await?.is_some_and(waits);
    Ok((!waits).then(|| Outcome::toast(Toast::Person(PersonToast::NotPossible))))
}
