//! The handle that tests and demos hold.

use crate::api::http;
use crate::control;
use crate::delivery;
use crate::ids::{ChatId, MessageId, PressId, UserId};
use crate::listener::{CutListener, Switch};
use crate::page;
use crate::shared::{Handle, Shared};
use crate::types::{ApiCall, ChatMessage, NewPerson, OtherKind, PressAnswer, PressError};
use crate::world::Wanted;
use serde_json::Value;
use std::net::{Ipv4Addr, SocketAddr};
use std::ops::Bound;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// A running simulator. Clones are handles of the same one; it stops when the last of them is dropped.
#[derive(Clone)]
pub struct Sim {
    pub(crate) shared: Handle,
    address: SocketAddr,
    _guard: Arc<Guard>,
}

struct Guard(Arc<Shared>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// Start and stop.
impl Sim {
    /// Starts on a free port of this machine.
    pub async fn start() -> std::io::Result<Self> {
        Self::start_on(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await
    }

    /// Starts on this address.
    pub async fn start_on(addr: SocketAddr) -> std::io::Result<Self> {
        let listener = TcpListener::bind(addr).await?;
        let mut address = listener.local_addr()?;
        if address.ip().is_unspecified() {
            address.set_ip(Ipv4Addr::LOCALHOST.into());
        }
        let shared = Arc::new(Shared::default());
        let app =
            page::routes().merge(control::routes()).fallback(http::handle).with_state(Arc::clone(&shared));
        let app = app.into_make_service_with_connect_info::<Switch>();
        let mut stop = shared.stopped();
        let stopped = async move {
            let _ = stop.wait_for(|stopped| *stopped).await;
        };
        let server = axum::serve(CutListener(listener), app).with_graceful_shutdown(stopped);
        tokio::spawn(async move { server.await });
        tokio::spawn(delivery::run(Arc::clone(&shared)));
        let guard = Arc::new(Guard(Arc::clone(&shared)));
        Ok(Self { shared: Handle::new(shared), address, _guard: guard })
    }

    /// The same simulator, where people deal with this bot: its chats, its queue, its commands.
    #[must_use]
    pub fn of(&self, bot: UserId) -> Self {
        Self { shared: self.shared.of(bot), ..self.clone() }
    }

    /// Stops serving; what the simulator knows can still be looked at.
    pub fn stop(&self) {
        self.shared.stop();
    }

    /// The address of the Bot API server, without a slash at the end.
    #[must_use]
    pub fn api_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address of the chat page.
    #[must_use]
    pub fn chat_url(&self) -> String {
        format!("http://{}/", self.address)
    }
}

/// Bots, people, groups.
impl Sim {
    /// Adds a bot; the user name is without `@`. People deal with the first bot unless [`Sim::of`] names another.
    pub fn add_bot(&self, token: &str, username: &str) -> UserId {
        self.shared.change(|world| world.add_bot(token, username))
    }

    /// Updates of the bots there are, and messages of chats made from now on, get numbers above this one. A simulator
    /// that takes over from a former one must not give the same numbers again: a bot remembers them. Unix milliseconds do.
    pub fn number_above(&self, last: i64) {
        self.shared.change(|world| {
            world.numbered_above = last;
            world.bots.iter_mut().for_each(|bot| bot.queue.number_above(last));
        });
    }

    /// Gives a bot a name to show (until then it is the user name).
    pub fn name_bot(&self, bot: UserId, name: &str) {
        self.shared.change(|world| {
            if let Some(bot) = world.bot_mut(bot) {
                name.clone_into(&mut bot.name);
            }
        });
    }

    /// Adds a person.
    pub fn add_person(&self, person: NewPerson) -> UserId {
        self.shared.change(|world| world.add_person(None, person))
    }

    /// Adds a person with this number.
    pub fn add_person_with_id(&self, id: i64, person: NewPerson) -> UserId {
        self.shared.change(|world| world.add_person(Some(id), person))
    }

    /// Adds a group without the bot; the first member owns it.
    pub fn add_group(&self, title: &str, members: &[UserId]) -> ChatId {
        self.shared.change(|world| world.add_group(None, title, members))
    }

    /// Adds a group with this number (below zero).
    pub fn add_group_with_id(&self, id: i64, title: &str, members: &[UserId]) -> ChatId {
        self.shared.change(|world| world.add_group(Some(id), title, members))
    }

    /// Somebody adds the bot to a group.
    pub fn add_bot_to_group(&self, group: ChatId, by: UserId) {
        self.shared.change(|world| world.add_bot_to_group(group, by));
    }

    /// Somebody removes the bot from a group.
    pub fn remove_bot_from_group(&self, group: ChatId, by: UserId) {
        self.shared.change(|world| world.remove_bot_from_group(group, by));
    }

    /// The group becomes a supergroup; its new number is returned.
    pub fn migrate_to_supergroup(&self, group: ChatId) -> ChatId {
        self.shared.change(|world| world.migrate(group))
    }

    /// The person's chat with the bot.
    #[must_use]
    pub fn private_chat(&self, person: UserId) -> ChatId {
        ChatId::from(person)
    }
}

/// What people do.
impl Sim {
    /// A person sends a text. In a private chat this also starts (and unblocks) the bot.
    pub fn send_text(&self, from: UserId, chat: ChatId, text: &str) -> MessageId {
        self.shared.change(|world| world.send_text(from, chat, text))
    }

    /// A person replies to a message.
    #[expect(clippy::too_many_arguments, reason = "a sentence: who, where, on what, how")]
    pub fn reply(&self, from: UserId, chat: ChatId, to: MessageId, text: &str) -> MessageId {
        self.shared.change(|world| world.reply(from, chat, (to, text)))
    }

    /// A person sends something that is not text.
    pub fn send_other(&self, from: UserId, chat: ChatId, kind: OtherKind) -> MessageId {
        self.shared.change(|world| world.send_other(from, chat, kind))
    }

    /// Queues any JSON as an update of the bot; `update_id` is filled in when absent.
    pub fn send_raw_update(&self, update: Value) {
        self.shared.change(|world| {
            if let Some(bot) = world.bot_mut(world.the_bot()) {
                bot.queue.push_raw(update);
            }
        });
    }

    /// A person presses the inline button with exactly this label on a message as it is now.
    #[expect(clippy::too_many_arguments, reason = "a sentence: who, where, on what, how")]
    pub fn press(
        &self,
        from: UserId,
        chat: ChatId,
        message: MessageId,
        label: &str,
    ) -> Result<PressId, PressError> {
        self.shared.change(|world| world.press(from, (chat, message), &Wanted::Label(label)))
    }

    /// A press with any data: a forged one, or one of a button that is no longer there.
    #[expect(clippy::too_many_arguments, reason = "a sentence: who, where, on what, how")]
    pub fn press_data(&self, from: UserId, chat: ChatId, message: MessageId, data: &str) -> PressId {
        self.shared.change(|world| world.press_data(from, (chat, message), data))
    }

    /// What the bot answered to a press.
    #[must_use]
    pub fn press_answer(&self, press: PressId) -> Option<PressAnswer> {
        self.shared.world().presses.get(&press).and_then(|press| press.answer.clone())
    }

    /// A person shares a group through a `request_chat` button; when the button wants the bot there, the bot is added.
    pub fn share_chat(&self, from: UserId, request_id: i64, group: ChatId) -> MessageId {
        self.shared.change(|world| world.share_chat(from, request_id, group))
    }

    /// A person blocks the bot.
    pub fn block_bot(&self, person: UserId) {
        self.shared.change(|world| world.set_blocked(person, true));
    }

    /// A person unblocks the bot.
    pub fn unblock_bot(&self, person: UserId) {
        self.shared.change(|world| world.set_blocked(person, false));
    }
}

/// What people see.
impl Sim {
    /// Messages of a chat that are not deleted, oldest first.
    #[must_use]
    pub fn messages(&self, chat: ChatId) -> Vec<ChatMessage> {
        let world = self.shared.world();
        let key = world.exact_key(chat);
        let found = world.chats.get(&key).map(|chat| chat.messages.values());
        found.into_iter().flatten().map(|message| world.view(message)).collect()
    }

    /// Whatever people are called and have written, wherever that was: what no log of a bot should hold.
    #[must_use]
    pub fn words_of_people(&self) -> Vec<String> {
        let world = self.shared.world();
        let people = world
            .people
            .values()
            .flat_map(|person| [Some(&person.info.first_name), person.info.last_name.as_ref()]);
        let messages = world.chats.values().flat_map(|chat| chat.messages.values());
        let written =
            messages.filter(|message| !world.is_bot(message.from)).map(|message| world.view(message).text);
        people.flatten().cloned().chain(written).collect()
    }

    /// The newest messages of a chat that are not deleted, newest first, at most this many.
    #[must_use]
    pub fn recent(&self, chat: ChatId, most: usize) -> Vec<ChatMessage> {
        let world = self.shared.world();
        let key = world.exact_key(chat);
        let found = world.chats.get(&key).map(|chat| chat.messages.values().rev().take(most));
        found.into_iter().flatten().map(|message| world.view(message)).collect()
    }

    /// The newest message of a chat after this one that fits and is not deleted.
    #[must_use]
    pub fn newest(
        &self,
        chat: ChatId,
        after: MessageId,
        fits: impl Fn(&ChatMessage) -> bool,
    ) -> Option<ChatMessage> {
        let world = self.shared.world();
        let messages = &world.chats.get(&world.exact_key(chat))?.messages;
        let newest_first = messages.range((Bound::Excluded(after), Bound::Unbounded)).rev();
        newest_first.map(|(_, message)| world.view(message)).find(|message| fits(message))
    }

    /// The number of the newest message of a chat; 0 when there is none.
    #[must_use]
    pub fn last_message(&self, chat: ChatId) -> MessageId {
        let world = self.shared.world();
        let last = world.chats.get(&world.exact_key(chat)).and_then(|chat| chat.messages.keys().next_back());
        last.copied().unwrap_or(MessageId(0))
    }

    /// One message, unless it is deleted.
    #[must_use]
    pub fn message(&self, chat: ChatId, id: MessageId) -> Option<ChatMessage> {
        let world = self.shared.world();
        let message = world.chats.get(&world.exact_key(chat))?.messages.get(&id)?;
        Some(world.view(message))
    }

    /// The content of a file that the bot sent with this message.
    #[must_use]
    pub fn document(&self, chat: ChatId, id: MessageId) -> Option<Vec<u8>> {
        let world = self.shared.world();
        let message = world.chats.get(&world.exact_key(chat))?.messages.get(&id)?;
        let file = message.extra.get("document")?["file_id"].as_str()?;
        world.files.get(file).map(|file| file.bytes.clone())
    }

    /// Labels of the reply keyboard that the person now sees in his chat with the bot.
    #[must_use]
    pub fn reply_keyboard(&self, person: UserId) -> Vec<Vec<String>> {
        let world = self.shared.world();
        let chat = world.chats.get(&world.exact_key(ChatId::from(person)));
        let rows = chat.and_then(|chat| chat.shown_keyboard()).map(|keyboard| keyboard.rows.as_slice());
        let label = |button: &Value| button["text"].as_str().unwrap_or_default().to_owned();
        rows.unwrap_or_default().iter().map(|row| row.iter().map(label).collect()).collect()
    }

    /// What `setMyCommands` stored for the bot: `{scope: {language: [commands]}}`, where the scope is its type
    /// (with `:chat` and `:user` numbers after it when it has them) and the default language is an empty string.
    #[must_use]
    pub fn commands(&self) -> Value {
        let world = self.shared.world();
        world.bot(world.the_bot()).map_or(Value::Null, |bot| serde_json::json!(bot.commands))
    }
}

/// What the bot did.
impl Sim {
    /// Calls made so far, oldest first.
    #[must_use]
    pub fn calls(&self) -> Vec<ApiCall> {
        self.shared.world().calls.clone()
    }

    /// Calls after the first so many, oldest first.
    #[must_use]
    pub fn calls_since(&self, count: usize) -> Vec<ApiCall> {
        self.shared.world().calls.get(count..).map(<[_]>::to_vec).unwrap_or_default()
    }

    /// The chats named by the calls after the first so many, and how many calls there are now: for whoever watches many
    /// chats at once.
    #[must_use]
    pub fn chats_called_since(&self, count: usize) -> (Vec<ChatId>, usize) {
        let world = self.shared.world();
        let chat = |call: &ApiCall| call.params["chat_id"].as_i64().map(ChatId);
        (world.calls.iter().skip(count).filter_map(chat).collect(), world.calls.len())
    }

    /// Updates that the bot has not confirmed.
    #[must_use]
    pub fn pending_updates(&self) -> usize {
        let world = self.shared.world();
        world.bot(world.the_bot()).map_or(0, |bot| bot.queue.len())
    }

    /// The numbers of the updates that the bot has confirmed, but for those that were put back.
    #[must_use]
    pub fn confirmed_updates(&self) -> Vec<i64> {
        let world = self.shared.world();
        world.bot(world.the_bot()).map_or_else(Vec::new, |bot| bot.queue.confirmed())
    }

    /// Rings at every change, so that a test can wait for what it wants without sleeping.
    #[must_use]
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.shared.changes()
    }

    /// Puts the last confirmed updates of the bot back; they come once more with the same numbers.
    pub fn redeliver(&self, last: usize) {
        self.shared.change(|world| {
            if let Some(bot) = world.bot_mut(world.the_bot()) {
                bot.queue.redeliver(last);
            }
        });
    }
}

/// The chat page.
impl Sim {
    /// What the page says about a person.
    pub fn describe_person(&self, person: UserId, about: &str) {
        self.shared.change(|world| {
            if let Some(person) = world.people.get_mut(&person) {
                about.clone_into(&mut person.about);
            }
        });
    }

    /// Who is shown on the page, in this order.
    pub fn show(&self, people: &[UserId]) {
        self.shared.change(|world| world.shown = Some(people.to_vec()));
    }

    /// What the page says at its top; takes effect when the page is loaded.
    pub fn set_hint(&self, hint: &str) {
        self.shared.change(|world| hint.clone_into(&mut world.hint));
    }

    /// How far the page's clock is from UTC, in seconds.
    pub fn set_utc_offset(&self, secs: i64) {
        self.shared.change(|world| world.utc_offset = secs);
    }
}
