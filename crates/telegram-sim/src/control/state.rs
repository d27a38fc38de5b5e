//! `/control/state`, `/control/limits`, `/control/hooks`.

use super::answer::{Answer, Refusal, body, done};
use super::faults;
use crate::delivery;
use crate::ids::{MessageId, UserId};
use crate::limits::{LimitReport, LimitRules};
use crate::shared::Shared;
use crate::world::{Bot, Chat, ChatKind, Person, Topic, World};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// `GET /control/state`.
pub(super) async fn state(State(shared): State<Arc<Shared>>) -> Answer {
    let (hooks, status) = (shared.hooks.names(), shared.hooks.status());
    let mut world = shared.world();
    let now = world.now();
    let faults: Vec<Value> = world.faults.active(now).iter().map(faults::about).collect();
    let people = world.people.iter().map(|(id, person)| about_person(&world, *id, person));
    let groups = world.chats.values().filter(|chat| chat.kind != ChatKind::Private);
    Ok(Json(json!({
        "now": now,
        "clock": world.clock.about(),
        "bots": world.bots.iter().map(about_bot).collect::<Vec<_>>(),
        "people": people.collect::<Vec<_>>(),
        "groups": groups.map(|chat| about_group(&world, chat)).collect::<Vec<_>>(),
        "faults": faults,
        "limits": about_limits(&world.limits.report),
        "hooks": hooks,
        "status": status,
        "calls": world.calls.len(),
    })))
}

fn about_bot(bot: &Bot) -> Value {
    json!({
        "id": bot.id,
        "token": bot.token,
        "username": bot.username,
        "name": bot.name,
        "pending_updates": bot.queue.len(),
        "reads_all": bot.reads_all,
        "webhook": delivery::info(bot),
    })
}

fn about_person(world: &World, id: UserId, person: &Person) -> Value {
    let info = &person.info;
    let private = world.bots.iter().filter(|bot| {
        let chat = world.chats.get(&(bot.id, id.into()));
        chat.is_some_and(|chat| chat.blocked)
    });
    json!({
        "id": id,
        "first_name": info.first_name,
        "last_name": info.last_name,
        "username": info.username,
        "language_code": info.language_code,
        "about": person.about,
        "deactivated": person.deactivated,
        "blocked": private.map(|bot| bot.id).collect::<Vec<_>>(),
    })
}

fn about_group(world: &World, chat: &Chat) -> Value {
    let (bots, members): (Vec<UserId>, Vec<UserId>) = chat.members.iter().partition(|id| world.is_bot(**id));
    json!({
        "id": chat.id,
        "title": chat.title,
        "kind": if chat.kind == ChatKind::Group { "group" } else { "supergroup" },
        "owner": chat.owner,
        "members": members,
        "bots": bots,
        "migrated_to": chat.migrated_to,
        "topics": chat.topics.as_ref().map(|topics| {
            let topic = |(id, topic): (&MessageId, &Topic)| json!({ "id": id, "name": topic.name, "closed": topic.closed });
            topics.iter().map(topic).collect::<Vec<_>>()
        }),
    })
}

fn about_limits(report: &LimitReport) -> Value {
    json!({
        "enforce": report.enforced,
        "per_second": report.rules.per_second,
        "chat_burst": report.rules.chat_burst,
        "group_per_minute": report.rules.group_per_minute,
        "counted": report.counted,
        "over": { "all": report.over_all, "chat": report.over_chat, "group": report.over_group },
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitForm {
    enforce: Option<bool>,
    per_second: Option<u32>,
    chat_burst: Option<u32>,
    group_per_minute: Option<u32>,
}

/// `POST /control/limits`: what is not named stays.
pub(super) async fn set_limits(State(shared): State<Arc<Shared>>, bytes: Bytes) -> Answer {
    let form: LimitForm = body(&bytes)?;
    if [form.per_second, form.chat_burst, form.group_per_minute].contains(&Some(0)) {
        return Err(Refusal::bad("a limit is above 0"));
    }
    let report = shared.change(|world| {
        let report = &mut world.limits.report;
        let old = report.rules;
        report.enforced = form.enforce.unwrap_or(report.enforced);
        report.rules = LimitRules {
            per_second: form.per_second.unwrap_or(old.per_second),
            chat_burst: form.chat_burst.unwrap_or(old.chat_burst),
            group_per_minute: form.group_per_minute.unwrap_or(old.group_per_minute),
        };
        *report
    });
    done(json!({ "limits": about_limits(&report) }))
}

/// `POST /control/hooks/{name}`: calls what the embedding program offers, with the body.
pub(super) async fn call_hook(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    bytes: Bytes,
) -> Answer {
    let value: Value = if bytes.is_empty() { Value::Null } else { body(&bytes)? };
    if !shared.hooks.call(&name, value) {
        return Err(Refusal::not_found(format!(
            "nobody offers {name}; there are: {:?}",
            shared.hooks.names()
        )));
    }
    done(json!({}))
}
