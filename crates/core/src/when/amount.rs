//! Distances from now: "in one and a half hours", "within an hour", "in 2 weeks".

use jiff::{Span, civil::Date};

use super::{
    WhenError,
    date::plus_days,
    grammar::{Days, Number, Reader, say},
    lexicon::{Meaning, Role, Unit},
    token::Token,
};

/// How many of a unit, in hundredths; from and to when it was a range.
#[derive(Debug, Clone, Copy)]
struct Amount {
    least: i64,
    most: i64,
}

impl From<i64> for Amount {
    fn from(hundredths: i64) -> Self {
        Self { least: hundredths, most: hundredths }
    }
}

/// More than anybody means, little enough to be reckoned with.
const MOST: i64 = 100_000_000;

impl Reader<'_> {
    /// A distance from now.
    pub(super) fn distance(&mut self) -> Result<bool, WhenError> {
        Ok(self.attempt(Self::within)?.is_some()
            || self.attempt(Self::ahead)?.is_some()
            || self.attempt(Self::inverted)?.is_some()
            || self.attempt(Self::now)?.is_some())
    }

    fn now(&mut self) -> Result<Option<()>, WhenError> {
        if !self.role(Role::Now) {
            return Ok(None);
        }
        say(&mut self.said.ahead, 0).map(Some)
    }

    /// "In 2 hours", "in an hour".
    fn ahead(&mut self) -> Result<Option<()>, WhenError> {
        if !self.role(Role::Ahead) {
            return Ok(None);
        }
        if self.has_unit(0) == Some(Unit::Day) {
            // "In a day", as it is said in Russian: tomorrow, the day after, or every other day?
            return Err(WhenError::Ambiguous);
        }
        if self.role(Role::HalfYear) {
            return self.say_ahead(600.into(), Unit::Month).map(Some);
        }
        let Some((amount, unit)) = self.amount_and_unit() else { return Ok(None) };
        self.say_ahead(amount, unit)?;
        self.and_minutes(unit)?;
        Ok(Some(()))
    }

    /// "2 hours", "an hour 20 minutes": a distance without the word that says from when.
    pub(super) fn length(&mut self) -> Option<()> {
        let (amount, unit) = self.amount_and_unit()?;
        self.say_ahead(amount, unit).ok()?;
        self.and_minutes(unit).ok()
    }

    /// "In an hour 20 minutes"
    fn and_minutes(&mut self, unit: Unit) -> Result<(), WhenError> {
        self.attempt(|reader| {
            reader.role(Role::And);
            let Some(Number { value, .. }) = reader.number() else { return Ok(None) };
            if unit != Unit::Hour || reader.unit() != Some(Unit::Minute) {
                return Ok(None);
            }
            reader.said.ahead = reader.said.ahead.map(|minutes| minutes + value);
            Ok(Some(()))
        })?;
        Ok(())
    }

    /// "Within an hour" is at the latest an hour from now; "within the day" leaves the day open.
    fn within(&mut self) -> Result<Option<()>, WhenError> {
        self.role(Role::At);
        if !self.role(Role::Within) {
            return Ok(None);
        }
        if self.has_unit(0) == Some(Unit::Day) {
            self.advance();
            return Ok(Some(()));
        }
        let Some((amount, unit)) = self.amount_and_unit() else { return Ok(None) };
        if matches!(unit, Unit::Minute | Unit::Hour) {
            return self.say_ahead(amount, unit).map(Some);
        }
        let Days { last, .. } = self.days_ahead(amount, unit)?;
        say(&mut self.said.days, Days { first: self.today, last }).map(Some)
    }

    /// The Russian way to say about: the unit before the preposition.
    fn inverted(&mut self) -> Result<Option<()>, WhenError> {
        let Some(unit) = self.unit() else { return Ok(None) };
        if !self.role(Role::Ahead) {
            return Ok(None);
        }
        let Some(amount) = self.amount() else { return Ok(None) };
        self.say_ahead(amount, unit).map(Some)
    }

    fn amount_and_unit(&mut self) -> Option<(Amount, Unit)> {
        if self.role(Role::HalfHour) {
            return Some((50.into(), Unit::Hour));
        }
        // "Half an hour"
        if self.role(Role::Half) {
            self.take(|meaning| (meaning == Meaning::Number(1)).then_some(()));
            return Some((50.into(), self.unit()?));
        }
        if let Some(unit) = self.has_unit(0) {
            self.advance();
            // "In one to one and a half hours", with the unit first.
            if matches!(self.token(0), Some(Token::Dash { .. })) && self.has_role(1, Role::OneAndHalf) {
                self.advance();
                self.advance();
                return Some((Amount { least: 100, most: 150 }, unit));
            }
            return Some((100.into(), unit));
        }
        let amount = self.amount()?;
        let unit = self.unit()?;
        Some((self.and_a_half(amount), unit))
    }

    /// "An hour and a half": the half follows the unit.
    fn and_a_half(&mut self, amount: Amount) -> Amount {
        let article = self.meaning_of(1, |meaning| (meaning == Meaning::Number(1)).then_some(())).is_some();
        let half = 1 + usize::from(article);
        if !self.has_role(0, Role::And) || !self.has_role(half, Role::Half) {
            return amount;
        }
        (0..=half).for_each(|_| self.advance());
        Amount { least: amount.least + 50, most: amount.most + 50 }
    }

    fn amount(&mut self) -> Option<Amount> {
        let least = self.quantity()?;
        if matches!(self.token(0), Some(Token::Dash { .. })) {
            self.advance();
            let most = self.quantity().filter(|most| *most >= least)?;
            return Some(Amount { least, most });
        }
        Some(least.into())
    }

    /// One number, in hundredths.
    fn quantity(&mut self) -> Option<i64> {
        if let Some(Token::Dotted { left, right, digits } | Token::Decimal { left, right, digits }) =
            self.token(0)
        {
            let fraction = match digits {
                1 => right * 10,
                2 => *right,
                _ => return None,
            };
            let quantity = left * 100 + fraction;
            self.advance();
            return Some(quantity);
        }
        if self.role(Role::OneAndHalf) {
            return Some(150);
        }
        if self.role(Role::Pair) {
            self.take(|meaning| (meaning == Meaning::Filler).then_some(()));
            return Some(200);
        }
        let Number { value, .. } = self.number()?;
        // "Two and a half"; Russian says "with a half".
        let joined = self.has_role(0, Role::From) || self.has_role(0, Role::And);
        let article = self.meaning_of(1, |meaning| (meaning == Meaning::Number(1)).then_some(())).is_some();
        let half = 1 + usize::from(article);
        if joined && self.has_role(half, Role::Half) {
            (0..=half).for_each(|_| self.advance());
            return Some(value * 100 + 50);
        }
        Some(value * 100)
    }

    fn say_ahead(&mut self, amount: Amount, unit: Unit) -> Result<(), WhenError> {
        let minutes = match unit {
            Unit::Minute => 1,
            Unit::Hour => 60,
            Unit::Day | Unit::Week | Unit::Month | Unit::Year => {
                let days = self.days_ahead(amount, unit)?;
                let whole_weeks = amount.least == amount.most && amount.least % 100 == 0;
                if unit == Unit::Week && whole_weeks {
                    self.said.weeks = Some(amount.least / 100);
                }
                return say(&mut self.said.days, days);
            }
        };
        // "In 1-1.5 hours" is in the middle of both.
        say(&mut self.said.ahead, (amount.least + amount.most) * minutes / 200)
    }

    /// Days are counted by the calendar. One and a half weeks from now is one of two days.
    fn days_ahead(&self, amount: Amount, unit: Unit) -> Result<Days, WhenError> {
        if amount.most > MOST {
            return Err(WhenError::TooFar);
        }
        let months = match unit {
            Unit::Month => 1,
            Unit::Year => 12,
            Unit::Minute | Unit::Hour | Unit::Day | Unit::Week => 0,
        };
        if months > 0 {
            let after = |hundredths: i64| -> Result<Date, WhenError> {
                let span =
                    Span::new().try_months(hundredths * months / 100).map_err(|_| WhenError::TooFar)?;
                let half_a_month = hundredths * months % 100 * 30 / 100;
                Ok(plus_days(self.today.saturating_add(span), half_a_month))
            };
            return Ok(Days { first: after(amount.least)?, last: after(amount.most)? });
        }
        let days = if unit == Unit::Week { 7 } else { 1 };
        let (first, last) = (amount.least * days / 100, (amount.most * days + 99) / 100);
        Ok(Days { first: plus_days(self.today, first), last: plus_days(self.today, last) })
    }
}
