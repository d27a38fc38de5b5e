//! What masters did in a time, and how that compares with another time.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Span, civil::Date};

use super::{Period, Permille, Unit, permille};
use crate::{
    ids::PersonId,
    money::{Kopecks, half_up},
};

/// A mean of durations, kept as their sum and number so that means can be put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mean {
    /// All of them together, in milliseconds.
    pub sum: i64,
    /// How many there are.
    pub count: u64,
}

impl Mean {
    /// The mean, rounded half up to a millisecond; none of nothing.
    #[must_use]
    pub fn value(self) -> Option<SignedDuration> {
        let mean = half_up(i128::from(self.sum), i128::from(self.count));
        (self.count > 0).then(|| SignedDuration::from_millis(mean))
    }
}

/// What somebody ended in a time, or several people together. Deleted orders do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Performance {
    /// Closed orders.
    pub closed: u64,
    /// Refused orders.
    pub refused: u64,
    /// What clients paid for the closed ones.
    pub total: Kopecks,
    /// Materials out of that.
    pub materials: Kopecks,
    /// The masters' shares.
    pub master_share: Kopecks,
    /// The company's.
    pub company_share: Kopecks,
    /// How long an assigned order waited until its master accepted it, over all that ended and were accepted.
    pub accepting: Mean,
    /// How long a closed order took from being accepted.
    pub closing: Mean,
}

impl Performance {
    /// With what somebody else did, or the same one at another time.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let mean = |one: Mean, other: Mean| Mean {
            sum: one.sum.saturating_add(other.sum),
            count: one.count.saturating_add(other.count),
        };
        Self {
            closed: self.closed.saturating_add(other.closed),
            refused: self.refused.saturating_add(other.refused),
            total: self.total.plus(other.total),
            materials: self.materials.plus(other.materials),
            master_share: self.master_share.plus(other.master_share),
            company_share: self.company_share.plus(other.company_share),
            accepting: mean(self.accepting, other.accepting),
            closing: mean(self.closing, other.closing),
        }
    }

    /// What was to be shared: totals less materials. «Sum» in reports is this (dossier §6.4).
    #[must_use]
    pub fn net(&self) -> Kopecks {
        self.total.minus(self.materials)
    }

    /// Which part of what ended was refused.
    #[must_use]
    pub fn refused_share(&self) -> Permille {
        permille(self.refused, self.closed.saturating_add(self.refused))
    }
}

/// What each one did; orders without a master are under `None`.
pub type Team = BTreeMap<Option<PersonId>, Performance>;

/// All of them together.
#[must_use]
pub fn together(team: &Team) -> Performance {
    team.values().fold(Performance::default(), |all, one| all.and(*one))
}

/// By how much a number grew or shrank, rounded half up to a tenth of a percent; nothing when there was nothing.
#[must_use]
pub fn change(now: i64, before: i64) -> Option<Permille> {
    let grown = i128::from(now) - i128::from(before);
    (before > 0).then(|| Permille(half_up(grown * 1000, i128::from(before))))
}

/// The days a period is compared with: the day, week or month before, or as many days just before.
///
/// A period that is not over is compared with as many of its predecessor's days as have begun, and not with all of them:
/// on the third of a month everybody would look lazy.
#[must_use]
pub fn compared_with(period: Period, today: Date) -> (Period, Period) {
    let (from, to) = (period.first_day(), period.last_day());
    let begun = if (from..=to).contains(&today) { Period::days(from, today) } else { period };
    let first = match period.unit() {
        Unit::Month => from.saturating_sub(Span::new().months(1)),
        Unit::Day | Unit::Week | Unit::Days => from.saturating_sub(Span::new().days(length(period))),
    };
    if period.unit() == Unit::Month && begun == period {
        return (period, Period::month(first));
    }
    let last = first.saturating_add(Span::new().days(length(begun) - 1));
    (begun, Period::days(first, last.min(from.yesterday().unwrap_or(from))))
}

/// How many days it has.
fn length(period: Period) -> i64 {
    let days = period.first_day().until(period.last_day()).map(|span| i64::from(span.get_days()));
    days.unwrap_or_default() + 1
}
