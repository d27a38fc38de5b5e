//! «Rates»: an admin changes shares and bonuses, then sees what that means for sample sums (SPEC §6). The form begins
//! with its review, where anything can be chosen; all that is changed comes into force together.

use jiff::{Span, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Cursor, Facts, Form, Input, Problem, text, yes_no};
use crate::{
    ids::{EquipmentId, RatesId},
    rates::{parse_share, parse_tiers, rebased},
    split::{BasisPoints, Rates, RatesVersion, Tier},
    when::parse_day_ahead,
};

/// How many days ahead rates can be entered; those of today begin at once.
const DAYS_AHEAD: i64 = 180;

/// The questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RatesField {
    /// The rate of everything without a rate of its own.
    General,
    /// Which type's own rate.
    Kind,
    /// What a senior master gets at least.
    SeniorFloor,
    /// The bonus for a visit out of the city.
    OutOfCity,
    /// The bonus for a review.
    Review,
    /// From when it all holds.
    Since,
    /// The own rate of the type just chosen.
    KindRate,
}

/// A type of appliance whose rate can be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatedType {
    /// Which.
    pub id: EquipmentId,
    /// The code rates know it by.
    pub code: String,
}

/// The answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditRates {
    cursor: Cursor<RatesField>,
    /// The version the admin saw: when another one is the newest by now, it was changed meanwhile.
    pub base: RatesId,
    /// What that version says.
    pub seen: Box<Rates>,
    /// What is to be.
    pub rates: Box<Rates>,
    /// The types there are.
    pub types: Vec<RatedType>,
    /// The type whose rate is asked for.
    pub rated: Option<RatedType>,
    /// The day from whose beginning it holds; at once when there is none.
    pub since: Option<Date>,
    /// The day the form was opened: day buttons count from it.
    pub asked_on: Date,
}

impl EditRates {
    /// Picks the own rate of a type away.
    pub const NO_OWN_RATE: i64 = 0;
    /// Picks «at once».
    pub const AT_ONCE: i64 = 0;

    /// A form in which nothing differs yet.
    #[must_use]
    pub fn new(version: RatesVersion, types: Vec<RatedType>, today: Date) -> Self {
        Self {
            cursor: Cursor { at: None, editing: false },
            base: version.id,
            seen: Box::new(version.rates.clone()),
            rates: Box::new(version.rates),
            types,
            rated: None,
            since: None,
            asked_on: today,
        }
    }

    /// The same changes upon a version that somebody else has made meanwhile.
    #[must_use]
    pub fn upon(&self, now: RatesVersion) -> Self {
        let rates = Box::new(rebased(&self.seen, &self.rates, &now.rates));
        Self { base: now.id, seen: Box::new(now.rates), rates, ..self.clone() }
    }

    /// Whether anything differs.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.rates != self.seen
    }

    fn kind(&self, input: &Input<'_>) -> Result<RatedType, Problem> {
        let Input::Pick(id) = input else { return Err(Problem::UseButtons) };
        self.types.iter().find(|known| known.id.0 == *id).cloned().ok_or(Problem::UseButtons)
    }

    fn own_rate(input: &Input<'_>) -> Result<Option<Vec<Tier>>, Problem> {
        match input {
            Input::Pick(Self::NO_OWN_RATE) => Ok(None),
            Input::Pick(_) => Err(Problem::UseButtons),
            _ => tiers(input).map(Some),
        }
    }

    fn review(&mut self, input: &Input<'_>) -> Result<(), Problem> {
        match input {
            Input::Pick(_) => self.rates.review_bonus_on = yes_no(input)?,
            _ => {
                self.rates.review_bonus = share(input)?;
                self.rates.review_bonus_on = true;
            }
        }
        Ok(())
    }

    fn since(&self, input: &Input<'_>, today: Date) -> Result<Option<Date>, Problem> {
        match input {
            Input::Pick(Self::AT_ONCE) => Ok(None),
            Input::Pick(days) => {
                let ahead = Span::new().try_days(*days).map_err(|_| Problem::UseButtons)?;
                let day = self.asked_on.checked_add(ahead).map_err(|_| Problem::UseButtons)?;
                begins_on(day, today).map(Some)
            }
            _ => {
                let day = |typed: &str| parse_day_ahead(typed, today).ok_or(Problem::RatesDay);
                begins_on(text(input, day)?, today).map(Some)
            }
        }
    }
}

/// Rates can begin on this day: from tomorrow on, and not too far ahead.
fn begins_on(day: Date, today: Date) -> Result<Date, Problem> {
    let last = today.saturating_add(Span::new().days(DAYS_AHEAD));
    if day > today && day <= last { Ok(day) } else { Err(Problem::RatesDay) }
}

fn tiers(input: &Input<'_>) -> Result<Vec<Tier>, Problem> {
    text(input, |typed| parse_tiers(typed).map_err(Problem::Rate))
}

fn share(input: &Input<'_>) -> Result<BasisPoints, Problem> {
    text(input, |typed| parse_share(typed).map_err(Problem::Rate))
}

impl Form for EditRates {
    type Field = RatesField;

    fn fields(&self) -> Vec<RatesField> {
        let mut fields = vec![
            RatesField::General,
            RatesField::Kind,
            RatesField::SeniorFloor,
            RatesField::OutOfCity,
            RatesField::Review,
            RatesField::Since,
        ];
        if self.rated.is_some() {
            fields.push(RatesField::KindRate);
        }
        fields
    }

    fn cursor(&self) -> Cursor<RatesField> {
        self.cursor
    }

    /// A type is chosen for as long as its rate is asked for.
    fn set_cursor(&mut self, cursor: Cursor<RatesField>) {
        if cursor.at != Some(RatesField::KindRate) {
            self.rated = None;
        }
        self.cursor = cursor;
    }

    fn optional(&self, _: RatesField) -> bool {
        false
    }

    fn answered(&self, field: RatesField) -> bool {
        field != RatesField::KindRate
    }

    fn answer(&mut self, field: RatesField, input: &Input<'_>, facts: &Facts<'_>) -> Result<(), Problem> {
        match field {
            RatesField::General => self.rates.general = tiers(input)?,
            RatesField::Kind => self.rated = Some(self.kind(input)?),
            RatesField::KindRate => {
                let own = Self::own_rate(input)?;
                if let Some(kind) = self.rated.take() {
                    *self.rates = self.rates.with_own(&kind.code, own);
                }
            }
            RatesField::SeniorFloor => self.rates.senior_floor = share(input)?,
            RatesField::OutOfCity => self.rates.out_of_city_bonus = share(input)?,
            RatesField::Review => self.review(input)?,
            RatesField::Since => self.since = self.since(input, facts.today)?,
        }
        Ok(())
    }

    fn clear(&mut self, _: RatesField) {}

    fn has_review(&self) -> bool {
        true
    }

    fn begins_with_review(&self) -> bool {
        true
    }
}
