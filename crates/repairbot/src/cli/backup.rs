//! `repairbot backup`: a checked copy of the database, now.

use jiff::Timestamp;

use super::{Exit, advice, answer, complain};
use crate::{
    backup::{self, BackupError, Made, Proof, Verdict},
    clock::Clock,
    config::Config,
};

/// Makes it and says what is in it.
pub(super) async fn run(config: &Config) -> Exit {
    if config.database.is_missing_file() {
        complain("There is no database yet: nothing to back up.");
        return Exit::BadUsage;
    }
    match backup::make(&config.database, &config.backup, Clock::system().now()).await {
        Ok(made) => tell(&made),
        Err(error) => {
            complain(format_args!("No backup was made. {}", explained(&error)));
            Exit::Fault
        }
    }
}

fn tell(made: &Made) -> Exit {
    let Made { path, bytes, proof, sealed, removed } = made;
    let seal = if *sealed { ", sealed with BACKUP_PASSPHRASE" } else { "" };
    answer(format_args!("{} ({bytes} bytes{seal})", path.display()));
    held(proof);
    if *removed > 0 {
        answer(format_args!("Old backups removed: {removed}."));
    }
    match (proof.deviations, &proof.first) {
        (0, _) => Exit::Done,
        (deviations, first) => {
            let first = first.as_deref().unwrap_or_default();
            complain(format_args!(
                "The database deviates from what it should be in {deviations} places, and so does its backup: {first}. \
                 See `repairbot verify`."
            ));
            Exit::Fault
        }
    }
}

/// What a copy holds and how far that is proved.
pub(super) fn held(proof: &Proof) {
    if let Some(summary) = &proof.summary {
        let last = summary.last_event_at.map(|at: Timestamp| at.to_string());
        answer(format_args!(
            "{} orders (the last is #{}), {} events (the last at {}), {} people.",
            summary.orders,
            summary.last_number,
            summary.events,
            last.as_deref().unwrap_or("-"),
            summary.people
        ));
    }
    answer(match proof.verdict {
        Verdict::Verified => "Checked: opened, and every check of `repairbot verify` was made.",
        Verdict::Opened => "Checked: opened. Its schema is of an older release, so it was not verified.",
        Verdict::Read => {
            "Checked: read to its end. It was not restored: the user of DATABASE_URL may not create databases."
        }
    });
}

/// An error with what helps.
pub(super) fn explained(error: &BackupError) -> String {
    match error {
        BackupError::Store(error) => format!("DATABASE_URL: {}", advice(error)),
        error => super::chain(error),
    }
}
