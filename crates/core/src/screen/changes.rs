//! Screens of deleted orders and of work groups.

use serde::{Deserialize, Serialize};

use crate::ids::{OrderNumber, PersonId};

/// One message as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum ChangesScreen {
    /// A page of the deleted orders.
    Deleted {
        /// Orders with numbers below this one.
        before: Option<OrderNumber>,
    },
    /// What the bot does in a group.
    GroupHelp,
    /// What comes for this group comes into this topic from now on.
    TopicSet,
    /// The topic of a master's group is gone: what comes for it comes into the general one.
    TopicLost {
        /// Whose group.
        master: PersonId,
    },
    /// The bot came into a group, brought by somebody who cannot say whose it is.
    GroupNeedsAdmin,
}
