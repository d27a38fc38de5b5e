//! Whether a copy can be relied on: it is opened as a desk would open it, and every check of `verify` is made.

use std::path::Path;

use super::{BackupError, server};
use crate::{
    config::{Backend, Database},
    store::{
        Store, StoreOptions,
        copy::{self, Summary},
        verify,
    },
};

/// How far a copy was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Restored or opened, and every check was made.
    Verified,
    /// Restored or opened. Its schema is an older one, which the checks do not know.
    Opened,
    /// Read from the first byte to the last: the server's user may not make a database to restore it into.
    Read,
}

/// What checking a copy came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// How far it was checked.
    pub verdict: Verdict,
    /// What it holds; `None` when it was only read.
    pub summary: Option<Summary>,
    /// How many things in it deviate from what they should be: see `repairbot verify`.
    pub deviations: u64,
    /// The first of them.
    pub first: Option<String>,
}

/// Checks the copy at `path`, which was made of this database.
pub(super) async fn prove(database: &Database, path: &Path) -> Result<Proof, BackupError> {
    match database.backend {
        Backend::Sqlite => {
            let url = sqlite_url(path)?;
            let store = Store::connect_read_only(&StoreOptions { url, max_connections: 1 }).await?;
            closing(&store, checked(&store).await).await
        }
        Backend::Postgres => match server::restored_beside(database, path).await? {
            Some(scratch) => {
                let proof = scratch.look().await;
                scratch.remove().await?;
                proof
            }
            None => {
                server::read_through(path).await?;
                Ok(Proof { verdict: Verdict::Read, summary: None, deviations: 0, first: None })
            }
        },
    }
}

/// The address of an SQLite file.
pub(super) fn sqlite_url(path: &Path) -> Result<String, BackupError> {
    let path = path.to_str().ok_or(BackupError::NotABackup("the path is not UTF-8"))?;
    Ok(format!("sqlite://{path}"))
}

/// The same answer after closing the database; an error of the look itself comes first.
pub(super) async fn closing<T>(store: &Store, answer: Result<T, BackupError>) -> Result<T, BackupError> {
    let closed = store.close().await;
    let answer = answer?;
    closed?;
    Ok(answer)
}

/// Brings what a backup holds up to date and makes every check of it.
pub(super) async fn renewed(url: String) -> Result<Proof, BackupError> {
    let store = Store::connect(&StoreOptions { url, max_connections: 1 }).await?;
    let looked = migrated_and_checked(&store).await;
    closing(&store, looked).await
}

async fn migrated_and_checked(store: &Store) -> Result<Proof, BackupError> {
    store.check_file().await?;
    if store.is_blank().await? {
        return Err(BackupError::NotABackup("there is nothing of a desk in it"));
    }
    store.migrate_up().await?;
    checked(store).await
}

/// Makes every check of an open database.
pub(super) async fn checked(store: &Store) -> Result<Proof, BackupError> {
    store.check_file().await?;
    if store.migration_status().await?.iter().any(|(_, applied)| !applied) {
        return Ok(Proof { verdict: Verdict::Opened, summary: None, deviations: 0, first: None });
    }
    let tx = store.read().await?;
    let summary = copy::summary(&tx).await?;
    let mut first = None;
    let mut deviations = 0;
    for check in verify::Check::ALL {
        let mut tell = |line: &str| {
            first.get_or_insert_with(|| line.to_owned());
        };
        deviations += check.run(&tx, &mut tell).await?.deviations;
    }
    Ok(Proof { verdict: Verdict::Verified, summary: Some(summary), deviations, first })
}
