//! Where a client is found again.

use repairbot_core::{
    phone::Phone,
    pii::{Address, ERASED, PersonName},
    traces::Traces,
};

fn traces(name: &str) -> Traces {
    let (name, address) =
        (PersonName::from_stored(name.into()), Address::from_stored("ул. Ленина, 5".into()));
    Traces::of(&name, &[Phone::from_e164("+79123456789").unwrap()], &[address]).with_ids([77])
}

#[test]
fn a_client_is_found_in_whatever_way_he_is_written() {
    let ivan = traces("Иван Петров");
    for json in [
        r#"{"name":"Иван Петров"}"#,
        r#"{"text":"звонил ИВАН  ПЕТРОВ, ждёт"}"#,
        r#"{"a":[{"phone":"+79123456789"}]}"#,
        r#"["перезвоните: 8 (912) 345-67-89"]"#,
        r#"{"raw":"Ул. Ленина, 5, второй подъезд"}"#,
        r#"{"client":77}"#,
        "no JSON, but 8-912-345-67-89",
    ] {
        assert!(ivan.are_in(json), "{json}");
    }
}

#[test]
fn others_are_not_taken_for_him() {
    let anna = traces("Анна");
    for json in [
        r#"{"name":"Анна Петрова"}"#,
        r#"{"phone":"+79123456780"}"#,
        r#"{"client":78,"chat":9123456789}"#,
        "[null,true]",
    ] {
        assert!(!anna.are_in(json), "{json}");
    }
    assert!(anna.are_in(r#"{"name":"анна"}"#));
}

#[test]
fn who_was_erased_is_found_nowhere_and_cannot_be_typed() {
    assert_eq!(Phone::from_e164(ERASED).unwrap().e164(), ERASED);
    assert!(PersonName::parse(ERASED).is_err() && Address::parse(ERASED).is_err());
    assert!(repairbot_core::phone::parse_phone(ERASED).is_err());
    assert!(PersonName::from_stored(ERASED.into()).is_erased());
    let nobody =
        Traces::of(&PersonName::from_stored(String::new()), &[Phone::from_e164(ERASED).unwrap()], &[]);
    assert!(!nobody.are_in(r#"["","a",1]"#));
}
