//! Whether a bot may reach a chat.

use super::error::ApiError;
use super::params::Params;
use crate::ids::{ChatId, UserId};
use crate::rights::Right;
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
    if chat.kind == ChatKind::Private {
        let person = world.people.get(&UserId(chat.id.0));
        if person.is_some_and(|person| person.deactivated) {
            return Err(ApiError::forbidden("user is deactivated"));
        }
        if chat.blocked {
            return Err(ApiError::forbidden("bot was blocked by the user"));
        }
    }
    inside(chat, bot).map(|()| key)
}

/// Whether the bot is in the chat.
pub(crate) fn inside(chat: &Chat, bot: UserId) -> Result<(), ApiError> {
    match chat.kind {
        ChatKind::Private => Ok(()),
        _ if chat.members.contains(&bot) => Ok(()),
        ChatKind::Group => Err(ApiError::forbidden("bot was kicked from the group chat")),
        ChatKind::Supergroup if !chat.banned.contains(&bot) => {
            Err(ApiError::forbidden("bot is not a member of the supergroup chat"))
        }
        ChatKind::Supergroup => Err(ApiError::forbidden("bot was kicked from the supergroup chat")),
    }
}

/// The chat that a call names, if the bot may write there and administers it with this right.
/// In a private chat there is nothing to administer; `what` is how the refusal ends.
pub(crate) fn governed(
    world: &World,
    bot: UserId,
    params: &Params,
    (right, what): (Right, &str),
) -> Result<ChatKey, ApiError> {
    let key = writable(world, bot, params)?;
    let chat = chat_at(world, key)?;
    if chat.kind == ChatKind::Private || chat.may(bot, right) {
        return Ok(key);
    }
    Err(ApiError::bad(&format!("not enough rights to {what}")))
}

/// The chat that a call names, for a method of groups only.
pub(crate) fn group<'a>(world: &'a World, key: ChatKey, refusal: &str) -> Result<&'a Chat, ApiError> {
    let chat = chat_at(world, key)?;
    if chat.kind == ChatKind::Private { Err(ApiError::bad(refusal)) } else { Ok(chat) }
}

/// The chat with this key.
pub(crate) fn chat_at(world: &World, key: ChatKey) -> Result<&Chat, ApiError> {
    world.chats.get(&key).ok_or_else(|| ApiError::bad("chat not found"))
}

/// The chat with this key, to change.
pub(crate) fn chat_mut(world: &mut World, key: ChatKey) -> Result<&mut Chat, ApiError> {
    world.chats.get_mut(&key).ok_or_else(|| ApiError::bad("chat not found"))
}
