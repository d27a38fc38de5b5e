//! Times that need no typing: parts of the coming days, as buttons.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{
    ParsedVisit, WhenError,
    date::plus_days,
    grammar::{Days, Phrase},
    lexicon::Part,
    resolve::resolve,
};

/// The day buttons count from: what a button means never depends on when it is pressed.
const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// How much of a day a button means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum QuickPart {
    /// The whole day.
    WholeDay,
    /// Its morning.
    Morning,
    /// From noon on.
    Day,
    /// Its evening.
    Evening,
}

impl QuickPart {
    const ALL: [Self; 4] = [Self::WholeDay, Self::Morning, Self::Day, Self::Evening];

    /// A stable name, used as the key of the button's label.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::WholeDay => "whole_day",
            Self::Morning => "morning",
            Self::Day => "day",
            Self::Evening => "evening",
        }
    }

    fn part(self) -> Option<Part> {
        match self {
            Self::WholeDay => None,
            Self::Morning => Some(Part::Morning),
            Self::Day => Some(Part::Day),
            Self::Evening => Some(Part::Evening),
        }
    }
}

/// A day, or a part of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuickVisit {
    /// Which day.
    pub day: Date,
    /// How much of it.
    pub part: QuickPart,
}

impl QuickVisit {
    /// The number a button carries.
    #[must_use]
    pub fn id(self) -> i64 {
        let days = EPOCH.until(self.day).map_or(0, |span| i64::from(span.get_days()));
        let part = QuickPart::ALL.iter().zip(0_i64..).find(|(part, _)| **part == self.part);
        days * 10 + part.map_or(0, |(_, index)| index)
    }

    /// What a button's number means.
    #[must_use]
    pub fn from_id(id: i64) -> Option<Self> {
        let part = *QuickPart::ALL.get(usize::try_from(id.rem_euclid(10)).ok()?)?;
        Some(Self { day: plus_days(EPOCH, id.div_euclid(10)), part })
    }

    /// The interval it means, as if it had been written.
    ///
    /// # Errors
    /// [`WhenError::Past`], [`WhenError::TooFar`]
    pub fn visit(self, now: Timestamp, zone: &TimeZone) -> Result<ParsedVisit, WhenError> {
        let days = Days { first: self.day, last: self.day };
        let phrase = Phrase { days: Some(days), part: self.part.part(), ..Phrase::default() };
        let moment = resolve(&phrase, &now.to_zoned(zone.clone()))?;
        Ok(ParsedVisit { from: Some(moment.from), to: moment.to, note: None, warning: moment.warning })
    }

    /// What is offered: what is left of today, tomorrow by parts, the day after.
    #[must_use]
    pub fn offered(now: Timestamp, zone: &TimeZone) -> Vec<Self> {
        use QuickPart::{Day, Evening, Morning, WholeDay};
        let today = now.to_zoned(zone.clone()).date();
        [(0, Day), (0, Evening), (1, Morning), (1, Day), (1, Evening), (2, WholeDay)]
            .into_iter()
            .map(|(ahead, part)| Self { day: plus_days(today, ahead), part })
            .filter(|quick| quick.visit(now, zone).is_ok_and(|visit| visit.warning.is_none()))
            .collect()
    }
}
