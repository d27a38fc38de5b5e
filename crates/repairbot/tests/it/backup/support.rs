//! A desk's database as the command line sees it, and places to restore into.

use std::path::Path;

use jiff::Timestamp;
use repairbot::{
    backup::{self, BackupError, How, Made, Restored},
    config::{self, Backend},
    store::copy::Summary,
};
use sea_orm::{ConnectionTrait, QueryResult, Statement};
use secrecy::SecretString;
use tempfile::TempDir;

use crate::support::{Database, Kind, TestDesk};

/// The configuration that names this database.
pub fn configured(url: &str) -> config::Database {
    let backend = if url.starts_with("sqlite:") { Backend::Sqlite } else { Backend::Postgres };
    config::Database { url: SecretString::from(url), backend, pool_size: 2, max_overflow: 0 }
}

/// Keeps backups in this folder.
pub fn keeping(folder: &TempDir, passphrase: Option<&str>) -> config::Backup {
    config::Backup {
        dir: folder.path().join("backups"),
        keep_days: 30,
        passphrase: passphrase.map(SecretString::from),
    }
}

/// A backup of the desk as it is now.
pub async fn back_up(desk: &TestDesk, folder: &TempDir, passphrase: Option<&str>) -> Made {
    let database = configured(&desk.database.url);
    backup::make(&database, &keeping(folder, passphrase), desk.clock.now()).await.unwrap()
}

/// An empty database of the kind this desk has.
pub async fn empty_like(desk: &TestDesk) -> Database {
    Database::fresh(kind(desk)).await.unwrap()
}

pub fn kind(desk: &TestDesk) -> Kind {
    if desk.store().is_postgres() { Kind::Postgres } else { Kind::Sqlite }
}

/// Restores without a passphrase.
pub async fn put(target: &Database, file: &Path, force: bool) -> Result<Restored, BackupError> {
    let now: Timestamp = "2026-11-21T03:00:00Z".parse().unwrap();
    backup::restore(&configured(&target.url), file, &How { force, passphrase: None, now }).await
}

/// Every event in the database at this address as it is written, order by order. Ids grow with time.
pub async fn events_at(url: &str) -> Vec<(i64, i64, String)> {
    let connection = sea_orm::Database::connect(url).await.unwrap();
    let all = "SELECT order_id, version, payload FROM order_events ORDER BY order_id, version";
    let all = Statement::from_string(connection.get_database_backend(), all);
    let rows = connection.query_all_raw(all).await.unwrap();
    let event = |row: &QueryResult| {
        let of = |index| row.try_get_by_index(index).unwrap();
        (of(0), of(1), row.try_get_by_index(2).unwrap())
    };
    let events = rows.iter().map(event).collect();
    connection.close().await.unwrap();
    events
}

/// What a proof says the database holds.
pub fn held(restored: &Restored) -> Summary {
    restored.proof.summary.unwrap()
}

/// Removes what a restore has put aside on the server; a file goes with its folder.
pub async fn forget(desk: &TestDesk, former: &str) {
    if kind(desk) == Kind::Postgres {
        let connection = sea_orm::Database::connect(&desk.database.url).await.unwrap();
        connection.execute_unprepared(&format!("DROP DATABASE \"{former}\"")).await.unwrap();
        connection.close().await.unwrap();
    }
}
