//! `repairbot migrate`: the schema up, down, where it stands, and as a text.

use std::path::Path;

use clap::{Args, Subcommand, ValueEnum};

use super::{Exit, advice, answer, chain, complain, open, unusable};
use crate::config::{Backend, Database, database_kind};
use crate::store::{
    Store, StoreError,
    script::{Dialect, migration_names, migration_script},
};

/// What to do with the schema.
#[derive(Debug, Clone, Subcommand)]
pub(super) enum Step {
    /// Apply every migration that is missing
    Up,
    /// Take back the last migrations; what their tables held is lost
    Down {
        /// How many
        #[arg(value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
        steps: u32,
    },
    /// Show which migrations have been applied
    Status,
    /// Compare the tables of the database with what this program expects; exit code 1 when they differ
    Check,
    /// Print the statements that make tables and columns which this program expects and the database has not
    Draft,
    /// Print the migrations as SQL that applies and records them in one transaction, for whoever runs them by hand. Opens
    /// no database and no network
    Sql(Text),
}

/// Which text of SQL.
#[derive(Debug, Clone, Args)]
pub(super) struct Text {
    /// For which database; DATABASE_URL says it otherwise
    #[arg(long = "for", value_name = "DATABASE")]
    database: Option<Kind>,
    /// Only those after this one, which the database has already: its name or number, as m0016
    #[arg(long, value_name = "MIGRATION", value_parser = position)]
    after: Option<usize>,
}

/// A kind of database, as one types it.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Sqlite,
    Postgres,
}

/// How many migrations there are up to this one.
fn position(wanted: &str) -> Result<usize, String> {
    let names = migration_names();
    let found = names.iter().position(|name| name == wanted || name.split('_').next() == Some(wanted));
    let known = || format!("there is no such migration; there are {}", names.join(", "));
    found.map(|at| at + 1).ok_or_else(known)
}

/// Prints the text.
pub(super) async fn print(text: &Text, config: Option<&Path>) -> Exit {
    let dialect = match text.database {
        Some(Kind::Sqlite) => Ok(Dialect::Sqlite),
        Some(Kind::Postgres) => Ok(Dialect::Postgres),
        None => database_kind(config).map(|kind| match kind {
            Backend::Sqlite => Dialect::Sqlite,
            Backend::Postgres => Dialect::Postgres,
        }),
    };
    let dialect = match dialect {
        Ok(dialect) => dialect,
        Err(errors) => return unusable(&errors),
    };
    match migration_script(dialect, text.after.unwrap_or_default()).await {
        Ok(statements) => {
            answer(match dialect {
                Dialect::Sqlite => "-- sqlite3 -bail FILE < THIS",
                Dialect::Postgres => "-- psql -v ON_ERROR_STOP=1 -f THIS",
            });
            statements.iter().all(|statement| answer(format_args!("{statement};")));
            Exit::Done
        }
        Err(error) => {
            complain(chain(&error));
            Exit::Fault
        }
    }
}

/// Does it, then shows where the schema stands.
pub(super) async fn run(step: Step, database: &Database) -> Exit {
    if !matches!(step, Step::Up) && database.is_missing_file() {
        answer("There is no database yet; `repairbot migrate up` makes it.");
        return if matches!(step, Step::Check) { Exit::BadUsage } else { Exit::Done };
    }
    match migrate(step, database).await {
        Ok(exit) => exit,
        Err(error) => {
            complain(format_args!("DATABASE_URL: {}", advice(&error)));
            Exit::Fault
        }
    }
}

async fn migrate(step: Step, database: &Database) -> Result<Exit, StoreError> {
    let store = open(database).await?;
    let done = change(step, &store).await;
    // Also when something failed: an unclosed SQLite file leaves its log behind.
    let closed = store.close().await;
    done.and_then(|exit| closed.map(|()| exit))
}

async fn change(step: Step, store: &Store) -> Result<Exit, StoreError> {
    match step {
        Step::Up => store.migrate_up().await?,
        Step::Down { steps } => store.migrate_down(steps).await?,
        Step::Status => {}
        Step::Check => return drift(store).await,
        // It needs no database and was answered before.
        Step::Sql(_) => return Ok(Exit::Done),
        Step::Draft => {
            for statement in store.draft().await? {
                answer(format_args!("{statement};"));
            }
            return Ok(Exit::Done);
        }
    }
    for (name, applied) in store.migration_status().await? {
        answer(format_args!("{} {name}", if applied { "applied" } else { "pending" }));
    }
    Ok(Exit::Done)
}

async fn drift(store: &Store) -> Result<Exit, StoreError> {
    store.check_schema().await?;
    let differences = store.schema_drift().await?;
    for difference in &differences {
        answer(difference);
    }
    if differences.is_empty() {
        answer("The tables are those this program expects.");
        return Ok(Exit::Done);
    }
    Ok(Exit::Fault)
}
