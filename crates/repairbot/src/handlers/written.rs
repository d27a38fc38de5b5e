//! Free texts on their way into rows of their own: ids are drawn before a command is decided, the rows are
//! written only when it was accepted.

use repairbot_core::{ids::TextId, pii::FreeText};

use super::Request;
use crate::{
    fault::Fault,
    store::texts::{self, NewText, TextKind},
};

/// Texts waiting for the decision.
#[derive(Default)]
pub struct Written(Vec<NewText>);

impl Written {
    /// Draws an id for a text.
    pub fn add(&mut self, rq: &Request<'_>, kind: TextKind, body: &FreeText) -> TextId {
        let id = TextId(rq.ids.next());
        self.0.push(NewText { id, kind, body: body.clone(), created_at: rq.now });
        id
    }

    /// The same for a text that may be missing.
    pub fn add_optional(
        &mut self,
        rq: &Request<'_>,
        kind: TextKind,
        body: Option<&FreeText>,
    ) -> Option<TextId> {
        body.map(|body| self.add(rq, kind, body))
    }

    /// Writes them all.
    ///
    /// # Errors
    /// The database could not be written.
    pub async fn save(self, rq: &Request<'_>) -> Result<(), Fault> {
        if !self.0.is_empty() {
            texts::insert(rq.tx, &self.0).await?;
        }
        Ok(())
    }
}
