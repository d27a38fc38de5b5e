//! Orders, their history, the counters kept with them, comments and attachments.

use sea_orm_migration::{
    prelude::*,
    sea_orm::sea_query::{ConditionalStatement, Expr, ExprTrait},
};

use super::ddl::{Ddl, drop_tables, index, unique};

/// The states there are.
const STATUSES: [&str; 7] = ["NEW", "ASSIGNED", "ACCEPTED", "ONSITE", "DR", "CLOSED", "REFUSED"];
/// Those in which there is a master.
const WITH_MASTER: [&str; 4] = ["ASSIGNED", "ACCEPTED", "ONSITE", "DR"];
/// Orders that are neither over nor deleted.
const ACTIVE: &str = "status IN ('NEW', 'ASSIGNED', 'ACCEPTED', 'ONSITE', 'DR') AND deleted_at IS NULL";

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        orders(manager).await?;
        order_indexes(manager).await?;
        history(manager).await?;
        beside(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let beside = ["used_drafts", "attachments", "comments", "status_counts", "counters"];
        drop_tables(manager, beside).await?;
        drop_tables(manager, ["order_events", "orders"]).await
    }
}

async fn orders(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Ddl::table("orders")
        .key("id")
        .int("number")
        .text("public_id")
        .int("version")
        .code("status", STATUSES)
        .reference("branch_id", "branches")
        .text("kind")
        .reference_null("parent_order_id", "orders")
        .reference("equipment_id", "equipment_types")
        .reference_null("appliance_id", "appliances")
        .reference_null("lead_source_id", "lead_sources")
        .reference("client_id", "clients")
        .reference("phone_id", "client_phones")
        .reference("address_id", "client_addresses")
        .reference("problem_text_id", "texts")
        .reference_null("notes_text_id", "texts")
        .int_null("visit_from")
        .int_null("visit_to")
        .reference_null("visit_note_text_id", "texts")
        .reference_null("master_id", "people")
        .reference("created_by", "people");
    money(stages(table)).create(manager).await
}

fn stages(table: Ddl) -> Ddl {
    table
        .int("created_at")
        .int_null("assigned_at")
        .int_null("accepted_at")
        .int_null("onsite_at")
        .int_null("closed_at")
        .int("status_changed_at")
        .int_null("deleted_at")
        .text_null("promised_on")
        .int_null("warranty_until")
        .reference_null("parts_text_id", "texts")
        .reference_null("reason_id", "reasons")
        .reference_null("reason_text_id", "texts")
        .text_null("outcome")
        .check(Expr::col("status").is_not_in(WITH_MASTER).or(Expr::col("master_id").is_not_null()))
        .check(when("DR", "promised_on"))
        .check(when("CLOSED", "total"))
        .check(Expr::col("version").gte(1))
        .check(Expr::col("number").gte(1))
}

/// `status = … implies column IS NOT NULL`.
fn when(status: &'static str, column: &'static str) -> SimpleExpr {
    Expr::col("status").ne(status).or(Expr::col(column).is_not_null())
}

fn money(table: Ddl) -> Ddl {
    table
        .money("prepayment")
        .money_null("refusal_fee")
        .money_null("refusal_refunded")
        .money_null("total")
        .money_null("materials")
        .money_null("collected")
        .text_null("payment_method")
        .money_null("master_share")
        .money_null("company_share")
        .flag_null("review")
        .flag_null("out_of_city")
        .text_null("breakdown")
}

async fn order_indexes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager.create_index(unique("orders", ["number"])).await?;
    manager.create_index(unique("orders", ["public_id"])).await?;
    manager.create_index(index("orders", ["status", "number"])).await?;
    manager.create_index(index("orders", ["master_id", "number"])).await?;
    manager.create_index(index("orders", ["master_id", "status"])).await?;
    manager.create_index(index("orders", ["client_id", "number"])).await?;
    let mut active = index("orders", ["number"]);
    active.name("ix_orders_active").and_where(Expr::cust(ACTIVE));
    manager.create_index(active).await
}

async fn history(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Ddl::table("order_events")
        .reference("order_id", "orders")
        .int("version")
        .text("type")
        .small("schema_version")
        .text("payload")
        .reference("by_person", "people")
        .reference_null("on_behalf_of", "people")
        .int("at")
        .keys(["order_id", "version"])
        .create(manager)
        .await?;
    manager.create_index(index("order_events", ["at"])).await?;
    Ddl::table("counters").text_key("name").int("value").create(manager).await?;
    Ddl::table("status_counts")
        .reference("branch_id", "branches")
        .code("status", STATUSES)
        .int("count")
        .keys(["branch_id", "status"])
        .create(manager)
        .await
}

async fn beside(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Ddl::table("comments")
        .key("id")
        .reference("order_id", "orders")
        .reference("person_id", "people")
        .reference("text_id", "texts")
        .int("at")
        .create(manager)
        .await?;
    manager.create_index(index("comments", ["order_id", "id"])).await?;
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
    // No foreign key: the draft is marked before the order it makes is written.
    Ddl::table("used_drafts").key("draft_id").int_null("order_id").int("at").create(manager).await?;
    manager.create_index(index("used_drafts", ["at"])).await
}
