//! Secrets from Vault, as the program reads them: from a server that answers as Vault does.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};

use super::{Shell, TOKEN};
use crate::{
    crash::process::Place,
    support::{Database, Kind},
};

/// What must be in no output.
const CANARIES: [&str; 5] = ["AAbbCCddEE", "hvs.canary", "role-canary", "secret-canary", "canary-password"];

/// One request as Vault sees it.
struct Request {
    line: String,
    token: Option<String>,
    body: String,
}

/// A server that answers as Vault does; it lives as long as the tests.
struct Vault {
    address: String,
    /// The requests so far: their first lines.
    seen: Arc<Mutex<Vec<String>>>,
}

impl Vault {
    fn answering(answer: impl Fn(&Request) -> (u16, String) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&seen);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let stream = stream.unwrap();
                let request = read(&stream);
                noted.lock().unwrap().push(request.line.clone());
                let (status, body) = answer(&request);
                let length = body.len();
                let head =
                    format!("HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n");
                // Where a redirection would lead the token.
                let head = format!("{head}Location: http://127.0.0.1:9/\r\n\r\n");
                (&stream).write_all(format!("{head}{body}").as_bytes()).unwrap();
            }
        });
        Self { address, seen }
    }

    /// One that lets a token and an `AppRole` in and holds this secret at `secret/data/repairbot`.
    fn holding(secret: Value) -> Self {
        Self::answering(move |request| {
            let path = request.line.split(' ').nth(1).unwrap_or_default();
            match (path, request.token.as_deref()) {
                ("/v1/auth/approle/login", _) => {
                    let given: Value = serde_json::from_str(&request.body).unwrap();
                    if given == json!({ "role_id": "role-canary", "secret_id": "secret-canary" }) {
                        granted(&json!({ "auth": { "client_token": "hvs.canary", "lease_duration": 1200 } }))
                    } else {
                        (400, json!({ "errors": ["invalid role or secret ID"] }).to_string())
                    }
                }
                ("/v1/auth/token/renew-self", Some("hvs.canary")) => {
                    granted(&json!({ "auth": { "lease_duration": 2_764_800, "renewable": true } }))
                }
                ("/v1/secret/data/repairbot", Some("hvs.canary")) => {
                    granted(&json!({ "data": { "data": secret, "metadata": { "version": 3 } } }))
                }
                (_, Some("hvs.canary")) => (404, json!({ "errors": [] }).to_string()),
                _ => (403, json!({ "errors": ["permission denied"] }).to_string()),
            }
        })
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

fn granted(answer: &Value) -> (u16, String) {
    (200, answer.to_string())
}

fn read(stream: &TcpStream) -> Request {
    let mut reader = BufReader::new(stream);
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if line.trim().is_empty() {
            break;
        }
        head.push(line.trim().to_owned());
    }
    let header = |name: &str| {
        let mut pairs = head.iter().filter_map(|line| line.split_once(": "));
        pairs.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned())
    };
    let mut body = vec![0; header("content-length").map_or(0, |length| length.parse().unwrap())];
    reader.read_exact(&mut body).unwrap();
    Request { line: head[0].clone(), token: header("x-vault-token"), body: String::from_utf8(body).unwrap() }
}

/// Runs the program; nothing it says holds a secret.
fn run(words: &[&str], vault: &Vault, variables: &[(&str, &str)]) -> (i32, String, String) {
    let shell = Shell::new();
    let address = ("VAULT_ADDR", vault.address.as_str());
    let variables: Vec<_> = [address].iter().chain(variables).copied().collect();
    let said = shell.run(words, &variables);
    for canary in CANARIES {
        assert!(!said.1.contains(canary) && !said.2.contains(canary), "{canary} is shown: {said:?}");
    }
    said
}

const BY_TOKEN: (&str, &str) = ("VAULT_TOKEN", "hvs.canary");
const BY_ROLE: [(&str, &str); 2] = [("VAULT_ROLE_ID", "role-canary"), ("VAULT_SECRET_ID", "secret-canary")];

#[test]
fn check_and_serve_take_their_secrets_from_vault() {
    let vault = Vault::holding(json!({ "bot_token": TOKEN, "backup_passphrase": "canary-password" }));
    let read = "GET /v1/secret/data/repairbot HTTP/1.1".to_owned();
    let (code, out, err) = run(&["check", "--offline"], &vault, &[BY_TOKEN]);
    assert!(code == 0 && out.contains("from Vault: BACKUP_PASSPHRASE, BOT_TOKEN\n"), "{out}{err}");
    assert_eq!(vault.seen(), std::slice::from_ref(&read), "once, and nothing else");
    let (code, out, err) = run(&["check", "--offline"], &vault, &BY_ROLE);
    assert!(code == 0 && out.contains("from Vault: "), "{out}{err}");
    assert_eq!(vault.seen()[1..], ["POST /v1/auth/approle/login HTTP/1.1".to_owned(), read]);

    // The strongest source: the environment names a database that would do.
    let vault = Vault::holding(json!({ "bot_token": TOKEN, "database_url": "sqlite://x.db" }));
    let shell = Shell::new();
    std::fs::write(shell.folder.path().join("x.db"), "this is no database at all, however long".repeat(99))
        .unwrap();
    let variables = [("VAULT_ADDR", vault.address.as_str()), BY_TOKEN, ("DATABASE_URL", "sqlite://good.db")];
    let (code, out, err) = shell.run(&["serve"], &variables);
    assert!(code == 1 && err.contains("DATABASE_URL"), "{out}{err}");
    assert!(CANARIES.iter().all(|canary| !out.contains(canary) && !err.contains(canary)), "{out}{err}");
}

/// A token that is given keeps its time from running out as long as the desk runs.
#[tokio::test]
async fn a_given_token_is_renewed_and_a_role_needs_none() {
    let vault = Vault::holding(json!({ "bot_token": TOKEN }));
    let sim = telegram_sim::Sim::start().await.unwrap();
    sim.add_bot(TOKEN, "desk_bot");
    for (way, says) in
        [(&[BY_TOKEN][..], "the token of Vault is renewed"), (&BY_ROLE, "repairbot is running")]
    {
        let database = Database::fresh(Kind::Sqlite).await.unwrap();
        let place = Place::new(&sim, &database.url).with("VAULT_ADDR", &vault.address);
        let place = way.iter().fold(place, |place, (name, value)| place.with(name, value));
        let before = vault.seen().len();
        let bot = place.start();
        place.log.says(says).await;
        let (status, _) = bot.terminate().await;
        assert_eq!(status.code(), Some(0), "{}", place.log.text());
        let renewed = vault.seen()[before..].iter().filter(|line| line.contains("renew-self")).count();
        assert_eq!(renewed, usize::from(way.len() == 1));
        assert!(CANARIES.iter().all(|canary| !place.log.text().contains(canary)), "{}", place.log.text());
    }
}

#[test]
fn the_way_into_vault_may_be_a_file() {
    let vault = Vault::holding(json!({ "bot_token": TOKEN }));
    let shell = Shell::new();
    std::fs::write(shell.folder.path().join("token"), "hvs.canary\n").unwrap();
    let variables = [("VAULT_ADDR", vault.address.as_str()), ("VAULT_TOKEN_FILE", "token")];
    let (code, out, err) = shell.run(&["check", "--offline"], &variables);
    assert!(code == 0, "{out}{err}");
}

#[test]
fn what_goes_wrong_with_vault_is_said_together_with_the_rest() {
    let holding = || Vault::holding(json!({ "bot_token": TOKEN }));
    let status = |status: u16, body: &'static str| Vault::answering(move |_| (status, body.to_owned()));
    let sealed = "{\"errors\":[\"Vault is sealed\"]}";
    let echo = "{\"errors\":[\"hvs.canary is no good\"]}";
    let (other, wrong_role) =
        ([("VAULT_TOKEN", "hvs.other")], [BY_ROLE[0], ("VAULT_SECRET_ID", "hvs.canary")]);
    for (vault, variables, expected) in [
        (holding(), &other[..], "VAULT_TOKEN: does not open the secret"),
        (holding(), &wrong_role, "VAULT_ROLE_ID: Vault does not accept it with VAULT_SECRET_ID"),
        (holding(), &[BY_TOKEN, ("VAULT_PATH", "elsewhere")], "VAULT_PATH: there is no such secret"),
        (status(503, sealed), &[BY_TOKEN], "VAULT_ADDR: Vault is sealed"),
        (status(503, sealed), &BY_ROLE, "VAULT_ADDR: Vault is sealed"),
        (status(503, "busy"), &[BY_TOKEN], "VAULT_ADDR: the server answers with status 503"),
        (status(500, echo), &[BY_TOKEN], "VAULT_ADDR: the server answers with status 500"),
        (status(307, ""), &[BY_TOKEN], "VAULT_ADDR: points at a server that sends us to another one"),
        (
            status(200, "<html>hvs.canary</html>"),
            &[BY_TOKEN],
            "VAULT_ADDR: the answer is not what Vault answers",
        ),
        (
            status(200, "{\"data\":{\"data\":null}}"),
            &[BY_TOKEN],
            "VAULT_ADDR: the answer is not what Vault answers",
        ),
        (status(200, "{}"), &BY_ROLE, "VAULT_ADDR: the answer is not what Vault answers"),
        (
            Vault { address: "http://127.0.0.1:9".to_owned(), ..holding() },
            &[BY_TOKEN],
            "there is no connection",
        ),
        (Vault::holding(json!({ "bot_tokne": TOKEN })), &[BY_TOKEN], "did you mean BOT_TOKEN?"),
        (
            Vault::holding(json!({ "bot_token": "hvs.canary" })),
            &[BY_TOKEN],
            "BOT_TOKEN: is not a Telegram bot token",
        ),
    ] {
        let variables: Vec<_> = variables.iter().copied().chain([("LOG_LEVEL", "loud")]).collect();
        for word in ["check", "serve"] {
            let (code, out, err) = run(&[word], &vault, &variables);
            assert_eq!((code, out.as_str()), (2, ""), "{expected}: {err}");
            assert!(err.contains(expected) && err.contains("LOG_LEVEL: "), "{expected}: {err}");
            let complains = err.contains("BOT_TOKEN: is not set");
            assert_eq!(complains, expected.starts_with("did you mean"), "it may be in Vault: {err}");
        }
    }
}

#[test]
fn asking_whether_the_desk_is_alive_asks_no_vault() {
    let vault = Vault::holding(json!({ "bot_token": TOKEN }));
    let (code, _, err) = run(&["healthcheck"], &vault, &[BY_TOKEN, ("METRICS_LISTEN", "127.0.0.1:9")]);
    assert!(code == 1 && err.contains("does not answer"), "{err}");
    assert_eq!(vault.seen(), Vec::<String>::new());
}
