//! `lexicon/settings.toml`: defaults, bounds, choices, and how placeholders are called.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

use super::{Placeholder, Setting, Value};
use crate::lexicon::{lexicon, load};

/// A file that names a setting or a field nobody knows does not parse.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lexicon {
    placeholders: BTreeMap<Placeholder, Vec<String>>,
    settings: BTreeMap<Setting, Written>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    default: String,
    min: Option<i64>,
    max: Option<i64>,
    #[serde(default)]
    choices: Vec<String>,
}

/// What holds for one setting.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) default: Value,
    pub(super) bounds: Option<(i64, i64)>,
    pub(super) choices: Vec<Value>,
}

struct Rules {
    of: BTreeMap<Setting, Rule>,
    placeholders: BTreeMap<Placeholder, Vec<String>>,
    /// For a setting the file forgets; there is none, the tests see to it.
    missing: Rule,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let Lexicon { placeholders, settings } = load(lexicon!("settings"));
    let rule = |(setting, written): (Setting, Written)| {
        let value = |text: &String| Value::decode(setting, text);
        let rule = Rule {
            default: value(&written.default)?,
            bounds: written.min.zip(written.max),
            choices: written.choices.iter().filter_map(value).collect(),
        };
        Some((setting, rule))
    };
    let missing = Rule { default: Value::Text(String::new()), bounds: None, choices: Vec::new() };
    Rules { of: settings.into_iter().filter_map(rule).collect(), placeholders, missing }
});

/// What holds for this setting.
pub(super) fn of(setting: Setting) -> &'static Rule {
    RULES.of.get(&setting).unwrap_or(&RULES.missing)
}

/// How a placeholder may be called, the first name of each language first.
pub(super) fn names(placeholder: Placeholder) -> &'static [String] {
    RULES.placeholders.get(&placeholder).map_or(&[], Vec::as_slice)
}
