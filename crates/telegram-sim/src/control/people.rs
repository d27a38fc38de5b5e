//! `/control/bots`, `/control/people`, `/control/groups`.

use super::answer::{Answer, Refusal, body, done, number};
use crate::ids::{ChatId, UserId};
use crate::shared::Shared;
use crate::types::NewPerson;
use crate::world::{ChatKind, World, group_key};
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
    blocked: bool,
}

/// `POST /control/people/{id}`: blocks the bot or unblocks it.
pub(super) async fn change_person(
    State(shared): State<Arc<Shared>>,
    path: Path<String>,
    bytes: Bytes,
) -> Answer {
    let person = UserId(number(&path)?);
    let change: PersonChange = body(&bytes)?;
    shared.change(|world| -> Result<(), Refusal> {
        known(world, person)?;
        world.set_blocked(person, change.blocked);
        Ok(())
    })?;
    done(json!({}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewGroup {
    id: Option<i64>,
    title: String,
    members: Vec<UserId>,
    /// Whether the first member adds the bot at once.
    #[serde(default)]
    bot: bool,
}

/// `POST /control/groups`.
pub(super) async fn add_group(State(shared): State<Arc<Shared>>, bytes: Bytes) -> Answer {
    let form: NewGroup = body(&bytes)?;
    let owner =
        *form.members.first().ok_or_else(|| Refusal::bad("a group has members; the first owns it"))?;
    let id = shared.change(|world| -> Result<ChatId, Refusal> {
        form.members.iter().try_for_each(|member| known(world, *member))?;
        if form.id.is_some_and(|id| id >= 0 || world.chats.contains_key(&group_key(ChatId(id)))) {
            return Err(Refusal::bad("id must be below 0 and no other group's"));
        }
        let id = world.add_group(form.id, &form.title, &form.members);
        if form.bot {
            world.add_bot_to_group(id, owner);
        }
        Ok(id)
    })?;
    done(json!({ "id": id }))
}

#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
enum GroupChange {
    AddBot { by: Option<UserId> },
    RemoveBot { by: Option<UserId> },
    Migrate,
}

/// `POST /control/groups/{id}`: the bot comes or goes, or the group becomes a supergroup. The number of the group
/// afterwards is returned.
pub(super) async fn change_group(
    State(shared): State<Arc<Shared>>,
    path: Path<String>,
    bytes: Bytes,
) -> Answer {
    let group = ChatId(number(&path)?);
    let change: GroupChange = body(&bytes)?;
    let id = shared.change(|world| -> Result<ChatId, Refusal> {
        let key = world.person_key(group);
        let found = world.chats.get(&key).filter(|chat| chat.kind != ChatKind::Private);
        let owner = found.map(|chat| chat.owner).ok_or_else(|| Refusal::not_found("no such group"))?;
        let by = |by: Option<UserId>| by.or(owner).unwrap_or(UserId(0));
        match change {
            GroupChange::AddBot { by: who } => world.add_bot_to_group(key.1, by(who)),
            GroupChange::RemoveBot { by: who } => world.remove_bot_from_group(key.1, by(who)),
            GroupChange::Migrate => return Ok(world.migrate(key.1)),
        }
        Ok(key.1)
    })?;
    done(json!({ "id": id }))
}

fn known(world: &World, person: UserId) -> Result<(), Refusal> {
    let found = world.people.contains_key(&person);
    found.then_some(()).ok_or_else(|| Refusal::not_found(format!("no such person: {person}")))
}
