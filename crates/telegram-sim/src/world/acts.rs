//! What people do: write, block, share.

use super::{Chat, ChatKey, ChatKind, GENERAL, MediaKind, Message, World, group_key};
use crate::ids::{ChatId, MessageId, UserId};
use crate::text::Text;
use crate::types::OtherKind;
use serde_json::{Map, Value, json};

impl World {
    /// A person sends a text.
    pub fn send_text(&mut self, from: UserId, chat: ChatId, text: &str) -> MessageId {
        let message = Message::new(from, self.now(), Text::typed(text));
        self.say(self.person_key(chat), message)
    }

    /// A person replies to a message.
    pub fn reply(&mut self, from: UserId, chat: ChatId, to: (MessageId, &str)) -> MessageId {
        let mut message = Message::new(from, self.now(), Text::typed(to.1));
        message.reply_to = Some(to.0);
        self.say(self.person_key(chat), message)
    }

    /// A person writes in a topic of a forum.
    pub fn send_in_topic(
        &mut self,
        from: UserId,
        chat: ChatId,
        (topic, text): (MessageId, &str),
    ) -> MessageId {
        let key = self.person_key(chat);
        if self.chats.get(&key).and_then(|chat| chat.topic(topic)).is_none() {
            tracing::error!(%chat, %topic, "no such topic");
            return MessageId(0);
        }
        let mut message = Message::new(from, self.now(), Text::typed(text));
        message.thread = Some(topic).filter(|topic| *topic != GENERAL);
        self.say(key, message)
    }

    /// An administrator writes in the name of the group.
    pub fn send_anonymously(&mut self, from: UserId, chat: ChatId, text: &str) -> MessageId {
        let key = self.person_key(chat);
        if !self.chats.get(&key).is_some_and(|chat| chat.is_run_by(from)) {
            tracing::error!(%chat, %from, "no such administrator");
            return MessageId(0);
        }
        let mut message = Message::new(from, self.now(), Text::typed(text));
        message.anonymous = true;
        self.say(key, message)
    }

    /// A person sends something that is not text.
    pub fn send_other(&mut self, from: UserId, chat: ChatId, kind: OtherKind) -> MessageId {
        let mut message = Message::new(from, self.now(), Text::default());
        let stored = match kind {
            OtherKind::Photo => Some((MediaKind::Photo, "photo.jpg")),
            OtherKind::Sticker => Some((MediaKind::Sticker, "sticker.webp")),
            OtherKind::Voice => Some((MediaKind::Voice, "voice.oga")),
            OtherKind::Document => Some((MediaKind::Document, "file.pdf")),
            OtherKind::Location | OtherKind::Contact => None,
        };
        let file = stored.map(|(kind, name)| self.store_file(kind, name, vec![0; 1024]));
        let id = self.file_json(file.as_deref().unwrap_or_default());
        let with = |more: Value| merged(&id, more);
        let (name, content) = match kind {
            OtherKind::Photo => ("photo", json!([with(json!({ "width": 90, "height": 90 }))])),
            OtherKind::Sticker => {
                let about = json!({ "type": "regular", "width": 512, "height": 512, "is_animated": false, "is_video": false });
                ("sticker", with(about))
            }
            OtherKind::Voice => ("voice", with(json!({ "duration": 3, "mime_type": "audio/ogg" }))),
            OtherKind::Document => {
                message.document = Some("file.pdf".into());
                ("document", with(json!({ "file_name": "file.pdf", "mime_type": "application/pdf" })))
            }
            OtherKind::Location => ("location", json!({ "latitude": 55.75, "longitude": 37.62 })),
            OtherKind::Contact => {
                let name = self.people.get(&from).map(|person| person.info.first_name.clone());
                let name = name.unwrap_or_default();
                ("contact", json!({ "phone_number": "+12025550123", "first_name": name, "user_id": from }))
            }
        };
        message.extra.insert(name.into(), content);
        self.say(self.person_key(chat), message)
    }

    /// A person says it: the message is kept and the bots that may see it get an update.
    pub(super) fn say(&mut self, key: ChatKey, mut message: Message) -> MessageId {
        let from = message.from;
        if !self.people.contains_key(&from) {
            tracing::error!(%from, "no such person");
            return MessageId(0);
        }
        if self.chats.get(&key).is_some_and(|chat| chat.blocked) {
            self.set_blocked(from, false);
        }
        let Some(chat) = self.open(key) else {
            tracing::error!(chat = %key.1, "no such chat");
            return MessageId(0);
        };
        chat.started = true;
        answer_what_is_awaited(chat, &mut message);
        if let Some(keyboard) = chat.keyboard.as_mut().filter(|keyboard| keyboard.one_time) {
            keyboard.hidden = true;
        }
        let message = chat.push(message);
        self.tell_bots(key, &message);
        message.id
    }

    /// Queues a message update for each bot of the chat that may see the message.
    pub(super) fn tell_bots(&mut self, key: ChatKey, message: &Message) {
        let Some(chat) = self.chats.get(&key) else { return };
        let content = self.message_json(key, message);
        let bots: Vec<UserId> = match chat.kind {
            ChatKind::Private => vec![key.0],
            ChatKind::Group | ChatKind::Supergroup => self
                .bots
                .iter()
                .map(|bot| bot.id)
                .filter(|bot| chat.members.contains(bot) && self.may_see(key, *bot, message))
                .collect(),
        };
        for bot in bots {
            self.queue_update(bot, "message", content.clone());
        }
    }

    /// The privacy mode: commands, replies to the bot, mentions of it, service messages. Bots that run the group get all.
    fn may_see(&self, key: ChatKey, bot: UserId, message: &Message) -> bool {
        let Some(bot) = self.bot(bot) else { return false };
        let runs = self.chats.get(&key).is_some_and(|chat| chat.is_run_by(bot.id));
        if message.service || bot.reads_all || runs {
            return true;
        }
        let own = format!("@{}", bot.username).to_lowercase();
        let replied = message.reply_to.and_then(|id| self.chats.get(&key)?.messages.get(&id));
        if replied.is_some_and(|replied| replied.from == bot.id) {
            return true;
        }
        let commands = message.text.marked("bot_command");
        let commands = commands.iter().any(|command| {
            let command = command.to_lowercase();
            !command.contains('@') || command.ends_with(&own)
        });
        commands || message.text.marked("mention").iter().any(|mention| mention.to_lowercase() == own)
    }

    pub(super) fn queue_update(&mut self, bot: UserId, kind: &str, content: Value) {
        let (now, now_ms) = (self.now(), self.clock.now_ms());
        let place = if kind == "callback_query" { &content["message"]["chat"] } else { &content["chat"] };
        let chat = place["id"].as_i64().map(ChatId);
        let faults = self.faults.take_for_update(now, chat);
        if let Some(bot) = self.bot_mut(bot) {
            bot.queue.push(kind, content, (now_ms, &faults));
        }
    }

    /// A person blocks or unblocks the bot.
    pub fn set_blocked(&mut self, person: UserId, blocked: bool) {
        let bot = self.the_bot();
        let key = (bot, ChatId::from(person));
        let Some(chat) = self.open(key) else { return };
        if std::mem::replace(&mut chat.blocked, blocked) == blocked {
            return;
        }
        let (old, new) = if blocked { ("member", "kicked") } else { ("kicked", "member") };
        self.tell_membership(bot, key, (person, old, new));
    }

    /// Queues `my_chat_member` of a private chat: who changed the bot's place, from what, to what.
    fn tell_membership(&mut self, bot: UserId, key: ChatKey, change: (UserId, &str, &str)) {
        let (by, old, new) = change;
        let content = json!({
            "chat": self.chat_json_of(key),
            "from": self.user_json(by),
            "date": self.now(),
            "old_chat_member": self.member_json(bot, old),
            "new_chat_member": self.member_json(bot, new),
        });
        self.queue_update(bot, "my_chat_member", content);
    }

    /// A person shares a group with the bot.
    pub fn share_chat(&mut self, from: UserId, request: i64, group: ChatId) -> MessageId {
        let bot = self.the_bot();
        let key = (bot, ChatId::from(from));
        let group = self.person_key(group).1;
        let asked = self.asked(key, ("request_chat", request));
        if asked.as_ref().is_some_and(|asked| asked["bot_is_member"] == true) {
            self.add_bot_to_group(group, from);
        }
        let mut shared = json!({ "request_id": request, "chat_id": group });
        if asked.as_ref().is_some_and(|asked| asked["request_title"] == true) {
            let title = self.chats.get(&group_key(group)).map(|chat| chat.title.clone());
            shared["title"] = json!(title.unwrap_or_default());
        }
        let mut message = Message::new(from, self.now(), Text::default());
        message.service = true;
        message.extra.insert("chat_shared".into(), shared);
        self.say(key, message)
    }

    /// A person shares people with the bot.
    pub fn share_users(&mut self, from: UserId, request: i64, users: &[UserId]) -> MessageId {
        let key = (self.the_bot(), ChatId::from(from));
        let asked = self.asked(key, ("request_users", request)).unwrap_or_default();
        let shown = |user: &UserId| {
            let mut shown = json!({ "user_id": user });
            let known = self.user_json(*user);
            let names = ["first_name", "last_name"].map(|field| ("request_name", field));
            for (wish, field) in names.into_iter().chain([("request_username", "username")]) {
                if asked[wish] == true && known[field].is_string() {
                    shown[field] = known[field].clone();
                }
            }
            shown
        };
        let shared = json!({ "request_id": request, "users": users.iter().map(shown).collect::<Vec<_>>() });
        let mut message = Message::new(from, self.now(), Text::default());
        message.service = true;
        message.extra.insert("users_shared".into(), shared);
        self.say(key, message)
    }

    /// The request of the keyboard now shown that has this name and number.
    fn asked(&self, key: ChatKey, (name, request): (&str, i64)) -> Option<Value> {
        let keyboard = self.chats.get(&key)?.shown_keyboard()?;
        let mut asked = keyboard.rows.iter().flatten().map(|button| &button[name]);
        asked.find(|asked| asked["request_id"].as_i64() == Some(request)).cloned()
    }

    /// A service message from somebody, seen by all bots of the chat.
    pub(super) fn service(&mut self, key: ChatKey, from: UserId, field: (&str, Value)) -> MessageId {
        self.service_in(key, (from, None), field)
    }

    /// A service message from somebody in a topic, seen by all bots of the chat.
    pub fn service_in(
        &mut self,
        key: ChatKey,
        (from, thread): (UserId, Option<MessageId>),
        field: (&str, Value),
    ) -> MessageId {
        let mut message = Message::new(from, self.now(), Text::default());
        message.service = true;
        message.thread = thread;
        message.extra.insert(field.0.to_owned(), field.1);
        let Some(chat) = self.open(key) else { return MessageId(0) };
        let message = chat.push(message);
        self.tell_bots(key, &message);
        message.id
    }
}

/// Somebody who was asked for a reply replies, and a reply in a topic is in that topic.
fn answer_what_is_awaited(chat: &mut Chat, message: &mut Message) {
    let is_command = message.text.plain.starts_with('/');
    if message.reply_to.is_none() && !message.service && !is_command {
        let awaited = chat.awaited.remove(&message.from);
        message.reply_to = awaited.filter(|id| chat.messages.contains_key(id));
    }
    if message.thread.is_none() {
        message.thread = message.reply_to.and_then(|id| chat.messages.get(&id)?.thread);
    }
}

pub(super) fn merged(base: &Value, more: Value) -> Value {
    let mut all: Map<String, Value> = base.as_object().cloned().unwrap_or_default();
    if let Value::Object(more) = more {
        all.extend(more);
    }
    Value::Object(all)
}
