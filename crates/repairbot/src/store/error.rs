//! What can go wrong between us and the database, sorted by what the caller does about it.

use sea_orm::{DbErr, RuntimeErr, sqlx};

/// A failed storage call. The kinds differ in what helps: wait, repeat, or call an admin.
#[derive(thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached or has no room for us now: refused or lost connection, pool time-out, locked file, a
    /// lock that was not let go in time, full disk. Nothing was written; the same call may succeed later.
    #[error("the database is unavailable: {0}")]
    Unavailable(#[source] DbErr),
    /// Another transaction was faster: serialization failure, deadlock, a unique key or a version that somebody else took.
    /// Begin the transaction again.
    #[error("another transaction was faster{}", detail(.0.as_ref()))]
    Conflict(#[source] Option<DbErr>),
    /// The database was migrated by a newer program; running on it would lose data.
    #[error(
        "the database was made by a newer version: it has the migration {found}, unknown to this program"
    )]
    NewerSchema {
        /// The first unknown migration.
        found: String,
    },
    /// The database file, or a row in it, cannot be understood.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// Everything else: a bug, a misconfiguration, or a statement that took too long. Waiting for such a one would be
    /// waiting for ever, as it takes as long the next time.
    #[error("the database refused: {0}")]
    Other(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Without the details of PostgreSQL's errors, which quote the rows they are about.
impl std::fmt::Debug for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = match self {
            Self::Unavailable(_) => "Unavailable",
            Self::Conflict(_) => "Conflict",
            Self::NewerSchema { .. } => "NewerSchema",
            Self::Damaged(_) => "Damaged",
            Self::Other(_) => "Other",
        };
        write!(f, "{kind}({self})")
    }
}

fn detail(source: Option<&DbErr>) -> String {
    source.map(|error| format!(": {error}")).unwrap_or_default()
}

impl StoreError {
    /// Whether beginning the transaction again is the cure.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict(_))
    }

    /// Whether waiting is the cure.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }

    /// A row whose content is outside its vocabulary.
    pub(super) fn row(table: &str, what: impl std::fmt::Display) -> Self {
        Self::Damaged(format!("{table}: {what}"))
    }

    /// An error that is neither the database's nor a conflict.
    pub(super) fn other(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Other(Box::new(error))
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        let kind = match &error {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(RuntimeErr::Internal(_)) => Kind::Unavailable,
            DbErr::Conn(RuntimeErr::SqlxError(cause))
            | DbErr::Exec(RuntimeErr::SqlxError(cause))
            | DbErr::Query(RuntimeErr::SqlxError(cause)) => kind_of(cause),
            _ => Kind::Other,
        };
        match kind {
            Kind::Unavailable => Self::Unavailable(error),
            Kind::Conflict => Self::Conflict(Some(error)),
            Kind::Damaged => Self::Damaged(error.to_string()),
            Kind::Other => Self::Other(Box::new(error)),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        DbErr::Conn(RuntimeErr::SqlxError(std::sync::Arc::new(error))).into()
    }
}

enum Kind {
    Unavailable,
    Conflict,
    Damaged,
    Other,
}

fn kind_of(error: &sqlx::Error) -> Kind {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => Kind::Unavailable,
        sqlx::Error::Database(error) => {
            let code = error.code().unwrap_or_default();
            if error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
                sqlite_kind(&code)
            } else {
                postgres_kind(&code)
            }
        }
        _ => Kind::Other,
    }
}

/// Whether PostgreSQL says that its user has no right to do this (insufficient_privilege).
pub(super) fn is_denied(error: &DbErr) -> bool {
    has_code(error, "42501")
}

/// Whether SQLite says that somebody else has the file (BUSY, LOCKED).
pub(super) fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.and_then(|code| code.parse::<i64>().ok()).is_some_and(|code| matches!(code & 0xff, 5 | 6))
}

/// Whether PostgreSQL says that somebody else uses the object (object_in_use).
pub(super) fn is_in_use(error: &DbErr) -> bool {
    has_code(error, "55006")
}

fn has_code(error: &DbErr, wanted: &str) -> bool {
    let (DbErr::Conn(RuntimeErr::SqlxError(cause))
    | DbErr::Exec(RuntimeErr::SqlxError(cause))
    | DbErr::Query(RuntimeErr::SqlxError(cause))) = error
    else {
        return false;
    };
    cause.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == wanted)
}

/// SQLite's extended result codes, <https://sqlite.org/rescode.html>.
fn sqlite_kind(code: &str) -> Kind {
    let Ok(code) = code.parse::<i64>() else { return Kind::Other };
    match (code, code & 0xff) {
        // BUSY_SNAPSHOT; CONSTRAINT_PRIMARYKEY, CONSTRAINT_UNIQUE, CONSTRAINT_ROWID
        (517 | 1555 | 2067 | 2579, _) => Kind::Conflict,
        // BUSY, LOCKED, IOERR, FULL, CANTOPEN
        (_, 5 | 6 | 10 | 13 | 14) => Kind::Unavailable,
        // CORRUPT, NOTADB
        (_, 11 | 26) => Kind::Damaged,
        _ => Kind::Other,
    }
}

/// PostgreSQL's SQLSTATE, appendix A of its manual.
fn postgres_kind(code: &str) -> Kind {
    match code {
        // serialization_failure, deadlock_detected, unique_violation
        "40001" | "40P01" | "23505" => Kind::Conflict,
        // the server stops, starts, hangs up on an idle transaction or session, or is a read-only standby after a fail-over
        "57P01" | "57P02" | "57P03" | "57P05" | "25P03" | "25006" => Kind::Unavailable,
        // lock_not_available: whoever holds it stands still, and the server ends his transaction in a while
        "55P03" => Kind::Unavailable,
        // connection exceptions; insufficient resources (connections, disk, memory)
        _ if code.starts_with("08") || code.starts_with("53") => Kind::Unavailable,
        // data_corrupted, index_corrupted
        "XX001" | "XX002" => Kind::Damaged,
        _ => Kind::Other,
    }
}
