//! Screens of the rates and of how a closed order was computed.

use serde::{Deserialize, Serialize};

use crate::ids::{OrderId, PersonId, RatesId};

/// One message as data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum RatesScreen {
    /// The rates in force, and those that are planned.
    Now,
    /// The versions below this number, or all, newest first.
    Versions {
        /// Below which.
        before: Option<RatesId>,
    },
    /// One version.
    Version {
        /// Which.
        version: RatesId,
    },
    /// Another admin entered a version.
    Entered {
        /// Which.
        version: RatesId,
        /// Who.
        by: PersonId,
    },
    /// Another admin withdrew a version before it came into force.
    Withdrawn {
        /// Which.
        version: RatesId,
        /// Who.
        by: PersonId,
    },
    /// Nothing can be changed while a version waits to come into force.
    Planned {
        /// Which.
        version: RatesId,
    },
    /// How the money of a closed order was computed.
    Explained {
        /// Which order.
        order: OrderId,
    },
}

impl RatesScreen {
    /// The order it is about.
    #[must_use]
    pub fn order(&self) -> Option<OrderId> {
        match self {
            Self::Explained { order } => Some(*order),
            Self::Now
            | Self::Versions { .. }
            | Self::Version { .. }
            | Self::Entered { .. }
            | Self::Withdrawn { .. }
            | Self::Planned { .. } => None,
        }
    }
}
