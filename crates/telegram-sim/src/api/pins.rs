//! Pinned messages.

use super::Answer;
use super::access;
use super::error::ApiError;
use super::params::Params;
use crate::ids::UserId;
use crate::rights::Right;
use crate::world::{ChatKey, World};
use serde_json::json;

/// `pinChatMessage`. Bots of the chat get a service message about it, the one that pinned, too.
pub(super) fn pin(world: &mut World, bot: UserId, params: &Params) -> Answer {
    let key = governed(world, bot, params)?;
    let id = params.message()?;
    let chat = access::chat_at(world, key)?;
    let message = chat.messages.get(&id).ok_or_else(|| ApiError::bad("message to pin not found"))?;
    if message.service {
        return Err(ApiError::bad("message can't be pinned"));
    }
    if chat.pinned.contains(&id) {
        return Ok(json!(true));
    }
    let thread = message.thread;
    let shown = world.message_json(key, message);
    access::chat_mut(world, key)?.pinned.push(id);
    world.service_in(key, (bot, thread), ("pinned_message", shown));
    Ok(json!(true))
}

/// `unpinChatMessage`: the message named, or the last pinned one.
pub(super) fn unpin(world: &mut World, bot: UserId, params: &Params) -> Answer {
    let key = governed(world, bot, params)?;
    let named = if params.has("message_id") { Some(params.message()?) } else { None };
    let chat = access::chat_mut(world, key)?;
    let id = match named {
        Some(id) => Some(id).filter(|id| chat.messages.contains_key(id)),
        None => chat.pinned.last().copied(),
    };
    let id = id.ok_or_else(|| ApiError::bad("message to unpin not found"))?;
    chat.pinned.retain(|pinned| *pinned != id);
    Ok(json!(true))
}

/// `unpinAllChatMessages`.
pub(super) fn unpin_all(world: &mut World, bot: UserId, params: &Params) -> Answer {
    let key = governed(world, bot, params)?;
    access::chat_mut(world, key)?.pinned.clear();
    Ok(json!(true))
}

fn governed(world: &World, bot: UserId, params: &Params) -> Result<ChatKey, ApiError> {
    access::governed(world, bot, params, (Right::PinMessages, "manage pinned messages in the chat"))
}
