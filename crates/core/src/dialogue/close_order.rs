//! «Close»: total, materials, payment, review, out of city, review screen (SPEC §4).
//! A small total asks whether it is a refusal; then a reason is given instead.

use serde::{Deserialize, Serialize};

use super::{Cursor, Facts, Form, GivenReason, Input, Need, Problem, text, yes_no};
use crate::{
    catalogue::ReasonKind,
    ids::OrderId,
    money::{Kopecks, PaymentMethod, parse_money},
    order::Closing,
};

/// The limit of forms of the release before it became a setting.
fn former_limit() -> Kopecks {
    Kopecks(100_000)
}

/// The questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CloseField {
    /// What the repair cost in all.
    Total,
    /// The total is small: is it a refusal?
    IsRefusal,
    /// Why, if it is.
    Reason,
    /// What becomes of the prepayment of a refused order.
    Refund,
    /// Materials out of the total.
    Materials,
    /// How the client paid.
    Payment,
    /// Review taken.
    Review,
    /// Out of the city.
    OutOfCity,
}

/// The answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseOrder {
    cursor: Cursor<CloseField>,
    /// Which order.
    pub order: OrderId,
    /// Whether a small total may end as a refusal (standard workflow).
    pub may_refuse: bool,
    /// Totals up to this sum ask «is it a refusal?»: the company's setting when the dialogue began.
    #[serde(default = "former_limit")]
    pub refusal_up_to: Kopecks,
    /// The prepayment held when the dialogue began.
    pub prepayment: Kopecks,
    /// Total.
    pub total: Option<Kopecks>,
    /// Whether it is a refusal.
    pub is_refusal: Option<bool>,
    /// Why.
    pub reason: Option<GivenReason>,
    /// Whether the prepayment goes back.
    pub refund: Option<bool>,
    /// Materials.
    pub materials: Option<Kopecks>,
    /// Payment.
    pub payment: Option<PaymentMethod>,
    /// Review.
    pub review: Option<bool>,
    /// Out of city.
    pub out_of_city: Option<bool>,
}

impl CloseOrder {
    /// A fresh form for this order. Totals up to `refusal_up_to` may end as a refusal; without it none may.
    #[must_use]
    pub fn new(order: OrderId, prepayment: Kopecks, refusal_up_to: Option<Kopecks>) -> Self {
        Self {
            cursor: Cursor::start(CloseField::Total),
            order,
            may_refuse: refusal_up_to.is_some(),
            refusal_up_to: refusal_up_to.unwrap_or(Kopecks::ZERO),
            prepayment,
            total: None,
            is_refusal: None,
            reason: None,
            refund: None,
            materials: None,
            payment: None,
            review: None,
            out_of_city: None,
        }
    }

    /// The same form when another prepayment is held by now: what becomes of it is asked again.
    #[must_use]
    pub fn with_prepayment(&self, prepayment: Kopecks) -> Self {
        Self { prepayment, refund: None, ..self.clone() }
    }

    /// Whether the answers say that the order is refused, not closed.
    #[must_use]
    pub fn ends_in_refusal(&self) -> bool {
        self.asks_refusal() && self.is_refusal == Some(true)
    }

    /// The answers as a command's figures, once all are given.
    #[must_use]
    pub fn closing(&self, senior: bool) -> Option<Closing> {
        Some(Closing {
            total: self.total?,
            materials: self.materials?,
            payment: self.payment?,
            review: self.review?,
            out_of_city: self.out_of_city?,
            senior,
        })
    }

    fn asks_refusal(&self) -> bool {
        self.total.is_some_and(|total| self.asks_refusal_at(total))
    }

    fn asks_refusal_at(&self, total: Kopecks) -> bool {
        self.may_refuse && total <= self.refusal_up_to
    }

    pub(super) fn need(&self, input: &Input<'_>) -> Need {
        match (self.cursor.at, input) {
            (Some(CloseField::Reason), Input::Pick(_)) => Need::Reasons(ReasonKind::Refuse),
            _ => Need::Nothing,
        }
    }

    fn materials_fit(&self, materials: Kopecks) -> Result<(), Problem> {
        if self.total.is_some_and(|total| materials > total) {
            return Err(Problem::MaterialsExceedTotal);
        }
        Ok(())
    }

    /// A new total asks again what does not go with it any more.
    fn answer_total(&mut self, total: Kopecks) -> Result<(), Problem> {
        let asks_refusal = self.asks_refusal_at(total);
        let is_overpaid = self.prepayment > total;
        if is_overpaid && !asks_refusal {
            return Err(Problem::PrepaymentExceedsTotal);
        }
        self.total = Some(total);
        if !asks_refusal || (is_overpaid && self.is_refusal == Some(false)) {
            self.is_refusal = None;
        }
        if self.materials.is_some_and(|materials| materials > total) {
            self.materials = None;
        }
        Ok(())
    }
}

impl Form for CloseOrder {
    type Field = CloseField;

    fn fields(&self) -> Vec<CloseField> {
        let mut fields = vec![CloseField::Total];
        if self.asks_refusal() {
            fields.push(CloseField::IsRefusal);
        }
        if self.ends_in_refusal() {
            fields.push(CloseField::Reason);
            if !self.prepayment.is_zero() {
                fields.push(CloseField::Refund);
            }
        } else {
            fields.extend([
                CloseField::Materials,
                CloseField::Payment,
                CloseField::Review,
                CloseField::OutOfCity,
            ]);
        }
        fields
    }

    fn cursor(&self) -> Cursor<CloseField> {
        self.cursor
    }

    fn set_cursor(&mut self, cursor: Cursor<CloseField>) {
        self.cursor = cursor;
    }

    fn optional(&self, _: CloseField) -> bool {
        false
    }

    fn answered(&self, field: CloseField) -> bool {
        match field {
            CloseField::Total => self.total.is_some(),
            CloseField::IsRefusal => self.is_refusal.is_some(),
            CloseField::Reason => self.reason.is_some(),
            CloseField::Refund => self.refund.is_some(),
            CloseField::Materials => self.materials.is_some(),
            CloseField::Payment => self.payment.is_some(),
            CloseField::Review => self.review.is_some(),
            CloseField::OutOfCity => self.out_of_city.is_some(),
        }
    }

    fn answer(&mut self, field: CloseField, input: &Input<'_>, facts: &Facts<'_>) -> Result<(), Problem> {
        match field {
            CloseField::Total => {
                let total = text(input, |t| parse_money(t).map_err(Problem::Money))?;
                self.answer_total(total)?;
            }
            CloseField::IsRefusal => {
                let refusal = yes_no(input)?;
                if !refusal && self.total.is_some_and(|total| self.prepayment > total) {
                    return Err(Problem::PrepaymentExceedsTotal);
                }
                self.is_refusal = Some(refusal);
            }
            CloseField::Reason => self.reason = Some(GivenReason::from_input(input, facts)?),
            CloseField::Refund => self.refund = Some(yes_no(input)?),
            CloseField::Materials => {
                let materials = text(input, |t| parse_money(t).map_err(Problem::Money))?;
                self.materials_fit(materials)?;
                self.materials = Some(materials);
            }
            CloseField::Payment => self.payment = Some(payment(input)?),
            CloseField::Review => self.review = Some(yes_no(input)?),
            CloseField::OutOfCity => self.out_of_city = Some(yes_no(input)?),
        }
        Ok(())
    }

    fn clear(&mut self, _: CloseField) {}

    fn has_review(&self) -> bool {
        true
    }

    fn check(&self) -> Result<(), (CloseField, Problem)> {
        if self.ends_in_refusal() {
            return Ok(());
        }
        if self.total.is_some_and(|total| self.prepayment > total) {
            return Err((CloseField::Total, Problem::PrepaymentExceedsTotal));
        }
        let materials = self.materials.unwrap_or(Kopecks::ZERO);
        self.materials_fit(materials).map_err(|problem| (CloseField::Materials, problem))
    }
}

/// The payment method with the index the button carries.
pub(super) fn payment(input: &Input<'_>) -> Result<PaymentMethod, Problem> {
    match input {
        Input::Pick(index) => usize::try_from(*index)
            .ok()
            .and_then(|index| PaymentMethod::ALL.get(index).copied())
            .ok_or(Problem::UseButtons),
        _ => Err(Problem::UseButtons),
    }
}
