//! `repairbot move`: a desk from one database to another.

use clap::Args;
use secrecy::ExposeSecret as _;

use super::{Exit, advice, answer, complain, verify};
use crate::{
    config::{Config, ConfigErrors, Database},
    store::{
        Store, StoreError, StoreOptions,
        moving::{MoveError, Moved},
    },
};

/// From where and whereto.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The database to move; without it the one of the configuration
    #[arg(long, value_name = "URL")]
    from: Option<String>,
    /// The database to move into: an empty one that exists, or a file that does not. A password is better given in
    /// PGPASSWORD or ~/.pgpass, where nobody who lists processes sees it
    #[arg(long, value_name = "URL")]
    to: String,
    /// Throw away what the target holds
    #[arg(long)]
    force: bool,
}

/// Moves, and verifies what has arrived.
pub(super) async fn run(arguments: &Arguments, config: &Config) -> Exit {
    let databases = databases(arguments, config);
    let (from, to) = match databases {
        Ok(databases) => databases,
        Err(errors) => {
            complain(errors);
            return Exit::BadUsage;
        }
    };
    if from.is_missing_file() {
        complain("--from: there is no such database.");
        return Exit::BadUsage;
    }
    match moved(&from, &to, arguments.force).await {
        Ok(moved) => tell(&moved),
        Err(Failure::Usage(why)) => {
            complain(format_args!("Nothing was moved: {why}"));
            return Exit::BadUsage;
        }
        Err(Failure::Store(which, error)) => {
            complain(format_args!("Nothing was moved. {which}: {}", advice(&error)));
            return Exit::Fault;
        }
    }
    let verified = verify::run(&to).await;
    if verified == Exit::Done {
        answer("Name the new database in DATABASE_URL and start the desk. The old one holds what it held.");
    } else {
        complain("It was moved as it is: `repairbot verify` on the old database says the same.");
    }
    verified
}

/// Why nothing was moved.
enum Failure {
    Usage(String),
    Store(&'static str, StoreError),
}

fn databases(arguments: &Arguments, config: &Config) -> Result<(Database, Database), ConfigErrors> {
    let from = match &arguments.from {
        Some(url) => Database::at("--from", url)?,
        None => config.database.clone(),
    };
    Ok((from, Database::at("--to", &arguments.to)?))
}

async fn moved(from: &Database, to: &Database, force: bool) -> Result<Vec<Moved>, Failure> {
    let usage = |why: &str| Err(Failure::Usage(why.to_owned()));
    if same_file(from, to) {
        return usage("--from and --to are the same database.");
    }
    let options = |database: &Database| StoreOptions {
        url: database.url.expose_secret().to_owned(),
        max_connections: 2,
    };
    for (name, database) in [("--from", from), ("--to", to)] {
        if database.is_missing_file() {
            continue;
        }
        if Store::is_in_use(&options(database)).await.map_err(|error| Failure::Store(name, error))? {
            return usage(&format!("somebody has the database of {name} open. Stop the desk first."));
        }
    }
    let source =
        Store::connect_read_only(&options(from)).await.map_err(|error| Failure::Store("--from", error))?;
    let target = Store::connect(&options(to)).await.map_err(|error| Failure::Store("--to", error))?;
    let moved = target.move_from(&source, force).await;
    for (name, store) in [("--from", source), ("--to", target)] {
        store.close().await.map_err(|error| Failure::Store(name, error))?;
    }
    moved.map_err(|error| match error {
        MoveError::Store(error) => Failure::Store("--from or --to", error),
        MoveError::Pending(_) => Failure::Usage(format!("{error}; run `repairbot migrate up` on it first.")),
        MoveError::Occupied => Failure::Usage(format!("{error}; --force throws away what it holds.")),
        MoveError::Same | MoveError::Differs(_) => Failure::Usage(format!("{error}.")),
    })
}

fn same_file(from: &Database, to: &Database) -> bool {
    let path = |database: &Database| database.file().and_then(|path| path.canonicalize().ok());
    path(from).is_some_and(|from| Some(from) == path(to))
}

fn tell(moved: &[Moved]) {
    for Moved { table, rows, hash } in moved {
        answer(format_args!("moved: {rows} rows of {table}, {hash:032x}"));
    }
    let rows: u64 = moved.iter().map(|moved| moved.rows).sum();
    answer(format_args!("{rows} rows in {} tables were read back and are the same.", moved.len()));
}
