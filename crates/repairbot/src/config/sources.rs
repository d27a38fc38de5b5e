//! Where settings come from: two files, the environment, the files that `NAME_FILE` points at, and Vault.

use std::collections::BTreeMap;
use std::ffi::OsString;

use serde_json::Value;

use super::bots::{self, Section};
use super::errors::Problem;
use super::names::{self, Meaning};

/// Everything a configuration is made of, already read: no file and no environment is touched after.
///
/// Deliberately without `Debug`: it holds secrets in the clear.
#[derive(Default)]
pub struct Sources {
    /// From the weakest to the strongest.
    layers: Vec<Layer>,
    /// What the files named by `NAME_FILE` hold, or why they can't be read, by path.
    files: BTreeMap<String, Result<String, String>>,
    /// What the secret in Vault holds, or why it can't be read. The strongest of all.
    vault: Option<Layer>,
    /// The bots of the process, when it is to host several.
    pub(super) bots: Vec<Section>,
}

/// One source, as read.
pub(super) struct Layer {
    origin: Origin,
    pub(super) entries: Vec<(String, String)>,
    problems: Vec<Problem>,
    warnings: Vec<String>,
    /// Part of it could not be understood, so a missing name may only be out of sight.
    broken: bool,
}

/// Which source a layer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    Toml,
    Section,
    DotEnv,
    Environment,
    Vault,
}

impl Origin {
    fn label(self) -> &'static str {
        match self {
            Self::Toml | Self::Section => "repairbot.toml",
            Self::DotEnv => ".env",
            Self::Environment => "the environment",
            Self::Vault => "Vault",
        }
    }
}

impl Layer {
    pub(super) fn new(origin: Origin) -> Self {
        Self { origin, entries: Vec::new(), problems: Vec::new(), warnings: Vec::new(), broken: false }
    }

    pub(super) fn problem(&mut self, at: &str, what: impl Into<String>, mend: &str) {
        self.problems.push(Problem::new(at, what, mend));
    }

    fn broken(mut self, at: impl Into<String>, what: &str, mend: &str) -> Self {
        self.problems.push(Problem::new(at, what, mend));
        self.broken = true;
        self
    }
}

impl Sources {
    /// Adds the content of `repairbot.toml`.
    #[must_use]
    pub fn with_toml(mut self, content: &[u8]) -> Self {
        let (layer, bots) = toml_layer(content);
        self.layers.push(layer);
        self.bots = bots;
        self
    }

    /// Adds the content of `.env`; stronger than what was added before.
    #[must_use]
    pub fn with_dotenv(mut self, content: &[u8]) -> Self {
        self.layers.push(dotenv_layer(content));
        self
    }

    /// Adds environment variables; stronger than what was added before.
    #[must_use]
    pub fn with_environment<N, V>(mut self, variables: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<OsString>,
        V: Into<OsString>,
    {
        let mut layer = Layer::new(Origin::Environment);
        for (name, value) in variables {
            let Ok(name) = name.into().into_string() else { continue };
            match value.into().into_string() {
                Ok(value) => layer.entries.push((name, value)),
                Err(_) if names::meaning(&name) == Meaning::Unknown => {}
                Err(_) => layer.problems.push(Problem::new(
                    name.to_ascii_uppercase(),
                    "its value in the environment is not valid UTF-8",
                    "set it again as plain text",
                )),
            }
        }
        self.layers.push(layer);
        self
    }

    /// Adds what a file named by some `NAME_FILE` holds, or why it can't be read.
    #[must_use]
    pub fn with_file(mut self, path: impl Into<String>, content: Result<String, String>) -> Self {
        self.files.insert(path.into(), content);
        self
    }

    /// Adds what the secret in Vault holds, or why it can't be read.
    #[must_use]
    pub(super) fn with_vault(mut self, secret: Result<serde_json::Map<String, Value>, Problem>) -> Self {
        self.vault = Some(match secret {
            Ok(secret) => vault_layer(secret),
            Err(Problem { name, what, mend }) => Layer::new(Origin::Vault).broken(name, &what, &mend),
        });
        self
    }

    /// Adds a problem met while reading the sources themselves.
    #[must_use]
    pub(super) fn with_unreadable(mut self, path: &str, why: &str) -> Self {
        let layer = Layer::new(Origin::Toml);
        self.layers.push(layer.broken(
            path,
            &format!("can't be read ({why})"),
            "check the path and the rights",
        ));
        self
    }

    /// The files to read: the strongest value of every `NAME_FILE`.
    pub(super) fn file_paths(&self) -> Vec<String> {
        let of_bots =
            self.bots.iter().flat_map(|bot| Self::files_of(std::iter::once(&bot.layer)).into_values());
        Self::files_of(&self.layers).into_values().chain(of_bots).collect()
    }

    /// Known name → path of its file. An empty path counts as not set.
    pub(super) fn files_of<'a>(
        layers: impl IntoIterator<Item = &'a Layer>,
    ) -> BTreeMap<&'static str, String> {
        let mut paths = BTreeMap::new();
        for (name, value) in layers.into_iter().flat_map(|layer| &layer.entries) {
            if let Meaning::File(known) = names::meaning(name)
                && !value.trim().is_empty()
            {
                paths.insert(known, value.trim().to_owned());
            }
        }
        paths
    }

    /// What a file holds, or why it can't be read.
    pub(super) fn file(&self, path: &str) -> Result<String, String> {
        self.files.get(path).cloned().unwrap_or_else(|| Err("it was not read".to_owned()))
    }

    /// Merges the sources: later wins, files win over them, and Vault over all.
    pub(super) fn merge(&self) -> Merged {
        let mut merged = Merged::default();
        for layer in &self.layers {
            merged.take(layer);
        }
        for (name, path) in Self::files_of(&self.layers) {
            merged.take_file(name, self.file(&path));
        }
        if let Some(vault) = &self.vault {
            merged.take(vault);
        }
        merged
    }
}

/// The outcome of merging: one text per known name that is set.
#[derive(Default)]
pub(super) struct Merged {
    /// Known name → text, trimmed and not empty.
    pub(super) values: BTreeMap<&'static str, String>,
    pub(super) problems: Vec<Problem>,
    pub(super) warnings: Vec<String>,
    /// A source could not be read in full: don't complain about what is missing.
    pub(super) incomplete: bool,
    /// Which names Vault gave.
    pub(super) from_vault: Vec<&'static str>,
}

impl Merged {
    pub(super) fn take(&mut self, layer: &Layer) {
        self.problems.extend(layer.problems.iter().cloned());
        self.warnings.extend(layer.warnings.iter().cloned());
        self.incomplete |= layer.broken;
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for (name, value) in &layer.entries {
            let value = value.trim();
            match names::meaning(name) {
                Meaning::Value(_) | Meaning::File(_) if value.is_empty() => {}
                Meaning::Value(known) if !self.foreign_language(known, value, layer.origin) => {
                    self.values.insert(known, value.to_owned());
                    if layer.origin == Origin::Vault {
                        self.from_vault.push(known);
                    }
                }
                Meaning::Value(_) | Meaning::File(_) => {}
                Meaning::Obsolete(advice) => {
                    let name = name.to_ascii_uppercase();
                    let warning = format!("{name} (in {}) is obsolete: {advice}", layer.origin.label());
                    self.warnings.push(warning);
                }
                Meaning::Neighbour if !matches!(layer.origin, Origin::Toml | Origin::Section) => {}
                Meaning::Neighbour | Meaning::Unknown => self.unknown(name, layer.origin),
            }
            let twin = seen.insert(name.to_ascii_uppercase(), value);
            let ours = matches!(names::meaning(name), Meaning::Value(_) | Meaning::File(_));
            if ours && twin.is_some_and(|twin| twin != value) {
                self.problems.push(Problem::new(
                    name.to_ascii_uppercase(),
                    format!("is given twice in {} with different values", layer.origin.label()),
                    "keep one of them (names are case-insensitive)",
                ));
            }
        }
    }

    pub(super) fn take_file(&mut self, name: &'static str, content: Result<String, String>) {
        let variable = format!("{name}_FILE");
        match content.as_deref().map(str::trim) {
            Ok("") => {
                let mend = format!("write the value into it, or remove {variable}");
                self.problems.push(Problem::new(variable, "the file it names is empty", mend));
            }
            Ok(text) => {
                self.values.insert(name, text.to_owned());
                return;
            }
            Err(why) => {
                let mend = format!("check the path and the rights, or remove {variable}");
                let what = format!("the file it names can't be read ({why})");
                self.problems.push(Problem::new(variable, what, mend));
            }
        }
        self.values.remove(name);
        self.incomplete |= name == "BOT_TOKEN";
    }

    /// `LANGUAGE` is also gettext's: a desktop's `en_US:en` is no choice of the bot's language.
    fn foreign_language(&mut self, name: &str, value: &str, origin: Origin) -> bool {
        let foreign = origin == Origin::Environment && name == "LANGUAGE" && value.contains(['_', ':', '.']);
        if foreign {
            self.warnings.push(
                "LANGUAGE in the environment is a list of system locales and is ignored; \
                 write LANGUAGE=ru or LANGUAGE=en to choose the bot's language"
                    .to_owned(),
            );
        }
        foreign
    }

    fn unknown(&mut self, name: &str, origin: Origin) {
        let suggestion = names::suggestion(name);
        if origin == Origin::Environment {
            // The environment is full of other programs' names: only a near miss is worth a word.
            if let Some(suggestion) = suggestion.filter(|known| near_miss(name, known)) {
                let warning =
                    format!("a name close to {suggestion} is set in the environment; is it misspelt?");
                self.warnings.push(warning);
            }
            return;
        }
        let shown = if names::may_be_shown(name) { name } else { "a name" };
        let mend = match suggestion {
            Some(suggestion) => format!("did you mean {suggestion}?"),
            None => "remove it or correct the spelling".to_owned(),
        };
        self.problems.push(Problem::new(shown, format!("is unknown (in {})", origin.label()), mend));
    }
}

/// One slip of the finger in a long name.
fn near_miss(name: &str, known: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let name = name.strip_suffix("_FILE").unwrap_or(&name);
    known.len() >= 8 && strsim::damerau_levenshtein(name, known) <= 1
}

fn toml_layer(content: &[u8]) -> (Layer, Vec<Section>) {
    let mut layer = Layer::new(Origin::Toml);
    let Ok(text) = std::str::from_utf8(content) else {
        return (layer.broken("repairbot.toml", "is not valid UTF-8", "save it as UTF-8 text"), Vec::new());
    };
    let table: toml::Table = match text.trim_start_matches('\u{feff}').parse() {
        Ok(table) => table,
        Err(error) => {
            // The error's own text quotes the line, which may hold a secret.
            let at = error.span().map_or(0, |span| span.start).min(text.len());
            let line = text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
            let at = format!("repairbot.toml, line {line}");
            let mend = "write NAME = \"value\", one per line, each name once";
            return (layer.broken(at, "is not valid TOML", mend), Vec::new());
        }
    };
    let mut bots = Vec::new();
    for (name, value) in table {
        if name == "bot" {
            bots = bots::sections(&value, &mut layer);
            continue;
        }
        match toml_text(&value) {
            Some(text) => layer.entries.push((name, text)),
            None if names::meaning(&name) == Meaning::Unknown => layer.entries.push((name, String::new())),
            None => layer.problems.push(Problem::new(
                name.to_ascii_uppercase(),
                "is neither a text, a whole number, true or false, nor a list of these (in repairbot.toml)",
                "write NAME = \"value\"",
            )),
        }
    }
    (layer, bots)
}

/// The text of a value, exactly as an environment variable would carry it.
pub(super) fn toml_text(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(flag) => Some(flag.to_string()),
        toml::Value::Array(items) if !items.iter().any(toml::Value::is_array) => {
            items.iter().map(toml_text).collect::<Option<Vec<_>>>().map(|items| items.join(","))
        }
        _ => None,
    }
}

/// What Vault holds besides settings of ours is a problem like in our own files; how to get at Vault itself, and the
/// names of files, make no sense in it.
fn vault_layer(secret: serde_json::Map<String, Value>) -> Layer {
    let mut layer = Layer::new(Origin::Vault);
    for (name, value) in secret {
        let upper = name.to_ascii_uppercase();
        let known = matches!(names::meaning(&name), Meaning::Value(_) | Meaning::File(_));
        let misplaced =
            known && upper.starts_with("VAULT_") || matches!(names::meaning(&name), Meaning::File(_));
        match json_text(&value) {
            _ if misplaced => {
                let what = "has no meaning in Vault (found there)";
                layer.problems.push(Problem::new(
                    upper,
                    what,
                    "keep it outside, or put the value itself into Vault",
                ));
            }
            Some(text) => layer.entries.push((name, text)),
            None if !known => layer.entries.push((name, String::new())),
            None => {
                let what = "is neither a text, a whole number, true or false, nor a list of these (in Vault)";
                layer.problems.push(Problem::new(upper, what, "write it as a text"));
            }
        }
    }
    layer
}

/// The text of a value, exactly as an environment variable would carry it; empty for null.
fn json_text(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::String(text) => Some(text.clone()),
        Value::Number(number) if !number.is_f64() => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Array(items) if !items.iter().any(Value::is_array) => {
            items.iter().map(json_text).collect::<Option<Vec<_>>>().map(|items| items.join(","))
        }
        _ => None,
    }
}

fn dotenv_layer(content: &[u8]) -> Layer {
    let mut layer = Layer::new(Origin::DotEnv);
    let Ok(text) = std::str::from_utf8(content) else {
        return layer.broken(".env", "is not valid UTF-8", "save it as UTF-8 text");
    };
    let text = text.trim_start_matches('\u{feff}');
    for entry in dotenvy::from_read_iter(text.as_bytes()) {
        match entry {
            Ok(entry) => layer.entries.push(entry),
            Err(error) => {
                // The error's own text quotes the line, which may hold a secret.
                let at = line_of(text, &error).map_or(".env".to_owned(), |line| format!(".env, line {line}"));
                layer = layer.broken(at, "can't be read", "write NAME=value, and quote a value with spaces");
            }
        }
    }
    warn_about_dollars(text, &mut layer);
    layer
}

/// The number of the line an error of `dotenvy` is about.
fn line_of(text: &str, error: &dotenvy::Error) -> Option<usize> {
    let dotenvy::Error::LineParse(broken, _) = error else { return None };
    let first = broken.lines().next()?.trim();
    // The error holds the line or its value only, depending on where the reading stopped.
    text.lines().position(|line| line.trim().ends_with(first)).map(|index| index + 1)
}

/// A bare `$` outside single quotes starts a substitution, which eats part of a password in silence.
fn warn_about_dollars(text: &str, layer: &mut Layer) {
    for (name, value) in text.lines().filter_map(|line| line.split_once('=')) {
        let name = name.trim().trim_start_matches("export ").trim();
        let bare = value.replace("${", "").replace("\\$", "").contains('$');
        if bare && !value.trim_start().starts_with('\'') && matches!(names::meaning(name), Meaning::Value(_))
        {
            let name = name.to_ascii_uppercase();
            let warning =
                format!("{name} in .env contains a bare $, which is substituted; use single quotes");
            layer.warnings.push(warning);
        }
    }
}
