//! Giving another name to an SQLite file and to what SQLite keeps beside it: nothing of it is lost, and no log of a former
//! file is ever replayed over a new one.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::BackupError;
use crate::files::sync_folder;

/// Behind the name of a database file: the log of WAL mode, its index, the journal of the other modes.
pub(super) const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// This name with more behind it.
pub(super) fn behind(path: &Path, more: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(more);
    PathBuf::from(name)
}

/// Whether there is nothing in this file, or no such file. SQLite would throw away the log beside an empty one.
pub(super) fn is_empty(path: &Path) -> bool {
    std::fs::metadata(path).ok().is_none_or(|file| file.len() == 0)
}

/// A name behind `target` that nothing has yet, nor with a log beside it: two restores may be made in one second.
pub(super) fn free_name(target: &Path, suffix: &str) -> PathBuf {
    let taken = |name: &Path| name.exists() || BESIDE.iter().any(|side| behind(name, side).exists());
    let first = behind(target, &format!(".{suffix}"));
    let others = (2_u32..).map(|number| behind(&first, &format!("_{number}")));
    std::iter::once(first.clone()).chain(others).find(|name| !taken(name)).unwrap_or(first)
}

/// Files of a former database under the names they are kept by.
pub(super) struct Aside {
    target: PathBuf,
    former: PathBuf,
    /// What was beside it and is beside it again, under the other name.
    sides: Vec<&'static str>,
    file: Kept,
}

/// What became of the file itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// There was none, or nothing was in it.
    Nothing,
    /// It has both names, until another file takes the one.
    Linked,
    /// It has the other name only.
    Renamed,
}

impl Aside {
    /// Keeps what is at `target` under the name `former`, which is free. The file itself has its own name as well until
    /// another one takes it: a desk that is started meanwhile finds its database and makes no new one.
    pub(super) fn keep(target: &Path, former: PathBuf) -> Result<Self, BackupError> {
        let mut aside = Self { target: target.to_owned(), former, sides: Vec::new(), file: Kept::Nothing };
        match aside.rename() {
            Ok(()) => {
                // After a power cut, too, the new file finds no log beside it.
                sync_folder(target);
                Ok(aside)
            }
            Err(error) => {
                aside.give_back()?;
                Err(error)
            }
        }
    }

    fn rename(&mut self) -> Result<(), BackupError> {
        // First what is beside it. The other way round whoever is killed in between leaves a new file with a foreign log.
        for side in BESIDE {
            let (from, to) = (behind(&self.target, side), behind(&self.former, side));
            match std::fs::rename(&from, to) {
                Ok(()) => self.sides.push(side),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(BackupError::file("could not rename", &from)(error)),
            }
        }
        if is_empty(&self.target) {
            return Ok(());
        }
        // Not every file system has links.
        self.file = if std::fs::hard_link(&self.target, &self.former).is_ok() {
            Kept::Linked
        } else {
            std::fs::rename(&self.target, &self.former)
                .map_err(BackupError::file("could not rename", &self.target))?;
            Kept::Renamed
        };
        Ok(())
    }

    /// Gives everything its name back: nothing came of it.
    pub(super) fn give_back(self) -> Result<(), BackupError> {
        match self.file {
            Kept::Nothing => {}
            Kept::Linked => std::fs::remove_file(&self.former).map_err(not_given_back(&self.former))?,
            Kept::Renamed => {
                std::fs::rename(&self.former, &self.target).map_err(not_given_back(&self.former))?
            }
        }
        for side in self.sides {
            let kept = behind(&self.former, side);
            std::fs::rename(&kept, behind(&self.target, side)).map_err(not_given_back(&kept))?;
        }
        Ok(())
    }

    /// The names of what is kept. Nobody but its owner reads it from now on: nobody works with it.
    pub(super) fn names(self) -> Vec<PathBuf> {
        let file = (self.file != Kept::Nothing).then(|| self.former.clone());
        let sides = self.sides.iter().map(|side| behind(&self.former, side));
        let names: Vec<_> = file.into_iter().chain(sides).collect();
        for name in &names {
            // It may be somebody else's file: then it stays as it was.
            let _ = crate::files::restrict(name);
        }
        names
    }
}

fn not_given_back(path: &Path) -> impl FnOnce(io::Error) -> BackupError {
    BackupError::file("could not give its name back to", path)
}

/// Whether some process has this database open, as far as the system's locks tell. SQLite cannot be asked about a file that
/// is damaged or gone.
#[cfg(unix)]
pub(super) fn is_held(target: &Path) -> Result<bool, BackupError> {
    use rustix::{
        fs::{FlockOperation, fcntl_lock},
        io::Errno,
    };
    // SQLite holds a lock on both as long as it has a database in WAL mode open.
    for path in [target.to_owned(), behind(target, "-shm")] {
        let file = match std::fs::File::options().read(true).write(true).open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(BackupError::file("could not open", &path)(error)),
        };
        // What is locked here is let go with the file.
        match fcntl_lock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(Errno::AGAIN | Errno::ACCESS) => return Ok(true),
            Err(error) => return Err(BackupError::file("could not lock", &path)(error.into())),
        }
    }
    Ok(false)
}

/// Elsewhere a file that is open can't be renamed.
#[cfg(not(unix))]
pub(super) fn is_held(_: &Path) -> Result<bool, BackupError> {
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &Path) -> String {
        std::fs::read_to_string(path).unwrap()
    }

    /// A database with its log, and the names of both when they are kept.
    fn database() -> (tempfile::TempDir, PathBuf, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("desk.db");
        std::fs::write(&target, "everything").unwrap();
        std::fs::write(behind(&target, "-wal"), "the last orders").unwrap();
        let former = free_name(&target, "before");
        (folder, target, former)
    }

    #[test]
    fn there_is_a_database_at_any_moment_and_never_a_new_one_with_a_foreign_log() {
        let (_folder, target, former) = database();
        let aside = Aside::keep(&target, former.clone()).unwrap();
        // Whoever is killed here leaves the former database, and nothing beside it.
        assert_eq!((read(&target), read(&former)), ("everything".to_owned(), "everything".to_owned()));
        assert!(!behind(&target, "-wal").exists());
        let new = target.with_file_name("new");
        std::fs::write(&new, "restored").unwrap();
        std::fs::rename(&new, &target).unwrap();
        assert_eq!(aside.names(), [former.clone(), behind(&former, "-wal")]);
        assert_eq!((read(&target), read(&former)), ("restored".to_owned(), "everything".to_owned()));
        assert_eq!(read(&behind(&former, "-wal")), "the last orders");
    }

    #[test]
    fn everything_gets_its_name_back_when_nothing_comes_of_it() {
        let (_folder, target, former) = database();
        Aside::keep(&target, former.clone()).unwrap().give_back().unwrap();
        assert_eq!(read(&target), "everything");
        assert_eq!(read(&behind(&target, "-wal")), "the last orders");
        assert!(!former.exists() && !behind(&former, "-wal").exists());
    }

    #[test]
    fn what_is_kept_is_not_overwritten_by_what_is_kept_next() {
        let (_folder, target, former) = database();
        // Something is there by the name of its log alone.
        std::fs::write(behind(&former, "-wal"), "of an earlier one").unwrap();
        let other = free_name(&target, "before");
        assert_ne!(other, former);
        Aside::keep(&target, other.clone()).unwrap();
        assert_eq!(read(&behind(&former, "-wal")), "of an earlier one");
        assert_eq!(read(&behind(&other, "-wal")), "the last orders");
        assert_ne!(free_name(&target, "before"), other);
    }
}
