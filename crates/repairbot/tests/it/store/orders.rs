//! Orders: writing, conflicts, finding, lists, views.

use std::time::Duration;

use repairbot::store::{
    StoreError,
    cards::{self, Audience, Card},
    orders, people,
};
use repairbot_core::{
    actor::{Actor, Roles},
    ids::{ChatId, CommentId, OrderId, OrderNumber, OrderVersion, TextId},
    list::Scope,
    money::{Kopecks, PaymentMethod},
    order::{Closing, Command, Details, Status},
};

use super::support::{ADMIN, Db, IVAN, PETR, admin, at, decided, master, on, on_every_database};
use crate::support::{Database, Kind};

on_every_database! {
    async fn an_order_is_written_with_its_event_and_counts(db: Db) {
        let company = db.company().await;
        let (order, number) = company.create(1).await;
        assert_eq!(number, OrderNumber(1));
        let order = company.command(&order, &Command::Assign { master: IVAN }, 60).await;
        let tx = company.store.write().await.unwrap();
        assert_eq!(orders::lock(&tx, OrderId(1)).await.unwrap(), Some(order.clone()));
        assert_eq!(orders::lock(&tx, OrderId(2)).await.unwrap(), None);
        let history = orders::history(&tx, OrderId(1)).await.unwrap();
        assert_eq!(history.iter().map(|event| event.version.0).collect::<Vec<_>>(), [1, 2]);
        assert_eq!((history[1].by, history[1].at), (ADMIN, at(60)));
        assert_eq!(repairbot_core::order::fold(&history).unwrap(), order);
        let counts = orders::status_counts(&tx).await.unwrap();
        assert_eq!((counts[&Status::New], counts[&Status::Assigned], counts.len()), (0, 1, 7));
        assert!(orders::verify(&tx).await.unwrap().is_empty());
    }

    async fn numbers_have_no_gaps(db: Db) {
        let company = db.company().await;
        company.create(1).await;
        let (order, recorded) = company.new_order(2);
        let tx = company.store.write().await.unwrap();
        assert_eq!(orders::insert(&tx, &order, &recorded, "x").await.unwrap(), OrderNumber(2));
        tx.rollback().await.unwrap();
        assert_eq!(company.create(3).await.1, OrderNumber(2));
        let tx = company.store.write().await.unwrap();
        let (order, recorded) = company.new_order(4);
        let outcome = orders::insert(&tx, &order, &recorded, "public-3").await;
        assert!(matches!(outcome, Err(StoreError::Conflict(_))), "{outcome:?}");
    }

    async fn orders_made_at_once_get_different_numbers(db: Db) {
        let company = std::sync::Arc::new(db.company().await);
        let makers: Vec<_> = (1..=12)
            .map(|id| {
                let company = std::sync::Arc::clone(&company);
                tokio::spawn(async move { company.create(id).await.1.0 })
            })
            .collect();
        let mut numbers = Vec::new();
        for maker in makers {
            numbers.push(maker.await.unwrap());
        }
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=12).collect::<Vec<_>>());
    }

    async fn a_change_of_another_version_is_a_conflict(db: Db) {
        let company = db.company().await;
        let (order, _) = company.create(1).await;
        let (after, recorded) = decided(&order, &Command::Assign { master: PETR }, &admin(), 2).unwrap();
        company.command(&order, &Command::Assign { master: IVAN }, 1).await;
        let tx = company.store.write().await.unwrap();
        let outcome = orders::record(&tx, &order, &after, &recorded).await;
        assert!(matches!(outcome, Err(StoreError::Conflict(None))), "{outcome:?}");
        tx.rollback().await.unwrap();
        let tx = company.store.read().await.unwrap();
        let order = orders::find_visible(&tx, &admin(), OrderId(1)).await.unwrap().unwrap();
        assert_eq!((order.master, order.version), (Some(IVAN), OrderVersion(2)));
        assert_eq!(orders::history(&tx, OrderId(1)).await.unwrap().len(), 2);
    }

    async fn a_locked_order_waits_its_turn(db: Db) {
        let company = std::sync::Arc::new(db.company().await);
        company.create(1).await;
        let assign = |who| {
            let company = std::sync::Arc::clone(&company);
            tokio::spawn(async move {
                let tx = company.store.write().await.unwrap();
                let order = orders::lock(&tx, OrderId(1)).await.unwrap().unwrap();
                let done = decided(&order, &Command::Assign { master: who }, &admin(), 1);
                if let Some((after, recorded)) = &done {
                    orders::record(&tx, &order, after, recorded).await.unwrap();
                }
                tx.commit().await.unwrap();
                done.is_some()
            })
        };
        let presses = [assign(IVAN), assign(PETR), assign(IVAN), assign(PETR)];
        let mut done = 0;
        for press in presses {
            done += u32::from(press.await.unwrap());
        }
        assert_eq!(done, 1, "one assigns, the others see that it is done");
    }

    async fn a_master_sees_his_own_orders_only(db: Db) {
        let company = db.company().await;
        let (one, _) = company.create(1).await;
        let (two, _) = company.create(2).await;
        company.create(3).await;
        let one = company.command(&one, &Command::Assign { master: IVAN }, 1).await;
        company.command(&two, &Command::Assign { master: PETR }, 1).await;
        let stranger = Actor { person: IVAN, roles: Roles::NONE };
        let tx = company.store.read().await.unwrap();
        for (actor, sees) in
            [(admin(), vec![3, 2, 1]), (master(IVAN), vec![1]), (master(PETR), vec![2]), (stranger, vec![])]
        {
            assert_eq!(crate::store::lists::numbers(&tx, &actor, Scope::All).await, sees);
            for id in 1..=3 {
                let by_id = orders::find_visible(&tx, &actor, OrderId(id)).await.unwrap();
                let by_number = orders::number_visible(&tx, &actor, OrderNumber(id)).await.unwrap();
                assert_eq!(by_id.is_some(), sees.contains(&id));
                assert_eq!(by_id, by_number);
            }
        }
        drop(tx);
        let one = company.command(&one, &Command::Delete { reason: TextId(502) }, 5).await;
        let tx = company.store.write().await.unwrap();
        for actor in [admin(), master(IVAN)] {
            assert_eq!(orders::find_visible(&tx, &actor, OrderId(1)).await.unwrap(), None);
        }
        assert_eq!(orders::lock(&tx, OrderId(1)).await.unwrap(), Some(one.clone()), "it can be restored");
        let view = orders::view(&tx, OrderId(1)).await.unwrap().unwrap();
        assert!(view.order.is_deleted() && view.deletion_reason.is_some());
        assert!(orders::verify(&tx).await.unwrap().is_empty());
        let counts = orders::status_counts(&tx).await.unwrap();
        assert_eq!((counts[&Status::New], counts[&Status::Assigned]), (1, 1), "it is counted no more");
        drop(tx);
        company.command(&one, &Command::Restore { master_left: false }, 6).await;
        let tx = company.store.read().await.unwrap();
        let counts = orders::status_counts(&tx).await.unwrap();
        assert_eq!((counts[&Status::New], counts[&Status::Assigned]), (1, 2));
        assert!(orders::find_visible(&tx, &master(IVAN), OrderId(1)).await.unwrap().is_some());
    }

    async fn deleted_orders_are_listed_by_themselves(db: Db) {
        let company = db.company().await;
        for id in 1..=5 {
            let (order, _) = company.create(id).await;
            if id % 2 == 1 {
                company.command(&order, &Command::Delete { reason: TextId(502) }, 1).await;
            }
        }
        let tx = company.store.read().await.unwrap();
        let numbers = |lines: Vec<orders::OrderLine>| lines.iter().map(|line| line.number.0).collect::<Vec<_>>();
        assert_eq!(numbers(orders::deleted_page(&tx, None, 2).await.unwrap()), [5, 3]);
        assert_eq!(numbers(orders::deleted_page(&tx, Some(OrderNumber(3)), 2).await.unwrap()), [1]);
        assert_eq!(crate::store::lists::numbers(&tx, &admin(), Scope::All).await, [4, 2]);
        assert_eq!(orders::deleted_with_number(&tx, OrderNumber(3)).await.unwrap(), Some(OrderId(3)));
        assert_eq!(orders::deleted_with_number(&tx, OrderNumber(2)).await.unwrap(), None);
    }

    async fn only_what_buttons_depend_on_makes_them_old(db: Db) {
        let company = db.company().await;
        let (order, _) = company.create(1).await;
        let order = company.command(&order, &Command::Assign { master: IVAN }, 1).await;
        let seen = order.version;
        let comment = Command::Comment { comment: CommentId(1), text: TextId(502) };
        let order = company.command(&order, &comment, 2).await;
        let order = company.command(&order, &Command::RemindOfClient, 3).await;
        let tx = company.store.read().await.unwrap();
        assert!(!orders::changed_since(&tx, order.id, seen).await.unwrap());
        assert_eq!(orders::last_editor(&tx, order.id).await.unwrap(), None);
        drop(tx);
        let to = Details { problem: TextId(502), ..order.details() };
        let edited = company.command(&order, &Command::Edit { to }, 4).await;
        let tx = company.store.read().await.unwrap();
        assert!(orders::changed_since(&tx, order.id, seen).await.unwrap());
        assert_eq!(orders::last_editor(&tx, order.id).await.unwrap(), Some(ADMIN));
        let edit = orders::edit(&tx, order.id, edited.version).await.unwrap();
        assert_eq!(edit, Some((order.details(), to)));
        assert_eq!(orders::edit(&tx, order.id, seen).await.unwrap(), None);
    }

    async fn a_view_carries_the_words(db: Db) {
        let company = db.company().await;
        let tx = company.store.write().await.unwrap();
        people::set_work_chat(&tx, IVAN, Some(ChatId(-9))).await.unwrap();
        tx.commit().await.unwrap();
        let (order, number) = company.create(1).await;
        let order = company.command(&order, &Command::Assign { master: IVAN }, 1).await;
        let order = company.command(&order, &Command::Accept, 2).await;
        let waits = Command::StartLongRepair {
            promised_on: "2025-12-01".parse().unwrap(),
            parts: Some(TextId(502)),
            prepayment: Kopecks(100_000),
        };
        let order = company.command(&order, &waits, 3).await;
        let close = Closing {
            total: Kopecks(1_000_000),
            materials: Kopecks(200_000),
            payment: PaymentMethod::Card,
            review: true,
            out_of_city: false,
            senior: false,
        };
        let order = company.command(&order, &Command::Close(close), 4).await;
        let tx = company.store.read().await.unwrap();
        let view = orders::view(&tx, OrderId(1)).await.unwrap().unwrap();
        assert_eq!((&view.order, view.number, view.public_id.as_str()), (&order, number, "public-1"));
        assert_eq!((view.equipment_code.as_str(), view.phone.e164()), ("washing_machine", "+79123456789"));
        assert_eq!((view.client_name.reveal(), view.creator_name.reveal()), ("Olga", "Anna"));
        assert_eq!((view.work_chat, view.order.is_deleted()), (Some(ChatId(-9)), false));
        let words = [&view.problem, &view.parts, &view.notes].map(|text| text.as_ref().map(|text| text.reveal()));
        assert_eq!(words, [Some("Does not spin"), Some("No spare part"), None]);
        assert_eq!(orders::view(&tx, OrderId(2)).await.unwrap(), None);
    }
}

/// Otherwise the outbox, which writes cards, and a press, which locks the order first and then writes cards, would wait for
/// each other. SQLite has one writer, so the question does not arise.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_order_keeps_nobody_from_writing_its_cards() {
    on(Database::migrated(Kind::Postgres).await, |db| async move {
        let company = db.company().await;
        company.create(1).await;
        let (locking, writing) = (company.store.write().await.unwrap(), company.store.write().await.unwrap());
        orders::lock(&locking, OrderId(1)).await.unwrap();
        let card = Card {
            order: OrderId(1),
            chat: ChatId(5),
            message: None,
            audience: Audience::Office,
            person: None,
            opened_at: at(0),
            back: None,
        };
        let written = tokio::time::timeout(Duration::from_secs(10), cards::put(&writing, &card)).await;
        written.expect("it waits for the order").unwrap();
        writing.commit().await.unwrap();
        cards::put(&locking, &card).await.unwrap();
        locking.commit().await.unwrap();
    })
    .await;
}
