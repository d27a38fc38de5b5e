//! How the databases carry out the queries of lists, of reports and of the search: each along its index, without sorting,
//! without reading a whole table. It is what makes a page cost the same at a thousand orders and at a million; the figures
//! themselves are in docs/performance.md.

use jiff::{Timestamp, civil::date, tz::TimeZone};
use repairbot_core::{
    actor::{Actor, Role, Roles},
    audit::{AuditFilter, Topic, TrailCursor},
    ids::{OrderNumber, PersonId},
    list::{Filter, Period, Scope, Turn, Whose},
    order::Status,
};
use sea_orm::{
    ConnectionTrait, DatabaseBackend, EntityTrait, QueryOrder, QueryTrait as _, Statement,
    StatementBuilder as _,
    sea_query::{SelectStatement, SimpleExpr},
};

use super::{
    Store, StoreOptions, WriteTx,
    audit::{TrailQuery, trail},
    bounded::Bounded,
    entity::orders as table,
    orders::{ListQuery, count, due, list, performance_selects, report, visible_to},
    outbox::{ClaimQuery, claim::claiming},
    search::walk::Walk,
    tx::Connected as _,
};

/// Enough rows that PostgreSQL prefers an index where there is one.
const ORDERS: i64 = 20_000;

/// An order in each state, with everything it refers to.
const FILL: [&str; 7] = [
    "INSERT INTO people (id, telegram_id, name, active, reachable, created_at) VALUES (1, 1, 'a', TRUE, TRUE, 0)",
    "INSERT INTO people (id, telegram_id, name, active, reachable, created_at) VALUES (2, 2, 'b', TRUE, TRUE, 0)",
    "INSERT INTO clients (id, name, blacklisted, created_at) VALUES (1, 'a', FALSE, 0)",
    "INSERT INTO client_phones (id, client_id, raw, e164) VALUES (1, 1, 'a', '+79120000000')",
    "INSERT INTO client_addresses (id, client_id, raw, normalized) VALUES (1, 1, 'a', 'a')",
    "INSERT INTO texts (id, kind, body, created_at) VALUES (1, 'problem', 'a', 0)",
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 20000) INSERT INTO orders \
     (id, number, public_id, version, status, branch_id, kind, equipment_id, client_id, phone_id, address_id, \
     problem_text_id, visit_from, master_id, created_by, created_at, status_changed_at, promised_on, prepayment, total, closed_at) \
     SELECT x, x, CAST(x AS TEXT), 1, CASE x % 7 WHEN 0 THEN 'NEW' WHEN 1 THEN 'ASSIGNED' WHEN 2 THEN 'ACCEPTED' WHEN 3 \
     THEN 'ONSITE' WHEN 4 THEN 'DR' WHEN 5 THEN 'CLOSED' ELSE 'REFUSED' END, 1, 'repair', 1, 1, 1, 1, 1, x * 1000, \
     CASE WHEN x % 7 IN (0, 6) THEN NULL ELSE 1 + x % 2 END, 1, x * 1000, x * 1000, '2026-11-20', 0, 0, \
     CASE WHEN x % 7 = 5 THEN x * 1000 END FROM n",
];

async fn filled(url: String) -> Store {
    let store = Store::connect(&StoreOptions { url, max_connections: 2 }).await.unwrap();
    store.migrate_up().await.unwrap();
    let tx = store.write().await.unwrap();
    for sql in FILL {
        tx.db().execute_unprepared(sql).await.unwrap();
    }
    for (term, every) in [(1_i64, 1_i64), (2, 3), (3, 200)] {
        let sql =
            format!("INSERT INTO search_terms SELECT {term}, number FROM orders WHERE number % {every} = 0");
        tx.db().execute_unprepared(&sql).await.unwrap();
    }
    for (version, kind, every) in [(2, "accepted", 1), (3, "deleted", 100)] {
        let sql = format!(
            "INSERT INTO order_events (order_id, version, type, schema_version, payload, by_person, at) \
             SELECT id, {version}, '{kind}', 1, '{{}}', 1 + id % 2, id FROM orders WHERE id % {every} = 0"
        );
        tx.db().execute_unprepared(&sql).await.unwrap();
    }
    tx.commit().await.unwrap();
    if store.is_postgres() {
        store.writer.execute_unprepared("VACUUM ANALYZE").await.unwrap();
    }
    store
}

/// The plan of a query, a line for each step. PostgreSQL has another one, made without the parameters, which it keeps.
async fn plans(tx: &WriteTx, select: &SelectStatement) -> Vec<String> {
    let backend = tx.db().get_database_backend();
    let query = Bounded(select).build(&backend);
    if backend == DatabaseBackend::Sqlite {
        let sql = format!("EXPLAIN QUERY PLAN {}", query.sql);
        return vec![steps(tx, Statement { sql, ..query }).await];
    }
    let kept = kept_plan(tx, &query).await;
    vec![steps(tx, Statement { sql: format!("EXPLAIN {}", query.sql), ..query }).await, kept]
}

/// The plan PostgreSQL would keep.
async fn kept_plan(tx: &WriteTx, query: &Statement) -> String {
    let parameters = query.values.as_ref().map_or(0, |values| values.0.len());
    let execute = if parameters == 0 {
        "kept".to_owned()
    } else {
        format!("kept({})", ["NULL"].repeat(parameters).join(", "))
    };
    let prepare = format!("SET LOCAL plan_cache_mode = force_generic_plan; PREPARE kept AS {}", query.sql);
    tx.db().execute_unprepared(&prepare).await.unwrap();
    let explain = Statement::from_string(query.db_backend, format!("EXPLAIN EXECUTE {execute}"));
    let kept = steps(tx, explain).await;
    tx.db().execute_unprepared("DEALLOCATE kept; SET LOCAL plan_cache_mode = auto").await.unwrap();
    kept
}

/// The plan of claiming is kept from when the outbox was one page, and holds when it is a thousand.
async fn claims_along_indexes(store: &Store) {
    for sql in [
        "INSERT INTO outbox (chat_id, lane, refresh, body, state, attempts, ambiguous, not_before, created_at) \
         VALUES (1, 0, FALSE, '{}', 'pending', 0, FALSE, 0, 0)",
        "VACUUM ANALYZE outbox",
    ] {
        store.writer.execute_unprepared(sql).await.unwrap();
    }
    let query = ClaimQuery { now: Timestamp::UNIX_EPOCH, limit: 32, epoch: 1, lease_ms: 1 };
    let tx = store.write().await.unwrap();
    let plan = kept_plan(&tx, &DatabaseBackend::Postgres.build(&claiming(&query, &[]))).await;
    assert!(!plan.contains("Seq Scan on outbox"), "{plan}");
    assert_eq!(plan.matches("CTE heads").count(), 1, "the heads are found once\n{plan}");
    tx.rollback().await.unwrap();
}

async fn steps(tx: &WriteTx, explain: Statement) -> String {
    let column = if explain.db_backend == DatabaseBackend::Sqlite { "detail" } else { "QUERY PLAN" };
    let rows = tx.db().query_all_raw(explain).await.unwrap();
    let lines = rows.iter().map(|row| row.try_get::<String>("", column).unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

/// A plan that sorts, or reads a big table from end to end.
fn is_bad(plan: &str) -> bool {
    let bad = |line: &str| {
        let scans =
            line.contains("SCAN orders") && !line.contains("INDEX") || line.contains("SCAN search_terms");
        let whole = line.contains("Seq Scan on orders") || line.contains("Seq Scan on search_terms");
        let joins = line.contains("Hash") || line.contains("Merge");
        scans || whole || joins || line.contains("TEMP B-TREE") || line.contains("Sort")
    };
    plan.lines().any(bad)
}

/// A plan that sorts everything, and not only what is of one instant.
fn sorts_all(plan: &str) -> bool {
    let sorts = |line: &str| {
        let step = line.trim_start_matches([' ', '-', '>']);
        step.contains("TEMP B-TREE FOR ORDER BY") || step.starts_with("Sort  (")
    };
    plan.lines().any(sorts)
}

/// The index a list goes along; a list by what is due has another for each of its walks.
fn indexes(query: &ListQuery<'_>) -> Vec<&'static str> {
    let everybodys = query.filter.whose == Whose::Anyone;
    match (query.filter.scope, everybodys) {
        (Scope::All, true) => vec!["ix_orders_created"],
        (Scope::All, false) => vec!["ix_orders_master_created"],
        (Scope::Open, true) => vec!["ix_orders_open_created"],
        (Scope::Open, false) => vec!["ix_orders_open_master_created"],
        (Scope::Status(_), true) => vec!["ix_orders_status_created"],
        (Scope::Status(_), false) => vec!["ix_orders_master_status_created"],
        (Scope::Today | Scope::Overdue, true) => vec!["ix_orders_visit", "ix_orders_promise"],
        (Scope::Today | Scope::Overdue, false) => vec!["ix_orders_master_visit", "ix_orders_master_promise"],
    }
}

fn queries(zone: &TimeZone) -> Vec<ListQuery<'_>> {
    let days = Period::Days { from: date(1970, 1, 1), to: date(1970, 1, 2) };
    let scopes = [Scope::Open, Scope::All, Scope::Today, Scope::Overdue];
    let scopes = scopes.into_iter().chain(Status::ALL.map(Scope::Status));
    let mut all = Vec::new();
    for scope in scopes {
        for whose in [Whose::Anyone, Whose::Nobody, Whose::Master(PersonId(2))] {
            for period in [Period::Always, days] {
                for turn in [Turn::First, Turn::After(OrderNumber(5_000)), Turn::Before(OrderNumber(5_000))] {
                    let filter = Filter { scope, whose, period };
                    all.push(ListQuery { filter, turn, limit: 10, now: Timestamp::UNIX_EPOCH, zone });
                }
            }
        }
    }
    all
}

/// Everything a page of a list asks.
fn selects(visible: &SimpleExpr, query: &ListQuery<'_>, key: &table::Model) -> Vec<SelectStatement> {
    let key = (query.turn != Turn::First).then_some(key);
    let mut selects = count::counted(visible, query);
    if query.filter.scope.by_due() {
        selects.extend(due::selects(visible, query, key).unwrap());
    } else {
        selects.push(list::by_creation(visible, query, key));
    }
    selects
}

/// What a page of the trail asks, and the index it goes along.
fn trails() -> Vec<(SelectStatement, &'static str)> {
    let of = |topic, person: Option<i64>, index| {
        let filter = AuditFilter { topic, person: person.map(PersonId), ..AuditFilter::default() };
        let query =
            TrailQuery { filter, since: None, cursor: Some(TrailCursor { at: 9_000, skip: 0 }), limit: 10 };
        trail::walks(&query, 11).into_iter().map(move |walk| (walk.into_query(), index)).collect::<Vec<_>>()
    };
    [
        of(Topic::All, None, "ix_order_events_at"),
        of(Topic::All, Some(2), "ix_order_events_by_person_at"),
        of(Topic::Work, None, "ix_order_events_type_at"),
        of(Topic::Changes, Some(2), "ix_order_events_by_person_type_at"),
    ]
    .concat()
}

/// The pages of every walk of a report, and whether another one is before it.
fn reports() -> Vec<(bool, SelectStatement)> {
    let time = Timestamp::UNIX_EPOCH..Timestamp::from_second(15_000).unwrap();
    let master = PersonId(2);
    let walks = [
        report::Walk::Closed(time.clone()),
        report::Walk::Refused(time.clone()),
        report::Walk::Open(Status::Assigned),
        report::Walk::OpenOf(master),
        report::Walk::OverOf(master, None),
        report::Walk::OverOf(master, Some(time)),
    ];
    let pages = |walk| {
        [None, Some((9_000_000, 9_000))]
            .map(|after| report::selects(walk, after).map(|select| (after.is_some(), select)))
    };
    walks.iter().flat_map(pages).flatten().collect()
}

fn walks() -> Vec<Walk> {
    let mut walks = Vec::new();
    for terms in [vec![1], vec![3, 1], vec![2, 1], vec![1, 2, 3]] {
        for (back, edge) in [(false, None), (true, None), (false, Some(500)), (true, Some(9_000))] {
            let (key, edge) = (OrderNumber(5_000), edge.map(OrderNumber));
            walks.push(Walk { terms: terms.clone(), back, key, edge, looked_at: 0, ended: false });
        }
    }
    walks
}

/// Lets PostgreSQL sort and hash, or not, where there is another way.
async fn switch(store: &Store, tx: &WriteTx, to: &str) {
    if store.is_postgres() {
        let both = format!("SET LOCAL enable_sort = {to}; SET LOCAL enable_hashjoin = {to}");
        tx.db().execute_unprepared(&both).await.unwrap();
    }
}

async fn check(store: &Store) {
    let tx = store.write().await.unwrap();
    // Where PostgreSQL expects one row it sorts it: what matters is that it need not.
    switch(store, &tx, "off").await;
    let mut bad = Vec::new();
    for role in [Role::Admin, Role::Master] {
        let visible = visible_to(&Actor { person: PersonId(2), roles: Roles::NONE.with(role) }).unwrap();
        let key = table::Entity::find_by_id(ORDERS / 4).order_by_asc(table::Column::Id);
        let key = key.one(tx.connection()).await.unwrap().unwrap();
        for query in queries(&TimeZone::UTC) {
            // A master asks for his own orders: the condition is there twice.
            if role == Role::Master && query.filter.whose != Whose::Master(PersonId(2)) {
                continue;
            }
            for select in selects(&visible, &query, &key) {
                for plan in plans(&tx, &select).await {
                    let named = |index: &&str| plan.split_whitespace().any(|word| word == *index);
                    // PostgreSQL knows how many orders a master has: of half of them another index is as good.
                    let free = store.is_postgres() && query.filter.whose != Whose::Nobody;
                    if is_bad(&plan) || !(free || indexes(&query).iter().any(named)) {
                        bad.push(format!("{query:?}\n{plan}"));
                    }
                }
            }
        }
    }
    // As the desk has it: a join of all that has a word is thought cheap.
    switch(store, &tx, "on").await;
    for walk in walks() {
        for select in [walk.select(40), walk.samples()] {
            let plans = plans(&tx, &select).await;
            let plans = plans.iter().filter(|plan| is_bad(plan));
            bad.extend(plans.map(|plan| format!("{:?}\n{plan}", walk.terms)));
        }
    }
    switch(store, &tx, "off").await;
    for (late, select) in reports() {
        let plans = plans(&tx, &select).await;
        let sql = tx.db().get_database_backend().build(&select).sql;
        // A plan does not say which of two lower bounds it goes by, so a late page has only that of its place.
        let plans = plans.iter().filter(|plan| is_bad(plan) || late && sql.contains(">="));
        bad.extend(plans.map(|plan| format!("{sql}\n{plan}")));
    }
    for (select, index) in trails() {
        let plans = plans(&tx, &select).await;
        // PostgreSQL knows how many events there are of a kind and of a person: of few another index is as good.
        let free = |word: &str| store.is_postgres() && word.starts_with("ix_order_events_");
        let along = |plan: &&String| plan.split_whitespace().any(|word| word == index || free(word));
        let plans = plans.iter().filter(|plan| !along(plan) || sorts_all(plan));
        bad.extend(plans.map(|plan| format!("{index}\n{plan}")));
    }
    // A few masters are sorted and grouped: what matters is which orders are read.
    let time = Timestamp::UNIX_EPOCH..Timestamp::from_second(15).unwrap();
    let along = ["ix_orders_closed", "ix_orders_refused", "ix_orders_master_over"];
    for (select, index) in performance_selects(&time).iter().zip(along) {
        let plans = plans(&tx, select).await;
        let plans = plans.iter().filter(|plan| !plan.contains(index));
        bad.extend(plans.map(|plan| format!("{index}\n{plan}")));
    }
    assert!(
        bad.is_empty(),
        "{} bad plans, such as\n{}",
        bad.len(),
        bad.iter().take(4).cloned().collect::<Vec<_>>().join("\n\n")
    );
}

#[tokio::test]
async fn sqlite_walks_along_indexes() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(format!("sqlite://{}/plans.db", folder.path().display())).await;
    check(&store).await;
    store.close().await.unwrap();
}

#[tokio::test]
async fn postgres_walks_along_indexes() {
    let Some(server) = std::env::var_os("TEST_POSTGRES_URL") else {
        assert!(std::env::var_os("TEST_REQUIRE_SERVERS").is_none(), "TEST_POSTGRES_URL is not set");
        return;
    };
    let server = server.into_string().unwrap();
    let name = format!("repairbot_plans_{}", std::process::id());
    let admin = sea_orm::Database::connect(&server).await.unwrap();
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    let url = format!("{base}/{name}");
    let done = tokio::spawn(async move {
        let store = filled(url).await;
        check(&store).await;
        claims_along_indexes(&store).await;
        store.close().await.unwrap();
    });
    let done = done.await;
    admin.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
    admin.close().await.unwrap();
    if let Err(failure) = done {
        std::panic::resume_unwind(failure.into_panic());
    }
}
