//! The desk side: the product as `repairbot serve` runs it, without limits, in a process of its own.

use std::io::{BufRead as _, Write as _};
use std::time::Duration;

use repairbot::{
    app,
    clock::Clock,
    company::Company,
    config::{Log, LogFormat, LogLevel, RateLimit},
    limits::RateLimiter,
    outbox::Limits,
    store::{Store, StoreOptions},
    telegram::TelegramOptions,
    telemetry,
    texts::Lang,
};
use repairbot_core::{order::Workflow, split::Rates};
use secrecy::SecretString;
use serde_json::json;
use tokio::sync::watch;

use crate::{Failure, town::TOKEN};

/// As many connections as the product has unless told otherwise.
const CONNECTIONS: u32 = 30;

/// Runs the desk until the standard input ends; each line of it is answered with the figures so far.
pub async fn run(api_url: &str, database: &str) -> Result<(), Failure> {
    telemetry::init(Log { level: LogLevel::Warn, format: LogFormat::Text })?;
    let options = app::Options {
        store: StoreOptions { url: database.to_owned(), max_connections: CONNECTIONS },
        telegram: TelegramOptions {
            api_url: api_url.to_owned(),
            token: SecretString::from(TOKEN),
            proxy: None,
            request_timeout: Duration::from_secs(20),
        },
        company: Company {
            zone: jiff::tz::TimeZone::UTC,
            bot_username: None,
            language: Lang::Ru,
            workflow: Workflow::Standard,
            rates: Rates::default_rules(),
        },
        admins: Vec::new(),
        dispatchers: Vec::new(),
        limiter: RateLimiter::new(RateLimit { per_second: 0, burst: 0 }),
        limits: Limits::unlimited(),
        clock: Clock::system(),
        auto_migrate: true,
        seed: 1,
    };
    let desk = app::Desk::open(options).await?;
    let (stop, stopped) = watch::channel(false);
    let store = desk.store.clone();
    std::thread::spawn(move || {
        tell(&store);
        stop.send_replace(true);
    });
    Ok(desk.run(stopped).await?)
}

/// Answers lines until there are none.
fn tell(store: &Store) {
    let mut out = std::io::stdout().lock();
    for _ in std::io::stdin().lock().lines().map_while(Result::ok) {
        let figures = json!({ "statements": store.statements(), "commits": store.commits() });
        if writeln!(out, "{figures}").and_then(|()| out.flush()).is_err() {
            return;
        }
    }
}
