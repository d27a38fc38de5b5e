//! The Bot API: what each method does to the world.

mod about;
mod access;
mod commands;
mod edit;
mod error;
pub(crate) mod http;
mod markup;
mod multipart;
mod params;
mod poll;
mod send;

use crate::delivery;
use crate::ids::UserId;
use crate::world::World;
pub(crate) use error::ApiError;
pub(crate) use params::Params;
pub(crate) use params::percent_decode;
use serde_json::Value;

/// Does a method (all but `getUpdates`); method names do not care about case.
pub(crate) fn call(world: &mut World, bot: UserId, method: &str, params: &Params) -> Result<Value, ApiError> {
    match method.to_ascii_lowercase().as_str() {
        "getme" => Ok(about::me(world, bot)),
        "setwebhook" => delivery::set(world, bot, params),
        "deletewebhook" => delivery::delete(world, bot, params),
        "getwebhookinfo" => world.bot(bot).map(delivery::info).ok_or_else(ApiError::unauthorized),
        "sendmessage" => send::message(world, bot, params),
        "senddocument" => send::document(world, bot, params),
        "sendchataction" => send::action(world, bot, params),
        "editmessagetext" => edit::text(world, bot, params),
        "editmessagereplymarkup" => edit::markup(world, bot, params),
        "deletemessage" => edit::delete(world, bot, params),
        "answercallbackquery" => about::answer(world, bot, params),
        "setmycommands" => commands::set(world, bot, params),
        "deletemycommands" => commands::delete(world, bot, params),
        "getmycommands" => commands::get(world, bot, params),
        "getchat" => about::chat(world, bot, params),
        "getchatmember" => about::member(world, bot, params),
        "getfile" => about::file(world, params),
        _ => Err(ApiError::not_found()),
    }
}
