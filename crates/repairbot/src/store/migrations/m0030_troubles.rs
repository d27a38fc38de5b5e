//! What keeps the desk from hearing people, or from being heard, while it lasts.

use sea_orm_migration::prelude::*;

use super::ddl::{Ddl, drop_tables};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Ddl::table("troubles")
            .text_key("name")
            .int("since")
            .int("seen_at")
            .text("says")
            .int_null("told_at")
            .create(manager)
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, ["troubles"]).await
    }
}
