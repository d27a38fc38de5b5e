//! What rendering yields: one call of the Bot API, as data.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use repairbot_core::ids::{ChatId, MessageId, TopicId};
use serde_json::{Value, json};
use tempfile::TempPath;

use super::media::{self, Media};
use super::work::{Later, WHOLE};
use crate::fault::Fault;
use crate::store::WriteTx;
use crate::store::outbox::ClaimedRow;
use crate::telegram::{CallError, Content, DeadReason, Document, Telegram, UPLOAD};

/// Turns outbox rows into calls, and remembers what became of them.
#[async_trait]
pub trait Render: Send + Sync {
    /// What to say now for each of these rows, in their order. The chat to use is the row's: it follows a group's
    /// migration. A row's own fault is its own: the row is tried again twice and then dead.
    ///
    /// # Errors
    /// The database is away: nothing was rendered, and all rows are tried again.
    async fn render(&self, rows: &[ClaimedRow]) -> Result<Vec<Result<Call, Fault>>, Fault>;

    /// Writes what must be remembered about delivered messages, in the transaction that settles their rows. Each comes
    /// with the new or edited message; `None` when nothing was sent or a message was deleted.
    ///
    /// # Errors
    /// A fault; after some tries the rows are settled without it.
    async fn sent(&self, tx: &WriteTx, sent: &[(&ClaimedRow, Option<MessageId>)]) -> Result<(), Fault>;

    /// Writes what must follow from a message that will never arrive, such as a notice to the office, in the
    /// transaction that settles its row. Called before the recipient is marked as unreachable, so that
    /// it can tell the first failure from the following ones.
    ///
    /// # Errors
    /// A fault; after some tries the row is settled without it.
    async fn failed(&self, tx: &WriteTx, row: &ClaimedRow, reason: &DeadReason) -> Result<(), Fault>;

    /// Writes what must follow from a topic that is gone or closed; the row goes into the general one now.
    ///
    /// # Errors
    /// A fault; after some tries the row is settled without it.
    async fn topic_gone(&self, tx: &WriteTx, row: &ClaimedRow, topic: TopicId) -> Result<(), Fault>;
}

/// A file that is there as long as somebody holds this.
#[derive(Debug, Clone)]
pub struct Temporary(Arc<TempPath>);

impl Temporary {
    /// Keeps this one.
    #[must_use]
    pub fn new(path: TempPath) -> Self {
        Self(Arc::new(path))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl PartialEq for Temporary {
    fn eq(&self, other: &Self) -> bool {
        self.path() == other.path()
    }
}

/// What is in a file to send.
#[derive(Clone, PartialEq)]
pub enum Attached {
    /// This.
    Bytes(Vec<u8>),
    /// What is on the disk, which is read as it is sent. It goes when nothing names it any more.
    Disk(Temporary),
    /// The same, and it stays.
    Kept(PathBuf),
}

/// One call to make. Its `Debug` shows no text: texts hold names, phones and addresses.
#[derive(Clone, PartialEq)]
pub enum Call {
    /// A new message.
    Send {
        /// To whom.
        chat: ChatId,
        /// Into which topic of a forum; `None` for its general one.
        topic: Option<TopicId>,
        /// HTML.
        text: String,
        /// A `reply_markup` of any kind.
        markup: Option<Value>,
        /// The message it answers; sent without the reference when that one is gone.
        reply_to: Option<MessageId>,
        /// Without sound.
        silent: bool,
    },
    /// A message's new text and keyboard.
    EditText {
        /// Where.
        chat: ChatId,
        /// Which.
        message: MessageId,
        /// HTML.
        text: String,
        /// An inline keyboard; none removes it.
        markup: Option<Value>,
    },
    /// A message's new inline keyboard; none removes it.
    EditMarkup {
        /// Where.
        chat: ChatId,
        /// Which.
        message: MessageId,
        /// An inline keyboard.
        markup: Option<Value>,
    },
    /// A message to remove.
    Delete {
        /// Where.
        chat: ChatId,
        /// Which.
        message: MessageId,
    },
    /// A file.
    Document {
        /// To whom.
        chat: ChatId,
        /// Into which topic of a forum.
        topic: Option<TopicId>,
        /// The name people see.
        file_name: String,
        /// What is in it.
        file: Attached,
        /// HTML below the file.
        caption: Option<String>,
        /// Without sound.
        silent: bool,
        /// Whether people see it as a picture at once, and not as a document.
        photo: bool,
    },
    /// What is made on its way.
    Later(Later),
    /// What Telegram lists as commands in a private chat.
    Commands {
        /// Whose.
        chat: ChatId,
        /// A list of `BotCommand`.
        commands: Value,
    },
    /// Files Telegram has already, or a place: one message, or an album.
    Media {
        /// To whom.
        chat: ChatId,
        /// Into which topic of a forum.
        topic: Option<TopicId>,
        /// What; several are an album.
        media: Vec<Media>,
    },
    /// Nothing is left to say: the row is settled without a call.
    Nothing,
}

impl Call {
    /// A plain new message, with sound.
    #[must_use]
    pub fn say(chat: ChatId, text: String) -> Self {
        Self::Send { chat, topic: None, text, markup: None, reply_to: None, silent: false }
    }

    /// How long making it may take, when a request without files may take this long.
    pub(super) const fn longest(&self, request: Duration) -> Duration {
        match self {
            Self::Later(_) => WHOLE,
            Self::Document { file: Attached::Disk(_) | Attached::Kept(_), .. } => UPLOAD,
            _ => request,
        }
    }

    /// Whether a repetition is seen by people: a new message is, the same edit is not.
    #[must_use]
    pub const fn is_visible_twice(&self) -> bool {
        match self {
            Self::Send { .. } | Self::Document { .. } | Self::Media { .. } | Self::Later(_) => true,
            Self::EditText { .. }
            | Self::EditMarkup { .. }
            | Self::Delete { .. }
            | Self::Commands { .. }
            | Self::Nothing => false,
        }
    }

    /// The topic it goes into.
    pub(super) const fn topic(&self) -> Option<TopicId> {
        match self {
            Self::Send { topic, .. } | Self::Media { topic, .. } | Self::Document { topic, .. } => *topic,
            _ => None,
        }
    }

    /// How many messages it is for Telegram's limits: an album is as many as it has parts.
    pub(super) const fn messages(&self) -> usize {
        match self {
            Self::Media { media, .. } => media.len(),
            _ => 1,
        }
    }

    /// Makes the call. Gives the id of the message that is there now: a new one's or an edited one's.
    pub(super) async fn make(&self, telegram: &Telegram) -> Result<Option<MessageId>, CallError> {
        match self {
            // A work has become another call before.
            Self::Nothing | Self::Later(_) => Ok(None),
            Self::Send { .. } => telegram.send_message(self.params()).await.map(Some),
            Self::EditText { message, .. } => {
                telegram.edit_message_text(self.params()).await.map(|()| Some(*message))
            }
            Self::EditMarkup { message, .. } => {
                telegram.edit_message_markup(self.params()).await.map(|()| Some(*message))
            }
            Self::Delete { chat, message } => telegram.delete_message(*chat, *message).await.map(|()| None),
            Self::Commands { .. } => telegram.set_my_commands(self.params()).await.map(|()| None),
            Self::Media { media, .. } => {
                telegram.send_media(media::method(media), self.params()).await.map(Some)
            }
            Self::Document { chat, topic, file_name, file, caption, silent, photo } => {
                let content = match file {
                    Attached::Bytes(bytes) => Content::Bytes(bytes),
                    Attached::Disk(file) => Content::Disk(file.path()),
                    Attached::Kept(path) => Content::Disk(path),
                };
                let (chat, topic, silent, photo) = (*chat, *topic, *silent, *photo);
                let caption = caption.as_deref();
                let document = Document { chat, topic, file_name, content, caption, silent, photo };
                telegram.send_document(document).await.map(Some)
            }
        }
    }

    /// The message that is there after a refusal which says that all is as it should be.
    pub(super) const fn message(&self) -> Option<MessageId> {
        match self {
            Self::EditText { message, .. } | Self::EditMarkup { message, .. } => Some(*message),
            Self::Send { .. }
            | Self::Delete { .. }
            | Self::Document { .. }
            | Self::Later(_)
            | Self::Media { .. }
            | Self::Commands { .. }
            | Self::Nothing => None,
        }
    }

    /// The parameters of the methods that take JSON.
    pub(super) fn params(&self) -> Value {
        match self {
            Self::Send { chat, topic, text, markup, reply_to, silent } => {
                let mut params = with_text(*chat, text, markup.as_ref());
                params["disable_notification"] = json!(silent);
                if let Some(topic) = topic {
                    params["message_thread_id"] = json!(topic);
                }
                if let Some(message) = reply_to {
                    params["reply_parameters"] =
                        json!({ "message_id": message, "allow_sending_without_reply": true });
                }
                params
            }
            Self::EditText { chat, message, text, markup } => {
                let mut params = with_text(*chat, text, markup.as_ref());
                params["message_id"] = json!(message);
                params
            }
            Self::EditMarkup { chat, message, markup } => {
                let mut params = json!({ "chat_id": chat, "message_id": message });
                if let Some(markup) = markup {
                    params["reply_markup"] = markup.clone();
                }
                params
            }
            Self::Commands { chat, commands } => {
                json!({ "commands": commands, "scope": { "type": "chat", "chat_id": chat } })
            }
            Self::Media { chat, topic, media } => media::params((*chat, *topic), media),
            Self::Delete { .. } | Self::Document { .. } | Self::Later(_) | Self::Nothing => Value::Null,
        }
    }
}

/// What sending and editing a text have in common. Previews of links would bury the card.
fn with_text(chat: ChatId, text: &str, markup: Option<&Value>) -> Value {
    let mut params = json!({
        "chat_id": chat,
        "text": text,
        "parse_mode": "HTML",
        "link_preview_options": { "is_disabled": true },
    });
    if let Some(markup) = markup {
        params["reply_markup"] = markup.clone();
    }
    params
}

impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Send { chat, text, .. } => write!(f, "Send({chat}, {} letters)", text.chars().count()),
            Self::EditText { chat, message, text, .. } => {
                write!(f, "EditText({chat}/{message}, {} letters)", text.chars().count())
            }
            Self::EditMarkup { chat, message, .. } => write!(f, "EditMarkup({chat}/{message})"),
            Self::Delete { chat, message } => write!(f, "Delete({chat}/{message})"),
            Self::Document { chat, file_name, .. } => write!(f, "Document({chat}, {file_name})"),
            Self::Later(_) => f.write_str("Later"),
            Self::Commands { chat, .. } => write!(f, "Commands({chat})"),
            Self::Media { chat, media, .. } => write!(f, "Media({chat}, {})", media.len()),
            Self::Nothing => f.write_str("Nothing"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_what_the_bot_api_documents() {
        let markup = json!({"inline_keyboard": []});
        let send = Call::Send {
            chat: ChatId(5),
            topic: Some(TopicId(9)),
            text: "<b>hi</b>".to_owned(),
            markup: Some(markup.clone()),
            reply_to: Some(MessageId(7)),
            silent: true,
        };
        assert_eq!(
            send.params(),
            json!({
                "chat_id": 5, "message_thread_id": 9, "text": "<b>hi</b>", "parse_mode": "HTML", "reply_markup": markup,
                "link_preview_options": {"is_disabled": true}, "disable_notification": true,
                "reply_parameters": {"message_id": 7, "allow_sending_without_reply": true},
            })
        );
        let edit = Call::EditMarkup { chat: ChatId(5), message: MessageId(7), markup: None };
        assert_eq!(edit.params(), json!({"chat_id": 5, "message_id": 7}));
    }

    #[test]
    fn debug_shows_no_text() {
        let text = "Anna, +7 999 123-45-67".to_owned();
        let (chat, topic) = (ChatId(5), None);
        let call = Call::Send { chat, topic, text, markup: None, reply_to: None, silent: false };
        assert_eq!(format!("{call:?}"), "Send(5, 22 letters)");
    }
}
