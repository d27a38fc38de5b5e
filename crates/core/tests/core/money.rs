use proptest::prelude::*;
use repairbot_core::money::{Kopecks, MoneyError, PaymentMethod, parse_money};

use crate::support::cases;

#[test]
fn sums_people_write() {
    let table: &[(&str, i64)] = &[
        ("0", 0),
        ("0,00", 0),
        ("5000", 500_000),
        ("12 500", 1_250_000),
        ("12\u{a0}500", 1_250_000),
        ("12\u{202f}500,5", 1_250_050),
        ("12500,50", 1_250_050),
        ("12500.5", 1_250_050),
        ("12.500,00 ₽", 1_250_000),
        ("12,500.00", 1_250_000),
        ("1.000.000", 100_000_000),
        ("1 234 567,89 руб.", 123_456_789),
        ("5 тыс", 500_000),
        ("5 тыс.", 500_000),
        ("5тыс руб", 500_000),
        ("5к", 500_000),
        ("5K", 500_000),
        ("5 ТЫСЯЧ", 500_000),
        ("5 т.р.", 500_000),
        ("1,5 тыс", 150_000),
        ("1.25 тыс", 125_000),
        ("1,25555 тыс", 125_555),
        ("2 млн", 200_000_000),
        ("5000р", 500_000),
        ("5000 р.", 500_000),
        ("5000 рублей", 500_000),
        ("₽ 5000", 500_000),
        ("  700  ", 70_000),
        ("0.5", 50),
        ("007", 700),
        ("10 000 000", 1_000_000_000),
    ];
    for (text, kopecks) in table {
        assert_eq!(parse_money(text), Ok(Kopecks(*kopecks)), "{text}");
    }
}

#[test]
fn what_is_not_a_sum() {
    use MoneyError::{Ambiguous, Empty, Negative, NotANumber, TooLarge, TooPrecise};
    let table: &[(&str, MoneyError)] = &[
        ("", Empty),
        (" \u{a0}\u{200b}", Empty),
        ("-500", Negative),
        ("− 500", Negative),
        ("–5 тыс", Negative),
        ("-0", Negative),
        ("12.500", Ambiguous),
        ("12,500", Ambiguous),
        ("12.500 ₽", Ambiguous),
        ("1.500 тыс", Ambiguous),
        ("0.500", TooPrecise),
        ("12500.500", TooPrecise),
        ("12 500,505", TooPrecise),
        ("1,2555555 тыс", TooPrecise),
        ("10 000 000,01", TooLarge),
        ("11 млн", TooLarge),
        ("99999999999999999999999999", TooLarge),
        ("NaN", NotANumber),
        ("inf", NotANumber),
        ("1e5", NotANumber),
        ("0x10", NotANumber),
        ("12 50", NotANumber),
        ("1 2 3", NotANumber),
        ("1.000.00", NotANumber),
        ("1.000 000", NotANumber),
        ("1,,5", NotANumber),
        (",5", NotANumber),
        ("5,", NotANumber),
        ("-", NotANumber),
        ("-abc", NotANumber),
        ("5-6", NotANumber),
        ("5 $", NotANumber),
        ("пять тысяч", NotANumber),
        ("5 тыс 500", NotANumber),
        ("₽", NotANumber),
        ("/cancel", NotANumber),
        ("٥٠٠", NotANumber),
    ];
    for (text, error) in table {
        assert_eq!(parse_money(text), Err(*error), "{text}");
    }
}

#[test]
fn sums_print_as_plain_roubles() {
    assert_eq!(Kopecks(123_450).to_string(), "1234.50");
    assert_eq!(Kopecks(5).to_string(), "0.05");
    assert_eq!(Kopecks(-5).to_string(), "-0.05");
    assert_eq!(Kopecks(i64::MIN).to_string(), "-92233720368547758.08");
}

#[test]
fn payment_methods_have_codes() {
    for method in PaymentMethod::ALL {
        assert_eq!(PaymentMethod::from_code(method.code()), Some(method));
        assert_eq!(serde_json::to_value(method).unwrap(), method.code());
    }
    assert_eq!(PaymentMethod::from_code("barter"), None);
}

/// Writes a sum in one of the ways people do.
fn written(sum: i64, style: u8) -> String {
    let (roubles, kopecks) = (sum / 100, sum % 100);
    let grouped = |separator: &str| {
        let digits = roubles.to_string();
        let groups: Vec<&str> =
            digits.as_bytes().rchunks(3).rev().map(|g| str::from_utf8(g).unwrap()).collect();
        groups.join(separator)
    };
    match style {
        0 => Kopecks(sum).to_string(),
        1 => format!("{roubles},{kopecks:02}"),
        2 => format!("{},{kopecks:02} ₽", grouped(" ")),
        3 => format!("{},{kopecks:02}р.", grouped(".")),
        4 => format!("{}.{kopecks:02}", grouped("\u{a0}")),
        _ => format!("{}.{kopecks:02}", grouped(",")),
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_written_sum_is_read_back(sum in 0_i64..=1_000_000_000, style in 0_u8..6) {
        prop_assert_eq!(parse_money(&written(sum, style)), Ok(Kopecks(sum)));
    }

    #[test]
    fn thousands_are_a_thousand_times_more(thousands in 0_i64..=9_999, hundreds in 0_i64..=9) {
        let text = format!("{thousands},{hundreds} тыс");
        prop_assert_eq!(parse_money(&text), Ok(Kopecks(thousands * 100_000 + hundreds * 10_000)));
    }

    #[test]
    fn no_text_breaks_it(text in "\\PC*", digits in "[-0-9., ₽тыскр]{0,12}") {
        for text in [text, digits] {
            if let Ok(sum) = parse_money(&text) {
                prop_assert!(sum.is_acceptable(), "{} from {}", sum, text);
            }
        }
    }
}
