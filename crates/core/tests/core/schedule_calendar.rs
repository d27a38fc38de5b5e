//! Recurrences and quiet hours by the clocks of many zones.

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, Time, Weekday, date, time},
    tz::TimeZone,
};
use proptest::prelude::*;
use repairbot_core::schedule::{Quiet, Recurrence};

use crate::{support::cases, when_support::zone};

/// Clocks that are moved by an hour, by half an hour, at midnight, by a whole day, or never.
const ZONES: [&str; 10] = [
    "Europe/Moscow",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Apia",
    "UTC",
];

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The next occurrences after a moment, as instants.
fn next(recurrence: Recurrence, zone: &TimeZone, after: &str, count: usize) -> Vec<String> {
    let mut now = instant(after);
    let mut found = Vec::new();
    for _ in 0..count {
        now = recurrence.next_after(now, zone).unwrap().at;
        found.push(now.to_string());
    }
    found
}

fn at(hour: i8, minute: i8) -> Time {
    time(hour, minute, 0, 0)
}

#[test]
fn every_day_by_the_clocks_of_the_zone() {
    let daily = Recurrence::Daily { at: at(21, 30) };
    let moscow = next(daily, &zone("Europe/Moscow"), "2026-11-20T18:29:59Z", 2);
    assert_eq!(moscow, ["2026-11-20T18:30:00Z", "2026-11-21T18:30:00Z"]);
    let exactly = next(daily, &zone("Europe/Moscow"), "2026-11-20T18:30:00Z", 1);
    assert_eq!(exactly, ["2026-11-21T18:30:00Z"], "not the same one again");
}

#[test]
fn a_time_that_clocks_skip_moves_forward_and_one_they_show_twice_comes_once() {
    let daily = Recurrence::Daily { at: at(2, 30) };
    // 29 March 2026: 02:00 becomes 03:00. 25 October: 03:00 becomes 02:00.
    let spring = next(daily, &zone("Europe/Berlin"), "2026-03-27T12:00:00Z", 3);
    assert_eq!(spring, ["2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"]);
    let autumn = next(daily, &zone("Europe/Berlin"), "2026-10-24T12:00:00Z", 2);
    assert_eq!(autumn, ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]);
    // Midnight itself is skipped in Beirut.
    let midnight = Recurrence::Daily { at: at(0, 0) };
    let beirut = next(midnight, &zone("Asia/Beirut"), "2026-03-28T12:00:00Z", 1);
    assert_eq!(beirut, ["2026-03-28T22:00:00Z"]);
    // Samoa had no 30 December 2011.
    let apia = next(daily, &zone("Pacific/Apia"), "2011-12-29T00:00:00Z", 2);
    assert_eq!(apia, ["2011-12-29T12:30:00Z", "2011-12-30T12:30:00Z"]);
}

#[test]
fn a_month_that_is_shorter_has_it_on_its_last_day() {
    let on = |on| Recurrence::Monthly { on, at: at(10, 0) };
    let utc = TimeZone::UTC;
    let days = |on_day, after: &str, count| -> Vec<Date> {
        let mut now = instant(after);
        let mut next = || {
            let occurrence = on(on_day).next_after(now, &utc).unwrap();
            now = occurrence.at;
            occurrence.day
        };
        (0..count).map(|_| next()).collect()
    };
    let ends =
        [date(2027, 12, 31), date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31), date(2028, 4, 30)];
    assert_eq!(days(31, "2027-12-15T00:00:00Z", 5), ends);
    assert_eq!(days(29, "2027-02-01T00:00:00Z", 2), [date(2027, 2, 28), date(2027, 3, 29)]);
    assert_eq!(days(1, "2026-12-01T10:00:00Z", 1), [date(2027, 1, 1)]);
}

#[test]
fn every_week_on_its_day() {
    let weekly = Recurrence::Weekly { on: Weekday::Monday, at: at(9, 0) };
    let found = next(weekly, &zone("Europe/Moscow"), "2026-11-20T09:00:00Z", 2);
    assert_eq!(found, ["2026-11-23T06:00:00Z", "2026-11-30T06:00:00Z"]);
    let last = weekly.last_until(instant("2026-11-20T09:00:00Z"), &zone("Europe/Moscow")).unwrap();
    assert_eq!((last.day, last.at.to_string()), (date(2026, 11, 16), "2026-11-16T06:00:00Z".to_owned()));
}

#[test]
fn quiet_hours_hold_until_they_end() {
    let night = Quiet { from: at(22, 0), until: at(6, 0) };
    let moscow = zone("Europe/Moscow");
    for (due, said) in [
        ("2026-11-20T18:59:59Z", "2026-11-20T18:59:59Z"),
        ("2026-11-20T19:00:00Z", "2026-11-21T03:00:00Z"),
        ("2026-11-20T21:30:00Z", "2026-11-21T03:00:00Z"),
        ("2026-11-21T02:59:59Z", "2026-11-21T03:00:00Z"),
        ("2026-11-21T03:00:00Z", "2026-11-21T03:00:00Z"),
    ] {
        assert_eq!(night.held_until(instant(due), &moscow), instant(said), "{due}");
    }
    let lunch = Quiet { from: at(13, 0), until: at(14, 0) };
    assert_eq!(lunch.held_until(instant("2026-11-20T10:30:00Z"), &moscow), instant("2026-11-20T11:00:00Z"));
    assert_eq!(lunch.held_until(instant("2026-11-20T11:00:00Z"), &moscow), instant("2026-11-20T11:00:00Z"));
    let never = Quiet { from: at(5, 0), until: at(5, 0) };
    assert_eq!(never.held_until(instant("2026-11-20T02:00:00Z"), &moscow), instant("2026-11-20T02:00:00Z"));
}

fn any_zone() -> impl Strategy<Value = TimeZone> {
    prop::sample::select(&ZONES[..]).prop_map(zone)
}

fn any_time() -> impl Strategy<Value = Time> {
    (0..24_i8, 0..60_i8).prop_map(|(hour, minute)| at(hour, minute))
}

/// Any second from 2010 to 2040.
fn any_now() -> impl Strategy<Value = Timestamp> {
    (1_262_304_000_i64..2_208_988_800).prop_map(|second| Timestamp::from_second(second).unwrap())
}

fn any_recurrence() -> impl Strategy<Value = Recurrence> {
    let weekday = (1..=7_i8).prop_map(|day| Weekday::from_monday_one_offset(day).unwrap());
    prop_oneof![
        any_time().prop_map(|at| Recurrence::Daily { at }),
        (weekday, any_time()).prop_map(|(on, at)| Recurrence::Weekly { on, at }),
        (1..=31_i8, any_time()).prop_map(|(on, at)| Recurrence::Monthly { on, at }),
    ]
}

/// Whether the recurrence falls on this day, said otherwise than by the code under test.
fn falls_on(recurrence: Recurrence, day: Date) -> bool {
    match recurrence {
        Recurrence::Daily { .. } => true,
        Recurrence::Weekly { on, .. } => day.weekday() == on,
        Recurrence::Monthly { on, .. } => {
            day.day() == on || day.day() < on && day.tomorrow().unwrap().month() != day.month()
        }
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_year_has_each_of_its_days_once(recurrence in any_recurrence(), zone in any_zone(), start in any_now()) {
        let end = start.checked_add(SignedDuration::from_hours(366 * 24)).unwrap();
        let (mut now, mut days) = (start, Vec::new());
        loop {
            let occurrence = recurrence.next_after(now, &zone).unwrap();
            prop_assert!(occurrence.at > now);
            if occurrence.at > end {
                break;
            }
            prop_assert_eq!(recurrence.last_until(occurrence.at, &zone).map(|last| last.at), Some(occurrence.at));
            let earlier = occurrence.at.checked_sub(SignedDuration::from_millis(1)).unwrap();
            prop_assert!(recurrence.last_until(earlier, &zone).is_some_and(|last| last.at < occurrence.at));
            days.push(occurrence.day);
            now = occurrence.at;
        }
        prop_assert!(days.windows(2).all(|pair| pair[0] < pair[1]));
        prop_assert!(days.iter().all(|day| falls_on(recurrence, *day)), "{:?}", days);
        let (first, last) = (start.to_zoned(zone.clone()).date(), end.to_zoned(zone.clone()).date());
        let mut expected: Vec<Date> = Vec::new();
        let mut day = first.tomorrow().unwrap().tomorrow().unwrap();
        // A day that the zone skipped has no moment of its own.
        while day < last.yesterday().unwrap().yesterday().unwrap() {
            let there = day.to_zoned(zone.clone()).unwrap().date() == day;
            if falls_on(recurrence, day) && there {
                expected.push(day);
            }
            day = day.tomorrow().unwrap();
        }
        for day in expected {
            prop_assert!(days.contains(&day), "{day} is missing");
        }
    }

    #[test]
    fn what_is_held_is_said_outside_quiet_hours(
        (from, until) in (any_time(), any_time()), zone in any_zone(), due in any_now(),
    ) {
        let quiet = Quiet { from, until };
        let said = quiet.held_until(due, &zone);
        prop_assert!(said >= due);
        prop_assert!(said.duration_since(due) <= SignedDuration::from_hours(49), "a day, and one that a zone skips");
        prop_assert_eq!(quiet.held_until(said, &zone), said, "it is not held again");
    }
}
