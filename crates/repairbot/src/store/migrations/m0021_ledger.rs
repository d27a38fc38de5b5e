//! The ledger: movements of money, their entries, balances, hand-ins.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{
        DbBackend,
        sea_query::{ConditionalStatement, Expr, ExprTrait},
    },
};

use super::ddl::{Ddl, drop_tables, index, unique};

/// What a movement can be about.
const KINDS: [&str; 8] =
    ["prepaid", "closed", "refused", "reopened", "corrected", "hand_in", "payout", "adjustment"];
/// The accounts.
const ACCOUNTS: [&str; 6] = ["master", "cash_desk", "bank", "advances", "company_income", "adjustments"];
/// What can become of a hand-in.
const STATES: [&str; 4] = ["open", "confirmed", "rejected", "cancelled"];
/// Those that wait for an answer.
const OPEN: &str = "state = 'open'";
/// Tables whose rows are never changed and never deleted.
const APPEND_ONLY: [&str; 2] = ["ledger_transactions", "ledger_entries"];

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        hand_ins(manager).await?;
        books(manager).await?;
        append_only(manager).await?;
        // Orders of these numbers were there before the ledger: they are posted in the background.
        let past = "INSERT INTO counters (name, value) SELECT 'ledger_past_from', 1 \
                    UNION ALL SELECT 'ledger_past_until', COALESCE(MAX(number), 0) + 1 FROM orders";
        manager.get_connection().execute_unprepared(past).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, ["balances", "ledger_entries", "ledger_transactions", "hand_ins"]).await?;
        let db = manager.get_connection();
        if manager.get_database_backend() == DbBackend::Postgres {
            db.execute_unprepared("DROP FUNCTION ledger_is_append_only()").await?;
        }
        db.execute_unprepared("DELETE FROM counters WHERE name LIKE 'ledger_past_%'").await?;
        Ok(())
    }
}

async fn hand_ins(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Ddl::table("hand_ins")
        .key("id")
        .reference("master_id", "people")
        .money("asked")
        .money_null("confirmed")
        .code("state", STATES)
        .reference("asked_by", "people")
        .int("asked_at")
        .reference_null("decided_by", "people")
        .int_null("decided_at")
        .reference_null("reason_text_id", "texts")
        .check(Expr::col("state").ne("confirmed").or(Expr::col("confirmed").is_not_null()))
        .create(manager)
        .await?;
    // The guarantee that one hand-in of a master waits for an answer.
    let mut one_open = unique("hand_ins", ["master_id"]);
    one_open.name("ux_hand_ins_open").and_where(Expr::cust(OPEN));
    manager.create_index(one_open).await?;
    manager.create_index(index("hand_ins", ["master_id", "id"])).await
}

async fn books(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Ddl::table("ledger_transactions")
        .serial("id")
        .code("kind", KINDS)
        .reference_null("order_id", "orders")
        .int_null("order_version")
        .reference_null("hand_in_id", "hand_ins")
        .reference("person_id", "people")
        .int("at")
        .reference_null("reason_text_id", "texts")
        .create(manager)
        .await?;
    // The guarantees that an event and a hand-in are posted once.
    manager.create_index(unique("ledger_transactions", ["order_id", "order_version"])).await?;
    manager.create_index(unique("ledger_transactions", ["hand_in_id"])).await?;
    Ddl::table("ledger_entries")
        .reference("transaction_id", "ledger_transactions")
        .small("line")
        .code("account", ACCOUNTS)
        .reference_null("person_id", "people")
        .int("amount")
        .check(Expr::cust("(account = 'master') = (person_id IS NOT NULL)"))
        .check(Expr::col("amount").ne(0))
        .keys(["transaction_id", "line"])
        .create(manager)
        .await?;
    manager.create_index(index("ledger_entries", ["person_id", "transaction_id"])).await?;
    // No foreign key: the accounts of the company are of person 0.
    Ddl::table("balances")
        .code("account", ACCOUNTS)
        .int("person_id")
        .int("amount")
        .keys(["account", "person_id"])
        .create(manager)
        .await
}

/// The database itself refuses to change or delete what was posted.
async fn append_only(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let db = manager.get_connection();
    let postgres = manager.get_database_backend() == DbBackend::Postgres;
    if postgres {
        db.execute_unprepared(
            "CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$",
        )
        .await?;
    }
    for table in APPEND_ONLY {
        for what in ["UPDATE", "DELETE"] {
            let name = format!("{table}_no_{}", what.to_lowercase());
            let body = if postgres {
                "FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()"
            } else {
                "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
            };
            db.execute_unprepared(&format!("CREATE TRIGGER {name} BEFORE {what} ON {table} {body}")).await?;
        }
    }
    Ok(())
}
