//! Migrating the schema and judging whether a database is fit to run on.

use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, QueryOrder, Statement};
use sea_orm_migration::{MigrationStatus, MigratorTrait, SchemaManager, seaql_migrations};

use super::{Store, StoreError, WriteTx, connect::UNHURRIED, migrations::Migrator, tx::Connected};

/// The advisory lock of migrations on PostgreSQL: "repairbo" in ASCII, so it means something in `pg_locks`.
pub(super) const MIGRATION_LOCK: i64 = 0x7265_7061_6972_626f;
/// Another one, which a process holds from before its backup until it has migrated.
const START_LOCK: i64 = MIGRATION_LOCK + 1;
/// How many findings of SQLite's own check are reported.
const FINDINGS: u32 = 5;

impl Store {
    /// Applies the migrations that are missing, all or none.
    ///
    /// # Errors
    /// `NewerSchema` when the database was made by a newer program; `Other` when a step fails.
    pub async fn migrate_up(&self) -> Result<(), StoreError> {
        let tx = self.migration_transaction().await?;
        refuse_newer(&tx).await?;
        Migrator::up(tx.db(), None).await?;
        tx.commit().await
    }

    /// Takes back the last `steps` migrations, all or none. Their data is lost.
    ///
    /// # Errors
    /// As [`Store::migrate_up`].
    pub async fn migrate_down(&self, steps: u32) -> Result<(), StoreError> {
        let tx = self.migration_transaction().await?;
        refuse_newer(&tx).await?;
        Migrator::down(tx.db(), Some(steps)).await?;
        tx.commit().await
    }

    /// Every migration of this program, oldest first, and whether it has been applied. Changes nothing.
    ///
    /// # Errors
    /// `NewerSchema` as above.
    pub async fn migration_status(&self) -> Result<Vec<(String, bool)>, StoreError> {
        let tx = self.read().await?;
        refuse_newer(&tx).await?;
        let migrations = Migrator::get_migration_with_status_read_only(tx.connection()).await?;
        Ok(migrations
            .iter()
            .map(|migration| (migration.name().to_owned(), migration.status() == MigrationStatus::Applied))
            .collect())
    }

    /// Refuses a database this program must not run on. Missing migrations are not an error here.
    ///
    /// # Errors
    /// `NewerSchema` when it has migrations this program doesn't know.
    pub async fn check_schema(&self) -> Result<(), StoreError> {
        refuse_newer(&self.read().await?).await
    }

    /// The same after looking whether the file is sound. That reads all of it, so it is for `check`, `verify` and
    /// backups, which are made every night, and not for the start, which somebody waits for.
    ///
    /// # Errors
    /// Also `Damaged` when SQLite finds the file broken (`PRAGMA quick_check`).
    pub async fn check_file(&self) -> Result<(), StoreError> {
        let tx = self.read().await?;
        if !self.is_postgres() {
            quick_check(&tx).await?;
        }
        refuse_newer(&tx).await
    }

    /// Lets one process after the other look whether the schema is to be changed, keep a copy of the database and change it,
    /// until this transaction ends. It waits as long as that takes. Only on PostgreSQL.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn lock_start(&self) -> Result<WriteTx, StoreError> {
        let tx = self.write().await?;
        lock_unhurried(&tx, START_LOCK).await?;
        Ok(tx)
    }

    /// A transaction for migrations: only one at a time, and on PostgreSQL without the time-outs of the desk.
    pub(super) async fn migration_transaction(&self) -> Result<WriteTx, StoreError> {
        let tx = self.write().await?;
        if self.is_postgres() {
            lock_unhurried(&tx, MIGRATION_LOCK).await?;
        }
        Ok(tx)
    }
}

/// Takes one of PostgreSQL's advisory locks, however long that takes, in a transaction that nothing cuts off.
async fn lock_unhurried(tx: &WriteTx, lock: i64) -> Result<(), StoreError> {
    tx.db().execute_unprepared(UNHURRIED).await?;
    let lock = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT pg_advisory_xact_lock($1)",
        [lock.into()],
    );
    tx.db().execute_raw(lock).await?;
    Ok(())
}

pub(super) async fn refuse_newer(tx: &impl Connected) -> Result<(), StoreError> {
    let migrations = Migrator::migration_table_name().to_string();
    if !SchemaManager::new(tx.connection()).has_table(migrations).await? {
        return Ok(());
    }
    let by_name = seaql_migrations::Entity::find().order_by_asc(seaql_migrations::Column::Version);
    let applied = by_name.all(tx.connection()).await?;
    let known = Migrator::migrations();
    match applied.into_iter().find(|applied| !known.iter().any(|known| known.name() == applied.version)) {
        Some(unknown) => Err(StoreError::NewerSchema { found: unknown.version }),
        None => Ok(()),
    }
}

async fn quick_check(tx: &impl Connected) -> Result<(), StoreError> {
    let check = Statement::from_string(DbBackend::Sqlite, format!("PRAGMA quick_check({FINDINGS})"));
    let rows = tx.connection().query_all_raw(check).await?;
    let findings = rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<Vec<String>, _>>()?;
    if findings == ["ok"] { Ok(()) } else { Err(StoreError::Damaged(findings.join("; "))) }
}
