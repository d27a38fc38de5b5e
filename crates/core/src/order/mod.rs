//! The order: its row, its states, its events, and the one place that decides.

mod apply;
mod command;
mod decide;
mod details;
mod event;
mod notice;
mod permission;
mod state;
mod suggest;
mod transition;
mod warranty;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

pub use apply::{FoldError, apply, fold};
pub use command::{Closing, Command, Context, Correction, NewOrder, Refusal, RefusalAnswers};
pub use decide::{correction, create, decide, settlement};
pub use details::{Deletion, Detail, Details};
pub use event::{Event, Recorded, RefusalOutcome};
pub use notice::{Notice, NoticeKind, Recipient, notices};
pub use permission::{
    Action, actions_for, acts_for_master, is_eligible, is_own, master_sees_phone, may, may_see, sees_phone,
    target,
};
pub use state::Status;
pub use suggest::{Candidate, Suggestion, suggest};
pub use transition::{Transition, TransitionRefusal, Workflow, check_transition};
pub use warranty::repeat_kind;

use crate::{
    ids::{
        AddressId, BranchId, ClientId, ClientPhoneId, EquipmentId, OrderId, OrderVersion, PersonId, RatesId,
        ReasonId, TextId,
    },
    money::{Kopecks, PaymentMethod},
    split::{Breakdown, StepKind},
};

/// What kind of visit an order is (SPEC §15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderKind {
    /// An ordinary repair.
    #[default]
    Repair,
    /// A repair under the warranty of a former order.
    Warranty,
    /// A repeated visit, paid.
    Repeat,
}

/// When the client expects the master: an interval of instants, an instruction, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// Beginning of the visit.
    pub from: Option<Timestamp>,
    /// End of the interval, if the client named one.
    pub to: Option<Timestamp>,
    /// The instruction as it was written.
    pub note: Option<TextId>,
}

impl Visit {
    /// Until when it is news that it is near: until it begins. One for a whole day begins at night, when nobody is told of it, and
    /// is news until it should be over.
    #[must_use]
    pub fn news_until(&self, zone: &TimeZone) -> Option<Timestamp> {
        let begins_a_day = |from: Timestamp| {
            let day = from.to_zoned(zone.clone()).start_of_day();
            day.is_ok_and(|begin| begin.timestamp() == from)
        };
        if self.from.is_some_and(begins_a_day) { self.to.or(self.from) } else { self.from }
    }
}

/// Why an order was declined or refused: a catalogued reason, a text, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The reason picked from the list.
    pub picked: Option<ReasonId>,
    /// The reason written by hand.
    pub text: Option<TextId>,
}

/// A long repair: the appliance waits for parts or is in the workshop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LongRepair {
    /// The promised day: a calendar date in the branch's zone.
    pub promised_on: Date,
    /// Parts that are waited for.
    pub parts: Option<TextId>,
}

/// What a split was computed from besides its sums: enough to compute it again by the rules valid at closing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// The version of the rates that was in force.
    pub rates: RatesId,
    /// The code of the appliance type whose rate was asked for: types may be merged later.
    pub equipment: String,
    /// Whether the master was a senior one, or an admin.
    pub senior: bool,
}

/// The money of a closed order, with the rule that was applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// What the repair cost the client in all.
    pub total: Kopecks,
    /// Materials out of that sum.
    pub materials: Kopecks,
    /// How the client paid.
    pub payment: PaymentMethod,
    /// Whether a review was taken.
    pub review: bool,
    /// Whether the visit was out of the city.
    pub out_of_city: bool,
    /// What the client paid now: total less the prepayment.
    pub collected: Kopecks,
    /// The split and how it came about.
    pub breakdown: Breakdown,
    /// What the split was computed from; `None` for orders closed by a former release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
}

impl Settlement {
    /// What an admin may correct, as it is.
    #[must_use]
    pub fn figures(&self) -> Correction {
        let Self { total, materials, payment, review, out_of_city, .. } = *self;
        Correction { total, materials, payment, review, out_of_city }
    }

    /// Whether the order was closed as a senior master's. Of an order of a former release only the floor tells.
    #[must_use]
    pub fn was_senior(&self) -> bool {
        let floor = || self.breakdown.steps.iter().any(|step| step.kind == StepKind::SeniorFloor);
        self.basis.as_ref().map_or_else(floor, |basis| basis.senior)
    }
}

/// An order as the fold of its events. Holds ids, never personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Internal id.
    pub id: OrderId,
    /// How many events it has seen.
    pub version: OrderVersion,
    /// Where it stands.
    pub status: Status,
    /// Branch it belongs to.
    pub branch: BranchId,
    /// Repair, warranty or repeat.
    pub kind: OrderKind,
    /// The order this one repeats.
    pub parent: Option<OrderId>,
    /// Appliance type.
    pub equipment: EquipmentId,
    /// Whose appliance it is.
    pub client: ClientId,
    /// The phone that was called from.
    pub phone: ClientPhoneId,
    /// Where to go.
    pub address: AddressId,
    /// What is broken.
    pub problem: TextId,
    /// Remarks of the office.
    pub notes: Option<TextId>,
    /// When the client expects the master.
    pub visit: Option<Visit>,
    /// The assigned master.
    pub master: Option<PersonId>,
    /// Who took the call.
    pub created_by: PersonId,
    /// When it was created.
    pub created_at: Timestamp,
    /// When the present master was assigned.
    pub assigned_at: Option<Timestamp>,
    /// When he accepted.
    pub accepted_at: Option<Timestamp>,
    /// When he arrived.
    pub onsite_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Until when the repair is under warranty, once closed.
    pub warranty_until: Option<Timestamp>,
    /// When the status changed last. Edits never move it.
    pub status_changed_at: Timestamp,
    /// The promise of a long repair.
    pub long_repair: Option<LongRepair>,
    /// Paid in advance and still held. `ZERO` when none.
    pub prepayment: Kopecks,
    /// Why it was refused, or declined last.
    pub reason: Option<Reason>,
    /// How a refusal ended.
    pub refusal: Option<RefusalOutcome>,
    /// The money, once closed.
    pub settlement: Option<Settlement>,
    /// When the present master was last reminded that the client waits.
    pub client_waiting_at: Option<Timestamp>,
    /// How many comments it has.
    pub comments: u32,
    /// Set while it is deleted: nothing can be done with it then but to restore it.
    pub deletion: Option<Deletion>,
    /// How many times the visit was moved.
    pub reschedules: u32,
    /// When it was moved last.
    pub last_rescheduled_at: Option<Timestamp>,
}
