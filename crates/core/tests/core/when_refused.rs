//! What is refused, and why: nothing ambiguous is taken for one of its meanings.

use repairbot_core::when::WhenError;

use crate::when_support::{MONDAY_NOON, read_at};

fn all_fail(now: &str, expected: WhenError, texts: &[&str]) {
    for text in texts {
        assert_eq!(read_at(now, text).map(|visit| visit.from), Err(expected), "{text} at {now}");
    }
}

#[test]
fn hours_no_clock_shows() {
    all_fail(
        MONDAY_NOON,
        WhenError::BadHour,
        &[
            "25:00",
            "завтра в 25",
            "в 25",
            "завтра в 25:30",
            "10:75",
            "в 10:5",
            "с 10 до 25",
            "25-24",
            "в 24:00",
            "завтра в 24:01",
            "до 30",
            "завтра в 25, позвонить за час",
            "14:00:30",
            "tomorrow at 25",
        ],
    );
}

#[test]
fn days_no_calendar_has() {
    all_fail(
        MONDAY_NOON,
        WhenError::BadDate,
        &[
            "31.02",
            "31 февраля",
            "31.02.2026",
            "29.02.2026",
            "32.01",
            "31 апреля в 10:00",
            "0.12",
            "25.13.2025",
            "31.13",
            "1.2.3.4",
            "32-го",
            "30 февраля, позвонить",
            "1.1.026",
            "February 30",
            "31.04 14:00",
            "2025-13-01",
        ],
    );
}

#[test]
fn past_and_too_far() {
    all_fail(
        MONDAY_NOON,
        WhenError::Past,
        &[
            "сегодня в 11:54",
            "сегодня с 10 до 16",
            "сегодня с 9 до 11",
            "сегодня утром",
            "30.11.2025",
            "25.12.2024",
            "01.12.2025 10:00",
            "сегодня до 11",
        ],
    );
    assert!(read_at(MONDAY_NOON, "сегодня в 11:55").is_ok(), "five minutes ago will do");
    let friday = "2025-12-05T12:00[Europe/Moscow]";
    all_fail(friday, WhenError::Past, &["в этот вторник"]);
    all_fail(
        MONDAY_NOON,
        WhenError::TooFar,
        &["02.12.2026", "25.12.2027", "через 2 года", "29 февраля", "через 9999 месяцев", "через 9999 часов"],
    );
    assert!(read_at(MONDAY_NOON, "01.12.2026 12:00").is_ok());
    all_fail(MONDAY_NOON, WhenError::TooFar, &["01.12.2026 12:01"]);
}

#[test]
fn what_may_mean_two_things() {
    all_fail(
        MONDAY_NOON,
        WhenError::Ambiguous,
        &[
            "в 3",
            "завтра в 5",
            "завтра к 6",
            "с 2 до 5",
            "с 10 до 4",
            "завтра в 10-15",
            "на 2 часа",
            "в 10.12",
            "через день",
            "завтра в 12 ночи",
            "завтра до 7",
            "завтра послезавтра",
            "завтра в 10 в 12",
            "через час завтра",
            "в выходные в 10",
            "с 25 декабря",
            "после пятницы",
            "завтра ночью",
            "завтра в 10, лучше в 12",
            "завтра утром в 15",
            "at 3",
        ],
    );
    let friday = "2025-12-05T12:00[Europe/Moscow]";
    all_fail(friday, WhenError::SameWeekday, &["в пятницу", "в пятницу в 15:30", "friday at 10"]);
    assert!(read_at(friday, "в следующую пятницу").is_ok());
    assert!(read_at(friday, "в эту пятницу в 15:30").is_ok());
    // The nearest one is what the weekday alone is.
    all_fail(
        friday,
        WhenError::SameWeekday,
        &["в ближайшую пятницу", "ближайшая пятница в 15:30", "the coming friday at 10"],
    );
    all_fail(friday, WhenError::Ambiguous, &["на ближайшей неделе", "в ближайшую неделю", "the coming week"]);
}

#[test]
fn times_that_are_the_visits_or_the_calls() {
    all_fail(
        MONDAY_NOON,
        WhenError::CallOrVisit,
        &[
            "завтра после 10 позвонить",
            "завтра в 10:30 позвонить",
            "завтра с 10 до 12 позвонить клиенту",
            "завтра в 10 позвонить жене",
            "завтра в 10 перезвонить насчёт адреса",
            "завтра в 10 позвонить уточнить адрес",
            "завтра в 10 позвонить заранее уточнить время",
            "завтра в 10 позвонить, код 25",
            "в 18 перезвонить",
            "до 18 уточнить",
            "tomorrow after 10 call",
            "tomorrow at 10:30 call the client",
            "by 6 pm call back",
        ],
    );
    // Neither the number of a flat nor a second hour is taken for a time, nor the time for theirs.
    all_fail(
        MONDAY_NOON,
        WhenError::NotUnderstood,
        &[
            "завтра в 10 домофон 25 позвонить за час",
            "завтра в 10 квартиру позвонить за час",
            "завтра в 10 домофон 25, позвонить за час",
            "завтра в 10 минут за 30 позвонить",
            "завтра в 10 или в 12 позвонить за час",
            "tomorrow at 10 flat 25 call first",
        ],
    );
    all_fail(
        MONDAY_NOON,
        WhenError::Ambiguous,
        &[
            "завтра в 3 позвонить за час",
            "завтра в 10 лучше в 12 позвонить за час",
            "завтра в 10 2 раза позвонить",
            "завтра в 10 позвонить за час, до 18",
            "завтра в 10:30 позвонить за час, лучше в 12 часов",
        ],
    );
    all_fail(MONDAY_NOON, WhenError::BadHour, &["завтра в 25 позвонить за час", "завтра в 25 позвонить"]);
    all_fail(MONDAY_NOON, WhenError::Past, &["сегодня в 9 позвонить за час"]);
    all_fail(MONDAY_NOON, WhenError::Reversed, &["завтра с 16 до 10 позвонить за час"]);
}

#[test]
fn what_contradicts_itself() {
    all_fail(
        MONDAY_NOON,
        WhenError::Reversed,
        &["с 16 до 10", "завтра 12:00-10:00", "10:00-10:00", "с 12 по 10 декабря"],
    );
    all_fail(
        MONDAY_NOON,
        WhenError::WrongWeekday,
        &["в пятницу 4 декабря", "пн, 2 декабря, 10:30", "завтра в пятницу"],
    );
}

#[test]
fn what_speaks_of_time_and_is_not_understood() {
    all_fail(
        MONDAY_NOON,
        WhenError::NotUnderstood,
        &[
            "завтра в 10 домофон 25",
            "завтра или послезавтра",
            "10",
            "12 14",
            "не завтра",
            "не в 10",
            "кроме вторника",
            "через несколько дней завтра",
            "пятница 15",
            "завтра в четверть шестого",
            "+7 999 123-45-67",
            "...",
        ],
    );
}
