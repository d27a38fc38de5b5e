//! The desk side: the product as `repairbot serve` runs it, in a process of its own, without limits unless told otherwise.

use std::io::{BufRead as _, Write as _};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::join_all;
use repairbot::{
    app,
    clock::Clock,
    company::Company,
    config::{Log, LogFormat, LogLevel, RateLimit},
    fault::Fault,
    intake::{Poller, Process},
    limits::RateLimiter,
    outbox::Limits,
    store::StoreOptions,
    telegram::{Telegram, TelegramOptions},
    telemetry,
    texts::Lang,
};
use repairbot_core::order::Workflow;
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::{Failure, town::TOKEN};

/// As many connections as the product has unless told otherwise.
const CONNECTIONS: u32 = 30;
/// What one person may send unless told otherwise.
const LIMIT: RateLimit = RateLimit { per_second: 3, burst: 10 };

/// Runs the desk until the standard input ends; each line of it is answered with the figures so far.
pub async fn run((api_url, database): (&str, &str), limited: bool) -> Result<(), Failure> {
    telemetry::init(Log { level: LogLevel::Warn, format: LogFormat::Text })?;
    let limit = if limited { LIMIT } else { RateLimit { per_second: 0, burst: 0 } };
    let options = app::Options {
        name: None,
        store: StoreOptions { url: database.to_owned(), max_connections: CONNECTIONS },
        telegram: telegram(api_url),
        company: Company {
            zone: jiff::tz::TimeZone::UTC,
            bot_username: std::sync::OnceLock::new(),
            language: Lang::Ru,
            workflow: Workflow::Standard,
        },
        admins: Vec::new(),
        dispatchers: Vec::new(),
        limiter: RateLimiter::new(limit),
        redis: None,
        dialogues_in_redis: false,
        limits: Limits::unlimited(),
        clock: Clock::system(),
        auto_migrate: true,
        backups: None,
        attachments_dir: None,
        seed: 1,
    };
    let desk = app::Desk::open(options).await?;
    let (stop, stopped) = watch::channel(false);
    let store = desk.store.clone();
    std::thread::spawn(move || {
        tell(|| (store.statements(), store.commits()));
        stop.send_replace(true);
    });
    Ok(desk.run(stopped).await?)
}

/// Says back what it is told, until the standard input ends: the same client and the same polling, and nothing else.
pub async fn echo(api_url: &str) -> Result<(), Failure> {
    let telegram = Telegram::new(&telegram(api_url))?;
    let mut poller = Poller::new(telegram.clone(), Arc::new(Echo(telegram)), Clock::system());
    let (stop, mut stopped) = watch::channel(false);
    std::thread::spawn(move || {
        tell(|| (0, 0));
        stop.send_replace(true);
    });
    loop {
        tokio::select! {
            _ = poller.tick(25) => {}
            _ = stopped.wait_for(|stopped| *stopped) => return Ok(()),
        }
    }
}

struct Echo(Telegram);

#[async_trait]
impl Process for Echo {
    async fn process(&self, updates: &[Value]) -> Result<(), Fault> {
        let answer = |update: &Value| {
            let message = &update["message"];
            self.0.send_message(json!({ "chat_id": message["chat"]["id"], "text": message["text"] }))
        };
        for answered in join_all(updates.iter().map(answer)).await {
            answered?;
        }
        Ok(())
    }

    async fn park(&self, _: &Value, _: &Fault, _: u32) -> Result<(), Fault> {
        Ok(())
    }
}

fn telegram(api_url: &str) -> TelegramOptions {
    TelegramOptions {
        api_url: api_url.to_owned(),
        token: SecretString::from(TOKEN),
        proxy: None,
        request_timeout: Duration::from_secs(20),
    }
}

/// Answers lines with how many statements and commits there were, until there are no more lines.
fn tell(figures: impl Fn() -> (u64, u64)) {
    let mut out = std::io::stdout().lock();
    for _ in std::io::stdin().lock().lines().map_while(Result::ok) {
        let (statements, commits) = figures();
        let figures = json!({ "statements": statements, "commits": commits });
        if writeln!(out, "{figures}").and_then(|()| out.flush()).is_err() {
            return;
        }
    }
}
