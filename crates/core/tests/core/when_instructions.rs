//! What is kept as a note: instructions, and what stands beside a time.

use repairbot_core::pii::TextError;
use repairbot_core::when::WhenError;

use crate::when_support::{MONDAY_NOON, read_at, shown};

#[test]
fn instructions_are_kept_as_they_are() {
    let instructions = [
        "уточнить время",
        "Уточнить время",
        "позвонить вечером",
        "позвонить завтра",
        "позвонить завтра в 10",
        "завтра позвонить",
        "после звонка",
        "по звонку",
        "созвониться за час",
        "позвонить за 30 минут",
        "по договорённости",
        "согласовать с клиентом",
        "клиент перезвонит завтра",
        "как можно скорее",
        "срочно",
        "когда удобно мастеру",
        "в любое время",
        "после того как вернётся с работы",
        "вход со двора, домофон 12",
        "с 3 подъезда",
        "call in the evening",
        "after the call",
        "to be confirmed",
        "as soon as possible",
        "check with the client",
    ];
    for text in instructions {
        let visit = read_at(MONDAY_NOON, text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!((visit.from, visit.to, visit.warning), (None, None, None), "{text}");
        assert_eq!(visit.note.unwrap().reveal(), text);
    }
}

#[test]
fn a_time_and_a_note() {
    let table = [
        ("завтра в 10:30, позвонить за час", "2025-12-02 10:30", "позвонить за час"),
        ("Завтра в 10 ч. Позвонить за час.", "2025-12-02 10:00", "Позвонить за час"),
        ("завтра с 10 до 12 (домофон 25)", "2025-12-02 10:00 .. 2025-12-02 12:00", "домофон 25"),
        ("завтра в 10:30 - Позвонить за час", "2025-12-02 10:30", "Позвонить за час"),
        ("позвонить за час, завтра в 10:30", "2025-12-02 10:30", "позвонить за час"),
        ("в пятницу, в 15:30, код 12К", "2025-12-05 15:30", "код 12К"),
        ("завтра утром\nключ у соседей", "2025-12-02 08:00 .. 2025-12-02 12:00", "ключ у соседей"),
        ("tomorrow at 10, call first", "2025-12-02 10:00", "call first"),
    ];
    for (text, time, note) in table {
        let visit = read_at(MONDAY_NOON, text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(shown(MONDAY_NOON, &visit), time, "{text}");
        assert_eq!(visit.note.unwrap().reveal(), note, "{text}");
    }
}

#[test]
fn too_short_and_too_long() {
    assert_eq!(read_at(MONDAY_NOON, "в"), Err(WhenError::Text(TextError::TooShort { min: 2 })));
    assert_eq!(read_at(MONDAY_NOON, ""), Err(WhenError::Text(TextError::TooShort { min: 2 })));
    assert_eq!(read_at(MONDAY_NOON, &"x".repeat(151)), Err(WhenError::Text(TextError::TooLong { max: 150 })));
}
