//! The files of backups: their names, how one becomes visible only when it is whole, and which are too old.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};

use super::{
    BackupError,
    aside::{BESIDE, behind},
};
use crate::config::Backend;

/// How the instant stands in a name: UTC, so that names sort by age in every zone.
const AT: &str = "%Y%m%dT%H%M%SZ";
/// What every name begins with.
const PREFIX: &str = "repairbot-";
/// What the name of a sealed one ends with.
const SEALED: &str = ".age";

/// What kind of copy a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An SQLite database.
    Sqlite,
    /// An archive of `pg_dump`.
    Postgres,
}

impl Kind {
    /// The kind that is made of this database.
    #[must_use]
    pub fn of(backend: Backend) -> Self {
        match backend {
            Backend::Sqlite => Self::Sqlite,
            Backend::Postgres => Self::Postgres,
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Sqlite => ".db",
            Self::Postgres => ".dump",
        }
    }
}

/// The name of a backup: `repairbot-20260301T030000Z.db`, `….dump`, and `.age` behind it when it is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name {
    /// When it was made, to the second.
    pub at: Timestamp,
    /// What it is.
    pub kind: Kind,
    /// Whether a passphrase opens it.
    pub sealed: bool,
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seal = if self.sealed { SEALED } else { "" };
        write!(f, "{PREFIX}{}{}{seal}", self.at.strftime(AT), self.kind.extension())
    }
}

impl FromStr for Name {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        let rest = name.strip_prefix(PREFIX).ok_or(())?;
        let (rest, sealed) = rest.strip_suffix(SEALED).map_or((rest, false), |rest| (rest, true));
        let (at, kind) = [Kind::Sqlite, Kind::Postgres]
            .into_iter()
            .find_map(|kind| rest.strip_suffix(kind.extension()).map(|at| (at, kind)))
            .ok_or(())?;
        let at = DateTime::strptime(AT, at).and_then(|at| at.to_zoned(TimeZone::UTC)).map_err(|_| ())?;
        Ok(Self { at: at.timestamp(), kind, sealed })
    }
}

/// A file that is not whole yet. Dropping it removes it.
pub(super) struct Partial {
    path: PathBuf,
    kept: bool,
}

impl Partial {
    /// A hidden file beside `path`. What a process that was killed left there is removed.
    pub(super) fn beside(path: &Path, suffix: &str) -> Self {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let partial = Self { path: path.with_file_name(format!(".{name}.{suffix}")), kept: false };
        partial.remove();
        partial
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Makes it durable and gives it its name. The size in bytes.
    pub(super) async fn keep_as(mut self, path: &Path) -> Result<u64, BackupError> {
        let (from, to) = (self.path.clone(), path.to_owned());
        let bytes = blocking(move || {
            let file = std::fs::File::open(&from).map_err(BackupError::file("could not open", &from))?;
            file.sync_all().map_err(BackupError::file("could not write", &from))?;
            let bytes = file.metadata().map_err(BackupError::file("could not read", &from))?.len();
            std::fs::rename(&from, &to).map_err(BackupError::file("could not rename", &from))?;
            crate::files::sync_folder(&to);
            Ok(bytes)
        })
        .await?;
        self.kept = true;
        Ok(bytes)
    }

    fn remove(&self) {
        let _ = std::fs::remove_file(&self.path);
        for side in BESIDE {
            let _ = std::fs::remove_file(behind(&self.path, side));
        }
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.kept {
            self.remove();
        }
    }
}

/// Work that waits for the disk or for another program, off the threads that serve people.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BackupError> + Send + 'static,
) -> Result<T, BackupError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(BackupError::File {
            what: "the work on",
            path: PathBuf::from("backup"),
            source: std::io::Error::other(error),
        }),
    }
}

/// The folder of the backups. What is in there is everything the company knows, so it is its own business.
pub(super) async fn make_folder(folder: &Path) -> Result<(), BackupError> {
    let path = folder.to_owned();
    blocking(move || {
        crate::files::create_folder(&path).map_err(BackupError::file("could not make the folder", &path))
    })
    .await
}

/// A new file that nobody but this user reads.
pub(super) fn create(path: &Path) -> Result<std::fs::File, BackupError> {
    crate::files::create(path).map_err(BackupError::file("could not make", path))
}

/// Removes backups older than so many days; the newest stays whatever its age. How many there were.
pub(super) async fn remove_old(folder: &Path, keep_days: u32, now: Timestamp) -> Result<usize, BackupError> {
    let folder = folder.to_owned();
    let since = now.saturating_sub(SignedDuration::from_hours(24 * i64::from(keep_days)));
    blocking(move || {
        let entries = std::fs::read_dir(&folder).map_err(BackupError::file("could not read", &folder))?;
        let names = entries.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()));
        let mut found: Vec<(Timestamp, String)> =
            names.filter_map(|name| Some((name.parse::<Name>().ok()?.at, name))).collect();
        found.sort_unstable();
        found.pop();
        let old: Vec<_> =
            found.into_iter().filter(|(at, _)| since.as_ref().is_ok_and(|since| at < since)).collect();
        for (_, name) in &old {
            let path = folder.join(name);
            std::fs::remove_file(&path).map_err(BackupError::file("could not remove", &path))?;
        }
        Ok(old.len())
    })
    .await
}
