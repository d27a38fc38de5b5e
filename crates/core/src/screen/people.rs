//! Screens and short answers about people, roles, applications and one's own settings.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    actor::Role,
    callback::{Leaving, UserList},
    ids::{ApplicationId, OrderId, PersonId},
    staff::StaffRefusal,
};

/// One of these messages as data. Rights are checked again when it is rendered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "people", rename_all = "snake_case")]
pub enum PeopleScreen {
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
    /// A page of the masters, or of the former ones.
    Masters {
        /// Whether those who work.
        active: bool,
        /// Which page; the first is 0.
        page: u32,
    },
    /// Before somebody leaves: what becomes of his orders?
    AskLeaving {
        /// Who.
        person: PersonId,
        /// What he leaves.
        leaving: Leaving,
        /// Whether it was asked on his card as a master, where «back» leads then.
        #[serde(default)]
        from_master: bool,
    },
    /// Before a role is given or taken.
    AskRole {
        /// Whose.
        person: PersonId,
        /// Which role.
        role: Role,
        /// Whether he is to hold it.
        on: bool,
    },
    /// Masters who could take his orders.
    Heirs {
        /// Who leaves.
        person: PersonId,
        /// What he leaves.
        leaving: Leaving,
        /// Which page; the first is 0.
        page: u32,
        /// Whether it was asked on his card as a master.
        #[serde(default)]
        from_master: bool,
    },
    /// Somebody left, and his orders went elsewhere: for the office.
    Left {
        /// Who.
        person: PersonId,
        /// What he left.
        leaving: Leaving,
        /// Who did it.
        by: PersonId,
        /// Who got the orders; nobody when they are new again.
        heir: Option<PersonId>,
        /// Those orders.
        orders: Vec<OrderId>,
    },
    /// For the one who got somebody's orders: their cards follow.
    Inherited {
        /// Whose they were.
        from: PersonId,
        /// Those orders.
        orders: Vec<OrderId>,
    },
    /// The reader's rights are others now; with his new menu.
    RightsChanged,
    /// The reader cannot do what he asks because he is deactivated.
    Deactivated,
    /// The reader's application waits for an answer.
    ApplicationSent {
        /// Whether it was sent just now.
        fresh: bool,
    },
    /// An application with the buttons of an admin.
    Application {
        /// Which.
        application: ApplicationId,
    },
    /// The reader's application was answered, or another admin's decision is told.
    ApplicationDecided {
        /// Which.
        application: ApplicationId,
    },
    /// What the company knows of a person was changed.
    Changed {
        /// Whose.
        person: PersonId,
    },
    /// The reader's settings.
    Settings,
    /// The reader's language was changed; with the menu in it.
    LanguageChanged,
    /// A master's own figures.
    MyStats {
        /// The first day of the month that is shown apart.
        month: Date,
    },
}

/// A short answer about people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonToast {
    /// Done as asked.
    Done,
    /// It was so before: nothing changed.
    AlreadySo,
    /// A rule forbids it.
    Refused(StaffRefusal),
    /// There is no such person, or nothing of this kind to be done with him.
    NotPossible,
    /// The application was decided before.
    AlreadyDecided,
    /// His active orders must go elsewhere first.
    HasOrders,
    /// The orders changed meanwhile.
    TryAgain,
}

impl PersonToast {
    /// A stable name, the key of its text.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::AlreadySo | Self::Refused(StaffRefusal::AlreadySo) => "already-so",
            Self::Refused(StaffRefusal::FromEnvironment) => "from-environment",
            Self::Refused(StaffRefusal::LastAdmin) => "last-admin",
            Self::Refused(StaffRefusal::NoMaster) => "no-master",
            Self::Refused(StaffRefusal::Inactive) => "inactive",
            Self::NotPossible => "not-possible",
            Self::AlreadyDecided => "already-decided",
            Self::HasOrders => "has-orders",
            Self::TryAgain => "try-again",
        }
    }

    /// Whether it must be confirmed.
    #[must_use]
    pub fn is_alert(self) -> bool {
        !matches!(self, Self::Done | Self::AlreadySo | Self::Refused(StaffRefusal::AlreadySo))
    }
}
