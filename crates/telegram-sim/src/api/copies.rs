//! Copying and forwarding.

use super::Answer;
use super::error::ApiError;
use super::params::{Params, int_of};
use super::{access, format, send};
use crate::ids::{ChatId, MessageId, UserId};
use crate::world::{ChatKey, Message, World};
use serde_json::{Value, json};

/// Fields of a message that its copies do not have.
const NOT_COPIED: [&str; 3] = ["forward_origin", "has_protected_content", "media_group_id"];

/// How a message is sent once more.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Copy,
    Forward,
}

impl Way {
    const fn word(self) -> &'static str {
        match self {
            Self::Copy => "copy",
            Self::Forward => "forward",
        }
    }

    const fn refusal(self) -> &'static str {
        match self {
            Self::Copy => "message can't be copied",
            Self::Forward => "message can't be forwarded",
        }
    }
}

/// `copyMessage`: the caption may be another one.
pub(super) fn copy(world: &mut World, bot: UserId, params: &Params) -> Answer {
    let (to, from) = places(world, bot, params)?;
    let mut message = again(world, bot, (Way::Copy, (from, params.message()?)))?;
    if params.has("caption") && message.media().is_some_and(|kind| kind.has_caption()) {
        message.text = format::caption(params)?;
    }
    let sent = send::post(world, to, message, params)?;
    Ok(json!({ "message_id": sent["message_id"] }))
}

/// `copyMessages`: those that are gone or can't be copied are passed over.
pub(super) fn copy_many(world: &mut World, bot: UserId, params: &Params) -> Answer {
    many(world, bot, (Way::Copy, params))
}

/// `forwardMessage`.
pub(super) fn forward(world: &mut World, bot: UserId, params: &Params) -> Answer {
    let (to, from) = places(world, bot, params)?;
    let message = again(world, bot, (Way::Forward, (from, params.message()?)))?;
    send::post(world, to, message, &plain(params))
}

/// `forwardMessages`: those that are gone or can't be forwarded are passed over.
pub(super) fn forward_many(world: &mut World, bot: UserId, params: &Params) -> Answer {
    many(world, bot, (Way::Forward, params))
}

fn many(world: &mut World, bot: UserId, (way, params): (Way, &Params)) -> Answer {
    let (to, from) = places(world, bot, params)?;
    let ids = params.messages()?;
    if ids.windows(2).any(|pair| pair[0] >= pair[1]) {
        return Err(ApiError::bad("message identifiers must be in a strictly increasing order"));
    }
    let found: Vec<Message> =
        ids.into_iter().filter_map(|id| again(world, bot, (way, (from, id))).ok()).collect();
    if found.is_empty() {
        return Err(ApiError::bad(&format!("there are no messages to {}", way.word())));
    }
    let mut sent = Vec::new();
    for message in found {
        let message = send::post(world, to, message, &plain(params))?;
        sent.push(json!({ "message_id": message["message_id"] }));
    }
    Ok(Value::Array(sent))
}

/// Where to and where from.
fn places(world: &World, bot: UserId, params: &Params) -> Result<(ChatKey, ChatKey), ApiError> {
    params.required("from_chat_id")?;
    let to = access::writable(world, bot, params)?;
    let from = params.int("from_chat_id").map(ChatId).ok_or_else(|| ApiError::bad("chat not found"))?;
    let from = access::key_of(world, bot, from)?;
    access::inside(access::chat_at(world, from)?, bot)?;
    Ok((to, from))
}

/// The message as it is sent once more.
fn again(world: &World, bot: UserId, (way, place): (Way, (ChatKey, MessageId))) -> Result<Message, ApiError> {
    let found = access::chat_at(world, place.0)?.messages.get(&place.1);
    let old = found.ok_or_else(|| ApiError::bad(&format!("message to {} not found", way.word())))?;
    if old.service || old.extra.contains_key("has_protected_content") {
        return Err(ApiError::bad(way.refusal()));
    }
    let mut new = Message::new(bot, world.now(), old.text.clone());
    new.document.clone_from(&old.document);
    new.extra.clone_from(&old.extra);
    let origin = new.extra.remove("forward_origin");
    NOT_COPIED.iter().for_each(|name| drop(new.extra.remove(*name)));
    if way == Way::Forward {
        let first = || match old.anonymous {
            true => json!({ "type": "chat", "sender_chat": world.chat_json_of(place.0), "date": old.date }),
            false => json!({ "type": "user", "sender_user": world.user_json(old.from), "date": old.date }),
        };
        new.extra.insert("forward_origin".into(), origin.unwrap_or_else(first));
    }
    Ok(new)
}

/// The call without what such methods do not have: keyboards and replies.
fn plain(params: &Params) -> Params {
    let mut map = params.map.clone();
    for name in ["reply_markup", "reply_parameters", "reply_to_message_id"] {
        map.remove(name);
    }
    if map.get("message_thread_id").and_then(int_of).is_none() {
        map.remove("message_thread_id");
    }
    params.inner(map)
}
