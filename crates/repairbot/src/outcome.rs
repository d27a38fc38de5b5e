//! What a handler leaves behind: messages for the outbox and the answer to a press.

use jiff::Timestamp;
use repairbot_core::{
    ids::{AttachmentId, ChatId, MessageId, OrderId, OrderVersion, PersonId, TopicId},
    screen::{Export, Scheduled, Screen, Toast},
};
use serde::{Deserialize, Serialize};

use crate::{
    fault::{Fault, undecodable},
    store::outbox::NewRow,
};

/// How urgent a message is between chats; inside a chat the order is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Lane {
    /// The answer to what someone just did, and cards that call for action.
    Urgent = 0,
    /// Notices.
    Normal = 1,
    /// What nobody waits for: refreshed cards, removed buttons.
    Bulk = 2,
}

/// What is to be done with a screen in its chat. Stored as the body of an outbox row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum Delivery {
    /// A new message.
    Send {
        /// What it shows.
        screen: Screen,
    },
    /// An existing message becomes this screen.
    Edit {
        /// Which message.
        message: MessageId,
        /// What it shows.
        screen: Screen,
    },
    /// The order's live card in this chat, as a new message.
    SendCard {
        /// Which order.
        order: OrderId,
        /// The event it tells of; `None` when somebody asked for the card.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        told: Option<OrderVersion>,
    },
    /// The order's live card in this chat, edited in place.
    RefreshCard {
        /// Which order.
        order: OrderId,
    },
    /// The former live card loses its buttons: a new one follows.
    RetireCard {
        /// Which order.
        order: OrderId,
    },
    /// Attachments of an order, as one message or an album.
    SendFiles {
        /// Of which order.
        order: OrderId,
        /// Which; several are an album.
        files: Vec<AttachmentId>,
    },
    /// An attachment of an order, from our own disk: Telegram has lost it.
    SendCopy {
        /// Of which order.
        order: OrderId,
        /// Which.
        file: AttachmentId,
    },
    /// A message loses its buttons.
    StripButtons {
        /// Which message.
        message: MessageId,
    },
    /// The commands Telegram lists in this private chat become those of its person.
    SetCommands,
    /// A file that is made when it is sent.
    File {
        /// Which.
        export: Export,
    },
    /// What is said by itself.
    Scheduled {
        /// What.
        what: Scheduled,
    },
    /// A message is deleted: another one says it now. One that is too old for that loses its buttons.
    Remove {
        /// Which message.
        message: MessageId,
        /// When it was sent.
        sent_at: Timestamp,
    },
}

/// One message for one chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Where to.
    pub chat: ChatId,
    /// For whom, in a private chat or for a dialogue in a group: decides language and rights.
    pub person: Option<PersonId>,
    /// How urgent.
    pub lane: Lane,
    /// What.
    pub delivery: Delivery,
}

impl Message {
    /// The order this message is about, for the order's timeline and for coalescing refreshes.
    #[must_use]
    pub fn order(&self) -> Option<OrderId> {
        match &self.delivery {
            Delivery::SendCard { order, .. }
            | Delivery::RefreshCard { order }
            | Delivery::RetireCard { order }
            | Delivery::SendFiles { order, .. }
            | Delivery::SendCopy { order, .. } => Some(*order),
            Delivery::Send { screen } | Delivery::Edit { screen, .. } => order_of(screen),
            Delivery::Scheduled { what } => what.order(),
            Delivery::StripButtons { .. }
            | Delivery::SetCommands
            | Delivery::File { .. }
            | Delivery::Remove { .. } => None,
        }
    }

    /// The event this message tells of, for the order's timeline; `None` when it is no notice.
    #[must_use]
    pub fn told(&self) -> Option<OrderVersion> {
        match &self.delivery {
            Delivery::SendCard { told, .. } => *told,
            Delivery::Send { screen: Screen::Notice(notice) } => Some(notice.version),
            _ => None,
        }
    }
}

fn order_of(screen: &Screen) -> Option<OrderId> {
    match screen {
        Screen::OrderCreated { order }
        | Screen::Card { order }
        | Screen::Acted { order, .. }
        | Screen::Overtaken { order }
        | Screen::PickMaster { order, .. }
        | Screen::MasterUnreachable { order, .. } => Some(*order),
        Screen::Notice(notice) => Some(notice.order),
        Screen::Client(screen) => screen.order(),
        Screen::Rates(screen) => screen.order(),
        Screen::Undelivered { order, .. } => *order,
        Screen::Question { draft, .. } => draft.order(),
        _ => None,
    }
}

/// What a handler leaves behind; the runner records it and commits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Rows for the outbox, in this order.
    pub messages: Vec<Message>,
    /// The answer to the press, sent right after the commit.
    pub toast: Option<Toast>,
}

impl Outcome {
    /// Nothing to say.
    #[must_use]
    pub fn nothing() -> Self {
        Self::default()
    }

    /// Only an answer to the press.
    #[must_use]
    pub fn toast(toast: Toast) -> Self {
        Self { messages: Vec::new(), toast: Some(toast) }
    }

    /// Only this message.
    #[must_use]
    pub fn message(message: Message) -> Self {
        Self { messages: vec![message], toast: None }
    }

    /// This and then that; the later toast wins.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.messages.extend(other.messages);
        self.toast = other.toast.or(self.toast);
        self
    }

    /// The same with this answer to the press.
    #[must_use]
    pub fn with_toast(mut self, toast: Toast) -> Self {
        self.toast = Some(toast);
        self
    }
}

/// Messages as rows of the outbox, due at once, each with the topic it answers in.
///
/// # Errors
/// A body could not be written as JSON.
pub fn new_rows(messages: &[(Message, Option<TopicId>)], now: Timestamp) -> Result<Vec<NewRow>, Fault> {
    messages
        .iter()
        .map(|(message, topic)| {
            let body = serde_json::to_string(&message.delivery)
                .map_err(|error| undecodable("outbox body", &error))?;
            Ok(NewRow {
                chat: message.chat,
                topic: *topic,
                person: message.person,
                order: message.order(),
                told: message.told(),
                lane: message.lane as i16,
                refresh: matches!(message.delivery, Delivery::RefreshCard { .. }),
                body,
                not_before: now,
                created_at: now,
            })
        })
        .collect()
}
