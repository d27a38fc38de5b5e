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
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::{AbortHandle, JoinSet};

use crate::{
    Failure,
    pace::Pace,
    people::{Order, Person, both, dispatch, serve, talk},
    process::{Desk, Kind},
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
pub struct Ledger {
    steps: Mutex<Steps>,
    answered: Notify,
}

impl Ledger {
    fn steps(&self) -> MutexGuard<'_, Steps> {
        self.steps.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One action was answered.
    pub fn waited(&self, time: Duration) {
        self.steps().waited.push(time);
        self.answered.notify_one();
    }

    /// One order was closed.
    pub fn closed(&self) {
        self.steps().orders += 1;
    }
}

impl Town {
    /// So many people, this many of them masters for each dispatcher, who do so many things per second at most.
    pub async fn found(count: usize, (masters, pace): (usize, Option<f64>)) -> Result<Self, Failure> {
        let sim = Sim::start().await?;
        sim.add_bot(TOKEN, "load_bot");
        let (ledger, pace) = (Arc::new(Ledger::default()), Arc::new(Pace::new(pace)));
        let mut bells = BTreeMap::new();
        let mut everybody = Vec::new();
        for number in 1..=count.max(1) {
            let name = format!("Person {number:04}");
            let user = sim.add_person(telegram_sim::NewPerson::named(&name));
            let (bell, listen) = watch::channel(());
            bells.insert(user.0, bell);
            let (sim, ledger, pace) = (sim.clone(), Arc::clone(&ledger), Arc::clone(&pace));
            everybody.push(Person { sim, user, name, bell: listen, ledger, pace });
        }
        let alone = everybody.len() == 1;
        let dispatchers = everybody.len().div_ceil(masters + 1);
        let masters = if alone { everybody.clone() } else { everybody.split_off(dispatchers) };
        let bells = tokio::spawn(ring(sim.clone(), bells)).abort_handle();
        Ok(Self { sim, dispatchers: everybody, masters, ledger, bells })
    }

    /// Telegram.
    pub fn sim(&self) -> &Sim {
        &self.sim
    }

    /// Everybody is written past the bot: measuring begins with a company that works.
    pub async fn hire(&self, database: &str) -> Result<(), Failure> {
        hire(database, (&self.dispatchers, &self.masters)).await
    }

    /// The account of one of the people.
    pub fn somebody(&self) -> Result<TelegramId, Failure> {
        Ok(self.dispatchers.first().map(|person| TelegramId(person.user.0)).ok_or("nobody is there")?)
    }

    /// Starts the process, which somebody greets; gives how long the answer took from the start of the process.
    pub async fn open(&self, kind: &Kind, begun: Instant) -> Result<(Desk, Duration), Failure> {
        let mut first = self.dispatchers.first().cloned().ok_or("nobody is there")?;
        let mut greeting = Box::pin(first.greet());
        // The message waits before there is a process to take it.
        let waiting = tokio::time::timeout(Duration::ZERO, &mut greeting).await.is_err();
        let desk = Desk::start(&self.sim.api_url(), kind)?;
        if waiting {
            greeting.await?;
        }
        Ok((desk, begun.elapsed()))
    }

    /// Everybody greets, which makes him reachable.
    pub async fn greet(&self) -> Result<(), Failure> {
        for mut person in self.dispatchers.iter().chain(&self.masters).cloned() {
            person.greet().await?;
        }
        Ok(())
    }

    /// Everybody talks.
    pub fn begin_talk(&self) -> Work {
        let everybody = self.dispatchers.iter().chain(&self.masters).cloned();
        let mut people = JoinSet::new();
        for person in everybody {
            people.spawn(talk(person));
        }
        self.work_of(people)
    }

    fn work_of(&self, people: JoinSet<Result<(), Failure>>) -> Work {
        Work { people: tokio::sync::Mutex::new(people), ledger: Arc::clone(&self.ledger) }
    }

    /// Everybody plays orders.
    pub fn begin_orders(&self) -> Work {
        let mut people = JoinSet::new();
        let mut orders = Vec::new();
        let alone = self.dispatchers.iter().any(|person| self.masters.iter().any(|m| m.user == person.user));
        for master in &self.masters {
            let (give, take) = mpsc::unbounded_channel::<Order>();
            orders.push((master.name.clone(), give));
            if !alone {
                people.spawn(serve(master.clone(), take));
            } else if let Some(person) = self.dispatchers.first() {
                people.spawn(both(person.clone()));
            }
        }
        for person in self.dispatchers.iter().filter(|_| !alone) {
            people.spawn(dispatch(person.clone(), orders.clone()));
        }
        self.work_of(people)
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

    /// Lets people work so many seconds, and on until somebody was answered so often.
    pub async fn goes_on(&self, (seconds, answers): (u64, usize)) -> Result<(), Failure> {
        let long_enough = async {
            tokio::time::sleep_until((Instant::now() + Duration::from_secs(seconds)).into()).await;
            while self.answers() < answers {
                self.ledger.answered.notified().await;
            }
        };
        tokio::select! {
            () = long_enough => Ok(()),
            failure = self.failed() => Err(failure),
        }
    }

    /// What was done so far does not count.
    pub fn forget(&self) {
        *self.ledger.steps() = Steps::default();
    }

    /// How often somebody was answered since.
    pub fn answers(&self) -> usize {
        self.ledger.steps().waited.len()
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
        let (chats, next) = sim.chats_called_since(seen);
        seen = next;
        for bell in chats.iter().filter_map(|chat| bells.get(&chat.0)) {
            bell.send_replace(());
        }
    }
}

/// Writes people and their roles.
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
