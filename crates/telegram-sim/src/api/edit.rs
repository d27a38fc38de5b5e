//! Methods that change what was sent.

use super::access;
use super::error::ApiError;
use super::markup::Markup;
use super::params::Params;
use super::send;
use crate::ids::{MessageId, UserId};
use crate::text::Text;
use crate::world::{ChatKey, ChatKind, Message, World};
use serde_json::{Value, json};

const NOT_MODIFIED: &str = "message is not modified: specified new message content and reply markup are exactly \
                            the same as a current content and reply markup of the message";
const TWO_DAYS: i64 = 48 * 60 * 60;

/// `editMessageText`.
pub(crate) fn text(world: &mut World, bot: UserId, params: &Params) -> Result<Value, ApiError> {
    let target = target(world, bot, params)?;
    let text = send::text_of(params)?;
    if find(world, target)?.document.is_some() {
        return Err(ApiError::bad("there is no text in the message to edit"));
    }
    apply(world, target, Some(text), params)
}

/// `editMessageReplyMarkup`.
pub(crate) fn markup(world: &mut World, bot: UserId, params: &Params) -> Result<Value, ApiError> {
    let target = target(world, bot, params)?;
    apply(world, target, None, params)
}

/// `deleteMessage`.
pub(crate) fn delete(world: &mut World, bot: UserId, params: &Params) -> Result<Value, ApiError> {
    let key = access::writable(world, bot, params)?;
    let id = params.message()?;
    let now = world.now();
    let gone = || ApiError::bad("message to delete not found");
    let chat = world.chats.get_mut(&key).ok_or_else(gone)?;
    let message = chat.messages.get(&id).ok_or_else(gone)?;
    let own = message.from == bot || chat.kind == ChatKind::Private;
    if !own || message.service && chat.kind == ChatKind::Supergroup {
        return Err(ApiError::bad("message can't be deleted"));
    }
    if now - message.date > TWO_DAYS {
        return Err(ApiError::bad("message can't be deleted for everyone"));
    }
    chat.messages.remove(&id);
    if chat.keyboard.as_ref().is_some_and(|keyboard| keyboard.message == id) {
        chat.keyboard = None;
    }
    Ok(json!(true))
}

type Target = (ChatKey, MessageId);

/// The message of the call, if the bot may edit it.
fn target(world: &World, bot: UserId, params: &Params) -> Result<Target, ApiError> {
    let key = access::writable(world, bot, params)?;
    let target = (key, params.message()?);
    let message = find(world, target)?;
    if message.from != bot || message.fixed || message.service {
        return Err(ApiError::bad("message can't be edited"));
    }
    Ok(target)
}

fn find(world: &World, (key, id): Target) -> Result<&Message, ApiError> {
    let found = world.chats.get(&key).and_then(|chat| chat.messages.get(&id));
    found.ok_or_else(|| ApiError::bad("message to edit not found"))
}

fn apply(world: &mut World, target: Target, text: Option<Text>, params: &Params) -> Result<Value, ApiError> {
    let now = world.now();
    let nested = params.nested("reply_markup")?;
    let inline = match Markup::parse(nested.as_ref(), true)? {
        Markup::Inline(rows) => rows,
        Markup::None => Vec::new(),
        Markup::Keyboard(..) | Markup::Remove | Markup::ForceReply => {
            return Err(ApiError::bad("inline keyboard expected"));
        }
    };
    let not_found = || ApiError::bad("message to edit not found");
    let chat = world.chats.get_mut(&target.0).ok_or_else(not_found)?;
    let message = chat.messages.get_mut(&target.1).ok_or_else(not_found)?;
    if text.as_ref().is_none_or(|text| text.same(&message.text)) && message.inline == inline {
        return Err(ApiError::bad(NOT_MODIFIED));
    }
    if let Some(text) = text {
        message.text = text;
    }
    message.inline = inline;
    message.edit_date = Some(now);
    let message = message.clone();
    Ok(world.message_json(target.0, &message))
}
