//! A whole desk from one database to another, of either kind (ADR 0032).
//!
//! Every table of `store::tables` is copied row by row, in one transaction of the target, and read back before that is
//! committed. References are looked at when all rows are there, so the order of the tables does not matter.

mod rows;

use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, Statement};
use sea_orm_migration::{MigratorTrait, SchemaManager};

use rows::Digest;

use super::{
    Reads, Store, StoreError, StoreOptions, WriteTx,
    admin::refuse_newer,
    entity::{orders, people},
    migrations::Migrator,
    tables::{Table, tables},
};

/// One table as it was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Its name.
    pub table: &'static str,
    /// How many rows it has.
    pub rows: u64,
    /// What they are, in short; the same on both databases, in whatever order rows are.
    pub hash: u128,
}

/// Why nothing was moved. The target is then as it was.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// One of the databases failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Migrations of the source are pending.
    #[error("{0} migrations of the database to move are pending")]
    Pending(usize),
    /// Somebody's data is in the target.
    #[error("the target is not empty")]
    Occupied,
    /// Both are the same database.
    #[error("source and target are the same database")]
    Same,
    /// What was read back is not what was copied.
    #[error("what was written into {0} is not what was read")]
    Differs(&'static str),
}

impl Store {
    /// Copies everything from `source` into this database, which becomes what this program's migrations make of it. With
    /// `force` what is in it is thrown away.
    ///
    /// # Errors
    /// See [`MoveError`]; nothing has changed then.
    pub async fn move_from(&self, source: &Self, force: bool) -> Result<Vec<Moved>, MoveError> {
        let pending = source.migration_status().await?.iter().filter(|(_, applied)| !applied).count();
        if pending > 0 {
            return Err(MoveError::Pending(pending));
        }
        if let (Some(one), Some(other)) = (source.identity().await?, self.identity().await?)
            && one == other
        {
            return Err(MoveError::Same);
        }
        let from = source.read_moment().await?;
        let tx = self.migration_transaction().await?;
        refuse_newer(&tx).await?;
        if is_occupied(&tx).await? {
            if !force {
                return Err(MoveError::Occupied);
            }
            Migrator::reset(tx.db()).await.map_err(StoreError::from)?;
        }
        Migrator::up(tx.db(), None).await.map_err(StoreError::from)?;
        let moved = fill(&from, &tx).await?;
        tx.commit().await?;
        Ok(moved)
    }

    /// What each table holds, in short.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn fingerprint(&self) -> Result<Vec<Moved>, StoreError> {
        let tx = self.read_moment().await?;
        let mut found = Vec::new();
        for table in tables() {
            found.push(rows::digest(&tx, &table).await?.of(&table));
        }
        Ok(found)
    }

    /// Whether a desk works on the database at this address, as far as can be seen: who has the file open, or is
    /// connected under the desk's name.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn is_in_use(options: &StoreOptions) -> Result<bool, StoreError> {
        if options.url.starts_with("sqlite:") {
            return Ok(!Self::release_file(options).await?);
        }
        let store = Self::connect_read_only(options).await?;
        let others = "SELECT COUNT(*) FROM pg_stat_activity \
                      WHERE datname = current_database() AND application_name = 'repairbot'";
        let others = Statement::from_string(DbBackend::Postgres, others);
        let counted = store.readers.query_one_raw(others).await;
        store.close().await?;
        let counted = counted?.map(|row| row.try_get_by_index::<i64>(0)).transpose()?;
        Ok(counted.is_some_and(|others| others > 0))
    }

    /// Which database of which server this is. None for a file, which its path tells apart.
    async fn identity(&self) -> Result<Option<String>, StoreError> {
        if !self.is_postgres() {
            return Ok(None);
        }
        let ask = "SELECT current_database() || ' ' || CAST(pg_postmaster_start_time() AS TEXT)";
        let row = self.readers.query_one_raw(Statement::from_string(DbBackend::Postgres, ask)).await?;
        Ok(row.map(|row| row.try_get_by_index(0)).transpose()?)
    }
}

/// Whether somebody has worked here: everybody who writes to the bot becomes a person.
async fn is_occupied(tx: &WriteTx) -> Result<bool, StoreError> {
    if !SchemaManager::new(tx.db()).has_table("people").await? {
        return Ok(false);
    }
    if people::Entity::find().count(tx.db()).await? > 0 {
        return Ok(true);
    }
    Ok(SchemaManager::new(tx.db()).has_table("orders").await?
        && orders::Entity::find().count(tx.db()).await? > 0)
}

/// Copies all tables and looks at what has arrived.
async fn fill(from: &impl Reads, tx: &WriteTx) -> Result<Vec<Moved>, MoveError> {
    let keys = references_later(tx).await?;
    for table in tables() {
        // What the migrations have put there: catalogues, the first rates.
        tx.db().execute_unprepared(&format!("DELETE FROM {}", table.name)).await.map_err(StoreError::from)?;
    }
    let mut moved = Vec::new();
    for table in tables() {
        let copied = rows::copy(from, tx, &table).await?;
        if table.counted {
            go_on_counting(from, tx, &table).await?;
        }
        if rows::digest(tx, &table).await? != copied {
            return Err(MoveError::Differs(table.name));
        }
        moved.push(copied.of(&table));
    }
    references_now(tx, &keys).await?;
    Ok(moved)
}

impl Digest {
    fn of(&self, table: &Table) -> Moved {
        Moved { table: table.name, rows: self.rows, hash: self.hash }
    }
}

/// Foreign keys wait for the end of the transaction. Gives those whose definition had to be changed for it.
async fn references_later(tx: &WriteTx) -> Result<Vec<String>, StoreError> {
    if !tx.locks_rows() {
        tx.db().execute_unprepared("PRAGMA defer_foreign_keys = ON").await?;
        return Ok(Vec::new());
    }
    let keys = "SELECT format('ALTER TABLE %s ALTER CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint \
                WHERE contype = 'f' AND NOT condeferrable AND connamespace = current_schema()::regnamespace";
    let rows = tx.db().query_all_raw(Statement::from_string(DbBackend::Postgres, keys)).await?;
    let keys = rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<Vec<String>, _>>()?;
    for key in &keys {
        tx.db().execute_unprepared(&format!("{key} DEFERRABLE INITIALLY DEFERRED")).await?;
    }
    Ok(keys)
}

/// Looks at them, and makes them what they were. SQLite does it by itself at the commit.
async fn references_now(tx: &WriteTx, keys: &[String]) -> Result<(), StoreError> {
    if tx.locks_rows() {
        tx.db().execute_unprepared("SET CONSTRAINTS ALL IMMEDIATE").await?;
    }
    for key in keys {
        tx.db().execute_unprepared(&format!("{key} NOT DEFERRABLE")).await?;
    }
    Ok(())
}

/// Makes the target count where the source stopped: a number that was given away is not given again, although its row
/// has been removed.
async fn go_on_counting(from: &impl Reads, tx: &WriteTx, table: &Table) -> Result<(), StoreError> {
    let name = table.name;
    let source = from.connection();
    let ask = match source.get_database_backend() {
        DbBackend::Postgres => {
            format!(
                "SELECT COALESCE(pg_sequence_last_value(pg_get_serial_sequence('{name}', 'id')::regclass), 0)"
            )
        }
        _ => format!("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = '{name}'"),
    };
    let row = source.query_one_raw(Statement::from_string(source.get_database_backend(), ask)).await?;
    let last: i64 = row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or(0);
    let set = if tx.locks_rows() {
        // A sequence begins at 1 and cannot be told that it stands before that.
        format!("SELECT setval(pg_get_serial_sequence('{name}', 'id'), {}, {})", last.max(1), last > 0)
    } else {
        tx.db().execute_unprepared(&format!("DELETE FROM sqlite_sequence WHERE name = '{name}'")).await?;
        format!("INSERT INTO sqlite_sequence (name, seq) VALUES ('{name}', {last})")
    };
    tx.db().execute_unprepared(&set).await?;
    Ok(())
}
