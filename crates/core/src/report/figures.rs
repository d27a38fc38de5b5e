//! What closed orders come to.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{
    ids::{EquipmentId, PersonId},
    money::{Kopecks, half_up},
};

/// A closed order, as far as reports count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClosedOrder {
    /// When.
    pub at: Timestamp,
    /// Whose it was.
    pub master: Option<PersonId>,
    /// The type of appliance, as the catalogue has it now.
    pub equipment: EquipmentId,
    /// What the client paid in all.
    pub total: Kopecks,
    /// Materials out of that.
    pub materials: Kopecks,
    /// The master's share of the rest.
    pub master_share: Kopecks,
    /// The company's.
    pub company_share: Kopecks,
    /// Whether it was out of the city.
    pub out_of_city: bool,
    /// Whether a review was taken.
    pub review: bool,
}

impl ClosedOrder {
    /// What was to be shared.
    #[must_use]
    pub fn net(&self) -> Kopecks {
        self.total.minus(self.materials)
    }
}

/// Sums over closed orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// How many.
    pub orders: u64,
    /// What clients paid.
    pub total: Kopecks,
    /// Materials.
    pub materials: Kopecks,
    /// Masters' shares.
    pub master_share: Kopecks,
    /// The company's.
    pub company_share: Kopecks,
    /// Orders out of the city.
    pub out_of_city: u64,
    /// Orders with a review.
    pub reviews: u64,
}

impl Figures {
    /// One order more.
    pub fn add(&mut self, order: &ClosedOrder) {
        self.join(&Self {
            orders: 1,
            total: order.total,
            materials: order.materials,
            master_share: order.master_share,
            company_share: order.company_share,
            out_of_city: u64::from(order.out_of_city),
            reviews: u64::from(order.review),
        });
    }

    /// With the sums of other orders.
    pub fn join(&mut self, other: &Self) {
        self.orders += other.orders;
        self.total = self.total.plus(other.total);
        self.materials = self.materials.plus(other.materials);
        self.master_share = self.master_share.plus(other.master_share);
        self.company_share = self.company_share.plus(other.company_share);
        self.out_of_city += other.out_of_city;
        self.reviews += other.reviews;
    }

    /// What was to be shared: totals less materials. «Sum» in reports is this (dossier §6.4).
    #[must_use]
    pub fn net(&self) -> Kopecks {
        self.total.minus(self.materials)
    }

    /// The net sum of an order on average; nothing without orders.
    #[must_use]
    pub fn average(&self) -> Kopecks {
        average(self.net(), self.orders)
    }
}

/// A sum divided among so many, rounded half up to a kopeck; nothing among nobody.
#[must_use]
pub fn average(sum: Kopecks, count: u64) -> Kopecks {
    Kopecks(half_up(i128::from(sum.0), i128::from(count)))
}

/// Tenths of a percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Permille(pub i64);

/// Which part of the whole, rounded half up to a tenth of a percent; nothing of nothing.
#[must_use]
pub fn permille(part: u64, whole: u64) -> Permille {
    Permille(half_up(i128::from(part) * 1000, i128::from(whole)))
}

/// Closed orders by master, by type of appliance and by day, and all together.
#[derive(Debug, Clone)]
pub struct Summary {
    zone: TimeZone,
    /// All.
    pub totals: Figures,
    /// By master; orders without one come first.
    pub by_master: BTreeMap<Option<PersonId>, Figures>,
    /// By type of appliance.
    pub by_equipment: BTreeMap<EquipmentId, Figures>,
    /// By the day of closing in the zone; days without orders are not there.
    pub by_day: BTreeMap<Date, Figures>,
}

impl Summary {
    /// Of nothing yet, with days as this zone has them.
    #[must_use]
    pub fn new(zone: TimeZone) -> Self {
        let (by_master, by_equipment, by_day) = Default::default();
        Self { zone, totals: Figures::default(), by_master, by_equipment, by_day }
    }

    /// One order more.
    pub fn add(&mut self, order: &ClosedOrder) {
        self.totals.add(order);
        self.by_master.entry(order.master).or_default().add(order);
        self.by_equipment.entry(order.equipment).or_default().add(order);
        let day = order.at.to_zoned(self.zone.clone()).date();
        self.by_day.entry(day).or_default().add(order);
    }
}

/// From the largest net sum to the smallest; equal ones by the number of orders, then in the order of their keys.
#[must_use]
pub fn ranked<K: Copy + Ord>(figures: &BTreeMap<K, Figures>) -> Vec<(K, Figures)> {
    let mut ranked: Vec<_> = figures.iter().map(|(key, figures)| (*key, *figures)).collect();
    ranked.sort_by_key(|(_, figures)| std::cmp::Reverse((figures.net(), figures.orders)));
    ranked
}
