//! Databases to measure on: a new one for each run.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::{Arguments, Failure};

/// The databases on the given PostgreSQL server, with a number each; they are dropped and made anew for each run.
const NAME: &str = "repairbot_load";

/// A kind of database.
pub enum Database {
    /// Files in this folder.
    Sqlite(PathBuf),
    /// A server.
    Postgres(String),
}

/// Those that were asked for.
pub fn all(arguments: &Arguments, folder: &Path) -> Vec<Database> {
    let sqlite = (!arguments.no_sqlite).then(|| Database::Sqlite(folder.to_owned()));
    sqlite.into_iter().chain(arguments.postgres.clone().map(Database::Postgres)).collect()
}

impl Database {
    /// The name in the report.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "SQLite",
            Self::Postgres(_) => "PostgreSQL",
        }
    }

    /// Makes an empty database; gives its address.
    pub fn fresh(&self) -> Result<String, Failure> {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        match self {
            Self::Sqlite(folder) => Ok(format!("sqlite://{}/load-{number}.db", folder.display())),
            Self::Postgres(server) => {
                let name = format!("{NAME}_{number}");
                let (drop, create) =
                    (format!("drop database if exists {name}"), format!("create database {name}"));
                let done = Command::new("psql").args([server, "-q", "-c", &drop, "-c", &create]).output()?;
                if !done.status.success() {
                    return Err(format!("psql: {}", String::from_utf8_lossy(&done.stderr)).into());
                }
                let (address, _) = server.rsplit_once('/').ok_or("the server's address names no database")?;
                Ok(format!("{address}/{name}"))
            }
        }
    }
}
