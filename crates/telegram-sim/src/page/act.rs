//! What people do in the browser.

use crate::ids::{ChatId, MessageId, UserId};
use crate::shared::Shared;
use crate::types::OtherKind;
use crate::uploads::Place;
use crate::world::{Wanted, World};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::sync::Arc;

/// Why something can't be done: the status and a text.
pub(crate) type Refusal = (StatusCode, String);

/// `POST /chat/act`.
pub(super) async fn act(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let result = match serde_json::from_slice::<Value>(&body) {
        Ok(wish) => shared.change(|world| perform(world, &wish)),
        Err(_) => Err(bad("the body is not JSON")),
    };
    answer(result)
}

/// What the browser is told about what it asked for.
pub(super) fn answer(result: Result<Value, Refusal>) -> Response {
    match result {
        Ok(_) => Json(json!({ "ok": true })).into_response(),
        Err((status, error)) => (status, Json(json!({ "ok": false, "error": error }))).into_response(),
    }
}

/// Does what a person wishes to do; gives the number of the `message` or of the `press` that came of it.
pub(crate) fn perform(world: &mut World, wish: &Value) -> Result<Value, Refusal> {
    let person = wish["person"].as_i64().map(UserId).filter(|id| world.people.contains_key(id));
    let person = person.ok_or_else(|| not_found("no such person"))?;
    let chat = match &wish["chat"] {
        Value::Null => ChatId::from(person),
        given => given.as_i64().map(ChatId).ok_or_else(|| bad("chat must be a number"))?,
    };
    if !world.sees(person, chat) {
        return Err(not_found("no such chat of this person"));
    }
    let place = (person, chat);
    match wish["do"].as_str() {
        Some("start") => Ok(json!({ "message": world.send_text(person, person.into(), "/start") })),
        Some("send") => send(world, place, wish),
        Some("press") => press(world, place, wish),
        Some("share_chat") => share(world, person, wish),
        Some("location") => location(world, place, wish),
        Some("contact") => Ok(json!({ "message": world.send_other(person, chat, OtherKind::Contact) })),
        _ => Err(bad("do must be send, press, share_chat, location, contact or start")),
    }
}

fn send(world: &mut World, (person, chat): (UserId, ChatId), wish: &Value) -> Result<Value, Refusal> {
    let text = wish["text"].as_str().map(str::trim).filter(|text| !text.is_empty());
    let text = text.ok_or_else(|| bad("text must be given"))?;
    let number = |name: &str| wish[name].as_i64().map(MessageId);
    let message = match (number("reply_to"), number("topic")) {
        (Some(to), _) => world.reply(person, chat, (to, text)),
        (None, Some(topic)) => world.send_in_topic(person, chat, (topic, text)),
        (None, None) => world.send_text(person, chat, text),
    };
    if message == MessageId(0) {
        return Err(not_found("no such topic"));
    }
    Ok(json!({ "message": message }))
}

fn location(world: &mut World, place: (UserId, ChatId), wish: &Value) -> Result<Value, Refusal> {
    let degrees = |name: &str| wish[name].as_f64();
    let spot = degrees("latitude").zip(degrees("longitude"));
    let spot = spot.map(|(latitude, longitude)| Place { latitude, longitude }).filter(|place| place.exists());
    let spot = spot.ok_or_else(|| bad("latitude must be -90 to 90, longitude -180 to 180"))?;
    let message = world.send_location(place, spot, wish["reply_to"].as_i64().map(MessageId));
    Ok(json!({ "message": message }))
}

/// Presses a button by its `index` or its `label`, or sends any `data`.
fn press(world: &mut World, (person, chat): (UserId, ChatId), wish: &Value) -> Result<Value, Refusal> {
    let message = wish["message"].as_i64().map(MessageId).ok_or_else(|| bad("message must be given"))?;
    let place = (chat, message);
    let at = |position: usize| wish["index"][position].as_u64().and_then(|n| usize::try_from(n).ok());
    let pressed = match (wish["label"].as_str(), wish["data"].as_str(), at(0), at(1)) {
        (Some(label), ..) => world.press(person, place, &Wanted::Label(label)),
        (None, Some(data), ..) => Ok(world.press_data(person, place, data)),
        (None, None, Some(row), Some(column)) => world.press(person, place, &Wanted::At(row, column)),
        _ => return Err(bad("index must be [row, column], or label or data be given")),
    };
    let press = pressed.map_err(|error| (StatusCode::CONFLICT, error.to_string()))?;
    Ok(json!({ "press": press }))
}

fn share(world: &mut World, person: UserId, wish: &Value) -> Result<Value, Refusal> {
    let request = wish["request_id"].as_i64().ok_or_else(|| bad("request_id must be given"))?;
    let group = wish["group"].as_i64().map(ChatId).ok_or_else(|| bad("group must be given"))?;
    if group.0 > 0 || !world.sees(person, group) {
        return Err(not_found("no such group of this person"));
    }
    Ok(json!({ "message": world.share_chat(person, request, group) }))
}

impl World {
    /// Whether the chat is one of the person's.
    pub(crate) fn sees(&self, person: UserId, chat: ChatId) -> bool {
        let group = self.chats.get(&self.person_key(chat));
        chat.0 == person.0 || chat.0 < 0 && group.is_some_and(|group| group.members.contains(&person))
    }
}

fn bad(why: &str) -> Refusal {
    (StatusCode::BAD_REQUEST, why.to_owned())
}

fn not_found(why: &str) -> Refusal {
    (StatusCode::NOT_FOUND, why.to_owned())
}
