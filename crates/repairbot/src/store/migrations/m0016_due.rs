//! Lists by what is due: one index for visits and one for promised days, of all and of one master, without the state.
//!
//! With the state in front SQLite took the index of all for the list of one master between two moments, and passed by
//! everybody else's orders.
//!
//! The same befell a list by state, master and period. SQLite knows how selective an index is only from statistics; without
//! them each looks alike. It is told here, once and for all, what a big desk looks like, so that its plans are the same on
//! every desk and do not depend on when somebody ran ANALYZE. PostgreSQL keeps its own.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbBackend, sea_query::Index},
};

/// Orders that are neither over nor deleted.
const OPEN: &str = "status NOT IN ('CLOSED', 'REFUSED') AND deleted_at IS NULL";
/// Those that are due when their visit should be over.
const VISITED: &str = "status NOT IN ('CLOSED', 'REFUSED', 'DR') AND deleted_at IS NULL";
/// Those that are due by their promised day. What is left out, and not `= 'DR'`: see `m0011_lists`.
const PROMISED: &str =
    "status NOT IN ('CLOSED', 'REFUSED', 'NEW', 'ASSIGNED', 'ACCEPTED', 'ONSITE') AND deleted_at IS NULL";
/// When a visit should be over; of one moment, that moment.
const VISIT: &str = "COALESCE(visit_to, visit_from)";

const NAMES: [&str; 4] =
    ["ix_orders_visit", "ix_orders_master_visit", "ix_orders_promise", "ix_orders_master_promise"];

/// A million orders of twenty masters, some thousands of them open: rows of an index, then how many of them share its first
/// column, its first two, and so on.
const STATISTICS: [(&str, &str); 11] = [
    ("ux_orders_number", "1000000 1"),
    ("ix_orders_created", "1000000 1 1"),
    ("ix_orders_status_created", "1000000 150000 1 1"),
    ("ix_orders_master_created", "1000000 50000 1 1"),
    ("ix_orders_master_status_created", "1000000 50000 10000 1 1"),
    ("ix_orders_open_created", "10000 1 1"),
    ("ix_orders_open_master_created", "10000 500 1 1"),
    ("ix_orders_visit", "10000 1 1"),
    ("ix_orders_master_visit", "10000 500 1 1"),
    ("ix_orders_promise", "1000 10 1"),
    ("ix_orders_master_promise", "1000 50 1 1"),
];

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let indexes = [
            (format!("{VISIT}, number"), VISITED),
            (format!("master_id, {VISIT}, number"), VISITED),
            ("promised_on, number".to_owned(), PROMISED),
            ("master_id, promised_on, number".to_owned(), PROMISED),
        ];
        replace(manager, indexes).await?;
        state(manager, &STATISTICS).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let indexes = [
            (format!("status, {VISIT}, number"), OPEN),
            (format!("master_id, status, {VISIT}, number"), OPEN),
            ("status, promised_on, number".to_owned(), OPEN),
            ("master_id, status, promised_on, number".to_owned(), OPEN),
        ];
        replace(manager, indexes).await?;
        state(manager, &[]).await
    }
}

/// Tells SQLite these statistics of orders, and no others.
async fn state(manager: &SchemaManager<'_>, statistics: &[(&str, &str)]) -> Result<(), DbErr> {
    if manager.get_database_backend() != DbBackend::Sqlite {
        return Ok(());
    }
    // It makes the table of statistics, and at the end reads it.
    const READ: &str = "ANALYZE sqlite_schema";
    let connection = manager.get_connection();
    connection.execute_unprepared(READ).await?;
    connection.execute_unprepared("DELETE FROM sqlite_stat1").await?;
    for (index, statistic) in statistics {
        let insert =
            format!("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('orders', '{index}', '{statistic}')");
        connection.execute_unprepared(&insert).await?;
    }
    connection.execute_unprepared(READ).await?;
    Ok(())
}

/// Makes the four indexes anew, of these columns under these conditions. One expression is not a column, so they are
/// written out; both databases read them alike.
async fn replace(manager: &SchemaManager<'_>, indexes: [(String, &str); 4]) -> Result<(), DbErr> {
    for (name, (columns, condition)) in NAMES.into_iter().zip(indexes) {
        manager.drop_index(Index::drop().table("orders").name(name).to_owned()).await?;
        let statement = format!("CREATE INDEX {name} ON orders ({columns}) WHERE {condition}");
        manager.get_connection().execute_unprepared(&statement).await?;
    }
    Ok(())
}
