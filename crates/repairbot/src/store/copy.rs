//! What backing up and restoring need of the database itself: a copy of a live file, databases beside it, and what it
//! holds in short.

use std::{path::Path, str::FromStr, time::Duration};

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, QuerySelect, Statement,
    TransactionTrait,
    sqlx::{
        Connection,
        sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteLockingMode},
    },
};
use sea_orm_migration::SchemaManager;

use super::{
    Reads, Store, StoreError, StoreOptions,
    entity::{order_events, orders, people},
    error,
};
use crate::clock::from_ms;

/// What a database holds, in short: enough to recognise which state it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Orders, deleted ones too.
    pub orders: u64,
    /// The last order's number; 0 when there is none.
    pub last_number: i64,
    /// Facts of all orders' lives.
    pub events: u64,
    /// When the last of them happened.
    pub last_event_at: Option<Timestamp>,
    /// People who hold or held a role, and strangers who wrote.
    pub people: u64,
}

/// What this database holds.
///
/// # Errors
/// See [`StoreError`].
pub async fn summary(tx: &impl Reads) -> Result<Summary, StoreError> {
    let db = tx.connection();
    let last: Option<Option<i64>> = orders::Entity::find()
        .select_only()
        .column_as(orders::Column::Number.max(), "last")
        .into_tuple()
        .one(db)
        .await?;
    let last_at: Option<Option<i64>> = order_events::Entity::find()
        .select_only()
        .column_as(order_events::Column::At.max(), "last")
        .into_tuple()
        .one(db)
        .await?;
    Ok(Summary {
        orders: orders::Entity::find().count(db).await?,
        last_number: last.flatten().unwrap_or(0),
        events: order_events::Entity::find().count(db).await?,
        last_event_at: last_at.flatten().map(from_ms),
        people: people::Entity::find().count(db).await?,
    })
}

impl Store {
    /// Writes the state of this moment into a new SQLite file, while others go on writing. The file must not exist.
    ///
    /// # Errors
    /// `Unavailable` when the disk is full or the folder can't be written.
    pub async fn copy_into(&self, path: &Path) -> Result<(), StoreError> {
        let path = path.to_str().ok_or_else(|| StoreError::row("backup", "its path is not UTF-8"))?;
        let copy = Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [path.into()]);
        self.readers.execute_raw(copy).await?;
        Ok(())
    }

    /// Whether there is nothing of ours in this database, not even the list of migrations.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn is_blank(&self) -> Result<bool, StoreError> {
        let manager = SchemaManager::new(&self.readers);
        Ok(!manager.has_table("orders").await? && !manager.has_table("seaql_migrations").await?)
    }

    /// Makes another database on the same PostgreSQL server. False: this user may not.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn create_database(&self, name: &str) -> Result<bool, StoreError> {
        match self.writer.execute_unprepared(&format!("CREATE DATABASE {}", quoted(name))).await {
            Ok(_) => Ok(true),
            Err(error) if error::is_denied(&error) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes a database that [`Store::create_database`] made.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn drop_database(&self, name: &str) -> Result<(), StoreError> {
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quoted(name));
        self.writer.execute_unprepared(&drop).await?;
        Ok(())
    }
}

impl Store {
    /// Gives a database of this PostgreSQL server the name of another, which is called `former` from now on. Both or
    /// neither. False: somebody is connected to one of them.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn swap_databases(&self, name: &str, by: &str, former: &str) -> Result<bool, StoreError> {
        let tx = self.writer.begin().await?;
        for (from, to) in [(name, former), (by, name)] {
            let rename = format!("ALTER DATABASE {} RENAME TO {}", quoted(from), quoted(to));
            match tx.execute_unprepared(&rename).await {
                Ok(_) => {}
                Err(error) if error::is_in_use(&error) => return Ok(false),
                Err(error) => return Err(error.into()),
            }
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Makes an SQLite file whole, without a log beside it, so that it can be renamed. False: somebody else has it open.
    ///
    /// # Errors
    /// See [`StoreError`]; `Damaged` leaves everything as it is.
    pub async fn release_file(options: &StoreOptions) -> Result<bool, StoreError> {
        let file = SqliteConnectOptions::from_str(&options.url)?
            .create_if_missing(false)
            .busy_timeout(Duration::ZERO)
            .locking_mode(SqliteLockingMode::Exclusive)
            .journal_mode(SqliteJournalMode::Delete);
        // Leaving the log behind needs the file for oneself.
        match SqliteConnection::connect_with(&file).await {
            Ok(connection) => connection.close().await?,
            Err(error) if error::is_busy(&error) => return Ok(false),
            Err(error) => return Err(error.into()),
        }
        Ok(true)
    }
}

/// A name as PostgreSQL quotes it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
