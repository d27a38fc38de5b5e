//! Limits over HTTP; the sums are tested beside the code.

use crate::client::Stage;
use serde_json::json;
use telegram_sim::LimitRules;

#[tokio::test]
async fn counted_always_and_enforced_on_demand() {
    let stage = Stage::new().await;
    for _ in 0..7 {
        stage.say(json!({})).await;
    }
    assert_eq!((stage.sim.limits().counted, stage.sim.limits().over_chat), (7, 2));
    stage.sim.advance(60);
    stage.sim.set_limits(LimitRules { chat_burst: 2, ..LimitRules::default() });
    stage.sim.enforce_limits(true);
    stage.say(json!({})).await;
    let id = stage.say(json!({})).await;
    let edit = json!({ "chat_id": stage.anna, "message_id": id, "text": "other" });
    let (status, body) = stage.raw("editMessageText", &edit).await;
    assert_eq!((status, &body["parameters"]["retry_after"]), (429, &json!(1)), "an edit counts");
    stage.ok("sendChatAction", json!({ "chat_id": stage.anna, "action": "typing" })).await;
    stage.sim.advance(1);
    stage.ok("editMessageText", edit).await;
    assert_eq!(stage.sim.calls().iter().filter(|call| call.outcome == 429).count(), 1);
}

#[tokio::test]
async fn set_through_the_control_interface() {
    let stage = Stage::new().await;
    let wish = json!({ "enforce": true, "per_second": 1 });
    let limits = stage.controls("POST", "limits", wish).await["limits"].clone();
    assert_eq!((&limits["enforce"], &limits["per_second"]), (&json!(true), &json!(1)));
    stage.say(json!({})).await;
    assert_eq!(stage.err("sendMessage", json!({ "chat_id": stage.anna, "text": "x" })).await.0, 429);
    let state = stage.controls("GET", "state", json!(null)).await;
    assert_eq!(state["limits"]["over"], json!({ "all": 1, "chat": 0, "group": 0 }));
    stage.controls("POST", "limits", json!({ "enforce": false })).await;
    stage.say(json!({})).await;
}
