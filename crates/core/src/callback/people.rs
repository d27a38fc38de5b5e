//! Buttons about people: roles, masters, applications, one's own settings. Written after the letter `P`.

use super::{BadCallback, item_of, number_of};
use crate::{
    actor::Role,
    dialogue::PersonField,
    ids::{ApplicationId, PersonId},
};

/// What a press of one of these buttons asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PeoplePress {
    /// A page of people.
    Users {
        /// Which of them.
        list: UserList,
        /// Which page; the first is 0.
        page: u32,
    },
    /// A person's card with roles.
    User {
        /// Who.
        person: PersonId,
    },
    /// Give or take a role. It says what is wanted, so a doubled press changes nothing.
    SetRole {
        /// Whose.
        person: PersonId,
        /// Which role.
        role: Role,
        /// Whether he is to hold it.
        on: bool,
    },
    /// Ask before a role is given or taken: an administrator's, or one's own.
    AskRole {
        /// Whose.
        person: PersonId,
        /// Which role.
        role: Role,
        /// Whether he is to hold it.
        on: bool,
    },
    /// Make a master a senior one, or an ordinary one again.
    SetSenior {
        /// Whom.
        master: PersonId,
        /// Whether he is to be a senior one.
        on: bool,
    },
    /// Ask before somebody leaves: what becomes of his orders?
    AskLeaving {
        /// Who.
        person: PersonId,
        /// What he leaves.
        leaving: Leaving,
        /// Whether it was asked on his card as a master, where «back» leads then.
        from_master: bool,
    },
    /// He leaves; his active orders become new again.
    Leave {
        /// Who.
        person: PersonId,
        /// What he leaves.
        leaving: Leaving,
    },
    /// Masters who could take all his active orders.
    Heirs {
        /// Who leaves.
        person: PersonId,
        /// What he leaves.
        leaving: Leaving,
        /// Which page; the first is 0.
        page: u32,
        /// Whether it was asked on his card as a master.
        from_master: bool,
    },
    /// He leaves; this master gets all his active orders.
    LeaveTo {
        /// Who leaves.
        person: PersonId,
        /// What he leaves.
        leaving: Leaving,
        /// Who gets the orders.
        heir: PersonId,
    },
    /// A deactivated person comes back.
    Reactivate {
        /// Who.
        person: PersonId,
    },
    /// Begin changing what the company knows of a person.
    Edit {
        /// Whose.
        person: PersonId,
        /// What.
        field: PersonField,
    },
    /// A page of the masters, or of the former ones.
    Masters {
        /// Whether those who work, not those who left.
        active: bool,
        /// Which page; the first is 0.
        page: u32,
    },
    /// A new invitation; the former one is void.
    RenewInvitation {
        /// Whose.
        person: PersonId,
    },
    /// No invitation any more.
    RevokeInvitation {
        /// Whose.
        person: PersonId,
    },
    /// An application's card.
    Application {
        /// Which.
        application: ApplicationId,
    },
    /// Make the applicant a master.
    Approve {
        /// Which application.
        application: ApplicationId,
    },
    /// Begin rejecting an application.
    Reject {
        /// Which application.
        application: ApplicationId,
    },
    /// One's own settings.
    Settings,
    /// Choose one's own language, by its number.
    SetLanguage {
        /// Which; numbers are never given to another language.
        language: u8,
    },
}

/// Which people a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserList {
    /// Those with a role, deactivated ones last.
    Staff,
    /// Those without one who wrote to the bot, the latest first.
    Strangers,
}

/// What somebody leaves whose active orders must go elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Leaving {
    /// The company: he is deactivated.
    Company,
    /// The masters: he loses that role.
    Masters,
}

/// The numbers roles are written as. Buttons outlive releases: numbers are never given to another one; the same holds
/// for the tables below.
const ROLES: [(Role, u8); 4] =
    [(Role::Admin, 1), (Role::Dispatcher, 2), (Role::Master, 3), (Role::SeniorMaster, 4)];
const LISTS: [(UserList, u8); 2] = [(UserList::Staff, 0), (UserList::Strangers, 1)];
const LEAVINGS: [(Leaving, u8); 2] = [(Leaving::Company, 0), (Leaving::Masters, 1)];
const FIELDS: [(PersonField, u8); 3] =
    [(PersonField::Name, 0), (PersonField::Phone, 1), (PersonField::Specialization, 2)];

fn yes_no(number: i64) -> Result<bool, BadCallback> {
    match number {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(BadCallback),
    }
}

fn page_of(number: i64) -> Result<u32, BadCallback> {
    u32::try_from(number).map_err(|_| BadCallback)
}

/// With a last number when it was asked on the master's card; buttons of former releases have none.
fn and_origin(mut numbers: Vec<i64>, from_master: bool) -> Vec<i64> {
    numbers.extend(from_master.then_some(1));
    numbers
}

fn origin_of(numbers: &[i64]) -> Result<bool, BadCallback> {
    match numbers {
        [] => Ok(false),
        [1] => Ok(true),
        _ => Err(BadCallback),
    }
}

impl PeoplePress {
    /// The letter and the numbers it is written as.
    pub(super) fn parts(&self) -> (char, Vec<i64>) {
        match *self {
            Self::Users { list, page } => ('u', vec![number_of(&LISTS, &list), i64::from(page)]),
            Self::User { person } => ('c', vec![person.0]),
            Self::SetRole { person, role, on } => {
                ('r', vec![person.0, number_of(&ROLES, &role), i64::from(on)])
            }
            Self::AskRole { person, role, on } => {
                ('g', vec![person.0, number_of(&ROLES, &role), i64::from(on)])
            }
            Self::SetSenior { master, on } => ('s', vec![master.0, i64::from(on)]),
            Self::AskLeaving { person, leaving, from_master } => {
                ('q', and_origin(vec![person.0, number_of(&LEAVINGS, &leaving)], from_master))
            }
            Self::Leave { person, leaving } => ('x', vec![person.0, number_of(&LEAVINGS, &leaving)]),
            Self::Heirs { person, leaving, page, from_master } => {
                let numbers = vec![person.0, number_of(&LEAVINGS, &leaving), i64::from(page)];
                ('h', and_origin(numbers, from_master))
            }
            Self::LeaveTo { person, leaving, heir } => {
                ('t', vec![person.0, number_of(&LEAVINGS, &leaving), heir.0])
            }
            Self::Reactivate { person } => ('b', vec![person.0]),
            Self::Edit { person, field } => ('e', vec![person.0, number_of(&FIELDS, &field)]),
            Self::Masters { active, page } => ('m', vec![i64::from(active), i64::from(page)]),
            Self::RenewInvitation { person } => ('i', vec![person.0]),
            Self::RevokeInvitation { person } => ('v', vec![person.0]),
            Self::Application { application } => ('a', vec![application.0]),
            Self::Approve { application } => ('y', vec![application.0]),
            Self::Reject { application } => ('n', vec![application.0]),
            Self::Settings => ('o', Vec::new()),
            Self::SetLanguage { language } => ('l', vec![i64::from(language)]),
        }
    }

    /// The press of a letter and numbers.
    pub(super) fn from_parts(letter: char, numbers: &[i64]) -> Result<Self, BadCallback> {
        Ok(match (letter, numbers) {
            ('u', &[list, page]) => Self::Users { list: item_of(&LISTS, list)?, page: page_of(page)? },
            ('c', &[person]) => Self::User { person: PersonId(person) },
            ('r', &[person, role, on]) => {
                Self::SetRole { person: PersonId(person), role: item_of(&ROLES, role)?, on: yes_no(on)? }
            }
            ('g', &[person, role, on]) => {
                Self::AskRole { person: PersonId(person), role: item_of(&ROLES, role)?, on: yes_no(on)? }
            }
            ('s', &[master, on]) => Self::SetSenior { master: PersonId(master), on: yes_no(on)? },
            ('q', &[person, leaving, ref origin @ ..]) => Self::AskLeaving {
                person: PersonId(person),
                leaving: item_of(&LEAVINGS, leaving)?,
                from_master: origin_of(origin)?,
            },
            ('x', &[person, leaving]) => {
                Self::Leave { person: PersonId(person), leaving: item_of(&LEAVINGS, leaving)? }
            }
            ('h', &[person, leaving, page, ref origin @ ..]) => Self::Heirs {
                person: PersonId(person),
                leaving: item_of(&LEAVINGS, leaving)?,
                page: page_of(page)?,
                from_master: origin_of(origin)?,
            },
            ('t', &[person, leaving, heir]) => Self::LeaveTo {
                person: PersonId(person),
                leaving: item_of(&LEAVINGS, leaving)?,
                heir: PersonId(heir),
            },
            ('b', &[person]) => Self::Reactivate { person: PersonId(person) },
            ('e', &[person, field]) => {
                Self::Edit { person: PersonId(person), field: item_of(&FIELDS, field)? }
            }
            ('m', &[active, page]) => Self::Masters { active: yes_no(active)?, page: page_of(page)? },
            ('i', &[person]) => Self::RenewInvitation { person: PersonId(person) },
            ('v', &[person]) => Self::RevokeInvitation { person: PersonId(person) },
            ('a', &[application]) => Self::Application { application: ApplicationId(application) },
            ('y', &[application]) => Self::Approve { application: ApplicationId(application) },
            ('n', &[application]) => Self::Reject { application: ApplicationId(application) },
            ('o', []) => Self::Settings,
            ('l', &[language]) => {
                Self::SetLanguage { language: u8::try_from(language).map_err(|_| BadCallback)? }
            }
            _ => return Err(BadCallback),
        })
    }
}
