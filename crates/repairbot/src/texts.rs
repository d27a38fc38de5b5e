//! The words people read: Fluent files in `locales/`, one folder per language.

use std::{borrow::Cow, collections::HashMap};

use fluent_templates::{LanguageIdentifier, Loader, fluent_bundle::FluentValue, static_loader};

static_loader! {
    static LOCALES = {
        locales: "../../locales",
        fallback_language: "ru",
        // Telegram shows the isolation marks as boxes on some devices.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// All texts of one language, put together by `build.rs`; the others have the same keys (that is tested).
const TEXTS: &str = include_str!(concat!(env!("OUT_DIR"), "/texts.ftl"));

/// The keys of all texts that are whole without values.
pub fn keys() -> impl Iterator<Item = &'static str> {
    let texts = TEXTS.lines().filter(|line| line.starts_with(|letter: char| letter.is_ascii_lowercase()));
    let pairs = texts.filter_map(|line| line.split_once(" = "));
    pairs.filter(|(_, words)| !words.contains('{')).map(|(key, _)| key)
}

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Lang {
    /// Russian.
    #[default]
    Ru,
    /// English.
    En,
}

impl Lang {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::Ru, Self::En];

    /// The name used in the configuration and the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    /// The language with this name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.code() == code)
    }

    /// Its number in buttons: never given to another language.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Ru => 0,
            Self::En => 1,
        }
    }

    /// The language with this number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.number() == number)
    }

    fn identifier(self) -> LanguageIdentifier {
        // Both codes are valid identifiers; the default one stands for "und", which falls back to Russian.
        self.code().parse().unwrap_or_default()
    }
}

/// Values for the variables of a text.
#[derive(Debug, Default)]
pub struct Args(HashMap<Cow<'static, str>, FluentValue<'static>>);

impl Args {
    /// No values.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Somebody's words: escaped, so that they can never become markup.
    #[must_use]
    pub fn text(self, name: &'static str, value: &str) -> Self {
        self.raw(name, escape(value))
    }

    /// Text that is markup already, or goes where markup has no meaning (a button, an alert).
    #[must_use]
    pub fn raw(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.0.insert(Cow::Borrowed(name), FluentValue::from(value.into()));
        self
    }

    /// A number that the text may count by.
    #[must_use]
    pub fn number(mut self, name: &'static str, value: i64) -> Self {
        self.0.insert(Cow::Borrowed(name), FluentValue::from(value));
        self
    }
}

/// The text with this key.
#[must_use]
pub fn text(lang: Lang, key: &str) -> String {
    LOCALES.lookup(&lang.identifier(), key)
}

/// The text with this key and these values.
#[must_use]
pub fn text_with(lang: Lang, key: &str, args: &Args) -> String {
    LOCALES.lookup_with_args(&lang.identifier(), key, &args.0)
}

/// Makes somebody's words safe inside Telegram's HTML.
#[must_use]
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
