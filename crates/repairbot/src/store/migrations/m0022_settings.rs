//! What admins have set of the company's settings.

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
        // A row stays when its setting goes back to the default: its version tells who has seen what.
        Ddl::table("settings")
            .text_key("code")
            .text_null("value")
            .int("version")
            .int("changed_at")
            .reference("changed_by", "people")
            .create(manager)
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, ["settings"]).await
    }
}
