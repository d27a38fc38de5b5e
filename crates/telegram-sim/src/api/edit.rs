//! Methods that change what was sent.

use super::Answer;
use super::error::ApiError;
use super::markup::Markup;
use super::params::Params;
use super::{access, album, format, media};
use crate::ids::{MessageId, UserId};
use crate::rights::Right;
use crate::world::{Chat, ChatKey, ChatKind, Message, World};
use serde_json::{Value, json};

const NOT_MODIFIED: &str = "message is not modified: specified new message content and reply markup are exactly \
                            the same as a current content and reply markup of the message";
const TWO_DAYS: i64 = 48 * 60 * 60;

/// `editMessageText`.
pub(super) fn text(world: &mut World, bot: UserId, params: &Params) -> Answer {
    let target = target(world, bot, params)?;
    let text = format::text(params)?;
    let mut message = find(world, target)?.clone();
    if has_no_text(&message) {
        return Err(ApiError::bad("there is no text in the message to edit"));
    }
    message.text = text;
    apply(world, target, message, params)
}

/// `editMessageCaption`: without a caption it takes the caption away.
pub(super) fn caption(world: &mut World, bot: UserId, params: &Params) -> Answer {
    let target = target(world, bot, params)?;
    let caption = format::caption(params)?;
    let mut message = find(world, target)?.clone();
    if !message.media().is_some_and(|kind| kind.has_caption()) {
        return Err(ApiError::bad("there is no caption in the message to edit"));
    }
    message.text = caption;
    apply(world, target, message, params)
}

/// `editMessageMedia`: another file and caption; a text becomes a message with a file.
pub(super) fn media(world: &mut World, bot: UserId, params: &Params) -> Answer {
    let target = target(world, bot, params)?;
    params.required("media")?;
    let item = params.nested("media")?.unwrap_or_default();
    let (kind, item) = album::item_of(params, &item)?;
    let old = find(world, target)?.clone();
    if has_no_text(&old) && !old.media().is_some_and(|kind| kind.has_caption()) {
        return Err(ApiError::bad("message can't be edited"));
    }
    let new = media::compose(world, bot, (kind, "media", &item))?;
    let mut message = old.clone();
    message.text = new.text;
    message.document = new.document;
    message.extra = new.extra;
    let group = old.extra.get("media_group_id");
    message.extra.extend(group.map(|id| ("media_group_id".to_owned(), id.clone())));
    apply(world, target, message, params)
}

/// `editMessageReplyMarkup`.
pub(super) fn markup(world: &mut World, bot: UserId, params: &Params) -> Answer {
    let target = target(world, bot, params)?;
    let message = find(world, target)?.clone();
    apply(world, target, message, params)
}

/// `deleteMessage`.
pub(super) fn delete(world: &mut World, bot: UserId, params: &Params) -> Answer {
    let key = access::writable(world, bot, params)?;
    let id = params.message()?;
    deletable(world, (key, id), bot)?;
    access::chat_mut(world, key)?.forget(id);
    Ok(json!(true))
}

/// `deleteMessages`: those that are gone or can't be deleted are passed over.
pub(super) fn delete_many(world: &mut World, bot: UserId, params: &Params) -> Answer {
    let key = access::writable(world, bot, params)?;
    for id in params.messages()? {
        if deletable(world, (key, id), bot).is_ok() {
            access::chat_mut(world, key)?.forget(id);
        }
    }
    Ok(json!(true))
}

/// `setMessageReaction`: only the checks.
pub(super) fn react(world: &World, bot: UserId, params: &Params) -> Answer {
    let key = access::writable(world, bot, params)?;
    let id = params.message()?;
    if !access::chat_at(world, key)?.messages.contains_key(&id) {
        return Err(ApiError::bad("message to react not found"));
    }
    let reactions = params.nested("reaction")?;
    let reactions = match &reactions {
        None => return Ok(json!(true)),
        Some(list) => list.as_array().ok_or_else(|| ApiError::bad("expected an Array of ReactionType"))?,
    };
    let fine = |reaction: &Value| match reaction["type"].as_str() {
        Some("emoji") => reaction["emoji"].as_str().is_some_and(|emoji| !emoji.is_empty()),
        Some("custom_emoji") => reaction["custom_emoji_id"].is_string(),
        _ => false,
    };
    // Bots have no subscription, so one reaction to a message is all they may have.
    if reactions.len() > 1 || !reactions.iter().all(fine) {
        return Err(ApiError::bad("REACTION_INVALID"));
    }
    Ok(json!(true))
}

type Target = (ChatKey, MessageId);

/// Whether the bot may delete the message.
fn deletable(world: &World, (key, id): Target, bot: UserId) -> Result<(), ApiError> {
    let chat = access::chat_at(world, key)?;
    let message = chat.messages.get(&id).ok_or_else(|| ApiError::bad("message to delete not found"))?;
    let any = chat.kind == ChatKind::Private || chat.may(bot, Right::DeleteMessages);
    let about_topic = message.extra.contains_key("forum_topic_created");
    if about_topic || !any && (message.from != bot || message.service) {
        return Err(ApiError::bad("message can't be deleted"));
    }
    if world.now() - message.date > TWO_DAYS {
        return Err(ApiError::bad("message can't be deleted for everyone"));
    }
    Ok(())
}

impl Chat {
    /// A message is gone, with the keyboard it brought and its pin.
    fn forget(&mut self, id: MessageId) {
        self.messages.remove(&id);
        self.pinned.retain(|pinned| *pinned != id);
        if self.keyboard.as_ref().is_some_and(|keyboard| keyboard.message == id) {
            self.keyboard = None;
        }
    }
}

/// The message of the call, if the bot may edit it.
fn target(world: &World, bot: UserId, params: &Params) -> Result<Target, ApiError> {
    let key = access::writable(world, bot, params)?;
    let target = (key, params.message()?);
    let message = find(world, target)?;
    let forwarded = message.extra.contains_key("forward_origin");
    if message.from != bot || message.fixed || message.service || forwarded {
        return Err(ApiError::bad("message can't be edited"));
    }
    Ok(target)
}

fn find(world: &World, (key, id): Target) -> Result<&Message, ApiError> {
    let found = world.chats.get(&key).and_then(|chat| chat.messages.get(&id));
    found.ok_or_else(|| ApiError::bad("message to edit not found"))
}

/// Whether it is neither a text nor could become one.
fn has_no_text(message: &Message) -> bool {
    message.media().is_some() || message.text.plain.is_empty()
}

/// Puts the changed message in the place of the old one, with the keyboard of the call.
fn apply(world: &mut World, target: Target, mut new: Message, params: &Params) -> Answer {
    let nested = params.nested("reply_markup")?;
    let private = access::chat_at(world, target.0)?.kind == ChatKind::Private;
    new.inline = match Markup::parse(nested.as_ref(), private)? {
        Markup::Inline(rows) => rows,
        Markup::None => Vec::new(),
        Markup::Keyboard(..) | Markup::Remove | Markup::ForceReply { .. } => {
            return Err(ApiError::bad("inline keyboard expected"));
        }
    };
    let old = find(world, target)?;
    if new.text.same(&old.text) && new.extra == old.extra && new.inline == old.inline {
        return Err(ApiError::bad(NOT_MODIFIED));
    }
    new.edit_date = Some(world.now());
    access::chat_mut(world, target.0)?.messages.insert(target.1, new.clone());
    Ok(world.message_json(target.0, &new))
}
