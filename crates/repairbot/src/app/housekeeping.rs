//! What grows, expires or is still to be made up for, looked after once a minute.

use std::time::Duration;

use jiff::Timestamp;

use crate::{clock::Clock, fault::Fault, handlers, outbox, schedule::Scheduler, store::Store};

/// After so long no process of another release is left: an upgrade has gone through all of them, or has failed.
const UPGRADED: Duration = Duration::from_secs(600);

/// One round of housekeeping, by a process that was opened then, as [`Clock::uptime`] has it.
pub(super) async fn housekeeping(
    (store, scheduler): (&Store, &Scheduler),
    (clock, opened): (&Clock, Duration),
) -> Result<(), Fault> {
    let now = clock.now();
    // A process of the release before, which is on its way out, writes fewer terms.
    let upgraded = clock.uptime().saturating_sub(opened) >= UPGRADED;
    // What one of them cannot do keeps none of the others from being done, for ever perhaps.
    let done = [
        expire_drafts(store, now).await,
        store.forget_old(now).await.map(drop).map_err(Fault::from),
        store.wipe().await.map_err(Fault::from),
        if upgraded { store.index_orders().await.map_err(Fault::from) } else { Ok(()) },
        store.post_past_orders().await.map_err(Fault::from),
        scheduler.look_at_outbox().await.map(drop),
    ];
    done.into_iter().collect()
}

async fn expire_drafts(store: &Store, now: Timestamp) -> Result<(), Fault> {
    let tx = store.write().await?;
    let told = handlers::expire_drafts(&tx, now).await?;
    outbox::enqueue(&tx, &told.messages, now).await?;
    Ok(tx.commit().await?)
}
