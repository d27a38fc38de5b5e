//! The sender: every message arrives or visibly fails, in its chat's order, and nobody waits for another.

use std::time::Duration;

use repairbot::clock::after;
use repairbot::lease::{LASTS, Lease};
use repairbot::outbox::SendTick;
use repairbot::store::outbox::{self, ClaimQuery};
use repairbot::store::{chats, people};
use repairbot::telegram::DeadReason;
use repairbot_core::ids::{ChatId, PersonId, TelegramId};
use repairbot_core::pii::PersonName;
use serde_json::json;
use telegram_sim::{Fault as Trouble, FaultKind, UserId};

use super::bench::{Bench, Mishap};
use super::support::person;

#[tokio::test]
async fn within_a_chat_messages_keep_their_order() {
    let mut bench = Bench::open().await;
    let chats = bench.chats(12);
    let texts = ["1", "2", "3", "4", "5"];
    for text in texts {
        for chat in &chats {
            bench.queue(*chat, &[text]).await;
        }
    }
    assert_eq!(bench.drain().await, None);
    for chat in &chats {
        assert_eq!(bench.texts(*chat), texts);
    }
    assert_eq!((bench.waiting().await, bench.toy.delivered().len()), (0, 60));
}

#[tokio::test]
async fn what_was_sent_is_remembered_with_its_message() {
    let mut bench = Bench::open().await;
    let chat = bench.chat();
    bench.queue(chat, &["card"]).await;
    bench.drain().await;
    let message = bench.toy.sent.lock().unwrap()[0].1.unwrap();
    bench.queue_body(chat, json!({"do": "edit", "message": message, "text": "card, newer"})).await;
    bench.queue_body(chat, json!({"do": "edit", "message": message, "text": "card, newer"})).await;
    bench.queue_body(chat, json!({"do": "nothing", "text": "nothing"})).await;
    bench.queue_body(chat, json!({"do": "file", "text": "file"})).await;
    bench.drain().await;
    assert_eq!(bench.texts(chat), ["card, newer", "file"]);
    let again = ("card, newer".to_owned(), Some(message));
    let sent = bench.toy.sent.lock().unwrap().clone();
    assert_eq!(sent[1..4], [again.clone(), again, ("nothing".to_owned(), None)], "not modified is success");
    assert!(sent[4].1.is_some());

    for _ in 0..2 {
        bench.queue_body(chat, json!({"do": "delete", "message": message, "text": "gone"})).await;
    }
    bench.drain().await;
    assert_eq!(bench.texts(chat), ["file"]);
    assert_eq!((bench.toy.dead(), bench.waiting().await), (vec![], 0), "gone twice is gone");
}

#[tokio::test]
async fn a_server_error_is_tried_again_ever_later_and_holds_only_its_chat() {
    let mut bench = Bench::open().await;
    let (one, two) = (bench.chat(), bench.chat());
    bench.trouble(one, 3, FaultKind::ServerError);
    bench.queue(one, &["1", "2"]).await;
    bench.queue(two, &["3", "4"]).await;
    assert_eq!(bench.drain().await, Some(1));
    assert_eq!(bench.texts(two), ["3", "4"]);
    bench.wait(1);
    assert_eq!(bench.drain().await, Some(1 + 2));
    bench.wait(2);
    assert_eq!(bench.drain().await, Some(1 + 2 + 4));
    assert!(bench.texts(one).is_empty());
    bench.wait(4);
    assert_eq!(bench.drain().await, None);
    assert_eq!(bench.texts(one), ["1", "2"]);
}

#[tokio::test]
async fn a_lost_answer_costs_one_extra_message() {
    let mut bench = Bench::open().await;
    let chat = bench.chat();
    bench.trouble(chat, 1, FaultKind::LoseAnswer);
    bench.queue(chat, &["1", "2"]).await;
    assert_eq!(bench.drain().await, Some(1));
    bench.wait(1);
    assert_eq!(bench.drain().await, None);
    assert_eq!(bench.texts(chat), ["1", "1", "2"]);
    assert_eq!(bench.toy.delivered(), ["1", "2"]);
}

#[tokio::test]
async fn a_second_lost_answer_is_the_last() {
    let mut bench = Bench::open().await;
    let chat = bench.chat();
    bench.trouble(chat, 1, FaultKind::LoseAnswer);
    bench.queue(chat, &["1", "2"]).await;
    bench.drain().await;
    // A refusal in between does not make the message any less doubtful.
    bench.wait(1);
    bench.trouble(chat, 1, FaultKind::ServerError);
    bench.drain().await;
    bench.wait(2);
    bench.trouble(chat, 1, FaultKind::LoseAnswer);
    assert_eq!(bench.drain().await, None);
    assert_eq!(bench.texts(chat), ["1", "1", "2"]);
    assert_eq!(bench.toy.dead(), [("1".to_owned(), DeadReason::AmbiguousTwice)]);
    assert_eq!(bench.dead_letters().await, [DeadReason::AmbiguousTwice.to_string()]);
}

#[tokio::test]
async fn edits_are_repeated_until_they_are_answered() {
    let mut bench = Bench::open().await;
    let chat = bench.chat();
    bench.queue(chat, &["card"]).await;
    bench.drain().await;
    let message = bench.toy.sent.lock().unwrap()[0].1.unwrap();
    let (method, kind) = (Some("editMessageText".to_owned()), FaultKind::LoseAnswer);
    bench.sim.fault(Trouble { method, chat: None, kind, times: Some(4) });
    bench.queue_body(chat, json!({"do": "edit", "message": message, "text": "newer"})).await;
    for _ in 0..4 {
        assert!(bench.drain().await.is_some());
        bench.wait(60);
    }
    assert_eq!(bench.drain().await, None);
    assert_eq!((bench.texts(chat), bench.toy.dead()), (vec!["newer".to_owned()], vec![]));
}

async fn master(bench: &Bench, account: UserId) -> PersonId {
    let tx = bench.store.write().await.unwrap();
    let new = people::NewPerson {
        id: PersonId(77),
        telegram_id: Some(TelegramId(account.0)),
        name: PersonName::parse("Anna").unwrap(),
        username: None,
        phone: None,
        specialization: None,
        language: None,
        reachable: true,
        created_at: bench.clock.now(),
    };
    people::insert(&tx, &new).await.unwrap();
    tx.commit().await.unwrap();
    new.id
}

#[tokio::test]
async fn who_blocked_the_bot_is_marked_and_holds_up_nobody() {
    let mut bench = Bench::open().await;
    let (blocked, other) = (bench.chat(), bench.chat());
    let master = master(&bench, UserId(blocked.0)).await;
    bench.sim.block_bot(UserId(blocked.0));
    let mut rows = [bench.row(blocked, &json!({"text": "1"})), bench.row(blocked, &json!({"text": "2"}))];
    for row in &mut rows {
        row.person = Some(master);
    }
    bench.enqueue(&rows).await;
    bench.queue(other, &["3"]).await;
    assert_eq!(bench.drain().await, None);
    assert_eq!(bench.texts(other), ["3"]);
    let failed = bench.toy.failed.lock().unwrap().clone();
    let first = ("1".to_owned(), DeadReason::Blocked, Some(true));
    let second = ("2".to_owned(), DeadReason::Blocked, Some(false));
    assert_eq!(failed, [first, second], "the first failure can be told from the next");
    let tx = bench.store.read().await.unwrap();
    assert!(!people::by_id(&tx, master).await.unwrap().unwrap().reachable);
    assert!(!chats::get(&tx, blocked).await.unwrap().unwrap().reachable);
}

#[tokio::test]
async fn a_group_that_removed_the_bot_does_not_make_its_master_unreachable() {
    let mut bench = Bench::open().await;
    let anna = person(&bench.sim, "Anna");
    let master = master(&bench, anna).await;
    let group = bench.sim.add_group("Work", &[anna]);
    bench.sim.add_bot_to_group(group, anna);
    bench.sim.remove_bot_from_group(group, anna);
    let mut row = bench.row(ChatId(group.0), &json!({"text": "1"}));
    row.person = Some(master);
    bench.enqueue(&[row]).await;
    bench.drain().await;
    assert_eq!(bench.toy.dead().len(), 1);
    let tx = bench.store.read().await.unwrap();
    assert!(people::by_id(&tx, master).await.unwrap().unwrap().reachable);
    assert!(!chats::get(&tx, ChatId(group.0)).await.unwrap().unwrap().reachable);
}

#[tokio::test]
async fn messages_follow_a_group_that_became_a_supergroup() {
    let mut bench = Bench::open().await;
    let anna = person(&bench.sim, "Anna");
    let group = bench.sim.add_group("Work", &[anna]);
    bench.sim.add_bot_to_group(group, anna);
    bench.queue(ChatId(group.0), &["1", "2"]).await;
    let supergroup = bench.sim.migrate_to_supergroup(group);
    bench.queue(ChatId(group.0), &["3"]).await;
    assert_eq!(bench.drain().await, None);
    assert_eq!(bench.texts(ChatId(supergroup.0)), ["1", "2", "3"]);
    let tx = bench.store.read().await.unwrap();
    let old = chats::get(&tx, ChatId(group.0)).await.unwrap().unwrap();
    assert_eq!(old.migrated_to, Some(ChatId(supergroup.0)));
}

#[tokio::test]
async fn what_cannot_be_rendered_is_dead_after_three_tries() {
    let mut bench = Bench::open().await;
    let (one, two) = (bench.chat(), bench.chat());
    bench.toy.rendering("bug", &[Mishap::Bug; 10]);
    bench.toy.rendering("shaky", &[Mishap::Bug, Mishap::Outage, Mishap::Outage, Mishap::Outage]);
    bench.queue(one, &["bug", "after it"]).await;
    bench.queue(two, &["shaky"]).await;
    // Three tries for the bug; an outage is nobody's fault and counts for no row.
    while bench.drain().await.is_some() {
        bench.wait(10);
    }
    assert_eq!((bench.texts(one), bench.texts(two)), (vec!["after it".to_owned()], vec!["shaky".to_owned()]));
    let [(text, DeadReason::Unrenderable(_))] = &bench.toy.dead()[..] else { panic!("one is dead") };
    assert_eq!(text, "bug");
}

#[tokio::test]
async fn a_refused_message_is_dead_and_the_next_one_leaves() {
    let mut bench = Bench::open().await;
    let chat = bench.chat();
    bench.queue(chat, &["<b>not closed", "fine"]).await;
    bench.queue(ChatId(999), &["to nobody"]).await;
    assert_eq!(bench.drain().await, None);
    assert_eq!(bench.texts(chat), ["fine"]);
    let reasons: Vec<DeadReason> = bench.toy.dead().into_iter().map(|(_, reason)| reason).collect();
    assert!(reasons.contains(&DeadReason::ChatNotFound), "{reasons:?}");
    assert!(reasons.iter().any(|reason| matches!(reason, DeadReason::BadRequest(_))), "{reasons:?}");
}

#[tokio::test]
async fn a_process_that_died_after_sending_costs_one_extra_message() {
    let mut bench = Bench::open().await;
    let chat = bench.chat();
    bench.queue(chat, &["1", "2"]).await;
    assert_eq!(bench.sender.tick().await.unwrap(), SendTick::Flying { next_due: None });
    bench.sender.landed().await;
    bench.restart();
    assert_eq!(bench.drain().await, None);
    assert_eq!(bench.texts(chat), ["1", "1", "2"]);
    assert_eq!(bench.toy.delivered(), ["1", "2"]);
}

#[tokio::test]
async fn at_shutdown_what_is_under_way_is_settled_and_nothing_is_started() {
    let mut bench = Bench::open().await;
    let chat = bench.chat();
    bench.queue(chat, &["1", "2"]).await;
    bench.sender.tick().await.unwrap();
    bench.sender.finish().await.unwrap();
    assert_eq!(bench.toy.delivered(), ["1"]);
    bench.restart();
    bench.drain().await;
    assert_eq!(bench.texts(chat), ["1", "2"]);
}

#[tokio::test]
async fn what_was_sent_during_an_outage_is_settled_after_it() {
    let mut bench = Bench::open().await;
    let chats = bench.chats(3);
    bench.toy.remembering("1", &[Mishap::Outage; 2]);
    for (chat, text) in chats.iter().zip(["0", "1", "2"]) {
        bench.queue(*chat, &[text]).await;
    }
    assert!(bench.sender.drain().await.unwrap_err().is_outage());
    // Longer than the claim lasts.
    bench.wait(100);
    assert!(bench.sender.drain().await.unwrap_err().is_outage());
    assert_eq!(bench.drain().await, None);
    for (chat, text) in chats.iter().zip(["0", "1", "2"]) {
        assert_eq!(bench.texts(*chat), [text]);
    }
    assert_eq!(bench.waiting().await, 0);
}

#[tokio::test]
async fn a_consequence_that_cannot_be_written_does_not_repeat_the_message() {
    let mut bench = Bench::open().await;
    let (one, two) = (bench.chat(), bench.chat());
    bench.toy.remembering("1", &[Mishap::Bug; 100]);
    bench.queue(one, &["1", "3"]).await;
    bench.queue(two, &["2"]).await;
    assert_eq!(bench.drain().await, None);
    assert_eq!((bench.texts(one), bench.texts(two)), (vec!["1".into(), "3".into()], vec!["2".to_owned()]));
    let mut delivered = bench.toy.delivered();
    delivered.sort_unstable();
    delivered.dedup();
    assert_eq!((delivered, bench.waiting().await), (vec!["2".to_owned(), "3".to_owned()], 0));
}

#[tokio::test]
async fn a_claim_about_to_end_is_not_sent() {
    let mut bench = Bench::open().await;
    let chat = bench.chat();
    bench.toy.rendering("1", &[Mishap::Slow(75)]);
    bench.queue(chat, &["1"]).await;
    assert_eq!(bench.sender.tick().await.unwrap(), SendTick::Again);
    let flying = SendTick::Flying { next_due: None };
    assert_eq!(bench.sender.tick().await.unwrap(), flying, "put back, and claimed anew");
    assert_eq!(bench.drain().await, None);
    assert_eq!(bench.texts(chat), ["1"]);
}

#[tokio::test]
async fn a_claim_that_would_end_during_an_upload_is_not_sent() {
    let mut bench = Bench::open().await;
    let (one, two) = (bench.chat(), bench.chat());
    // A message would be through in time: a file may take longer.
    bench.toy.rendering("file", &[Mishap::Slow(65)]);
    bench.queue_body(one, json!({"do": "upload", "text": "file"})).await;
    bench.queue(two, &["text"]).await;
    bench.sender.tick().await.unwrap();
    bench.sender.landed().await;
    assert_eq!((bench.texts(one), bench.texts(two)), (vec![], vec!["text".to_owned()]));
    assert_eq!(bench.drain().await, None);
    assert_eq!(bench.texts(one), ["file"]);
}

#[tokio::test]
async fn a_claim_that_ran_out_is_taken_over() {
    let mut bench = Bench::open().await;
    let chat = bench.chat();
    bench.queue(chat, &["1"]).await;
    let tx = bench.store.write().await.unwrap();
    let query = ClaimQuery { now: bench.clock.now(), limit: 1, epoch: i64::MAX, lease_ms: 60_000 };
    assert_eq!(outbox::claim(&tx, &query, &[]).await.unwrap().len(), 1);
    tx.commit().await.unwrap();
    assert_eq!(bench.drain().await, None);
    assert!(bench.texts(chat).is_empty());
    bench.wait(90);
    bench.drain().await;
    assert_eq!(bench.texts(chat), ["1"]);
}

/// Ticks until so many rows are settled although others hang.
async fn until_delivered(bench: &mut Bench, count: usize) {
    loop {
        let tick = bench.sender.tick().await.unwrap();
        match tick {
            _ if bench.toy.delivered().len() >= count => return,
            SendTick::Again => {}
            SendTick::Flying { .. } => bench.sender.landed().await,
            SendTick::Idle { .. } => panic!("something hangs"),
        }
    }
}

#[tokio::test]
async fn a_request_that_hangs_delays_neither_others_nor_writers() {
    let mut bench = Bench::open().await;
    let (slow, other) = (bench.chat(), bench.chat());
    bench.trouble(slow, 1, FaultKind::Hang);
    bench.queue(slow, &["hangs"]).await;
    bench.queue(other, &["1", "2", "3"]).await;
    until_delivered(&mut bench, 3).await;
    assert_eq!(bench.sender.tick().await.unwrap(), SendTick::Flying { next_due: None });
    // The only writer of the database is free, and what it commits leaves at once.
    bench.queue(other, &["4"]).await;
    until_delivered(&mut bench, 4).await;
    assert_eq!(bench.texts(other), ["1", "2", "3", "4"]);
    assert_eq!(bench.waiting().await, 1);
}

#[tokio::test]
async fn whoever_is_not_sure_to_lead_sends_nothing() {
    let mut bench = Bench::open().await;
    let chat = bench.chat();
    let mut lease = Lease::new(bench.store.clone(), bench.clock.clone(), 1);
    bench.restart_in(lease.tick().await.unwrap().unwrap());
    bench.queue(chat, &["1"]).await;
    bench.clock.advance(LASTS);
    assert!(bench.sender.drain().await.unwrap().is_some(), "it looks again");
    assert_eq!((bench.texts(chat), bench.waiting().await), (vec![], 1));
    lease.tick().await.unwrap().unwrap();
    // What takes so long that the term is over by then is put back.
    bench.toy.rendering("1", &[Mishap::Slow(LASTS.as_secs())]);
    assert!(bench.sender.drain().await.unwrap().is_some());
    assert_eq!((bench.texts(chat), bench.waiting().await), (vec![], 1));
    lease.tick().await.unwrap().unwrap();
    assert_eq!(bench.drain().await, None);
    assert_eq!((bench.texts(chat), bench.waiting().await), (vec!["1".to_owned()], 0));
}

/// A message of this chat is under way, and before its leader can write down what became of it he stands still: another one
/// takes over, whose claim it is now. Gives that one's claim.
async fn taken_over(bench: &mut Bench, chat: ChatId) -> ClaimQuery {
    let process = |me| Lease::new(bench.store.clone(), bench.clock.clone(), me);
    let (mut one, mut two) = (process(1), process(2));
    let term = one.tick().await.unwrap().unwrap();
    bench.restart_in(term);
    assert!(two.tick().await.unwrap().is_none());
    bench.queue(chat, &["1"]).await;
    bench.sender.tick().await.unwrap();
    bench.sender.landed().await;
    bench.clock.advance(LASTS);
    let term = two.tick().await.unwrap().unwrap();
    let tx = bench.store.write().await.unwrap();
    outbox::release_stale(&tx, bench.clock.now(), term.epoch()).await.unwrap();
    let query = ClaimQuery { now: bench.clock.now(), limit: 1, epoch: term.epoch(), lease_ms: 60_000 };
    assert_eq!(outbox::claim(&tx, &query, &[]).await.unwrap().len(), 1);
    tx.commit().await.unwrap();
    query
}

#[tokio::test]
async fn what_a_former_leader_had_under_way_is_not_his_to_repeat() {
    let mut bench = Bench::open().await;
    let chat = bench.chat();
    bench.trouble(chat, 1, FaultKind::ServerError);
    let query = taken_over(&mut bench, chat).await;
    bench.sender.finish().await.unwrap();
    let tx = bench.store.write().await.unwrap();
    let query = ClaimQuery { now: after(bench.clock.now(), Duration::from_secs(30)), ..query };
    assert!(outbox::claim(&tx, &query, &[]).await.unwrap().is_empty(), "nobody else may take it");
}

#[tokio::test]
async fn a_former_leader_does_not_tell_what_another_one_will_find_out() {
    let mut bench = Bench::open().await;
    let chat = bench.chat();
    bench.sim.block_bot(UserId(chat.0));
    taken_over(&mut bench, chat).await;
    bench.sender.finish().await.unwrap();
    assert_eq!(bench.toy.failed.lock().unwrap().len(), 0, "the office would hear of it twice");
    let tx = bench.store.read().await.unwrap();
    assert!(chats::get(&tx, chat).await.unwrap().is_none_or(|chat| chat.reachable));
    assert_eq!(outbox::pending_count(&tx).await.unwrap(), 1, "it is the other one's");
}

#[tokio::test]
async fn what_takes_longer_to_make_than_the_term_lasts_is_not_sent() {
    let mut bench = Bench::open().await;
    let chat = bench.chat();
    let mut lease = Lease::new(bench.store.clone(), bench.clock.clone(), 1);
    let term = lease.tick().await.unwrap().unwrap();
    bench.restart_in(term);
    bench.queue_body(chat, json!({ "do": "later", "text": "late", "seconds": [1, LASTS.as_secs()] })).await;
    bench.sender.tick().await.unwrap();
    bench.sender.landed().await;
    assert!(!bench.texts(chat).contains(&"late".to_owned()), "{:?}", bench.texts(chat));
    lease.tick().await.unwrap().unwrap();
    bench.wait(1);
    bench.toy.rendering("late", &[]);
    assert_eq!(bench.waiting().await, 1, "it waits for whoever leads");
}
