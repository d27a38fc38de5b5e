//! Dialogues and updates.

use repairbot::store::{
    StoreError,
    dialogues::{self, Body, DraftRow},
    updates::{self, Parked},
};
use repairbot_core::ids::{ChatId, DraftId, MessageId, OrderId};

use super::support::{ADMIN, Db, IVAN, at, on_every_database};

fn draft(id: i64, revision: u32, second: i64) -> DraftRow {
    DraftRow {
        draft: DraftId(id),
        person: ADMIN,
        revision,
        body: format!("{{\"step\":{revision}}}").into(),
        chat: ChatId(7),
        now: at(second),
        expires_at: at(second + 100),
    }
}

on_every_database! {
    async fn who_notes_prompts_waits_for_nobody_who_answers(db: Db) {
        let company = db.company().await;
        let store = &company.store;
        let tx = store.write().await.unwrap();
        dialogues::put(&tx, &draft(1, 1, 1)).await.unwrap();
        dialogues::put(&tx, &DraftRow { person: IVAN, ..draft(2, 1, 1) }).await.unwrap();
        tx.commit().await.unwrap();
        // On SQLite there is one who writes at a time.
        let mut answering = None;
        if store.is_postgres() {
            let tx = store.write().await.unwrap();
            dialogues::put(&tx, &draft(1, 2, 2)).await.unwrap();
            answering = Some(tx);
        }
        let tx = store.write().await.unwrap();
        let prompts = [DraftId(1), DraftId(2)].map(|draft| (draft, (ChatId(7), MessageId(50 + draft.0))));
        dialogues::note_prompts(&tx, &prompts.into()).await.unwrap();
        tx.commit().await.unwrap();
        let waited = answering.is_none();
        if let Some(tx) = answering {
            tx.commit().await.unwrap();
        }
        let tx = store.read().await.unwrap();
        let prompt = async |person| dialogues::active(&tx, person).await.unwrap().unwrap().prompt;
        assert_eq!(prompt(ADMIN).await, waited.then_some(MessageId(51)), "of what was being answered");
        assert_eq!(prompt(IVAN).await, Some(MessageId(52)));
    }

    async fn one_dialogue_is_active_and_the_others_wait(db: Db) {
        let company = db.company().await;
        let tx = company.store.write().await.unwrap();
        dialogues::put(&tx, &draft(1, 1, 1)).await.unwrap();
        let gone = (DraftId(98), (ChatId(9), MessageId(51)));
        let prompts = [(DraftId(1), (ChatId(8), MessageId(50))), gone].into();
        dialogues::note_prompts(&tx, &prompts).await.unwrap();
        dialogues::put(&tx, &DraftRow { chat: ChatId(8), ..draft(1, 2, 2) }).await.unwrap();
        let active = dialogues::active(&tx, ADMIN).await.unwrap().unwrap();
        assert_eq!((active.draft, active.revision, active.body), (DraftId(1), 2, Body::Here("{\"step\":2}".to_owned())));
        assert_eq!((active.chat, active.prompt, active.updated_at), (ChatId(8), Some(MessageId(50)), at(2)));
        assert_eq!(dialogues::active(&tx, IVAN).await.unwrap(), None);

        assert!(dialogues::suspend_active(&tx, ADMIN).await.unwrap());
        assert!(!dialogues::suspend_active(&tx, ADMIN).await.unwrap());
        dialogues::put(&tx, &draft(2, 1, 3)).await.unwrap();
        let waiting = dialogues::suspended(&tx, ADMIN).await.unwrap();
        assert_eq!(waiting.iter().map(|draft| draft.draft).collect::<Vec<_>>(), [DraftId(1)]);
        dialogues::suspend_active(&tx, ADMIN).await.unwrap();
        assert!(dialogues::activate(&tx, DraftId(1)).await.unwrap());
        assert!(!dialogues::activate(&tx, DraftId(99)).await.unwrap());
        assert_eq!(dialogues::active(&tx, ADMIN).await.unwrap().unwrap().draft, DraftId(1));
        assert!(dialogues::by_id(&tx, DraftId(2)).await.unwrap().is_some_and(|draft| !draft.active));

        let expired = dialogues::expired(&tx, at(102)).await.unwrap();
        assert_eq!(expired.iter().map(|draft| draft.draft).collect::<Vec<_>>(), [DraftId(1)]);
        assert!(dialogues::end(&tx, DraftId(1)).await.unwrap());
        assert!(!dialogues::end(&tx, DraftId(1)).await.unwrap());
        assert_eq!(dialogues::active(&tx, ADMIN).await.unwrap(), None);
    }

    async fn a_second_active_dialogue_is_a_conflict(db: Db) {
        let company = db.company().await;
        let tx = company.store.write().await.unwrap();
        dialogues::put(&tx, &draft(1, 1, 1)).await.unwrap();
        let outcome = dialogues::put(&tx, &draft(2, 1, 1)).await;
        assert!(matches!(outcome, Err(StoreError::Conflict(_))), "{outcome:?}");
    }

    async fn a_draft_acts_once(db: Db) {
        let company = db.company().await;
        let tx = company.store.write().await.unwrap();
        assert!(dialogues::use_draft(&tx, DraftId(1), Some(OrderId(5)), at(1)).await.unwrap());
        assert!(!dialogues::use_draft(&tx, DraftId(1), None, at(2)).await.unwrap());
        assert!(dialogues::is_used(&tx, DraftId(1)).await.unwrap());
        assert!(!dialogues::is_used(&tx, DraftId(2)).await.unwrap());
        assert_eq!(dialogues::purge_used(&tx, at(1)).await.unwrap(), 0);
        assert_eq!(dialogues::purge_used(&tx, at(2)).await.unwrap(), 1);
    }

    async fn updates_are_handled_once_and_forgotten_in_time(db: Db) {
        let company = db.company().await;
        let tx = company.store.write().await.unwrap();
        assert!(updates::claim(&tx, "a", at(1)).await.unwrap());
        assert!(updates::claim(&tx, "b", at(9)).await.unwrap());
        assert!(!updates::claim(&tx, "a", at(9)).await.unwrap());
        assert_eq!(updates::purge(&tx, at(9)).await.unwrap(), 1);
        assert!(updates::claim(&tx, "a", at(9)).await.unwrap());
        assert!(!updates::claim(&tx, "b", at(9)).await.unwrap());
        let parked = Parked { key: "c".into(), body: "{}".into(), error: "boom".into(), tries: 3, at: at(4) };
        updates::park(&tx, &parked).await.unwrap();
        let later = Parked { key: "d".into(), at: at(5), ..parked.clone() };
        updates::park(&tx, &later).await.unwrap();
        assert_eq!(updates::all_parked(&tx, 1).await.unwrap(), std::slice::from_ref(&later));
        assert_eq!(updates::all_parked(&tx, 9).await.unwrap(), [later, parked]);
    }
}
