//! What the desk answers over HTTP, request by request.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Waker},
    time::Duration,
};

use async_trait::async_trait;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use repairbot::{
    clock::{Clock, after},
    fault::Fault,
    intake::{self, HookTick, Process},
    metrics::Metrics,
    pulse::{Beating, Pulse},
    store::{Store, StoreError, StoreOptions},
    web::{self, Private},
};
use sea_orm::{DbErr, RuntimeErr};
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::Mutex};

use super::support::clock;
use crate::support::{Database, Kind};

const SECRET: &str = "s3cret";
const HEADER: &str = "X-Telegram-Bot-Api-Secret-Token";

/// Writes down what is committed and what is parked.
#[derive(Default)]
struct Book {
    committed: Mutex<Vec<Value>>,
    parked: Mutex<Vec<Value>>,
    /// Both, in their order.
    effects: Mutex<Vec<Value>>,
    /// Something is under way.
    at_work: AtomicBool,
    /// Something began before another thing ended.
    crossed: AtomicBool,
    away: AtomicBool,
    broken: AtomicBool,
}

impl Book {
    /// What is written down, a little at a time: whoever comes between finds it half-done.
    async fn writes(&self, to: &Mutex<Vec<Value>>, updates: &[Value]) {
        self.crossed.fetch_or(self.at_work.swap(true, Ordering::Relaxed), Ordering::Relaxed);
        for update in updates {
            tokio::task::yield_now().await;
            to.lock().await.push(update.clone());
            self.effects.lock().await.push(update.clone());
        }
        self.at_work.store(false, Ordering::Relaxed);
    }
}

#[async_trait]
impl Process for Book {
    async fn process(&self, updates: &[Value]) -> Result<(), Fault> {
        if self.away.load(Ordering::Relaxed) {
            let lost = DbErr::Conn(RuntimeErr::Internal("away".to_owned()));
            return Err(Fault::Store(StoreError::from(lost)));
        }
        if self.broken.load(Ordering::Relaxed) && updates.iter().any(|one| one["bad"] == true) {
            return Err(Fault::Damaged("a bug".to_owned()));
        }
        self.writes(&self.committed, updates).await;
        Ok(())
    }

    async fn park(&self, update: &Value, _: &Fault, _: u32) -> Result<(), Fault> {
        self.writes(&self.parked, std::slice::from_ref(update)).await;
        Ok(())
    }
}

/// The public side over a book; its queue is settled in the background.
async fn public() -> (String, Arc<Book>) {
    let book: Arc<Book> = Arc::default();
    let (hook, mut queue) = intake::hook(Arc::clone(&book) as Arc<dyn Process>, clock());
    tokio::spawn(async move {
        while queue.wait().await {
            queue.tick().await;
        }
    });
    (served(web::public("/webhook", hook, SecretString::from(SECRET))).await, book)
}

pub async fn served(router: axum::Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (keep, stop) = tokio::sync::watch::channel(false);
    tokio::spawn(async move {
        let _keep = keep;
        web::serve(listener, router, stop).await
    });
    format!("http://{address}")
}

async fn post(url: &str, secret: Option<&str>, body: impl Into<reqwest::Body>) -> u16 {
    repairbot::telegram::install_crypto();
    let mut request = reqwest::Client::new().post(format!("{url}/webhook")).body(body);
    if let Some(secret) = secret {
        request = request.header(HEADER, secret);
    }
    request.send().await.unwrap().status().as_u16()
}

pub async fn get(url: &str) -> (u16, String) {
    repairbot::telegram::install_crypto();
    let answer = reqwest::get(url).await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test]
async fn an_update_is_acknowledged_when_it_is_committed() {
    let (url, book) = public().await;
    let update = json!({ "update_id": 5 });
    assert_eq!(post(&url, Some(SECRET), update.to_string()).await, 200);
    assert_eq!(*book.committed.lock().await, std::slice::from_ref(&update));
    // The database is away: Telegram keeps it and brings it again.
    book.away.store(true, Ordering::Relaxed);
    assert_eq!(post(&url, Some(SECRET), update.to_string()).await, 503);
    book.away.store(false, Ordering::Relaxed);
    assert_eq!(post(&url, Some(SECRET), update.to_string()).await, 200);
    assert_eq!(book.committed.lock().await.len(), 2);
}

#[tokio::test]
async fn nobody_but_telegram_gets_in() {
    let (url, book) = public().await;
    let update = json!({ "update_id": 5 }).to_string();
    for secret in [None, Some(""), Some("S3CRET"), Some("s3cre"), Some("s3crets")] {
        assert_eq!(post(&url, secret, update.clone()).await, 401, "{secret:?}");
    }
    assert_eq!(get(&format!("{url}/webhook")).await.0, 405);
    assert_eq!(get(&format!("{url}/")).await.0, 404);
    assert_eq!(get(&format!("{url}/metrics")).await.0, 404, "figures are for the private side");
    assert!(book.committed.lock().await.is_empty() && book.parked.lock().await.is_empty());
}

#[tokio::test]
async fn what_is_no_update_is_put_aside_and_never_a_500() {
    let (url, book) = public().await;
    for (nth, garbage) in ["", "not json", "[1,2]", "{\"message\":{}}", "\"\\u0000\""].into_iter().enumerate()
    {
        assert_eq!(post(&url, Some(SECRET), garbage).await, 200, "{garbage:?}");
        assert_eq!(book.parked.lock().await.len(), nth + 1, "{garbage:?}");
    }
    assert_eq!(post(&url, Some(SECRET), vec![0xff, 0xfe]).await, 200);
    assert_eq!(post(&url, Some(SECRET), vec![b' '; 2 << 20]).await, 413);
    book.broken.store(true, Ordering::Relaxed);
    assert_eq!(post(&url, Some(SECRET), json!({ "update_id": 6, "bad": true }).to_string()).await, 200);
    let parked = book.parked.lock().await;
    assert_eq!(parked.last().unwrap()["update_id"], 6);
    assert!(book.committed.lock().await.is_empty());
}

/// The numbers of the updates for which this holds, in the order in which something became of them.
async fn effects(book: &Book, of: impl Fn(&Value) -> bool) -> Vec<i64> {
    let effects = book.effects.lock().await;
    effects.iter().filter(|one| of(one)).map(|one| one["update_id"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn updates_that_come_together_are_committed_in_their_order() {
    let book: Arc<Book> = Arc::default();
    book.broken.store(true, Ordering::Relaxed);
    let (hook, mut queue) = intake::hook(Arc::clone(&book) as Arc<dyn Process>, clock());
    // All of them wait before the first is settled; in this order they are put into the queue.
    let mut brought: FuturesUnordered<_> = FuturesUnordered::new();
    for nth in 1..=100 {
        // The runtime would let it wait after so many.
        let taken = tokio::task::unconstrained(hook.take(json!({ "update_id": nth, "bad": nth % 13 == 7 })));
        let mut taken = Box::pin(taken);
        assert!(taken.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        brought.push(taken);
    }
    let settled = async {
        let mut settled = 0;
        while settled < 100 && queue.wait().await {
            let HookTick::Updates(count) = queue.tick().await else { panic!("the database is there") };
            settled += count;
        }
    };
    let answered = async { while brought.next().await.is_some_and(|answer| answer.is_ok()) {} };
    tokio::join!(settled, answered);
    // Of everybody together, so of each person and of each chat.
    assert_eq!(effects(&book, |_| true).await, (1..=100).collect::<Vec<_>>());
    assert_eq!(book.parked.lock().await.len(), 8);
}

/// Telegram posts those of one chat one after the other, and those of many chats at once.
#[tokio::test]
async fn each_chat_keeps_its_order_whatever_comes_meanwhile() {
    const EACH: i64 = 12;
    let (url, book) = public().await;
    book.broken.store(true, Ordering::Relaxed);
    let chats = (0..8).map(|chat| {
        let (url, book) = (url.clone(), Arc::clone(&book));
        async move {
            for nth in 0..EACH {
                // Every other chat has some that fail.
                let (id, bad) = (chat * 100 + nth, chat % 2 == 1 && nth % 5 == 3);
                let update = json!({ "update_id": id, "chat": chat, "bad": bad });
                assert_eq!(post(&url, Some(SECRET), update.to_string()).await, 200);
                let last = effects(&book, |one| one["chat"] == chat).await.pop();
                assert_eq!(last, Some(id), "it is acknowledged when something became of it");
            }
        }
    });
    futures_util::future::join_all(chats).await;
    for chat in 0..8 {
        let expected: Vec<i64> = (0..EACH).map(|nth| chat * 100 + nth).collect();
        assert_eq!(effects(&book, |one| one["chat"] == chat).await, expected);
    }
    assert!(!book.crossed.load(Ordering::Relaxed), "two updates never run at once");
    assert_eq!(book.parked.lock().await.len(), 4 * 2);
}

/// The private side over a database of its own.
async fn private(clock: &Clock) -> (String, Store, Pulse, Database) {
    let database = Database::migrated(Kind::Sqlite).await.unwrap();
    let store =
        Store::connect(&StoreOptions { url: database.url.clone(), max_connections: 2 }).await.unwrap();
    let metrics = Metrics::new().unwrap();
    store.tell(metrics.clone());
    let pulse = Pulse::new(clock.clone());
    let parts =
        Private { bot: None, store: store.clone(), clock: clock.clone(), pulse: pulse.clone(), metrics };
    (served(web::private(vec![parts])).await, store, pulse, database)
}

#[tokio::test]
async fn a_loop_that_stands_still_is_no_life_and_an_outage_is_not_ready() {
    let clock = clock();
    let (url, store, pulse, database) = private(&clock).await;
    assert_eq!(get(&format!("{url}/healthz")).await, (200, r#"{"alive":true,"silent":[]}"#.to_owned()));
    assert_eq!(get(&format!("{url}/readyz")).await.0, 200);
    // Telegram is away for minutes: the loops turn, and no update can come.
    clock.set(after(clock.now(), Duration::from_secs(150)));
    Beating::ALL.into_iter().for_each(|one| pulse.beat(one));
    assert_eq!(get(&format!("{url}/healthz")).await.0, 200);
    let (status, told) = get(&format!("{url}/readyz")).await;
    assert!(status == 503 && told.contains(r#""telegram":"failing""#) && told.contains(r#""database":"ok""#));
    // The polling loop hangs.
    clock.set(after(clock.now(), Duration::from_secs(200)));
    pulse.beat(Beating::Outbox);
    pulse.beat(Beating::Schedule);
    assert_eq!(
        get(&format!("{url}/healthz")).await,
        (503, r#"{"alive":false,"silent":["intake"]}"#.to_owned())
    );
    store.close().await.unwrap();
    let (status, told) = get(&format!("{url}/readyz")).await;
    assert!(status == 503 && told.contains(r#""database":"failing""#), "{told}");
    // What was counted is still told, what stands in the database is not.
    let (status, metrics) = get(&format!("{url}/metrics")).await;
    assert!(
        status == 200 && metrics.contains("build_info{") && !metrics.contains("orders_by_status"),
        "{metrics}"
    );
    database.remove().await;
}
