//! What the bot says of itself, and its menu button.

use super::Answer;
use super::access;
use super::commands::language_of;
use super::error::ApiError;
use super::params::Params;
use crate::ids::{ChatId, UserId};
use crate::world::World;
use serde_json::{Value, json};

/// A text of the bot's profile.
pub(super) struct Entry {
    field: &'static str,
    /// In characters.
    longest: usize,
    too_long: &'static str,
}

pub(super) const NAME: Entry = Entry { field: "name", longest: 64, too_long: "bot name is too long" };
pub(super) const DESCRIPTION: Entry =
    Entry { field: "description", longest: 512, too_long: "bot description is too long" };
pub(super) const SHORT: Entry =
    Entry { field: "short_description", longest: 120, too_long: "bot short description is too long" };

/// `setMyName`, `setMyDescription` and `setMyShortDescription`; an empty text takes it away.
pub(super) fn set(world: &mut World, bot: UserId, (entry, params): (&Entry, &Params)) -> Answer {
    let language = language_of(params)?;
    let text = params.text(entry.field).unwrap_or_default();
    if text.chars().count() > entry.longest {
        return Err(ApiError::bad(entry.too_long));
    }
    let Some(bot) = world.bot_mut(bot) else { return Err(ApiError::unauthorized()) };
    if entry.field == NAME.field && language.is_empty() && !text.is_empty() {
        bot.name.clone_from(&text);
    }
    if text.is_empty() {
        bot.profile.remove(&(entry.field, language));
    } else {
        bot.profile.insert((entry.field, language), text);
    }
    Ok(json!(true))
}

/// `getMyName`, `getMyDescription` and `getMyShortDescription`: in the language asked for, or else the default.
pub(super) fn get(world: &World, bot: UserId, (entry, params): (&Entry, &Params)) -> Answer {
    let language = language_of(params)?;
    let Some(bot) = world.bot(bot) else { return Err(ApiError::unauthorized()) };
    let said = |language: String| bot.profile.get(&(entry.field, language)).cloned();
    let default = if entry.field == NAME.field { bot.name.clone() } else { String::new() };
    let text = said(language).or_else(|| said(String::new())).unwrap_or(default);
    Ok(json!({ entry.field: text }))
}

/// `setChatMenuButton`: of a private chat, or the default one.
pub(super) fn set_menu_button(world: &mut World, bot: UserId, params: &Params) -> Answer {
    let chat = button_chat(world, bot, params)?;
    let button = params.nested("menu_button")?.unwrap_or_else(|| json!({ "type": "default" }));
    check_button(&button)?;
    let Some(bot) = world.bot_mut(bot) else { return Err(ApiError::unauthorized()) };
    bot.menu_buttons.insert(chat, button);
    Ok(json!(true))
}

/// `getChatMenuButton`.
pub(super) fn menu_button(world: &World, bot: UserId, params: &Params) -> Answer {
    let chat = button_chat(world, bot, params)?;
    let button = world.bot(bot).and_then(|bot| bot.menu_buttons.get(&chat)).cloned();
    let usual = if chat.is_none() { "commands" } else { "default" };
    Ok(button.unwrap_or_else(|| json!({ "type": usual })))
}

fn button_chat(world: &World, bot: UserId, params: &Params) -> Result<Option<ChatId>, ApiError> {
    if !params.has("chat_id") {
        return Ok(None);
    }
    let id = params.chat().filter(|id| id.0 > 0).ok_or_else(|| ApiError::bad("invalid chat_id specified"))?;
    access::key_of(world, bot, id).map(|_| Some(id))
}

fn check_button(button: &Value) -> Result<(), ApiError> {
    let refuse = |why: &str| ApiError::bad(&format!("can't parse menu button: {why}"));
    if !button.is_object() {
        return Err(refuse("Object expected"));
    }
    match button["type"].as_str() {
        Some("commands" | "default") => Ok(()),
        Some("web_app") => {
            if button["text"].as_str().is_none_or(|text| text.trim().is_empty()) {
                return Err(ApiError::bad("menu button text must be non-empty"));
            }
            let url = button["web_app"]["url"].as_str().unwrap_or_default();
            if url.starts_with("https://") {
                Ok(())
            } else {
                Err(ApiError::bad("menu button web app URL is invalid"))
            }
        }
        Some(_) => Err(ApiError::bad("menu button has unsupported type")),
        None => Err(refuse("Can't find field \"type\"")),
    }
}
