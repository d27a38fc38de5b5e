//! Forums and their topics.

use crate::client::{Stage, bad};
use serde_json::{Value, json};
use telegram_sim::{ChatId, MessageId, Right};

async fn create(stage: &Stage, forum: ChatId) -> i64 {
    let topic = stage.ok("createForumTopic", json!({ "chat_id": forum, "name": "Orders" })).await;
    topic["message_thread_id"].as_i64().unwrap()
}

#[tokio::test]
async fn talk_in_a_topic() {
    let stage = Stage::new().await;
    let forum = stage.forum().await;
    let thread = create(&stage, forum).await;
    let created = stage.drain().await[0]["message"].clone();
    assert_eq!(created["forum_topic_created"]["name"], "Orders");
    assert_eq!((&created["chat"]["is_forum"], &created["message_id"]), (&json!(true), &json!(thread)));
    let sent = stage
        .ok("sendMessage", json!({ "chat_id": forum, "message_thread_id": thread, "text": "hello" }))
        .await;
    assert_eq!((&sent["message_thread_id"], &sent["is_topic_message"]), (&json!(thread), &json!(true)));
    assert_eq!(sent["reply_to_message"]["forum_topic_created"]["name"], "Orders");
    let said = stage.sim.send_in_topic(stage.anna, forum, MessageId(thread), "answer");
    let update = &stage.drain().await[0]["message"];
    assert_eq!((&update["message_thread_id"], &update["text"]), (&json!(thread), &json!("answer")));
    let reply = json!({ "chat_id": forum, "text": "x", "reply_parameters": { "message_id": said } });
    assert_eq!(
        stage.ok("sendMessage", reply).await["message_thread_id"],
        json!(thread),
        "as what it replies to"
    );
    let general = stage.ok("sendMessage", json!({ "chat_id": forum, "text": "all" })).await;
    assert_eq!(general["message_thread_id"], json!(null));
    assert_eq!(stage.sim.message(forum, said).unwrap().thread, Some(MessageId(thread)));
    let typing = json!({ "chat_id": forum, "message_thread_id": 1, "action": "typing" });
    stage.ok("sendChatAction", typing).await;
}

#[tokio::test]
async fn topics_that_are_not_there() {
    let stage = Stage::new().await;
    let forum = stage.forum().await;
    let thread = create(&stage, forum).await;
    stage.ok("sendMessage", json!({ "chat_id": forum, "message_thread_id": thread, "text": "x" })).await;
    assert!(stage.sim.delete_topic(forum, MessageId(thread)));
    assert!(!stage.sim.delete_topic(forum, MessageId(thread)));
    assert!(!stage.sim.delete_topic(forum, MessageId(1)), "the general topic stays");
    assert!(stage.sim.messages(forum).iter().all(|message| message.thread.is_none()));
    let photo = json!("https://example.org/p.jpg");
    let media = json!([{ "type": "photo", "media": photo }, { "type": "photo", "media": photo }]);
    for (method, params) in [
        ("sendMessage", json!({ "text": "x" })),
        ("sendPhoto", json!({ "photo": photo })),
        ("sendMediaGroup", json!({ "media": media })),
        ("sendLocation", json!({ "latitude": 1, "longitude": 1 })),
        ("sendChatAction", json!({ "action": "typing" })),
    ] {
        for (chat, wrong) in [(json!(forum), thread), (json!(stage.anna), 5)] {
            let mut params: Value = params.clone();
            params["chat_id"] = chat;
            params["message_thread_id"] = json!(wrong);
            assert_eq!(stage.err(method, params).await, bad("message thread not found"), "{method}");
        }
    }
    let general = json!({ "chat_id": forum, "message_thread_id": 1, "text": "x" });
    assert_eq!(stage.err("sendMessage", general).await, bad("message thread not found"));
}

#[tokio::test]
async fn renamed_closed_opened_deleted() {
    let stage = Stage::new().await;
    let forum = stage.forum().await;
    let thread = create(&stage, forum).await;
    stage.drain().await;
    let at = |more: Value| {
        let mut all = json!({ "chat_id": forum, "message_thread_id": thread });
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        all
    };
    stage.ok("editForumTopic", at(json!({ "name": "Old orders" }))).await;
    assert_eq!(stage.err("editForumTopic", at(json!({}))).await, bad("TOPIC_NOT_MODIFIED"));
    stage.ok("closeForumTopic", at(json!({}))).await;
    assert_eq!(stage.err("closeForumTopic", at(json!({}))).await, bad("TOPIC_NOT_MODIFIED"));
    stage.sim.promote_bot(forum, &[Right::DeleteMessages]);
    assert_eq!(stage.err("sendMessage", at(json!({ "text": "x" }))).await, bad("TOPIC_CLOSED"));
    stage.ok("reopenForumTopic", at(json!({}))).await;
    stage.ok("sendMessage", at(json!({ "text": "x" }))).await;
    stage.ok("deleteForumTopic", at(json!({}))).await;
    assert_eq!(stage.err("closeForumTopic", at(json!({}))).await, bad("TOPIC_ID_INVALID"));
    let updates = stage.drain().await;
    let events = ["forum_topic_edited", "forum_topic_closed", "forum_topic_reopened"];
    let told: Vec<&str> = events
        .into_iter()
        .filter(|event| updates.iter().any(|it| it["message"][event].is_object()))
        .collect();
    assert_eq!(told, events);
}

#[tokio::test]
async fn the_general_topic() {
    let stage = Stage::new().await;
    let forum = stage.forum().await;
    let params = json!({ "chat_id": forum });
    stage.ok("editGeneralForumTopic", json!({ "chat_id": forum, "name": "Hall" })).await;
    stage.ok("closeGeneralForumTopic", params.clone()).await;
    stage.ok("reopenGeneralForumTopic", params.clone()).await;
    stage.ok("hideGeneralForumTopic", params.clone()).await;
    assert_eq!(stage.err("hideGeneralForumTopic", params.clone()).await, bad("TOPIC_NOT_MODIFIED"));
    stage.ok("unhideGeneralForumTopic", params.clone()).await;
    stage.sim.promote_bot(forum, &[]);
    let got = stage.err("sendMessage", json!({ "chat_id": forum, "text": "x" })).await;
    assert_eq!(got, bad("TOPIC_CLOSED"), "hiding closed it");
}

#[tokio::test]
async fn rights() {
    let stage = Stage::new().await;
    let plain = stage.crew().await;
    let params = json!({ "chat_id": plain, "name": "Orders" });
    assert_eq!(stage.err("createForumTopic", params).await, bad("the chat is not a forum"));
    let forum = stage.sim.make_forum(plain);
    let make = |more: Value| {
        let mut all = json!({ "chat_id": forum, "name": "Orders" });
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        all
    };
    assert_eq!(
        stage.err("createForumTopic", make(json!({}))).await,
        bad("not enough rights to create a topic")
    );
    let theirs = stage.sim.add_topic(forum, stage.anna, "Hers").unwrap();
    let edit = make(json!({ "message_thread_id": theirs }));
    assert_eq!(stage.err("editForumTopic", edit.clone()).await, bad("not enough rights to edit the topic"));
    assert_eq!(stage.err("deleteForumTopic", edit).await, bad("not enough rights to delete the topic"));
    stage.sim.promote_bot(forum, &[Right::ManageTopics]);
    assert_eq!(
        stage.err("createForumTopic", make(json!({ "name": " " }))).await,
        bad("title must be non-empty")
    );
    let got = stage.err("createForumTopic", make(json!({ "icon_color": 5 }))).await;
    assert_eq!(got, bad("invalid icon color specified"));
    let topic = stage.ok("createForumTopic", make(json!({ "icon_color": 16_478_047 }))).await;
    assert_eq!((&topic["name"], &topic["icon_color"]), (&json!("Orders"), &json!(16_478_047)));
    assert_eq!(stage.sim.add_topic(stage.anna.into(), stage.anna, "x"), None);
}
