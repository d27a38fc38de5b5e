//! Backups: copies of the live database, each opened and checked before anybody relies on it (SPEC §8).
//!
//! On SQLite a copy is made by `VACUUM INTO` from one snapshot while the desk goes on; on PostgreSQL by `pg_dump`. The
//! copy is restored beside the original and must pass every check of `repairbot verify`. With a passphrase it is then
//! sealed in the age format, which the public `age` program opens as well. Old ones are removed, the newest never.

mod aside;
mod error;
mod files;
mod proof;
mod restore;
mod seal;
mod server;

use std::path::{Path, PathBuf};

use jiff::Timestamp;

pub use error::BackupError;
pub use files::{Kind, Name};
pub use proof::{Proof, Verdict};
pub use restore::{How, Restored, restore};

use crate::{
    config::{Backend, Backup as Keeping, Database},
    store::{Store, StoreOptions},
};

/// A backup that has been made and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Where it is.
    pub path: PathBuf,
    /// How large.
    pub bytes: u64,
    /// What it holds, and how it was checked.
    pub proof: Proof,
    /// Whether it can be opened with the passphrase only.
    pub sealed: bool,
    /// How many old ones were removed.
    pub removed: usize,
}

/// Makes a backup of this database as it is now, checks it, keeps it and removes those that are too old.
///
/// A copy that deviates is kept nevertheless, for it is as the database is: look at [`Proof::deviations`].
///
/// # Errors
/// See [`BackupError`]: then there is no new backup, and no old one was removed.
pub async fn make(database: &Database, keeping: &Keeping, now: Timestamp) -> Result<Made, BackupError> {
    let kind = Kind::of(database.backend);
    let name = Name { at: now, kind, sealed: keeping.passphrase.is_some() };
    files::make_folder(&keeping.dir).await?;
    let path = keeping.dir.join(name.to_string());
    if path.exists() {
        return Err(BackupError::Exists(path));
    }
    // Under another name until it is whole and checked: whoever finds it by its name may rely on it.
    let partial = files::Partial::beside(&path, "partial");
    copy(database, partial.path()).await?;
    let proof = proof::prove(database, partial.path()).await?;
    let whole = match &keeping.passphrase {
        Some(passphrase) => {
            let sealed = files::Partial::beside(&path, "sealing");
            seal::seal(partial.path(), sealed.path(), passphrase).await?;
            sealed
        }
        None => partial,
    };
    let bytes = whole.keep_as(&path).await?;
    let removed = files::remove_old(&keeping.dir, keeping.keep_days, now).await?;
    Ok(Made { path, bytes, proof, sealed: name.sealed, removed })
}

/// The state of this moment in one file.
async fn copy(database: &Database, path: &Path) -> Result<(), BackupError> {
    match database.backend {
        Backend::Sqlite => {
            // The copy goes into an empty file that nobody else may read.
            files::create(path)?;
            let store = Store::connect_read_only(&options(database)).await?;
            let copied = store.copy_into(path).await.map_err(BackupError::from);
            proof::closing(&store, copied).await
        }
        Backend::Postgres => server::dump(database, path).await,
    }
}

/// How this database is opened for a copy or a look.
fn options(database: &Database) -> StoreOptions {
    use secrecy::ExposeSecret as _;
    StoreOptions { url: database.url.expose_secret().to_owned(), max_connections: 1 }
}
