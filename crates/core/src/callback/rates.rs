//! Buttons of the rates and of how a closed order was computed.

use super::BadCallback;
use crate::ids::{OrderId, RatesId};

/// What a press asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RatesPress {
    /// The rates in force.
    Now,
    /// Begin changing them.
    Edit,
    /// A page of the versions.
    Versions {
        /// Those below this number; `None` is the newest page.
        before: Option<RatesId>,
    },
    /// One version.
    Version {
        /// Which.
        version: RatesId,
    },
    /// Withdraw a version that is not in force yet.
    Withdraw {
        /// Which.
        version: RatesId,
    },
    /// How the money of a closed order was computed.
    Explain {
        /// Which order.
        order: OrderId,
    },
}

impl RatesPress {
    /// The numbers it is written as; the first one says which press it is and is never given to another.
    pub(super) fn numbers(self) -> Vec<i64> {
        match self {
            Self::Now => vec![0],
            Self::Edit => vec![1],
            Self::Versions { before } => [2].into_iter().chain(before.map(|version| version.0)).collect(),
            Self::Version { version } => vec![3, version.0],
            Self::Withdraw { version } => vec![4, version.0],
            Self::Explain { order } => vec![5, order.0],
        }
    }

    /// The press of these numbers.
    pub(super) fn from_numbers(numbers: &[i64]) -> Result<Self, BadCallback> {
        match *numbers {
            [0] => Ok(Self::Now),
            [1] => Ok(Self::Edit),
            [2] => Ok(Self::Versions { before: None }),
            [2, before] => Ok(Self::Versions { before: Some(RatesId(before)) }),
            [3, version] => Ok(Self::Version { version: RatesId(version) }),
            [4, version] => Ok(Self::Withdraw { version: RatesId(version) }),
            [5, order] => Ok(Self::Explain { order: OrderId(order) }),
            _ => Err(BadCallback),
        }
    }
}
