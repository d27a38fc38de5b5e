//! Buttons of reports: each carries the whole report, so that old ones keep working and mean the same days.

use super::{
    BadCallback, item_of,
    lists::{day_number, read_day},
    number_of,
};
use crate::{
    ids::PersonId,
    report::{Period, Report, Topic},
};

/// What a press about reports asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReportsPress {
    /// The reports there are.
    Kinds,
    /// The periods to choose from.
    Periods {
        /// Of which report.
        topic: Topic,
    },
    /// Begin writing a period.
    Days {
        /// Of which report.
        topic: Topic,
    },
    /// A page of masters to choose from.
    Masters {
        /// Which page; the first is 0.
        page: u32,
    },
    /// A report as text.
    Show {
        /// Which.
        report: Report,
    },
    /// A report as a file.
    File {
        /// Which.
        report: Report,
    },
    /// A report as a picture.
    Chart {
        /// Which.
        report: Report,
    },
}

/// The numbers topics are written as: never given to another one.
const TOPICS: [(Topic, u8); 6] = [
    (Topic::Daily, 0),
    (Topic::Weekly, 1),
    (Topic::Monthly, 2),
    (Topic::Equipment, 3),
    (Topic::Refusals, 4),
    (Topic::Team, 5),
];

/// The numbers of reports; the same rule.
const ACTIVE: i64 = 0;
const SUMMARY: i64 = 1;
const MASTER: i64 = 2;
const EQUIPMENT: i64 = 4;
const REFUSALS: i64 = 5;
const OWN: i64 = 6;
const DEBTS: i64 = 7;
const TEAM: i64 = 8;

impl ReportsPress {
    /// The letter and the numbers it is written as.
    pub(super) fn parts(self) -> (char, Vec<i64>) {
        match self {
            Self::Kinds => ('k', Vec::new()),
            Self::Periods { topic } => ('p', vec![number_of(&TOPICS, &topic)]),
            Self::Days { topic } => ('d', vec![number_of(&TOPICS, &topic)]),
            Self::Masters { page } => ('m', vec![i64::from(page)]),
            Self::Show { report } => ('s', written(report)),
            Self::File { report } => ('f', written(report)),
            Self::Chart { report } => ('c', written(report)),
        }
    }

    /// The press of a letter and numbers; what it accepts is written again in the same way.
    pub(super) fn from_parts(letter: char, numbers: &[i64]) -> Result<Self, BadCallback> {
        let press = match (letter, numbers) {
            ('k', []) => Self::Kinds,
            ('p', &[topic]) => Self::Periods { topic: item_of(&TOPICS, topic)? },
            ('d', &[topic]) => Self::Days { topic: item_of(&TOPICS, topic)? },
            ('m', &[page]) => Self::Masters { page: u32::try_from(page).map_err(|_| BadCallback)? },
            ('s', numbers) => Self::Show { report: read(numbers)? },
            ('f', numbers) => Self::File { report: read(numbers)? },
            ('c', numbers) => Self::Chart { report: read(numbers)? },
            _ => return Err(BadCallback),
        };
        // Days in the wrong order, or beyond what a button can carry, were not written by us.
        if press.parts() == (letter, numbers.to_vec()) { Ok(press) } else { Err(BadCallback) }
    }
}

fn written(report: Report) -> Vec<i64> {
    let head = match report {
        Report::Active => vec![ACTIVE],
        Report::Summary { .. } => vec![SUMMARY],
        Report::Master { master, .. } => vec![MASTER, master.0],
        Report::Equipment { .. } => vec![EQUIPMENT],
        Report::Refusals { .. } => vec![REFUSALS],
        Report::Team { .. } => vec![TEAM],
        Report::Own { .. } => vec![OWN],
        Report::Debts => vec![DEBTS],
    };
    let days = report.period().map(|period| [period.first_day(), period.last_day()].map(day_number));
    head.into_iter().chain(days.into_iter().flatten()).collect()
}

fn read(numbers: &[i64]) -> Result<Report, BadCallback> {
    let period = |days: &[i64]| match days {
        [] => Ok(None),
        &[from, to] => Ok(Some(Period::days(read_day(from)?, read_day(to)?))),
        _ => Err(BadCallback),
    };
    let needed = |days: &[i64]| period(days)?.ok_or(BadCallback);
    match numbers {
        [ACTIVE] => Ok(Report::Active),
        [SUMMARY, days @ ..] => Ok(Report::Summary { period: needed(days)? }),
        [MASTER, master, days @ ..] => {
            Ok(Report::Master { master: PersonId(*master), period: period(days)? })
        }
        [EQUIPMENT, days @ ..] => Ok(Report::Equipment { period: needed(days)? }),
        [REFUSALS, days @ ..] => Ok(Report::Refusals { period: needed(days)? }),
        [TEAM, days @ ..] => Ok(Report::Team { period: needed(days)? }),
        [OWN, days @ ..] => Ok(Report::Own { period: period(days)? }),
        [DEBTS] => Ok(Report::Debts),
        _ => Err(BadCallback),
    }
}
