//! Keyboards that come with messages.

use super::error::ApiError;
use super::params::yes_of;
use crate::html::is_link;
use serde_json::{Map, Value, json};

const ACTIONS: [&str; 10] = [
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
];

/// Requests that only a private chat may have, and what the refusal calls them.
const PRIVATE_ONLY: [(&str, &str); 6] = [
    ("request_chat", "chats"),
    ("request_users", "users"),
    ("request_user", "users"),
    ("request_contact", "phone number"),
    ("request_location", "location"),
    ("request_poll", "poll"),
];

/// A checked `reply_markup`.
pub(crate) enum Markup {
    /// None or an empty one.
    None,
    /// Buttons under the message.
    Inline(Vec<Vec<Value>>),
    /// A keyboard instead of letters; whether it hides after use.
    Keyboard(Vec<Vec<Value>>, bool),
    /// Takes the keyboard away.
    Remove,
    /// Asks for a reply: everybody, or only those the message is meant for.
    ForceReply { selective: bool },
}

impl Markup {
    /// Checks what was sent.
    pub fn parse(markup: Option<&Value>, private: bool) -> Result<Self, ApiError> {
        let Some(markup) = markup else { return Ok(Self::None) };
        let fields = markup.as_object().ok_or_else(|| ApiError::bad("object expected as reply markup"))?;
        let present = |name: &str| fields.get(name).filter(|value| !value.is_null());
        if let Some(rows) = present("inline_keyboard") {
            return Ok(Self::Inline(inline_rows(rows, private)?));
        }
        if let Some(rows) = present("keyboard") {
            let rows = keyboard_rows(rows, private)?;
            placeholder(present("input_field_placeholder"))?;
            return Ok(Self::Keyboard(rows, present("one_time_keyboard").is_some_and(yes_of)));
        }
        if present("remove_keyboard").is_some_and(yes_of) {
            return Ok(Self::Remove);
        }
        if present("force_reply").is_some_and(yes_of) {
            placeholder(present("input_field_placeholder"))?;
            return Ok(Self::ForceReply { selective: present("selective").is_some_and(yes_of) });
        }
        Ok(Self::None)
    }
}

/// What stands in the empty input field has 1 to 64 characters.
fn placeholder(given: Option<&Value>) -> Result<(), ApiError> {
    match given.map(|text| text.as_str().map_or(0, |text| text.chars().count())) {
        None | Some(1..=64) => Ok(()),
        Some(_) => Err(ApiError::bad("wrong input field placeholder specified")),
    }
}

fn rows_of<'a>(rows: &'a Value, what: &str) -> Result<Vec<&'a Vec<Value>>, ApiError> {
    let not_list = || ApiError::bad(&format!("{what} must be an Array of Arrays of buttons"));
    let rows = rows.as_array().ok_or_else(not_list)?;
    rows.iter().map(|row| row.as_array().ok_or_else(not_list)).collect()
}

fn inline_rows(rows: &Value, private: bool) -> Result<Vec<Vec<Value>>, ApiError> {
    let rows = rows_of(rows, "inline keyboard")?;
    let mut checked = Vec::new();
    for row in rows.iter().filter(|row| !row.is_empty()) {
        checked.push(row.iter().map(|button| inline_button(button, private)).collect::<Result<Vec<_>, _>>()?);
    }
    let total: usize = checked.iter().map(Vec::len).sum();
    if total > 100 || checked.iter().any(|row| row.len() > 8) {
        return Err(ApiError::bad("reply markup is too long"));
    }
    Ok(checked)
}

fn inline_button(button: &Value, private: bool) -> Result<Value, ApiError> {
    let refuse = |why: &str| ApiError::bad(&format!("can't parse inline keyboard button: {why}"));
    let fields = button.as_object().ok_or_else(|| refuse("Object expected"))?;
    let fields: Map<String, Value> =
        fields.iter().filter(|(_, value)| !value.is_null()).map(|(k, v)| (k.clone(), v.clone())).collect();
    let text = match fields.get("text") {
        None => return Err(refuse("Can't find field \"text\"")),
        Some(Value::String(text)) => text.trim(),
        Some(_) => return Err(refuse("Field \"text\" must be of type String")),
    };
    if text.is_empty() {
        return Err(ApiError::bad("inline keyboard button text must be non-empty"));
    }
    if ACTIONS.iter().filter(|name| fields.contains_key(**name)).count() != 1 {
        return Err(refuse("Text buttons are unallowed in the inline keyboard"));
    }
    check_action(&fields, private)?;
    Ok(Value::Object(fields))
}

/// What a press does, checked: exactly one of the actions is there.
fn check_action(fields: &Map<String, Value>, private: bool) -> Result<(), ApiError> {
    let refuse = |why: &str| ApiError::bad(&format!("can't parse inline keyboard button: {why}"));
    let not_text = |name: &str| refuse(&format!("Field \"{name}\" must be of type String"));
    let text =
        |name: &str| fields.get(name).map(|value| value.as_str().ok_or_else(|| not_text(name))).transpose();
    if text("callback_data")?.is_some_and(|data| data.is_empty() || data.len() > 64) {
        return Err(ApiError::bad("BUTTON_DATA_INVALID"));
    }
    let wrong_url =
        |url: &str| ApiError::bad(&format!("inline keyboard button URL '{url}' is invalid: Wrong HTTP URL"));
    if let Some(url) = text("url")?.filter(|url| !is_link(url) && !url.contains('.')) {
        return Err(wrong_url(url));
    }
    for name in ["switch_inline_query", "switch_inline_query_current_chat"] {
        text(name)?;
    }
    for name in ["web_app", "login_url"] {
        let Some(target) = fields.get(name) else { continue };
        let url = target["url"].as_str().ok_or_else(|| refuse("Can't find field \"url\""))?;
        if !url.starts_with("https://") {
            return Err(wrong_url(url));
        }
    }
    if fields.contains_key("web_app") && !private {
        return Err(ApiError::bad("BUTTON_TYPE_INVALID"));
    }
    let copied =
        fields.get("copy_text").map(|copy| copy["text"].as_str().map_or(0, |text| text.chars().count()));
    match copied {
        None | Some(1..=256) => Ok(()),
        Some(_) => Err(ApiError::bad("BUTTON_COPY_TEXT_INVALID")),
    }
}

fn keyboard_rows(rows: &Value, private: bool) -> Result<Vec<Vec<Value>>, ApiError> {
    let rows = rows_of(rows, "keyboard")?;
    let mut checked = Vec::new();
    for row in rows.iter().filter(|row| !row.is_empty()) {
        checked
            .push(row.iter().map(|button| keyboard_button(button, private)).collect::<Result<Vec<_>, _>>()?);
    }
    if checked.iter().map(Vec::len).sum::<usize>() > 300 {
        return Err(ApiError::bad("reply markup is too long"));
    }
    Ok(checked)
}

fn keyboard_button(button: &Value, private: bool) -> Result<Value, ApiError> {
    let refuse = |why: &str| ApiError::bad(&format!("can't parse keyboard button: {why}"));
    let button = match button {
        Value::String(text) => json!({ "text": text }),
        Value::Object(_) => button.clone(),
        _ => return Err(refuse("Object expected")),
    };
    match button["text"].as_str().map(str::trim) {
        None => return Err(refuse("Can't find field \"text\"")),
        Some("") => return Err(ApiError::bad("keyboard button text must be non-empty")),
        Some(_) => {}
    }
    for (name, what) in PRIVATE_ONLY {
        let wanted = !button[name].is_null() && button[name] != false;
        if wanted && !private {
            return Err(ApiError::bad(&format!("{what} can be requested in private chats only")));
        }
    }
    check_requests(&button)?;
    Ok(button)
}

/// A request for a chat or for people has a number, by which the answer tells what was asked.
fn check_requests(button: &Value) -> Result<(), ApiError> {
    let refuse = |name: &str, why: &str| {
        ApiError::bad(&format!("can't parse keyboard button: Can't parse \"{name}\": {why}"))
    };
    let numbered = |asked: &Value| asked["request_id"].as_i64().is_some_and(|id| i32::try_from(id).is_ok());
    let chat = &button["request_chat"];
    let sound = numbered(chat) && chat["chat_is_channel"].is_boolean();
    if !chat.is_null() && !sound {
        return Err(refuse("request_chat", "wrong request_id or chat_is_channel"));
    }
    let users = &button["request_users"];
    if !users.is_null() && !numbered(users) {
        return Err(refuse("request_users", "wrong request_id"));
    }
    let most = users["max_quantity"].as_i64().unwrap_or(1);
    if !(1..=10).contains(&most) {
        return Err(refuse("request_users", "wrong max_quantity"));
    }
    let app = &button["web_app"];
    if !app.is_null() && !app["url"].as_str().is_some_and(|url| url.starts_with("https://")) {
        return Err(refuse("web_app", "wrong url"));
    }
    Ok(())
}
