//! The demo starts, shows something to everybody, and stops.
#![expect(clippy::unwrap_used, reason = "a test")]

use std::{path::Path, time::Duration};

use demo::{Demo, Options};
use repairbot::{
    store::{
        orders,
        outbox::{self, DeadLetter},
    },
    texts::Lang,
};
use repairbot_core::order::Status;
use telegram_sim::ChatId;

/// How long the bot may take to send what is to be seen first.
const PATIENCE: Duration = Duration::from_secs(60);

/// A demo in which everybody has been sent what is to be seen first.
async fn open(folder: &Path, language: Lang) -> Demo {
    let data = Some(folder.to_owned());
    let demo = Demo::open(&Options { port: 0, data, language }).await.unwrap();
    let counts = orders::status_counts(&demo.store.read().await.unwrap()).await.unwrap();
    for status in Status::ALL {
        assert!(counts.get(&status).is_some_and(|count| *count > 0), "no order is {status:?}: {counts:?}");
    }
    let masters = |status: &Status| *status != Status::New && !status.is_final();
    let wanted: u64 = counts.iter().filter(|(status, _)| masters(status)).map(|(_, count)| count).sum();
    let mut changes = demo.sim.subscribe();
    let ready = tokio::time::timeout(PATIENCE, changes.wait_for(|_| missing(&demo, wanted).is_none())).await;
    assert!(ready.is_ok(), "{:?}", missing(&demo, wanted));
    demo
}

/// What is still to come: greetings with menus, and in the groups this many live cards.
fn missing(demo: &Demo, wanted: u64) -> Option<String> {
    for person in &demo.cast.people {
        let messages = demo.sim.messages(demo.sim.private_chat(*person));
        if !messages.iter().any(|message| message.from_bot) || demo.sim.reply_keyboard(*person).is_empty() {
            return Some(format!("{person} has no greeting or no menu"));
        }
    }
    let cards: Vec<usize> = demo.cast.groups.iter().map(|(group, _)| cards(demo, *group)).collect();
    let all = cards.iter().sum::<usize>() as u64 == wanted && !cards.contains(&0);
    (!all).then(|| format!("live cards in the groups: {cards:?}, {wanted} in all are wanted"))
}

/// Messages of the bot with buttons.
fn cards(demo: &Demo, chat: ChatId) -> usize {
    demo.sim.messages(chat).iter().filter(|message| message.from_bot && !message.inline.is_empty()).count()
}

#[tokio::test]
async fn every_pane_has_something_to_show_also_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let demo = open(folder.path(), Lang::Ru).await;
    demo.close().await.unwrap();

    let demo = open(folder.path(), Lang::Ru).await;
    let tx = demo.store.read().await.unwrap();
    assert!(orders::verify(&tx).await.unwrap().is_empty(), "a row differs from the fold of its events");
    // After a restart Telegram is empty: a card that is to lose its buttons may be not there any more.
    let gone = |letter: &DeadLetter| {
        let error = letter.error.as_deref().unwrap_or_default();
        error.ends_with("to edit not found") && letter.body.contains("retire_card")
    };
    let dead = outbox::dead_letters(&tx, 100).await.unwrap();
    assert!(dead.iter().all(gone), "{dead:?}");
    let orders: u64 = orders::status_counts(&tx).await.unwrap().values().sum();
    assert!(dead.len() as u64 <= orders, "one of each order at the most: {dead:?}");
    drop(tx);
    demo.close().await.unwrap();
}

#[tokio::test]
async fn it_speaks_english() {
    let folder = tempfile::tempdir().unwrap();
    let demo = open(folder.path(), Lang::En).await;
    assert!(demo.guide().contains("Open in a browser: http://127.0.0.1:"), "{}", demo.guide());
    demo.close().await.unwrap();
}
