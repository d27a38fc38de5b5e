//! The rules. Each takes files and returns what breaks it, one sentence per finding.

use std::collections::BTreeSet;

use super::source::{Source, words};

const FILE_LINES: usize = 500;
const FUNCTION_LINES: usize = 80;
const FUNCTION_P95: usize = 40;

/// No word for people in code: comments and strings included, tests excluded.
pub fn no_cyrillic(files: &[Source]) -> Vec<String> {
    let tests: Vec<String> = files.iter().flat_map(Source::test_files).collect();
    let is_test =
        |path: &str| tests.iter().any(|test| path == test || test.ends_with('/') && path.starts_with(test));
    let mut found = Vec::new();
    for file in files.iter().filter(|file| !is_test(&file.path)) {
        for (index, line) in file.text_without_tests().lines().enumerate() {
            if line.chars().any(|c| ('\u{400}'..='\u{52f}').contains(&c)) {
                found.push(format!(
                    "{}:{}: Cyrillic in code: texts belong to locales/ or lexicon/",
                    file.path,
                    index + 1
                ));
            }
        }
    }
    found
}

/// Files and functions stay small.
pub fn budgets(files: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    let mut lengths = Vec::new();
    for file in files {
        let lines = file.text.lines().count();
        if lines > FILE_LINES {
            found.push(format!("{}: {lines} lines, at most {FILE_LINES}", file.path));
        }
        for (name, line, length) in file.functions() {
            lengths.push(length);
            if length > FUNCTION_LINES {
                found.push(format!(
                    "{}:{line}: fn {name} has {length} lines, at most {FUNCTION_LINES}",
                    file.path
                ));
            }
        }
    }
    lengths.sort_unstable();
    let p95 = lengths.get(lengths.len() * 95 / 100).copied().unwrap_or(0);
    if p95 > FUNCTION_P95 {
        found.push(format!("one function of twenty has {p95} lines or more, at most {FUNCTION_P95}"));
    }
    found
}

/// Lints are expected with a reason, never allowed.
pub fn no_allow(files: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        for (at, attribute) in file.attributes() {
            let allows =
                words(attribute, "allow").any(|word| attribute[word + 5..].trim_start().starts_with('('));
            if allows {
                found.push(format!("{}:{}: write #[expect(…, reason = \"…\")]", file.path, file.line(at)));
            }
        }
    }
    found
}

/// One edge that must not be: files under these folders name that path.
struct Edge {
    /// Path prefixes the rule is about.
    within: &'static [&'static str],
    /// Path prefixes that are free to do it.
    except: &'static [&'static str],
    /// First parts of forbidden paths.
    forbidden: &'static [&'static str],
    why: &'static str,
}

const EDGES: &[Edge] = &[
    Edge {
        within: &["crates/core/src/", "crates/telegram-sim/src/"],
        except: &[],
        forbidden: &["repairbot", "repairbot_core", "demo"],
        why: "this crate depends on nothing of ours",
    },
    Edge {
        within: &["crates/core/src/", "crates/telegram-sim/src/"],
        // The program uses the library of its own crate.
        except: &["crates/telegram-sim/src/bin"],
        forbidden: &["telegram_sim"],
        why: "this crate depends on nothing of ours",
    },
    Edge {
        within: &["crates/core/src/"],
        except: &[],
        forbidden: &["std::fs", "std::net", "std::env", "std::process", "std::thread", "tokio"],
        why: "core is pure",
    },
    Edge {
        within: &["crates/repairbot/src/handlers"],
        except: &[],
        forbidden: &["crate::telegram", "crate::outbox::render"],
        why: "handlers leave rows in the outbox and never talk to Telegram",
    },
    Edge {
        within: &["crates/repairbot/src/store"],
        except: &[],
        forbidden: &[
            "crate::app",
            "crate::cli",
            "crate::handlers",
            "crate::intake",
            "crate::outbox",
            "crate::render",
            "crate::router",
            "crate::schedule",
            "crate::telegram",
            "crate::web",
        ],
        why: "the store imports nothing above it",
    },
    Edge {
        within: &["crates/"],
        except: &["crates/repairbot/src/store"],
        forbidden: &["sea_orm", "sea_orm_migration", "sqlx", "crate::store::entity"],
        why: "queries belong to store",
    },
    Edge {
        within: &["crates/"],
        except: &[
            "crates/repairbot/src/telegram",
            "crates/repairbot/src/intake",
            "crates/repairbot/src/outbox",
        ],
        forbidden: &["frankenstein"],
        why: "Telegram's types stay at its edge",
    },
    Edge {
        within: &["crates/"],
        // The other reads secrets at the start, from a server that is not Telegram.
        except: &["crates/repairbot/src/telegram", "crates/repairbot/src/config/vault"],
        forbidden: &["reqwest"],
        why: "one client speaks to the Bot API",
    },
];

/// Who may import whom.
pub fn imports(files: &[Source]) -> Vec<String> {
    let tests: Vec<String> = files.iter().flat_map(Source::test_files).collect();
    let mut found = BTreeSet::new();
    for file in files.iter().filter(|file| !tests.iter().any(|test| file.path.starts_with(test))) {
        let edges: Vec<_> = EDGES.iter().filter(|edge| edge.concerns(&file.path)).collect();
        for (at, path) in file.paths() {
            for (edge, forbidden) in edges.iter().filter_map(|edge| Some((edge, edge.breaks(&path)?))) {
                found.insert(format!("{}:{}: {forbidden}: {}", file.path, file.line(at), edge.why));
            }
        }
    }
    found.into_iter().collect()
}

impl Edge {
    fn concerns(&self, path: &str) -> bool {
        let under = |prefixes: &[&str]| prefixes.iter().any(|prefix| is_within(path, prefix));
        under(self.within) && !under(self.except)
    }

    fn breaks(&self, path: &str) -> Option<&'static str> {
        let path = path.trim_start_matches("::");
        self.forbidden.iter().copied().find(|forbidden| {
            path.strip_prefix(forbidden).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
        })
    }
}

/// `a/b` holds `a/b.rs` and `a/b/c.rs`, not `a/bc.rs`.
fn is_within(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix)
        .is_some_and(|rest| prefix.ends_with('/') || rest.starts_with('/') || rest == ".rs")
}

/// Crates of ours each crate may depend on; for tests only behind the bar.
const DEPENDENCIES: &[(&str, &[&str], &[&str])] = &[
    ("repairbot-core", &[], &[]),
    ("telegram-sim", &[], &[]),
    ("repairbot", &["repairbot-core"], &["telegram-sim"]),
    ("demo", &["repairbot", "repairbot-core", "telegram-sim"], &[]),
    ("load", &["repairbot", "repairbot-core", "telegram-sim"], &[]),
];
/// What core, which is pure, does without.
const NOT_FOR_CORE: &[&str] = &[
    "async-trait",
    "axum",
    "chrono",
    "frankenstein",
    "rand",
    "reqwest",
    "sea-orm",
    "sqlx",
    "tokio",
    "tracing",
];

/// The edges between crates, from the text of one `Cargo.toml`.
pub fn dependencies(path: &str, manifest: &str) -> Vec<String> {
    let Ok(manifest) = manifest.parse::<toml::Table>() else { return vec![format!("{path}: not TOML")] };
    let name = manifest.get("package").and_then(|package| package.get("name")).and_then(toml::Value::as_str);
    let Some((name, normal, dev)) = DEPENDENCIES.iter().find(|(known, ..)| Some(*known) == name) else {
        return vec![format!("{path}: a crate the design doesn't know")];
    };
    let mut found = Vec::new();
    for (table, is_dev) in
        [("dependencies", false), ("build-dependencies", false), ("dev-dependencies", true)]
    {
        let Some(table) = manifest.get(table).and_then(toml::Value::as_table) else { continue };
        for dependency in table.keys().map(String::as_str) {
            let ours = DEPENDENCIES.iter().any(|(known, ..)| *known == dependency);
            let may = normal.contains(&dependency) || is_dev && dev.contains(&dependency);
            if ours && !may {
                found.push(format!("{path}: {name} must not depend on {dependency}"));
            }
            if *name == "repairbot-core" && !is_dev && NOT_FOR_CORE.contains(&dependency) {
                found.push(format!("{path}: core is pure and does without {dependency}"));
            }
        }
    }
    found
}

/// Every text file of one language has its twin in the other.
pub fn locale_pairs(paths: &[String]) -> Vec<String> {
    let of = |language: &str| -> BTreeSet<&str> {
        let prefix = format!("locales/{language}/");
        let files = paths.iter().filter(|path| path.ends_with(".ftl"));
        files.filter_map(|path| path.strip_prefix(&prefix)).collect()
    };
    let (ru, en) = (of("ru"), of("en"));
    let missing = |from: &BTreeSet<&str>, to: &BTreeSet<&str>, language: &str| -> Vec<String> {
        from.difference(to).map(|name| format!("locales/{language}/{name} is missing")).collect()
    };
    [missing(&ru, &en, "en"), missing(&en, &ru, "ru")].concat()
}

/// Every test that a document names as `file.rs::test` exists. Files are those of the desk's tests, unless their path
/// begins with `crates/`.
pub fn named_tests(document: &str, read: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let named = document.split('`').skip(1).step_by(2).filter_map(|code| code.split_once(".rs::"));
    let mut found = Vec::new();
    let mut count = 0;
    for (file, test) in named {
        count += 1;
        let folder = if file.starts_with("crates/") { "" } else { "crates/repairbot/tests/it/" };
        let path = format!("{folder}{file}.rs");
        match read(&path) {
            None => found.push(format!("{path} does not exist")),
            Some(text) if words(&text, test).next().is_none() => found.push(format!("{path} has no {test}")),
            Some(_) => {}
        }
    }
    if count == 0 {
        found.push("no test is named".to_owned());
    }
    found
}
