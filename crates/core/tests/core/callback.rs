use proptest::prelude::*;
use repairbot_core::{
    callback::{Answer, BadCallback, ListsPress, Press},
    ids::{DraftId, OrderId, OrderNumber, OrderVersion, PersonId, SearchId},
    list::{Filter, Period, Place, Scope, Source, Turn, Whose},
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
        (Press::Masters, "1m"),
        (Press::Master { master: PersonId(4) }, "1w8"),
        (Press::SetWorkGroup { master: PersonId(4) }, "1g8"),
        (Press::AddMaster, "1e"),
        (Press::Invitation { master: PersonId(4) }, "1i8"),
        (Press::BindGroup { master: PersonId(4) }, "1b8"),
        (Press::Nothing, "1n"),
    ];
    for (press, data) in table {
        assert_eq!(press.encode(), *data, "{press:?}");
        assert_eq!(Press::decode(data), Ok(*press), "{data}");
    }
}

#[test]
fn buttons_of_lists_are_written_so() {
    let open = Filter::of(Scope::Open);
    let masters = Filter { whose: Whose::Master(PersonId(4)), ..Filter::of(Scope::Status(Status::New)) };
    let days = Period::Days { from: jiff::civil::date(2000, 1, 2), to: jiff::civil::date(2026, 11, 20) };
    let dated = Filter { scope: Scope::Overdue, whose: Whose::Nobody, period: days };
    let place = |source, turn, page| Place { source, turn, page };
    let table = [
        (ListsPress::Filter(open), "1Lf0"),
        (ListsPress::Filter(masters), "1Lfe.8"),
        (ListsPress::Masters { filter: open, page: 1 }, "1Lm2.0"),
        (ListsPress::Periods(open), "1Lp0"),
        (ListsPress::Days(dated), "1Ld6K.2.56m"),
        (ListsPress::Page(place(Source::Office(open), Turn::First, 1)), "1Lg0.6"),
        (ListsPress::Page(place(Source::Office(masters), Turn::After(OrderNumber(9)), 2)), "1Lge.8.E.I"),
        (ListsPress::Page(place(Source::Own(Scope::Today), Turn::Before(OrderNumber(9)), 1)), "1LwI.A.I"),
        (ListsPress::Page(place(Source::Found(SearchId(5)), Turn::First, 1)), "1LsA.6"),
        (
            ListsPress::Open { order: OrderId(1), place: place(Source::Office(open), Turn::First, 1) },
            "1Lo2.0.6",
        ),
        (
            ListsPress::Open { order: OrderId(1), place: place(Source::Own(Scope::All), Turn::First, 1) },
            "1Ln2.G.6",
        ),
        (
            ListsPress::Open { order: OrderId(1), place: place(Source::Found(SearchId(5)), Turn::First, 1) },
            "1Lr2.A.6",
        ),
        (ListsPress::Search, "1Lq"),
    ];
    for (press, data) in table {
        let press = Press::Lists(press);
        assert_eq!(press.encode(), *data, "{press:?}");
        assert_eq!(Press::decode(data), Ok(press), "{data}");
    }
    for data in [
        "1L", "1Lz", "1Lf", "1Lf1", "1Lf0.0", "1Lfe", "1Lg0", "1Lg0.6.6", "1Lg0.8", "1Lq0", "1Ls", "1Lfzz",
        "1Lm1.0",
    ] {
        assert_eq!(Press::decode(data), Err(BadCallback), "{data}");
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
        let press = Press::Lists(ListsPress::Filter(Filter::of(Scope::Status(status))));
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
        "1f",
        "1l0",
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

fn lists() -> impl Strategy<Value = ListsPress> {
    let id = || prop_oneof![any::<i64>(), 0_i64..100, Just(i64::MIN), Just(i64::MAX)];
    let scopes = [Scope::Open, Scope::All, Scope::Today, Scope::Overdue].into_iter();
    let scope = prop::sample::select(scopes.chain(Status::ALL.map(Scope::Status)).collect::<Vec<_>>());
    let day =
        || (0_i32..32_000).prop_map(|days| jiff::civil::date(2000, 1, 1) + jiff::Span::new().days(days));
    let period = prop_oneof![
        prop::sample::select(vec![
            Period::Always,
            Period::Today,
            Period::Yesterday,
            Period::Week,
            Period::Month
        ]),
        (day(), day()).prop_map(|(from, to)| Period::Days { from, to }),
    ];
    let whose = prop_oneof![
        Just(Whose::Anyone),
        Just(Whose::Nobody),
        id().prop_map(|id| Whose::Master(PersonId(id)))
    ];
    let filter = (scope, whose, period).prop_map(|(scope, whose, period)| Filter { scope, whose, period });
    let turn = prop_oneof![
        Just(Turn::First),
        id().prop_map(|number| Turn::After(OrderNumber(number))),
        id().prop_map(|number| Turn::Before(OrderNumber(number))),
    ];
    (filter, turn, (any::<u16>(), id(), id(), 0..9)).prop_map(
        |(filter, turn, (page, order, search, kind))| {
            let source = match kind % 3 {
                0 => Source::Office(filter),
                1 => Source::Own(filter.scope),
                _ => Source::Found(SearchId(search)),
            };
            let place = Place { source, turn, page };
            match kind {
                0..=2 => ListsPress::Page(place),
                3..=5 => ListsPress::Open { order: OrderId(order), place },
                6 => ListsPress::Filter(filter),
                7 => ListsPress::Masters { filter, page },
                _ => ListsPress::Days(filter),
            }
        },
    )
}

fn presses() -> impl Strategy<Value = Press> {
    let id = || prop_oneof![any::<i64>(), -100_i64..100, Just(i64::MIN), Just(i64::MAX)];
    let action = prop::sample::select(Action::ALL.to_vec());
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
        lists().prop_map(Press::Lists),
        id().prop_map(|master| Press::Master { master: PersonId(master) }),
        id().prop_map(|master| Press::SetWorkGroup { master: PersonId(master) }),
        id().prop_map(|master| Press::Invitation { master: PersonId(master) }),
        id().prop_map(|master| Press::BindGroup { master: PersonId(master) }),
        prop::sample::select(vec![Press::Masters, Press::AddMaster, Press::Nothing]),
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
        text in prop_oneof!["\\PC{0,70}", "1[apodrmwgeibnL][bspcexfmdgwonrq]?[0-9A-Za-z.]{0,30}"]
    ) {
        if let Ok(press) = Press::decode(&text) {
            prop_assert_eq!(press.encode(), text);
        }
    }
}
