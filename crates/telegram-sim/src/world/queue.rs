//! Updates that wait for a bot.

use serde_json::{Value, json};
use std::collections::BTreeMap;

const FIRST_UPDATE: i64 = 500_000_001;

/// Kinds that come only to those who ask for them by name.
const ONLY_WHEN_ASKED: [&str; 3] = ["chat_member", "message_reaction", "message_reaction_count"];

/// The queue of one bot.
pub(crate) struct Queue {
    entries: BTreeMap<i64, Entry>,
    confirmed: Vec<(i64, Value)>,
    next: i64,
    /// The last `allowed_updates`; empty is all but [`ONLY_WHEN_ASKED`].
    pub allowed: Vec<String>,
}

struct Entry {
    value: Value,
    /// Delivered once more whatever the offset says.
    forced: bool,
}

impl Default for Queue {
    fn default() -> Self {
        Self { entries: BTreeMap::new(), confirmed: Vec::new(), next: FIRST_UPDATE, allowed: Vec::new() }
    }
}

impl Queue {
    /// Queues an update of this kind unless the bot did not ask for such.
    pub fn push(&mut self, kind: &str, content: Value) {
        let wanted = match self.allowed.as_slice() {
            [] => !ONLY_WHEN_ASKED.contains(&kind),
            allowed => allowed.iter().any(|name| name == kind),
        };
        if wanted {
            self.push_raw(json!({ kind: content }));
        }
    }

    /// Numbers updates above this from now on.
    pub fn number_above(&mut self, last: i64) {
        self.next = self.next.max(last.saturating_add(1));
    }

    /// Queues any JSON.
    pub fn push_raw(&mut self, mut update: Value) {
        let own = update.get("update_id").and_then(Value::as_i64);
        let id = own.unwrap_or(self.next);
        self.next = self.next.max(id.saturating_add(1));
        if let Some(fields) = update.as_object_mut() {
            fields.entry("update_id").or_insert_with(|| json!(id));
        }
        self.entries.insert(id, Entry { value: update, forced: false });
    }

    /// Forgets what the offset confirms; tells whether anything was forgotten.
    pub fn confirm(&mut self, offset: i64) -> bool {
        let offset = if offset < 0 {
            let keep = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
            let skipped = self.entries.len().saturating_sub(keep);
            self.entries.keys().nth(skipped).copied().unwrap_or(self.next)
        } else {
            offset
        };
        let gone: Vec<i64> =
            self.entries.range(..offset).filter(|(_, entry)| !entry.forced).map(|(id, _)| *id).collect();
        for id in &gone {
            if let Some(entry) = self.entries.remove(id) {
                self.confirmed.push((*id, entry.value));
            }
        }
        !gone.is_empty()
    }

    /// The oldest updates, at most this many.
    pub fn deliver(&mut self, limit: usize) -> Vec<Value> {
        let mut given = Vec::new();
        for entry in self.entries.values_mut().take(limit) {
            entry.forced = false;
            given.push(entry.value.clone());
        }
        given
    }

    /// Puts the last confirmed updates back.
    pub fn redeliver(&mut self, last: usize) {
        let from = self.confirmed.len().saturating_sub(last);
        for (id, value) in self.confirmed.split_off(from) {
            self.entries.insert(id, Entry { value, forced: true });
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.entries.clear();
    }

    /// How many updates wait.
    pub fn len(&self) -> usize {
        self.entries.len()
    }
}
