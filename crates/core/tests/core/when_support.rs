//! Reading times at a pinned moment in a pinned zone.

use jiff::{Timestamp, Zoned, tz::TimeZone};
use repairbot_core::when::{ParsedVisit, WhenError, parse_visit};

/// Monday, the first of December 2025, noon in Moscow.
pub const MONDAY_NOON: &str = "2025-12-01T12:00[Europe/Moscow]";

pub fn zoned(now: &str) -> Zoned {
    now.parse().unwrap()
}

pub fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

/// What a text means at this moment, in this moment's zone.
pub fn read_at(now: &str, text: &str) -> Result<ParsedVisit, WhenError> {
    let now = zoned(now);
    parse_visit(text, now.timestamp(), now.time_zone())
}

/// `2025-12-02 10:30`, or `2025-12-02 10:30 .. 2025-12-02 12:00`, in the zone of `now`.
pub fn shown(now: &str, visit: &ParsedVisit) -> String {
    let zone = zoned(now).time_zone().clone();
    let show = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%F %H:%M").to_string();
    match (visit.from, visit.to) {
        (Some(from), Some(to)) => format!("{} .. {}", show(from), show(to)),
        (Some(from), None) => show(from),
        (None, _) => "no time".to_owned(),
    }
}

/// Every line of a table must hold, and all that do not are shown.
pub fn all_mean(now: &str, table: &[(&str, &str)]) {
    let wrong: Vec<String> = table
        .iter()
        .filter_map(|(text, expected)| {
            let found = match read_at(now, text) {
                Ok(visit) if visit.note.is_none() => shown(now, &visit),
                other => format!("{other:?}"),
            };
            (found != *expected).then(|| format!("{text:?}: expected {expected}, found {found}"))
        })
        .collect();
    assert!(wrong.is_empty(), "at {now}:\n{}", wrong.join("\n"));
}
