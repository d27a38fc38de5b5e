//! When faults are in force.

use crate::client::Stage;
use serde_json::{Value, json};
use telegram_sim::{Fault, FaultKind, When};

fn server_error() -> Fault {
    Fault { method: Some("getMe".into()), chat: None, kind: FaultKind::ServerError, times: None }
}

async fn statuses(stage: &Stage, count: usize) -> Vec<u16> {
    let mut seen = Vec::new();
    for _ in 0..count {
        seen.push(stage.raw("getMe", &json!({})).await.0);
    }
    seen
}

#[tokio::test]
async fn after_some_calls_each_second_one() {
    let stage = Stage::new().await;
    let when = When { after_calls: 2, every: 2, ..When::default() };
    let id = stage.sim.fault_when(Fault { times: Some(2), ..server_error() }, when);
    assert_eq!(statuses(&stage, 7).await, [200, 200, 200, 500, 200, 500, 200]);
    assert!(!stage.sim.end_fault(id), "it was used up");
}

#[tokio::test]
async fn from_and_until() {
    let stage = Stage::new().await;
    let now = stage.sim.now();
    let when = When { from: Some(now + 10), until: Some(now + 20), ..When::default() };
    stage.sim.fault_when(server_error(), when);
    assert_eq!(statuses(&stage, 1).await, [200]);
    assert_eq!(stage.sim.faults().len(), 1);
    stage.sim.advance(10);
    assert_eq!(statuses(&stage, 2).await, [500, 500]);
    stage.sim.advance(10);
    assert_eq!(statuses(&stage, 1).await, [200]);
    assert!(stage.sim.faults().is_empty());
}

#[tokio::test]
async fn an_outage_ends_what_waits_and_lets_nothing_through() {
    let stage = Stage::new().await;
    let poll = stage.http().post(stage.url("getUpdates")).json(&json!({ "timeout": 15 })).send();
    let poll = tokio::spawn(poll);
    let mut changes = stage.sim.subscribe();
    stage.sim.send_text(stage.anna, stage.anna.into(), "x");
    let got: Value = poll.await.unwrap().unwrap().json().await.unwrap();
    assert_eq!(got["result"][0]["message"]["text"], "x");
    let offset = got["result"][0]["update_id"].as_i64().unwrap() + 1;
    let poll = stage.http().post(stage.url("getUpdates")).json(&json!({ "timeout": 15, "offset": offset }));
    let poll = tokio::spawn(poll.send());
    changes.wait_for(|_| stage.sim.pending_updates() == 0).await.unwrap();
    let outage = Fault { method: None, chat: None, kind: FaultKind::Outage, times: None };
    let until = Some(stage.sim.now() + 60);
    stage.sim.fault_when(outage, When { until, ..When::default() });
    assert!(poll.await.unwrap().is_err());
    assert!(stage.http().post(stage.url("getMe")).send().await.is_err());
    let file = format!("{}/file/bot42:TEST/x", stage.sim.api_url());
    assert!(stage.http().get(&file).send().await.is_err());
    stage.controls("GET", "state", json!(null)).await;
    stage.sim.advance(60);
    stage.ok("getMe", json!({})).await;
    assert_eq!(stage.http().get(&file).send().await.unwrap().status().as_u16(), 404);
}

#[tokio::test]
async fn a_slow_answer_waits_for_the_simulators_clock() {
    let stage = Stage::new().await;
    let slow = FaultKind::Slow { secs: 30 };
    stage.sim.fault(Fault { method: None, chat: None, kind: slow, times: Some(1) });
    let mut changes = stage.sim.subscribe();
    let hello = json!({ "chat_id": stage.anna, "text": "x" });
    let call = tokio::spawn(stage.http().post(stage.url("sendMessage")).json(&hello).send());
    changes.wait_for(|_| stage.sim.messages(stage.anna.into()).len() == 2).await.unwrap();
    stage.sim.advance(29);
    assert!(!call.is_finished());
    stage.sim.advance(1);
    assert!(call.await.unwrap().unwrap().status().is_success());
}

#[tokio::test]
async fn blocked_for_one_call() {
    let stage = Stage::new().await;
    stage.sim.fault(Fault {
        method: None,
        chat: Some(stage.anna.into()),
        kind: FaultKind::Blocked,
        times: Some(1),
    });
    let hello = json!({ "chat_id": stage.anna, "text": "x" });
    let refusal = (403, "Forbidden: bot was blocked by the user".to_owned());
    assert_eq!(stage.err("sendMessage", hello).await, refusal);
    stage.say(json!({})).await;
}
