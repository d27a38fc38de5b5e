//! Words about an order: a comment for the other side, or why the order is deleted.

use serde::{Deserialize, Serialize};

use super::{Cursor, Facts, Form, Input, Problem, text};
use crate::{ids::OrderId, pii::FreeText};

/// What the words are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemarkPurpose {
    /// A comment: it is written down at once.
    Comment,
    /// The reason of a deletion, which is to be confirmed.
    Deletion,
}

/// The question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemarkField {
    /// The words.
    Text,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    cursor: Cursor<RemarkField>,
    /// Which order.
    pub order: OrderId,
    /// What the words are for.
    pub purpose: RemarkPurpose,
    /// The words.
    pub text: Option<FreeText>,
}

impl Remark {
    /// Nothing said yet.
    #[must_use]
    pub fn new(order: OrderId, purpose: RemarkPurpose) -> Self {
        Self { cursor: Cursor::start(RemarkField::Text), order, purpose, text: None }
    }
}

impl Form for Remark {
    type Field = RemarkField;

    fn fields(&self) -> Vec<RemarkField> {
        vec![RemarkField::Text]
    }

    fn cursor(&self) -> Cursor<RemarkField> {
        self.cursor
    }

    fn set_cursor(&mut self, cursor: Cursor<RemarkField>) {
        self.cursor = cursor;
    }

    fn optional(&self, _: RemarkField) -> bool {
        false
    }

    fn answered(&self, _: RemarkField) -> bool {
        self.text.is_some()
    }

    fn answer(&mut self, _: RemarkField, input: &Input<'_>, _: &Facts<'_>) -> Result<(), Problem> {
        let parse = match self.purpose {
            RemarkPurpose::Comment => FreeText::notes,
            RemarkPurpose::Deletion => FreeText::reason,
        };
        self.text = Some(text(input, |t| parse(t).map_err(Problem::Text))?);
        Ok(())
    }

    fn clear(&mut self, _: RemarkField) {
        self.text = None;
    }

    fn has_review(&self) -> bool {
        self.purpose == RemarkPurpose::Deletion
    }
}
