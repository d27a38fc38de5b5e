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
fn a_time_and_an_instruction_without_a_comma() {
    let table = [
        ("завтра в 10:30 позвонить за час", "2025-12-02 10:30", "позвонить за час"),
        ("завтра с 10 до 12 позвонить заранее", "2025-12-02 10:00 .. 2025-12-02 12:00", "позвонить заранее"),
        ("сегодня к 18 уточнить подъезд", "2025-12-01 18:00", "уточнить подъезд"),
        ("в пятницу с 10 до 12 после звонка", "2025-12-05 10:00 .. 2025-12-05 12:00", "после звонка"),
        ("Завтра в 10 За 30 минут Позвонить!", "2025-12-02 10:00", "За 30 минут Позвонить"),
        ("завтра в 10 мастеру позвонить за час", "2025-12-02 10:00", "мастеру позвонить за час"),
        ("25.12 в 14:00 только по звонку", "2025-12-25 14:00", "только по звонку"),
        ("в 7 вечера предупредить охрану", "2025-12-01 19:00", "предупредить охрану"),
        ("к 18 сначала позвонить", "2025-12-01 18:00", "сначала позвонить"),
        ("завтра в 10 с предварительным звонком", "2025-12-02 10:00", "с предварительным звонком"),
        ("завтра в 10 30 позвонить в домофон", "2025-12-02 10:30", "позвонить в домофон"),
        ("завтра в 10 набрать код 25", "2025-12-02 10:00", "набрать код 25"),
        ("завтра в 10:30 позвонить за час, домофон 25", "2025-12-02 10:30", "позвонить за час, домофон 25"),
        ("завтра, в 10:30 позвонить за час", "2025-12-02 10:30", "позвонить за час"),
        ("с 13 до 15, завтра позвонить за час", "2025-12-02 13:00 .. 2025-12-02 15:00", "позвонить за час"),
        ("завтра после 15 позвонить за час", "2025-12-02 15:00 .. 2025-12-02 16:00", "позвонить за час"),
        ("завтра до 16 смс за час", "2025-12-02 08:00 .. 2025-12-02 16:00", "смс за час"),
        ("завтра вечером после звонка", "2025-12-02 18:00 .. 2025-12-02 21:00", "после звонка"),
        ("через 2 часа позвонить за 15 минут", "2025-12-01 14:00", "позвонить за 15 минут"),
        ("tomorrow at 10:30 call an hour before", "2025-12-02 10:30", "call an hour before"),
        ("tomorrow from 10 to 12 call first", "2025-12-02 10:00 .. 2025-12-02 12:00", "call first"),
        ("today by 6 pm check the entrance", "2025-12-01 18:00", "check the entrance"),
        ("on friday at 10 after a call", "2025-12-05 10:00", "after a call"),
        ("tomorrow 2-4pm by arrangement", "2025-12-02 14:00 .. 2025-12-02 16:00", "by arrangement"),
    ];
    for (text, time, note) in table {
        let visit = read_at(MONDAY_NOON, text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(shown(MONDAY_NOON, &visit), time, "{text}");
        assert_eq!(visit.note.unwrap().reveal(), note, "{text}");
    }
}

#[test]
fn a_time_that_belongs_to_the_instruction() {
    let instructions = [
        "завтра позвонить в 10:30",
        "завтра позвонить за час",
        "в пятницу уточнить подъезд",
        "завтра вечером позвонить",
        "через час перезвонить",
        "после пятницы позвонить",
        "через день позвонить",
        "с 3 подъезда позвонить в домофон",
        "в 10 квартиру позвонить за час",
        "с 25 этажа позвонить",
        "с 25 декабря позвонить",
        "за час до приезда позвонить",
        "позвонить за час завтра в 10:30",
        "tomorrow call at 10:30",
        "after a call",
        "on friday after a call",
        "после одного звонка",
        "in an hour call back",
    ];
    for text in instructions {
        let visit = read_at(MONDAY_NOON, text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!((visit.from, visit.to), (None, None), "{text}");
        assert_eq!(visit.note.unwrap().reveal(), text);
    }
    // A comma parts the day of the visit from the hour of the call, as before.
    let visit = read_at(MONDAY_NOON, "завтра, в 10:30 позвонить").unwrap();
    assert_eq!(shown(MONDAY_NOON, &visit), "2025-12-02 00:00 .. 2025-12-03 00:00");
    assert_eq!(visit.note.unwrap().reveal(), "в 10:30 позвонить");
    for text in ["завтра в 15, в 9 заранее позвонить", "завтра в 15, утром заранее позвонить"]
    {
        let visit = read_at(MONDAY_NOON, text).unwrap();
        assert_eq!(shown(MONDAY_NOON, &visit), "2025-12-02 15:00", "{text}");
    }
}

#[test]
fn too_short_and_too_long() {
    assert_eq!(read_at(MONDAY_NOON, "в"), Err(WhenError::Text(TextError::TooShort { min: 2 })));
    assert_eq!(read_at(MONDAY_NOON, ""), Err(WhenError::Text(TextError::TooShort { min: 2 })));
    assert_eq!(read_at(MONDAY_NOON, &"x".repeat(151)), Err(WhenError::Text(TextError::TooLong { max: 150 })));
}
