//! Buttons about money, as they are written.

use proptest::prelude::*;
use repairbot_core::{
    callback::{BadCallback, LedgerPress, Press},
    ids::{HandInId, PersonId, TransactionId},
};

use crate::support::cases;

#[test]
fn buttons_about_money_are_written_so() {
    let (hand_in, master) = (HandInId(5), PersonId(4));
    let table = [
        (LedgerPress::Own, "1Km"),
        (LedgerPress::HandIn, "1Kh"),
        (LedgerPress::Cancel { hand_in }, "1KxA"),
        (LedgerPress::Card { hand_in }, "1KcA"),
        (LedgerPress::Confirm { hand_in }, "1KyA"),
        (LedgerPress::ConfirmOther { hand_in }, "1KoA"),
        (LedgerPress::Reject { hand_in }, "1KnA"),
        (LedgerPress::Debts { page: 3 }, "1Kd6"),
        (LedgerPress::Book { master, before: None }, "1Kl8"),
        (LedgerPress::Book { master, before: Some(TransactionId(9)) }, "1Kl8.I"),
        (LedgerPress::Receive { master }, "1Kr8"),
        (LedgerPress::PayOut { master }, "1Kp8"),
        (LedgerPress::Adjust { master }, "1Ka8"),
    ];
    for (press, data) in table {
        assert_eq!(Press::Ledger(press).encode(), data, "{press:?}");
        assert_eq!(Press::decode(data), Ok(Press::Ledger(press)), "{data}");
    }
    for data in ["1K", "1K2", "1Km0", "1Kx", "1Ky2.2", "1Kd1", "1Kd", "1Kl", "1Kl2.2.2", "1Kz2", "1Kr"] {
        assert_eq!(Press::decode(data), Err(BadCallback), "{data}");
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn every_button_about_money_fits(first in any::<i64>(), second in any::<i64>()) {
        let press = LedgerPress::Book { master: PersonId(first), before: Some(TransactionId(second)) };
        let data = Press::Ledger(press).encode();
        prop_assert!(data.len() <= 64 && data.is_ascii(), "{}", data);
        prop_assert_eq!(Press::decode(&data), Ok(Press::Ledger(press)));
    }

    #[test]
    fn no_text_breaks_it_and_every_button_has_one_form(text in "1K[a-z]?[0-9A-Za-z.]{0,30}") {
        if let Ok(press) = Press::decode(&text) {
            prop_assert_eq!(press.encode(), text);
        }
    }
}
