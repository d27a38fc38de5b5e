//! Buttons of deleted orders. (Editing, reminding, commenting, deleting and restoring are actions of an order's card.)

use super::BadCallback;
use crate::ids::{OrderId, OrderNumber};

/// What a press asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangesPress {
    /// A page of the deleted orders.
    Deleted {
        /// Orders with numbers below this one; `None` is the first page.
        before: Option<OrderNumber>,
    },
    /// A deleted order's card.
    OpenDeleted {
        /// Which order.
        order: OrderId,
    },
}

impl ChangesPress {
    /// The numbers it is written as; the first one says which press it is and is never given to another.
    pub(super) fn numbers(self) -> Vec<i64> {
        match self {
            Self::Deleted { before } => [0].into_iter().chain(before.map(|number| number.0)).collect(),
            Self::OpenDeleted { order } => vec![1, order.0],
        }
    }

    /// The press of these numbers.
    pub(super) fn from_numbers(numbers: &[i64]) -> Result<Self, BadCallback> {
        match *numbers {
            [0] => Ok(Self::Deleted { before: None }),
            [0, before] => Ok(Self::Deleted { before: Some(OrderNumber(before)) }),
            [1, order] => Ok(Self::OpenDeleted { order: OrderId(order) }),
            _ => Err(BadCallback),
        }
    }
}
