//! A future master: name, phone, specialization, review (SPEC §1). Either an admin adds him, and he takes his place with
//! an invitation link; or a stranger applies himself, and then no question may be left open.

use serde::{Deserialize, Serialize};

use super::{Cursor, Facts, Form, Input, Problem, text};
use crate::{
    phone::{Phone, parse_phone},
    pii::{FreeText, PersonName},
};

/// The questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddMasterField {
    /// His name.
    Name,
    /// His phone.
    Phone,
    /// What he repairs.
    Specialization,
}

/// The answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddMaster {
    cursor: Cursor<AddMasterField>,
    /// Whether he speaks of himself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub applies: bool,
    /// Name.
    pub name: Option<PersonName>,
    /// Phone.
    pub phone: Option<Phone>,
    /// Specialization.
    pub specialization: Option<FreeText>,
}

impl Default for AddMaster {
    fn default() -> Self {
        let cursor = Cursor::start(AddMasterField::Name);
        Self { cursor, applies: false, name: None, phone: None, specialization: None }
    }
}

impl AddMaster {
    /// A fresh application.
    #[must_use]
    pub fn application() -> Self {
        Self { applies: true, ..Self::default() }
    }
}

impl Form for AddMaster {
    type Field = AddMasterField;

    fn fields(&self) -> Vec<AddMasterField> {
        vec![AddMasterField::Name, AddMasterField::Phone, AddMasterField::Specialization]
    }

    fn cursor(&self) -> Cursor<AddMasterField> {
        self.cursor
    }

    fn set_cursor(&mut self, cursor: Cursor<AddMasterField>) {
        self.cursor = cursor;
    }

    fn optional(&self, field: AddMasterField) -> bool {
        !self.applies && field != AddMasterField::Name
    }

    fn answered(&self, field: AddMasterField) -> bool {
        match field {
            AddMasterField::Name => self.name.is_some(),
            AddMasterField::Phone => self.phone.is_some(),
            AddMasterField::Specialization => self.specialization.is_some(),
        }
    }

    fn answer(&mut self, field: AddMasterField, input: &Input<'_>, _: &Facts<'_>) -> Result<(), Problem> {
        match field {
            AddMasterField::Name => {
                self.name = Some(text(input, |t| PersonName::parse(t).map_err(Problem::Text))?);
            }
            AddMasterField::Phone => {
                self.phone = Some(text(input, |t| parse_phone(t).map_err(Problem::Phone))?);
            }
            AddMasterField::Specialization => {
                self.specialization = Some(text(input, |t| FreeText::reason(t).map_err(Problem::Text))?);
            }
        }
        Ok(())
    }

    fn clear(&mut self, field: AddMasterField) {
        match field {
            AddMasterField::Phone => self.phone = None,
            AddMasterField::Specialization => self.specialization = None,
            AddMasterField::Name => {}
        }
    }

    fn has_review(&self) -> bool {
        true
    }
}
