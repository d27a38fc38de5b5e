//! A label is never stored as data (SPEC §3): whatever button's label is typed, in whatever language, it is no answer.

use std::{collections::BTreeSet, fs, path::Path};

use repairbot::texts::{Args, Lang, keys, text, text_with};

use crate::support::{TestDesk, scenarios};

/// Keys that begin the labels of buttons, as the texts are named.
const PREFIXES: [&str; 5] = ["button-", "action-", "payment-", "channel-", "quick-"];
/// Labels that lead somewhere: they are no data either, and have tests of their own.
const LEAD: [&str; 6] =
    ["button-cancel", "button-back", "button-skip", "button-attached-all", "button-confirm", "button-finish"];

/// Every label that stands on some button for itself, in both languages, and those that are made of two texts.
fn labels() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for lang in Lang::ALL {
        let own = keys().filter(|key| PREFIXES.iter().any(|prefix| key.starts_with(prefix)));
        found.extend(own.filter(|key| !LEAD.contains(key)).map(|key| text(lang, key)));
        let filled = |key, name, value| text_with(lang, key, &Args::new().raw(name, text(lang, value)));
        found.insert(filled("button-edit", "field", "field-address"));
        found.insert(filled("button-grant", "role", "role-admin"));
        found.insert(filled("button-revoke", "role", "role-master"));
        found.insert(filled("action-for-master", "label", "action-accept"));
    }
    found
}

#[test]
fn the_texts_that_are_read_for_labels_are_all_there_are() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../locales/ru");
    let mut there = BTreeSet::new();
    for file in fs::read_dir(folder).unwrap() {
        let words = fs::read_to_string(file.unwrap().path()).unwrap();
        let keys =
            words.lines().filter_map(|line| line.split_once(" = ").filter(|(_, words)| !words.contains('{')));
        let own = keys.map(|(key, _)| key.to_owned());
        there.extend(own.filter(|key| key.starts_with(|letter: char| letter.is_ascii_lowercase())));
    }
    assert_eq!(keys().map(str::to_owned).collect::<BTreeSet<_>>(), there);
}

scenarios! {
    async fn no_label_becomes_a_problem(desk: &mut TestDesk) {
        let anna = desk.dispatcher("Анна").await;
        anna.taps(desk, "➕ Создать заявку").await;
        anna.taps(desk, "Телевизоры").await;
        let labels = labels();
        assert!(labels.len() > 150, "{}", labels.len());
        for label in &labels {
            anna.says(desk, label).await;
            let last = anna.last(desk).unwrap().text;
            assert!(last.contains("Опишите проблему") && last.contains("⚠️"), "«{label}»: {last}");
        }
        anna.says(desk, "Назначить мастера просит жена").await;
        anna.sees(desk, "Введите телефон клиента");
    }

    async fn the_label_of_a_time_is_a_time_where_one_is_asked(desk: &mut TestDesk) {
        let anna = desk.dispatcher("Анна").await;
        anna.taps(desk, "➕ Создать заявку").await;
        anna.taps(desk, "Телевизоры").await;
        for answer in ["Не включается", "8 912 345-67-89", "Ольга", "Ленина 5"] {
            anna.says(desk, answer).await;
        }
        anna.says(desk, "Завтра утром").await;
        anna.sees(desk, "⚠️");
        anna.taps(desk, "⏭️ Пропустить").await;
        anna.sees(desk, "Когда удобно клиенту?");
        anna.says(desk, "👨‍🔧 Назначить мастера").await;
        anna.sees(desk, "Когда удобно клиенту?");
        anna.says(desk, &text(Lang::En, "quick-tomorrow-morning")).await;
        anna.sees(desk, "Проверьте заявку");
        anna.sees(desk, "сб, 21 ноября");
    }
}
