//! «Change»: an admin writes the value of a setting of the company.

use serde::{Deserialize, Serialize};

use super::{Cursor, Facts, Form, Input, Problem, text};
use crate::settings::{Setting, Value};

/// The only question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SetSettingField {
    /// The value.
    Value,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetSetting {
    cursor: Cursor<SetSettingField>,
    /// Which setting.
    pub setting: Setting,
    /// How often it had been set when the value was asked for.
    pub version: i64,
    /// The value as the database has it.
    value: Option<String>,
}

impl SetSetting {
    /// A fresh form.
    #[must_use]
    pub fn new(setting: Setting, version: i64) -> Self {
        Self { cursor: Cursor::start(SetSettingField::Value), setting, version, value: None }
    }

    /// The value that was written.
    #[must_use]
    pub fn value(&self) -> Option<Value> {
        Value::decode(self.setting, self.value.as_deref()?)
    }
}

impl Form for SetSetting {
    type Field = SetSettingField;

    fn fields(&self) -> Vec<SetSettingField> {
        vec![SetSettingField::Value]
    }

    fn cursor(&self) -> Cursor<SetSettingField> {
        self.cursor
    }

    fn set_cursor(&mut self, cursor: Cursor<SetSettingField>) {
        self.cursor = cursor;
    }

    fn optional(&self, _: SetSettingField) -> bool {
        false
    }

    fn answered(&self, _: SetSettingField) -> bool {
        self.value.is_some()
    }

    fn answer(&mut self, _: SetSettingField, input: &Input<'_>, _: &Facts<'_>) -> Result<(), Problem> {
        let setting = self.setting;
        let problem = |problem| Problem::Setting { setting, problem };
        let value = text(input, |typed| Value::parse(setting, typed).map_err(problem))?;
        self.value = Some(value.encode());
        Ok(())
    }

    fn clear(&mut self, _: SetSettingField) {
        self.value = None;
    }

    fn has_review(&self) -> bool {
        false
    }
}
