//! What comes in, what goes out, and what is kept for the admins.

use sea_orm_migration::{
    prelude::*,
    sea_orm::sea_query::{ConditionalStatement, Expr},
};

use super::ddl::{Ddl, drop_tables, index};

// The conditions of the partial indexes.
const UNSENT: &str = "state IN ('pending', 'claimed')";
const PENDING: &str = "state = 'pending'";
const DEAD: &str = "state = 'dead'";
const SETTLED: &str = "state IN ('sent', 'dead')";

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        outbox(manager).await?;
        Ddl::table("processed_updates").text_key("update_key").int("at").create(manager).await?;
        manager.create_index(index("processed_updates", ["at"])).await?;
        Ddl::table("parked_updates")
            .serial("id")
            .text("update_key")
            .text("body")
            .text("error")
            .small("tries")
            .int("at")
            .create(manager)
            .await?;
        manager.create_index(index("parked_updates", ["at"])).await?;
        Ddl::table("audit")
            .serial("id")
            .int("at")
            .reference("person_id", "people")
            .text("action")
            .int_null("order_id")
            .text_null("details")
            .create(manager)
            .await?;
        manager.create_index(index("audit", ["at"])).await?;
        manager.create_index(index("audit", ["person_id", "id"])).await?;
        manager.create_index(index("audit", ["order_id", "id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, ["audit", "parked_updates", "processed_updates", "outbox"]).await
    }
}

async fn outbox(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Ddl::table("outbox")
        .serial("id")
        .int("chat_id")
        .reference_null("person_id", "people")
        .reference_null("order_id", "orders")
        .lane("lane")
        .flag("refresh")
        .text_null("body")
        .code("state", ["pending", "claimed", "sent", "dead"])
        .small("attempts")
        .flag("ambiguous")
        .int("not_before")
        .int_null("claimed_until")
        .int_null("claim_epoch")
        .int_null("message_id")
        .text_null("error")
        .int("created_at")
        .int_null("sent_at")
        .create(manager)
        .await?;
    // These three hold only what is still to be done, so they stay small for ever.
    let mut unsent = index("outbox", ["chat_id", "id"]);
    unsent.name("ix_outbox_unsent").and_where(Expr::cust(UNSENT));
    manager.create_index(unsent).await?;
    let mut lanes = index("outbox", ["chat_id", "lane", "id"]);
    lanes.name("ix_outbox_lanes").and_where(Expr::cust(UNSENT));
    manager.create_index(lanes).await?;
    let mut pending = index("outbox", ["lane", "id"]);
    pending.name("ix_outbox_pending").and_where(Expr::cust(PENDING));
    manager.create_index(pending).await?;
    // Partial as well: with an index over all states SQLite looks for pending rows there, and sorts thousands of
    // them to claim eight.
    let mut dead = index("outbox", ["id"]);
    dead.name("ix_outbox_dead").and_where(Expr::cust(DEAD));
    manager.create_index(dead).await?;
    let mut settled = index("outbox", ["created_at"]);
    settled.name("ix_outbox_settled").and_where(Expr::cust(SETTLED));
    manager.create_index(settled).await
}
