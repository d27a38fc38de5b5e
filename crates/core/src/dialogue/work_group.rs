//! «Work group»: an admin picks a master's group with Telegram's request-chat button.

use serde::{Deserialize, Serialize};

use super::{Cursor, Facts, Form, Input, Problem};
use crate::ids::{ChatId, PersonId};

/// The only question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkGroupField {
    /// Which group.
    Group,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkGroup {
    cursor: Cursor<WorkGroupField>,
    /// Whose group.
    pub master: PersonId,
    /// Which group.
    pub group: Option<ChatId>,
}

impl WorkGroup {
    /// A fresh form for this master.
    #[must_use]
    pub fn new(master: PersonId) -> Self {
        Self { cursor: Cursor::start(WorkGroupField::Group), master, group: None }
    }
}

impl Form for WorkGroup {
    type Field = WorkGroupField;

    fn fields(&self) -> Vec<WorkGroupField> {
        vec![WorkGroupField::Group]
    }

    fn cursor(&self) -> Cursor<WorkGroupField> {
        self.cursor
    }

    fn set_cursor(&mut self, cursor: Cursor<WorkGroupField>) {
        self.cursor = cursor;
    }

    fn optional(&self, _: WorkGroupField) -> bool {
        false
    }

    fn answered(&self, _: WorkGroupField) -> bool {
        self.group.is_some()
    }

    fn answer(&mut self, _: WorkGroupField, input: &Input<'_>, _: &Facts<'_>) -> Result<(), Problem> {
        match input {
            Input::Group(chat) => {
                self.group = Some(*chat);
                Ok(())
            }
            _ => Err(Problem::UseButtons),
        }
    }

    fn clear(&mut self, _: WorkGroupField) {}

    fn has_review(&self) -> bool {
        false
    }
}
