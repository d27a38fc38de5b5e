use jiff::{civil::date, tz::TimeZone};
use repairbot_core::{
    ids::OrderNumber,
    list::{Period, Place, Scope, Source, Turn, day_begins, day_ends, parse_days},
};

#[test]
fn periods_are_days() {
    let today = date(2026, 3, 1);
    let days = |period: Period| period.days(today).map(|(from, to)| format!("{from} {to}"));
    assert_eq!(days(Period::Always), None);
    for (period, expected) in [
        (Period::Today, "2026-03-01 2026-03-01"),
        (Period::Yesterday, "2026-02-28 2026-02-28"),
        (Period::Week, "2026-02-23 2026-03-01"),
        (Period::Month, "2026-01-31 2026-03-01"),
        (Period::Days { from: date(2025, 1, 1), to: date(2025, 1, 2) }, "2025-01-01 2025-01-02"),
    ] {
        assert_eq!(days(period).as_deref(), Some(expected));
    }
}

#[test]
fn days_as_people_write_them() {
    let today = date(2026, 3, 1);
    for (text, expected) in [
        ("15.02", Some("2026-02-15 2026-02-15")),
        ("01.03", Some("2026-03-01 2026-03-01")),
        ("2.3", Some("2025-03-02 2025-03-02")),
        ("29.02", Some("2024-02-29 2024-02-29")),
        ("01.02-15.02", Some("2026-02-01 2026-02-15")),
        (" 01.02.2025 – 15.02.25 ", Some("2025-02-01 2025-02-15")),
        ("15.02 — 01.02", Some("2026-02-01 2026-02-15")),
        ("31.12 - 05.01", Some("2025-12-31 2026-01-05")),
        ("30.02", None),
        ("32.01", None),
        ("01.02.1999", None),
        ("01.02.9999", None),
        ("1-2-3", None),
        ("01.02-", None),
        ("", None),
        ("вчера", None),
        ("1.2.3.4", None),
        ("99999.1", None),
    ] {
        let days = parse_days(text, today).ok().map(|(from, to)| format!("{from} {to}"));
        assert_eq!(days.as_deref(), expected, "{text}");
    }
}

#[test]
fn a_day_lasts_from_midnight_to_midnight_where_the_company_is() {
    for (zone, day, hours) in [
        ("Europe/Moscow", date(2026, 3, 29), 24),
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("America/Sao_Paulo", date(2018, 11, 4), 23),
    ] {
        let zone = TimeZone::get(zone).unwrap();
        let (begin, end) = (day_begins(day, &zone), day_ends(day, &zone));
        assert_eq!(end.duration_since(begin).as_hours(), hours, "{zone:?} {day}");
        assert_eq!(begin.to_zoned(zone).date(), day);
    }
}

#[test]
fn pages_follow() {
    let first = Place::first(Source::Own(Scope::Open));
    let second = first.after(OrderNumber(7));
    assert_eq!((second.page, second.turn), (2, Turn::After(OrderNumber(7))));
    let back = second.before(OrderNumber(6));
    assert_eq!((back.page, back.turn), (1, Turn::Before(OrderNumber(6))));
    assert_eq!(back.before(OrderNumber(9)).page, 1, "there is none before the first");
}
