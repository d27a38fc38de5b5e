//! What the history needs: which event a message tells of, other names and merged types of the catalogue, and
//! indexes for the audit trail.

use sea_orm_migration::{
    prelude::*,
    sea_orm::sea_query::{ConditionalStatement, Expr},
};

use super::ddl::index;

/// The condition of the partial index.
const TELLS: &str = "told_version IS NOT NULL";

/// The columns that come: table, name, whether it is a number (else text). All may be empty.
const COLUMNS: [(&str, &str, bool); 4] = [
    ("outbox", "told_version", true),
    ("equipment_types", "name_en", false),
    ("equipment_types", "merged_into", true),
    ("reasons", "name_en", false),
];

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, name, number) in COLUMNS {
            let mut column = ColumnDef::new(name);
            if number {
                column.big_integer();
            } else {
                column.text();
            }
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        let mut told = index("outbox", ["order_id", "told_version"]);
        told.name("ix_outbox_told").and_where(Expr::cust(TELLS));
        manager.create_index(told).await?;
        manager.create_index(index("order_events", ["by_person", "at"])).await?;
        manager.create_index(index("order_events", ["type", "at"])).await?;
        manager.create_index(index("audit", ["person_id", "at"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, table) in [
            ("ix_audit_person_id_at", "audit"),
            ("ix_order_events_type_at", "order_events"),
            ("ix_order_events_by_person_at", "order_events"),
            ("ix_outbox_told", "outbox"),
        ] {
            manager.drop_index(Index::drop().name(name).table(table).to_owned()).await?;
        }
        for (table, name, _) in COLUMNS.into_iter().rev() {
            manager.alter_table(Table::alter().table(table).drop_column(name).to_owned()).await?;
        }
        Ok(())
    }
}
