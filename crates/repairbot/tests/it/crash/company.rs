//! A small company at work: dispatchers take calls and assign, masters accept, drive out and close.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
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
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::person::{Person, Town};
use super::process::Place;
use crate::support::{Database, TOKEN};

const DISPATCHERS: usize = 5;
const MASTERS: usize = 6;
/// How many orders are played at least, however the dice fall.
pub const ENOUGH: usize = 3;
/// Somebody always has something to do, so nothing takes as long as this.
const STANDSTILL: Duration = Duration::from_secs(90);

/// How an order's story goes on after it was assigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Declined,
    Accepted,
    Closed,
}

/// One order as far as it was played.
#[derive(Debug, Clone)]
pub struct Played {
    /// The words of its problem: no other order has them.
    pub problem: String,
    pub number: i64,
    pub dispatcher: usize,
    pub master: usize,
    fate: Fate,
    /// What has happened.
    pub steps: Vec<&'static str>,
}

/// The orders that were begun, and those that exist.
#[derive(Default)]
struct Book {
    begun: usize,
    orders: Vec<Played>,
}

impl Book {
    fn step(book: &Mutex<Self>, order: &Played, step: &'static str) {
        let mut book = book.lock().unwrap();
        let found = book.orders.iter_mut().find(|known| known.problem == order.problem);
        found.unwrap().steps.push(step);
    }
}

/// The people, and where the program runs.
pub struct Company {
    pub town: Arc<Town>,
    pub place: Place,
    pub admin: Person,
    pub dispatchers: Vec<Person>,
    pub masters: Vec<Person>,
}

impl Company {
    /// Hires everybody on a fresh database.
    pub async fn over(database: &Database) -> Self {
        let sim = Sim::start().await.unwrap();
        sim.add_bot(TOKEN, "desk_bot");
        let town = Town::new(sim);
        let person = |name: String| {
            let user = town.sim.add_person(telegram_sim::NewPerson::named(&name));
            Person { town: Arc::clone(&town), user, name }
        };
        let admin = person("Борис Админов".to_owned());
        let dispatchers: Vec<_> = (1..=DISPATCHERS).map(|n| person(format!("Диспетчер Номер{n}"))).collect();
        let masters: Vec<_> = (1..=MASTERS).map(|n| person(format!("Мастер Номер{n}"))).collect();
        hire(&database.url, &masters).await;
        let ids = dispatchers.iter().map(|person| person.user.to_string()).collect::<Vec<_>>();
        let place = Place::new(&town.sim, &database.url)
            .with("ADMIN_IDS", admin.user)
            .with("DISPATCHER_IDS", ids.join(","))
            // Whether a press stayed without an answer is worth no more to an operator.
            .with("LOG_LEVEL", "debug");
        Self { town, place, admin, dispatchers, masters }
    }

    /// Everybody, the office first.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        std::iter::once(&self.admin).chain(&self.dispatchers).chain(&self.masters)
    }

    /// The office.
    pub fn office(&self) -> impl Iterator<Item = &Person> {
        std::iter::once(&self.admin).chain(&self.dispatchers)
    }

    /// Waits for so many changes in Telegram; false when nothing changes for long. How fast they come is the machine's
    /// business.
    pub async fn moves_on(&self, more: u64) -> bool {
        let mut changes = self.town.sim.subscribe();
        let last = *changes.borrow() + more;
        while *changes.borrow_and_update() < last {
            if tokio::time::timeout(STANDSTILL, changes.changed()).await.is_err() {
                return false;
            }
        }
        true
    }

    /// Nobody begins anything new, once there are enough orders to tell a story.
    pub async fn closes(&self) {
        while self.town.orders.load(Ordering::Relaxed) < ENOUGH {
            assert!(self.moves_on(1).await, "everything stands still before there are {ENOUGH} orders");
        }
        self.town.closing.store(true, Ordering::Relaxed);
    }

    /// Everybody says hello, which makes them reachable.
    pub async fn greet(&self) {
        let mut greetings = JoinSet::new();
        let people: Vec<Person> = self.people().cloned().collect();
        for person in people {
            greetings
                .spawn(async move { person.says("/start", "Добро пожаловать").await.unwrap() });
        }
        while let Some(greeted) = greetings.join_next().await {
            greeted.unwrap();
        }
    }

    /// Plays orders until the town is closing; gives what was played.
    pub async fn work(&self, seed: u64) -> Vec<Played> {
        let (orders, inboxes): (Vec<_>, Vec<_>) =
            self.masters.iter().map(|_| mpsc::unbounded_channel::<Played>()).unzip();
        let book = Arc::new(Mutex::new(Book::default()));
        let mut people = JoinSet::new();
        for (index, person) in self.dispatchers.iter().enumerate() {
            let masters: Vec<_> = self.masters.iter().map(|master| master.name.clone()).collect();
            let (person, orders, book) = (person.clone(), orders.clone(), Arc::clone(&book));
            people.spawn(async move {
                let mut dice = StdRng::seed_from_u64(seed.wrapping_add(index as u64));
                while let Some(order) = takes_a_call(&person, &book, (index, &mut dice)).await {
                    let Some(()) = assigns(&person, &order, &masters[order.master]).await else { return };
                    Book::step(&book, &order, "assigned");
                    orders[order.master].send(order).unwrap();
                }
            });
        }
        drop(orders);
        for (person, mut inbox) in self.masters.iter().cloned().zip(inboxes) {
            let book = Arc::clone(&book);
            people.spawn(async move {
                while let Some(order) = inbox.recv().await {
                    serves(&person, &book, &order).await;
                }
            });
        }
        while let Some(finished) = people.join_next().await {
            finished.unwrap();
        }
        std::mem::take(&mut book.lock().unwrap().orders)
    }
}

/// Masters are written past the bot: it has no way yet to add them.
async fn hire(url: &str, masters: &[Person]) {
    let store = Store::connect(&StoreOptions { url: url.to_owned(), max_connections: 2 }).await.unwrap();
    store.migrate_up().await.unwrap();
    let tx = store.write().await.unwrap();
    let at = Timestamp::UNIX_EPOCH;
    for (id, master) in (1..).map(PersonId).zip(masters) {
        let person = NewPerson {
            id,
            telegram_id: Some(TelegramId(master.user.0)),
            name: PersonName::parse(&master.name).unwrap(),
            username: None,
            phone: None,
            specialization: None,
            language: None,
            reachable: false,
            created_at: at,
        };
        people::insert(&tx, &person).await.unwrap();
        people::grant(&tx, &Grant { person: id, role: Role::Master, by: None, at }).await.unwrap();
    }
    tx.commit().await.unwrap();
    store.close().await.unwrap();
}

async fn takes_a_call(
    person: &Person,
    book: &Mutex<Book>,
    (dispatcher, dice): (usize, &mut StdRng),
) -> Option<Played> {
    let begun = {
        let mut book = book.lock().unwrap();
        book.begun += 1;
        book.begun
    };
    let problem = format!("Поломка номер {begun}.");
    let question = person.says("➕ Создать заявку", "Выберите тип техники").await?;
    person.changes(&question, "Холодильники", "Опишите проблему").await?;
    person.says(&problem, "Введите телефон").await?;
    person.says(&format!("8912{begun:07}"), "Введите имя").await?;
    person.says("Ольга Смирнова", "Введите адрес").await?;
    let question = person.says(&format!("ул. Ленина, {begun}"), "Дополнительная информация").await?;
    person.changes(&question, "⏭️ Пропустить", "Когда удобно").await?;
    let review = person.says("завтра после обеда", "Проверьте заявку").await?;
    let created = person.changes(&review, "✅ Подтвердить", "создана").await?;
    let number = created.text.split(['#', ' ']).find_map(|word| word.parse().ok()).unwrap();
    let fate = match dice.random_range(0..8) {
        0 => Fate::Declined,
        1 => Fate::Accepted,
        _ => Fate::Closed,
    };
    let master = dice.random_range(0..MASTERS);
    let order = Played { problem, number, dispatcher, master, fate, steps: vec!["created"] };
    book.lock().unwrap().orders.push(order.clone());
    person.town.orders.fetch_add(1, Ordering::Relaxed);
    Some(order)
}

async fn assigns(person: &Person, order: &Played, master: &str) -> Option<()> {
    let created = person.finds(&format!("Заявка #{} создана", order.number), "👨‍🔧 Назначить мастера").await;
    let list = person.changes(&created, "👨‍🔧 Назначить мастера", "Кого назначить").await?;
    let card = format!("Заявка #{} ·", order.number);
    person.changes(&list, master, &card).await.map(drop)
}

async fn serves(person: &Person, book: &Mutex<Book>, order: &Played) -> Option<()> {
    let card = person.finds(&order.problem, "✅ Принять").await;
    let number = order.number;
    if order.fate == Fate::Declined {
        let question = person.asks(&card, "❌ Отказаться", "Почему отказываетесь").await?;
        person.changes(&question, "Занят", &format!("Вы отказались от заявки #{number}")).await?;
        Book::step(book, order, "declined");
        return None;
    }
    let shows = |words: &'static str| {
        let problem = &order.problem;
        move || person.newest(|message| message.text.contains(problem) && message.text.contains(words))
    };
    person.presses(&card, "✅ Принять", shows("Принята")).await?;
    Book::step(book, order, "accepted");
    if order.fate == Fate::Accepted {
        return None;
    }
    let card = person.finds(&order.problem, "🏠 Я на объекте").await;
    person.presses(&card, "🏠 Я на объекте", shows("На объекте")).await?;
    Book::step(book, order, "on site");
    let card = person.finds(&order.problem, "💰 Завершить").await;
    person.asks(&card, "💰 Завершить", "Сколько стоил ремонт").await?;
    person.says("10 000", "материалы").await?;
    let question = person.says("2000", "Как заплатил клиент").await?;
    let question = person.changes(&question, "💵 Наличные", "Взят отзыв").await?;
    let question = person.changes(&question, "✅ Да", "Выезд за город").await?;
    let review = person.changes(&question, "❌ Нет", "Завершение заявки").await?;
    person.changes(&review, "✅ Завершить", &format!("Заявка #{number} завершена")).await?;
    Book::step(book, order, "closed");
    Some(())
}
