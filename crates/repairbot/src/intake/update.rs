//! The part of Telegram's update that the order desk reads.
//!
//! Everything is optional and unknown fields are passed over, so a new kind of update or message can't
//! make decoding fail; see docs/adr/0002.

use serde::Deserialize;

/// One update, as raw as needed.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Update {
    /// Unique for a week or more.
    pub update_id: i64,
    /// A message.
    pub message: Option<Message>,
    /// A press of an inline button.
    pub callback_query: Option<CallbackQuery>,
    /// The bot was added, removed, blocked or unblocked.
    pub my_chat_member: Option<ChatMemberUpdated>,
}

/// A chat.
#[derive(Debug, Clone, Deserialize)]
pub struct Chat {
    /// Id: positive for a private chat.
    pub id: i64,
    /// Title of a group.
    pub title: Option<String>,
}

/// An account.
#[derive(Debug, Clone, Deserialize)]
pub struct User {
    /// Id.
    pub id: i64,
    /// Whether it is a bot.
    #[serde(default)]
    pub is_bot: bool,
    /// First name.
    #[serde(default)]
    pub first_name: String,
    /// Last name.
    pub last_name: Option<String>,
    /// Name without `@`.
    pub username: Option<String>,
}

/// A message.
#[derive(Debug, Clone, Deserialize)]
pub struct Message {
    /// Id inside its chat.
    pub message_id: i64,
    /// Unix seconds.
    #[serde(default)]
    pub date: i64,
    /// Where.
    pub chat: Chat,
    /// Who.
    pub from: Option<User>,
    /// Set when a group's anonymous admin or a channel speaks.
    pub sender_chat: Option<Chat>,
    /// What.
    pub text: Option<String>,
    /// The topic it is in; without `is_topic_message` a thread of answers, which is something else.
    pub message_thread_id: Option<i64>,
    /// Whether it is in a topic other than the general one.
    #[serde(default)]
    pub is_topic_message: bool,
    /// Which message it answers.
    pub reply_to_message: Option<Box<Message>>,
    /// Same for all parts of an album.
    pub media_group_id: Option<String>,
    /// A group picked with the request-chat button.
    pub chat_shared: Option<ChatShared>,
    /// The group became this supergroup.
    pub migrate_to_chat_id: Option<i64>,
    /// This supergroup was that group.
    pub migrate_from_chat_id: Option<i64>,
    /// People came in.
    pub new_chat_members: Option<Vec<User>>,
    /// Somebody left.
    pub left_chat_member: Option<User>,
}

/// A picked group.
#[derive(Debug, Clone, Deserialize)]
pub struct ChatShared {
    /// Its id.
    pub chat_id: i64,
}

/// A press.
#[derive(Debug, Clone, Deserialize)]
pub struct CallbackQuery {
    /// For the answer.
    pub id: String,
    /// Who.
    pub from: User,
    /// The message with the button; only its id and chat are used.
    pub message: Option<PressedMessage>,
    /// The button's data.
    pub data: Option<String>,
}

/// The message of a press, accessible or not.
#[derive(Debug, Clone, Deserialize)]
pub struct PressedMessage {
    /// Id.
    pub message_id: i64,
    /// Where.
    pub chat: Chat,
    /// The topic it is in.
    pub message_thread_id: Option<i64>,
    /// Whether it is in a topic other than the general one.
    #[serde(default)]
    pub is_topic_message: bool,
}

/// The bot's own membership changed.
#[derive(Debug, Clone, Deserialize)]
pub struct ChatMemberUpdated {
    /// Where.
    pub chat: Chat,
    /// Who changed it.
    pub from: User,
    /// How it is now.
    pub new_chat_member: ChatMember,
}

/// A membership.
#[derive(Debug, Clone, Deserialize)]
pub struct ChatMember {
    /// `member`, `administrator`, `left`, `kicked`...
    pub status: String,
}
