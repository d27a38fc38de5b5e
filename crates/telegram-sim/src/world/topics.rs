//! Topics of forums.

use super::{Chat, ChatKey, ChatKind, World};
use crate::ids::{ChatId, MessageId, UserId};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The topic that every forum has. Its messages carry no thread.
pub(crate) const GENERAL: MessageId = MessageId(1);

/// The colour of a topic when none is asked for.
const COLOUR: i64 = 7_322_096;

/// A topic.
#[derive(Clone, Default)]
pub(crate) struct Topic {
    pub name: String,
    pub icon_color: i64,
    pub icon_custom_emoji_id: Option<String>,
    pub closed: bool,
    /// Only `General` can be hidden.
    pub hidden: bool,
}

impl Topic {
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), icon_color: COLOUR, ..Self::default() }
    }

    /// What the Bot API shows of it.
    pub fn json(&self) -> Value {
        let mut shown = json!({ "name": self.name, "icon_color": self.icon_color });
        if let Some(icon) = &self.icon_custom_emoji_id {
            shown["icon_custom_emoji_id"] = json!(icon);
        }
        shown
    }
}

impl Chat {
    /// A topic of this forum.
    pub fn topic(&self, thread: MessageId) -> Option<&Topic> {
        self.topics.as_ref()?.get(&thread)
    }

    /// A topic of this forum, to change.
    pub fn topic_mut(&mut self, thread: MessageId) -> Option<&mut Topic> {
        self.topics.as_mut()?.get_mut(&thread)
    }
}

impl World {
    /// Makes a group a forum (a basic group becomes a supergroup first); gives its number.
    pub fn make_forum(&mut self, group: ChatId) -> ChatId {
        let id = self.migrate(group);
        match self.chats.get_mut(&self.person_key(id)) {
            Some(chat) if chat.kind == ChatKind::Supergroup => {
                let general = || BTreeMap::from([(GENERAL, Topic::named("General"))]);
                chat.topics.get_or_insert_with(general);
            }
            _ => tracing::error!(%group, "no such group"),
        }
        id
    }

    /// Somebody makes a topic. Its number is that of the message about it.
    pub fn add_topic(&mut self, key: ChatKey, by: UserId, topic: Topic) -> Option<MessageId> {
        let chat = self.chats.get_mut(&key)?;
        let thread = MessageId(chat.last_message + 1);
        let created = ("forum_topic_created", topic.json());
        chat.topics.as_mut()?.insert(thread, topic);
        Some(self.service_in(key, (by, Some(thread)), created))
    }

    /// A message about a topic.
    pub fn topic_event(&mut self, key: ChatKey, (by, thread): (UserId, MessageId), event: (&str, Value)) {
        let thread = Some(thread).filter(|thread| *thread != GENERAL);
        self.service_in(key, (by, thread), event);
    }

    /// Deletes a topic with its messages; `General` stays. Bots are not told, as in Telegram.
    pub fn delete_topic(&mut self, key: ChatKey, thread: MessageId) -> bool {
        let chat = self.chats.get_mut(&key).filter(|_| thread != GENERAL);
        let Some(chat) = chat else { return false };
        let gone = chat.topics.as_mut().and_then(|topics| topics.remove(&thread)).is_some();
        if gone {
            chat.messages.retain(|_, message| message.thread != Some(thread));
            chat.pinned.retain(|id| chat.messages.contains_key(id));
        }
        gone
    }
}
