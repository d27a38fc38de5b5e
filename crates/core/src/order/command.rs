//! What people ask for, and what a refused request is told.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Action, Details, OrderKind, Reason, Status, Visit, Workflow};
use crate::{
    ids::{AddressId, BranchId, ClientId, ClientPhoneId, CommentId, EquipmentId, OrderId, PersonId, TextId},
    money::{Kopecks, PaymentMethod},
    split::RatesVersion,
};

/// A new order: ids of rows that the same transaction writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewOrder {
    /// Internal id.
    pub id: OrderId,
    /// Branch.
    pub branch: BranchId,
    /// Repair, warranty or repeat.
    pub kind: OrderKind,
    /// The order this one repeats.
    pub parent: Option<OrderId>,
    /// Appliance type.
    pub equipment: EquipmentId,
    /// Whose appliance.
    pub client: ClientId,
    /// Phone called from.
    pub phone: ClientPhoneId,
    /// Where to go.
    pub address: AddressId,
    /// What is broken.
    pub problem: TextId,
    /// Remarks.
    pub notes: Option<TextId>,
    /// When.
    pub visit: Option<Visit>,
}

/// The answers of the closing dialogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closing {
    /// What the repair cost in all.
    pub total: Kopecks,
    /// Materials out of that.
    pub materials: Kopecks,
    /// How it was paid.
    pub payment: PaymentMethod,
    /// Review taken.
    pub review: bool,
    /// Out of the city.
    pub out_of_city: bool,
    /// Whether the assigned master is a senior one, or an admin.
    pub senior: bool,
}

/// The money of a closed order as it should have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Correction {
    /// What the repair cost in all.
    pub total: Kopecks,
    /// Materials out of that.
    pub materials: Kopecks,
    /// How it was paid.
    pub payment: PaymentMethod,
    /// Review taken.
    pub review: bool,
    /// Out of the city.
    pub out_of_city: bool,
}

/// The answers of the refusal dialogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefusalAnswers {
    /// Why.
    pub reason: Reason,
    /// Diagnostics fee the client paid.
    pub fee: Kopecks,
    /// Whether the prepayment goes back to the client. Must be answered when there is one.
    pub refund_prepayment: Option<bool>,
}

/// What a person asks of an existing order. Creation is [`super::create`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Give a new order to a master.
    Assign {
        /// To whom.
        master: PersonId,
    },
    /// Give it to another master.
    Reassign {
        /// To whom.
        master: PersonId,
    },
    /// Accept.
    Accept,
    /// Decline (strict workflow: refuse).
    Decline {
        /// Why.
        reason: Reason,
    },
    /// Take the order off its master.
    TakeOff,
    /// Arrived at the client's.
    ArriveOnSite,
    /// The repair takes long.
    StartLongRepair {
        /// Promised day: tomorrow..+180 days.
        promised_on: Date,
        /// Parts waited for.
        parts: Option<TextId>,
        /// Paid in advance now.
        prepayment: Kopecks,
    },
    /// Done and paid.
    Close(Closing),
    /// End without a repair.
    Refuse(RefusalAnswers),
    /// Open a refused order again.
    Reopen,
    /// Change what the order says.
    Edit {
        /// All of it as it is to be.
        to: Details,
    },
    /// Remind the master that the client waits.
    RemindOfClient,
    /// Say something about the order.
    Comment {
        /// The comment's row.
        comment: CommentId,
        /// Its words.
        text: TextId,
    },
    /// Delete the order.
    Delete {
        /// Why.
        reason: TextId,
    },
    /// Bring it back.
    Restore {
        /// Whether the order's master, if it has one, can't have it any more: he left while it was deleted.
        master_left: bool,
    },
    /// Move the visit to another time.
    Reschedule {
        /// When it is to be.
        to: Visit,
        /// Why.
        reason: Option<TextId>,
    },
    /// Correct the money of a closed order.
    Correct {
        /// As it should have been.
        to: Correction,
        /// Why.
        reason: TextId,
    },
}

impl Command {
    /// The action this command carries out: what permissions and buttons are about.
    #[must_use]
    pub fn action(&self) -> Action {
        match self {
            Self::Assign { .. } => Action::Assign,
            Self::Reassign { .. } => Action::Reassign,
            Self::Accept => Action::Accept,
            Self::Decline { .. } => Action::Decline,
            Self::TakeOff => Action::TakeOff,
            Self::ArriveOnSite => Action::ArriveOnSite,
            Self::StartLongRepair { .. } => Action::StartLongRepair,
            Self::Close(_) => Action::Close,
            Self::Refuse(_) => Action::Refuse,
            Self::Reopen => Action::Reopen,
            Self::Edit { .. } => Action::Edit,
            Self::RemindOfClient => Action::ClientWaiting,
            Self::Comment { .. } => Action::Comment,
            Self::Delete { .. } => Action::Delete,
            Self::Restore { .. } => Action::Restore,
            Self::Reschedule { .. } => Action::Reschedule,
            Self::Correct { .. } => Action::Correct,
        }
    }
}

/// What deciding needs besides the order: a snapshot read in the same transaction.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The instant of the command.
    pub now: Timestamp,
    /// The calendar day of `now` in the branch's zone.
    pub today: Date,
    /// Standard or strict.
    pub workflow: Workflow,
    /// Shares and bonuses: those in force for closing, those valid at closing for correcting. Nothing else looks at
    /// them or at `equipment_code`.
    pub rates: &'a RatesVersion,
    /// Code of the appliance type whose rate counts: the order's now for closing, the one at closing for correcting.
    pub equipment_code: &'a str,
}

/// Why a command was not carried out: the user's business, never logged as an error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The order is in that state already: nothing is written, nobody is told.
    #[error("already {0:?}")]
    AlreadyDone(Status),
    /// The transition is not in the table; `allowed` is what this person can do instead.
    #[error("{from:?} cannot become {to:?}")]
    NotPossible {
        /// Where it stands.
        from: Status,
        /// Where it was to go.
        to: Status,
        /// What the person may do now.
        allowed: Vec<Action>,
    },
    /// The role or the object is not theirs.
    #[error("no rights")]
    Forbidden,
    /// The master already has this order.
    #[error("same master")]
    SameMaster,
    /// The promised day is not within tomorrow..+180 days.
    #[error("promised date out of range")]
    PromisedDateOutOfRange,
    /// Materials exceed the total.
    #[error("materials exceed the total")]
    MaterialsExceedTotal,
    /// The prepayment exceeds the total.
    #[error("prepayment exceeds the total")]
    PrepaymentExceedsTotal,
    /// A sum is negative or above [`Kopecks::MAX`].
    #[error("amount out of range")]
    AmountOutOfRange,
    /// No reason was given.
    #[error("a reason is needed")]
    ReasonMissing,
    /// It was not said what becomes of the prepayment.
    #[error("prepayment undecided")]
    PrepaymentUndecided,
    /// The order is deleted: it can only be restored.
    #[error("deleted")]
    Deleted,
    /// The order says all that already.
    #[error("nothing changed")]
    NothingChanged,
    /// The master was reminded a moment ago.
    #[error("too soon, again at {again_at}")]
    TooSoon {
        /// When it may be done again.
        again_at: Timestamp,
    },
    /// The visit is at that time anyway.
    #[error("same visit")]
    SameVisit,
}

impl Refusal {
    /// A stable name, used as the key of the text people read.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::AlreadyDone(_) => "already_done",
            Self::NotPossible { .. } => "not_possible",
            Self::Forbidden => "forbidden",
            Self::SameMaster => "same_master",
            Self::PromisedDateOutOfRange => "promised_date_out_of_range",
            Self::MaterialsExceedTotal => "materials_exceed_total",
            Self::PrepaymentExceedsTotal => "prepayment_exceeds_total",
            Self::AmountOutOfRange => "amount_out_of_range",
            Self::ReasonMissing => "reason_missing",
            Self::PrepaymentUndecided => "prepayment_undecided",
            Self::Deleted => "deleted",
            Self::NothingChanged => "nothing_changed",
            Self::TooSoon { .. } => "too_soon",
            Self::SameVisit => "same_visit",
        }
    }
}
