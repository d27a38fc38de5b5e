//! The runner owns the transaction: waiting updates share one, with all their effects; after the commit it wakes the
//! outbox and answers the presses.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use jiff::Timestamp;
use repairbot_core::{
    actor::Role,
    ids::{PersonId, TelegramId},
    pii::PersonName,
    screen::{Screen, Toast},
};
use serde_json::Value;

use crate::{
    answers::{Answer, Answers},
    clock::{Clock, Ids},
    company::Company,
    fault::Fault,
    handlers::{self, Request},
    intake::{
        Process,
        router::{self, Event, Incoming, Sender},
    },
    limits::{Asked, RateLimiter, Verdict},
    metrics::Metrics,
    outbox::{Said, Wake, enqueue, enqueue_all, render},
    outcome::{Delivery, Lane, Message, Outcome},
    shared::{Drafts, Shared},
    store::{
        Store, WriteTx, chats,
        people::{self, NewPerson, Person},
        updates::{self, Parked},
    },
    telemetry::faults,
    tell,
    texts::Lang,
};

/// What becomes of updates of somebody who sends too many.
const LIMITED: &str = "limited";
/// A transaction that lost against another one is repeated at most this often.
const CONFLICT_TRIES: u32 = 5;

/// What the runner is made of.
pub struct RunnerParts {
    /// The database.
    pub store: Store,
    /// Answers presses.
    pub answers: Answers,
    /// The company's settings.
    pub company: Arc<Company>,
    /// The clock.
    pub clock: Clock,
    /// The source of ids.
    pub ids: Ids,
    /// How much one person may send.
    pub limiter: RateLimiter,
    /// What processes share.
    pub shared: Option<Shared>,
    /// Whether drafts of dialogues are kept there.
    pub dialogues_in_redis: bool,
    /// Wakes the outbox.
    pub wake: Wake,
    /// What is counted.
    pub metrics: Metrics,
}

/// Processes updates.
pub struct Runner(RunnerParts);

impl Runner {
    /// A runner of these parts.
    #[must_use]
    pub fn new(parts: RunnerParts) -> Self {
        Self(parts)
    }

    /// One transaction: all these updates or none. Answers to presses leave only after it.
    async fn attempt(&self, incoming: &[Incoming]) -> Result<(), Fault> {
        let now = self.0.clock.now();
        let together = self.together(incoming).await;
        let drafts = Drafts::new(self.0.shared.as_ref(), self.0.dialogues_in_redis);
        let tx = self.0.store.write().await?;
        let accounts = accounts(incoming);
        tx.lock_accounts(&accounts).await?;
        let keys: Vec<&str> = incoming.iter().map(|incoming| incoming.key.as_str()).collect();
        let mut fresh = updates::claim_all(&tx, &keys, now).await?;
        let known = senders(&tx, &accounts).await?;
        let mut done: Vec<Done<'_>> = Vec::with_capacity(incoming.len());
        let mut queued = 0;
        for incoming in incoming {
            if matches!(incoming.event, Event::Migrated { .. }) {
                // What waits for the former chat follows it, also what the updates before this one have to say.
                queue(&tx, &done[queued..], now).await?;
                queued = done.len();
            }
            done.push(if fresh.remove(&incoming.key) {
                let verdict = self.verdict(incoming, &together);
                self.apply((&tx, &drafts), (incoming, verdict), &known).await?
            } else {
                // It came again: the process may have ended between the commit and the answer.
                Done { became: "again", ..self.nothing(incoming) }
            });
        }
        queue(&tx, &done[queued..], now).await?;
        tx.commit().await?;
        self.0.wake.ring();
        for Done { incoming, outcome, lang, became } in &done {
            self.0.metrics.update(incoming.event.name(), became);
            if *became == LIMITED {
                self.0.metrics.limited();
            }
            self.answer(incoming, outcome.toast.as_ref(), *lang).await;
        }
        drafts.settle().await;
        Ok(())
    }

    /// What one update does, in this transaction.
    async fn apply<'a>(
        &self,
        (tx, drafts): (&WriteTx, &Drafts<'_>),
        (incoming, verdict): (&'a Incoming, Verdict),
        known: &BTreeMap<TelegramId, Person>,
    ) -> Result<Done<'a>, Fault> {
        keep_chats(tx, incoming).await?;
        let Some(sender) = &incoming.from else {
            let outcome = nobody(incoming, self.0.company.bot());
            return Ok(Done { outcome, ..self.nothing(incoming) });
        };
        if !incoming.is_meant_for(self.0.company.bot()) {
            return Ok(self.nothing(incoming));
        }
        // An update before this one may have changed him.
        let found = if tx.people_written() {
            people::by_telegram(tx, sender.id).await?
        } else {
            known.get(&sender.id).cloned()
        };
        let person = self.person(tx, (incoming, sender), found).await?;
        let lang = person.language.as_deref().and_then(Lang::from_code);
        let rq = Request {
            tx,
            company: &self.0.company,
            ids: &self.0.ids,
            now: self.0.clock.now(),
            actor: person.actor(),
            person: &person,
            incoming,
            drafts,
        };
        let became = if verdict == Verdict::Pass { "done" } else { LIMITED };
        let outcome = match verdict {
            Verdict::Pass => {
                let begun = self.0.clock.now();
                let outcome = handlers::handle(&rq).await?;
                let took = Duration::try_from(self.0.clock.now().duration_since(begun));
                self.0.metrics.handled(incoming.event.name(), took.unwrap_or_default());
                outcome
            }
            Verdict::WarnOnce => rq.answer(Toast::SlowDown, Screen::SlowDown),
            Verdict::Drop => Outcome::toast(Toast::SlowDown),
        };
        Ok(Done { incoming, outcome, lang: lang.unwrap_or(self.0.company.language), became })
    }

    /// Nothing comes of this update.
    fn nothing<'a>(&self, incoming: &'a Incoming) -> Done<'a> {
        Done { incoming, outcome: Outcome::nothing(), lang: self.0.company.language, became: "passed" }
    }

    /// The person behind the account; a stranger gets a row on first contact.
    async fn person(
        &self,
        tx: &WriteTx,
        (incoming, sender): (&Incoming, &Sender),
        found: Option<Person>,
    ) -> Result<Person, Fault> {
        let reachable = !incoming.in_group() && incoming.event != Event::Blocked;
        let Some(mut person) = found else {
            let id = PersonId(self.0.ids.next());
            people::insert(tx, &self.stranger(id, sender, reachable)).await?;
            return people::by_id(tx, id)
                .await?
                .ok_or_else(|| Fault::Damaged("a person just written is not there".to_owned()));
        };
        let changed = !incoming.in_group() && person.reachable != reachable;
        if changed {
            people::set_reachable(tx, person.id, reachable).await?;
            person.reachable = reachable;
        }
        // The company names its people; strangers, and those the configuration named by number, name themselves.
        let numbered = person.name.reveal() == sender.id.to_string();
        let name = PersonName::of_account(&sender.name);
        if (numbered || person.roles.is_unknown()) && person.name != name && !name.reveal().is_empty() {
            people::set_profile(tx, person.id, &name, sender.username.as_deref()).await?;
            person.name = name;
            if let Some(lang) = sender.language.filter(|_| numbered && person.language.is_none()) {
                people::set_language(tx, person.id, Some(lang.code())).await?;
                person.language = Some(lang.code().to_owned());
            }
        }
        Ok(person)
    }

    fn stranger(&self, id: PersonId, sender: &Sender, reachable: bool) -> NewPerson {
        NewPerson {
            id,
            telegram_id: Some(sender.id),
            name: PersonName::of_account(&sender.name),
            username: sender.username.clone(),
            phone: None,
            specialization: None,
            language: sender.language.map(|lang| lang.code().to_owned()),
            reachable,
            created_at: self.0.clock.now(),
        }
    }

    /// How much their senders have sent, as all processes count it together; empty when this one counts by itself. Asked
    /// before the transaction: nobody waits for a lock while Redis is waited for.
    async fn together<'a>(&self, incoming: &'a [Incoming]) -> BTreeMap<&'a str, Verdict> {
        let asked: Vec<Asked<'_>> = incoming.iter().filter_map(|one| self.asked(one)).collect();
        let verdicts = self.0.limiter.together(&asked).await.unwrap_or_default();
        asked.iter().map(|one| one.key).zip(verdicts).collect()
    }

    fn verdict(&self, incoming: &Incoming, together: &BTreeMap<&str, Verdict>) -> Verdict {
        let alone = || self.asked(incoming).map_or(Verdict::Pass, |asked| self.0.limiter.check(asked));
        together.get(incoming.key.as_str()).copied().unwrap_or_else(alone)
    }

    /// What counts against whom. The limit is clocked by the message's own date, so that a backlog is not punished (SPEC §12).
    fn asked<'a>(&self, incoming: &'a Incoming) -> Option<Asked<'a>> {
        let by_itself = matches!(
            incoming.event,
            Event::Ignored | Event::JoinedGroup | Event::LeftGroup | Event::Blocked | Event::Migrated { .. }
        );
        let sender = incoming.from.as_ref().filter(|_| !by_itself)?;
        let now = || self.0.clock.now().as_millisecond();
        let at_ms = incoming.date.map_or_else(now, |date| date.saturating_mul(1000));
        let (key, album) = (incoming.key.as_str(), incoming.album.as_deref());
        incoming.is_meant_for(self.0.company.bot()).then_some(Asked { person: sender.id, at_ms, key, album })
    }

    /// Stops the button's spinner. Expendable: a lost answer is not repeated.
    async fn answer(&self, incoming: &Incoming, toast: Option<&Toast>, lang: Lang) {
        let Some(callback) = incoming.callback.clone() else { return };
        let text = toast.and_then(|toast| render::toast(lang, toast));
        let alert = toast.is_some_and(Toast::is_alert);
        self.0.answers.send(Answer { callback, text, alert }).await;
    }
}

/// What one update came to.
struct Done<'a> {
    incoming: &'a Incoming,
    outcome: Outcome,
    lang: Lang,
    /// What became of the update, for the metrics.
    became: &'static str,
}

impl Done<'_> {
    fn said(&self) -> Said<'_> {
        Said { messages: &self.outcome.messages, place: self.incoming.place() }
    }
}

/// The accounts these updates come from, each once.
fn accounts(incoming: &[Incoming]) -> Vec<TelegramId> {
    let accounts: BTreeSet<TelegramId> =
        incoming.iter().filter_map(|incoming| incoming.from.as_ref()).map(|sender| sender.id).collect();
    accounts.into_iter().collect()
}

/// The people behind these accounts, as far as they are known.
async fn senders(tx: &WriteTx, accounts: &[TelegramId]) -> Result<BTreeMap<TelegramId, Person>, Fault> {
    let people = people::by_accounts(tx, accounts).await?.into_iter();
    Ok(people.filter_map(|person| Some((person.telegram_id?, person))).collect())
}

/// Puts what these updates have to say into the outbox.
async fn queue(tx: &WriteTx, done: &[Done<'_>], now: Timestamp) -> Result<(), Fault> {
    let outcomes: Vec<Said<'_>> = done.iter().map(Done::said).collect();
    enqueue_all(tx, &outcomes, now).await
}

/// What an update without a person behind it comes to: an anonymous group admin is told why he is refused.
fn nobody(incoming: &Incoming, us: Option<&str>) -> Outcome {
    let to_us = match &incoming.event {
        Event::Anonymous => incoming.is_ours(us),
        Event::AnonymousReply => {
            incoming.reply_to.as_ref().is_some_and(|replied| replied.bot.as_deref() == us)
        }
        _ => false,
    };
    if !to_us {
        return Outcome::nothing();
    }
    let delivery = Delivery::Send { screen: Screen::Anonymous };
    Outcome::message(Message { chat: incoming.chat, person: None, lane: Lane::Urgent, delivery })
}

/// Chats that became others, and groups that can be written to again, whoever says so.
async fn keep_chats(tx: &WriteTx, incoming: &Incoming) -> Result<(), Fault> {
    match incoming.event {
        Event::Migrated { from, to } => chats::migrate(tx, from, to).await?,
        Event::JoinedGroup => chats::set_reachable(tx, incoming.chat, true).await?,
        _ => {}
    }
    Ok(())
}

#[async_trait]
impl Process for Runner {
    async fn process(&self, updates: &[Value]) -> Result<(), Fault> {
        let _trace = faults::trace("updates");
        let incoming: Vec<Incoming> = updates.iter().map(router::route).collect::<Result<_, _>>()?;
        let mut tries = 1;
        loop {
            match self.attempt(&incoming).await {
                Err(Fault::Store(error)) if error.is_conflict() && tries < CONFLICT_TRIES => tries += 1,
                done => return done,
            }
        }
    }

    async fn park(&self, update: &Value, error: &Fault, tries: u32) -> Result<(), Fault> {
        let key = match update.get("update_id").and_then(Value::as_i64) {
            Some(id) => router::update_key(id),
            None => format!("x{}", self.0.ids.next()),
        };
        let now = self.0.clock.now();
        let tx = self.0.store.write().await?;
        if !updates::claim(&tx, &key, now).await? {
            return Ok(());
        }
        let error = error.to_string();
        let parked = Parked { key: key.clone(), body: update.to_string(), error, tries, at: now };
        updates::park(&tx, &parked).await?;
        let incoming = router::route(update).ok();
        self.0
            .metrics
            .update(incoming.as_ref().map_or("unknown", |incoming| incoming.event.name()), "parked");
        match reports(&tx, &key, incoming.as_ref()).await {
            Ok(messages) => enqueue(&tx, &messages, now).await?,
            Err(error) if error.is_outage() => return Err(error),
            // What broke the update may break its report too; it must not hold up the others.
            Err(error) => tracing::error!(%key, %error, "an update was set aside and nobody could be told"),
        }
        tx.commit().await?;
        self.0.wake.ring();
        if let Some(incoming) = &incoming {
            let toast = Toast::Fault { reference: key };
            self.answer(incoming, Some(&toast), self.0.company.language).await;
        }
        Ok(())
    }
}

/// The admins learn that an update was set aside; its sender gets a generic text with the reference.
async fn reports(tx: &WriteTx, key: &str, incoming: Option<&Incoming>) -> Result<Vec<Message>, Fault> {
    let report = Screen::Parked { key: key.to_owned() };
    let mut messages = tell::office(tx, &report, |person| person.roles.has(Role::Admin)).await?;
    if let Some(incoming) = incoming.filter(|incoming| !incoming.in_group() && incoming.callback.is_none())
        && let Some(sender) = &incoming.from
    {
        let person = people::by_telegram(tx, sender.id).await?.map(|person| person.id);
        let screen = Screen::Fault { reference: key.to_owned() };
        let delivery = Delivery::Send { screen };
        messages.push(Message { chat: incoming.chat, person, lane: Lane::Urgent, delivery });
    }
    Ok(messages)
}
