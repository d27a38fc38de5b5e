//! `/control/bots`, `/control/people`.

use super::answer::{Answer, Refusal, body, done, number};
use crate::ids::UserId;
use crate::shared::Shared;
use crate::types::NewPerson;
use crate::world::World;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewBot {
    token: String,
    username: String,
    name: Option<String>,
}

/// `POST /control/bots`.
pub(super) async fn add_bot(State(shared): State<Arc<Shared>>, bytes: Bytes) -> Answer {
    let wish: NewBot = body(&bytes)?;
    let sound =
        |text: &str| !text.is_empty() && !text.contains(['/', '@']) && !text.contains(char::is_whitespace);
    if !sound(&wish.token) || !sound(&wish.username) {
        return Err(Refusal::bad("token and username must be words without / and @"));
    }
    let id = shared.change(|world| -> Result<UserId, Refusal> {
        if world.bots.iter().any(|bot| bot.token == wish.token) {
            return Err(Refusal::bad("there is a bot with this token"));
        }
        let id = world.add_bot(&wish.token, &wish.username);
        if let (Some(bot), Some(name)) = (world.bot_mut(id), wish.name) {
            bot.name = name;
        }
        Ok(id)
    })?;
    done(json!({ "id": id }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BotChange {
    reads_all: bool,
}

/// `POST /control/bots/{id}`: turns the privacy mode off (the bot reads all of its groups) or on.
pub(super) async fn change_bot(
    State(shared): State<Arc<Shared>>,
    path: Path<String>,
    bytes: Bytes,
) -> Answer {
    let id = UserId(number(&path)?);
    let change: BotChange = body(&bytes)?;
    shared.change(|world| -> Result<(), Refusal> {
        let bot = world.bot_mut(id).ok_or_else(|| Refusal::not_found(format!("no such bot: {id}")))?;
        bot.reads_all = change.reads_all;
        Ok(())
    })?;
    done(json!({}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonForm {
    id: Option<i64>,
    first_name: String,
    last_name: Option<String>,
    username: Option<String>,
    language_code: Option<String>,
    about: Option<String>,
}

/// `POST /control/people`.
pub(super) async fn add_person(State(shared): State<Arc<Shared>>, bytes: Bytes) -> Answer {
    let form: PersonForm = body(&bytes)?;
    if form.first_name.trim().is_empty() {
        return Err(Refusal::bad("first_name must not be empty"));
    }
    let info = NewPerson {
        first_name: form.first_name,
        last_name: form.last_name,
        username: form.username,
        language_code: form.language_code,
    };
    let id = shared.change(|world| {
        if form
            .id
            .is_some_and(|id| id <= 0 || world.people.contains_key(&UserId(id)) || world.is_bot(UserId(id)))
        {
            return Err(Refusal::bad("id must be above 0 and nobody else's"));
        }
        let id = world.add_person(form.id, info);
        if let (Some(person), Some(about)) = (world.people.get_mut(&id), form.about) {
            person.about = about;
        }
        Ok(id)
    })?;
    done(json!({ "id": id }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonChange {
    blocked: Option<bool>,
    deactivated: Option<bool>,
    /// The bot that is blocked: the first unless given.
    bot: Option<UserId>,
}

/// `POST /control/people/{id}`: blocks a bot or unblocks it, deletes the account or brings it back.
pub(super) async fn change_person(
    State(shared): State<Arc<Shared>>,
    path: Path<String>,
    bytes: Bytes,
) -> Answer {
    let id = UserId(number(&path)?);
    let change: PersonChange = body(&bytes)?;
    if change.blocked.is_none() && change.deactivated.is_none() {
        return Err(Refusal::bad("blocked or deactivated must be given"));
    }
    shared.change(|world| -> Result<(), Refusal> {
        deal_with(world, change.bot)?;
        known(world, id)?;
        if let Some(blocked) = change.blocked {
            world.set_blocked(id, blocked);
        }
        if let (Some(person), Some(deactivated)) = (world.people.get_mut(&id), change.deactivated) {
            person.deactivated = deactivated;
        }
        Ok(())
    })?;
    done(json!({}))
}

/// Refuses people who are not there.
pub(super) fn known(world: &World, person: UserId) -> Result<(), Refusal> {
    let found = world.people.contains_key(&person);
    found.then_some(()).ok_or_else(|| Refusal::not_found(format!("no such person: {person}")))
}

/// Lets people deal with this bot until the world is unlocked: the first one unless given. Gives its number.
pub(super) fn deal_with(world: &mut World, bot: Option<UserId>) -> Result<UserId, Refusal> {
    if let Some(bot) = bot {
        world.bot(bot).ok_or_else(|| Refusal::not_found(format!("no such bot: {bot}")))?;
        world.dealt_with = Some(bot);
    }
    Ok(world.the_bot())
}
