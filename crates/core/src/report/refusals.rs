//! What refused orders come to.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{
    ids::{PersonId, ReasonId},
    money::Kopecks,
};

/// Why an order was refused, as far as it can be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// For a reason of the catalogue.
    Picked(ReasonId),
    /// In somebody's own words only.
    Written,
    /// Nobody said.
    Untold,
}

impl Why {
    /// Of the reason an order has.
    #[must_use]
    pub fn of(picked: Option<ReasonId>, written: bool) -> Self {
        match picked {
            Some(reason) => Self::Picked(reason),
            None if written => Self::Written,
            None => Self::Untold,
        }
    }

    /// Whether there is a reason.
    #[must_use]
    pub fn is_told(self) -> bool {
        self != Self::Untold
    }
}

/// A refused order, as far as reports count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefusedOrder {
    /// When.
    pub at: Timestamp,
    /// Whose it was.
    pub master: Option<PersonId>,
    /// Why.
    pub why: Why,
    /// What was kept for the diagnostics.
    pub fee: Kopecks,
}

/// Refused orders by reason, by master and by day, and all together.
#[derive(Debug, Clone)]
pub struct Refusals {
    zone: TimeZone,
    /// How many.
    pub orders: u64,
    /// How many of them have a reason.
    pub told: u64,
    /// What was kept for diagnostics.
    pub fees: Kopecks,
    /// By reason.
    pub by_reason: BTreeMap<Why, u64>,
    /// By master; orders without one come first.
    pub by_master: BTreeMap<Option<PersonId>, u64>,
    /// By day in the zone; days without refusals are not there.
    pub by_day: BTreeMap<Date, u64>,
}

impl Refusals {
    /// Of nothing yet, with days as this zone has them.
    #[must_use]
    pub fn new(zone: TimeZone) -> Self {
        let (by_reason, by_master, by_day) = Default::default();
        Self { zone, orders: 0, told: 0, fees: Kopecks::ZERO, by_reason, by_master, by_day }
    }

    /// One order more.
    pub fn add(&mut self, order: &RefusedOrder) {
        self.orders += 1;
        self.told += u64::from(order.why.is_told());
        self.fees = self.fees.plus(order.fee);
        *self.by_reason.entry(order.why).or_default() += 1;
        *self.by_master.entry(order.master).or_default() += 1;
        *self.by_day.entry(order.at.to_zoned(self.zone.clone()).date()).or_default() += 1;
    }

    /// From the most frequent to the rarest; equal ones in the order of their keys.
    #[must_use]
    pub fn ranked<K: Copy + Ord>(counts: &BTreeMap<K, u64>) -> Vec<(K, u64)> {
        let mut ranked: Vec<_> = counts.iter().map(|(key, count)| (*key, *count)).collect();
        ranked.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        ranked
    }
}
