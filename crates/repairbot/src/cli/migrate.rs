//! `repairbot migrate`: the schema up, down, and where it stands.

use clap::Subcommand;

use super::{Exit, advice, answer, complain, open};
use crate::config::Database;
use crate::store::{Store, StoreError};

/// What to do with the schema.
#[derive(Debug, Clone, Copy, Subcommand)]
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
