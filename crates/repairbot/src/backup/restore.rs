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
    files::{Partial, blocking, create},
    options, proof, seal, server,
};
use crate::{
    config::{Backend, Database},
    store::Store,
};

/// What has been restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What the database holds now, checked.
    pub proof: Proof,
    /// Where what was there before is: a file, or a database on the server.
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
    let occupied = !is_blank(database).await?;
    if occupied && !how.force {
        let hint = match database.backend {
            Backend::Sqlite => "; its file is kept under another name",
            Backend::Postgres => "; it is kept under another name on the server",
        };
        return Err(BackupError::NotEmpty(hint));
    }
    let whole = joined(file).await?;
    let whole = whole.as_ref().map_or(file, Partial::path);
    let plain = opened(whole, name, how).await?;
    let plain = plain.as_ref().map_or(whole, Partial::path);
    let former = format!("before_restore_{}", how.now.strftime("%Y%m%dT%H%M%SZ"));
    match database.backend {
        Backend::Sqlite => replace_file(database, plain, occupied.then_some(former)).await,
        Backend::Postgres => replace_database(database, plain, (former, occupied)).await,
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

/// Whether nothing would be lost.
async fn is_blank(database: &Database) -> Result<bool, BackupError> {
    if database.is_missing_file() {
        return Ok(true);
    }
    let store = Store::connect_read_only(&options(database)).await?;
    let blank = store.is_blank().await.map_err(BackupError::from);
    proof::closing(&store, blank).await
}

async fn replace_file(
    database: &Database,
    backup: &Path,
    former: Option<String>,
) -> Result<Restored, BackupError> {
    let target = database.file().ok_or(BackupError::Address("it names no file"))?;
    if let Some(folder) = target.parent().filter(|folder| *folder != Path::new("")) {
        std::fs::create_dir_all(folder).map_err(BackupError::file("could not make the folder", folder))?;
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
    let proof = agreed(proof::renewed(proof::sqlite_url(copy.path())?).await?)?;
    let former = match former {
        Some(suffix) => {
            if !Store::release_file(&options(database)).await? {
                return Err(BackupError::InUse);
            }
            let mut former = target.clone().into_os_string();
            former.push(format!(".{suffix}"));
            std::fs::rename(&target, &former).map_err(BackupError::file("could not rename", &target))?;
            Some(PathBuf::from(former))
        }
        None => None,
    };
    put_in_place(copy, &target, former.as_deref()).await?;
    Ok(Restored { proof, former: former.map(|former| former.display().to_string()) })
}

/// The last step. When it fails, the former file gets its name back.
async fn put_in_place(copy: Partial, target: &Path, former: Option<&Path>) -> Result<(), BackupError> {
    let kept = copy.keep_as(target).await;
    if let (Err(_), Some(former)) = (&kept, former) {
        std::fs::rename(former, target)
            .map_err(BackupError::file("could not give its name back to", former))?;
    }
    kept.map(|_| ())
}

async fn replace_database(
    database: &Database,
    backup: &Path,
    (former, occupied): (String, bool),
) -> Result<Restored, BackupError> {
    let Some(scratch) = server::restored_beside(database, backup).await? else {
        return Err(BackupError::NoRight);
    };
    let proof = match scratch.migrate_and_look().await.and_then(agreed) {
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
        std::fs::write(&former, "everything").unwrap();
        // There is no such file: it cannot be put anywhere.
        let copy = Partial::beside(&target, "restoring");
        assert!(put_in_place(copy, &target, Some(&former)).await.is_err());
        assert_eq!(std::fs::read_to_string(&target).unwrap(), "everything");
        assert!(!former.exists());
    }
}
