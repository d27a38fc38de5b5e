//! `repairbot verify`: whether what the database holds agrees with itself.

use super::{Exit, advice, answer, complain};
use crate::config::Database;
use crate::store::{Store, StoreError, StoreOptions, verify::Check};

/// Makes every check; prints each deviation in a line and what was looked at.
pub(super) async fn run(database: &Database) -> Exit {
    if database.is_missing_file() {
        complain("There is no database yet; `repairbot migrate up` makes it.");
        return Exit::BadUsage;
    }
    match look(database).await {
        Ok(Found::Pending(pending)) => {
            complain(format_args!("{pending} migrations pending: run `repairbot migrate up` first."));
            Exit::BadUsage
        }
        Ok(Found::Deviations(0)) => Exit::Done,
        Ok(Found::Deviations(_)) => Exit::Fault,
        Err(error) => {
            complain(format_args!("DATABASE_URL: {}", advice(&error)));
            // Damage is what one looks for.
            if matches!(error, StoreError::Damaged(_)) { Exit::Fault } else { Exit::BadUsage }
        }
    }
}

enum Found {
    /// So many migrations are not applied: its tables are not those this program knows.
    Pending(usize),
    /// So many deviations.
    Deviations(u64),
}

async fn look(database: &Database) -> Result<Found, StoreError> {
    use secrecy::ExposeSecret as _;
    let url = database.url.expose_secret().to_owned();
    let store = Store::connect_read_only(&StoreOptions { url, max_connections: 1 }).await?;
    let found = verify(&store).await;
    let closed = store.close().await;
    found.and_then(|found| closed.map(|()| found))
}

async fn verify(store: &Store) -> Result<Found, StoreError> {
    store.check_file().await?;
    let pending = store.migration_status().await?.iter().filter(|(_, applied)| !applied).count();
    if pending > 0 {
        return Ok(Found::Pending(pending));
    }
    // One transaction: all checks see the same moment.
    let tx = store.read().await?;
    let mut deviations = 0;
    for check in Check::ALL {
        let checked = check
            .run(&tx, &mut |line| {
                let _ = answer(line);
            })
            .await?;
        let verdict = if checked.deviations == 0 { "ok" } else { "WRONG" };
        answer(format_args!("{verdict}: {} {}", checked.looked_at, check.name()));
        deviations += checked.deviations;
    }
    answer(match deviations {
        0 => "Everything agrees.".to_owned(),
        some => format!("{some} deviations."),
    });
    Ok(Found::Deviations(deviations))
}
