//! Opening a database to look at it: nothing can be written through it, and everything is seen as of one moment.

use std::str::FromStr;

use sea_orm::{
    DatabaseConnection, SqlxPostgresConnector, SqlxSqliteConnector,
    sqlx::{
        postgres::{PgConnectOptions, PgPoolOptions},
        sqlite::{SqliteConnectOptions, SqlitePoolOptions},
    },
};

use super::{
    Store, StoreError, StoreOptions,
    connect::{BY_HAND, bounded},
};

impl Store {
    /// Opens the database for reading only. On both databases a transaction sees one snapshot, whatever others write
    /// meanwhile; an SQLite file that is missing is not made.
    ///
    /// # Errors
    /// As [`Store::connect`].
    pub async fn connect_read_only(options: &StoreOptions) -> Result<Self, StoreError> {
        let url = &options.url;
        let pool = if url.starts_with("sqlite:") { sqlite(url).await? } else { postgres(url).await? };
        Ok(Self::of(pool.clone(), pool))
    }
}

async fn sqlite(url: &str) -> Result<DatabaseConnection, StoreError> {
    let file = SqliteConnectOptions::from_str(url)?.create_if_missing(false).read_only(true);
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(file).await?;
    Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
}

async fn postgres(url: &str) -> Result<DatabaseConnection, StoreError> {
    let server = PgConnectOptions::from_str(url)?.application_name("repairbot verify").options([
        ("default_transaction_read_only", "on"),
        ("default_transaction_isolation", "repeatable read"),
    ]);
    let server = bounded(server, BY_HAND);
    let pool = PgPoolOptions::new().max_connections(1).connect_with(server).await?;
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
}
