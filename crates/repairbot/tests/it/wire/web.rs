//! What the desk answers over HTTP, request by request.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use repairbot::{
    clock::{Clock, after},
    fault::Fault,
    intake::{self, Process},
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
    away: AtomicBool,
    broken: AtomicBool,
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
        self.committed.lock().await.extend_from_slice(updates);
        Ok(())
    }

    async fn park(&self, update: &Value, _: &Fault, _: u32) -> Result<(), Fault> {
        self.parked.lock().await.push(update.clone());
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

async fn served(router: axum::Router) -> String {
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

async fn get(url: &str) -> (u16, String) {
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

#[tokio::test]
async fn updates_that_come_together_are_committed_in_their_order() {
    let (url, book) = public().await;
    let posts = (1..=40).map(|id| {
        let (url, update) = (url.clone(), json!({ "update_id": id, "bad": id == 7 }).to_string());
        async move { post(&url, Some(SECRET), update).await }
    });
    book.broken.store(true, Ordering::Relaxed);
    let answers = futures_util::future::join_all(posts).await;
    assert!(answers.iter().all(|status| *status == 200), "{answers:?}");
    assert_eq!((book.committed.lock().await.len(), book.parked.lock().await.len()), (39, 1));
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

#[tokio::test]
async fn every_metric_of_the_specification_is_there_with_its_help() {
    let clock = clock();
    let (url, store, _, database) = private(&clock).await;
    let (_, metrics) = get(&format!("{url}/metrics")).await;
    let names = [
        "orders_created_total",
        "orders_by_status",
        "outbox_pending",
        "outbox_lag_seconds",
        "telegram_retry_after_total",
        "rate_limited_total",
        "dialogues_open",
        "db_query_duration_seconds",
        "build_info",
    ];
    for name in names {
        assert!(metrics.contains(&format!("# HELP {name} ")), "{name}\n{metrics}");
        assert!(metrics.contains(&format!("# TYPE {name} ")), "{name}\n{metrics}");
    }
    assert!(metrics.contains("orders_by_status{status=\"NEW\"} 0"), "{metrics}");
    assert!(metrics.contains("db_query_duration_seconds_count{query=\"select status_counts\"}"), "{metrics}");
    store.close().await.unwrap();
    database.remove().await;
}
