//! Who acts, and in which capacity.

use serde::{Deserialize, Serialize};

use crate::ids::PersonId;

/// What a person may be in the company (SPEC §1). Someone without a role is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    /// Owner or administrator: everything, including acting for a master.
    Admin,
    /// Takes calls, creates and assigns orders.
    Dispatcher,
    /// A field technician: own orders only.
    Master,
    /// A flag on a master; it changes the money split only.
    SeniorMaster,
}

impl Role {
    /// Every role, in the order menus are built.
    pub const ALL: [Self; 4] = [Self::Admin, Self::Dispatcher, Self::Master, Self::SeniorMaster];

    /// The name stored in the database and taken by `explain`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Admin => "ADMIN",
            Self::Dispatcher => "DISPATCHER",
            Self::Master => "MASTER",
            Self::SeniorMaster => "SENIOR_MASTER",
        }
    }

    /// The role with this name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// The roles one person holds. Rights are their union.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Roles(u8);

impl Roles {
    /// No role: an unknown person.
    pub const NONE: Self = Self(0);

    /// The set holding `role` besides.
    #[must_use]
    pub fn with(self, role: Role) -> Self {
        Self(self.0 | (1 << role as u8))
    }

    /// Whether `role` is held.
    #[must_use]
    pub fn has(self, role: Role) -> bool {
        self.0 & (1 << role as u8) != 0
    }

    /// The set without `role`.
    #[must_use]
    pub fn without(self, role: Role) -> Self {
        Self(self.0 & !(1 << role as u8))
    }

    /// Nothing but `role`, if it is held.
    #[must_use]
    pub fn only(self, role: Role) -> Self {
        Self(self.0 & (1 << role as u8))
    }

    /// Admin or dispatcher.
    #[must_use]
    pub fn is_office(self) -> bool {
        self.has(Role::Admin) || self.has(Role::Dispatcher)
    }

    /// Whether no role is held.
    #[must_use]
    pub fn is_unknown(self) -> bool {
        self.0 == 0
    }

    /// The roles held.
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |role| self.has(*role))
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        roles.into_iter().fold(Self::NONE, Self::with)
    }
}

/// The person an action is checked against: every command takes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    /// Who presses.
    pub person: PersonId,
    /// What that person may be.
    pub roles: Roles,
}
