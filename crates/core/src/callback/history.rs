//! Buttons of an order's timeline and of the audit trail. Catalogues have letters of their own beside them.

use super::{BadCallback, CataloguePress, item_of, number_of};
use crate::{
    audit::{AuditFilter, Period, Topic, TrailCursor},
    ids::{OrderId, OrderVersion, PersonId},
};

/// What a press about what was, or about a catalogue, asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HistoryPress {
    /// A page of an order's timeline.
    Timeline {
        /// Which order.
        order: OrderId,
        /// The newest event on the page; `None` is the last one there is.
        upto: Option<OrderVersion>,
    },
    /// The order as it was after this event.
    AsItWas {
        /// Which order.
        order: OrderId,
        /// Which event.
        version: OrderVersion,
    },
    /// A page of the audit trail.
    Audit {
        /// Which lines.
        filter: AuditFilter,
        /// Where the page begins; `None` is the newest line.
        cursor: Option<TrailCursor>,
    },
    /// The topics to choose from.
    AuditTopics {
        /// The lines chosen so far.
        filter: AuditFilter,
    },
    /// The periods to choose from.
    AuditPeriods {
        /// The lines chosen so far.
        filter: AuditFilter,
    },
    /// A page of people to choose from.
    AuditPeople {
        /// The lines chosen so far.
        filter: AuditFilter,
        /// The last person of the page before.
        after: Option<PersonId>,
    },
    /// The chosen lines as a file.
    AuditExport {
        /// Which lines.
        filter: AuditFilter,
    },
    /// A catalogue.
    Catalogue(CataloguePress),
}

/// The numbers topics are written as: never given to another one.
const TOPICS: [(Topic, u8); 9] = [
    (Topic::All, 0),
    (Topic::Orders, 1),
    (Topic::Assigning, 2),
    (Topic::Work, 3),
    (Topic::Endings, 4),
    (Topic::Changes, 5),
    (Topic::Denied, 6),
    (Topic::People, 7),
    (Topic::Company, 8),
];

/// The numbers periods are written as; the same rule.
const PERIODS: [(Period, u8); 4] =
    [(Period::All, 0), (Period::Today, 1), (Period::Week, 2), (Period::Month, 3)];

/// A filter as numbers. No id is 0.
fn written(filter: AuditFilter) -> [i64; 4] {
    let (topic, period) = (number_of(&TOPICS, &filter.topic), number_of(&PERIODS, &filter.period));
    [topic, period, filter.person.map_or(0, |id| id.0), filter.order.map_or(0, |id| id.0)]
}

/// Reads what [`written`] wrote.
fn filter([topic, period, person, order]: [i64; 4]) -> Result<AuditFilter, BadCallback> {
    let some = |id: i64| Some(id).filter(|id| *id != 0);
    Ok(AuditFilter {
        person: some(person).map(PersonId),
        order: some(order).map(OrderId),
        topic: item_of(&TOPICS, topic)?,
        period: item_of(&PERIODS, period)?,
    })
}

impl HistoryPress {
    /// The letter and the numbers it is written as.
    pub(super) fn parts(self) -> (char, Vec<i64>) {
        let with = |chosen: AuditFilter, more: &[i64]| [&written(chosen), more].concat();
        match self {
            Self::Timeline { order, upto } => {
                ('t', [order.0].into_iter().chain(upto.map(|version| version.0)).collect())
            }
            Self::AsItWas { order, version } => ('w', vec![order.0, version.0]),
            Self::Audit { filter, cursor: None } => ('a', with(filter, &[])),
            Self::Audit { filter, cursor: Some(cursor) } => {
                ('a', with(filter, &[cursor.at, i64::from(cursor.skip)]))
            }
            Self::AuditTopics { filter } => ('o', with(filter, &[])),
            Self::AuditPeriods { filter } => ('d', with(filter, &[])),
            Self::AuditPeople { filter, after } => {
                ('p', with(filter, &after.map_or(vec![], |id| vec![id.0])))
            }
            Self::AuditExport { filter } => ('x', with(filter, &[])),
            Self::Catalogue(press) => press.parts(),
        }
    }

    /// The press of a letter and numbers.
    pub(super) fn from_parts(letter: char, numbers: &[i64]) -> Result<Self, BadCallback> {
        Ok(match (letter, numbers) {
            ('t', &[order, ref rest @ ..]) if rest.len() <= 1 => {
                Self::Timeline { order: OrderId(order), upto: rest.first().copied().map(OrderVersion) }
            }
            ('w', &[order, version]) => {
                Self::AsItWas { order: OrderId(order), version: OrderVersion(version) }
            }
            ('a', &[a, b, c, d]) => Self::Audit { filter: filter([a, b, c, d])?, cursor: None },
            ('a', &[a, b, c, d, at, skip]) => {
                let skip = u32::try_from(skip).map_err(|_| BadCallback)?;
                Self::Audit { filter: filter([a, b, c, d])?, cursor: Some(TrailCursor { at, skip }) }
            }
            ('o', &[a, b, c, d]) => Self::AuditTopics { filter: filter([a, b, c, d])? },
            ('d', &[a, b, c, d]) => Self::AuditPeriods { filter: filter([a, b, c, d])? },
            ('p', &[a, b, c, d, ref rest @ ..]) if rest.len() <= 1 => Self::AuditPeople {
                filter: filter([a, b, c, d])?,
                after: rest.first().copied().map(PersonId),
            },
            ('x', &[a, b, c, d]) => Self::AuditExport { filter: filter([a, b, c, d])? },
            _ => Self::Catalogue(CataloguePress::from_parts(letter, numbers)?),
        })
    }
}
