//! What becomes of updates that came in, whichever way: all effects are committed, or the update is put aside.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use serde_json::{Map, Value, json};

use crate::{
    clock::{Clock, after},
    fault::Fault,
};

/// An update is tried so many times at once before it is parked.
const TRIES: u32 = 3;
/// No further try is begun after this long: an update that fails slowly must not hold up the others.
const TRIES_WITHIN: Duration = Duration::from_secs(2);
/// Updates per transaction at most: enough to make a slow disk's syncs cheap, few enough not to keep the first of
/// them, and the outbox, waiting.
pub(super) const TOGETHER: usize = 32;

/// What to do with updates.
#[async_trait]
pub trait Process: Send + Sync {
    /// Commits all effects of these updates together, in their order; of each update once, however often it comes.
    ///
    /// # Errors
    /// A fault: nothing was committed.
    async fn process(&self, updates: &[Value]) -> Result<(), Fault>;

    /// Puts aside, in a transaction of its own, an update that fails by itself, after `tries` tries.
    /// The same update may be parked again: its `update_id` is the key.
    ///
    /// # Errors
    /// A fault: the update was not put aside.
    async fn park(&self, update: &Value, error: &Fault, tries: u32) -> Result<(), Fault>;
}

/// Settles updates, in their order.
pub(super) struct Settling {
    process: Arc<dyn Process>,
    clock: Clock,
}

impl Settling {
    /// Settles them this way.
    pub(super) fn new(process: Arc<dyn Process>, clock: Clock) -> Self {
        Self { process, clock }
    }

    /// Commits the first of these updates, as many as go together; should that fail, each alone, so that one that
    /// fails by itself doesn't hold up the others. Says how many are settled, and what is wrong with the database if that
    /// is why there are no more.
    pub(super) async fn first(&self, waiting: &[Value]) -> (usize, Option<Fault>) {
        let count = waiting.iter().take(TOGETHER).take_while(|update| id_of(update).is_some()).count();
        if count == 0 {
            let Some(nameless) = waiting.first() else { return (0, None) };
            return match self.park_nameless(nameless).await {
                Ok(()) => (1, None),
                Err(fault) => (0, Some(fault)),
            };
        }
        if count > 1 {
            match self.process.process(&waiting[..count]).await {
                Ok(()) => return (count, None),
                Err(fault) if fault.is_outage() => return (0, Some(fault)),
                Err(fault) => {
                    tracing::warn!(updates = count, error = %fault, "updates are retried one by one");
                }
            }
        }
        for (settled, update) in waiting[..count].iter().enumerate() {
            if let Err(fault) = self.alone(update).await {
                return (settled, Some(fault));
            }
        }
        (count, None)
    }

    /// Commits or parks one update.
    async fn alone(&self, update: &Value) -> Result<(), Fault> {
        let begun = self.clock.now();
        let mut tries = 1;
        loop {
            let Err(fault) = self.process.process(std::slice::from_ref(update)).await else { return Ok(()) };
            if fault.is_outage() {
                return Err(fault);
            }
            let late = self.clock.now() >= after(begun, TRIES_WITHIN);
            if tries >= TRIES || late {
                tracing::error!(update_id = id_of(update), tries, error = %fault, "update parked");
                return self.process.park(update, &fault, tries).await;
            }
            tries += 1;
        }
    }

    /// Parks an update without an id under a key made from its content: redelivered, it is the same.
    async fn park_nameless(&self, update: &Value) -> Result<(), Fault> {
        let key = made_up_key(&update.to_string());
        let mut named = match update {
            Value::Object(fields) => fields.clone(),
            other => Map::from_iter([("raw".to_owned(), other.clone())]),
        };
        if let Some(odd) = named.insert("update_id".to_owned(), json!(key)) {
            named.insert("odd_update_id".to_owned(), odd);
        }
        let fault = Fault::Decode("an update without an update_id".to_owned());
        tracing::error!(update_id = key, error = %fault, "update parked");
        self.process.park(&Value::Object(named), &fault, 0).await
    }
}

/// Its number, if it has one.
pub(super) fn id_of(update: &Value) -> Option<i64> {
    update.get("update_id").and_then(Value::as_i64)
}

/// A negative number drawn from the text (FNV-1a): Telegram's own ids are positive.
fn made_up_key(text: &str) -> i64 {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    -((hash >> 2).cast_signed()) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_up_keys_are_negative_and_stable() {
        assert_eq!(made_up_key("{}"), made_up_key("{}"));
        assert_ne!(made_up_key("{}"), made_up_key("[]"));
        for text in ["", "{}", "7", "a long one"] {
            assert!(made_up_key(text) < 0);
        }
    }
}
