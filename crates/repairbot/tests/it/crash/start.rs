//! Starting where the program must not run, ending while Telegram hangs, and a second process with the same token.

use std::time::Duration;

use repairbot::store::leases;
use sea_orm::ConnectionTrait as _;
use telegram_sim::{Fault, FaultKind, NewPerson, Sim};

use super::person::{Person, Town};
use super::process::{GRACE, Place};
use crate::support::{Database, Kind, TOKEN};

/// A process that refuses to run says so at once.
const AT_ONCE: Duration = Duration::from_secs(20);

async fn telegram() -> Sim {
    let sim = Sim::start().await.unwrap();
    sim.add_bot(TOKEN, "desk_bot");
    sim
}

/// The program refuses to run; its log holds these words.
async fn refuses(place: &Place, words: &[&str]) {
    let (status, took) = place.start().end(AT_ONCE).await;
    place.log.says(words[0]).await;
    let log = place.log.text();
    assert_eq!(status.code(), Some(1), "{log}");
    assert!(words.iter().all(|words| log.contains(words)), "after {took:?}:\n{log}");
    assert!(!log.contains("is running") && !log.contains("panic"), "{log}");
}

async fn newer_schema(kind: Kind) {
    let Some(database) = Database::fresh(kind).await else { return };
    let store = super::audit::open(&database.url).await;
    store.migrate_up().await.unwrap();
    store.close().await.unwrap();
    let raw = sea_orm::Database::connect(&database.url).await.unwrap();
    let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_from_the_future', 0)";
    raw.execute_unprepared(newer).await.unwrap();
    raw.close().await.unwrap();
    let sim = telegram().await;
    let place = Place::new(&sim, &database.url);
    refuses(&place, &["made by a newer version", "m9999_from_the_future", "run the newer version"]).await;
    database.remove().await;
}

#[tokio::test]
async fn a_newer_database_is_refused_sqlite() {
    newer_schema(Kind::Sqlite).await;
}

#[tokio::test]
async fn a_newer_database_is_refused_postgres() {
    newer_schema(Kind::Postgres).await;
}

#[tokio::test]
async fn a_damaged_file_is_refused() {
    let sim = telegram().await;
    let place = Place::new(&sim, "sqlite://desk.db");
    std::fs::write(place.path("desk.db"), "this was a database once. ".repeat(999)).unwrap();
    refuses(&place, &["damaged", "restore a backup"]).await;
}

#[tokio::test]
async fn a_torn_file_is_refused() {
    let database = Database::fresh(Kind::Sqlite).await.unwrap();
    let store = super::audit::open(&database.url).await;
    store.migrate_up().await.unwrap();
    store.close().await.unwrap();
    let file = database.url.trim_start_matches("sqlite://");
    let whole = std::fs::read(file).unwrap();
    std::fs::write(file, &whole[..whole.len() / 2]).unwrap();
    let sim = telegram().await;
    refuses(&Place::new(&sim, &database.url), &["damaged", "restore a backup"]).await;
}

#[tokio::test]
async fn a_server_that_is_away_is_named() {
    let sim = telegram().await;
    // Nobody listens there: the port was free a moment ago and is far from those given to clients.
    let place = Place::new(&sim, "postgres://postgres:top-secret@127.0.0.1:1/desk");
    refuses(&place, &["unavailable", "check that the database runs", "DATABASE_URL"]).await;
    assert!(!place.log.text().contains("top-secret"));
}

/// A stranger at a running bot.
async fn visitor(sim: &Sim) -> Person {
    let user = sim.add_person(NewPerson::named("Вера"));
    Person { town: Town::new(sim.clone()), user, name: "Вера".to_owned() }
}

#[tokio::test]
async fn a_hanging_telegram_does_not_hold_up_the_end() {
    let database = Database::fresh(Kind::Sqlite).await.unwrap();
    let sim = telegram().await;
    let place = Place::new(&sim, &database.url);
    let bot = place.start();
    let vera = visitor(&sim).await;
    vera.says("/start", "Добро пожаловать").await.unwrap();
    sim.fault(Fault { method: None, chat: None, kind: FaultKind::Hang, times: None });
    let mut changes = sim.subscribe();
    let calls = sim.calls().len();
    sim.send_text(vera.user, vera.chat(), "/help");
    changes.wait_for(|_| sim.calls().len() > calls).await.unwrap();
    let (status, took) = bot.terminate().await;
    assert!(status.code() == Some(0) && took <= GRACE, "{status} after {took:?}\n{}", place.log.text());
    // Another process may lead at once.
    let store = super::audit::open(&database.url).await;
    let seat = leases::seat(&store.read().await.unwrap()).await.unwrap();
    assert_eq!(seat.holder, leases::NOBODY);
    store.close().await.unwrap();
}

#[tokio::test]
async fn a_second_process_is_explained_and_survived() {
    let (ours, theirs) =
        (Database::fresh(Kind::Sqlite).await.unwrap(), Database::fresh(Kind::Sqlite).await.unwrap());
    let sim = telegram().await;
    let place = Place::new(&sim, &ours.url);
    let bot = place.start();
    let vera = visitor(&sim).await;
    vera.says("/start", "Добро пожаловать").await.unwrap();
    let elsewhere = Place::new(&sim, &theirs.url);
    let second = elsewhere.start();
    place.log.says("another process polls with this token").await;
    elsewhere.log.says("another process polls with this token").await;
    second.kill();
    vera.says("/help", "Здесь работают сотрудники").await.unwrap();
    let (status, _) = bot.terminate().await;
    assert_eq!(status.code(), Some(0));
    assert_eq!(place.log.count("another process polls"), 1, "said once, not at every attempt");
    assert_eq!(place.log.count("ERROR"), 0);
}
