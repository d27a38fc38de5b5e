//! What is made on its way: nobody waits for it, people are told when it takes long, and what goes wrong is tried again.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use std::time::Duration;

use async_trait::async_trait;
use repairbot::clock::Clock;
use repairbot::fault::Fault;
use repairbot::outbox::{Beats, Call, Later, Temporary, Work};
use repairbot::telegram::DeadReason;
use repairbot_core::ids::ChatId;
use serde_json::{Value, json};
use telegram_sim::{Fault as Trouble, FaultKind};

use super::bench::Bench;

const NOTE: &str = "one moment";

/// A work that takes so many seconds between its beats, and then becomes what its body says.
pub struct Slow {
    chat: ChatId,
    body: Value,
    clock: Clock,
    made: AtomicU64,
}

impl Slow {
    pub fn call(chat: ChatId, body: &Value, clock: &Clock) -> Call {
        let made = AtomicU64::new(0);
        Call::Later(Later(Arc::new(Self { chat, body: body.clone(), clock: clock.clone(), made })))
    }

    fn says(&self, text: &str) -> Call {
        let text = text.to_owned();
        Call::Send { chat: self.chat, topic: None, text, markup: None, reply_to: None, silent: false }
    }
}

#[async_trait]
impl Work for Slow {
    async fn make(&self, beats: Beats) -> Result<Call, Fault> {
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
            "file" => {
                let file = tempfile::NamedTempFile::new().unwrap();
                std::fs::write(file.path(), vec![b'x'; 3_000_000]).unwrap();
                let file = Temporary::new(file.into_temp_path());
                let (file_name, caption) = ("big.xlsx".to_owned(), "<b>big</b>".to_owned());
                Ok(Call::Upload { chat: self.chat, file_name, file, caption, photo: false })
            }
            _ => Ok(self.says(text)),
        }
    }

    fn note(&self) -> Call {
        self.says(NOTE)
    }
}

fn later(text: &str, seconds: &[u64]) -> Value {
    json!({ "do": "later", "text": text, "seconds": seconds })
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
