//! The poller: nothing is acknowledged before it is committed, and nothing holds up the rest.

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use repairbot::clock::Clock;
use repairbot::fault::Fault;
use repairbot::intake::{PollTick, Poller, Process};
use repairbot::store::StoreError;
use repairbot::telegram::GetUpdates;
use sea_orm::{DbErr, RuntimeErr};
use serde_json::{Value, json};
use telegram_sim::{Fault as Trouble, FaultKind, Sim, UserId};

use super::support::{Logs, canned, clock, http, person, sim, telegram};

/// Notes what it is given. A text that begins with "bad" is a bug of ours, forever.
#[derive(Default)]
struct Toy {
    /// How many updates came together each time.
    sizes: Mutex<Vec<usize>>,
    tries: Mutex<Vec<i64>>,
    texts: Mutex<BTreeMap<i64, String>>,
    parked: Mutex<Vec<(i64, u32)>>,
    /// The database is away.
    away: AtomicBool,
    /// It goes away at an update with this text.
    away_at: Mutex<Option<String>>,
    /// Parking fails.
    full: AtomicBool,
}

fn outage() -> Fault {
    Fault::Store(StoreError::Unavailable(DbErr::Conn(RuntimeErr::Internal("gone".to_owned()))))
}

fn id(update: &Value) -> i64 {
    update["update_id"].as_i64().unwrap()
}

impl Toy {
    fn text<'a>(&self, update: &'a Value) -> Result<&'a str, Fault> {
        self.tries.lock().unwrap().push(id(update));
        let Some(text) = update["message"]["text"].as_str() else {
            return Err(Fault::Decode("not a message".to_owned()));
        };
        if self.away_at.lock().unwrap().as_deref() == Some(text) {
            self.away.store(true, Ordering::SeqCst);
        }
        if self.away.load(Ordering::SeqCst) {
            return Err(outage());
        }
        if text.starts_with("bad") {
            return Err(Fault::Render("a bug".to_owned()));
        }
        Ok(text)
    }
}

#[async_trait]
impl Process for Toy {
    async fn process(&self, updates: &[Value]) -> Result<(), Fault> {
        self.sizes.lock().unwrap().push(updates.len());
        let mut texts = Vec::new();
        for update in updates {
            texts.push((id(update), self.text(update)?.to_owned()));
        }
        self.texts.lock().unwrap().extend(texts);
        Ok(())
    }

    async fn park(&self, update: &Value, _: &Fault, tries: u32) -> Result<(), Fault> {
        if self.away.load(Ordering::SeqCst) {
            return Err(outage());
        }
        if self.full.load(Ordering::SeqCst) {
            return Err(Fault::Decode("no room".to_owned()));
        }
        self.parked.lock().unwrap().push((id(update), tries));
        Ok(())
    }
}

struct Desk {
    sim: Sim,
    toy: Arc<Toy>,
    clock: Clock,
    poller: Poller,
    anna: UserId,
}

impl Desk {
    async fn open() -> Self {
        let sim = sim().await;
        let anna = person(&sim, "Anna");
        let toy = Arc::new(Toy::default());
        let clock = clock();
        let poller = Poller::new(telegram(&sim.api_url()), toy.clone(), clock.clone());
        Self { sim, toy, clock, poller, anna }
    }

    fn says(&self, texts: &[&str]) {
        for text in texts {
            self.sim.send_text(self.anna, self.sim.private_chat(self.anna), text);
        }
    }

    fn trouble(&self, kind: FaultKind) {
        let method = Some("getUpdates".to_owned());
        self.sim.fault(Trouble { method, chat: None, kind, times: Some(1) });
    }

    async fn tick(&mut self) -> PollTick {
        self.poller.tick(0).await
    }

    fn committed(&self) -> Vec<String> {
        self.toy.texts.lock().unwrap().values().cloned().collect()
    }

    fn parked(&self) -> Vec<(i64, u32)> {
        self.toy.parked.lock().unwrap().clone()
    }

    fn away(&self, away: bool) {
        *self.toy.away_at.lock().unwrap() = None;
        self.toy.away.store(away, Ordering::SeqCst);
    }
}

const fn down(seconds: u64) -> PollTick {
    PollTick::Down { retry_in: Duration::from_secs(seconds) }
}

const fn database_down(seconds: u64) -> PollTick {
    PollTick::DatabaseDown { retry_in: Duration::from_secs(seconds) }
}

#[tokio::test]
async fn updates_are_committed_in_order_and_then_confirmed() {
    let mut desk = Desk::open().await;
    desk.says(&["one", "two", "three"]);
    assert_eq!(desk.tick().await, PollTick::Updates(3));
    assert_eq!(desk.committed(), ["one", "two", "three"]);
    assert!(desk.toy.tries.lock().unwrap().is_sorted());
    assert_eq!(desk.sim.pending_updates(), 3, "confirmed by the next request only");
    assert_eq!(desk.tick().await, PollTick::Empty);
    assert_eq!(desk.sim.pending_updates(), 0);
}

#[tokio::test]
async fn updates_share_transactions_of_a_bounded_size() {
    let mut desk = Desk::open().await;
    let texts: Vec<String> = (0..70).map(|number| number.to_string()).collect();
    desk.says(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(desk.tick().await, PollTick::Updates(70));
    assert_eq!(*desk.toy.sizes.lock().unwrap(), [32, 32, 6]);
    assert_eq!(desk.committed(), texts);
}

#[tokio::test]
async fn a_redelivered_update_comes_to_the_process_again() {
    let mut desk = Desk::open().await;
    desk.says(&["one", "two"]);
    desk.tick().await;
    desk.tick().await;
    desk.sim.redeliver(1);
    assert_eq!(desk.tick().await, PollTick::Updates(1));
    assert_eq!(desk.toy.tries.lock().unwrap().len(), 3);
    assert_eq!(desk.committed(), ["one", "two"]);
}

#[tokio::test]
async fn a_poisoned_update_is_parked_after_three_tries() {
    let mut desk = Desk::open().await;
    desk.says(&["one", "bad", "two"]);
    assert_eq!(desk.tick().await, PollTick::Updates(3));
    assert_eq!(desk.committed(), ["one", "two"]);
    let bad = desk.toy.tries.lock().unwrap()[1];
    assert_eq!(desk.parked(), [(bad, 3)]);
    assert_eq!(
        *desk.toy.sizes.lock().unwrap(),
        [3, 1, 1, 1, 1, 1],
        "in company, then alone, one of them three times"
    );
    assert_eq!(desk.tick().await, PollTick::Empty);
    assert_eq!(desk.sim.pending_updates(), 0);
}

/// Takes a second and a half for each try.
struct Slow(Clock, Toy);

#[async_trait]
impl Process for Slow {
    async fn process(&self, updates: &[Value]) -> Result<(), Fault> {
        self.0.advance(Duration::from_millis(1500));
        self.1.process(updates).await
    }

    async fn park(&self, update: &Value, error: &Fault, tries: u32) -> Result<(), Fault> {
        self.1.park(update, error, tries).await
    }
}

#[tokio::test]
async fn an_update_that_fails_slowly_gets_fewer_tries() {
    let desk = Desk::open().await;
    desk.says(&["bad"]);
    let slow = Arc::new(Slow(desk.clock.clone(), Toy::default()));
    let mut poller = Poller::new(telegram(&desk.sim.api_url()), slow.clone(), desk.clock.clone());
    assert_eq!(poller.tick(0).await, PollTick::Updates(1));
    assert_eq!(slow.1.parked.lock().unwrap()[0].1, 2);
}

#[tokio::test]
async fn without_the_database_nothing_is_acknowledged() {
    let mut desk = Desk::open().await;
    desk.says(&["one", "two", "three"]);
    *desk.toy.away_at.lock().unwrap() = Some("two".to_owned());
    assert_eq!(desk.tick().await, database_down(1));
    assert_eq!(desk.tick().await, database_down(2));
    assert_eq!(desk.tick().await, database_down(4));
    assert_eq!((desk.committed().len(), desk.parked().len(), desk.sim.pending_updates()), (0, 0, 3));

    // The batch is still here: Telegram is not asked.
    desk.away(false);
    desk.trouble(FaultKind::ServerError);
    assert_eq!(desk.tick().await, PollTick::Updates(3));
    assert_eq!(desk.committed(), ["one", "two", "three"]);
    assert_eq!(desk.tick().await, down(1));
    assert_eq!(desk.tick().await, PollTick::Empty);
    assert_eq!(desk.sim.pending_updates(), 0);
}

#[tokio::test]
async fn at_shutdown_only_what_was_committed_is_confirmed() {
    let mut desk = Desk::open().await;
    desk.poller.confirm().await.unwrap();
    desk.says(&["one", "two", "three"]);
    *desk.toy.away_at.lock().unwrap() = Some("two".to_owned());
    assert_eq!(desk.tick().await, database_down(1));
    desk.poller.confirm().await.unwrap();
    assert_eq!(desk.sim.pending_updates(), 3, "one is not committed without the others");
    desk.away(false);
    assert_eq!(desk.tick().await, PollTick::Updates(3));
    desk.says(&["four"]);
    *desk.toy.away_at.lock().unwrap() = Some("four".to_owned());
    assert_eq!(desk.tick().await, database_down(1));
    desk.poller.confirm().await.unwrap();
    assert_eq!(desk.sim.pending_updates(), 1);

    let mut next = Poller::new(telegram(&desk.sim.api_url()), desk.toy.clone(), desk.clock.clone());
    desk.away(false);
    assert_eq!(next.tick(0).await, PollTick::Updates(1));
    next.confirm().await.unwrap();
    assert_eq!((desk.committed().len(), desk.sim.pending_updates()), (4, 0));
}

#[tokio::test]
async fn what_cannot_be_parked_is_not_acknowledged() {
    let mut desk = Desk::open().await;
    desk.says(&["bad", "good"]);
    desk.toy.full.store(true, Ordering::SeqCst);
    assert_eq!(desk.tick().await, database_down(1));
    desk.poller.confirm().await.unwrap();
    assert_eq!(desk.sim.pending_updates(), 2);
    desk.toy.full.store(false, Ordering::SeqCst);
    assert_eq!(desk.tick().await, PollTick::Updates(2));
    assert_eq!((desk.committed().len(), desk.parked().len()), (1, 1));
}

#[tokio::test]
async fn garbage_is_parked_and_does_not_stop_the_rest() {
    let mut desk = Desk::open().await;
    desk.sim.send_raw_update(json!({"message": 5}));
    desk.sim.send_raw_update(json!({"no_such_kind": {"a": [1, 2]}}));
    desk.says(&["one"]);
    assert_eq!(desk.tick().await, PollTick::Updates(3));
    assert_eq!((desk.committed().len(), desk.parked().len()), (1, 2));

    // Without an id it can be neither told from others nor confirmed.
    assert_eq!(desk.tick().await, PollTick::Empty);
    desk.sim.send_raw_update(json!(7));
    desk.sim.send_raw_update(json!({"update_id": "seven"}));
    assert_eq!(desk.tick().await, down(1), "Telegram would repeat it at once");
    desk.says(&["two"]);
    assert_eq!(desk.tick().await, PollTick::Updates(3));
    assert_eq!(desk.tick().await, PollTick::Empty);
    assert_eq!((desk.committed().len(), desk.sim.pending_updates()), (2, 0));
    let made_up: Vec<i64> = desk.parked()[2..].iter().map(|(id, _)| *id).collect();
    assert_eq!(made_up.len(), 4);
    assert!(made_up.iter().all(|id| *id < 0));
    assert_eq!(made_up[..2], made_up[2..], "the same again has the same key");
}

#[tokio::test]
async fn numbering_may_start_anew_after_a_quiet_week() {
    let mut desk = Desk::open().await;
    desk.sim.send_raw_update(json!({"update_id": 900_000_000, "message": {"text": "old"}}));
    assert_eq!(desk.tick().await, PollTick::Updates(1));
    assert_eq!(desk.tick().await, PollTick::Empty);
    desk.sim.send_raw_update(json!({"update_id": 17, "message": {"text": "new"}}));
    assert_eq!(desk.tick().await, PollTick::Updates(1));
    assert_eq!(desk.committed(), ["new", "old"]);
}

#[tokio::test]
async fn telegram_out_of_reach_is_asked_again_ever_later() {
    let mut desk = Desk::open().await;
    for seconds in [1, 2, 4] {
        desk.trouble(FaultKind::ServerError);
        assert_eq!(desk.tick().await, down(seconds));
    }
    desk.trouble(FaultKind::LoseAnswer);
    assert_eq!(desk.tick().await, down(8));
    desk.trouble(FaultKind::TooManyRequests { retry_after: 7 });
    assert_eq!(desk.tick().await, down(7));
    assert_eq!(desk.tick().await, PollTick::Empty);
    desk.trouble(FaultKind::ServerError);
    assert_eq!(desk.tick().await, down(1));
}

#[tokio::test]
async fn a_lost_answer_loses_no_update() {
    let mut desk = Desk::open().await;
    desk.says(&["one"]);
    desk.trouble(FaultKind::LoseAnswer);
    assert_eq!(desk.tick().await, down(1));
    assert_eq!(desk.tick().await, PollTick::Updates(1));
}

#[tokio::test]
async fn a_wrong_token_is_said_and_not_hurried() {
    let logs = Logs::capture();
    let sim = telegram_sim::Sim::start().await.unwrap();
    let mut poller = Poller::new(telegram(&sim.api_url()), Arc::new(Toy::default()), clock());
    assert_eq!(poller.tick(0).await, down(60));
    assert!(logs.text().contains("BOT_TOKEN"));
}

#[tokio::test]
async fn a_second_poller_is_survived() {
    let mut desk = Desk::open().await;
    let other = telegram(&desk.sim.api_url());
    let first = {
        let mut tick = pin!(desk.poller.tick(50));
        let now = GetUpdates { offset: None, limit: 1, timeout_s: 0, allowed: &[] };
        loop {
            tokio::select! {
                biased;
                tick = &mut tick => break tick,
                _ = other.get_updates(now) => {}
            }
        }
    };
    assert_eq!(first, PollTick::Conflict);
    desk.says(&["one"]);
    assert_eq!(desk.tick().await, PollTick::Updates(1));
}

#[tokio::test]
async fn a_conflict_is_explained_once_a_minute() {
    let logs = Logs::capture();
    let body =
        json!({"ok": false, "error_code": 409, "description": "Conflict: terminated by other getUpdates"});
    let url = canned(vec![http("409 Conflict", &body.to_string()); 10]);
    let clock = clock();
    let mut poller = Poller::new(telegram(&url), Arc::new(Toy::default()), clock.clone());
    let explained = || logs.text().matches("updates go elsewhere").count();
    for _ in 0..5 {
        assert_eq!(poller.tick(0).await, PollTick::Conflict);
        clock.advance(Duration::from_secs(10));
    }
    assert_eq!(explained(), 1);
    clock.advance(Duration::from_secs(10));
    for _ in 0..5 {
        assert_eq!(poller.tick(0).await, PollTick::Conflict);
    }
    assert_eq!(explained(), 2);
}
