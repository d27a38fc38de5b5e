//! Clients: why one is blacklisted, phones and addresses that are his no more. Attachments: captions and places.
//! The warranty of orders that were closed before there was a rule.

use sea_orm_migration::{
    prelude::*,
    sea_orm::sea_query::{Expr, ExprTrait, Query},
};

use super::ddl::{Ddl, drop_tables, index, unique};

/// Columns that are added: table, column, whether it is a number.
const COLUMNS: [(&str, &str, bool); 3] = [
    ("clients", "blacklist_reason", false),
    // Since when it is offered no more. Orders keep what they were written with.
    ("client_phones", "hidden_at", true),
    ("client_addresses", "hidden_at", true),
];
/// What an attachment may be.
const KINDS: [&str; 8] =
    ["photo", "video", "animation", "document", "audio", "voice", "video_note", "location"];
/// Thirty days in milliseconds: docs/adr/0013.
const WARRANTY: i64 = 30 * 24 * 60 * 60 * 1000;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, name, is_number) in COLUMNS {
            let mut column = ColumnDef::new(name);
            if is_number {
                column.big_integer()
            } else {
                column.text()
            };
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        let until = Expr::col("closed_at").add(WARRANTY);
        warranty(manager, until).await?;
        // Nothing could be attached before: the table is empty.
        drop_tables(manager, ["attachments"]).await?;
        Ddl::table("attachments")
            .key("id")
            .reference("order_id", "orders")
            .reference("person_id", "people")
            .code("kind", KINDS)
            .text_null("file_id")
            .text("file_unique_id")
            .reference_null("caption_text_id", "texts")
            .degrees_null("latitude")
            .degrees_null("longitude")
            .text_null("local_path")
            .int("at")
            .create(manager)
            .await?;
        manager.create_index(index("attachments", ["order_id", "id"])).await?;
        manager.create_index(unique("attachments", ["order_id", "file_unique_id"])).await
    }

    /// Attachments are lost: the former table has no place for some of them.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, ["attachments"]).await?;
        Ddl::table("attachments")
            .key("id")
            .reference("order_id", "orders")
            .reference("person_id", "people")
            .text("kind")
            .text("file_id")
            .text("file_unique_id")
            .text_null("local_path")
            .int("at")
            .create(manager)
            .await?;
        manager.create_index(index("attachments", ["order_id", "id"])).await?;
        warranty(manager, Expr::value(Option::<i64>::None)).await?;
        for (table, name, _) in COLUMNS {
            manager.alter_table(Table::alter().table(table).drop_column(name).to_owned()).await?;
        }
        Ok(())
    }
}

async fn warranty(manager: &SchemaManager<'_>, until: SimpleExpr) -> Result<(), DbErr> {
    let closed = Expr::col("status").eq("CLOSED");
    manager
        .execute(Query::update().table("orders").value("warranty_until", until).and_where(closed).to_owned())
        .await
}
