//! Buttons: a closed enum with a compact text form of at most 64 bytes (a limit of the Bot API).
//!
//! Order buttons carry the order's version and dialogue buttons the draft's revision, so that a stale or
//! doubled press is recognised and changes nothing.

use crate::{
    ids::{DraftId, OrderId, OrderNumber, OrderVersion, PersonId},
    order::{Action, Status},
};

/// What a press of an inline button asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Press {
    /// Act on an order: at once, or by opening the dialogue the action needs.
    Act {
        /// Which order.
        order: OrderId,
        /// The version the button was drawn for.
        version: OrderVersion,
        /// What to do.
        action: Action,
    },
    /// Assign or reassign to this master.
    PickMaster {
        /// Which order.
        order: OrderId,
        /// The version the list was drawn for.
        version: OrderVersion,
        /// To whom.
        master: PersonId,
    },
    /// Show the order's card to the presser.
    Open {
        /// Which order.
        order: OrderId,
    },
    /// An answer to a dialogue's question.
    Draft {
        /// Which draft.
        draft: DraftId,
        /// The revision the question was asked at.
        revision: u32,
        /// The answer.
        answer: Answer,
    },
    /// Continue a suspended draft.
    Resume {
        /// Which draft.
        draft: DraftId,
    },
    /// A page of the list of orders.
    Orders {
        /// Which status; `None` shows the filter with counts.
        status: Option<Status>,
        /// Orders with numbers below this one; `None` is the first page.
        before: Option<OrderNumber>,
    },
    /// The list of masters.
    Masters,
    /// A master's card.
    Master {
        /// Who.
        master: PersonId,
    },
    /// Begin choosing a master's work group.
    SetWorkGroup {
        /// Whose group.
        master: PersonId,
    },
    /// A label that only informs (page n/m).
    Nothing,
}

/// A button under a dialogue's question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// The choice with this id: an equipment type, a reason, yes = 1 / no = 0, a day ahead...
    Pick(i64),
    /// One question back.
    Back,
    /// Leave an optional question open.
    Skip,
    /// Everything is right.
    Confirm,
    /// Change the field with this index from the review screen.
    Edit(u8),
    /// Drop the draft.
    Cancel,
}

