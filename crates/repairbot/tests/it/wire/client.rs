//! The client: what it sends arrives, what goes wrong is told apart, and the token stays inside.

use std::net::TcpListener;
use std::time::Duration;

use repairbot::telegram::{CallError, CallErrorKind, Content, Document, GetUpdates, Telegram};
use repairbot_core::ids::{ChatId, MessageId};
use serde_json::json;
use telegram_sim::{Fault, FaultKind, Sim};

use super::support::{CANARY, Logs, canned, http, options, person, sim, telegram};

const ALL: GetUpdates<'static> = GetUpdates { offset: None, limit: 100, timeout_s: 0, allowed: &[] };

fn fault(sim: &Sim, kind: FaultKind) {
    sim.fault(Fault { method: None, chat: None, kind, times: Some(1) });
}

/// A port where nobody listens.
fn closed_port() -> String {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    format!("http://{address}")
}

fn is_ambiguous_loss(error: &CallError) -> bool {
    matches!(error.kind, CallErrorKind::Network { .. }) && error.is_ambiguous()
}

#[tokio::test]
async fn what_is_sent_arrives() {
    let sim = sim().await;
    let anna = person(&sim, "Anna");
    let chat = sim.private_chat(anna);
    sim.send_text(anna, chat, "/start");
    let telegram = telegram(&format!("{}/", sim.api_url()));
    assert_eq!(telegram.get_me().await.unwrap()["username"], "desk_bot");

    let sent = telegram
        .send_message(json!({"chat_id": chat, "text": "<b>one</b>", "parse_mode": "HTML"}))
        .await
        .unwrap();
    let seen = |message: MessageId| sim.message(chat, telegram_sim::MessageId(message.0));
    assert_eq!(seen(sent).unwrap().html, "<b>one</b>");
    telegram.edit_message_text(json!({"chat_id": chat, "message_id": sent, "text": "two"})).await.unwrap();
    assert_eq!(seen(sent).unwrap().text, "two");

    let bytes: Vec<u8> = (0..=255).cycle().take(10_000).collect();
    let document = Document {
        chat: ChatId(chat.0),
        topic: None,
        file_name: "\u{43e}\u{442}\u{447}\u{451}\u{442}.xlsx",
        content: Content::Bytes(&bytes),
        caption: Some("<i>March</i>"),
        silent: true,
        photo: false,
    };
    let sent_file = telegram.send_document(document).await.unwrap();
    let message = seen(sent_file).unwrap();
    assert_eq!(
        (message.html.as_str(), message.document.as_deref()),
        ("<i>March</i>", Some(document.file_name))
    );
    assert_eq!(sim.document(chat, telegram_sim::MessageId(sent_file.0)).unwrap(), bytes);

    telegram.delete_message(ChatId(chat.0), sent).await.unwrap();
    assert!(seen(sent).is_none());
    telegram
        .set_my_commands(json!({"commands": [{"command": "help", "description": "Help"}]}))
        .await
        .unwrap();
    assert!(sim.commands().to_string().contains("help"));
}

#[tokio::test]
async fn presses_are_answered() {
    let sim = sim().await;
    let anna = person(&sim, "Anna");
    let chat = sim.private_chat(anna);
    sim.send_text(anna, chat, "/start");
    let telegram = telegram(&sim.api_url());
    let markup = json!({"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]});
    let sent =
        telegram.send_message(json!({"chat_id": chat, "text": "?", "reply_markup": markup})).await.unwrap();
    let press = sim.press(anna, chat, telegram_sim::MessageId(sent.0), "Yes").unwrap();
    telegram.answer_callback(&press.to_string(), Some("done"), true).await.unwrap();
    let answer = sim.press_answer(press).unwrap();
    assert_eq!((answer.text.as_deref(), answer.alert), (Some("done"), true));
}

#[tokio::test]
async fn refusals_carry_what_the_server_said() {
    let sim = sim().await;
    let telegram = telegram(&sim.api_url());
    let error = telegram.send_message(json!({"chat_id": 404, "text": "x"})).await.unwrap_err();
    assert_eq!((error.api_code(), error.is_ambiguous()), (Some(400), false));
    fault(&sim, FaultKind::TooManyRequests { retry_after: 9 });
    let error = telegram.get_me().await.unwrap_err();
    assert_eq!((error.api_code(), error.pause()), (Some(429), Some(Duration::from_secs(9))));
    fault(&sim, FaultKind::ServerError);
    assert_eq!(telegram.get_me().await.unwrap_err().api_code(), Some(500));
}

#[tokio::test]
async fn only_a_request_that_may_have_arrived_is_ambiguous() {
    let error = telegram(&closed_port()).get_me().await.unwrap_err();
    assert!(matches!(error.kind, CallErrorKind::Network { ambiguous: false, .. }), "{error}");

    let sim = sim().await;
    let client = telegram(&sim.api_url());
    client.get_me().await.unwrap();
    for kind in [FaultKind::LoseAnswer, FaultKind::ResetBefore] {
        fault(&sim, kind);
        let error = client.get_me().await.unwrap_err();
        assert!(is_ambiguous_loss(&error), "{error}");
    }
    let mut hasty = options(&sim.api_url());
    hasty.request_timeout = Duration::from_secs(1);
    let hasty = Telegram::new(&hasty).unwrap();
    hasty.get_me().await.unwrap();
    fault(&sim, FaultKind::Hang);
    let error = hasty.get_me().await.unwrap_err();
    assert!(is_ambiguous_loss(&error), "{error}");
}

#[tokio::test]
async fn what_is_not_the_bot_api_is_told_apart() {
    let cut = "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"ok\":true,".to_owned();
    let table = [
        (http("502 Bad Gateway", "<html>"), false),
        (http("504 Gateway Timeout", "<html>"), true),
        (http("302 Found", "<html>"), false),
        (http("200 OK", "<html>a captive portal"), true),
        (http("200 OK", r#"{"ok":true}"#), true),
        (cut, true),
    ];
    for (answer, ambiguous) in table {
        let error = telegram(&canned(vec![answer.clone()])).get_me().await.unwrap_err();
        assert_eq!((error.api_code(), error.is_ambiguous()), (None, ambiguous), "{answer}: {error}");
    }
}

#[tokio::test]
async fn one_undecodable_update_does_not_hide_the_others() {
    let body = r#"{"ok":true,"result":[{"update_id":1,"message":{"text":"\ud800"}},{"update_id":2}]}"#;
    let updates = telegram(&canned(vec![http("200 OK", body)])).get_updates(ALL).await.unwrap();
    assert_eq!((updates.len(), &updates[1]), (2, &json!({"update_id": 2})));
}

#[tokio::test]
async fn the_token_is_in_no_error_and_in_no_log() {
    let logs = Logs::capture();
    let echo =
        http("400 Bad Request", &json!({"ok": false, "description": super::support::TOKEN}).to_string());
    let html = http("200 OK", &format!("<html>{}", super::support::TOKEN));
    let moved = "HTTP/1.1 301 Moved\r\nlocation: http://x/botCANARY\r\ncontent-length: 0\r\n\r\n".to_owned();
    let mut texts = Vec::new();
    for url in [closed_port(), canned(vec![echo]), canned(vec![html]), canned(vec![moved]), canned(vec![])] {
        let telegram = telegram(&url);
        for error in [telegram.get_me().await.unwrap_err(), telegram.get_updates(ALL).await.unwrap_err()] {
            texts.push(format!("{error} {error:?}"));
        }
        texts.push(format!("{telegram:?}"));
    }
    let sim = sim().await;
    for kind in [FaultKind::LoseAnswer, FaultKind::ResetBefore, FaultKind::ServerError] {
        fault(&sim, kind);
        let error = telegram(&sim.api_url()).get_me().await.unwrap_err();
        texts.push(format!("{error} {error:?}"));
    }
    let mut odd = options("not an address");
    texts.push(format!("{:?}", Telegram::new(&odd).unwrap().get_me().await.unwrap_err()));
    odd.proxy = Some("socks5://user:CANARY-password@127.0.0.1:1".to_owned());
    texts.push(format!("{odd:?}"));
    texts.push(format!("{:?}", Telegram::new(&odd).unwrap().get_me().await.unwrap_err()));
    odd.proxy = Some("::CANARY-no-proxy".to_owned());
    texts.push(format!("{:?}", Telegram::new(&odd).map(drop)));
    assert!(logs.text().contains("Bot API call failed"), "something is logged");
    texts.push(logs.text());
    for text in texts {
        assert!(!text.contains(CANARY), "{text}");
    }
}

#[tokio::test]
async fn a_proxy_that_does_not_answer_means_not_sent() {
    let mut options = options("http://api.example");
    options.proxy = Some(closed_port());
    let error = Telegram::new(&options).unwrap().get_me().await.unwrap_err();
    assert!(matches!(error.kind, CallErrorKind::Network { ambiguous: false, .. }), "{error}");
}
