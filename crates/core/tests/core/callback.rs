use proptest::prelude::*;
use repairbot_core::{
    callback::{Answer, BadCallback, ChangesPress, Press},
    ids::{DraftId, OrderId, OrderNumber, OrderVersion, PersonId},
    order::{Action, Status},
};

use crate::support::cases;

#[test]
fn buttons_are_written_so() {
    // Buttons in old messages outlive releases: a changed line here needs a new version of the format.
    let version = OrderVersion(3);
    let table: &[(Press, &str)] = &[
        (Press::Act { order: OrderId(1), version, action: Action::Assign }, "1a0.2.6"),
        (Press::Act { order: OrderId(31), version, action: Action::Reopen }, "1aI.10.6"),
        (Press::PickMaster { order: OrderId(1), version, master: PersonId(-1) }, "1p2.6.1"),
        (Press::MastersFor { order: OrderId(1), version, page: 2 }, "1t2.6.4"),
        (Press::Open { order: OrderId(0) }, "1o0"),
        (Press::Draft { draft: DraftId(2), revision: 1, answer: Answer::Pick(5) }, "1dp4.2.A"),
        (Press::Draft { draft: DraftId(2), revision: 1, answer: Answer::Back }, "1db4.2"),
        (Press::Draft { draft: DraftId(2), revision: 1, answer: Answer::Skip }, "1ds4.2"),
        (Press::Draft { draft: DraftId(2), revision: 1, answer: Answer::Confirm }, "1dc4.2"),
        (Press::Draft { draft: DraftId(2), revision: 1, answer: Answer::Edit(255) }, "1de4.2.8E"),
        (Press::Draft { draft: DraftId(2), revision: 1, answer: Answer::Cancel }, "1dx4.2"),
        (Press::Resume { draft: DraftId(2) }, "1r4"),
        (Press::OrderFilter, "1f"),
        (Press::Orders { status: None, before: None }, "1l0"),
        (Press::Orders { status: None, before: Some(OrderNumber(9)) }, "1l0.I"),
        (Press::Orders { status: Some(Status::New), before: Some(OrderNumber(9)) }, "1l2.I"),
        (Press::Orders { status: Some(Status::Refused), before: None }, "1lE"),
        (Press::Masters, "1m"),
        (Press::Master { master: PersonId(4) }, "1w8"),
        (Press::SetWorkGroup { master: PersonId(4) }, "1g8"),
        (Press::AddMaster, "1e"),
        (Press::Invitation { master: PersonId(4) }, "1i8"),
        (Press::BindGroup { master: PersonId(4) }, "1b8"),
        (Press::Nothing, "1n"),
        (Press::Act { order: OrderId(1), version, action: Action::Restore }, "1aU.2.6"),
        (Press::Changes(ChangesPress::Deleted { before: None }), "1E0"),
        (Press::Changes(ChangesPress::Deleted { before: Some(OrderNumber(9)) }), "1E0.I"),
        (Press::Changes(ChangesPress::OpenDeleted { order: OrderId(4) }), "1E2.8"),
    ];
    for (press, data) in table {
        assert_eq!(press.encode(), *data, "{press:?}");
        assert_eq!(Press::decode(data), Ok(*press), "{data}");
    }
}

#[test]
fn every_action_and_state_has_a_button() {
    let (order, version) = (OrderId(1), OrderVersion(1));
    for action in Action::ALL {
        let press = Press::Act { order, version, action };
        assert_eq!(Press::decode(&press.encode()), Ok(press));
    }
    for status in Status::ALL {
        let press = Press::Orders { status: Some(status), before: None };
        assert_eq!(Press::decode(&press.encode()), Ok(press));
    }
}

#[test]
fn what_is_not_a_button() {
    let table = [
        "",
        "1",
        "2n",
        "n",
        "1?",
        "1nn",
        "1n0",
        "1m.",
        "1f0",
        "1o",
        "1o.",
        "1o00",
        "1o01",
        "1o1.2",
        "1o+",
        "1o-1",
        "1o ",
        "1oщ",
        "1d",
        "1dp",
        "1dp1",
        "1dp1.1",
        "1db1.2.3",
        "1dq2.2",
        "1de2.2.8G",
        "1de2.2.1",
        "1db2.1",
        "1db2.9gfFC4",
        "1aK.2.2",
        "1a1.2.2",
        "1l1",
        "1lG",
        "1oLygHa16AHYG",
        "1ozzzzzzzzzzz",
        "order:5",
        "1a0.2",
        "1E",
        "1E2",
        "1E4.2",
        "1E0.2.2",
        "1a0.2.2.2",
    ];
    for data in table {
        assert_eq!(Press::decode(data), Err(BadCallback), "{data}");
    }
}

fn answers() -> impl Strategy<Value = Answer> {
    prop_oneof![
        any::<i64>().prop_map(Answer::Pick),
        any::<u8>().prop_map(Answer::Edit),
        prop::sample::select(vec![Answer::Back, Answer::Skip, Answer::Confirm, Answer::Cancel]),
    ]
}

fn presses() -> impl Strategy<Value = Press> {
    let id = || prop_oneof![any::<i64>(), -100_i64..100, Just(i64::MIN), Just(i64::MAX)];
    let action = prop::sample::select(Action::ALL.to_vec());
    let status = prop::option::of(prop::sample::select(Status::ALL.to_vec()));
    prop_oneof![
        (id(), id(), action).prop_map(|(order, version, action)| Press::Act {
            order: OrderId(order),
            version: OrderVersion(version),
            action
        }),
        (id(), id(), id()).prop_map(|(order, version, master)| Press::PickMaster {
            order: OrderId(order),
            version: OrderVersion(version),
            master: PersonId(master)
        }),
        (id(), id(), any::<u32>()).prop_map(|(order, version, page)| Press::MastersFor {
            order: OrderId(order),
            version: OrderVersion(version),
            page
        }),
        id().prop_map(|order| Press::Open { order: OrderId(order) }),
        (id(), any::<u32>(), answers()).prop_map(|(draft, revision, answer)| Press::Draft {
            draft: DraftId(draft),
            revision,
            answer
        }),
        id().prop_map(|draft| Press::Resume { draft: DraftId(draft) }),
        (status, prop::option::of(id()))
            .prop_map(|(status, before)| Press::Orders { status, before: before.map(OrderNumber) }),
        id().prop_map(|master| Press::Master { master: PersonId(master) }),
        id().prop_map(|master| Press::SetWorkGroup { master: PersonId(master) }),
        id().prop_map(|master| Press::Invitation { master: PersonId(master) }),
        id().prop_map(|master| Press::BindGroup { master: PersonId(master) }),
        prop::option::of(id())
            .prop_map(|before| ChangesPress::Deleted { before: before.map(OrderNumber) })
            .prop_map(Press::Changes),
        id().prop_map(|order| Press::Changes(ChangesPress::OpenDeleted { order: OrderId(order) })),
        prop::sample::select(vec![Press::OrderFilter, Press::Masters, Press::AddMaster, Press::Nothing]),
    ]
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_press_is_read_back_and_fits(press in presses()) {
        let data = press.encode();
        prop_assert!(data.len() <= 64 && data.is_ascii(), "{}", data);
        prop_assert_eq!(Press::decode(&data), Ok(press));
    }

    #[test]
    fn no_text_breaks_it_and_every_button_has_one_form(
        text in prop_oneof!["\\PC{0,70}", "1[apodrflmwgeibnE][bspcex]?[0-9A-Za-z.]{0,30}"]
    ) {
        if let Ok(press) = Press::decode(&text) {
            prop_assert_eq!(press.encode(), text);
        }
    }
}
