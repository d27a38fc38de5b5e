//! The catalogues with the rows a company begins with, the clients and their free texts.

use sea_orm_migration::{
    prelude::*,
    sea_orm::sea_query::{InsertStatement, Query},
};

use super::ddl::{Ddl, drop_tables, index, unique};

/// The rows a company begins with.
const SEED: &str = include_str!("seed_0002.toml");

#[derive(serde::Deserialize)]
struct Seed {
    equipment: Vec<Equipment>,
    reasons: Vec<Reason>,
}

#[derive(serde::Deserialize)]
struct Equipment {
    code: String,
    name: String,
    aliases: Vec<String>,
}

#[derive(serde::Deserialize)]
struct Reason {
    kind: String,
    code: String,
    name: String,
    needs_text: bool,
}

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        catalogue(manager).await?;
        let seed: Seed = toml::from_str(SEED).map_err(|error| DbErr::Migration(error.to_string()))?;
        manager.execute(equipment(seed.equipment)?).await?;
        manager.execute(reasons(seed.reasons)?).await?;
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
        .code("kind", ["decline", "refuse"])
        .text("name")
        .small("position")
        .flag("needs_text")
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
        .create(manager)
        .await?;
    manager.create_index(index("client_addresses", ["client_id"])).await
}

/// Positions and ids both count from 1.
fn numbered<T>(rows: Vec<T>) -> impl Iterator<Item = (i32, T)> {
    (1..).zip(rows)
}

fn equipment(rows: Vec<Equipment>) -> Result<InsertStatement, DbErr> {
    let mut insert = Query::insert()
        .into_table("equipment_types")
        .columns(["id", "code", "name", "aliases", "position", "hidden"])
        .to_owned();
    for (position, row) in numbered(rows) {
        let aliases = serde_json::to_string(&row.aliases).map_err(|error| DbErr::Json(error.to_string()))?;
        let values = [
            i64::from(position).into(),
            row.code.into(),
            row.name.into(),
            aliases.into(),
            position.into(),
            false.into(),
        ];
        insert.values(values).map_err(|error| DbErr::Migration(error.to_string()))?;
    }
    Ok(insert)
}

fn reasons(rows: Vec<Reason>) -> Result<InsertStatement, DbErr> {
    let mut insert = Query::insert()
        .into_table("reasons")
        .columns(["id", "code", "kind", "name", "position", "needs_text", "hidden"])
        .to_owned();
    for (position, row) in numbered(rows) {
        let values = [
            i64::from(position).into(),
            row.code.into(),
            row.kind.into(),
            row.name.into(),
            position.into(),
            row.needs_text.into(),
            false.into(),
        ];
        insert.values(values).map_err(|error| DbErr::Migration(error.to_string()))?;
    }
    Ok(insert)
}
