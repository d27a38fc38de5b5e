//! `repairbot check`: what is wrong with this installation and how to mend it.

use std::time::Duration;

use jiff::Timestamp;
use repairbot_core::screen::Trouble;
use secrecy::SecretString;

use super::{Exit, advice, answer, check_telegram, complain, open};
use crate::clock::{Clock, after};
use crate::config::{Backend, Config, Database};
use crate::shared::{Shared, SharedError};
use crate::store::{Store, StoreError, standing, troubles};

/// What the desk saw longer ago may be over: it looks every minute.
const SEEN: Duration = Duration::from_secs(180);

/// Looks at everything and says what it found. The configuration itself has been read by now.
pub(super) async fn run(config: &Config, offline: bool) -> Exit {
    answer("configuration: ok");
    if !config.from_vault.is_empty() {
        answer(format_args!("configuration: from Vault: {}", config.from_vault.join(", ")));
    }
    // Not as log lines: LOG_LEVEL must not hide them from someone who asks.
    for warning in &config.warnings {
        answer(format_args!("configuration: warning: {warning}"));
    }
    let mut exit = Exit::Done;
    match database(config).await {
        Ok(Found { database, troubles }) => {
            answer(format_args!("database: {database}"));
            troubles.iter().for_each(complain);
            if !troubles.is_empty() {
                exit = Exit::Fault;
            }
        }
        Err(error) => {
            complain(format_args!("database: DATABASE_URL: {}", advice(&error)));
            exit = Exit::Fault;
        }
    }
    if let Some(url) = &config.redis_url {
        match redis(url).await {
            Ok(()) => drop(answer("Redis: ok")),
            Err(error) => {
                complain(format_args!(
                    "Redis: REDIS_URL: {error}; until it answers each process goes by itself"
                ));
                exit = Exit::Fault;
            }
        }
    }
    let problems = if offline { Vec::new() } else { check_telegram::ask(config).await };
    problems.iter().for_each(complain);
    if problems.is_empty() { exit } else { Exit::Fault }
}

async fn redis(url: &SecretString) -> Result<(), SharedError> {
    Shared::new(url, "check", Clock::system())?.ping().await
}

/// What the database says of itself, and of what the desk saw last.
struct Found {
    database: String,
    troubles: Vec<String>,
}

async fn database(config: &Config) -> Result<Found, StoreError> {
    if config.database.is_missing_file() {
        return Ok(Found { database: format!("not made yet; {}", next_step(config)), troubles: Vec::new() });
    }
    let store = open(&config.database).await?;
    let looked = look(&store, config).await;
    store.close().await?;
    looked
}

async fn look(store: &Store, config: &Config) -> Result<Found, StoreError> {
    store.ping().await?;
    store.check_file().await?;
    let pending = store.migration_status().await?.iter().filter(|(_, applied)| !applied).count();
    let kind = kind(&config.database);
    Ok(match pending {
        0 => Found {
            database: format!("ok, {kind}, schema up to date"),
            troubles: troubles(store, config, Clock::system().now()).await?,
        },
        pending => Found {
            database: format!("ok, {kind}, {pending} migrations pending; {}", next_step(config)),
            troubles: Vec::new(),
        },
    })
}

/// What keeps the desk from hearing people, as it saw it last, or from being heard.
async fn troubles(store: &Store, config: &Config, now: Timestamp) -> Result<Vec<String>, StoreError> {
    let tx = store.read().await?;
    let webhook = troubles::all(&tx).await?.into_iter().find(|known| known.trouble == Trouble::Webhook);
    // What was wrong with a webhook before the desk polled is over.
    let fresh = |known: &troubles::Standing| known.told && now < after(known.seen_at, SEEN);
    let webhook = webhook.filter(|known| config.webhook.is_some() && fresh(known)).map(|known| {
        let (since, says) = (known.since.strftime("%F %T UTC"), known.says);
        format!(
            "webhook: since {since} Telegram can't deliver updates: {says}; check WEBHOOK_URL, its certificate and the proxy"
        )
    });
    let lag = standing::lag(&tx, now).await?;
    let outbox = (lag > standing::STUCK).then(|| {
        let minutes = lag.as_secs() / 60;
        format!("outbox: messages have waited for {minutes} minutes; check that the desk runs, and its log")
    });
    Ok(webhook.into_iter().chain(outbox).collect())
}

fn kind(database: &Database) -> &'static str {
    match database.backend {
        Backend::Sqlite => "SQLite",
        Backend::Postgres => "PostgreSQL",
    }
}

fn next_step(config: &Config) -> &'static str {
    if config.auto_migrate { "`repairbot serve` does it at start" } else { "run `repairbot migrate up`" }
}
