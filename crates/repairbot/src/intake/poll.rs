//! Long polling: updates in order, several in one transaction, acknowledged by the offset of a later request.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::ALLOWED_UPDATES;
use super::settle::{Process, Settling, id_of};
use crate::clock::{Clock, after};
use crate::fault::Fault;
use crate::telegram::{CallError, CallErrorKind, GetUpdates, SendFailure, Telegram, backoff, classify};

/// Updates per request: the most Telegram gives.
const BATCH: u32 = 100;
/// The conflict with another poller is explained in the log no more often than this.
const CONFLICT_EXPLAINED_EVERY: Duration = Duration::from_secs(60);
/// The longest pause while the database is away: people wait.
const LONGEST_DATABASE_PAUSE: Duration = Duration::from_secs(10);

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
    settling: Settling,
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
            settling: Settling::new(process, clock.clone()),
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
            confirmable |= id_of(first).is_some();
            match self.settle().await {
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

    /// Commits the updates that wait in front, as many as go together. Says how many are settled.
    async fn settle(&mut self) -> Result<usize, Fault> {
        let waiting = self.waiting.make_contiguous();
        let (settled, outage) = self.settling.first(waiting).await;
        self.pop(settled);
        outage.map_or(Ok(settled), Err)
    }

    /// Takes settled updates off the front: the next request confirms them. Gives their number back.
    fn pop(&mut self, count: usize) -> usize {
        for update in self.waiting.drain(..count.min(self.waiting.len())) {
            // Not the maximum: after a quiet week Telegram goes on with any number.
            self.offset = id_of(&update).map(|id| id.saturating_add(1)).or(self.offset);
        }
        count
    }

    fn database_down(&mut self, fault: &Fault) -> PollTick {
        let retry_in = backoff(self.database_failures).min(LONGEST_DATABASE_PAUSE);
        tracing::warn!(error = %fault, waiting = self.waiting.len(), "updates wait for the database");
        self.database_failures = self.database_failures.saturating_add(1);
        PollTick::DatabaseDown { retry_in }
    }
}
