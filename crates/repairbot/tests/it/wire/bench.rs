//! A sender over a fresh database and a simulator, with a toy that renders.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use repairbot::clock::{Clock, after};
use repairbot::fault::Fault;
use repairbot::lease::Term;
use repairbot::metrics::Metrics;
use repairbot::outbox::{Attached, Call, Limits, Render, Sender, SenderParts, Temporary};
use repairbot::store::outbox::{self, ClaimedRow, NewRow};
use repairbot::store::{Store, StoreError, StoreOptions, WriteTx, people};
use repairbot::telegram::DeadReason;
use repairbot_core::ids::{ChatId, MessageId, PersonId, TopicId};
use sea_orm::{DbErr, RuntimeErr};
use serde_json::{Value, json};
use telegram_sim::{Fault as Trouble, FaultKind, Sim};
use tokio::sync::Semaphore;

use crate::support::{Database, Kind};

use super::{
    support::{clock, noon, person, sim, telegram},
    work::Slow,
};

/// What a toy does instead of its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mishap {
    /// A bug of ours.
    Bug,
    /// The database is away.
    Outage,
    /// It takes so many seconds.
    Slow(u64),
}

impl Mishap {
    fn happen(self, clock: &Clock) -> Result<(), Fault> {
        match self {
            Self::Bug => Err(Fault::Render("a bug".to_owned())),
            Self::Outage => {
                let cause = DbErr::Conn(RuntimeErr::Internal("gone".to_owned()));
                Err(Fault::Store(StoreError::Unavailable(cause)))
            }
            Self::Slow(seconds) => {
                clock.advance(Duration::from_secs(seconds));
                Ok(())
            }
        }
    }
}

/// Reads calls from bodies such as `{"text": "…"}` and writes down what it is told.
pub struct Toy {
    clock: Clock,
    /// Works with `"turn": true` are made one at a time.
    pub turns: Arc<Semaphore>,
    /// Mishaps of rendering and of remembering, by text, each used up in order.
    rendering: Mutex<BTreeMap<String, Vec<Mishap>>>,
    remembering: Mutex<BTreeMap<String, Vec<Mishap>>>,
    /// Texts of delivered rows.
    pub sent: Mutex<Vec<(String, Option<i64>)>>,
    /// Texts of dead rows, with the reason, and whether their person was reachable until then.
    pub failed: Mutex<Vec<(String, DeadReason, Option<bool>)>>,
}

impl Toy {
    fn mishap(from: &Mutex<BTreeMap<String, Vec<Mishap>>>, text: &str) -> Option<Mishap> {
        let mut all = from.lock().unwrap();
        let left = all.get_mut(text)?;
        if left.is_empty() { None } else { Some(left.remove(0)) }
    }

    /// These happen, one after the other, when this text is rendered.
    pub fn rendering(&self, text: &str, mishaps: &[Mishap]) {
        self.rendering.lock().unwrap().insert(text.to_owned(), mishaps.to_vec());
    }

    /// These happen, one after the other, when the delivery of this text is to be remembered.
    pub fn remembering(&self, text: &str, mishaps: &[Mishap]) {
        self.remembering.lock().unwrap().insert(text.to_owned(), mishaps.to_vec());
    }

    /// Texts of delivered rows, in the order in which they were settled.
    pub fn delivered(&self) -> Vec<String> {
        self.sent.lock().unwrap().iter().map(|(text, _)| text.clone()).collect()
    }

    /// Texts and reasons of dead rows.
    pub fn dead(&self) -> Vec<(String, DeadReason)> {
        self.failed.lock().unwrap().iter().map(|(text, reason, _)| (text.clone(), reason.clone())).collect()
    }
}

fn text_of(row: &ClaimedRow) -> String {
    let body: Value = serde_json::from_str(&row.body).unwrap();
    body["text"].as_str().unwrap_or_default().to_owned()
}

impl Toy {
    fn call(&self, row: &ClaimedRow) -> Result<Call, Fault> {
        let body: Value = serde_json::from_str(&row.body).unwrap();
        let (chat, text) = (row.chat, text_of(row));
        if let Some(mishap) = Self::mishap(&self.rendering, &text) {
            mishap.happen(&self.clock)?;
        }
        let message = MessageId(body["message"].as_i64().unwrap_or_default());
        Ok(match body["do"].as_str().unwrap_or("send") {
            "edit" => Call::EditText { chat, message, text, markup: None },
            "delete" => Call::Delete { chat, message },
            "file" => {
                let (file_name, file) = ("a.txt".to_owned(), Attached::Bytes(text.clone().into_bytes()));
                let (topic, caption) = (None, Some(text));
                Call::Document { chat, topic, file_name, file, caption, silent: false, photo: false }
            }
            "upload" => upload(chat, &text, 10),
            "later" => Slow::call(chat, &body, (&self.clock, &self.turns)),
            "nothing" => Call::Nothing,
            _ => Call::Send { chat, topic: None, text, markup: None, reply_to: None, silent: false },
        })
    }
}

/// So many bytes from the disk.
pub fn upload(chat: ChatId, caption: &str, bytes: usize) -> Call {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), vec![b'x'; bytes]).unwrap();
    let file = Attached::Disk(Temporary::new(file.into_temp_path()));
    let (topic, file_name, caption) = (None, "big.xlsx".to_owned(), Some(caption.to_owned()));
    Call::Document { chat, topic, file_name, file, caption, silent: false, photo: false }
}

#[async_trait]
impl Render for Toy {
    async fn render(&self, rows: &[ClaimedRow]) -> Result<Vec<Result<Call, Fault>>, Fault> {
        let mut calls = Vec::new();
        for row in rows {
            let call = self.call(row);
            if call.as_ref().is_err_and(Fault::is_outage) {
                return call.map(|_| calls);
            }
            calls.push(call);
        }
        Ok(calls)
    }

    async fn sent(&self, _: &WriteTx, sent: &[(&ClaimedRow, Option<MessageId>)]) -> Result<(), Fault> {
        for (row, message) in sent {
            let text = text_of(row);
            if let Some(mishap) = Self::mishap(&self.remembering, &text) {
                mishap.happen(&self.clock)?;
            }
            self.sent.lock().unwrap().push((text, message.map(|message| message.0)));
        }
        Ok(())
    }

    async fn failed(&self, tx: &WriteTx, row: &ClaimedRow, reason: &DeadReason) -> Result<(), Fault> {
        let person = match row.person {
            Some(person) => people::by_id(tx, person).await?,
            None => None,
        };
        let reachable = person.map(|person| person.reachable);
        self.failed.lock().unwrap().push((text_of(row), reason.clone(), reachable));
        Ok(())
    }

    async fn topic_gone(&self, _: &WriteTx, _: &ClaimedRow, _: TopicId) -> Result<(), Fault> {
        Ok(())
    }
}

/// A sender and all it needs.
pub struct Bench {
    pub sim: Sim,
    pub store: Store,
    pub clock: Clock,
    pub toy: Arc<Toy>,
    pub sender: Sender,
    limits: Limits,
    _database: Option<Database>,
}

impl Bench {
    /// A sender without limits.
    pub async fn open() -> Self {
        Self::with(Limits::unlimited()).await
    }

    /// A sender with these limits.
    pub async fn with(limits: Limits) -> Self {
        let database = Database::migrated(Kind::Sqlite).await.unwrap();
        let bench = Self::over(&database.url, limits).await;
        Self { _database: Some(database), ..bench }
    }

    /// A sender with these limits over this database.
    pub async fn over(url: &str, limits: Limits) -> Self {
        let (sim, clock) = (sim().await, clock());
        let options = StoreOptions { url: url.to_owned(), max_connections: 2 };
        let store = Store::connect(&options).await.unwrap();
        store.migrate_up().await.unwrap();
        let toy = Arc::new(Toy {
            clock: clock.clone(),
            turns: Arc::new(Semaphore::new(1)),
            rendering: Mutex::default(),
            remembering: Mutex::default(),
            sent: Mutex::default(),
            failed: Mutex::default(),
        });
        let sender = Sender::new(parts((&sim, &store, &clock), toy.clone(), limits));
        Self { sim, store, clock, toy, sender, limits, _database: None }
    }

    /// The process dies, with all that is under way, and a new one starts a little later.
    pub fn restart(&mut self) {
        self.clock.advance(Duration::from_millis(1));
        self.sender = Sender::new(self.parts());
    }

    /// The same with one that sends in this term.
    pub fn restart_in(&mut self, term: Term) {
        self.sender = Sender::for_term(self.parts(), term);
    }

    fn parts(&self) -> SenderParts {
        parts((&self.sim, &self.store, &self.clock), self.toy.clone(), self.limits)
    }

    /// The chat of a new person who has started the bot.
    pub fn chat(&self) -> ChatId {
        let person = person(&self.sim, "Anna");
        let chat = self.sim.private_chat(person);
        self.sim.send_text(person, chat, "/start");
        ChatId(chat.0)
    }

    /// The chats of so many people.
    pub fn chats(&self, count: usize) -> Vec<ChatId> {
        (0..count).map(|_| self.chat()).collect()
    }

    /// Puts texts to be sent to a chat into the outbox.
    pub async fn queue(&self, chat: ChatId, texts: &[&str]) {
        let rows: Vec<NewRow> = texts.iter().map(|text| self.row(chat, &json!({ "text": text }))).collect();
        self.enqueue(&rows).await;
    }

    /// Puts one body into the outbox.
    pub async fn queue_body(&self, chat: ChatId, body: Value) {
        self.enqueue(&[self.row(chat, &body)]).await;
    }

    /// A row of an ordinary lane.
    pub fn row(&self, chat: ChatId, body: &Value) -> NewRow {
        let now = self.clock.now();
        let body = body.to_string();
        let (person, order, lane, refresh) = (None::<PersonId>, None, 5, false);
        NewRow {
            chat,
            topic: None,
            person,
            order,
            told: None,
            lane,
            refresh,
            body,
            not_before: now,
            created_at: now,
        }
    }

    /// Puts rows into the outbox.
    pub async fn enqueue(&self, rows: &[NewRow]) {
        let tx = self.store.write().await.unwrap();
        outbox::enqueue(&tx, rows).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Makes trouble for sendMessage in this chat, so many times.
    pub fn trouble(&self, chat: ChatId, times: u32, kind: FaultKind) {
        let (method, chat) = (Some("sendMessage".to_owned()), Some(telegram_sim::ChatId(chat.0)));
        self.sim.fault(Trouble { method, chat, kind, times: Some(times) });
    }

    /// Sends all that can go now; gives how many seconds after noon the next can go.
    pub async fn drain(&mut self) -> Option<i64> {
        let next = self.sender.drain().await.unwrap();
        next.map(|next: Timestamp| next.duration_since(noon()).as_secs())
    }

    /// Lets time pass.
    pub fn wait(&self, seconds: u64) {
        self.clock.set(after(self.clock.now(), Duration::from_secs(seconds)));
    }

    /// What the bot's messages in a chat say.
    pub fn texts(&self, chat: ChatId) -> Vec<String> {
        let messages = self.sim.messages(telegram_sim::ChatId(chat.0));
        let by_bot = messages.into_iter().filter(|message| message.from_bot && !message.service);
        by_bot.map(|message| message.text).collect()
    }

    /// Texts of sendMessage calls in the order in which they came, whatever became of them.
    pub fn calls(&self) -> Vec<String> {
        let calls = self.sim.calls().into_iter().filter(|call| call.method == "sendMessage");
        calls.map(|call| call.params["text"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// How many rows wait.
    pub async fn waiting(&self) -> u64 {
        outbox::pending_count(&self.store.read().await.unwrap()).await.unwrap()
    }

    /// What the store says about rows that were given up.
    pub async fn dead_letters(&self) -> Vec<String> {
        let letters = outbox::dead_letters(&self.store.read().await.unwrap(), 100).await.unwrap();
        letters.into_iter().filter_map(|letter| letter.error).collect()
    }
}

fn parts((sim, store, clock): (&Sim, &Store, &Clock), toy: Arc<Toy>, limits: Limits) -> SenderParts {
    SenderParts {
        store: store.clone(),
        telegram: telegram(&sim.api_url()),
        render: toy,
        clock: clock.clone(),
        limits,
        metrics: Metrics::new().unwrap(),
    }
}
