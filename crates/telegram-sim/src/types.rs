//! What tests give to the simulator and what they get from it.

use crate::ids::{MessageId, UserId};
use serde_json::Value;
use std::fmt;

/// A person to add.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewPerson {
    /// The first name, as Telegram shows it.
    pub first_name: String,
    /// The last name.
    pub last_name: Option<String>,
    /// The user name, without `@`.
    pub username: Option<String>,
    /// The language of the person's Telegram, such as `en`.
    pub language_code: Option<String>,
}

impl NewPerson {
    /// A person with a first name only.
    #[must_use]
    pub fn named(first_name: &str) -> Self {
        Self { first_name: first_name.to_owned(), ..Self::default() }
    }
}

/// A message without text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherKind {
    /// A picture.
    Photo,
    /// A sticker.
    Sticker,
    /// A voice message.
    Voice,
    /// A file.
    Document,
    /// A place on the map.
    Location,
    /// A phone number.
    Contact,
}

/// A message as people see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatMessage {
    /// Its number in the chat.
    pub id: MessageId,
    /// Who sent it.
    pub from: UserId,
    /// Whether a bot sent it.
    pub from_bot: bool,
    /// When it was sent, in Unix seconds.
    pub date: i64,
    /// When it was last edited.
    pub edit_date: Option<i64>,
    /// Plain text (for a document, its caption), without markup.
    pub text: String,
    /// The text as it was sent when it was HTML; otherwise HTML that looks the same.
    pub html: String,
    /// Rows of inline buttons.
    pub inline: Vec<Vec<InlineButton>>,
    /// The message that it replies to.
    pub reply_to: Option<MessageId>,
    /// The name of the attached file.
    pub document: Option<String>,
    /// The forum topic it is in.
    pub thread: Option<MessageId>,
    /// Whether it is a service message (somebody was added, a chat was shared).
    pub service: bool,
}

/// A button under a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InlineButton {
    /// The label.
    pub text: String,
    /// The data that a press sends to the bot.
    pub data: Option<String>,
    /// The address that a press opens.
    pub url: Option<String>,
}

/// What the bot answered to a press.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PressAnswer {
    /// The text, when there was one.
    pub text: Option<String>,
    /// Whether it is shown as an alert instead of a passing notice.
    pub alert: bool,
}

/// Why a button could not be pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PressError {
    /// There is no such person.
    NoSuchPerson,
    /// There is no such message, or it was deleted.
    NoSuchMessage,
    /// The message has no such button; these are the labels it has.
    NoSuchButton(Vec<String>),
    /// The button opens an address and sends nothing to the bot.
    NotCallback,
}

impl fmt::Display for PressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchPerson => write!(f, "no such person"),
            Self::NoSuchMessage => write!(f, "no such message"),
            Self::NoSuchButton(labels) => write!(f, "no such button, there are: {labels:?}"),
            Self::NotCallback => write!(f, "the button does not call the bot"),
        }
    }
}

impl std::error::Error for PressError {}

/// A call that the bot made (`getUpdates` is not recorded).
#[derive(Clone, Debug, PartialEq)]
pub struct ApiCall {
    /// The bot.
    pub bot: UserId,
    /// The method, as the bot wrote it.
    pub method: String,
    /// The parameters; a file is replaced with its name.
    pub params: Value,
    /// The HTTP status; 0 when the call had neither effect nor answer. A lost answer has the status it would have had.
    pub outcome: u16,
    /// When, in Unix seconds of the simulator.
    pub at: i64,
}
