//! Bad samples: each rule can be seen to fail, and is not fooled.

use super::rules::{budgets, dependencies, imports, locale_pairs, named_tests, no_allow, no_cyrillic};
use super::source::Source;

fn file(path: &str, text: &str) -> [Source; 1] {
    [Source::new(path, text)]
}

fn lines(count: usize) -> String {
    "    let _ = 1;\n".repeat(count)
}

#[test]
fn cyrillic_is_found_in_strings_and_comments_but_not_in_tests() {
    assert_eq!(no_cyrillic(&file("a.rs", "fn a() {}\n// Привет\n")).len(), 1);
    assert_eq!(no_cyrillic(&file("a.rs", "const A: &str = \"ё\";")).len(), 1);
    let module = "fn a() {}\n#[cfg(test)]\nmod tests { const A: &str = \"Привет }\"; }\n";
    assert_eq!(no_cyrillic(&file("a.rs", module)), Vec::<String>::new());
    assert_eq!(no_cyrillic(&file("a.rs", &format!("{module}// Привет"))).len(), 1, "after the module");
}

#[test]
fn a_test_file_may_hold_cyrillic_and_other_files_may_not() {
    let parent = Source::new("crates/x/src/config/mod.rs", "#[cfg(test)]\nmod tests;\n");
    let tests = Source::new("crates/x/src/config/tests.rs", "// Привет");
    let other = Source::new("crates/x/src/config/other.rs", "// Привет");
    assert_eq!(no_cyrillic(&[parent, tests, other]).len(), 1);
}

#[test]
fn long_files_and_functions_are_found() {
    assert_eq!(budgets(&file("a.rs", &"\n".repeat(501))).len(), 1);
    assert!(budgets(&file("a.rs", &"\n".repeat(500))).is_empty());
    let long = format!("fn long() {{\n{}}}\n", lines(79));
    assert!(budgets(&file("a.rs", &long)).iter().any(|found| found.contains("fn long has 81 lines")));
    let many: String =
        (0..20).map(|n| format!("fn f{n}() {{\n{}}}\n", lines(if n < 18 { 1 } else { 45 }))).collect();
    let found = budgets(&file("a.rs", &many));
    assert!(found.len() == 1 && found[0].starts_with("one function of twenty"), "{found:?}");
}

#[test]
fn functions_are_measured_through_strings_characters_and_comments() {
    let text = "fn a<'a>(x: [u8; 2], s: &'a str) -> char {\n // }\n /* } /* } */ } */\n let _ = \"}\\\"}\";\n \
                let _ = r#\"}\"}\"#;\n let _ = (b'}', '\\'', '}', '\\u{7d}');\n '{'\n}\nfn b();\ntype C = fn(u8) -> u8;\n";
    let source = Source::new("a.rs", text);
    assert_eq!(source.functions(), [("a".to_owned(), 1, 8)]);
}

#[test]
fn allow_is_found_in_attributes_only() {
    for bad in
        ["#[allow(dead_code)]", "#![allow(unused)]", "#[cfg_attr(test, allow(unused))]", "#[ allow (x) ]"]
    {
        assert_eq!(no_allow(&file("a.rs", bad)).len(), 1, "{bad}");
    }
    for good in ["#[expect(dead_code, reason = \"allow(x)\")]", "// #[allow(x)]", "fn f() { allow(x) }"] {
        assert!(no_allow(&file("a.rs", good)).is_empty(), "{good}");
    }
}

#[test]
fn forbidden_imports_are_found_however_they_are_written() {
    for (path, bad) in [
        ("crates/core/src/a.rs", "use repairbot::config;"),
        ("crates/core/src/a.rs", "fn f() { std::fs::read(x); }"),
        ("crates/telegram-sim/src/a.rs", "use repairbot_core as core;"),
        ("crates/telegram-sim/src/bin/a.rs", "use repairbot::config;"),
        ("crates/core/src/a.rs", "use telegram_sim::Sim;"),
        ("crates/repairbot/src/handlers/a.rs", "use crate::telegram::Client;"),
        ("crates/repairbot/src/handlers/a.rs", "use crate::{store, outbox::{queue, render}};"),
        ("crates/repairbot/src/handlers.rs", "fn f() { crate::outbox::render::text() }"),
        ("crates/repairbot/src/store/a.rs", "use crate::{\n    app,\n    config,\n};"),
        ("crates/repairbot/src/app.rs", "use sea_orm::EntityTrait;"),
        ("crates/repairbot/src/storehouse.rs", "use sea_orm::EntityTrait;"),
        ("crates/demo/src/main.rs", "use ::frankenstein::types::Message;"),
        ("crates/repairbot/src/outbox/a.rs", "use reqwest::Client;"),
    ] {
        assert_eq!(imports(&file(path, bad)).len(), 1, "{path}: {bad}");
    }
    for (path, good) in [
        ("crates/core/src/a.rs", "// use repairbot::config;\nuse crate::demo_data;"),
        ("crates/telegram-sim/src/bin/a.rs", "use telegram_sim::Sim;"),
        ("crates/repairbot/src/handlers/a.rs", "use crate::outbox::queue; use crate::telegrams;"),
        ("crates/repairbot/src/store/a.rs", "use crate::store::outbox; use sea_orm::EntityTrait;"),
        ("crates/repairbot/src/intake/a.rs", "use frankenstein::types::Update;"),
        ("crates/repairbot/src/telegram.rs", "use reqwest::Client;"),
        (
            "crates/repairbot/src/app.rs",
            "#[cfg(test)]\nmod tests { use sea_orm::X; }\nconst A: &str = \"sea_orm::X\";",
        ),
    ] {
        assert_eq!(imports(&file(path, good)), Vec::<String>::new(), "{path}: {good}");
    }
}

#[test]
fn forbidden_dependencies_are_found() {
    let manifest =
        |name: &str, rest: &str| dependencies("Cargo.toml", &format!("[package]\nname = '{name}'\n{rest}"));
    assert_eq!(manifest("repairbot-core", "[dependencies]\ntelegram-sim.workspace = true").len(), 1);
    assert_eq!(manifest("repairbot-core", "[dependencies]\ntokio = '1'").len(), 1);
    assert_eq!(manifest("telegram-sim", "[dev-dependencies]\nrepairbot-core.workspace = true").len(), 1);
    assert_eq!(manifest("repairbot", "[dependencies]\ntelegram-sim.workspace = true").len(), 1);
    assert_eq!(manifest("stranger", "").len(), 1);
    assert_eq!(dependencies("Cargo.toml", "not toml").len(), 1);
    assert!(manifest("repairbot", "[dev-dependencies]\ntelegram-sim.workspace = true").is_empty());
}

#[test]
fn a_missing_translation_is_found() {
    let paths =
        ["locales/ru/order.ftl", "locales/ru/menu.ftl", "locales/en/menu.ftl", "locales/en/extra.ftl"];
    let found = locale_pairs(&paths.map(str::to_owned));
    assert_eq!(found, ["locales/en/order.ftl is missing", "locales/ru/extra.ftl is missing"]);
}

#[test]
fn a_test_that_is_not_there_is_found() {
    let read = |path: &str| {
        let text = match path {
            "crates/repairbot/tests/it/a/b.rs" => "async fn works() {}",
            "crates/core/tests/c.rs" => "fn holds() {}",
            _ => return None,
        };
        Some(text.to_owned())
    };
    let found = |document| named_tests(document, read);
    assert!(found("`a/b.rs::works` and `crates/core/tests/c.rs::holds`, `a/b.rs`").is_empty());
    assert_eq!(found("`a/b.rs::work`"), ["crates/repairbot/tests/it/a/b.rs has no work"]);
    assert_eq!(found("`b.rs::works`"), ["crates/repairbot/tests/it/b.rs does not exist"]);
    assert_eq!(found("a/b.rs::works"), ["no test is named"]);
}
