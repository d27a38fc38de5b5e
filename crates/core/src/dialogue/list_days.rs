//! «Other days» of a list's period: one question, for a day or two.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Cursor, Facts, Form, Input, Problem, text};
use crate::list::{Filter, parse_days};

/// The only question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListDaysField {
    /// From when to when.
    Days,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListDays {
    cursor: Cursor<ListDaysField>,
    /// The filter whose period it will be.
    pub filter: Filter,
    /// The first and the last day.
    pub days: Option<(Date, Date)>,
}

impl ListDays {
    /// A fresh form for this filter.
    #[must_use]
    pub fn new(filter: Filter) -> Self {
        Self { cursor: Cursor::start(ListDaysField::Days), filter, days: None }
    }
}

impl Form for ListDays {
    type Field = ListDaysField;

    fn fields(&self) -> Vec<ListDaysField> {
        vec![ListDaysField::Days]
    }

    fn cursor(&self) -> Cursor<ListDaysField> {
        self.cursor
    }

    fn set_cursor(&mut self, cursor: Cursor<ListDaysField>) {
        self.cursor = cursor;
    }

    fn optional(&self, _: ListDaysField) -> bool {
        false
    }

    fn answered(&self, _: ListDaysField) -> bool {
        self.days.is_some()
    }

    fn answer(&mut self, _: ListDaysField, input: &Input<'_>, facts: &Facts<'_>) -> Result<(), Problem> {
        self.days = Some(text(input, |text| parse_days(text, facts.today).map_err(Problem::Date))?);
        Ok(())
    }

    fn clear(&mut self, _: ListDaysField) {}

    fn has_review(&self) -> bool {
        false
    }
}
