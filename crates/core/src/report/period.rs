//! The time of a report: whole calendar days, cut out of time in the company's zone.

use std::ops::Range;

use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::list::{day_begins, day_ends};

/// What a period is, if it is one of those people have a word for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// One day.
    Day,
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// Any other days.
    Days,
}

/// Calendar days, the first and the last included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Period {
    from: Date,
    to: Date,
}

impl Period {
    /// These days, given in any order.
    #[must_use]
    pub fn days(one: Date, other: Date) -> Self {
        Self { from: one.min(other), to: one.max(other) }
    }

    /// This day.
    #[must_use]
    pub fn day(day: Date) -> Self {
        Self { from: day, to: day }
    }

    /// The week with this day, from Monday.
    #[must_use]
    pub fn week(day: Date) -> Self {
        let monday = plus(day, -i64::from(day.weekday().to_monday_zero_offset()));
        Self { from: monday, to: plus(monday, 6) }
    }

    /// The month with this day.
    #[must_use]
    pub fn month(day: Date) -> Self {
        Self { from: day.first_of_month(), to: day.last_of_month() }
    }

    /// The day, week or month that many of them before the present one. Of any days: today.
    #[must_use]
    pub fn last(unit: Unit, today: Date, back: u32) -> Self {
        let back = i64::from(back);
        match unit {
            Unit::Day | Unit::Days => Self::day(plus(today, -back)),
            Unit::Week => Self::week(plus(today, -7 * back)),
            // From its first day: the 31st has no namesake in most months.
            Unit::Month => Self::month(today.first_of_month().saturating_sub(Span::new().months(back))),
        }
    }

    /// The first day.
    #[must_use]
    pub fn first_day(self) -> Date {
        self.from
    }

    /// The last day.
    #[must_use]
    pub fn last_day(self) -> Date {
        self.to
    }

    /// What it is.
    #[must_use]
    pub fn unit(self) -> Unit {
        match self {
            Self { from, to } if from == to => Unit::Day,
            _ if self == Self::week(self.from) => Unit::Week,
            _ if self == Self::month(self.from) => Unit::Month,
            _ => Unit::Days,
        }
    }

    /// Its moments in this zone: from the first day's beginning up to, and without, the beginning of the day after the last.
    /// A day lasts as long as the zone's clocks make it: 23 hours, 25, or none at all.
    #[must_use]
    pub fn instants(self, zone: &TimeZone) -> Range<Timestamp> {
        day_begins(self.from, zone)..day_ends(self.to, zone)
    }
}

fn plus(day: Date, days: i64) -> Date {
    day.saturating_add(Span::new().days(days))
}
