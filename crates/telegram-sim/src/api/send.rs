//! `sendMessage`, and what all methods that send have in common.

use super::Answer;
use super::error::ApiError;
use super::markup::Markup;
use super::params::{Params, int_of, yes_of};
use super::{access, format};
use crate::ids::{MessageId, UserId};
use crate::rights::Right;
use crate::world::{Chat, ChatKey, ChatKind, GENERAL, Keyboard, Message, World};
use serde_json::json;

const ACTIONS: [&str; 13] = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "record_audio",
    "upload_audio",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
];

/// `sendMessage`.
pub(super) fn message(world: &mut World, bot: UserId, params: &Params) -> Answer {
    let key = access::writable(world, bot, params)?;
    let text = format::text(params)?;
    post(world, key, Message::new(bot, world.now(), text), params)
}

/// `sendChatAction`: only the checks. Unlike messages it may name the topic `General`.
pub(super) fn action(world: &World, bot: UserId, params: &Params) -> Answer {
    let key = access::writable(world, bot, params)?;
    let action = params.text("action").unwrap_or_default();
    if !ACTIONS.contains(&action.as_str()) {
        return Err(ApiError::bad("wrong parameter action in request"));
    }
    match thread_given(params) {
        Some(thread) if access::chat_at(world, key)?.topic(thread).is_none() => Err(no_thread()),
        _ => Ok(json!(true)),
    }
}

/// Refuses a call whose reply, topic or keyboard is wrong.
pub(super) fn check(world: &World, key: ChatKey, params: &Params) -> Result<(), ApiError> {
    let chat = access::chat_at(world, key)?;
    let markup = params.nested("reply_markup")?;
    Markup::parse(markup.as_ref(), chat.kind == ChatKind::Private)?;
    let reply = reply_of(chat, params)?;
    thread_of(chat, params, reply).map(|_| ())
}

/// Adds the reply, the topic and the keyboard, and puts the message into the chat.
pub(super) fn post(world: &mut World, key: ChatKey, mut message: Message, params: &Params) -> Answer {
    let chat = access::chat_at(world, key)?;
    let markup = params.nested("reply_markup")?;
    let markup = Markup::parse(markup.as_ref(), chat.kind == ChatKind::Private)?;
    message.reply_to = reply_of(chat, params)?;
    message.thread = thread_of(chat, params, message.reply_to)?;
    open_for(chat, &message)?;
    message.fixed = matches!(markup, Markup::Keyboard(..) | Markup::Remove | Markup::ForceReply { .. });
    if let Markup::Inline(rows) = &markup {
        message.inline.clone_from(rows);
    }
    if params.yes("protect_content") {
        message.extra.insert("has_protected_content".into(), json!(true));
    }
    let asked = match markup {
        Markup::ForceReply { selective } => asked_people(world, chat, (&message, selective)),
        _ => Vec::new(),
    };
    let chat = access::chat_mut(world, key)?;
    let message = chat.push(message);
    chat.awaited.extend(asked.into_iter().map(|person| (person, message.id)));
    match markup {
        Markup::Keyboard(rows, one_time) => {
            chat.keyboard = Some(Keyboard { message: message.id, rows, one_time, hidden: false });
        }
        Markup::Remove => chat.keyboard = None,
        Markup::None | Markup::Inline(_) | Markup::ForceReply { .. } => {}
    }
    Ok(world.message_json(key, &message))
}

/// Whom a message with `force_reply` asks: everybody, or those it mentions or replies to.
fn asked_people(world: &World, chat: &Chat, (message, selective): (&Message, bool)) -> Vec<UserId> {
    if chat.kind == ChatKind::Private {
        return vec![UserId(chat.id.0)];
    }
    let replied = message.reply_to.and_then(|id| chat.messages.get(&id)).map(|message| message.from);
    let mentioned = message.text.marked("mention");
    let named = |person: &UserId| {
        let name = world.people.get(person).and_then(|person| person.info.username.as_ref());
        name.is_some_and(|name| mentioned.iter().any(|word| word[1..].eq_ignore_ascii_case(name)))
    };
    let asked = |person: &UserId| !selective || replied == Some(*person) || named(person);
    chat.members.iter().copied().filter(|member| !world.is_bot(*member) && asked(member)).collect()
}

/// The message replied to; one that is gone is a refusal unless the bot allowed that.
fn reply_of(chat: &Chat, params: &Params) -> Result<Option<MessageId>, ApiError> {
    let nested = params.nested("reply_parameters")?;
    let (id, anyway) = match &nested {
        Some(reply) if reply.is_object() => {
            (int_of(&reply["message_id"]), yes_of(&reply["allow_sending_without_reply"]))
        }
        Some(_) => return Err(ApiError::bad("can't parse reply parameters JSON object")),
        None => (params.int("reply_to_message_id"), params.yes("allow_sending_without_reply")),
    };
    let Some(id) = id.filter(|id| *id != 0).map(MessageId) else { return Ok(None) };
    match chat.messages.contains_key(&id) {
        true => Ok(Some(id)),
        false if anyway => Ok(None),
        false => Err(ApiError::bad("message to be replied not found")),
    }
}

/// The topic of a message: the one named, or that of the message replied to.
fn thread_of(chat: &Chat, params: &Params, reply: Option<MessageId>) -> Result<Option<MessageId>, ApiError> {
    match thread_given(params) {
        // Messages go to `General` by naming no topic.
        Some(GENERAL) => Err(no_thread()),
        Some(thread) if chat.topic(thread).is_none() => Err(no_thread()),
        Some(thread) => Ok(Some(thread)),
        None => Ok(reply.and_then(|id| chat.messages.get(&id)?.thread)),
    }
}

fn thread_given(params: &Params) -> Option<MessageId> {
    params.int("message_thread_id").filter(|id| *id != 0).map(MessageId)
}

fn no_thread() -> ApiError {
    ApiError::bad("message thread not found")
}

/// In a closed topic only those write who may open it.
fn open_for(chat: &Chat, message: &Message) -> Result<(), ApiError> {
    let closed = chat.topic(message.thread.unwrap_or(GENERAL)).is_some_and(|topic| topic.closed);
    if closed && !chat.may(message.from, Right::ManageTopics) {
        return Err(ApiError::bad("TOPIC_CLOSED"));
    }
    Ok(())
}
