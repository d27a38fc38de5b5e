//! Applications to become a master, as admins and the applicant read them.

use repairbot_core::{
    actor::Role,
    callback::{PeoplePress, Press},
    ids::ApplicationId,
};

use crate::{
    fault::Fault,
    outbox::render::{Rendered, Scene, format, keyboard::Inline},
    store::applications::{self, Application, ApplicationState},
    texts::Args,
};

impl Scene<'_> {
    /// An application with what an admin can do about it now.
    pub(super) async fn application(&self, id: ApplicationId) -> Result<Rendered, Fault> {
        let Some(application) = applications::by_id(self.snapshot.tx(), id).await? else {
            return Ok(self.nobody());
        };
        let mut lines = vec![
            self.text("application-title"),
            self.line("card-client", application.name.reveal()),
            self.line("card-phone", &format::phone(&application.phone)),
            self.line("master-specialization", application.specialization.reveal()),
        ];
        let person = self.snapshot.person(application.person).await?;
        if let Some(account) = person.and_then(|person| person.telegram_id) {
            lines.push(self.text_with("user-telegram", &Args::new().text("id", &account.to_string())));
        }
        if application.state != ApplicationState::Open {
            lines.push(self.decision(&application).await?);
        }
        let keyboard = match application.state {
            ApplicationState::Open => Inline::new().row([
                self.button("button-approve", PeoplePress::Approve { application: id }),
                self.button("button-reject", PeoplePress::Reject { application: id }),
            ]),
            ApplicationState::Approved => {
                let press = Press::Master { master: application.person };
                Inline::new().row([(self.text("button-master-card"), press)])
            }
            ApplicationState::Rejected | ApplicationState::Withdrawn => Inline::new(),
        };
        Ok(Rendered { text: lines.join("\n"), markup: keyboard.markup() })
    }

    /// What became of an application, for the applicant, or for the other admins.
    pub(super) async fn application_decided(&self, id: ApplicationId) -> Result<Rendered, Fault> {
        let application = applications::by_id(self.snapshot.tx(), id).await?;
        let Some(application) = application else { return Ok(self.nobody()) };
        let reader = self.viewer.person.as_ref().map(|person| person.id);
        if reader == Some(application.person) {
            let key = match application.state {
                ApplicationState::Approved => "application-welcome",
                _ => "application-declined",
            };
            return Ok(self.with_menu(self.text_with(key, &reason(&application))));
        }
        if !self.roles().has(Role::Admin) {
            return Ok(Rendered::text(self.text("no-access")));
        }
        let title = Args::new().text("name", application.name.reveal());
        let title = self.text_with("application-of", &title);
        Ok(Rendered::text(format!("{title}\n{}", self.decision(&application).await?)))
    }

    async fn decision(&self, application: &Application) -> Result<String, Fault> {
        let by = match application.decided_by {
            Some(by) => self.name_of(by).await?,
            None => String::new(),
        };
        let key = match application.state {
            ApplicationState::Approved => "application-approved",
            ApplicationState::Rejected => "application-rejected",
            ApplicationState::Open | ApplicationState::Withdrawn => "application-withdrawn",
        };
        Ok(self.text_with(key, &reason(application).text("by", &by)))
    }
}

fn reason(application: &Application) -> Args {
    Args::new().text("reason", application.reason.as_ref().map_or("", |reason| reason.reveal()))
}
