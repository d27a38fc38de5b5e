use jiff::civil::{Date, date};
use proptest::prelude::*;
use repairbot_core::when::{DateError, parse_promised_date, promised_range};

use crate::support::cases;

const TODAY: Date = date(2025, 12, 20);

#[test]
fn the_range_of_a_promise() {
    assert_eq!(promised_range(TODAY), (date(2025, 12, 21), date(2026, 6, 18)));
    assert_eq!(promised_range(Date::MAX), (Date::MAX, Date::MAX), "the end of the calendar is no panic");
}

#[test]
fn days_people_promise() {
    let table: &[(&str, Date)] = &[
        ("21.12", date(2025, 12, 21)),
        ("21.12.25", date(2025, 12, 21)),
        ("21.12.2025", date(2025, 12, 21)),
        (" 5.1 ", date(2026, 1, 5)),
        ("05/01/2026", date(2026, 1, 5)),
        ("01.01.26", date(2026, 1, 1)),
        ("18.06", date(2026, 6, 18)),
        ("завтра", date(2025, 12, 21)),
        ("послезавтра", date(2025, 12, 22)),
        ("через неделю", date(2025, 12, 27)),
        ("через 3 дня", date(2025, 12, 23)),
        ("через полторы недели", date(2025, 12, 31)),
        ("через 2-3 недели", date(2026, 1, 10)),
        ("через месяц", date(2026, 1, 20)),
        ("в пятницу", date(2025, 12, 26)),
        ("к пятнице", date(2025, 12, 26)),
        // Today is a Saturday, and can't be promised.
        ("в субботу", date(2025, 12, 27)),
        ("в ближайшую субботу", date(2025, 12, 27)),
        ("ближайший вторник", date(2025, 12, 23)),
        ("the coming friday", date(2025, 12, 26)),
        ("в следующий вторник", date(2025, 12, 23)),
        ("следующая среда", date(2025, 12, 24)),
        ("до 10 января", date(2026, 1, 10)),
        ("к первому февраля", date(2026, 2, 1)),
        ("25-го", date(2025, 12, 25)),
        ("2026-02-03", date(2026, 2, 3)),
        ("с 10 по 12 января", date(2026, 1, 12)),
        ("завтра к 14:00", date(2025, 12, 21)),
        ("next friday", date(2025, 12, 26)),
        ("in 2 weeks", date(2026, 1, 3)),
        ("Jan 5", date(2026, 1, 5)),
    ];
    for (text, day) in table {
        assert_eq!(parse_promised_date(text, TODAY), Ok(*day), "{text}");
    }
}

#[test]
fn days_nobody_may_promise() {
    let out = Err(DateError::OutOfRange { from: date(2025, 12, 21), to: date(2026, 6, 18) });
    for text in
        ["20.12", "19.12", "19.06", "20.12.2025", "21.12.2024", "19.06.2026", "29.02", "сегодня", "через год"]
    {
        assert_eq!(parse_promised_date(text, TODAY), out, "{text}");
    }
    let bad = [
        "",
        "скоро",
        "в 10:00",
        "через час",
        "утром",
        "31.02",
        "31.02.2026",
        "32.01",
        "0.1",
        "1.13",
        "1.1.1",
        "1.1.026",
        "1",
        "1.2.3.4",
    ];
    for text in bad {
        assert_eq!(parse_promised_date(text, TODAY), Err(DateError::NotADate), "{text}");
    }
}

#[test]
fn a_leap_day_is_the_next_there_is() {
    let winter = date(2028, 1, 10);
    assert_eq!(parse_promised_date("29.02", winter), Ok(date(2028, 2, 29)));
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_possible_day_is_read_in_every_form(ahead in 1_i64..=180, today in 0_i64..36_500) {
        let today = date(2000, 1, 1).saturating_add(jiff::Span::new().days(today));
        let day = today.saturating_add(jiff::Span::new().days(ahead));
        prop_assert_eq!(parse_promised_date(&day.strftime("%d.%m.%Y").to_string(), today), Ok(day));
        prop_assert_eq!(parse_promised_date(&day.strftime("%d.%m").to_string(), today), Ok(day));
        if day.year() < 2100 {
            prop_assert_eq!(parse_promised_date(&day.strftime("%d.%m.%y").to_string(), today), Ok(day));
        }
    }

    #[test]
    fn no_text_breaks_a_promise(text in "\\PC*", date in "[0-9./]{0,12}") {
        for text in [text, date] {
            if let Ok(day) = parse_promised_date(&text, TODAY) {
                let (first, last) = promised_range(TODAY);
                prop_assert!((first..=last).contains(&day));
            }
        }
    }
}
