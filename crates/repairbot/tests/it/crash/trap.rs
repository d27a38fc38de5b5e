//! Traps inside the program's transactions: it stops at a chosen write and is killed there. Deterministic where a
//! clock would be luck, and set from outside: triggers of the test's own, and no fault points in the program.

use std::time::Duration;

use sea_orm::{ConnectOptions, ConnectionTrait as _, DatabaseConnection, TransactionTrait as _};
use telegram_sim::Sim;

use crate::support::Kind;

/// Where the program can be stopped.
#[derive(Debug, Clone, Copy)]
pub struct Point {
    pub name: &'static str,
    table: &'static str,
    writes: &'static [&'static str],
    condition: Option<&'static str>,
    /// Not at the write but in COMMIT itself: PostgreSQL only.
    at_commit: bool,
}

const fn at(name: &'static str, table: &'static str, writes: &'static [&'static str]) -> Point {
    Point { name, table, writes, condition: None, at_commit: false }
}

const fn outbox(name: &'static str, condition: &'static str) -> Point {
    Point { condition: Some(condition), ..at(name, "outbox", &["UPDATE"]) }
}

const fn commit(name: &'static str, table: &'static str, writes: &'static [&'static str]) -> Point {
    Point { at_commit: true, ..at(name, table, writes) }
}

const POINTS: [Point; 13] = [
    at("key", "processed_updates", &["INSERT"]),
    at("order", "orders", &["INSERT", "UPDATE"]),
    at("event", "order_events", &["INSERT"]),
    at("ledger", "ledger_entries", &["INSERT"]),
    at("timer", "timers", &["INSERT", "UPDATE", "DELETE"]),
    at("draft", "dialogues", &["INSERT", "UPDATE", "DELETE"]),
    at("used", "used_drafts", &["INSERT"]),
    at("message", "outbox", &["INSERT"]),
    at("card", "cards", &["INSERT", "UPDATE"]),
    outbox("claim", "NEW.state = 'claimed'"),
    outbox("settle", "NEW.state = 'sent'"),
    commit("update_commit", "processed_updates", &["INSERT"]),
    commit("outbox_commit", "outbox", &["UPDATE"]),
];

/// Between two looks at a trap in which nothing has moved yet.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// SQLite's writer is in the trap when it has kept its lock for so long.
const HELD_FOR: Duration = Duration::from_millis(400);

/// Otherwise SQLite's lock is waited for as long as it takes: the program writes without a pause.
const PATIENCE: Duration = Duration::from_secs(60);

/// A database with traps in it, none of them sprung.
pub struct Traps {
    kind: Kind,
    database: DatabaseConnection,
}

impl Traps {
    /// Sets traps in a database with its schema.
    pub async fn set(kind: Kind, url: &str) -> Self {
        let mut options = ConnectOptions::new(url);
        // PostgreSQL: one holds the trap, one looks whether somebody is in it.
        options.max_connections(if kind == Kind::Sqlite { 1 } else { 2 });
        let database = sea_orm::Database::connect(options).await.unwrap();
        let traps = Self { kind, database };
        traps.sql(if kind == Kind::Sqlite { SQLITE } else { POSTGRES }).await;
        for (number, point) in traps.points().into_iter().enumerate() {
            for trigger in traps.triggers(number, &point) {
                traps.sql(&trigger).await;
            }
        }
        traps
    }

    /// The points this database knows.
    pub fn points(&self) -> Vec<Point> {
        let known = |point: &Point| self.kind == Kind::Postgres || !point.at_commit;
        POINTS.into_iter().filter(known).collect()
    }

    fn triggers(&self, number: usize, point: &Point) -> Vec<String> {
        let Point { name, table, writes, condition, at_commit } = point;
        if self.kind == Kind::Postgres {
            let (constraint, deferred) =
                if *at_commit { ("CONSTRAINT", "DEFERRABLE INITIALLY DEFERRED") } else { ("", "") };
            let (writes, when) = (writes.join(" OR "), condition.unwrap_or("true"));
            return vec![format!(
                "CREATE {constraint} TRIGGER crash_{name} AFTER {writes} ON {table} {deferred} \
                 FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION crash_trap('{number}')"
            )];
        }
        let when = condition.map(|condition| format!("AND {condition}")).unwrap_or_default();
        let armed = format!("EXISTS (SELECT 1 FROM crash_armed WHERE number = {number})");
        let trigger = |write| {
            format!(
                "CREATE TRIGGER crash_{name}_{write} AFTER {write} ON {table} WHEN {armed} {when} \
                 BEGIN SELECT max(x) FROM crash_forever; END"
            )
        };
        writes.iter().map(trigger).collect()
    }

    /// Springs one trap and waits until the program is in it; then runs `kill`, and lets go.
    ///
    /// On PostgreSQL what the dead program had begun is ended by the server at once, or carried through as far as the
    /// server had been told to: at a commit, the commit.
    pub async fn catch(&self, number: usize, (sim, carried_through): (&Sim, bool), kill: impl FnOnce()) {
        match self.kind {
            Kind::Sqlite => self.catch_sqlite(number, sim, kill).await,
            Kind::Postgres => self.catch_postgres(number, (sim, carried_through), kill).await,
        }
    }

    async fn catch_sqlite(&self, number: usize, sim: &Sim, kill: impl FnOnce()) {
        let mut changes = sim.subscribe();
        self.waits(PATIENCE).await;
        self.sql(&format!("INSERT INTO crash_armed VALUES ({number})")).await;
        self.waits(HELD_FOR).await;
        while self.database.execute_unprepared("BEGIN IMMEDIATE").await.is_ok() {
            self.sql("ROLLBACK").await;
            drop(tokio::time::timeout(LOOK_EVERY, changes.changed()).await);
        }
        kill();
        self.waits(PATIENCE).await;
        self.sql("DELETE FROM crash_armed").await;
    }

    /// How long SQLite's lock is waited for.
    async fn waits(&self, time: Duration) {
        self.sql(&format!("PRAGMA busy_timeout = {}", time.as_millis())).await;
    }

    async fn catch_postgres(&self, number: usize, (sim, through): (&Sim, bool), kill: impl FnOnce()) {
        let mut changes = sim.subscribe();
        let held = self.database.begin().await.unwrap();
        held.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({number})")).await.unwrap();
        let caught = format!(
            "SELECT pid, pg_terminate_backend(CASE WHEN {{}} THEN pid END) FROM pg_locks \
             WHERE locktype = 'advisory' AND NOT granted AND objid = {number} \
             AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        );
        while self.sql(&caught.replace("{}", "false")).await == 0 {
            drop(tokio::time::timeout(LOOK_EVERY, changes.changed()).await);
        }
        kill();
        if !through {
            self.sql(&caught.replace("{}", "true")).await;
        }
        held.rollback().await.unwrap();
    }

    /// Runs a statement; gives how many rows it was about.
    async fn sql(&self, statement: &str) -> u64 {
        let done = self.database.execute_unprepared(statement).await;
        done.unwrap_or_else(|error| panic!("{statement}: {error}")).rows_affected()
    }
}

/// A trap is a trigger that waits for a lock which the test holds.
const POSTGRES: &str = "CREATE FUNCTION crash_trap() RETURNS trigger LANGUAGE plpgsql AS $$ \
     BEGIN PERFORM pg_advisory_xact_lock_shared(TG_ARGV[0]::bigint); RETURN NULL; END $$";

/// A trap is a trigger that counts and never comes to an end.
const SQLITE: &str = "CREATE TABLE crash_armed (number INTEGER PRIMARY KEY);
     CREATE VIEW crash_forever AS
     WITH RECURSIVE counted (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM counted) SELECT x FROM counted;";
