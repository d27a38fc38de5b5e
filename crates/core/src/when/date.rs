//! Dates: days relative to today, weekdays, day and month in words and numbers, ranges of days.

use jiff::{
    Span,
    civil::{Date, date},
};

use super::{
    WhenError,
    grammar::{Days, Number, Reader, Which, say, tens},
    lexicon::{Meaning, Role, Unit},
    token::Token,
};

/// One day as it was named.
enum Named {
    Day { day: Date, year_open: bool },
    Weekday(i64, Which),
}

/// The day, if the calendar has it.
///
/// # Errors
/// [`WhenError::BadDate`]
fn day_of(year: i64, month: i64, day: i64) -> Result<Date, WhenError> {
    let fits = || Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok();
    fits().ok_or(WhenError::BadDate)
}

/// The next such day from today on.
fn next_such_day(month: i64, day: i64, today: Date) -> Result<Date, WhenError> {
    // 2000 is a leap year: a day it does not have does not exist at all.
    day_of(2000, month, day)?;
    let year = i64::from(today.year());
    // Two leap years may be eight years apart.
    let mut years = (year..=year + 8).filter_map(|year| day_of(year, month, day).ok());
    Ok(years.find(|day| *day >= today).unwrap_or(date(9999, 12, 31)))
}

/// The day of a date whose year was written with so many digits, or left open.
fn dated(day: i64, month: i64, year: Option<(i64, usize)>, today: Date) -> Result<Named, WhenError> {
    let named = match year {
        Some((year, 2)) => day_of(2000 + year, month, day)?,
        Some((year, _)) => day_of(year, month, day)?,
        None => next_such_day(month, day, today)?,
    };
    Ok(Named::Day { day: named, year_open: year.is_none() })
}

/// `day` plus so many days; the last day of the calendar at the utmost.
pub(super) fn plus_days(day: Date, days: i64) -> Date {
    Span::new().try_days(days).map_or(Date::MAX, |span| day.saturating_add(span))
}

/// The Monday of this day's week.
pub(super) fn monday(day: Date) -> Date {
    plus_days(day, -i64::from(day.weekday().to_monday_zero_offset()))
}

impl Reader<'_> {
    /// A date, or a range of them.
    pub(super) fn date(&mut self) -> Result<bool, WhenError> {
        Ok(self.attempt(Self::range)?.is_some()
            || self.attempt(Self::week)?.is_some()
            || self.attempt(Self::single)?.is_some())
    }

    /// "From the 10th to the 12th of December", "10-12 December", "from Monday to Wednesday".
    fn range(&mut self) -> Result<Option<()>, WhenError> {
        self.role(Role::From);
        let first = self.attempt(|reader| reader.day(false))?;
        let day = if first.is_none() { self.number() } else { None };
        if (first.is_none() && day.is_none()) || !self.connector() {
            return Ok(None);
        }
        let Some(last) = self.day(false)? else { return Ok(None) };
        match (first, day, last) {
            (Some(Named::Day { day: first, .. }), _, Named::Day { day: last, year_open }) => {
                self.say_range(first, last, year_open).map(Some)
            }
            (Some(Named::Weekday(first, which)), _, Named::Weekday(last, _)) => {
                say(&mut self.said.weekday, (first, which))?;
                say(&mut self.said.to_weekday, last).map(Some)
            }
            (None, Some(Number { value, .. }), Named::Day { day: last, year_open }) => {
                let first = day_of(last.year().into(), last.month().into(), value)?;
                self.say_range(first, last, year_open).map(Some)
            }
            _ => Err(WhenError::Ambiguous),
        }
    }

    fn say_range(&mut self, first: Date, last: Date, year_open: bool) -> Result<(), WhenError> {
        if first > last {
            return Err(WhenError::Reversed);
        }
        self.said.year_open = year_open;
        say(&mut self.said.days, Days { first, last })
    }

    /// "Next week", "this week", "at the weekend".
    fn week(&mut self) -> Result<Option<()>, WhenError> {
        self.role(Role::At);
        let this_monday = monday(self.today);
        let next = self.role(Role::Next);
        let this = !next && self.role(Role::This);
        let nearest = !next && self.role(Role::Nearest);
        if nearest && self.has_unit(0) == Some(Unit::Week) {
            // "In the coming week": what is left of this one, or the next one?
            return Err(WhenError::Ambiguous);
        }
        let week = if next { plus_days(this_monday, 7) } else { this_monday };
        let (first, last) = if self.role(Role::Weekend) {
            (plus_days(week, 5), plus_days(week, 6))
        } else if (next || this) && self.unit() == Some(Unit::Week) {
            (week, plus_days(week, 6))
        } else {
            return Ok(None);
        };
        say(&mut self.said.days, Days { first: first.max(self.today), last }).map(Some)
    }

    /// One day, with the preposition before it.
    fn single(&mut self) -> Result<Option<()>, WhenError> {
        let at = self.role(Role::At);
        let open = !at && (self.role(Role::From) || self.has_open_after());
        if !at && !open {
            let _ = self.role(Role::By) || self.role(Role::Until) || self.role(Role::Through);
        }
        match self.day(at)? {
            None => Ok(None),
            // "From December 25", "after Friday": that day, or any later one?
            Some(_) if open => Err(WhenError::Ambiguous),
            Some(Named::Weekday(weekday, which)) => say(&mut self.said.weekday, (weekday, which)).map(Some),
            Some(Named::Day { day, year_open }) => {
                self.said.year_open = year_open;
                say(&mut self.said.days, Days::from(day)).map(Some)
            }
        }
    }

    /// "After" before a date, but not that of "after tomorrow".
    fn has_open_after(&mut self) -> bool {
        self.meaning_of(1, relative_day) != Some(1) && self.role(Role::After)
    }

    fn day(&mut self, after_at: bool) -> Result<Option<Named>, WhenError> {
        if let Some(days) = self.days_from_today() {
            let day = plus_days(self.today, days);
            return Ok(Some(Named::Day { day, year_open: false }));
        }
        if let Some((weekday, which)) = self.attempt(|reader| Ok(reader.weekday()))? {
            let date = self.calendar_date(false)?;
            return Ok(Some(match date {
                Some(Named::Day { day, .. })
                    if i64::from(day.weekday().to_monday_one_offset()) != weekday =>
                {
                    return Err(WhenError::WrongWeekday);
                }
                Some(date) => date,
                None => Named::Weekday(weekday, which),
            }));
        }
        if let Some(date) = self.calendar_date(after_at)? {
            return Ok(Some(date));
        }
        self.attempt(Self::day_of_month)
    }

    /// A date with its month.
    fn calendar_date(&mut self, after_at: bool) -> Result<Option<Named>, WhenError> {
        if let Some(date) = self.numeric_date(after_at)? {
            return Ok(Some(date));
        }
        self.attempt(Self::day_and_month)
    }

    /// "Tomorrow", "after tomorrow", "the day after tomorrow".
    fn days_from_today(&mut self) -> Option<i64> {
        for skipped in [1, 2] {
            let after = self.has_role(skipped - 1, Role::After);
            let day_before = skipped == 1 || self.has_unit(0) == Some(Unit::Day);
            if after && day_before && self.meaning_of(skipped, relative_day) == Some(1) {
                (0..=skipped).for_each(|_| self.advance());
                return Some(2);
            }
        }
        self.take(relative_day)
    }

    fn weekday(&mut self) -> Option<(i64, Which)> {
        let next = self.role(Role::Next);
        let this = !next && self.role(Role::This);
        // "This coming Tuesday" is the coming one.
        let nearest = !next && self.role(Role::Nearest);
        let which = match (next, this) {
            (true, _) => Which::Next,
            (_, true) if !nearest => Which::This,
            _ => Which::Nearest,
        };
        let weekday = self.take(|meaning| match meaning {
            Meaning::Weekday(weekday) => Some(weekday),
            _ => None,
        })?;
        Some((weekday, which))
    }

    /// `25.12.2025`, `25/12`, `2025-12-25`, and `25.12` where it is a date.
    fn numeric_date(&mut self, after_at: bool) -> Result<Option<Named>, WhenError> {
        let (day, month, year) = match self.token(0) {
            Some(Token::Date { day, month, year }) => (*day, *month, *year),
            Some(Token::Dotted { left, right, digits }) => {
                let (day, month, digits) = (*left, *right, *digits);
                let is_clock = digits == 2 && (0..24).contains(&day) && (0..60).contains(&month);
                if is_clock && (self.said.days.is_some() || !(1..=12).contains(&month)) {
                    return Ok(None);
                }
                // "At 10.12": the tenth of December, or twelve minutes past ten?
                if is_clock && after_at {
                    return Err(WhenError::Ambiguous);
                }
                (day, month, None)
            }
            _ => return Ok(None),
        };
        let named = dated(day, month, year, self.today)?;
        self.advance();
        Ok(Some(named))
    }

    /// "1 November", "the first of November 2025", "December 25th, 2025".
    fn day_and_month(&mut self) -> Result<Option<Named>, WhenError> {
        if let Some(month) = self.take(month) {
            let Some(day) = self.ordinal_day().or_else(|| self.number_of_day()) else { return Ok(None) };
            let year = self.year();
            return dated(day, month, year, self.today).map(Some);
        }
        let Some(day) = self.ordinal_day().or_else(|| self.number_of_day()) else { return Ok(None) };
        self.take(|meaning| (meaning == Meaning::Filler).then_some(()));
        let Some(month) = self.take(month) else { return Ok(None) };
        let year = self.year();
        dated(day, month, year, self.today).map(Some)
    }

    fn number_of_day(&mut self) -> Option<i64> {
        match self.token(0) {
            Some(Token::Number { value, digits: 1 | 2 }) => {
                let value = *value;
                self.advance();
                Some(value)
            }
            _ => None,
        }
    }

    /// "25th", "the first", "the twenty-fifth".
    fn ordinal_day(&mut self) -> Option<i64> {
        if let Some(Token::Number { value, .. }) = self.token(0) {
            let value = *value;
            let dash = usize::from(matches!(self.token(1), Some(Token::Dash { .. })));
            if !self.has_role(1 + dash, Role::Ordinal) {
                return None;
            }
            (0..2 + dash).for_each(|_| self.advance());
            return Some(value);
        }
        let before = self.meaning_of(0, tens);
        let word = self.meaning_of(usize::from(before.is_some()), ordinal)?;
        if before.is_some() {
            self.advance();
        }
        self.advance();
        Some(before.unwrap_or(0) + word)
    }

    fn year(&mut self) -> Option<(i64, usize)> {
        let Some(Token::Number { value, digits }) = self.token(0) else { return None };
        let year = (*value, *digits);
        let named = self.has_unit(1) == Some(Unit::Year);
        let is_year = year.1 == 4 || (year.1 == 2 && named);
        if !is_year {
            return None;
        }
        self.advance();
        if named {
            self.advance();
        }
        Some(year)
    }

    /// "The 25th": the next such day.
    fn day_of_month(&mut self) -> Result<Option<Named>, WhenError> {
        let ordinal = self.ordinal_day();
        let Some(day) = ordinal.or_else(|| self.number_of_day()) else { return Ok(None) };
        let named = self.role(Role::OfMonth);
        // "In the second half of the day" is no date.
        if (ordinal.is_none() && !named) || self.has_role(0, Role::Half) {
            return Ok(None);
        }
        if !(1..=31).contains(&day) {
            return Err(WhenError::BadDate);
        }
        let (year, month) = (i64::from(self.today.year()), i64::from(self.today.month()));
        let months = (0..12).map(|ahead| month - 1 + ahead).map(|month| (year + month / 12, month % 12 + 1));
        let mut days = months.filter_map(|(year, month)| day_of(year, month, day).ok());
        let next = days.find(|day| *day >= self.today).ok_or(WhenError::BadDate)?;
        Ok(Some(Named::Day { day: next, year_open: false }))
    }
}

fn relative_day(meaning: Meaning) -> Option<i64> {
    match meaning {
        Meaning::Day(days) => Some(days),
        _ => None,
    }
}

fn month(meaning: Meaning) -> Option<i64> {
    match meaning {
        Meaning::Month(month) => Some(month),
        _ => None,
    }
}

fn ordinal(meaning: Meaning) -> Option<i64> {
    match meaning {
        Meaning::Ordinal(ordinal) => Some(ordinal),
        _ => None,
    }
}
