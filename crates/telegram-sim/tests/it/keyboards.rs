//! Reply keyboards.

use crate::client::{Stage, bad};
use serde_json::{Value, json};
use telegram_sim::{MessageId, NewPerson};

#[tokio::test]
async fn stays_until_removed() {
    let stage = Stage::new().await;
    let (sim, anna) = (&stage.sim, stage.anna);
    assert!(sim.reply_keyboard(anna).is_empty());
    let keys =
        json!({ "keyboard": [["New", { "text": "Mine" }], [{ "text": "Phone", "request_contact": true }]] });
    stage.say(json!({ "reply_markup": keys })).await;
    let shown = vec![vec!["New".to_owned(), "Mine".to_owned()], vec!["Phone".to_owned()]];
    assert_eq!(sim.reply_keyboard(anna), shown);
    let inline = json!({ "inline_keyboard": [[{ "text": "a", "callback_data": "a" }]] });
    stage.say(json!({ "reply_markup": inline })).await;
    sim.send_text(anna, anna.into(), "New");
    stage.say(json!({ "reply_markup": { "force_reply": true } })).await;
    assert_eq!(sim.reply_keyboard(anna), shown);
    stage.say(json!({ "reply_markup": { "remove_keyboard": true } })).await;
    assert!(sim.reply_keyboard(anna).is_empty());
}

#[tokio::test]
async fn one_time_hides_and_deletion_removes() {
    let stage = Stage::new().await;
    let (sim, anna) = (&stage.sim, stage.anna);
    let keys = |once: bool| json!({ "reply_markup": { "keyboard": [["A"]], "one_time_keyboard": once } });
    stage.say(keys(true)).await;
    assert_eq!(sim.reply_keyboard(anna), [["A"]]);
    sim.send_text(anna, anna.into(), "A");
    assert!(sim.reply_keyboard(anna).is_empty());
    let id = stage.say(keys(false)).await;
    stage.ok("deleteMessage", json!({ "chat_id": anna, "message_id": id })).await;
    assert!(sim.reply_keyboard(anna).is_empty());
}

#[tokio::test]
async fn complaints() {
    let stage = Stage::new().await;
    for (keys, expected) in [
        (json!({ "keyboard": "x" }), "Bad Request: keyboard must be an Array of Arrays of buttons"),
        (json!({ "keyboard": ["x"] }), "Bad Request: keyboard must be an Array of Arrays of buttons"),
        (json!({ "keyboard": [[5]] }), "Bad Request: can't parse keyboard button: Object expected"),
        (json!({ "keyboard": [[""]] }), "Bad Request: keyboard button text must be non-empty"),
        (
            json!({ "keyboard": [[{}]] }),
            "Bad Request: can't parse keyboard button: Can't find field \"text\"",
        ),
    ] {
        let params = json!({ "chat_id": stage.anna, "text": "x", "reply_markup": keys });
        assert_eq!(stage.err("sendMessage", params).await, (400, expected.to_owned()));
    }
    let group = stage.sim.add_group("Crew", &[stage.anna]);
    stage.sim.add_bot_to_group(group, stage.anna);
    let keys = json!({ "keyboard": [[{ "text": "Phone", "request_contact": true }]] });
    let params = json!({ "chat_id": group, "text": "x", "reply_markup": keys });
    let got = stage.err("sendMessage", params).await.1;
    assert_eq!(got, "Bad Request: phone number can be requested in private chats only");
}

#[tokio::test]
async fn what_was_asked_for_is_a_reply() {
    let stage = Stage::new().await;
    let (sim, anna) = (&stage.sim, stage.anna);
    let ask = json!({ "force_reply": true, "input_field_placeholder": "Address" });
    let asked = stage.say(json!({ "reply_markup": ask })).await;
    sim.send_text(anna, anna.into(), "/help");
    sim.send_text(anna, anna.into(), "1 High St");
    sim.send_text(anna, anna.into(), "and more");
    let updates = stage.drain().await;
    let replies: Vec<&Value> =
        updates.iter().map(|update| &update["message"]["reply_to_message"]["message_id"]).collect();
    assert_eq!(replies, [&json!(null), &json!(asked), &json!(null)], "the first words that are no command");
    let long = json!({ "force_reply": true, "input_field_placeholder": "x".repeat(65) });
    let got = stage.err("sendMessage", json!({ "chat_id": anna, "text": "x", "reply_markup": long })).await;
    assert_eq!(got, bad("wrong input field placeholder specified"));
}

#[tokio::test]
async fn who_is_asked_in_a_group() {
    let stage = Stage::new().await;
    let group = stage.crew().await;
    let boris =
        stage.sim.add_person(NewPerson { username: Some("boris".into()), ..NewPerson::named("Boris") });
    stage.sim.add_member(group, boris);
    stage.drain().await;
    let ask = json!({ "force_reply": true, "selective": true });
    let asked = json!({ "chat_id": group, "text": "@Boris, when?", "reply_markup": ask });
    let asked = MessageId(stage.ok("sendMessage", asked).await["message_id"].as_i64().unwrap());
    stage.sim.send_text(stage.anna, group, "not me");
    assert_eq!(stage.sim.pending_updates(), 0, "she was not asked, and talk is private");
    stage.sim.send_text(boris, group, "today");
    let update = &stage.drain().await[0]["message"];
    assert_eq!(update["reply_to_message"]["message_id"], json!(asked));
}

#[tokio::test]
async fn shared_people() {
    let stage = Stage::new().await;
    let boris = stage.sim.add_person(NewPerson::named("Boris"));
    let ask = |more: Value| {
        let mut asked = json!({ "request_id": 3 });
        asked.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({ "reply_markup": { "keyboard": [[{ "text": "Who?", "request_users": asked }]] } })
    };
    stage.say(ask(json!({ "max_quantity": 2, "request_name": true }))).await;
    stage.sim.share_users(stage.anna, 3, &[boris]);
    let shared = &stage.drain().await[0]["message"]["users_shared"];
    assert_eq!(*shared, json!({ "request_id": 3, "users": [{ "user_id": boris, "first_name": "Boris" }] }));
    for (more, why) in [
        (json!({ "request_id": "x" }), "wrong request_id"),
        (json!({ "max_quantity": 11 }), "wrong max_quantity"),
    ] {
        let mut params = ask(more);
        params["chat_id"] = json!(stage.anna);
        params["text"] = json!("x");
        let expected = format!("can't parse keyboard button: Can't parse \"request_users\": {why}");
        assert_eq!(stage.err("sendMessage", params).await, bad(&expected));
    }
}

#[tokio::test]
async fn all_kinds_of_inline_buttons() {
    let stage = Stage::new().await;
    let group = stage.crew().await;
    let send = |chat: Value, button: Value| json!({ "chat_id": chat, "text": "x", "reply_markup": { "inline_keyboard": [[button]] } });
    let private = json!(stage.anna);
    for button in [
        json!({ "text": "a", "url": "tg://user?id=5" }),
        json!({ "text": "a", "switch_inline_query": "" }),
        json!({ "text": "a", "switch_inline_query_current_chat": "find" }),
        json!({ "text": "a", "copy_text": { "text": "42" } }),
        json!({ "text": "a", "web_app": { "url": "https://example.org" } }),
        json!({ "text": "a", "login_url": { "url": "https://example.org" } }),
        json!({ "text": "a", "callback_data": "x", "style": "danger", "icon_custom_emoji_id": "5" }),
    ] {
        let sent = stage.ok("sendMessage", send(private.clone(), button.clone())).await;
        assert_eq!(sent["reply_markup"]["inline_keyboard"][0][0], button);
    }
    let app = json!({ "text": "a", "web_app": { "url": "https://example.org" } });
    assert_eq!(stage.err("sendMessage", send(json!(group), app)).await, bad("BUTTON_TYPE_INVALID"));
    for (button, expected) in [
        (json!({ "text": "a", "copy_text": { "text": "" } }), "BUTTON_COPY_TEXT_INVALID"),
        (json!({ "text": "a", "copy_text": { "text": "x".repeat(257) } }), "BUTTON_COPY_TEXT_INVALID"),
        (
            json!({ "text": "a", "web_app": { "url": "http://example.org" } }),
            "inline keyboard button URL 'http://example.org' is invalid: Wrong HTTP URL",
        ),
        (
            json!({ "text": "a", "switch_inline_query": 5 }),
            "can't parse inline keyboard button: Field \"switch_inline_query\" must be of type String",
        ),
    ] {
        assert_eq!(stage.err("sendMessage", send(private.clone(), button)).await, bad(expected));
    }
}
