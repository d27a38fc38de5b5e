//! The people's side: who there is, the bells that tell them of new messages, what they waited.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use repairbot::store::{
    Store, StoreOptions,
    people::{self, Grant, NewPerson},
};
use repairbot_core::{
    actor::Role,
    ids::{PersonId, TelegramId},
    pii::PersonName,
};
use telegram_sim::Sim;
use tokio::sync::{mpsc, watch};
use tokio::task::{AbortHandle, JoinSet};

use crate::{
    Failure,
    people::{Order, Person, dispatch, serve},
    process::Desk,
};

/// The bot's token at the simulator.
pub const TOKEN: &str = "7000000001:AAload-token-of-a-simulated-bot-00000";

/// The simulator and its people.
pub struct Town {
    sim: Sim,
    dispatchers: Vec<Person>,
    masters: Vec<Person>,
    ledger: Arc<Ledger>,
    bells: AbortHandle,
}

/// What was done and waited for.
#[derive(Debug, Default)]
pub struct Steps {
    /// How long each action's answer took.
    pub waited: Vec<Duration>,
    /// Orders that were closed.
    pub orders: u64,
}

/// Where people write down their steps.
#[derive(Debug, Default)]
pub struct Ledger(Mutex<Steps>);

impl Ledger {
    fn steps(&self) -> MutexGuard<'_, Steps> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One action was answered.
    pub fn waited(&self, time: Duration) {
        self.steps().waited.push(time);
    }

    /// One order was closed.
    pub fn closed(&self) {
        self.steps().orders += 1;
    }
}

impl Town {
    /// Hires so many people on an empty database.
    pub async fn found(database: &str, count: usize) -> Result<Self, Failure> {
        let sim = Sim::start().await?;
        sim.add_bot(TOKEN, "load_bot");
        let ledger = Arc::new(Ledger::default());
        let mut bells = BTreeMap::new();
        let mut everybody = Vec::new();
        for number in 1..=count.max(1) {
            let name = format!("Person {number}");
            let user = sim.add_person(telegram_sim::NewPerson::named(&name));
            let (bell, listen) = watch::channel(());
            bells.insert(user.0, bell);
            let (sim, ledger) = (sim.clone(), Arc::clone(&ledger));
            everybody.push(Person { sim, user, name, bell: listen, ledger });
        }
        let alone = everybody.len() == 1;
        let dispatchers = everybody.len().div_ceil(3);
        let masters = if alone { everybody.clone() } else { everybody.split_off(dispatchers) };
        hire(database, (&everybody, &masters)).await?;
        let bells = tokio::spawn(ring(sim.clone(), bells)).abort_handle();
        Ok(Self { sim, dispatchers: everybody, masters, ledger, bells })
    }

    /// Starts the desk and greets it; gives how long the first answer took from the start of the process.
    pub async fn open(&self, database: &str) -> Result<(Desk, Duration), Failure> {
        let mut everybody = self.dispatchers.iter().chain(&self.masters).cloned();
        let mut first = everybody.next().ok_or("nobody is there")?;
        let begun = Instant::now();
        let mut greeting = Box::pin(first.greet());
        // The message waits before there is a process to take it.
        let waiting = tokio::time::timeout(Duration::ZERO, &mut greeting).await.is_err();
        let desk = Desk::start(&self.sim.api_url(), database)?;
        if waiting {
            greeting.await?;
        }
        let start_up = begun.elapsed();
        for mut person in everybody {
            person.greet().await?;
        }
        Ok((desk, start_up))
    }

    /// Everybody begins to work.
    pub fn begin_work(&self) -> Work {
        let mut people = JoinSet::new();
        let mut orders = Vec::new();
        let alone = self.dispatchers.iter().any(|person| self.masters.iter().any(|m| m.user == person.user));
        for master in &self.masters {
            let (give, take) = mpsc::unbounded_channel::<Order>();
            orders.push((master.name.clone(), give));
            if !alone {
                people.spawn(serve(master.clone(), take));
            } else if let Some(person) = self.dispatchers.first() {
                people.spawn(crate::people::both(person.clone()));
            }
        }
        for (index, person) in self.dispatchers.iter().enumerate().filter(|_| !alone) {
            people.spawn(dispatch(person.clone(), (index, self.dispatchers.len()), orders.clone()));
        }
        Work { people: tokio::sync::Mutex::new(people), ledger: Arc::clone(&self.ledger) }
    }
}

impl Drop for Town {
    fn drop(&mut self) {
        self.bells.abort();
    }
}

/// People at work.
pub struct Work {
    people: tokio::sync::Mutex<JoinSet<Result<(), Failure>>>,
    ledger: Arc<Ledger>,
}

impl Work {
    /// Waits until somebody cannot go on.
    pub async fn failed(&self) -> Failure {
        match self.people.lock().await.join_next().await {
            Some(Ok(Ok(()))) | None => "somebody stopped working".into(),
            Some(Ok(Err(failure))) => failure,
            Some(Err(failure)) => failure.into(),
        }
    }

    /// What was done so far does not count.
    pub fn forget(&self) {
        *self.ledger.steps() = Steps::default();
    }

    /// What was done since.
    pub fn steps(&self) -> Steps {
        std::mem::take(&mut *self.ledger.steps())
    }
}

/// Rings the bell of everybody whose chat the bot has just changed.
async fn ring(sim: Sim, bells: BTreeMap<i64, watch::Sender<()>>) {
    let (mut changes, mut seen) = (sim.subscribe(), 0);
    while changes.changed().await.is_ok() {
        let calls = sim.calls_since(seen);
        seen += calls.len();
        for chat in calls.iter().filter_map(|call| call.params["chat_id"].as_i64()) {
            if let Some(bell) = bells.get(&chat) {
                bell.send_replace(());
            }
        }
    }
}

/// Everybody is written past the bot: measuring begins with a company that works.
async fn hire(database: &str, (office, masters): (&[Person], &[Person])) -> Result<(), Failure> {
    let store = Store::connect(&StoreOptions { url: database.to_owned(), max_connections: 1 }).await?;
    store.migrate_up().await?;
    let tx = store.write().await?;
    let at = Timestamp::UNIX_EPOCH;
    for (role, people) in [(Role::Dispatcher, office), (Role::Master, masters)] {
        for person in people {
            let account = TelegramId(person.user.0);
            let id = match people::by_telegram(&tx, account).await? {
                Some(known) => known.id,
                None => add(&tx, person, account).await?,
            };
            people::grant(&tx, &Grant { person: id, role, by: None, at }).await?;
        }
    }
    tx.commit().await?;
    Ok(store.close().await?)
}

async fn add(
    tx: &repairbot::store::WriteTx,
    person: &Person,
    account: TelegramId,
) -> Result<PersonId, Failure> {
    let id = PersonId(account.0);
    let new = NewPerson {
        id,
        telegram_id: Some(account),
        name: PersonName::from_stored(person.name.clone()),
        username: None,
        phone: None,
        specialization: None,
        language: None,
        reachable: false,
        created_at: Timestamp::UNIX_EPOCH,
    };
    people::insert(tx, &new).await?;
    Ok(id)
}
