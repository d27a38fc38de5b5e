use proptest::prelude::*;
use repairbot_core::{
    actor::Role,
    callback::{
        Answer, BadCallback, ChangesPress, ClientPress, Leaving, ListsPress, PeoplePress, Press, RatesPress,
        SchedulePress, UserList,
    },
    dialogue::{ClientChange, PersonField},
    ids::{
        ApplicationId, AttachmentId, ClientId, DraftId, OrderId, OrderNumber, OrderVersion, PersonId,
        RatesId, SearchId,
    },
    list::{Filter, Period, Place, Scope, Source, Turn, Whose},
    order::{Action, Status},
};

use crate::support::cases;

fn edit(change: ClientChange) -> Press {
    Press::Client(ClientPress::Edit { client: ClientId(1), change })
}

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
        (Press::Schedule(SchedulePress::Later), "1Z0"),
        (Press::Act { order: OrderId(1), version, action: Action::Restore }, "1aU.2.6"),
        (Press::Changes(ChangesPress::Deleted { before: None }), "1E0"),
        (Press::Changes(ChangesPress::Deleted { before: Some(OrderNumber(9)) }), "1E0.I"),
        (Press::Changes(ChangesPress::OpenDeleted { order: OrderId(4) }), "1E2.8"),
        (Press::Client(ClientPress::OfOrder { order: OrderId(1) }), "1Co2"),
        (Press::Client(ClientPress::Card { client: ClientId(1) }), "1Cc2"),
        (Press::Client(ClientPress::Orders { client: ClientId(1), before: None }), "1Cl2"),
        (Press::Client(ClientPress::Orders { client: ClientId(1), before: Some(OrderNumber(9)) }), "1Cl2.I"),
        (edit(ClientChange::Name), "1Ce2.0"),
        (edit(ClientChange::Phone), "1Ce2.2"),
        (edit(ClientChange::Address), "1Ce2.4"),
        (edit(ClientChange::FixAddress), "1Ce2.6"),
        (edit(ClientChange::Notes), "1Ce2.8"),
        (edit(ClientChange::Channel), "1Ce2.A"),
        (edit(ClientChange::Blacklist), "1Ce2.C"),
        (Press::Client(ClientPress::Consent { client: ClientId(1), given: true }), "1Cy2.2"),
        (Press::Client(ClientPress::Consent { client: ClientId(1), given: false }), "1Cy2.0"),
        (Press::Client(ClientPress::Unlist { client: ClientId(1) }), "1Cu2"),
        (Press::Client(ClientPress::NewOrder { client: ClientId(1) }), "1Cn2"),
        (Press::Client(ClientPress::Export { client: ClientId(1) }), "1Cx2"),
        (Press::Client(ClientPress::Erase { client: ClientId(1), sure: false }), "1Cd2.0"),
        (Press::Client(ClientPress::Erase { client: ClientId(1), sure: true }), "1Cd2.2"),
        (Press::Client(ClientPress::Attach { order: OrderId(1) }), "1Ca2"),
        (Press::Client(ClientPress::Files { order: OrderId(1), before: None }), "1Cf2"),
        (Press::Client(ClientPress::Files { order: OrderId(1), before: Some(AttachmentId(9)) }), "1Cf2.I"),
    ];
    written_so(table);
}

fn written_so(table: &[(Press, &str)]) {
    for (press, data) in table {
        assert_eq!(press.encode(), *data, "{press:?}");
        assert_eq!(Press::decode(data), Ok(*press), "{data}");
    }
}

#[test]
fn buttons_about_people_are_written_so() {
    let (person, application) = (PersonId(4), ApplicationId(5));
    let leaving = Leaving::Masters;
    let table = [
        (PeoplePress::Users { list: UserList::Strangers, page: 3 }, "1Pu2.6"),
        (PeoplePress::User { person }, "1Pc8"),
        (PeoplePress::SetRole { person, role: Role::Dispatcher, on: true }, "1Pr8.4.2"),
        (PeoplePress::SetRole { person, role: Role::Admin, on: false }, "1Pr8.2.0"),
        (PeoplePress::SetSenior { master: person, on: true }, "1Ps8.2"),
        (PeoplePress::AskRole { person, role: Role::Admin, on: true }, "1Pg8.2.2"),
        (PeoplePress::AskLeaving { person, leaving: Leaving::Company, from_master: false }, "1Pq8.0"),
        (PeoplePress::AskLeaving { person, leaving: Leaving::Company, from_master: true }, "1Pq8.0.2"),
        (PeoplePress::Leave { person, leaving }, "1Px8.2"),
        (PeoplePress::Heirs { person, leaving, page: 1, from_master: false }, "1Ph8.2.2"),
        (PeoplePress::Heirs { person, leaving, page: 1, from_master: true }, "1Ph8.2.2.2"),
        (PeoplePress::LeaveTo { person, leaving, heir: PersonId(6) }, "1Pt8.2.C"),
        (PeoplePress::Reactivate { person }, "1Pb8"),
        (PeoplePress::Edit { person, field: PersonField::Name }, "1Pe8.0"),
        (PeoplePress::Edit { person, field: PersonField::Specialization }, "1Pe8.4"),
        (PeoplePress::Masters { active: true, page: 0 }, "1Pm2.0"),
        (PeoplePress::RenewInvitation { person }, "1Pi8"),
        (PeoplePress::RevokeInvitation { person }, "1Pv8"),
        (PeoplePress::Application { application }, "1PaA"),
        (PeoplePress::Approve { application }, "1PyA"),
        (PeoplePress::Reject { application }, "1PnA"),
        (PeoplePress::Settings, "1Po"),
        (PeoplePress::SetLanguage { language: 1 }, "1Pl2"),
    ];
    written_so(&table.map(|(press, data)| (Press::People(press), data)));
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
        "1ay.2.2",
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
        "1P",
        "1Pc",
        "1Pz",
        "1Pr8.A.2",
        "1Pr8.2.4",
        "1Pu4.0",
        "1Pu0.1",
        "1Pl8G",
        "1Po0",
        "1C",
        "1C2",
        "1Cc",
        "1Cz2",
        "1Cx2.2",
        "1Cd2",
        "1Cd2.4",
        "1Ce2.E",
        "1Cy2.4",
        "1Cf2.2.2",
        "1Z",
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

fn people_presses() -> impl Strategy<Value = PeoplePress> {
    let id = || prop_oneof![any::<i64>(), Just(i64::MIN), Just(i64::MAX)].prop_map(PersonId);
    let leaving = || prop::sample::select(vec![Leaving::Company, Leaving::Masters]);
    let list = prop::sample::select(vec![UserList::Staff, UserList::Strangers]);
    let role = || prop::sample::select(Role::ALL.to_vec());
    let fields = vec![PersonField::Name, PersonField::Phone, PersonField::Specialization];
    let field = prop::sample::select(fields);
    let application = any::<i64>().prop_map(ApplicationId);
    prop_oneof![
        (list, any::<u32>()).prop_map(|(list, page)| PeoplePress::Users { list, page }),
        (id(), role(), any::<bool>()).prop_map(|(person, role, on)| PeoplePress::SetRole {
            person,
            role,
            on
        }),
        (id(), role(), any::<bool>()).prop_map(|(person, role, on)| PeoplePress::AskRole {
            person,
            role,
            on
        }),
        (id(), leaving(), any::<bool>()).prop_map(|(person, leaving, from_master)| {
            PeoplePress::AskLeaving { person, leaving, from_master }
        }),
        (id(), leaving(), id()).prop_map(|(person, leaving, heir)| PeoplePress::LeaveTo {
            person,
            leaving,
            heir
        }),
        (id(), leaving(), any::<u32>(), any::<bool>()).prop_map(|(person, leaving, page, from_master)| {
            PeoplePress::Heirs { person, leaving, page, from_master }
        }),
        (id(), field).prop_map(|(person, field)| PeoplePress::Edit { person, field }),
        (any::<bool>(), any::<u32>()).prop_map(|(active, page)| PeoplePress::Masters { active, page }),
        application.prop_map(|application| PeoplePress::Reject { application }),
        any::<u8>().prop_map(|language| PeoplePress::SetLanguage { language }),
    ]
}

fn client_presses() -> impl Strategy<Value = ClientPress> {
    let id = || prop_oneof![any::<i64>(), Just(i64::MIN), Just(i64::MAX)];
    let client = || id().prop_map(ClientId);
    let order = || id().prop_map(OrderId);
    prop_oneof![
        order().prop_map(|order| ClientPress::OfOrder { order }),
        client().prop_map(|client| ClientPress::Card { client }),
        (client(), prop::option::of(id()))
            .prop_map(|(client, before)| ClientPress::Orders { client, before: before.map(OrderNumber) }),
        (client(), prop::sample::select(ClientChange::ALL.to_vec()))
            .prop_map(|(client, change)| ClientPress::Edit { client, change }),
        (client(), any::<bool>()).prop_map(|(client, given)| ClientPress::Consent { client, given }),
        client().prop_map(|client| ClientPress::Unlist { client }),
        client().prop_map(|client| ClientPress::NewOrder { client }),
        client().prop_map(|client| ClientPress::Export { client }),
        (client(), any::<bool>()).prop_map(|(client, sure)| ClientPress::Erase { client, sure }),
        order().prop_map(|order| ClientPress::Attach { order }),
        (order(), prop::option::of(id()))
            .prop_map(|(order, before)| ClientPress::Files { order, before: before.map(AttachmentId) }),
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

fn rates_presses() -> impl Strategy<Value = RatesPress> {
    let id = || prop_oneof![any::<i64>(), Just(i64::MIN), Just(i64::MAX)];
    prop_oneof![
        prop::sample::select(vec![RatesPress::Now, RatesPress::Edit]),
        prop::option::of(id()).prop_map(|before| RatesPress::Versions { before: before.map(RatesId) }),
        id().prop_map(|version| RatesPress::Version { version: RatesId(version) }),
        id().prop_map(|version| RatesPress::Withdraw { version: RatesId(version) }),
        id().prop_map(|order| RatesPress::Explain { order: OrderId(order) }),
    ]
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
        prop::option::of(id())
            .prop_map(|before| ChangesPress::Deleted { before: before.map(OrderNumber) })
            .prop_map(Press::Changes),
        id().prop_map(|order| Press::Changes(ChangesPress::OpenDeleted { order: OrderId(order) })),
        rates_presses().prop_map(Press::Rates),
        people_presses().prop_map(Press::People),
        client_presses().prop_map(Press::Client),
        prop::sample::select(vec![
            Press::Masters,
            Press::AddMaster,
            Press::Nothing,
            Press::Schedule(SchedulePress::Later)
        ]),
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
        text in prop_oneof!["\\PC{0,70}", "1[apodrmwgeibnEPCHLRKSZM][a-z]?[0-9A-Za-z.]{0,30}"]
    ) {
        if let Ok(press) = Press::decode(&text) {
            prop_assert_eq!(press.encode(), text);
        }
    }
}
