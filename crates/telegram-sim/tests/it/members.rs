//! Members of groups and their rights.

use crate::client::{Stage, bad};
use serde_json::json;
use telegram_sim::{ChatId, MessageId, NewPerson, Right, UserId};

async fn status(stage: &Stage, (chat, user): (ChatId, UserId)) -> String {
    let member = stage.ok("getChatMember", json!({ "chat_id": chat, "user_id": user })).await;
    member["status"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn promotion() {
    let stage = Stage::new().await;
    let group = stage.crew().await;
    stage.sim.promote_bot(group, &[Right::PinMessages]);
    let change = stage.drain().await[0]["my_chat_member"].clone();
    assert_eq!(change["old_chat_member"]["status"], "member");
    assert_eq!(change["new_chat_member"]["status"], "administrator");
    assert_eq!(change["new_chat_member"]["can_pin_messages"], true);
    assert_eq!(change["new_chat_member"]["can_delete_messages"], false);
    let admins = stage.ok("getChatAdministrators", json!({ "chat_id": group })).await;
    assert_eq!(admins.as_array().unwrap().len(), 2);
    assert_eq!(stage.ok("getChatMemberCount", json!({ "chat_id": group })).await, 2);
    stage.sim.send_text(stage.anna, group, "administrators hear it all");
    assert_eq!(stage.drain().await.len(), 1);
    stage.sim.promote_bot(group, &[]);
    assert_eq!(status(&stage, (group, stage.bot)).await, "member");
    let got = stage.err("getChatAdministrators", json!({ "chat_id": stage.anna })).await;
    assert_eq!(got, bad("there are no administrators in the private chat"));
}

#[tokio::test]
async fn changes_of_members_are_told_to_those_who_ask() {
    let stage = Stage::new().await;
    let group = stage.crew().await;
    stage.sim.promote_bot(group, &[Right::RestrictMembers]);
    let boris = stage.sim.add_person(NewPerson::named("Boris"));
    stage.drain().await;
    stage.sim.add_member(group, boris);
    let updates = stage.drain().await;
    assert_eq!(updates.len(), 1, "not asked for");
    assert_eq!(updates[0]["message"]["new_chat_members"][0]["id"], json!(boris));
    stage.ok("getUpdates", json!({ "allowed_updates": ["chat_member"] })).await;
    stage.sim.remove_member(group, boris);
    let updates = stage.drain().await;
    assert_eq!(updates.len(), 1);
    assert_eq!(updates[0]["chat_member"]["new_chat_member"]["status"], "left");
    stage.ok("getUpdates", json!({ "allowed_updates": [] })).await;
    stage.sim.add_member(group, boris);
    assert_eq!(stage.drain().await.len(), 1, "an empty list is all but these");
}

#[tokio::test]
async fn bans() {
    let stage = Stage::new().await;
    let basic = stage.crew().await;
    let boris = stage.sim.add_person(NewPerson::named("Boris"));
    stage.sim.add_member(basic, boris);
    let ban = |chat: ChatId, user: UserId| json!({ "chat_id": chat, "user_id": user });
    let refused = bad("not enough rights to restrict/unrestrict chat member");
    assert_eq!(stage.err("banChatMember", ban(basic, boris)).await, refused);
    let group = stage.sim.migrate_to_supergroup(basic);
    stage.sim.promote_bot(group, &[Right::RestrictMembers]);
    for (user, expected) in [
        (stage.anna, "can't remove chat owner"),
        (stage.bot, "can't restrict self"),
        (UserId(31337), "PARTICIPANT_ID_INVALID"),
        (UserId(-5), "invalid user_id specified"),
    ] {
        assert_eq!(stage.err("banChatMember", ban(group, user)).await, bad(expected));
    }
    let got = stage.err("banChatMember", ban(stage.anna.into(), boris)).await;
    assert_eq!(got, bad("can't ban members in private chats"));
    stage.drain().await;
    stage.ok("banChatMember", ban(group, boris)).await;
    assert_eq!(status(&stage, (group, boris)).await, "kicked");
    assert_eq!(stage.drain().await[0]["message"]["left_chat_member"]["id"], json!(boris));
    stage.ok("unbanChatMember", ban(group, boris)).await;
    assert_eq!(status(&stage, (group, boris)).await, "left");
    stage.sim.add_member(group, boris);
    stage.ok("unbanChatMember", json!({ "chat_id": group, "user_id": boris, "only_if_banned": true })).await;
    assert_eq!(status(&stage, (group, boris)).await, "member");
    stage.sim.promote(group, boris, &[Right::ChangeInfo]);
    assert_eq!(
        stage.err("banChatMember", ban(group, boris)).await,
        bad("user is an administrator of the chat")
    );
}

#[tokio::test]
async fn leaving() {
    let stage = Stage::new().await;
    let group = stage.sim.migrate_to_supergroup(stage.crew().await);
    stage.drain().await;
    stage.ok("leaveChat", json!({ "chat_id": group })).await;
    assert_eq!(stage.drain().await[0]["my_chat_member"]["new_chat_member"]["status"], "left");
    let got = stage.err("sendMessage", json!({ "chat_id": group, "text": "x" })).await;
    assert_eq!(got, (403, "Forbidden: bot is not a member of the supergroup chat".to_owned()));
    stage.sim.add_bot_to_group(group, stage.anna);
    stage.sim.remove_bot_from_group(group, stage.anna);
    let got = stage.err("sendMessage", json!({ "chat_id": group, "text": "x" })).await;
    assert_eq!(got, (403, "Forbidden: bot was kicked from the supergroup chat".to_owned()));
    let got = stage.err("leaveChat", json!({ "chat_id": stage.anna })).await;
    assert_eq!(got, bad("chat member status can't be changed in private chats"));
}

#[tokio::test]
async fn privacy_mode_off() {
    let stage = Stage::new().await;
    let group = stage.crew().await;
    stage.sim.read_all_group_messages(true);
    assert_eq!(stage.ok("getMe", json!({})).await["can_read_all_group_messages"], true);
    stage.sim.send_text(stage.anna, group, "just talk");
    assert_eq!(stage.drain().await[0]["message"]["text"], "just talk");
    stage.sim.read_all_group_messages(false);
    stage.sim.send_text(stage.anna, group, "just talk");
    assert_eq!(stage.sim.pending_updates(), 0);
}

#[tokio::test]
async fn deleted_accounts() {
    let stage = Stage::new().await;
    stage.sim.deactivate(stage.anna);
    let got = stage.err("sendMessage", json!({ "chat_id": stage.anna, "text": "x" })).await;
    assert_eq!(got, (403, "Forbidden: user is deactivated".to_owned()));
}

#[tokio::test]
async fn anonymous_administrators() {
    let stage = Stage::new().await;
    let group = stage.crew().await;
    let boris = stage.sim.add_person(NewPerson::named("Boris"));
    stage.sim.add_member(group, boris);
    assert_eq!(stage.sim.send_anonymously(boris, group, "/who"), MessageId(0), "only those who run it");
    stage.drain().await;
    let id = stage.sim.send_anonymously(stage.anna, group, "/who");
    let message = &stage.drain().await[0]["message"];
    assert_eq!(message["from"]["username"], "GroupAnonymousBot");
    assert_eq!((&message["sender_chat"]["id"], &message["chat"]["id"]), (&json!(group), &json!(group)));
    let forward = json!({ "chat_id": stage.anna, "from_chat_id": group, "message_id": id });
    let origin = stage.ok("forwardMessage", forward).await["forward_origin"].clone();
    assert_eq!((&origin["type"], &origin["sender_chat"]["id"]), (&json!("chat"), &json!(group)));
}
