//! `/control/act`, `/control/messages`, `/control/calls`.

use super::answer::{Answer, Asked, Refusal, body, done, query};
use super::people::deal_with;
use crate::ids::{ChatId, UserId};
use crate::page::act::perform;
use crate::shared::Shared;
use crate::types::{ApiCall, InlineButton};
use crate::world::{Chat, ChatKey, ChatKind, Message, World, group_key};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// `POST /control/act`: what people do.
pub(super) async fn act(State(shared): State<Arc<Shared>>, bytes: Bytes) -> Answer {
    let wish: Value = body(&bytes)?;
    done(shared.change(|world| -> Result<Value, Refusal> {
        deal_with(world, wish["bot"].as_i64().map(UserId))?;
        Ok(perform(world, &wish)?)
    })?)
}

/// Which chat is meant: `chat` is its number, `person` stands for the private chat; `bot` is needed when people talk to
/// another bot than the first.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Place {
    chat: Option<i64>,
    person: Option<i64>,
    bot: Option<i64>,
}

impl Place {
    pub fn of(chat: Option<i64>, person: Option<i64>, bot: Option<i64>) -> Self {
        Self { chat, person, bot }
    }

    /// The key of the chat; nothing need have been said there.
    pub fn key(&self, world: &World) -> Result<ChatKey, Refusal> {
        let id = self.chat.or(self.person).map(ChatId);
        let id = id.ok_or_else(|| Refusal::bad("chat or person must be given"))?;
        let bot = self.bot.map_or_else(|| world.the_bot(), UserId);
        let found = match id.0 > 0 {
            true => world.people.contains_key(&UserId(id.0)) && world.is_bot(bot),
            false => world.chats.contains_key(&group_key(id)),
        };
        let key = if id.0 > 0 { (bot, id) } else { group_key(id) };
        found.then_some(key).ok_or_else(|| Refusal::not_found(format!("no such chat: {id}")))
    }
}

/// `GET /control/messages`: what is in a chat, oldest first.
pub(super) async fn messages(State(shared): State<Arc<Shared>>, asked: Asked<Place>) -> Answer {
    let place = query(asked)?;
    let world = shared.world();
    let key = place.key(&world)?;
    let chat = world.chats.get(&key);
    let messages = chat.iter().flat_map(|chat| chat.messages.values());
    Ok(Json(json!({
        "messages": messages.map(|message| about(&world, message)).collect::<Vec<_>>(),
        "reply_keyboard": chat.map(labels).unwrap_or_default(),
        "blocked": chat.is_some_and(|chat| chat.kind == ChatKind::Private && chat.blocked),
    })))
}

/// A message as people see it, with the Bot API's fields of what is not text in `content`.
pub(super) fn about(world: &World, message: &Message) -> Value {
    let view = world.view(message);
    let button =
        |button: &InlineButton| json!({ "text": button.text, "data": button.data, "url": button.url });
    let rows = view.inline.iter().map(|row| row.iter().map(button).collect());
    json!({
        "id": view.id,
        "from": view.from,
        "from_bot": view.from_bot,
        "date": view.date,
        "edit_date": view.edit_date,
        "text": view.text,
        "html": view.html,
        "inline": rows.collect::<Vec<Vec<Value>>>(),
        "reply_to": view.reply_to,
        "document": view.document,
        "service": view.service,
        "topic": message.thread,
        "content": message.extra,
    })
}

fn labels(chat: &Chat) -> Vec<Vec<Value>> {
    let rows = chat.shown_keyboard().map(|keyboard| keyboard.rows.as_slice()).unwrap_or_default();
    rows.iter().map(|row| row.iter().map(|button| button["text"].clone()).collect()).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Since {
    #[serde(default)]
    since: usize,
}

/// `GET /control/calls`: the bot's calls after the first so many; `next` is what to ask for afterwards.
pub(super) async fn calls(State(shared): State<Arc<Shared>>, asked: Asked<Since>) -> Answer {
    let since = query(asked)?.since;
    let world = shared.world();
    let calls: Vec<Value> = world.calls.iter().skip(since).map(about_call).collect();
    Ok(Json(json!({ "calls": calls, "next": world.calls.len() })))
}

/// A call as it is listed.
pub(super) fn about_call(call: &ApiCall) -> Value {
    json!({
        "bot": call.bot,
        "method": call.method,
        "params": call.params,
        "outcome": call.outcome,
        "at": call.at,
    })
}
