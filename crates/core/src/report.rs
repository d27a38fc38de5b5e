//! Reports as data: which there are, of which time, and what they count (SPEC §10).
//!
//! Rows go in one by one and sums are kept, never the rows: a report over a hundred thousand orders needs no more memory
//! than one over a hundred. Money is whole kopecks, averages and shares are rounded half up.

mod figures;
mod performance;
mod period;
mod refusals;

pub use figures::{ClosedOrder, Figures, Permille, Summary, average, permille, ranked};
pub use performance::{Mean, Performance, Team, change, compared_with, together};
pub use period::{Period, Unit};
pub use refusals::{Refusals, RefusedOrder, Why};

use serde::{Deserialize, Serialize};

use crate::{
    actor::{Actor, Role},
    ids::PersonId,
};

/// One report, with everything it depends on but the moment it is made and who reads it.
///
/// It names calendar days and never «today», so it can be made later, or again, and is about the same days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Report {
    /// Every order that is not over: all of them, and a sheet for each master.
    Active,
    /// Closed orders of a period by master, by equipment and by day, with a sheet for each master.
    Summary {
        /// Of which time.
        period: Period,
    },
    /// One master: what he has now and what he finished.
    Master {
        /// Who.
        master: PersonId,
        /// Finished when; `None` is all time.
        period: Option<Period>,
    },
    /// Closed orders of a period by type of appliance.
    Equipment {
        /// Of which time.
        period: Period,
    },
    /// Refused orders of a period by reason.
    Refusals {
        /// Of which time.
        period: Period,
    },
    /// Who holds how much cash for the company, since when, and of which closings it is what is left.
    Debts,
    /// What each master did in a period, beside the period before.
    Team {
        /// Of which time.
        period: Period,
    },
    /// The reader's own orders, for a master. It names nobody, so nobody can get another's.
    Own {
        /// Finished when; `None` is all time.
        period: Option<Period>,
    },
}

impl Report {
    /// A stable name: of files, of texts, of the command line.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Summary { .. } => "summary",
            Self::Master { .. } => "master",
            Self::Equipment { .. } => "equipment",
            Self::Refusals { .. } => "refusals",
            Self::Debts => "debts",
            Self::Team { .. } => "team",
            Self::Own { .. } => "own",
        }
    }

    /// Its period, when it has one.
    #[must_use]
    pub fn period(self) -> Option<Period> {
        match self {
            Self::Active | Self::Debts => None,
            Self::Summary { period }
            | Self::Equipment { period }
            | Self::Refusals { period }
            | Self::Team { period } => Some(period),
            Self::Master { period, .. } | Self::Own { period } => period,
        }
    }

    /// Whether there is a picture of it.
    #[must_use]
    pub fn has_chart(self) -> bool {
        matches!(self, Self::Summary { .. } | Self::Team { .. } | Self::Own { period: Some(_) })
    }

    /// Whether this person may have it: the office every report but a master's own, a master his own (SPEC §1).
    #[must_use]
    pub fn is_for(self, actor: &Actor) -> bool {
        match self {
            Self::Own { .. } => actor.roles.has(Role::Master),
            _ => actor.roles.is_office(),
        }
    }
}

/// A report whose period is yet to be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// The summary of a day.
    Daily,
    /// The summary of a week.
    Weekly,
    /// The summary of a month.
    Monthly,
    /// Equipment.
    Equipment,
    /// Refusals.
    Refusals,
    /// What the masters did.
    Team,
}

impl Topic {
    /// Every topic, in the order of the menu.
    pub const ALL: [Self; 6] =
        [Self::Daily, Self::Weekly, Self::Monthly, Self::Team, Self::Equipment, Self::Refusals];

    /// The report of this topic and period.
    #[must_use]
    pub fn of(self, period: Period) -> Report {
        match self {
            Self::Daily | Self::Weekly | Self::Monthly => Report::Summary { period },
            Self::Equipment => Report::Equipment { period },
            Self::Refusals => Report::Refusals { period },
            Self::Team => Report::Team { period },
        }
    }

    /// A stable name, used in keys of texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
            Self::Equipment => "equipment",
            Self::Refusals => "refusals",
            Self::Team => "team",
        }
    }

    /// The periods to choose from, the latest first (dossier §9.1): the last days, weeks or months, or of each
    /// the present one and the one before.
    #[must_use]
    pub fn choices(self, today: jiff::civil::Date) -> Vec<Period> {
        let last = |unit, count| (0..count).map(move |back| Period::last(unit, today, back));
        match self {
            Self::Daily => last(Unit::Day, 7).collect(),
            Self::Weekly => last(Unit::Week, 4).collect(),
            Self::Monthly => last(Unit::Month, 6).collect(),
            Self::Team | Self::Equipment | Self::Refusals => {
                [Unit::Day, Unit::Week, Unit::Month].into_iter().flat_map(|unit| last(unit, 2)).collect()
            }
        }
    }
}
