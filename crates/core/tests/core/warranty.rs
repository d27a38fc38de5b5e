//! The warranty of a closed order, and what a repeated visit is.

use jiff::{Timestamp, civil::date, tz::TimeZone};
use repairbot_core::order::{OrderKind, repeat_kind};

#[test]
fn a_repeated_visit_is_under_warranty_until_the_end_of_its_last_day() {
    let moscow = TimeZone::get("Europe/Moscow").unwrap();
    let until: Timestamp = "2026-12-20T21:30:00Z".parse().unwrap(); // 00:30 of the 21st in Moscow
    let table = [
        (Some(until), date(2026, 11, 21), OrderKind::Warranty),
        (Some(until), date(2026, 12, 21), OrderKind::Warranty),
        (Some(until), date(2026, 12, 22), OrderKind::Repeat),
        (None, date(2026, 11, 21), OrderKind::Repeat),
    ];
    for (until, today, kind) in table {
        assert_eq!(repeat_kind(until, true, today, &moscow), kind, "{today}");
    }
    assert_eq!(repeat_kind(Some(until), true, date(2026, 12, 21), &TimeZone::UTC), OrderKind::Repeat);
    let of_another = repeat_kind(Some(until), false, date(2026, 11, 21), &moscow);
    assert_eq!(of_another, OrderKind::Repeat, "a warranty is its appliance's");
}
