//! Which files a backup leaves: whole ones, as many days as configured, never none.

use std::time::Duration;

use repairbot::backup;
use repairbot_core::order::Status;

use super::support::{back_up, configured, keeping};
use crate::support::{TestDesk, scenarios};

fn names(folder: &tempfile::TempDir) -> Vec<String> {
    let entries = std::fs::read_dir(folder.path().join("backups")).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

scenarios! {
    async fn old_ones_go_and_the_newest_stays(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Onsite, &cast).await;
        let folder = tempfile::tempdir().unwrap();
        let first = back_up(desk, &folder, None).await;
        std::fs::write(folder.path().join("backups/notes.txt"), "somebody else's").unwrap();
        let summary = first.proof.summary.unwrap();
        assert_eq!((summary.orders, summary.last_number, first.removed), (1, 1, 0));
        assert_eq!(first.bytes, std::fs::metadata(&first.path).unwrap().len());
        // Again within the same second: the first one is not overwritten.
        let again = backup::make(&configured(&desk.database.url), &keeping(&folder, None), desk.clock.now()).await;
        assert!(matches!(again, Err(backup::BackupError::Exists(_))), "{again:?}");
        desk.clock.advance(Duration::from_secs(29 * 86_400));
        let second = back_up(desk, &folder, None).await;
        desk.clock.advance(Duration::from_secs(2 * 86_400));
        let third = back_up(desk, &folder, None).await;
        assert_eq!((second.removed, third.removed), (0, 1));
        let named = |made: &backup::Made| made.path.file_name().unwrap().to_string_lossy().into_owned();
        assert_eq!(names(&folder), ["notes.txt".to_owned(), named(&second), named(&third)]);
        // However long ago: the newest stays.
        desk.clock.advance(Duration::from_secs(400 * 86_400));
        let fourth = back_up(desk, &folder, None).await;
        assert_eq!(names(&folder), ["notes.txt".to_owned(), named(&fourth)]);
    }

    async fn a_backup_that_fails_leaves_nothing_and_removes_nothing(desk: &mut TestDesk) {
        let folder = tempfile::tempdir().unwrap();
        back_up(desk, &folder, None).await;
        let before = names(&folder);
        desk.clock.advance(Duration::from_secs(400 * 86_400));
        let nowhere = if desk.store().is_postgres() {
            "postgres://127.0.0.1:1/desk".to_owned()
        } else {
            format!("sqlite://{}", folder.path().join("missing.db").display())
        };
        let failed = backup::make(&configured(&nowhere), &keeping(&folder, None), desk.clock.now()).await;
        assert!(failed.is_err());
        assert_eq!(names(&folder), before);
    }

    #[cfg(unix)]
    async fn nobody_else_reads_a_backup(desk: &mut TestDesk) {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let backup = back_up(desk, &folder, None).await;
        let mode = std::fs::metadata(&backup.path).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{mode:o}");
    }
}
