//! `repairbot check`: what is wrong with this installation and how to mend it.

use std::path::Path;

use secrecy::SecretString;

use super::{Exit, advice, answer, check_telegram, complain, open};
use crate::clock::Clock;
use crate::config::{Backend, Config, Database};
use crate::files;
use crate::shared::{Shared, SharedError};
use crate::store::{Store, StoreError, standing};

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
        Ok(Found { database, stuck }) => {
            answer(format_args!("database: {database}"));
            if let Some(warning) = open_to_others(&config.database) {
                answer(format_args!("database: warning: {warning}"));
            }
            if let Some(stuck) = stuck {
                complain(stuck);
                exit = Exit::Fault;
            }
        }
        Err(error) => {
            complain(format_args!("database: DATABASE_URL: {}", advice(&error)));
            exit = Exit::Fault;
        }
    }
    for problem in folders(config) {
        complain(problem);
        exit = Exit::Fault;
    }
    if let Some(url) = &config.redis_url {
        match redis(url).await {
            Ok(()) => drop(answer("Redis: ok")),
            Err(error) => {
                let forms = if config.dialogues_in_redis { ", and nobody can go on with a form" } else { "" };
                complain(format_args!(
                    "Redis: REDIS_URL: {error}; until it answers each process goes by itself{forms}"
                ));
                exit = Exit::Fault;
            }
        }
    }
    let problems = if offline { Vec::new() } else { check_telegram::ask(config).await };
    problems.iter().for_each(complain);
    if problems.is_empty() { exit } else { Exit::Fault }
}

/// What is wrong with the folders that files are written to. One that is not there yet will be made.
fn folders(config: &Config) -> Vec<String> {
    let named =
        [("BACKUP_DIR", Some(&config.backup.dir)), ("ATTACHMENTS_DIR", config.attachments_dir.as_ref())];
    let mut problems = Vec::new();
    for (name, folder) in named.into_iter().filter_map(|(name, folder)| Some((name, folder?))) {
        let there = folder.ancestors().find(|path| path.exists()).filter(|path| *path != Path::new(""));
        if let Err(error) = tempfile::tempfile_in(there.unwrap_or(Path::new("."))) {
            problems.push(format!(
                "folder: {name}: nothing can be written to it: {error}; give it to the user that runs the desk, or name \
                 another one"
            ));
        }
    }
    problems
}

/// What there is to say of a file that others may read: a desk that made it itself gave it to nobody else.
fn open_to_others(database: &Database) -> Option<String> {
    let file = database.file()?;
    let mode = files::open_to_others(&file)?;
    let file = file.display();
    Some(format!("others than its owner may open {file} (mode {mode:o}); chmod 600 {file}*"))
}

async fn redis(url: &SecretString) -> Result<(), SharedError> {
    Shared::new(url, "check", Clock::system())?.ping().await
}

/// What the database says of itself, and of messages that do not leave.
struct Found {
    database: String,
    stuck: Option<String>,
}

async fn database(config: &Config) -> Result<Found, StoreError> {
    if config.database.is_missing_file() {
        config.database.file().map_or(Ok(()), |file| Store::check_place(&file))?;
        return Ok(Found { database: format!("not made yet; {}", next_step(config)), stuck: None });
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
        0 => Found { database: format!("ok, {kind}, schema up to date"), stuck: stuck(store).await? },
        pending => Found {
            database: format!("ok, {kind}, {pending} migrations pending; {}", next_step(config)),
            stuck: None,
        },
    })
}

/// What there is to say of messages that do not leave.
async fn stuck(store: &Store) -> Result<Option<String>, StoreError> {
    let lag = standing::lag(&store.read().await?, Clock::system().now()).await?;
    let minutes = lag.as_secs() / 60;
    Ok((lag > standing::STUCK).then(|| {
        format!("outbox: messages have waited for {minutes} minutes; check that the desk runs, and its log")
    }))
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
