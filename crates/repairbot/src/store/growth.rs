//! Forgetting what nobody needs any more, so that no table grows for ever.
//!
//! Each purge is bounded, so that none holds the writer for long: what is left over is forgotten by the next round.

use jiff::{SignedDuration, Timestamp};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use super::{Store, StoreError, WriteTx, dialogues, job_runs, outbox, searches, timers, updates};

/// How many rows one call forgets at most.
pub(super) const BATCH: u64 = 1000;
/// How long the keys of handled updates are remembered: Telegram repeats none after a week (it gives ids anew after a
/// quiet week).
const REMEMBER_UPDATES: SignedDuration = SignedDuration::from_hours(8 * 24);
/// How long it stays known what was sent, given up or put aside, and which drafts have acted.
const KEEP: SignedDuration = SignedDuration::from_hours(outbox::KEPT_DAYS * 24);
/// How long a found list can be paged: what was looked for is personal.
const KEEP_SEARCHES: SignedDuration = SignedDuration::from_hours(24);
/// How long it stays known which jobs ran: longer than the longest time between two of them.
const KEEP_RUNS: SignedDuration = SignedDuration::from_hours(400 * 24);

/// What grows.
#[derive(Clone, Copy)]
enum Growing {
    Processed,
    Parked,
    Messages,
    Drafts,
    Searches,
    Firings,
    JobRuns,
}

impl Growing {
    const ALL: [Self; 7] = [
        Self::Processed,
        Self::Parked,
        Self::Messages,
        Self::Drafts,
        Self::Searches,
        Self::Firings,
        Self::JobRuns,
    ];

    async fn purge(self, tx: &WriteTx, now: Timestamp) -> Result<u64, StoreError> {
        let older = |age| now.checked_sub(age).unwrap_or(Timestamp::MIN);
        match self {
            Self::Processed => updates::purge(tx, older(REMEMBER_UPDATES)).await,
            Self::Parked => updates::purge_parked(tx, older(KEEP)).await,
            Self::Messages => outbox::purge(tx, older(KEEP)).await,
            Self::Drafts => dialogues::purge_used(tx, older(KEEP)).await,
            Self::Searches => searches::purge(tx, older(KEEP_SEARCHES)).await,
            Self::Firings => timers::purge(tx, older(KEEP)).await,
            Self::JobRuns => job_runs::purge(tx, older(KEEP_RUNS)).await,
        }
    }
}

impl Store {
    /// Forgets what is too old to be needed, a bounded number of rows of each kind, each kind in a transaction of its
    /// own. Says how many rows.
    ///
    /// # Errors
    /// See [`StoreError`]; kinds that were done stay done.
    pub async fn forget_old(&self, now: Timestamp) -> Result<u64, StoreError> {
        let mut forgotten: u64 = 0;
        for growing in Growing::ALL {
            let tx = self.write().await?;
            let rows = growing.purge(&tx, now).await?;
            tx.commit().await?;
            forgotten = forgotten.saturating_add(rows);
        }
        Ok(forgotten)
    }
}

/// Deletes some of the rows that meet a condition, by their key; says how many. One statement.
pub(super) async fn delete_some<E: EntityTrait>(
    tx: &WriteTx,
    key: E::Column,
    which: Condition,
) -> Result<u64, StoreError> {
    let some = E::find().select_only().column(key).filter(which).limit(BATCH).into_query();
    let deleted = E::delete_many().filter(key.in_subquery(some)).exec(tx.db()).await?;
    Ok(deleted.rows_affected)
}
