use proptest::prelude::*;
use repairbot_core::{
    catalogue::default_equipment,
    ids::PersonId,
    order::{Candidate, Suggestion, suggest},
};

use crate::support::cases;

/// The labels of a default type, as the catalogue gives them.
fn labels(code: &str) -> Vec<&'static str> {
    let kind = default_equipment().iter().find(|kind| kind.code == code).unwrap();
    [kind.ru.as_str()].into_iter().chain(kind.aliases.iter().map(String::as_str)).collect()
}

fn candidate(master: i64, specialization: &str, active_orders: u64) -> Candidate<'_> {
    let specialization = Some(specialization).filter(|text| !text.is_empty());
    Candidate { master: PersonId(master), specialization, active_orders }
}

/// Ids in the order of the list, the suggested ones marked by the second part.
fn listed(list: &[Suggestion]) -> (Vec<i64>, Vec<i64>) {
    let suggested = list.iter().filter(|one| one.suggested);
    (list.iter().map(|one| one.master.0).collect(), suggested.map(|one| one.master.0).collect())
}

#[test]
fn the_specialist_first_then_the_least_loaded() {
    // Specialization and load of masters 1, 2, 3... -> the list, and who of it is suggested.
    type Row<'a> = (&'a str, &'a [(&'a str, u64)], &'a [i64], &'a [i64]);
    let table: &[Row<'_>] = &[
        ("refrigerator", &[], &[], &[]),
        ("refrigerator", &[("", 5)], &[1], &[1]),
        ("refrigerator", &[("Электрика", 0), ("Холодильники", 9)], &[2, 1], &[2]),
        ("refrigerator", &[("холодильники", 3), ("Холодильник", 1)], &[2, 1], &[2]),
        ("refrigerator", &[("холодильники", 2), ("морозильники", 2), ("", 0)], &[1, 2, 3], &[1, 2]),
        ("refrigerator", &[("Сантехника", 2), ("", 1), ("Электрика", 1)], &[2, 3, 1], &[2, 3]),
        ("dryer", &[("стиральные машины", 0), ("стиральные и сушильные машины", 4)], &[2, 1], &[2]),
    ];
    for (code, masters, list, suggested) in table {
        let candidates: Vec<Candidate<'_>> =
            (1..).zip(*masters).map(|(id, (words, load))| candidate(id, words, *load)).collect();
        let expected = (list.to_vec(), suggested.to_vec());
        assert_eq!(listed(&suggest(&labels(code), &candidates)), expected, "{code} {masters:?}");
    }
}

/// Whether someone with this specialization is preferred to an idle master without one.
fn fits(code: &str, specialization: &str) -> bool {
    let candidates = [candidate(1, "", 0), candidate(2, specialization, 9)];
    suggest(&labels(code), &candidates)[0].master == PersonId(2)
}

#[test]
fn specializations_as_masters_write_them() {
    let yes = [
        ("washing_machine", "Стиральные машины"),
        ("washing_machine", "стиралки, посудомойки"),
        ("washing_machine", "СТИРАЛЬНЫЕ"),
        ("dishwasher", "Стиралки/посудомойки"),
        ("coffee_machine", "кофе"),
        ("coffee_machine", "ремонт кофемашин"),
        ("oven_hob", "плиты и духовки"),
        ("oven_hob", "ВП"),
        ("electrics", "электрик"),
        ("plumbing", "сантехник, бойлеры"),
        ("water_heater", "сантехник, бойлеры"),
        ("tv", "телевизоры"),
        ("tv", "телемастер, ТВ"),
        ("refrigerator", "Холодильщик"),
    ];
    for (code, words) in yes {
        assert!(fits(code, words), "{code}: {words}");
    }
    let no = [
        ("dishwasher", "Стиральные машины"),
        ("coffee_machine", "Стиральные машины"),
        ("oven_hob", "Электрика"),
        ("electrics", "электроплиты"),
        ("plumbing", "любая техника"),
        ("refrigerator", "камеры наблюдения"),
        ("tv", "в т. ч. мелкий ремонт"),
        ("tv", ""),
    ];
    for (code, words) in no {
        assert!(!fits(code, words), "{code}: {words}");
    }
}

#[test]
fn a_renamed_type_is_known_by_its_new_name() {
    let candidates = [candidate(1, "", 0), candidate(2, "самокаты", 3)];
    assert_eq!(listed(&suggest(&["Электросамокаты", "самокат"], &candidates)), (vec![2, 1], vec![2]));
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn everybody_is_listed_once_and_the_suggested_ones_lead(
        masters in prop::collection::vec((prop::sample::select(vec!["", "холодильники", "тв"]), 0_u64..4), 0..12)
    ) {
        let candidates: Vec<Candidate<'_>> =
            (0..).zip(&masters).map(|(id, (words, load))| candidate(id, words, *load)).collect();
        let list = suggest(&labels("refrigerator"), &candidates);
        let (ids, suggested) = listed(&list);
        let mut sorted = ids.clone();
        sorted.sort_unstable();
        prop_assert!(sorted.iter().copied().eq((0..).take(masters.len())));
        prop_assert_eq!(suggested.is_empty(), masters.is_empty());
        prop_assert_eq!(&ids[..suggested.len()], &suggested[..]);
        let rank = |id: &i64| {
            let (words, load) = masters[usize::try_from(*id).unwrap()];
            (words != "холодильники", load, *id)
        };
        prop_assert!(ids.is_sorted_by_key(rank), "{ids:?}");
    }
}
