//! How long a page of a list and of a search takes, rendered, as the number of orders grows.
//!
//! Each database is filled here and looked at by a process of its own, so that its memory is its own too.

use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use jiff::{Timestamp, tz::TimeZone};
use repairbot::{
    company::Company,
    outbox::render::{Scene, Snapshot, Viewer},
    store::{
        Store, StoreOptions, fill,
        searches::{self, Kept},
    },
    texts::Lang,
};
use repairbot_core::{
    audit::{AuditFilter, Topic, TrailCursor},
    ids::{ChatId, ClientId, OrderNumber, PersonId, SearchId},
    list::{Filter, Period, Place, Scope, Source, Turn, Whose},
    order::{Status, Workflow},
    pii::FreeText,
    screen::{ChangesScreen, ClientScreen, HistoryScreen, ListsScreen, Screen},
};

use crate::{
    Failure, databases,
    measure::{percentile, usage},
    say,
};

/// A page may take so much longer with the last number of orders than with the first: its median, as the fastest look is the
/// one that met no thread asleep.
const RATIO: f64 = 2.0;
/// And so long in all.
const LONGEST: Duration = Duration::from_millis(20);
/// Memory of the process that looks.
const MEMORY_KB: u64 = 60 * 1024;

/// What to measure.
#[derive(Debug, Args)]
pub struct Lists {
    /// How many orders there are, one database after another
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 1_000_000])]
    orders: Vec<i64>,
    /// How often each page is looked at
    #[arg(long, default_value_t = 200)]
    times: usize,
    /// Internal: look at these databases
    #[arg(long, hide = true, value_delimiter = ',')]
    look_at: Vec<String>,
}

/// Fills databases and has them looked at.
pub async fn run(lists: &Lists, databases: &[databases::Database]) -> Result<(), Failure> {
    if !lists.look_at.is_empty() {
        return look(&lists.look_at, lists).await;
    }
    for database in databases {
        let mut urls = Vec::new();
        for count in &lists.orders {
            let (url, begun) = (database.fresh()?, Instant::now());
            let store = Store::connect(&StoreOptions { url: url.clone(), max_connections: 1 }).await?;
            store.migrate_up().await?;
            store.fill(*count).await?;
            store.close().await?;
            let took = begun.elapsed().as_secs_f64();
            say(format_args!("\n{}, {count} orders, filled in {took:.0} s", database.name()));
            urls.push(url);
        }
        let counts: Vec<String> = lists.orders.iter().map(i64::to_string).collect();
        let output = Command::new(std::env::current_exe()?)
            .args(["lists", "--look-at", &urls.join(","), "--orders", &counts.join(",")])
            .args(["--times", &lists.times.to_string()])
            .output()?;
        if !output.status.success() {
            let said = [output.stdout, output.stderr].concat();
            return Err(String::from_utf8_lossy(&said).into());
        }
        report(&Seen::read(&String::from_utf8(output.stdout)?)?, &lists.orders);
    }
    Ok(())
}

/// What a page took.
struct Seen {
    what: String,
    orders: i64,
    p50: Duration,
    p95: Duration,
    memory_kb: u64,
}

impl Seen {
    fn read(text: &str) -> Result<Vec<Self>, Failure> {
        let line = |line: &str| {
            let cells: Vec<&str> = line.split('\t').collect();
            let [what, orders, p50, p95, memory] = cells[..] else { return Err("an odd line".into()) };
            let micros = |cell: &str| cell.parse().map(Duration::from_micros);
            Ok(Self {
                what: what.to_owned(),
                orders: orders.parse()?,
                p50: micros(p50)?,
                p95: micros(p95)?,
                memory_kb: memory.parse()?,
            })
        };
        text.lines().map(line).collect()
    }
}

/// A table, and what is not as it should be.
fn report(seen: &[Seen], orders: &[i64]) {
    let (Some(few), Some(many)) = (orders.first(), orders.last()) else { return };
    say(format_args!(
        "\n| page | median, {few} orders | median, {many} | p95, {many} | ratio of medians |\n|---|---|---|---|---|"
    ));
    let mut bad = Vec::new();
    for one in seen.iter().filter(|one| one.orders == *many) {
        let first = seen.iter().find(|other| other.orders == *few && other.what == one.what);
        let before = first.map_or(one.p50, |first| first.p50);
        let ratio = one.p50.as_secs_f64() / before.as_secs_f64();
        let millis = |time: Duration| time.as_secs_f64() * 1000.0;
        say(format_args!(
            "| {} | {:.2} ms | {:.2} ms | {:.2} ms | {ratio:.1} |",
            one.what,
            millis(before),
            millis(one.p50),
            millis(one.p95)
        ));
        if one.p95 > LONGEST || ratio > RATIO || one.memory_kb > MEMORY_KB {
            bad.push(one.what.as_str());
        }
    }
    let memory = seen.iter().map(|one| one.memory_kb).max().unwrap_or_default();
    say(format_args!("\nmemory at most {} MB; beyond the aims: {bad:?}", memory / 1024));
}

/// A database that is looked at.
struct Looked {
    store: Store,
    orders: i64,
    now: Timestamp,
    pages: Vec<(String, PersonId, Screen)>,
}

impl Looked {
    async fn open(url: &str, orders: i64) -> Result<Self, Failure> {
        let store = Store::connect(&StoreOptions { url: url.to_owned(), max_connections: 2 }).await?;
        let pages = pages(&store, orders).await?;
        Ok(Self { store, orders, now: Timestamp::from_second((orders + 1) * 60)?, pages })
    }

    /// One look at a page, and how long it took.
    async fn look(&self, company: &Arc<Company>, page: usize) -> Result<Duration, Failure> {
        let (what, person, screen) = self.pages.get(page).ok_or("no such page")?;
        let begun = Instant::now();
        let snapshot = Snapshot::of(self.store.read().await?, self.now);
        let viewer = Viewer::of(&snapshot, ChatId(person.0), Some(*person)).await?;
        let scene = Scene::new(&snapshot, company, viewer).await?;
        let rendered = scene.render(screen).await?;
        let took = begun.elapsed();
        if rendered.markup.is_none() {
            return Err(format!("{what}: {}", rendered.text).into());
        }
        Ok(took)
    }
}

/// Looks at every page, again and again, at each database in turn, so that all of them meet the same machine; prints what
/// each took.
async fn look(urls: &[String], lists: &Lists) -> Result<(), Failure> {
    let company = Arc::new(Company {
        zone: TimeZone::UTC,
        bot_username: std::sync::OnceLock::new(),
        language: Lang::Ru,
        workflow: Workflow::Standard,
    });
    let mut databases = Vec::new();
    for (url, orders) in urls.iter().zip(&lists.orders) {
        databases.push(Looked::open(url, *orders).await?);
    }
    for page in 0..databases.first().map_or(0, |first| first.pages.len()) {
        let mut took = vec![Vec::with_capacity(lists.times); databases.len()];
        for _ in 0..lists.times {
            for (database, took) in databases.iter().zip(&mut took) {
                took.push(database.look(&company, page).await?);
            }
        }
        for (database, mut took) in databases.iter().zip(took) {
            took.sort_unstable();
            let memory = usage(std::process::id(), 0, 0)?.resident_kb;
            let micros = |share| percentile(&took, share).map(|time| time.as_micros());
            let (what, orders) = (&database.pages[page].0, database.orders);
            say(format_args!("{what}\t{orders}\t{}\t{}\t{memory}", micros(0.5)?, micros(0.95)?));
        }
    }
    for database in databases {
        database.store.close().await?;
    }
    Ok(())
}

/// What is looked at, by whom.
async fn pages(store: &Store, count: i64) -> Result<Vec<(String, PersonId, Screen)>, Failure> {
    let (admin, master) = (PersonId(1), PersonId(2));
    let mut all = others(count);
    all.extend(
        [
            ("filters".to_owned(), admin, ListsScreen::Filter(Filter::of(Scope::Open))),
            ("filters of a master".to_owned(), admin, ListsScreen::Filter(of_master(master))),
        ]
        .map(|(what, who, screen)| (what, who, Screen::Lists(screen))),
    );
    let scopes = [
        ("all", Scope::All),
        ("open", Scope::Open),
        ("closed", Scope::Status(Status::Closed)),
        ("new", Scope::Status(Status::New)),
        ("today", Scope::Today),
        ("overdue", Scope::Overdue),
    ];
    let turns = [
        ("first", Turn::First),
        ("middle", Turn::After(OrderNumber(count / 2))),
        ("middle, back", Turn::Before(OrderNumber(count / 2))),
        ("last", Turn::After(OrderNumber(200))),
    ];
    let places = |source| turns.map(|(turn_name, turn)| (turn_name, Place { source, turn, page: 2 }));
    for (name, scope) in scopes {
        for (whose_name, whose) in
            [("", Whose::Anyone), (", a master's", Whose::Master(master)), (", nobody's", Whose::Nobody)]
        {
            let filter = Filter { scope, whose, period: Period::Always };
            for (turn, place) in places(Source::Office(filter)) {
                all.push((format!("{name}{whose_name}: {turn}"), admin, page(place)));
            }
        }
        let month = Filter { period: Period::Month, ..Filter::of(scope) };
        all.push((format!("{name}, month"), admin, page(Place::first(Source::Office(month)))));
        for (turn, place) in places(Source::Own(scope)) {
            all.push((format!("own, {name}: {turn}"), master, page(place)));
        }
    }
    for (name, text) in searches_for() {
        let id = SearchId(i64::try_from(all.len())?);
        let tx = store.write().await?;
        let text = FreeText::from_stored(text);
        searches::insert(&tx, &Kept { id, person: admin, text, at: Timestamp::UNIX_EPOCH }).await?;
        tx.commit().await?;
        for (turn, place) in places(Source::Found(id)) {
            all.push((format!("search for {name}: {turn}"), admin, page(place)));
        }
    }
    Ok(all)
}

fn page(place: Place) -> Screen {
    Screen::Lists(ListsScreen::Page(place))
}

/// What else an admin turns over: deleted orders, the trail by what happened and who did it, a client.
fn others(count: i64) -> Vec<(String, PersonId, Screen)> {
    let (admin, client) = (PersonId(1), ClientId(count / 8));
    let middle = OrderNumber(count / 2);
    let mut all = vec![
        ("deleted: first".to_owned(), Screen::Changes(ChangesScreen::Deleted { before: None })),
        ("deleted: middle".to_owned(), Screen::Changes(ChangesScreen::Deleted { before: Some(middle) })),
        ("a client".to_owned(), Screen::Client(ClientScreen::Card { client, saved: None })),
        ("a client's orders".to_owned(), Screen::Client(ClientScreen::Orders { client, before: None })),
    ];
    let everything = AuditFilter::default();
    let filters = [
        ("everything", everything),
        ("a master's", AuditFilter { person: Some(PersonId(2)), ..everything }),
        ("a master's steps", AuditFilter { topic: Topic::Work, ..everything }),
        ("deletions", AuditFilter { topic: Topic::Changes, ..everything }),
        (
            "a master's deletions",
            AuditFilter { person: Some(PersonId(2)), topic: Topic::Changes, ..everything },
        ),
        ("what never happened", AuditFilter { topic: Topic::Endings, ..everything }),
        ("refused access", AuditFilter { topic: Topic::Denied, ..everything }),
    ];
    for (name, filter) in filters {
        for (turn, cursor) in
            [("first", None), ("middle", Some(TrailCursor { at: middle.0 * 60_000, skip: 0 }))]
        {
            let screen = HistoryScreen::Audit { filter, since: None, cursor };
            all.push((format!("trail, {name}: {turn}"), Screen::History(screen)));
        }
    }
    all.into_iter().map(|(what, screen)| (what, admin, screen)).collect()
}

fn of_master(master: PersonId) -> Filter {
    Filter { whose: Whose::Master(master), ..Filter::of(Scope::Open) }
}

/// What people look for: rare and common, alone and together, there and not there. At any size there is a page of each that is
/// there, or a page of many orders would be compared with one of none: what is seldom together are words each of which ever more
/// orders have, but together always as few.
fn searches_for() -> Vec<(&'static str, String)> {
    let (often, seldom) = (fill::OFTEN, fill::SELDOM);
    let (street, house, flat) = (fill::word(fill::COMMON_STREET), often.house, often.flat);
    let (surname, name) = (fill::word(often.surname), fill::word(often.name));
    let (seldom_surname, seldom_name) = (fill::word(seldom.surname), fill::word(seldom.name));
    let phone = |known: fill::Known| format!("8 912 {}", known.phone);
    vec![
        ("a common street", street.clone()),
        ("a common street and house", format!("{street} {house}")),
        ("a common street, house and flat", format!("{street} {house}, {flat}")),
        ("a first name", name.clone()),
        ("a surname", surname.clone()),
        ("a first name and a street", format!("{name} {street}")),
        ("a surname and a first name", format!("{surname} {name}")),
        ("all of it", format!("{surname} {name} {street} {house} {flat}")),
        ("a house number", house.to_string()),
        ("two numbers", format!("{house} {flat}")),
        ("a number of an order", "#100".to_owned()),
        ("the end of a phone", "4567".to_owned()),
        ("a phone", phone(often)),
        ("a phone of nobody", "8 912 123-77-77".to_owned()),
        ("seldom together: a surname and a first name", format!("{seldom_surname} {seldom_name}")),
        ("seldom together: a first name and a street", format!("{seldom_name} {street}")),
        ("seldom together: a street, house and flat", format!("{street} {}, {}", seldom.house, seldom.flat)),
        ("seldom together: two numbers", format!("{} {}", seldom.house, seldom.flat)),
        ("a phone of a few", phone(seldom)),
        ("what is not there", "qwertyuiop".to_owned()),
    ]
}
