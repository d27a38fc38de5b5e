//! The demo starts, shows something to everybody, and stops.

use std::{collections::BTreeSet, path::Path};

use demo::{Demo, Options};
use repairbot::{
    store::{orders, outbox},
    texts::Lang,
};
use repairbot_core::order::Status;
use telegram_sim::{ChatId, Sim};

async fn open(folder: &Path, language: Lang) -> Demo {
    let data = Some(folder.to_owned());
    let demo = Demo::open(&Options { port: 0, data, language }).await.unwrap();
    let mut changes = demo.sim.subscribe();
    loop {
        let tx = demo.store.read().await.unwrap();
        if outbox::pending_count(&tx).await.unwrap() == 0 {
            return demo;
        }
        drop(tx);
        changes.changed().await.unwrap();
    }
}

/// Messages of the bot with buttons in a chat.
fn with_buttons(sim: &Sim, chat: ChatId) -> usize {
    sim.messages(chat).iter().filter(|message| message.from_bot && !message.inline.is_empty()).count()
}

async fn looks_alive(demo: &Demo) {
    let counts = orders::status_counts(&demo.store.read().await.unwrap()).await.unwrap();
    for status in Status::ALL {
        assert!(counts.get(&status).is_some_and(|count| *count > 0), "no order is {status:?}: {counts:?}");
    }
    for person in &demo.cast.people {
        let chat = demo.sim.private_chat(*person);
        let greeted = demo.sim.messages(chat).iter().filter(|message| message.from_bot).count();
        assert!(greeted > 0, "{person} is not greeted");
        assert!(!demo.sim.reply_keyboard(*person).is_empty(), "{person} has no menu");
    }
    for (group, _) in &demo.cast.groups {
        assert!(with_buttons(&demo.sim, *group) > 0, "no live card in {group}");
    }
}

#[tokio::test]
async fn every_pane_has_something_to_show_also_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let demo = open(folder.path(), Lang::Ru).await;
    looks_alive(&demo).await;
    let before: BTreeSet<_> =
        demo.cast.groups.iter().map(|(group, _)| with_buttons(&demo.sim, *group)).collect();
    demo.close().await.unwrap();

    let demo = open(folder.path(), Lang::Ru).await;
    looks_alive(&demo).await;
    let after: BTreeSet<_> =
        demo.cast.groups.iter().map(|(group, _)| with_buttons(&demo.sim, *group)).collect();
    assert_eq!(before, after);
    let tx = demo.store.read().await.unwrap();
    assert!(orders::verify(&tx).await.unwrap().is_empty(), "a row differs from the fold of its events");
    assert!(outbox::dead_letters(&tx, 10).await.unwrap().is_empty());
    drop(tx);
    demo.close().await.unwrap();
}

#[tokio::test]
async fn it_speaks_english() {
    let folder = tempfile::tempdir().unwrap();
    let demo = open(folder.path(), Lang::En).await;
    looks_alive(&demo).await;
    assert!(demo.guide().contains("Open in a browser: http://127.0.0.1:"), "{}", demo.guide());
    demo.close().await.unwrap();
}
