//! All settings at one moment.

use std::collections::BTreeMap;

use jiff::{
    SignedDuration,
    civil::{Time, Weekday},
};

use super::{
    Amount, Clock, Count, DayOfMonth, DayOfWeek, Minutes, Piece, Placeholder, Problem, Setting, Switch,
    Template, Value, pieces,
};
use crate::money::Kopecks;

/// The first of each pair must not be more than the second: a ladder climbs.
const CLIMBS: [(Minutes, Minutes); 3] = [
    (Minutes::UnacceptedMaster, Minutes::UnacceptedDispatcher),
    (Minutes::UnacceptedDispatcher, Minutes::UnacceptedAdmins),
    (Minutes::UnassignedDispatchers, Minutes::UnassignedAdmins),
];

/// These two must not be the same: it would be quiet always, or never.
const DIFFER: (Clock, Clock) = (Clock::QuietFrom, Clock::QuietTo);

/// One setting as the database has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its value; `None` when an admin went back to the default.
    pub value: Option<String>,
    /// How often it was set.
    pub version: i64,
}

/// What admins have set, over the defaults.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    set: BTreeMap<Setting, (Option<Value>, i64)>,
}

impl Settings {
    /// From what the database has. With them the names of rows that are no setting, or no value of theirs: there the
    /// default holds.
    pub fn from_stored(rows: impl IntoIterator<Item = (String, Stored)>) -> (Self, Vec<String>) {
        let (mut settings, mut damaged) = (Self::default(), Vec::new());
        for (code, Stored { value, version }) in rows {
            let Some(setting) = Setting::from_code(&code) else {
                damaged.push(code);
                continue;
            };
            let read = value
                .as_deref()
                .map(|text| Value::decode(setting, text).filter(|value| value.check(setting).is_ok()));
            if read == Some(None) {
                damaged.push(code);
            }
            settings.set.insert(setting, (read.flatten(), version));
        }
        (settings, damaged)
    }

    /// The same with one setting changed; `None` goes back to the default.
    #[must_use]
    pub fn with(mut self, setting: impl Into<Setting>, value: Option<Value>) -> Self {
        let setting = setting.into();
        let version = self.version(setting).saturating_add(1);
        self.set.insert(setting, (value, version));
        self
    }

    /// What a setting is.
    #[must_use]
    pub fn value(&self, setting: impl Into<Setting>) -> Value {
        let setting = setting.into();
        self.own(setting).cloned().unwrap_or_else(|| setting.default_value())
    }

    /// What an admin has set it to; `None` while the default holds.
    #[must_use]
    pub fn own(&self, setting: Setting) -> Option<&Value> {
        self.set.get(&setting).and_then(|(value, _)| value.as_ref())
    }

    /// How often it was set: who changes it says which version he has seen.
    #[must_use]
    pub fn version(&self, setting: Setting) -> i64 {
        self.set.get(&setting).map_or(0, |(_, version)| *version)
    }

    /// Whether something is on.
    #[must_use]
    pub fn on(&self, switch: Switch) -> bool {
        self.value(switch) == Value::Switch(true)
    }

    /// How long; whole minutes.
    #[must_use]
    pub fn minutes(&self, minutes: Minutes) -> SignedDuration {
        SignedDuration::from_mins(self.number(minutes.into()))
    }

    /// How many.
    #[must_use]
    pub fn count(&self, count: Count) -> u32 {
        u32::try_from(self.number(count.into())).unwrap_or_default()
    }

    /// At what time of the company's day; whole minutes.
    #[must_use]
    pub fn time(&self, clock: Clock) -> Time {
        match self.value(clock) {
            Value::Clock(time) => time,
            _ => Time::midnight(),
        }
    }

    /// On which day of the week.
    #[must_use]
    pub fn weekday(&self, day: DayOfWeek) -> Weekday {
        match self.value(day) {
            Value::Weekday(weekday) => weekday,
            _ => Weekday::Monday,
        }
    }

    /// On which day of the month: 1 to 28.
    #[must_use]
    pub fn day_of_month(&self, day: DayOfMonth) -> i8 {
        i8::try_from(self.number(day.into())).unwrap_or(1)
    }

    /// Which sum.
    #[must_use]
    pub fn amount(&self, amount: Amount) -> Kopecks {
        Kopecks(self.number(amount.into()))
    }

    /// An admin's own text as he wrote it; `None` for the built-in one.
    #[must_use]
    pub fn template(&self, template: Template) -> Option<&str> {
        match self.own(template.into()) {
            Some(Value::Text(text)) => Some(text.as_str()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// An admin's own text with its places filled in; `None` for the built-in one. One that cannot be taken apart any
    /// more is left as it is.
    #[must_use]
    pub fn filled(
        &self,
        template: Template,
        place: impl Fn(Placeholder) -> Option<String>,
    ) -> Option<String> {
        let text = self.template(template)?;
        let Ok(pieces) = pieces(template, text) else { return Some(text.to_owned()) };
        let filled = pieces.into_iter().map(|piece| match piece {
            Piece::Words(words) => words.to_owned(),
            Piece::Place(wanted) => place(wanted).unwrap_or_default(),
        });
        Some(filled.collect())
    }

    fn number(&self, setting: Setting) -> i64 {
        match self.value(setting) {
            Value::Minutes(number)
            | Value::Count(number)
            | Value::Day(number)
            | Value::Amount(Kopecks(number)) => number,
            Value::Switch(_) | Value::Clock(_) | Value::Weekday(_) | Value::Text(_) => 0,
        }
    }

    /// Whether a setting may be changed so while the others are as they are; `None` goes back to the default.
    ///
    /// # Errors
    /// [`Problem::LessThan`], [`Problem::MoreThan`], [`Problem::SameAs`], and those of [`Value::check`].
    pub fn check(&self, setting: Setting, value: Option<&Value>) -> Result<(), Problem> {
        if let Some(value) = value {
            value.check(setting)?;
        }
        let after = self.clone().with(setting, value.cloned());
        for (less, more) in CLIMBS {
            if after.minutes(less) > after.minutes(more) {
                if setting == less.into() {
                    return Err(Problem::MoreThan(more.into()));
                }
                if setting == more.into() {
                    return Err(Problem::LessThan(less.into()));
                }
            }
        }
        let (one, other) = DIFFER;
        if after.time(one) == after.time(other) {
            if setting == one.into() {
                return Err(Problem::SameAs(other.into()));
            }
            if setting == other.into() {
                return Err(Problem::SameAs(one.into()));
            }
        }
        Ok(())
    }
}
