//! Measures the order desk: a simulated Telegram and simulated people in this process, the desk in a process of its
//! own, so that its memory and processor time are its own too. See docs/performance.md.

mod bare;
mod databases;
mod desk;
mod flood;
mod lists;
mod measure;
mod pace;
mod people;
mod picture;
mod process;
mod report;
mod reports;
mod slow_disk;
mod town;

use std::error::Error;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::{Parser, Subcommand};
use tokio::runtime::Builder;

use databases::Database;
use measure::fsyncs_per_second;
use process::{Desk, Kind};
use report::Row;
use town::Town;

/// What can go wrong here; nobody does anything about it but read it.
type Failure = Box<dyn Error + Send + Sync>;

/// What to measure.
#[derive(Debug, Parser)]
#[command(about = "Measures the order desk with simulated people", long_about = None)]
struct Arguments {
    #[command(subcommand)]
    what: Option<What>,
    /// How many people work at once, run after run; one alone is dispatcher and master
    #[arg(long, value_delimiter = ',', default_values_t = [1, 10, 100, 300])]
    people: Vec<usize>,
    /// How many masters there are for each dispatcher
    #[arg(long, default_value_t = 9)]
    masters: usize,
    /// Also measure on this PostgreSQL server: postgres://… of somebody who may create databases
    #[arg(long)]
    postgres: Option<String>,
    /// Not on SQLite
    #[arg(long)]
    no_sqlite: bool,
    /// Where SQLite's files are made, and where the disk is measured
    #[arg(long, default_value = ".")]
    folder: PathBuf,
    /// How long to measure
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// And on until somebody was answered so often: the slowest hundredth of fewer answers is a matter of luck
    #[arg(long, default_value_t = 1_000)]
    answers: usize,
    /// How long people work before that: connections and statements are warm then
    #[arg(long, default_value_t = 5)]
    warm_up: u64,
    /// People do no more than so many things per second in all; without, each does the next thing at once
    #[arg(long)]
    pace: Option<f64>,
    /// The desk's disk makes no more than so many writes durable per second (needs a C compiler)
    #[arg(long)]
    fsyncs: Option<u32>,
    /// Also measure the ceilings: an echo instead of the desk, and bare transactions
    #[arg(long)]
    ceilings: bool,
    /// Draw the rows into this SVG file
    #[arg(long)]
    picture: Option<PathBuf>,
    /// Internal: be the desk for the simulator at this address
    #[arg(long, hide = true)]
    desk_of: Option<String>,
    /// Internal: the desk's database
    #[arg(long, hide = true)]
    database: Option<String>,
    /// Internal: a desk that limits how much one person may send
    #[arg(long, hide = true)]
    limited: bool,
    /// Internal: be an echo for the simulator at this address
    #[arg(long, hide = true)]
    echo_of: Option<String>,
}

/// What else can be measured.
#[derive(Debug, Subcommand)]
enum What {
    /// Pages of lists and of the search, as the number of orders grows
    Lists(lists::Lists),
    /// A monthly summary of many orders as an Excel file
    Reports(reports::Reports),
    /// One person who sends a thousand messages a second, beside people at work
    Flood(flood::Flood),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // The desk as `repairbot serve` runs it; the town needs the other core.
    let is_desk = arguments.desk_of.is_some() || arguments.echo_of.is_some();
    let mut runtime = if is_desk { Builder::new_current_thread() } else { Builder::new_multi_thread() };
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
        return desk::run((api_url, database), arguments.limited).await;
    }
    if let Some(api_url) = &arguments.echo_of {
        return desk::echo(api_url).await;
    }
    let folder = tempfile::tempdir_in(&arguments.folder)?;
    if let Some(What::Lists(what)) = &arguments.what {
        return lists::run(what, &databases::all(&arguments, folder.path())).await;
    }
    if let Some(What::Reports(what)) = &arguments.what {
        return reports::run(what, &arguments, folder.path()).await;
    }
    if let Some(What::Flood(what)) = &arguments.what {
        return flood::run(what, &arguments, folder.path()).await;
    }
    let disk = fsyncs_per_second(folder.path())?;
    say(format_args!("disk: {disk:.0} fsyncs/s (4 KiB written before each)\n\n{}", report::HEAD));
    let mut rows = Vec::new();
    for database in databases::all(&arguments, folder.path()) {
        for people in &arguments.people {
            let row = orders(&arguments, &database, *people).await?;
            say(format_args!("{row}"));
            rows.push(row);
        }
    }
    if arguments.ceilings {
        for people in &arguments.people {
            // Not for the picture: beside an echo nothing else is to be seen.
            say(format_args!("{}", echo(&arguments, *people).await?));
        }
        for database in databases::all(&arguments, folder.path()) {
            for together in [1, 8, 32] {
                say(format_args!("{}", bare::measure(&database, together).await?));
            }
        }
    }
    match &arguments.picture {
        Some(file) => Ok(std::fs::write(file, picture::draw(&rows))?),
        None => Ok(()),
    }
}

/// People play whole orders with the desk.
async fn orders(arguments: &Arguments, database: &Database, people: usize) -> Result<Row, Failure> {
    let url = database.fresh()?;
    let town = Town::found(people, (arguments.masters, arguments.pace)).await?;
    town.hire(&url).await?;
    let begun = Instant::now();
    let kind = Kind::Desk { database: url, fsyncs: arguments.fsyncs, limited: false };
    let (mut desk, start) = town.open(&kind, begun).await?;
    let idle = desk.usage()?;
    town.greet().await?;
    let worked = work(arguments, &mut desk, town.begin_orders()).await?;
    desk.end()?;
    let of = arguments.fsyncs.map_or_else(String::new, |fsyncs| format!(", {fsyncs} fsyncs/s"));
    Ok(Row { what: format!("{}{of}", database.name()), people, start: Some(start), idle: Some(idle), worked })
}

/// People talk to an echo: what the way to the desk and back allows.
async fn echo(arguments: &Arguments, people: usize) -> Result<Row, Failure> {
    let town = Town::found(people, (arguments.masters, arguments.pace)).await?;
    let (mut desk, _) = town.open(&Kind::Echo, Instant::now()).await?;
    town.greet().await?;
    let worked = work(arguments, &mut desk, town.begin_talk()).await?;
    desk.end()?;
    Ok(Row { what: "echo".to_owned(), people, start: None, idle: None, worked })
}

/// Lets people work and says what came of it, after the warm-up.
async fn work(arguments: &Arguments, desk: &mut Desk, work: town::Work) -> Result<report::Worked, Failure> {
    work.goes_on((arguments.warm_up, 0)).await?;
    work.forget();
    let (before, begun) = (desk.usage()?, Instant::now());
    work.goes_on((arguments.seconds, arguments.answers)).await?;
    let (after, took) = (desk.usage()?, begun.elapsed());
    report::Worked::of(work.steps(), (before, after), took)
}

/// A line of the report.
fn say(line: std::fmt::Arguments<'_>) {
    // Nobody may be reading any more; then nobody misses it.
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}
