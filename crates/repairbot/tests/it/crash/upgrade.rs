//! A new release starts on a database of the one before: what its migrations change can be taken back.

use std::path::{Path, PathBuf};

use sea_orm::{ConnectionTrait as _, Statement};

use super::process::Place;
use super::start::{refuses, telegram, visitor};
use crate::support::{Database, Kind};

/// How many migrations the database is behind.
const BEHIND: u32 = 2;
const FORMER: &str = "INSERT INTO people (id, name, active, reachable, created_at) \
                      VALUES (1, 'Former', true, false, 0)";

/// What tells whether anything was changed: which migrations are applied, how the tables differ from what the program
/// expects, who is there.
#[derive(Debug, PartialEq, Eq)]
struct State {
    applied: Vec<(String, bool)>,
    drift: Vec<String>,
    people: Vec<String>,
}

impl State {
    async fn at(url: &str) -> Self {
        let store = super::audit::open(url).await;
        let (applied, drift) = (store.migration_status().await.unwrap(), store.schema_drift().await.unwrap());
        store.close().await.unwrap();
        let raw = sea_orm::Database::connect(url).await.unwrap();
        let names = Statement::from_string(raw.get_database_backend(), "SELECT name FROM people ORDER BY id");
        let people = raw.query_all_raw(names).await.unwrap();
        let people = people.iter().map(|row| row.try_get("", "name").unwrap()).collect();
        raw.close().await.unwrap();
        Self { applied, drift, people }
    }

    fn pending(&self) -> usize {
        self.applied.iter().filter(|(_, applied)| !applied).count()
    }
}

/// A database of the release before, with somebody in it.
async fn behind(kind: Kind) -> Option<Database> {
    let database = Database::fresh(kind).await?;
    let store = super::audit::open(&database.url).await;
    store.migrate_up().await.unwrap();
    store.migrate_down(BEHIND).await.unwrap();
    store.close().await.unwrap();
    let raw = sea_orm::Database::connect(&database.url).await.unwrap();
    raw.execute_unprepared(FORMER).await.unwrap();
    raw.close().await.unwrap();
    Some(database)
}

fn backups(place: &Place) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(place.path("data/backups"));
    entries.map_or_else(|_| Vec::new(), |entries| entries.map(|entry| entry.unwrap().path()).collect())
}

/// The database that a backup holds, as it is: nothing migrates it.
async fn opened(kind: Kind, backup: &Path) -> Database {
    if kind == Kind::Sqlite {
        return Database::at(format!("sqlite://{}", backup.display()));
    }
    let database = Database::fresh(kind).await.unwrap();
    let mut restore = std::process::Command::new("pg_restore");
    restore.args(["--no-owner", "--exit-on-error", "--dbname", &database.url]).arg(backup);
    assert!(restore.status().unwrap().success());
    database
}

async fn migrates_after_a_backup(kind: Kind) {
    let Some(database) = behind(kind).await else { return };
    let before = State::at(&database.url).await;
    assert_eq!((before.pending(), before.people.len()), (2, 1), "{before:?}");
    let sim = telegram().await;
    let place = Place::new(&sim, &database.url);
    let bot = place.start();
    visitor(&sim).await.says("/start", "Добро пожаловать").await.unwrap();
    let (status, _) = bot.terminate().await;
    assert_eq!(status.code(), Some(0));
    assert_eq!(place.log.count("a backup was made before the migrations"), 1, "{}", place.log.text());
    let after = State::at(&database.url).await;
    assert_eq!((after.pending(), &after.drift), (0, &Vec::new()));
    assert_eq!(after.people[0], "Former");
    let made = backups(&place);
    assert_eq!(made.len(), 1, "{made:?}");
    let kept = opened(kind, &made[0]).await;
    assert_eq!(State::at(&kept.url).await, before, "the backup is the database as it was");
    kept.remove().await;
    // The next start finds nothing to change, and nothing to keep.
    let bot = place.start();
    visitor(&sim).await.says("/start", "Добро пожаловать").await.unwrap();
    bot.terminate().await;
    assert_eq!(backups(&place), made);
    database.remove().await;
}

#[tokio::test]
async fn serve_migrates_at_start_after_a_backup_sqlite() {
    migrates_after_a_backup(Kind::Sqlite).await;
}

#[tokio::test]
async fn serve_migrates_at_start_after_a_backup_postgres() {
    migrates_after_a_backup(Kind::Postgres).await;
}

async fn migrates_nothing_without_a_backup(kind: Kind) {
    let Some(database) = behind(kind).await else { return };
    let before = State::at(&database.url).await;
    let sim = telegram().await;
    let place = Place::new(&sim, &database.url).with("BACKUP_DIR", "notes.txt/below");
    std::fs::write(place.path("notes.txt"), "not a folder").unwrap();
    refuses(&place, &["no backup: could not make the folder"]).await;
    assert_eq!(State::at(&database.url).await, before);
    database.remove().await;
}

#[tokio::test]
async fn without_a_backup_nothing_is_migrated_sqlite() {
    migrates_nothing_without_a_backup(Kind::Sqlite).await;
}

#[tokio::test]
async fn without_a_backup_nothing_is_migrated_postgres() {
    migrates_nothing_without_a_backup(Kind::Postgres).await;
}

async fn leaves_it_to_the_operator(kind: Kind) {
    let Some(database) = behind(kind).await else { return };
    let before = State::at(&database.url).await;
    let sim = telegram().await;
    let place = Place::new(&sim, &database.url).with("AUTO_MIGRATE", "false");
    let words = ["2 migrations are not applied and AUTO_MIGRATE is off", "run `repairbot migrate up`"];
    refuses(&place, &words).await;
    assert!(!place.log.text().contains("damaged"), "{}", place.log.text());
    assert_eq!(State::at(&database.url).await, before);
    assert_eq!(backups(&place), Vec::<PathBuf>::new());
    let (code, said) = place.runs(&["migrate", "up"]);
    assert_eq!(code, 0, "{said}");
    let bot = place.start();
    visitor(&sim).await.says("/start", "Добро пожаловать").await.unwrap();
    bot.terminate().await;
    database.remove().await;
}

#[tokio::test]
async fn with_auto_migrate_off_an_older_schema_is_refused_and_left_alone_sqlite() {
    leaves_it_to_the_operator(Kind::Sqlite).await;
}

#[tokio::test]
async fn with_auto_migrate_off_an_older_schema_is_refused_and_left_alone_postgres() {
    leaves_it_to_the_operator(Kind::Postgres).await;
}
