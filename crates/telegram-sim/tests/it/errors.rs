//! Refusals, word for word.

use crate::client::Stage;
use serde_json::{Value, json};
use telegram_sim::{MessageId, NewPerson};

fn rows(rows: Value) -> Value {
    json!({ "inline_keyboard": rows })
}

fn button(n: usize) -> Value {
    json!({ "text": format!("b{n}"), "callback_data": n.to_string() })
}

#[tokio::test]
async fn texts() {
    let stage = Stage::new().await;
    let anna = stage.anna;
    for (text, expected) in [
        (json!(""), "Bad Request: message text is empty"),
        (json!(" \n\t "), "Bad Request: message text is empty"),
        (json!(null), "Bad Request: message text is empty"),
        (json!("x".repeat(4097)), "Bad Request: message is too long"),
        (json!("\u{1f600}".repeat(2049)), "Bad Request: message is too long"),
    ] {
        let got = stage.err("sendMessage", json!({ "chat_id": anna, "text": text })).await;
        assert_eq!(got, (400, expected.to_owned()));
    }
    stage.say(json!({ "text": "\u{1f600}".repeat(2048) })).await;
    let marked = format!("<b>{}</b>", "x".repeat(4096));
    stage.say(json!({ "text": marked, "parse_mode": "HTML" })).await;
    let got = stage.err("sendMessage", json!({ "chat_id": anna, "text": "x", "parse_mode": "Wiki" })).await;
    assert_eq!(got.1, "Bad Request: unsupported parse_mode");
}

#[tokio::test]
async fn inline_keyboards() {
    let stage = Stage::new().await;
    let no_action =
        "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard";
    let too_long = "Bad Request: reply markup is too long";
    let nine: Vec<Value> = (0..9).map(button).collect();
    let many: Vec<Value> = (0..101).map(|n| json!([button(n)])).collect();
    for (markup, expected) in [
        (rows(json!([[{ "text": "a", "callback_data": "" }]])), "Bad Request: BUTTON_DATA_INVALID"),
        (
            rows(json!([[{ "text": "a", "callback_data": "x".repeat(65) }]])),
            "Bad Request: BUTTON_DATA_INVALID",
        ),
        (
            rows(json!([[{ "text": "a", "callback_data": "\u{e9}".repeat(33) }]])),
            "Bad Request: BUTTON_DATA_INVALID",
        ),
        (rows(json!([[{ "text": "a" }]])), no_action),
        (rows(json!([[{ "text": "a", "url": "https://e.org", "callback_data": "x" }]])), no_action),
        (rows(json!([nine])), too_long),
        (rows(json!(many)), too_long),
        (
            rows(json!([[{ "text": " ", "callback_data": "x" }]])),
            "Bad Request: inline keyboard button text must be non-empty",
        ),
        (
            rows(json!([[{ "callback_data": "x" }]])),
            "Bad Request: can't parse inline keyboard button: Can't find field \"text\"",
        ),
        (json!([1]), "Bad Request: object expected as reply markup"),
        (json!("{not json"), "Bad Request: can't parse reply markup JSON object"),
    ] {
        let params = json!({ "chat_id": stage.anna, "text": "x", "reply_markup": markup });
        assert_eq!(stage.err("sendMessage", params).await, (400, expected.to_owned()));
    }
    let eight: Vec<Value> = (0..8).map(button).collect();
    let most: Vec<Value> = (0..100).map(|n| json!([button(n)])).collect();
    for fine in [
        rows(json!([eight])),
        rows(json!(most)),
        rows(json!([[{ "text": "a", "callback_data": "x".repeat(64) }]])),
        rows(json!([[{ "text": "a", "url": "https://example.org", "callback_data": null }]])),
        json!(rows(json!([[button(1)]])).to_string()),
        rows(json!([])),
    ] {
        stage.say(json!({ "reply_markup": fine })).await;
    }
}

#[tokio::test]
async fn edits() {
    let stage = Stage::new().await;
    let anna = stage.anna;
    let same = "Bad Request: message is not modified: specified new message content and reply markup are exactly \
                the same as a current content and reply markup of the message";
    let markup = rows(json!([[button(1)]]));
    let id = stage.say(json!({ "text": "<b>x</b>", "parse_mode": "HTML", "reply_markup": markup })).await;
    let own = stage.sim.send_text(anna, anna.into(), "mine");
    let edit = |id: i64, more: Value| {
        let mut params = json!({ "chat_id": anna, "message_id": id });
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        params
    };
    let same_text = json!({ "text": "<strong>x</strong> ", "parse_mode": "HTML", "reply_markup": markup });
    for (params, expected) in [
        (edit(id, same_text), same),
        (edit(999, json!({ "text": "y" })), "Bad Request: message to edit not found"),
        (edit(own.0, json!({ "text": "y" })), "Bad Request: message can't be edited"),
        (edit(id, json!({ "text": "" })), "Bad Request: message text is empty"),
        (json!({ "chat_id": anna, "text": "y" }), "Bad Request: message identifier is not specified"),
        (
            edit(id, json!({ "text": "y", "reply_markup": { "keyboard": [["a"]] } })),
            "Bad Request: inline keyboard expected",
        ),
    ] {
        assert_eq!(stage.err("editMessageText", params).await, (400, expected.to_owned()));
    }
    let got = stage.err("editMessageReplyMarkup", edit(id, json!({ "reply_markup": markup }))).await;
    assert_eq!(got.1, same);
    stage.sim.advance(60);
    // The same letters without bold are another text; an edit without a keyboard takes the keyboard away.
    let edited = stage.ok("editMessageText", edit(id, json!({ "text": "x" }))).await;
    assert_eq!(edited["edit_date"].as_i64(), Some(stage.sim.now()));
    let seen = stage.sim.message(anna.into(), MessageId(id)).unwrap();
    assert!(seen.inline.is_empty() && seen.edit_date == Some(stage.sim.now()));
    stage.ok("editMessageReplyMarkup", edit(id, json!({ "reply_markup": markup }))).await;
    let with_keys = stage.say(json!({ "reply_markup": { "keyboard": [["a"]] } })).await;
    let got = stage.err("editMessageText", edit(with_keys, json!({ "text": "y" }))).await;
    assert_eq!(got.1, "Bad Request: message can't be edited");
}

#[tokio::test]
async fn deletions() {
    let stage = Stage::new().await;
    let anna = stage.anna;
    let id = stage.say(json!({})).await;
    let old = stage.say(json!({})).await;
    let params = json!({ "chat_id": anna, "message_id": id });
    stage.ok("deleteMessage", params.clone()).await;
    assert!(stage.sim.message(anna.into(), MessageId(id)).is_none());
    let gone = (400, "Bad Request: message to delete not found".to_owned());
    assert_eq!(stage.err("deleteMessage", params).await, gone);
    stage.sim.advance(48 * 3600 + 1);
    let got = stage.err("deleteMessage", json!({ "chat_id": anna, "message_id": old })).await;
    assert_eq!(got.1, "Bad Request: message can't be deleted for everyone");
}

#[tokio::test]
async fn chats() {
    let stage = Stage::new().await;
    let sim = &stage.sim;
    let stranger = sim.add_person(NewPerson::named("Stranger"));
    let group = sim.add_group("Crew", &[stage.anna]);
    for (chat, code, expected) in [
        (json!(null), 400, "Bad Request: chat_id is empty"),
        (json!(""), 400, "Bad Request: chat_id is empty"),
        (json!(777), 400, "Bad Request: chat not found"),
        (json!("@nobody"), 400, "Bad Request: chat not found"),
        (json!({ "a": 1 }), 400, "Bad Request: chat not found"),
        (json!(stranger), 400, "Bad Request: chat not found"),
        (json!(-1), 400, "Bad Request: chat not found"),
        (json!(group), 403, "Forbidden: bot was kicked from the group chat"),
    ] {
        let got = stage.err("sendMessage", json!({ "chat_id": chat, "text": "x" })).await;
        assert_eq!(got, (code, expected.to_owned()), "{chat}");
    }
    sim.block_bot(stage.anna);
    let got = stage.err("sendMessage", json!({ "chat_id": stage.anna, "text": "x" })).await;
    assert_eq!(got, (403, "Forbidden: bot was blocked by the user".to_owned()));
    sim.unblock_bot(stage.anna);
    stage.say(json!({ "chat_id": stage.anna.to_string() })).await;
}

#[tokio::test]
async fn replies() {
    let stage = Stage::new().await;
    let missing = (400, "Bad Request: message to be replied not found".to_owned());
    for lost in [
        json!({ "reply_parameters": { "message_id": 99 } }),
        json!({ "reply_parameters": "{\"message_id\":99}" }),
        json!({ "reply_to_message_id": 99 }),
    ] {
        let mut params = json!({ "chat_id": stage.anna, "text": "x" });
        params.as_object_mut().unwrap().extend(lost.as_object().unwrap().clone());
        assert_eq!(stage.err("sendMessage", params).await, missing);
    }
    let anyway = json!({ "reply_parameters": { "message_id": 99, "allow_sending_without_reply": true } });
    let id = stage.say(anyway).await;
    assert_eq!(stage.sim.message(stage.anna.into(), MessageId(id)).unwrap().reply_to, None);
    let id = stage.say(json!({ "reply_parameters": { "message_id": id } })).await;
    assert!(stage.sim.message(stage.anna.into(), MessageId(id)).unwrap().reply_to.is_some());
}

#[tokio::test]
async fn press_answers() {
    let stage = Stage::new().await;
    let chat = stage.anna.into();
    let old = "Bad Request: query is too old and response timeout expired or query ID is invalid";
    for id in [json!(null), json!("12345"), json!("garbage"), json!({})] {
        let got = stage.err("answerCallbackQuery", json!({ "callback_query_id": id })).await;
        assert_eq!(got, (400, old.to_owned()));
    }
    let press = stage.sim.press_data(stage.anna, chat, MessageId(1), "forged");
    let long = json!({ "callback_query_id": press.to_string(), "text": "x".repeat(201) });
    assert_eq!(stage.err("answerCallbackQuery", long).await.1, "Bad Request: MESSAGE_TOO_LONG");
    assert_eq!(stage.sim.press_answer(press), None);
    let fine = json!({ "callback_query_id": press.to_string(), "text": "\u{e9}".repeat(200) });
    stage.ok("answerCallbackQuery", fine.clone()).await;
    assert_eq!(stage.err("answerCallbackQuery", fine).await.1, old);
    let late = stage.sim.press_data(stage.anna, chat, MessageId(1), "late");
    stage.sim.advance(3600);
    let got = stage.err("answerCallbackQuery", json!({ "callback_query_id": late.to_string() })).await;
    assert_eq!(got.1, old);
}
