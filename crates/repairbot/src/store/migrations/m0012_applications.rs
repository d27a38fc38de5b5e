//! Applications to become a master.

use sea_orm_migration::{
    prelude::*,
    sea_orm::sea_query::{ConditionalStatement, Expr},
};

use super::ddl::{Ddl, drop_tables, index, unique};

/// What can become of an application.
const STATES: [&str; 4] = ["open", "approved", "rejected", "withdrawn"];
/// Those that wait for an answer.
const OPEN: &str = "state = 'open'";

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Ddl::table("applications")
            .key("id")
            .reference("person_id", "people")
            .text("name")
            .text("phone")
            .text("specialization")
            .code("state", STATES)
            .int("created_at")
            .reference_null("decided_by", "people")
            .int_null("decided_at")
            .text_null("reason")
            .create(manager)
            .await?;
        // The guarantee that one application is open per person.
        let mut one_open = unique("applications", ["person_id"]);
        one_open.name("ux_applications_open").and_where(Expr::cust(OPEN));
        manager.create_index(one_open).await?;
        manager.create_index(index("applications", ["person_id", "id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, ["applications"]).await
    }
}
