use proptest::prelude::*;
use repairbot_core::pii::{Address, FreeText, PersonName, TextError};

use crate::support::cases;

#[test]
fn names() {
    let name = PersonName::parse("  Анна\u{a0}\t Мария ").unwrap();
    assert_eq!(name.reveal(), "Анна Мария");
    assert_eq!(PersonName::parse("Я"), Err(TextError::TooShort { min: 2 }));
    assert_eq!(PersonName::parse("12"), Err(TextError::NoLetter));
    assert!(PersonName::parse(&"я".repeat(200)).is_ok());
    assert_eq!(PersonName::parse(&"я".repeat(201)), Err(TextError::TooLong { max: 200 }));
}

#[test]
fn addresses() {
    assert_eq!(Address::parse(" Ленина \n 5 ").unwrap().reveal(), "Ленина 5");
    assert_eq!(Address::parse("дом"), Err(TextError::TooShort { min: 4 }));
    assert_eq!(Address::parse("улица Ленина"), Err(TextError::NoDigit));
    assert!(Address::parse(&"5".repeat(500)).is_ok());
    assert_eq!(Address::parse(&"5".repeat(501)), Err(TextError::TooLong { max: 500 }));
}

#[test]
fn free_texts() {
    // An honest text with what the predecessor took for SQL.
    assert_eq!(FreeText::problem("не греет -- течёт; DROP").unwrap().reveal(), "не греет -- течёт; DROP");
    assert_eq!(FreeText::problem("abc"), Err(TextError::TooShort { min: 4 }));
    assert_eq!(FreeText::problem(&"x".repeat(501)), Err(TextError::TooLong { max: 500 }));
    assert_eq!(FreeText::notes(" \u{200b}\u{0} "), Err(TextError::TooShort { min: 1 }));
    assert!(FreeText::notes(&"x".repeat(1000)).is_ok());
    assert_eq!(FreeText::notes(&"x".repeat(1001)), Err(TextError::TooLong { max: 1000 }));
    assert_eq!(FreeText::reason("да"), Err(TextError::TooShort { min: 3 }));
    assert_eq!(FreeText::reason(&"x".repeat(501)), Err(TextError::TooLong { max: 500 }));
    assert_eq!(FreeText::instruction(&"x".repeat(151)), Err(TextError::TooLong { max: 150 }));
}

#[test]
fn control_and_invisible_characters_go() {
    assert_eq!(FreeText::problem("a\u{0}b\u{202e}c\u{feff}\u{ad}d").unwrap().reveal(), "abcd");
}

#[test]
fn printing_shows_the_mask() {
    let name = PersonName::parse("Иван Петров").unwrap();
    let address = Address::parse("Ленина 5").unwrap();
    let text = FreeText::problem("течёт вода").unwrap();
    assert_eq!(format!("{:?}", (name, address, text)), "(***ФИО***, ***адрес***, ***текст***)");
}

#[test]
fn storing_is_transparent() {
    let name: PersonName = serde_json::from_str("\"X\"").unwrap();
    assert_eq!(name, PersonName::from_stored("X".to_owned()), "what was stored is taken as it is");
    assert_eq!(serde_json::to_string(&name).unwrap(), "\"X\"");
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn any_text_is_accepted_tidy_or_refused(text in "\\PC*|[\\x00-\\x7f\u{a0}\u{200b}]*") {
        if let Ok(kept) = FreeText::notes(&text) {
            let kept = kept.reveal();
            prop_assert!((1..=1000).contains(&kept.chars().count()));
            prop_assert!(!kept.contains("  ") && !kept.contains(char::is_control));
            prop_assert_eq!(kept.trim(), kept);
            let again = FreeText::notes(kept);
            prop_assert_eq!(again.as_ref().map(FreeText::reveal), Ok(kept), "tidying is idempotent");
        }
        let _ = (PersonName::parse(&text), Address::parse(&text));
    }
}
