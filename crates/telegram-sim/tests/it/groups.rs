//! Groups.

use crate::client::Stage;
use serde_json::{Value, json};
use telegram_sim::{ChatId, MessageId, NewPerson, OtherKind};

async fn crew(stage: &Stage) -> ChatId {
    let group = stage.sim.add_group("Crew", &[stage.anna]);
    stage.sim.add_bot_to_group(group, stage.anna);
    group
}

#[tokio::test]
async fn coming_and_going() {
    let stage = Stage::new().await;
    let group = crew(&stage).await;
    let updates = stage.drain().await;
    let change = &updates[0]["my_chat_member"];
    assert_eq!(change["chat"], json!({ "id": group, "type": "group", "title": "Crew" }));
    assert_eq!(change["old_chat_member"]["status"], "left");
    assert_eq!(change["new_chat_member"]["status"], "member");
    assert_eq!(change["new_chat_member"]["user"]["id"], json!(stage.bot));
    assert_eq!(updates[1]["message"]["new_chat_members"][0]["username"], "test_bot");
    stage.say(json!({ "chat_id": group })).await;
    stage.sim.add_bot_to_group(group, stage.anna);
    assert_eq!(stage.sim.pending_updates(), 0, "it is there already");
    stage.sim.remove_bot_from_group(group, stage.anna);
    let updates = stage.drain().await;
    assert_eq!(updates[0]["my_chat_member"]["new_chat_member"]["status"], "left");
    assert_eq!(updates[1]["message"]["left_chat_member"]["id"], json!(stage.bot));
    let kicked = (403, "Forbidden: bot was kicked from the group chat".to_owned());
    assert_eq!(stage.err("sendMessage", json!({ "chat_id": group, "text": "x" })).await, kicked);
    assert_eq!(stage.err("getChat", json!({ "chat_id": group })).await, kicked);
    stage.sim.send_text(stage.anna, group, "/start");
    assert_eq!(stage.sim.pending_updates(), 0);
}

#[tokio::test]
async fn privacy_mode() {
    let stage = Stage::new().await;
    let (sim, anna) = (&stage.sim, stage.anna);
    let group = crew(&stage).await;
    stage.drain().await;
    let own = MessageId(stage.say(json!({ "chat_id": group })).await);
    let other = sim.send_text(anna, group, "just talk");
    for unseen in ["talk", "a/b", "/cmd@other_bot", "hello @other_bot", "mail@test_bot"] {
        sim.send_text(anna, group, unseen);
    }
    sim.reply(anna, group, other, "to another");
    sim.send_other(anna, group, OtherKind::Photo);
    assert_eq!(sim.pending_updates(), 0);
    sim.send_text(anna, group, "/help");
    sim.send_text(anna, group, "/help@Test_Bot now");
    sim.send_text(anna, group, "ask @test_bot");
    sim.reply(anna, group, own, "to the bot");
    let updates = stage.drain().await;
    let texts: Vec<&Value> = updates.iter().map(|update| &update["message"]["text"]).collect();
    assert_eq!(texts, ["/help", "/help@Test_Bot now", "ask @test_bot", "to the bot"]);
    let entity = &updates[1]["message"]["entities"][0];
    assert_eq!(*entity, json!({ "type": "bot_command", "offset": 0, "length": 14 }));
    assert_eq!(updates[3]["message"]["reply_to_message"]["message_id"], json!(own));
    assert_eq!(sim.messages(group).len(), 14, "people see it all");
}

#[tokio::test]
async fn migration() {
    let stage = Stage::new().await;
    let group = crew(&stage).await;
    stage.drain().await;
    let new = stage.sim.migrate_to_supergroup(group);
    assert!(new.0 < -1_000_000_000_000);
    let updates = stage.drain().await;
    let (there, here) = (&updates[0]["message"], &updates[1]["message"]);
    assert_eq!((&there["chat"]["id"], &there["migrate_to_chat_id"]), (&json!(group), &json!(new)));
    assert_eq!((&here["chat"]["id"], &here["migrate_from_chat_id"]), (&json!(new), &json!(group)));
    assert_eq!(here["chat"]["type"], "supergroup");
    for method in ["sendMessage", "getChat", "deleteMessage"] {
        let params = json!({ "chat_id": group, "text": "x", "message_id": 1 });
        let (status, body) = stage.raw(method, &params).await;
        assert_eq!(status, 400);
        assert_eq!(body["description"], "Bad Request: group chat was upgraded to a supergroup chat");
        assert_eq!(body["parameters"], json!({ "migrate_to_chat_id": new }));
    }
    stage.say(json!({ "chat_id": new })).await;
    stage.sim.send_text(stage.anna, group, "/late");
    assert_eq!(stage.drain().await[0]["message"]["chat"]["id"], json!(new), "people write in the new one");
    assert_eq!(stage.sim.migrate_to_supergroup(group), new);
}

#[tokio::test]
async fn members() {
    let stage = Stage::new().await;
    let group = crew(&stage).await;
    let boris = stage.sim.add_person(NewPerson::named("Boris"));
    for (user, status) in [(stage.anna, "creator"), (stage.bot, "member"), (boris, "left")] {
        let member = stage.ok("getChatMember", json!({ "chat_id": group, "user_id": user })).await;
        assert_eq!(member["status"], status);
        assert_eq!(member["user"]["id"], json!(user));
    }
    let got = stage.err("getChatMember", json!({ "chat_id": group, "user_id": 5 })).await;
    assert_eq!(got.1, "Bad Request: member not found");
    assert_eq!(stage.ok("getChat", json!({ "chat_id": group })).await["title"], "Crew");
    let private = stage.ok("getChat", json!({ "chat_id": stage.anna })).await;
    assert_eq!((private["type"].as_str(), private["first_name"].as_str()), (Some("private"), Some("Anna")));
}

#[tokio::test]
async fn sharing() {
    let stage = Stage::new().await;
    let (sim, anna) = (&stage.sim, stage.anna);
    let group = sim.add_group("Crew", &[anna]);
    let ask = |number: i64, wants: bool| {
        let chat = json!({ "request_id": number, "chat_is_channel": false, "bot_is_member": wants });
        json!({ "reply_markup": { "keyboard": [[{ "text": "Group", "request_chat": chat }]] } })
    };
    stage.say(ask(5, false)).await;
    sim.share_chat(anna, 5, group);
    let updates = stage.drain().await;
    assert_eq!(updates.len(), 1);
    let message = &updates[0]["message"];
    assert_eq!(message["chat_shared"], json!({ "request_id": 5, "chat_id": group }));
    assert_eq!(message["chat"]["id"], json!(anna));
    stage.say(ask(6, true)).await;
    sim.share_chat(anna, 6, group);
    let updates = stage.drain().await;
    assert!(updates[0]["my_chat_member"].is_object() && updates[1]["message"]["new_chat_members"].is_array());
    assert_eq!(updates[2]["message"]["chat_shared"]["chat_id"], json!(group));
    stage.say(json!({ "chat_id": group })).await;
    let mut params = ask(7, true);
    params["chat_id"] = json!(group);
    params["text"] = json!("x");
    let got = stage.err("sendMessage", params).await;
    assert_eq!(got, (400, "Bad Request: chats can be requested in private chats only".to_owned()));
}

#[tokio::test]
async fn strangers_messages_stay() {
    let stage = Stage::new().await;
    let group = crew(&stage).await;
    let theirs = stage.sim.send_text(stage.anna, group, "talk");
    let got = stage.err("deleteMessage", json!({ "chat_id": group, "message_id": theirs })).await;
    assert_eq!(got.1, "Bad Request: message can't be deleted");
}
