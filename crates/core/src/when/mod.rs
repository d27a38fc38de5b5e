//! Time as people write it (SPEC §5): text, the present moment and a time zone make an interval of instants, an
//! instruction, or an error that says what to mend.
//!
//! `token` cuts the text, `clause` and `beside` tell time from instruction, `grammar` reads a phrase by the rules of
//! `date`, `amount` and `clock`, `resolve` sets it against the present moment. What words mean is in
//! `lexicon/when_*.toml`.
//!
//! What is not said is decided so; whoever wrote it sees it in the echo:
//!
//! | written | means |
//! |---|---|
//! | a clock time without a day | today, or tomorrow when it has passed |
//! | a day without a clock time | the whole day, to the first instant of the next one |
//! | a part of the day | its hours in `lexicon/when.toml`; today's while it lasts, else tomorrow's |
//! | "by 18:00" | that moment: be there then |
//! | "until 16" | from eight in the morning, or from now, to 16:00 |
//! | "after 16" | from 16:00 to 17:00 |
//! | "within an hour" | in an hour, at the latest |
//! | "in 1-1.5 hours" | in the middle of both |
//! | "in 3 days" | that whole day; one and a half weeks from now is one of two days |
//! | "next Tuesday" | the Tuesday of next week, which begins on Monday |
//! | "the coming Tuesday" | the next one, as "on Tuesday" |
//! | "on Friday" on a Friday | an error: today, or in a week? |
//! | "at 3" | an error: by night, or in the afternoon? |
//! | a date without a year | the next such day; a warning when it is next year's and far ahead |
//! | "tomorrow at 10 call an hour before" | a visit at 10:00, and a note |
//! | "tomorrow at 10 call" | an error: is the visit at 10, or the call? |
//! | a time that clocks skip or show twice | as much later; the first one (RFC 5545) |

mod amount;
mod beside;
mod clause;
mod clock;
mod date;
mod grammar;
mod lexicon;
mod plain;
mod promise;
mod quick;
mod resolve;
mod token;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

#[cfg(test)]
pub(crate) use lexicon::{Clockwork, Words};
pub use plain::{parse_length, parse_time_of_day, parse_weekday};
pub use promise::{DateError, check_promised_date, parse_day_ahead, parse_promised_date, promised_range};
pub use quick::{QuickPart, QuickVisit};

use crate::{
    pii::{FreeText, TextError},
    text::tidy,
};

/// When the client expects the master: an interval of instants, an instruction, or both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParsedVisit {
    /// Beginning of the visit.
    pub from: Option<Timestamp>,
    /// End of the interval, if one was named.
    pub to: Option<Timestamp>,
    /// The instruction in the client's words.
    pub note: Option<FreeText>,
    /// What whoever wrote it should look at again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warning: Option<Warning>,
}

impl ParsedVisit {
    /// Whether it still lies ahead: a draft may wait for a day before it is confirmed.
    ///
    /// # Errors
    /// [`WhenError::Past`]
    pub fn check(&self, now: Timestamp) -> Result<(), WhenError> {
        let last = self.to.or(self.from);
        let past = last.is_some_and(|last| last.duration_since(now) < -SignedDuration::from_mins(5));
        if past { Err(WhenError::Past) } else { Ok(()) }
    }
}

/// What whoever wrote a time should look at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// Less than half an hour ahead.
    #[error("less than 30 minutes ahead")]
    Soon,
    /// A date without a year, next year's and more than nine months ahead: perhaps it was meant to be past.
    #[error("far ahead: the date without a year is next year's")]
    FarAhead,
}

impl Warning {
    /// A stable name, used as the key of the text people read.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Soon => "soon",
            Self::FarAhead => "far_ahead",
        }
    }
}

/// A phrase set against the present moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Moment {
    from: Timestamp,
    to: Option<Timestamp>,
    warning: Option<Warning>,
}

/// Why a text is neither a time nor an instruction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum WhenError {
    /// Shorter or longer than an instruction may be.
    #[error(transparent)]
    Text(#[from] TextError),
    /// It speaks of time, but not in a way that is known.
    #[error("not understood as a time")]
    NotUnderstood,
    /// It may mean different moments.
    #[error("ambiguous: it may mean different moments")]
    Ambiguous,
    /// No clock shows this time.
    #[error("no such time of day")]
    BadHour,
    /// The calendar does not have this day.
    #[error("no such day in the calendar")]
    BadDate,
    /// Older than five minutes.
    #[error("in the past")]
    Past,
    /// More than 365 days ahead.
    #[error("more than 365 days ahead")]
    TooFar,
    /// An interval that ends before it begins.
    #[error("the end is not after the beginning")]
    Reversed,
    /// The date is another weekday.
    #[error("the date is another weekday")]
    WrongWeekday,
    /// Today is that weekday: is today meant, or the day in a week?
    #[error("ambiguous: today is that weekday")]
    SameWeekday,
    /// A call is to be made, and a time is named before it: is it the visit's, or the call's?
    #[error("ambiguous: the time may be that of the visit or that of the call")]
    CallOrVisit,
}

impl WhenError {
    /// A stable name, used as the key of the text people read.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Text(error) => error.code(),
            Self::NotUnderstood => "not_understood",
            Self::Ambiguous => "ambiguous",
            Self::BadHour => "bad_hour",
            Self::BadDate => "bad_date",
            Self::Past => "past",
            Self::TooFar => "too_far",
            Self::Reversed => "reversed",
            Self::WrongWeekday => "wrong_weekday",
            Self::SameWeekday => "same_weekday",
            Self::CallOrVisit => "call_or_visit",
        }
    }
}

/// Reads when the client expects the master (SPEC §5): a time, an instruction of 2 to 150 characters, or both.
///
/// # Errors
/// [`WhenError`]
pub fn parse_visit(text: &str, now: Timestamp, zone: &TimeZone) -> Result<ParsedVisit, WhenError> {
    let whole = FreeText::instruction(text)?;
    // A new line ends a clause.
    let text = tidy(&text.replace(['\n', '\r'], ", "));
    let now = now.to_zoned(zone.clone());
    match clause::understand(&token::tokens(&text), now.date())? {
        clause::Reading::Instruction => {
            Ok(ParsedVisit { from: None, to: None, note: Some(whole), warning: None })
        }
        clause::Reading::Time { phrase, note } => {
            let moment = resolve::resolve(&phrase, &now)?;
            let note = note.and_then(|bytes| text.get(bytes)).filter(|note| !note.is_empty());
            Ok(ParsedVisit {
                from: Some(moment.from),
                to: moment.to,
                note: note.map(|note| FreeText::from_stored(note.to_owned())),
                warning: moment.warning,
            })
        }
    }
}
