//! An admin answers an application. Of two who answer at once one decides, and the other is told.

use repairbot_core::{
    actor::Role,
    audit::{Audited, Denied},
    dialogue::{Dialogue, PersonForm, PersonQuestion},
    ids::ApplicationId,
    pii::FreeText,
    screen::{PeopleScreen, PersonToast, Screen, Toast},
};

use super::{Request, dialogue};
use crate::{
    fault::Fault,
    outcome::Outcome,
    store::{
        applications::{self, Application, ApplicationState, Decision},
        people::{self, Grant},
    },
    tell,
};

/// «Approve»: he is a master from now on, under the name and with the phone he gave.
///
/// # Errors
/// The database could not be read or written.
pub async fn approve(rq: &Request<'_>, id: ApplicationId) -> Result<Outcome, Fault> {
    let application = match open(rq, id).await? {
        Ok(application) => application,
        Err(answer) => return Ok(answer),
    };
    rq.tx.lock_company().await?;
    if !decided(rq, id, (ApplicationState::Approved, None)).await? {
        return Ok(too_late(rq, id));
    }
    let (person, by) = (application.person, Some(rq.person.id));
    people::rename(rq.tx, person, &application.name).await?;
    people::set_phone(rq.tx, person, Some(&application.phone)).await?;
    people::set_specialization(rq.tx, person, Some(application.specialization.reveal())).await?;
    people::grant(rq.tx, &Grant { person, role: Role::Master, by, at: rq.now }).await?;
    rq.audited(&Audited::ApplicationApproved { application: id, person }).await?;
    let told = tell_decision(rq, &application).await?;
    Ok(rq.show(card(id)).and(told).with_toast(Toast::Person(PersonToast::Done)))
}

/// «Reject»: the reason is asked.
///
/// # Errors
/// The database could not be read or written.
pub async fn reject(rq: &Request<'_>, id: ApplicationId) -> Result<Outcome, Fault> {
    match open(rq, id).await? {
        Ok(_) => {
            let about = PersonQuestion::Reject { application: id };
            dialogue::start(rq, Dialogue::Person(PersonForm::about(about))).await
        }
        Err(answer) => Ok(answer),
    }
}

/// The reason was given. He may apply again.
///
/// # Errors
/// The database could not be read or written.
pub async fn rejected(rq: &Request<'_>, id: ApplicationId, reason: &FreeText) -> Result<Outcome, Fault> {
    let application = match open(rq, id).await? {
        Ok(application) => application,
        Err(answer) => return Ok(answer),
    };
    if !decided(rq, id, (ApplicationState::Rejected, Some(reason))).await? {
        return Ok(too_late(rq, id));
    }
    rq.audited(&Audited::ApplicationRejected { application: id, person: application.person }).await?;
    Ok(rq.show(card(id)).and(tell_decision(rq, &application).await?))
}

/// The application if this person may answer it and nobody has; otherwise what he gets.
async fn open(rq: &Request<'_>, id: ApplicationId) -> Result<Result<Application, Outcome>, Fault> {
    if !rq.is_admin() || rq.in_group() {
        return Ok(Err(rq.no_access(Denied::Application).await?));
    }
    Ok(match applications::by_id(rq.tx, id).await? {
        Some(application) if application.state == ApplicationState::Open => Ok(application),
        Some(_) => Err(too_late(rq, id)),
        None => Err(Outcome::toast(Toast::Person(PersonToast::NotPossible))),
    })
}

fn too_late(rq: &Request<'_>, id: ApplicationId) -> Outcome {
    rq.show(card(id)).with_toast(Toast::Person(PersonToast::AlreadyDecided))
}

fn card(application: ApplicationId) -> Screen {
    Screen::People(PeopleScreen::Application { application })
}

async fn decided(
    rq: &Request<'_>,
    id: ApplicationId,
    (state, reason): (ApplicationState, Option<&FreeText>),
) -> Result<bool, Fault> {
    let decision = Decision { state, by: Some(rq.person.id), at: rq.now, reason };
    Ok(applications::decide(rq.tx, id, &decision).await?)
}

/// The applicant learns the answer, and so do the other admins, whose cards are stale now.
async fn tell_decision(rq: &Request<'_>, application: &Application) -> Result<Outcome, Fault> {
    let screen = Screen::People(PeopleScreen::ApplicationDecided { application: application.id });
    let mut messages = match people::by_id(rq.tx, application.person).await? {
        Some(applicant) => tell::renewed(&applicant, screen.clone()),
        None => Vec::new(),
    };
    let others = tell::office(rq.tx, &screen, |person| {
        person.roles.has(Role::Admin) && person.id != rq.person.id && person.id != application.person
    });
    messages.extend(others.await?);
    Ok(Outcome { messages, toast: None })
}
