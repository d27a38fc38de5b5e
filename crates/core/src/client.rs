//! What the office keeps about a client besides names, phones and addresses.

use serde::{Deserialize, Serialize};

/// How a client prefers to be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A call.
    Call,
    /// A text message.
    Sms,
    /// Telegram.
    Telegram,
    /// WhatsApp.
    Whatsapp,
}

impl Channel {
    /// Every channel, in the order they are offered.
    pub const ALL: [Self; 4] = [Self::Call, Self::Sms, Self::Telegram, Self::Whatsapp];

    /// The name stored in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Sms => "sms",
            Self::Telegram => "telegram",
            Self::Whatsapp => "whatsapp",
        }
    }

    /// The channel with this name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.code() == code)
    }
}
