//! The menu of commands.

use super::access;
use super::error::ApiError;
use super::params::{Params, int_of};
use crate::ids::{ChatId, UserId};
use crate::world::World;
use serde_json::{Value, json};

/// `setMyCommands`.
pub(crate) fn set(world: &mut World, bot: UserId, params: &Params) -> Result<Value, ApiError> {
    let place = place(world, bot, params)?;
    let list = params.nested("commands")?;
    let list = list.as_ref().and_then(Value::as_array);
    let list = list.ok_or_else(|| ApiError::bad("can't parse commands JSON array"))?;
    if list.len() > 100 {
        return Err(ApiError::bad("BOT_COMMANDS_TOO_MUCH"));
    }
    let commands = list.iter().map(command).collect::<Result<Vec<_>, _>>()?;
    store(world, bot, place, commands);
    Ok(json!(true))
}

/// `deleteMyCommands`.
pub(crate) fn delete(world: &mut World, bot: UserId, params: &Params) -> Result<Value, ApiError> {
    let place = place(world, bot, params)?;
    store(world, bot, place, Vec::new());
    Ok(json!(true))
}

/// `getMyCommands`.
pub(crate) fn get(world: &World, bot: UserId, params: &Params) -> Result<Value, ApiError> {
    let (scope, language) = place(world, bot, params)?;
    let found = world.bot(bot).and_then(|bot| bot.commands.get(&scope)?.get(&language));
    Ok(found.cloned().unwrap_or_else(|| json!([])))
}

fn store(world: &mut World, bot: UserId, (scope, language): (String, String), commands: Vec<Value>) {
    let Some(bot) = world.bot_mut(bot) else { return };
    let by_language = bot.commands.entry(scope.clone()).or_default();
    if commands.is_empty() {
        by_language.remove(&language);
    } else {
        by_language.insert(language, Value::Array(commands));
    }
    if by_language.is_empty() {
        bot.commands.remove(&scope);
    }
}

fn command(given: &Value) -> Result<Value, ApiError> {
    let (Some(name), Some(about)) = (given["command"].as_str(), given["description"].as_str()) else {
        return Err(ApiError::bad("can't parse BotCommand: command and description must be Strings"));
    };
    let name = name.trim_start_matches('/');
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if name.is_empty() || name.len() > 32 || !name.chars().all(fits) {
        return Err(ApiError::bad("BOT_COMMAND_INVALID"));
    }
    if about.trim().is_empty() || about.chars().count() > 256 {
        return Err(ApiError::bad("BOT_COMMAND_DESCRIPTION_INVALID"));
    }
    Ok(json!({ "command": name, "description": about.trim() }))
}

/// The scope as a word and the language, empty for the default.
fn place(world: &World, bot: UserId, params: &Params) -> Result<(String, String), ApiError> {
    let language = language_of(params)?;
    let Some(scope) = params.nested("scope")? else { return Ok(("default".into(), language)) };
    let kind = scope["type"].as_str().ok_or_else(|| ApiError::bad("can't parse BotCommandScope"))?;
    let chat = || -> Result<ChatId, ApiError> {
        let id = int_of(&scope["chat_id"]).map(ChatId).ok_or_else(|| ApiError::bad("chat_id is empty"))?;
        access::key_of(world, bot, id).map(|_| id)
    };
    let group = || match chat()? {
        id if id.0 > 0 => Err(ApiError::bad("can't use specified scope in private chats")),
        id => Ok(id),
    };
    let word = match kind {
        "default" | "all_private_chats" | "all_group_chats" | "all_chat_administrators" => kind.to_owned(),
        "chat" => format!("{kind}:{}", chat()?),
        "chat_administrators" => format!("{kind}:{}", group()?),
        "chat_member" => {
            let group = group()?;
            let user = int_of(&scope["user_id"]).ok_or_else(|| ApiError::bad("invalid user_id specified"))?;
            if !world.people.contains_key(&UserId(user)) {
                return Err(ApiError::bad("user not found"));
            }
            format!("{kind}:{group}:{user}")
        }
        _ => return Err(ApiError::bad("unsupported type of BotCommandScope specified")),
    };
    Ok((word, language))
}

/// The language of the call, empty for the default.
pub(super) fn language_of(params: &Params) -> Result<String, ApiError> {
    let language = params.text("language_code").unwrap_or_default();
    if !language.is_empty() && (language.len() != 2 || !language.bytes().all(|b| b.is_ascii_lowercase())) {
        return Err(ApiError::bad("invalid language code specified"));
    }
    Ok(language)
}

impl World {
    /// The commands that a person sees in a chat with the bot.
    pub fn commands_seen(&self, person: UserId, chat: ChatId) -> Value {
        let Some(bot) = self.bot(self.the_bot()) else { return json!([]) };
        let group = self.chats.get(&self.person_key(chat)).filter(|_| chat.0 < 0);
        let mut scopes = Vec::new();
        if let Some(group) = group {
            let id = group.id;
            scopes.push(format!("chat_member:{id}:{person}"));
            if group.is_run_by(person) {
                scopes.extend([format!("chat_administrators:{id}"), format!("chat:{id}")]);
                scopes.push("all_chat_administrators".to_owned());
            } else {
                scopes.push(format!("chat:{id}"));
            }
            scopes.push("all_group_chats".to_owned());
        } else {
            scopes.extend([format!("chat:{chat}"), "all_private_chats".to_owned()]);
        }
        scopes.push("default".to_owned());
        let language = self.people.get(&person).and_then(|person| person.info.language_code.clone());
        let language = language.map(|code| code.chars().take(2).collect::<String>()).unwrap_or_default();
        let in_scope = |scope: &String| {
            let by_language = bot.commands.get(scope)?;
            by_language.get(&language).or_else(|| by_language.get("")).cloned()
        };
        scopes.iter().find_map(in_scope).unwrap_or_else(|| json!([]))
    }
}
