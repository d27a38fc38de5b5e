//! «Users»: who is here, what each may be, and where that came from. For admins.

use repairbot_core::{
    actor::Role,
    callback::{Leaving, PeoplePress, Press, UserList},
    dialogue::PersonField,
    ids::PersonId,
    staff::{StaffChange, Standing, check},
};

use super::{PAGE, existing, on_button};
use crate::{
    fault::Fault,
    outbox::render::{Rendered, Scene, format, keyboard::Inline},
    store::{
        applications,
        people::{self, Person},
    },
    texts::Args,
};

/// The roles an admin gives and takes on this card; being a senior master stands on the master's.
const ROLES: [Role; 3] = [Role::Admin, Role::Dispatcher, Role::Master];
/// Applications shown above the list.
const APPLICATIONS: u64 = 10;

impl Scene<'_> {
    /// A page of people.
    pub(super) async fn users(&self, list: UserList, page: u32) -> Result<Rendered, Fault> {
        let tx = self.snapshot.tx();
        let mut found = people::page(tx, list, (page, u64::from(PAGE))).await?;
        let page = existing(page, found.total);
        if found.people.is_empty() && found.total > 0 {
            found = people::page(tx, list, (page, u64::from(PAGE))).await?;
        }
        let buttons = found.people.iter().map(|person| self.user_button(person)).collect();
        let (key, other, other_key) = match list {
            UserList::Staff => ("users-staff", UserList::Strangers, "button-users-strangers"),
            UserList::Strangers => ("users-strangers", UserList::Staff, "button-users-staff"),
        };
        let total = i64::try_from(found.total).unwrap_or(i64::MAX);
        let turn = |page| Press::People(PeoplePress::Users { list, page });
        let keyboard = Inline::new()
            .grid(1, self.open_applications().await?)
            .grid(1, buttons)
            .row(self.turns((page, found.total), turn))
            .row([self.button(other_key, PeoplePress::Users { list: other, page: 0 })]);
        let text = self.text_with(key, &Args::new().number("count", total));
        Ok(Rendered { text, markup: keyboard.markup() })
    }

    async fn open_applications(&self) -> Result<Vec<(String, Press)>, Fault> {
        let open = applications::open(self.snapshot.tx(), APPLICATIONS).await?;
        let button = |one: applications::Application| {
            let label = self.text_with("button-application", &Args::new().raw("name", one.name.reveal()));
            (label, Press::People(PeoplePress::Application { application: one.id }))
        };
        Ok(open.into_iter().map(button).collect())
    }

    fn user_button(&self, person: &Person) -> (String, Press) {
        let args = Args::new().raw("name", on_button(person)).raw("roles", self.role_names(person.roles));
        let key = if person.active { "user-label" } else { "user-label-inactive" };
        (self.text_with(key, &args), Press::People(PeoplePress::User { person: person.id }))
    }

    /// A person's card with roles.
    pub(super) async fn user(&self, id: PersonId) -> Result<Rendered, Fault> {
        let Some(person) = self.snapshot.person(id).await? else { return Ok(self.nobody()) };
        let standing = people::standing(self.snapshot.tx(), &person).await?;
        let text = self.user_lines(&person, &standing).join("\n");
        Ok(Rendered { text, markup: self.user_buttons(&person, &standing).markup() })
    }

    fn user_lines(&self, person: &Person, standing: &Standing) -> Vec<String> {
        let mut lines = vec![self.text_with("master-title", &Args::new().text("name", person.name.reveal()))];
        let from_bot: Vec<_> =
            person.roles.iter().filter(|role| !standing.from_environment.has(*role)).collect();
        if person.roles.is_unknown() || !from_bot.is_empty() {
            lines.push(self.line("user-roles", &self.role_names(from_bot.into_iter().collect())));
        }
        if !standing.from_environment.is_unknown() {
            let roles = self.role_names(standing.from_environment);
            lines.push(self.line("user-roles-environment", &roles));
        }
        if !person.active {
            lines.push(self.text("user-inactive"));
        }
        lines.extend(person.phone.as_ref().map(|phone| self.line("card-phone", &format::phone(phone))));
        lines.push(match (person.telegram_id, &person.username) {
            (Some(account), Some(name)) => {
                let args = Args::new().text("id", &account.to_string()).text("username", name);
                self.text_with("user-telegram-named", &args)
            }
            (Some(account), None) => {
                self.text_with("user-telegram", &Args::new().text("id", &account.to_string()))
            }
            (None, _) => self.text("user-no-telegram"),
        });
        if !person.reachable && person.active {
            lines.push(self.text("user-unreachable"));
        }
        lines
    }

    fn user_buttons(&self, person: &Person, standing: &Standing) -> Inline {
        let id = person.id;
        let may = |change| check(change, standing).is_ok();
        let roles = ROLES.into_iter().filter_map(|role| {
            let on = !standing.roles.has(role);
            let change = if on { StaffChange::Grant(role) } else { StaffChange::Revoke(role) };
            let label = Args::new().raw("role", self.role(role));
            let key = if on { "button-grant" } else { "button-revoke" };
            // An admin's rights, and one's own, do not change by one tap.
            let asked = role == Role::Admin || self.is_viewer(id);
            let press = match asked {
                true => PeoplePress::AskRole { person: id, role, on },
                false => PeoplePress::SetRole { person: id, role, on },
            };
            may(change).then(|| (self.text_with(key, &label), Press::People(press)))
        });
        let mut keyboard = Inline::new().grid(2, roles.collect());
        if !person.roles.is_unknown() {
            let edit = |field, key| self.button(key, PeoplePress::Edit { person: id, field });
            keyboard = keyboard.row([
                edit(PersonField::Name, "button-edit-name"),
                edit(PersonField::Phone, "button-edit-phone"),
            ]);
        }
        if person.roles.has(Role::Master) {
            keyboard = keyboard.row([(self.text("button-master-card"), Press::Master { master: id })]);
        }
        let back = PeoplePress::Users {
            list: if person.roles.is_unknown() { UserList::Strangers } else { UserList::Staff },
            page: 0,
        };
        keyboard.row(self.activity_button(id, standing, false)).row([self.button("button-to-users", back)])
    }

    fn is_viewer(&self, person: PersonId) -> bool {
        self.viewer.actor.is_some_and(|actor| actor.person == person)
    }

    /// Is the role really to be given, or taken?
    pub(super) async fn ask_role(
        &self,
        person: PersonId,
        (role, on): (Role, bool),
    ) -> Result<Rendered, Fault> {
        let args = Args::new().text("name", &self.name_of(person).await?).raw("role", self.role(role));
        let mut lines = vec![self.text_with(if on { "ask-grant" } else { "ask-revoke" }, &args)];
        if on && role == Role::Admin {
            lines.push(self.text("ask-grant-admin"));
        }
        if !on && self.is_viewer(person) {
            lines.push(self.text("ask-revoke-own"));
        }
        let yes = if on { "button-grant-now" } else { "button-leave-masters" };
        let keyboard = Inline::new()
            .row([self.button(yes, PeoplePress::SetRole { person, role, on })])
            .row([self.button("button-back", PeoplePress::User { person })]);
        Ok(Rendered { text: lines.join("\n"), markup: keyboard.markup() })
    }

    /// «Deactivate» or «reactivate», whichever can be done; on the card of a person or of a master.
    pub(super) fn activity_button(
        &self,
        person: PersonId,
        standing: &Standing,
        from_master: bool,
    ) -> Option<(String, Press)> {
        if check(StaffChange::Deactivate, standing).is_ok() {
            let press = PeoplePress::AskLeaving { person, leaving: Leaving::Company, from_master };
            return Some(self.button("button-deactivate", press));
        }
        let may = check(StaffChange::Reactivate, standing).is_ok();
        may.then(|| self.button("button-reactivate", PeoplePress::Reactivate { person }))
    }
}
