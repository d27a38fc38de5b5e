//! Whether a bot may reach a chat.

use super::error::ApiError;
use super::params::Params;
use crate::ids::{ChatId, UserId};
use crate::world::{Chat, ChatKey, ChatKind, World, group_key};

/// The chat that a call names, if the bot knows of it.
pub(crate) fn known(world: &World, bot: UserId, params: &Params) -> Result<ChatKey, ApiError> {
    if params.text("chat_id").is_none_or(|text| text.trim().is_empty()) {
        return Err(ApiError::bad("chat_id is empty"));
    }
    let id = params.chat().ok_or_else(|| ApiError::bad("chat not found"))?;
    key_of(world, bot, id)
}

/// The chat with this number, if the bot knows of it.
pub(crate) fn key_of(world: &World, bot: UserId, id: ChatId) -> Result<ChatKey, ApiError> {
    let key = if id.0 > 0 { (bot, id) } else { group_key(id) };
    let chat = world.chats.get(&key).ok_or_else(|| ApiError::bad("chat not found"))?;
    match (chat.kind, chat.migrated_to) {
        (ChatKind::Private, _) if !chat.started => Err(ApiError::bad("chat not found")),
        (_, Some(to)) => Err(ApiError::migrated(to)),
        _ => Ok(key),
    }
}

/// The chat that a call names, if the bot may write there.
pub(crate) fn writable(world: &World, bot: UserId, params: &Params) -> Result<ChatKey, ApiError> {
    let key = known(world, bot, params)?;
    let Some(chat) = world.chats.get(&key) else { return Err(ApiError::bad("chat not found")) };
    if chat.kind == ChatKind::Private && chat.blocked {
        return Err(ApiError::forbidden("bot was blocked by the user"));
    }
    inside(chat, bot).map(|()| key)
}

/// Whether the bot is in the chat.
pub(crate) fn inside(chat: &Chat, bot: UserId) -> Result<(), ApiError> {
    match chat.kind {
        ChatKind::Private => Ok(()),
        _ if chat.members.contains(&bot) => Ok(()),
        ChatKind::Group => Err(ApiError::forbidden("bot was kicked from the group chat")),
        ChatKind::Supergroup => Err(ApiError::forbidden("bot was kicked from the supergroup chat")),
    }
}
