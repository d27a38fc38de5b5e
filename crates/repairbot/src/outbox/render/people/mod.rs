//! Screens about people, each for the reader who may see it.

mod application;
mod leaving;
mod masters;
mod own;
mod users;

use repairbot_core::{
    actor::{Role, Roles},
    callback::{PeoplePress, Press},
    ids::OrderId,
    screen::PeopleScreen,
};

use super::{Rendered, Scene, keyboard::Inline};
use crate::{fault::Fault, store::people::Person, texts::Args};

/// People on one page.
pub(super) const PAGE: u32 = 10;
/// Characters of a name on a button.
const NAME_ON_BUTTON: usize = 40;

impl Scene<'_> {
    /// Any of these screens as a message.
    pub async fn people(&self, screen: &PeopleScreen) -> Result<Rendered, Fault> {
        match screen {
            PeopleScreen::Masters { active, page } => self.masters(*active, *page).await,
            PeopleScreen::Left { person, leaving, by, heir, orders } => {
                self.left((*person, *leaving), (*by, *heir), orders).await
            }
            PeopleScreen::Inherited { from, orders } => self.inherited(*from, orders).await,
            PeopleScreen::RightsChanged => Ok(self.rights_changed()),
            PeopleScreen::Deactivated => Ok(self.with_menu(self.text("person-deactivated"))),
            PeopleScreen::ApplicationSent { fresh } => {
                Ok(self.with_menu(self.text(if *fresh { "application-sent" } else { "application-waits" })))
            }
            PeopleScreen::ApplicationDecided { application } => self.application_decided(*application).await,
            PeopleScreen::Settings => Ok(self.settings()),
            PeopleScreen::LanguageChanged => Ok(self.with_menu(self.text("language-changed"))),
            PeopleScreen::MyStats { month } => self.my_stats(*month).await,
            PeopleScreen::Users { .. }
            | PeopleScreen::User { .. }
            | PeopleScreen::AskRole { .. }
            | PeopleScreen::AskLeaving { .. }
            | PeopleScreen::Heirs { .. }
            | PeopleScreen::Application { .. }
            | PeopleScreen::Changed { .. }
                if !self.roles().has(Role::Admin) =>
            {
                Ok(Rendered::text(self.text("no-access")))
            }
            PeopleScreen::Users { list, page } => self.users(*list, *page).await,
            PeopleScreen::User { person } => self.user(*person).await,
            PeopleScreen::AskRole { person, role, on } => self.ask_role(*person, (*role, *on)).await,
            PeopleScreen::AskLeaving { person, leaving, from_master } => {
                self.ask_leaving((*person, *leaving), *from_master).await
            }
            PeopleScreen::Heirs { person, leaving, page, from_master } => {
                self.heirs((*person, *leaving), *page, *from_master).await
            }
            PeopleScreen::Application { application } => self.application(*application).await,
            PeopleScreen::Changed { person } => self.changed(*person).await,
        }
    }

    /// The names of roles, or that there are none.
    fn role_names(&self, roles: Roles) -> String {
        if roles.is_unknown() {
            return self.text("role-none");
        }
        roles.iter().map(|role| self.role(role)).collect::<Vec<_>>().join(", ")
    }

    fn role(&self, role: Role) -> String {
        self.text(match role {
            Role::Admin => "role-admin",
            Role::Dispatcher => "role-dispatcher",
            Role::Master => "role-master",
            Role::SeniorMaster => "role-senior-master",
        })
    }

    fn nobody(&self) -> Rendered {
        Rendered::text(self.text("person-not-found"))
    }

    fn button(&self, key: &str, press: PeoplePress) -> (String, Press) {
        (self.text(key), Press::People(press))
    }

    /// A line with one value in it.
    fn line(&self, key: &str, value: &str) -> String {
        self.text_with(key, &Args::new().text("value", value))
    }

    /// «Earlier» and «further» around a page of a list with so many entries.
    pub(super) fn turns(
        &self,
        (page, total): (u32, u64),
        turn: impl Fn(u32) -> Press,
    ) -> Vec<(String, Press)> {
        let pages = pages(total);
        if pages < 2 {
            return Vec::new();
        }
        let here = (format!("{}/{pages}", page.saturating_add(1)), Press::Nothing);
        let before = page.checked_sub(1).map(|page| (self.text("button-previous-page"), turn(page)));
        let next = page.checked_add(1).filter(|next| *next < pages);
        let next = next.map(|page| (self.text("button-next-page"), turn(page)));
        before.into_iter().chain([here]).chain(next).collect()
    }

    /// The numbers of these orders as they are called, and a button for each, as many as a message takes.
    async fn numbers(&self, orders: &[OrderId]) -> Result<(String, Vec<(String, Press)>), Fault> {
        const BUTTONS: usize = 20;
        let mut numbers = Vec::new();
        self.snapshot.read_orders(orders).await?;
        for order in orders {
            if let Some(view) = self.snapshot.order(*order).await? {
                numbers.push((format!("#{}", view.number), Press::Open { order: *order }));
            }
        }
        let words: Vec<_> = numbers.iter().map(|(number, _)| number.clone()).collect();
        numbers.truncate(BUTTONS);
        Ok((words.join(", "), numbers))
    }

    /// A short confirmation that leads back to the card.
    async fn changed(&self, id: repairbot_core::ids::PersonId) -> Result<Rendered, Fault> {
        let Some(person) = self.snapshot.person(id).await? else { return Ok(self.nobody()) };
        let text = self.text_with("person-changed", &Args::new().text("name", person.name.reveal()));
        Ok(Rendered { text, markup: self.to_cards(&person).markup() })
    }

    /// The cards of a person.
    fn to_cards(&self, person: &Person) -> Inline {
        let master = person.roles.has(Role::Master);
        let master = master.then(|| (self.text("button-master-card"), Press::Master { master: person.id }));
        let user = self.button("button-user-card", PeoplePress::User { person: person.id });
        Inline::new().row(master).row([user])
    }
}

/// How many pages so many entries make.
fn pages(total: u64) -> u32 {
    u32::try_from(total.div_ceil(u64::from(PAGE))).unwrap_or(u32::MAX)
}

/// The page, or the last one of a list that has grown shorter meanwhile.
pub(super) fn existing(page: u32, total: u64) -> u32 {
    page.min(pages(total).saturating_sub(1))
}

/// A name that leaves room for the rest of a button.
fn on_button(person: &Person) -> String {
    let name = person.name.reveal();
    if name.chars().count() <= NAME_ON_BUTTON {
        return name.to_owned();
    }
    let kept: String = name.chars().take(NAME_ON_BUTTON).collect();
    format!("{kept}…")
}
