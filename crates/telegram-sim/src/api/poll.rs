//! `getUpdates`.

use super::error::ApiError;
use super::params::Params;
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
            if let Some(answer) = look(shared, bot, (turn, limit)) {
                return answer;
            }
            let alive = tokio::select! {
                changed = changes.changed() => changed,
                changed = polls.changed() => changed,
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
        if let Some(list) = allowed.as_ref().and_then(Value::as_array) {
            bot.queue.allowed = list.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        }
        bot.poll += 1;
        (bot.poll, bot.queue.confirm(offset))
    };
    shared.poll_began();
    if confirmed {
        shared.changed();
    }
    Ok(turn)
}

/// The updates that wait now, a refusal when the turn is lost, or nothing yet.
fn look(shared: &Shared, bot: UserId, (turn, limit): (u64, usize)) -> Option<Result<Value, ApiError>> {
    let mut world = shared.world();
    let bot = world.bot_mut(bot)?;
    if bot.poll != turn {
        return Some(Err(ApiError::conflict()));
    }
    let updates = bot.queue.deliver(limit);
    if updates.is_empty() { None } else { Some(Ok(Value::Array(updates))) }
}
