//! What happened to an order: a closed enum of facts that carry ids, never personal data.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Details, NewOrder, Reason, Settlement, Visit};
use crate::{
    ids::{CommentId, OrderId, OrderVersion, PersonId, TextId},
    money::Kopecks,
};

/// How the money of a refused order ended (SPEC §4: refunded or kept, explicitly).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusalOutcome {
    /// Diagnostics fee the client paid; `ZERO` when none.
    pub fee: Kopecks,
    /// Part of the prepayment that was given back; the rest is kept.
    pub refunded: Kopecks,
}

/// One fact of an order's life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// The office took the call.
    Created(NewOrder),
    /// A master was given a new order.
    Assigned {
        /// Who got it.
        master: PersonId,
    },
    /// The order went from one master to another.
    Reassigned {
        /// Who lost it.
        from: PersonId,
        /// Who got it.
        to: PersonId,
    },
    /// The master accepted.
    Accepted,
    /// The master declined; the order is new again.
    Declined {
        /// Who declined.
        master: PersonId,
        /// Why.
        reason: Reason,
    },
    /// The office took the order off its master; it is new again.
    TakenOff {
        /// Who lost it.
        master: PersonId,
    },
    /// The master arrived at the client's.
    ArrivedOnSite,
    /// The repair will take long.
    LongRepairStarted {
        /// Promised day.
        promised_on: Date,
        /// Parts waited for.
        parts: Option<TextId>,
        /// Paid in advance now.
        prepayment: Kopecks,
    },
    /// The repair is done and paid.
    Closed(Settlement),
    /// Ended without a repair.
    Refused {
        /// Why.
        reason: Reason,
        /// What became of the money.
        outcome: RefusalOutcome,
    },
    /// A refused order was opened again.
    Reopened,
    /// The office changed what the order says. The rows of both sides stay, so that both can be shown.
    Edited {
        /// What it said.
        from: Details,
        /// What it says now.
        to: Details,
    },
    /// The client called and waits; the master was reminded.
    ClientWaiting,
    /// Somebody said something about the order.
    Commented {
        /// The comment's row.
        comment: CommentId,
        /// Its words.
        text: TextId,
    },
    /// Deleted: nothing can be done with it but to restore it.
    Deleted {
        /// Why.
        reason: TextId,
    },
    /// Brought back as it was.
    Restored,
    /// Brought back without its master, who had left meanwhile; it is new again.
    RestoredAsNew {
        /// Who had it.
        master: PersonId,
    },
    /// The visit was moved to another time.
    Rescheduled {
        /// When it was to be.
        from: Option<Visit>,
        /// When it is now.
        to: Visit,
        /// Why.
        reason: Option<TextId>,
    },
    /// An admin corrected the money of the closed order. When it was closed stays.
    Corrected {
        /// The money as it was.
        from: Box<Settlement>,
        /// As it is now, by the rules valid at closing.
        to: Box<Settlement>,
        /// Why.
        reason: TextId,
    },
}

impl Event {
    /// The free texts it names: what people wrote about the order at this event.
    #[must_use]
    pub fn texts(&self) -> Vec<TextId> {
        let note = |visit: &Option<Visit>| visit.and_then(|visit| visit.note);
        let details = |said: &Details| [Some(said.problem), said.notes, note(&said.visit)];
        let named: Vec<Option<TextId>> = match self {
            Self::Created(new) => vec![Some(new.problem), new.notes, note(&new.visit)],
            Self::Edited { from, to } => [details(from), details(to)].concat(),
            Self::Rescheduled { from, to, reason } => vec![note(from), to.note, *reason],
            Self::Declined { reason, .. } | Self::Refused { reason, .. } => vec![reason.text],
            Self::LongRepairStarted { parts, .. } => vec![*parts],
            Self::Commented { text, .. } => vec![Some(*text)],
            Self::Deleted { reason } | Self::Corrected { reason, .. } => vec![Some(*reason)],
            Self::Assigned { .. }
            | Self::Reassigned { .. }
            | Self::Accepted
            | Self::TakenOff { .. }
            | Self::ArrivedOnSite
            | Self::Closed(_)
            | Self::Reopened
            | Self::ClientWaiting
            | Self::Restored
            | Self::RestoredAsNew { .. } => Vec::new(),
        };
        named.into_iter().flatten().collect()
    }
}

/// An event with who, when and on whose behalf: one row of the order's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// Whose event it is.
    pub order: OrderId,
    /// The order's version after this event.
    pub version: OrderVersion,
    /// What happened.
    pub event: Event,
    /// Who did it.
    pub by: PersonId,
    /// The master an admin acted for.
    pub on_behalf_of: Option<PersonId>,
    /// When.
    pub at: Timestamp,
}
