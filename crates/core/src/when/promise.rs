//! The promised day of a long repair: the same grammar, but a day ahead of today (SPEC §4).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{clause::read, date::plus_days, grammar::Days, resolve::days_of, token::tokens};
use crate::text::tidy;

/// How many days ahead a long repair may be promised (SPEC §4).
const PROMISE_DAYS: i64 = 180;

/// Why a text is not a day one may promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum DateError {
    /// Not a date, or a day the calendar does not have.
    #[error("not a date")]
    NotADate,
    /// A date, but not one that may be promised.
    #[error("not within {from}..{to}")]
    OutOfRange {
        /// The first possible day.
        from: Date,
        /// The last possible day.
        to: Date,
    },
}

impl DateError {
    /// A stable name, used as the key of the text people read.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotADate => "not_a_date",
            Self::OutOfRange { .. } => "out_of_range",
        }
    }
}

/// The first and the last day a long repair may be promised for: tomorrow and 180 days from today (SPEC §4).
#[must_use]
pub fn promised_range(today: Date) -> (Date, Date) {
    (plus_days(today, 1), plus_days(today, PROMISE_DAYS))
}

/// Reads a promised day in every form the grammar has for days: `25.12`, "on Friday", "in 2 weeks". Of several
/// days the last one is promised. Today can't be, so today's weekday is the one in a week.
///
/// # Errors
/// [`DateError`]
pub fn parse_promised_date(text: &str, today: Date) -> Result<Date, DateError> {
    let days = days_ahead(text, today).ok_or(DateError::NotADate)?;
    check_promised_date(days.last, today)
}

/// Reads one day that is ahead, in the same forms; `None` also for several days.
#[must_use]
pub fn parse_day_ahead(text: &str, today: Date) -> Option<Date> {
    let days = days_ahead(text, today)?;
    (days.first == days.last && days.first > today).then_some(days.first)
}

fn days_ahead(text: &str, today: Date) -> Option<Days> {
    let phrase = read(&tokens(&tidy(text)), today).ok()??;
    days_of(&phrase, today, true).ok()?
}

/// Checks that a day may be promised.
///
/// # Errors
/// [`DateError::OutOfRange`]
pub fn check_promised_date(promised: Date, today: Date) -> Result<Date, DateError> {
    let (from, to) = promised_range(today);
    if (from..=to).contains(&promised) { Ok(promised) } else { Err(DateError::OutOfRange { from, to }) }
}
