//! What people do: dispatchers take calls and assign, masters accept, drive out and close. Each waits for the answer
//! to one thing before the next.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use repairbot::texts::{Args, Lang, text, text_with};
use telegram_sim::{ChatMessage, MessageId, Sim, UserId};
use tokio::sync::{mpsc, watch};

use crate::{Failure, pace::Pace, town::Ledger};

/// An answer that takes longer than this will not come.
const PATIENCE: Duration = Duration::from_secs(60);

/// How far back people look for a card.
const RECENT: i64 = 40;

/// An order on its way to its master: the words of its problem.
pub type Order = String;

/// The words of a button or a question.
fn words(key: &str) -> String {
    text(Lang::Ru, key)
}

/// Somebody in his private chat with the bot.
#[derive(Clone)]
pub struct Person {
    /// Telegram.
    pub sim: Sim,
    /// His account.
    pub user: UserId,
    /// His name.
    pub name: String,
    /// Rings when the bot changed something in his chat.
    pub bell: watch::Receiver<()>,
    /// Where he writes down what he waited.
    pub ledger: Arc<Ledger>,
    /// When it is his turn to do something.
    pub pace: Arc<Pace>,
}

impl Person {
    /// Says hello, which makes him reachable.
    pub async fn greet(&mut self) -> Result<(), Failure> {
        self.says("/start", |_| true).await.map(drop)
    }

    /// Sends a text and waits for a message after it that fits.
    async fn says(
        &mut self,
        said: &str,
        fits: impl Fn(&ChatMessage) -> bool,
    ) -> Result<ChatMessage, Failure> {
        self.pace.turn().await;
        let begun = Instant::now();
        let own = self.sim.send_text(self.user, self.user.into(), said);
        let seen = self.wait(|person| person.newest(own, &fits)).await?;
        self.ledger.waited(begun.elapsed());
        Ok(seen)
    }

    /// Sends a text and waits for this question.
    async fn answers(&mut self, said: &str, question: &str) -> Result<ChatMessage, Failure> {
        let question = words(question);
        self.says(said, |message| message.text.contains(&question)).await
    }

    /// Presses a button and waits until `look` sees something.
    async fn presses(
        &mut self,
        (message, button): (&ChatMessage, &str),
        look: impl Fn(&Self) -> Option<ChatMessage>,
    ) -> Result<ChatMessage, Failure> {
        let data = button_data(message, button).ok_or_else(|| format!("no button {button:?}"))?;
        self.pace.turn().await;
        let begun = Instant::now();
        self.sim.press_data(self.user, self.user.into(), message.id, &data);
        let seen = self.wait(look).await?;
        self.ledger.waited(begun.elapsed());
        Ok(seen)
    }

    /// Presses a button and waits until the message shows this question.
    async fn picks(&mut self, on: (&ChatMessage, &str), question: &str) -> Result<ChatMessage, Failure> {
        let (id, question) = (on.0.id, words(question));
        self.presses(on, |person| person.shown(id).filter(|now| now.text.contains(&question))).await
    }

    /// Waits for a message about this order with this button.
    async fn finds(&mut self, order: &str, button: &str) -> Result<ChatMessage, Failure> {
        let button = words(button);
        self.wait(|person| person.card(order, &button)).await
    }

    fn card(&self, order: &str, button: &str) -> Option<ChatMessage> {
        let MessageId(last) = self.sim.last_message(self.user.into());
        let far = MessageId(last.saturating_sub(RECENT));
        self.newest(far, |message| message.text.contains(order) && button_data(message, button).is_some())
    }

    fn newest(&self, after: MessageId, fits: impl Fn(&ChatMessage) -> bool) -> Option<ChatMessage> {
        self.sim.newest(self.user.into(), after, |message| message.from_bot && fits(message))
    }

    fn shown(&self, message: MessageId) -> Option<ChatMessage> {
        self.sim.message(self.user.into(), message)
    }

    async fn wait(&mut self, look: impl Fn(&Self) -> Option<ChatMessage>) -> Result<ChatMessage, Failure> {
        let mut bell = self.bell.clone();
        let waiting = async {
            loop {
                bell.mark_unchanged();
                if let Some(seen) = look(self) {
                    return Ok(seen);
                }
                bell.changed().await?;
            }
        };
        match tokio::time::timeout(PATIENCE, waiting).await {
            Ok(seen) => seen,
            Err(_) => Err(format!("{} waited in vain", self.name).into()),
        }
    }
}

/// The data of the first button whose label contains these words.
fn button_data(message: &ChatMessage, label: &str) -> Option<String> {
    let button = message.inline.iter().flatten().find(|button| button.text.contains(label));
    button.and_then(|button| button.data.clone())
}

/// A dispatcher: orders, one after another, to whom the desk suggests.
pub async fn dispatch(
    mut person: Person,
    masters: Vec<(String, mpsc::UnboundedSender<Order>)>,
) -> Result<(), Failure> {
    loop {
        let (order, label) = create(&mut person).await?;
        let master = masters.iter().find(|(name, _)| label.contains(name));
        let (_, inbox) = master.ok_or_else(|| format!("{label} is nobody's name"))?;
        inbox.send(order)?;
    }
}

/// A master: the orders he is given, one after another.
pub async fn serve(mut person: Person, mut inbox: mpsc::UnboundedReceiver<Order>) -> Result<(), Failure> {
    while let Some(order) = inbox.recv().await {
        close(&mut person, &order).await?;
    }
    Ok(())
}

/// Somebody who does everything himself.
pub async fn both(mut person: Person) -> Result<(), Failure> {
    loop {
        let (order, _) = create(&mut person).await?;
        close(&mut person, &order).await?;
    }
}

/// Somebody who talks to an echo.
pub async fn talk(mut person: Person) -> Result<(), Failure> {
    loop {
        person.says("hello", |message| message.text == "hello").await?;
    }
}

/// From the call to the assigned master, the first of the list: eleven updates. Gives the order and that button's label.
async fn create(person: &mut Person) -> Result<(Order, String), Failure> {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let problem = format!("problem {number}.");
    let question = person.answers(&words("menu-create-order"), "ask-equipment").await?;
    person.picks((&question, ""), "ask-problem").await?;
    person.answers(&problem, "ask-phone").await?;
    person.answers(&format!("8912{number:07}"), "ask-name").await?;
    person.answers("Olga", "ask-address").await?;
    let question = person.answers(&format!("Lenina {number}"), "ask-notes").await?;
    person.picks((&question, &words("button-skip")), "ask-time").await?;
    let (confirm, assign) = (words("button-confirm"), words("action-assign"));
    let visit = "tomorrow at 10:00";
    let review = person.says(visit, |message| button_data(message, &confirm).is_some()).await?;
    let id = review.id;
    let with = |label: String| {
        move |person: &Person| person.shown(id).filter(|now| button_data(now, &label).is_some())
    };
    let created = person.presses((&review, &confirm), with(assign.clone())).await?;
    let list = person.presses((&created, &assign), with("Person ".to_owned())).await?;
    let suggested = list.inline.iter().flatten().next().map(|button| button.text.clone());
    let suggested = suggested.ok_or("there are no masters")?;
    let about = problem.clone();
    let card = move |person: &Person| person.shown(id).filter(|now| now.text.contains(&about));
    person.presses((&list, &suggested), card).await?;
    Ok((problem, suggested))
}

/// From the card to the closed order: nine updates.
async fn close(person: &mut Person, order: &str) -> Result<(), Failure> {
    let card = person.finds(order, "action-accept").await?;
    let (accept, drive, finish) =
        (words("action-accept"), words("action-arrive-on-site"), words("action-close"));
    let card = person.presses((&card, &accept), |person| person.card(order, &drive)).await?;
    let card = person.presses((&card, &drive), |person| person.card(order, &finish)).await?;
    let question = words("ask-total");
    let last = person.sim.last_message(person.user.into());
    let asked = |person: &Person| person.newest(last, |message| message.text.contains(&question));
    person.presses((&card, &finish), asked).await?;
    person.answers("10000", "ask-materials").await?;
    let question = person.answers("2000", "ask-payment").await?;
    let question = person.picks((&question, &words("payment-cash")), "ask-review").await?;
    let question = person.picks((&question, &words("button-yes")), "ask-out-of-city").await?;
    let (id, confirm) = (question.id, words("button-finish"));
    let no = words("button-no");
    let reviewed = |person: &Person| person.shown(id).filter(|now| button_data(now, &confirm).is_some());
    let review = person.presses((&question, &no), reviewed).await?;
    let number = review.text.split(['#', '\n', ' ']).find_map(|word| word.parse().ok()).unwrap_or(0);
    let over = text_with(Lang::Ru, "acted-close", &Args::new().number("number", number));
    let closed = |person: &Person| person.shown(id).filter(|now| now.text.contains(&over));
    person.presses((&review, &confirm), closed).await?;
    person.ledger.closed();
    Ok(())
}
