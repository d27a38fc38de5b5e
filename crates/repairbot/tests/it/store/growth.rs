//! What is forgotten, when, and how much of it at once.

use jiff::{SignedDuration, Timestamp};
use repairbot::store::{
    Store, dialogues,
    outbox::{self, ClaimQuery, NewRow, Sent},
    updates::{self, Parked},
};
use repairbot_core::ids::{ChatId, DraftId, MessageId};
use sea_orm::{ConnectionTrait, Statement};

use super::{
    outbox::row,
    support::{Company, Db, at, on_every_database},
};

fn days_later(days: i64) -> Timestamp {
    at(0).checked_add(SignedDuration::from_hours(24 * days)).unwrap()
}

async fn count(company: &Company, table: &str) -> i64 {
    let raw = company.db.raw().await;
    let sql = format!("SELECT count(*) AS n FROM {table}");
    let found = raw.query_one_raw(Statement::from_string(raw.get_database_backend(), sql)).await.unwrap();
    raw.close().await.unwrap();
    found.unwrap().try_get("", "n").unwrap()
}

/// One row sent, one given up, one claimed, one waiting, and one sent a day later.
async fn messages(store: &Store) {
    let tx = store.write().await.unwrap();
    let mut rows: Vec<_> = (1..=4).map(|chat| row(ChatId(chat), 0, "words")).collect();
    rows.push(NewRow { created_at: days_later(1), ..row(ChatId(5), 0, "words") });
    outbox::enqueue(&tx, &rows).await.unwrap();
    let query = ClaimQuery { now: at(1), limit: 9, epoch: 1, lease_ms: 1000 };
    let claimed = outbox::claim(&tx, &query, &[ChatId(4)]).await.unwrap();
    let sent = [0, 3].map(|index: usize| Sent { id: claimed[index].id, message: Some(MessageId(1)) });
    outbox::settle_sent(&tx, &sent, at(2)).await.unwrap();
    outbox::dead(&tx, (claimed[1].id, 1), "blocked").await.unwrap();
    tx.commit().await.unwrap();
}

on_every_database! {
    async fn what_is_old_and_done_with_is_forgotten(db: Db) {
        let company = db.company().await;
        let store = &company.store;
        messages(store).await;
        let tx = store.write().await.unwrap();
        for (key, second) in [("old", 0), ("young", 86_400)] {
            updates::claim(&tx, key, at(second)).await.unwrap();
            let parked = Parked { key: key.into(), body: "{}".into(), error: "x".into(), tries: 3, at: at(second) };
            updates::park(&tx, &parked).await.unwrap();
            dialogues::use_draft(&tx, DraftId(second), None, at(second)).await.unwrap();
        }
        tx.commit().await.unwrap();
        let tables = ["processed_updates", "parked_updates", "used_drafts", "outbox"];
        let counts = async || {
            let mut counts = Vec::new();
            for table in tables {
                counts.push(count(&company, table).await);
            }
            counts
        };
        assert_eq!(store.forget_old(days_later(8)).await.unwrap(), 0);
        assert_eq!(store.forget_old(days_later(9)).await.unwrap(), 1);
        assert_eq!(counts().await, [1, 2, 2, 5]);
        assert_eq!(store.forget_old(days_later(30)).await.unwrap(), 1);
        assert_eq!(counts().await, [0, 2, 2, 5]);
        assert_eq!(store.forget_old(days_later(31)).await.unwrap(), 4);
        assert_eq!(counts().await, [0, 1, 1, 3]);
        let tx = store.read().await.unwrap();
        assert!(outbox::dead_letters(&tx, 9).await.unwrap().is_empty(), "no body is kept of what was given up");
        assert_eq!(outbox::pending_count(&tx).await.unwrap(), 2, "what waits is never forgotten");
        drop(tx);
        assert_eq!(store.forget_old(days_later(99)).await.unwrap(), 3);
        assert_eq!(counts().await, [0, 0, 0, 2]);
    }

    async fn a_thousand_rows_of_a_kind_at_once(db: Db) {
        let company = db.company().await;
        let store = &company.store;
        let tx = store.write().await.unwrap();
        let rows: Vec<_> = (0..1_001).map(|chat| row(ChatId(chat), 0, "words")).collect();
        outbox::enqueue(&tx, &rows).await.unwrap();
        for key in 0..1_001 {
            updates::claim(&tx, &key.to_string(), at(0)).await.unwrap();
        }
        tx.commit().await.unwrap();
        company.db.sql("UPDATE outbox SET state = 'dead'").await;
        assert_eq!(store.forget_old(days_later(99)).await.unwrap(), 2_000);
        assert_eq!((count(&company, "outbox").await, count(&company, "processed_updates").await), (1, 1));
        assert_eq!(store.forget_old(days_later(99)).await.unwrap(), 2);
        assert_eq!(store.forget_old(days_later(99)).await.unwrap(), 0);
    }
}
