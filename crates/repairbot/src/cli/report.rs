//! `repairbot report`: a report as an Excel workbook, for whoever administers the machine.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use repairbot_core::{
    ids::PersonId,
    report::{Period, Report},
};

use super::{Exit, advice, answer, complain};
use crate::{
    clock::Clock,
    config::{Config, Database},
    fault::Fault,
    reports::{Maker, Reader, Setting},
    store::{ReadTx, Store, StoreOptions, people},
    texts::Lang,
};

/// The reports there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Orders that are not over, with a sheet for each master
    Active,
    /// Closed orders by master, appliance and day, with a sheet for each master
    Summary,
    /// One master, as the office sees it
    Master,
    /// Closed orders by type of appliance
    Equipment,
    /// Refused orders by reason
    Refusals,
    /// Cash that masters hold, and the closings it is left of
    Debts,
    /// What each master did, beside the period before
    Team,
    /// One master, as he gets it himself
    Own,
}

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Which report
    kind: Kind,
    /// The first day, YYYY-MM-DD; days are those of TIME_ZONE
    #[arg(long, value_name = "DAY")]
    from: Option<Date>,
    /// The last day, YYYY-MM-DD, included
    #[arg(long, value_name = "DAY")]
    to: Option<Date>,
    /// Which master: number or name
    #[arg(long, value_name = "ID|NAME")]
    master: Option<String>,
    /// ru or en; else LANGUAGE
    #[arg(long, value_name = "LANG", value_parser = language)]
    lang: Option<Lang>,
    /// Where to write the workbook
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Overwrite the file if it is there
    #[arg(long)]
    force: bool,
}

fn language(code: &str) -> Result<Lang, String> {
    Lang::from_code(code).ok_or_else(|| "ru or en".to_owned())
}

/// Why there is no workbook.
enum Failure {
    /// The command line makes no sense.
    Usage(String),
    /// Something went wrong.
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}

/// Writes the workbook.
pub(super) async fn run(arguments: &Arguments, config: &Config) -> Exit {
    match written(arguments, config).await {
        Ok(()) => {
            answer(format_args!("Written: {}", arguments.out.display()));
            Exit::Done
        }
        Err(Failure::Usage(why)) => {
            complain(why);
            Exit::BadUsage
        }
        Err(Failure::Fault(Fault::Store(error))) => {
            complain(format_args!("DATABASE_URL: {}", advice(&error)));
            Exit::Fault
        }
        Err(Failure::Fault(fault)) => {
            complain(super::chain(&fault));
            Exit::Fault
        }
    }
}

async fn written(arguments: &Arguments, config: &Config) -> Result<(), Failure> {
    let period = period(arguments)?;
    if arguments.out.exists() && !arguments.force {
        let out = arguments.out.display();
        return Err(Failure::Usage(format!("{out} is there already; --force overwrites it.")));
    }
    if config.database.is_missing_file() {
        return Err(Failure::Usage("There is no database yet; `repairbot migrate up` makes it.".to_owned()));
    }
    let store = opened(&config.database).await?;
    let made = made(arguments, config, (&store, period)).await;
    let closed = store.close().await;
    made?;
    Ok(closed?)
}

/// The days, as far as this kind has any.
fn period(arguments: &Arguments) -> Result<Option<Period>, Failure> {
    let usage = |why: &str| Err(Failure::Usage(why.to_owned()));
    match (arguments.from, arguments.to, arguments.kind) {
        (None, None, Kind::Summary | Kind::Equipment | Kind::Refusals | Kind::Team) => usage(
            "This report is about a time: give --from and --to, such as --from 2026-11-01 --to 2026-11-30.",
        ),
        (None, None, _) => Ok(None),
        (_, _, Kind::Active | Kind::Debts) => {
            usage("This report is about the present and has no period: leave --from and --to out.")
        }
        (Some(from), Some(to), _) if from > to => usage("--from is after --to."),
        (Some(from), Some(to), _) => Ok(Some(Period::days(from, to))),
        _ => usage("Give both --from and --to: the first and the last day."),
    }
}

async fn opened(database: &Database) -> Result<Store, Failure> {
    use secrecy::ExposeSecret as _;
    let url = database.url.expose_secret().to_owned();
    let store = Store::connect_read_only(&StoreOptions { url, max_connections: 1 }).await?;
    store.check_schema().await?;
    let pending = store.migration_status().await?.iter().filter(|(_, applied)| !applied).count();
    if pending > 0 {
        let why = format!("{pending} migrations pending: run `repairbot migrate up` first.");
        return Err(Failure::Usage(why));
    }
    Ok(store)
}

async fn made(
    arguments: &Arguments,
    config: &Config,
    (store, period): (&Store, Option<Period>),
) -> Result<(), Failure> {
    let tx = store.read_moment().await?;
    let (report, reader) = which(arguments, &tx, period).await?;
    let lang = arguments.lang.or_else(|| Lang::from_code(config.language.code())).unwrap_or_default();
    let setting = Setting { reader, lang, zone: config.time_zone.clone(), now: Clock::system().now() };
    let mut maker = Maker::new(&tx, setting, &|| true).await?;
    let broken = |error: std::io::Error| {
        Failure::Usage(format!("{} cannot be written: {error}", arguments.out.display()))
    };
    // Beside the file it becomes: a half-written one is never taken for a report.
    let folder = arguments.out.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    let file = tempfile::NamedTempFile::new_in(folder).map_err(broken)?;
    maker.file(report, file.path()).await?;
    let kept =
        if arguments.force { file.persist(&arguments.out) } else { file.persist_noclobber(&arguments.out) };
    kept.map_err(|error| broken(error.error))?;
    Ok(())
}

/// The report that is asked for, and who is taken to read it.
async fn which(
    arguments: &Arguments,
    tx: &ReadTx,
    period: Option<Period>,
) -> Result<(Report, Reader), Failure> {
    let needs_master = matches!(arguments.kind, Kind::Master | Kind::Own);
    let master = match (&arguments.master, needs_master) {
        (Some(text), true) => Some(master(text, tx).await?),
        (None, true) => {
            return Err(Failure::Usage("Which master? Give --master, a number or a name.".to_owned()));
        }
        (Some(_), false) => {
            return Err(Failure::Usage("This report is about all masters: leave --master out.".to_owned()));
        }
        (None, false) => None,
    };
    Ok(match (arguments.kind, master, period) {
        (Kind::Summary, _, Some(period)) => (Report::Summary { period }, Reader::Office),
        (Kind::Equipment, _, Some(period)) => (Report::Equipment { period }, Reader::Office),
        (Kind::Refusals, _, Some(period)) => (Report::Refusals { period }, Reader::Office),
        (Kind::Team, _, Some(period)) => (Report::Team { period }, Reader::Office),
        (Kind::Own, Some(master), period) => (Report::Own { period }, Reader::Master(master)),
        (Kind::Debts, ..) => (Report::Debts, Reader::Office),
        (_, Some(master), period) => (Report::Master { master, period }, Reader::Office),
        _ => (Report::Active, Reader::Office),
    })
}

/// The master with this number or name.
async fn master(text: &str, tx: &ReadTx) -> Result<PersonId, Failure> {
    let mut masters: Vec<_> = people::masters(tx).await?.into_iter().map(|one| one.person).collect();
    masters.extend(people::former_masters(tx).await?);
    let wanted = text.trim().to_lowercase();
    let number = wanted.parse().ok().map(PersonId);
    let found: Vec<PersonId> = masters
        .iter()
        .filter(|master| Some(master.id) == number || master.name.reveal().to_lowercase() == wanted)
        .map(|master| master.id)
        .collect();
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(Failure::Usage(format!("There is no master {text}."))),
        several => {
            let numbers: Vec<String> = several.iter().map(ToString::to_string).collect();
            Err(Failure::Usage(format!(
                "Several masters are called so: give a number, {}.",
                numbers.join(" or ")
            )))
        }
    }
}
