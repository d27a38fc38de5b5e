//! Starting where the program must not run, ending while Telegram hangs, and a second process with the same token.

use std::time::{Duration, Instant};

use repairbot::store::leases;
use sea_orm::ConnectionTrait as _;
use telegram_sim::{Fault, FaultKind, NewPerson, Sim};

use super::person::{Person, Town};
use super::process::{GRACE, Place};
use crate::support::{Database, Kind, TOKEN};

/// A process that refuses to run says so at once.
const AT_ONCE: Duration = Duration::from_secs(20);

pub async fn telegram() -> Sim {
    let sim = Sim::start().await.unwrap();
    sim.add_bot(TOKEN, "desk_bot");
    sim
}

/// The program refuses to run; its log holds these words.
pub async fn refuses(place: &Place, words: &[&str]) {
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

/// P18: a migration that is killed has done everything or nothing, and the next one ends it.
async fn killed_while_migrating(kind: Kind) {
    const KILLS: u32 = 8;
    let (Some(database), Some(timed)) = (Database::fresh(kind).await, Database::fresh(kind).await) else {
        return;
    };
    let sim = telegram().await;
    let (up, begun) = (["migrate", "up"], Instant::now());
    let whole = Place::new(&sim, &timed.url).start_command(&up);
    assert!(whole.kill_after(AT_ONCE).await);
    let (took, place) = (begun.elapsed(), Place::new(&sim, &database.url));
    let (mut halves, mut applied) = (0, None);
    for kill in 1..=KILLS {
        let ended = place.start_command(&up).kill_after(took * kill / (KILLS + 1)).await;
        let store = super::audit::open(&database.url).await;
        let status = store.migration_status().await.unwrap();
        let done = status.iter().filter(|(_, applied)| *applied).count();
        assert!(done == 0 || done == status.len(), "{done} of {} migrations", status.len());
        assert!(!ended || done > 0, "it said that it had migrated");
        halves += u32::from(done == 0);
        store.migrate_down(99).await.unwrap();
        store.close().await.unwrap();
        applied = Some(status.len());
    }
    assert!(halves > 0, "none was killed half-way");
    let (code, said) = place.runs(&up);
    assert_eq!(code, 0, "{said}");
    let store = super::audit::open(&database.url).await;
    assert_eq!(
        store.migration_status().await.unwrap().iter().filter(|(_, done)| *done).count(),
        applied.unwrap()
    );
    assert_eq!(store.schema_drift().await.unwrap(), Vec::<String>::new());
    store.close().await.unwrap();
    database.remove().await;
    timed.remove().await;
}

#[tokio::test]
async fn a_killed_migration_has_done_nothing_sqlite() {
    killed_while_migrating(Kind::Sqlite).await;
}

#[tokio::test]
async fn a_killed_migration_has_done_nothing_postgres() {
    killed_while_migrating(Kind::Postgres).await;
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

/// SQLite cannot say who has a file open that it cannot read, or that is gone.
#[cfg(unix)]
#[tokio::test]
async fn a_desk_that_runs_is_not_replaced_even_when_its_file_is_damaged_or_gone() {
    let sim = telegram().await;
    let place = Place::new(&sim, "sqlite://desk.db");
    let bot = place.start();
    place.log.says("is running").await;
    let (code, said) = place.runs(&["backup"]);
    assert_eq!(code, 0, "{said}");
    let (backup, file) = (said.split(' ').next().unwrap(), place.path("desk.db"));
    let restore = ["restore", "--force", backup];
    let whole = std::fs::read(&file).unwrap();
    let mut damaged = whole.clone();
    damaged[..100].fill(0xA5);
    std::fs::write(&file, &damaged).unwrap();
    let (code, said) = place.runs(&restore);
    assert!(code == 1 && said.contains("in use"), "{said}");
    std::fs::write(&file, &whole).unwrap();
    std::fs::rename(&file, place.path("moved.db")).unwrap();
    let (code, said) = place.runs(&restore);
    assert!(code == 1 && said.contains("in use") && !file.exists(), "{said}");
    // The log is cut off once after the start: what comes later is in it.
    visitor(&sim).await.says("/start", "Добро пожаловать").await.unwrap();
    bot.kill();
    // Its log is still there, and a new desk would throw it away.
    for words in [&["check", "--offline"][..], &["migrate", "up"]] {
        let (code, said) = place.runs(words);
        assert!(code == 1 && said.contains("the file is gone, but its log is there"), "{said}");
    }
    let (code, said) = place.runs(&["restore", backup]);
    assert!(code == 0 && said.contains("desk.db.before_restore_") && said.contains("-wal"), "{said}");
    assert_eq!(place.runs(&["verify"]).0, 0);
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
pub async fn visitor(sim: &Sim) -> Person {
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
