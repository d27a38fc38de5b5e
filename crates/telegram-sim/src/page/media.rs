//! What a message shows besides its text.

use crate::world::Message;
use serde_json::{Value, json};

/// Fields that say something about a message but are not its content.
const ABOUT: [&str; 8] = [
    "forward_date",
    "forward_from",
    "forward_origin",
    "forward_sender_name",
    "has_media_spoiler",
    "is_topic_message",
    "media_group_id",
    "message_thread_id",
];

/// The picture, file, sound, place or contact of a message; `null` when it has only text. A kind that the page does not
/// know is named by its field.
pub(super) fn of(message: &Message) -> Value {
    let is_content = |kind: &&String| !ABOUT.contains(&kind.as_str());
    if message.service {
        return Value::Null;
    }
    // An animation also comes as a document, for clients that don't know animations; a venue as a location.
    let better = ["animation", "venue"].into_iter().find(|kind| message.extra.contains_key(*kind));
    let kind = better.or_else(|| message.extra.keys().find(is_content).map(String::as_str));
    let Some((kind, content)) = kind.and_then(|kind| Some((kind, message.extra.get(kind)?))) else {
        return Value::Null;
    };
    match kind {
        "photo" => photo(content),
        "document" | "voice" | "audio" | "video" | "video_note" | "animation" => file(kind, content),
        "location" => location(content),
        "venue" => {
            let mut shown = location(&content["location"]);
            shown["title"] = content["title"].clone();
            shown["address"] = content["address"].clone();
            shown
        }
        "contact" => contact(content),
        "sticker" | "dice" => {
            json!({ "kind": "sticker", "emoji": content["emoji"].as_str().unwrap_or("🙂") })
        }
        other => json!({ "kind": "other", "name": other }),
    }
}

fn photo(sizes: &Value) -> Value {
    let largest = sizes.as_array().and_then(|sizes| sizes.last()).cloned().unwrap_or_default();
    json!({
        "kind": "photo",
        "file": largest["file_id"],
        "width": largest["width"],
        "height": largest["height"],
    })
}

fn file(kind: &str, content: &Value) -> Value {
    json!({
        "kind": kind,
        "file": content["file_id"],
        "name": content["title"].as_str().or_else(|| content["file_name"].as_str()),
        "size": content["file_size"],
        "duration": content["duration"],
    })
}

fn location(content: &Value) -> Value {
    json!({ "kind": "location", "latitude": content["latitude"], "longitude": content["longitude"] })
}

fn contact(content: &Value) -> Value {
    let part = |name: &str| content[name].as_str().unwrap_or_default();
    let name = format!("{} {}", part("first_name"), part("last_name"));
    json!({ "kind": "contact", "name": name.trim(), "phone": part("phone_number") })
}

/// From whom a forwarded message was; `null` when it was not forwarded.
pub(super) fn forwarded_from(message: &Message) -> Value {
    let Some(origin) = message.extra.get("forward_origin") else { return Value::Null };
    let user = &origin["sender_user"];
    let full =
        [&user["first_name"], &user["last_name"]].map(|part| part.as_str().unwrap_or_default()).join(" ");
    let named = [&origin["sender_user_name"], &origin["sender_chat"]["title"], &origin["chat"]["title"]];
    let named = named.into_iter().find_map(Value::as_str);
    json!(named.unwrap_or_else(|| full.trim()))
}
