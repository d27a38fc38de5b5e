//! What messages are rendered from: the database as of one moment. People and orders are read once, however many
//! messages name them: one event often tells a whole office.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::Timestamp;
use repairbot_core::{
    ids::{ChatId, OrderId, PersonId, ReasonId},
    settings::Settings,
};
use tokio::sync::OnceCell;

use crate::{
    fault::Fault,
    store::{
        ReadTx,
        cards::{self, Card},
        catalogue::{self, Equipment},
        orders::{self, OrderView},
        people::{self, Person},
        settings,
    },
};

/// The database as of one moment, and what was read of it so far.
pub struct Snapshot {
    tx: ReadTx,
    now: Timestamp,
    people: Memo<PersonId, Person>,
    masters: Memo<ChatId, Person>,
    orders: Memo<OrderId, Arc<OrderView>>,
    cards: Memo<OrderId, Arc<[Card]>>,
    equipment: OnceCell<Vec<Equipment>>,
    english: OnceCell<BTreeMap<String, String>>,
    reasons: OnceCell<BTreeMap<ReasonId, String>>,
    settings: OnceCell<Settings>,
}

impl Snapshot {
    /// Of this transaction at this moment, with nothing read yet.
    #[must_use]
    pub fn of(tx: ReadTx, now: Timestamp) -> Self {
        let (people, masters) = (Memo::default(), Memo::default());
        let (orders, cards, equipment) = (Memo::default(), Memo::default(), OnceCell::new());
        let (english, reasons, settings) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Self { tx, now, people, masters, orders, cards, equipment, english, reasons, settings }
    }

    /// The moment.
    pub(super) fn now(&self) -> Timestamp {
        self.now
    }

    /// For what is read once anyway.
    pub(super) fn tx(&self) -> &ReadTx {
        &self.tx
    }

    /// Reads all these people in one query, for [`Snapshot::person`].
    ///
    /// # Errors
    /// The database could not be read; this holds for all functions here.
    pub(super) async fn read_people(&self, ids: Vec<PersonId>) -> Result<(), Fault> {
        for person in people::many(&self.tx, &self.people.unknown(ids)).await? {
            self.people.keep(person.id, Some(person));
        }
        Ok(())
    }

    /// Reads all these orders in one query, for [`Snapshot::order`].
    pub(super) async fn read_orders(&self, ids: &[OrderId]) -> Result<(), Fault> {
        for view in orders::views(&self.tx, &self.orders.unknown(ids.to_vec())).await? {
            self.orders.keep(view.order.id, Some(Arc::new(view)));
        }
        Ok(())
    }

    /// The live card of an order in this chat; those in other chats are read with it.
    pub(super) async fn card(&self, order: OrderId, chat: ChatId) -> Result<Option<Card>, Fault> {
        let cards = match self.cards.known(&order) {
            Some(known) => known,
            None => self.cards.keep(order, Some(cards::of_order(&self.tx, order).await?.into())),
        };
        Ok(cards.and_then(|cards| cards.iter().find(|card| card.chat == chat).copied()))
    }

    /// The person with this id.
    pub(super) async fn person(&self, id: PersonId) -> Result<Option<Person>, Fault> {
        if let Some(known) = self.people.known(&id) {
            return Ok(known);
        }
        Ok(self.people.keep(id, people::by_id(&self.tx, id).await?))
    }

    /// The master whose work group this chat is.
    pub(super) async fn master_of_chat(&self, chat: ChatId) -> Result<Option<Person>, Fault> {
        if let Some(known) = self.masters.known(&chat) {
            return Ok(known);
        }
        Ok(self.masters.keep(chat, people::master_of_chat(&self.tx, chat).await?))
    }

    /// The order with the words around it.
    pub(super) async fn order(&self, id: OrderId) -> Result<Option<Arc<OrderView>>, Fault> {
        if let Some(known) = self.orders.known(&id) {
            return Ok(known);
        }
        Ok(self.orders.keep(id, orders::view(&self.tx, id).await?.map(Arc::new)))
    }

    /// Reads the English names that admins gave to catalogue entries, for [`Snapshot::english`].
    pub(super) async fn read_english(&self) -> Result<(), Fault> {
        self.english.get_or_try_init(|| catalogue::english_names(&self.tx)).await?;
        Ok(())
    }

    /// The English name an admin gave to the entry with this Russian one; `None` before they are read.
    pub(super) fn english(&self, name: &str) -> Option<&str> {
        self.english.get()?.get(name).map(String::as_str)
    }

    /// The label of a reason, offered or not.
    pub(super) async fn reason_name(&self, id: ReasonId) -> Result<Option<&str>, Fault> {
        let names = self.reasons.get_or_try_init(|| catalogue::reason_names(&self.tx)).await?;
        Ok(names.get(&id).map(String::as_str))
    }

    /// The company's settings.
    pub(super) async fn settings(&self) -> Result<&Settings, Fault> {
        Ok(self.settings.get_or_try_init(|| settings::load(&self.tx)).await?)
    }

    /// The catalogue of appliances.
    pub(super) async fn equipment(&self) -> Result<&[Equipment], Fault> {
        Ok(self.equipment.get_or_try_init(|| catalogue::equipment(&self.tx)).await?)
    }
}

/// Answers by question; `None` is an answer too.
struct Memo<K, V>(Mutex<BTreeMap<K, Option<V>>>);

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Ord, V: Clone> Memo<K, V> {
    /// Those of these that nobody has asked for, each once.
    fn unknown(&self, mut keys: Vec<K>) -> Vec<K> {
        keys.retain(|key| self.known(key).is_none());
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    fn known(&self, key: &K) -> Option<Option<V>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    fn keep(&self, key: K, value: Option<V>) -> Option<V> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key, value.clone());
        value
    }
}
