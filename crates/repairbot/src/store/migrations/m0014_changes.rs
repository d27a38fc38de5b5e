//! Reminders, comments and deletions of orders; topics of groups.

use sea_orm_migration::{
    prelude::*,
    sea_orm::sea_query::{ConditionalStatement, Expr},
};

use super::ddl::index;

/// The index of deleted orders.
const DELETED: &str = "ix_orders_deleted";

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

/// Table, column, what it is, as both databases write it.
const COLUMNS: [(&str, &str, &str); 5] = [
    ("orders", "client_waiting_at", ""),
    ("orders", "comment_count", "NOT NULL DEFAULT 0"),
    ("orders", "deletion_text_id", "REFERENCES texts (id)"),
    // Where in a master's group his cards go; nothing when it has no topics.
    ("people", "work_topic_id", ""),
    // Where in a group a message goes; nothing for the group's own.
    ("outbox", "topic_id", ""),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, name, rest) in COLUMNS {
            let column = ColumnDef::new(name).big_integer().extra(rest).to_owned();
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        // Few of many: the list of them must not look at the others.
        let mut deleted = index("orders", ["number"]);
        deleted.name(DELETED).and_where(Expr::cust("deleted_at IS NOT NULL"));
        manager.create_index(deleted).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name(DELETED).table("orders").to_owned()).await?;
        for (table, name, _) in COLUMNS.into_iter().rev() {
            manager.alter_table(Table::alter().table(table).drop_column(name).to_owned()).await?;
        }
        Ok(())
    }
}
