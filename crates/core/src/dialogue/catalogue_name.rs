//! «Catalogue»: an admin names a new entry, or gives one another name.

use serde::{Deserialize, Serialize};

use super::{Cursor, Facts, Form, Input, Problem, text};
use crate::{
    catalogue::{CatalogueEntry, CatalogueKind, EntryName},
    ids::EquipmentId,
};

/// The only question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CatalogueNameField {
    /// The name.
    Name,
}

/// What the name is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameTask {
    /// A new entry.
    Add(CatalogueKind),
    /// Another name of an entry.
    Rename(CatalogueEntry),
    /// Its English name; skipped when it shall have none.
    Translate(CatalogueEntry),
    /// Another way people write a type.
    Alias(EquipmentId),
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogueName {
    cursor: Cursor<CatalogueNameField>,
    /// What the name is for.
    pub task: NameTask,
    /// What the entry was called when the name was asked for; empty for a new one. Whoever renames must not undo
    /// what somebody else did meanwhile.
    pub former: String,
    /// The name.
    pub name: Option<EntryName>,
}

impl CatalogueName {
    /// A fresh form.
    #[must_use]
    pub fn new(task: NameTask, former: String) -> Self {
        Self { cursor: Cursor::start(CatalogueNameField::Name), task, former, name: None }
    }
}

impl Form for CatalogueName {
    type Field = CatalogueNameField;

    fn fields(&self) -> Vec<CatalogueNameField> {
        vec![CatalogueNameField::Name]
    }

    fn cursor(&self) -> Cursor<CatalogueNameField> {
        self.cursor
    }

    fn set_cursor(&mut self, cursor: Cursor<CatalogueNameField>) {
        self.cursor = cursor;
    }

    fn optional(&self, _: CatalogueNameField) -> bool {
        matches!(self.task, NameTask::Translate(_))
    }

    fn answered(&self, _: CatalogueNameField) -> bool {
        self.name.is_some()
    }

    fn answer(&mut self, _: CatalogueNameField, input: &Input<'_>, _: &Facts<'_>) -> Result<(), Problem> {
        self.name = Some(text(input, |typed| EntryName::parse(typed).map_err(Problem::Text))?);
        Ok(())
    }

    fn clear(&mut self, _: CatalogueNameField) {
        self.name = None;
    }

    fn has_review(&self) -> bool {
        false
    }
}
