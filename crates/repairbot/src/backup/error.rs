//! Why there is no backup, or why nothing was restored.

use std::path::PathBuf;

use repairbot_core::screen::BackupFailure;

use crate::store::StoreError;

/// What went wrong, for the log and for the one who called the command line.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A file or folder could not be read or written.
    #[error("{what} {path}: {source}", path = path.display())]
    File {
        /// What was tried.
        what: &'static str,
        /// With what.
        path: PathBuf,
        /// Why it failed.
        source: std::io::Error,
    },
    /// The database could not be read, or the copy could not be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is a file of this name.
    #[error("{path} is there already", path = .0.display())]
    Exists(PathBuf),
    /// `pg_dump` or `pg_restore` is not installed.
    #[error("{0} is not installed: install PostgreSQL's client programs (Debian: postgresql-client)")]
    NoTool(&'static str),
    /// One of them failed.
    #[error("{tool} failed: {said}")]
    Tool {
        /// Which.
        tool: &'static str,
        /// Its last words, masked.
        said: String,
    },
    /// The address of the database cannot be passed on to PostgreSQL's programs.
    #[error("DATABASE_URL can't be understood: {0}")]
    Address(&'static str),
    /// PostgreSQL's user may make no database to restore into.
    #[error(
        "the user of DATABASE_URL may not create databases, and a backup is restored into a new one: ALTER ROLE … CREATEDB"
    )]
    NoRight,
    /// The file is sealed and there is no passphrase, or it is not the right one; or the file is damaged.
    #[error("the backup can't be opened: {0}")]
    Sealed(String),
    /// The file is no backup of this kind of database.
    #[error("{0}")]
    NotABackup(&'static str),
    /// What is in the backup can't be used.
    #[error("the backup can't be used: {0}")]
    Unusable(#[source] StoreError),
    /// Nobody can tell what is there.
    #[error(
        "the database that is there can't be read: {0}; nothing was changed. With --force it is replaced; all of its files \
         are kept under another name"
    )]
    Unreadable(#[source] StoreError),
    /// What is there would be lost.
    #[error("the database is not empty: nothing was changed. With --force it is replaced{0}")]
    NotEmpty(&'static str),
    /// Somebody works with the database that would be replaced.
    #[error("the database is in use: stop the desk first")]
    InUse,
    /// What was restored is not what a desk leaves behind.
    #[error(
        "the backup does not agree with itself ({deviations} deviations, the first: {first}): nothing was changed"
    )]
    Deviates {
        /// How many.
        deviations: u64,
        /// The first one.
        first: String,
    },
}

impl BackupError {
    /// What people are told of it.
    #[must_use]
    pub fn failure(&self) -> BackupFailure {
        match self {
            Self::File { .. } | Self::Exists(_) => BackupFailure::Files,
            Self::Store(_) => BackupFailure::Database,
            Self::NoTool(_) => BackupFailure::NoTool,
            Self::Tool { .. } => BackupFailure::Tool,
            Self::NoRight => BackupFailure::NoRight,
            Self::Sealed(_) | Self::NotABackup(_) | Self::Unusable(_) | Self::Deviates { .. } => {
                BackupFailure::Unsound
            }
            Self::Address(_) | Self::NotEmpty(_) | Self::Unreadable(_) | Self::InUse => BackupFailure::Other,
        }
    }

    /// An error of the file system.
    pub(super) fn file(what: &'static str, path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::File { what, path: path.to_owned(), source }
    }
}
