//! Numbers with names, so that a chat is never taken for a person.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// A person or a bot.
    UserId
);
id!(
    /// A private chat (the person's number) or a group (a negative number).
    ChatId
);
id!(
    /// A message, numbered within its chat.
    MessageId
);
id!(
    /// One press of an inline button: the number of its callback query.
    PressId
);

impl From<UserId> for ChatId {
    fn from(user: UserId) -> Self {
        Self(user.0)
    }
}
