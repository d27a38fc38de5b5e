//! The company of the demo has something of everything to try.
#![expect(clippy::unwrap_used, reason = "a test")]

use std::{collections::BTreeSet, path::Path, time::Duration};

use demo::{Demo, Options};
use jiff::{Timestamp, tz::TimeZone};
use repairbot::{
    store::{
        ReadTx, applications, attachments, clients, ledger,
        orders::{self, ListQuery},
        people::{self, Person},
        verify::Check,
    },
    texts::Lang,
};
use repairbot_core::{
    actor::Role,
    callback::UserList,
    ledger::TransactionKind,
    list::{Filter, Scope, Turn},
    order::{Event, Order, OrderKind, Settlement},
};
use telegram_sim::{ChatMessage, UserId};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// What is looked for in the histories, and whether an event is it.
type Happened = (&'static str, fn(&Event) -> bool);

const BORIS: UserId = UserId(5_100_003);

async fn open(folder: &Path) -> Demo {
    let data = Some(folder.to_owned());
    Demo::open(&Options { port: 0, data, language: Lang::Ru }).await.unwrap()
}

async fn boris(tx: &ReadTx) -> Person {
    let office = people::office(tx).await.unwrap();
    office.into_iter().find(|person| person.roles.has(Role::Admin)).unwrap()
}

/// All that are not deleted.
async fn all_orders(tx: &ReadTx) -> Vec<Order> {
    let (boris, zone) = (boris(tx).await.actor(), TimeZone::UTC);
    let (filter, turn, now) = (Filter::of(Scope::All), Turn::First, Timestamp::UNIX_EPOCH);
    let all = ListQuery { filter, turn, limit: 500, now, zone: &zone };
    let mut orders = Vec::new();
    for line in orders::page(tx, &boris, &all).await.unwrap().lines {
        orders.extend(orders::find_visible(tx, &boris, line.id).await.unwrap());
    }
    orders
}

/// The newest message of the bot to Boris that fits.
async fn sees(demo: &Demo, fits: impl Fn(&ChatMessage) -> bool) -> ChatMessage {
    let chat = BORIS.into();
    let find = || demo.sim.messages(chat).into_iter().rev().find(|message| message.from_bot && fits(message));
    let mut changes = demo.sim.subscribe();
    let seen = tokio::time::timeout(PATIENCE, changes.wait_for(|_| find().is_some())).await;
    assert!(seen.is_ok(), "{:#?}", demo.sim.recent(chat, 3));
    find().unwrap()
}

#[tokio::test]
async fn there_is_something_of_everything_to_try() {
    let folder = tempfile::tempdir().unwrap();
    let demo = open(folder.path()).await;
    let tx = demo.store.read().await.unwrap();
    let orders = all_orders(&tx).await;
    let happened: &[Happened] = &[
        ("a comment", |event| matches!(event, Event::Commented { .. })),
        ("a moved visit", |event| matches!(event, Event::Rescheduled { .. })),
        ("an edit", |event| matches!(event, Event::Edited { .. })),
        ("a master who declined", |event| matches!(event, Event::Declined { .. })),
    ];
    let mut events = Vec::new();
    for order in &orders {
        let history = orders::history(&tx, order.id).await.unwrap();
        events.extend(history.into_iter().map(|recorded| recorded.event));
    }
    for (what, is) in happened {
        assert!(events.iter().any(is), "there is not {what}");
    }
    assert!(!orders::deleted_page(&tx, None, 1).await.unwrap().is_empty(), "no order is deleted");
    for kind in [OrderKind::Repair, OrderKind::Warranty, OrderKind::Repeat] {
        assert!(orders.iter().any(|order| order.kind == kind), "no order is a {kind:?}");
    }
    let senior = |order: &Order| order.settlement.as_ref().is_some_and(Settlement::was_senior);
    assert!(orders.iter().any(senior), "no senior master closed an order");

    let clients: BTreeSet<_> = orders.iter().map(|order| order.client).collect();
    let (mut blacklisted, mut noted) = (0, 0);
    for client in clients {
        let client = clients::view(&tx, client).await.unwrap().unwrap();
        blacklisted += usize::from(client.blacklisted.is_some());
        noted += usize::from(client.notes.is_some());
    }
    assert!(blacklisted > 0 && noted > 0, "clients: {blacklisted} blacklisted, {noted} with notes");

    assert_eq!(applications::open(&tx, 10).await.unwrap().len(), 1);
    assert_eq!(ledger::open_hand_ins(&tx).await.unwrap().len(), 1);
    let mut brought = 0;
    for master in people::masters(&tx).await.unwrap() {
        let book = ledger::book(&tx, master.person.id, None, 100).await.unwrap();
        brought += book.lines.iter().filter(|line| line.kind == TransactionKind::HandIn).count();
    }
    assert_eq!(brought, 1, "hand-ins that were confirmed");
    let staff = people::page(&tx, UserList::Staff, (0, 10)).await.unwrap();
    assert!(staff.total > 10, "one page of people: {}", staff.total);
    for check in Check::ALL {
        let mut deviations = Vec::new();
        check.run(&tx, &mut |line: &str| deviations.push(line.to_owned())).await.unwrap();
        assert!(deviations.is_empty(), "{check:?}: {deviations:?}");
    }
    drop(tx);
    demo.close().await.unwrap();
}

#[tokio::test]
async fn an_attached_picture_is_shown_also_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path()).await.close().await.unwrap();
    let demo = open(folder.path()).await;
    let tx = demo.store.read().await.unwrap();
    let mut with_picture = None;
    for order in all_orders(&tx).await {
        if attachments::count(&tx, order.id).await.unwrap() > 0 {
            with_picture = orders::view(&tx, order.id).await.unwrap();
        }
    }
    drop(tx);
    let number = with_picture.unwrap().number.0;
    demo.sim.send_text(BORIS, BORIS.into(), &format!("/order {number}"));
    let label = |message: &ChatMessage| {
        let buttons = message.inline.iter().flatten();
        buttons.map(|button| button.text.clone()).find(|label| label.starts_with("📎 Вложения"))
    };
    let card = sees(&demo, |message| label(message).is_some()).await;
    demo.sim.press(BORIS, BORIS.into(), card.id, &label(&card).unwrap()).unwrap();
    let shown = sees(&demo, |message| demo.sim.file(BORIS.into(), message.id).is_some()).await;
    let picture = demo.sim.file(BORIS.into(), shown.id).unwrap();
    assert!(picture.starts_with(b"\x89PNG"), "{} bytes", picture.len());
    demo.close().await.unwrap();
}
