//! All that the simulator knows, with no network in it.

mod acts;
mod files;
mod groups;
mod json;
mod members;
mod presses;
mod queue;
mod topics;
mod uploads;

use crate::clock::Clock;
use crate::delivery::Webhook;
use crate::faults::Faults;
use crate::ids::{ChatId, MessageId, PressId, UserId};
use crate::limits::Limits;
use crate::rights::Right;
use crate::text::Text;
use crate::types::{ApiCall, ChatMessage, InlineButton, NewPerson, PressAnswer};
use acts::merged;
pub(crate) use files::MediaKind;
pub(crate) use members::Standing;
pub(crate) use presses::Wanted;
pub(crate) use queue::{Lane, Queue};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
pub(crate) use topics::{GENERAL, Topic};

/// Where a chat is kept: private chats belong to one bot, groups to all (bot 0).
pub(crate) type ChatKey = (UserId, ChatId);

/// Whom Telegram names as the sender of what administrators say in the name of their group.
pub(crate) const ANONYMOUS: UserId = UserId(1_087_968_824);

/// The key of a group.
pub(crate) const fn group_key(chat: ChatId) -> ChatKey {
    (UserId(0), chat)
}

/// Everything.
#[derive(Default)]
pub(crate) struct World {
    pub clock: Clock,
    /// The bot that people deal with while the world is locked; `None` is the first one.
    pub dealt_with: Option<UserId>,
    pub utc_offset: i64,
    pub bots: Vec<Bot>,
    pub people: BTreeMap<UserId, Person>,
    pub chats: BTreeMap<ChatKey, Chat>,
    pub presses: BTreeMap<PressId, Press>,
    pub files: BTreeMap<String, StoredFile>,
    pub faults: Faults,
    pub limits: Limits,
    pub calls: Vec<ApiCall>,
    pub signals: Vec<Signal>,
    pub shown: Option<Vec<UserId>>,
    /// What the page says at its top.
    pub hint: String,
    /// Messages of chats made from now on are numbered above it.
    pub numbered_above: i64,
    /// Whether webhooks over plain HTTP are refused.
    pub https_only: bool,
    counted: i64,
}

/// A bot and the updates that wait for it.
pub(crate) struct Bot {
    pub id: UserId,
    pub token: String,
    pub username: String,
    pub name: String,
    pub queue: Queue,
    /// Commands by scope and language.
    pub commands: BTreeMap<String, BTreeMap<String, Value>>,
    /// Names and descriptions by kind and language.
    pub profile: BTreeMap<(&'static str, String), String>,
    /// Menu buttons by chat; `None` is the default one.
    pub menu_buttons: BTreeMap<Option<ChatId>, Value>,
    /// Privacy mode is off: the bot gets all messages of its groups.
    pub reads_all: bool,
    /// Where updates are carried to, instead of being fetched.
    pub webhook: Option<Webhook>,
    /// Grows with each `getUpdates`, so that an older one knows it is replaced.
    pub poll: u64,
}

/// A person.
#[derive(Clone)]
pub(crate) struct Person {
    pub info: NewPerson,
    pub about: String,
    /// The account is deleted.
    pub deactivated: bool,
}

/// The kind of a chat.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChatKind {
    Private,
    Group,
    Supergroup,
}

/// A chat.
pub(crate) struct Chat {
    pub id: ChatId,
    pub kind: ChatKind,
    pub title: String,
    pub owner: Option<UserId>,
    /// People and bots of a group.
    pub members: BTreeSet<UserId>,
    pub messages: BTreeMap<MessageId, Message>,
    pub last_message: i64,
    pub keyboard: Option<Keyboard>,
    /// The person wrote to the bot at least once.
    pub started: bool,
    /// The person blocked the bot.
    pub blocked: bool,
    pub migrated_to: Option<ChatId>,
    /// Rights of administrators other than the owner.
    pub admins: BTreeMap<UserId, BTreeSet<Right>>,
    /// Who was removed and may not come back by himself.
    pub banned: BTreeSet<UserId>,
    /// The group is a forum with these topics, `General` included.
    pub topics: Option<BTreeMap<MessageId, Topic>>,
    /// Pinned messages, the last pinned one last.
    pub pinned: Vec<MessageId>,
    /// Whose next text becomes a reply to which message.
    pub awaited: BTreeMap<UserId, MessageId>,
}

/// A reply keyboard.
#[derive(Clone)]
pub(crate) struct Keyboard {
    /// The message that brought it.
    pub message: MessageId,
    /// Buttons as in the Bot API, always objects.
    pub rows: Vec<Vec<Value>>,
    pub one_time: bool,
    /// Hidden after use of a one-time keyboard.
    pub hidden: bool,
}

/// A message.
#[derive(Clone)]
pub(crate) struct Message {
    pub id: MessageId,
    pub from: UserId,
    pub date: i64,
    pub edit_date: Option<i64>,
    pub text: Text,
    /// Rows of buttons as in the Bot API.
    pub inline: Vec<Vec<Value>>,
    pub reply_to: Option<MessageId>,
    /// The forum topic it is in.
    pub thread: Option<MessageId>,
    /// An administrator sent it in the name of the group.
    pub anonymous: bool,
    pub document: Option<String>,
    /// Sent with a reply keyboard: such messages can't be edited.
    pub fixed: bool,
    /// Fields of messages that are not text.
    pub extra: Map<String, Value>,
    pub service: bool,
}

/// A press of an inline button.
pub(crate) struct Press {
    pub bot: UserId,
    pub from: UserId,
    pub key: ChatKey,
    pub message: MessageId,
    pub at: i64,
    pub answer: Option<PressAnswer>,
}

/// An uploaded file.
#[derive(Clone)]
pub(crate) struct StoredFile {
    pub name: String,
    pub bytes: Vec<u8>,
    pub path: String,
}

/// Something that the browser page tells about once.
#[derive(Clone)]
pub(crate) struct Signal {
    pub person: UserId,
    pub chat: ChatId,
    pub message: MessageId,
    pub answer: PressAnswer,
}

impl World {
    /// The time here, in Unix seconds.
    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// A number never given before.
    pub fn count(&mut self) -> i64 {
        self.counted += 1;
        self.counted
    }

    /// The bot that people deal with.
    pub fn the_bot(&self) -> UserId {
        self.dealt_with.or_else(|| self.bots.first().map(|bot| bot.id)).unwrap_or(UserId(0))
    }

    pub fn bot(&self, id: UserId) -> Option<&Bot> {
        self.bots.iter().find(|bot| bot.id == id)
    }

    pub fn bot_mut(&mut self, id: UserId) -> Option<&mut Bot> {
        self.bots.iter_mut().find(|bot| bot.id == id)
    }

    pub fn is_bot(&self, id: UserId) -> bool {
        self.bot(id).is_some()
    }

    pub fn add_bot(&mut self, token: &str, username: &str) -> UserId {
        let own = token.split(':').next().and_then(|number| number.parse().ok()).filter(|n| *n > 0);
        let id = own.map(UserId).filter(|id| !self.is_bot(*id));
        let id = id.unwrap_or_else(|| UserId(7_000_000_000 + self.count()));
        self.bots.push(Bot {
            id,
            token: token.to_owned(),
            username: username.to_owned(),
            name: username.to_owned(),
            queue: Queue::default(),
            commands: BTreeMap::new(),
            profile: BTreeMap::new(),
            menu_buttons: BTreeMap::new(),
            reads_all: false,
            webhook: None,
            poll: 0,
        });
        id
    }

    pub fn add_person(&mut self, id: Option<i64>, info: NewPerson) -> UserId {
        let id = id.unwrap_or_else(|| {
            let mut id = 1000 + self.count();
            while self.people.contains_key(&UserId(id)) {
                id = 1000 + self.count();
            }
            id
        });
        self.people.insert(UserId(id), Person { info, about: String::new(), deactivated: false });
        UserId(id)
    }

    /// The key of a chat as people name it: private chats are with the bot they deal with, a migrated group is its successor.
    pub fn person_key(&self, chat: ChatId) -> ChatKey {
        if chat.0 > 0 {
            return (self.the_bot(), chat);
        }
        let next = self.chats.get(&group_key(chat)).and_then(|old| old.migrated_to);
        group_key(next.unwrap_or(chat))
    }

    /// The key of the chat with this very number, migrated or not.
    pub fn exact_key(&self, chat: ChatId) -> ChatKey {
        if chat.0 > 0 { (self.the_bot(), chat) } else { group_key(chat) }
    }

    /// The chat, made on first use when it is a private one of a known person.
    pub fn open(&mut self, key: ChatKey) -> Option<&mut Chat> {
        let private = self.people.contains_key(&UserId(key.1.0)) && self.is_bot(key.0);
        if private {
            let above = self.numbered_above;
            let new = || Chat::new(key.1, ChatKind::Private, "").numbered_above(above);
            return Some(self.chats.entry(key).or_insert_with(new));
        }
        self.chats.get_mut(&key)
    }

    /// The name people see.
    pub fn name_of(&self, user: UserId) -> String {
        if let Some(bot) = self.bot(user) {
            return bot.name.clone();
        }
        let Some(person) = self.people.get(&user) else { return String::new() };
        match &person.info.last_name {
            Some(last) => format!("{} {last}", person.info.first_name),
            None => person.info.first_name.clone(),
        }
    }

    /// A message for the outside.
    pub fn view(&self, message: &Message) -> ChatMessage {
        let field = |button: &Value, name: &str| button[name].as_str().map(str::to_owned);
        let button = |button: &Value| InlineButton {
            text: field(button, "text").unwrap_or_default(),
            data: field(button, "callback_data"),
            url: field(button, "url"),
        };
        ChatMessage {
            id: message.id,
            from: if message.anonymous { ANONYMOUS } else { message.from },
            from_bot: self.is_bot(message.from),
            date: message.date,
            edit_date: message.edit_date,
            text: message.text.plain.clone(),
            html: message.text.html.clone(),
            inline: message.inline.iter().map(|row| row.iter().map(button).collect()).collect(),
            reply_to: message.reply_to,
            document: message.document.clone(),
            thread: message.thread,
            service: message.service,
        }
    }
}

impl Chat {
    pub fn new(id: ChatId, kind: ChatKind, title: &str) -> Self {
        Self {
            id,
            kind,
            title: title.to_owned(),
            owner: None,
            members: BTreeSet::new(),
            messages: BTreeMap::new(),
            last_message: 0,
            keyboard: None,
            started: false,
            blocked: false,
            migrated_to: None,
            admins: BTreeMap::new(),
            banned: BTreeSet::new(),
            topics: None,
            pinned: Vec::new(),
            awaited: BTreeMap::new(),
        }
    }

    /// The same chat, empty, with messages numbered above this.
    pub fn numbered_above(mut self, last: i64) -> Self {
        self.last_message = last;
        self
    }

    /// Puts a message into the chat under the next number.
    pub fn push(&mut self, mut message: Message) -> Message {
        self.last_message += 1;
        message.id = MessageId(self.last_message);
        self.messages.insert(message.id, message.clone());
        message
    }

    /// The keyboard people see now.
    pub fn shown_keyboard(&self) -> Option<&Keyboard> {
        self.keyboard.as_ref().filter(|keyboard| !keyboard.hidden)
    }
}

impl Message {
    /// A message not yet in a chat.
    pub fn new(from: UserId, date: i64, text: Text) -> Self {
        Self {
            id: MessageId(0),
            from,
            date,
            edit_date: None,
            text,
            inline: Vec::new(),
            reply_to: None,
            thread: None,
            anonymous: false,
            document: None,
            fixed: false,
            extra: Map::new(),
            service: false,
        }
    }
}
