//! A monthly summary of many closed orders: how long it takes from the press to the file in the chat, how much memory it
//! takes above an idle desk, what it does to everybody else's answers, and what openpyxl takes to write the same cells.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use clap::Args;
use jiff::{Timestamp, civil::date, tz::TimeZone};
use repairbot::{
    store::{
        Store, StoreOptions,
        people::{self, Grant, NewPerson},
    },
    texts::{Lang, text},
};
use repairbot_core::{
    actor::Role,
    callback::{Press, ReportsPress},
    ids::{PersonId, TelegramId},
    pii::PersonName,
    report::{Period, Report},
};
use telegram_sim::{ChatId, MessageId, Sim, UserId};

use crate::{
    Arguments, Failure,
    databases::{self, Database},
    measure::{Answers, NOTICED, SLOWER, forget_peak, peak_kb, percentile, usage},
    process::{Desk, Kind},
    say,
    town::Town,
};

/// Aims of the product (SPEC §10): a summary of 100,000 orders.
const LONGEST: Duration = Duration::from_secs(3);
const MEMORY_KB: u64 = 20 * 1024;
/// How often the chat is looked at.
const LOOK: Duration = Duration::from_millis(5);
/// A file that takes longer will not come.
const PATIENCE: Duration = Duration::from_secs(120);
/// What writes the same cells with openpyxl.
const OPENPYXL: &str = include_str!("openpyxl.py");

/// What to measure.
#[derive(Debug, Args)]
pub struct Reports {
    /// How many orders were closed in the month
    #[arg(long, default_value_t = 100_000)]
    orders: i64,
    /// How many files are asked for on the quiet desk
    #[arg(long, default_value_t = 5)]
    times: usize,
}

/// Measures on each database.
pub async fn run(reports: &Reports, arguments: &Arguments, folder: &std::path::Path) -> Result<(), Failure> {
    say(format_args!(
        "| | orders | file | text | file, fastest to slowest | above idle | p99 without | p99 beside | reports beside |\n\
         |---|---|---|---|---|---|---|---|---|"
    ));
    let (mut book, mut beyond) = (None, Vec::new());
    for database in databases::all(arguments, folder) {
        let (made, met) = measure(reports, arguments, &database).await?;
        book = Some(made);
        beyond.extend((!met).then(|| database.name()));
    }
    openpyxl(&book.ok_or("no database")?, folder)?;
    if beyond.is_empty() { Ok(()) } else { Err(format!("BEYOND the aims: {}", beyond.join(", ")).into()) }
}

/// The workbook, and whether the aims were met.
async fn measure(
    reports: &Reports,
    arguments: &Arguments,
    database: &Database,
) -> Result<(Vec<u8>, bool), Failure> {
    let url = database.fresh()?;
    let people = *arguments.people.first().ok_or("nobody works")?;
    let town = Town::found(people, (arguments.masters, arguments.pace)).await?;
    let owner = Owner::new(town.sim());
    fill(&url, (reports.orders, &owner)).await?;
    town.hire(&url).await?;
    let (mut desk, _) = town
        .open(&Kind::Desk { database: url, fsyncs: arguments.fsyncs, limited: false }, Instant::now())
        .await?;
    town.greet().await?;
    let greeting = owner.greet().await?;
    let quiet = quiet(reports, &mut desk, (&owner, greeting)).await?;
    let busy = busy(arguments, &town, (&owner, greeting)).await?;
    desk.end()?;
    let (ms, kb) = (|time: Duration| time.as_secs_f64() * 1000.0, 1024.0);
    say(format_args!(
        "| {} | {} | {} bytes | {:.0} ms | {:.0} to {:.0} ms | {:.1} MB | {} | {} | {} |",
        database.name(),
        reports.orders,
        quiet.book.len(),
        ms(quiet.text),
        ms(percentile(&quiet.took, 0.0)?),
        ms(percentile(&quiet.took, 1.0)?),
        quiet.above_kb as f64 / kb,
        busy.without,
        busy.beside,
        busy.reports,
    ));
    let met = percentile(&quiet.took, 0.5)? <= LONGEST
        && quiet.above_kb <= MEMORY_KB
        && busy.beside.p99 <= busy.without.p99.mul_f64(SLOWER).max(NOTICED);
    say(format_args!("{}: {}", database.name(), if met { "within the aims" } else { "BEYOND the aims" }));
    Ok((quiet.book, met))
}

/// A desk with nothing else to do.
struct Quiet {
    took: Vec<Duration>,
    text: Duration,
    above_kb: u64,
    book: Vec<u8>,
}

async fn quiet(
    reports: &Reports,
    desk: &mut Desk,
    (owner, at): (&Owner, MessageId),
) -> Result<Quiet, Failure> {
    let (_, text) = owner.asks(at, |report| ReportsPress::Show { report }).await?;
    let idle = usage(desk.id(), 0, 0)?.resident_kb;
    forget_peak(desk.id())?;
    let (mut took, mut book) = (Vec::new(), Vec::new());
    for _ in 0..reports.times {
        let (message, time) = owner.asks(at, |report| ReportsPress::File { report }).await?;
        took.push(time);
        book = owner.sim.document(owner.chat(), message).ok_or("no file came")?;
    }
    let above_kb = peak_kb(desk.id())?.saturating_sub(idle);
    took.sort_unstable();
    Ok(Quiet { took, text, above_kb, book })
}

/// A desk with people at work, without reports and beside one after the other.
struct Busy {
    without: Answers,
    beside: Answers,
    reports: u64,
}

async fn busy(arguments: &Arguments, town: &Town, (owner, at): (&Owner, MessageId)) -> Result<Busy, Failure> {
    let work = town.begin_orders();
    work.goes_on((arguments.warm_up, 0)).await?;
    work.forget();
    work.goes_on((arguments.seconds, arguments.answers)).await?;
    let without = Answers::of(work.steps().waited)?;
    let (begun, mut reports) = (Instant::now(), 0);
    work.forget();
    while begun.elapsed() < Duration::from_secs(arguments.seconds) || work.answers() < arguments.answers {
        tokio::select! {
            asked = owner.asks(at, |report| ReportsPress::File { report }) => { asked?; }
            failure = work.failed() => return Err(failure),
        }
        reports += 1;
    }
    Ok(Busy { without, beside: Answers::of(work.steps().waited)?, reports })
}

/// Who asks for reports: he does nothing else.
struct Owner {
    sim: Sim,
    user: UserId,
}

impl Owner {
    fn new(sim: &Sim) -> Self {
        let user = sim.add_person(telegram_sim::NewPerson::named("Owner"));
        Self { sim: sim.clone(), user }
    }

    fn chat(&self) -> ChatId {
        self.user.into()
    }

    async fn greet(&self) -> Result<MessageId, Failure> {
        // A message with buttons: a report comes in the place of such a one.
        let own = self.sim.send_text(self.user, self.chat(), "/reports");
        self.newer(own, "").await
    }

    /// Presses a button of reports; gives the message that came of it, and how long it took.
    async fn asks(
        &self,
        on: MessageId,
        press: impl Fn(Report) -> ReportsPress,
    ) -> Result<(MessageId, Duration), Failure> {
        let report = Report::Summary { period: Period::month(date(2026, 11, 1)) };
        let press = press(report);
        let (last, begun) = (self.sim.last_message(self.chat()), Instant::now());
        self.sim.press_data(self.user, self.chat(), on, &Press::Reports(press).encode());
        let words = text(Lang::Ru, "report-kind-monthly");
        // The text comes in place of the pressed message, the file as a new one.
        let seen = match press {
            ReportsPress::Show { .. } => self.shown(on, &words).await?,
            _ => self.newer(last, &words).await?,
        };
        Ok((seen, begun.elapsed()))
    }

    async fn newer(&self, after: MessageId, words: &str) -> Result<MessageId, Failure> {
        let fits = |message: &telegram_sim::ChatMessage| message.from_bot && message.text.contains(words);
        self.look(|| self.sim.newest(self.chat(), after, fits).map(|message| message.id)).await
    }

    async fn shown(&self, on: MessageId, words: &str) -> Result<MessageId, Failure> {
        self.look(|| {
            let message = self.sim.message(self.chat(), on)?;
            message.text.contains(words).then_some(message.id)
        })
        .await
    }

    async fn look(&self, look: impl Fn() -> Option<MessageId>) -> Result<MessageId, Failure> {
        let mut every = tokio::time::interval(LOOK);
        let begun = Instant::now();
        loop {
            every.tick().await;
            if let Some(seen) = look() {
                return Ok(seen);
            }
            if begun.elapsed() > PATIENCE {
                return Err("the owner waited in vain for a report".into());
            }
        }
    }
}

/// Orders closed in November, and the owner.
async fn fill(url: &str, (orders, owner): (i64, &Owner)) -> Result<(), Failure> {
    let store = Store::connect(&StoreOptions { url: url.to_owned(), max_connections: 1 }).await?;
    store.migrate_up().await?;
    store.fill(orders).await?;
    let november = Period::month(date(2026, 11, 1)).instants(&TimeZone::UTC);
    store.close_filled(november).await?;
    let tx = store.write().await?;
    let new = NewPerson {
        id: PersonId(owner.user.0),
        telegram_id: Some(TelegramId(owner.user.0)),
        name: PersonName::from_stored("Owner".to_owned()),
        username: None,
        phone: None,
        specialization: None,
        language: None,
        reachable: true,
        created_at: Timestamp::UNIX_EPOCH,
    };
    people::insert(&tx, &new).await?;
    let grant = Grant { person: new.id, role: Role::Admin, by: None, at: Timestamp::UNIX_EPOCH };
    people::grant(&tx, &grant).await?;
    tx.commit().await?;
    Ok(store.close().await?)
}

/// The same cells with openpyxl, in both of its modes.
fn openpyxl(book: &[u8], folder: &std::path::Path) -> Result<(), Failure> {
    let path = folder.join("summary.xlsx");
    std::fs::write(&path, book)?;
    for mode in ["write_only", "ordinary"] {
        let python =
            Command::new("python3").args(["-c", OPENPYXL, mode]).arg(&path).stderr(Stdio::piped()).output();
        match python {
            Ok(done) if done.status.success() => {
                say(format_args!("openpyxl, {mode}: {}", String::from_utf8_lossy(&done.stdout).trim()));
            }
            Ok(done) => {
                let error =
                    String::from_utf8_lossy(&done.stderr).lines().last().unwrap_or_default().to_owned();
                say(format_args!("openpyxl, {mode}: not measured ({error})"));
            }
            Err(error) => say(format_args!("openpyxl: not measured (python3: {error})")),
        }
    }
    Ok(())
}
