//! The Bot API: what each method does to the world.

mod about;
mod access;
mod album;
mod commands;
mod copies;
mod edit;
mod error;
mod files;
mod format;
pub(crate) mod http;
mod markup;
mod media;
mod members;
mod multipart;
mod params;
mod pins;
mod places;
mod poll;
mod profile;
mod send;
mod topics;

use crate::delivery;
use crate::ids::UserId;
use crate::world::{MediaKind, World};
pub(crate) use error::ApiError;
pub(crate) use params::Params;
pub(crate) use params::percent_decode;
use serde_json::{Value, json};

/// What a method answers.
type Answer = Result<Value, ApiError>;
/// What a method does.
type Method = fn(&mut World, UserId, &Params) -> Answer;

/// All methods but `getUpdates`.
const METHODS: &[(&str, Method)] = &[
    ("getMe", |world, bot, _| Ok(about::me(world, bot))),
    ("logOut", |_, _, _| Ok(json!(true))),
    ("close", |_, _, _| Ok(json!(true))),
    ("setWebhook", delivery::set),
    ("deleteWebhook", delivery::delete),
    ("getWebhookInfo", |world, bot, _| world.bot(bot).map(delivery::info).ok_or_else(ApiError::unauthorized)),
    ("getFile", |world, _, params| files::get(world, params)),
    ("answerCallbackQuery", about::answer),
    // Sending.
    ("sendMessage", send::message),
    ("sendChatAction", |world, bot, params| send::action(world, bot, params)),
    ("sendAnimation", |world, bot, params| media::send(world, bot, (MediaKind::Animation, params))),
    ("sendAudio", |world, bot, params| media::send(world, bot, (MediaKind::Audio, params))),
    ("sendDocument", |world, bot, params| media::send(world, bot, (MediaKind::Document, params))),
    ("sendPhoto", |world, bot, params| media::send(world, bot, (MediaKind::Photo, params))),
    ("sendSticker", |world, bot, params| media::send(world, bot, (MediaKind::Sticker, params))),
    ("sendVideo", |world, bot, params| media::send(world, bot, (MediaKind::Video, params))),
    ("sendVideoNote", |world, bot, params| media::send(world, bot, (MediaKind::VideoNote, params))),
    ("sendVoice", |world, bot, params| media::send(world, bot, (MediaKind::Voice, params))),
    ("sendMediaGroup", album::send),
    ("sendLocation", places::location),
    ("sendVenue", places::venue),
    ("sendContact", places::contact),
    ("copyMessage", copies::copy),
    ("copyMessages", copies::copy_many),
    ("forwardMessage", copies::forward),
    ("forwardMessages", copies::forward_many),
    // Changing what was sent.
    ("editMessageText", edit::text),
    ("editMessageCaption", edit::caption),
    ("editMessageMedia", edit::media),
    ("editMessageReplyMarkup", edit::markup),
    ("deleteMessage", edit::delete),
    ("deleteMessages", edit::delete_many),
    ("setMessageReaction", |world, bot, params| edit::react(world, bot, params)),
    ("pinChatMessage", pins::pin),
    ("unpinChatMessage", pins::unpin),
    ("unpinAllChatMessages", pins::unpin_all),
    // Chats and members.
    ("getChat", |world, bot, params| about::chat(world, bot, params)),
    ("getChatMember", |world, bot, params| members::one(world, bot, params)),
    ("getChatMemberCount", |world, bot, params| members::count(world, bot, params)),
    ("getChatAdministrators", |world, bot, params| members::administrators(world, bot, params)),
    ("leaveChat", members::leave),
    ("banChatMember", members::ban),
    ("unbanChatMember", members::unban),
    // Topics.
    ("createForumTopic", topics::create),
    ("editForumTopic", topics::edit),
    ("closeForumTopic", |world, bot, params| topics::close(world, bot, (params, true))),
    ("reopenForumTopic", |world, bot, params| topics::close(world, bot, (params, false))),
    ("deleteForumTopic", topics::delete),
    ("unpinAllForumTopicMessages", topics::unpin_all),
    ("editGeneralForumTopic", topics::rename_general),
    ("closeGeneralForumTopic", |world, bot, params| topics::close_general(world, bot, (params, true))),
    ("reopenGeneralForumTopic", |world, bot, params| topics::close_general(world, bot, (params, false))),
    ("hideGeneralForumTopic", |world, bot, params| topics::hide_general(world, bot, (params, true))),
    ("unhideGeneralForumTopic", |world, bot, params| topics::hide_general(world, bot, (params, false))),
    // The bot about itself.
    ("setMyCommands", commands::set),
    ("deleteMyCommands", commands::delete),
    ("getMyCommands", |world, bot, params| commands::get(world, bot, params)),
    ("setMyName", |world, bot, params| profile::set(world, bot, (&profile::NAME, params))),
    ("getMyName", |world, bot, params| profile::get(world, bot, (&profile::NAME, params))),
    ("setMyDescription", |world, bot, params| profile::set(world, bot, (&profile::DESCRIPTION, params))),
    ("getMyDescription", |world, bot, params| profile::get(world, bot, (&profile::DESCRIPTION, params))),
    ("setMyShortDescription", |world, bot, params| profile::set(world, bot, (&profile::SHORT, params))),
    ("getMyShortDescription", |world, bot, params| profile::get(world, bot, (&profile::SHORT, params))),
    ("setChatMenuButton", profile::set_menu_button),
    ("getChatMenuButton", |world, bot, params| profile::menu_button(world, bot, params)),
];

/// Does a method (all but `getUpdates`); method names do not care about case.
pub(crate) fn call(world: &mut World, bot: UserId, method: &str, params: &Params) -> Answer {
    let found = METHODS.iter().find(|(name, _)| name.eq_ignore_ascii_case(method));
    let (_, act) = found.ok_or_else(ApiError::not_found)?;
    act(world, bot, params)
}
