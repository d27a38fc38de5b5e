//! Buttons about clients and about what is attached to orders.

use super::{BadCallback, item_of, number_of};
use crate::{
    dialogue::ClientChange,
    ids::{AttachmentId, ClientId, OrderId, OrderNumber},
};

/// What a press about a client or an attachment asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClientPress {
    /// The card of an order's client.
    OfOrder {
        /// Which order.
        order: OrderId,
    },
    /// A client's card.
    Card {
        /// Who.
        client: ClientId,
    },
    /// A page of the client's orders.
    Orders {
        /// Whose.
        client: ClientId,
        /// Orders with numbers below this one; `None` is the first page.
        before: Option<OrderNumber>,
    },
    /// Begin changing something about the client.
    Edit {
        /// Who.
        client: ClientId,
        /// What.
        change: ClientChange,
    },
    /// The client allowed to keep his data, or took that back.
    Consent {
        /// Who.
        client: ClientId,
        /// Whether he allows it.
        given: bool,
    },
    /// Take the client off the blacklist.
    Unlist {
        /// Who.
        client: ClientId,
    },
    /// Begin an order for this client.
    NewOrder {
        /// Who.
        client: ClientId,
    },
    /// All that is kept about the client, as a file.
    Export {
        /// Who.
        client: ClientId,
    },
    /// Erase all that is kept about the client but orders and money.
    Erase {
        /// Who.
        client: ClientId,
        /// Whether what goes and what stays was read and confirmed.
        sure: bool,
    },
    /// Begin attaching files to an order.
    Attach {
        /// Which.
        order: OrderId,
    },
    /// Show what is attached to an order.
    Files {
        /// Which.
        order: OrderId,
        /// Only what was attached before this; `None` shows the latest.
        before: Option<AttachmentId>,
    },
}

/// The numbers changes are written as: never given to another one.
const CHANGES: [(ClientChange, u8); 7] = [
    (ClientChange::Name, 0),
    (ClientChange::Phone, 1),
    (ClientChange::Address, 2),
    (ClientChange::FixAddress, 3),
    (ClientChange::Notes, 4),
    (ClientChange::Channel, 5),
    (ClientChange::Blacklist, 6),
];

impl ClientPress {
    /// The letter and the numbers it is written as.
    pub(super) fn parts(self) -> (char, Vec<i64>) {
        match self {
            Self::OfOrder { order } => ('o', vec![order.0]),
            Self::Card { client } => ('c', vec![client.0]),
            Self::Orders { client, before } => {
                ('l', [client.0].into_iter().chain(before.map(|number| number.0)).collect())
            }
            Self::Edit { client, change } => ('e', vec![client.0, number_of(&CHANGES, &change)]),
            Self::Consent { client, given } => ('y', vec![client.0, i64::from(given)]),
            Self::Unlist { client } => ('u', vec![client.0]),
            Self::NewOrder { client } => ('n', vec![client.0]),
            Self::Export { client } => ('x', vec![client.0]),
            Self::Erase { client, sure } => ('d', vec![client.0, i64::from(sure)]),
            Self::Attach { order } => ('a', vec![order.0]),
            Self::Files { order, before } => {
                ('f', [order.0].into_iter().chain(before.map(|file| file.0)).collect())
            }
        }
    }

    /// The press of a letter and numbers.
    pub(super) fn from_parts(letter: char, numbers: &[i64]) -> Result<Self, BadCallback> {
        let press = match (letter, numbers) {
            ('o', &[order]) => Self::OfOrder { order: OrderId(order) },
            ('c', &[client]) => Self::Card { client: ClientId(client) },
            ('l', &[client, ref rest @ ..]) if rest.len() <= 1 => {
                Self::Orders { client: ClientId(client), before: rest.first().copied().map(OrderNumber) }
            }
            ('e', &[client, change]) => {
                Self::Edit { client: ClientId(client), change: item_of(&CHANGES, change)? }
            }
            ('y', &[client, given @ (0 | 1)]) => {
                Self::Consent { client: ClientId(client), given: given == 1 }
            }
            ('u', &[client]) => Self::Unlist { client: ClientId(client) },
            ('n', &[client]) => Self::NewOrder { client: ClientId(client) },
            ('x', &[client]) => Self::Export { client: ClientId(client) },
            ('d', &[client, sure @ (0 | 1)]) => Self::Erase { client: ClientId(client), sure: sure == 1 },
            ('a', &[order]) => Self::Attach { order: OrderId(order) },
            ('f', &[order, ref rest @ ..]) if rest.len() <= 1 => {
                Self::Files { order: OrderId(order), before: rest.first().copied().map(AttachmentId) }
            }
            _ => return Err(BadCallback),
        };
        Ok(press)
    }
}
