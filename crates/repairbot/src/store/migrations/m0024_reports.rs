//! Orders that are over, in the order in which they ended: what reports walk along.

use sea_orm_migration::{
    prelude::*,
    sea_orm::sea_query::{ConditionalStatement, Expr},
};

use super::ddl::index;

/// The indexes: what each is called, what it is ordered by, which orders are in it. What is left out and not what is wanted:
/// SQLite would take a wanted state for a search by state, and sort (`m0011_lists`).
const CLOSED: (&str, [&str; 2], &str) = (
    "ix_orders_closed",
    ["closed_at", "id"],
    "status NOT IN ('NEW', 'ASSIGNED', 'ACCEPTED', 'ONSITE', 'DR', 'REFUSED') AND deleted_at IS NULL",
);
const REFUSED: (&str, [&str; 2], &str) = (
    "ix_orders_refused",
    ["status_changed_at", "id"],
    "status NOT IN ('NEW', 'ASSIGNED', 'ACCEPTED', 'ONSITE', 'DR', 'CLOSED') AND deleted_at IS NULL",
);
const OVER: &str = "status NOT IN ('NEW', 'ASSIGNED', 'ACCEPTED', 'ONSITE', 'DR') AND deleted_at IS NULL";
const MASTER_OVER: &str = "ix_orders_master_over";

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, columns, condition) in [CLOSED, REFUSED] {
            let mut over = index("orders", columns);
            over.name(name).and_where(Expr::cust(condition));
            manager.create_index(over).await?;
        }
        let mut of_master = index("orders", ["master_id", "status_changed_at", "id"]);
        of_master.name(MASTER_OVER).and_where(Expr::cust(OVER));
        manager.create_index(of_master).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in [MASTER_OVER, REFUSED.0, CLOSED.0] {
            manager.drop_index(Index::drop().name(name).table("orders").to_owned()).await?;
        }
        Ok(())
    }
}
