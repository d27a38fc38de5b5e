//! `migrate sql`: what it prints does by hand what the program does by itself.

use repairbot::store::{Store, StoreOptions};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, JsonValue, Statement};

use super::{Shell, TOKEN};
use crate::support::{Database, Kind};

/// What SQLite has written down of its schema.
const OF_SQLITE: &str = "SELECT name AS at, sql AS what FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY 1";
/// The same of PostgreSQL: columns, indexes, constraints, triggers, functions.
const OF_POSTGRES: &str = "
SELECT table_name || '.' || column_name AS at,
    data_type || is_nullable || COALESCE(column_default, '') || is_identity AS what
    FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT CAST(indexname AS TEXT), indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT CAST(conrelid AS regclass) || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = CAST('public' AS regnamespace)
UNION ALL SELECT CAST(tgname AS TEXT), pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT CAST(proname AS TEXT), pg_get_functiondef(oid) FROM pg_proc
    WHERE pronamespace = CAST('public' AS regnamespace)
ORDER BY 1, 2";

/// The schema, and every row that migrations write.
async fn everything(url: &str) -> Vec<JsonValue> {
    let database = sea_orm::Database::connect(url).await.unwrap();
    let backend = database.get_database_backend();
    let postgres = backend == DbBackend::Postgres;
    let statistics = "SELECT * FROM sqlite_stat1 ORDER BY 1, 2";
    let mut found = Vec::new();
    for select in [
        if postgres { OF_POSTGRES } else { OF_SQLITE },
        "SELECT version FROM seaql_migrations ORDER BY 1",
        "SELECT * FROM branches ORDER BY 1",
        "SELECT * FROM equipment_types ORDER BY 1",
        "SELECT * FROM reasons ORDER BY 1",
        "SELECT * FROM counters ORDER BY 1",
        "SELECT * FROM rates ORDER BY 1",
    ]
    .into_iter()
    .chain((!postgres).then_some(statistics))
    {
        let rows = JsonValue::find_by_statement(Statement::from_string(backend, select)).all(&database).await;
        let rows = rows.unwrap();
        assert!(!rows.is_empty(), "{select}");
        found.extend(rows);
    }
    database.close().await.unwrap();
    found
}

async fn store(url: &str) -> Store {
    Store::connect(&StoreOptions { url: url.to_owned(), max_connections: 1 }).await.unwrap()
}

/// Runs a text as a DBA's client does, past the program.
async fn by_hand(url: &str, text: &str) {
    let database = sea_orm::Database::connect(url).await.unwrap();
    database.execute_unprepared(text).await.unwrap();
    database.close().await.unwrap();
}

/// What `migrate sql` prints for the database at this address.
fn printed(url: &str, words: &[&str]) -> String {
    let shell = Shell::new();
    let words = [&["migrate", "sql"], words].concat();
    let (code, out, err) = shell.run(&words, &[("DATABASE_URL", url)]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert_eq!(std::fs::read_dir(shell.folder.path()).unwrap().count(), 0, "it left something behind");
    out
}

/// The program finds nothing to do in the database, and nothing that is not as it should be.
fn is_content_with(url: &str) {
    let variables = [("BOT_TOKEN", TOKEN), ("DATABASE_URL", url), ("LOG_LEVEL", "error")];
    for (words, says) in [
        (&["check", "--offline"][..], "schema up to date"),
        (&["migrate", "check"], "The tables are those this program expects."),
        (&["verify"], "Everything agrees."),
    ] {
        let (code, out, err) = Shell::new().run(words, &variables);
        assert!(code == 0 && out.contains(says), "{words:?}: {out}{err}");
    }
}

async fn by_hand_and_by_itself(kind: Kind) {
    let Some(migrated) = Database::migrated(kind).await else { return };
    let expected = everything(&migrated.url).await;

    // All of them, on an empty database.
    let other = Database::fresh(kind).await.unwrap();
    store(&other.url).await.close().await.unwrap();
    let text = printed(&other.url, &[]);
    by_hand(&other.url, &text).await;
    assert_eq!(everything(&other.url).await, expected);
    is_content_with(&other.url);
    other.remove().await;

    // Those that a database of last year has not.
    let desk = store(&migrated.url).await;
    let status = desk.migration_status().await.unwrap();
    let last = status.iter().position(|(name, _)| name == "m0013_clients_attachments").unwrap();
    desk.migrate_down(u32::try_from(status.len() - last - 1).unwrap()).await.unwrap();
    desk.close().await.unwrap();
    let rest = printed(&migrated.url, &["--after", "m0013"]);
    assert_eq!(rest, printed(&migrated.url, &["--after", "m0013_clients_attachments"]));
    assert!(rest.contains("m0014_changes") && !rest.contains("m0013") && rest.len() < text.len());
    by_hand(&migrated.url, &rest).await;
    assert_eq!(everything(&migrated.url).await, expected);
    is_content_with(&migrated.url);
    migrated.remove().await;
}

#[tokio::test]
async fn the_printed_sql_does_what_the_migrations_do_on_sqlite() {
    by_hand_and_by_itself(Kind::Sqlite).await;
}

#[tokio::test]
async fn the_printed_sql_does_what_the_migrations_do_on_postgres() {
    by_hand_and_by_itself(Kind::Postgres).await;
}

#[test]
fn it_needs_neither_a_configuration_nor_a_database() {
    let shell = Shell::new();
    let sql = |words: &[&str], url: &str| {
        shell.run(&[&["migrate", "sql"], words].concat(), &[("DATABASE_URL", url)])
    };
    let nowhere = "postgres://nobody@127.0.0.1:1/none";
    let (code, postgres, err) = sql(&[], nowhere);
    assert!(code == 0 && postgres.contains("pg_advisory_xact_lock"), "{err}");
    assert_eq!(sql(&["--for", "postgres"], "").1, postgres);
    let (_, sqlite, _) = sql(&["--for", "sqlite"], nowhere);
    assert!(sqlite.contains("BEGIN IMMEDIATE;\n") && sqlite.ends_with("COMMIT;\n"), "{sqlite}");
    assert_eq!(sql(&[], "").1, sqlite, "that is the default");
    assert_eq!(std::fs::read_dir(shell.folder.path()).unwrap().count(), 0, "it left something behind");
}

#[test]
fn what_it_does_not_know_it_says() {
    let shell = Shell::new();
    for (words, url, says) in [
        (&["--after", "m9999"][..], "", "there is no such migration; there are m0001_people, "),
        (&["--after", ""], "", "there is no such migration"),
        (&["--for", "mysql"], "", "[possible values: sqlite, postgres]"),
        (&[], "mysql://desk@db/desk", "DATABASE_URL: "),
    ] {
        let (code, out, err) = shell.run(&[&["migrate", "sql"], words].concat(), &[("DATABASE_URL", url)]);
        assert!(code == 2 && out.is_empty() && err.contains(says), "{words:?}: {code} {out}{err}");
    }
    let vault = [("VAULT_ADDR", "http://127.0.0.1:1"), ("VAULT_TOKEN", "x")];
    let (code, out, err) = shell.run(&["migrate", "sql"], &vault);
    assert!(code == 2 && out.is_empty() && err.contains("--for"), "{out}{err}");
}
