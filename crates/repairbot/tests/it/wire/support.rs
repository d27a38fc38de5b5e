//! What the tests share: a simulator with a bot, a server of canned answers, captured logs.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use jiff::Timestamp;
use repairbot::clock::Clock;
use repairbot::telegram::{Telegram, TelegramOptions};
use secrecy::SecretString;
use telegram_sim::{NewPerson, Sim, UserId};
use tracing::Dispatch;
use tracing::subscriber::DefaultGuard;

/// The bot's token; its second half must never be seen anywhere.
pub const TOKEN: &str = "700000001:CANARY-never-to-be-printed-CANARY";
/// What to look for in texts that must not hold the token.
pub const CANARY: &str = "CANARY";

/// A simulator with our bot.
pub async fn sim() -> Sim {
    let sim = Sim::start().await.unwrap();
    sim.add_bot(TOKEN, "desk_bot");
    sim
}

/// A person who has written to the bot, with that message taken out of the bot's queue by nobody yet.
pub fn person(sim: &Sim, name: &str) -> UserId {
    sim.add_person(NewPerson::named(name))
}

/// A client of this server.
pub fn telegram(api_url: &str) -> Telegram {
    Telegram::new(&options(api_url)).unwrap()
}

/// Options for this server. The time-out is long: tests that need a short one say so.
pub fn options(api_url: &str) -> TelegramOptions {
    TelegramOptions {
        api_url: api_url.to_owned(),
        token: SecretString::from(TOKEN),
        proxy: None,
        request_timeout: Duration::from_secs(20),
    }
}

/// A clock that stands at noon.
pub fn clock() -> Clock {
    Clock::manual(noon())
}

/// Where the clock stands at first.
pub fn noon() -> Timestamp {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

/// A server that gives these answers, one per connection, whatever it is asked. Gives its address.
pub fn canned(answers: Vec<String>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for answer in answers {
            let Ok((stream, _)) = listener.accept() else { return };
            let mut reader = BufReader::new(&stream);
            let (mut line, mut length) = (String::new(), 0);
            while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
                let header = line.to_ascii_lowercase();
                if let Some(value) = header.strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap_or(0);
                }
                line.clear();
            }
            let mut body = vec![0; length];
            // A client that hangs up is not this server's business.
            let _ = reader.read_exact(&mut body);
            let _ = (&stream).write_all(answer.as_bytes());
        }
    });
    format!("http://{address}")
}

/// An HTTP answer.
pub fn http(status: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}")
}

/// Everything this thread logs while it lives, at the finest level and unmasked.
pub struct Logs {
    text: Arc<Mutex<Vec<u8>>>,
    _guard: DefaultGuard,
}

impl Logs {
    /// Begins to listen.
    pub fn capture() -> Self {
        // With a single subscriber alive, the thread that first comes to a log statement decides for all
        // threads whether it is of interest, also a thread that has no subscriber. So a second one stays.
        static SECOND: OnceLock<Dispatch> = OnceLock::new();
        SECOND.get_or_init(|| Dispatch::new(tracing_subscriber::registry()));
        let text = Arc::new(Mutex::new(Vec::new()));
        let pen = Arc::clone(&text);
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_writer(move || Pen(Arc::clone(&pen)))
            .finish();
        Self { text, _guard: tracing::subscriber::set_default(subscriber) }
    }

    /// What was logged so far.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.text.lock().unwrap()).into_owned()
    }
}

struct Pen(Arc<Mutex<Vec<u8>>>);

impl Write for Pen {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
