//! The nightly backup: made at its time, told in the morning, once, by whichever process.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use repairbot::{
    schedule::{Backups, Plan},
    texts::Lang,
};
use repairbot_core::{
    order::Status,
    settings::{Switch, Value},
};
use tempfile::TempDir;

use super::support::{configured, keeping};
use crate::{
    scenarios::{gives_back, writes},
    support::{TestDesk, company, scenarios},
};

const MADE: &str = "💾 Резервная копия сделана: repairbot-";
const OWN: &str = "База & дело: 21.11.2026, суббота <";

fn plan(desk: &TestDesk, folder: &TempDir, passphrase: Option<&str>) -> Plan {
    Plan { database: configured(&desk.database.url), keeping: keeping(folder, passphrase) }
}

fn backups(desk: &TestDesk, plan: Plan) -> Backups {
    Backups::new(desk.store().clone(), Arc::new(company(Lang::Ru)), desk.clock.clone(), plan)
}

/// What time it is in Moscow.
async fn at(desk: &mut TestDesk, backups: &Backups, moment: &str) {
    let moment: Timestamp = format!("{moment}+03:00").parse().unwrap();
    desk.clock.set(moment);
    desk.sim.set_now(moment.as_second());
    backups.tick().await.unwrap();
    desk.settle().await;
}

fn files(folder: &TempDir) -> usize {
    std::fs::read_dir(folder.path().join("backups")).map_or(0, |files| files.count())
}

scenarios! {
    async fn a_backup_is_made_at_night_and_told_in_the_morning(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::New, &cast).await;
        let folder = tempfile::tempdir().unwrap();
        let plan = plan(desk, &folder, None);
        let (one, other) = (backups(desk, plan.clone()), backups(desk, plan));
        // The first start: there was nothing to keep before it.
        at(desk, &one, "2026-11-20T20:00:00").await;
        assert_eq!(files(&folder), 0);
        at(desk, &one, "2026-11-21T02:59:59").await;
        assert_eq!(files(&folder), 0);
        at(desk, &one, "2026-11-21T03:00:00").await;
        at(desk, &other, "2026-11-21T03:00:00").await;
        assert_eq!(files(&folder), 1);
        cast.boris.never_saw(desk, MADE);
        at(desk, &other, "2026-11-21T06:00:00").await;
        at(desk, &one, "2026-11-21T06:00:01").await;
        assert_eq!(cast.boris.count(desk, MADE), 1);
        cast.boris.has_seen(desk, "Проверена: открывается, всё сходится, заявок 1.");
        cast.anna.never_saw(desk, MADE);
        // Off for a day and a half: the last one is made up for, the one before is not.
        at(desk, &one, "2026-11-23T12:00:00").await;
        assert_eq!((files(&folder), cast.boris.count(desk, MADE)), (2, 2));
        // More than a day late is too late.
        desk.clock.advance(Duration::from_secs(60));
        at(desk, &one, "2026-11-23T12:01:00").await;
        assert_eq!(files(&folder), 2);
    }

    async fn a_backup_in_an_admins_own_words(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::New, &cast).await;
        let folder = tempfile::tempdir().unwrap();
        let backups = backups(desk, plan(desk, &folder, None));
        writes(desk, &cast.boris, ("Копия сделана", "База & дело: {дата} <{размер}> {файл}")).await;
        at(desk, &backups, "2026-11-20T20:00:00").await;
        at(desk, &backups, "2026-11-21T03:00:00").await;
        at(desk, &backups, "2026-11-21T06:00:00").await;
        let told = cast.boris.message_with(desk, OWN).text;
        let [own, found] = told.lines().collect::<Vec<_>>()[..] else { panic!("{told}") };
        let own = own.strip_prefix(OWN).unwrap();
        let (size, file) = own.split_once("> ").unwrap();
        assert!(size.ends_with(" МБ") && file.starts_with("repairbot-20261121T000000Z."), "{told}");
        assert_eq!(found, "Проверена: открывается, всё сходится, заявок 1.");
        cast.boris.never_saw(desk, MADE);
        gives_back(desk, &cast.boris, "Копия сделана").await;
        at(desk, &backups, "2026-11-22T06:00:00").await;
        assert_eq!((cast.boris.count(desk, MADE), cast.boris.count(desk, OWN)), (1, 1));
    }

    async fn a_backup_that_fails_is_told_at_once(desk: &mut TestDesk) {
        desk.expect_errors = true;
        let cast = desk.cast().await;
        let folder = tempfile::tempdir().unwrap();
        let mut plan = plan(desk, &folder, None);
        let works = backups(desk, plan.clone());
        at(desk, &works, "2026-11-20T20:00:00").await;
        std::fs::write(folder.path().join("backups"), "in the way").unwrap();
        plan.keeping.dir = folder.path().join("backups/below");
        let fails = backups(desk, plan);
        at(desk, &fails, "2026-11-21T03:00:00").await;
        cast.boris.sees(desk, "❌ Резервной копии нет: не удалось прочитать или записать файл;");
        assert_eq!(cast.boris.count(desk, "❌ Резервной копии нет"), 1);
    }

    async fn a_sealed_backup_comes_to_the_owner_who_wants_it(desk: &mut TestDesk) {
        let folder = tempfile::tempdir().unwrap();
        let plan = plan(desk, &folder, Some("a passphrase for tests"));
        let setup = crate::support::Setup { backups: Some(plan.clone()), ..desk.setup.clone() };
        desk.restart_with(setup).await;
        let cast = desk.cast().await;
        let backups = backups(desk, plan);
        at(desk, &backups, "2026-11-20T20:00:00").await;
        desk.set(Switch::BackupToOwner, Value::Switch(true)).await;
        at(desk, &backups, "2026-11-21T09:00:00").await;
        cast.boris.has_seen(desk, "🔒 Открывается только с паролем");
        let sent = cast.boris.message_with(desk, "🔒 Резервная копия, часть 1 из 1");
        assert!(sent.document.as_ref().unwrap().ends_with(".age"), "{sent:?}");
        let bytes = desk.sim.document(cast.boris.chat, sent.id).unwrap();
        assert!(bytes.starts_with(b"age-encryption.org/v1\n"));
    }
}
