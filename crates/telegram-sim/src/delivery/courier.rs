//! The task that carries updates of all bots with webhooks.

use super::post::{Reply, post};
use super::webhook::Parcel;
use crate::api::http::in_reply;
use crate::clock;
use crate::shared::Shared;
use std::sync::Arc;
use tokio::task::JoinSet;

/// Telegram waits so long for an answer, in milliseconds of the simulator's clock.
const PATIENCE: i64 = 60_000;

/// Carries updates until the simulator stops.
pub(crate) async fn run(shared: Arc<Shared>) {
    let (mut changes, mut stopped) = (shared.changes(), shared.stopped());
    let mut on_the_way = JoinSet::new();
    loop {
        let (parcels, due) = collect(&shared);
        for parcel in parcels {
            on_the_way.spawn(carry(Arc::clone(&shared), parcel));
        }
        tokio::select! {
            _ = stopped.wait_for(|stopped| *stopped) => return,
            _ = changes.changed() => {}
            Some(_) = on_the_way.join_next() => {}
            () = clock::due(&shared, due) => {}
        }
    }
}

/// What can be carried now, and when there may be more without anybody ringing.
fn collect(shared: &Shared) -> (Vec<Parcel>, Option<i64>) {
    let mut world = shared.world();
    let (now, now_ms) = (world.now(), world.clock.now_ms());
    if world.faults.outage(now) {
        return (Vec::new(), Some(now_ms.saturating_add(1000)));
    }
    let mut parcels = Vec::new();
    let mut due = Vec::new();
    for bot in world.bots.iter_mut().filter(|bot| bot.webhook.is_some()) {
        due.extend(bot.queue.release(now_ms));
        while let Some(parcel) = bot.dispatch(now_ms) {
            parcels.push(parcel);
        }
        due.extend(bot.next_try().filter(|at| *at > now_ms));
    }
    (parcels, due.into_iter().min())
}

/// Carries one update and writes down what became of it.
async fn carry(shared: Arc<Shared>, parcel: Parcel) {
    let patience = shared.world().clock.now_ms().saturating_add(PATIENCE);
    let reply = tokio::select! {
        reply = post(&parcel) => reply,
        () = clock::reached(&shared, patience) => Err("Read timeout expired".into()),
    };
    let failure = match reply {
        Ok(Reply::Taken { content_type, body }) => {
            shared.change(|world| world.bot_mut(parcel.bot).map(|bot| bot.arrived(&parcel)));
            in_reply(&shared, parcel.bot, (&content_type, &body)).await;
            return;
        }
        Ok(Reply::Refused { why, retry_after }) => (why, retry_after),
        Err(error) => (error.to_string(), None),
    };
    shared.change(|world| {
        let now_ms = world.clock.now_ms();
        let (why, retry_after) = failure;
        world.bot_mut(parcel.bot).map(|bot| bot.failed(&parcel, (now_ms, why, retry_after)))
    });
}
