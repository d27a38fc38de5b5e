//! Timers follow their orders, fire once, and are there for orders that were open before there were timers.

use jiff::{SignedDuration, Timestamp, civil::date};
use repairbot::store::{
    job_runs::{self, Run, RunState},
    reminders::{self, Owed},
    timers::{self, Firing, Listed, Waiting},
    verify::Check,
};
use repairbot_core::{
    ids::{ChatId, OrderId},
    money::Kopecks,
    order::{Command, Order, Visit},
    schedule::{Job, Timer, TimerKind, Topic},
};

use super::support::{Company, Db, IVAN, PETR, at, on_every_database};

async fn waiting(company: &Company, kind: TimerKind, step: u8) -> Vec<Waiting> {
    timers::waiting(&company.store.read().await.unwrap(), (kind, step), 10).await.unwrap()
}

async fn fire(company: &Company, firing: &Firing) -> bool {
    let tx = company.store.write().await.unwrap();
    let told = timers::fire(&tx, firing).await.unwrap();
    tx.commit().await.unwrap();
    told
}

fn firing(waiting: &Waiting, kind: TimerKind, (waited, step): (u8, u8)) -> Firing {
    let timer = Timer { kind, base: waiting.base };
    Firing { order: waiting.order, timer, waited, step, told: true, at: at(900) }
}

async fn assigned(company: &Company, id: i64) -> Order {
    let (order, _) = company.create(id).await;
    company.command(&order, &Command::Assign { master: IVAN }, 1).await
}

async fn deviations(company: &Company) -> Vec<String> {
    crate::support::deviations(&company.store.read().await.unwrap(), &[Check::Timers]).await
}

on_every_database! {
    async fn a_step_fires_once(db: Db) {
        let company = db.company().await;
        assigned(&company, 1).await;
        let kind = TimerKind::Unaccepted;
        let first = waiting(&company, kind, 0).await;
        assert_eq!(first.len(), 1);
        assert_eq!((first[0].order, first[0].base, first[0].master), (OrderId(1), at(1), Some(IVAN)));
        assert!(fire(&company, &firing(&first[0], kind, (0, 0))).await);
        assert!(!fire(&company, &firing(&first[0], kind, (0, 0))).await, "somebody was faster");
        assert!(waiting(&company, kind, 0).await.is_empty());
        let second = waiting(&company, kind, 1).await;
        assert!(fire(&company, &firing(&second[0], kind, (1, 2))).await, "the last one of two that are due");
        for step in 0..4 {
            assert!(waiting(&company, kind, step).await.is_empty());
        }
        assert_eq!(deviations(&company).await, Vec::<String>::new(), "what has fired is still the order's");
    }

    async fn a_timer_that_has_changed_does_not_fire(db: Db) {
        let company = db.company().await;
        let order = assigned(&company, 1).await;
        let kind = TimerKind::Unaccepted;
        let seen = waiting(&company, kind, 0).await;
        let other = company.command(&order, &Command::Reassign { master: PETR }, 60).await;
        assert!(!fire(&company, &firing(&seen[0], kind, (0, 0))).await, "it counts from another instant now");
        assert_eq!(waiting(&company, kind, 0).await[0].base, at(60));
        company.command(&other, &Command::TakeOff, 120).await;
        assert!(waiting(&company, kind, 0).await.is_empty());
        assert_eq!(waiting(&company, TimerKind::Unassigned, 0).await[0].base, at(120));
        assert_eq!(deviations(&company).await, Vec::<String>::new());
    }

    async fn what_was_told_is_not_told_again_when_it_comes_back(db: Db) {
        let company = db.company().await;
        let mut order = assigned(&company, 1).await;
        let visit = |seconds| Visit { from: Some(at(seconds)), to: None, note: None };
        let kind = TimerKind::Visit;
        for (second, moved) in [(10, 50_000), (20, 60_000), (30, 50_000)] {
            order = company.command(&order, &Command::Reschedule { to: visit(moved), reason: None }, second).await;
            let now = waiting(&company, kind, 0).await;
            assert_eq!(now[0].base, at(moved));
            assert_eq!(now[0].planned_at, at(second));
            let told = fire(&company, &firing(&now[0], kind, (0, 0))).await;
            assert_eq!(told, second != 30, "the same visit was told of before");
        }
    }

    async fn a_reminder_lists_what_fired_in_between(db: Db) {
        let company = db.company().await;
        for id in 1..=3 {
            company.create(id).await;
        }
        let kind = TimerKind::SlaNew;
        for (waiting, second) in waiting(&company, kind, 0).await.iter().zip([100, 200, 300]) {
            assert!(fire(&company, &Firing { at: at(second), ..firing(waiting, kind, (0, 0)) }).await);
        }
        let listed = async |fired, master| {
            let listed = Listed { topic: Topic::Sla, step: 0, master, fired, limit: 9 };
            let lines = timers::listed(&company.store.read().await.unwrap(), &listed).await.unwrap();
            lines.iter().map(|line| line.id.0).collect::<Vec<_>>()
        };
        assert_eq!(listed(None, None).await, [1, 2, 3]);
        assert_eq!(listed(Some((at(100), at(300))), None).await, [2, 3]);
        assert_eq!(listed(Some((at(0), at(299))), None).await, [1, 2]);
        assert_eq!(listed(None, Some(IVAN)).await, Vec::<i64>::new());
    }

    async fn a_reminder_is_owed_called_and_settled(db: Db) {
        let company = db.company().await;
        let owed = Owed { chat: ChatId(5), topic: Topic::Sla, person: None };
        let tx = company.store.write().await.unwrap();
        reminders::owe(&tx, owed, (at(100), at(10))).await.unwrap();
        reminders::owe(&tx, owed, (at(200), at(20))).await.unwrap();
        assert_eq!(reminders::next_owed(&tx).await.unwrap(), Some(at(100)), "the earlier moment holds");
        reminders::owe(&tx, owed, (at(50), at(30))).await.unwrap();
        assert!(reminders::owed(&tx, at(49), 9).await.unwrap().is_empty());
        let seen = reminders::owed(&tx, at(50), 9).await.unwrap();
        assert_eq!((seen.len(), seen[0].owed_at), (1, Some(at(50))));
        assert!(seen[0].told_at < at(10) && seen[0].told_at > at(9), "what fired then is to be told");
        assert!(reminders::call(&tx, &seen[0], at(51)).await.unwrap());
        assert!(!reminders::call(&tx, &seen[0], at(51)).await.unwrap(), "once");
        tx.commit().await.unwrap();
    }

    async fn an_occurrence_is_decided_once(db: Db) {
        let company = db.company().await;
        let tx = company.store.write().await.unwrap();
        let run = Run { job: Job::DailySummary, day: date(2026, 2, 28), due_at: at(1), state: RunState::Done, at: at(2) };
        assert_eq!(job_runs::last_day(&tx, run.job).await.unwrap(), None);
        assert!(job_runs::decide(&tx, &run).await.unwrap());
        assert!(!job_runs::decide(&tx, &Run { state: RunState::Skipped, ..run }).await.unwrap());
        assert!(job_runs::decide(&tx, &Run { day: date(2026, 3, 1), ..run }).await.unwrap());
        assert_eq!(job_runs::last_day(&tx, run.job).await.unwrap(), Some(date(2026, 3, 1)));
        tx.commit().await.unwrap();
    }

    async fn orders_that_were_open_before_get_their_timers(db: Db) {
        let company = db.company().await;
        company.create(1).await;
        let order = assigned(&company, 2).await;
        let visit = Visit { from: Some(at(90_000)), to: None, note: None };
        company.command(&order, &Command::Reschedule { to: visit, reason: None }, 2).await;
        let order = assigned(&company, 3).await;
        let order = company.command(&order, &Command::Accept, 3).await;
        let long = Command::StartLongRepair { promised_on: date(2025, 12, 31), parts: None, prepayment: Kopecks::ZERO };
        company.command(&order, &long, 4).await;
        let order = assigned(&company, 4).await;
        let order = company.command(&order, &Command::Accept, 3).await;
        company.command(&order, &Command::ArriveOnSite, 5).await;
        let (order, _) = company.create(5).await;
        company.command(&order, &Command::Delete { reason: repairbot_core::ids::TextId(502) }, 6).await;
        assert_eq!(deviations(&company).await, Vec::<String>::new());
        while company.store.migration_status().await.unwrap().iter().any(|(name, on)| name == "m0023_schedule" && *on) {
            company.store.migrate_down(1).await.unwrap();
        }
        company.store.migrate_up().await.unwrap();
        assert_eq!(deviations(&company).await, Vec::<String>::new());
        assert_eq!(waiting(&company, TimerKind::Promise, 0).await.len(), 1);
    }

    async fn what_fired_long_ago_is_forgotten(db: Db) {
        let company = db.company().await;
        assigned(&company, 1).await;
        let kind = TimerKind::Unaccepted;
        let seen = waiting(&company, kind, 0).await;
        fire(&company, &firing(&seen[0], kind, (0, 0))).await;
        let days = |days: i64| at(900).checked_add(SignedDuration::from_hours(24 * days)).unwrap();
        let forgotten = async |now: Timestamp| company.store.forget_old(now).await.unwrap();
        assert_eq!(forgotten(days(29)).await, 0);
        assert_eq!(forgotten(days(31)).await, 1);
        assert_eq!(forgotten(days(31)).await, 0);
    }
}
