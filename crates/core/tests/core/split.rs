use proptest::prelude::*;
use repairbot_core::{
    catalogue::{default_equipment, equipment_code_of},
    money::Kopecks,
    split::{BasisPoints, Breakdown, EquipmentRate, Rates, RuleSource, SplitInput, StepKind, Tier, split},
};

use crate::support::cases;

/// Flags of the worked examples.
#[derive(Default, Clone, Copy)]
struct Flags {
    senior: bool,
    out: bool,
    review: bool,
    bonus_on: bool,
}

const NONE: Flags = Flags { senior: false, out: false, review: false, bonus_on: false };
const SENIOR: Flags = Flags { senior: true, ..NONE };
const OUT: Flags = Flags { out: true, ..NONE };
const REVIEW: Flags = Flags { review: true, bonus_on: true, ..NONE };

fn of(net: Kopecks, equipment: &str, flags: Flags, rates: &Rates) -> Breakdown {
    let rates = Rates { review_bonus_on: flags.bonus_on, ..rates.clone() };
    let Flags { senior, out: out_of_city, review, .. } = flags;
    split(&SplitInput { net, equipment_code: equipment, senior, out_of_city, review }, &rates)
}

fn rates_with(code: &str, master: u32) -> Rates {
    let tiers = vec![Tier { from: Kopecks::ZERO, master: BasisPoints(master) }];
    Rates { custom: vec![EquipmentRate { code: code.to_owned(), tiers }], ..Rates::default_rules() }
}

/// Every worked example of §6.1 of the dossier, and the edges of SPEC §6: total, materials, the label of the
/// type, flags, shares in roubles.
#[test]
fn worked_examples() {
    let washing = "Стиральные машины";
    let table: &[(i64, i64, &str, Flags, &str, &str)] = &[
        (6000, 1000, washing, NONE, "2000.00", "3000.00"),
        (10000, 2000, washing, NONE, "4000.00", "4000.00"),
        (7000, 0, washing, NONE, "3500.00", "3500.00"),
        (6999, 0, washing, NONE, "2799.60", "4199.40"),
        (6000, 1000, washing, SENIOR, "2500.00", "2500.00"),
        (6000, 1000, washing, OUT, "2500.00", "2500.00"),
        (6000, 1000, washing, Flags { senior: true, ..OUT }, "3000.00", "2000.00"),
        (6000, 1000, "Электрика", NONE, "2500.00", "2500.00"),
        (6000, 1000, "Сантехника", NONE, "2500.00", "2500.00"),
        (6000, 1000, "Водонагреватели", NONE, "2500.00", "2500.00"),
        (6000, 1000, "бойлер", NONE, "2500.00", "2500.00"),
        (10000, 2000, washing, REVIEW, "4800.00", "3200.00"),
        (10000, 2000, washing, Flags { out: true, ..REVIEW }, "5600.00", "2400.00"),
        (10000, 2000, washing, Flags { review: true, ..NONE }, "4000.00", "4000.00"),
        (19999, 0, "Холодильники", NONE, "9999.50", "9999.50"),
        (20000, 0, "Холодильники", NONE, "12000.00", "8000.00"),
        (25000, 2000, "Холодильники", OUT, "16100.00", "6900.00"),
        (25000, 0, "Холодильники", SENIOR, "15000.00", "10000.00"),
        (0, 0, washing, SENIOR, "0.00", "0.00"),
    ];
    for (total, materials, label, flags, master, company) in table {
        let code = equipment_code_of(label).unwrap();
        let net = Kopecks((total - materials) * 100);
        let breakdown = of(net, code, *flags, &Rates::default_rules());
        let shares = (breakdown.master.to_string(), breakdown.company.to_string());
        assert_eq!(
            (shares.0.as_str(), shares.1.as_str()),
            (*master, *company),
            "{total} {materials} {label}"
        );
    }
}

#[test]
fn an_entered_rate_wins() {
    let breakdown = of(Kopecks(800_000), "washing_machine", NONE, &rates_with("washing_machine", 6_000));
    assert_eq!((breakdown.master, breakdown.company), (Kopecks(480_000), Kopecks(320_000)));
    assert_eq!(breakdown.rule.source, RuleSource::Custom);
    let other = of(Kopecks(800_000), "tv", NONE, &rates_with("washing_machine", 6_000));
    assert_eq!((other.master, other.rule.source), (Kopecks(400_000), RuleSource::General));
}

#[test]
fn an_entered_rate_without_a_tier_for_the_sum_gives_way() {
    let tiers = vec![Tier { from: Kopecks(1_000_000), master: BasisPoints(9_000) }];
    let custom = vec![EquipmentRate { code: "electrics".to_owned(), tiers }];
    let rates = Rates { custom, ..Rates::default_rules() };
    let below = of(Kopecks(999_999), "electrics", NONE, &rates);
    assert_eq!((below.rule.source, below.rule.percent), (RuleSource::Equipment, BasisPoints(5_000)));
    assert_eq!(of(Kopecks(1_000_000), "electrics", NONE, &rates).master, Kopecks(900_000));
}

#[test]
fn the_masters_share_is_rounded_half_up_once() {
    let rates = Rates::default_rules();
    // 40 % of 699 998.75 kopecks does not exist; 0.4 of 1, 2, 3 kopecks: 0.4, 0.8, 1.2.
    for (net, master) in [(1, 0), (2, 1), (3, 1)] {
        assert_eq!(of(Kopecks(net), "tv", NONE, &rates).master, Kopecks(master), "{net}");
    }
    // Exactly half a kopeck goes to the master.
    assert_eq!(of(Kopecks(1), "electrics", NONE, &rates).master, Kopecks(1));
    assert_eq!(of(Kopecks(700_001), "tv", NONE, &rates).master, Kopecks(350_001));
    // Rounding each part (0.4 and 0.1 of a kopeck) would give 0.
    assert_eq!(of(Kopecks(1), "tv", OUT, &rates).master, Kopecks(1));
}

#[test]
fn the_parts_explain_the_share() {
    let flags = Flags { senior: true, out: true, ..REVIEW };
    let breakdown = of(Kopecks(500_000), "tv", flags, &Rates::default_rules());
    let parts: Vec<(StepKind, u32, i64)> =
        breakdown.steps.iter().map(|step| (step.kind, step.percent.0, step.amount.0)).collect();
    assert_eq!(
        parts,
        [
            (StepKind::Base, 4_000, 200_000),
            (StepKind::SeniorFloor, 1_000, 50_000),
            (StepKind::OutOfCity, 1_000, 50_000),
            (StepKind::Review, 1_000, 50_000),
        ]
    );
    let plain = of(Kopecks(800_000), "tv", SENIOR, &Rates::default_rules());
    assert_eq!(plain.steps.len(), 1, "a floor that adds nothing is not a part");
}

#[test]
fn greedy_rates_never_take_from_the_company() {
    let flags = Flags { out: true, ..REVIEW };
    let breakdown = of(Kopecks(100_001), "tv", flags, &rates_with("tv", 9_500));
    assert_eq!((breakdown.master, breakdown.company), (Kopecks(100_001), Kopecks::ZERO));
    assert_eq!(breakdown.steps.iter().map(|step| step.percent.0).sum::<u32>(), 10_000);
}

#[test]
fn a_breakdown_survives_storing() {
    let breakdown = of(Kopecks(2_300_000), "refrigerator", OUT, &Rates::default_rules());
    let json = serde_json::to_string(&breakdown).unwrap();
    assert!(json.contains(r#""source":"equipment","percent":6000"#), "{json}");
    assert_eq!(serde_json::from_str::<Breakdown>(&json).unwrap(), breakdown);
}

#[test]
fn percentages_print() {
    for (points, text) in [(0, "0%"), (4_000, "40%"), (3_350, "33.5%"), (3_333, "33.33%"), (5, "0.05%")] {
        assert_eq!(BasisPoints(points).to_string(), text);
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn shares_sum_and_are_never_negative(
        net in prop_oneof![0_i64..=1_000_000_000, any::<i64>()],
        kind in 0_usize..10,
        flags in any::<[bool; 4]>(),
        entered in prop::option::of(0_u32..=20_000),
    ) {
        let code = default_equipment()[kind].code.as_str();
        let [senior, out, review, bonus_on] = flags;
        let rates = entered.map_or_else(Rates::default_rules, |master| rates_with(code, master));
        let breakdown = of(Kopecks(net), code, Flags { senior, out, review, bonus_on }, &rates);
        prop_assert_eq!(breakdown.net, Kopecks(net.max(0)));
        prop_assert_eq!(breakdown.master.checked_add(breakdown.company), Some(breakdown.net));
        prop_assert!(breakdown.master >= Kopecks::ZERO && breakdown.company >= Kopecks::ZERO);
        prop_assert_eq!(breakdown.steps.iter().map(|step| step.amount.0).sum::<i64>(), breakdown.master.0);
        prop_assert!(breakdown.steps.iter().all(|step| step.amount >= Kopecks::ZERO));
        if senior && entered.is_none() {
            prop_assert!(i128::from(breakdown.master.0) * 2 >= i128::from(breakdown.net.0));
        }
    }
}
