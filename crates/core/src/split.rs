//! Who gets how much of a repair: the split between the master and the company (SPEC §6).

use std::{fmt, sync::LazyLock};

use serde::{Deserialize, Serialize};

use crate::{
    ids::RatesId,
    lexicon::{lexicon, load},
    money::{Kopecks, half_up},
};

/// A share in hundredths of a per cent: 10 000 is the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BasisPoints(pub u32);

impl BasisPoints {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// All of it.
    pub const WHOLE: Self = Self(10_000);

    /// This share of `sum` (not negative), rounded half-up to a kopeck. Shares above the whole count as it.
    #[must_use]
    fn of(self, sum: Kopecks) -> Kopecks {
        let share = i128::from(self.min(Self::WHOLE).0);
        Kopecks(half_up(i128::from(sum.0) * share, i128::from(Self::WHOLE.0)))
    }
}

/// "40%", "33.5%".
impl fmt::Display for BasisPoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        match rest {
            0 => write!(f, "{whole}%"),
            _ if rest % 10 == 0 => write!(f, "{whole}.{}%", rest / 10),
            _ => write!(f, "{whole}.{rest:02}%"),
        }
    }
}

/// A share that holds from a net sum on. The whole sum gets it, not the part above (SPEC §6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tier {
    /// The net sum from which it holds.
    pub from: Kopecks,
    /// The master's share.
    pub master: BasisPoints,
}

/// The tiers of one type of appliance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EquipmentRate {
    /// Code of the type in the catalogue.
    pub code: String,
    /// Tiers; the one with the highest `from` that the net sum reaches holds.
    pub tiers: Vec<Tier>,
}

/// The rules in force at one time: a snapshot handed to the split as data.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Rates {
    /// Rates an admin has entered; they win over the rest.
    #[serde(default)]
    pub custom: Vec<EquipmentRate>,
    /// Rates of some types of appliances.
    pub equipment: Vec<EquipmentRate>,
    /// Rates of everything else.
    pub general: Vec<Tier>,
    /// A senior master gets at least this.
    pub senior_floor: BasisPoints,
    /// Added when the visit was out of the city.
    pub out_of_city_bonus: BasisPoints,
    /// Added when a review was taken, if `review_bonus_on`.
    pub review_bonus: BasisPoints,
    /// Whether the company pays for reviews.
    pub review_bonus_on: bool,
}

static DEFAULT: LazyLock<Rates> = LazyLock::new(|| load(lexicon!("rates")));

impl Rates {
    /// The rules a company starts with (`lexicon/rates.toml`, SPEC §6).
    #[must_use]
    pub fn default_rules() -> Self {
        DEFAULT.clone()
    }

    /// The master's base share and the rule it comes from.
    fn base(&self, net: Kopecks, equipment_code: &str) -> RuleCode {
        self.tried(equipment_code).find_map(|(source, tiers)| rule(tiers, net, source)).unwrap_or(RuleCode {
            source: RuleSource::General,
            percent: BasisPoints::ZERO,
            from: Kopecks::ZERO,
            below: None,
        })
    }

    /// The tiers that count for a type of appliance, in the order they are tried.
    pub(crate) fn tried<'a>(&'a self, code: &'a str) -> impl Iterator<Item = (RuleSource, &'a [Tier])> {
        let rows = |rates: &'a [EquipmentRate], source| {
            rates.iter().find(|rate| rate.code == code).map(|rate| (source, rate.tiers.as_slice()))
        };
        rows(&self.custom, RuleSource::Custom)
            .into_iter()
            .chain(rows(&self.equipment, RuleSource::Equipment))
            .chain([(RuleSource::General, self.general.as_slice())])
    }
}

/// The rule of the highest tier that `net` reaches.
fn rule(tiers: &[Tier], net: Kopecks, source: RuleSource) -> Option<RuleCode> {
    let reached = tiers.iter().filter(|tier| tier.from <= net).max_by_key(|tier| tier.from)?;
    let below = tiers.iter().map(|tier| tier.from).filter(|from| *from > net).min();
    Some(RuleCode { source, percent: reached.master.min(BasisPoints::WHOLE), from: reached.from, below })
}

/// Rules with the number of their version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatesVersion {
    /// Which version.
    pub id: RatesId,
    /// What it says.
    pub rates: Rates,
}

impl RatesVersion {
    /// The rules a company starts with: version 0.
    #[must_use]
    pub fn default_rules() -> Self {
        Self { id: RatesId::DEFAULT, rates: Rates::default_rules() }
    }

    /// No rules at all: for commands that split nothing.
    #[must_use]
    pub fn none() -> Self {
        Self { id: RatesId::DEFAULT, rates: Rates::default() }
    }
}

/// What the split depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SplitInput<'a> {
    /// Total less materials. A negative one counts as zero: whoever closes an order checks that first.
    pub net: Kopecks,
    /// Code of the appliance type.
    pub equipment_code: &'a str,
    /// Whether the assigned master is a senior one, or an admin.
    pub senior: bool,
    /// Whether the visit was out of the city.
    pub out_of_city: bool,
    /// Whether a review was taken.
    pub review: bool,
}

/// Where a base share comes from, in the order they are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleSource {
    /// A row an admin has entered for this type of appliance.
    Custom,
    /// The rule of this type of appliance.
    Equipment,
    /// The rule of everything else.
    General,
}

impl RuleSource {
    /// A stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Custom => "custom",
            Self::Equipment => "equipment",
            Self::General => "general",
        }
    }
}

/// The base rule that was applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleCode {
    /// Where the share comes from.
    pub source: RuleSource,
    /// The master's base share.
    pub percent: BasisPoints,
    /// The net sum from which it holds. Closings of former releases did not keep it, nor `below`.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub from: Kopecks,
    /// The net sum from which another share would hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<Kopecks>,
}

/// As serde asks for it.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde calls")]
fn is_zero(sum: &Kopecks) -> bool {
    sum.is_zero()
}

/// One part of the master's share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// The base share.
    Base,
    /// What a senior master gets besides, up to the floor.
    SeniorFloor,
    /// The bonus for a visit out of the city.
    OutOfCity,
    /// The bonus for a review.
    Review,
}

impl StepKind {
    /// A stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::SeniorFloor => "senior_floor",
            Self::OutOfCity => "out_of_city",
            Self::Review => "review",
        }
    }
}

/// How one part adds to the master's share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Which part.
    pub kind: StepKind,
    /// Percentage points it adds.
    pub percent: BasisPoints,
    /// What it adds in money. The amounts of all steps sum to the master's share.
    pub amount: Kopecks,
}

/// A split with its explanation. `master + company == net` always, and neither is negative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breakdown {
    /// What was split.
    pub net: Kopecks,
    /// The master's share.
    pub master: Kopecks,
    /// The company's share.
    pub company: Kopecks,
    /// The base rule.
    pub rule: RuleCode,
    /// The parts of the master's share, base first; a part that adds nothing is left out.
    pub steps: Vec<Step>,
}

/// Splits a net sum by the rules (SPEC §6).
///
/// The percentages are added first and the master's share is rounded once, half-up to a kopeck; the company
/// gets the rest. Together they never exceed the whole, whatever rates an admin has entered.
#[must_use]
pub fn split(input: &SplitInput<'_>, rates: &Rates) -> Breakdown {
    let net = input.net.max(Kopecks::ZERO);
    let rule = rates.base(net, input.equipment_code);
    let floor = if input.senior { rates.senior_floor.0.saturating_sub(rule.percent.0) } else { 0 };
    let out_of_city = if input.out_of_city { rates.out_of_city_bonus.0 } else { 0 };
    let review = if input.review && rates.review_bonus_on { rates.review_bonus.0 } else { 0 };
    let parts = [
        (StepKind::Base, rule.percent.0),
        (StepKind::SeniorFloor, floor),
        (StepKind::OutOfCity, out_of_city),
        (StepKind::Review, review),
    ];
    let mut steps = Vec::new();
    let (mut share, mut master) = (BasisPoints::ZERO, Kopecks::ZERO);
    for (kind, percent) in parts {
        let reached = BasisPoints(share.0.saturating_add(percent)).min(BasisPoints::WHOLE);
        let amount = reached.of(net);
        if kind == StepKind::Base || reached > share {
            let percent = BasisPoints(reached.0 - share.0);
            steps.push(Step { kind, percent, amount: amount.minus(master) });
        }
        (share, master) = (reached, amount);
    }
    Breakdown { net, master, company: net.minus(master), rule, steps }
}
