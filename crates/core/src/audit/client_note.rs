//! What of a client was changed.

use serde::{Deserialize, Serialize};

use crate::dialogue::ClientChange;

/// What of a client was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClientNote {
    /// The name.
    Name,
    /// A phone was added.
    Phone,
    /// An address was added.
    Address,
    /// An address was written anew.
    FixAddress,
    /// The office's remarks.
    Notes,
    /// How he likes to be reached.
    Channel,
    /// Work for him is refused from now on.
    Blacklist,
    /// Work for him is not refused any more.
    Unlist,
    /// He agreed to his data being kept.
    Consent,
    /// He agrees no more.
    NoConsent,
}

impl ClientNote {
    /// Everything that can be changed.
    pub const ALL: [Self; 10] = [
        Self::Name,
        Self::Phone,
        Self::Address,
        Self::FixAddress,
        Self::Notes,
        Self::Channel,
        Self::Blacklist,
        Self::Unlist,
        Self::Consent,
        Self::NoConsent,
    ];

    /// A stable name: what the trail stores, and the key of the text people read.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Phone => "phone",
            Self::Address => "address",
            Self::FixAddress => "fix-address",
            Self::Notes => "notes",
            Self::Channel => "channel",
            Self::Blacklist => "blacklist",
            Self::Unlist => "unlist",
            Self::Consent => "consent",
            Self::NoConsent => "no-consent",
        }
    }
}

impl From<ClientChange> for ClientNote {
    fn from(change: ClientChange) -> Self {
        match change {
            ClientChange::Name => Self::Name,
            ClientChange::Phone => Self::Phone,
            ClientChange::Address => Self::Address,
            ClientChange::FixAddress => Self::FixAddress,
            ClientChange::Notes => Self::Notes,
            ClientChange::Channel => Self::Channel,
            ClientChange::Blacklist => Self::Blacklist,
        }
    }
}
