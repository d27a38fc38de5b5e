//! «Long repair»: promised date, parts, prepayment, review (SPEC §4).

use jiff::{Span, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Cursor, Facts, Form, Input, Problem, text};
use crate::{
    ids::OrderId,
    money::{Kopecks, parse_money},
    pii::FreeText,
    when::{check_promised_date, parse_promised_date},
};

/// The questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LongRepairField {
    /// The promised day.
    Date,
    /// Parts waited for.
    Parts,
    /// Paid in advance now.
    Prepayment,
}

/// The answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LongRepairForm {
    cursor: Cursor<LongRepairField>,
    /// Which order.
    pub order: OrderId,
    /// The day the question was asked: day buttons count from it, also when pressed after midnight.
    pub asked_on: Date,
    /// The promised day.
    pub promised_on: Option<Date>,
    /// Parts.
    pub parts: Option<FreeText>,
    /// Prepayment.
    pub prepayment: Option<Kopecks>,
}

impl LongRepairForm {
    /// A fresh form for this order.
    #[must_use]
    pub fn new(order: OrderId, today: Date) -> Self {
        Self {
            cursor: Cursor::start(LongRepairField::Date),
            order,
            asked_on: today,
            promised_on: None,
            parts: None,
            prepayment: None,
        }
    }

    fn date(&self, input: &Input<'_>, today: Date) -> Result<Date, Problem> {
        match input {
            Input::Pick(days) => {
                let ahead = Span::new().try_days(*days).map_err(|_| Problem::UseButtons)?;
                let day = self.asked_on.checked_add(ahead).map_err(|_| Problem::UseButtons)?;
                check_promised_date(day, today).map_err(Problem::Date)
            }
            _ => text(input, |t| parse_promised_date(t, today).map_err(Problem::Date)),
        }
    }
}

impl Form for LongRepairForm {
    type Field = LongRepairField;

    fn fields(&self) -> Vec<LongRepairField> {
        vec![LongRepairField::Date, LongRepairField::Parts, LongRepairField::Prepayment]
    }

    fn cursor(&self) -> Cursor<LongRepairField> {
        self.cursor
    }

    fn set_cursor(&mut self, cursor: Cursor<LongRepairField>) {
        self.cursor = cursor;
    }

    fn optional(&self, field: LongRepairField) -> bool {
        field != LongRepairField::Date
    }

    fn answered(&self, field: LongRepairField) -> bool {
        match field {
            LongRepairField::Date => self.promised_on.is_some(),
            LongRepairField::Parts => self.parts.is_some(),
            LongRepairField::Prepayment => self.prepayment.is_some(),
        }
    }

    fn answer(
        &mut self,
        field: LongRepairField,
        input: &Input<'_>,
        facts: &Facts<'_>,
    ) -> Result<(), Problem> {
        match field {
            LongRepairField::Date => self.promised_on = Some(self.date(input, facts.today)?),
            LongRepairField::Parts => {
                self.parts = Some(text(input, |t| FreeText::notes(t).map_err(Problem::Text))?);
            }
            LongRepairField::Prepayment => {
                self.prepayment = Some(text(input, |t| parse_money(t).map_err(Problem::Money))?);
            }
        }
        Ok(())
    }

    fn clear(&mut self, field: LongRepairField) {
        match field {
            LongRepairField::Parts => self.parts = None,
            LongRepairField::Prepayment => self.prepayment = None,
            LongRepairField::Date => {}
        }
    }

    fn has_review(&self) -> bool {
        true
    }
}
