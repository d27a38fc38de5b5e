//! Transactions as two types: one that only reads, one that writes.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::{Mutex, OwnedMutexGuard},
    time::timeout,
};

use sea_orm::{
    AccessMode, ConnAcquireErr, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    EntityTrait, IsolationLevel, QueryOrder, QuerySelect, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait, sea_query::LockType,
};

use repairbot_core::ids::TelegramId;

use super::{
    StoreError,
    connect::ACQUIRE_TIMEOUT,
    counted::Counted,
    entity::branches,
    under_way::{Begun, UnderWay},
};

/// The kind of PostgreSQL's advisory locks that stand for accounts: any number, as long as no other kind has it.
const ACCOUNTS: i32 = 7_263;

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
    others: UnderWay,
    begun: Option<Begun>,
}

/// Lets through one writer after another, in order of arrival.
#[derive(Debug, Clone)]
pub(super) struct Gate {
    /// Only SQLite has one: PostgreSQL locks rows.
    turn: Option<Arc<Mutex<()>>>,
    /// How long a writer waits for those before it.
    patience: Duration,
}

impl Gate {
    pub(super) fn of(backend: DbBackend) -> Self {
        let turn = (backend == DbBackend::Sqlite).then(Arc::default);
        Self { turn, patience: ACQUIRE_TIMEOUT }
    }

    pub(super) async fn pass(&self) -> Result<Option<OwnedMutexGuard<()>>, StoreError> {
        let Some(turn) = &self.turn else { return Ok(None) };
        let passed = timeout(self.patience, Arc::clone(turn).lock_owned()).await;
        Ok(Some(passed.map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?))
    }
}

/// A transaction for reading and writing. Dropping it rolls back.
#[derive(Debug)]
pub struct WriteTx {
    tx: DatabaseTransaction,
    /// Opened after the transaction has ended: fields are dropped in their order.
    _gate: Option<OwnedMutexGuard<()>>,
    _begun: Begun,
    counted: Arc<Counted>,
    people_written: AtomicBool,
    erases: AtomicBool,
    orders_created: AtomicU64,
}

impl ReadTx {
    pub(super) async fn begin(pool: &DatabaseConnection, others: &UnderWay) -> Result<Self, StoreError> {
        let begun = others.begin();
        Ok(Self { tx: pool.begin().await?, others: others.clone(), begun: Some(begun) })
    }

    /// The same where every statement sees the same moment, for whoever has time. On SQLite any transaction does.
    pub(super) async fn begin_moment(
        pool: &DatabaseConnection,
        others: &UnderWay,
    ) -> Result<Self, StoreError> {
        let tx = if pool.get_database_backend() == DbBackend::Postgres {
            let isolation = Some(IsolationLevel::RepeatableRead);
            pool.begin_with_config(isolation, Some(AccessMode::ReadOnly)).await?
        } else {
            pool.begin().await?
        };
        Ok(Self { tx, others: others.clone(), begun: None })
    }

    /// Lets the transactions of this process that are under way go first, for a moment. A transaction that is not a moment
    /// is one of them, and does not.
    pub async fn give_way(&self) {
        if self.begun.is_none() {
            self.others.quiet().await;
        }
    }
}

impl WriteTx {
    pub(super) async fn begin(
        pool: &DatabaseConnection,
        gate: &Gate,
        (counted, others): (Arc<Counted>, &UnderWay),
    ) -> Result<Self, StoreError> {
        let begun = others.begin();
        let gate = gate.pass().await?;
        // The mode is ignored by PostgreSQL.
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let tx = pool.begin_with_options(options).await?;
        let (people_written, erases, orders_created) = Default::default();
        Ok(Self { tx, _gate: gate, _begun: begun, counted, people_written, erases, orders_created })
    }

    /// Makes everything written durable.
    ///
    /// # Errors
    /// `Conflict` when PostgreSQL finds one only now, `Unavailable` when the connection is lost: then it is unknown
    /// whether the commit happened.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.tx.commit().await?;
        self.counted.commit(self.orders_created.into_inner());
        if self.erases.into_inner() {
            self.counted.erased();
        }
        Ok(())
    }

    /// Undoes everything, and waits until that is done (dropping undoes it too, a little later).
    ///
    /// # Errors
    /// `Unavailable` when the connection is lost; then the database undoes it by itself.
    pub async fn rollback(self) -> Result<(), StoreError> {
        Ok(self.tx.rollback().await?)
    }

    /// Lets nobody else change roles, settings or catalogues until this transaction ends: their rules look at several rows
    /// at once. What is read afterwards is what those before left. One query on PostgreSQL, none on SQLite.
    ///
    /// # Errors
    /// `Conflict` for a deadlock, else see [`StoreError`].
    pub async fn lock_company(&self) -> Result<(), StoreError> {
        if self.locks_rows() {
            let oldest = branches::Entity::find().order_by_asc(branches::Column::Id);
            oldest.lock(LockType::NoKeyUpdate).one(&self.tx).await?;
        }
        Ok(())
    }

    /// Lets no other process do anything for these accounts until this transaction ends: two updates of one person never
    /// run at once. To be called before anything else is locked. One query on PostgreSQL, none on SQLite.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn lock_accounts(&self, accounts: &[TelegramId]) -> Result<(), StoreError> {
        if accounts.is_empty() || !self.locks_rows() {
            return Ok(());
        }
        // In one order, so that nobody waits for each other. Two accounts of the same hash wait for nothing, which is rare.
        let values: Vec<String> = (1..=accounts.len()).map(|number| format!("(${number}::bigint)")).collect();
        let sql = format!(
            "SELECT pg_advisory_xact_lock({ACCOUNTS}, key) FROM (SELECT DISTINCT hashint8(account) AS key \
             FROM (VALUES {}) AS these (account) ORDER BY 1) AS keys",
            values.join(", ")
        );
        let accounts = accounts.iter().map(|account| account.0.into());
        let lock = Statement::from_sql_and_values(DbBackend::Postgres, sql, accounts);
        self.tx.query_all_raw(lock).await?;
        Ok(())
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

    /// What was somebody's is erased, should this transaction be committed.
    pub(super) fn erases(&self) {
        self.erases.store(true, Ordering::Relaxed);
    }

    /// An order more, should this transaction be committed.
    pub(super) fn order_created(&self) {
        self.orders_created.fetch_add(1, Ordering::Relaxed);
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

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;
    use crate::store::{Store, StoreOptions};

    #[tokio::test]
    async fn only_moments_let_others_go_first() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("desk.db").display());
        let store = Store::connect(&StoreOptions { url, max_connections: 3 }).await.unwrap();
        let (moment, other) = (store.read_moment().await.unwrap(), store.read_moment().await.unwrap());
        assert!(moment.give_way().now_or_never().is_some(), "not each other");
        drop(other);
        let reading = store.read().await.unwrap();
        assert!(reading.give_way().now_or_never().is_some(), "not itself");
        assert!(moment.give_way().now_or_never().is_none());
        drop(reading);
        assert!(moment.give_way().now_or_never().is_some());
        let writing = store.write().await.unwrap();
        assert!(moment.give_way().now_or_never().is_none());
        writing.rollback().await.unwrap();
        assert!(moment.give_way().now_or_never().is_some());
        drop(moment);
        store.close().await.unwrap();
    }

    #[tokio::test]
    async fn a_writer_who_waits_too_long_is_told_so_and_holds_up_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("desk.db").display());
        let store = Store::connect(&StoreOptions { url, max_connections: 1 }).await.unwrap();
        let mut hasty = store.clone();
        hasty.gate.patience = Duration::ZERO;

        let first = store.write().await.unwrap();
        for refused in [hasty.write().await, hasty.write_deferred().await] {
            assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
        }
        // One that is patient is let through as soon as the first is done, whoever gave up meanwhile.
        let second = tokio::spawn(async move { store.write().await });
        first.rollback().await.unwrap();
        second.await.unwrap().unwrap().rollback().await.unwrap();
        hasty.write().await.unwrap().rollback().await.unwrap();
        hasty.close().await.unwrap();
    }
}
