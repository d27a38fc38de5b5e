//! `repairbot init`: from nothing to a configuration that is right.

use std::os::unix::fs::PermissionsExt as _;

use telegram_sim::Sim;

use super::Shell;
use crate::support::TOKEN;

const FILE: &str = "repairbot.toml";

/// A simulated Telegram that knows the token, and its address.
async fn telegram() -> (Sim, String) {
    let sim = Sim::start().await.unwrap();
    sim.add_bot(TOKEN, "desk_bot");
    let url = sim.api_url();
    (sim, url)
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_become_a_configuration_that_is_right() {
    let (_sim, url) = telegram().await;
    let shell = Shell::new();
    // A token that is none, one that Telegram does not know, the right one; nonsense before an id; two defaults.
    let unknown = "7000000002:AAno-token-of-any-simulated-bot-0000000000";
    let answers = format!("hunter2\n{unknown}\n{TOKEN}\nme\n111\n\n\n");
    let (code, out, err) = shell.feed(&["init", "--api-url", &url], answers.as_bytes());
    assert!(code == 0 && out.contains("The bot is @desk_bot"), "{out}{err}");
    assert!(err.contains("Telegram does not know this token") && err.contains("ADMIN_IDS: item 1"), "{err}");
    for secret in [TOKEN, unknown, "hunter2"] {
        assert!(!out.contains(secret) && !err.contains(secret), "{out}{err}");
    }
    let path = shell.folder.path().join(FILE);
    let written = std::fs::read_to_string(&path).unwrap();
    for line in
        [format!("BOT_TOKEN = \"{TOKEN}\""), "ADMIN_IDS = \"111\"".to_owned(), "Europe/Moscow".to_owned()]
    {
        assert!(written.contains(&line), "{written}");
    }
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let (code, out, err) = shell.run(&["check"], &[]);
    assert!(code == 0, "{out}{err}");

    let (code, _, err) = shell.run(&["init", "--api-url", &url], &[]);
    assert!(code == 2 && err.contains("is there already"), "{err}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), written, "nothing was overwritten");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_known_is_not_asked() {
    let (_sim, url) = telegram().await;
    let shell = Shell::new();
    std::fs::write(shell.folder.path().join("token"), format!("{TOKEN}\n")).unwrap();
    let words = ["init", "--token-file", "token", "--api-url", &url, "--admin", "", "--zone", "Asia/Omsk"];
    let all: Vec<_> = words.iter().copied().chain(["--database", "sqlite://x.db"]).collect();
    let (code, out, err) = shell.run(&all, &[]);
    assert!(code == 0 && out.starts_with("Written: "), "{out}{err}");
    assert!(!std::fs::read_to_string(shell.folder.path().join(FILE)).unwrap().contains("ADMIN_IDS"));
}

#[test]
fn nothing_is_written_when_something_is_wrong() {
    let shell = Shell::new();
    std::fs::write(shell.folder.path().join("token"), TOKEN).unwrap();
    for (words, expected) in [
        (
            &["init", "--token-file", "token", "--zone", "Moscow", "--offline", "--admin", ""][..],
            "DATABASE_URL",
        ),
        (&["init", "--token-file", "token", "--offline", "--admin", "x"], "ADMIN_IDS: item 1"),
        (&["init", "--token-file", "absent"], "--token-file"),
        (
            &["init", "--token-file", "token", "--api-url", "http://127.0.0.1:9"],
            "Telegram could not be asked",
        ),
        (&["init"], "there was no answer to BOT_TOKEN"),
    ] {
        let (code, _, err) = shell.feed(words, b"");
        assert!(code != 0 && err.contains(expected) && !err.contains(TOKEN), "{words:?}: {err}");
        assert!(!shell.folder.path().join(FILE).exists(), "{words:?}");
    }
}
