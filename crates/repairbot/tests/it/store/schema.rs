//! Migrations, drift, and databases one must not run on.

use repairbot::store::{Store, StoreError, StoreOptions, orders};
use repairbot_core::{
    ids::OrderId,
    order::Command,
    settings::{Minutes, Value},
};

use super::support::{Db, IVAN, closing, on_every_database};

async fn is_applied(store: &Store, migration: &str) -> bool {
    let status = store.migration_status().await.unwrap();
    status.iter().any(|(name, applied)| name == migration && *applied)
}

on_every_database! {
    async fn every_migration_up_down_and_up_again_with_data(db: Db) {
        let store = db.store.clone();
        assert!(store.migration_status().await.unwrap().iter().all(|(_, applied)| !applied));
        let company = db.company().await;
        let (order, _) = company.create(1).await;
        company.command(&order, &Command::Assign { master: IVAN }, 1).await;
        company.attach(1).await;
        company.set(Minutes::Snooze, Some(Value::Minutes(45)), 1).await;
        let status = store.migration_status().await.unwrap();
        assert!(status.len() > 5, "{status:?}");
        assert!(status.iter().all(|(_, applied)| *applied));

        for done in 1..=status.len() {
            store.migrate_down(1).await.unwrap();
            let left = store.migration_status().await.unwrap().iter().filter(|(_, applied)| *applied).count();
            assert_eq!(left, status.len() - done);
        }
        store.migrate_up().await.unwrap();
        store.migrate_up().await.unwrap();
        assert_eq!(store.schema_drift().await.unwrap(), Vec::<String>::new());
        store.migrate_down(99).await.unwrap();
        store.migrate_up().await.unwrap();
        assert_eq!(store.migration_status().await.unwrap(), status);
    }

    async fn orders_closed_before_there_was_a_warranty_get_one(db: Db) {
        let company = db.company().await;
        let (order, _) = company.create(1).await;
        let order = company.command(&order, &Command::Assign { master: IVAN }, 1).await;
        let order = company.command(&order, &Command::Accept, 2).await;
        let order = company.command(&order, &Command::ArriveOnSite, 3).await;
        company.command(&order, &Command::Close(closing(500_000)), 4).await;
        let store = &company.store;
        while is_applied(store, "m0013_clients_attachments").await {
            store.migrate_down(1).await.unwrap();
        }
        store.migrate_up().await.unwrap();
        let tx = store.read().await.unwrap();
        assert!(orders::verify(&tx).await.unwrap().is_empty(), "the row equals the fold");
        let order = orders::view(&tx, OrderId(1)).await.unwrap().unwrap().order;
        assert!(order.warranty_until > order.closed_at);
    }

    async fn entities_are_the_schema(db: Db) {
        let empty = db.store.schema_drift().await.unwrap();
        assert!(empty.contains(&"orders: no such table".to_owned()), "{empty:?}");
        db.store.migrate_up().await.unwrap();
        assert_eq!(db.store.schema_drift().await.unwrap(), Vec::<String>::new());
        db.sql("ALTER TABLE people ADD COLUMN shoe_size INTEGER").await;
        assert_eq!(db.store.schema_drift().await.unwrap(), ["people.shoe_size: not expected"]);
    }

    async fn a_newer_schema_is_refused(db: Db) {
        db.store.migrate_up().await.unwrap();
        db.store.check_schema().await.unwrap();
        db.sql("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_future', 0)").await;
        for refused in [db.store.check_schema().await, db.store.migrate_up().await, db.store.migrate_down(1).await] {
            let Err(StoreError::NewerSchema { found }) = refused else { panic!("{refused:?}") };
            assert_eq!(found, "m9999_future");
        }
    }

    async fn replicas_that_start_together_migrate_once(db: Db) {
        let options = StoreOptions { url: db.url.clone(), max_connections: 2 };
        let other = Store::connect(&options).await.unwrap();
        let (one, two) = tokio::join!(db.store.migrate_up(), other.migrate_up());
        one.unwrap();
        two.unwrap();
        other.check_schema().await.unwrap();
        other.close().await.unwrap();
    }

    async fn impossible_rows_are_refused_by_the_database(db: Db) {
        let company = db.company().await;
        company.create(1).await;
        let raw = company.db.raw().await;
        for impossible in [
            "UPDATE orders SET status = 'NONSENSE'",
            "UPDATE orders SET status = 'ASSIGNED'",
            "UPDATE orders SET status = 'CLOSED'",
            "UPDATE orders SET status = 'DR', master_id = 102",
            "UPDATE orders SET prepayment = -1",
            "UPDATE orders SET client_id = 999",
            "UPDATE orders SET version = 0",
            "DELETE FROM clients",
            "INSERT INTO role_grants VALUES (101, 'ADMIN', 'environment', 102, 0)",
            "INSERT INTO role_grants VALUES (101, 'KING', 'bot', NULL, 0)",
        ] {
            let outcome = sea_orm::ConnectionTrait::execute_unprepared(&raw, impossible).await;
            assert!(outcome.is_err(), "accepted: {impossible}");
        }
        raw.close().await.unwrap();
    }
}
