//! «Reschedule»: the new time, perhaps a reason, review (SPEC §4).

use serde::{Deserialize, Serialize};

use super::{Cursor, Facts, Form, Input, Problem, text, visit::visit};
use crate::{ids::OrderId, pii::FreeText, when::ParsedVisit};

/// The questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RescheduleField {
    /// The new time.
    Time,
    /// Why.
    Reason,
}

/// The answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reschedule {
    cursor: Cursor<RescheduleField>,
    /// Which order.
    pub order: OrderId,
    /// The new time.
    pub visit: Option<ParsedVisit>,
    /// Why.
    pub reason: Option<FreeText>,
}

impl Reschedule {
    /// A fresh form for this order.
    #[must_use]
    pub fn new(order: OrderId) -> Self {
        Self { cursor: Cursor::start(RescheduleField::Time), order, visit: None, reason: None }
    }
}

impl Form for Reschedule {
    type Field = RescheduleField;

    fn fields(&self) -> Vec<RescheduleField> {
        vec![RescheduleField::Time, RescheduleField::Reason]
    }

    fn cursor(&self) -> Cursor<RescheduleField> {
        self.cursor
    }

    fn set_cursor(&mut self, cursor: Cursor<RescheduleField>) {
        self.cursor = cursor;
    }

    fn optional(&self, field: RescheduleField) -> bool {
        field == RescheduleField::Reason
    }

    fn answered(&self, field: RescheduleField) -> bool {
        match field {
            RescheduleField::Time => self.visit.is_some(),
            RescheduleField::Reason => self.reason.is_some(),
        }
    }

    fn answer(
        &mut self,
        field: RescheduleField,
        input: &Input<'_>,
        facts: &Facts<'_>,
    ) -> Result<(), Problem> {
        match field {
            RescheduleField::Time => self.visit = Some(visit(input, facts)?),
            RescheduleField::Reason => {
                self.reason = Some(text(input, |t| FreeText::reason(t).map_err(Problem::Text))?);
            }
        }
        Ok(())
    }

    fn clear(&mut self, field: RescheduleField) {
        if field == RescheduleField::Reason {
            self.reason = None;
        }
    }

    fn has_review(&self) -> bool {
        true
    }
}
