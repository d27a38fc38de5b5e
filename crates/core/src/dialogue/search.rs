//! «Search»: one question, for an order's number, a phone, a name or an address (SPEC §7).

use serde::{Deserialize, Serialize};

use super::{Cursor, Facts, Form, Input, Problem, text};
use crate::{pii::FreeText, search::Query};

/// Characters of a query that count: more is cut off, as it comes from pasting.
const LONGEST: usize = 200;

/// The only question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchField {
    /// What to look for.
    Text,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Search {
    cursor: Cursor<SearchField>,
    /// What to look for.
    pub text: Option<FreeText>,
}

impl Default for Search {
    fn default() -> Self {
        Self { cursor: Cursor::start(SearchField::Text), text: None }
    }
}

impl Search {
    /// Reads what to look for: also behind the command, where no question was asked.
    ///
    /// # Errors
    /// [`Problem::NothingToSearch`] when there is no word, number or phone in it.
    pub fn read(text: &str) -> Result<FreeText, Problem> {
        let kept = cut(&crate::text::tidy(text)).to_owned();
        Query::parse(&kept).map(|_| FreeText::from_stored(kept)).ok_or(Problem::NothingToSearch)
    }
}

/// The beginning of a text, without half a word at its end.
fn cut(text: &str) -> &str {
    let Some((end, _)) = text.char_indices().nth(LONGEST) else { return text };
    let kept = &text[..end];
    kept.rsplit_once(' ').map_or(kept, |(words, _)| words)
}

impl Form for Search {
    type Field = SearchField;

    fn fields(&self) -> Vec<SearchField> {
        vec![SearchField::Text]
    }

    fn cursor(&self) -> Cursor<SearchField> {
        self.cursor
    }

    fn set_cursor(&mut self, cursor: Cursor<SearchField>) {
        self.cursor = cursor;
    }

    fn optional(&self, _: SearchField) -> bool {
        false
    }

    fn answered(&self, _: SearchField) -> bool {
        self.text.is_some()
    }

    fn answer(&mut self, _: SearchField, input: &Input<'_>, _: &Facts<'_>) -> Result<(), Problem> {
        self.text = Some(text(input, Self::read)?);
        Ok(())
    }

    fn clear(&mut self, _: SearchField) {}

    fn has_review(&self) -> bool {
        false
    }
}
