//! Time as people write it. The grammar of SPEC §5 comes later; this is the seam it will fill.

use jiff::{
    Span, Timestamp,
    civil::{Date, date},
    tz::TimeZone,
};

use crate::{
    pii::{FreeText, TextError},
    text::fold,
};

/// How many days ahead a long repair may be promised (SPEC §4).
const PROMISE_DAYS: i64 = 180;

/// When the client expects the master: an interval of instants, an instruction, or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedVisit {
    /// Beginning of the visit.
    pub from: Option<Timestamp>,
    /// End of the interval, if one was named.
    pub to: Option<Timestamp>,
    /// The instruction in the client's words.
    pub note: Option<FreeText>,
}

/// Why a text is neither a time nor an instruction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum WhenError {
    /// Shorter or longer than an instruction may be.
    #[error(transparent)]
    Text(#[from] TextError),
}

impl WhenError {
    /// A stable name, used as the key of the text people read.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Text(error) => error.code(),
        }
    }
}

/// Reads when the client expects the master (SPEC §5). For now every text of 2 to 150 characters is kept as
/// an instruction; `now` and `zone` are what the grammar will need.
///
/// # Errors
/// [`WhenError`]
pub fn parse_visit(text: &str, _now: Timestamp, _zone: &TimeZone) -> Result<ParsedVisit, WhenError> {
    let note = FreeText::instruction(text)?;
    Ok(ParsedVisit { from: None, to: None, note: Some(note) })
}

/// Why a text is not a day one may promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
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
    (today.saturating_add(Span::new().days(1)), today.saturating_add(Span::new().days(PROMISE_DAYS)))
}

/// Reads a promised day: `dd.mm`, `dd.mm.yy` (20yy) or `dd.mm.yyyy`; a slash serves as well as a dot. Without
/// a year it is the next such day, today included.
///
/// # Errors
/// [`DateError`]
pub fn parse_promised_date(text: &str, today: Date) -> Result<Date, DateError> {
    let text = fold(text);
    let parts: Vec<&str> = text.split(['.', '/']).map(str::trim).collect();
    let promised = match parts.as_slice() {
        [day, month] => next_such_day(number(day, 2)?, number(month, 2)?, today)?,
        [day, month, year] => {
            let year = match year.len() {
                2 => 2000 + number(year, 2)?,
                4 => number(year, 4)?,
                _ => return Err(DateError::NotADate),
            };
            day_of(year, number(month, 2)?, number(day, 2)?).ok_or(DateError::NotADate)?
        }
        _ => return Err(DateError::NotADate),
    };
    let (from, to) = promised_range(today);
    if (from..=to).contains(&promised) { Ok(promised) } else { Err(DateError::OutOfRange { from, to }) }
}

/// A number of at most `longest` digits.
fn number(text: &str, longest: usize) -> Result<i16, DateError> {
    let well_formed = (1..=longest).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if !well_formed {
        return Err(DateError::NotADate);
    }
    text.parse().map_err(|_| DateError::NotADate)
}

/// The day, if the calendar has it.
fn day_of(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The next such day from today on.
fn next_such_day(day: i16, month: i16, today: Date) -> Result<Date, DateError> {
    // 2000 is a leap year: a day it does not have does not exist at all.
    day_of(2000, month, day).ok_or(DateError::NotADate)?;
    let year = today.year();
    // Two leap years may be eight years apart.
    let years = year..=year.saturating_add(8);
    let next = years.filter_map(|year| day_of(year, month, day)).find(|day| *day >= today);
    Ok(next.unwrap_or(date(9999, 12, 31)))
}
