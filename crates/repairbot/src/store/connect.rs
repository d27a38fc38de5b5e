//! One constructor per database.
//!
//! SQLite: two connections that write, of which one may at a time, and a pool of readers. Writers queue at a gate in order
//! of arrival ([`super::tx::Gate`]). Every write transaction begins IMMEDIATE, so it takes the file's write lock before
//! its first read and can never fail half-way with a busy snapshot; another process that writes (a backup, the command
//! line) is waited for `busy_timeout`. What one writer commits is durable when it says so (`synchronous=FULL`); what
//! the other commits becomes durable with the next commit of the first (`NORMAL`). What is deleted or overwritten is
//! overwritten with zeros (`secure_delete`), or what was erased of a client would stay in the free space of pages; what the
//! log holds of it: [`super::wiping`]. Readers see the snapshot of their first read (WAL) and cannot write (`query_only`).
//!
//! PostgreSQL: one pool, READ COMMITTED, whatever the server's default is, and so with time-outs: the desk's statements are
//! cut off before people think it dead ([`DESK`]); a command by hand, which has all night, is not ([`BY_HAND`]), and
//! neither are migrations ([`UNHURRIED`]).

use std::{path::Path, str::FromStr, time::Duration};

use futures_util::future::{try_join, try_join_all};
use sea_orm::{
    DatabaseConnection, SqlxPostgresConnector, SqlxSqliteConnector,
    sqlx::{
        Connection,
        postgres::{PgConnectOptions, PgConnection, PgPoolOptions, PgSslMode},
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    },
};

use super::{Store, StoreError, StoreOptions};
use crate::files;

/// How long a writer of another process is waited for.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long one waits for a free connection, or for the writers before.
pub(super) const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// Statements a connection keeps prepared: more than there are different ones.
const PREPARED: usize = 512;
/// A PostgreSQL connection idle for longer is tested before use.
const TEST_AFTER_IDLE: Duration = Duration::from_secs(2);

/// Connections to PostgreSQL opened at once at the start: as many as the loops use when little happens. One opened
/// when it is needed would keep the first answers waiting, a tenth of a second each.
const WARM: u32 = 3;

/// Settings of a PostgreSQL connection that cut off what takes too long.
type Bounds = [(&'static str, &'static str); 3];
/// Of the desk. A statement as long has lost its plan or its disk: its update fails and is set aside, after a second try
/// within the minute a webhook lasts. A lock is held by its owner for milliseconds; one that is not let go is waited for as
/// for a database that is away. A transaction as idle belongs to a process that stands still, and holds locks.
pub(super) const DESK: Bounds =
    [("statement_timeout", "20s"), ("lock_timeout", "5s"), ("idle_in_transaction_session_timeout", "10s")];
/// Of commands by hand and of backups.
pub(super) const BY_HAND: Bounds =
    [("statement_timeout", "0"), ("lock_timeout", "0"), ("idle_in_transaction_session_timeout", "0")];
/// The same for the rest of a transaction. Replicas wait for the one that migrates.
pub(super) const UNHURRIED: &str = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; \
                                    SET LOCAL idle_in_transaction_session_timeout = 0";

/// How PostgreSQL plans: queries are written in the order they are to be carried out, and looking for a better one takes it
/// longer than the query itself; so does making room to remember what pages of ten rows never ask for twice. Both the longer
/// the more rows there are. What a page names is looked up, not merged with all there is. Everything that is asked for has its
/// index: a plan that is kept from when a table was one page must not read it from end to end for ever, and what that is thought
/// to cost is no reason to compile anything. Planning takes longer than it is thought to, too: by eight times the cost of an
/// operator a plan is kept that is good for any parameters, and still none that is much dearer than one for these
/// (docs/performance.md).
const PLANS: [(&str, &str); 6] = [
    ("join_collapse_limit", "1"),
    ("enable_mergejoin", "off"),
    ("enable_memoize", "off"),
    ("enable_seqscan", "off"),
    ("jit", "off"),
    ("cpu_operator_cost", "0.02"),
];

/// The pools behind a [`super::Store`]. On PostgreSQL all are the same.
pub(super) struct Pools {
    pub(super) writer: DatabaseConnection,
    pub(super) deferring: DatabaseConnection,
    pub(super) readers: DatabaseConnection,
}

pub(super) async fn connect(options: &StoreOptions, bounds: Bounds) -> Result<Pools, StoreError> {
    if options.url.starts_with("sqlite:") { sqlite(options).await } else { postgres(options, bounds).await }
}

async fn sqlite(options: &StoreOptions) -> Result<Pools, StoreError> {
    let common = SqliteConnectOptions::from_str(&options.url)?
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .statement_cache_capacity(PREPARED);
    make_file(common.get_filename())?;
    let pool = || {
        SqlitePoolOptions::new()
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
    };
    let writing = common.clone().create_if_missing(false).journal_mode(SqliteJournalMode::Wal);
    let writing = writing.pragma("secure_delete", "ON");
    let writer = pool().min_connections(1).max_connections(1).connect_with(writing).await?;
    let deferring = common.clone().create_if_missing(false).synchronous(SqliteSynchronous::Normal);
    let deferring = deferring.pragma("secure_delete", "ON");
    let deferring = pool().max_connections(1).connect_lazy_with(deferring);
    let reading = common.create_if_missing(false).pragma("query_only", "ON");
    let readers = pool().max_connections(options.max_connections.max(1)).connect_with(reading).await?;
    Ok(Pools {
        writer: SqlxSqliteConnector::from_sqlx_sqlite_pool(writer),
        deferring: SqlxSqliteConnector::from_sqlx_sqlite_pool(deferring),
        readers: SqlxSqliteConnector::from_sqlx_sqlite_pool(readers),
    })
}

impl Store {
    /// Refuses to make an SQLite file where the log of another one is: SQLite would throw it away, and it may be what is left
    /// of a database that somebody has moved.
    ///
    /// # Errors
    /// `Damaged` then.
    pub fn check_place(path: &Path) -> Result<(), StoreError> {
        let log = format!("{}-wal", path.display());
        match std::fs::metadata(&log) {
            Ok(found) if found.len() > 0 => {
                Err(StoreError::Damaged(format!("the file is gone, but its log is there: {log}")))
            }
            _ => Ok(()),
        }
    }
}

/// Makes the file when there is none, and its folder: for their owner only. SQLite gives what it keeps beside the file the
/// same rights.
fn make_file(path: &Path) -> Result<(), StoreError> {
    if path.exists() {
        return Ok(());
    }
    Store::check_place(path)?;
    if let Some(folder) = path.parent().filter(|folder| *folder != Path::new("")) {
        files::create_folder(folder).map_err(|error| StoreError::from(io(error)))?;
    }
    match files::create(path) {
        Ok(_) => Ok(()),
        // Another process was faster.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(io(error).into()),
    }
}

async fn postgres(options: &StoreOptions, bounds: Bounds) -> Result<Pools, StoreError> {
    let connection = PgConnectOptions::from_str(&options.url)?
        .application_name("repairbot")
        .statement_cache_capacity(PREPARED)
        .options([("default_transaction_isolation", "read committed")])
        .options(PLANS);
    let connection = bounded(without_needless_encryption(connection), bounds);
    let most = options.max_connections.max(1);
    let pool = PgPoolOptions::new()
        .max_connections(most)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .before_acquire(|connection, state| {
            Box::pin(async move {
                if state.idle_for >= TEST_AFTER_IDLE {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_lazy_with(connection.clone());
    // A pool repeats refused connections until its time-out and then says only that; this says at once what is wrong.
    let probe = async { PgConnection::connect_with(&connection).await?.close().await };
    let warm = try_join_all((0..WARM.min(most)).map(|_| pool.acquire()));
    try_join(probe, warm).await?;
    let pool = SqlxPostgresConnector::from_sqlx_postgres_pool(pool);
    Ok(Pools { writer: pool.clone(), deferring: pool.clone(), readers: pool })
}

/// With these bounds. The desk's yield to those the address has of its own (`?options[lock_timeout]=10s`); what is done by
/// hand is never cut off, whatever the desk's address says: of two settings of a name the later one holds.
pub(super) fn bounded(connection: PgConnectOptions, bounds: Bounds) -> PgConnectOptions {
    let own = connection.get_options().unwrap_or_default().to_owned();
    let says = |name: &str| own.split([' ', '=']).any(|word| word.trim_start_matches("-c") == name);
    connection.options(bounds.into_iter().filter(|(name, _)| bounds == BY_HAND || !says(name)))
}

/// Nobody listens between this machine and itself, and setting up encryption costs each connection a twentieth of a
/// second. An address that demands it (`sslmode=require` and stricter) gets it.
fn without_needless_encryption(connection: PgConnectOptions) -> PgConnectOptions {
    let itself = ["localhost", "127.0.0.1", "::1", "[::1]"].contains(&connection.get_host());
    match connection.get_ssl_mode() {
        PgSslMode::Prefer if itself => connection.ssl_mode(PgSslMode::Disable),
        _ => connection,
    }
}

fn io(error: std::io::Error) -> sea_orm::sqlx::Error {
    sea_orm::sqlx::Error::Io(error)
}

#[cfg(test)]
mod tests {
    use sea_orm::{ConnectionTrait, DbBackend, Statement};

    use super::*;
    use crate::store::tx::Connected;

    /// What a connection says of itself. Of `synchronous` 2 is FULL, 1 is NORMAL.
    async fn pragma(pool: &DatabaseConnection, name: &str) -> i32 {
        let ask = Statement::from_string(DbBackend::Sqlite, format!("PRAGMA {name}"));
        pool.query_one_raw(ask).await.unwrap().unwrap().try_get_by_index(0).unwrap()
    }

    #[test]
    fn only_this_machine_is_spoken_to_without_encryption() {
        let mode = |url: &str| without_needless_encryption(url.parse().unwrap()).get_ssl_mode();
        assert!(matches!(mode("postgres://desk@localhost/desk"), PgSslMode::Disable));
        assert!(matches!(mode("postgres://desk@127.0.0.1:5432/desk"), PgSslMode::Disable));
        assert!(matches!(mode("postgres://desk@localhost/desk?sslmode=require"), PgSslMode::Require));
        assert!(matches!(mode("postgres://desk@db.example.org/desk"), PgSslMode::Prefer));
    }

    /// What is cut off: statements, waiting for locks, idle transactions.
    async fn cut_off(tx: &impl Connected) -> String {
        let names = DESK.map(|(name, _)| format!("current_setting('{name}')")).join(", ");
        let ask = Statement::from_string(DbBackend::Postgres, format!("SELECT concat_ws(' ', {names})"));
        tx.connection().query_one_raw(ask).await.unwrap().unwrap().try_get_by_index(0).unwrap()
    }

    #[tokio::test]
    async fn the_desk_is_cut_off_and_what_may_take_long_is_not() {
        let Some(server) = std::env::var_os("TEST_POSTGRES_URL") else {
            assert!(std::env::var_os("TEST_REQUIRE_SERVERS").is_none(), "TEST_POSTGRES_URL is not set");
            return;
        };
        let server = server.into_string().unwrap();
        let at =
            |more: &str| StoreOptions { url: format!("{server}?sslmode=disable{more}"), max_connections: 1 };
        let desk = Store::connect_desk(&at("")).await.unwrap();
        assert_eq!(cut_off(&desk.migration_transaction().await.unwrap()).await, "0 0 0");
        assert_eq!(cut_off(&desk.write().await.unwrap()).await, "20s 5s 10s");
        let own = Store::connect_desk(&at("&options[lock_timeout]=7s")).await.unwrap();
        assert_eq!(cut_off(&own.read().await.unwrap()).await, "20s 7s 10s");
        // A name that only contains another one says nothing of that.
        let other = Store::connect_desk(&at("&options[deadlock_timeout]=7s")).await.unwrap();
        assert_eq!(cut_off(&other.read().await.unwrap()).await, "20s 5s 10s");
        let by_hand = Store::connect(&at("&options[statement_timeout]=60s")).await.unwrap();
        assert_eq!(cut_off(&by_hand.write().await.unwrap()).await, "0 0 0");
        let looking = Store::connect_read_only(&at("")).await.unwrap();
        assert_eq!(cut_off(&looking.read().await.unwrap()).await, "0 0 0");
        for store in [desk, own, other, by_hand, looking] {
            store.close().await.unwrap();
        }
    }

    #[tokio::test]
    async fn only_what_the_outbox_commits_may_be_durable_later() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("desk.db").display());
        let pools = connect(&StoreOptions { url, max_connections: 1 }, DESK).await.unwrap();
        assert_eq!(pragma(&pools.writer, "synchronous").await, 2);
        assert_eq!(pragma(&pools.deferring, "synchronous").await, 1);
    }
    #[tokio::test]
    async fn whoever_writes_overwrites_what_he_deletes() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("desk.db").display());
        let pools = connect(&StoreOptions { url, max_connections: 1 }, DESK).await.unwrap();
        for pool in [&pools.writer, &pools.deferring] {
            assert_eq!(pragma(pool, "secure_delete").await, 1);
        }
    }
}
