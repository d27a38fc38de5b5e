//! What happens by itself: timers of orders, what fired of them, reminders in chats, jobs by the calendar. Open orders get
//! the timers they would have.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{
        ConnectionTrait, DbBackend,
        sea_query::{ConditionalStatement, Expr},
    },
};

use super::ddl::{Ddl, drop_tables, index};

/// What timers are for.
const KINDS: [&str; 8] =
    ["unaccepted", "unassigned", "sla_new", "sla_assigned", "sla_accepted", "sla_onsite", "visit", "promise"];
/// What reminders are about.
const TOPICS: [&str; 5] = ["unaccepted", "unassigned", "sla", "visit", "promise"];
/// Timers that wait for their next step.
const WAITING: &str = "state = 'pending'";
/// Reminders that are to be sent at some moment.
const OWED: &str = "owed_at IS NOT NULL";

/// The timers of open orders: kind, base, which orders.
const PRESENT: [(&str, &str, &str); 7] = [
    ("unassigned", "status_changed_at", "status = 'NEW'"),
    ("sla_new", "status_changed_at", "status = 'NEW'"),
    ("unaccepted", "status_changed_at", "status = 'ASSIGNED'"),
    ("sla_assigned", "status_changed_at", "status = 'ASSIGNED'"),
    ("sla_accepted", "status_changed_at", "status = 'ACCEPTED'"),
    ("sla_onsite", "status_changed_at", "status = 'ONSITE'"),
    ("visit", "visit_from", "status IN ('ASSIGNED', 'ACCEPTED') AND visit_from IS NOT NULL"),
];
/// A promised day's midnight in UTC, in milliseconds.
const MIDNIGHT_ON_SQLITE: &str = "CAST(strftime('%s', promised_on) AS INTEGER) * 1000";
const MIDNIGHT_ON_POSTGRES: &str =
    "CAST(EXTRACT(EPOCH FROM CAST(promised_on AS timestamp)) AS BIGINT) * 1000";

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Ddl::table("timers")
            .reference("order_id", "orders")
            .code("kind", KINDS)
            .int("base_at")
            .lane("step")
            .code("state", ["pending", "done", "cancelled"])
            .int("planned_at")
            .int_null("fired_at")
            .keys(["order_id", "kind"])
            .create(manager)
            .await?;
        let mut waiting = index("timers", ["kind", "step", "base_at"]);
        waiting.name("ix_timers_waiting").and_where(Expr::cust(WAITING));
        manager.create_index(waiting).await?;
        // What has been told of an order's timers, by kind.
        manager.create_index(index("timers", ["kind", "fired_at"])).await?;
        Ddl::table("firings")
            .reference("order_id", "orders")
            .code("kind", KINDS)
            .int("base_at")
            .lane("step")
            .code("outcome", ["told", "skipped"])
            .int("at")
            .keys(["order_id", "kind", "base_at", "step"])
            .create(manager)
            .await?;
        manager.create_index(index("firings", ["at"])).await?;
        Ddl::table("reminders")
            .int("chat_id")
            .code("topic", TOPICS)
            .reference_null("person_id", "people")
            .int_null("owed_at")
            .int_null("called_at")
            .int("told_at")
            .int_null("message_id")
            .int_null("sent_at")
            .keys(["chat_id", "topic"])
            .create(manager)
            .await?;
        let mut owed = index("reminders", ["owed_at"]);
        owed.name("ix_reminders_owed").and_where(Expr::cust(OWED));
        manager.create_index(owed).await?;
        Ddl::table("job_runs")
            .text("job")
            .text("day")
            .int("due_at")
            .code("state", ["done", "skipped"])
            .int("at")
            .text_null("untold")
            .keys(["job", "day"])
            .create(manager)
            .await?;
        fill(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, ["job_runs", "reminders", "firings", "timers"]).await
    }
}

/// The timers of the orders that are open.
async fn fill(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let database = manager.get_connection();
    let midnight = match database.get_database_backend() {
        DbBackend::Sqlite => MIDNIGHT_ON_SQLITE,
        _ => MIDNIGHT_ON_POSTGRES,
    };
    let promise = ("promise", midnight, "status = 'DR' AND promised_on IS NOT NULL");
    for (kind, base, which) in PRESENT.into_iter().chain([promise]) {
        let insert = format!(
            "INSERT INTO timers (order_id, kind, base_at, step, state, planned_at) \
             SELECT id, '{kind}', {base}, 0, 'pending', status_changed_at FROM orders \
             WHERE deleted_at IS NULL AND {which}"
        );
        database.execute_unprepared(&insert).await?;
    }
    Ok(())
}
