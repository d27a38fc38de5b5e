//! The outbox: order, claims, settling.

use std::collections::BTreeMap;

use repairbot::store::{
    Store,
    outbox::{self, ClaimQuery, ClaimedRow, NewRow, Retry, Sent},
};
use repairbot_core::ids::{ChatId, MessageId, OrderId};

use super::support::{Db, at, on_every_database};

pub fn row(chat: ChatId, lane: i16, body: &str) -> NewRow {
    NewRow {
        told: None,
        chat,
        topic: None,
        person: None,
        order: None,
        lane,
        refresh: false,
        body: body.into(),
        not_before: at(0),
        created_at: at(0),
    }
}

fn query(second: i64, limit: u64) -> ClaimQuery {
    ClaimQuery { now: at(second), limit, epoch: 1, lease_ms: 10_000 }
}

fn bodies(rows: &[ClaimedRow]) -> Vec<&str> {
    rows.iter().map(|row| row.body.as_str()).collect()
}

async fn claim(store: &Store, query: &ClaimQuery) -> Vec<ClaimedRow> {
    let tx = store.write().await.unwrap();
    let claimed = outbox::claim(&tx, query, &[]).await.unwrap();
    tx.commit().await.unwrap();
    claimed
}

async fn settle(store: &Store, rows: &[ClaimedRow]) {
    let tx = store.write().await.unwrap();
    let sent: Vec<_> =
        rows.iter().map(|row| Sent { id: row.id, message: Some(MessageId(row.id + 1000)) }).collect();
    outbox::settle_sent(&tx, &sent, at(9)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn enqueue(store: &Store, rows: &[NewRow]) {
    let tx = store.write().await.unwrap();
    outbox::enqueue(&tx, rows).await.unwrap();
    tx.commit().await.unwrap();
}

on_every_database! {
    async fn a_chat_is_first_in_first_out_and_lanes_decide_between_chats(db: Db) {
        let store = db.company().await.store;
        let (a, b, c) = (ChatId(1), ChatId(2), ChatId(3));
        enqueue(&store, &[row(a, 5, "a1"), row(a, 0, "a2"), row(b, 1, "b1"), row(c, 1, "c1"), row(b, 0, "b2")]).await;
        let first = claim(&store, &query(1, 10)).await;
        assert_eq!(bodies(&first), ["a1", "b1", "c1"], "heads only, by the lowest lane of their chats, then by id");
        assert_eq!(first[0].attempts, 1);
        assert!(claim(&store, &query(1, 10)).await.is_empty(), "a claimed head holds its chat");
        settle(&store, &first[1..2]).await;
        assert_eq!(bodies(&claim(&store, &query(1, 10)).await), ["b2"]);
        settle(&store, &first).await;
        assert_eq!(bodies(&claim(&store, &query(1, 1)).await), ["a2"]);
        let tx = store.read().await.unwrap();
        assert_eq!(outbox::pending_count(&tx).await.unwrap(), 2);
    }

    async fn a_bulk_row_does_not_keep_an_urgent_one_behind_it_waiting(db: Db) {
        let store = db.company().await.store;
        let others: Vec<_> = (1..=10_000).map(|chat| row(ChatId(chat), 2, "bulk")).collect();
        for some in others.chunks(1_000) {
            enqueue(&store, some).await;
        }
        let chat = ChatId(20_000);
        enqueue(&store, &[row(chat, 2, "before"), row(chat, 0, "urgent"), row(chat, 1, "after")]).await;
        let mut left = Vec::new();
        for _ in 0..4 {
            let claimed = claim(&store, &query(1, 1)).await;
            settle(&store, &claimed).await;
            left.extend(claimed);
        }
        assert_eq!(bodies(&left), ["before", "urgent", "after", "bulk"]);
        enqueue(&store, &[row(chat, 2, "held"), row(chat, 0, "held too")]).await;
        let query = query(1, 3);
        let tx = store.write().await.unwrap();
        let claimed = outbox::claim(&tx, &query, &[chat]).await.unwrap();
        assert_eq!(claimed.iter().map(|row| row.chat.0).collect::<Vec<_>>(), [2, 3, 4]);
        tx.rollback().await.unwrap();
        let claimed = claim(&store, &query).await;
        assert_eq!(bodies(&claimed), ["held", "bulk", "bulk"]);
        assert!(claim(&store, &query).await.iter().all(|row| row.chat != chat), "its head is on its way");
    }

    async fn a_row_that_is_not_due_holds_its_chat(db: Db) {
        let store = db.company().await.store;
        let later = NewRow { not_before: at(100), ..row(ChatId(1), 0, "later") };
        enqueue(&store, &[later, row(ChatId(1), 0, "next"), row(ChatId(2), 0, "other")]).await;
        assert_eq!(bodies(&claim(&store, &query(1, 10)).await), ["other"]);
        let tx = store.read().await.unwrap();
        assert_eq!(outbox::next_head_due(&tx, &[]).await.unwrap(), Some(at(100)));
        assert_eq!(outbox::next_head_due(&tx, &[ChatId(1)]).await.unwrap(), None);
        drop(tx);
        assert_eq!(bodies(&claim(&store, &query(100, 10)).await), ["later"]);
    }

    async fn a_retry_waits_and_a_dead_row_frees_its_chat(db: Db) {
        let store = db.company().await.store;
        enqueue(&store, &[row(ChatId(1), 0, "one"), row(ChatId(1), 0, "two")]).await;
        let head = claim(&store, &query(1, 10)).await.remove(0);
        let tx = store.write().await.unwrap();
        let again = Retry { id: head.id, epoch: 1, not_before: at(50), error: "429".into(), ambiguous: false };
        outbox::retry(&tx, &again).await.unwrap();
        tx.commit().await.unwrap();
        assert!(claim(&store, &query(49, 10)).await.is_empty());
        let head = claim(&store, &query(50, 10)).await.remove(0);
        assert_eq!((head.attempts, head.ambiguous), (2, false));
        let tx = store.write().await.unwrap();
        outbox::retry(&tx, &Retry { ambiguous: true, ..again }).await.unwrap();
        tx.commit().await.unwrap();
        let head = claim(&store, &query(50, 10)).await.remove(0);
        assert!(head.ambiguous);
        let tx = store.write().await.unwrap();
        outbox::dead(&tx, (head.id, 1), "blocked").await.unwrap();
        let dead = outbox::dead_letters(&tx, 10).await.unwrap();
        assert_eq!((dead.len(), dead[0].body.as_str(), dead[0].error.as_deref()), (1, "one", Some("blocked")));
        tx.commit().await.unwrap();
        assert_eq!(bodies(&claim(&store, &query(50, 10)).await), ["two"]);
    }

    async fn stale_claims_come_back_as_ambiguous(db: Db) {
        let store = db.company().await.store;
        enqueue(&store, &[row(ChatId(1), 0, "one"), row(ChatId(2), 0, "two")]).await;
        let claimed = claim(&store, &query(1, 1)).await;
        let release = async |second: i64, epoch: i64| {
            let tx = store.write().await.unwrap();
            let released = outbox::release_stale(&tx, at(second), epoch).await.unwrap();
            tx.commit().await.unwrap();
            released
        };
        assert_eq!(release(10, 1).await, 0);
        assert_eq!(release(11, 1).await, 1, "its time is over");
        let again = claim(&store, &query(11, 1)).await;
        assert_eq!((again[0].id, again[0].ambiguous, again[0].attempts), (claimed[0].id, true, 2));
        assert_eq!(release(12, 2).await, 1, "a former leader's");
        settle(&store, &again).await;
        assert_eq!(bodies(&claim(&store, &query(13, 10)).await), ["two"], "what was sent was sent");
    }

    async fn sent_rows_keep_no_body(db: Db) {
        let company = db.company().await;
        let store = &company.store;
        enqueue(store, &[row(ChatId(1), 0, "secret"), row(ChatId(2), 0, "secret too")]).await;
        let claimed = claim(store, &query(1, 10)).await;
        settle(store, &claimed).await;
        settle(store, &claimed).await;
        let raw = company.db.raw().await;
        let sql = "SELECT id, state, body, message_id FROM outbox ORDER BY id";
        let statement = sea_orm::Statement::from_string(raw.get_database_backend(), sql);
        let rows = sea_orm::ConnectionTrait::query_all_raw(&raw, statement).await.unwrap();
        assert_eq!(rows.len(), 2);
        for row in rows {
            let (id, message): (i64, i64) = (row.try_get("", "id").unwrap(), row.try_get("", "message_id").unwrap());
            assert_eq!(row.try_get::<String>("", "state").unwrap(), "sent");
            assert_eq!(row.try_get::<Option<String>>("", "body").unwrap(), None);
            assert_eq!(message, id + 1000);
        }
        raw.close().await.unwrap();
    }

    async fn one_pending_refresh_does_for_many_changes(db: Db) {
        let company = db.company().await;
        company.create(1).await;
        let store = &company.store;
        let (order, chat) = (OrderId(1), ChatId(1));
        let exists = async || {
            let tx = store.write().await.unwrap();
            outbox::pending_refreshes(&tx, &[order].into()).await.unwrap().contains(&(order, chat))
        };
        let plain = NewRow { order: Some(order), ..row(chat, 0, "news") };
        enqueue(store, std::slice::from_ref(&plain)).await;
        assert!(!exists().await);
        enqueue(store, &[NewRow { refresh: true, ..plain }]).await;
        assert!(exists().await);
        let first = claim(store, &query(1, 10)).await;
        settle(store, &first).await;
        assert!(exists().await);
        assert_eq!(bodies(&claim(store, &query(1, 10)).await), ["news"]);
        assert!(!exists().await, "a claimed one may have been drawn already");
    }

    async fn claimers_in_parallel_never_take_the_same_row_nor_break_the_order(db: Db) {
        let store = db.company().await.store;
        let rows: Vec<_> = (0..60).map(|n| row(ChatId(n % 6), 0, &n.to_string())).collect();
        enqueue(&store, &rows).await;
        enqueue(&store, &[]).await;
        let claimer = || {
            let store = store.clone();
            tokio::spawn(async move {
                let mut mine = Vec::new();
                for _ in 0..40 {
                    let claimed = claim(&store, &query(1, 3)).await;
                    settle(&store, &claimed).await;
                    mine.extend(claimed);
                }
                mine
            })
        };
        let claimers = [claimer(), claimer(), claimer()];
        let mut all = Vec::new();
        for claimer in claimers {
            all.push(claimer.await.unwrap());
        }
        let mut seen: BTreeMap<i64, usize> = BTreeMap::new();
        for claimed in &all {
            let mut last: BTreeMap<ChatId, i64> = BTreeMap::new();
            for row in claimed {
                *seen.entry(row.id).or_default() += 1;
                assert!(last.insert(row.chat, row.id).is_none_or(|before| before < row.id));
            }
        }
        assert_eq!(seen.len(), 60);
        assert!(seen.values().all(|times| *times == 1));
    }
}
