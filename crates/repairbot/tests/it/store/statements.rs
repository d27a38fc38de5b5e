//! How many statements things cost. About 30 µs each, so a growing number is a regression.

use std::future::Future;

use repairbot::store::{
    Store, attachments, cards, chats,
    clients::{self, NewPhone},
    details, dialogues, orders,
    outbox::{self, ClaimQuery, Sent},
    people::{self, EnvironmentRole},
    search, texts, updates,
};
use repairbot_core::{
    actor::Role,
    ids::{ChatId, ClientPhoneId, DraftId, MessageId, OrderId, PersonId, TelegramId, TextId},
    order::Command,
    phone::Phone,
};

use super::{
    outbox::row,
    support::{ADMIN, CLIENT, Db, IVAN, PETR, admin, at, decided, on_every_database},
};

async fn cost<T>(store: &Store, work: impl Future<Output = T>) -> (u64, T) {
    let before = store.statements();
    let done = work.await;
    (store.statements() - before, done)
}

/// Asserts what a call costs and gives what it returned.
macro_rules! costs {
    ($store:expr, $price:expr, $call:expr) => {{
        let (price, done) = cost($store, $call).await;
        assert_eq!(price, $price, "{}", stringify!($call));
        done.unwrap()
    }};
}

on_every_database! {
    async fn reading_costs_one_query(db: Db) {
        let company = db.company().await;
        let (order, _) = company.create(1).await;
        company.command(&order, &Command::Assign { master: IVAN }, 1).await;
        let store = &company.store;
        let tx = store.read().await.unwrap();
        costs!(store, 1, people::by_telegram(&tx, TelegramId(1)));
        costs!(store, 1, people::many(&tx, &[ADMIN, IVAN]));
        costs!(store, 1, people::office(&tx));
        costs!(store, 1, people::masters(&tx));
        costs!(store, 1, orders::find_visible(&tx, &admin(), OrderId(1)));
        costs!(store, 1, orders::view(&tx, OrderId(1)));
        costs!(store, 1, orders::history(&tx, OrderId(1)));
        costs!(store, 1, orders::status_counts(&tx));
        costs!(store, 2, clients::by_phone(&tx, &Phone::from_e164("+79123456789").unwrap()));
        costs!(store, 1, clients::by_phone(&tx, &Phone::from_e164("+79120000000").unwrap()));
        costs!(store, 3, clients::view(&tx, CLIENT));
        costs!(store, 4, clients::known(&tx, CLIENT));
        costs!(store, 1, clients::sums(&tx, CLIENT));
        costs!(store, 1, clients::orders_of(&tx, CLIENT, (None, 10)));
        costs!(store, 1, attachments::page(&tx, OrderId(1), (None, 10)));
        costs!(store, 1, attachments::count(&tx, OrderId(1)));
        costs!(store, 1, dialogues::active(&tx, ADMIN));
        costs!(store, 1, cards::of_order(&tx, OrderId(1)));
        costs!(store, 1, cards::order_of(&tx, ChatId(8), MessageId(50)));
        costs!(store, 1, dialogues::is_prompt(&tx, ChatId(8), MessageId(50)));
        costs!(store, 1, texts::bodies(&tx, &[TextId(501), TextId(502)]));
        costs!(store, 1, details::words(&tx, &order.details()));
        costs!(store, 0, people::many(&tx, &[]));
        costs!(store, 1, orders::views(&tx, &[OrderId(1), OrderId(2), OrderId(3)]));
        costs!(store, 0, orders::views(&tx, &[]));
    }

    async fn writing_costs_little(db: Db) {
        let company = db.company().await;
        let store = &company.store;
        let tx = store.write().await.unwrap();
        let (order, recorded) = company.new_order(1);
        costs!(store, 7, orders::insert(&tx, &order, &recorded, "p"));
        let (after, recorded) = decided(&order, &Command::Assign { master: IVAN }, &admin(), 1).unwrap();
        costs!(store, 4, orders::record(&tx, &order, &after, &recorded));
        let (again, recorded) = decided(&after, &Command::Reassign { master: PETR }, &admin(), 2).unwrap();
        costs!(store, 3, orders::record(&tx, &after, &again, &recorded));
        costs!(store, 2, search::index(&tx, OrderId(1)));
        costs!(store, 2, search::index_client(&tx, CLIENT));
        let (raw, phone) = ("+79120000000".to_owned(), Phone::from_e164("+79120000000").unwrap());
        let phone = NewPhone { id: ClientPhoneId(77), client: CLIENT, raw, phone };
        costs!(store, 3, clients::add_phone(&tx, &phone));
        costs!(store, 1, updates::claim(&tx, "u", at(1)));
        let prompts = [DraftId(1), DraftId(2), DraftId(3)].map(|draft| (draft, (ChatId(7), MessageId(1))));
        costs!(store, 1, dialogues::note_prompts(&tx, &prompts.into()));
        costs!(store, 0, dialogues::note_prompts(&tx, &[].into()));
        costs!(store, 1, dialogues::use_draft(&tx, DraftId(1), None, at(1)));
        costs!(store, 1, outbox::pending_refreshes(&tx, &[OrderId(1), OrderId(2)].into()));
        costs!(store, 0, outbox::pending_refreshes(&tx, &[].into()));
        let rows = [row(ChatId(1), 0, "a"), row(ChatId(2), 0, "b"), row(ChatId(3), 0, "c")];
        costs!(store, 1, outbox::enqueue(&tx, &rows));
        costs!(store, 0, outbox::enqueue(&tx, &[]));
        let claim = ClaimQuery { now: at(1), limit: 10, epoch: 1, lease_ms: 1 };
        let claimed = costs!(store, 1, outbox::claim(&tx, &claim, &[]));
        let sent: Vec<_> = claimed.iter().map(|row| Sent { id: row.id, message: None }).collect();
        costs!(store, 1, outbox::settle_sent(&tx, &sent, at(1)));
        let holders = vec![(TelegramId(5), PersonId(5)), (TelegramId(6), PersonId(6))];
        costs!(store, 5, people::sync_environment(&tx, &EnvironmentRole { role: Role::Admin, holders, now: at(1) }));
        costs!(store, 1, outbox::purge(&tx, at(1)));
        costs!(store, 10, chats::migrate(&tx, ChatId(-1), ChatId(-2)));
    }
}
