//! The company's settings (SPEC §8): what an admin may change in the bot, within which bounds, and what holds until
//! he does. Numbers are data: `lexicon/settings.toml`.
//!
//! The module `kinds` lists them, one enum for each kind of value; [`Setting`] is the closed enum over them, in groups.
//! [`Value`] is what one is set to: read from what people type, stored as text. [`Settings`] is a snapshot of all,
//! with a getter for each kind.

mod groups;
mod kinds;
mod rules;
mod snapshot;
mod template;
mod value;

use serde::{Deserialize, Serialize};

pub use groups::Group;
pub use kinds::{Amount, Clock, Count, DayOfMonth, DayOfWeek, Minutes, Switch, Template};
#[cfg(test)]
pub(crate) use rules::Lexicon;
pub use snapshot::{Settings, Stored};
pub use template::{Piece, Placeholder, pieces};
pub use value::{Problem, Value};

use crate::text::mark;

/// One setting of the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Setting {
    /// On or off.
    Switch(Switch),
    /// A length of time.
    Minutes(Minutes),
    /// A number of things.
    Count(Count),
    /// A time of the day.
    Clock(Clock),
    /// A day of the week.
    DayOfWeek(DayOfWeek),
    /// A day of the month.
    DayOfMonth(DayOfMonth),
    /// A sum of money.
    Amount(Amount),
    /// A text.
    Template(Template),
}

impl Setting {
    /// Every setting, in the order screens show them.
    pub fn all() -> impl Iterator<Item = Self> {
        Group::ALL.into_iter().flat_map(|group| group.settings().iter().copied())
    }

    /// A stable name: what the database, the audit trail and the keys of texts know it by.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Switch(switch) => switch.code(),
            Self::Minutes(minutes) => minutes.code(),
            Self::Count(count) => count.code(),
            Self::Clock(clock) => clock.code(),
            Self::DayOfWeek(day) => day.code(),
            Self::DayOfMonth(day) => day.code(),
            Self::Amount(amount) => amount.code(),
            Self::Template(template) => template.code(),
        }
    }

    /// The setting with this name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::all().find(|setting| setting.code() == code)
    }

    /// Its number in buttons; it follows from the code.
    pub(crate) fn mark(self) -> i64 {
        mark(self.code())
    }

    /// Where screens show it.
    #[must_use]
    pub fn group(self) -> Group {
        let holds = |group: &Group| group.settings().contains(&self);
        Group::ALL.into_iter().find(holds).unwrap_or(Group::Orders)
    }

    /// What holds until an admin sets it.
    #[must_use]
    pub fn default_value(self) -> Value {
        rules::of(self).default.clone()
    }

    /// The least and the greatest number it may be (minutes, things, days, kopecks); `None` when it is no number.
    #[must_use]
    pub fn bounds(self) -> Option<(i64, i64)> {
        rules::of(self).bounds
    }

    /// Values worth a button.
    #[must_use]
    pub fn choices(self) -> &'static [Value] {
        &rules::of(self).choices
    }
}

impl From<Setting> for String {
    fn from(setting: Setting) -> Self {
        setting.code().to_owned()
    }
}

impl TryFrom<String> for Setting {
    type Error = String;

    fn try_from(code: String) -> Result<Self, String> {
        Self::from_code(&code).ok_or(code)
    }
}
