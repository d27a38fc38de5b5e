//! One person sends a thousand messages a second: what that does to everybody else's answers (SPEC §12).

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use clap::Args;
use telegram_sim::{NewPerson, Sim};

use crate::{
    Arguments, Failure,
    databases::{self, Database},
    measure::{Answers, NOTICED, SLOWER},
    process::Kind,
    say,
    town::Town,
};

/// How often the flood is topped up.
const TICK: Duration = Duration::from_millis(10);
/// People do one thing in so many seconds, so that none of them is held up by the limit himself: a dispatcher does most.
const UNHURRIED: f64 = 6.0;

/// What to measure.
#[derive(Debug, Args)]
pub struct Flood {
    /// How many messages the one person sends per second
    #[arg(long, default_value_t = 1_000)]
    per_second: u64,
}

/// Measures on each database.
pub async fn run(flood: &Flood, arguments: &Arguments, folder: &std::path::Path) -> Result<(), Failure> {
    say(format_args!(
        "| | people | p99 without | p99 beside | the flood | processor beside it |\n|---|---|---|---|---|---|"
    ));
    let mut beyond = Vec::new();
    for database in databases::all(arguments, folder) {
        let met = measure(flood, arguments, &database).await?;
        beyond.extend((!met).then(|| database.name()));
    }
    if beyond.is_empty() { Ok(()) } else { Err(format!("BEYOND the aim: {}", beyond.join(", ")).into()) }
}

/// Whether the aim was met.
async fn measure(flood: &Flood, arguments: &Arguments, database: &Database) -> Result<bool, Failure> {
    let url = database.fresh()?;
    let people = *arguments.people.last().ok_or("nobody works")?;
    let pace = arguments.pace.unwrap_or(people as f64 / UNHURRIED);
    let town = Town::found(people, (arguments.masters, Some(pace))).await?;
    town.hire(&url).await?;
    let kind = Kind::Desk { database: url, fsyncs: arguments.fsyncs, limited: true };
    let (mut desk, _) = town.open(&kind, Instant::now()).await?;
    town.greet().await?;
    let work = town.begin_orders();
    work.goes_on((arguments.warm_up, 0)).await?;
    work.forget();
    work.goes_on((arguments.seconds, arguments.answers)).await?;
    let without = Answers::of(work.steps().waited)?;
    let (begun, before, sent) = (Instant::now(), desk.usage()?.cpu_ms, Arc::new(AtomicU64::new(0)));
    let flooding = tokio::spawn(floods(town.sim().clone(), flood.per_second, Arc::clone(&sent)));
    work.forget();
    let done = work.goes_on((arguments.seconds, arguments.answers)).await;
    flooding.abort();
    done?;
    let (took, cpu_ms) = (begun.elapsed().as_secs_f64(), desk.usage()?.cpu_ms.saturating_sub(before));
    let beside = Answers::of(work.steps().waited)?;
    let (sent, waiting) = (sent.load(Ordering::Relaxed), town.sim().pending_updates());
    desk.end()?;
    say(format_args!(
        "| {} | {people} | {without} | {beside} | {:.0}/s, {waiting} wait at the end | {:.0} % |",
        database.name(),
        sent as f64 / took,
        cpu_ms as f64 / took / 10.0,
    ));
    let met = beside.p99 <= without.p99.mul_f64(SLOWER).max(NOTICED);
    say(format_args!("{}: {}", database.name(), if met { "within the aim" } else { "BEYOND the aim" }));
    Ok(met)
}

/// Somebody who does nothing else, until he is stopped.
async fn floods(sim: Sim, per_second: u64, sent: Arc<AtomicU64>) {
    let user = sim.add_person(NewPerson::named("Flood"));
    let (mut every, begun) = (tokio::time::interval(TICK), Instant::now());
    loop {
        every.tick().await;
        let due = (begun.elapsed().as_secs_f64() * per_second as f64) as u64;
        for _ in sent.swap(due, Ordering::Relaxed)..due {
            sim.send_text(user, user.into(), "and another one");
        }
    }
}
