//! P19: a backup taken under load restores to a state that existed.

use std::sync::Arc;

use repairbot::backup::{self, Made, Verdict};
use repairbot_core::order::Status;

use super::support::{back_up, configured, empty_like, events_at, forget, held, keeping, put};
use crate::support::{TestDesk, scenarios};

/// Backups made while people work.
const BACKUPS: usize = 4;
const STATES: [Status; 4] = [Status::Onsite, Status::Accepted, Status::Assigned, Status::New];

/// Makes one backup after another.
async fn back_up_repeatedly(
    url: String,
    (folder, clock): (Arc<tempfile::TempDir>, repairbot::clock::Clock),
) -> Vec<Made> {
    let (database, keeping) = (configured(&url), keeping(&folder, None));
    let mut made = Vec::new();
    for _ in 0..BACKUPS {
        clock.advance(std::time::Duration::from_secs(1));
        made.push(backup::make(&database, &keeping, clock.now()).await.unwrap());
    }
    made
}

scenarios! {
    async fn a_backup_taken_under_load_restores_to_a_state_that_existed(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Onsite, &cast).await;
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let around = (Arc::clone(&folder), desk.clock.clone());
        let backups = tokio::spawn(back_up_repeatedly(desk.database.url.clone(), around));
        let mut states = STATES.iter().cycle();
        while !backups.is_finished() {
            desk.order_in(*states.next().unwrap(), &cast).await;
        }
        let made = backups.await.unwrap();
        let all = events_at(&desk.database.url).await;
        let mut sizes = Vec::new();
        for backup in made {
            assert_eq!((backup.proof.verdict, backup.proof.deviations), (Verdict::Verified, 0));
            let target = empty_like(desk).await;
            let restored = put(&target, &backup.path, false).await.unwrap();
            let events = events_at(&target.url).await;
            // One order after another was worked on, so what there was at any moment is how it begins.
            assert_eq!(events, all[..events.len()], "not a state that existed");
            assert_eq!(held(&restored).events, events.len() as u64);
            assert_eq!(restored.former, None);
            sizes.push(events.len());
            target.remove().await;
        }
        assert!(sizes.is_sorted() && sizes.last().unwrap() <= &all.len(), "{sizes:?}");
        assert!(sizes.first() < sizes.last(), "nothing was written between the backups: {sizes:?}");
    }

    async fn a_desk_goes_on_where_its_backup_ends(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Onsite, &cast).await;
        let folder = tempfile::tempdir().unwrap();
        let backup = back_up(desk, &folder, None).await;
        // Work that will be lost.
        desk.order_in(Status::Onsite, &cast).await;
        desk.close().await;
        let restored = put(&desk.database, &backup.path, true).await.unwrap();
        let former = restored.former.unwrap();
        assert!(former.contains("before_restore_20261121T030000Z"), "{former}");
        desk.start().await;
        assert_eq!(desk.status(number).await, Status::Onsite);
        // The next order takes the number after the last one the backup knows.
        assert_eq!(desk.new_order(&cast.anna).await, number + 1);
        forget(desk, &former).await;
    }
}
