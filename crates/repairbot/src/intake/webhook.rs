//! The webhook: updates that Telegram posts. Whoever took one waits until its effects are committed, and only then
//! acknowledges it.
//!
//! All of them go through one queue, so two updates of one person never run at once and stay in the order in which they
//! came, however many connections Telegram uses; those that wait together share a transaction, as with polling.

use std::{sync::Arc, time::Duration};

use serde_json::Value;
use tokio::sync::{mpsc, oneshot};

use super::settle::{Process, Settling, TOGETHER};
use crate::{clock::Clock, telegram::backoff};

/// Updates in the queue at most: more than Telegram has connections. Whoever comes then waits.
const CAPACITY: usize = 256;
/// The longest pause while the database is away: Telegram tries again by itself.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// An update with the one who waits for it.
type Waiting = (Value, oneshot::Sender<Result<(), NotTaken>>);

/// The update is not committed: it has to be delivered again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the update could not be committed now")]
pub struct NotTaken;

/// The end of the queue where updates come in. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Hook(mpsc::Sender<Waiting>);

impl Hook {
    /// Commits all effects of this update, or puts it aside.
    ///
    /// # Errors
    /// The database is away, or the desk is ending: nothing was committed.
    pub async fn take(&self, update: Value) -> Result<(), NotTaken> {
        let (done, committed) = oneshot::channel();
        self.0.send((update, done)).await.map_err(|_| NotTaken)?;
        committed.await.unwrap_or(Err(NotTaken))
    }
}

/// What one tick did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HookTick {
    /// So many updates were committed or parked.
    Updates(usize),
    /// The database does not answer: nothing is acknowledged, Telegram keeps the updates.
    DatabaseDown {
        /// How long to wait.
        retry_in: Duration,
    },
}

/// The other end: the webhook loop's body.
pub struct HookQueue {
    waiting: mpsc::Receiver<Waiting>,
    /// What the next tick settles.
    taken: Vec<Waiting>,
    settling: Settling,
    database_failures: u32,
}

/// A queue for updates that are posted, and its two ends.
#[must_use]
pub fn hook(process: Arc<dyn Process>, clock: Clock) -> (Hook, HookQueue) {
    let (bring, waiting) = mpsc::channel(CAPACITY);
    let settling = Settling::new(process, clock);
    (Hook(bring), HookQueue { waiting, taken: Vec::new(), settling, database_failures: 0 })
}

impl HookQueue {
    /// Waits until there is something to settle; `false` when nobody is left to bring any. Whoever stops waiting loses
    /// nothing.
    pub async fn wait(&mut self) -> bool {
        !self.taken.is_empty() || self.waiting.recv_many(&mut self.taken, TOGETHER).await > 0
    }

    /// Settles what came. It is to be let come to its end: dropped half-way, it turns away those who wait.
    pub async fn tick(&mut self) -> HookTick {
        let (updates, mut askers): (Vec<Value>, Vec<_>) = std::mem::take(&mut self.taken).into_iter().unzip();
        let mut done = 0;
        while done < updates.len() {
            let (settled, outage) = self.settling.first(&updates[done..]).await;
            done += settled;
            // Whoever does not wait any more gets the update again, and it changes nothing.
            for asker in askers.drain(..settled) {
                let _ = asker.send(Ok(()));
            }
            if let Some(fault) = outage {
                for asker in askers {
                    let _ = asker.send(Err(NotTaken));
                }
                let retry_in = backoff(self.database_failures).min(LONGEST_PAUSE);
                tracing::warn!(error = %fault, updates = updates.len() - done, "updates wait for the database");
                self.database_failures = self.database_failures.saturating_add(1);
                return HookTick::DatabaseDown { retry_in };
            }
        }
        self.database_failures = 0;
        HookTick::Updates(done)
    }
}
