//! What keeps the desk from hearing people, or from being heard, as admins are told.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A trouble of the installation that does not mend itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// Telegram can't deliver updates to the webhook.
    Webhook,
    /// Messages that could be sent are not.
    Outbox,
}

impl Trouble {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::Webhook, Self::Outbox];

    /// A stable name, used as the key of the text people read.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::Outbox => "outbox",
        }
    }
}

/// One message as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "told", rename_all = "snake_case")]
pub enum TroubleScreen {
    /// It has lasted for a while.
    Lasts {
        /// Which one.
        trouble: Trouble,
        /// Since when.
        since: Timestamp,
        /// What Telegram says of it; may be empty.
        says: String,
    },
    /// It is over.
    Over {
        /// Which one.
        trouble: Trouble,
    },
}
