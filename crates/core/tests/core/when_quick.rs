//! The buttons for the coming days.

use jiff::civil::date;
use proptest::prelude::*;
use repairbot_core::when::{QuickPart, QuickVisit, WhenError};

use crate::{
    support::cases,
    when_support::{MONDAY_NOON, shown, zoned},
};

fn offered(now: &str) -> Vec<String> {
    let at = zoned(now);
    let quick = QuickVisit::offered(at.timestamp(), at.time_zone());
    quick.into_iter().map(|quick| shown(now, &quick.visit(at.timestamp(), at.time_zone()).unwrap())).collect()
}

#[test]
fn what_is_left_of_today_and_the_days_after() {
    let later = [
        "2025-12-02 08:00 .. 2025-12-02 12:00",
        "2025-12-02 12:00 .. 2025-12-02 18:00",
        "2025-12-02 18:00 .. 2025-12-02 21:00",
        "2025-12-03 00:00 .. 2025-12-04 00:00",
    ];
    let noon = ["2025-12-01 12:00 .. 2025-12-01 18:00", "2025-12-01 18:00 .. 2025-12-01 21:00"];
    assert_eq!(offered(MONDAY_NOON), [&noon[..], &later].concat());
    assert_eq!(offered("2025-12-01T20:45[Europe/Moscow]"), later, "a quarter of an hour is not offered");
}

#[test]
fn a_button_means_its_day_whenever_it_is_pressed() {
    let tomorrow = QuickVisit { day: date(2025, 12, 2), part: QuickPart::Morning };
    let read = QuickVisit::from_id(tomorrow.id()).unwrap();
    assert_eq!(read, tomorrow);
    let next_day = zoned("2025-12-02T09:00[Europe/Moscow]");
    let visit = read.visit(next_day.timestamp(), next_day.time_zone()).unwrap();
    assert_eq!(shown("2025-12-02T09:00[Europe/Moscow]", &visit), "2025-12-02 09:00 .. 2025-12-02 12:00");
    let too_late = zoned("2025-12-02T12:00[Europe/Moscow]");
    assert_eq!(read.visit(too_late.timestamp(), too_late.time_zone()), Err(WhenError::Past));
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_button_is_read_as_it_was_written(days in -700_000_i64..2_900_000, part in 0_i64..4) {
        let id = days * 10 + part;
        prop_assert_eq!(QuickVisit::from_id(id).map(QuickVisit::id), Some(id));
    }

    #[test]
    fn no_number_breaks_it(id in any::<i64>()) {
        let now = zoned(MONDAY_NOON);
        if let Some(quick) = QuickVisit::from_id(id) {
            let _ = quick.visit(now.timestamp(), now.time_zone());
        }
    }
}
