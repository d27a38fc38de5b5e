//! «Other days» of a list or of a report: one question, for a day or two.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Cursor, Facts, Form, Input, Problem, text};
use crate::{
    list::{Filter, parse_days},
    report::Topic,
};

/// The only question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListDaysField {
    /// From when to when.
    Days,
}

/// What the days are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DaysOf {
    /// The period of this filter.
    Filter(Filter),
    /// A report of this topic.
    Report(Topic),
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListDays {
    cursor: Cursor<ListDaysField>,
    /// What they are for.
    #[serde(flatten)]
    pub of: DaysOf,
    /// The first and the last day.
    pub days: Option<(Date, Date)>,
}

impl ListDays {
    /// A fresh form.
    #[must_use]
    pub fn new(of: DaysOf) -> Self {
        Self { cursor: Cursor::start(ListDaysField::Days), of, days: None }
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
