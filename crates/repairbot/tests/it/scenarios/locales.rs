//! The Fluent files: both languages say the same things, and say all that the code asks for and no more.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The keys of a language, each with the variables of its text.
fn texts(lang: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for file in fs::read_dir(root().join("locales").join(lang)).unwrap() {
        let mut current = String::new();
        for line in fs::read_to_string(file.unwrap().path()).unwrap().lines() {
            if let Some((key, _)) = line.split_once(" =").filter(|(key, _)| is_key(key)) {
                key.clone_into(&mut current);
                let twice = found.insert(current.clone(), BTreeSet::new());
                assert!(twice.is_none(), "{lang}: {current} is there twice");
            }
            if let Some(variables) = found.get_mut(&current).filter(|_| !line.starts_with('#')) {
                variables.extend(line.split('$').skip(1).map(word));
            }
        }
    }
    found
}

fn is_key(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

fn sources(folder: &Path, out: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|end| end == "rs") {
            out.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The string literals of the code, in pairs of quotes; none of ours hides a quote inside.
fn literals(code: &str) -> impl Iterator<Item = &str> {
    code.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.split('"').skip(1).step_by(2))
}

/// The beginnings of keys that are put together: `status-{}`.
fn prefixes(sources: &[(String, String)]) -> BTreeSet<String> {
    let all = sources.iter().flat_map(|(_, code)| literals(code));
    let begun = all.filter_map(|literal| literal.split_once("-{"));
    begun.map(|(begin, _)| format!("{begin}-")).filter(|begin| is_key(begin)).collect()
}

fn desk_sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    sources(&root().join("crates/repairbot/src"), &mut found);
    found
}

#[test]
fn both_languages_have_the_same_keys_and_variables() {
    let (ru, en) = (texts("ru"), texts("en"));
    assert!(ru.len() > 200, "{}", ru.len());
    let keys = |texts: &BTreeMap<String, _>| texts.keys().cloned().collect::<BTreeSet<_>>();
    let odd: Vec<_> = keys(&ru).symmetric_difference(&keys(&en)).cloned().collect();
    assert!(odd.is_empty(), "in one language only: {odd:?}");
    for (key, variables) in &ru {
        assert_eq!(variables, &en[key], "{key}");
    }
}

#[test]
fn every_key_of_the_files_is_used() {
    let sources = desk_sources();
    let used: BTreeSet<&str> = sources.iter().flat_map(|(_, code)| literals(code)).collect();
    let prefixes = prefixes(&sources);
    let begun = |key: &str| prefixes.iter().any(|prefix| key.starts_with(prefix.as_str()));
    let idle: Vec<_> =
        texts("ru").into_keys().filter(|key| !used.contains(key.as_str()) && !begun(key)).collect();
    assert!(idle.is_empty(), "nobody asks for {idle:?}");
}

#[test]
fn every_key_of_the_code_exists() {
    let sources = desk_sources();
    let (texts, prefixes) = (texts("ru"), prefixes(&sources));
    let exists = |key: &str| {
        texts.contains_key(key) || prefixes.iter().any(|prefix| texts.contains_key(&format!("{prefix}{key}")))
    };
    for (file, code) in &sources {
        let speaks = file.contains("outbox/render") || file.ends_with("intake/router.rs");
        let code = code.split("#[cfg(test)]").next().unwrap();
        for key in literals(code).filter(|literal| speaks && literal.contains('-') && is_key(literal)) {
            assert!(exists(key) || prefixes.contains(&format!("{key}-")), "{file}: «{key}»");
        }
    }
}
