//! Members of groups.

use super::Answer;
use super::access;
use super::error::ApiError;
use super::params::Params;
use crate::ids::UserId;
use crate::rights::Right;
use crate::world::{ChatKey, ChatKind, Standing, World};
use serde_json::{Value, json};

/// `getChatMember`.
pub(super) fn one(world: &World, bot: UserId, params: &Params) -> Answer {
    let key = reachable(world, bot, params)?;
    let chat = access::chat_at(world, key)?;
    let user = params.user()?;
    let not_found = || ApiError::bad("member not found");
    if !world.people.contains_key(&user) && !world.is_bot(user) {
        return Err(not_found());
    }
    if chat.kind == ChatKind::Private {
        let known = user == bot || user.0 == chat.id.0;
        return if known { Ok(world.member_json(user, "member")) } else { Err(not_found()) };
    }
    Ok(world.standing_json(user, &chat.standing(user)))
}

/// `getChatMemberCount`.
pub(super) fn count(world: &World, bot: UserId, params: &Params) -> Answer {
    let chat = access::chat_at(world, reachable(world, bot, params)?)?;
    Ok(if chat.kind == ChatKind::Private { json!(2) } else { json!(chat.members.len()) })
}

/// `getChatAdministrators`: the owner and the administrators; bots other than the asking one are left out.
pub(super) fn administrators(world: &World, bot: UserId, params: &Params) -> Answer {
    let key = reachable(world, bot, params)?;
    let chat = access::group(world, key, "there are no administrators in the private chat")?;
    let run = chat.members.iter().copied().filter(|user| chat.is_run_by(*user));
    let shown = run.filter(|user| *user == bot || !world.is_bot(*user));
    Ok(Value::Array(shown.map(|user| world.standing_json(user, &chat.standing(user))).collect()))
}

/// `leaveChat`.
pub(super) fn leave(world: &mut World, bot: UserId, params: &Params) -> Answer {
    let key = reachable(world, bot, params)?;
    access::group(world, key, "chat member status can't be changed in private chats")?;
    world.remove_member(key, (bot, bot), false);
    Ok(json!(true))
}

/// `banChatMember`. In a basic group it only removes.
pub(super) fn ban(world: &mut World, bot: UserId, params: &Params) -> Answer {
    let (key, user) = restricted(world, bot, params)?;
    let chat = access::chat_at(world, key)?;
    match chat.standing(user) {
        Standing::Creator => return Err(ApiError::bad("can't remove chat owner")),
        Standing::Administrator(_) => return Err(ApiError::bad("user is an administrator of the chat")),
        _ => {}
    }
    let banned = chat.kind == ChatKind::Supergroup;
    world.remove_member(key, (bot, user), banned);
    Ok(json!(true))
}

/// `unbanChatMember`: it also removes a member, unless only a ban is to be lifted.
pub(super) fn unban(world: &mut World, bot: UserId, params: &Params) -> Answer {
    let (key, user) = restricted(world, bot, params)?;
    let chat = access::chat_at(world, key)?;
    if chat.kind != ChatKind::Supergroup {
        return Err(ApiError::bad("method is available for supergroup and channel chats only"));
    }
    match chat.standing(user) {
        Standing::Kicked => world.unban(key, (bot, user)),
        Standing::Member if !params.yes("only_if_banned") => world.remove_member(key, (bot, user), false),
        Standing::Creator if !params.yes("only_if_banned") => {
            return Err(ApiError::bad("can't remove chat owner"));
        }
        Standing::Administrator(_) if !params.yes("only_if_banned") => {
            return Err(ApiError::bad("user is an administrator of the chat"));
        }
        _ => {}
    }
    Ok(json!(true))
}

/// A chat the bot is in.
fn reachable(world: &World, bot: UserId, params: &Params) -> Result<ChatKey, ApiError> {
    let key = access::known(world, bot, params)?;
    access::inside(access::chat_at(world, key)?, bot).map(|()| key)
}

/// A group and somebody whom the bot may remove from it.
fn restricted(world: &World, bot: UserId, params: &Params) -> Result<(ChatKey, UserId), ApiError> {
    let user = params.user()?;
    let what = "restrict/unrestrict chat member";
    let key = access::governed(world, bot, params, (Right::RestrictMembers, what))?;
    access::group(world, key, "can't ban members in private chats")?;
    if user == bot {
        return Err(ApiError::bad("can't restrict self"));
    }
    if !world.people.contains_key(&user) && !world.is_bot(user) {
        return Err(ApiError::bad("PARTICIPANT_ID_INVALID"));
    }
    Ok((key, user))
}
