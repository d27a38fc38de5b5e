//! Reports: periods in any zone, sums, shares, and buttons.

use jiff::{Timestamp, civil::date, tz::TimeZone};
use proptest::prelude::*;
use repairbot_core::{
    actor::Role,
    callback::{BadCallback, Press, ReportsPress},
    ids::{EquipmentId, PersonId, ReasonId},
    money::Kopecks,
    report::{
        ClosedOrder, Figures, Period, Permille, Refusals, RefusedOrder, Report, Summary, Topic, Unit, Why,
        average, permille, ranked,
    },
};

use crate::support::{actor, cases};

#[test]
fn a_period_is_what_people_have_a_word_for() {
    let (month, week) = (Period::month(date(2026, 2, 14)), Period::week(date(2026, 3, 1)));
    assert_eq!((month.first_day(), month.last_day()), (date(2026, 2, 1), date(2026, 2, 28)));
    assert_eq!((week.first_day(), week.last_day()), (date(2026, 2, 23), date(2026, 3, 1)));
    for (one, other, unit) in [
        (date(2026, 3, 5), date(2026, 3, 5), Unit::Day),
        (date(2026, 3, 8), date(2026, 3, 2), Unit::Week),
        (date(2026, 3, 3), date(2026, 3, 9), Unit::Days),
        (date(2024, 2, 1), date(2024, 2, 29), Unit::Month),
        (date(2024, 2, 1), date(2024, 2, 28), Unit::Days),
        // Four weeks that are a month.
        (date(2027, 2, 1), date(2027, 2, 28), Unit::Month),
    ] {
        assert_eq!(Period::days(one, other).unit(), unit, "{one} {other}");
    }
}

#[test]
fn the_last_periods_follow_each_other() {
    let today = date(2026, 3, 31);
    for (unit, back, from, to) in [
        (Unit::Day, 0, date(2026, 3, 31), date(2026, 3, 31)),
        (Unit::Day, 31, date(2026, 2, 28), date(2026, 2, 28)),
        (Unit::Week, 0, date(2026, 3, 30), date(2026, 4, 5)),
        (Unit::Week, 1, date(2026, 3, 23), date(2026, 3, 29)),
        (Unit::Month, 1, date(2026, 2, 1), date(2026, 2, 28)),
        (Unit::Month, 4, date(2025, 11, 1), date(2025, 11, 30)),
    ] {
        assert_eq!(Period::last(unit, today, back), Period::days(from, to), "{unit:?} {back}");
    }
    assert_eq!(Topic::Daily.choices(today).len(), 7);
    assert_eq!(Topic::Weekly.choices(today).len(), 4);
    assert_eq!(Topic::Monthly.choices(today).len(), 6);
    assert_eq!(Topic::Refusals.choices(today)[5], Period::days(date(2026, 2, 1), date(2026, 2, 28)));
}

#[test]
fn days_and_months_begin_where_the_company_is() {
    for (zone, period, begin, hours) in [
        ("Europe/Moscow", Period::day(date(2026, 3, 29)), "2026-03-28T21:00:00Z", 24),
        ("Europe/Berlin", Period::day(date(2026, 3, 29)), "2026-03-28T23:00:00Z", 23),
        ("Europe/Berlin", Period::day(date(2026, 10, 25)), "2026-10-24T22:00:00Z", 25),
        ("Europe/Berlin", Period::month(date(2026, 3, 1)), "2026-02-28T23:00:00Z", 31 * 24 - 1),
        ("Europe/Berlin", Period::week(date(2026, 10, 25)), "2026-10-18T22:00:00Z", 7 * 24 + 1),
        ("Asia/Kathmandu", Period::day(date(2026, 1, 1)), "2025-12-31T18:15:00Z", 24),
        // Midnight itself is left out: the day begins at one.
        ("America/Sao_Paulo", Period::day(date(2018, 11, 4)), "2018-11-04T03:00:00Z", 23),
        // Clocks go back at midnight: the former evening has an hour more.
        ("America/Havana", Period::day(date(2026, 11, 1)), "2026-11-01T04:00:00Z", 25),
        // A day that there was not.
        ("Pacific/Apia", Period::day(date(2011, 12, 30)), "2011-12-30T10:00:00Z", 0),
        ("Asia/Vladivostok", Period::day(date(2026, 12, 31)), "2026-12-30T14:00:00Z", 24),
        ("America/Los_Angeles", Period::month(date(2026, 11, 9)), "2026-11-01T07:00:00Z", 30 * 24 + 1),
    ] {
        let instants = period.instants(&TimeZone::get(zone).unwrap());
        assert_eq!(instants.start, begin.parse::<Timestamp>().unwrap(), "{zone} {period:?}");
        assert_eq!((instants.end - instants.start).get_seconds(), hours * 3600, "{zone} {period:?}");
    }
}

#[test]
fn averages_and_shares_are_rounded_half_up() {
    for (sum, count, expected) in
        [(100, 3, 33), (200, 3, 67), (5, 2, 3), (-5, 2, -2), (0, 7, 0), (100, 0, 0), (i64::MAX, 1, i64::MAX)]
    {
        assert_eq!(average(Kopecks(sum), count), Kopecks(expected), "{sum} / {count}");
    }
    for (part, whole, expected) in
        [(1, 3, 333), (2, 3, 667), (1, 2000, 1), (1, 2001, 0), (5, 5, 1000), (0, 5, 0), (1, 0, 0)]
    {
        assert_eq!(permille(part, whole), Permille(expected), "{part} of {whole}");
    }
}

#[test]
fn masters_are_ranked_by_what_they_brought() {
    let mut summary = Summary::new(TimeZone::UTC);
    for (master, total) in [(1, 500), (2, 900), (3, 200), (3, 300), (4, 500)] {
        summary.add(&closed(Some(master), total, 0));
    }
    let order: Vec<i64> =
        ranked(&summary.by_master).iter().filter_map(|(master, _)| Some(master.as_ref()?.0)).collect();
    assert_eq!(order, [2, 3, 1, 4], "equal sums: more orders first, then the older master");
}

#[test]
fn a_day_of_the_summary_is_a_day_of_the_company() {
    let zone = TimeZone::get("Asia/Vladivostok").unwrap();
    let mut summary = Summary::new(zone);
    for at in ["2026-11-30T13:59:59Z", "2026-11-30T14:00:00Z"] {
        summary.add(&ClosedOrder { at: at.parse().unwrap(), ..closed(None, 1, 0) });
    }
    let days: Vec<_> = summary.by_day.keys().copied().collect();
    assert_eq!(days, [date(2026, 11, 30), date(2026, 12, 1)]);
}

#[test]
fn refusals_are_counted_by_what_was_said() {
    assert_eq!(Why::of(Some(ReasonId(1)), true), Why::Picked(ReasonId(1)));
    assert_eq!(Why::of(None, true), Why::Written);
    assert_eq!(Why::of(None, false), Why::Untold);
    let mut refusals = Refusals::new(TimeZone::UTC);
    for why in [Why::Written, Why::Picked(ReasonId(7)), Why::Picked(ReasonId(7)), Why::Untold] {
        let at = Timestamp::UNIX_EPOCH;
        refusals.add(&RefusedOrder { at, master: None, why, fee: Kopecks(50) });
    }
    assert_eq!((refusals.orders, refusals.told, refusals.fees), (4, 3, Kopecks(200)));
    let ranked = Refusals::ranked(&refusals.by_reason);
    assert_eq!(ranked, [(Why::Picked(ReasonId(7)), 2), (Why::Written, 1), (Why::Untold, 1)]);
}

#[test]
fn a_master_gets_his_own_and_the_office_the_rest() {
    let day = Period::day(date(2026, 11, 30));
    let office = [
        Report::Active,
        Report::Summary { period: day },
        Report::Master { master: PersonId(1), period: None },
        Report::Equipment { period: day },
        Report::Refusals { period: day },
    ];
    for report in office {
        assert!(report.is_for(&actor(PersonId(1), &[Role::Dispatcher])), "{report:?}");
        assert!(report.is_for(&actor(PersonId(1), &[Role::Admin])), "{report:?}");
        assert!(!report.is_for(&actor(PersonId(1), &[Role::Master, Role::SeniorMaster])), "{report:?}");
        assert!(!report.is_for(&actor(PersonId(1), &[])), "{report:?}");
    }
    let own = Report::Own { period: None };
    assert!(own.is_for(&actor(PersonId(1), &[Role::Master])));
    assert!(!own.is_for(&actor(PersonId(1), &[Role::Admin, Role::Dispatcher])));
}

#[test]
fn buttons_are_written_so() {
    // Buttons in old messages outlive releases: a changed line here needs a new version of the format.
    let period = Period::days(date(2026, 11, 1), date(2026, 11, 15));
    let master = PersonId(5);
    let table: &[(ReportsPress, &str)] = &[
        (ReportsPress::Kinds, "1Rk"),
        (ReportsPress::Periods { topic: Topic::Weekly }, "1Rp2"),
        (ReportsPress::Days { topic: Topic::Refusals }, "1Rd8"),
        (ReportsPress::Masters { page: 1 }, "1Rm2"),
        (ReportsPress::Show { report: Report::Active }, "1Rs0"),
        (ReportsPress::Show { report: Report::Summary { period } }, "1Rs2.56A.56c"),
        (ReportsPress::File { report: Report::Summary { period } }, "1Rf2.56A.56c"),
        (ReportsPress::Show { report: Report::Master { master, period: None } }, "1Rs4.A"),
        (ReportsPress::Show { report: Report::Master { master, period: Some(period) } }, "1Rs4.A.56A.56c"),
        (ReportsPress::Show { report: Report::Equipment { period } }, "1Rs8.56A.56c"),
        (ReportsPress::Show { report: Report::Refusals { period } }, "1RsA.56A.56c"),
        (ReportsPress::File { report: Report::Own { period: None } }, "1RfC"),
        (ReportsPress::File { report: Report::Own { period: Some(period) } }, "1RfC.56A.56c"),
        (ReportsPress::Show { report: Report::Debts }, "1RsE"),
        (ReportsPress::Periods { topic: Topic::Team }, "1RpA"),
        (ReportsPress::Show { report: Report::Team { period } }, "1RsG.56A.56c"),
        (ReportsPress::Chart { report: Report::Team { period } }, "1RcG.56A.56c"),
    ];
    for (press, data) in table {
        let press = Press::Reports(*press);
        assert_eq!(press.encode(), *data, "{press:?}");
        assert_eq!(Press::decode(data), Ok(press), "{data}");
    }
    for garbage in [
        "1R",
        "1Rx",
        "1Rk0",
        "1Rp",
        "1RpC",
        "1Rm1",
        "1Rs",
        "1Rs2",
        "1Rs2.56A",
        "1Rs2.56c.56A",
        "1Rs0.56A.56c",
        "1RsI",
        "1RsE.56A.56c",
        "1RsG",
        "1Rs2.56A.56c.0",
        "1Rs4",
        "1Rs2.zzzz.zzzzz",
        "1Rs6",
    ] {
        assert_eq!(Press::decode(garbage), Err(BadCallback), "{garbage}");
    }
}

fn closed(master: Option<i64>, total: i64, materials: i64) -> ClosedOrder {
    ClosedOrder {
        at: Timestamp::UNIX_EPOCH,
        master: master.map(PersonId),
        equipment: EquipmentId(1),
        total: Kopecks(total),
        materials: Kopecks(materials),
        master_share: Kopecks((total - materials) / 2),
        company_share: Kopecks(total - materials - (total - materials) / 2),
        out_of_city: false,
        review: false,
    }
}

fn orders() -> impl Strategy<Value = Vec<ClosedOrder>> {
    let order = (0..200_000_000_i64, 0..4_i64, 1..4_i64, 0..1_000_000_i64, 0..=100_i64, any::<[bool; 2]>());
    prop::collection::vec(
        order.prop_map(|(second, master, equipment, total, part, [out_of_city, review])| ClosedOrder {
            at: Timestamp::from_second(1_700_000_000 + second).unwrap(),
            equipment: EquipmentId(equipment),
            out_of_city,
            review,
            ..closed((master > 0).then_some(master), total, total * part / 100)
        }),
        0..60,
    )
}

fn sum<'a>(figures: impl Iterator<Item = &'a Figures>) -> Figures {
    figures.fold(Figures::default(), |sum, one| Figures {
        orders: sum.orders + one.orders,
        total: Kopecks(sum.total.0 + one.total.0),
        materials: Kopecks(sum.materials.0 + one.materials.0),
        master_share: Kopecks(sum.master_share.0 + one.master_share.0),
        company_share: Kopecks(sum.company_share.0 + one.company_share.0),
        out_of_city: sum.out_of_city + one.out_of_city,
        reviews: sum.reviews + one.reviews,
    })
}

fn zones() -> impl Strategy<Value = TimeZone> {
    let names = ["Europe/Moscow", "Europe/Berlin", "Asia/Kathmandu", "America/Sao_Paulo", "Pacific/Apia"];
    prop::sample::select(names.to_vec()).prop_map(|name| TimeZone::get(name).unwrap())
}

fn reports() -> impl Strategy<Value = Report> {
    (0..6_u8, any::<i64>(), any::<bool>(), -9_000..9_000_i64, 0..400_i64).prop_map(
        |(kind, master, always, first, length)| {
            let day = |days| date(2026, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
            let period = Period::days(day(first), day(first + length));
            let perhaps = (!always).then_some(period);
            match kind {
                0 => Report::Active,
                1 => Report::Summary { period },
                2 => Report::Master { master: PersonId(master), period: perhaps },
                3 => Report::Equipment { period },
                4 => Report::Refusals { period },
                _ => Report::Own { period: perhaps },
            }
        },
    )
}

proptest! {
    #![proptest_config(cases())]

    /// Every way of cutting the orders up adds up to the same totals.
    #[test]
    fn totals_are_sums(orders in orders(), zone in zones()) {
        let mut summary = Summary::new(zone);
        orders.iter().for_each(|order| summary.add(order));
        prop_assert_eq!(sum(summary.by_master.values()), summary.totals);
        prop_assert_eq!(sum(summary.by_equipment.values()), summary.totals);
        prop_assert_eq!(sum(summary.by_day.values()), summary.totals);
        prop_assert_eq!(summary.totals.orders, orders.len() as u64);
        let nets: i64 = orders.iter().map(|order| order.net().0).sum();
        prop_assert_eq!(summary.totals.net(), Kopecks(nets));
        let shared = summary.totals.master_share.0 + summary.totals.company_share.0;
        prop_assert_eq!(shared, nets, "nothing is lost between master and company");
    }

    /// Days follow each other without gap or overlap, whatever the zone's clocks do, and each order's day has its moment.
    #[test]
    fn periods_tile_time(zone in zones(), day in 0..9_000_i64, second in 0..600_000_000_i64) {
        let day = date(2005, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap();
        for unit in [Unit::Day, Unit::Week, Unit::Month] {
            let (now, before) = (Period::last(unit, day, 0), Period::last(unit, day, 1));
            prop_assert_eq!(before.instants(&zone).end, now.instants(&zone).start);
            prop_assert!(now.first_day() <= day && day <= now.last_day());
            let first = Period::day(now.first_day()).instants(&zone);
            prop_assert_eq!(first.start, now.instants(&zone).start);
        }
        let at = Timestamp::from_second(1_104_537_600 + second).unwrap();
        let its_day = at.to_zoned(zone.clone()).date();
        prop_assert!(Period::day(its_day).instants(&zone).contains(&at));
    }

    #[test]
    fn any_report_fits_a_button(report in reports()) {
        for press in [ReportsPress::Show { report }, ReportsPress::File { report }] {
            let press = Press::Reports(press);
            prop_assert!(press.encode().len() <= 64);
            prop_assert_eq!(Press::decode(&press.encode()), Ok(press));
        }
    }
}
