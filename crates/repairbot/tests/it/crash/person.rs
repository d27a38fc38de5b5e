//! People who do one thing, wait for what must come of it, and press again when a press was never answered.
//! When the town closes, they begin nothing more: `None`.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use telegram_sim::{ChatId, ChatMessage, MessageId, PressId, Sim, UserId};
use tokio::sync::watch;

/// How long anybody waits for anything. The slowest chat gets one message a second; a claim of which the program does
/// not know ends after a minute.
const PATIENCE: Duration = Duration::from_secs(120);
/// How often a button is pressed again before one just waits: every press may redraw a card, once a second.
const REPEATS: usize = 2;
/// How far back people look in a chat.
const RECENT: usize = 60;

/// What all people share.
pub struct Town {
    pub sim: Sim,
    /// How often the program has been started.
    pub starts: watch::Sender<usize>,
    /// Nobody begins anything new.
    pub closing: AtomicBool,
    /// How many orders there are.
    pub orders: AtomicUsize,
    /// Presses that were pressed again because no answer came.
    pub repeated: AtomicUsize,
    /// All presses.
    pub presses: Mutex<Vec<PressId>>,
}

impl Town {
    pub fn new(sim: Sim) -> Arc<Self> {
        Arc::new(Self {
            sim,
            starts: watch::channel(0).0,
            closing: AtomicBool::new(false),
            orders: AtomicUsize::new(0),
            repeated: AtomicUsize::new(0),
            presses: Mutex::default(),
        })
    }

    /// Says that the program was started (again).
    pub fn started(&self) {
        self.starts.send_modify(|starts| *starts += 1);
    }
}

/// Somebody in his private chat with the bot.
#[derive(Clone)]
pub struct Person {
    pub town: Arc<Town>,
    pub user: UserId,
    pub name: String,
}

impl Person {
    pub fn chat(&self) -> ChatId {
        self.user.into()
    }

    /// Sends a text, once, and waits for a message with these words to follow it.
    pub async fn says(&self, text: &str, then: &str) -> Option<ChatMessage> {
        self.goes_on()?;
        let own = self.town.sim.send_text(self.user, self.chat(), text);
        Some(self.until(|| format!("«{text}», then «{then}»"), || self.after(own, then)).await)
    }

    fn goes_on(&self) -> Option<()> {
        (!self.town.closing.load(Ordering::Relaxed)).then_some(())
    }

    /// Presses a button of this message and waits until the message shows these words.
    pub async fn changes(&self, message: &ChatMessage, label: &str, then: &str) -> Option<ChatMessage> {
        let look = || self.shown(message.id).filter(|now| now.text.contains(then));
        self.presses(message, label, look).await
    }

    /// Presses a button of this message and waits for a new message with these words.
    pub async fn asks(&self, message: &ChatMessage, label: &str, then: &str) -> Option<ChatMessage> {
        let last = self.town.sim.recent(self.chat(), 1).first().map_or(MessageId(0), |newest| newest.id);
        self.presses(message, label, || self.after(last, then)).await
    }

    /// Presses a button of this message and waits until `look` sees something. When the program was
    /// started again and the press has no answer, he presses the same button again, whatever is there now.
    pub async fn presses<T>(
        &self,
        message: &ChatMessage,
        label: &str,
        mut look: impl FnMut() -> Option<T>,
    ) -> Option<T> {
        self.goes_on()?;
        let sim = &self.town.sim;
        let button = message.inline.iter().flatten().find(|button| button.text.contains(label));
        let button = button.unwrap_or_else(|| panic!("{}: no «{label}» on {message:?}", self.name));
        let data = button.data.clone().unwrap();
        let mut starts = *self.town.starts.borrow();
        let mut press = self.press(message.id, &data);
        let mut repeats = 0;
        let look = || {
            let seen = look();
            let starts_now = *self.town.starts.borrow();
            let unanswered = starts_now != starts && sim.press_answer(press).is_none();
            if seen.is_none() && unanswered && repeats < REPEATS {
                starts = starts_now;
                repeats += 1;
                self.town.repeated.fetch_add(1, Ordering::Relaxed);
                press = self.press(message.id, &data);
            }
            seen
        };
        Some(self.until(|| format!("what follows «{label}» on {message:?}"), look).await)
    }

    fn press(&self, message: MessageId, data: &str) -> PressId {
        let press = self.town.sim.press_data(self.user, self.chat(), message, data);
        self.town.presses.lock().unwrap().push(press);
        press
    }

    /// Waits for a message with these words and a button with this label; the newest is taken.
    pub async fn finds(&self, words: &str, label: &str) -> ChatMessage {
        let has = |message: &ChatMessage| message.inline.iter().flatten().any(|b| b.text == label);
        let what = || format!("«{label}» under «{words}»");
        self.until(what, || self.newest(|message| message.text.contains(words) && has(message))).await
    }

    /// The newest message of the bot that fits.
    pub fn newest(&self, fits: impl Fn(&ChatMessage) -> bool) -> Option<ChatMessage> {
        let recent = self.town.sim.recent(self.chat(), RECENT);
        recent.into_iter().find(|message| message.from_bot && fits(message))
    }

    fn after(&self, own: MessageId, words: &str) -> Option<ChatMessage> {
        self.newest(|message| message.id > own && message.text.contains(words))
    }

    fn shown(&self, message: MessageId) -> Option<ChatMessage> {
        self.town.sim.message(self.chat(), message)
    }

    async fn until<T>(&self, what: impl Fn() -> String, mut look: impl FnMut() -> Option<T>) -> T {
        let mut changes = self.town.sim.subscribe();
        let mut starts = self.town.starts.subscribe();
        let wait = async {
            loop {
                if let Some(seen) = look() {
                    return seen;
                }
                tokio::select! {
                    changed = changes.changed() => changed.unwrap(),
                    started = starts.changed() => started.unwrap(),
                }
            }
        };
        let waited = tokio::time::timeout(PATIENCE, wait).await;
        waited.unwrap_or_else(|_| panic!("{} waits for {}\n{}", self.name, what(), self.transcript()))
    }

    /// The end of the chat, for failures.
    fn transcript(&self) -> String {
        let mut recent = self.town.sim.recent(self.chat(), 20);
        recent.reverse();
        let line = |message: &ChatMessage| {
            let labels: Vec<_> = message.inline.iter().flatten().map(|b| format!("[{}]", b.text)).collect();
            let who = if message.from_bot { "bot" } else { "person" };
            format!("--- {who} {}: {} {}", message.id, message.text, labels.join(" "))
        };
        recent.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}
