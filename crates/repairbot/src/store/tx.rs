//! Transactions as two types: one that only reads, one that writes.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use tokio::{
    sync::{Mutex, OwnedMutexGuard},
    time::timeout,
};

use sea_orm::{
    AccessMode, ConnAcquireErr, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    IsolationLevel, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use super::{StoreError, connect::ACQUIRE_TIMEOUT};

mod private {
    /// Gives the connection, inside the store only.
    pub trait Connected {
        fn connection(&self) -> &sea_orm::DatabaseTransaction;
    }
}
pub(super) use private::Connected;

/// A transaction one can read in. Finders take `&impl Reads`.
pub trait Reads: private::Connected + Send + Sync {}

/// A transaction for reading. Dropping it ends it.
#[derive(Debug)]
pub struct ReadTx {
    tx: DatabaseTransaction,
}

/// Lets through one writer after another, in order of arrival. Only SQLite has one: PostgreSQL locks rows.
#[derive(Debug, Clone)]
pub(super) struct Gate(pub(super) Option<Arc<Mutex<()>>>);

/// A transaction for reading and writing. Dropping it rolls back.
#[derive(Debug)]
pub struct WriteTx {
    tx: DatabaseTransaction,
    /// Opened after the transaction has ended: fields are dropped in their order.
    _gate: Option<OwnedMutexGuard<()>>,
    commits: Arc<AtomicU64>,
    people_written: AtomicBool,
}

impl ReadTx {
    pub(super) async fn begin(pool: &DatabaseConnection) -> Result<Self, StoreError> {
        Ok(Self { tx: pool.begin().await? })
    }

    /// The same where every statement sees the same moment. On SQLite any transaction does.
    pub(super) async fn begin_moment(pool: &DatabaseConnection) -> Result<Self, StoreError> {
        if pool.get_database_backend() != DbBackend::Postgres {
            return Self::begin(pool).await;
        }
        let isolation = Some(IsolationLevel::RepeatableRead);
        Ok(Self { tx: pool.begin_with_config(isolation, Some(AccessMode::ReadOnly)).await? })
    }
}

impl WriteTx {
    pub(super) async fn begin(
        pool: &DatabaseConnection,
        gate: &Gate,
        commits: Arc<AtomicU64>,
    ) -> Result<Self, StoreError> {
        let gate = match &gate.0 {
            Some(gate) => {
                let turn = timeout(ACQUIRE_TIMEOUT, Arc::clone(gate).lock_owned()).await;
                Some(turn.map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?)
            }
            None => None,
        };
        // The mode is ignored by PostgreSQL.
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let tx = pool.begin_with_options(options).await?;
        Ok(Self { tx, _gate: gate, commits, people_written: AtomicBool::new(false) })
    }

    /// Makes everything written durable.
    ///
    /// # Errors
    /// `Conflict` when PostgreSQL finds one only now, `Unavailable` when the connection is lost: then it is unknown
    /// whether the commit happened.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.tx.commit().await?;
        self.commits.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    /// Undoes everything, and waits until that is done (dropping undoes it too, a little later).
    ///
    /// # Errors
    /// `Unavailable` when the connection is lost; then the database undoes it by itself.
    pub async fn rollback(self) -> Result<(), StoreError> {
        Ok(self.tx.rollback().await?)
    }

    /// Whether rows must be locked explicitly: on SQLite the one writer is lock enough.
    pub(super) fn locks_rows(&self) -> bool {
        self.tx.get_database_backend() == DbBackend::Postgres
    }

    pub(super) fn db(&self) -> &DatabaseTransaction {
        &self.tx
    }

    /// The same for whoever writes people or their roles.
    pub(super) fn db_for_people(&self) -> &DatabaseTransaction {
        self.people_written.store(true, Ordering::Relaxed);
        &self.tx
    }

    /// Whether a person or a role may have changed in this transaction: what was read before is not to be relied on.
    #[must_use]
    pub fn people_written(&self) -> bool {
        self.people_written.load(Ordering::Relaxed)
    }
}

impl private::Connected for ReadTx {
    fn connection(&self) -> &DatabaseTransaction {
        &self.tx
    }
}

impl private::Connected for WriteTx {
    fn connection(&self) -> &DatabaseTransaction {
        &self.tx
    }
}

impl Reads for ReadTx {}
impl Reads for WriteTx {}
