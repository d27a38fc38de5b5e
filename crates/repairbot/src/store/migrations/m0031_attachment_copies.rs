//! Copies of attachments on the own disk: which are still to be made, and which files are to go.

use sea_orm_migration::prelude::*;

use super::ddl::{Ddl, drop_tables, index};

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // A process of the release before writes no state: what it attaches meanwhile is copied, too.
        let mut state = ColumnDef::new("copy_state");
        state.text().not_null().default("due");
        state.check(Expr::col("copy_state").is_in(["due", "kept", "refused", "none"]));
        manager.alter_table(Table::alter().table("attachments").add_column(state).to_owned()).await?;
        let places = Expr::col("file_id").is_null();
        let none =
            Query::update().table("attachments").value("copy_state", "none").and_where(places).to_owned();
        manager.execute(none).await?;
        manager.create_index(index("attachments", ["copy_state", "id"])).await?;
        Ddl::table("doomed_copies").text_key("path").int("at").create(manager).await
    }

    /// The files stay where they are; nobody knows of them any more.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, ["doomed_copies"]).await?;
        let made = Index::drop().name("ix_attachments_copy_state_id").table("attachments").to_owned();
        manager.drop_index(made).await?;
        let unknown =
            Query::update().table("attachments").value("local_path", Option::<String>::None).to_owned();
        manager.execute(unknown).await?;
        manager.alter_table(Table::alter().table("attachments").drop_column("copy_state").to_owned()).await
    }
}
