//! `getUpdates`.

use crate::client::Stage;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

fn ids(updates: &Value) -> Vec<i64> {
    updates.as_array().unwrap().iter().map(|update| update["update_id"].as_i64().unwrap()).collect()
}

async fn three(stage: &Stage) -> Vec<i64> {
    for text in ["a", "b", "c"] {
        stage.sim.send_text(stage.anna, stage.anna.into(), text);
    }
    ids(&stage.ok("getUpdates", json!({})).await)
}

#[tokio::test]
async fn offsets() {
    let stage = Stage::new().await;
    let all = three(&stage).await;
    assert_eq!(all, [all[0], all[0] + 1, all[0] + 2]);
    assert_eq!(ids(&stage.ok("getUpdates", json!({})).await), all, "not confirmed, so given again");
    assert_eq!(ids(&stage.ok("getUpdates", json!({ "limit": 2 })).await), all[..2]);
    assert_eq!(ids(&stage.ok("getUpdates", json!({ "offset": all[1] })).await), all[1..]);
    assert_eq!(stage.sim.pending_updates(), 2);
    assert_eq!(ids(&stage.ok("getUpdates", json!({ "offset": all[0] })).await), all[1..], "forgotten");
    assert_eq!(ids(&stage.ok("getUpdates", json!({ "offset": -1 })).await), all[2..]);
    assert_eq!(stage.sim.pending_updates(), 1);
    assert_eq!(ids(&stage.ok("getUpdates", json!({ "offset": all[2] + 1 })).await), [0_i64; 0]);
    assert_eq!(stage.sim.pending_updates(), 0);
}

#[tokio::test]
async fn limits_are_clamped() {
    let stage = Stage::new().await;
    for _ in 0..120 {
        stage.sim.send_text(stage.anna, stage.anna.into(), "x");
    }
    for (limit, expected) in [(json!(0), 1), (json!(1000), 100), (json!("5"), 5), (json!(null), 100)] {
        assert_eq!(ids(&stage.ok("getUpdates", json!({ "limit": limit })).await).len(), expected);
    }
}

#[tokio::test]
async fn waits_for_an_update() {
    let stage = Stage::new().await;
    let started = Instant::now();
    assert_eq!(ids(&stage.ok("getUpdates", json!({ "timeout": 1 })).await), [0_i64; 0]);
    assert!(started.elapsed() >= Duration::from_secs(1));
    let poll = stage.ok("getUpdates", json!({ "timeout": 15 }));
    let write = async { stage.sim.send_text(stage.anna, stage.anna.into(), "late") };
    let (updates, _) = tokio::join!(poll, write);
    assert_eq!(updates[0]["message"]["text"], "late");
}

#[tokio::test]
async fn the_second_poll_ends_the_first() {
    let stage = Stage::new().await;
    let all = three(&stage).await;
    let mut changes = stage.sim.subscribe();
    let offset = all[2] + 1;
    let first = async { stage.err("getUpdates", json!({ "offset": offset, "timeout": 15 })).await };
    let second = async {
        changes.wait_for(|_| stage.sim.pending_updates() == 0).await.unwrap();
        stage.ok("getUpdates", json!({ "offset": offset, "timeout": 1 })).await
    };
    let (first, second) = tokio::join!(first, second);
    let conflict =
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
    assert_eq!(first, (409, conflict.to_owned()));
    assert_eq!(second, json!([]));
}

#[tokio::test]
async fn duplicates_come_whatever_the_offset() {
    let stage = Stage::new().await;
    let all = three(&stage).await;
    let next = all[2] + 1;
    stage.ok("getUpdates", json!({ "offset": next })).await;
    stage.sim.redeliver(2);
    assert_eq!(stage.sim.pending_updates(), 2);
    assert_eq!(ids(&stage.ok("getUpdates", json!({ "offset": next })).await), all[1..]);
    assert_eq!(ids(&stage.ok("getUpdates", json!({ "offset": next })).await), [0_i64; 0]);
}

#[tokio::test]
async fn only_allowed_kinds() {
    let stage = Stage::new().await;
    stage.ok("getUpdates", json!({ "allowed_updates": ["callback_query"] })).await;
    let id = stage.sim.send_text(stage.anna, stage.anna.into(), "x");
    stage.sim.press_data(stage.anna, stage.anna.into(), id, "y");
    let updates = stage.drain().await;
    assert_eq!(updates.len(), 1);
    assert_eq!(updates[0]["callback_query"]["data"], "y");
}

#[tokio::test]
async fn raw_updates() {
    let stage = Stage::new().await;
    stage.sim.send_raw_update(json!({ "strange": [1, 2] }));
    stage.sim.send_raw_update(json!("not an object"));
    stage.sim.send_raw_update(json!({ "update_id": "word" }));
    stage.sim.send_text(stage.anna, stage.anna.into(), "x");
    let updates = stage.drain().await;
    assert!(updates[0]["update_id"].is_i64() && updates[0]["strange"][1] == 2);
    assert_eq!(updates[1], "not an object");
    assert_eq!(updates[2]["update_id"], "word");
    assert_eq!(updates[3]["message"]["text"], "x");
    assert_eq!(stage.sim.pending_updates(), 0);
}

#[tokio::test]
async fn a_webhook_that_never_was() {
    let stage = Stage::new().await;
    three(&stage).await;
    let info = stage.ok("getWebhookInfo", json!({})).await;
    assert_eq!((info["url"].as_str(), info["pending_update_count"].as_i64()), (Some(""), Some(3)));
    assert_eq!(stage.ok("deleteWebhook", json!({})).await, json!(true));
    assert_eq!(stage.sim.pending_updates(), 3);
    stage.ok("deleteWebhook", json!({ "drop_pending_updates": true })).await;
    assert_eq!(stage.sim.pending_updates(), 0);
}

#[tokio::test]
async fn updates_are_kept_for_a_day() {
    let stage = Stage::new().await;
    let day = 24 * 3600;
    stage.sim.send_text(stage.anna, stage.anna.into(), "old");
    stage.sim.advance(10);
    stage.sim.send_text(stage.anna, stage.anna.into(), "new");
    stage.sim.advance(day - 10);
    assert_eq!(stage.ok("getUpdates", json!({})).await.as_array().unwrap().len(), 2, "a day is not over");
    stage.sim.advance(1);
    let left = stage.ok("getUpdates", json!({})).await;
    assert_eq!((left[0]["message"]["text"].as_str(), &left[1]), (Some("new"), &json!(null)));
    stage.sim.advance(day);
    assert_eq!(stage.ok("getUpdates", json!({})).await, json!([]));
}

#[tokio::test]
async fn presses_that_nobody_fetches_are_gone_soon() {
    let stage = Stage::new().await;
    let press =
        |data: &str| stage.sim.press_data(stage.anna, stage.anna.into(), telegram_sim::MessageId(1), data);
    press("slow");
    stage.sim.advance(151);
    assert_eq!(stage.ok("getUpdates", json!({})).await, json!([]));
    let fetched = press("fetched");
    stage.sim.advance(150);
    assert_eq!(stage.ok("getUpdates", json!({})).await[0]["callback_query"]["data"], "fetched");
    stage.sim.advance(600);
    let again = stage.ok("getUpdates", json!({})).await;
    assert_eq!(again[0]["callback_query"]["data"], "fetched", "who got it once gets it until he confirms it");
    stage.ok("answerCallbackQuery", json!({ "callback_query_id": fetched.to_string() })).await;
}
