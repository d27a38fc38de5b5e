//! Numbers, dates and phones as people read them.

use jiff::{Timestamp, civil::Date};
use repairbot_core::{money::Kopecks, phone::Phone};

use super::Scene;
use crate::texts::{Args, Lang, text_with};

impl Scene<'_> {
    /// A sum of money, for the reader.
    pub fn money(&self, sum: Kopecks) -> String {
        money(self.lang, sum)
    }

    /// An instant as day, month, year and time in the company's zone.
    pub fn moment(&self, at: Timestamp) -> String {
        at.to_zoned(self.company.zone.clone()).strftime("%d.%m.%Y %H:%M").to_string()
    }

    /// A calendar day with its weekday.
    pub fn day(&self, date: Date) -> String {
        let weekday = self.text(&format!("weekday-{}", date.weekday().to_monday_one_offset()));
        format!("{}, {weekday}", date.strftime("%d.%m.%Y"))
    }
}

/// A sum of money with thousands apart and the currency's sign; kopecks only when there are any.
pub fn money(lang: Lang, sum: Kopecks) -> String {
    let roubles = (sum.0 / 100).unsigned_abs();
    let kopecks = (sum.0 % 100).unsigned_abs();
    let sign = if sum.0 < 0 { "-" } else { "" };
    let grouped = group_thousands(roubles);
    let amount = if kopecks == 0 { grouped } else { format!("{grouped},{kopecks:02}") };
    text_with(lang, "money", &Args::new().raw("amount", format!("{sign}{amount}")))
}

/// A phone as one dials it: Russian numbers in groups, others as they are.
pub fn phone(phone: &Phone) -> String {
    let e164 = phone.e164();
    match (e164.strip_prefix("+7"), e164.len()) {
        (Some(rest), 12) if rest.is_ascii() => {
            format!("+7 {} {}-{}-{}", &rest[0..3], &rest[3..6], &rest[6..8], &rest[8..10])
        }
        _ => e164.to_owned(),
    }
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
