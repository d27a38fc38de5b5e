//! The catalogues with the rows a company begins with, the clients and their free texts.

use repairbot_core::catalogue::{ReasonKind, default_equipment, default_reasons};
use sea_orm_migration::{
    prelude::*,
    sea_orm::sea_query::{InsertStatement, Query},
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
        catalogue(manager).await?;
        manager.execute(equipment()?).await?;
        manager.execute(reasons()?).await?;
        clients(manager).await?;
        Ddl::table("appliances")
            .key("id")
            .reference("client_id", "clients")
            .reference("equipment_id", "equipment_types")
            .text_null("brand")
            .text_null("model")
            .text_null("serial")
            .create(manager)
            .await?;
        manager.create_index(index("appliances", ["client_id"])).await?;
        // Free text people wrote. Orders and events hold its id, so it can be erased.
        Ddl::table("texts")
            .key("id")
            .text("kind")
            .text_null("body")
            .int_null("erased_at")
            .int("created_at")
            .create(manager)
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, ["texts", "appliances", "client_addresses", "client_phones", "clients"]).await?;
        drop_tables(manager, ["lead_sources", "reasons", "equipment_types"]).await
    }
}

async fn catalogue(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Ddl::table("equipment_types")
        .key("id")
        .text("code")
        .text("name")
        .text("aliases")
        .small("position")
        .flag("hidden")
        .create(manager)
        .await?;
    manager.create_index(unique("equipment_types", ["code"])).await?;
    Ddl::table("reasons")
        .key("id")
        .text("code")
        .code("kind", [ReasonKind::Decline, ReasonKind::Refuse].map(ReasonKind::code))
        .text("name")
        .small("position")
        .flag("hidden")
        .create(manager)
        .await?;
    manager.create_index(unique("reasons", ["code"])).await?;
    Ddl::table("lead_sources").key("id").text("name").create(manager).await
}

async fn clients(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Ddl::table("clients")
        .key("id")
        .text("name")
        .text_null("notes")
        .int_null("consent_at")
        .text_null("preferred_channel")
        .flag("blacklisted")
        .int("created_at")
        .create(manager)
        .await?;
    Ddl::table("client_phones")
        .key("id")
        .reference("client_id", "clients")
        .text("raw")
        .text("e164")
        .small("position")
        .create(manager)
        .await?;
    manager.create_index(index("client_phones", ["e164"])).await?;
    manager.create_index(index("client_phones", ["client_id"])).await?;
    Ddl::table("client_addresses")
        .key("id")
        .reference("client_id", "clients")
        .text("raw")
        .text("normalized")
        .text_null("flat")
        .text_null("floor")
        .degrees_null("latitude")
        .degrees_null("longitude")
        .small("position")
        .create(manager)
        .await?;
    manager.create_index(index("client_addresses", ["client_id"])).await
}

/// Positions and ids both count from 1.
fn numbered<T>(rows: &[T]) -> impl Iterator<Item = (i32, &T)> {
    (1..).zip(rows)
}

fn equipment() -> Result<InsertStatement, DbErr> {
    let mut insert = Query::insert()
        .into_table("equipment_types")
        .columns(["id", "code", "name", "aliases", "position", "hidden"])
        .to_owned();
    for (position, kind) in numbered(default_equipment()) {
        let aliases = serde_json::to_string(&kind.aliases).map_err(|error| DbErr::Json(error.to_string()))?;
        let (code, name) = (kind.code.clone(), kind.ru.clone());
        insert
            .values([
                i64::from(position).into(),
                code.into(),
                name.into(),
                aliases.into(),
                position.into(),
                false.into(),
            ])
            .map_err(|error| DbErr::Migration(error.to_string()))?;
    }
    Ok(insert)
}

fn reasons() -> Result<InsertStatement, DbErr> {
    let mut insert = Query::insert()
        .into_table("reasons")
        .columns(["id", "code", "kind", "name", "position", "hidden"])
        .to_owned();
    for (position, reason) in numbered(default_reasons()) {
        insert
            .values([
                i64::from(position).into(),
                reason.code.clone().into(),
                reason.kind.code().into(),
                reason.ru.clone().into(),
                position.into(),
                false.into(),
            ])
            .map_err(|error| DbErr::Migration(error.to_string()))?;
    }
    Ok(insert)
}
