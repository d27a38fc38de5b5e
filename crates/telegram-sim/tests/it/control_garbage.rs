//! Requests to the control interface that make no sense: refused with a text, and nothing changes.

use crate::client::Stage;
use serde_json::{Value, json};

const NULL: Value = Value::Null;

async fn refused(stage: &Stage, (method, path): (&str, &str), body: Value) -> u16 {
    let (status, answer) = stage.control(method, path, body.clone()).await;
    assert_eq!(answer["ok"], json!(false), "{method} {path} {body}: {answer}");
    assert!(!answer["error"].as_str().unwrap().is_empty());
    status
}

#[tokio::test]
async fn doors_that_are_not_there() {
    let stage = Stage::new().await;
    for (method, path, status) in [
        ("GET", "", 404),
        ("GET", "nothing", 404),
        ("POST", "state/more", 404),
        ("POST", "state", 405),
        ("GET", "clock", 405),
        ("DELETE", "faults/9", 404),
        ("DELETE", "faults/x", 400),
        ("GET", "messages", 400),
        ("GET", "messages?chat=x", 400),
        ("GET", "messages?chat=12345", 404),
        ("GET", "messages?chat=-1", 404),
        ("GET", "messages?person=1&fly=1", 400),
        ("GET", "calls?since=-1", 400),
        ("GET", "wait", 400),
        ("GET", "wait?text=x", 400),
        ("GET", "wait?messages=1&chat=1", 404),
        ("GET", "wait?pending=0&bot=1", 404),
        ("GET", "wait?calls=many", 400),
    ] {
        assert_eq!(refused(&stage, (method, path), NULL).await, status, "{method} {path}");
    }
}

#[tokio::test]
async fn bodies_that_make_no_sense() {
    let stage = Stage::new().await;
    stage.sim.add_group_with_id(-7, "Crew", &[stage.anna]);
    let before = stage.controls("GET", "state", NULL).await;
    let anna = stage.anna;
    for (path, body, status) in [
        ("bots", json!({}), 400),
        ("bots", json!({ "token": "a b", "username": "x" }), 400),
        ("bots", json!({ "token": "42:TEST", "username": "again" }), 400),
        ("bots", json!({ "token": "1:x", "username": "x", "wings": 2 }), 400),
        ("people", json!({}), 400),
        ("people", json!({ "first_name": " " }), 400),
        ("people", json!({ "first_name": "x", "id": anna }), 400),
        ("people", json!({ "first_name": "x", "id": 42 }), 400),
        ("people", json!({ "first_name": "x", "id": -1 }), 400),
        ("people/1", json!({ "blocked": true }), 404),
        ("people/x", json!({ "blocked": true }), 400),
        ("people/1001", json!({}), 400),
        ("people/1001", json!({ "blocked": true, "bot": 1 }), 404),
        ("bots/1", json!({ "reads_all": true }), 404),
        ("bots/42", json!({}), 400),
        ("groups", json!({ "title": "x", "members": [] }), 400),
        ("groups", json!({ "title": "x", "members": [1] }), 404),
        ("groups", json!({ "title": "x", "members": [anna], "id": 5 }), 400),
        ("groups/-1", json!({ "do": "migrate" }), 404),
        ("groups/-1", json!({ "do": "fly" }), 400),
        ("groups/-7", json!({ "do": "add_member" }), 400),
        ("groups/-7", json!({ "do": "add_bot", "by": 1 }), 404),
        ("groups/-7", json!({ "do": "add_member", "member": 1 }), 404),
        ("groups/-7", json!({ "do": "add_topic", "name": "x" }), 400),
        ("groups/-7", json!({ "do": "promote" }), 404),
        ("groups/-7", json!({ "do": "promote", "member": anna, "rights": ["can_fly"] }), 400),
        ("groups/-7", json!({ "do": "migrate", "bot": 1 }), 404),
        ("act", json!({ "person": anna, "chat": -7, "do": "send", "text": "x", "topic": 5 }), 404),
        ("act", json!({}), 404),
        ("act", json!({ "person": anna }), 400),
        ("act", json!({ "person": anna, "do": "press", "message": 1 }), 400),
        ("act", json!({ "person": anna, "do": "press", "message": 1, "label": "No" }), 409),
        ("faults", json!({}), 400),
        ("faults", json!({ "kind": "bad" }), 400),
        ("faults", json!({ "kind": "429", "times": 0 }), 400),
        ("faults", json!({ "kind": "429", "times": -1 }), 400),
        ("faults", json!({ "kind": "delay_updates", "method": "x" }), 400),
        ("clock", json!({}), 400),
        ("clock", json!({ "now": 1, "real": true }), 400),
        ("clock", json!({ "now": i64::MAX }), 400),
        ("clock", json!({ "advance": i64::MIN }), 400),
        ("clock", json!({ "shift": "far" }), 400),
        ("limits", json!({ "enforce": "yes" }), 400),
        ("limits", json!({ "per_second": 0 }), 400),
    ] {
        assert_eq!(refused(&stage, ("POST", path), body.clone()).await, status, "{path} {body}");
    }
    for path in ["bots", "people", "groups", "act", "faults", "clock", "limits", "groups/-1", "hooks/x"] {
        for body in ["{", "[]", "\"x\"", "nul", "{\"a\":\"\\ud800\"}"] {
            let url = format!("{}/control/{path}", stage.sim.api_url());
            let response = stage.http().post(url).body(body).send().await.unwrap();
            assert!((400..410).contains(&response.status().as_u16()), "{path} {body}");
        }
    }
    assert_eq!(stage.controls("GET", "state", NULL).await, before);
}
