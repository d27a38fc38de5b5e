//! The clock: "at 10:30", "from 10 to 16", "after 15", "7 pm", and the parts of the day.

use super::{
    WhenError,
    grammar::{Clock, Number, Reader, Time, say},
    lexicon::{Meaning, Part, Role, Unit, VOCABULARY},
    token::Token,
};

/// The word before a time of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Preposition {
    None,
    At,
    From,
    Until,
    After,
    Between,
}

impl Reader<'_> {
    /// A time of the clock, an interval, or a part of the day.
    pub(super) fn time(&mut self) -> Result<bool, WhenError> {
        Ok(self.attempt(Self::interval)?.is_some()
            || self.attempt(Self::at_clock)?.is_some()
            || self.attempt(Self::part_of_day)?.is_some()
            || self.attempt(Self::all_day)?.is_some())
    }

    /// The preposition, if one stands here; `None` for a denial that says nothing: "not at 10".
    fn preposition(&mut self) -> Option<Preposition> {
        if self.role(Role::Not) {
            let found = if self.role(Role::Earlier) || self.role(Role::Until) {
                Preposition::From
            } else if self.role(Role::Later) || self.role(Role::After) {
                Preposition::Until
            } else {
                return None;
            };
            self.approximately();
            return Some(found);
        }
        let roles = [
            (Role::At, Preposition::At),
            (Role::By, Preposition::At),
            (Role::From, Preposition::From),
            (Role::Until, Preposition::Until),
            (Role::After, Preposition::After),
            (Role::Between, Preposition::Between),
        ];
        let found = roles.into_iter().find(|(role, _)| self.role(*role));
        Some(found.map_or(Preposition::None, |(_, preposition)| preposition))
    }

    /// "From 10 to 16", "10:00-12:00", "between 10 and 12".
    fn interval(&mut self) -> Result<Option<()>, WhenError> {
        let Some(preposition) = self.preposition() else { return Ok(None) };
        if matches!(preposition, Preposition::Until | Preposition::After) {
            return Ok(None);
        }
        self.approximately();
        let Some(first) = self.clock() else { return Ok(None) };
        let glued = matches!(self.token(0), Some(Token::Dash { spaced: false }));
        let joined = match preposition {
            Preposition::Between => self.role(Role::And),
            _ => self.connector(),
        };
        if !joined {
            return Ok(None);
        }
        let Some(last) = self.clock() else { return Ok(None) };
        // "At 10-15": a quarter past ten, or until three?
        if preposition == Preposition::At && glued && first.bare && last.bare {
            return Err(WhenError::Ambiguous);
        }
        say(&mut self.said.time, Time::Between(possible(first)?, possible(last)?)).map(Some)
    }

    fn at_clock(&mut self) -> Result<Option<()>, WhenError> {
        let Some(preposition) = self.preposition() else { return Ok(None) };
        self.approximately();
        let Some(clock) = self.clock() else { return Ok(None) };
        // The Russian for "3 pm" is also that for "3 days"; "7 pm" and 10:30 are what they are.
        let spoken = clock.bare && clock.marker.is_none_or(|marker| marker == Part::Day);
        if preposition == Preposition::None && spoken && !self.is_dated() {
            return Ok(None);
        }
        let clock = possible(clock)?;
        let time = match preposition {
            Preposition::None | Preposition::At | Preposition::From => Time::At(clock),
            Preposition::Until => Time::Until(clock),
            Preposition::After => Time::After(clock),
            Preposition::Between => return Ok(None),
        };
        say(&mut self.said.time, time).map(Some)
    }

    /// "About", "than" between a preposition and the hour.
    fn approximately(&mut self) {
        self.take(|meaning| (meaning == Meaning::Filler).then_some(()));
    }

    /// A time of the clock with the part of the day that follows it.
    fn clock(&mut self) -> Option<Clock> {
        if self.role(Role::Noon) {
            return Some(Clock::exact(12));
        }
        let read = self.attempt(|reader| Ok(reader.hour_and_minute())).ok().flatten()?;
        Some(Clock { marker: self.take(marker), ..read })
    }

    fn hour_and_minute(&mut self) -> Option<Clock> {
        let clock = |hour, minute, bare| Some(Clock { hour, minute, bare, padded: false, marker: None });
        match self.token(0) {
            Some(Token::Clock { hour, minute }) => {
                let (hour, minute) = (*hour, *minute);
                self.advance();
                self.take_unit(Unit::Hour);
                return clock(hour, minute, false);
            }
            Some(Token::Dotted { left, right, digits: 2 }) => {
                let (hour, minute) = (*left, *right);
                self.advance();
                self.take_unit(Unit::Hour);
                return clock(hour, minute, false);
            }
            // The bare word for hour: one o'clock.
            Some(Token::Word(_)) if self.has_unit(0) == Some(Unit::Hour) => {
                self.advance();
                return clock(1, 0, true);
            }
            Some(Token::Word(_)) if self.has_role(0, Role::Half) => return self.half_past(),
            _ => {}
        }
        let Number { value: hour, digits } = self.number().filter(|number| number.digits <= 2)?;
        if let Some(minute) = self.dashed_minutes() {
            return clock(hour, minute, false);
        }
        let named = self.take_unit(Unit::Hour);
        if let Some(minute) = self.minutes(named) {
            return clock(hour, minute, !named);
        }
        // What is counted in days, weeks or minutes is no hour; the Russian for "days" may still mark the afternoon.
        let counted = self.has_unit(0).is_some() && self.meaning_of(0, marker).is_none();
        if counted || self.meaning_of(0, month).is_some() {
            return None;
        }
        Some(Clock { hour, minute: 0, bare: true, padded: digits == 2 && hour < 10, marker: None })
    }

    /// «10-30», «10-00»: minutes that can't be an hour.
    fn dashed_minutes(&mut self) -> Option<i64> {
        let (Some(Token::Dash { spaced: false }), Some(Token::Number { value, digits: 2 })) =
            (self.token(0), self.token(1))
        else {
            return None;
        };
        let minute = Some(*value).filter(|minute| *minute == 0 || (25..60).contains(minute))?;
        self.advance();
        self.advance();
        Some(minute)
    }

    /// Half of the eighth hour, as Russian says it, is half past seven; which half of the day must be said.
    fn half_past(&mut self) -> Option<Clock> {
        self.advance();
        let next = self.take(|meaning| match meaning {
            Meaning::Ordinal(hour @ 1..=12) => Some(hour),
            _ => None,
        })?;
        self.meaning_of(0, marker)?;
        let hour = if next == 1 { 12 } else { next - 1 };
        Some(Clock { hour, minute: 30, bare: true, padded: false, marker: None })
    }

    /// Minutes after an hour: "10 hours 30 minutes", "10 30", "ten thirty".
    fn minutes(&mut self, after_unit: bool) -> Option<i64> {
        let read = self.attempt(|reader| {
            let Some(Number { value, digits }) = reader.number() else { return Ok(None) };
            let named = reader.take_unit(Unit::Minute);
            let plain = digits == 2 || (digits == 0 && value >= 10);
            let ends = reader.meaning_of(0, month).is_none()
                && !reader.has_role(0, Role::OfMonth)
                && !reader.has_role(0, Role::Ordinal)
                && !matches!(reader.token(0), Some(Token::Dash { .. }));
            let fits = named || (plain && ends && (!after_unit || digits == 2));
            Ok((fits && (0..60).contains(&value)).then_some(value))
        });
        read.ok().flatten()
    }

    fn take_unit(&mut self, unit: Unit) -> bool {
        let found = self.has_unit(0) == Some(unit);
        if found {
            self.advance();
        }
        found
    }

    /// "In the morning", "after lunch", "before lunch", "in the second half of the day", "tonight".
    fn part_of_day(&mut self) -> Result<Option<()>, WhenError> {
        if self.role(Role::Tonight) {
            say(&mut self.said.days, self.today.into())?;
            return say(&mut self.said.part, Part::Evening).map(Some);
        }
        if let Some(half) = self.attempt(|reader| Ok(reader.half_of_day()))? {
            return say(&mut self.said.part, half).map(Some);
        }
        let Some(preposition) = self.preposition() else { return Ok(None) };
        // English says "in the morning".
        let _ = preposition == Preposition::None && self.role(Role::Ahead);
        self.approximately();
        let this = self.role(Role::This);
        let _ = !this && self.role(Role::Nearest);
        let named =
            self.take(part).or_else(|| self.take(marker).filter(|_| preposition != Preposition::None));
        let Some(named) = named else { return Ok(None) };
        if this {
            say(&mut self.said.days, self.today.into())?;
        }
        match (preposition, named) {
            (Preposition::Between, _) => Ok(None),
            (Preposition::After | Preposition::From, Part::Lunch) => {
                say(&mut self.said.part, Part::Afternoon).map(Some)
            }
            (Preposition::Until, Part::Lunch) => say(&mut self.said.part, Part::Morning).map(Some),
            (Preposition::Until, part) => self.until_part(part),
            (Preposition::After, _) => Err(WhenError::Ambiguous),
            (Preposition::None | Preposition::At | Preposition::From, part) => {
                say(&mut self.said.part, part).map(Some)
            }
        }
    }

    /// "Until the evening": until the evening begins.
    fn until_part(&mut self, part: Part) -> Result<Option<()>, WhenError> {
        let hours = VOCABULARY.clockwork.hours(part).and_then(super::lexicon::Hours::interval);
        let (begins, _) = hours.ok_or(WhenError::Ambiguous)?;
        say(&mut self.said.time, Time::Until(Clock::exact(begins))).map(Some)
    }

    fn half_of_day(&mut self) -> Option<Part> {
        self.role(Role::At);
        let half = self.take(|meaning| match meaning {
            Meaning::Ordinal(1) => Some(Part::Morning),
            Meaning::Ordinal(2) => Some(Part::Afternoon),
            _ => None,
        })?;
        let of_day = self.role(Role::Half) && self.has_unit(0) == Some(Unit::Day);
        if of_day {
            self.advance();
        }
        of_day.then_some(half)
    }

    /// "All day", "any time": says no more than the day.
    fn all_day(&mut self) -> Result<Option<()>, WhenError> {
        self.role(Role::At);
        if !self.role(Role::Any) {
            return Ok(None);
        }
        let named = self.role(Role::Time) || self.take_unit(Unit::Day);
        Ok(named.then_some(()))
    }
}

/// A time that a clock can show, 24:00 included.
///
/// # Errors
/// [`WhenError::BadHour`]
fn possible(clock: Clock) -> Result<Clock, WhenError> {
    let end_of_day = clock.hour == 24 && clock.minute == 0;
    let shown = (0..24).contains(&clock.hour) && (0..60).contains(&clock.minute);
    if shown || end_of_day { Ok(clock) } else { Err(WhenError::BadHour) }
}

fn marker(meaning: Meaning) -> Option<Part> {
    match meaning {
        Meaning::Marker(part) => Some(part),
        _ => None,
    }
}

fn part(meaning: Meaning) -> Option<Part> {
    match meaning {
        Meaning::Part(part) => Some(part),
        _ => None,
    }
}

fn month(meaning: Meaning) -> Option<i64> {
    match meaning {
        Meaning::Month(month) => Some(month),
        _ => None,
    }
}
