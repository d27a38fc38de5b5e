//! Which of several processes over this database leads.

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
        Ddl::table("leases").text_key("name").int("holder").int("epoch").int("beats").create(manager).await?;
        let mut free = Query::insert();
        free.into_table("leases").columns(["name", "holder", "epoch", "beats"]);
        free.values(["leader".into(), 0_i64.into(), 0_i64.into(), 0_i64.into()])
            .map_err(|error| DbErr::Migration(error.to_string()))?;
        manager.execute(free).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, ["leases"]).await
    }
}
