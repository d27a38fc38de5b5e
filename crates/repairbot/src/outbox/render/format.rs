//! Numbers, dates and phones as people read them.

use jiff::{Timestamp, civil::Date};
use repairbot_core::{money::Kopecks, split::BasisPoints};

use super::Scene;
use crate::texts::Lang;
pub use crate::texts::{money, phone, within};

impl Scene<'_> {
    /// A sum of money as people read it.
    pub fn money(&self, sum: Kopecks) -> String {
        money(self.lang, sum)
    }

    /// A share in per cent.
    pub fn percent(&self, share: BasisPoints) -> String {
        percent_in(self.lang, share)
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

/// A number that was written with a point, with the decimal sign of this language.
pub fn decimal(lang: Lang, written: String) -> String {
    if lang == Lang::Ru { written.replace('.', ",") } else { written }
}

/// A share in per cent, with the decimal sign of this language.
pub fn percent_in(lang: Lang, share: BasisPoints) -> String {
    decimal(lang, share.to_string())
}
