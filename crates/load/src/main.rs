//! Measures the order desk: a simulated Telegram and simulated people in this process, the desk in a process of its
//! own, so that its memory and processor time are its own too. See docs/performance.md.

mod desk;
mod measure;
mod people;
mod process;
mod town;

use std::error::Error;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use tokio::runtime::Builder;

use measure::{Usage, fsyncs_per_second, percentile};
use town::Town;

/// What can go wrong here; nobody does anything about it but read it.
type Failure = Box<dyn Error + Send + Sync>;

/// What to measure.
#[derive(Debug, Parser)]
#[command(about = "Measures the order desk with simulated people")]
struct Arguments {
    /// How many people work at once: a third dispatchers, the rest masters; one alone is both
    #[arg(long, default_value_t = 10)]
    people: usize,
    /// An empty database: postgres://… or sqlite://…; without, a new file in --folder
    #[arg(long)]
    database: Option<String>,
    /// Where the new file is made, and where the disk is measured
    #[arg(long, default_value = ".")]
    folder: PathBuf,
    /// How long to measure
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// How long people work before that: connections and statements are warm then; a new PostgreSQL database
    /// knows its tables after 60 to 90 seconds
    #[arg(long, default_value_t = 3)]
    warm_up: u64,
    /// Internal: be the desk for the simulator at this address
    #[arg(long, hide = true)]
    desk_of: Option<String>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // The desk as `repairbot serve` runs it; the town needs the other core.
    let mut runtime = match arguments.desk_of {
        Some(_) => Builder::new_current_thread(),
        None => Builder::new_multi_thread(),
    };
    let done = match runtime.enable_all().build() {
        Ok(runtime) => runtime.block_on(run(arguments)),
        Err(error) => Err(error.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(format_args!("failed: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Failure> {
    if let (Some(api_url), Some(database)) = (&arguments.desk_of, &arguments.database) {
        return desk::run(api_url, database).await;
    }
    let folder = tempfile::tempdir_in(&arguments.folder)?;
    let database = arguments.database.clone();
    let database = database.unwrap_or_else(|| format!("sqlite://{}/load.db", folder.path().display()));
    measure(&arguments, &database, folder.path()).await
}

async fn measure(arguments: &Arguments, database: &str, folder: &Path) -> Result<(), Failure> {
    say(format_args!("disk: {:.0} fsyncs/s (4 KiB written before each)", fsyncs_per_second(folder)?));
    let town = Town::found(database, arguments.people).await?;
    let (mut desk, start_up) = town.open(database).await?;
    say(format_args!("start-up to the first answer: {} ms", start_up.as_millis()));
    let work = town.begin_work();
    tokio::time::timeout(Duration::from_secs(arguments.warm_up), work.failed()).await.map_or(Ok(()), Err)?;
    work.forget();
    let (before, begun) = (desk.usage()?, Instant::now());
    tokio::time::timeout(Duration::from_secs(arguments.seconds), work.failed()).await.map_or(Ok(()), Err)?;
    let (after, took) = (desk.usage()?, begun.elapsed());
    let steps = work.steps();
    desk.end()?;
    report(steps, (before, after), took)
}

fn report(steps: town::Steps, (before, after): (Usage, Usage), took: Duration) -> Result<(), Failure> {
    let town::Steps { mut waited, orders } = steps;
    waited.sort_unstable();
    let seconds = took.as_secs_f64();
    let updates = waited.len() as f64;
    let per_update = |what: u64| what as f64 / updates.max(1.0);
    let ms = |share: f64| percentile(&waited, share).as_secs_f64() * 1000.0;
    say(format_args!("updates/s: {:.0}; orders/s: {:.1}", updates / seconds, orders as f64 / seconds));
    say(format_args!("answer: p50 {:.1} ms, p95 {:.1} ms, p99 {:.1} ms", ms(0.5), ms(0.95), ms(0.99)));
    let statements = per_update(after.statements - before.statements);
    let commits = per_update(after.commits - before.commits);
    say(format_args!("per update: {statements:.1} statements, {commits:.2} commits"));
    let cpu = (after.cpu_ms - before.cpu_ms) as f64;
    say(format_args!(
        "desk: {:.2} ms of processor per update ({:.0} % of one core), {:.0} MB resident, {:.0} MB at most",
        cpu / updates.max(1.0),
        cpu / seconds / 10.0,
        after.resident_kb as f64 / 1024.0,
        after.most_resident_kb as f64 / 1024.0,
    ));
    Ok(())
}

/// A line of the report.
fn say(line: std::fmt::Arguments<'_>) {
    // Nobody may be reading any more; then nobody misses it.
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}
