//! Rates as versions. Version 0 is what a company starts with: a closing names the version it was split by, so there
//! always is one.

use sea_orm_migration::{prelude::*, sea_orm::sea_query::Query};

use super::ddl::{Ddl, drop_tables, index};

/// The rules of version 0.
const SEED: &str = include_str!("seed_0020.json");

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Ddl::table("rates")
            .key("id")
            .text("rules")
            .int("valid_from")
            .int("created_at")
            .reference_null("created_by", "people")
            .int_null("withdrawn_at")
            .reference_null("withdrawn_by", "people")
            .create(manager)
            .await?;
        manager.create_index(index("rates", ["valid_from"])).await?;
        let mut first = Query::insert();
        first
            .into_table("rates")
            .columns(["id", "rules", "valid_from", "created_at"])
            .values([0_i64.into(), SEED.trim().into(), 0_i64.into(), 0_i64.into()])
            .map_err(|error| DbErr::Migration(error.to_string()))?;
        manager.execute(first).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, ["rates"]).await
    }
}
