//! Keeps: the database, behind read and write transactions that speak the types of `core`.
//!
//! [`Store`] hands out a [`ReadTx`] or a [`WriteTx`]. Finders take any of the two (`&impl Reads`), writers take a
//! `&WriteTx`, so a reader cannot write by mistake; a transaction that is dropped rolls back. The same code runs on
//! SQLite and PostgreSQL through SeaORM, whose entities stay private to this module.
//!
//! Instants are stored as Unix milliseconds: a finer [`jiff::Timestamp`] is truncated when written. Ids are drawn by
//! the caller, except those the database counts (outbox, parked updates, audit). No function here reads a clock.

mod admin;
pub mod applications;
pub mod attachments;
pub mod audit;
mod bounded;
pub mod cards;
pub mod catalogue;
pub mod chats;
pub mod clients;
mod codec;
pub mod comments;
mod connect;
pub mod copies;
pub mod copy;
mod counted;
pub mod details;
pub mod dialogues;
mod drift;
mod entity;
mod error;
#[cfg(feature = "fill")]
pub mod fill;
mod growth;
mod inspect;
pub mod invitations;
pub mod job_runs;
pub mod leases;
pub mod ledger;
mod masked;
mod migrations;
pub mod moving;
pub mod orders;
pub mod outbox;
pub mod people;
#[cfg(test)]
mod plans;
pub mod rates;
pub mod reminders;
pub mod script;
pub mod search;
pub mod searches;
pub mod settings;
mod sql;
pub mod standing;
mod tables;
pub mod texts;
pub mod timers;
pub mod troubles;
mod tx;
mod under_way;
pub mod updates;
pub mod verify;
mod wiping;

use std::sync::Arc;

use sea_orm::{DatabaseConnection, DbBackend};

use counted::Counted;
pub use error::StoreError;
use tx::Gate;
pub use tx::{ReadTx, Reads, WriteTx};
use under_way::UnderWay;

use crate::metrics::Metrics;

/// Where the database is.
#[derive(Clone)]
pub struct StoreOptions {
    /// `sqlite:PATH` or `sqlite://PATH` (folder and file are made when missing), or `postgres://…`.
    /// It may hold a password, so it is never printed.
    pub url: String,
    /// Connections for reading (SQLite, besides the one writer) or in all (PostgreSQL).
    pub max_connections: u32,
}

impl std::fmt::Debug for StoreOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoreOptions").field("max_connections", &self.max_connections).finish_non_exhaustive()
    }
}

/// The database of one company. Cheap to clone; all clones share the pools.
#[derive(Debug, Clone)]
pub struct Store {
    writer: DatabaseConnection,
    deferring: DatabaseConnection,
    gate: Gate,
    readers: DatabaseConnection,
    counted: Arc<Counted>,
    under_way: UnderWay,
}

impl Store {
    /// Opens the pools for whoever has time: commands by hand, backups. Does not migrate: see [`Store::migrate_up`] and
    /// [`Store::check_schema`].
    ///
    /// # Errors
    /// `Unavailable` when the server cannot be reached, `Damaged` when the file is not an SQLite database, `Other`
    /// for an address that makes no sense.
    pub async fn connect(options: &StoreOptions) -> Result<Self, StoreError> {
        Ok(Self::over(connect::connect(options, connect::BY_HAND).await?))
    }

    /// The same for the desk, whom people wait for: on PostgreSQL a lock that is not let go in 5 seconds is `Unavailable`, a
    /// statement that takes longer than 20 is `Other`, and a transaction left idle for 10 is lost, which is `Unavailable`.
    /// Migrations take their time.
    ///
    /// # Errors
    /// As [`Store::connect`].
    pub async fn connect_desk(options: &StoreOptions) -> Result<Self, StoreError> {
        Ok(Self::over(connect::connect(options, connect::DESK).await?))
    }

    fn over(connect::Pools { mut writer, mut deferring, mut readers }: connect::Pools) -> Self {
        let counted: Arc<Counted> = Arc::default();
        for pool in [&mut writer, &mut deferring, &mut readers] {
            let counter = Arc::clone(&counted);
            pool.set_metric_callback(move |info| counter.statement(&info.statement.sql, info.elapsed));
        }
        let gate = Gate::of(writer.get_database_backend());
        Self { writer, deferring, gate, readers, counted, under_way: UnderWay::default() }
    }

    /// Tells these metrics of statements and of orders that are created.
    pub fn tell(&self, metrics: Metrics) {
        self.counted.tell(metrics);
    }

    /// Over these pools, without counting.
    fn of(writer: DatabaseConnection, readers: DatabaseConnection) -> Self {
        let gate = Gate::of(writer.get_database_backend());
        let (counted, under_way) = Default::default();
        Self { deferring: writer.clone(), writer, gate, readers, counted, under_way }
    }

    /// What is counted, if anything is.
    #[must_use]
    pub fn metrics(&self) -> Option<&Metrics> {
        self.counted.metrics()
    }

    /// Begins a transaction that writes. On SQLite it waits here for the writer before it.
    ///
    /// # Errors
    /// `Unavailable` when no connection comes free in time or the server is lost.
    pub async fn write(&self) -> Result<WriteTx, StoreError> {
        WriteTx::begin(&self.writer, &self.gate, (Arc::clone(&self.counted), &self.under_way)).await
    }

    /// The same for what the outbox knows of its messages. On SQLite a power cut may take back what was committed after
    /// the last commit of [`Store::write`]: then a message is sent once more, as when the power fails between sending
    /// and settling. On PostgreSQL it is [`Store::write`].
    ///
    /// # Errors
    /// As [`Store::write`].
    pub async fn write_deferred(&self) -> Result<WriteTx, StoreError> {
        WriteTx::begin(&self.deferring, &self.gate, (Arc::clone(&self.counted), &self.under_way)).await
    }

    /// Begins a transaction that reads. On SQLite all its reads see one snapshot.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub async fn read(&self) -> Result<ReadTx, StoreError> {
        ReadTx::begin(&self.readers, &self.under_way).await
    }

    /// The same where every statement sees the same moment, on both databases: what is read page by page belongs together.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub async fn read_moment(&self) -> Result<ReadTx, StoreError> {
        ReadTx::begin_moment(&self.readers, &self.under_way).await
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// `Unavailable` when it gives none.
    pub async fn ping(&self) -> Result<(), StoreError> {
        Ok(self.readers.ping().await?)
    }

    /// How many statements this store has run since it was opened, without BEGIN and COMMIT.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.counted.statements()
    }

    /// How many transactions this store has committed since it was opened, counting those for writing only.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.counted.commits()
    }

    /// Closes the pools after their transactions have ended.
    ///
    /// # Errors
    /// When a connection cannot be closed.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.readers.close_by_ref().await?;
        self.deferring.close_by_ref().await?;
        Ok(self.writer.close_by_ref().await?)
    }

    /// Whether this is PostgreSQL (else SQLite).
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        self.writer.get_database_backend() == DbBackend::Postgres
    }
}
