//! The grammar: a phrase is dates, clocks, parts of the day and distances from now, in any order. Each is read by a
//! rule of its own ([`super::date`], [`super::amount`], [`super::clock`]); here they come together.

use jiff::civil::Date;

use super::{
    WhenError,
    lexicon::{Meaning, Part, Role, Unit},
    token::Token,
};

/// Whether a weekday is this week's, next week's, or the nearest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Nearest,
    This,
    Next,
}

/// Days from the first to the last one, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Days {
    pub(super) first: Date,
    pub(super) last: Date,
}

impl From<Date> for Days {
    fn from(day: Date) -> Self {
        Self { first: day, last: day }
    }
}

/// A time of the clock as it was named: what `7` means depends on what stands around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) hour: i64,
    pub(super) minute: i64,
    /// Only an hour, as one says it.
    pub(super) bare: bool,
    /// An hour written with its zero.
    pub(super) padded: bool,
    /// "In the morning", "pm".
    pub(super) marker: Option<Part>,
}

impl Clock {
    pub(super) fn exact(hour: i64) -> Self {
        Self { hour, minute: 0, bare: false, padded: false, marker: None }
    }
}

/// What was said about the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Time {
    At(Clock),
    Between(Clock, Clock),
    Until(Clock),
    After(Clock),
}

/// What a phrase says, before it is set against the present moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Phrase {
    pub(super) days: Option<Days>,
    /// A date whose year was left open.
    pub(super) year_open: bool,
    /// A weekday, 1 is Monday.
    pub(super) weekday: Option<(i64, Which)>,
    /// Up to and including this weekday.
    pub(super) to_weekday: Option<i64>,
    /// So many weeks from now: with a weekday, that day of that week.
    pub(super) weeks: Option<i64>,
    pub(super) part: Option<Part>,
    pub(super) time: Option<Time>,
    /// Minutes from now.
    pub(super) ahead: Option<i64>,
}

impl Phrase {
    /// Whether it says anything that can be set against a calendar or a clock.
    pub(super) fn is_empty(&self) -> bool {
        !self.names_day() && !self.names_hours()
    }

    fn names_day(&self) -> bool {
        self.days.is_some() || self.weekday.is_some() || self.weeks.is_some()
    }

    /// Whether it says more than the day.
    pub(super) fn names_hours(&self) -> bool {
        self.part.is_some() || self.time.is_some() || self.ahead.is_some()
    }

    /// Whether it names the day or the hours and a part of it does not.
    pub(super) fn adds_to(&self, part: &Self) -> bool {
        (self.time.is_some() && part.time.is_none())
            || (self.names_hours() && !part.names_hours())
            || (self.names_day() && !part.names_day())
    }
}

/// Sets what was not said before; saying another thing is ambiguous.
pub(super) fn say<T: PartialEq>(place: &mut Option<T>, said: T) -> Result<(), WhenError> {
    match place {
        Some(before) if *before != said => Err(WhenError::Ambiguous),
        _ => {
            *place = Some(said);
            Ok(())
        }
    }
}

/// Reads a phrase. `None` when it does not speak of time only.
///
/// # Errors
/// [`WhenError`] when it does, and cannot be meant so.
pub(super) fn phrase(tokens: &[&Token], today: Date) -> Result<Option<Phrase>, WhenError> {
    let mut reader = Reader { tokens, at: 0, today, said: Phrase::default() };
    while reader.at < tokens.len() {
        let read = reader.date()? || reader.distance()? || reader.time()? || reader.filler();
        if !read {
            return Ok(None);
        }
    }
    Ok(Some(reader.said).filter(|phrase| !phrase.is_empty()))
}

/// Reads a length of time and nothing else, in minutes.
pub(super) fn length(tokens: &[&Token], today: Date) -> Option<i64> {
    let mut reader = Reader { tokens, at: 0, today, said: Phrase::default() };
    reader.length()?;
    if reader.at == tokens.len() { reader.minutes_said() } else { None }
}

/// A number as it was written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Number {
    pub(super) value: i64,
    /// How many digits; none for a word.
    pub(super) digits: usize,
}

/// Walks over the tokens and gathers what they say.
pub(super) struct Reader<'a> {
    tokens: &'a [&'a Token],
    at: usize,
    pub(super) today: Date,
    pub(super) said: Phrase,
}

impl Reader<'_> {
    /// The token so far ahead.
    pub(super) fn token(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead).copied()
    }

    pub(super) fn advance(&mut self) {
        self.at += 1;
    }

    /// Reads, or stays where it was.
    pub(super) fn attempt<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<Option<T>, WhenError>,
    ) -> Result<Option<T>, WhenError> {
        let before = self.at;
        let found = read(self)?;
        if found.is_none() {
            self.at = before;
        }
        Ok(found)
    }

    /// What the token so far ahead may mean, picked.
    pub(super) fn meaning_of<T>(&self, ahead: usize, pick: impl Fn(Meaning) -> Option<T>) -> Option<T> {
        match self.token(ahead) {
            Some(Token::Word(meanings)) => meanings.iter().find_map(|meaning| pick(*meaning)),
            _ => None,
        }
    }

    /// Takes the next word if it may mean this.
    pub(super) fn take<T>(&mut self, pick: impl Fn(Meaning) -> Option<T>) -> Option<T> {
        let found = self.meaning_of(0, pick)?;
        self.advance();
        Some(found)
    }

    /// Takes the next word if it plays this role.
    pub(super) fn role(&mut self, role: Role) -> bool {
        self.take(|meaning| (meaning == Meaning::Role(role)).then_some(())).is_some()
    }

    pub(super) fn has_role(&self, ahead: usize, role: Role) -> bool {
        self.meaning_of(ahead, |meaning| (meaning == Meaning::Role(role)).then_some(())).is_some()
    }

    pub(super) fn unit(&mut self) -> Option<Unit> {
        self.take(unit)
    }

    pub(super) fn has_unit(&self, ahead: usize) -> Option<Unit> {
        self.meaning_of(ahead, unit)
    }

    pub(super) fn dash(&mut self) -> bool {
        let is_dash = matches!(self.token(0), Some(Token::Dash { .. }));
        if is_dash {
            self.advance();
        }
        is_dash
    }

    /// "To", "through" or a dash between two ends.
    pub(super) fn connector(&mut self) -> bool {
        self.dash() || self.role(Role::Until) || self.role(Role::Through)
    }

    /// A number in digits or words.
    pub(super) fn number(&mut self) -> Option<Number> {
        if let Some(Token::Number { value, digits }) = self.token(0) {
            let number = Number { value: *value, digits: *digits };
            self.advance();
            return Some(number);
        }
        let ones = |meaning| match meaning {
            Meaning::Number(value) => Some(value),
            _ => None,
        };
        let word = |value| Number { value, digits: 0 };
        if let Some(tens) = self.take(tens) {
            let rest = self.meaning_of(0, ones).filter(|rest| (1..10).contains(rest));
            if rest.is_some() {
                self.advance();
            }
            return Some(word(tens + rest.unwrap_or(0)));
        }
        self.take(ones).map(word)
    }

    /// A word or dash that changes nothing.
    fn filler(&mut self) -> bool {
        self.dash() || self.take(|meaning| (meaning == Meaning::Filler).then_some(())).is_some()
    }

    /// Whether a day was named that a bare number may be the hour of.
    pub(super) fn is_dated(&self) -> bool {
        self.said.days.is_some()
    }
}

fn unit(meaning: Meaning) -> Option<Unit> {
    match meaning {
        Meaning::Unit(unit) => Some(unit),
        _ => None,
    }
}

pub(super) fn tens(meaning: Meaning) -> Option<i64> {
    match meaning {
        Meaning::Tens(value) => Some(value),
        _ => None,
    }
}
