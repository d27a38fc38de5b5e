//! Drafts that are kept outside the database: by which step. The terms of pairs: a new database has them from the start. What
//! somebody did of one kind.

use sea_orm_migration::prelude::*;

use super::ddl::index;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut column = ColumnDef::new("step");
        column.text();
        manager.alter_table(Table::alter().table("dialogues").add_column(column).to_owned()).await?;
        let orders = Query::select().expr(Expr::cust("1")).from("orders").to_owned();
        let mut indexed = Query::select();
        indexed.expr(Expr::val("search_below_3")).expr(Expr::val(0)).and_where(Expr::exists(orders).not());
        let mut insert = Query::insert();
        insert.into_table("counters").columns(["name", "value"]);
        insert.select_from(indexed).map_err(|error| DbErr::Migration(error.to_string()))?;
        manager.execute(insert).await?;
        manager.create_index(index("order_events", ["by_person", "type", "at"])).await
    }

    /// Drafts kept elsewhere can't be read any more. What the release before writes is found by its words only: all orders
    /// are to be indexed again after it.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let of_a_kind =
            Index::drop().name("ix_order_events_by_person_type_at").table("order_events").to_owned();
        manager.drop_index(of_a_kind).await?;
        let indexed = Expr::col("name").eq("search_below_3");
        manager.execute(Query::delete().from_table("counters").and_where(indexed).to_owned()).await?;
        manager.alter_table(Table::alter().table("dialogues").drop_column("step").to_owned()).await
    }
}
