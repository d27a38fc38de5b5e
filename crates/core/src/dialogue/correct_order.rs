//! «Correct»: an admin corrects the money of a closed order (SPEC §6). The form begins with its review, where any
//! figure can be chosen; a reason is asked for as soon as something differs.

use serde::{Deserialize, Serialize};

use super::{Cursor, Facts, Form, Input, Problem, close_order::payment, text, yes_no};
use crate::{
    ids::OrderId,
    money::{Kopecks, PaymentMethod, parse_money},
    order::{Correction, Settlement},
    pii::FreeText,
};

/// The questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CorrectField {
    /// What the repair cost in all.
    Total,
    /// Materials out of the total.
    Materials,
    /// How the client paid.
    Payment,
    /// Review taken.
    Review,
    /// Out of the city.
    OutOfCity,
    /// Why it is corrected.
    Reason,
}

/// The answers. A question nobody answered again stays as the order has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectOrder {
    cursor: Cursor<CorrectField>,
    /// Which order.
    pub order: OrderId,
    /// The money as the admin saw it last.
    pub seen: Box<Settlement>,
    /// The prepayment the order holds: no total can be less.
    pub prepayment: Kopecks,
    /// Total.
    pub total: Option<Kopecks>,
    /// Materials.
    pub materials: Option<Kopecks>,
    /// Payment.
    pub payment: Option<PaymentMethod>,
    /// Review.
    pub review: Option<bool>,
    /// Out of the city.
    pub out_of_city: Option<bool>,
    /// Why.
    pub reason: Option<FreeText>,
}

impl CorrectOrder {
    /// A form in which nothing differs yet.
    #[must_use]
    pub fn new(order: OrderId, seen: Settlement, prepayment: Kopecks) -> Self {
        Self {
            cursor: Cursor { at: None, editing: false },
            order,
            seen: Box::new(seen),
            prepayment,
            total: None,
            materials: None,
            payment: None,
            review: None,
            out_of_city: None,
            reason: None,
        }
    }

    /// The same answers upon money that somebody else has corrected meanwhile.
    #[must_use]
    pub fn upon(&self, now: Settlement) -> Self {
        Self { seen: Box::new(now), ..self.clone() }
    }

    /// The figures with the answers in them.
    #[must_use]
    pub fn correction(&self) -> Correction {
        let seen = self.seen.figures();
        Correction {
            total: self.total.unwrap_or(seen.total),
            materials: self.materials.unwrap_or(seen.materials),
            payment: self.payment.unwrap_or(seen.payment),
            review: self.review.unwrap_or(seen.review),
            out_of_city: self.out_of_city.unwrap_or(seen.out_of_city),
        }
    }

    /// Whether anything differs from what the order has.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.correction() != self.seen.figures()
    }

    fn fits(&self) -> bool {
        let Correction { total, materials, .. } = self.correction();
        materials <= total
    }
}

impl Form for CorrectOrder {
    type Field = CorrectField;

    fn fields(&self) -> Vec<CorrectField> {
        vec![
            CorrectField::Total,
            CorrectField::Materials,
            CorrectField::Payment,
            CorrectField::Review,
            CorrectField::OutOfCity,
            CorrectField::Reason,
        ]
    }

    fn cursor(&self) -> Cursor<CorrectField> {
        self.cursor
    }

    fn set_cursor(&mut self, cursor: Cursor<CorrectField>) {
        self.cursor = cursor;
    }

    fn optional(&self, _: CorrectField) -> bool {
        false
    }

    /// A total below the materials asks for them again; without a difference nothing needs a reason.
    fn answered(&self, field: CorrectField) -> bool {
        match field {
            CorrectField::Materials => self.fits(),
            CorrectField::Reason => self.reason.is_some() || !self.is_changed(),
            CorrectField::Total | CorrectField::Payment | CorrectField::Review | CorrectField::OutOfCity => {
                true
            }
        }
    }

    fn answer(&mut self, field: CorrectField, input: &Input<'_>, _: &Facts<'_>) -> Result<(), Problem> {
        let sum = || text(input, |typed| parse_money(typed).map_err(Problem::Money));
        match field {
            CorrectField::Total => {
                let total = sum()?;
                if self.prepayment > total {
                    return Err(Problem::PrepaymentExceedsTotal);
                }
                self.total = Some(total);
            }
            CorrectField::Materials => {
                let materials = sum()?;
                if materials > self.correction().total {
                    return Err(Problem::MaterialsExceedTotal);
                }
                self.materials = Some(materials);
            }
            CorrectField::Payment => self.payment = Some(payment(input)?),
            CorrectField::Review => self.review = Some(yes_no(input)?),
            CorrectField::OutOfCity => self.out_of_city = Some(yes_no(input)?),
            CorrectField::Reason => {
                self.reason = Some(text(input, |typed| FreeText::reason(typed).map_err(Problem::Text))?);
            }
        }
        Ok(())
    }

    fn clear(&mut self, _: CorrectField) {}

    fn has_review(&self) -> bool {
        true
    }

    fn begins_with_review(&self) -> bool {
        true
    }
}
