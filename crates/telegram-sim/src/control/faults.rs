//! `/control/faults`.

use super::answer::{Answer, Refusal, body, done, number};
use crate::faults::{ActiveFault, Fault, FaultId, FaultKind, When};
use crate::ids::ChatId;
use crate::shared::Shared;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// All kinds, as they are named here.
const KINDS: &str = "429, 500, 502, 400, blocked, lose_answer, reset, hang, slow, outage, duplicate_updates, \
                     delay_updates, reorder_updates";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    kind: Value,
    method: Option<String>,
    chat: Option<ChatId>,
    times: Option<u32>,
    retry_after: Option<u32>,
    description: Option<String>,
    secs: Option<u32>,
    seed: Option<u64>,
    #[serde(default)]
    after_calls: u32,
    #[serde(default)]
    every: u32,
    from: Option<i64>,
    until: Option<i64>,
}

impl Wish {
    fn kind(&self) -> Result<FaultKind, Refusal> {
        let name = self.kind.as_str().map_or_else(|| self.kind.to_string(), str::to_owned);
        let secs = self.secs.unwrap_or(5);
        Ok(match name.as_str() {
            "429" => FaultKind::TooManyRequests { retry_after: self.retry_after.unwrap_or(5) },
            "500" => FaultKind::ServerError,
            "502" => FaultKind::BadGateway,
            "400" => {
                let description = self.description.clone();
                FaultKind::BadRequest {
                    description: description.unwrap_or_else(|| "Bad Request: strange".into()),
                }
            }
            "blocked" => FaultKind::Blocked,
            "lose_answer" => FaultKind::LoseAnswer,
            "reset" => FaultKind::ResetBefore,
            "hang" => FaultKind::Hang,
            "slow" => FaultKind::Slow { secs },
            "outage" => FaultKind::Outage,
            "duplicate_updates" => FaultKind::DuplicateUpdates,
            "delay_updates" => FaultKind::DelayUpdates { secs },
            "reorder_updates" => FaultKind::ReorderUpdates { seed: self.seed.unwrap_or(0) },
            _ => return Err(Refusal::bad(format!("no kind {name}; there are: {KINDS}"))),
        })
    }
}

/// `POST`: makes a trouble.
pub(super) async fn add(State(shared): State<Arc<Shared>>, bytes: Bytes) -> Answer {
    let wish: Wish = body(&bytes)?;
    let kind = wish.kind()?;
    if wish.times == Some(0) {
        return Err(Refusal::bad("times must be above 0"));
    }
    if kind.is_of_updates() && wish.method.is_some() {
        return Err(Refusal::bad("updates have no method"));
    }
    let when = When { after_calls: wish.after_calls, every: wish.every, from: wish.from, until: wish.until };
    let fault = Fault { method: wish.method, chat: wish.chat, kind, times: wish.times };
    let id = shared.change(|world| world.faults.add(fault, when));
    done(json!({ "id": id }))
}

/// `GET`: the troubles there are.
pub(super) async fn list(State(shared): State<Arc<Shared>>) -> Answer {
    let mut world = shared.world();
    let now = world.now();
    let faults: Vec<Value> = world.faults.active(now).iter().map(about).collect();
    Ok(Json(json!({ "faults": faults })))
}

/// `DELETE`: ends all.
pub(super) async fn clear(State(shared): State<Arc<Shared>>) -> Answer {
    shared.change(|world| world.faults.clear());
    done(json!({}))
}

/// `DELETE /control/faults/{id}`: ends one.
pub(super) async fn end(State(shared): State<Arc<Shared>>, path: Path<String>) -> Answer {
    let id = FaultId(number(&path)?);
    if !shared.change(|world| world.faults.end(id)) {
        return Err(Refusal::not_found("no such fault; it may have been used up"));
    }
    done(json!({}))
}

/// A trouble as it is listed: as it was asked for, with what became of it.
pub(super) fn about(active: &ActiveFault) -> Value {
    let (fault, when) = (&active.fault, active.when);
    let mut about = match &fault.kind {
        FaultKind::TooManyRequests { retry_after } => json!({ "kind": "429", "retry_after": retry_after }),
        FaultKind::ServerError => json!({ "kind": "500" }),
        FaultKind::BadGateway => json!({ "kind": "502" }),
        FaultKind::BadRequest { description } => json!({ "kind": "400", "description": description }),
        FaultKind::Blocked => json!({ "kind": "blocked" }),
        FaultKind::LoseAnswer => json!({ "kind": "lose_answer" }),
        FaultKind::ResetBefore => json!({ "kind": "reset" }),
        FaultKind::Hang => json!({ "kind": "hang" }),
        FaultKind::Slow { secs } => json!({ "kind": "slow", "secs": secs }),
        FaultKind::Outage => json!({ "kind": "outage" }),
        FaultKind::DuplicateUpdates => json!({ "kind": "duplicate_updates" }),
        FaultKind::DelayUpdates { secs } => json!({ "kind": "delay_updates", "secs": secs }),
        FaultKind::ReorderUpdates { seed } => json!({ "kind": "reorder_updates", "seed": seed }),
    };
    let more = [
        ("method", json!(fault.method)),
        ("chat", json!(fault.chat)),
        ("times", json!(fault.times)),
        ("after_calls", json!(Some(when.after_calls).filter(|count| *count > 0))),
        ("every", json!(Some(when.every).filter(|count| *count > 1))),
        ("from", json!(when.from)),
        ("until", json!(when.until)),
        ("id", json!(active.id)),
        ("met", json!(active.met)),
        ("spoiled", json!(active.spoiled)),
    ];
    for (name, value) in more.into_iter().filter(|(_, value)| !value.is_null()) {
        about[name] = value;
    }
    about
}
