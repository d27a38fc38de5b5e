//! Troubles.

use crate::client::Stage;
use serde_json::json;
use std::time::Duration;
use telegram_sim::{Fault, FaultKind, NewPerson};

fn fault(method: Option<&str>, kind: FaultKind) -> Fault {
    Fault { method: method.map(str::to_owned), chat: None, kind, times: Some(1) }
}

#[tokio::test]
async fn refusals() {
    let stage = Stage::new().await;
    let hello = json!({ "chat_id": stage.anna, "text": "hello" });
    stage.sim.fault(fault(Some("sendMessage"), FaultKind::TooManyRequests { retry_after: 7 }));
    stage.sim.fault(fault(None, FaultKind::ServerError));
    let description = "Bad Request: strange".to_owned();
    stage.sim.fault(fault(None, FaultKind::BadRequest { description: description.clone() }));
    let (status, body) = stage.raw("sendMessage", &hello).await;
    let expected = json!({
        "ok": false,
        "error_code": 429,
        "description": "Too Many Requests: retry after 7",
        "parameters": { "retry_after": 7 }
    });
    assert_eq!((status, body), (429, expected));
    assert_eq!(stage.err("sendMessage", hello.clone()).await, (500, "Internal Server Error".to_owned()));
    assert_eq!(stage.err("sendMessage", hello.clone()).await, (400, description));
    assert_eq!(stage.sim.messages(stage.anna.into()).len(), 1, "no effect");
    stage.ok("sendMessage", hello).await;
    let outcomes: Vec<u16> = stage.sim.calls().iter().map(|call| call.outcome).collect();
    assert_eq!(outcomes, [429, 500, 400, 200]);
}

#[tokio::test]
async fn only_what_they_name() {
    let stage = Stage::new().await;
    let boris = stage.sim.add_person(NewPerson::named("Boris"));
    stage.sim.send_text(boris, boris.into(), "/start");
    let kind = FaultKind::ServerError;
    let method = Some("sendmessage".to_owned());
    stage.sim.fault(Fault { method, chat: Some(boris.into()), kind, times: None });
    stage.say(json!({})).await;
    stage.ok("getMe", json!({})).await;
    for _ in 0..3 {
        assert_eq!(stage.err("sendMessage", json!({ "chat_id": boris, "text": "x" })).await.0, 500);
    }
    stage.sim.clear_faults();
    stage.say(json!({ "chat_id": boris })).await;
}

#[tokio::test]
async fn lost_answers_have_an_effect_and_resets_do_not() {
    let stage = Stage::new().await;
    let hello = json!({ "chat_id": stage.anna, "text": "hello" });
    let send = || stage.http().post(stage.url("sendMessage")).json(&hello).send();
    stage.sim.fault(fault(Some("sendMessage"), FaultKind::LoseAnswer));
    assert!(send().await.is_err());
    assert_eq!(stage.sim.messages(stage.anna.into()).len(), 2);
    stage.sim.fault(fault(Some("sendMessage"), FaultKind::ResetBefore));
    assert!(send().await.is_err());
    assert_eq!(stage.sim.messages(stage.anna.into()).len(), 2);
    assert!(send().await.is_ok());
    let outcomes: Vec<u16> = stage.sim.calls().iter().map(|call| call.outcome).collect();
    assert_eq!(outcomes, [200, 0, 200]);
}

#[tokio::test]
async fn a_lost_answer_of_get_updates_loses_nothing() {
    let stage = Stage::new().await;
    stage.sim.send_text(stage.anna, stage.anna.into(), "x");
    stage.sim.fault(fault(Some("getUpdates"), FaultKind::LoseAnswer));
    assert!(stage.http().post(stage.url("getUpdates")).send().await.is_err());
    assert_eq!(stage.drain().await.len(), 1);
}

#[tokio::test]
async fn hanging() {
    let stage = Stage::new().await;
    stage.sim.fault(fault(Some("sendMessage"), FaultKind::Hang));
    let hello = json!({ "chat_id": stage.anna, "text": "hello" });
    let send = stage.http().post(stage.url("sendMessage")).json(&hello);
    let error = send.timeout(Duration::from_millis(300)).send().await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(stage.sim.messages(stage.anna.into()).len(), 1);
    stage.say(json!({})).await;
}

#[tokio::test]
async fn a_dropped_simulator_lets_go() {
    let stage = Stage::new().await;
    stage.sim.fault(fault(Some("sendMessage"), FaultKind::Hang));
    let (http, url, mut changes) = (stage.http().clone(), stage.url("sendMessage"), stage.sim.subscribe());
    let call = tokio::spawn(async move { http.post(url).send().await.is_err() });
    changes.wait_for(|_| !stage.sim.calls().is_empty()).await.unwrap();
    drop(stage);
    assert!(call.await.unwrap());
}
