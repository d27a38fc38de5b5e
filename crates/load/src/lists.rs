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
    ids::{ChatId, OrderNumber, PersonId, SearchId},
    list::{Filter, Period, Place, Scope, Source, Turn, Whose},
    order::{Status, Workflow},
    pii::FreeText,
    screen::{ListsScreen, Screen},
};

use crate::{
    Failure, databases,
    measure::{percentile, usage},
    say,
};

/// A page may take so much longer with the last number of orders than with the first: its fastest time, as on a shared
/// machine the others are somebody else's too.
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
    /// Internal: look at this database
    #[arg(long, hide = true)]
    look_at: Option<String>,
}

/// Fills databases and has them looked at.
pub async fn run(lists: &Lists, databases: &[databases::Database]) -> Result<(), Failure> {
    if let (Some(url), Some(count)) = (&lists.look_at, lists.orders.first()) {
        return look(url, (*count, lists.times)).await;
    }
    for database in databases {
        let mut first: Vec<Seen> = Vec::new();
        for count in &lists.orders {
            let url = database.fresh()?;
            let begun = Instant::now();
            let store = Store::connect(&StoreOptions { url: url.clone(), max_connections: 1 }).await?;
            store.migrate_up().await?;
            store.fill(*count).await?;
            store.close().await?;
            say(format_args!(
                "\n{}, {count} orders, filled in {:.0} s",
                database.name(),
                begun.elapsed().as_secs_f64()
            ));
            let (times, count_text) = (lists.times.to_string(), count.to_string());
            let output = Command::new(std::env::current_exe()?)
                .args(["lists", "--look-at", &url, "--orders", &count_text, "--times", &times])
                .output()?;
            if !output.status.success() {
                return Err(String::from_utf8_lossy(&output.stderr).into());
            }
            let seen = Seen::read(&String::from_utf8(output.stdout)?)?;
            report(&seen, &first);
            if first.is_empty() {
                first = seen;
            }
        }
    }
    Ok(())
}

/// What a page took.
struct Seen {
    what: String,
    best: Duration,
    p50: Duration,
    p95: Duration,
    memory_kb: u64,
}

impl Seen {
    fn read(text: &str) -> Result<Vec<Self>, Failure> {
        let line = |line: &str| {
            let cells: Vec<&str> = line.split('\t').collect();
            let [what, best, p50, p95, memory] = cells[..] else { return Err("an odd line".into()) };
            let micros = |cell: &str| cell.parse().map(Duration::from_micros);
            Ok(Self {
                what: what.to_owned(),
                best: micros(best)?,
                p50: micros(p50)?,
                p95: micros(p95)?,
                memory_kb: memory.parse()?,
            })
        };
        text.lines().map(line).collect()
    }
}

/// A table, and what is not as it should be.
fn report(seen: &[Seen], first: &[Seen]) {
    say(format_args!(
        "\n| page | fastest | p50 | p95 | fastest to that of the first |\n|---|---|---|---|---|"
    ));
    let mut bad = Vec::new();
    for one in seen {
        let before = first.iter().find(|other| other.what == one.what);
        let ratio = before.map(|other| one.best.as_secs_f64() / other.best.as_secs_f64());
        let shown = ratio.map_or_else(String::new, |ratio| format!("{ratio:.1}"));
        let millis = |time: Duration| time.as_secs_f64() * 1000.0;
        say(format_args!(
            "| {} | {:.2} ms | {:.2} ms | {:.2} ms | {shown} |",
            one.what,
            millis(one.best),
            millis(one.p50),
            millis(one.p95)
        ));
        if one.p95 > LONGEST || ratio.is_some_and(|ratio| ratio > RATIO) || one.memory_kb > MEMORY_KB {
            bad.push(one.what.as_str());
        }
    }
    let memory = seen.iter().map(|one| one.memory_kb).max().unwrap_or_default();
    say(format_args!("\nmemory at most {} MB; beyond the aims: {bad:?}", memory / 1024));
}

/// Looks at every page, again and again, and prints what each took.
async fn look(url: &str, (count, times): (i64, usize)) -> Result<(), Failure> {
    let store = Store::connect(&StoreOptions { url: url.to_owned(), max_connections: 2 }).await?;
    let company = Arc::new(Company {
        zone: TimeZone::UTC,
        bot_username: std::sync::OnceLock::new(),
        language: Lang::Ru,
        workflow: Workflow::Standard,
    });
    let now = Timestamp::from_second((count + 1) * 60)?;
    for (what, person, screen) in pages(&store, count).await? {
        let mut took = Vec::with_capacity(times);
        for _ in 0..times {
            let begun = Instant::now();
            let snapshot = Snapshot::of(store.read().await?, now);
            let viewer = Viewer::of(&snapshot, ChatId(person.0), Some(person)).await?;
            let scene = Scene::new(&snapshot, &company, viewer).await?;
            let rendered = scene.render(&Screen::Lists(screen)).await?;
            took.push(begun.elapsed());
            if rendered.markup.is_none() {
                return Err(format!("{what}: {}", rendered.text).into());
            }
        }
        took.sort_unstable();
        let memory = usage(std::process::id(), 0, 0)?.resident_kb;
        let micros = |share| percentile(&took, share).map(|time| time.as_micros());
        say(format_args!("{what}\t{}\t{}\t{}\t{memory}", micros(0.0)?, micros(0.5)?, micros(0.95)?));
    }
    Ok(store.close().await?)
}

/// What is looked at, by whom.
async fn pages(store: &Store, count: i64) -> Result<Vec<(String, PersonId, ListsScreen)>, Failure> {
    let (admin, master) = (PersonId(1), PersonId(2));
    let mut all = vec![
        ("filters".to_owned(), admin, ListsScreen::Filter(Filter::of(Scope::Open))),
        ("filters of a master".to_owned(), admin, ListsScreen::Filter(of_master(master))),
    ];
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
                all.push((format!("{name}{whose_name}: {turn}"), admin, ListsScreen::Page(place)));
            }
        }
        let month = Filter { period: Period::Month, ..Filter::of(scope) };
        all.push((format!("{name}, month"), admin, ListsScreen::Page(Place::first(Source::Office(month)))));
        for (turn, place) in places(Source::Own(scope)) {
            all.push((format!("own, {name}: {turn}"), master, ListsScreen::Page(place)));
        }
    }
    for (name, text) in searches_for() {
        let id = SearchId(i64::try_from(all.len())?);
        let tx = store.write().await?;
        let text = FreeText::from_stored(text);
        searches::insert(&tx, &Kept { id, person: admin, text, at: Timestamp::UNIX_EPOCH }).await?;
        tx.commit().await?;
        for (turn, place) in places(Source::Found(id)) {
            all.push((format!("search for {name}: {turn}"), admin, ListsScreen::Page(place)));
        }
    }
    Ok(all)
}

fn of_master(master: PersonId) -> Filter {
    Filter { whose: Whose::Master(master), ..Filter::of(Scope::Open) }
}

/// What people look for: rare and common, alone and together, there and not there. What is hardly ever together finds next
/// to nothing among a thousand orders and passes by many among a million.
fn searches_for() -> Vec<(&'static str, String)> {
    let often = fill::OFTEN;
    let (street, house, flat) = (fill::word(fill::COMMON_STREET), often.house, often.flat);
    let (surname, name) = (fill::word(often.surname), fill::word(often.name));
    let (other_surname, other_name) = (fill::word(often.surname + 1), fill::word(often.name - 1));
    let phone = format!("8 912 {}", often.phone);
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
        ("a phone", phone),
        ("a phone of nobody", "8 912 123-77-77".to_owned()),
        ("hardly ever together: a surname and a first name", format!("{other_surname} {other_name}")),
        ("hardly ever together: a first name and a street", format!("{other_name} {street}")),
        ("hardly ever together: a street, house and flat", format!("{street} {}, {}", house + 1, flat + 1)),
        ("hardly ever together: two numbers", format!("{} {}", house + 1, flat + 1)),
        ("what is not there", "qwertyuiop".to_owned()),
    ]
}
