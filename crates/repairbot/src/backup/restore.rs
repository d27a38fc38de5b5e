//! Restoring: the backup is brought up to date and checked beside the database, and only then takes its place. What was
//! there is kept under another name.

use std::{
    io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use secrecy::SecretString;

use super::{
    BackupError, Kind, Name, Proof,
    aside::{self, Aside},
    files::{Partial, blocking, create},
    options, proof, seal, server,
};
use crate::{
    config::{Backend, Database},
    store::{Store, StoreError, StoreOptions},
};

/// What has been restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What the database holds now, checked.
    pub proof: Proof,
    /// Where what was there before is: files, or a database on the server.
    pub former: Option<String>,
}

/// How to restore.
#[derive(Debug, Clone)]
pub struct How {
    /// Whether a database that holds something may be replaced.
    pub force: bool,
    /// Opens sealed backups.
    pub passphrase: Option<SecretString>,
    /// Names what is replaced.
    pub now: Timestamp,
}

/// Puts a backup in the place of this database. Until the last step nothing of it is touched.
///
/// # Errors
/// See [`BackupError`]: then the database is as it was.
pub async fn restore(database: &Database, file: &Path, how: &How) -> Result<Restored, BackupError> {
    let name = name_of(file)?;
    if name.kind != Kind::of(database.backend) {
        return Err(BackupError::NotABackup(
            "the backup is of the other kind of database than DATABASE_URL names",
        ));
    }
    let found = found(database, how.force).await?;
    let whole = joined(file).await?;
    let whole = whole.as_ref().map_or(file, Partial::path);
    let plain = opened(whole, name, how).await?;
    let plain = plain.as_ref().map_or(whole, Partial::path);
    let former = format!("before_restore_{}", how.now.strftime("%Y%m%dT%H%M%SZ"));
    match database.backend {
        Backend::Sqlite => replace_file(database, plain, (&former, found)).await,
        Backend::Postgres => replace_database(database, plain, (former, found != Found::Nothing)).await,
    }
}

/// What the name of a file says it is; parts (`….age.001`) are named like the whole.
fn name_of(file: &Path) -> Result<Name, BackupError> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let whole = if is_part(&name) { name.rsplit_once('.').map_or(&*name, |(whole, _)| whole) } else { &name };
    whole.parse().map_err(|()| {
        BackupError::NotABackup(
            "that is not how backups are called: repairbot-YYYYMMDDTHHMMSSZ.db or .dump, perhaps with .age and .001",
        )
    })
}

fn is_part(name: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, end)| end.len() == 3 && end.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The parts a large backup was sent in, as one file; `None` when it is whole.
async fn joined(file: &Path) -> Result<Option<Partial>, BackupError> {
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if !is_part(&name) {
        return Ok(None);
    }
    let whole = Partial::beside(&file.with_extension(""), "joined");
    let (first, to) = (file.with_extension(""), whole.path().to_owned());
    blocking(move || {
        let mut output = create(&to)?;
        for number in 1_u32.. {
            let mut part = first.clone().into_os_string();
            part.push(format!(".{number:03}"));
            let part = PathBuf::from(part);
            if number > 1 && !part.exists() {
                return Ok(());
            }
            let mut input = std::fs::File::open(&part).map_err(BackupError::file("could not open", &part))?;
            io::copy(&mut input, &mut output).map_err(BackupError::file("could not write", &to))?;
        }
        Ok(())
    })
    .await?;
    Ok(Some(whole))
}

/// The file without its seal; `None` when it has none.
async fn opened(file: &Path, name: Name, how: &How) -> Result<Option<Partial>, BackupError> {
    if !name.sealed {
        return Ok(None);
    }
    let Some(passphrase) = &how.passphrase else {
        return Err(BackupError::Sealed("it is sealed: set BACKUP_PASSPHRASE".to_owned()));
    };
    let plain = Partial::beside(file, "opened");
    seal::unseal(file, plain.path(), passphrase).await?;
    Ok(Some(plain))
}

/// What is at the place of the database.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    Nothing,
    Something,
    /// A file that SQLite can make nothing of.
    Unreadable,
}

/// What is there. Something, readable or not, is replaced by force only.
async fn found(database: &Database, force: bool) -> Result<Found, BackupError> {
    // SQLite is not asked about an empty file: it would throw away a log that is left beside it.
    if database.file().is_some_and(|file| aside::is_empty(&file)) {
        return Ok(Found::Nothing);
    }
    match is_blank(database).await {
        Ok(true) => Ok(Found::Nothing),
        Ok(false) if force => Ok(Found::Something),
        Ok(false) => Err(BackupError::NotEmpty(match database.backend {
            Backend::Sqlite => "; its file is kept under another name",
            Backend::Postgres => "; it is kept under another name on the server",
        })),
        Err(BackupError::Store(error)) if is_unreadable(database, &error) => {
            if force {
                Ok(Found::Unreadable)
            } else {
                Err(BackupError::Unreadable(error))
            }
        }
        Err(error) => Err(error),
    }
}

/// Whether nothing of ours is there.
async fn is_blank(database: &Database) -> Result<bool, BackupError> {
    let store = Store::connect_read_only(&options(database)).await?;
    let blank = store.is_blank().await.map_err(BackupError::from);
    proof::closing(&store, blank).await
}

/// Whether this is a file that SQLite can make nothing of. A server that can't be read is not replaced.
fn is_unreadable(database: &Database, error: &StoreError) -> bool {
    database.backend == Backend::Sqlite && matches!(error, StoreError::Damaged(_) | StoreError::Other(_))
}

/// Nothing that is at the place of the file is lost, whatever it is: all of it is kept under the name `former`.
async fn replace_file(
    database: &Database,
    backup: &Path,
    (former, found): (&str, Found),
) -> Result<Restored, BackupError> {
    let target = database.file().ok_or(BackupError::Address("it names no file"))?;
    // As SQLite does: what is beside the file is where the link leads.
    let target = if target.is_symlink() { target.canonicalize().unwrap_or(target) } else { target };
    if let Some(folder) = target.parent().filter(|folder| *folder != Path::new("")) {
        crate::files::create_folder(folder)
            .map_err(BackupError::file("could not make the folder", folder))?;
    }
    let copy = Partial::beside(&target, "restoring");
    let (from, to) = (backup.to_owned(), copy.path().to_owned());
    blocking(move || {
        let mut output = create(&to)?;
        let mut input = std::fs::File::open(&from).map_err(BackupError::file("could not open", &from))?;
        io::copy(&mut input, &mut output).map_err(BackupError::file("could not write", &to))?;
        Ok(())
    })
    .await?;
    let url = proof::sqlite_url(copy.path())?;
    let proof = agreed(proof::renewed(url.clone()).await.map_err(of_backup)?)?;
    // The file takes its place alone, so nothing of it may be in a log.
    if !Store::release_file(&StoreOptions { url, max_connections: 1 }).await? {
        return Err(BackupError::InUse);
    }
    release(database, (&target, found)).await?;
    let former = Aside::keep(&target, aside::free_name(&target, former))?;
    let names = put_in_place(copy, &target, former).await?;
    let names: Vec<_> = names.iter().map(|name| name.display().to_string()).collect();
    Ok(Restored { proof, former: (!names.is_empty()).then(|| names.join(", ")) })
}

/// Makes sure that nobody works with what is there. A sound file gets what its log holds: it is whole by itself then.
async fn release(database: &Database, (target, found): (&Path, Found)) -> Result<(), BackupError> {
    if !aside::is_empty(target) && found != Found::Unreadable {
        match Store::release_file(&options(database)).await {
            Ok(true) => return Ok(()),
            Ok(false) => return Err(BackupError::InUse),
            // It is kept with its log, like one that could not be read at all.
            Err(error) if is_unreadable(database, &error) => {}
            Err(error) => return Err(error.into()),
        }
    }
    if aside::is_held(target)? { Err(BackupError::InUse) } else { Ok(()) }
}

/// The last step. When it fails, what was there gets its name back. Gives the names of what is kept.
async fn put_in_place(copy: Partial, target: &Path, former: Aside) -> Result<Vec<PathBuf>, BackupError> {
    match copy.keep_as(target).await {
        Ok(_) => Ok(former.names()),
        Err(error) => {
            former.give_back()?;
            Err(error)
        }
    }
}

/// The same error, saying that it is the backup that is damaged, or of a newer release.
fn of_backup(error: BackupError) -> BackupError {
    match error {
        BackupError::Store(error @ (StoreError::Damaged(_) | StoreError::NewerSchema { .. })) => {
            BackupError::Unusable(error)
        }
        error => error,
    }
}

async fn replace_database(
    database: &Database,
    backup: &Path,
    (former, occupied): (String, bool),
) -> Result<Restored, BackupError> {
    let Some(scratch) = server::restored_beside(database, backup).await? else {
        return Err(BackupError::NoRight);
    };
    let proof = match scratch.migrate_and_look().await.map_err(of_backup).and_then(agreed) {
        Ok(proof) => proof,
        Err(error) => {
            scratch.remove().await?;
            return Err(error);
        }
    };
    let former = scratch.replace(database, (&former, !occupied)).await?;
    Ok(Restored { proof, former: occupied.then_some(former) })
}

/// A backup that contradicts itself is not put in the place of anything.
fn agreed(proof: Proof) -> Result<Proof, BackupError> {
    match (proof.deviations, &proof.first) {
        (0, _) => Ok(proof),
        (deviations, first) => {
            Err(BackupError::Deviates { deviations, first: first.clone().unwrap_or_default() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_former_file_gets_its_name_back_when_the_last_step_fails() {
        let folder = tempfile::tempdir().unwrap();
        let (target, former) = (folder.path().join("desk.db"), folder.path().join("desk.db.before"));
        std::fs::write(&target, "everything").unwrap();
        let aside = Aside::keep(&target, former.clone()).unwrap();
        // There is no such file: it cannot be put anywhere.
        let copy = Partial::beside(&target, "restoring");
        assert!(put_in_place(copy, &target, aside).await.is_err());
        assert_eq!(std::fs::read_to_string(&target).unwrap(), "everything");
        assert!(!former.exists());
    }
}
