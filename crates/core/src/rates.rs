//! Changing the rates: what differs between two versions, what a change means for money, and rates as people write
//! them. Computing is [`crate::split`]'s business.

mod preview;
mod written;

use serde::{Deserialize, Serialize};

pub use preview::{Sample, Subject, samples};
#[cfg(test)]
pub(crate) use written::Words;
pub use written::{RateTextError, parse_share, parse_tiers};

use crate::split::{BasisPoints, EquipmentRate, Rates, RuleSource, Tier};

/// The base rate of a type of appliance, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeRate {
    /// Where it comes from.
    pub source: RuleSource,
    /// Its tiers, lowest first.
    pub tiers: Vec<Tier>,
}

/// The bonus for a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewBonus {
    /// How much.
    pub share: BasisPoints,
    /// Whether it is paid.
    pub on: bool,
}

/// One thing that differs between two versions of the rates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum RateChange {
    /// The rate of everything without a rate of its own.
    General {
        /// What it was.
        from: Vec<Tier>,
        /// What it is.
        to: Vec<Tier>,
    },
    /// A type of appliance got a rate of its own, another one, or lost it.
    Equipment {
        /// Code of the type.
        code: String,
        /// What counted.
        from: TypeRate,
        /// What counts.
        to: TypeRate,
    },
    /// What a senior master gets at least.
    SeniorFloor {
        /// What it was.
        from: BasisPoints,
        /// What it is.
        to: BasisPoints,
    },
    /// The bonus for a visit out of the city.
    OutOfCity {
        /// What it was.
        from: BasisPoints,
        /// What it is.
        to: BasisPoints,
    },
    /// The bonus for a review.
    Review {
        /// What it was.
        from: ReviewBonus,
        /// What it is.
        to: ReviewBonus,
    },
}

impl Rates {
    /// The rate that counts for a type of appliance.
    #[must_use]
    pub fn of_type(&self, code: &str) -> TypeRate {
        let first = self.tried(code).find(|(_, tiers)| !tiers.is_empty());
        let (source, tiers) = first.unwrap_or((RuleSource::General, &[]));
        TypeRate { source, tiers: tiers.to_vec() }
    }

    /// Whether an admin gave the type a rate of its own.
    #[must_use]
    pub fn has_own(&self, code: &str) -> bool {
        self.custom.iter().any(|rate| rate.code == code)
    }

    /// The same with this rate of the type's own, or with none.
    #[must_use]
    pub fn with_own(&self, code: &str, tiers: Option<Vec<Tier>>) -> Self {
        let mut next = self.clone();
        next.custom.retain(|rate| rate.code != code);
        next.custom.extend(tiers.map(|tiers| EquipmentRate { code: code.to_owned(), tiers }));
        next.custom.sort_by(|one, other| one.code.cmp(&other.code));
        next
    }

    /// The bonus for a review.
    #[must_use]
    pub fn review(&self) -> ReviewBonus {
        ReviewBonus { share: self.review_bonus, on: self.review_bonus_on }
    }
}

/// What differs between two versions.
#[must_use]
pub fn changes(old: &Rates, new: &Rates) -> Vec<RateChange> {
    let mut found = Vec::new();
    if old.general != new.general {
        found.push(RateChange::General { from: old.general.clone(), to: new.general.clone() });
    }
    for code in codes(old, new) {
        let (from, to) = (old.of_type(&code), new.of_type(&code));
        if own(old, &code) != own(new, &code) {
            found.push(RateChange::Equipment { code, from, to });
        }
    }
    if old.senior_floor != new.senior_floor {
        found.push(RateChange::SeniorFloor { from: old.senior_floor, to: new.senior_floor });
    }
    if old.out_of_city_bonus != new.out_of_city_bonus {
        found.push(RateChange::OutOfCity { from: old.out_of_city_bonus, to: new.out_of_city_bonus });
    }
    if old.review() != new.review() {
        found.push(RateChange::Review { from: old.review(), to: new.review() });
    }
    found
}

/// What was changed from `base` to `mine`, made upon `theirs`: what somebody else has changed elsewhere stays.
#[must_use]
pub fn rebased(base: &Rates, mine: &Rates, theirs: &Rates) -> Rates {
    let mut next = theirs.clone();
    for change in changes(base, mine) {
        match change {
            RateChange::General { to, .. } => next.general = to,
            RateChange::Equipment { code, .. } => next = next.with_own(&code, own(mine, &code).cloned()),
            RateChange::SeniorFloor { to, .. } => next.senior_floor = to,
            RateChange::OutOfCity { to, .. } => next.out_of_city_bonus = to,
            RateChange::Review { to, .. } => (next.review_bonus, next.review_bonus_on) = (to.share, to.on),
        }
    }
    next
}

/// Types with a rate of their own in either, in the order of their codes.
fn codes(old: &Rates, new: &Rates) -> Vec<String> {
    let mut codes: Vec<String> = old.custom.iter().chain(&new.custom).map(|rate| rate.code.clone()).collect();
    codes.sort();
    codes.dedup();
    codes
}

/// The rows of the type's own rate.
fn own<'a>(rates: &'a Rates, code: &str) -> Option<&'a Vec<Tier>> {
    rates.custom.iter().find(|rate| rate.code == code).map(|rate| &rate.tiers)
}
