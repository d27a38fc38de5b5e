//! An admin changes what the company knows of a person: name, phone, specialization.

use repairbot_core::{
    audit::{Audited, Denied},
    dialogue::{Dialogue, PersonField, PersonForm, PersonQuestion},
    ids::PersonId,
    screen::{PeopleScreen, PersonToast, Screen, Toast},
};

use super::{Request, applications, conclude::Ending, dialogue};
use crate::{fault::Fault, outcome::Outcome, store::people};

/// One of the «change» buttons on a person's card.
///
/// # Errors
/// The database could not be read or written.
pub async fn begin(rq: &Request<'_>, person: PersonId, field: PersonField) -> Result<Outcome, Fault> {
    if !rq.is_admin() || rq.in_group() {
        return rq.no_access(Denied::EditPerson).await;
    }
    // Strangers name themselves.
    if people::by_id(rq.tx, person).await?.is_none_or(|person| person.roles.is_unknown()) {
        return Ok(Outcome::toast(Toast::Person(PersonToast::NotPossible)));
    }
    let about = PersonQuestion::Change { person, field };
    dialogue::start(rq, Dialogue::Person(PersonForm::about(about))).await
}

/// The question was answered.
///
/// # Errors
/// The database could not be written.
pub async fn finish(rq: &Request<'_>, form: &PersonForm) -> Result<Ending, Fault> {
    let (person, field) = match form.about {
        PersonQuestion::Change { person, field } => (person, field),
        PersonQuestion::Reject { application } => {
            let reason = form.text.as_ref().ok_or_else(incomplete)?;
            return Ok(Ending::Done(applications::rejected(rq, application, reason).await?));
        }
    };
    if !rq.is_admin() {
        return Ok(Ending::Done(rq.no_access(Denied::EditPerson).await?));
    }
    let changed = match field {
        PersonField::Name => {
            people::rename(rq.tx, person, form.name.as_ref().ok_or_else(incomplete)?).await?;
            Audited::PersonRenamed { person }
        }
        PersonField::Phone => {
            people::set_phone(rq.tx, person, form.phone.as_ref()).await?;
            Audited::PersonPhoneChanged { person }
        }
        PersonField::Specialization => {
            let words = form.text.as_ref().map(|text| text.reveal());
            people::set_specialization(rq.tx, person, words).await?;
            Audited::PersonSpecializationChanged { person }
        }
    };
    rq.audited(&changed).await?;
    Ok(Ending::Done(rq.show(Screen::People(PeopleScreen::Changed { person }))))
}

fn incomplete() -> Fault {
    Fault::Damaged("a finished form lacks an answer".to_owned())
}
