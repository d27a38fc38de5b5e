//! Methods that ask and answer: the bot itself, chats, presses.

use super::access;
use super::error::ApiError;
use super::params::Params;
use crate::ids::{PressId, UserId};
use crate::types::PressAnswer;
use crate::world::{Signal, World};
use serde_json::{Value, json};

/// A press can be answered for this long.
const PRESS_LIFE: i64 = 15 * 60;

/// `getMe`.
pub(crate) fn me(world: &World, bot: UserId) -> Value {
    let mut me = world.user_json(bot);
    me["can_join_groups"] = json!(true);
    me["can_read_all_group_messages"] = json!(world.bot(bot).is_some_and(|bot| bot.reads_all));
    me["supports_inline_queries"] = json!(false);
    me["can_connect_to_business"] = json!(false);
    me["has_main_web_app"] = json!(false);
    me
}

/// `getChat`.
pub(crate) fn chat(world: &World, bot: UserId, params: &Params) -> Result<Value, ApiError> {
    let key = access::known(world, bot, params)?;
    let chat = access::chat_at(world, key)?;
    access::inside(chat, bot)?;
    Ok(world.full_chat_json(bot, chat))
}

/// `answerCallbackQuery`.
pub(crate) fn answer(world: &mut World, bot: UserId, params: &Params) -> Result<Value, ApiError> {
    let old = || ApiError::bad("query is too old and response timeout expired or query ID is invalid");
    let text = params.text("text").filter(|text| !text.trim().is_empty());
    if text.as_ref().is_some_and(|text| text.chars().count() > 200) {
        return Err(ApiError::bad("MESSAGE_TOO_LONG"));
    }
    let id = params.int("callback_query_id").map(PressId).ok_or_else(old)?;
    let now = world.now();
    let press = world.presses.get_mut(&id).ok_or_else(old)?;
    if press.bot != bot || press.answer.is_some() || now - press.at > PRESS_LIFE {
        return Err(old());
    }
    let answer = PressAnswer { text, alert: params.yes("show_alert") };
    press.answer = Some(answer.clone());
    let signal = Signal { person: press.from, chat: press.key.1, message: press.message, answer };
    world.signals.push(signal);
    Ok(json!(true))
}
