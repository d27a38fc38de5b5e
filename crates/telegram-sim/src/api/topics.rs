//! Topics of forums.

use super::Answer;
use super::access;
use super::error::ApiError;
use super::params::Params;
use crate::ids::{MessageId, UserId};
use crate::rights::Right;
use crate::world::{Chat, ChatKey, GENERAL, Topic, World};
use serde_json::json;

/// The colours a topic may have.
const COLOURS: [i64; 6] = [7_322_096, 16_766_590, 13_338_331, 9_367_192, 16_749_490, 16_478_047];
/// The longest name of a topic.
const MAX_NAME: usize = 128;

/// `createForumTopic`.
pub(super) fn create(world: &mut World, bot: UserId, params: &Params) -> Answer {
    let key = forum(world, bot, (params, "create a topic"))?;
    let mut topic = Topic::named(&name_of(params)?);
    if let Some(colour) = params.int("icon_color").filter(|colour| *colour != 0) {
        if !COLOURS.contains(&colour) {
            return Err(ApiError::bad("invalid icon color specified"));
        }
        topic.icon_color = colour;
    }
    topic.icon_custom_emoji_id = params.text("icon_custom_emoji_id").filter(|id| !id.is_empty());
    let mut shown = topic.json();
    let thread = world.add_topic(key, bot, topic);
    shown["message_thread_id"] = json!(thread.ok_or_else(not_forum)?);
    Ok(shown)
}

/// `editForumTopic`: another name or icon.
pub(super) fn edit(world: &mut World, bot: UserId, params: &Params) -> Answer {
    let (key, thread) = topic(world, bot, (params, "edit the topic"))?;
    let name = if params.has("name") { Some(name_of(params)?) } else { None };
    let icon = params.text("icon_custom_emoji_id");
    let topic = topic_mut(world, key, thread)?;
    let old = topic.clone();
    let mut told = json!({});
    if let Some(name) = name.filter(|name| *name != old.name) {
        told["name"] = json!(name);
        topic.name = name;
    }
    if let Some(icon) = icon.filter(|icon| *icon != old.icon_custom_emoji_id.clone().unwrap_or_default()) {
        told["icon_custom_emoji_id"] = json!(icon);
        topic.icon_custom_emoji_id = Some(icon).filter(|icon| !icon.is_empty());
    }
    if told == json!({}) {
        return Err(not_modified());
    }
    world.topic_event(key, (bot, thread), ("forum_topic_edited", told));
    Ok(json!(true))
}

/// `closeForumTopic` and `reopenForumTopic`.
pub(super) fn close(world: &mut World, bot: UserId, (params, closed): (&Params, bool)) -> Answer {
    let (key, thread) = topic(world, bot, (params, "close or reopen the topic"))?;
    set_closed(world, (key, thread), (bot, closed))
}

/// `deleteForumTopic`: with all its messages.
pub(super) fn delete(world: &mut World, bot: UserId, params: &Params) -> Answer {
    let key = access::governed(world, bot, params, (Right::DeleteMessages, "delete the topic"))?;
    let thread = thread_in(forum_at(world, key)?, params)?;
    world.delete_topic(key, thread);
    Ok(json!(true))
}

/// `unpinAllForumTopicMessages`.
pub(super) fn unpin_all(world: &mut World, bot: UserId, params: &Params) -> Answer {
    let what = "manage pinned messages in the chat";
    let key = access::governed(world, bot, params, (Right::PinMessages, what))?;
    let thread = thread_in(forum_at(world, key)?, params)?;
    let chat = access::chat_mut(world, key)?;
    chat.pinned.retain(|id| chat.messages.get(id).is_none_or(|message| message.thread != Some(thread)));
    Ok(json!(true))
}

/// `editGeneralForumTopic`: another name.
pub(super) fn rename_general(world: &mut World, bot: UserId, params: &Params) -> Answer {
    let key = forum(world, bot, (params, "edit the topic"))?;
    let name = name_of(params)?;
    let topic = topic_mut(world, key, GENERAL)?;
    if topic.name == name {
        return Err(not_modified());
    }
    topic.name.clone_from(&name);
    world.topic_event(key, (bot, GENERAL), ("forum_topic_edited", json!({ "name": name })));
    Ok(json!(true))
}

/// `closeGeneralForumTopic` and `reopenGeneralForumTopic`.
pub(super) fn close_general(world: &mut World, bot: UserId, (params, closed): (&Params, bool)) -> Answer {
    let key = forum(world, bot, (params, "close or reopen the topic"))?;
    set_closed(world, (key, GENERAL), (bot, closed))
}

/// `hideGeneralForumTopic` and `unhideGeneralForumTopic`.
pub(super) fn hide_general(world: &mut World, bot: UserId, (params, hidden): (&Params, bool)) -> Answer {
    let key = forum(world, bot, (params, "edit the topic"))?;
    let topic = topic_mut(world, key, GENERAL)?;
    if topic.hidden == hidden {
        return Err(not_modified());
    }
    topic.hidden = hidden;
    // A hidden topic is a closed one.
    topic.closed |= hidden;
    let event = if hidden { "general_forum_topic_hidden" } else { "general_forum_topic_unhidden" };
    world.topic_event(key, (bot, GENERAL), (event, json!({})));
    Ok(json!(true))
}

fn set_closed(
    world: &mut World,
    (key, thread): (ChatKey, MessageId),
    (bot, closed): (UserId, bool),
) -> Answer {
    let topic = topic_mut(world, key, thread)?;
    if topic.closed == closed {
        return Err(not_modified());
    }
    topic.closed = closed;
    let event = if closed { "forum_topic_closed" } else { "forum_topic_reopened" };
    world.topic_event(key, (bot, thread), (event, json!({})));
    Ok(json!(true))
}

/// A forum whose topics the bot may manage.
fn forum(world: &World, bot: UserId, (params, what): (&Params, &str)) -> Result<ChatKey, ApiError> {
    let key = access::writable(world, bot, params)?;
    forum_at(world, key)?;
    access::governed(world, bot, params, (Right::ManageTopics, what))
}

/// A topic that the bot may manage: its own, or any when it has the right.
fn topic(
    world: &World,
    bot: UserId,
    (params, what): (&Params, &str),
) -> Result<(ChatKey, MessageId), ApiError> {
    let key = access::writable(world, bot, params)?;
    let chat = forum_at(world, key)?;
    let thread = thread_in(chat, params)?;
    let made_by = chat.messages.get(&thread).map(|message| message.from);
    if made_by != Some(bot) && !chat.may(bot, Right::ManageTopics) {
        return Err(ApiError::bad(&format!("not enough rights to {what}")));
    }
    Ok((key, thread))
}

fn forum_at(world: &World, key: ChatKey) -> Result<&Chat, ApiError> {
    let chat = access::chat_at(world, key)?;
    if chat.topics.is_some() { Ok(chat) } else { Err(not_forum()) }
}

/// The topic of the call; `General` has methods of its own.
fn thread_in(chat: &Chat, params: &Params) -> Result<MessageId, ApiError> {
    let thread = params.int("message_thread_id").map(MessageId).filter(|thread| *thread != GENERAL);
    let thread = thread.filter(|thread| chat.topic(*thread).is_some());
    thread.ok_or_else(|| ApiError::bad("TOPIC_ID_INVALID"))
}

fn topic_mut(world: &mut World, key: ChatKey, thread: MessageId) -> Result<&mut Topic, ApiError> {
    access::chat_mut(world, key)?.topic_mut(thread).ok_or_else(|| ApiError::bad("TOPIC_ID_INVALID"))
}

fn name_of(params: &Params) -> Result<String, ApiError> {
    let name = params.text("name").unwrap_or_default().trim().to_owned();
    if name.is_empty() {
        return Err(ApiError::bad("title must be non-empty"));
    }
    Ok(name.chars().take(MAX_NAME).collect())
}

fn not_forum() -> ApiError {
    ApiError::bad("the chat is not a forum")
}

fn not_modified() -> ApiError {
    ApiError::bad("TOPIC_NOT_MODIFIED")
}
