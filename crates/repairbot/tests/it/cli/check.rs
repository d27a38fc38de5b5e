//! What `repairbot check` learns from Telegram.

use std::time::Duration;

use repairbot::telegram::{Telegram, TelegramOptions};
use secrecy::SecretString;
use telegram_sim::{NewPerson, Sim};

use super::Shell;
use crate::support::{LOGIN, NOWHERE, Proxy, TOKEN, WRONG_LOGIN};

const SECRET: &str = "a-secret-of-at-least-some-length_0123456789";
const UNKNOWN: &str = "7000000002:AAno-token-of-any-simulated-bot-0000000000";

#[tokio::test(flavor = "multi_thread")]
async fn check_asks_telegram_about_the_token_the_webhook_and_the_clock() {
    let sim = Sim::start().await.unwrap();
    sim.add_bot(TOKEN, "desk_bot");
    let (shell, api) = (Shell::new(), sim.api_url());
    let polled = [("BOT_TOKEN", TOKEN), ("TELEGRAM_API_URL", api.as_str())];
    let posted = [("WEBHOOK_URL", "http://127.0.0.1:9"), ("WEBHOOK_SECRET", SECRET)];
    let posted: Vec<(&str, &str)> = polled.iter().chain(&posted).copied().collect();
    let check = |variables: &[(&str, &str)]| shell.run(&["check"], variables);

    let (code, out, err) = check(&polled);
    assert!(code == 0 && err.is_empty(), "{out}{err}");
    for line in ["Telegram: ok, @desk_bot\n", "webhook: none, updates are polled\n", "clock: ok\n"] {
        assert!(out.contains(line), "{out}");
    }
    let (code, out, _) = check(&posted);
    assert!(code == 0 && out.contains("webhook: not set yet"), "{out}");

    let options = TelegramOptions {
        api_url: api.clone(),
        token: SecretString::from(TOKEN),
        proxy: None,
        request_timeout: Duration::from_secs(10),
    };
    let telegram = Telegram::new(&options).unwrap();
    let secret = SecretString::from(SECRET);
    telegram.set_webhook("http://127.0.0.1:9/webhook", &secret, &["message"]).await.unwrap();
    let (code, out, _) = check(&posted);
    assert!(code == 0 && out.contains("webhook: ok\n"), "{out}");
    // Nobody listens there, and Telegram says so once somebody has written.
    let vera = sim.add_person(NewPerson::named("Vera"));
    let mut changes = sim.subscribe();
    sim.send_text(vera, vera.into(), "Anybody there?");
    while telegram.get_webhook_info().await.unwrap().trouble.is_none() {
        changes.changed().await.unwrap();
    }
    let (code, _, err) = check(&posted);
    assert!(code == 1 && err.starts_with("webhook: Telegram can't deliver updates: "), "{err}");
    assert_eq!(err.matches("webhook").count(), 1, "once: {err}");
    let (code, _, err) = check(&polled);
    assert!(code == 1 && err.contains("one is set although WEBHOOK_URL is empty"), "{err}");
    telegram.set_webhook("http://127.0.0.1:9/somewhere-secret", &secret, &["message"]).await.unwrap();
    let (code, _, err) = check(&posted);
    assert!(code == 1 && err.contains("another address") && !err.contains("somewhere-secret"), "{err}");

    let (code, _, err) = check(&[("BOT_TOKEN", UNKNOWN), polled[1]]);
    assert!(code == 1 && err.contains("check BOT_TOKEN") && !err.contains(UNKNOWN), "{err}");
    let nowhere = [polled[0], ("TELEGRAM_API_URL", "http://127.0.0.1:9")];
    let (code, _, err) = check(&nowhere);
    assert!(code == 1 && err.starts_with("Telegram: getMe: no answer") && err.contains("PROXY_URL"), "{err}");
    assert_eq!(shell.run(&["check", "--offline"], &nowhere).0, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn check_asks_telegram_through_the_proxy() {
    let sim = Sim::start().await.unwrap();
    sim.add_bot(TOKEN, "desk_bot");
    let (shell, api) = (Shell::new(), format!("http://{NOWHERE}"));
    for scheme in ["http", "socks5"] {
        let proxy = Proxy::start(scheme, (&sim.api_url(), true)).await;
        let check = |login: &str| {
            let url = proxy.url(Some(login));
            shell.run(&["check"], &[("BOT_TOKEN", TOKEN), ("TELEGRAM_API_URL", &api), ("PROXY_URL", &url)])
        };
        let (code, out, err) = check(LOGIN);
        assert!(code == 0 && err.is_empty() && out.contains("Telegram: ok, @desk_bot\n"), "{out}{err}");
        assert!(!proxy.asked().is_empty());
        // The shell looks for the password in what was said.
        let (code, out, err) = check(WRONG_LOGIN);
        assert!(code == 1 && err.contains("no answer") && err.contains("PROXY_URL"), "{out}{err}");
    }
}

#[test]
fn check_says_which_folder_cannot_be_written_to() {
    let shell = Shell::new();
    let file = tempfile::NamedTempFile::new().unwrap();
    let inside = file.path().join("somewhere/below");
    let (token, inside) = (("BOT_TOKEN", TOKEN), inside.to_str().unwrap());
    for name in ["ATTACHMENTS_DIR", "BACKUP_DIR"] {
        let (code, _, err) = shell.run(&["check", "--offline"], &[token, (name, inside)]);
        assert!(code == 1 && err.starts_with(&format!("folder: {name}: nothing can be written")), "{err}");
    }
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("not/there/yet");
    let (code, out, err) =
        shell.run(&["check", "--offline"], &[token, ("ATTACHMENTS_DIR", inside.to_str().unwrap())]);
    assert!(code == 0 && err.is_empty() && !inside.exists(), "{out}{err}");
}
