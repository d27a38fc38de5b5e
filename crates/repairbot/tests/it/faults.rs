//! What arrives at a server of Sentry's protocol. `tests/sentry/run` starts one and runs this.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
};

use repairbot::{
    config::{Log, LogFormat, LogLevel},
    telegram::install_crypto,
    telemetry,
};
use secrecy::SecretString;
use serde_json::Value;

use crate::support::alone;

const TOKEN: &str = "7000000001:AAtest-token-of-a-simulated-bot-000000";

fn server() -> String {
    let server = std::env::var_os("SENTRY_SERVER").expect("tests/sentry/run says where the server is");
    server.into_string().unwrap()
}

fn get(path: &str) -> Value {
    let mut stream = TcpStream::connect(server()).unwrap();
    write!(stream, "GET {path} HTTP/1.0\r\nHost: kent\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{path}: {error}: {answer}"))
}

/// What was sent to this project and holds this. Whoever reports waits until it has been sent.
fn arrived(project: u8, text: &str) -> Value {
    for event in get("/api/eventlist/")["events"].as_array().unwrap() {
        let event = get(&format!("/api/event/{}", event["event_id"].as_str().unwrap()));
        if event["project_id"].as_u64() == Some(project.into()) && event.to_string().contains(text) {
            return event;
        }
    }
    panic!("nothing arrived with «{text}»");
}

#[test]
#[ignore = "tests/sentry/run starts the server"]
fn a_fault_arrives_masked_with_what_happened_before() {
    install_crypto();
    let log = Log { level: LogLevel::Info, format: LogFormat::Text };
    telemetry::init_reporting(log).unwrap();
    let dsn = SecretString::from(format!("http://public@{}/1", server()));
    let faults = telemetry::faults::report(&dsn, "test").unwrap();
    tracing::info!(phone = "+79137776655", "Канарея Птицына звонит с +7 913 777-66-55");
    tracing::error!(
        client = "Канарея Птицына",
        number = 79_137_776_655_u64,
        "it broke at ул. Щеглиная, 77: https://api.telegram.org/bot{TOKEN}/getMe"
    );
    drop(faults);
    let event = arrived(1, "it broke").to_string();
    for secret in ["7776655", "777-66-55", "Птицына", "Щеглиная", "AAtest-token"] {
        assert!(!event.contains(secret), "«{secret}» is in {event}");
    }
    let events = get("/api/eventlist/");
    let mine = events["events"].as_array().unwrap().iter().filter(|event| event["project_id"] == 1).count();
    assert_eq!(mine, 1, "what is no error is no event: {events}");
    for there in
        ["звонит", "it broke", concat!("repairbot@", env!("CARGO_PKG_VERSION")), "\"environment\":\"test\""]
    {
        assert!(event.contains(there), "«{there}» is not in {event}");
    }
}

#[test]
#[ignore = "tests/sentry/run starts the server"]
fn the_program_reports_what_it_ends_with() {
    let folder = tempfile::tempdir().unwrap();
    let output = alone(env!("CARGO_BIN_EXE_repairbot"))
        .current_dir(folder.path())
        .envs([("BOT_TOKEN", TOKEN), ("ADMIN_IDS", "1"), ("ENVIRONMENT", "staging")])
        .env("DATABASE_URL", "postgres://nobody:canary-password@127.0.0.1:1/none")
        .env("SENTRY_DSN", format!("http://public@{}/2", server()))
        .arg("serve")
        .output()
        .unwrap();
    assert!(!output.status.success());
    let event = arrived(2, "DATABASE_URL").to_string();
    assert!(event.contains("\"environment\":\"staging\""), "{event}");
    assert!(!event.contains("canary-password") && !event.contains("AAtest-token"), "{event}");
}
