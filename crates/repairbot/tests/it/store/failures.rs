//! What the store says when the database is not well.

use std::time::Duration;

use repairbot::store::{Store, StoreError, StoreOptions, updates};

use repairbot_core::ids::TelegramId;
use sea_orm::{ConnectionTrait as _, Statement};

use super::support::{Db, at, on, on_every_database};
use crate::support::{Database, Kind};

fn options(url: String) -> StoreOptions {
    StoreOptions { url, max_connections: 2 }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desk.db");
    std::fs::write(&path, "This is a letter, not a database. ".repeat(200)).unwrap();
    let outcome = Store::connect(&options(format!("sqlite://{}", path.display()))).await;
    let Err(StoreError::Damaged(text)) = outcome else { panic!("{outcome:?}") };
    assert!(text.contains("not a database"), "{text}");
}

#[tokio::test]
async fn a_truncated_file_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desk.db");
    let url = format!("sqlite://{}", path.display());
    let store = Store::connect(&options(url.clone())).await.unwrap();
    store.migrate_up().await.unwrap();
    store.check_file().await.unwrap();
    store.close().await.unwrap();
    let length = std::fs::metadata(&path).unwrap().len();
    std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(length / 2).unwrap();
    let outcome = match Store::connect(&options(url)).await {
        Ok(store) => store.check_file().await,
        Err(error) => Err(error),
    };
    let Err(StoreError::Damaged(text)) = outcome else { panic!("{outcome:?}") };
    assert!(!text.is_empty());
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable() {
    let began = std::time::Instant::now();
    let outcome = Store::connect(&options("postgres://nobody@127.0.0.1:1/nothing".into())).await;
    assert!(began.elapsed() < Duration::from_secs(3), "it takes no time to be refused");
    let Err(error) = outcome else { panic!("connected") };
    assert!(error.is_unavailable(), "{error:?}");
}

#[tokio::test]
async fn an_address_without_sense_is_neither() {
    let outcome = Store::connect(&options("mysql://localhost/x".into())).await;
    assert!(matches!(outcome, Err(StoreError::Other(_))), "{outcome:?}");
    assert!(!format!("{:?}", options("postgres://u:secret@h/d".into())).contains("secret"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_process_that_holds_the_file_is_waited_for_and_then_unavailable() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/desk.db", folder.path().display());
    let (one, two) =
        (Store::connect(&options(url.clone())).await.unwrap(), Store::connect(&options(url)).await.unwrap());
    one.migrate_up().await.unwrap();
    let held = one.write().await.unwrap();
    let began = std::time::Instant::now();
    let outcome = two.write().await;
    assert!(began.elapsed() >= Duration::from_secs(4), "did not wait");
    let Err(error) = outcome else { panic!("two writers") };
    assert!(error.is_unavailable(), "{error:?}");
    held.rollback().await.unwrap();
    two.write().await.unwrap().commit().await.unwrap();
}

on_every_database! {
    async fn it_gives_a_sign_of_life(db: Db) {
        db.store.ping().await.unwrap();
        db.store.close().await.unwrap();
        let Err(error) = db.store.ping().await else { panic!("alive after closing") };
        assert!(error.is_unavailable(), "{error:?}");
    }

    async fn a_dropped_transaction_is_rolled_back(db: Db) {
        let tx = db.store.write().await.unwrap();
        assert!(updates::claim(&tx, "u1", at(0)).await.unwrap());
        drop(tx);
        let tx = db.store.write().await.unwrap();
        assert!(updates::claim(&tx, "u1", at(0)).await.unwrap());
        tx.rollback().await.unwrap();
        let tx = db.store.write().await.unwrap();
        assert!(updates::claim(&tx, "u1", at(0)).await.unwrap());
        tx.commit().await.unwrap();
        let tx = db.store.write().await.unwrap();
        assert!(!updates::claim(&tx, "u1", at(0)).await.unwrap());
    }

    async fn writers_queue_and_none_is_lost(db: Db) {
        let writers: Vec<_> = (0..40)
            .map(|n| {
                let store = db.store.clone();
                tokio::spawn(async move {
                    let tx = store.write().await.unwrap();
                    let fresh = updates::claim(&tx, &format!("u{}", n % 20), at(n)).await.unwrap();
                    tx.commit().await.unwrap();
                    fresh
                })
            })
            .collect();
        let mut fresh = 0;
        for writer in writers {
            fresh += u32::from(writer.await.unwrap());
        }
        assert_eq!(fresh, 20);
    }
}

/// Two processes never do anything of one person at once. Only PostgreSQL has several.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_that_act_for_one_person_the_second_waits() {
    on(Database::migrated(Kind::Postgres).await, async |db: Db| {
        let first = db.store.write().await.unwrap();
        first.lock_accounts(&[1, 2, 3].map(TelegramId)).await.unwrap();
        // Somebody else's are not waited for, nor is a transaction that is for nobody.
        let other = db.store.write().await.unwrap();
        other.lock_accounts(&[TelegramId(4)]).await.unwrap();
        other.lock_accounts(&[]).await.unwrap();
        other.rollback().await.unwrap();
        let store = db.store.clone();
        let second = tokio::spawn(async move {
            let tx = store.write().await.unwrap();
            tx.lock_accounts(&[5, 3].map(TelegramId)).await.unwrap();
            updates::claim(&tx, "u1", at(1)).await.unwrap()
        });
        let raw = db.raw().await;
        let waits = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted \
                     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        let waiting = Statement::from_string(raw.get_database_backend(), waits);
        while raw.query_one_raw(waiting.clone()).await.unwrap().is_none() {
            assert!(!second.is_finished(), "it did not wait");
        }
        assert!(updates::claim(&first, "u1", at(0)).await.unwrap());
        first.commit().await.unwrap();
        assert!(!second.await.unwrap(), "it saw what the first one did");
        raw.close().await.unwrap();
    })
    .await;
}
