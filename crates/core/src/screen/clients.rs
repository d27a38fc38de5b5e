//! Screens about clients and about what is attached to orders.

use serde::{Deserialize, Serialize};

use crate::{
    dialogue::ClientChange,
    ids::{AttachmentId, ClientId, DraftId, OrderId, OrderNumber},
};

/// One message about a client or an attachment, as data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "client_screen", rename_all = "snake_case")]
pub enum ClientScreen {
    /// All the office knows about a client.
    Card {
        /// Who.
        client: ClientId,
        /// What has just been changed.
        saved: Option<ClientChange>,
    },
    /// No such client.
    NotFound,
    /// What erasing the client's data would do, or why it can't be done.
    Erase {
        /// Who.
        client: ClientId,
    },
    /// A draft was dropped because the data of the client it was about were erased.
    DraftErased,
    /// A page of a client's orders.
    Orders {
        /// Whose.
        client: ClientId,
        /// Orders with numbers below this one.
        before: Option<OrderNumber>,
    },
    /// The call was about an order that is there already: nothing was created.
    SameOrder {
        /// Which.
        order: OrderId,
    },
    /// What came of something that was sent for an order.
    Attached {
        /// Which order.
        order: OrderId,
        /// What came of it.
        outcome: Attached,
        /// The dialogue it came through, which «done» ends.
        draft: Option<DraftId>,
    },
    /// The dialogue of attaching is over.
    AttachingDone {
        /// Which order.
        order: OrderId,
    },
    /// Something was sent, and nobody knows for which order.
    AttachHint,
    /// The line before the files of an order.
    Files {
        /// Which order.
        order: OrderId,
        /// Only what was attached before this.
        before: Option<AttachmentId>,
    },
    /// A file could not be shown: Telegram does not have it any more.
    FileGone {
        /// Which order.
        order: OrderId,
    },
}

impl ClientScreen {
    /// The order it is about.
    #[must_use]
    pub fn order(&self) -> Option<OrderId> {
        match self {
            Self::SameOrder { order }
            | Self::Attached { order, .. }
            | Self::AttachingDone { order }
            | Self::Files { order, .. }
            | Self::FileGone { order } => Some(*order),
            Self::Card { .. }
            | Self::NotFound
            | Self::Erase { .. }
            | Self::DraftErased
            | Self::Orders { .. }
            | Self::AttachHint => None,
        }
    }
}

/// What came of something that was sent for an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attached {
    /// It belongs to the order now.
    Added,
    /// The order has it already.
    Known,
    /// The order has as many as it may have.
    TooMany,
    /// The file is too large.
    TooLarge,
}
