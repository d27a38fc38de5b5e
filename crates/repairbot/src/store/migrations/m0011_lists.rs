//! Lists in the order of creation and of what is due, and the terms orders are searched by.
//!
//! Every list is a walk along one index: what it filters by, then what it is ordered by. The conditions say what is left
//! out and not what is wanted (`NOT IN`), because SQLite would take a list of wanted states for a search by state,
//! and sort.

use sea_orm_migration::{
    SchemaManager,
    prelude::*,
    sea_orm::{
        DbBackend,
        sea_query::{ColumnDef, ConditionalStatement, Expr, Index, Table},
    },
};

use super::ddl::{Ddl, drop_tables, index};

/// Orders that were not deleted.
const PRESENT: &str = "deleted_at IS NULL";
/// Orders that are neither over nor deleted.
const OPEN: &str = "status NOT IN ('CLOSED', 'REFUSED') AND deleted_at IS NULL";
/// When a visit should be over; of one moment, that moment.
const VISIT: &str = "COALESCE(visit_to, visit_from)";
/// The condition of the former index of open orders.
const ACTIVE: &str = "status IN ('NEW', 'ASSIGNED', 'ACCEPTED', 'ONSITE', 'DR') AND deleted_at IS NULL";

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in FORMER {
            drop_index(manager, "orders", name).await?;
        }
        by_creation(manager).await?;
        by_due(manager).await?;
        drop_index(manager, "cards", "ix_cards_chat_id").await?;
        manager.create_index(index("cards", ["chat_id", "message_id"])).await?;
        let mut back = ColumnDef::new("back");
        back.text();
        manager.alter_table(Table::alter().table("cards").add_column(&mut back).to_owned()).await?;
        search(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, ["searches", "search_terms"]).await?;
        manager.alter_table(Table::alter().table("cards").drop_column("back").to_owned()).await?;
        drop_index(manager, "cards", "ix_cards_chat_id_message_id").await?;
        manager.create_index(index("cards", ["chat_id"])).await?;
        for name in PRESENT_ONES.iter().chain(&DUE_ONES) {
            drop_index(manager, "orders", name).await?;
        }
        manager.create_index(index("orders", ["status", "number"])).await?;
        manager.create_index(index("orders", ["master_id", "number"])).await?;
        manager.create_index(index("orders", ["master_id", "status"])).await?;
        let mut active = index("orders", ["number"]);
        active.name("ix_orders_active").and_where(Expr::cust(ACTIVE));
        manager.create_index(active).await
    }
}

/// The indexes of the lists as they were.
const FORMER: [&str; 4] = [
    "ix_orders_status_number",
    "ix_orders_master_id_number",
    "ix_orders_master_id_status",
    "ix_orders_active",
];
const PRESENT_ONES: [&str; 6] = [
    "ix_orders_created",
    "ix_orders_status_created",
    "ix_orders_master_created",
    "ix_orders_master_status_created",
    "ix_orders_open_created",
    "ix_orders_open_master_created",
];
const DUE_ONES: [&str; 4] =
    ["ix_orders_visit", "ix_orders_master_visit", "ix_orders_promise", "ix_orders_master_promise"];

async fn by_creation(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let [all, status, master, both, open, open_master] = PRESENT_ONES;
    let of = |name: &'static str, mut columns: IndexCreateStatement, condition: &'static str| {
        columns.name(name).and_where(Expr::cust(condition)).to_owned()
    };
    for statement in [
        of(all, index("orders", ["created_at", "number"]), PRESENT),
        of(status, index("orders", ["status", "created_at", "number"]), PRESENT),
        of(master, index("orders", ["master_id", "created_at", "number"]), PRESENT),
        of(both, index("orders", ["master_id", "status", "created_at", "number"]), PRESENT),
        of(open, index("orders", ["created_at", "number"]), OPEN),
        of(open_master, index("orders", ["master_id", "created_at", "number"]), OPEN),
    ] {
        manager.create_index(statement).await?;
    }
    Ok(())
}

/// One expression is not a column, so these are written out; both databases read them alike.
async fn by_due(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let [visit, master_visit, promise, master_promise] = DUE_ONES;
    for (name, columns) in [
        (visit, format!("status, {VISIT}, number")),
        (master_visit, format!("master_id, status, {VISIT}, number")),
        (promise, "status, promised_on, number".to_owned()),
        (master_promise, "master_id, status, promised_on, number".to_owned()),
    ] {
        let statement = format!("CREATE INDEX {name} ON orders ({columns}) WHERE {OPEN}");
        manager.get_connection().execute_unprepared(&statement).await?;
    }
    Ok(())
}

async fn search(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let terms = Ddl::table("search_terms").int("term").int("number").keys(["term", "number"]);
    // On SQLite the key is the table then, and not a second copy of it.
    let sqlite = manager.get_database_backend() == DbBackend::Sqlite;
    let terms = if sqlite { terms.extra("WITHOUT ROWID") } else { terms };
    terms.create(manager).await?;
    Ddl::table("searches")
        .key("id")
        .reference("person_id", "people")
        .text("body")
        .int("at")
        .create(manager)
        .await?;
    manager.create_index(index("searches", ["at"])).await
}

async fn drop_index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    name: &'static str,
) -> Result<(), DbErr> {
    manager.drop_index(Index::drop().table(table).name(name).to_owned()).await
}
