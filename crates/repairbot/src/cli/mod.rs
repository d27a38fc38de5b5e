//! The command line (SPEC §13).
//!
//! Answers go to the standard output, everything else to the standard error output. Exit codes: 0, 1
//! for a fault, 2 for a bad configuration or usage. `verify` keeps 1 for what deviates and says 2 also when it could
//! not look.

mod backup;
mod check;
mod check_telegram;
mod explain;
mod healthcheck;
mod init;
mod migrate;
mod moving;
mod report;
mod restore;
mod verify;

use std::fmt::Display;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use repairbot_core::pii::mask;

use crate::app;
use crate::config::{Config, ConfigErrors, Database, metrics_address};
use crate::fault::Fault;
use crate::store::{Store, StoreError, StoreOptions};
use crate::telegram::install_crypto;
use crate::telemetry::{self, faults};

/// What every command ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Exit {
    Done,
    Fault,
    BadUsage,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Fault => 1,
            Exit::BadUsage => 2,
        })
    }
}

#[derive(Debug, Parser)]
#[command(name = "repairbot", version, about = "A self-hosted Telegram order desk for repair companies")]
struct Cli {
    /// The configuration file to read instead of repairbot.toml
    #[arg(long, value_name = "PATH")]
    config: Option<PathBuf>,
    /// Which bot is meant, by the name of its [[bot]] section, when there are several
    #[arg(long, value_name = "NAME", global = true)]
    bot: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(flatten)]
    Configured(Configured),
    /// Ask for the bot's token, the owner, the database and the time zone, look whether Telegram knows the token, and
    /// write repairbot.toml (or the file of --config), which must not be there yet
    Init(init::Arguments),
    /// Ask the running desk whether it is alive, for containers. Exit code 0 when it is
    Healthcheck,
    /// Show how a text or a case is understood, as JSON; without arguments one JSON object per line
    /// is read from the standard input
    Explain(explain::Arguments),
}

/// What needs the whole configuration, and is about all bots unless one is named.
#[derive(Debug, Subcommand)]
enum Configured {
    /// Run the bot
    Serve,
    /// Say what is wrong with the configuration, the database, Redis, Telegram, the webhook and the clock, and how to mend it.
    /// Exit code 0 when nothing is
    Check {
        /// Don't ask Telegram
        #[arg(long)]
        offline: bool,
    },
    #[command(flatten)]
    OfOne(OfOne),
}

/// What is about one bot.
#[derive(Debug, Subcommand)]
enum OfOne {
    /// Bring the database schema up or down, show where it is, or print it as SQL
    Migrate {
        #[command(subcommand)]
        step: migrate::Step,
    },
    /// Look whether what the database holds agrees with itself: every order's history with its row, counters,
    /// sums, references, live cards, catalogues. Writes nothing; may run beside the bot. Exit code 0 when all
    /// agrees, 1 when something deviates, 2 when it could not be looked at
    Verify,
    /// Write a report as an Excel workbook. May run beside the bot; changes nothing in the database
    Report(report::Arguments),
    /// Make a backup now, check it and remove those that are too old. May run beside the bot. Exit code 0 when the
    /// backup is there and agrees with itself
    Backup,
    /// Put a backup in the place of the database, after checking it. The bot must not run meanwhile
    Restore(restore::Arguments),
    /// Copy everything into another database, SQLite or PostgreSQL, and verify it there. The bot must not run meanwhile
    Move(moving::Arguments),
}

/// Runs the command the process was started with.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(usage) => {
            // --help and --version come here too; clap knows which stream and which code.
            let _ = usage.print();
            return ExitCode::from(if usage.use_stderr() { 2 } else { 0 });
        }
    };
    run(cli).into()
}

fn run(cli: Cli) -> Exit {
    install_crypto();
    match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(carried_out(cli)),
        Err(error) => {
            complain(format_args!("The process can't start its threads: {error}"));
            Exit::Fault
        }
    }
}

async fn carried_out(cli: Cli) -> Exit {
    let path = cli.config.as_deref();
    match cli.command {
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Init(arguments) => init::run(&arguments, path).await,
        Command::Healthcheck => match metrics_address(path) {
            Ok(address) => healthcheck::run(address).await,
            Err(errors) => unusable(&errors),
        },
        Command::Configured(Configured::OfOne(OfOne::Migrate { step: migrate::Step::Sql(text) })) => {
            migrate::print(&text, path).await
        }
        Command::Configured(command) => match Config::load(path).await {
            Ok(configs) => configured(command, (configs, cli.bot.as_deref())).await,
            Err(errors) => unusable(&errors),
        },
    }
}

fn unusable(errors: &ConfigErrors) -> Exit {
    complain(format_args!("The configuration is not usable:\n{errors}"));
    Exit::BadUsage
}

/// Carries out what needs a configuration: of the bot that is named, or of all there are.
async fn configured(command: Configured, (mut configs, bot): (Vec<Config>, Option<&str>)) -> Exit {
    let names: Vec<String> = configs.iter().filter_map(|config| config.name.clone()).collect();
    configs.retain(|config| bot.is_none() || config.name.as_deref() == bot);
    let is_clear = configs.len() == 1 || !matches!(command, Configured::OfOne(_));
    let Some(config) = configs.first().filter(|_| is_clear) else {
        match names.join(", ").as_str() {
            "" => complain("There are no [[bot]] sections: leave --bot out."),
            names => complain(format_args!("Say which bot is meant, with --bot and one of: {names}")),
        }
        return Exit::BadUsage;
    };
    let set_up = match &config.sentry_dsn {
        Some(_) => telemetry::init_reporting(config.log),
        None => telemetry::init(config.log),
    };
    if set_up.is_err() {
        return Exit::Fault;
    }
    // Until the process ends: what is still to be sent is sent then.
    let _faults = config.sentry_dsn.as_ref().and_then(|dsn| faults::report(dsn, config.environment.code()));
    // A check says them itself.
    for warning in configs.iter().flat_map(|config| &config.warnings) {
        if !matches!(command, Configured::Check { .. }) {
            tracing::warn!("{warning}");
        }
    }
    match command {
        Configured::OfOne(command) => of_one(command, config).await,
        Configured::Check { offline } => check_all(&configs, offline).await,
        Configured::Serve => serve(configs).await,
    }
}

async fn check_all(configs: &[Config], offline: bool) -> Exit {
    let mut exit = Exit::Done;
    for config in configs {
        if let Some(name) = &config.name {
            answer(format_args!("[[bot]] {name}"));
        }
        exit = exit.max(check::run(config, offline).await);
    }
    exit
}

async fn serve(configs: Vec<Config>) -> Exit {
    match app::serve(configs).await {
        Ok(()) => Exit::Done,
        Err(Fault::Store(error)) => {
            tracing::error!("DATABASE_URL: {}", advice(&error));
            Exit::Fault
        }
        Err(error) => {
            tracing::error!("{}", chain(&error));
            Exit::Fault
        }
    }
}

/// Carries out what is about one bot.
async fn of_one(command: OfOne, config: &Config) -> Exit {
    match command {
        OfOne::Migrate { step } => migrate::run(step, &config.database).await,
        OfOne::Verify => verify::run(&config.database).await,
        OfOne::Report(arguments) => report::run(&arguments, config).await,
        OfOne::Backup => backup::run(config).await,
        OfOne::Move(arguments) => moving::run(&arguments, config).await,
        OfOne::Restore(arguments) => restore::run(&arguments, config).await,
    }
}

/// Opens the database the configuration names.
async fn open(database: &Database) -> Result<Store, StoreError> {
    use secrecy::ExposeSecret as _;
    let url = database.url.expose_secret().to_owned();
    Store::connect(&StoreOptions { url, max_connections: database.max_connections() }).await
}

/// What is wrong with the database and how to mend it, for a person.
fn advice(error: &StoreError) -> String {
    let mend = match error {
        StoreError::Unavailable(_) => {
            "check that the database runs, that DATABASE_URL is right, and the disk"
        }
        StoreError::Conflict(_) => "another process is busy with it: try again",
        StoreError::NewerSchema { .. } => "run the newer version, or restore a backup made before it",
        StoreError::Damaged(_) => "restore a backup: `repairbot restore --force FILE`",
        StoreError::Other(_) => "check DATABASE_URL and the rights of its user",
    };
    format!("{}; {mend}", mask(&chain(error)))
}

/// An error with its causes, each once.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        let next_text = next.to_string();
        if !text.contains(&next_text) {
            text = format!("{text}: {next_text}");
        }
        cause = next.source();
    }
    text
}

/// An answer, one line on the standard output. False: nobody reads it any more.
fn answer(line: impl Display) -> bool {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).is_ok()
}

/// A line on the standard error output.
fn complain(line: impl Display) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn arguments_of_explain_may_look_like_options() {
        let cli = Cli::try_parse_from(["repairbot", "explain", "money", "-500"]).unwrap();
        let Command::Explain(arguments) = cli.command else { panic!("not explain") };
        assert_eq!(arguments.words, ["-500"]);
    }

    #[test]
    fn down_takes_one_step_unless_told() {
        for (words, expected) in [(vec!["down"], 1), (vec!["down", "3"], 3)] {
            let cli = Cli::try_parse_from(["repairbot", "migrate"].into_iter().chain(words)).unwrap();
            let Command::Configured(Configured::OfOne(OfOne::Migrate {
                step: migrate::Step::Down { steps },
            })) = cli.command
            else {
                panic!("not down")
            };
            assert_eq!(steps, expected);
        }
        assert!(Cli::try_parse_from(["repairbot", "migrate", "down", "0"]).is_err());
    }

    #[test]
    fn a_chain_names_each_cause_once() {
        let error = StoreError::Damaged("row 7".to_owned());
        assert_eq!(chain(&error), "the database is damaged: row 7");
        assert!(advice(&error).ends_with("restore a backup: `repairbot restore --force FILE`"));
    }
}
