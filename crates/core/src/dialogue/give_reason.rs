//! «Why»: declining an order, or ending it without a repair. No review screen: the last answer acts.

use serde::{Deserialize, Serialize};

use super::{Cursor, Facts, Form, GivenReason, Input, Need, Problem, text, yes_no};
use crate::{
    catalogue::ReasonKind,
    ids::OrderId,
    money::{Kopecks, parse_money},
};

/// The questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonField {
    /// Why.
    Reason,
    /// Diagnostics fee the client paid.
    Fee,
    /// What becomes of the prepayment.
    Refund,
}

/// The answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GiveReason {
    cursor: Cursor<ReasonField>,
    /// Which order.
    pub order: OrderId,
    /// What the reason is for.
    pub purpose: ReasonKind,
    /// Whether a diagnostics fee can have been paid: the master has been on site.
    pub asks_fee: bool,
    /// The prepayment held when the dialogue began.
    pub prepayment: Kopecks,
    /// Why.
    pub reason: Option<GivenReason>,
    /// Fee.
    pub fee: Option<Kopecks>,
    /// Whether the prepayment goes back.
    pub refund: Option<bool>,
}

impl GiveReason {
    /// A master declines.
    #[must_use]
    pub fn decline(order: OrderId) -> Self {
        Self {
            cursor: Cursor::start(ReasonField::Reason),
            order,
            purpose: ReasonKind::Decline,
            asks_fee: false,
            prepayment: Kopecks::ZERO,
            reason: None,
            fee: None,
            refund: None,
        }
    }

    /// The order ends without a repair.
    #[must_use]
    pub fn refuse(order: OrderId, prepayment: Kopecks, asks_fee: bool) -> Self {
        Self { purpose: ReasonKind::Refuse, asks_fee, prepayment, ..Self::decline(order) }
    }

    /// The same form when another prepayment is held by now: what becomes of it is asked again.
    #[must_use]
    pub fn with_prepayment(&self, prepayment: Kopecks) -> Self {
        let mut form = Self { prepayment, refund: None, ..self.clone() };
        let at = form.fields().last().copied();
        form.cursor = Cursor { at, editing: false };
        form
    }

    pub(super) fn need(&self, input: &Input<'_>) -> Need {
        match (self.cursor.at, input) {
            (Some(ReasonField::Reason), Input::Pick(_)) => Need::Reasons(self.purpose),
            _ => Need::Nothing,
        }
    }
}

impl Form for GiveReason {
    type Field = ReasonField;

    fn fields(&self) -> Vec<ReasonField> {
        let mut fields = vec![ReasonField::Reason];
        if self.asks_fee {
            fields.push(ReasonField::Fee);
        }
        if !self.prepayment.is_zero() {
            fields.push(ReasonField::Refund);
        }
        fields
    }

    fn cursor(&self) -> Cursor<ReasonField> {
        self.cursor
    }

    fn set_cursor(&mut self, cursor: Cursor<ReasonField>) {
        self.cursor = cursor;
    }

    fn optional(&self, field: ReasonField) -> bool {
        field == ReasonField::Fee
    }

    fn answered(&self, field: ReasonField) -> bool {
        match field {
            ReasonField::Reason => self.reason.is_some(),
            ReasonField::Fee => self.fee.is_some(),
            ReasonField::Refund => self.refund.is_some(),
        }
    }

    fn answer(&mut self, field: ReasonField, input: &Input<'_>, facts: &Facts<'_>) -> Result<(), Problem> {
        match field {
            ReasonField::Reason => self.reason = Some(GivenReason::from_input(input, facts)?),
            ReasonField::Fee => self.fee = Some(text(input, |t| parse_money(t).map_err(Problem::Money))?),
            ReasonField::Refund => self.refund = Some(yes_no(input)?),
        }
        Ok(())
    }

    fn clear(&mut self, field: ReasonField) {
        if field == ReasonField::Fee {
            self.fee = None;
        }
    }

    fn has_review(&self) -> bool {
        false
    }
}
