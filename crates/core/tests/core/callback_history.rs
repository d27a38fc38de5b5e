//! Buttons of timelines, of the audit trail and of the catalogues.

use proptest::prelude::*;
use repairbot_core::{
    audit::{AuditFilter, Period, Topic, TrailCursor},
    callback::{BadCallback, CataloguePress, HistoryPress, Press},
    catalogue::{CatalogueEntry, CatalogueKind, Merging},
    ids::{EquipmentId, OrderId, OrderVersion, PersonId, ReasonId},
};

use crate::support::cases;

#[test]
fn buttons_are_written_so() {
    // Buttons in old messages outlive releases: a changed line here needs a new version of the format.
    let (order, version) = (OrderId(1), OrderVersion(3));
    let filter = AuditFilter {
        person: Some(PersonId(4)),
        order: Some(order),
        topic: Topic::Denied,
        period: Period::Week,
    };
    let (equipment, reason) =
        (CatalogueEntry::Equipment(EquipmentId(5)), CatalogueEntry::Reason(ReasonId(6)));
    let (from, into) = (EquipmentId(1), EquipmentId(2));
    let kind = CatalogueEntry::Equipment(from);
    let types = Merging::Types { from, into };
    let reasons = Merging::Reasons { from: ReasonId(1), into: ReasonId(2) };
    let table: &[(HistoryPress, &str)] = &[
        (HistoryPress::Timeline { order, upto: None }, "1Ht2"),
        (HistoryPress::Timeline { order, upto: Some(version) }, "1Ht2.6"),
        (HistoryPress::AsItWas { order, version }, "1Hw2.6"),
        (HistoryPress::Audit { filter: AuditFilter::default(), cursor: None }, "1Ha0.0.0.0"),
        (HistoryPress::Audit { filter, cursor: Some(TrailCursor { at: 7, skip: 1 }) }, "1HaC.4.8.2.E.2"),
        (HistoryPress::AuditTopics { filter }, "1HoC.4.8.2"),
        (HistoryPress::AuditPeriods { filter }, "1HdC.4.8.2"),
        (HistoryPress::AuditPeople { filter, after: None }, "1HpC.4.8.2"),
        (HistoryPress::AuditPeople { filter, after: Some(PersonId(9)) }, "1HpC.4.8.2.I"),
        (HistoryPress::AuditExport { filter }, "1HxC.4.8.2"),
        (HistoryPress::Catalogue(CataloguePress::Kinds), "1HK"),
        (HistoryPress::Catalogue(CataloguePress::List { kind: CatalogueKind::Refuse, page: 1 }), "1HL4.2"),
        (HistoryPress::Catalogue(CataloguePress::Entry { entry: reason }), "1HE2.C"),
        (HistoryPress::Catalogue(CataloguePress::Add { kind: CatalogueKind::Equipment }), "1HA0"),
        (HistoryPress::Catalogue(CataloguePress::Rename { entry: equipment }), "1HR0.A"),
        (HistoryPress::Catalogue(CataloguePress::Translate { entry: equipment }), "1HT0.A"),
        (HistoryPress::Catalogue(CataloguePress::AddAlias { equipment: from }), "1HS2"),
        (HistoryPress::Catalogue(CataloguePress::DropAlias { equipment: from, alias: 3 }), "1HD2.6"),
        (HistoryPress::Catalogue(CataloguePress::Hide { entry: reason, hidden: true }), "1HH2.C.2"),
        (HistoryPress::Catalogue(CataloguePress::Move { entry: reason, place: 2, up: false }), "1HM2.C.4.0"),
        (HistoryPress::Catalogue(CataloguePress::MergeWith { from: kind, page: 0 }), "1HW2.0"),
        (HistoryPress::Catalogue(CataloguePress::MergeWith { from: reason, page: 0 }), "1HW2.C.0"),
        (HistoryPress::Catalogue(CataloguePress::ConfirmMerge { merging: types }), "1HC2.4"),
        (HistoryPress::Catalogue(CataloguePress::ConfirmMerge { merging: reasons }), "1HC2.2.4"),
        (HistoryPress::Catalogue(CataloguePress::Merge { merging: types }), "1HG2.4"),
        (HistoryPress::Catalogue(CataloguePress::Merge { merging: reasons }), "1HG2.2.4"),
    ];
    for (press, data) in table {
        let press = Press::History(*press);
        assert_eq!(press.encode(), *data, "{press:?}");
        assert_eq!(Press::decode(data), Ok(press), "{data}");
    }
}

#[test]
fn what_is_not_a_button() {
    let table = [
        "1H",
        "1Ht",
        "1Ht2.6.6",
        "1Hw2",
        "1Ha0.0.0",
        "1Ha0.0.0.0.2",
        "1HaI.0.0.0",
        "1Ha0.8.0.0",
        "1HL6.0",
        "1HL0.1",
        "1HE4.2",
        "1HH0.2.4",
        "1HM0.2.0.4",
        "1HW0.2.0",
        "1HC0.2.4",
        "1HG4.2.4",
        "1HK0",
        "1Hz",
        "1H1",
        "1H.",
    ];
    for data in table {
        assert_eq!(Press::decode(data), Err(BadCallback), "{data}");
    }
}

/// No id is 0: a filter without a person is written as 0.
fn id() -> impl Strategy<Value = i64> {
    prop_oneof![any::<i64>(), Just(i64::MIN), Just(i64::MAX)].prop_filter("0", |id| *id != 0)
}

fn filters() -> impl Strategy<Value = AuditFilter> {
    let topic = prop::sample::select(Topic::ALL.to_vec());
    let period = prop::sample::select(Period::ALL.to_vec());
    (prop::option::of(id()), prop::option::of(id()), topic, period).prop_map(
        |(person, order, topic, period)| AuditFilter {
            person: person.map(PersonId),
            order: order.map(OrderId),
            topic,
            period,
        },
    )
}

fn merging() -> impl Strategy<Value = Merging> {
    prop_oneof![
        (id(), id())
            .prop_map(|(from, into)| Merging::Types { from: EquipmentId(from), into: EquipmentId(into) }),
        (id(), id()).prop_map(|(from, into)| Merging::Reasons { from: ReasonId(from), into: ReasonId(into) }),
    ]
}

fn catalogue_presses() -> impl Strategy<Value = CataloguePress> {
    let kind = || prop::sample::select(CatalogueKind::ALL.to_vec());
    let entry = || {
        prop_oneof![
            id().prop_map(|id| CatalogueEntry::Equipment(EquipmentId(id))),
            id().prop_map(|id| CatalogueEntry::Reason(ReasonId(id))),
        ]
    };
    prop_oneof![
        Just(CataloguePress::Kinds),
        (kind(), any::<u32>()).prop_map(|(kind, page)| CataloguePress::List { kind, page }),
        kind().prop_map(|kind| CataloguePress::Add { kind }),
        entry().prop_map(|entry| CataloguePress::Entry { entry }),
        entry().prop_map(|entry| CataloguePress::Rename { entry }),
        entry().prop_map(|entry| CataloguePress::Translate { entry }),
        id().prop_map(|id| CataloguePress::AddAlias { equipment: EquipmentId(id) }),
        (id(), any::<u32>()).prop_map(|(id, mark)| CataloguePress::DropAlias {
            equipment: EquipmentId(id),
            alias: i64::from(mark)
        }),
        (entry(), any::<bool>()).prop_map(|(entry, hidden)| CataloguePress::Hide { entry, hidden }),
        (entry(), any::<u32>(), any::<bool>()).prop_map(|(entry, place, up)| CataloguePress::Move {
            entry,
            place,
            up
        }),
        (entry(), any::<u32>()).prop_map(|(from, page)| CataloguePress::MergeWith { from, page }),
        merging().prop_map(|merging| CataloguePress::ConfirmMerge { merging }),
        merging().prop_map(|merging| CataloguePress::Merge { merging }),
    ]
}

fn presses() -> impl Strategy<Value = HistoryPress> {
    let cursor =
        prop::option::of((any::<i64>(), any::<u32>()).prop_map(|(at, skip)| TrailCursor { at, skip }));
    prop_oneof![
        (id(), prop::option::of(id())).prop_map(|(order, upto)| HistoryPress::Timeline {
            order: OrderId(order),
            upto: upto.map(OrderVersion)
        }),
        (id(), id()).prop_map(|(order, version)| HistoryPress::AsItWas {
            order: OrderId(order),
            version: OrderVersion(version)
        }),
        (filters(), cursor).prop_map(|(filter, cursor)| HistoryPress::Audit { filter, cursor }),
        filters().prop_map(|filter| HistoryPress::AuditTopics { filter }),
        filters().prop_map(|filter| HistoryPress::AuditPeriods { filter }),
        filters().prop_map(|filter| HistoryPress::AuditExport { filter }),
        (filters(), prop::option::of(id()))
            .prop_map(|(filter, after)| HistoryPress::AuditPeople { filter, after: after.map(PersonId) }),
        catalogue_presses().prop_map(HistoryPress::Catalogue),
    ]
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_press_is_read_back_and_fits(press in presses()) {
        let press = Press::History(press);
        let data = press.encode();
        prop_assert!(data.len() <= 64 && data.is_ascii(), "{}", data);
        prop_assert_eq!(Press::decode(&data), Ok(press));
    }

    #[test]
    fn no_text_breaks_it_and_every_button_has_one_form(text in "1H[twaodpxKLEARTSDHMWCG][0-9A-Za-z.]{0,30}") {
        if let Ok(press) = Press::decode(&text) {
            prop_assert_eq!(press.encode(), text);
        }
    }
}
