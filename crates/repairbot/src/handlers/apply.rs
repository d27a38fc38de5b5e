//! «Become a master»: a stranger applies, every admin gets a card (SPEC §1).

use repairbot_core::{
    actor::Role,
    audit::Audited,
    dialogue::{AddMaster, Dialogue},
    ids::ApplicationId,
    screen::{PeopleScreen, Screen},
};

use super::{Request, conclude::Ending, dialogue, menu};
use crate::{
    fault::Fault,
    outcome::Outcome,
    store::applications::{self, Application, ApplicationState},
    tell,
};

/// The button in a stranger's menu.
///
/// # Errors
/// The database could not be read or written.
pub async fn begin(rq: &Request<'_>) -> Result<Outcome, Fault> {
    match obstacle(rq).await? {
        Some(screen) => menu::leave_dialogue(rq, Screen::People(screen)).await,
        None => dialogue::start(rq, Dialogue::Apply(AddMaster::application())).await,
    }
}

/// Why this person can't apply now.
async fn obstacle(rq: &Request<'_>) -> Result<Option<PeopleScreen>, Fault> {
    if !rq.person.active {
        return Ok(Some(PeopleScreen::Deactivated));
    }
    let waits = applications::is_open(rq.tx, rq.person.id).await?;
    Ok(waits.then_some(PeopleScreen::ApplicationSent { fresh: false }))
}

/// The review screen was confirmed.
///
/// # Errors
/// The database could not be written.
pub async fn finish(rq: &Request<'_>, form: &AddMaster) -> Result<Ending, Fault> {
    if let Some(screen) = obstacle(rq).await? {
        return Ok(Ending::Done(rq.show(Screen::People(screen))));
    }
    let (Some(name), Some(phone), Some(specialization)) =
        (form.name.clone(), form.phone.clone(), form.specialization.clone())
    else {
        return Err(Fault::Damaged("a finished form lacks an answer".to_owned()));
    };
    let id = ApplicationId(rq.ids.next());
    let new = Application {
        id,
        person: rq.person.id,
        name,
        phone,
        specialization,
        state: ApplicationState::Open,
        created_at: rq.now,
        decided_by: None,
        reason: None,
    };
    applications::insert(rq.tx, &new).await?;
    rq.audited(&Audited::ApplicationSent { application: id }).await?;
    let card = Screen::People(PeopleScreen::Application { application: id });
    let told = tell::office(rq.tx, &card, |person| person.roles.has(Role::Admin)).await?;
    let mut out = rq.show(Screen::People(PeopleScreen::ApplicationSent { fresh: true }));
    out.messages.extend(told);
    Ok(Ending::Done(out))
}
