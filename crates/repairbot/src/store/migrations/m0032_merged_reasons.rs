//! Reasons that became other ones.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut column = ColumnDef::new("merged_into");
        column.big_integer();
        manager.alter_table(Table::alter().table("reasons").add_column(column).to_owned()).await
    }

    /// Orders keep the reasons they were written with; merged ones stay hidden and are called what they became.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("reasons").drop_column("merged_into").to_owned()).await
    }
}
