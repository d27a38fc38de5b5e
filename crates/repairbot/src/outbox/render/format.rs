//! Numbers, dates and phones as people read them.

use jiff::{Timestamp, civil::Date};
use repairbot_core::money::Kopecks;

use super::Scene;
use crate::texts;
pub use crate::texts::phone;

impl Scene<'_> {
    /// A sum of money as people read it.
    pub fn money(&self, sum: Kopecks) -> String {
        texts::money(self.lang, sum)
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
    use super::within;

    #[test]
    fn long_texts_are_cut_to_what_fits() {
        assert_eq!((within("abc", 3), within("abcd", 3)), ("abc".to_owned(), "ab…".to_owned()));
        // An emoji is two units: it is kept whole or not at all.
        assert_eq!((within("a🛠b", 4), within("a🛠bc", 4)), ("a🛠b".to_owned(), "a🛠…".to_owned()));
        assert_eq!((within("a🛠bc", 3), within("abc", 0)), ("a…".to_owned(), "…".to_owned()));
    }
}
