//! The seven states (SPEC §2).

use serde::{Deserialize, Serialize};

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Status {
    /// Taken by the office, without a master.
    #[serde(rename = "NEW")]
    New,
    /// Given to a master who has not answered yet.
    #[serde(rename = "ASSIGNED")]
    Assigned,
    /// The master has accepted.
    #[serde(rename = "ACCEPTED")]
    Accepted,
    /// The master is at the client's.
    #[serde(rename = "ONSITE")]
    Onsite,
    /// Long repair: parts or workshop, with a promised date.
    #[serde(rename = "DR")]
    LongRepair,
    /// Done and paid. Terminal.
    #[serde(rename = "CLOSED")]
    Closed,
    /// Ended without a repair. Can be reopened.
    #[serde(rename = "REFUSED")]
    Refused,
}

impl Status {
    /// Every state, in the order lists show them.
    pub const ALL: [Self; 7] = [
        Self::New,
        Self::Assigned,
        Self::Accepted,
        Self::Onsite,
        Self::LongRepair,
        Self::Closed,
        Self::Refused,
    ];

    /// The name stored in the database and used by `explain`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::New => "NEW",
            Self::Assigned => "ASSIGNED",
            Self::Accepted => "ACCEPTED",
            Self::Onsite => "ONSITE",
            Self::LongRepair => "DR",
            Self::Closed => "CLOSED",
            Self::Refused => "REFUSED",
        }
    }

    /// The state with this name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// Whether the order is over: closed or refused.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Closed | Self::Refused)
    }
}
