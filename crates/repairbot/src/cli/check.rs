//! `repairbot check`: what is wrong with this installation and how to mend it.

use secrecy::SecretString;

use super::{Exit, advice, answer, complain, open};
use crate::clock::Clock;
use crate::config::{Backend, Config, Database};
use crate::shared::{Shared, SharedError};
use crate::store::{Store, StoreError};

/// Looks at everything and says what it found. The configuration itself has been read by now.
pub(super) async fn run(config: &Config) -> Exit {
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
        Ok(line) => drop(answer(format_args!("database: {line}"))),
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
    exit
}

async fn redis(url: &SecretString) -> Result<(), SharedError> {
    Shared::new(url, "check", Clock::system())?.ping().await
}

async fn database(config: &Config) -> Result<String, StoreError> {
    if config.database.is_missing_file() {
        return Ok(format!("not made yet; {}", next_step(config)));
    }
    let store = open(&config.database).await?;
    let looked = look(&store, config).await;
    store.close().await?;
    looked
}

async fn look(store: &Store, config: &Config) -> Result<String, StoreError> {
    store.ping().await?;
    store.check_file().await?;
    let pending = store.migration_status().await?.iter().filter(|(_, applied)| !applied).count();
    let kind = kind(&config.database);
    Ok(match pending {
        0 => format!("ok, {kind}, schema up to date"),
        pending => format!("ok, {kind}, {pending} migrations pending; {}", next_step(config)),
    })
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
