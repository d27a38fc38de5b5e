//! What masters did in a time, and the days it is compared with.

use jiff::{SignedDuration, civil::Date};
use repairbot_core::{
    money::Kopecks,
    report::{Mean, Performance, Period, Permille, change, compared_with},
};

fn days(from: &str, to: &str) -> Period {
    Period::days(from.parse().unwrap(), to.parse().unwrap())
}

#[test]
fn a_period_is_compared_with_as_many_days_of_the_one_before() {
    let today: Date = "2026-11-18".parse().unwrap(); // a Wednesday
    #[rustfmt::skip]
    let cases = [
        // what is asked for                what is counted                     what it is compared with
        (("2026-11-18", "2026-11-18"), ("2026-11-18", "2026-11-18"), ("2026-11-17", "2026-11-17")),
        (("2026-03-01", "2026-03-01"), ("2026-03-01", "2026-03-01"), ("2026-02-28", "2026-02-28")),
        (("2026-11-09", "2026-11-15"), ("2026-11-09", "2026-11-15"), ("2026-11-02", "2026-11-08")),
        (("2026-11-16", "2026-11-22"), ("2026-11-16", "2026-11-18"), ("2026-11-09", "2026-11-11")),
        (("2026-11-01", "2026-11-30"), ("2026-11-01", "2026-11-18"), ("2026-10-01", "2026-10-18")),
        (("2026-10-01", "2026-10-31"), ("2026-10-01", "2026-10-31"), ("2026-09-01", "2026-09-30")),
        (("2026-03-01", "2026-03-31"), ("2026-03-01", "2026-03-31"), ("2026-02-01", "2026-02-28")),
        (("2026-11-03", "2026-11-12"), ("2026-11-03", "2026-11-12"), ("2026-10-24", "2026-11-02")),
        (("2026-11-15", "2026-11-24"), ("2026-11-15", "2026-11-18"), ("2026-11-05", "2026-11-08")),
        // What is yet to come is compared whole: nothing of it is known.
        (("2026-12-01", "2026-12-31"), ("2026-12-01", "2026-12-31"), ("2026-11-01", "2026-11-30")),
    ];
    for ((from, to), counted, before) in cases {
        let expected = (days(counted.0, counted.1), days(before.0, before.1));
        assert_eq!(compared_with(days(from, to), today), expected, "{from}..{to}");
    }
}

#[test]
fn a_long_month_is_compared_with_no_more_than_the_month_before() {
    let compared = |day: &str| compared_with(days("2026-03-01", "2026-03-31"), day.parse().unwrap());
    assert_eq!(compared("2026-03-28").1, days("2026-02-01", "2026-02-28"));
    assert_eq!(compared("2026-03-30").1, days("2026-02-01", "2026-02-28"));
    assert_eq!(compared("2026-03-31").1, days("2026-02-01", "2026-02-28"));
}

#[test]
fn changes_are_tenths_of_a_percent_of_what_there_was() {
    let cases = [
        ((120, 100), Some(200)),
        ((100, 100), Some(0)),
        ((0, 100), Some(-1000)),
        ((2, 3), Some(-333)),
        ((-50, 100), Some(-1500)),
        ((5, 0), None),
        ((5, -5), None),
    ];
    for ((now, before), expected) in cases {
        assert_eq!(change(now, before), expected.map(Permille), "{now} after {before}");
    }
    assert!(change(i64::MAX, 1).is_some() && change(i64::MIN, i64::MAX).is_some());
}

#[test]
fn performances_add_up() {
    let mean = |sum, count| Mean { sum, count };
    let one = Performance {
        closed: 3,
        refused: 1,
        total: Kopecks(900),
        materials: Kopecks(100),
        master_share: Kopecks(400),
        company_share: Kopecks(400),
        accepting: mean(1_001, 2),
        closing: mean(0, 0),
    };
    let both = one.and(Performance { refused: 4, accepting: mean(1_000, 1), ..Performance::default() });
    assert_eq!((both.closed, both.refused, both.net()), (3, 5, Kopecks(800)));
    assert_eq!(both.refused_share(), Permille(625));
    assert_eq!(one.accepting.value(), Some(SignedDuration::from_millis(501)), "half up");
    assert_eq!((both.accepting, both.closing.value()), (mean(2_001, 3), None));
    assert_eq!(one.and(Performance::default()), one);
}
