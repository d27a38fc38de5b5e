//! Users, chats and messages as the Bot API shows them.

use super::{ANONYMOUS, Chat, ChatKey, ChatKind, Message, World, group_key};
use crate::ids::{ChatId, UserId};
use serde_json::{Map, Value, json};

impl World {
    pub fn user_json(&self, id: UserId) -> Value {
        if let Some(bot) = self.bot(id) {
            return json!({ "id": id, "is_bot": true, "first_name": bot.name, "username": bot.username });
        }
        if id == ANONYMOUS {
            return json!({ "id": id, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot" });
        }
        let mut user = Map::new();
        user.insert("id".into(), json!(id));
        user.insert("is_bot".into(), json!(false));
        self.add_names(id, &mut user);
        if let Some(code) = self.people.get(&id).and_then(|person| person.info.language_code.as_ref()) {
            user.insert("language_code".into(), json!(code));
        }
        Value::Object(user)
    }

    fn add_names(&self, id: UserId, fields: &mut Map<String, Value>) {
        let Some(person) = self.people.get(&id) else {
            fields.insert("first_name".into(), json!(""));
            return;
        };
        fields.insert("first_name".into(), json!(person.info.first_name));
        let rest = [("last_name", &person.info.last_name), ("username", &person.info.username)];
        for (name, value) in rest {
            if let Some(value) = value {
                fields.insert(name.into(), json!(value));
            }
        }
    }

    pub fn chat_json(&self, chat: &Chat) -> Value {
        let mut fields = Map::new();
        fields.insert("id".into(), json!(chat.id));
        match chat.kind {
            ChatKind::Private => {
                fields.insert("type".into(), json!("private"));
                self.add_names(UserId(chat.id.0), &mut fields);
            }
            ChatKind::Group => {
                fields.insert("type".into(), json!("group"));
                fields.insert("title".into(), json!(chat.title));
            }
            ChatKind::Supergroup => {
                fields.insert("type".into(), json!("supergroup"));
                fields.insert("title".into(), json!(chat.title));
                if chat.topics.is_some() {
                    fields.insert("is_forum".into(), json!(true));
                }
            }
        }
        Value::Object(fields)
    }

    /// The chat by its key, `null` when there is none.
    pub fn chat_json_of(&self, key: ChatKey) -> Value {
        self.chats.get(&key).map_or(Value::Null, |chat| self.chat_json(chat))
    }

    /// A message with the message it replies to.
    pub fn message_json(&self, key: ChatKey, message: &Message) -> Value {
        let mut fields = self.message_fields(key, message);
        // A message of a topic that replies to nothing replies to the message about the topic.
        let to = message.reply_to.or(message.thread).filter(|id| *id != message.id);
        let replied = to.and_then(|id| self.chats.get(&key)?.messages.get(&id));
        if let Some(replied) = replied {
            fields.insert("reply_to_message".into(), Value::Object(self.message_fields(key, replied)));
        }
        Value::Object(fields)
    }

    fn message_fields(&self, key: ChatKey, message: &Message) -> Map<String, Value> {
        let mut fields = message.extra.clone();
        fields.insert("message_id".into(), json!(message.id));
        fields.insert("date".into(), json!(message.date));
        fields.insert("chat".into(), self.chat_json_of(key));
        let from = if message.anonymous { ANONYMOUS } else { message.from };
        fields.insert("from".into(), self.user_json(from));
        if message.anonymous {
            fields.insert("sender_chat".into(), self.chat_json_of(key));
        }
        if let Some(date) = message.edit_date {
            fields.insert("edit_date".into(), json!(date));
        }
        if let Some(thread) = message.thread {
            fields.insert("message_thread_id".into(), json!(thread));
            fields.insert("is_topic_message".into(), json!(true));
        }
        if !message.service && !message.text.plain.is_empty() {
            let (text, entities) = if message.media().is_some() {
                ("caption", "caption_entities")
            } else {
                ("text", "entities")
            };
            fields.insert(text.into(), json!(message.text.plain));
            if !message.text.entities.is_empty() {
                fields.insert(entities.into(), json!(message.text.entities));
            }
        }
        if !message.inline.is_empty() {
            fields.insert("reply_markup".into(), json!({ "inline_keyboard": message.inline }));
        }
        fields
    }

    /// A place of a user in a chat.
    pub fn member_json(&self, user: UserId, status: &str) -> Value {
        let mut member = json!({ "user": self.user_json(user), "status": status });
        match status {
            "kicked" => member["until_date"] = json!(0),
            "creator" => member["is_anonymous"] = json!(false),
            _ => {}
        }
        member
    }

    /// What a chat looks like in `getChat`.
    pub fn full_chat_json(&self, bot: UserId, chat: &Chat) -> Value {
        let mut full = self.chat_json(chat);
        full["accent_color_id"] = json!(0);
        full["max_reaction_count"] = json!(11);
        full["accepted_gift_types"] = json!({
            "unlimited_gifts": false,
            "limited_gifts": false,
            "unique_gifts": false,
            "premium_subscription": false,
            "gifts_from_channels": false
        });
        if chat.kind != ChatKind::Private {
            full["permissions"] = json!({ "can_send_messages": true, "can_invite_users": true });
        }
        if let Some(pinned) = chat.pinned.last().and_then(|id| chat.messages.get(id)) {
            let key = if chat.kind == ChatKind::Private { (bot, chat.id) } else { group_key(chat.id) };
            full["pinned_message"] = self.message_json(key, pinned);
        }
        full
    }
}

/// A number that stays the same for a chat, as `chat_instance` is.
pub(super) fn chat_instance(bot: UserId, chat: ChatId) -> String {
    (bot.0.wrapping_mul(31).wrapping_add(chat.0)).to_string()
}
