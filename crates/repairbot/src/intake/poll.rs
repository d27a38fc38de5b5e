//! Long polling: updates in order, several in one transaction, acknowledged by the offset of a later request.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::ALLOWED_UPDATES;
use crate::clock::{Clock, after};
use crate::fault::Fault;
use crate::telegram::{CallError, CallErrorKind, GetUpdates, SendFailure, Telegram, backoff, classify};

/// An update is tried so many times at once before it is parked.
const TRIES: u32 = 3;
/// No further try is begun after this long: an update that fails slowly must not hold up the others.
const TRIES_WITHIN: Duration = Duration::from_secs(2);
/// Updates per request: the most Telegram gives.
const BATCH: u32 = 100;
/// Updates per transaction at most: enough to make a slow disk's syncs cheap, few enough not to keep the first of
/// them, and the outbox, waiting.
const TOGETHER: usize = 32;
/// The conflict with another poller is explained in the log no more often than this.
const CONFLICT_EXPLAINED_EVERY: Duration = Duration::from_secs(60);
/// The longest pause while the database is away: people wait.
const LONGEST_DATABASE_PAUSE: Duration = Duration::from_secs(10);

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

/// What one tick did, and how long the loop around it should wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PollTick {
    /// So many updates were committed or parked. Tick again at once.
    Updates(usize),
    /// Nothing came in the time of the long poll. Tick again at once.
    Empty,
    /// Someone else polls with our token, or a webhook is set. Wait some seconds.
    Conflict,
    /// Telegram does not answer, or refuses.
    Down {
        /// How long to wait.
        retry_in: Duration,
    },
    /// The database does not answer: nothing is acknowledged, Telegram keeps the updates.
    DatabaseDown {
        /// How long to wait.
        retry_in: Duration,
    },
}

/// The long-polling loop's body. Dropping a tick half-way loses nothing.
pub struct Poller {
    telegram: Telegram,
    process: Arc<dyn Process>,
    clock: Clock,
    /// Fetched and not yet committed, in order.
    waiting: VecDeque<Value>,
    /// Updates below it are committed but not yet confirmed to Telegram.
    offset: Option<i64>,
    /// Failures in a row.
    telegram_failures: u32,
    database_failures: u32,
    conflict_explained: Option<Timestamp>,
}

impl Poller {
    /// A poller that begins with the earliest unconfirmed update.
    #[must_use]
    pub fn new(telegram: Telegram, process: Arc<dyn Process>, clock: Clock) -> Self {
        Self {
            telegram,
            process,
            clock,
            waiting: VecDeque::new(),
            offset: None,
            telegram_failures: 0,
            database_failures: 0,
            conflict_explained: None,
        }
    }

    /// Fetches updates, unless some are left from an outage, and commits them.
    ///
    /// The request waits up to `long_poll_seconds` at Telegram for the first update.
    pub async fn tick(&mut self, long_poll_seconds: u64) -> PollTick {
        if self.waiting.is_empty()
            && let Err(tick) = self.fetch(long_poll_seconds).await
        {
            return tick;
        }
        let mut done = 0;
        let mut confirmable = false;
        while let Some(first) = self.waiting.front() {
            let settled = if id_of(first).is_some() {
                confirmable = true;
                self.settle().await
            } else {
                self.park_nameless(first).await.map(|()| self.pop(1))
            };
            match settled {
                Ok(count) => done += count,
                Err(fault) => return self.database_down(&fault),
            }
            self.database_failures = 0;
        }
        match done {
            0 => PollTick::Empty,
            // Without an id there is no way to confirm: Telegram would send it again at once, for ever.
            _ if !confirmable => {
                let retry_in = backoff(self.telegram_failures);
                self.telegram_failures = self.telegram_failures.saturating_add(1);
                PollTick::Down { retry_in }
            }
            _ => PollTick::Updates(done),
        }
    }

    /// Confirms at shutdown what was committed, so that it is not sent again to the next process.
    ///
    /// # Errors
    /// Telegram did not answer: the next process gets the updates again, which changes nothing.
    pub async fn confirm(&mut self) -> Result<(), CallError> {
        let Some(offset) = self.offset else { return Ok(()) };
        let what = GetUpdates { offset: Some(offset), limit: 1, timeout_s: 0, allowed: ALLOWED_UPDATES };
        self.telegram.get_updates(what).await?;
        self.offset = None;
        Ok(())
    }

    async fn fetch(&mut self, timeout_s: u64) -> Result<(), PollTick> {
        let what = GetUpdates { offset: self.offset, limit: BATCH, timeout_s, allowed: ALLOWED_UPDATES };
        match self.telegram.get_updates(what).await {
            Ok(updates) => {
                self.telegram_failures = 0;
                if updates.is_empty() {
                    // All below the offset is confirmed now. Naming it again would be wrong
                    // once Telegram starts its numbers anew, perhaps lower.
                    self.offset = None;
                }
                self.waiting = updates.into();
                Ok(())
            }
            Err(error) => Err(self.not_fetched(&error)),
        }
    }

    fn not_fetched(&mut self, error: &CallError) -> PollTick {
        if error.api_code() == Some(409) {
            self.explain_conflict(error);
            return PollTick::Conflict;
        }
        match &error.kind {
            CallErrorKind::Api { code: 401 | 404, .. } => {
                tracing::error!(%error, "Telegram does not know the token: check BOT_TOKEN");
            }
            _ => tracing::warn!(%error, failures = self.telegram_failures, "cannot fetch updates"),
        }
        let now = self.clock.now();
        let asked = match classify(error, self.telegram_failures, now) {
            Err(SendFailure::RetryAt(time)) => Duration::try_from(time.duration_since(now)).ok(),
            _ => None,
        };
        let retry_in = asked.unwrap_or_else(|| backoff(self.telegram_failures));
        self.telegram_failures = self.telegram_failures.saturating_add(1);
        PollTick::Down { retry_in }
    }

    fn explain_conflict(&mut self, error: &CallError) {
        let now = self.clock.now();
        if self.conflict_explained.is_some_and(|last| now < after(last, CONFLICT_EXPLAINED_EVERY)) {
            return;
        }
        self.conflict_explained = Some(now);
        tracing::warn!(
            %error,
            "updates go elsewhere: another process polls with this token, or a webhook is set; \
             stop the other process or delete the webhook, and polling goes on by itself"
        );
    }

    /// Commits the updates that wait in front, as many as go together; should that fail, each alone, so that one that
    /// fails by itself doesn't hold up the others. Says how many are settled.
    async fn settle(&mut self) -> Result<usize, Fault> {
        let waiting = self.waiting.make_contiguous();
        let count = waiting.iter().take(TOGETHER).take_while(|update| id_of(update).is_some()).count();
        if count > 1 {
            match self.process.process(&waiting[..count]).await {
                Ok(()) => return Ok(self.pop(count)),
                Err(fault) if fault.is_outage() => return Err(fault),
                Err(fault) => {
                    tracing::warn!(updates = count, error = %fault, "updates are retried one by one")
                }
            }
        }
        for _ in 0..count {
            let Some(update) = self.waiting.front() else { break };
            self.alone(update).await?;
            self.pop(1);
        }
        Ok(count)
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

    /// Takes settled updates off the front: the next request confirms them. Gives their number back.
    fn pop(&mut self, count: usize) -> usize {
        for update in self.waiting.drain(..count.min(self.waiting.len())) {
            // Not the maximum: after a quiet week Telegram goes on with any number.
            self.offset = id_of(&update).map(|id| id.saturating_add(1)).or(self.offset);
        }
        count
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

    fn database_down(&mut self, fault: &Fault) -> PollTick {
        let retry_in = backoff(self.database_failures).min(LONGEST_DATABASE_PAUSE);
        tracing::warn!(error = %fault, waiting = self.waiting.len(), "updates wait for the database");
        self.database_failures = self.database_failures.saturating_add(1);
        PollTick::DatabaseDown { retry_in }
    }
}

/// Its number, if it has one.
fn id_of(update: &Value) -> Option<i64> {
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
