//! Properties of the grammar of time: what is written can be read, and nothing breaks it.

use jiff::{SignedDuration, Timestamp, Zoned, civil::date, tz::TimeZone};
use proptest::prelude::*;
use repairbot_core::when::{ParsedVisit, WhenError, parse_visit};

use crate::{support::cases, when_support::zone};

/// Zones with and without moved clocks, by hours, half hours and whole days.
const ZONES: [&str; 12] = [
    "Europe/Moscow",
    "Asia/Kamchatka",
    "Europe/Kaliningrad",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Apia",
    "Asia/Beirut",
    "Africa/Casablanca",
    "UTC",
];

fn any_zone() -> impl Strategy<Value = TimeZone> {
    prop::sample::select(&ZONES[..]).prop_map(zone)
}

/// Whole minutes from 2020 to 2037.
fn any_now() -> impl Strategy<Value = Timestamp> {
    (1_577_836_800_i64 / 60..2_114_380_800 / 60)
        .prop_map(|minutes| Timestamp::from_second(minutes * 60).unwrap())
}

/// Texts made of the words of the grammar, in any order.
fn any_phrase() -> impl Strategy<Value = String> {
    const WORDS: [&str; 50] = [
        "завтра",
        "сегодня",
        "послезавтра",
        "после",
        "в",
        "с",
        "до",
        "к",
        "по",
        "через",
        "час",
        "часа",
        "полтора",
        "дня",
        "утра",
        "вечера",
        "утром",
        "в обед",
        "пятницу",
        "следующий",
        "вторник",
        "10",
        "16",
        "25",
        "3",
        "10:30",
        "25:00",
        "25.12",
        "31.02",
        "25.12.25",
        "10-12",
        "-",
        ",",
        "декабря",
        "первого",
        "неделю",
        "позвонить",
        "домофон",
        "tomorrow",
        "at",
        "pm",
        "next",
        "in",
        "не позже",
        "ближайшую",
        "за",
        "заранее",
        "звонка",
        "подъезд",
        "call",
    ];
    prop::collection::vec(prop::sample::select(&WORDS[..]), 0..8).prop_map(|words| words.join(" "))
}

fn from_of(text: &str, now: &Zoned) -> Result<Option<Timestamp>, WhenError> {
    parse_visit(text, now.timestamp(), now.time_zone()).map(|visit| visit.from)
}

/// Whether an instant is a clock time that occurs once in its zone.
fn is_plain(at: &Zoned) -> bool {
    let found = at.time_zone().to_ambiguous_timestamp(at.datetime());
    !found.is_ambiguous()
}

/// What holds for every time that was understood (SPEC §5).
fn is_sound(visit: &ParsedVisit, now: Timestamp) -> Result<(), TestCaseError> {
    prop_assert!(visit.from.is_some() || (visit.to.is_none() && visit.note.is_some()));
    if let Some(from) = visit.from {
        let ahead = from.duration_since(now);
        prop_assert!(ahead >= -SignedDuration::from_mins(5), "past");
        prop_assert!(ahead <= SignedDuration::from_hours(365 * 24), "too far");
        prop_assert!(visit.to.is_none_or(|to| to > from), "ends before it begins");
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn no_text_breaks_it(text in "\\PC*", zone in any_zone(), now in any_now()) {
        if let Ok(visit) = parse_visit(&text, now, &zone) {
            is_sound(&visit, now)?;
        }
    }

    #[test]
    fn no_phrase_breaks_it(text in any_phrase(), zone in any_zone(), now in any_now()) {
        if let Ok(visit) = parse_visit(&text, now, &zone) {
            is_sound(&visit, now)?;
        }
    }

    #[test]
    fn no_moment_breaks_it(text in any_phrase(), zone in any_zone(), seconds in any::<i64>()) {
        let (least, most) = (Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
        let now = Timestamp::from_second(least + seconds.rem_euclid(most - least)).unwrap();
        let _ = parse_visit(&text, now, &zone);
    }

    #[test]
    fn case_and_spaces_do_not_matter(text in any_phrase(), zone in any_zone(), now in any_now()) {
        let written = parse_visit(&text, now, &zone).map(|visit| (visit.from, visit.to));
        let shouted = text.to_uppercase().replace(' ', " \u{a0} ");
        // A note may become too long by that.
        prop_assume!(shouted.chars().count() <= 150);
        prop_assert_eq!(parse_visit(&shouted, now, &zone).map(|visit| (visit.from, visit.to)), written);
    }

    #[test]
    fn a_written_moment_is_read_again(minutes in 40_i64..364 * 24 * 60, zone in any_zone(), now in any_now()) {
        let now = now.to_zoned(zone.clone());
        let at = now.checked_add(SignedDuration::from_mins(minutes)).unwrap();
        prop_assume!(is_plain(&at));
        for format in ["%d.%m.%Y %H:%M", "%d.%m.%y в %H:%M", "%H:%M %d.%m.%Y", "%d/%m/%Y %H:%M", "%F %H:%M", "%FT%H:%M", "%B %d, %Y at %H:%M", "%d %b %Y %I:%M %p"] {
            let text = at.strftime(format).to_string();
            prop_assert_eq!(from_of(&text, &now), Ok(Some(at.timestamp())), "{}", text);
        }
        let unchanged = from_of(&at.strftime("%A, %d %B %Y, %H:%M").to_string(), &now);
        prop_assert_eq!(unchanged, Ok(Some(at.timestamp())));
    }

    #[test]
    fn tomorrow_is_tomorrow_in_any_zone(hour in 7_i8..24, minute in 0_i8..60, zone in any_zone(), now in any_now()) {
        let now = now.to_zoned(zone);
        let day = now.date().tomorrow().unwrap();
        let at = day.at(hour, minute, 0, 0).to_zoned(now.time_zone().clone()).unwrap();
        prop_assume!(is_plain(&at));
        for text in [format!("завтра в {hour:02}:{minute:02}"), format!("{hour}:{minute:02} tomorrow")] {
            prop_assert_eq!(from_of(&text, &now), Ok(Some(at.timestamp())), "{}", text);
        }
    }

    #[test]
    fn an_hours_notice_needs_no_comma(text in any_phrase(), zone in any_zone(), now in any_now()) {
        let one_clause: Vec<&str> = text.split(' ').filter(|word| !matches!(*word, "," | "-")).collect();
        let text = one_clause.join(" ");
        let parted = parse_visit(&format!("{text}, позвонить за час"), now, &zone);
        let beside = parse_visit(&format!("{text} позвонить за час"), now, &zone);
        if let (Ok(parted), Ok(beside)) = (parted, beside)
            && beside.from.is_some()
            && parted.from.is_some()
        {
            prop_assert_eq!((beside.from, beside.to), (parted.from, parted.to), "{}", text);
        }
    }

    #[test]
    fn an_hour_is_kept_beside_an_instruction(hour in 7_i8..24, minute in 0_i8..60, zone in any_zone(), now in any_now()) {
        let time = format!("завтра в {hour:02}:{minute:02}");
        let alone = parse_visit(&time, now, &zone).unwrap();
        let beside = parse_visit(&format!("{time} позвонить за час"), now, &zone).unwrap();
        prop_assert_eq!((beside.from, beside.to), (alone.from, alone.to));
        let note = beside.note.unwrap();
        prop_assert_eq!(note.reveal(), "позвонить за час");
        let bare = parse_visit(&format!("{time} позвонить"), now, &zone);
        prop_assert_eq!(bare, Err(WhenError::CallOrVisit));
    }

    #[test]
    fn later_words_are_later(hours in 1_i64..48, zone in any_zone(), now in any_now()) {
        let now = now.to_zoned(zone);
        let at = |hours: i64| from_of(&format!("через {hours} часов"), &now);
        prop_assert!(at(hours).unwrap() < at(hours + 1).unwrap());
        prop_assert_eq!(at(hours).unwrap(), Some(now.timestamp().checked_add(SignedDuration::from_hours(hours)).unwrap()));
        let day = |days: i64| from_of(&format!("через {days} дней"), &now);
        prop_assert!(day(hours).unwrap() < day(hours + 1).unwrap());
    }

    #[test]
    fn a_bare_clock_time_is_within_a_day(hour in 7_i8..24, zone in any_zone(), now in any_now()) {
        let now = now.to_zoned(zone);
        let ahead = from_of(&format!("в {hour}"), &now).unwrap().unwrap().duration_since(now.timestamp());
        prop_assert!(ahead >= SignedDuration::ZERO && ahead <= SignedDuration::from_hours(26));
    }

    #[test]
    fn a_day_is_its_zones_day(ahead in 1_i64..300, zone in any_zone(), now in any_now()) {
        let now = now.to_zoned(zone.clone());
        let day = now.date().saturating_add(jiff::Span::new().days(ahead));
        // Samoa left out the 30th of December 2011; no such day is in the range here.
        prop_assume!(day > date(2012, 1, 1));
        let visit = parse_visit(&day.strftime("%d.%m.%Y").to_string(), now.timestamp(), &zone).unwrap();
        prop_assert_eq!(visit.from.unwrap().to_zoned(zone.clone()).date(), day);
        prop_assert_eq!(visit.to.unwrap().to_zoned(zone).date(), day.tomorrow().unwrap());
    }
}
