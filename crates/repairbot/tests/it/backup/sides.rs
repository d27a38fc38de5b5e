//! What SQLite keeps beside its file: no log of a former database is ever replayed over a restored one, and what nobody can
//! read any more is replaced by force and kept.

use std::path::{Path, PathBuf};

use repairbot::backup::{BackupError, Restored};
use repairbot_core::order::Status;
use tempfile::TempDir;

use super::support::{back_up, events_at, put};
use crate::support::{Database, Kind, TestDesk};

/// What is kept is called so.
const FORMER: &str = "desk.db.before_restore_20261121T030000Z";

/// A backup, and the files of the desk it was made of as a process that is killed leaves them, with work after the backup in
/// its log only.
struct Left {
    folder: TempDir,
    backup: PathBuf,
    /// What the backup remembers.
    events: Vec<(i64, i64, String)>,
}

impl Left {
    async fn by(desk: &mut TestDesk) -> Self {
        let cast = desk.cast().await;
        desk.order_in(Status::Onsite, &cast).await;
        let folder = tempfile::tempdir().unwrap();
        let made = back_up(desk, &folder, None).await;
        let events = events_at(&desk.database.url).await;
        desk.order_in(Status::Closed, &cast).await;
        let (from, to) = (file_of(&desk.database.url), folder.path().join("desk.db"));
        // Nobody writes now: this is what the disk holds.
        for side in ["", "-wal", "-shm"] {
            std::fs::copy(behind(&from, side), behind(&to, side)).unwrap();
        }
        let log = std::fs::metadata(behind(&to, "-wal")).unwrap().len();
        assert!(log > 100_000, "nothing is in the log: {log}");
        Self { folder, backup: made.path, events }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("desk.db")
    }

    fn database(&self) -> Database {
        Database::at(format!("sqlite://{}", self.file().display()))
    }

    /// The database is what the backup remembers, and these files are what they were, under the former's name.
    async fn is_restored(&self, restored: &Restored, kept: &[(&str, Vec<u8>)]) {
        let said = restored.former.as_deref().unwrap_or_default();
        for (side, bytes) in kept {
            let name = behind(&self.folder.path().join(FORMER), side);
            assert!(std::fs::read(&name).unwrap() == *bytes, "{} has changed", name.display());
            assert!(said.contains(name.to_str().unwrap()), "{} is not in {said}", name.display());
        }
        assert_eq!(events_at(&self.database().url).await, self.events);
        for entry in std::fs::read_dir(self.folder.path()).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let expected = ["desk.db", "backups"].contains(&name.as_str()) || name.starts_with(FORMER);
            assert!(expected, "{name} was left behind");
        }
    }
}

fn file_of(url: &str) -> PathBuf {
    PathBuf::from(url.trim_start_matches("sqlite://"))
}

fn behind(path: &Path, more: &str) -> PathBuf {
    PathBuf::from(format!("{}{more}", path.display()))
}

fn read(path: &Path, side: &str) -> Vec<u8> {
    std::fs::read(behind(path, side)).unwrap()
}

#[tokio::test]
async fn a_log_that_stayed_is_not_replayed_over_what_is_restored() {
    TestDesk::play(Kind::Sqlite, |desk| {
        Box::pin(async move {
            let left = Left::by(desk).await;
            // Somebody moved the damaged file away, and only that.
            std::fs::remove_file(left.file()).unwrap();
            let kept = ["-wal", "-shm"].map(|side| (side, read(&left.file(), side)));
            let restored = put(&left.database(), &left.backup, false).await.unwrap();
            left.is_restored(&restored, &kept).await;
        })
    })
    .await;
}

#[tokio::test]
async fn neither_is_one_beside_an_empty_file() {
    TestDesk::play(Kind::Sqlite, |desk| {
        Box::pin(async move {
            let left = Left::by(desk).await;
            std::fs::write(left.file(), "").unwrap();
            let kept = ["-wal", "-shm"].map(|side| (side, read(&left.file(), side)));
            let restored = put(&left.database(), &left.backup, false).await.unwrap();
            left.is_restored(&restored, &kept).await;
        })
    })
    .await;
}

#[tokio::test]
async fn what_was_only_in_the_log_of_a_replaced_database_is_kept() {
    TestDesk::play(Kind::Sqlite, |desk| {
        Box::pin(async move {
            let left = Left::by(desk).await;
            let before = events_at(&desk.database.url).await;
            let refused = put(&left.database(), &left.backup, false).await.unwrap_err();
            assert!(matches!(refused, BackupError::NotEmpty(_)), "{refused}");
            let restored = put(&left.database(), &left.backup, true).await.unwrap();
            left.is_restored(&restored, &[]).await;
            let former = left.folder.path().join(FORMER);
            assert!(!behind(&former, "-wal").exists(), "the former file is whole by itself");
            assert_eq!(events_at(&format!("sqlite://{}", former.display())).await, before);
        })
    })
    .await;
}

#[tokio::test]
async fn what_nobody_can_read_is_replaced_by_force_and_kept() {
    TestDesk::play(Kind::Sqlite, |desk| {
        Box::pin(async move {
            let left = Left::by(desk).await;
            let whole = read(&left.file(), "");
            // The header, the page of the schema, all of it.
            for damaged in [0..100, 100..4096, 0..whole.len()] {
                let mut bytes = whole.clone();
                bytes[damaged.clone()].fill(0xA5);
                std::fs::write(left.file(), &bytes).unwrap();
                std::fs::write(behind(&left.file(), "-wal"), "this was a log once").unwrap();
                let kept = [("", bytes), ("-wal", b"this was a log once".to_vec())];
                let refused = put(&left.database(), &left.backup, false).await.unwrap_err();
                assert!(matches!(refused, BackupError::Unreadable(_)), "{damaged:?}: {refused}");
                assert!(refused.to_string().contains("With --force it is replaced"), "{refused}");
                for (side, bytes) in &kept {
                    assert!(read(&left.file(), side) == *bytes, "{damaged:?}: {side} was touched");
                }
                let restored = put(&left.database(), &left.backup, true).await.unwrap();
                left.is_restored(&restored, &kept).await;
                for side in ["", "-wal", "-shm"] {
                    drop(std::fs::remove_file(behind(&left.folder.path().join(FORMER), side)));
                }
            }
        })
    })
    .await;
}

#[tokio::test]
async fn two_restores_of_one_second_keep_both() {
    TestDesk::play(Kind::Sqlite, |desk| {
        Box::pin(async move {
            let left = Left::by(desk).await;
            let mut kept = Vec::new();
            for _ in 0..2 {
                let former = put(&left.database(), &left.backup, true).await.unwrap().former.unwrap();
                // The file comes first, and then what was beside it.
                kept.push(former.split(", ").next().unwrap().to_owned());
            }
            assert_ne!(kept[0], kept[1]);
            let first = events_at(&format!("sqlite://{}", kept[0])).await;
            let second = events_at(&format!("sqlite://{}", kept[1])).await;
            assert!(first.len() > left.events.len(), "what was there first is lost");
            assert_eq!(second, left.events);
        })
    })
    .await;
}
