//! Typed identifiers. All are 64-bit and drawn outside `core`: a rule never invents an id.

use serde::{Deserialize, Serialize};

/// Declares one identifier type: a transparent wrapper over `i64`.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// An order's internal id. People never see it; they see [`OrderNumber`].
    OrderId
);
id!(
    /// The company's number of an order: 1, 2, 3 without gaps (SPEC §15).
    OrderNumber
);
id!(
    /// How many events an order has seen. Buttons carry it, so a stale press is recognised.
    OrderVersion
);
id!(
    /// A person of the company or a stranger who wrote to the bot; not a Telegram account.
    PersonId
);
id!(
    /// A client of the company.
    ClientId
);
id!(
    /// A client's phone row.
    ClientPhoneId
);
id!(
    /// A client's address row.
    AddressId
);
id!(
    /// A row of free text (problem, notes, reason...) that can be erased without touching history.
    TextId
);
id!(
    /// A comment on an order.
    CommentId
);
id!(
    /// A type of appliance in the catalogue.
    EquipmentId
);
id!(
    /// A catalogued reason of declining or refusing.
    ReasonId
);
id!(
    /// A branch (city) of the company.
    BranchId
);
id!(
    /// Something attached to an order.
    AttachmentId
);
id!(
    /// A draft: one run of a dialogue. Its final command carries it, so it acts once.
    DraftId
);
id!(
    /// An application to become a master.
    ApplicationId
);
id!(
    /// A Telegram chat: a person's private chat (the person's Telegram id) or a group (negative).
    ChatId
);
id!(
    /// A Telegram account.
    TelegramId
);
id!(
    /// A message inside one Telegram chat.
    MessageId
);
id!(
    /// A topic of a forum: the message that began it.
    TopicId
);

impl TopicId {
    /// The topic every forum has. Messages in it name no topic, nor do those of a group without topics.
    pub const GENERAL: Self = Self(1);
}

impl RatesId {
    /// The version a company starts with.
    pub const DEFAULT: Self = Self(0);

    /// The version after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl OrderVersion {
    /// The version of an order that has just been created.
    pub const FIRST: Self = Self(1);

    /// The version after one more event.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}
id!(
    /// A version of the rates: versions are counted from 0, the rules a company starts with.
    RatesId
);
id!(
    /// What somebody looked for: kept for a day, so that the found list can be paged.
    SearchId
);
id!(
    /// One movement of money in the ledger; the later the greater.
    TransactionId
);
id!(
    /// A master hands money in.
    HandInId
);
