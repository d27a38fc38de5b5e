//! When the client expects the master, as people read it: weekday, date and time in the company's zone (SPEC §5).

use jiff::{Timestamp, ToSpan, Zoned, civil::Date, tz::TimeZone};
use repairbot_core::{
    pii::FreeText,
    when::{ParsedVisit, QuickVisit, Warning},
};

use super::Scene;
use crate::{
    store::orders::OrderView,
    texts::{Args, Lang, text, text_with},
};

/// Writes times for one reader at one moment: the year is named when it is not the present one.
struct Calendar<'a> {
    lang: Lang,
    zone: &'a TimeZone,
    now: Timestamp,
}

impl Calendar<'_> {
    fn zoned(&self, at: Timestamp) -> Zoned {
        at.to_zoned(self.zone.clone())
    }

    /// "Tue, 1 December"
    fn day(&self, day: Date) -> String {
        let key = if day.year() == self.zoned(self.now).year() { "visit-day" } else { "visit-day-year" };
        let weekday = format!("weekday-short-{}", day.weekday().to_monday_one_offset());
        let args = Args::new()
            .raw("weekday", text(self.lang, &weekday))
            .raw("day", day.day().to_string())
            .raw("month", text(self.lang, &format!("month-{}", day.month())))
            .raw("year", day.year().to_string());
        text_with(self.lang, key, &args)
    }

    /// "Tue, 1 December, 10:30–12:00"
    fn time(&self, from: Timestamp, to: Option<Timestamp>) -> String {
        let from = self.zoned(from);
        let Some(to) = to.map(|to| self.zoned(to)) else {
            return format!("{}, {}", self.day(from.date()), clock(&from));
        };
        // An end at the first instant of a day is the end of the day before.
        let ends_a_day = begins_a_day(&to) && to > from;
        let last = if ends_a_day { to.date().saturating_sub(1.day()) } else { to.date() };
        if last > from.date() {
            let days = Args::new().raw("from", self.day(from.date())).raw("to", self.day(last));
            return text_with(self.lang, "visit-days", &days);
        }
        let day = self.day(from.date());
        if ends_a_day && begins_a_day(&from) {
            return text_with(self.lang, "visit-whole-day", &Args::new().raw("day", day));
        }
        let end = if ends_a_day { "24:00".to_owned() } else { clock(&to) };
        format!("{day}, {}–{end}", clock(&from))
    }
}

fn clock(at: &Zoned) -> String {
    at.strftime("%H:%M").to_string()
}

fn begins_a_day(at: &Zoned) -> bool {
    at.start_of_day().is_ok_and(|start| start == *at)
}

impl Scene<'_> {
    fn calendar(&self) -> Calendar<'_> {
        Calendar { lang: self.lang, zone: &self.company.zone, now: self.snapshot.now() }
    }

    /// A visit with its note, if anything is known of it. Somebody's words: to be escaped.
    pub fn visit(
        &self,
        (from, to): (Option<Timestamp>, Option<Timestamp>),
        note: Option<&FreeText>,
    ) -> Option<String> {
        let time = from.map(|from| self.calendar().time(from, to));
        match (time, note) {
            (Some(time), Some(note)) => Some(format!("{time} · {}", note.reveal())),
            (Some(time), None) => Some(time),
            (None, note) => note.map(|note| note.reveal().to_owned()),
        }
    }

    /// The visit of an order.
    pub fn visit_of(&self, view: &OrderView) -> Option<String> {
        let visit = view.order.visit?;
        self.visit((visit.from, visit.to), view.visit_note.as_ref())
    }

    /// The visit of an order, or that none was agreed.
    pub fn visit_or_none(&self, view: &OrderView) -> String {
        self.visit_of(view).unwrap_or_else(|| self.text("visit-none"))
    }

    /// "Tue 02.12 10:30–12:00" for a line of a list.
    pub fn visit_short(&self, from: Timestamp, to: Option<Timestamp>) -> String {
        let (from, to) = (self.calendar().zoned(from), to.map(|to| self.calendar().zoned(to)));
        let weekday = self.text(&format!("weekday-short-{}", from.weekday().to_monday_one_offset()));
        let day = format!("{weekday} {}", from.strftime("%d.%m"));
        match to {
            Some(to) if to.date() != from.date() => day,
            Some(to) => format!("{day} {}–{}", clock(&from), clock(&to)),
            None => format!("{day} {}", clock(&from)),
        }
    }

    /// The lines of a card or a review about an answer: the time as it was understood, and what to look at again.
    pub fn visit_lines(&self, visit: &ParsedVisit) -> Vec<String> {
        let value = self.visit((visit.from, visit.to), visit.note.as_ref()).unwrap_or_default();
        let key = if visit.from.is_some() { "card-visit" } else { "card-visit-note" };
        let line = self.text_with(key, &Args::new().text("value", &value));
        let warning = visit.warning.map(|warning| self.warning(warning));
        [line].into_iter().chain(warning).collect()
    }

    fn warning(&self, warning: Warning) -> String {
        self.text(&format!("warning-{}", warning.code().replace('_', "-")))
    }

    /// The lines of a card: when, and how often that was moved.
    pub fn card_visit(&self, view: &OrderView) -> Vec<String> {
        let timed = view.order.visit.is_some_and(|visit| visit.from.is_some());
        let key = if timed { "card-visit" } else { "card-visit-note" };
        let visit = self.visit_of(view).map(|value| self.text_with(key, &Args::new().text("value", &value)));
        let count = i64::from(view.order.reschedules);
        let moved =
            (count > 0).then(|| self.text_with("card-rescheduled", &Args::new().number("count", count)));
        visit.into_iter().chain(moved).collect()
    }

    /// Labels and numbers of the buttons for the coming days.
    pub fn quick_visits(&self) -> Vec<(String, i64)> {
        let today = self.calendar().zoned(self.snapshot.now()).date();
        let label = |quick: QuickVisit| {
            let key = match today.until(quick.day).map_or(0, |ahead| ahead.get_days()) {
                0 => "today",
                1 => "tomorrow",
                _ => "later",
            };
            let part = quick.part.code().replace('_', "-");
            self.text(&format!("quick-{key}-{part}"))
        };
        let offered = QuickVisit::offered(self.snapshot.now(), &self.company.zone);
        offered.into_iter().map(|quick| (label(quick), quick.id())).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use repairbot_core::when::parse_visit;

    use super::*;

    fn calendar(lang: Lang, zone: &TimeZone, now: Timestamp) -> Calendar<'_> {
        Calendar { lang, zone, now }
    }

    fn shown(lang: Lang, from: &str, to: Option<&str>) -> String {
        let zone = TimeZone::get("Europe/Moscow").unwrap();
        let at = |text: &str| text.parse::<jiff::civil::DateTime>().unwrap().to_zoned(zone.clone()).unwrap();
        let now = at("2025-11-30T12:00").timestamp();
        calendar(lang, &zone, now).time(at(from).timestamp(), to.map(|to| at(to).timestamp()))
    }

    #[test]
    fn weekday_date_and_time() {
        let table = [
            (("2025-12-02T10:30", None), "вт, 2 декабря, 10:30", "Tue, 2 December, 10:30"),
            (
                ("2025-12-02T10:30", Some("2025-12-02T12:00")),
                "вт, 2 декабря, 10:30–12:00",
                "Tue, 2 December, 10:30–12:00",
            ),
            (("2026-01-09T09:05", None), "пт, 9 января 2026, 09:05", "Fri, 9 January 2026, 09:05"),
            (
                ("2025-12-02T00:00", Some("2025-12-03T00:00")),
                "вт, 2 декабря, в течение дня",
                "Tue, 2 December, any time",
            ),
            (
                ("2025-11-30T14:30", Some("2025-12-01T00:00")),
                "вс, 30 ноября, 14:30–24:00",
                "Sun, 30 November, 14:30–24:00",
            ),
            (
                ("2025-12-10T00:00", Some("2025-12-12T00:00")),
                "с ср, 10 декабря по чт, 11 декабря",
                "from Wed, 10 December to Thu, 11 December",
            ),
        ];
        for ((from, to), russian, english) in table {
            assert_eq!(shown(Lang::Ru, from, to), russian);
            assert_eq!(shown(Lang::En, from, to), english);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        /// What people see can be written as it stands, and means the same.
        #[test]
        fn what_is_shown_is_read_again(
            ahead in 0_i64..300, minute in 0_i64..24 * 60 - 1, long in prop::option::of(1_i64..24 * 60), now in 0_i64..200_000,
        ) {
            let zone = TimeZone::get("Europe/Moscow").unwrap();
            let now = Timestamp::from_second(1_764_000_000 + now * 60).unwrap();
            let day = now.to_zoned(zone.clone()).date().saturating_add((ahead + 1).days());
            let at = |minute: i64| {
                let start = day.to_zoned(zone.clone()).unwrap();
                start.checked_add(minute.minutes()).unwrap().timestamp()
            };
            let to = long.map(|long| at((minute + long).min(24 * 60)));
            for lang in Lang::ALL {
                let written = calendar(lang, &zone, now).time(at(minute), to);
                let visit = parse_visit(&written, now, &zone);
                let visit = visit.map_err(|error| TestCaseError::fail(format!("{written}: {error}")))?;
                prop_assert_eq!((visit.from, visit.to), (Some(at(minute)), to), "{}", written);
            }
        }

        #[test]
        fn whole_days_are_read_again(first in 1_i64..250, more in 0_i64..10, now in 0_i64..200_000) {
            let zone = TimeZone::get("Europe/Moscow").unwrap();
            let now = Timestamp::from_second(1_764_000_000 + now * 60).unwrap();
            let today = now.to_zoned(zone.clone()).date();
            let start = |days: i64| today.saturating_add(days.days()).to_zoned(zone.clone()).unwrap().timestamp();
            let (from, to) = (start(first), start(first + more + 1));
            for lang in Lang::ALL {
                let written = calendar(lang, &zone, now).time(from, Some(to));
                let visit = parse_visit(&written, now, &zone);
                let visit = visit.map_err(|error| TestCaseError::fail(format!("{written}: {error}")))?;
                prop_assert_eq!((visit.from, visit.to), (Some(from), Some(to)), "{}", written);
            }
        }
    }
}
