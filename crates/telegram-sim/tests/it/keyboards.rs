//! Reply keyboards.

use crate::client::Stage;
use serde_json::json;

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
