//! The limits as the sender keeps them, and the bell that wakes its loop.

use futures_util::FutureExt;
use repairbot::outbox::{Limits, Wake};
use repairbot_core::ids::ChatId;
use serde_json::json;
use telegram_sim::FaultKind;

use super::bench::Bench;
use super::support::person;

#[tokio::test]
async fn too_many_requests_pause_their_chat_only() {
    let mut bench = Bench::open().await;
    let chats = bench.chats(4);
    bench.trouble(chats[0], 1, FaultKind::TooManyRequests { retry_after: 30 });
    for chat in &chats {
        bench.queue(*chat, &["1", "2"]).await;
    }
    assert_eq!(bench.drain().await, Some(30));
    for chat in &chats[1..] {
        assert_eq!(bench.texts(*chat), ["1", "2"]);
    }
    bench.wait(29);
    bench.queue(chats[0], &["3"]).await;
    assert_eq!(bench.drain().await, Some(30));
    assert!(bench.texts(chats[0]).is_empty());
    bench.wait(1);
    assert_eq!(bench.drain().await, None);
    assert_eq!(bench.texts(chats[0]), ["1", "2", "3"]);
    assert_eq!(bench.calls().len(), 10, "asked once too often, and never before it was allowed");
}

#[tokio::test]
async fn a_chat_gets_three_at_once_and_then_one_a_second() {
    let mut bench = Bench::with(Limits::telegram()).await;
    let chat = bench.chat();
    bench.queue(chat, &["1", "2", "3", "4", "5"]).await;
    for (second, sent) in [(1, 3), (2, 4)] {
        assert_eq!(bench.drain().await, Some(second));
        assert_eq!(bench.texts(chat).len(), sent);
        bench.wait(1);
    }
    assert_eq!(bench.drain().await, None);
    assert_eq!(bench.texts(chat), ["1", "2", "3", "4", "5"]);
}

#[tokio::test]
async fn a_group_gets_twenty_a_minute() {
    let mut bench = Bench::with(Limits::telegram()).await;
    let anna = person(&bench.sim, "Anna");
    let group = bench.sim.add_group("Work", &[anna]);
    bench.sim.add_bot_to_group(group, anna);
    let chat = ChatId(group.0);
    bench.queue(chat, &["x"; 21]).await;
    for _ in 0..17 {
        bench.drain().await;
        bench.wait(1);
    }
    assert_eq!(bench.drain().await, Some(60));
    assert_eq!(bench.texts(chat).len(), 20);
    bench.wait(43);
    assert_eq!(bench.drain().await, None);
    assert_eq!(bench.texts(chat).len(), 21);
}

#[tokio::test]
async fn an_urgent_message_overtakes_ten_thousand_others() {
    let mut bench = Bench::with(Limits::telegram()).await;
    let chats = bench.chats(100);
    let others = (1..=9_900).map(|number| ChatId(7_000_000_000 + number));
    let all = chats.into_iter().chain(others);
    let bulk: Vec<_> = all.map(|chat| bench.row(chat, &json!({"text": "bulk"}))).collect();
    for some in bulk.chunks(1_000) {
        bench.enqueue(some).await;
    }
    assert_eq!(bench.drain().await, Some(1));
    assert_eq!(bench.calls().len(), 30);
    let master = bench.chat();
    let mut urgent = bench.row(master, &json!({"text": "urgent"}));
    urgent.lane = 0;
    bench.enqueue(&[urgent]).await;
    bench.wait(1);
    assert_eq!(bench.drain().await, Some(2));
    let second: Vec<String> = bench.calls().split_off(30);
    assert_eq!(second.len(), 30);
    assert!(second.contains(&"urgent".to_owned()), "in the next second, before 9,970 older ones");
    assert_eq!(bench.waiting().await, 10_001 - 60);
}

#[tokio::test]
async fn a_chat_that_must_wait_does_not_take_the_place_of_others() {
    let mut bench = Bench::with(Limits::telegram()).await;
    let (busy, others) = (bench.chats(10), bench.chats(5));
    for chat in &busy {
        bench.queue(*chat, &["1", "2", "3", "4"]).await;
    }
    bench.drain().await;
    bench.wait(1);
    bench.drain().await;
    // All ten have used up their burst; their next rows are older than the others'.
    for chat in &busy {
        bench.queue(*chat, &["5"]).await;
    }
    for chat in &others {
        bench.queue(*chat, &["new"]).await;
    }
    assert_eq!(bench.drain().await, Some(2));
    for chat in &others {
        assert_eq!(bench.texts(*chat), ["new"]);
    }
}

#[tokio::test]
async fn a_row_for_later_waits_without_being_claimed() {
    let mut bench = Bench::open().await;
    let chat = bench.chat();
    let mut row = bench.row(chat, &json!({"text": "later"}));
    row.not_before = repairbot::clock::after(bench.clock.now(), std::time::Duration::from_secs(90));
    bench.enqueue(&[row]).await;
    assert_eq!(bench.drain().await, Some(90));
    bench.wait(90);
    assert_eq!(bench.drain().await, None);
    assert_eq!(bench.texts(chat), ["later"]);
}

#[tokio::test]
async fn a_ring_is_remembered_until_somebody_waits() {
    let wake = Wake::default();
    assert!(wake.wait().now_or_never().is_none());
    wake.clone().ring();
    wake.ring();
    assert!(wake.wait().now_or_never().is_some());
    assert!(wake.wait().now_or_never().is_none(), "several rings are one");
}
