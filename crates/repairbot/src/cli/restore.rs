//! `repairbot restore FILE`: the database as a backup remembers it.

use std::path::PathBuf;

use clap::Args;

use super::{
    Exit, answer,
    backup::{explained, held},
    complain,
};
use crate::{
    backup::{self, How, Restored},
    clock::Clock,
    config::Config,
};

/// What to restore.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The backup; of one that was sent in parts, the first (….001) with the others beside it
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Replace a database that holds something; what was there is kept under another name
    #[arg(long)]
    force: bool,
}

/// Restores it and says what the database holds now.
pub(super) async fn run(arguments: &Arguments, config: &Config) -> Exit {
    let how = How {
        force: arguments.force,
        passphrase: config.backup.passphrase.clone(),
        now: Clock::system().now(),
    };
    match backup::restore(&config.database, &arguments.file, &how).await {
        Ok(Restored { proof, former }) => {
            answer("Restored.");
            held(&proof);
            if let Some(former) = former {
                answer(format_args!("What was there before is kept as {former}"));
            }
            Exit::Done
        }
        Err(error) => {
            complain(format_args!("Nothing was restored. {}", explained(&error)));
            Exit::Fault
        }
    }
}
