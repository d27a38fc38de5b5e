//! What stands in the database at a moment, for whoever watches over the desk.

use std::time::Duration;

use jiff::Timestamp;
use sea_orm::{EntityTrait, PaginatorTrait};

use super::{Reads, StoreError, entity::dialogues, orders, outbox};
use crate::metrics::Standing;

/// Messages that could be sent and wait longer than this are stuck.
pub const STUCK: Duration = Duration::from_secs(300);

/// For how long the oldest message that could be sent by now has waited. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn lag(tx: &impl Reads, now: Timestamp) -> Result<Duration, StoreError> {
    let due = outbox::next_head_due(tx, &[]).await?;
    let waited = due.map(|due| Duration::try_from(now.duration_since(due)).unwrap_or_default());
    Ok(waited.unwrap_or_default())
}

/// All of it. Four queries, each over a small index or a few rows.
///
/// # Errors
/// See [`StoreError`].
pub async fn standing(tx: &impl Reads, now: Timestamp) -> Result<Standing, StoreError> {
    let counts = orders::status_counts(tx).await?;
    Ok(Standing {
        by_status: counts.into_iter().map(|(status, count)| (status.code(), count)).collect(),
        pending: outbox::pending_count(tx).await?,
        lag: lag(tx, now).await?,
        dialogues: dialogues::Entity::find().count(tx.connection()).await?,
    })
}
