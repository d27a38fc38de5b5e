//! What PostgreSQL cuts off, and what the store says then.

use repairbot::store::{Store, StoreError, StoreOptions};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement, TransactionTrait};

use super::support::{Db, on};
use crate::support::{Database, Kind};

/// A desk's store with another bound.
pub async fn desk(db: &Db, bound: &str, value: &str) -> Store {
    let url = format!("{}&options[{bound}]={value}", db.url);
    Store::connect_desk(&StoreOptions { url, max_connections: 1 }).await.unwrap()
}

/// Asks again until the database says true of this.
async fn becomes(raw: &DatabaseConnection, what: &str) {
    let ask = Statement::from_string(raw.get_database_backend(), format!("SELECT {what}"));
    for _ in 0..10_000 {
        let row = raw.query_one_raw(ask.clone()).await.unwrap().unwrap();
        if row.try_get_by_index(0).unwrap() {
            return;
        }
    }
    panic!("never: {what}");
}

#[tokio::test]
async fn a_lock_that_is_not_let_go_is_waited_for_like_a_database_that_is_away() {
    on(Database::migrated(Kind::Postgres).await, |db| async move {
        let hasty = desk(&db, "lock_timeout", "1ms").await;
        let held = db.store.write().await.unwrap();
        held.lock_company().await.unwrap();
        let waiting = hasty.write().await.unwrap();
        let outcome = waiting.lock_company().await;
        // A conflict would be tried again a few times and then be the update's own failure.
        assert!(matches!(outcome, Err(StoreError::Unavailable(_))), "{outcome:?}");
        drop(waiting);
        held.rollback().await.unwrap();
        hasty.write().await.unwrap().lock_company().await.unwrap();
        hasty.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_nothing_to_wait_for() {
    on(Database::migrated(Kind::Postgres).await, |db| async move {
        let hasty = desk(&db, "statement_timeout", "300ms").await;
        let held = db.store.write().await.unwrap();
        held.lock_company().await.unwrap();
        let outcome = hasty.write().await.unwrap().lock_company().await;
        assert!(matches!(outcome, Err(StoreError::Other(_))), "{outcome:?}");
        held.rollback().await.unwrap();
        hasty.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_transaction_left_idle_is_lost_and_the_next_one_works() {
    on(Database::migrated(Kind::Postgres).await, |db| async move {
        let slow = desk(&db, "idle_in_transaction_session_timeout", "1ms").await;
        let raw = db.raw().await;
        let left = slow.write().await.unwrap();
        let idle =
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'";
        becomes(&raw, &format!("NOT EXISTS ({idle})")).await;
        let outcome = left.lock_company().await;
        assert!(matches!(outcome, Err(StoreError::Unavailable(_))), "{outcome:?}");
        drop(left);
        slow.ping().await.unwrap();
        slow.close().await.unwrap();
        raw.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn migrations_wait_for_each_other_however_long() {
    on(Database::fresh(Kind::Postgres).await, |db| async move {
        let hasty = desk(&db, "lock_timeout", "1ms").await;
        let raw = db.raw().await;
        // Another replica migrates.
        let other = raw.begin().await.unwrap();
        other.execute_unprepared("SELECT pg_advisory_xact_lock(x'726570616972626f'::bigint)").await.unwrap();
        let migrated = tokio::spawn(async move {
            hasty.migrate_up().await.unwrap();
            hasty.close().await.unwrap();
        });
        let waiting = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND \
                       database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        becomes(&raw, &format!("EXISTS ({waiting})")).await;
        // As long as the bound of this desk, many times over.
        raw.execute_unprepared("SELECT pg_sleep(0.1)").await.unwrap();
        other.commit().await.unwrap();
        migrated.await.unwrap();
        raw.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn processes_that_start_together_take_turns_however_long() {
    on(Database::migrated(Kind::Postgres).await, |db| async move {
        let (one, two) = (desk(&db, "lock_timeout", "1ms").await, desk(&db, "lock_timeout", "1ms").await);
        let raw = db.raw().await;
        let turn = one.lock_start().await.unwrap();
        let second = tokio::spawn(async move {
            two.lock_start().await.unwrap().rollback().await.unwrap();
            two.close().await.unwrap();
        });
        let waiting = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND \
                       database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        becomes(&raw, &format!("EXISTS ({waiting})")).await;
        // Whose turn it is migrates meanwhile.
        db.store.migrate_up().await.unwrap();
        assert!(!second.is_finished());
        turn.rollback().await.unwrap();
        second.await.unwrap();
        one.close().await.unwrap();
        raw.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_connection_that_died_while_it_was_idle_is_not_used() {
    on(Database::migrated(Kind::Postgres).await, |db| async move {
        let raw = db.raw().await;
        db.store.ping().await.unwrap();
        // The store tests what nobody has used for two seconds.
        raw.execute_unprepared("SELECT pg_sleep(2.1)").await.unwrap();
        let its =
            "FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'repairbot'";
        raw.execute_unprepared(&format!("SELECT pg_terminate_backend(pid) {its}")).await.unwrap();
        becomes(&raw, &format!("NOT EXISTS (SELECT 1 {its})")).await;
        for _ in 0..3 {
            let tx = db.store.write().await.unwrap();
            tx.lock_company().await.unwrap();
            tx.rollback().await.unwrap();
        }
        raw.close().await.unwrap();
    })
    .await;
}
