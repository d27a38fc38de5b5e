//! Holds what DESIGN and CONTRIBUTING ask of every file: budgets, import edges, no text for people
//! in code. Each rule is also shown to fail on a bad sample.

mod rules;
mod samples;
mod source;

use std::path::{Path, PathBuf};

use source::Source;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every file under `folder`, as paths from the root with forward slashes, sorted.
fn files_under(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                let path = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Every Rust file of every crate's `src`.
fn sources() -> Vec<Source> {
    let sources: Vec<_> = files_under("crates")
        .into_iter()
        .filter(|path| path.ends_with(".rs") && path.split('/').nth(2) == Some("src"))
        .map(|path| Source::new(&path, &std::fs::read_to_string(root().join(&path)).unwrap()))
        .collect();
    assert!(sources.len() > 10, "the files were not found");
    sources
}

#[track_caller]
fn tidy(findings: Vec<String>) {
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}

#[test]
fn there_is_no_cyrillic_in_code() {
    tidy(rules::no_cyrillic(&sources()));
}

#[test]
fn files_and_functions_are_within_their_budgets() {
    tidy(rules::budgets(&sources()));
}

#[test]
fn no_lint_is_allowed() {
    tidy(rules::no_allow(&sources()));
}

#[test]
fn imports_follow_the_design() {
    tidy(rules::imports(&sources()));
}

#[test]
fn crates_depend_as_designed() {
    let manifests: Vec<_> = files_under("crates")
        .into_iter()
        .filter(|path| path.ends_with("/Cargo.toml") && path.matches('/').count() == 2)
        .collect();
    assert!(manifests.len() >= 4, "{manifests:?}");
    let read = |path: &String| std::fs::read_to_string(root().join(path)).unwrap();
    tidy(manifests.iter().flat_map(|path| rules::dependencies(path, &read(path))).collect());
}

#[test]
fn every_text_file_exists_in_both_languages() {
    tidy(rules::locale_pairs(&files_under("locales")));
}

#[test]
fn every_test_named_for_a_promise_exists() {
    let document = std::fs::read_to_string(root().join("docs/reliability.md")).unwrap();
    tidy(rules::named_tests(&document, |path| std::fs::read_to_string(root().join(path)).ok()));
}

/// What newcomers type first; the browser test starts the same program as the tests built it.
#[test]
fn cargo_demo_names_what_there_is() {
    let read =
        |path: &str| -> toml::Table { std::fs::read_to_string(root().join(path)).unwrap().parse().unwrap() };
    let alias = read(".cargo/config.toml")["alias"]["demo"].as_str().unwrap().to_owned();
    assert_eq!(alias, "run --profile demo --bin demo --");
    assert!(read("Cargo.toml")["profile"]["demo"]["inherits"].as_str() == Some("dev"));
    assert_eq!(read("crates/demo/Cargo.toml")["package"]["name"].as_str(), Some("demo"));
}
