//! A conversation from end to end.

use crate::client::Stage;
use serde_json::json;
use telegram_sim::MessageId;

#[tokio::test]
async fn a_conversation() {
    let stage = Stage::new().await;
    let (sim, anna) = (&stage.sim, stage.anna);
    let chat = sim.private_chat(anna);
    let markup = json!({ "inline_keyboard": [[{ "text": "Yes", "callback_data": "y" }]] });
    let id = stage
        .say(json!({ "text": "<b>Ready</b> &amp; set", "parse_mode": "HTML", "reply_markup": markup }))
        .await;
    let seen = sim.message(chat, MessageId(id)).unwrap();
    assert_eq!(seen.text, "Ready & set");
    assert_eq!(seen.inline[0][0].data.as_deref(), Some("y"));
    let press = sim.press(anna, chat, MessageId(id), "Yes").unwrap();
    let updates = stage.drain().await;
    let query = &updates[0]["callback_query"];
    assert_eq!(query["data"], "y");
    assert_eq!(query["message"]["text"], "Ready & set");
    let answer = json!({ "callback_query_id": query["id"], "text": "Done", "show_alert": true });
    stage.ok("answerCallbackQuery", answer.clone()).await;
    let given = sim.press_answer(press).unwrap();
    assert_eq!((given.text.as_deref(), given.alert), (Some("Done"), true));
    assert_eq!(stage.err("answerCallbackQuery", answer).await.0, 400);
    let methods: Vec<String> = sim.calls().into_iter().map(|call| call.method).collect();
    assert_eq!(methods, ["sendMessage", "answerCallbackQuery", "answerCallbackQuery"]);
}
