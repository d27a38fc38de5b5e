use std::collections::HashSet;

use repairbot_core::catalogue::{
    ReasonKind, default_equipment, default_reasons, english_of, equipment_code_of,
};

#[test]
fn the_ten_types_in_their_order() {
    let labels: Vec<&str> = default_equipment().iter().map(|kind| kind.ru.as_str()).collect();
    assert_eq!(
        labels,
        [
            "Стиральные машины",
            "Сушильные машины",
            "ДШ/ВП",
            "Посудомоечная машина",
            "Кофе машина",
            "Сантехника",
            "Электрика",
            "Водонагреватели",
            "Телевизоры",
            "Холодильники",
        ]
    );
}

#[test]
fn no_two_types_share_a_word() {
    let mut seen = HashSet::new();
    for kind in default_equipment() {
        let own: HashSet<String> = kind
            .aliases
            .iter()
            .map(String::as_str)
            .chain([kind.code.as_str(), kind.ru.as_str(), kind.en.as_str()])
            .map(str::to_lowercase)
            .collect();
        for word in own {
            assert_eq!(equipment_code_of(&word), Some(kind.code.as_str()), "{word}");
            assert!(seen.insert(word.clone()), "{word} is used twice");
        }
    }
}

#[test]
fn a_type_is_known_by_its_label_and_aliases() {
    let table: &[(&str, Option<&str>)] = &[
        ("Стиральные машины", Some("washing_machine")),
        ("  СТИРАЛЬНАЯ   МАШИНА ", Some("washing_machine")),
        ("стиралка", Some("washing_machine")),
        ("С//М", Some("washing_machine")),
        ("Духовой шкаф", Some("oven_hob")),
        ("ВП", Some("oven_hob")),
        ("ларь", Some("refrigerator")),
        ("Fridge", Some("refrigerator")),
        ("tv", Some("tv")),
        ("холодильнёк", None),
        ("", None),
    ];
    for (text, code) in table {
        assert_eq!(equipment_code_of(text), *code, "{text}");
    }
}

#[test]
fn the_reasons() {
    let of = |kind: ReasonKind| -> Vec<&str> {
        default_reasons()
            .iter()
            .filter(|reason| reason.kind == kind)
            .map(|reason| reason.ru.as_str())
            .collect()
    };
    assert_eq!(of(ReasonKind::Decline), ["Не моя специализация", "Занят", "Далеко", "Другое"]);
    assert_eq!(
        of(ReasonKind::Refuse),
        [
            "Клиент отказался",
            "Дорого",
            "Не дозвонились",
            "Дубль",
            "Ремонт невозможен",
            "Только диагностика",
            "Другое"
        ]
    );
    let codes: HashSet<&str> = default_reasons().iter().map(|reason| reason.code.as_str()).collect();
    assert_eq!(codes.len(), default_reasons().len(), "codes are unique");
}

#[test]
fn only_other_needs_words_of_ones_own() {
    for reason in default_reasons() {
        assert_eq!(reason.needs_text, reason.ru == "Другое", "{}", reason.code);
    }
}

#[test]
fn default_names_in_english() {
    for kind in default_equipment() {
        assert_eq!(english_of(&kind.ru), Some(kind.en.as_str()));
    }
    for reason in default_reasons() {
        assert_eq!(english_of(&reason.ru), Some(reason.en.as_str()));
    }
    assert_eq!(english_of("Холодильники"), Some("Refrigerators"));
    assert_eq!(english_of("Занят"), Some("Busy"));
    for renamed in ["Холодильники и морозильники", "холодильники", "Refrigerators", ""]
    {
        assert_eq!(english_of(renamed), None, "{renamed}");
    }
}
