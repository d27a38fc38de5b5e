//! Recurrences in a time zone: every day, every week, every month.

use jiff::{
    Span, Timestamp,
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};

/// How far before and after a moment an occurrence can be, in days: a month and what zones shift.
const REACH: i64 = 40;
/// A zone that skips a day moves what falls on it by a day.
const SHIFT: i64 = 2;

/// When something happens again and again, by the clocks of a zone.
///
/// Each day it falls on has one moment: a time that clocks skip moves forward by as much as they do, of a time
/// that clocks show twice it is the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recurrence {
    /// Every day.
    Daily {
        /// When.
        at: Time,
    },
    /// Every week.
    Weekly {
        /// On which day.
        on: Weekday,
        /// When.
        at: Time,
    },
    /// Every month.
    Monthly {
        /// On which day; a month that is shorter has it on its last one.
        on: i8,
        /// When.
        at: Time,
    },
}

/// One occurrence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occurrence {
    /// The day it falls on.
    pub day: Date,
    /// Its moment.
    pub at: Timestamp,
}

impl Recurrence {
    /// The first occurrence after this moment; `None` at the end of the calendar.
    #[must_use]
    pub fn next_after(self, after: Timestamp, zone: &TimeZone) -> Option<Occurrence> {
        let today = after.to_zoned(zone.clone()).date();
        let mut coming = (-SHIFT..=REACH).filter_map(|days| self.on(day_after(today, days)?, zone));
        let first = coming.find(|occurrence| occurrence.at > after)?;
        // A day that a zone skips has its moment on the next one, whose own it is.
        coming.take_while(|occurrence| occurrence.at == first.at).last().or(Some(first))
    }

    /// The last occurrence that is not after this moment; `None` at the beginning of the calendar.
    #[must_use]
    pub fn last_until(self, now: Timestamp, zone: &TimeZone) -> Option<Occurrence> {
        let today = now.to_zoned(zone.clone()).date();
        let mut gone = (-REACH..=SHIFT).rev().filter_map(|days| self.on(day_after(today, days)?, zone));
        gone.find(|occurrence| occurrence.at <= now)
    }

    /// The occurrence on this day, if it falls on it.
    fn on(self, day: Date, zone: &TimeZone) -> Option<Occurrence> {
        let at = match self {
            Self::Daily { at } => at,
            Self::Weekly { on, at } if on == day.weekday() => at,
            Self::Monthly { on, at } if day.day() == on.clamp(1, day.days_in_month()) => at,
            Self::Weekly { .. } | Self::Monthly { .. } => return None,
        };
        Some(Occurrence { day, at: moment(day, at, zone)? })
    }
}

/// The moment at which clocks show this time on this day.
pub(super) fn moment(day: Date, at: Time, zone: &TimeZone) -> Option<Timestamp> {
    Some(day.to_datetime(at).to_zoned(zone.clone()).ok()?.timestamp())
}

/// The day so many days later.
pub(super) fn day_after(day: Date, days: i64) -> Option<Date> {
    day.checked_add(Span::new().try_days(days).ok()?).ok()
}
