//! Webhooks.

use crate::client::Stage;
use crate::receiver::Receiver;
use axum::Json;
use axum::http::StatusCode;
use serde_json::{Value, json};
use telegram_sim::{Fault, FaultKind, MessageId, NewPerson};

async fn hooked() -> (Stage, Receiver) {
    let (stage, receiver) = (Stage::new().await, Receiver::start().await);
    stage.ok("setWebhook", json!({ "url": receiver.url, "secret_token": "se-cr_et" })).await;
    (stage, receiver)
}

/// Waits until the bot's queue has this length.
async fn pending(stage: &Stage, count: usize) {
    stage.sim.subscribe().wait_for(|_| stage.sim.pending_updates() == count).await.unwrap();
}

/// Nothing more comes, although there was time for it: some calls went there and back.
async fn quiet(stage: &Stage, receiver: &mut Receiver) {
    for _ in 0..5 {
        stage.ok("getMe", json!({})).await;
    }
    assert!(receiver.is_idle());
}

/// Waits for a failure to be written down.
async fn failure(stage: &Stage, before: &Value) -> Value {
    let mut changes = stage.sim.subscribe();
    loop {
        let state = stage.controls("GET", "state", Value::Null).await;
        let info = state["bots"][0]["webhook"].clone();
        if info["last_error_message"].is_string() && info["last_error_message"] != *before {
            return info;
        }
        changes.changed().await.unwrap();
    }
}

#[tokio::test]
async fn updates_come_in_order_with_the_secret() {
    let (stage, mut receiver) = hooked().await;
    for text in ["a", "b", "c"] {
        stage.sim.send_text(stage.anna, stage.anna.into(), text);
    }
    let first = receiver.next().await;
    assert_eq!(first.headers["x-telegram-bot-api-secret-token"], "se-cr_et");
    assert_eq!(first.headers["content-type"], "application/json");
    assert_eq!(first.text(), "a");
    assert!(first.update["update_id"].is_i64());
    // A chat's second update waits for the first.
    quiet(&stage, &mut receiver).await;
    first.answer(StatusCode::NO_CONTENT);
    let rest = receiver.take(2).await;
    assert_eq!((&rest[0]["message"]["text"], &rest[1]["message"]["text"]), (&json!("b"), &json!("c")));
    pending(&stage, 0).await;
}

#[tokio::test]
async fn chats_and_presses_do_not_wait_for_one_another() {
    let (stage, mut receiver) = hooked().await;
    let boris = stage.sim.add_person(NewPerson::named("Boris"));
    stage.sim.send_text(stage.anna, stage.anna.into(), "anna");
    let held = receiver.next().await;
    stage.sim.send_text(boris, boris.into(), "boris");
    let other = receiver.next().await;
    assert_eq!(other.text(), "boris");
    stage.sim.press_data(stage.anna, stage.anna.into(), MessageId(1), "go");
    let press = receiver.next().await;
    assert_eq!(press.update["callback_query"]["data"], "go");
    for delivery in [press, other, held] {
        delivery.answer(StatusCode::OK);
    }
    pending(&stage, 0).await;
}

#[tokio::test]
async fn no_more_connections_than_allowed() {
    let (stage, mut receiver) = hooked().await;
    stage.ok("setWebhook", json!({ "url": receiver.url, "max_connections": 2 })).await;
    let people: Vec<_> = ["B", "C", "D"].map(|name| stage.sim.add_person(NewPerson::named(name))).into();
    for person in &people {
        stage.sim.send_text(*person, (*person).into(), "x");
    }
    let (one, two) = (receiver.next().await, receiver.next().await);
    quiet(&stage, &mut receiver).await;
    one.answer(StatusCode::OK);
    let three = receiver.next().await;
    assert_eq!(three.update["message"]["from"]["first_name"], "D");
    two.answer(StatusCode::OK);
    three.answer(StatusCode::OK);
    pending(&stage, 0).await;
}

#[tokio::test]
async fn failures_are_tried_again_later_and_later() {
    let (stage, mut receiver) = hooked().await;
    let start = stage.sim.now();
    stage.sim.send_text(stage.anna, stage.anna.into(), "x");
    receiver.next().await.answer(StatusCode::INTERNAL_SERVER_ERROR);
    // The first repetition is immediate; the clock stands, so the others wait for it.
    let again = receiver.next().await;
    let info = failure(&stage, &Value::Null).await;
    assert_eq!(info["last_error_message"], "Wrong response from the webhook: 500 Internal Server Error");
    assert_eq!((&info["last_error_date"], &info["pending_update_count"]), (&json!(start), &json!(1)));
    again.answer(StatusCode::FOUND);
    let info = failure(&stage, &info["last_error_message"]).await;
    assert_eq!(info["last_error_message"], "Wrong response from the webhook: 302 Found");
    stage.sim.advance(1);
    quiet(&stage, &mut receiver).await;
    stage.sim.advance(1);
    receiver.next().await.answer((StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "100")]));
    failure(&stage, &info["last_error_message"]).await;
    stage.sim.advance(100);
    assert_eq!(receiver.take(1).await[0]["message"]["text"], "x");
    pending(&stage, 0).await;
}

#[tokio::test]
async fn silence_and_closed_doors_are_failures() {
    let (stage, mut receiver) = hooked().await;
    stage.sim.send_text(stage.anna, stage.anna.into(), "x");
    let silent = receiver.next().await;
    stage.sim.advance(60);
    let info = failure(&stage, &Value::Null).await;
    assert_eq!(info["last_error_message"], "Read timeout expired");
    drop(silent);
    stage.ok("setWebhook", json!({ "url": "http://127.0.0.1:1/" })).await;
    let info = failure(&stage, &info["last_error_message"]).await;
    assert!(info["last_error_message"].as_str().unwrap().contains("refused"), "{info}");
    stage.ok("setWebhook", json!({ "url": "https://example.org/" })).await;
    let info = failure(&stage, &info["last_error_message"]).await;
    assert_eq!(info["last_error_message"], "the simulator delivers over plain HTTP only");
}

#[tokio::test]
async fn an_answer_may_be_a_call() {
    let (stage, mut receiver) = hooked().await;
    let mut changes = stage.sim.subscribe();
    let anna = stage.anna;
    stage.sim.send_text(anna, anna.into(), "x");
    let call = json!({ "method": "sendMessage", "chat_id": anna, "text": "reply" });
    receiver.next().await.answer(Json(call));
    changes.wait_for(|_| stage.sim.messages(anna.into()).last().unwrap().text == "reply").await.unwrap();
    stage.sim.send_text(anna, anna.into(), "y");
    let form = format!("method=sendMessage&chat_id={anna}&text=form");
    receiver.next().await.answer(([("content-type", "application/x-www-form-urlencoded")], form));
    changes.wait_for(|_| stage.sim.messages(anna.into()).last().unwrap().text == "form").await.unwrap();
    for ignored in [json!({ "method": "deleteWebhook" }), json!({ "method": 5 }), json!([]), json!("x")] {
        stage.sim.send_text(anna, anna.into(), "z");
        receiver.next().await.answer(Json(ignored));
    }
    pending(&stage, 0).await;
    let methods: Vec<String> = stage.sim.calls().iter().map(|call| call.method.clone()).collect();
    assert_eq!(methods, ["setWebhook", "sendMessage", "sendMessage"]);
}

#[tokio::test]
async fn fetching_and_carrying_exclude_each_other() {
    let stage = Stage::new().await;
    let mut receiver = Receiver::start().await;
    let mut changes = stage.sim.subscribe();
    stage.sim.send_text(stage.anna, stage.anna.into(), "x");
    let offset = stage.ok("getUpdates", json!({})).await[0]["update_id"].as_i64().unwrap() + 1;
    let poll = stage.err("getUpdates", json!({ "timeout": 15, "offset": offset }));
    let set = async {
        changes.wait_for(|_| stage.sim.pending_updates() == 0).await.unwrap();
        stage.ok("setWebhook", json!({ "url": receiver.url })).await
    };
    let ended = tokio::join!(poll, set).0;
    assert_eq!(ended, (409, "Conflict: terminated by setWebhook request".to_owned()));
    let (status, why) = stage.err("getUpdates", json!({})).await;
    let active = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the \
                  webhook first";
    assert_eq!((status, why.as_str()), (409, active));
    stage.ok("deleteWebhook", json!({})).await;
    stage.sim.send_text(stage.anna, stage.anna.into(), "later");
    assert_eq!(stage.drain().await.len(), 1);
    quiet(&stage, &mut receiver).await;
}

#[tokio::test]
async fn settings_are_checked_and_told() {
    let stage = Stage::new().await;
    for (params, why) in [
        (json!({ "url": "nonsense here" }), "invalid webhook URL specified"),
        (json!({ "url": "ftp://example.org/" }), "invalid webhook URL specified"),
        (
            json!({ "url": "https://example.org:8080/" }),
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        (
            json!({ "url": "https://x.org", "secret_token": "a b" }),
            "secret token contains illegal characters",
        ),
        (json!({ "url": "https://x.org", "secret_token": "s".repeat(257) }), "secret token is too long"),
        (json!({ "url": "https://x.org", "ip_address": "x" }), "bad webhook: Invalid IP address specified"),
    ] {
        assert_eq!(stage.err("setWebhook", params).await, (400, format!("Bad Request: {why}")));
    }
    stage.sim.send_text(stage.anna, stage.anna.into(), "dropped");
    let wish = json!({
        "url": "https://example.org:8443/hook", "max_connections": 1000, "ip_address": "192.0.2.1",
        "allowed_updates": ["message"], "drop_pending_updates": true
    });
    stage.ok("setWebhook", wish).await;
    let told = json!({
        "url": "https://example.org:8443/hook", "has_custom_certificate": false, "pending_update_count": 0,
        "max_connections": 100, "ip_address": "192.0.2.1", "allowed_updates": ["message"]
    });
    assert_eq!(stage.ok("getWebhookInfo", json!({})).await, told);
    stage.ok("setWebhook", json!({ "url": "" })).await;
    assert_eq!(stage.ok("getWebhookInfo", json!({})).await["url"], "");
    stage.sim.require_https_webhooks(true);
    let refused = stage.err("setWebhook", json!({ "url": "http://127.0.0.1/" })).await;
    assert_eq!(refused.1, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook");
}

#[tokio::test]
async fn an_outage_and_faults_of_updates_concern_webhooks_too() {
    let (stage, mut receiver) = hooked().await;
    let fault = |kind| stage.sim.fault(Fault { method: None, chat: None, kind, times: None });
    fault(FaultKind::Outage);
    stage.sim.send_text(stage.anna, stage.anna.into(), "x");
    for _ in 0..5 {
        stage.controls("GET", "state", Value::Null).await;
    }
    assert!(receiver.is_idle());
    stage.sim.clear_faults();
    assert_eq!(receiver.take(1).await[0]["message"]["text"], "x");
    fault(FaultKind::DuplicateUpdates);
    stage.sim.send_text(stage.anna, stage.anna.into(), "twice");
    let twice = receiver.take(2).await;
    assert_eq!(twice[0], twice[1]);
    stage.sim.clear_faults();
    fault(FaultKind::DelayUpdates { secs: 10 });
    stage.sim.send_text(stage.anna, stage.anna.into(), "late");
    stage.sim.clear_faults();
    stage.sim.send_text(stage.anna, stage.anna.into(), "early");
    assert_eq!(receiver.take(1).await[0]["message"]["text"], "early");
    pending(&stage, 1).await;
    stage.sim.advance(10);
    assert_eq!(receiver.take(1).await[0]["message"]["text"], "late");
    pending(&stage, 0).await;
}
