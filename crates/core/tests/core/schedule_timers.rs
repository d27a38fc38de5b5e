//! Which timers an order has, and when their steps are due.

use jiff::{
    SignedDuration, Timestamp,
    civil::{Time, Weekday, date, time},
    tz::TimeZone,
};
use proptest::prelude::*;
use repairbot_core::{
    actor::Role,
    ids::TextId,
    order::{Command, Order, Status, Visit, Workflow},
    schedule::{Delay, Job, Late, Quiet, Recurrence, Schedule, Timer, TimerKind, Topic, timers},
    settings::{Settings, Switch, Value},
};

use crate::{
    support::{Desk, IVAN, PETR, admin, anna, at, cases, ivan, visit},
    when_support::zone,
};

fn kinds(order: &Order) -> Vec<TimerKind> {
    timers(order).into_iter().map(|timer| timer.kind).collect()
}

#[test]
fn a_visit_is_news_until_it_begins_and_one_for_whole_days_until_it_should_be_over() {
    // Midnight is at 21:00 UTC in Moscow, in Berlin at 23:00 and, the clocks having moved, at 22:00.
    let table = [
        ("Europe/Moscow", "2026-03-29T07:00:00Z", Some("2026-03-29T09:00:00Z"), "2026-03-29T07:00:00Z"),
        ("Europe/Moscow", "2026-03-29T07:00:00Z", None, "2026-03-29T07:00:00Z"),
        ("Europe/Moscow", "2026-03-28T21:00:00Z", Some("2026-03-29T21:00:00Z"), "2026-03-29T21:00:00Z"),
        ("Europe/Moscow", "2026-03-28T21:00:00Z", None, "2026-03-28T21:00:00Z"),
        ("Europe/Berlin", "2026-03-28T23:00:00Z", Some("2026-03-29T22:00:00Z"), "2026-03-29T22:00:00Z"),
        ("Europe/Berlin", "2026-03-28T21:00:00Z", Some("2026-03-29T21:00:00Z"), "2026-03-28T21:00:00Z"),
    ];
    for (place, from, to, until) in table {
        let instant = |text: &str| text.parse::<Timestamp>().unwrap();
        let visit = Visit { from: Some(instant(from)), to: to.map(instant), note: None };
        assert_eq!(visit.news_until(&zone(place)), Some(instant(until)), "{place} {from} {to:?}");
    }
    let words = Visit { from: None, to: None, note: Some(TextId(1)) };
    assert_eq!(words.news_until(&TimeZone::UTC), None);
}

#[test]
fn each_state_has_its_timers() {
    use TimerKind::{Promise, SlaAccepted, SlaAssigned, SlaNew, SlaOnsite, Unaccepted, Unassigned};
    let table: [(Status, &[TimerKind]); 7] = [
        (Status::New, &[Unassigned, SlaNew]),
        (Status::Assigned, &[Unaccepted, SlaAssigned]),
        (Status::Accepted, &[SlaAccepted]),
        (Status::Onsite, &[SlaOnsite]),
        (Status::LongRepair, &[Promise]),
        (Status::Closed, &[]),
        (Status::Refused, &[]),
    ];
    for (status, expected) in table {
        let desk = Desk::with_ivan(status, Workflow::Standard);
        assert_eq!(kinds(&desk.order), expected, "{status:?}");
        for timer in timers(&desk.order) {
            let since = desk.order.status_changed_at;
            let midnight = "2025-10-20T00:00:00Z".parse::<Timestamp>().unwrap();
            assert_eq!(timer.base, if timer.kind == Promise { midnight } else { since });
        }
    }
}

#[test]
fn a_visit_is_reminded_of_while_somebody_is_to_drive_there() {
    let with_visit = |status| {
        let mut desk = Desk::with_ivan(status, Workflow::Standard);
        desk.order.visit = Some(visit(600));
        kinds(&desk.order).contains(&TimerKind::Visit)
    };
    for (status, reminded) in [
        (Status::New, false),
        (Status::Assigned, true),
        (Status::Accepted, true),
        (Status::Onsite, false),
        (Status::LongRepair, false),
        (Status::Closed, false),
    ] {
        assert_eq!(with_visit(status), reminded, "{status:?}");
    }
    let mut desk = Desk::with_ivan(Status::Accepted, Workflow::Standard);
    desk.order.visit = Some(repairbot_core::order::Visit { from: None, to: None, note: Some(TextId(1)) });
    assert!(!kinds(&desk.order).contains(&TimerKind::Visit), "a remark is no time");
}

#[test]
fn timers_follow_the_order() {
    let mut desk = Desk::with_ivan(Status::Assigned, Workflow::Standard);
    let assigned = timers(&desk.order);
    desk.run(&anna(), Command::RemindOfClient);
    assert_eq!(timers(&desk.order), assigned, "a reminder of the office changes none");
    desk.run(&anna(), Command::Reassign { master: PETR });
    let reassigned = timers(&desk.order);
    assert_eq!(kinds(&desk.order), [TimerKind::Unaccepted, TimerKind::SlaAssigned]);
    assert!(reassigned.iter().all(|timer| !assigned.contains(timer)), "the other master has his own time");
    desk.run(&admin(), Command::Delete { reason: TextId(1) });
    assert_eq!(timers(&desk.order), []);
    desk.run(&admin(), Command::Restore { master_left: false });
    assert_eq!(timers(&desk.order), reassigned, "restored as it was");
    let mut desk = Desk::with_ivan(Status::Accepted, Workflow::Standard);
    desk.order.visit = Some(visit(600));
    let before = timers(&desk.order);
    desk.run(&ivan(), Command::Reschedule { to: visit(900), reason: None });
    let moved = Timer { kind: TimerKind::Visit, base: at(900) };
    assert!(timers(&desk.order).contains(&moved) && !before.contains(&moved));
    assert_eq!(desk.order.master, Some(IVAN));
}

#[test]
fn the_defaults_are_those_of_the_product() {
    let schedule = Schedule::from(&Settings::default());
    let minutes = |minutes| Some(Delay::After(SignedDuration::from_mins(minutes)));
    let nine = time(9, 0, 0, 0);
    let table: [(TimerKind, &[Option<Delay>]); 8] = [
        (TimerKind::Unaccepted, &[minutes(15), minutes(30), minutes(60), None]),
        (TimerKind::Unassigned, &[minutes(15), minutes(30), None]),
        (TimerKind::SlaNew, &[minutes(120), None]),
        (TimerKind::SlaAssigned, &[minutes(240), None]),
        (TimerKind::SlaAccepted, &[minutes(480), None]),
        (TimerKind::SlaOnsite, &[minutes(720), None]),
        (TimerKind::Visit, &[Some(Delay::Before(SignedDuration::from_hours(2))), None]),
        (
            TimerKind::Promise,
            &[Some(Delay::OnDay(-1, nine)), Some(Delay::OnDay(0, nine)), Some(Delay::OnDay(1, nine)), None],
        ),
    ];
    for (kind, expected) in table {
        let steps: Vec<Option<Delay>> = (0..=kind.steps()).map(|step| schedule.delay(kind, step)).collect();
        assert_eq!(steps, expected, "{kind:?}");
    }
    assert_eq!(schedule.quiet, Some(Quiet { from: time(22, 0, 0, 0), until: time(6, 0, 0, 0) }));
    let summary = schedule.recurrence(Job::DailySummary);
    assert_eq!(summary, Some(Recurrence::Daily { at: time(21, 30, 0, 0) }));
    let at = |hour| time(hour, 0, 0, 0);
    for (job, expected) in [
        (Job::DailyReport, Recurrence::Daily { at: at(8) }),
        (Job::WeeklyReport, Recurrence::Weekly { on: Weekday::Monday, at: at(9) }),
        (Job::MonthlyReport, Recurrence::Monthly { on: 1, at: at(10) }),
        (Job::MasterReports, Recurrence::Monthly { on: 1, at: at(2) }),
        (Job::Backup, Recurrence::Daily { at: at(3) }),
    ] {
        assert_eq!(schedule.recurrence(job), Some(expected), "{job:?}");
    }
    let switches = [
        Switch::Unaccepted,
        Switch::Unassigned,
        Switch::Sla,
        Switch::Visit,
        Switch::DrDue,
        Switch::DailySummary,
        Switch::DailyReport,
        Switch::WeeklyReport,
        Switch::MonthlyReport,
        Switch::MasterMonthly,
        Switch::Backup,
        Switch::QuietHours,
    ];
    let off = switches
        .into_iter()
        .fold(Settings::default(), |settings, switch| settings.with(switch, Some(Value::Switch(false))));
    let off = Schedule::from(&off);
    assert_eq!(off.quiet, None);
    for kind in TimerKind::ALL {
        assert!((0..kind.steps()).all(|step| off.delay(kind, step).is_none()), "{kind:?} is switched off");
    }
    assert!(Job::ALL.into_iter().all(|job| off.recurrence(job).is_none()));
}

#[test]
fn who_is_told_at_which_step() {
    let steps =
        |topic: Topic| [Role::Master, Role::Dispatcher, Role::Admin].map(|role| topic.first_step(role));
    assert_eq!(steps(Topic::Unaccepted), [Some(0), Some(1), Some(2)]);
    assert_eq!(steps(Topic::Unassigned), [None, Some(0), Some(1)]);
    assert_eq!(steps(Topic::Sla), [None, None, Some(0)]);
    assert_eq!(steps(Topic::Visit), [Some(0), None, None]);
    assert_eq!(steps(Topic::Promise), [Some(0), Some(2), None]);
    for topic in Topic::ALL {
        assert_eq!(Topic::from_code(topic.code()), Some(topic));
        assert!(topic.kinds().all(|kind| TimerKind::from_code(kind.code()) == Some(kind)));
        assert!(topic.kinds().all(|kind| usize::from(kind.steps()) == topic.steps().len()));
    }
}

#[test]
fn a_promised_day_is_reminded_of_by_the_clocks_of_the_company() {
    let day = Delay::OnDay(0, time(9, 0, 0, 0));
    let base: Timestamp = "2026-11-27T00:00:00Z".parse().unwrap();
    for (name, due) in [
        ("Europe/Moscow", "2026-11-27T06:00:00Z"),
        ("Pacific/Auckland", "2026-11-26T20:00:00Z"),
        ("Pacific/Honolulu", "2026-11-27T19:00:00Z"),
    ] {
        assert_eq!(day.due(base, &zone(name)), due.parse().unwrap(), "{name}");
    }
}

#[test]
fn late_messages_of_the_calendar_are_dropped_after_half_a_day() {
    assert_eq!(Job::DailySummary.late(), Late::Within(SignedDuration::from_hours(12)));
    let due = at(0);
    assert!(Job::DailySummary.late().still_matters(due, at(12 * 60)));
    assert!(!Job::DailySummary.late().still_matters(due, at(12 * 60 + 1)));
}

fn any_delay() -> impl Strategy<Value = Delay> {
    let times = (0..24_i8, 0..60_i8).prop_map(|(hour, minute)| Time::new(hour, minute, 0, 0).unwrap());
    prop_oneof![
        (0..100_000_i64).prop_map(|minutes| Delay::After(SignedDuration::from_mins(minutes))),
        (0..100_000_i64).prop_map(|minutes| Delay::Before(SignedDuration::from_mins(minutes))),
        (-2..3_i64, times).prop_map(|(days, at)| Delay::OnDay(days, at)),
    ]
}

fn any_zone() -> impl Strategy<Value = TimeZone> {
    let names =
        ["Europe/Moscow", "Europe/Berlin", "Asia/Beirut", "Pacific/Apia", "Australia/Lord_Howe", "UTC"];
    prop::sample::select(names.to_vec()).prop_map(zone)
}

proptest! {
    #![proptest_config(cases())]

    /// What is looked for by one index is exactly what is due.
    #[test]
    fn the_latest_base_is_where_being_due_ends(
        delay in any_delay(), zone in any_zone(),
        days in 14_610..25_567_i64, second in 1_262_304_000..2_208_988_800_i64, near in -3..4_i64,
    ) {
        let now = Timestamp::from_second(second).unwrap();
        // Promised days are whole days; the others are as good as any.
        let latest = delay.latest(now, &zone);
        let near = latest.checked_add(SignedDuration::from_hours(24 * near));
        let far = date(1970, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        let far = far.to_zoned(TimeZone::UTC).unwrap().timestamp();
        for base in [Ok(far), Ok(latest), near].into_iter().flatten() {
            prop_assert_eq!(delay.due(base, &zone) <= now, base <= latest, "{} {}", base, latest);
        }
    }
}

#[test]
fn a_job_happens_by_its_own_settings() {
    let on = Settings::default();
    for job in Job::ALL {
        for other in Job::ALL.into_iter().filter(|other| *other != job) {
            assert!(job.settings().iter().all(|setting| !other.settings().contains(setting)));
        }
        for setting in job.settings() {
            let changed = match setting.default_value() {
                Value::Switch(_) => Value::Switch(false),
                Value::Clock(_) => Value::Clock(time(12, 34, 0, 0)),
                Value::Weekday(_) => Value::Weekday(Weekday::Sunday),
                _ => Value::Day(28),
            };
            let changed = Schedule::from(&on.clone().with(setting, Some(changed)));
            assert_ne!(changed.recurrence(job), Schedule::from(&on).recurrence(job), "{setting:?}");
        }
    }
}
