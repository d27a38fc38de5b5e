//! The company with its people, clients and orders, written in one transaction.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use repairbot::{
    clock::{Clock, Ids},
    store::{
        WriteTx,
        applications::{self, Application, ApplicationState},
        clients::{self, NewAddress, NewClient, NewPhone},
        ledger::{self, Answer},
        people::{self, Grant, NewPerson},
    },
    texts::Lang,
};
use repairbot_core::{
    actor::Actor,
    ids::{AddressId, ApplicationId, ChatId, ClientId, ClientPhoneId, HandInId, PersonId, TelegramId},
    money::Kopecks,
    order::Order,
    phone::{Phone, parse_phone},
    pii::{Address, FreeText, PersonName, normalize_address},
};

use super::Founding;
use crate::{DemoError, script};

/// The company is older than its oldest order.
const FOUNDED_AGO: SignedDuration = SignedDuration::from_hours(24 * 90);

/// Writes everything.
pub async fn found(founding: &Founding<'_>, tx: &WriteTx) -> Result<(), DemoError> {
    let founded = ago(founding.now, FOUNDED_AGO)?;
    // Ids of the past, so that they never meet those the bot draws.
    let ids = Ids::new(Clock::manual(founded), 1);
    let (people, clients, repeated) = Default::default();
    let mut records = Records { founding, tx, ids, founded, people, clients, repeated };
    // Strangers come by themselves.
    let known = |person: &&script::Person| !person.roles.is_empty() || person.applied.is_some();
    for person in founding.script.people.iter().filter(known) {
        records.person(person).await?;
    }
    for client in &founding.script.clients {
        records.client(client).await?;
    }
    for order in &founding.script.orders {
        records.order(order).await?;
    }
    for hand_in in &founding.script.hand_ins {
        records.hand_in(hand_in).await?;
    }
    Ok(())
}

/// What is being written, and under which keys of the script it can be found.
pub(super) struct Records<'a> {
    pub(super) founding: &'a Founding<'a>,
    pub(super) tx: &'a WriteTx,
    pub(super) ids: Ids,
    founded: Timestamp,
    pub(super) people: BTreeMap<&'a str, Actor>,
    pub(super) clients: BTreeMap<&'a str, (ClientId, ClientPhoneId, AddressId)>,
    /// Orders that others repeat.
    pub(super) repeated: BTreeMap<&'a str, Order>,
}

impl<'a> Records<'a> {
    pub(super) fn lang(&self) -> Lang {
        self.founding.company.language
    }

    pub(super) fn at(&self, minutes_ago: i64) -> Result<Timestamp, DemoError> {
        ago(self.founding.now, SignedDuration::from_mins(minutes_ago))
    }

    pub(super) fn actor(&self, key: &str) -> Result<Actor, DemoError> {
        self.people.get(key).copied().ok_or_else(|| unknown(key))
    }

    async fn person(&mut self, person: &'a script::Person) -> Result<(), DemoError> {
        let (id, lang) = (PersonId(self.ids.next()), self.lang());
        let new = NewPerson {
            id,
            telegram_id: person.telegram.map(TelegramId),
            name: PersonName::parse(person.name.of(lang)).map_err(DemoError::seed)?,
            username: None,
            phone: phone_of(person)?,
            specialization: person.specialization.as_ref().map(|both| both.of(lang).clone()),
            language: None,
            reachable: false,
            created_at: self.founded,
        };
        people::insert(self.tx, &new).await?;
        for role in &person.roles {
            let grant = Grant { person: id, role: *role, by: None, at: self.founded };
            people::grant(self.tx, &grant).await?;
        }
        if let Some(group) = &person.group {
            people::set_work_chat(self.tx, id, Some(ChatId(group.id))).await?;
        }
        if let Some(applied) = person.applied {
            self.application(person, (id, self.at(applied)?)).await?;
        }
        let roles = person.roles.iter().copied().collect();
        self.people.insert(&person.key, Actor { person: id, roles });
        Ok(())
    }

    async fn application(
        &self,
        person: &script::Person,
        (id, created_at): (PersonId, Timestamp),
    ) -> Result<(), DemoError> {
        let lang = self.lang();
        let specialization = person.specialization.as_ref().ok_or_else(|| unknown("specialization"))?;
        let new = Application {
            id: ApplicationId(self.ids.next()),
            person: id,
            name: PersonName::parse(person.name.of(lang)).map_err(DemoError::seed)?,
            phone: phone_of(person)?.ok_or_else(|| unknown("phone"))?,
            specialization: FreeText::notes(specialization.of(lang)).map_err(DemoError::seed)?,
            state: ApplicationState::Open,
            created_at,
            decided_by: None,
            reason: None,
        };
        Ok(applications::insert(self.tx, &new).await?)
    }

    async fn client(&mut self, client: &'a script::Client) -> Result<(), DemoError> {
        let lang = self.lang();
        let id = ClientId(self.ids.next());
        let name = PersonName::parse(client.name.of(lang)).map_err(DemoError::seed)?;
        clients::insert_client(self.tx, &NewClient { id, name, created_at: self.founded }).await?;
        let phone = NewPhone {
            id: ClientPhoneId(self.ids.next()),
            client: id,
            raw: client.phone.clone(),
            phone: parse_phone(&client.phone).map_err(DemoError::seed)?,
        };
        clients::insert_phone(self.tx, &phone).await?;
        let raw = Address::parse(client.address.of(lang)).map_err(DemoError::seed)?;
        let normalized = normalize_address(raw.reveal());
        let address = NewAddress { id: AddressId(self.ids.next()), client: id, raw, normalized };
        clients::insert_address(self.tx, &address).await?;
        if let Some(notes) = &client.notes {
            let notes = FreeText::notes(notes.of(lang)).map_err(DemoError::seed)?;
            clients::set_notes(self.tx, id, Some(&notes)).await?;
        }
        if let Some(why) = &client.blacklisted {
            let why = FreeText::reason(why.of(lang)).map_err(DemoError::seed)?;
            clients::set_blacklisted(self.tx, id, Some(&why)).await?;
        }
        self.clients.insert(&client.key, (id, phone.id, address.id));
        Ok(())
    }

    async fn hand_in(&self, script: &script::HandIn) -> Result<(), DemoError> {
        let (id, amount) = (HandInId(self.ids.next()), roubles(script.amount));
        let master = self.actor(&script.master)?.person;
        ledger::ask(self.tx, id, (master, amount), self.at(script.ago)?).await?;
        let Some(confirmed) = &script.confirmed else { return Ok(()) };
        let asked = ledger::hand_in(self.tx, id).await?.ok_or_else(|| unknown("hand-in"))?;
        let by = (self.actor(&confirmed.by)?.person, self.at(confirmed.ago)?);
        ledger::answer(self.tx, &asked, Answer::Confirm(amount), by).await?;
        Ok(())
    }
}

fn phone_of(person: &script::Person) -> Result<Option<Phone>, DemoError> {
    person.phone.as_deref().map(|phone| parse_phone(phone).map_err(DemoError::seed)).transpose()
}

fn ago(now: Timestamp, time: SignedDuration) -> Result<Timestamp, DemoError> {
    now.checked_sub(time).map_err(DemoError::seed)
}

pub(super) fn roubles(sum: i64) -> Kopecks {
    Kopecks(sum.saturating_mul(100))
}

pub(super) fn unknown(key: &str) -> DemoError {
    DemoError::Seed(format!("{key} is not defined"))
}
