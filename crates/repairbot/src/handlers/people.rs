//! Presses about people, each to its use case.

use repairbot_core::{
    actor::Role,
    callback::PeoplePress,
    screen::{PeopleScreen, Screen},
};

use super::{Request, add_master, applications, leaving, menu, person_form, settings, staff};
use crate::{fault::Fault, outcome::Outcome};

/// One of these buttons. Rights are checked by each use case, and again when its screen is rendered.
///
/// # Errors
/// The database could not be read or written.
pub async fn pressed(rq: &Request<'_>, press: PeoplePress) -> Result<Outcome, Fault> {
    match press {
        PeoplePress::Users { list, page } => admin_page(rq, PeopleScreen::Users { list, page }).await,
        PeoplePress::User { person } => admin_page(rq, PeopleScreen::User { person }).await,
        PeoplePress::SetRole { person, role, on } => staff::set_role(rq, person, (role, on)).await,
        PeoplePress::SetSenior { master, on } => staff::set_role(rq, master, (Role::SeniorMaster, on)).await,
        PeoplePress::AskRole { person, role, on } => {
            admin_page(rq, PeopleScreen::AskRole { person, role, on }).await
        }
        PeoplePress::AskLeaving { person, leaving, from_master } => {
            admin_page(rq, PeopleScreen::AskLeaving { person, leaving, from_master }).await
        }
        PeoplePress::Leave { person, leaving } => leaving::leave(rq, (person, leaving), None).await,
        PeoplePress::Heirs { person, leaving, page, from_master } => {
            admin_page(rq, PeopleScreen::Heirs { person, leaving, page, from_master }).await
        }
        PeoplePress::LeaveTo { person, leaving, heir } => {
            leaving::leave(rq, (person, leaving), Some(heir)).await
        }
        PeoplePress::Reactivate { person } => staff::reactivate(rq, person).await,
        PeoplePress::Edit { person, field } => person_form::begin(rq, person, field).await,
        PeoplePress::Masters { active, page } => {
            menu::office_page(rq, Screen::People(PeopleScreen::Masters { active, page })).await
        }
        PeoplePress::RenewInvitation { person } => add_master::renew(rq, person).await,
        PeoplePress::RevokeInvitation { person } => add_master::revoke(rq, person).await,
        PeoplePress::Application { application } => {
            admin_page(rq, PeopleScreen::Application { application }).await
        }
        PeoplePress::Approve { application } => applications::approve(rq, application).await,
        PeoplePress::Reject { application } => applications::reject(rq, application).await,
        PeoplePress::Settings => settings::show(rq).await,
        PeoplePress::SetLanguage { language } => settings::set_language(rq, language).await,
    }
}

async fn admin_page(rq: &Request<'_>, screen: PeopleScreen) -> Result<Outcome, Fault> {
    menu::admin_page(rq, Screen::People(screen)).await
}
