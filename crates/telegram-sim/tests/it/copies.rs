//! Copying and forwarding.

use crate::client::{Stage, bad};
use serde_json::{Value, json};
use telegram_sim::OtherKind;

#[tokio::test]
async fn one_message() {
    let stage = Stage::new().await;
    let group = stage.crew().await;
    let own = stage.sim.send_text(stage.anna, stage.anna.into(), "/look here");
    let params = json!({ "chat_id": group, "from_chat_id": stage.anna, "message_id": own });
    stage.sim.advance(60);
    let copied = stage.ok("copyMessage", params.clone()).await;
    let shown =
        stage.sim.message_json(group, telegram_sim::MessageId(copied["message_id"].as_i64().unwrap()));
    let shown = shown.unwrap();
    assert_eq!((&shown["text"], &shown["from"]["id"]), (&json!("/look here"), &json!(stage.bot)));
    assert_eq!(shown["forward_origin"], json!(null));
    let forwarded = stage.ok("forwardMessage", params).await;
    let origin = &forwarded["forward_origin"];
    assert_eq!((&origin["type"], &origin["sender_user"]["id"]), (&json!("user"), &json!(stage.anna)));
    assert_eq!(origin["date"].as_i64(), Some(stage.sim.now() - 60));
    let again =
        json!({ "chat_id": stage.anna, "from_chat_id": group, "message_id": forwarded["message_id"] });
    assert_eq!(stage.ok("forwardMessage", again).await["forward_origin"], *origin, "who said it first");
    let edit = json!({ "chat_id": group, "message_id": forwarded["message_id"], "text": "x" });
    assert_eq!(stage.err("editMessageText", edit).await, bad("message can't be edited"));
}

#[tokio::test]
async fn files_and_captions() {
    let stage = Stage::new().await;
    let photo = stage.sim.send_other(stage.anna, stage.anna.into(), OtherKind::Photo);
    let copy =
        json!({ "chat_id": stage.anna, "from_chat_id": stage.anna, "message_id": photo, "caption": "Mine" });
    let id = stage.ok("copyMessage", copy).await["message_id"].as_i64().unwrap();
    let shown = stage.sim.message_json(stage.anna.into(), telegram_sim::MessageId(id)).unwrap();
    assert_eq!(shown["caption"], "Mine");
    assert!(shown["photo"][0]["file_id"].is_string());
}

#[tokio::test]
async fn several_at_once() {
    let stage = Stage::new().await;
    let ids: Vec<i64> = [stage.say(json!({})).await, stage.say(json!({})).await].into();
    let ask = |ids: Value| json!({ "chat_id": stage.anna, "from_chat_id": stage.anna, "message_ids": ids });
    for method in ["copyMessages", "forwardMessages"] {
        let sent = stage.ok(method, ask(json!([ids[0], ids[1], 999]))).await;
        assert_eq!(sent.as_array().unwrap().len(), 2, "those that are gone are passed over");
        for (list, expected) in [
            (json!([]), "message identifiers are not specified"),
            (json!("word"), "can't parse message ids JSON object"),
            (json!(["word"]), "invalid message identifier specified"),
            (json!([ids[1], ids[0]]), "message identifiers must be in a strictly increasing order"),
            ((1..=101).collect(), "too many message identifiers specified"),
        ] {
            assert_eq!(stage.err(method, ask(list)).await, bad(expected));
        }
    }
    assert_eq!(stage.err("copyMessages", ask(json!([999]))).await, bad("there are no messages to copy"));
}

#[tokio::test]
async fn complaints() {
    let stage = Stage::new().await;
    let group = stage.crew().await;
    let service = stage.sim.messages(group)[0].id;
    let secret = stage.say(json!({ "protect_content": true })).await;
    for (from, message, expected) in [
        (json!(stage.anna), json!(999), "message to forward not found"),
        (json!(group), json!(service), "message can't be forwarded"),
        (json!(stage.anna), json!(secret), "message can't be forwarded"),
        (json!(-1), json!(1), "chat not found"),
        (json!(null), json!(1), "parameter \"from_chat_id\" is required"),
    ] {
        let params = json!({ "chat_id": stage.anna, "from_chat_id": from, "message_id": message });
        assert_eq!(stage.err("forwardMessage", params).await, bad(expected));
    }
}
