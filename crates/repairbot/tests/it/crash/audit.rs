//! What must hold at the end, whatever was killed on the way: the database and the chats against what was played.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, Instant};

use repairbot::store::{
    ReadTx, Store, StoreOptions, cards,
    orders::{self, ListQuery},
    outbox, updates,
    verify::Check,
};
use repairbot_core::{
    actor::{Actor, Role, Roles},
    ids::{OrderId, PersonId},
    list::{Filter, Scope, Turn},
    order::{Event, Status},
};
use sea_orm::{ConnectionTrait as _, QueryResult, Statement};
use telegram_sim::ChatId;

use super::company::{Company, Played};
use super::person::Person;
use crate::support::deviations;

/// When nothing has moved for so long, nothing will.
const PATIENCE: Duration = Duration::from_secs(120);

/// A notice: in which chat, of which order by its number, of which of its events, counted from one.
pub type Notice = (i64, i64, i64);

/// What was done to the program while people worked.
#[derive(Default)]
pub struct Disturbed {
    /// How often it was killed.
    pub kills: usize,
    /// How often its database was restarted.
    pub restarts: usize,
    /// How many answers to new messages were lost.
    pub lost: usize,
    /// Other trouble with Telegram.
    pub others: usize,
    /// After how many of its ends a notice was in doubt, where the test looked.
    pub in_doubt: Option<BTreeMap<Notice, usize>>,
}

impl Disturbed {
    /// How often this notice may have come once more.
    fn copies(&self, notice: &Notice) -> usize {
        match &self.in_doubt {
            Some(known) => known.get(notice).copied().unwrap_or(0),
            None => self.kills + self.lost,
        }
    }
}

impl fmt::Display for Disturbed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kills, restarts, lost, others, .. } = self;
        write!(
            f,
            "{kills} kills, {restarts} restarts of the database, {lost} answers lost, {others} other troubles"
        )
    }
}

/// Opens the database beside the program.
pub async fn open(url: &str) -> Store {
    Store::connect(&StoreOptions { url: url.to_owned(), max_connections: 2 }).await.unwrap()
}

/// Waits until the program has nothing left to do.
pub async fn until_quiet(company: &Company, store: &Store, url: &str) {
    let sim = &company.town.sim;
    let mut changes = sim.subscribe();
    let mut moved = Instant::now();
    loop {
        let tx = store.read().await.unwrap();
        if outbox::pending_count(&tx).await.unwrap() == 0 && sim.pending_updates() == 0 {
            return;
        }
        drop(tx);
        // Settling the last message rings no bell out here, so one looks again after a while.
        if tokio::time::timeout(Duration::from_millis(100), changes.changed()).await.is_ok() {
            moved = Instant::now();
        }
        if moved.elapsed() > PATIENCE {
            panic!(
                "{} updates still wait, or rows of the outbox:\n{}",
                sim.pending_updates(),
                unsent(url).await
            );
        }
    }
}

/// The rows of the outbox that were not sent, for failures.
async fn unsent(url: &str) -> String {
    let raw = sea_orm::Database::connect(url).await.unwrap();
    let columns = ["id", "chat_id", "not_before", "claimed_until", "claim_epoch"];
    let wanted = format!("SELECT {}, state, body FROM outbox WHERE state <> 'sent'", columns.join(", "));
    let rows = raw.query_all_raw(Statement::from_string(raw.get_database_backend(), wanted)).await.unwrap();
    let number = |row: &QueryResult, name: &str| row.try_get::<Option<i64>>("", name).unwrap();
    let text = |row: &QueryResult, name: &str| row.try_get::<String>("", name).unwrap();
    let line = |row: &QueryResult| {
        let numbers = columns.map(|name| format!("{name} {:?}", number(row, name))).join(", ");
        format!("{numbers}, {}: {}", text(row, "state"), text(row, "body"))
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Compares; gives how many notices came more than once.
pub async fn compare(company: &Company, store: &Store, told: (&[Played], &Disturbed)) -> usize {
    let (played, disturbed) = told;
    let tx = store.read().await.unwrap();
    assert!(orders::verify(&tx).await.unwrap().is_empty(), "a row differs from the fold of its events");
    let found = deviations(&tx, &[Check::Ledger, Check::Postings, Check::Timers]).await;
    assert_eq!(found, Vec::<String>::new());
    let dead = outbox::dead_letters(&tx, 10).await.unwrap();
    assert!(dead.is_empty(), "dead letters: {dead:?}");
    assert_eq!(updates::all_parked(&tx, 10).await.unwrap(), [], "updates were parked");
    let ids = by_problem(&tx).await;
    let numbers: Vec<i64> = ids.values().map(|(_, number)| *number).collect();
    assert_eq!(ids.len(), played.len(), "orders: {numbers:?}, played: {played:#?}");
    assert_eq!(*numbers.iter().max().unwrap_or(&0), played.len() as i64, "numbers have gaps");
    for order in played {
        let (id, number) = ids[&order.problem];
        assert_eq!(number, order.number, "{order:?}");
        story(&tx, id, order).await;
        live_cards(company, &tx, (id, order)).await;
    }
    counts(&tx, played).await;
    let presses = company.town.presses.lock().unwrap().clone();
    let unanswered = presses.iter().filter(|press| company.town.sim.press_answer(**press).is_none()).count();
    // An answer to a press is expendable: a kill may lose those under way, and one that takes too long is given up.
    let given_up = company.place.log.count("a press was not answered");
    assert!(disturbed.kills > 0 || unanswered <= given_up, "{unanswered} presses were never answered");
    let extra = notices(company, played, disturbed);
    // Where the test did not look at each of them, the program's log has their number.
    let doubtful = half_sent(company) + disturbed.lost;
    let counted = disturbed.in_doubt.is_some();
    assert!(counted || extra <= doubtful, "{extra} copies, but only {doubtful} messages were ever in doubt");
    extra
}

/// Errors the program logged. That the database let it wait for long is the machine's business, not a bug.
pub fn errors(company: &Company) -> Vec<String> {
    let log = company.place.log.text();
    let errors =
        log.lines().filter(|line| line.contains("ERROR") && !line.contains("database is unavailable"));
    errors.map(str::to_owned).collect()
}

/// How many messages the starting processes found half-sent.
fn half_sent(company: &Company) -> usize {
    let log = company.place.log.text();
    let lines = log.lines().filter(|line| line.contains("half-sent"));
    lines.map(|line| number_after(line, "rows=")).sum()
}

fn number_after(line: &str, name: &str) -> usize {
    let (_, rest) = line.split_once(name).unwrap();
    let digits = rest.find(|letter: char| !letter.is_ascii_digit()).map_or(rest, |end| &rest[..end]);
    digits.parse().unwrap()
}

/// Every order by the words of its problem; two of the same would be one order created twice.
async fn by_problem(tx: &ReadTx) -> BTreeMap<String, (OrderId, i64)> {
    let admin = Actor { person: PersonId(0), roles: Roles::NONE.with(Role::Admin) };
    let (filter, zone) = (Filter::of(Scope::All), jiff::tz::TimeZone::UTC);
    let now = jiff::Timestamp::UNIX_EPOCH;
    let query = ListQuery { filter, turn: Turn::First, limit: 100_000, now, zone: &zone };
    let mut found = BTreeMap::new();
    for line in orders::page(tx, &admin, &query).await.unwrap().lines {
        let view = orders::view(tx, line.id).await.unwrap().unwrap();
        let problem = view.problem.unwrap().reveal().to_owned();
        let former = found.insert(problem, (line.id, line.number.0));
        assert_eq!(former, None, "an order was created twice");
    }
    found
}

/// The history is what was played, each step once.
async fn story(tx: &ReadTx, id: OrderId, order: &Played) {
    let history = orders::history(tx, id).await.unwrap();
    let steps: Vec<&str> = history
        .iter()
        .map(|recorded| match recorded.event {
            Event::Created(_) => "created",
            Event::Assigned { .. } => "assigned",
            Event::Accepted => "accepted",
            Event::Declined { .. } => "declined",
            Event::ArrivedOnSite => "on site",
            Event::Closed(_) => "closed",
            _ => "something else",
        })
        .collect();
    assert_eq!(steps, order.steps, "{order:?}");
}

async fn counts(tx: &ReadTx, played: &[Played]) {
    let counts = orders::status_counts(tx).await.unwrap();
    for status in Status::ALL {
        let expected = played.iter().filter(|order| stands(order).0 == status).count() as u64;
        assert_eq!(counts[&status], expected, "{status:?}");
    }
}

/// Where the order stands, and how a card says so.
fn stands(order: &Played) -> (Status, &'static str) {
    match *order.steps.last().unwrap() {
        "created" | "declined" => (Status::New, "Новая"),
        "assigned" => (Status::Assigned, "Назначена"),
        "accepted" => (Status::Accepted, "Принята"),
        "on site" => (Status::Onsite, "На объекте"),
        _ => (Status::Closed, "Завершена"),
    }
}

/// Every live card shows the order as it is.
async fn live_cards(company: &Company, tx: &ReadTx, (id, order): (OrderId, &Played)) {
    let (_, status) = stands(order);
    let declined = order.steps.contains(&"declined");
    let assigned = order.steps.contains(&"assigned");
    let cards = cards::of_order(tx, id).await.unwrap();
    // The office's and the master's, who loses his with the order.
    let expected = usize::from(assigned) + usize::from(assigned && !declined);
    assert_eq!(cards.len(), expected, "{order:?}");
    for card in cards {
        let message = telegram_sim::MessageId(card.message.unwrap().0);
        let shown = company.town.sim.message(ChatId(card.chat.0), message).unwrap().text;
        assert!(shown.contains(status), "{order:?}: the card in {} shows {shown}", card.chat);
    }
}

/// Every notice came, and came again at most once per end or lost answer that left it in doubt.
fn notices(company: &Company, played: &[Played], disturbed: &Disturbed) -> usize {
    let said: BTreeMap<ChatId, Vec<String>> = company
        .people()
        .map(|person| {
            let messages = company.town.sim.messages(person.chat());
            (person.chat(), messages.into_iter().filter(|m| m.from_bot).map(|m| m.text).collect())
        })
        .collect();
    let mut extra = 0;
    for order in played {
        for (event, person, words) in expected_notices(company, order) {
            let most = 1 + disturbed.copies(&(person.chat().0, order.number, event));
            let times = said[&person.chat()].iter().filter(|text| text.starts_with(&words)).count();
            assert!(times >= 1, "{} never got «{words}»: {order:?}", person.name);
            assert!(times <= most, "{} got «{words}» {times} times, not {most}", person.name);
            extra += times - 1;
        }
    }
    extra
}

fn expected_notices<'a>(company: &'a Company, order: &Played) -> Vec<(i64, &'a Person, String)> {
    let number = order.number;
    let creator = &company.dispatchers[order.dispatcher];
    let mut expected = Vec::new();
    for (event, step) in (1..).zip(&order.steps) {
        let office = |words: String| company.office().map(move |person| (event, person, words.clone()));
        match *step {
            "created" => {
                let told = office(format!("🆕 Новая заявка #{number}:"));
                expected.extend(told.filter(|(_, person, _)| person.user != creator.user));
            }
            "assigned" => {
                expected.push((event, &company.masters[order.master], format!("Заявка #{number} ")));
            }
            "declined" => expected.extend(office(format!("❌ Мастер отказался от заявки #{number}:"))),
            "accepted" => expected.push((event, creator, format!("✅ Заявка #{number} принята:"))),
            "on site" => expected.push((event, creator, format!("🏠 Заявка #{number}:"))),
            "closed" => expected.extend(office(format!("💰 Заявка #{number} завершена:"))),
            _ => {}
        }
    }
    expected
}
