//! What people do, as the bot sees it.

use crate::client::Stage;
use serde_json::json;
use telegram_sim::{MessageId, NewPerson, OtherKind, PressError};

#[tokio::test]
async fn a_message_looks_as_in_telegram() {
    let stage = Stage::new().await;
    let person = NewPerson {
        first_name: "Boris".into(),
        last_name: Some("B".into()),
        username: Some("boris".into()),
        language_code: Some("de".into()),
    };
    let boris = stage.sim.add_person_with_id(555, person);
    let id = stage.sim.send_text(boris, boris.into(), "/start deep");
    let message = stage.drain().await[0]["message"].clone();
    let expected = json!({
        "message_id": id,
        "date": 1_772_323_200,
        "chat": { "id": 555, "type": "private", "first_name": "Boris", "last_name": "B", "username": "boris" },
        "from": {
            "id": 555, "is_bot": false, "first_name": "Boris", "last_name": "B", "username": "boris",
            "language_code": "de"
        },
        "text": "/start deep",
        "entities": [{ "type": "bot_command", "offset": 0, "length": 6 }]
    });
    assert_eq!(message, expected);
}

#[tokio::test]
async fn blocking() {
    let stage = Stage::new().await;
    stage.sim.block_bot(stage.anna);
    stage.sim.block_bot(stage.anna);
    stage.sim.send_text(stage.anna, stage.anna.into(), "back");
    let updates = stage.drain().await;
    assert_eq!(updates.len(), 3);
    assert_eq!(updates[0]["my_chat_member"]["new_chat_member"]["status"], "kicked");
    assert_eq!(updates[1]["my_chat_member"]["new_chat_member"]["status"], "member");
    assert_eq!(updates[2]["message"]["text"], "back");
}

#[tokio::test]
async fn other_kinds() {
    let stage = Stage::new().await;
    for (kind, field) in [
        (OtherKind::Photo, "photo"),
        (OtherKind::Sticker, "sticker"),
        (OtherKind::Voice, "voice"),
        (OtherKind::Document, "document"),
        (OtherKind::Location, "location"),
        (OtherKind::Contact, "contact"),
    ] {
        stage.sim.send_other(stage.anna, stage.anna.into(), kind);
        let message = stage.drain().await[0]["message"].clone();
        assert!(!message[field].is_null() && message["text"].is_null(), "{message}");
    }
}

#[tokio::test]
async fn presses() {
    let stage = Stage::new().await;
    let (sim, anna, chat) = (&stage.sim, stage.anna, stage.anna.into());
    let keys = json!({ "inline_keyboard": [[
        { "text": "Site", "url": "https://example.org" }, { "text": "Go", "callback_data": "go" }
    ]] });
    let id = MessageId(stage.say(json!({ "reply_markup": keys })).await);
    assert_eq!(sim.press(anna, chat, MessageId(99), "Go"), Err(PressError::NoSuchMessage));
    let labels = vec!["Site".to_owned(), "Go".to_owned()];
    assert_eq!(sim.press(anna, chat, id, "Stop"), Err(PressError::NoSuchButton(labels)));
    assert_eq!(sim.press(anna, chat, id, "Site"), Err(PressError::NotCallback));
    sim.press(anna, chat, id, "Go").unwrap();
    stage.ok("deleteMessage", json!({ "chat_id": anna, "message_id": id })).await;
    sim.press_data(anna, chat, id, "stale");
    let updates = stage.drain().await;
    let (fresh, stale) = (&updates[0]["callback_query"], &updates[1]["callback_query"]);
    assert_eq!(fresh["message"]["reply_markup"], keys);
    assert_eq!(fresh["chat_instance"], stale["chat_instance"]);
    assert_eq!(stale["message"]["date"], 0, "an inaccessible message");
    assert_eq!(stale["message"]["message_id"], json!(id));
}

#[tokio::test]
async fn nobody_and_nowhere() {
    let stage = Stage::new().await;
    let ghost = telegram_sim::UserId(31337);
    assert_eq!(stage.sim.send_text(ghost, ghost.into(), "x"), MessageId(0));
    assert_eq!(stage.sim.send_text(stage.anna, telegram_sim::ChatId(-1), "x"), MessageId(0));
    assert_eq!(stage.sim.press(ghost, ghost.into(), MessageId(1), "x"), Err(PressError::NoSuchPerson));
    assert!(stage.sim.messages(telegram_sim::ChatId(-1)).is_empty());
    assert_eq!(stage.sim.pending_updates(), 0);
}

#[tokio::test]
async fn the_clock() {
    let stage = Stage::new().await;
    stage.sim.advance(90);
    let id = stage.say(json!({})).await;
    assert_eq!(stage.sim.message(stage.anna.into(), MessageId(id)).unwrap().date, 1_772_323_290);
    assert_eq!(stage.sim.calls().last().unwrap().at, 1_772_323_290);
}
