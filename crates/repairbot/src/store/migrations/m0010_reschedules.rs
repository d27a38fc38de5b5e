//! How many times an order's visit was moved, and when last.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

/// Column, what it is, as both databases write it.
const COLUMNS: [(&str, &str); 2] = [("reschedule_count", "NOT NULL DEFAULT 0"), ("last_rescheduled_at", "")];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, rest) in COLUMNS {
            let column = ColumnDef::new(name).big_integer().extra(rest).to_owned();
            manager.alter_table(Table::alter().table("orders").add_column(column).to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, _) in COLUMNS.into_iter().rev() {
            manager.alter_table(Table::alter().table("orders").drop_column(name).to_owned()).await?;
        }
        Ok(())
    }
}
