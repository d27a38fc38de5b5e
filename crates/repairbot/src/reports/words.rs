//! Words and numbers of reports as people read them.

use jiff::civil::Date;
use repairbot_core::{
    money::Kopecks,
    report::{Period, Permille, Unit},
    settings::{Placeholder, Template},
};

use super::Maker;
use crate::texts::{self, Args, Lang, escape, text, text_with};

/// Lines of a list in a chat: the rest is in the file.
const LINES: usize = 15;
/// As much of a name as such a line takes, in UTF-16 units.
const NAME: usize = 40;
/// As much of an admin's own heading is shown, in UTF-16 units: files have it, too, where Telegram takes no more than 1024.
const HEADING: usize = 600;

impl Maker<'_> {
    /// A text.
    pub(super) fn say(&self, key: &str) -> String {
        text(self.setting.lang, key)
    }

    pub(super) fn say_with(&self, key: &str, args: &Args) -> String {
        text_with(self.setting.lang, key, args)
    }

    /// A text with one number in it.
    pub(super) fn count(&self, key: &str, count: u64) -> String {
        self.say_with(key, &Args::new().number("count", i64::try_from(count).unwrap_or(i64::MAX)))
    }

    /// A text with one sum in it.
    pub(super) fn sum(&self, key: &str, sum: Kopecks) -> String {
        self.say_with(key, &Args::new().raw("sum", self.money(sum)))
    }

    pub(super) fn money(&self, sum: Kopecks) -> String {
        texts::money(self.setting.lang, sum)
    }

    /// Values of a line that begins with this name.
    pub(super) fn named(&self, name: &str) -> Args {
        Args::new().text("name", &texts::within(name, NAME))
    }

    /// The heading an admin has set, with its places filled in; `None` for the built-in one.
    pub(super) fn own_heading(
        &self,
        template: Template,
        place: impl Fn(Placeholder) -> Option<String>,
    ) -> Option<String> {
        let own = self.settings.filled(template, place)?;
        Some(format!("<b>{}</b>", escape(&texts::within(&own, HEADING))))
    }

    /// A share as percent with one decimal.
    pub(super) fn share(&self, part: Permille) -> String {
        share(self.setting.lang, part)
    }

    /// The heads of a table's columns.
    pub(super) fn heads(&self, keys: &[&str]) -> Vec<String> {
        keys.iter().map(|key| self.say(&format!("report-col-{key}"))).collect()
    }

    /// A period as one says it.
    pub(super) fn period(&self, days: Period) -> String {
        period(self.setting.lang, days)
    }

    /// As many lines as a message takes, and how many more there are.
    pub(super) fn listed(&self, lines: impl ExactSizeIterator<Item = String>) -> Vec<String> {
        let more = lines.len().saturating_sub(LINES);
        let mut listed: Vec<String> = lines.take(LINES).collect();
        if more > 0 {
            listed.push(self.count("report-more", more as u64));
        }
        listed
    }
}

/// A period as one says it: a day with its weekday, a month by its name, else both ends.
pub fn period(lang: Lang, period: Period) -> String {
    let (from, to) = (period.first_day(), period.last_day());
    match period.unit() {
        Unit::Day => {
            let weekday = text(lang, &format!("weekday-{}", from.weekday().to_monday_one_offset()));
            format!("{}, {weekday}", day(from))
        }
        Unit::Month => {
            let month = text(lang, &format!("report-month-{}", from.month()));
            format!("{month} {}", from.year())
        }
        Unit::Week | Unit::Days => format!("{}–{}", day(from), day(to)),
    }
}

/// A share as percent with one decimal.
pub(super) fn share(lang: Lang, share: Permille) -> String {
    let args = Args::new().raw("whole", (share.0 / 10).to_string()).raw("tenth", (share.0 % 10).to_string());
    text_with(lang, "report-share", &args)
}

/// A day as it is written here.
pub(super) fn day(day: Date) -> String {
    day.strftime("%d.%m.%Y").to_string()
}
