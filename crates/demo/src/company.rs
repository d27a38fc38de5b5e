//! Founds the company in an empty database, by the product's own rules: every order is created, decided and recorded
//! as the bot would, only with instants of the past. Then the simulator's chats are shown what is going on.

mod calls;
mod found;

use std::path::Path;

use jiff::{Timestamp, tz::TimeZone};
use repairbot::{
    company::Company,
    outbox::enqueue,
    outcome::{Delivery, Lane, Message},
    store::{
        ReadTx, Store, applications, ledger,
        orders::{self, ListQuery},
        people::{self, Person},
    },
};
use repairbot_core::{
    actor::Role,
    ids::OrderVersion,
    list::{Filter, Scope, Turn, Whose},
    order::{Notice, NoticeKind, Recipient, Status},
    screen::{LedgerScreen, PeopleScreen, Screen},
};

use crate::{DemoError, script::Script};

/// More orders than a demo ever has in one state.
const MANY: u64 = 500;

/// What the company is founded from.
pub struct Founding<'a> {
    pub script: &'a Script,
    pub company: &'a Company,
    /// The folder of copies of attachments.
    pub attachments: &'a Path,
    pub now: Timestamp,
}

impl Founding<'_> {
    /// Founds the company unless the database has one.
    pub async fn unless_founded(&self, store: &Store) -> Result<(), DemoError> {
        let tx = store.write().await?;
        if !people::office(&tx).await?.is_empty() {
            return Ok(());
        }
        found::found(self, &tx).await?;
        Ok(tx.commit().await?)
    }

    /// The simulator has forgotten all messages: masters get the cards of their orders, the office what waits for it:
    /// applications, hand-ins, orders without a master.
    pub async fn show_orders(&self, store: &Store) -> Result<(), DemoError> {
        let read = store.read().await?;
        let messages = [cards(&read).await?, waiting(&read).await?, notices(&read).await?].concat();
        drop(read);
        let tx = store.write().await?;
        enqueue(&tx, &messages, self.now).await?;
        Ok(tx.commit().await?)
    }
}

async fn cards(tx: &ReadTx) -> Result<Vec<Message>, DemoError> {
    let mut messages = Vec::new();
    for master in people::masters(tx).await? {
        let (actor, private) = (master.person.actor(), master.person.private());
        let group = master.person.work_chat.map(|group| (group, None));
        let Some((chat, person)) = group.or(private) else { continue };
        let own = Filter { whose: Whose::Master(actor.person), ..Filter::of(Scope::Open) };
        for line in orders::page(tx, &actor, &whole(own, &TimeZone::UTC)).await?.lines.into_iter().rev() {
            let delivery = Delivery::SendCard { order: line.id, told: None };
            messages.push(Message { chat, person, lane: Lane::Urgent, delivery });
        }
    }
    Ok(messages)
}

async fn waiting(tx: &ReadTx) -> Result<Vec<Message>, DemoError> {
    let office = people::office(tx).await?;
    let mut messages = Vec::new();
    for one in applications::open(tx, MANY).await? {
        let card = Screen::People(PeopleScreen::Application { application: one.id });
        let admins = office.iter().filter(|person| person.roles.has(Role::Admin));
        messages.extend(to_each(admins, &card));
    }
    for one in ledger::open_hand_ins(tx).await? {
        let card = Screen::Ledger(LedgerScreen::HandIn { hand_in: one.id });
        messages.extend(to_each(office.iter().filter(|person| person.id != one.master), &card));
    }
    Ok(messages)
}

fn to_each<'a>(people: impl Iterator<Item = &'a Person>, screen: &Screen) -> Vec<Message> {
    let message = |(chat, person)| {
        let delivery = Delivery::Send { screen: screen.clone() };
        Message { chat, person, lane: Lane::Normal, delivery }
    };
    people.filter_map(Person::private).map(message).collect()
}

async fn notices(tx: &ReadTx) -> Result<Vec<Message>, DemoError> {
    let office = people::office(tx).await?;
    let mut messages = Vec::new();
    let Some(actor) = office.first().map(Person::actor) else { return Ok(messages) };
    let new = Filter::of(Scope::Status(Status::New));
    for line in orders::page(tx, &actor, &whole(new, &TimeZone::UTC)).await?.lines.into_iter().rev() {
        let Some(order) = orders::find_visible(tx, &actor, line.id).await? else { continue };
        let (by, version) = (order.created_by, OrderVersion::FIRST);
        let notice = Notice {
            to: Recipient::OfficeExcept(by),
            kind: NoticeKind::Created,
            order: order.id,
            by,
            version,
        };
        let told = office.iter().filter(|person| person.id != by);
        messages.extend(to_each(told, &Screen::Notice(notice)));
    }
    Ok(messages)
}

/// A list as one page; by creation, so neither the moment nor the zone matters.
fn whole(filter: Filter, zone: &TimeZone) -> ListQuery<'_> {
    let now = Timestamp::UNIX_EPOCH;
    ListQuery { filter, turn: Turn::First, limit: MANY, now, zone }
}
