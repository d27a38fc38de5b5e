//! What is not restored, and why: nothing that is there is ever lost by it.

use std::path::Path;

use repairbot::backup::{self, BackupError, How};
use repairbot_core::order::Status;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use secrecy::SecretString;

use super::support::{back_up, configured, empty_like, events_at, put};
use crate::support::{TestDesk, scenarios};

/// The root page of an index in this file, and the size of pages.
async fn place_of(file: &Path, index: &str) -> (usize, usize) {
    let connection = sea_orm::Database::connect(format!("sqlite://{}", file.display())).await.unwrap();
    let root = format!(
        "SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_schema WHERE name = '{index}'"
    );
    let row =
        connection.query_one_raw(Statement::from_string(DbBackend::Sqlite, root)).await.unwrap().unwrap();
    let number = |index| usize::try_from(row.try_get_by_index::<i64>(index).unwrap()).unwrap();
    let place = (number(0), number(1));
    connection.close().await.unwrap();
    place
}

const PASSPHRASE: &str = "a passphrase for tests";

scenarios! {
    async fn what_is_there_is_not_overwritten_without_force(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::New, &cast).await;
        let folder = tempfile::tempdir().unwrap();
        let backup = back_up(desk, &folder, None).await;
        desk.order_in(Status::New, &cast).await;
        let before = events_at(&desk.database.url).await;
        let refused = put(&desk.database, &backup.path, false).await.unwrap_err();
        assert!(matches!(refused, BackupError::NotEmpty(_)), "{refused}");
        // The desk is running: not even with force.
        let refused = put(&desk.database, &backup.path, true).await.unwrap_err();
        assert!(matches!(refused, BackupError::InUse), "{refused}");
        assert_eq!(events_at(&desk.database.url).await, before);
    }

    async fn a_sealed_backup_opens_with_its_passphrase_only(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Onsite, &cast).await;
        let folder = tempfile::tempdir().unwrap();
        let backup = back_up(desk, &folder, Some(PASSPHRASE)).await;
        assert!(backup.sealed && backup.path.to_str().unwrap().ends_with(".age"));
        let bytes = std::fs::read(&backup.path).unwrap();
        assert!(bytes.starts_with(b"age-encryption.org/v1\n"));
        let target = empty_like(desk).await;
        let how = |passphrase: Option<&str>| How {
            force: false,
            passphrase: passphrase.map(SecretString::from),
            now: desk.clock.now(),
        };
        for wrong in [None, Some("not the passphrase")] {
            let refused = backup::restore(&configured(&target.url), &backup.path, &how(wrong)).await;
            assert!(matches!(refused, Err(BackupError::Sealed(_))), "{refused:?}");
        }
        // In parts, as it was sent to the owner.
        let (one, two) = bytes.split_at(bytes.len() / 2);
        let part = |number: u32| backup.path.with_extension(format!("age.{number:03}"));
        std::fs::write(part(1), one).unwrap();
        std::fs::write(part(2), two).unwrap();
        backup::restore(&configured(&target.url), &part(1), &how(Some(PASSPHRASE))).await.unwrap();
        assert_eq!(events_at(&target.url).await, events_at(&desk.database.url).await);
        target.remove().await;
        // One byte is wrong.
        let mut damaged = bytes.clone();
        *damaged.last_mut().unwrap() ^= 1;
        std::fs::write(&backup.path, damaged).unwrap();
        let target = empty_like(desk).await;
        let refused = backup::restore(&configured(&target.url), &backup.path, &how(Some(PASSPHRASE))).await;
        assert!(matches!(refused, Err(BackupError::Sealed(_))), "{refused:?}");
        target.remove().await;
    }

    async fn a_backup_with_a_broken_page_is_not_restored(desk: &mut TestDesk) {
        if desk.store().is_postgres() {
            return;
        }
        let cast = desk.cast().await;
        desk.order_in(Status::New, &cast).await;
        let folder = tempfile::tempdir().unwrap();
        let backup = back_up(desk, &folder, None).await;
        // Nothing that is checked reads this index.
        let (page, size) = place_of(&backup.path, "ix_audit_at").await;
        let mut bytes = std::fs::read(&backup.path).unwrap();
        bytes[(page - 1) * size..page * size].fill(0xA5);
        std::fs::write(&backup.path, bytes).unwrap();
        let target = empty_like(desk).await;
        let refused = put(&target, &backup.path, false).await.unwrap_err();
        assert!(refused.to_string().contains("the database is damaged"), "{refused}");
        target.remove().await;
    }

    async fn garbage_is_not_restored(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::New, &cast).await;
        let folder = tempfile::tempdir().unwrap();
        let backup = back_up(desk, &folder, None).await;
        let end = if desk.store().is_postgres() { "dump" } else { "db" };
        let other = if desk.store().is_postgres() { "db" } else { "dump" };
        let whole = std::fs::read(&backup.path).unwrap();
        let half = &whole[..whole.len() / 2];
        let target = empty_like(desk).await;
        for (name, content) in [
            ("notes.txt".to_owned(), b"not a backup".as_slice()),
            (format!("repairbot-20260101T030000Z.{end}"), b"not a backup".as_slice()),
            (format!("repairbot-20260101T030001Z.{end}"), b"".as_slice()),
            (format!("repairbot-20260101T030002Z.{end}"), half),
            (format!("repairbot-20260101T030003Z.{other}"), whole.as_slice()),
        ] {
            let path = folder.path().join(&name);
            std::fs::write(&path, content).unwrap();
            assert!(put(&target, &path, false).await.is_err(), "{name}");
        }
        let missing = folder.path().join(format!("repairbot-20260101T030004Z.{end}"));
        assert!(put(&target, &missing, false).await.is_err());
        // Nothing is left behind, and a good one still goes in.
        put(&target, &backup.path, false).await.unwrap();
        target.remove().await;
    }
}
