//! The migrations as a text of SQL, for whoever runs them by hand.
//!
//! They are carried out on a database that only writes down what it is told. That works because they tell the database and
//! never ask it anything; one that asks is an error here.

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, MockDatabase, MockExecResult, Transaction,
    sea_query::{Expr, Query},
};
use sea_orm_migration::{MigratorTrait, SchemaManager};

use super::{StoreError, admin::MIGRATION_LOCK, migrations::Migrator};

/// More statements than all migrations have: each needs an answer that was prepared before.
const STATEMENTS: usize = 10_000;

/// Which database the text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// The names of all migrations, oldest first.
#[must_use]
pub fn migration_names() -> Vec<String> {
    Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect()
}

/// The statements that apply and record the migrations after the first `done`, in one transaction. Opens no database.
///
/// # Errors
/// `Other` when a migration asks the database something.
pub async fn migration_script(dialect: Dialect, done: usize) -> Result<Vec<String>, StoreError> {
    let (backend, beginning) = match dialect {
        // Foreign keys as `store::connect` has them; inside of a transaction that would have no effect.
        Dialect::Sqlite => {
            (DbBackend::Sqlite, ["PRAGMA foreign_keys = ON".to_owned(), "BEGIN IMMEDIATE".to_owned()])
        }
        Dialect::Postgres => {
            let lock = format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})");
            (DbBackend::Postgres, ["BEGIN".to_owned(), lock])
        }
    };
    let answers = vec![MockExecResult::default(); STATEMENTS];
    let paper = MockDatabase::new(backend).append_exec_results(answers).into_connection();
    Migrator::install(&paper).await?;
    for migration in Migrator::migrations().iter().skip(done) {
        migration.up(&SchemaManager::new(&paper)).await?;
        record(&paper, migration.name()).await?;
    }
    let told = paper.into_transaction_log();
    let told = told.iter().flat_map(Transaction::statements).map(ToString::to_string);
    Ok(beginning.into_iter().chain(told).chain(["COMMIT".to_owned()]).collect())
}

/// The row by which the migrator knows what has been applied, with the time at which the text is run.
async fn record(paper: &DatabaseConnection, name: &str) -> Result<(), StoreError> {
    let now = match paper.get_database_backend() {
        DbBackend::Sqlite => "CAST(strftime('%s', 'now') AS INTEGER)",
        _ => "CAST(EXTRACT(EPOCH FROM now()) AS BIGINT)",
    };
    let mut row = Query::insert();
    row.into_table(Migrator::migration_table_name()).columns(["version", "applied_at"]);
    row.values([Expr::value(name), Expr::cust(now)]).map_err(StoreError::other)?;
    paper.execute(&row).await?;
    Ok(())
}
