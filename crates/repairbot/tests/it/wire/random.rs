//! P7: whatever gets lost, refused or killed between sending and settling, every message arrives or visibly fails, in
//! its chat's order, with at most one copy more per lost answer or crash; an edit is never seen twice.

use std::collections::BTreeMap;

use rand::RngExt as _;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use repairbot::outbox::SendTick;
use repairbot::telegram::DeadReason;
use repairbot_core::ids::{ChatId, MessageId};
use serde_json::json;
use telegram_sim::{Fault, FaultKind};

use super::bench::Bench;
use crate::support::rounds;

const CHATS: usize = 4;
const STEPS: usize = 150;

/// What was done, chat by chat.
#[derive(Default)]
struct Story {
    /// What was to be said, in its order.
    said: BTreeMap<ChatId, Vec<String>>,
    /// Answers lost, or said to be lost.
    doubts: BTreeMap<ChatId, usize>,
    crashes: usize,
}

async fn step(bench: &mut Bench, (chats, story): (&[(ChatId, MessageId)], &mut Story), dice: &mut StdRng) {
    let (chat, card) = *chats.choose(dice).unwrap();
    match dice.random_range(0..10) {
        0..3 => {
            let said = story.said.entry(chat).or_default();
            let text = format!("{} in {chat}", said.len());
            bench.queue(chat, &[&text]).await;
            said.push(text);
        }
        3 => {
            let text = format!("card, {} messages said", story.said.len());
            bench.queue_body(chat, json!({"do": "edit", "message": card, "text": text})).await;
        }
        4 => trouble(bench, (chat, story), dice),
        5 => {
            bench.restart();
            story.crashes += 1;
        }
        6 => bench.wait(dice.random_range(1..=3)),
        _ => {
            if let SendTick::Flying { .. } = bench.sender.tick().await.unwrap() {
                bench.sender.landed().await;
            }
        }
    }
}

fn trouble(bench: &Bench, (chat, story): (ChatId, &mut Story), dice: &mut StdRng) {
    let kind = match dice.random_range(0..5) {
        0 => FaultKind::TooManyRequests { retry_after: 2 },
        1 => FaultKind::ServerError,
        2 => FaultKind::ResetBefore,
        _ => FaultKind::LoseAnswer,
    };
    let method = ["sendMessage", "editMessageText"].choose(dice).map(|name| (*name).to_owned());
    if kind == FaultKind::LoseAnswer && method.as_deref() == Some("sendMessage") {
        *story.doubts.entry(chat).or_default() += 1;
    }
    let chat = Some(telegram_sim::ChatId(chat.0));
    bench.sim.fault(Fault { method, chat, kind, times: Some(1) });
}

async fn until_empty(bench: &mut Bench) {
    bench.sim.clear_faults();
    while bench.waiting().await > 0 {
        bench.drain().await;
        bench.wait(1);
    }
}

/// What each chat shows against what was said there.
fn audit(bench: &Bench, chats: &[(ChatId, MessageId)], story: &Story) {
    let dead = bench.toy.dead();
    for (chat, _) in chats {
        let shown: Vec<_> = bench.texts(*chat).into_iter().filter(|text| !text.starts_with("card")).collect();
        let mut first = shown.clone();
        first.dedup();
        let said = story.said.get(chat).cloned().unwrap_or_default();
        let arrived: Vec<_> = said.iter().filter(|text| shown.contains(text)).cloned().collect();
        assert_eq!(first, arrived, "out of order");
        let most = story.doubts.get(chat).copied().unwrap_or(0) + story.crashes;
        assert!(shown.len() - arrived.len() <= most, "{most} doubts, but {shown:?}");
        for text in said.iter().filter(|text| !shown.contains(text)) {
            assert!(dead.contains(&(text.clone(), DeadReason::AmbiguousTwice)), "«{text}» is gone");
        }
        let cards = bench.texts(*chat).iter().filter(|text| text.starts_with("card")).count();
        assert_eq!(cards, 1, "an edit was seen twice");
    }
}

#[tokio::test]
async fn every_message_arrives_or_visibly_fails() {
    for mut round in rounds(6) {
        let mut bench = Bench::open().await;
        let mut chats = Vec::new();
        for chat in bench.chats(CHATS) {
            bench.queue(chat, &["card"]).await;
            bench.drain().await;
            let card = bench.toy.sent.lock().unwrap().last().unwrap().1.unwrap();
            chats.push((chat, MessageId(card)));
        }
        let mut story = Story::default();
        for _ in 0..STEPS {
            step(&mut bench, (&chats, &mut story), &mut round.dice).await;
        }
        until_empty(&mut bench).await;
        audit(&bench, &chats, &story);
    }
}
