//! Changing the rates: what differs, what it means, rates as people write them, the form.

use proptest::prelude::*;
use repairbot_core::{
    actor::Role,
    callback::{Press, RatesPress},
    dialogue::{Dialogue, EditRates, Problem, Progress, Question, RatedType, RatesField},
    ids::{EquipmentId, OrderId, RatesId},
    money::Kopecks,
    rates::{RateChange, RateTextError, Subject, changes, parse_share, parse_tiers, rebased, samples},
    split::{BasisPoints, EquipmentRate, Rates, RatesVersion, RuleSource, SplitInput, Tier, split},
};

use crate::{
    dialogue_runs::{inputs, stored_by_format_1},
    dialogue_support::{Given, Talk, says},
    support::{cases, today},
};

fn tier(from: i64, share: u32) -> Tier {
    Tier { from: Kopecks(from * 100), master: BasisPoints(share) }
}

#[test]
fn rates_as_people_write_them() {
    let fridge = vec![tier(0, 5_000), tier(20_000, 6_000)];
    let table: &[(&str, &[Tier])] = &[
        ("50", &[tier(0, 5_000)]),
        ("50%", &[tier(0, 5_000)]),
        (" 12,5 % ", &[tier(0, 1_250)]),
        ("33.33%", &[tier(0, 3_333)]),
        ("0", &[tier(0, 0)]),
        ("100%", &[tier(0, 10_000)]),
        ("до 20000 — 50%, от 20000 — 60%", &fridge),
        ("до 20 000 ₽ — 50%, от 20 000 ₽ — 60%", &fridge),
        ("до 20\u{a0}000\u{a0}₽ — 50%, от 20\u{a0}000\u{a0}₽ — 60%", &fridge),
        ("До 20 тыс 50%; от 20 тыс 60%", &fridge),
        ("до 20000: 50\nот 20000: 60", &fridge),
        ("до 20000-50%,от 20000-60%", &fridge),
        ("меньше 20к = 50, дальше = 60", &fridge),
        ("50%, с 20000 60%", &fridge),
        ("50%, свыше 20000 — 60%", &fridge),
        ("до 20000 50%, выше 60%", &fridge),
        ("below 20000 — 50%, from 20000 — 60%", &fridge),
        ("up to 20000: 50%; then: 60%", &fridge),
        (
            "до 500,50 — 12,5%, от 500,50 — 60%",
            &[tier(0, 1_250), Tier { from: Kopecks(50_050), master: BasisPoints(6_000) }],
        ),
        (
            "до 7000 40%, до 20000 50%, дальше: 60%",
            &[tier(0, 4_000), tier(7_000, 5_000), tier(20_000, 6_000)],
        ),
        (
            "до 7000 — 40%, от 7000 — 50%, от 20000 — 60%",
            &[tier(0, 4_000), tier(7_000, 5_000), tier(20_000, 6_000)],
        ),
        ("от 0 — 40%", &[tier(0, 4_000)]),
    ];
    for (text, tiers) in table {
        assert_eq!(parse_tiers(text).as_deref(), Ok(*tiers), "{text}");
    }
}

#[test]
fn what_is_no_rate_says_why() {
    use RateTextError::{Gap, NotARate, Overlap, Share, Threshold, TooMany};
    let steps: Vec<String> = (1..=9).map(|step| format!("от {step}000 — 50%")).collect();
    let table = [
        ("", NotARate),
        (" , ;\n", NotARate),
        ("половину", NotARate),
        ("-5%", NotARate),
        ("50 60", NotARate),
        ("50%%", NotARate),
        ("5e1", NotARate),
        ("١٠", NotARate),
        ("до", NotARate),
        ("до 20000", NotARate),
        ("до 20000 50, от 20000 60", NotARate),
        ("досуг 50%", NotARate),
        ("100,01", Share),
        ("150%", Share),
        ("12,345%", Share),
        ("99999999999999999999", Share),
        ("до 12.500 — 50%, от 12.500 — 60%", Threshold),
        ("до минус — 50%, дальше — 60%", Threshold),
        ("до 99 000 000 — 50%, дальше — 60%", Threshold),
        ("от 20000 — 60%", Gap),
        ("до 20000 — 50%", Gap),
        ("до 7000 — 40%, от 20000 — 60%", Gap),
        ("до 20000 — 50%, от 7000 — 60%", Overlap),
        ("40%, 50%", Overlap),
        ("40%, до 7000 — 50%", Overlap),
        ("до 0 — 50%, дальше — 60%", Overlap),
        ("до 7000 — 40%, до 7000 — 50%, дальше — 60%", Overlap),
        ("50%, от 20000 — 60%, от 20000 — 70%", Overlap),
    ];
    for (text, error) in table {
        assert_eq!(parse_tiers(text), Err(error), "{text}");
    }
    assert_eq!(parse_tiers(&format!("40%, {}", steps.join(", "))), Err(TooMany));
    assert_eq!(parse_share("до 5 — 5%"), Err(NotARate));
    assert_eq!(parse_share("50,"), Err(NotARate));
    for error in [NotARate, Share, Threshold, Gap, Overlap, TooMany] {
        assert_eq!(serde_json::to_value(error).unwrap(), error.code());
    }
}

#[test]
fn a_change_names_what_was_and_what_is() {
    let old = Rates::default_rules();
    let mut new = old.with_own("washing_machine", Some(vec![tier(0, 6_000)]));
    (new.senior_floor, new.review_bonus_on) = (BasisPoints(5_500), true);
    let found = changes(&old, &new);
    assert_eq!(found.len(), 3);
    let RateChange::Equipment { code, from, to } = &found[0] else { panic!("{found:?}") };
    assert_eq!(
        (code.as_str(), from.source, to.source),
        ("washing_machine", RuleSource::General, RuleSource::Custom)
    );
    assert_eq!((&from.tiers, &to.tiers), (&old.general, &vec![tier(0, 6_000)]));
    assert_eq!(changes(&new, &new), []);
    // Taking it away again leads back to the rule there was.
    let back = new.with_own("washing_machine", None);
    let RateChange::Equipment { to, .. } = &changes(&new, &back)[0] else { panic!() };
    assert_eq!(to, from);
    assert!(new.has_own("washing_machine") && !back.has_own("washing_machine"));
    assert_eq!(new.of_type("refrigerator").source, RuleSource::Equipment);
    let stored = serde_json::to_string(&found).unwrap();
    assert_eq!(serde_json::from_str::<Vec<RateChange>>(&stored).unwrap(), found);
}

#[test]
fn two_admins_changes_go_together() {
    let base = Rates::default_rules();
    let mut mine = base.with_own("tv", Some(vec![tier(0, 6_000)]));
    mine.senior_floor = BasisPoints(6_000);
    let mut theirs = base.with_own("electrics", Some(vec![tier(0, 7_000)]));
    theirs.general = vec![tier(0, 4_500)];
    theirs.senior_floor = BasisPoints(4_000);
    let both = rebased(&base, &mine, &theirs);
    assert_eq!(both.of_type("tv").tiers, [tier(0, 6_000)]);
    assert_eq!(both.of_type("electrics").tiers, [tier(0, 7_000)]);
    assert_eq!((both.general, both.senior_floor), (vec![tier(0, 4_500)], BasisPoints(6_000)));
}

#[test]
fn samples_show_both_rules() {
    let old = Rates::default_rules();
    let new = old.with_own("washing_machine", Some(vec![tier(0, 6_000)]));
    let shown = samples(&old, &new);
    let master = |subject: &Subject, net: i64| {
        let found =
            shown.iter().find(|sample| sample.subject == *subject && sample.new.net == Kopecks(net * 100));
        found.map(|sample| (sample.old.master.0 / 100, sample.new.master.0 / 100)).unwrap()
    };
    let washer = Subject::Equipment("washing_machine".to_owned());
    assert_eq!(master(&washer, 5_000), (2_000, 3_000));
    // The example of §6.1 with an entered rate of 60/40.
    assert_eq!(master(&washer, 8_000), (4_000, 4_800));
    assert_eq!(master(&washer, 20_000), (10_000, 12_000));
    assert_eq!(master(&Subject::General, 5_000), (2_000, 2_000));
    assert_eq!(master(&Subject::Senior, 5_000), (2_500, 2_500));
    assert_eq!(master(&Subject::OutOfCity, 8_000), (4_800, 4_800));
    assert_eq!(master(&Subject::Review, 8_000), (4_000, 4_000));
}

#[test]
fn the_rule_applied_knows_its_thresholds() {
    let rules = Rates::default_rules();
    let rule = |net: i64, code: &str| {
        let input = SplitInput {
            net: Kopecks(net * 100),
            equipment_code: code,
            senior: false,
            out_of_city: false,
            review: false,
        };
        let rule = split(&input, &rules).rule;
        (rule.source, rule.from.0 / 100, rule.below.map(|below| below.0 / 100))
    };
    assert_eq!(rule(5_000, "tv"), (RuleSource::General, 0, Some(7_000)));
    assert_eq!(rule(7_000, "tv"), (RuleSource::General, 7_000, None));
    assert_eq!(rule(19_999, "refrigerator"), (RuleSource::Equipment, 0, Some(20_000)));
    assert_eq!(rule(5_000, "electrics"), (RuleSource::Equipment, 0, None));
}

#[test]
fn buttons_are_written_so() {
    // Buttons in old messages outlive releases: a changed line here needs a new version of the format.
    let version = RatesId(7);
    let table = [
        (RatesPress::Now, "1M0"),
        (RatesPress::Edit, "1M2"),
        (RatesPress::Versions { before: None }, "1M4"),
        (RatesPress::Versions { before: Some(version) }, "1M4.E"),
        (RatesPress::Version { version }, "1M6.E"),
        (RatesPress::Withdraw { version }, "1M8.E"),
        (RatesPress::Explain { order: OrderId(1) }, "1MA.2"),
    ];
    for (press, data) in table {
        let press = Press::Rates(press);
        assert_eq!(press.encode(), data, "{press:?}");
        assert_eq!(Press::decode(data), Ok(press), "{data}");
    }
    for garbage in ["1M", "1MC", "1M0.0", "1M6", "1M6.E.E", "1Mx"] {
        assert!(Press::decode(garbage).is_err(), "{garbage}");
    }
}

const TV: i64 = 9;

fn form() -> EditRates {
    let types = [(1, "washing_machine"), (TV, "tv")];
    let types = types.map(|(id, code)| RatedType { id: EquipmentId(id), code: code.to_owned() });
    EditRates::new(RatesVersion::default_rules(), types.into(), today())
}

fn now(talk: &Talk) -> &EditRates {
    let Dialogue::EditRates(form) = &talk.draft.dialogue else { panic!() };
    form
}

fn asks(field: RatesField) -> Question {
    Question::Rates(Some(field))
}

/// Chooses a question, answers it, and stands at the review again.
fn changes_to(talk: &mut Talk, field: u8, answer: Given) {
    assert_eq!(talk.give(&Given::Edit(field)), Ok(Progress::Ask));
    assert_eq!(talk.give(&answer), Ok(Progress::Ask), "{answer:?}");
    assert_eq!(talk.draft.question(), Question::Rates(None));
}

#[test]
fn everything_is_changed_in_one_go() {
    let mut talk = Talk::about(Dialogue::EditRates(form()));
    assert_eq!(talk.draft.question(), Question::Rates(None));
    assert!(!now(&talk).is_changed() && !talk.draft.can_go_back());
    changes_to(&mut talk, 0, says("до 10000 — 40%, от 10000 — 50%"));
    changes_to(&mut talk, 2, says("55%"));
    changes_to(&mut talk, 3, says("15"));
    changes_to(&mut talk, 4, says("5"));
    changes_to(&mut talk, 5, Given::Pick(1));
    assert_eq!(talk.give(&Given::Edit(1)), Ok(Progress::Ask));
    talk.refuses(Given::Pick(77), Problem::UseButtons).refuses(says("Телевизоры"), Problem::UseButtons);
    assert_eq!(talk.give(&Given::Pick(TV)), Ok(Progress::Ask));
    assert_eq!(talk.draft.question(), asks(RatesField::KindRate));
    talk.refuses(says("много"), Problem::Rate(RateTextError::NotARate))
        .refuses(Given::NotText, Problem::TextNeeded);
    talk.refuses(Given::Pick(5), Problem::UseButtons);
    stored_by_format_1("edit-rates", &talk.draft);
    assert_eq!(talk.give(&says("60%")), Ok(Progress::Ask));
    assert_eq!(talk.give(&Given::Confirm), Ok(Progress::Done));
    let form = now(&talk);
    let rules = &form.rates;
    assert_eq!(rules.general, [tier(0, 4_000), tier(10_000, 5_000)]);
    assert_eq!(rules.of_type("tv").tiers, [tier(0, 6_000)]);
    assert_eq!((rules.senior_floor, rules.out_of_city_bonus), (BasisPoints(5_500), BasisPoints(1_500)));
    assert_eq!((rules.review_bonus, rules.review_bonus_on), (BasisPoints(500), true));
    assert_eq!(form.since, Some(today().tomorrow().unwrap()));
    assert_eq!(changes(&form.seen, rules).len(), 5);
}

#[test]
fn a_type_is_chosen_only_while_its_rate_is_asked_for() {
    let mut talk = Talk::about(Dialogue::EditRates(form()));
    for _ in 0..2 {
        assert_eq!(talk.give(&Given::Edit(1)), Ok(Progress::Ask));
        assert_eq!(talk.give(&Given::Pick(TV)), Ok(Progress::Ask));
        assert_eq!(talk.give(&Given::Back), Ok(Progress::Ask));
        assert_eq!(talk.draft.question(), Question::Rates(None));
        assert_eq!(now(&talk).rated, None);
    }
    talk.refuses(Given::Edit(6), Problem::UseButtons);
    // An own rate and away with it again.
    for answer in [says("60%"), Given::Pick(EditRates::NO_OWN_RATE)] {
        assert_eq!(talk.give(&Given::Edit(1)), Ok(Progress::Ask));
        assert_eq!(talk.give(&Given::Pick(TV)), Ok(Progress::Ask));
        assert_eq!(talk.give(&answer), Ok(Progress::Ask));
        assert_eq!(now(&talk).is_changed(), answer == says("60%"));
    }
}

#[test]
fn days_and_bonuses_by_buttons_and_words() {
    let mut talk = Talk::about(Dialogue::EditRates(form()));
    assert_eq!(talk.give(&Given::Edit(5)), Ok(Progress::Ask));
    for late in [
        says("сегодня"),
        says("31.02"),
        says("через 200 дней"),
        Given::Pick(181),
        Given::Pick(-1),
        says("когда-нибудь"),
        says("с 25 по 27 декабря"),
    ] {
        talk.refuses(late, Problem::RatesDay);
    }
    talk.refuses(Given::Pick(i64::MAX), Problem::UseButtons);
    assert_eq!(talk.give(&says("через неделю")), Ok(Progress::Ask));
    let days = |days| Some(today().saturating_add(jiff::Span::new().days(days)));
    assert_eq!(now(&talk).since, days(7));
    assert_eq!(talk.give(&Given::Edit(5)), Ok(Progress::Ask));
    assert!(talk.draft.asks_for_time());
    assert_eq!(talk.give(&says("Послезавтра")), Ok(Progress::Ask));
    assert_eq!(now(&talk).since, days(2));
    changes_to(&mut talk, 5, says("через 180 дней"));
    assert_eq!(now(&talk).since, days(180));
    changes_to(&mut talk, 5, Given::Pick(EditRates::AT_ONCE));
    assert_eq!(now(&talk).since, None);
    changes_to(&mut talk, 4, Given::Pick(1));
    assert!(now(&talk).rates.review_bonus_on);
    changes_to(&mut talk, 4, Given::Pick(0));
    assert!(!now(&talk).is_changed());
}

#[test]
fn for_admins_only() {
    for role in Role::ALL {
        let dialogue = Dialogue::EditRates(form());
        assert_eq!(dialogue.is_for([role].into_iter().collect()), role == Role::Admin);
    }
}

fn some_tiers() -> impl Strategy<Value = Vec<Tier>> {
    prop::collection::btree_map(0_i64..3_000_000, 0_u32..=20_000, 0..5).prop_map(|steps| {
        steps
            .into_iter()
            .map(|(from, share)| Tier { from: Kopecks(from), master: BasisPoints(share) })
            .collect()
    })
}

fn some_rates() -> impl Strategy<Value = Rates> {
    let rows = |codes: &'static [&'static str]| {
        prop::collection::vec((prop::sample::select(codes), some_tiers()), 0..4).prop_map(|rows| {
            let row = |(code, tiers): (&str, _)| EquipmentRate { code: code.to_owned(), tiers };
            rows.into_iter().map(row).collect::<Vec<_>>()
        })
    };
    const CODES: &[&str] = &["tv", "refrigerator", "washing_machine", "electrics"];
    (rows(CODES), rows(CODES), some_tiers(), any::<[u16; 3]>(), any::<bool>()).prop_map(
        |(custom, equipment, general, [floor, out, review], review_bonus_on)| Rates {
            custom,
            equipment,
            general,
            senior_floor: BasisPoints(u32::from(floor)),
            out_of_city_bonus: BasisPoints(u32::from(out)),
            review_bonus: BasisPoints(u32::from(review)),
            review_bonus_on,
        },
    )
}

/// What people say anywhere, and what this form understands.
fn rates_inputs() -> impl Strategy<Value = Given> {
    let texts = ["50%", "12,5", "100,01", "до 10000 — 40%, от 10000 — 50%", "от 20000 — 60%", "через неделю"];
    prop_oneof![
        2 => inputs(),
        2 => prop::sample::select(texts.to_vec()).prop_map(says),
        1 => (0_u8..7).prop_map(Given::Edit),
        1 => prop::sample::select(vec![0, 1, TV]).prop_map(Given::Pick),
    ]
}

proptest! {
    #![proptest_config(cases())]

    /// Whatever rates there are: nothing is negative, both shares sum to the net, the parts to the master's.
    #[test]
    fn any_rates_share_the_net_and_no_more(
        rules in some_rates(),
        net in prop_oneof![-100_i64..=10_000_000, any::<i64>()],
        code in prop::sample::select(vec!["tv", "refrigerator", "electrics", "no-such"]),
        [senior, out_of_city, review] in any::<[bool; 3]>(),
    ) {
        let input = SplitInput { net: Kopecks(net), equipment_code: code, senior, out_of_city, review };
        let found = split(&input, &rules);
        prop_assert_eq!(found.net, Kopecks(net.max(0)));
        prop_assert!(found.master >= Kopecks::ZERO && found.company >= Kopecks::ZERO);
        prop_assert_eq!(found.master.checked_add(found.company), Some(found.net));
        prop_assert_eq!(found.steps.iter().map(|step| step.amount.0).sum::<i64>(), found.master.0);
        prop_assert!(found.steps.iter().all(|step| step.amount >= Kopecks::ZERO));
        prop_assert!(found.steps.iter().map(|step| step.percent.0).sum::<u32>() <= 10_000);
        prop_assert!(found.rule.from <= found.net && found.rule.below.is_none_or(|below| below > found.net));
    }

    /// What differs, put upon the old, is the new; nothing else changes.
    #[test]
    fn changes_say_all(old in some_rates(), new in some_rates()) {
        // The rules by type that every company starts with are not edited.
        let new = Rates { equipment: old.equipment.clone(), ..new };
        let again = rebased(&old, &new, &old);
        prop_assert_eq!(changes(&again, &new), []);
        prop_assert_eq!(changes(&old, &new).is_empty(), changes(&new, &old).is_empty());
        prop_assert_eq!(samples(&old, &new).iter().filter(|sample| sample.subject == Subject::General).count(), 3);
    }

    #[test]
    fn no_text_breaks_the_reading(text in "\\PC{0,40}|[а-я0-9 ,;%—-]{0,40}") {
        if let Ok(tiers) = parse_tiers(&text) {
            prop_assert_eq!(tiers.first().map(|tier| tier.from), Some(Kopecks::ZERO));
            prop_assert!(tiers.windows(2).all(|pair| pair[0].from < pair[1].from));
            prop_assert!(tiers.iter().all(|tier| tier.master <= BasisPoints::WHOLE));
        }
    }

    #[test]
    fn no_inputs_break_the_form(given in prop::collection::vec(rates_inputs(), 0..40)) {
        let mut talk = Talk::about(Dialogue::EditRates(form()));
        let latest = today().saturating_add(jiff::Span::new().days(180));
        for given in given {
            if talk.give(&given) == Ok(Progress::Done) {
                break;
            }
            let form = now(&talk);
            prop_assert_eq!(form.rated.is_some(), talk.draft.question() == asks(RatesField::KindRate));
            prop_assert!(form.since.is_none_or(|day| day > today() && day <= latest), "{:?}", form.since);
            let own = form.types.iter().map(|kind| form.rates.of_type(&kind.code).tiers);
            for tiers in own.chain([form.rates.general.clone()]) {
                prop_assert_eq!(tiers.first().map(|tier| tier.from), Some(Kopecks::ZERO));
                prop_assert!(tiers.windows(2).all(|pair| pair[0].from < pair[1].from), "{:?}", tiers);
                prop_assert!(tiers.iter().all(|tier| tier.master <= BasisPoints::WHOLE), "{:?}", tiers);
            }
            let rules = &form.rates;
            let shares = [rules.senior_floor, rules.out_of_city_bonus, rules.review_bonus];
            prop_assert!(shares.iter().all(|share| *share <= BasisPoints::WHOLE), "{:?}", shares);
        }
    }
}
