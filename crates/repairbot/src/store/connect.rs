//! One constructor per database.
//!
//! SQLite: a writer pool of exactly one connection and a pool of readers. The single connection is the writer
//! gate of this process: writers queue for it in order of arrival. Every write transaction begins IMMEDIATE, so
//! it takes the file's write lock before its first read and can never fail half-way with a busy snapshot; another
//! process that writes (a backup, the command line) is waited for `busy_timeout`. Readers see the snapshot of
//! their first read (WAL) and cannot write (`query_only`).
//!
//! PostgreSQL: one pool, READ COMMITTED, whatever the server's default is.

use std::{path::Path, str::FromStr, time::Duration};

use sea_orm::{
    DatabaseConnection, SqlxPostgresConnector, SqlxSqliteConnector,
    sqlx::{
        Connection,
        postgres::{PgConnectOptions, PgConnection, PgPoolOptions},
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    },
};

use super::{StoreError, StoreOptions};

/// How long a writer of another process is waited for.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long one waits for a free connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// Statements a connection keeps prepared: more than there are different ones.
const PREPARED: usize = 512;
/// A PostgreSQL connection idle for longer is tested before use.
const TEST_AFTER_IDLE: Duration = Duration::from_secs(2);

/// The pools behind a [`super::Store`]. On PostgreSQL both are the same.
pub(super) struct Pools {
    pub(super) writer: DatabaseConnection,
    pub(super) readers: DatabaseConnection,
}

pub(super) async fn connect(options: &StoreOptions) -> Result<Pools, StoreError> {
    if options.url.starts_with("sqlite:") { sqlite(options).await } else { postgres(options).await }
}

async fn sqlite(options: &StoreOptions) -> Result<Pools, StoreError> {
    let common = SqliteConnectOptions::from_str(&options.url)?
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .statement_cache_capacity(PREPARED);
    if let Some(folder) = common.get_filename().parent().filter(|folder| *folder != Path::new("")) {
        tokio::fs::create_dir_all(folder).await.map_err(|error| StoreError::from(io(error)))?;
    }
    let pool = || {
        SqlitePoolOptions::new()
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
    };
    let writing = common.clone().create_if_missing(true).journal_mode(SqliteJournalMode::Wal);
    let writer = pool().min_connections(1).max_connections(1).connect_with(writing).await?;
    let reading = common.create_if_missing(false).pragma("query_only", "ON");
    let readers = pool().max_connections(options.max_connections.max(1)).connect_with(reading).await?;
    Ok(Pools {
        writer: SqlxSqliteConnector::from_sqlx_sqlite_pool(writer),
        readers: SqlxSqliteConnector::from_sqlx_sqlite_pool(readers),
    })
}

async fn postgres(options: &StoreOptions) -> Result<Pools, StoreError> {
    let connection = PgConnectOptions::from_str(&options.url)?
        .application_name("repairbot")
        .statement_cache_capacity(PREPARED)
        .options([("default_transaction_isolation", "read committed")]);
    // A pool repeats refused connections until its time-out and then says only that; this says at once what is wrong.
    PgConnection::connect_with(&connection).await?.close().await?;
    let pool = PgPoolOptions::new()
        .max_connections(options.max_connections.max(1))
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .before_acquire(|connection, state| {
            Box::pin(async move {
                if state.idle_for >= TEST_AFTER_IDLE {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_with(connection)
        .await?;
    let pool = SqlxPostgresConnector::from_sqlx_postgres_pool(pool);
    Ok(Pools { writer: pool.clone(), readers: pool })
}

fn io(error: std::io::Error) -> sea_orm::sqlx::Error {
    sea_orm::sqlx::Error::Io(error)
}
