//! Branches, people, their roles, and the chats we talk in.

use sea_orm_migration::{
    prelude::*,
    sea_orm::sea_query::{Expr, ExprTrait, Query},
};

use super::ddl::{Ddl, drop_tables, index, unique};

/// The branch every order belongs to until there are more.
const DEFAULT_BRANCH: i64 = 1;
/// Its zone until somebody sets another.
const DEFAULT_ZONE: &str = "Europe/Moscow";

/// The roles there are.
const ROLES: [&str; 4] = ["ADMIN", "DISPATCHER", "MASTER", "SENIOR_MASTER"];

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Ddl::table("branches").key("id").text("name").text("time_zone").create(manager).await?;
        let mut branch = Query::insert();
        branch
            .into_table("branches")
            .columns(["id", "name", "time_zone"])
            .values([DEFAULT_BRANCH.into(), "".into(), DEFAULT_ZONE.into()])
            .map_err(|error| DbErr::Migration(error.to_string()))?;
        manager.execute(branch).await?;
        people(manager).await?;
        Ddl::table("chats")
            .key("id")
            .text("kind")
            .text_null("title")
            .flag("reachable")
            .int_null("migrated_to")
            .create(manager)
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, ["chats", "invitations", "role_grants", "people", "branches"]).await
    }
}

async fn people(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Ddl::table("people")
        .key("id")
        .int_null("telegram_id")
        .text("name")
        .text_null("username")
        .text_null("phone")
        .text_null("specialization")
        .text_null("language")
        .flag("active")
        .flag("reachable")
        .int_null("work_chat_id")
        .int("created_at")
        .create(manager)
        .await?;
    manager.create_index(unique("people", ["telegram_id"])).await?;
    manager.create_index(unique("people", ["work_chat_id"])).await?;
    Ddl::table("role_grants")
        .reference("person_id", "people")
        .code("role", ROLES)
        .code("source", ["environment", "bot"])
        .reference_null("granted_by", "people")
        .int("granted_at")
        .keys(["person_id", "role", "source"])
        .check(Expr::col("source").ne("environment").or(Expr::col("granted_by").is_null()))
        .create(manager)
        .await?;
    manager.create_index(index("role_grants", ["role", "person_id"])).await?;
    Ddl::table("invitations")
        .text_key("code")
        .reference_null("person_id", "people")
        .code("role", ROLES)
        .reference_null("created_by", "people")
        .int("created_at")
        .reference_null("used_by", "people")
        .int_null("used_at")
        .create(manager)
        .await?;
    manager.create_index(index("invitations", ["person_id"])).await
}
