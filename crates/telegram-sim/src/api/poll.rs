//! `getUpdates`.

use super::error::ApiError;
use super::params::Params;
use crate::clock;
use crate::ids::UserId;
use crate::shared::Shared;
use serde_json::{Value, json};
use std::time::Duration;

/// Confirms what the offset says, then waits for updates as long as the bot asked.
pub(crate) async fn get_updates(shared: &Shared, bot: UserId, params: &Params) -> Result<Value, ApiError> {
    let mut changes = shared.changes();
    let mut polls = shared.polls();
    let limit = params.int("limit").unwrap_or(100).clamp(1, 100);
    let limit = usize::try_from(limit).unwrap_or(100);
    let timeout = params.int("timeout").unwrap_or(0).clamp(0, 50).unsigned_abs();
    let turn = begin(shared, bot, params)?;
    let wait = async {
        loop {
            let due = match look(shared, bot, (turn, limit)) {
                Look::Answer(answer) => return answer,
                Look::Later(due) => due,
            };
            let alive = tokio::select! {
                changed = changes.changed() => changed,
                changed = polls.changed() => changed,
                () = clock::due(shared, due) => Ok(()),
            };
            if alive.is_err() {
                return Ok(json!([]));
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(timeout), wait).await.unwrap_or_else(|_| Ok(json!([])))
}

/// Takes the turn from any other `getUpdates` of this bot.
fn begin(shared: &Shared, bot: UserId, params: &Params) -> Result<u64, ApiError> {
    let allowed = params.nested("allowed_updates")?;
    let offset = params.int("offset").unwrap_or(0);
    let (turn, confirmed) = {
        let mut world = shared.world();
        let bot = world.bot_mut(bot).ok_or_else(ApiError::unauthorized)?;
        if bot.webhook.is_some() {
            return Err(ApiError::webhook_active());
        }
        bot.queue.allow(allowed.as_ref());
        bot.poll += 1;
        (bot.poll, bot.queue.confirm(offset))
    };
    shared.poll_began();
    if confirmed {
        shared.changed();
    }
    Ok(turn)
}

/// What a look at the queue gave.
enum Look {
    /// The updates that wait now, or a refusal when the turn is lost.
    Answer(Result<Value, ApiError>),
    /// Nothing yet; perhaps at this moment (in Unix milliseconds).
    Later(Option<i64>),
}

fn look(shared: &Shared, bot: UserId, (turn, limit): (u64, usize)) -> Look {
    let mut world = shared.world();
    let now_ms = world.clock.now_ms();
    let Some(bot) = world.bot_mut(bot) else { return Look::Answer(Err(ApiError::unauthorized())) };
    if bot.poll != turn {
        return Look::Answer(Err(ApiError::conflict()));
    }
    if bot.webhook.is_some() {
        return Look::Answer(Err(ApiError::webhook_came()));
    }
    let due = bot.queue.release(now_ms);
    let updates = bot.queue.deliver(limit);
    if updates.is_empty() { Look::Later(due) } else { Look::Answer(Ok(Value::Array(updates))) }
}
