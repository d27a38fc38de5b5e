//! From an update to the closed set of things that can happen to the desk.
//!
//! Commands and menu labels are recognised here, before any dialogue sees the text, so neither can ever be
//! stored as an answer.

use std::{collections::HashMap, sync::LazyLock};

use jiff::Timestamp;
use repairbot_core::{
    callback::Press,
    ids::{ChatId, MessageId, OrderNumber, TelegramId, TopicId},
    screen::MenuItem,
};
use serde_json::Value;

use super::{
    labels,
    media::{self, Media},
    update::{CallbackQuery, ChatMemberUpdated, Message, Update, User},
};
use crate::{
    fault::{Fault, undecodable},
    texts::{Lang, text},
};

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// `/start`, with the word after it.
    Start(Option<String>),
    /// `/help`.
    Help,
    /// `/cancel`, or the cancel label typed or pressed on a reply keyboard.
    Cancel,
    /// `/order N`.
    ShowOrder(Option<OrderNumber>),
    /// `/deleted`.
    DeletedOrders,
    /// `/audit`, with or without an order's number.
    Audit(Option<OrderNumber>),
    /// `/catalogue`.
    Catalogue,
    /// `/search`, with what to look for.
    Search(String),
    /// A command this bot does not know.
    UnknownCommand,
    /// A button of the main menu, or the command that stands for it.
    Menu(MenuItem),
    /// The label of a dialogue's button, typed by hand.
    Label(Label),
    /// The label of a button that names a time, typed by hand; in words that are understood.
    TimeLabel(String),
    /// Any other text.
    Text(String),
    /// A file or a place.
    Media(Media),
    /// A sticker, a contact, a poll...
    NotText,
    /// A press of an inline button; `None` when its data is not ours.
    Pressed(Option<Press>),
    /// A group was picked.
    GroupPicked(ChatId),
    /// The bot came into a group.
    JoinedGroup,
    /// The bot left a group or was thrown out.
    LeftGroup,
    /// A person unblocked the bot.
    Unblocked,
    /// A person blocked the bot.
    Blocked,
    /// The group became a supergroup.
    Migrated {
        /// Its former id.
        from: ChatId,
        /// Its id now.
        to: ChatId,
    },
    /// An anonymous group admin or a channel gives a command.
    Anonymous,
    /// An anonymous group admin or a channel answers a bot.
    AnonymousReply,
    /// Nothing the desk cares about.
    Ignored,
}

/// Labels that mean an action of a dialogue also when typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// Back.
    Back,
    /// Skip.
    Skip,
    /// Confirm.
    Confirm,
}

/// One update, understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Incoming {
    /// Key under which it is remembered.
    pub key: String,
    /// Where it happened.
    pub chat: ChatId,
    /// In which topic of a forum, other than its general one.
    pub topic: Option<TopicId>,
    /// The bot a command names, without `@`: in a group it may be another one's.
    pub to_bot: Option<String>,
    /// Who did it.
    pub from: Option<Sender>,
    /// Seconds since 1970, when Telegram says so; presses carry no time of their own.
    pub date: Option<i64>,
    /// The message pressed on, or the message sent.
    pub message: Option<MessageId>,
    /// The message it answers.
    pub reply_to: Option<RepliedTo>,
    /// Same for all parts of an album.
    pub album: Option<String>,
    /// For answering a press.
    pub callback: Option<String>,
    /// What happened.
    pub event: Event,
}

/// A message that another one answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepliedTo {
    /// Which message.
    pub message: MessageId,
    /// When it was sent, by Telegram's clock.
    pub sent_at: Timestamp,
    /// The name, without `@`, of the bot that wrote it; `None` when a person did. An anonymous admin and whoever
    /// else speaks for a chat have names of bots here, too.
    pub bot: Option<String>,
}

/// The account behind an update.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// Account.
    pub id: TelegramId,
    /// First and last name.
    pub name: String,
    /// Name without `@`.
    pub username: Option<String>,
    /// The language of his Telegram, if it is one of ours.
    pub language: Option<Lang>,
}

impl Incoming {
    /// Whether it happened in a group.
    #[must_use]
    pub fn in_group(&self) -> bool {
        self.chat.0 < 0
    }

    /// Whether it is for this bot: a command in a group may name another one.
    #[must_use]
    pub fn is_ours(&self, us: Option<&str>) -> bool {
        match (&self.to_bot, us) {
            (Some(named), Some(us)) => named.eq_ignore_ascii_case(us),
            _ => true,
        }
    }

    /// Whether the bot is spoken to. As an admin of a group it hears what people say to each other there: that neither
    /// counts towards anybody's limit nor makes anybody known to the desk.
    #[must_use]
    pub fn is_meant_for(&self, us: Option<&str>) -> bool {
        let spoken =
            matches!(self.event, Event::Text(_) | Event::Label(_) | Event::Media(_) | Event::NotText);
        if self.in_group() && spoken {
            let answered = self.reply_to.as_ref().and_then(|reply| reply.bot.as_deref());
            return answered.is_some_and(|bot| us.is_none_or(|us| bot.eq_ignore_ascii_case(us)));
        }
        self.event != Event::Ignored && (!self.in_group() || self.is_ours(us))
    }

    /// The group and the topic it happened in.
    #[must_use]
    pub fn place(&self) -> Option<(ChatId, TopicId)> {
        self.in_group().then_some((self.chat, self.topic.unwrap_or(TopicId::GENERAL)))
    }
}

/// The key of an update in the set of processed ones.
#[must_use]
pub fn update_key(update_id: i64) -> String {
    format!("u{update_id}")
}

/// Understands an update.
///
/// # Errors
/// `Fault::Decode` when it has not the shape of an update; the text names no content.
pub fn route(update: &Value) -> Result<Incoming, Fault> {
    let update: Update = Update::deserialize_from(update).map_err(|error| undecodable("update", &error))?;
    let key = update_key(update.update_id);
    Ok(if let Some(message) = update.message {
        of_message(key, &message)
    } else if let Some(press) = update.callback_query {
        of_press(key, &press)
    } else if let Some(member) = update.my_chat_member {
        of_membership(key, &member)
    } else {
        ignored(key)
    })
}

impl Update {
    fn deserialize_from(value: &Value) -> Result<Self, serde_json::Error> {
        serde::Deserialize::deserialize(value)
    }
}

fn ignored(key: String) -> Incoming {
    Incoming {
        key,
        chat: ChatId(0),
        topic: None,
        to_bot: None,
        from: None,
        date: None,
        message: None,
        reply_to: None,
        album: None,
        callback: None,
        event: Event::Ignored,
    }
}

fn sender(user: &User) -> Sender {
    let name = match &user.last_name {
        Some(last) => format!("{} {last}", user.first_name),
        None => user.first_name.clone(),
    };
    let spoken = user.language_code.as_deref().and_then(|code| code.split(['-', '_']).next());
    Sender {
        id: TelegramId(user.id),
        name: name.trim().to_owned(),
        username: user.username.clone(),
        language: spoken.and_then(Lang::from_code),
    }
}

fn of_message(key: String, message: &Message) -> Incoming {
    Incoming {
        key,
        chat: ChatId(message.chat.id),
        topic: topic(message.message_thread_id, message.is_topic_message),
        to_bot: message.text.as_deref().and_then(addressee),
        from: message.from.as_ref().filter(|user| !user.is_bot).map(sender),
        date: Some(message.date),
        message: Some(MessageId(message.message_id)),
        reply_to: message.reply_to_message.as_deref().map(replied_to),
        album: message.media_group_id.clone(),
        callback: None,
        event: message_event(message),
    }
}

fn topic(thread: Option<i64>, is_topic: bool) -> Option<TopicId> {
    thread.filter(|_| is_topic).map(TopicId)
}

/// The bot a command is for: /order@the_bot 12.
fn addressee(text: &str) -> Option<String> {
    let command = text.trim_start().strip_prefix('/')?.split_whitespace().next()?;
    command.split_once('@').map(|(_, bot)| bot.to_owned())
}

fn replied_to(message: &Message) -> RepliedTo {
    let bot = message.from.as_ref().filter(|user| user.is_bot);
    RepliedTo {
        message: MessageId(message.message_id),
        sent_at: Timestamp::from_second(message.date).unwrap_or(Timestamp::UNIX_EPOCH),
        bot: bot.and_then(|bot| bot.username.clone()),
    }
}

fn message_event(message: &Message) -> Event {
    if let Some(to) = message.migrate_to_chat_id {
        return Event::Migrated { from: ChatId(message.chat.id), to: ChatId(to) };
    }
    if let Some(from) = message.migrate_from_chat_id {
        return Event::Migrated { from: ChatId(from), to: ChatId(message.chat.id) };
    }
    if message.new_chat_members.is_some() || message.left_chat_member.is_some() {
        return Event::Ignored; // my_chat_member says the same about the bot itself
    }
    if message.sender_chat.is_some() {
        let answers_bot = message.reply_to_message.as_ref().and_then(|replied| replied.from.as_ref());
        return if is_command(message.text.as_deref()) {
            Event::Anonymous
        } else if answers_bot.is_some_and(|author| author.is_bot) {
            Event::AnonymousReply
        } else {
            Event::Ignored
        };
    }
    if let Some(shared) = &message.chat_shared {
        return Event::GroupPicked(ChatId(shared.chat_id));
    }
    match &message.text {
        Some(text) => text_event(text),
        None => media::of(message).map_or(Event::NotText, Event::Media),
    }
}

fn is_command(text: Option<&str>) -> bool {
    text.is_some_and(|text| text.trim_start().starts_with('/'))
}

fn text_event(raw: &str) -> Event {
    let trimmed = raw.trim();
    if let Some(command) = trimmed.strip_prefix('/') {
        return command_event(command);
    }
    LABELS.get(trimmed).cloned().unwrap_or_else(|| Event::Text(raw.to_owned()))
}

/// What each known label means, in every language. Labels of buttons that are no answers in words mean nothing when
/// they are typed; those that name a time are one, where a time is asked.
static LABELS: LazyLock<HashMap<String, Event>> = LazyLock::new(|| {
    let mut labels = HashMap::new();
    for lang in Lang::ALL {
        labels.extend(labels::silent(lang).into_iter().map(|label| (label, Event::NotText)));
        labels.extend(labels::times(lang).into_iter().map(|(label, words)| (label, Event::TimeLabel(words))));
        let menu =
            MenuItem::ALL.map(|item| (text(lang, &format!("menu-{}", item.code())), Event::Menu(item)));
        labels.extend(menu);
        labels.extend([
            (text(lang, "button-cancel"), Event::Cancel),
            (text(lang, "button-back"), Event::Label(Label::Back)),
            (text(lang, "button-skip"), Event::Label(Label::Skip)),
            (text(lang, "button-attached-all"), Event::Label(Label::Skip)),
            (text(lang, "button-confirm"), Event::Label(Label::Confirm)),
            (text(lang, "button-finish"), Event::Label(Label::Confirm)),
        ]);
    }
    labels
});

fn command_event(command: &str) -> Event {
    let mut words = command.split_whitespace();
    // In groups a command is addressed: /order@the_bot 12.
    let name = words.next().unwrap_or_default().split('@').next().unwrap_or_default().to_lowercase();
    match name.as_str() {
        "start" => Event::Start(words.next().map(str::to_owned)),
        "help" => Event::Help,
        "cancel" => Event::Cancel,
        "create_order" => Event::Menu(MenuItem::CreateOrder),
        "deleted" => Event::DeletedOrders,
        "search" => Event::Search(words.collect::<Vec<_>>().join(" ")),
        "order" => Event::ShowOrder(order_number(words.next())),
        "audit" => Event::Audit(order_number(words.next())),
        "catalogue" => Event::Catalogue,
        other => {
            let item = MenuItem::ALL.into_iter().find(|item| item.command() == Some(other));
            item.map_or(Event::UnknownCommand, Event::Menu)
        }
    }
}

/// `12` or `#12`.
fn order_number(word: Option<&str>) -> Option<OrderNumber> {
    word.and_then(|word| word.trim_start_matches('#').parse().ok()).map(OrderNumber)
}

fn of_press(key: String, press: &CallbackQuery) -> Incoming {
    // Without a message (an inline query's button) there is no chat to act in; the press is still answered.
    let chat = press.message.as_ref().map_or(press.from.id, |message| message.chat.id);
    Incoming {
        key,
        chat: ChatId(chat),
        topic: press
            .message
            .as_ref()
            .and_then(|message| topic(message.message_thread_id, message.is_topic_message)),
        to_bot: None,
        from: Some(sender(&press.from)),
        date: None,
        message: press.message.as_ref().map(|message| MessageId(message.message_id)),
        reply_to: None,
        album: None,
        callback: Some(press.id.clone()),
        event: Event::Pressed(press.data.as_deref().and_then(|data| Press::decode(data).ok())),
    }
}

fn of_membership(key: String, member: &ChatMemberUpdated) -> Incoming {
    let inside = matches!(member.new_chat_member.status.as_str(), "member" | "administrator" | "creator");
    let restricted = member.new_chat_member.status == "restricted";
    let event = match (member.chat.id < 0, inside || restricted) {
        (true, true) => Event::JoinedGroup,
        (true, false) => Event::LeftGroup,
        (false, true) => Event::Unblocked,
        (false, false) => Event::Blocked,
    };
    Incoming { from: Some(sender(&member.from)), chat: ChatId(member.chat.id), event, ..ignored(key) }
}
