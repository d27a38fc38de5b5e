//! The client behind a proxy: every byte goes through it, and a login that is refused is told without its password.

use repairbot::telegram::{CallErrorKind, Content, Document, GetUpdates, Telegram, TelegramOptions};
use repairbot_core::ids::ChatId;
use serde_json::json;
use telegram_sim::FileKind;

use super::support::{CANARY, Logs, options, person, sim};
use crate::support::{LOGIN, NOWHERE, Proxy, WRONG_LOGIN, picture};

const ALL: GetUpdates<'static> = GetUpdates { offset: None, limit: 100, timeout_s: 0, allowed: &[] };

fn through(proxy: &Proxy, (api, login): (&str, Option<&str>)) -> Telegram {
    let proxy = Some(proxy.url(login));
    Telegram::new(&TelegramOptions { proxy, ..options(api) }).unwrap()
}

#[tokio::test]
async fn everything_goes_through_the_proxy() {
    let api = format!("http://{NOWHERE}");
    for (scheme, how) in [("http", "forward"), ("socks5", "socks5")] {
        for login in [None, Some(LOGIN)] {
            let sim = sim().await;
            let anna = person(&sim, "Anna");
            let chat = sim.private_chat(anna);
            sim.send_text(anna, chat, "/start");
            let proxy = Proxy::start(scheme, (&sim.api_url(), login.is_some())).await;
            let telegram = through(&proxy, (&api, login));

            assert_eq!(telegram.get_me().await.unwrap()["username"], "desk_bot");
            assert_eq!(telegram.get_updates(ALL).await.unwrap().len(), 1, "{scheme}");
            telegram.send_message(json!({ "chat_id": chat, "text": "one" })).await.unwrap();
            let bytes: Vec<u8> = (0..=255).cycle().take(300_000).collect();
            let document = Document {
                chat: ChatId(chat.0),
                topic: None,
                file_name: "a.xlsx",
                content: Content::Bytes(&bytes),
                caption: None,
                silent: false,
                photo: false,
            };
            let sent = telegram.send_document(document).await.unwrap();
            assert_eq!(sim.document(chat, telegram_sim::MessageId(sent.0)).unwrap(), bytes, "{scheme}");
            // And down again.
            sim.send_file(anna, chat, telegram_sim::PersonFile { kind: FileKind::Document, ..picture() })
                .unwrap();
            let update = telegram.get_updates(ALL).await.unwrap().pop().unwrap();
            let id = update["message"]["document"]["file_id"].as_str().unwrap();
            let file = telegram.get_file(id).await.unwrap();
            let mut download = telegram.download(&file).await.unwrap();
            let first = download.piece().await.unwrap().unwrap();
            assert!(first.as_ref().starts_with(b"\x89PNG"), "{scheme}");

            let asked = proxy.asked();
            let expected = format!("{how} {NOWHERE}");
            assert!(!asked.is_empty() && asked.iter().all(|one| *one == expected), "{asked:?}");
        }
    }
}

#[tokio::test]
async fn the_official_server_is_reached_through_a_tunnel() {
    let sim = sim().await;
    for (scheme, expected) in [("http", "CONNECT 192.0.2.1:443"), ("socks5", "socks5 192.0.2.1:443")] {
        let proxy = Proxy::start(scheme, (&sim.api_url(), true)).await;
        // The simulator speaks no TLS: it is not what is looked at here, but nothing was sent in the clear either.
        let error = through(&proxy, ("https://192.0.2.1", Some(LOGIN))).get_me().await.unwrap_err();
        assert!(matches!(error.kind, CallErrorKind::Network { ambiguous: false, .. }), "{error}");
        assert_eq!(proxy.asked(), [expected]);
    }
    assert!(sim.calls().is_empty());
}

#[tokio::test]
async fn a_refused_login_is_told_without_the_password() {
    let logs = Logs::capture();
    let sim = sim().await;
    let mut told = Vec::new();
    for (scheme, api, expected) in [
        ("http", format!("http://{NOWHERE}"), "the proxy refuses the login of PROXY_URL"),
        ("http", "https://192.0.2.1".to_owned(), "proxy authorization required"),
        ("socks5", format!("http://{NOWHERE}"), "SOCKS"),
    ] {
        for login in [None, Some(WRONG_LOGIN)] {
            let proxy = Proxy::start(scheme, (&sim.api_url(), true)).await;
            let error = through(&proxy, (&api, login)).get_me().await.unwrap_err();
            // It surely did not get through: it can be sent again.
            assert!(matches!(error.kind, CallErrorKind::Network { ambiguous: false, .. }), "{error}");
            assert!(error.to_string().contains(expected), "{scheme} {api}: {error}");
            assert_eq!(proxy.asked(), Vec::<String>::new());
            told.push(format!("{error} {error:?}"));
        }
    }
    told.push(logs.text());
    for text in told {
        assert!(!text.contains(CANARY), "{text}");
    }
    assert!(sim.calls().is_empty());
}
