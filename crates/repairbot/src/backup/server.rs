//! PostgreSQL's own programs: `pg_dump` and `pg_restore`. They are told the password by the environment, never in their
//! arguments, which everybody on the machine can read.

use std::{
    io,
    path::Path,
    process::{Command, Stdio},
};

use repairbot_core::pii::mask;
use secrecy::ExposeSecret as _;
use url::Url;

use super::{
    BackupError, Proof,
    files::{blocking, create},
    options, proof,
};
use crate::{
    config::Database,
    store::{Store, StoreOptions},
};

/// How much of what a program said is worth repeating.
const LAST_WORDS: usize = 500;

/// Writes the whole database into an archive that `pg_restore` reads.
pub(super) async fn dump(database: &Database, path: &Path) -> Result<(), BackupError> {
    let address = Address::of(database)?;
    let path = path.to_owned();
    blocking(move || {
        create(&path)?;
        let mut dump = address.program("pg_dump");
        dump.args(["--format=custom", "--no-owner", "--no-privileges", "--file"]).arg(&path);
        run("pg_dump", dump)
    })
    .await
}

/// Reads an archive from the first byte to the last.
pub(super) async fn read_through(path: &Path) -> Result<(), BackupError> {
    let path = path.to_owned();
    blocking(move || {
        let mut read = Command::new("pg_restore");
        read.args(["--file", "/dev/null"]).arg(&path);
        run("pg_restore", read)
    })
    .await
}

/// A database on the same server that an archive was restored into.
pub(super) struct Scratch {
    name: String,
    url: String,
    server: Store,
}

/// Restores an archive into a new database beside this one; `None` when its user may not make any.
pub(super) async fn restored_beside(
    database: &Database,
    path: &Path,
) -> Result<Option<Scratch>, BackupError> {
    let address = Address::of(database)?;
    // In containers every process has the number 1.
    let name = format!("{}_copy_{:08x}", address.database()?, rand::random::<u32>());
    let server = Store::connect(&options(database)).await?;
    server.drop_database(&name).await?;
    if !server.create_database(&name).await? {
        server.close().await?;
        return Ok(None);
    }
    let beside = address.with_database(&name);
    let scratch = Scratch { name: name.clone(), url: beside.0.to_string(), server };
    let path = path.to_owned();
    let restored = blocking(move || {
        let mut restore = beside.program("pg_restore");
        restore.args(["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]);
        restore.args(["--dbname", &name]).arg(&path);
        run("pg_restore", restore)
    })
    .await;
    match restored {
        Ok(()) => Ok(Some(scratch)),
        Err(error) => {
            scratch.remove().await?;
            Err(error)
        }
    }
}

impl Scratch {
    /// Checks what is in it.
    pub(super) async fn look(&self) -> Result<Proof, BackupError> {
        let store = Store::connect(&StoreOptions { url: self.url.clone(), max_connections: 1 }).await?;
        proof::closing(&store, proof::checked(&store).await).await
    }

    /// Brings its schema up to date and checks what is in it.
    pub(super) async fn migrate_and_look(&self) -> Result<Proof, BackupError> {
        proof::renewed(self.url.clone()).await
    }

    /// Puts it in the place of the database it was made beside. That one is called `…_{former}` from now on, whose name
    /// is the answer; a blank one is removed instead.
    pub(super) async fn replace(
        self,
        database: &Database,
        (former, blank): (&str, bool),
    ) -> Result<String, BackupError> {
        let address = Address::of(database)?;
        let name = address.database()?;
        let former = format!("{name}_{former}");
        // A database can't be renamed by those who are connected to it.
        self.server.close().await?;
        let url = address.with_database("postgres").0.to_string();
        let outside = Store::connect(&StoreOptions { url, max_connections: 1 }).await?;
        let swapped = outside.swap_databases(&name, &self.name, &former).await;
        let swapped = match swapped {
            Ok(true) if blank => outside.drop_database(&former).await.map(|()| true),
            swapped => swapped,
        };
        if proof::closing(&outside, swapped.map_err(BackupError::from)).await? {
            Ok(former)
        } else {
            Err(BackupError::InUse)
        }
    }

    /// Removes it.
    pub(super) async fn remove(self) -> Result<(), BackupError> {
        self.server.drop_database(&self.name).await?;
        Ok(self.server.close().await?)
    }
}

/// The address of a server and a database on it. It may hold a password, so it is never printed.
struct Address(Url);

impl Address {
    fn of(database: &Database) -> Result<Self, BackupError> {
        Url::parse(database.url.expose_secret()).map(Self).map_err(|_| BackupError::Address("it is no URL"))
    }

    fn database(&self) -> Result<String, BackupError> {
        let name = percent_decoded(self.0.path().trim_start_matches('/'));
        if name.is_empty() { Err(BackupError::Address("it names no database")) } else { Ok(name) }
    }

    fn with_database(&self, name: &str) -> Self {
        let mut url = self.0.clone();
        url.set_path(name);
        Self(url)
    }

    /// A program that is told this address by its environment.
    fn program(&self, name: &str) -> Command {
        let mut program = Command::new(name);
        let url = &self.0;
        let host = url.host_str().map(|host| host.trim_start_matches('[').trim_end_matches(']').to_owned());
        let port = url.port().map(|port| port.to_string());
        let user = Some(percent_decoded(url.username())).filter(|user| !user.is_empty());
        let password = url.password().map(percent_decoded);
        let told = [
            ("PGHOST", host.filter(|host| !host.is_empty())),
            ("PGPORT", port),
            ("PGUSER", user),
            ("PGPASSWORD", password),
            ("PGDATABASE", self.database().ok()),
        ];
        for (name, value) in told {
            if let Some(value) = value {
                program.env(name, value);
            }
        }
        let known = [
            ("sslmode", "PGSSLMODE"),
            ("sslrootcert", "PGSSLROOTCERT"),
            ("host", "PGHOST"),
            ("port", "PGPORT"),
        ];
        for (parameter, value) in url.query_pairs() {
            if let Some((_, name)) = known.iter().find(|(known, _)| *known == parameter) {
                program.env(name, &*value);
            }
        }
        program
    }
}

/// What `%41` and its like stand for.
fn percent_decoded(text: &str) -> String {
    // The `url` crate decodes the values of forms, which differ in the plus sign only.
    let form = format!("v={}", text.replace('+', "%2B"));
    url::form_urlencoded::parse(form.as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

/// Waits for a program; what it says when it fails is masked.
fn run(tool: &'static str, mut program: Command) -> Result<(), BackupError> {
    let output = program.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).output();
    let output = output.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => BackupError::NoTool(tool),
        _ => BackupError::Tool { tool, said: error.to_string() },
    })?;
    if output.status.success() {
        return Ok(());
    }
    let said = mask(String::from_utf8_lossy(&output.stderr).trim());
    let from = said.char_indices().rev().nth(LAST_WORDS - 1).map_or(0, |(at, _)| at);
    Err(BackupError::Tool { tool, said: said[from..].to_owned() })
}
