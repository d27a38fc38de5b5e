//! The words people read: Fluent files in `locales/`, one folder per language.

use std::{borrow::Cow, collections::HashMap};

use fluent_templates::{LanguageIdentifier, Loader, fluent_bundle::FluentValue, static_loader};
use repairbot_core::{money::Kopecks, phone::Phone};

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
pub struct Args(Vec<(&'static str, Value)>);

#[derive(Debug)]
enum Value {
    /// Somebody's words, as they are.
    Words(String),
    Markup(String),
    Number(i64),
}

impl Args {
    /// No values.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Somebody's words: escaped, so that they can never become markup.
    #[must_use]
    pub fn text(mut self, name: &'static str, value: &str) -> Self {
        self.0.push((name, Value::Words(value.to_owned())));
        self
    }

    /// Text that is markup already, or goes where markup has no meaning (a button, an alert).
    #[must_use]
    pub fn raw(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.0.push((name, Value::Markup(value.into())));
        self
    }

    /// A number that the text may count by.
    #[must_use]
    pub fn number(mut self, name: &'static str, value: i64) -> Self {
        self.0.push((name, Value::Number(value)));
        self
    }

    /// The values as Fluent takes them, of somebody's words no more than so many UTF-16 units each.
    fn values(&self, longest: usize) -> HashMap<Cow<'static, str>, FluentValue<'_>> {
        let named = self.0.iter().map(|(name, given)| {
            let value = match given {
                Value::Words(words) => FluentValue::from(escape(&within(words, longest))),
                Value::Markup(markup) => FluentValue::from(markup.as_str()),
                Value::Number(number) => FluentValue::from(*number),
            };
            (Cow::Borrowed(*name), value)
        });
        named.collect()
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
    text_within(lang, key, args, usize::MAX)
}

/// The same with no more than so many UTF-16 units of each of somebody's words.
#[must_use]
pub fn text_within(lang: Lang, key: &str, args: &Args, longest: usize) -> String {
    LOCALES.lookup_with_args(&lang.identifier(), key, &args.values(longest))
}

/// A sum of money with thousands apart and the currency's sign; kopecks only when there are any.
#[must_use]
pub fn money(lang: Lang, sum: Kopecks) -> String {
    let roubles = (sum.0 / 100).unsigned_abs();
    let kopecks = (sum.0 % 100).unsigned_abs();
    let sign = if sum.0 < 0 { "-" } else { "" };
    let grouped = group_thousands(roubles);
    let amount = if kopecks == 0 { grouped } else { format!("{grouped},{kopecks:02}") };
    text_with(lang, "money", &Args::new().raw("amount", format!("{sign}{amount}")))
}

/// A duration in its two largest units, in whole minutes.
#[must_use]
pub fn duration(lang: Lang, minutes: i64) -> String {
    let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let args = Args::new().number("days", days).number("hours", hours).number("minutes", minutes);
    let key = match (days, hours) {
        (0, 0) => "duration-minutes",
        (0, _) => "duration-hours",
        _ => "duration-days",
    };
    text_with(lang, key, &args)
}

/// A phone as one dials it: Russian numbers in groups, others as they are.
#[must_use]
pub fn phone(phone: &Phone) -> String {
    let e164 = phone.e164();
    match (e164.strip_prefix("+7"), e164.len()) {
        (Some(rest), 12) if rest.is_ascii() => {
            format!("+7 {} {}-{}-{}", &rest[0..3], &rest[3..6], &rest[6..8], &rest[8..10])
        }
        _ => e164.to_owned(),
    }
}

fn group_thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push('\u{a0}');
        }
        grouped.push(digit);
    }
    grouped
}

/// Makes somebody's words safe inside Telegram's HTML.
#[must_use]
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// As much of a text as so many UTF-16 units hold, which is how Telegram counts.
pub fn within(text: &str, units: usize) -> String {
    if text.encode_utf16().count() <= units {
        return text.to_owned();
    }
    let mut left = units.saturating_sub(1);
    let fits = |c: &char| match left.checked_sub(c.len_utf16()) {
        Some(rest) => {
            left = rest;
            true
        }
        None => false,
    };
    let kept: String = text.chars().take_while(fits).collect();
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use super::{group_thousands, within};

    #[test]
    fn long_texts_are_cut_to_what_fits() {
        assert_eq!((within("abc", 3), within("abcd", 3)), ("abc".to_owned(), "ab…".to_owned()));
        // An emoji is two units: it is kept whole or not at all.
        assert_eq!((within("a🛠b", 4), within("a🛠bc", 4)), ("a🛠b".to_owned(), "a🛠…".to_owned()));
        assert_eq!((within("a🛠bc", 3), within("abc", 0)), ("a…".to_owned(), "…".to_owned()));
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(group_thousands(5), "5");
        assert_eq!(group_thousands(12_500), "12\u{a0}500");
        assert_eq!(group_thousands(10_000_000), "10\u{a0}000\u{a0}000");
    }
}
