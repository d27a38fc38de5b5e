//! What is made on its way: nobody waits for it, people are told when it takes long, and what goes wrong is tried again.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use std::time::Duration;

use async_trait::async_trait;
use repairbot::clock::Clock;
use repairbot::fault::Fault;
use repairbot::outbox::{Beats, Call, Later, SendTick, Turn, Work};
use repairbot::telegram::DeadReason;
use repairbot_core::ids::ChatId;
use serde_json::{Value, json};
use telegram_sim::{Fault as Trouble, FaultKind};
use tokio::sync::Semaphore;

use super::bench::{Bench, upload};

const NOTE: &str = "one moment";
/// What takes longer will not come.
const LONG: Duration = Duration::from_secs(20);

/// A work that takes so many seconds between its beats, and then becomes what its body says.
pub struct Slow {
    chat: ChatId,
    body: Value,
    clock: Clock,
    turns: Arc<Semaphore>,
    made: AtomicU64,
}

impl Slow {
    pub fn call(chat: ChatId, body: &Value, (clock, turns): (&Clock, &Arc<Semaphore>)) -> Call {
        let (clock, turns, made) = (clock.clone(), Arc::clone(turns), AtomicU64::new(0));
        Call::Later(Later(Arc::new(Self { chat, body: body.clone(), clock, turns, made })))
    }

    fn says(&self, text: &str) -> Call {
        Call::say(self.chat, text.to_owned())
    }
}

#[async_trait]
impl Work for Slow {
    fn turns(&self) -> Option<Arc<Semaphore>> {
        self.body["turn"].as_bool().is_some_and(|turn| turn).then(|| Arc::clone(&self.turns))
    }

    async fn make(&self, _turn: Turn, beats: Beats) -> Result<Call, Fault> {
        self.made.fetch_add(1, Ordering::Relaxed);
        for seconds in self.body["seconds"].as_array().unwrap() {
            self.clock.advance(Duration::from_secs(seconds.as_u64().unwrap()));
            if !beats.beat() {
                return if beats.is_over() { Ok(self.says("too long")) } else { Err(Fault::Stopped) };
            }
            tokio::task::yield_now().await;
        }
        let text = self.body["text"].as_str().unwrap();
        match text {
            "bug" => Err(Fault::Render("a bug".to_owned())),
            "stuck" => std::future::pending().await,
            "file" => Ok(upload(self.chat, "<b>big</b>", 3_000_000)),
            _ => Ok(self.says(text)),
        }
    }

    fn note(&self) -> Option<Call> {
        Some(self.says(NOTE))
    }

    fn given_up(&self) -> Call {
        self.says("given up")
    }
}

fn later(text: &str, seconds: &[u64]) -> Value {
    json!({ "do": "later", "text": text, "seconds": seconds })
}

/// A work that is made when no other one is.
fn in_turn(text: &str) -> Value {
    json!({ "do": "later", "text": text, "seconds": [], "turn": true })
}

#[tokio::test]
async fn after_two_seconds_people_are_told_to_wait_until_it_is_there() {
    let mut bench = Bench::open().await;
    for (seconds, told) in [(&[0, 1][..], 0), (&[1, 1, 1, 1], 1), (&[5, 5], 1), (&[], 0)] {
        let chat = bench.chat();
        let before = bench.calls().len();
        bench.queue_body(chat, later("here it is", seconds)).await;
        assert_eq!(bench.drain().await, None);
        assert_eq!(bench.texts(chat), ["here it is"], "{seconds:?}: the note is gone");
        let calls = bench.calls().split_off(before);
        assert_eq!(calls.iter().filter(|text| *text == NOTE).count(), told, "{seconds:?}");
    }
}

#[tokio::test]
async fn a_note_that_cannot_be_said_or_removed_harms_nobody() {
    let mut bench = Bench::open().await;
    for method in ["sendMessage", "deleteMessage"] {
        let chat = bench.chat();
        let (kind, times) = (FaultKind::LoseAnswer, Some(1));
        let trouble = Trouble {
            method: Some(method.to_owned()),
            chat: Some(telegram_sim::ChatId(chat.0)),
            kind,
            times,
        };
        bench.sim.fault(trouble);
        bench.queue_body(chat, later("file", &[3, 1, 1])).await;
        bench.drain().await;
        let texts = bench.texts(chat);
        assert!(texts.contains(&"big".to_owned()), "{method}: {texts:?}");
        assert!(texts.len() <= 2, "{method}: {texts:?}");
    }
}

#[tokio::test]
async fn a_file_goes_from_the_disk_and_leaves_nothing_there() {
    let mut bench = Bench::open().await;
    let chat = bench.chat();
    bench.queue_body(chat, later("file", &[])).await;
    assert_eq!(bench.drain().await, None);
    let chat = telegram_sim::ChatId(chat.0);
    let message = bench.sim.last_message(chat);
    assert_eq!(bench.sim.document(chat, message).unwrap().len(), 3_000_000);
    assert_eq!(bench.sim.message(chat, message).unwrap().text, "big");
}

#[tokio::test]
async fn others_do_not_wait_for_it() {
    let mut bench = Bench::open().await;
    let (slow, other) = (bench.chat(), bench.chat());
    bench.queue_body(slow, later("stuck", &[])).await;
    bench.queue(slow, &["after it"]).await;
    bench.queue(other, &["1", "2", "3"]).await;
    while bench.texts(other).len() < 3 {
        bench.sender.tick().await.unwrap();
        bench.sender.landed().await;
    }
    assert!(bench.texts(slow).is_empty(), "its own chat keeps its order");
    assert!(bench.calls().iter().all(|text| ["1", "2", "3"].contains(&text.as_str())));
}

#[tokio::test]
async fn what_takes_too_long_says_so() {
    let mut bench = Bench::open().await;
    let chat = bench.chat();
    bench.queue_body(chat, later("never", &[10, 10, 10])).await;
    assert_eq!(bench.drain().await, None);
    assert_eq!(bench.texts(chat), ["too long"]);
}

#[tokio::test]
async fn what_cannot_be_made_is_dead_after_three_tries() {
    let mut bench = Bench::open().await;
    let chat = bench.chat();
    bench.queue_body(chat, later("bug", &[])).await;
    bench.queue(chat, &["after it"]).await;
    let mut tries = 0;
    while bench.drain().await.is_some() {
        bench.wait(60);
        tries += 1;
        assert!(tries < 10, "it is never given up");
    }
    assert_eq!(bench.texts(chat), ["after it"]);
    let [(text, DeadReason::Unrenderable(_))] = &bench.toy.dead()[..] else { panic!("one is dead") };
    assert_eq!((text.as_str(), tries), ("bug", 2));
}

#[tokio::test]
async fn who_waits_for_a_turn_is_told_to_wait_too() {
    let mut bench = Bench::open().await;
    let chat = bench.chat();
    let turn = Arc::clone(&bench.toy.turns).acquire_owned().await.unwrap();
    bench.queue_body(chat, in_turn("here it is")).await;
    bench.sender.tick().await.unwrap();
    bench.wait(3);
    let told = async {
        while bench.texts(chat) != [NOTE] {
            // Nothing comes back: this gives the flight time.
            bench.sender.gather().await;
        }
    };
    tokio::time::timeout(LONG, told).await.expect("nothing is said");
    drop(turn);
    assert_eq!(bench.drain().await, None);
    assert_eq!(bench.texts(chat), ["here it is"], "the note is gone");
}

#[tokio::test]
async fn what_gets_no_turn_asks_ever_later_and_has_not_failed() {
    let mut bench = Bench::open().await;
    let chat = bench.chat();
    let turn = Arc::clone(&bench.toy.turns).acquire_owned().await.unwrap();
    bench.queue_body(chat, in_turn("here it is")).await;
    bench.queue(chat, &["after it"]).await;
    for pause in [1, 2, 4, 8, 16] {
        bench.sender.tick().await.unwrap();
        bench.wait(21);
        let now = bench.clock.now();
        bench.sender.landed().await;
        let next = bench.sender.drain().await.unwrap().unwrap();
        assert_eq!(next.duration_since(now).as_secs(), pause);
        bench.wait(u64::try_from(pause).unwrap());
    }
    assert_eq!((bench.texts(chat), bench.toy.dead()), (vec![], vec![]));
    drop(turn);
    assert_eq!(bench.drain().await, None);
    assert_eq!(bench.texts(chat), ["here it is", "after it"]);
}

#[tokio::test]
async fn what_is_made_too_slowly_is_given_up_in_words() {
    let mut bench = Bench::open().await;
    let chat = bench.chat();
    bench.queue_body(chat, later("stuck", &[])).await;
    bench.queue(chat, &["after it"]).await;
    for pause in [Some(1), Some(2), None] {
        bench.sender.tick().await.unwrap();
        bench.wait(22);
        let now = bench.clock.now();
        bench.sender.landed().await;
        let next = bench.sender.drain().await.unwrap();
        assert_eq!(next.map(|next| next.duration_since(now).as_secs()), pause);
        bench.wait(pause.unwrap_or(0).try_into().unwrap());
    }
    assert_eq!(bench.texts(chat), ["given up", "after it"]);
    assert_eq!((bench.toy.dead(), bench.waiting().await), (vec![], 0));
}

#[tokio::test]
async fn works_that_wait_hold_up_no_message() {
    let mut bench = Bench::open().await;
    let (works, others) = (bench.chats(70), bench.chats(40));
    let turn = Arc::clone(&bench.toy.turns).acquire_owned().await.unwrap();
    for chat in works.iter().copied() {
        bench.queue_body(chat, in_turn("work")).await;
    }
    for chat in others.iter().copied() {
        bench.queue(chat, &["1", "2"]).await;
    }
    loop {
        let tick = bench.sender.tick().await.unwrap();
        match tick {
            _ if bench.toy.delivered().len() == 80 => break,
            SendTick::Again => {}
            SendTick::Flying { .. } => {
                tokio::time::timeout(LONG, bench.sender.landed()).await.expect("messages wait for works");
            }
            SendTick::Idle { .. } => panic!("works are under way"),
        }
    }
    assert!(bench.toy.delivered().iter().all(|text| text != "work"));
    drop(turn);
    while bench.drain().await.is_some() {
        bench.wait(60);
    }
    assert!(works.iter().all(|chat| bench.texts(*chat) == ["work"]));
}
