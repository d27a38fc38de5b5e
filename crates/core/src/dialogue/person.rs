//! One thing about a person, asked of an admin: his name, his phone, what he repairs, or why his application is
//! rejected. No review screen: the answer acts.

use serde::{Deserialize, Serialize};

use super::{Cursor, Facts, Form, Input, Problem, text};
use crate::{
    ids::{ApplicationId, PersonId},
    phone::{Phone, parse_phone},
    pii::{FreeText, PersonName},
};

/// What an admin may change about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonField {
    /// The name the company knows.
    Name,
    /// His phone.
    Phone,
    /// What a master repairs.
    Specialization,
}

/// The only question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonQuestion {
    /// What is this field to be?
    Change {
        /// Whose.
        person: PersonId,
        /// Which.
        field: PersonField,
    },
    /// Why is this application rejected?
    Reject {
        /// Which.
        application: ApplicationId,
    },
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonForm {
    cursor: Cursor<PersonQuestion>,
    /// What is asked.
    pub about: PersonQuestion,
    /// A new name.
    pub name: Option<PersonName>,
    /// A new phone; none once skipped: he has none.
    pub phone: Option<Phone>,
    /// A new specialization, none once skipped; or the reason of a rejection.
    pub text: Option<FreeText>,
}

impl PersonForm {
    /// A fresh form with this question.
    #[must_use]
    pub fn about(about: PersonQuestion) -> Self {
        Self { cursor: Cursor::start(about), about, name: None, phone: None, text: None }
    }
}

impl Form for PersonForm {
    type Field = PersonQuestion;

    fn fields(&self) -> Vec<PersonQuestion> {
        vec![self.about]
    }

    fn cursor(&self) -> Cursor<PersonQuestion> {
        self.cursor
    }

    fn set_cursor(&mut self, cursor: Cursor<PersonQuestion>) {
        self.cursor = cursor;
    }

    fn optional(&self, question: PersonQuestion) -> bool {
        use PersonField::{Phone, Specialization};
        matches!(question, PersonQuestion::Change { field: Phone | Specialization, .. })
    }

    fn answered(&self, question: PersonQuestion) -> bool {
        match question {
            PersonQuestion::Change { field: PersonField::Name, .. } => self.name.is_some(),
            PersonQuestion::Change { field: PersonField::Phone, .. } => self.phone.is_some(),
            PersonQuestion::Change { field: PersonField::Specialization, .. }
            | PersonQuestion::Reject { .. } => self.text.is_some(),
        }
    }

    fn answer(&mut self, question: PersonQuestion, input: &Input<'_>, _: &Facts<'_>) -> Result<(), Problem> {
        match question {
            PersonQuestion::Change { field: PersonField::Name, .. } => {
                self.name = Some(text(input, |t| PersonName::parse(t).map_err(Problem::Text))?);
            }
            PersonQuestion::Change { field: PersonField::Phone, .. } => {
                self.phone = Some(text(input, |t| parse_phone(t).map_err(Problem::Phone))?);
            }
            PersonQuestion::Change { field: PersonField::Specialization, .. }
            | PersonQuestion::Reject { .. } => {
                self.text = Some(text(input, |t| FreeText::reason(t).map_err(Problem::Text))?);
            }
        }
        Ok(())
    }

    fn clear(&mut self, _: PersonQuestion) {
        (self.phone, self.text) = (None, None);
    }

    fn has_review(&self) -> bool {
        false
    }
}
