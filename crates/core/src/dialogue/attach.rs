//! «Attach»: everything sent until «done» belongs to the order. The files themselves are taken by their handler as they
//! come; this form only stands there and ends.

use serde::{Deserialize, Serialize};

use super::{Cursor, Facts, Form, Input, Problem};
use crate::ids::OrderId;

/// The only question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttachField {
    /// What is to be attached.
    Files,
}

/// Files are being sent for this order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attach {
    cursor: Cursor<AttachField>,
    /// Which order.
    pub order: OrderId,
}

impl Attach {
    /// A fresh form for this order.
    #[must_use]
    pub fn new(order: OrderId) -> Self {
        Self { cursor: Cursor::start(AttachField::Files), order }
    }
}

impl Form for Attach {
    type Field = AttachField;

    fn fields(&self) -> Vec<AttachField> {
        vec![AttachField::Files]
    }

    fn cursor(&self) -> Cursor<AttachField> {
        self.cursor
    }

    fn set_cursor(&mut self, cursor: Cursor<AttachField>) {
        self.cursor = cursor;
    }

    /// «Done» is to ask no further.
    fn optional(&self, _: AttachField) -> bool {
        true
    }

    fn answered(&self, _: AttachField) -> bool {
        false
    }

    fn answer(&mut self, _: AttachField, _: &Input<'_>, _: &Facts<'_>) -> Result<(), Problem> {
        Err(Problem::SendFile)
    }

    fn clear(&mut self, _: AttachField) {}

    fn has_review(&self) -> bool {
        false
    }
}
