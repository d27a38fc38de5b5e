//! Two transactions at once on PostgreSQL: what one of them relies on, the other leaves alone until it has ended. On SQLite
//! there is one that writes at a time.

use std::collections::BTreeSet;

use repairbot::store::{
    dialogues::{self, DraftRow},
    outbox::{self, ClaimQuery, NewRow},
    reminders::{self, Owed},
};
use repairbot_core::{
    ids::{ChatId, DraftId, OrderId},
    schedule::Topic,
};

use super::{
    outbox::row,
    support::{ADMIN, Db, at, on},
    timeouts::desk,
};
use crate::support::{Database, Kind};

const CHAT: ChatId = ChatId(7);

async fn on_postgres<F: Future<Output = ()>>(body: impl FnOnce(Db) -> F) {
    on(Database::migrated(Kind::Postgres).await, body).await;
}

/// A message that redraws a card is relied on by whoever changes the order: it must be rendered after his change.
#[tokio::test]
async fn a_redrawing_that_is_relied_on_is_claimed_afterwards() {
    on_postgres(|db| async move {
        let store = db.clone().company().await.store;
        let hasty = desk(&db, "lock_timeout", "1ms").await;
        let query = ClaimQuery { now: at(1), limit: 10, epoch: 1, lease_ms: 10_000 };
        let tx = store.write().await.unwrap();
        let order = OrderId(301);
        db.sql(
            "INSERT INTO texts (id, kind, body, created_at) VALUES (1, 'problem', 'a', 0); INSERT INTO orders (id, number, \
             public_id, version, status, branch_id, kind, equipment_id, client_id, phone_id, address_id, problem_text_id, \
             created_by, created_at, status_changed_at, prepayment) SELECT 301, 1, 'a', 1, 'NEW', 1, 'repair', 1, 201, \
             p.id, a.id, 1, 101, 0, 0, 0 FROM client_phones p CROSS JOIN client_addresses a LIMIT 1",
        )
        .await;
        let refresh = NewRow { order: Some(order), refresh: true, ..row(CHAT, 2, "card") };
        outbox::enqueue(&tx, &[refresh]).await.unwrap();
        tx.commit().await.unwrap();

        let changing = store.write().await.unwrap();
        let waiting = outbox::pending_refreshes(&changing, &BTreeSet::from([order])).await.unwrap();
        assert_eq!(waiting, BTreeSet::from([(order, CHAT)]));
        let claiming = hasty.write().await.unwrap();
        outbox::claim(&claiming, &query, &[]).await.expect_err("who claims waits");
        drop(claiming);
        changing.commit().await.unwrap();

        let claiming = store.write().await.unwrap();
        assert_eq!(outbox::claim(&claiming, &query, &[]).await.unwrap().len(), 1);
        let changing = hasty.write().await.unwrap();
        let waiting = outbox::pending_refreshes(&changing, &BTreeSet::from([order])).await.unwrap();
        assert_eq!(waiting, BTreeSet::new(), "what is being claimed is not relied on, nor waited for");
        drop(changing);
        claiming.commit().await.unwrap();
        hasty.close().await.unwrap();
    })
    .await;
}

/// Whoever writes what became of a reminder writes over nothing that is owed meanwhile.
#[tokio::test]
async fn a_reminder_is_owed_anew_after_the_former_one_is_settled() {
    on_postgres(|db| async move {
        let hasty = desk(&db, "lock_timeout", "1ms").await;
        let owed = Owed { chat: CHAT, topic: Topic::Unaccepted, person: None };
        let tx = db.store.write().await.unwrap();
        reminders::owe(&tx, owed, (at(1), at(1))).await.unwrap();
        tx.commit().await.unwrap();

        let settling = db.store.write().await.unwrap();
        let held = reminders::hold_of_chat(&settling, CHAT).await.unwrap();
        let scheduling = hasty.write().await.unwrap();
        reminders::owe(&scheduling, owed, (at(9), at(9))).await.expect_err("who owes waits");
        drop(scheduling);
        reminders::settle(&settling, &reminders::Reminder { owed_at: None, ..held[0] }).await.unwrap();
        settling.commit().await.unwrap();

        let scheduling = hasty.write().await.unwrap();
        reminders::owe(&scheduling, owed, (at(9), at(9))).await.unwrap();
        scheduling.commit().await.unwrap();
        assert_eq!(reminders::next_owed(&db.store.read().await.unwrap()).await.unwrap(), Some(at(9)));
        hasty.close().await.unwrap();
    })
    .await;
}

/// Who answers in the last minute goes on with his form.
#[tokio::test]
async fn a_draft_that_is_gone_on_with_does_not_expire() {
    on_postgres(|db| async move {
        let store = db.clone().company().await.store;
        let hasty = desk(&db, "lock_timeout", "1ms").await;
        let draft = |second| DraftRow {
            draft: DraftId(1),
            person: ADMIN,
            revision: 1,
            body: "{}".to_owned().into(),
            chat: CHAT,
            now: at(second),
            expires_at: at(second + 100),
        };
        let tx = store.write().await.unwrap();
        dialogues::put(&tx, &draft(0)).await.unwrap();
        tx.commit().await.unwrap();

        let answering = store.write().await.unwrap();
        dialogues::put(&answering, &draft(99)).await.unwrap();
        let expiring = hasty.write().await.unwrap();
        assert!(dialogues::expired(&expiring, at(101)).await.unwrap().is_empty(), "nor is he waited for");
        drop(expiring);
        answering.commit().await.unwrap();

        let expiring = store.write().await.unwrap();
        assert!(dialogues::expired(&expiring, at(101)).await.unwrap().is_empty());
        assert_eq!(dialogues::expired(&expiring, at(200)).await.unwrap().len(), 1);
        let answering = hasty.write().await.unwrap();
        dialogues::put(&answering, &draft(201)).await.expect_err("who is late learns what became of it");
        drop(answering);
        expiring.rollback().await.unwrap();
        hasty.close().await.unwrap();
    })
    .await;
}
