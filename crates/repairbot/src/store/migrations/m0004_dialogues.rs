//! Unfinished dialogues, and the live cards of orders.

use sea_orm_migration::{
    prelude::*,
    sea_orm::sea_query::{ConditionalStatement, Expr},
};

use super::ddl::{Ddl, drop_tables, index, unique};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Ddl::table("dialogues")
            .key("draft_id")
            .reference("person_id", "people")
            .flag("active")
            .int("revision")
            .text("body")
            .int("chat_id")
            .int_null("prompt_message_id")
            .int("updated_at")
            .int("expires_at")
            .create(manager)
            .await?;
        // The guarantee that one dialogue is active per person.
        let mut one_active = unique("dialogues", ["person_id"]);
        one_active.name("ux_dialogues_active").and_where(Expr::col("active"));
        manager.create_index(one_active).await?;
        manager.create_index(index("dialogues", ["person_id", "updated_at"])).await?;
        manager.create_index(index("dialogues", ["expires_at"])).await?;
        Ddl::table("cards")
            .reference("order_id", "orders")
            .int("chat_id")
            .int_null("message_id")
            .code("audience", ["office", "master"])
            .reference_null("person_id", "people")
            .int("opened_at")
            .keys(["order_id", "chat_id"])
            .create(manager)
            .await?;
        manager.create_index(index("cards", ["chat_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, ["cards", "dialogues"]).await
    }
}
