//! Reading what the Bot API answers.

use repairbot_core::ids::ChatId;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::error::CallErrorKind;

/// The envelope of every answer. The result stays text until its reader decides how strict to be.
#[derive(Deserialize)]
struct Envelope<'a> {
    ok: bool,
    #[serde(borrow)]
    result: Option<&'a RawValue>,
    error_code: Option<u16>,
    description: Option<String>,
    parameters: Option<Parameters>,
}

#[derive(Deserialize)]
struct Parameters {
    retry_after: Option<u64>,
    migrate_to_chat_id: Option<ChatId>,
}

/// The one field of an update that acknowledgement needs.
#[derive(Deserialize)]
struct Key {
    update_id: Option<i64>,
}

/// The decoded `result` of an answer.
pub(super) fn result(status: u16, body: &str) -> Result<Value, CallErrorKind> {
    let raw = unwrap(status, body)?;
    serde_json::from_str(raw.get()).map_err(|error| unreadable(status, &error))
}

/// The updates of a getUpdates answer, decoded one by one.
///
/// One that cannot be decoded must not hide the others of its batch (nor itself): it becomes
/// `{"update_id": …, "undecodable": "its text"}`, which no decoder of updates accepts.
pub(super) fn updates(status: u16, body: &str) -> Result<Vec<Value>, CallErrorKind> {
    let raw = unwrap(status, body)?;
    let list: Vec<&RawValue> = serde_json::from_str(raw.get()).map_err(|error| unreadable(status, &error))?;
    Ok(list.into_iter().map(|update| one(update.get())).collect())
}

fn one(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| {
        let key = serde_json::from_str::<Key>(text).ok().and_then(|key| key.update_id);
        match key {
            Some(id) => json!({ "update_id": id, "undecodable": text }),
            None => json!({ "undecodable": text }),
        }
    })
}

/// Opens the envelope.
fn unwrap(status: u16, body: &str) -> Result<&RawValue, CallErrorKind> {
    let envelope = match serde_json::from_str::<Envelope<'_>>(body) {
        Ok(envelope) => envelope,
        // A reverse proxy says so in HTML; no repetition makes the request smaller.
        Err(_) if status == 413 => return Err(too_large()),
        // Nobody but a proxy says that, and what it did not let through has no effect.
        Err(_) if status == 407 => return Err(no_way_through()),
        Err(error) => return Err(unreadable(status, &error)),
    };
    match envelope.result {
        Some(result) if envelope.ok => Ok(result),
        None if envelope.ok => {
            Err(CallErrorKind::Decode { status, detail: "ok, but without a result".to_owned() })
        }
        _ => Err(refusal(status, envelope)),
    }
}

fn refusal(status: u16, envelope: Envelope<'_>) -> CallErrorKind {
    let (retry_after, migrate_to) =
        envelope.parameters.map_or((None, None), |p| (p.retry_after, p.migrate_to_chat_id));
    CallErrorKind::Api {
        code: envelope.error_code.unwrap_or(status),
        description: envelope.description.unwrap_or_default(),
        retry_after,
        migrate_to,
    }
}

fn too_large() -> CallErrorKind {
    let description = "Request Entity Too Large".to_owned();
    CallErrorKind::Api { code: 413, description, retry_after: None, migrate_to: None }
}

fn no_way_through() -> CallErrorKind {
    let detail = "the proxy refuses the login of PROXY_URL".to_owned();
    CallErrorKind::Network { ambiguous: false, detail }
}

fn unreadable(status: u16, error: &serde_json::Error) -> CallErrorKind {
    CallErrorKind::Decode { status, detail: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_and_a_refusal_are_told_apart() {
        assert_eq!(result(200, r#"{"ok":true,"result":{"id":1}}"#), Ok(json!({"id": 1})));
        assert_eq!(result(200, r#"{"ok":true,"result":true}"#), Ok(json!(true)));
        let body = r#"{"ok":false,"error_code":429,"description":"slow","parameters":{"retry_after":3}}"#;
        let CallErrorKind::Api { code, retry_after, migrate_to, .. } = result(429, body).unwrap_err() else {
            panic!("a refusal")
        };
        assert_eq!((code, retry_after, migrate_to), (429, Some(3), None));
        let body =
            r#"{"ok":false,"error_code":400,"description":"up","parameters":{"migrate_to_chat_id":-1007}}"#;
        let CallErrorKind::Api { migrate_to, .. } = result(400, body).unwrap_err() else {
            panic!("a refusal")
        };
        assert_eq!(migrate_to, Some(ChatId(-1007)));
    }

    #[test]
    fn what_is_not_the_bot_api_is_unreadable() {
        for body in ["", "<html>", "{\"ok\":true", "[]", "{\"ok\":true}"] {
            assert!(matches!(result(502, body), Err(CallErrorKind::Decode { status: 502, .. })), "{body}");
        }
        assert!(matches!(result(413, "<html>"), Err(CallErrorKind::Api { code: 413, .. })));
    }

    #[test]
    fn an_undecodable_update_does_not_poison_its_batch() {
        // A lone surrogate is what serde_json refuses inside a string.
        let body = r#"{"ok":true,"result":[{"update_id":1},{"update_id":2,"message":{"text":"\ud83d"}},
            {"text":"\ud83d"},7,{"update_id":3}]}"#;
        let updates = updates(200, body).unwrap();
        assert_eq!(updates.len(), 5);
        assert_eq!(updates[0], json!({"update_id": 1}));
        assert_eq!((&updates[1]["update_id"], updates[1]["undecodable"].is_string()), (&json!(2), true));
        assert!(updates[2].get("update_id").is_none());
        assert_eq!(updates[3], json!(7));
        assert_eq!(updates[4], json!({"update_id": 3}));
    }

    #[test]
    fn deep_nesting_is_only_one_undecodable_update() {
        let deep = format!("{}{}", "[".repeat(500), "]".repeat(500));
        let body = format!(r#"{{"ok":true,"result":[{{"update_id":1,"x":{deep}}},{{"update_id":2}}]}}"#);
        let updates = updates(200, &body).unwrap();
        assert_eq!((&updates[0]["update_id"], &updates[1]["update_id"]), (&json!(1), &json!(2)));
    }
}
