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

#[cfg(test)]
mod tests {
    use super::group_thousands;

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(group_thousands(5), "5");
        assert_eq!(group_thousands(12_500), "12\u{a0}500");
        assert_eq!(group_thousands(10_000_000), "10\u{a0}000\u{a0}000");
    }
}
