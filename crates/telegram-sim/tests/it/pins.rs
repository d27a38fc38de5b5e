//! Pinned messages and deletions of several.

use crate::client::{Stage, bad};
use serde_json::json;
use telegram_sim::{MessageId, Right};

#[tokio::test]
async fn pinned_in_a_private_chat() {
    let stage = Stage::new().await;
    let (sim, chat) = (&stage.sim, stage.anna.into());
    let (first, second) = (stage.say(json!({})).await, stage.say(json!({})).await);
    for id in [first, second, second] {
        stage.ok("pinChatMessage", json!({ "chat_id": stage.anna, "message_id": id })).await;
    }
    assert_eq!(sim.pinned(chat), [MessageId(second), MessageId(first)]);
    let updates = stage.drain().await;
    assert_eq!(updates.len(), 2, "a message that is pinned already is not pinned again");
    assert_eq!(updates[1]["message"]["pinned_message"]["message_id"], json!(second));
    let shown = stage.ok("getChat", json!({ "chat_id": stage.anna })).await;
    assert_eq!(shown["pinned_message"]["message_id"], json!(second));
    stage.ok("unpinChatMessage", json!({ "chat_id": stage.anna })).await;
    assert_eq!(sim.pinned(chat), [MessageId(first)]);
    stage.ok("unpinChatMessage", json!({ "chat_id": stage.anna, "message_id": first })).await;
    let got = stage.err("unpinChatMessage", json!({ "chat_id": stage.anna })).await;
    assert_eq!(got, bad("message to unpin not found"));
    stage.ok("pinChatMessage", json!({ "chat_id": stage.anna, "message_id": first })).await;
    stage.ok("unpinAllChatMessages", json!({ "chat_id": stage.anna })).await;
    assert!(sim.pinned(chat).is_empty());
    let got = stage.err("pinChatMessage", json!({ "chat_id": stage.anna, "message_id": 999 })).await;
    assert_eq!(got, bad("message to pin not found"));
}

#[tokio::test]
async fn rights_in_a_group() {
    let stage = Stage::new().await;
    let group = stage.crew().await;
    let talk = stage.sim.send_text(stage.anna, group, "talk");
    let params = json!({ "chat_id": group, "message_id": talk });
    let refused = bad("not enough rights to manage pinned messages in the chat");
    assert_eq!(stage.err("pinChatMessage", params.clone()).await, refused);
    assert_eq!(stage.err("deleteMessage", params.clone()).await, bad("message can't be deleted"));
    stage.sim.promote_bot(group, &[Right::PinMessages]);
    stage.ok("pinChatMessage", params.clone()).await;
    assert_eq!(stage.err("deleteMessage", params.clone()).await, bad("message can't be deleted"));
    stage.sim.promote_bot(group, &[Right::DeleteMessages]);
    assert_eq!(stage.err("unpinChatMessage", params.clone()).await, refused);
    stage.ok("deleteMessage", params).await;
    assert!(stage.sim.pinned(group).is_empty(), "what is gone is not pinned");
}

#[tokio::test]
async fn several_are_deleted() {
    let stage = Stage::new().await;
    let group = stage.crew().await;
    let theirs = stage.sim.send_text(stage.anna, group, "talk");
    let own = stage.say(json!({ "chat_id": group })).await;
    let ids = json!([theirs, own, 999]);
    stage.ok("deleteMessages", json!({ "chat_id": group, "message_ids": ids })).await;
    let left: Vec<MessageId> = stage.sim.messages(group).iter().map(|message| message.id).collect();
    assert_eq!(left, [MessageId(1), theirs], "what may not be deleted stays");
    let many: Vec<i64> = (1..=101).collect();
    let got = stage.err("deleteMessages", json!({ "chat_id": group, "message_ids": many })).await;
    assert_eq!(got, bad("too many message identifiers specified"));
}
