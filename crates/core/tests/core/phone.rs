use proptest::prelude::*;
use repairbot_core::phone::{Phone, PhoneError, parse_phone};

use crate::support::cases;

#[test]
fn numbers_people_write() {
    let table: &[(&str, &str)] = &[
        ("+79991234567", "+79991234567"),
        ("89991234567", "+79991234567"),
        ("79991234567", "+79991234567"),
        ("9991234567", "+79991234567"),
        ("+7 (999) 123-45-67", "+79991234567"),
        ("8 (999) 123 45 67", "+79991234567"),
        ("8-999-123-45-67", "+79991234567"),
        ("8.999.123.45.67", "+79991234567"),
        ("+7\u{a0}999\u{a0}123\u{2011}45\u{2013}67", "+79991234567"),
        ("8(495)1234567", "+74951234567"),
        ("(495) 123-45-67", "+74951234567"),
        ("8 812 320 10 20", "+78123201020"),
        ("8 (843) 292-11-11", "+78432921111"),
        ("8 861 255-11-11", "+78612551111"),
        ("8 383 363-00-00", "+73833630000"),
        ("812 320 10 20", "+78123201020"),
        ("+998 90 123 45 67", "+998901234567"),
        ("+39 06 6982 1234", "+390669821234"),
        ("8 800 555 35 35", "+78005553535"),
        ("тел. 8 999 123-45-67", "+79991234567"),
        ("Телефон: +7 999 123 45 67", "+79991234567"),
        ("+375 29 123-45-67", "+375291234567"),
        ("+7 701 234 56 78", "+77012345678"),
        ("+44 20 7946 0958", "+442079460958"),
        ("+1 212 555 2368", "+12125552368"),
    ];
    for (text, e164) in table {
        let phone = parse_phone(text).map(|phone| phone.e164().to_owned());
        assert_eq!(phone.as_deref(), Ok(*e164), "{text}");
    }
}

#[test]
fn what_is_not_a_number() {
    use PhoneError::{Empty, Invalid, NotAPhone, TooLong, TooShort};
    let table: &[(&str, PhoneError)] = &[
        ("", Empty),
        ("   ", Empty),
        ("нет", NotAPhone),
        ("/cancel", NotAPhone),
        ("8 999 123-45-67 доб. 5", NotAPhone),
        ("+", NotAPhone),
        ("--", NotAPhone),
        ("8+9991234567", NotAPhone),
        ("112", TooShort),
        ("123-45-67", TooShort),
        ("+7999", TooShort),
        ("8 999 123 45 67 8", TooLong),
        ("+1234567890123456", TooLong),
        ("59991234567", Invalid),
        ("+70001234567", Invalid),
        ("0001234567", Invalid),
        ("+0431200000", Invalid),
        ("+999123456789", Invalid),
    ];
    for (text, error) in table {
        assert_eq!(parse_phone(text).map(|_| ()), Err(*error), "{text}");
    }
}

#[test]
fn a_phone_prints_masked_and_keeps_its_digits_to_itself() {
    let phone = parse_phone("8 999 123-45-67").unwrap();
    assert_eq!(phone.masked(), "+79*******");
    assert_eq!(format!("{phone:?}"), "Phone(+79*******)");
}

#[test]
fn a_stored_phone_is_checked_by_its_form() {
    let phone: Phone = serde_json::from_str("\"+79991234567\"").unwrap();
    assert_eq!(serde_json::to_string(&phone).unwrap(), "\"+79991234567\"");
    for bad in ["", "79991234567", "+7999", "+7999123456x", "+0999123456", "+1234567890123456"] {
        assert!(Phone::from_e164(bad).is_err(), "{bad}");
        assert!(serde_json::from_value::<Phone>(bad.into()).is_err(), "{bad}");
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_mobile_number_is_read_in_any_writing(
        number in 0_u64..1_000_000_000,
        prefix in prop::sample::select(vec!["+7", "8", "7", ""]),
        separators in prop::collection::vec(prop::sample::select(vec!["", " ", "-", ".", " (", ") ", "\u{a0}"]), 10),
    ) {
        let digits = format!("9{number:09}");
        let spread: String = separators.iter().zip(digits.chars()).map(|(s, d)| format!("{s}{d}")).collect();
        let read = parse_phone(&format!("{prefix}{spread}"));
        prop_assert_eq!(read.map(String::from), Ok(format!("+7{digits}")));
    }

    #[test]
    fn what_is_read_reads_the_same_again(text in "[+78]?[0-9() .-]{5,18}") {
        if let Ok(phone) = parse_phone(&text) {
            prop_assert_eq!(parse_phone(phone.e164()), Ok(phone.clone()));
            prop_assert_eq!(Phone::from_e164(phone.e164()), Ok(phone.clone()));
        }
    }

    #[test]
    fn no_text_breaks_it(text in "\\PC*") {
        let _ = parse_phone(&text);
    }
}
