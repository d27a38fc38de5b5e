//! Adding a master, who takes his place with a one-time invitation (SPEC §1).

use repairbot_core::{
    actor::Role,
    dialogue::{AddMaster, Dialogue},
    ids::PersonId,
    screen::Screen,
};

use super::{Request, conclude::Ending, dialogue};
use crate::{
    fault::Fault,
    outcome::Outcome,
    store::{
        invitations::{self, Invitation},
        people::{self, Grant, NewPerson},
    },
};

/// «Add a master» under the list of masters.
///
/// # Errors
/// The database could not be read or written.
pub async fn begin(rq: &Request<'_>) -> Result<Outcome, Fault> {
    if !rq.is_admin() || rq.in_group() {
        return rq.no_access("add_master").await;
    }
    dialogue::start(rq, Dialogue::AddMaster(AddMaster::default())).await
}

/// The review screen was confirmed: the person exists from now on, without an account.
///
/// # Errors
/// The database could not be written.
pub async fn finish(rq: &Request<'_>, form: &AddMaster) -> Result<Ending, Fault> {
    if !rq.is_admin() {
        return Ok(Ending::Done(rq.no_access("add_master").await?));
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
    let code = rq.ids.public_id();
    let new =
        Invitation { code, person: Some(master), role: Role::Master, created_by: by, created_at: rq.now };
    invitations::insert(rq.tx, &new).await?;
    Ok(Ending::Done(rq.show(Screen::Invitation { master })))
}

/// «Invitation» on a master's card.
///
/// # Errors
/// The database could not be written.
pub async fn invitation(rq: &Request<'_>, master: PersonId) -> Result<Outcome, Fault> {
    if !rq.is_admin() || rq.in_group() {
        return rq.no_access("invitation").await;
    }
    Ok(rq.say(Screen::Invitation { master }))
}
