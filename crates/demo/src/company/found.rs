//! The company, its clients and orders, written in one transaction.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, ToSpan as _};
use repairbot::{
    clock::{Clock, Ids},
    store::{
        WriteTx, catalogue,
        clients::{self, NewAddress, NewClient, NewPhone},
        orders,
        people::{self, Grant, NewPerson},
        texts::{self, NewText, TextKind},
    },
    texts::Lang,
};
use repairbot_core::{
    actor::Actor,
    catalogue::ReasonKind,
    ids::{
        AddressId, BranchId, ChatId, ClientId, ClientPhoneId, OrderId, PersonId, ReasonId, TelegramId, TextId,
    },
    money::Kopecks,
    order::{
        Closing, Command, Context, NewOrder, Order, OrderKind, Reason, RefusalAnswers, Visit, apply, create,
        decide, fold,
    },
    phone::parse_phone,
    pii::{Address, FreeText, PersonName, normalize_address},
    split::RatesVersion,
    when::parse_visit,
};

use super::Founding;
use crate::{
    DemoError,
    script::{self, Both, Deed},
};

/// The only branch.
const BRANCH: BranchId = BranchId(1);
/// The company is older than its oldest order.
const FOUNDED_AGO: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Writes everything.
pub async fn found(founding: &Founding<'_>, tx: &WriteTx) -> Result<(), DemoError> {
    let founded = ago(founding.now, FOUNDED_AGO)?;
    // Ids of the past, so that they never meet those the bot draws.
    let ids = Ids::new(Clock::manual(founded), 1);
    let mut records =
        Records { founding, tx, ids, founded, people: BTreeMap::new(), clients: BTreeMap::new() };
    for person in founding.script.people.iter().filter(|person| !person.roles.is_empty()) {
        records.hire(person).await?;
    }
    for client in &founding.script.clients {
        records.client(client).await?;
    }
    for order in &founding.script.orders {
        records.order(order).await?;
    }
    Ok(())
}

/// What is being written, and under which keys of the script it can be found.
struct Records<'a> {
    founding: &'a Founding<'a>,
    tx: &'a WriteTx,
    ids: Ids,
    founded: Timestamp,
    people: BTreeMap<&'a str, Actor>,
    clients: BTreeMap<&'a str, (ClientId, ClientPhoneId, AddressId)>,
}

impl<'a> Records<'a> {
    fn lang(&self) -> Lang {
        self.founding.company.language
    }

    fn at(&self, minutes_ago: i64) -> Result<Timestamp, DemoError> {
        ago(self.founding.now, SignedDuration::from_mins(minutes_ago))
    }

    fn actor(&self, key: &str) -> Result<Actor, DemoError> {
        self.people.get(key).copied().ok_or_else(|| unknown(key))
    }

    async fn hire(&mut self, person: &'a script::Person) -> Result<(), DemoError> {
        let (id, lang) = (PersonId(self.ids.next()), self.lang());
        let new = NewPerson {
            id,
            telegram_id: Some(TelegramId(person.telegram)),
            name: PersonName::parse(person.name.of(lang)).map_err(DemoError::seed)?,
            username: None,
            phone: None,
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
        let roles = person.roles.iter().copied().collect();
        self.people.insert(&person.key, Actor { person: id, roles });
        Ok(())
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
        self.clients.insert(&client.key, (id, phone.id, address.id));
        Ok(())
    }

    async fn order(&mut self, script: &script::Order) -> Result<(), DemoError> {
        let at = self.at(script.ago)?;
        let (client, phone, address) =
            self.clients.get(script.client.as_str()).copied().ok_or_else(|| unknown(&script.client))?;
        let types = catalogue::equipment(self.tx).await?;
        let equipment = types.iter().find(|kind| kind.code == script.equipment);
        let new = NewOrder {
            id: OrderId(self.ids.next()),
            branch: BRANCH,
            kind: OrderKind::Repair,
            parent: None,
            equipment: equipment.ok_or_else(|| unknown(&script.equipment))?.id,
            client,
            phone,
            address,
            problem: self.text(&script.problem, (TextKind::Problem, at)).await?,
            notes: self.optional(script.notes.as_ref(), (TextKind::Notes, at)).await?,
            visit: self.visit(script.visit.as_ref(), at).await?,
        };
        let recorded = create(new, &self.actor(&script.by)?, at).map_err(DemoError::seed)?;
        let mut order = fold([&recorded]).map_err(DemoError::seed)?;
        orders::insert(self.tx, &order, &recorded, &self.ids.public_id()).await?;
        for step in &script.steps {
            order = self.step(order, step, script).await?;
        }
        Ok(())
    }

    /// A visit as the office would have written it then. The demo may begin at any hour: what was past by then is a
    /// remark.
    async fn visit(&self, words: Option<&script::Both>, at: Timestamp) -> Result<Option<Visit>, DemoError> {
        let Some(words) = words.map(|both| both.of(self.lang())) else { return Ok(None) };
        let parsed = parse_visit(words, at, &self.founding.company.zone);
        let (from, to, note) = match parsed {
            Ok(visit) => (visit.from, visit.to, visit.note),
            Err(_) => (None, None, Some(FreeText::instruction(words).map_err(DemoError::seed)?)),
        };
        let note = match note {
            Some(body) => Some(self.body(body, (TextKind::Visit, at)).await?),
            None => None,
        };
        Ok(Some(Visit { from, to, note }))
    }

    async fn step(
        &self,
        order: Order,
        step: &script::Step,
        script: &script::Order,
    ) -> Result<Order, DemoError> {
        let (now, company) = (self.at(step.ago)?, self.founding.company);
        let command = self.command(&step.deed, now).await?;
        let office = matches!(step.deed, Deed::Assign { .. }) || order.master.is_none();
        let actor = if office { self.actor(&script.by)? } else { self.master_of(&order)? };
        let rates = RatesVersion::default_rules();
        let context = Context {
            now,
            today: company.day(now),
            workflow: company.workflow,
            rates: &rates,
            equipment_code: &script.equipment,
        };
        let recorded = decide(&order, &command, &actor, &context).map_err(DemoError::seed)?;
        let after = apply(&order, &recorded);
        orders::record(self.tx, &order, &after, &recorded).await?;
        Ok(after)
    }

    fn master_of(&self, order: &Order) -> Result<Actor, DemoError> {
        let found = self.people.values().find(|actor| Some(actor.person) == order.master);
        found.copied().ok_or_else(|| unknown("master"))
    }

    async fn command(&self, deed: &Deed, at: Timestamp) -> Result<Command, DemoError> {
        Ok(match deed {
            Deed::Assign { master } => Command::Assign { master: self.actor(master)?.person },
            Deed::Accept => Command::Accept,
            Deed::Decline { reason } => {
                let picked = Some(self.reason(ReasonKind::Decline, reason).await?);
                Command::Decline { reason: Reason { picked, text: None } }
            }
            Deed::Arrive => Command::ArriveOnSite,
            Deed::LongRepair { days, parts, prepayment } => Command::StartLongRepair {
                promised_on: self
                    .founding
                    .company
                    .day(at)
                    .checked_add((*days).days())
                    .map_err(DemoError::seed)?,
                parts: Some(self.text(parts, (TextKind::Parts, at)).await?),
                prepayment: roubles(*prepayment),
            },
            Deed::Close { total, materials, payment, review, out_of_city } => Command::Close(Closing {
                total: roubles(*total),
                materials: roubles(*materials),
                payment: *payment,
                review: *review,
                out_of_city: *out_of_city,
                senior: false,
            }),
            Deed::Refuse { reason, text, fee } => Command::Refuse(RefusalAnswers {
                reason: Reason {
                    picked: Some(self.reason(ReasonKind::Refuse, reason).await?),
                    text: Some(self.text(text, (TextKind::Reason, at)).await?),
                },
                fee: roubles(*fee),
                refund_prepayment: None,
            }),
        })
    }

    async fn reason(&self, kind: ReasonKind, code: &str) -> Result<ReasonId, DemoError> {
        let reasons = catalogue::reasons(self.tx, kind).await?;
        let found = reasons.iter().find(|reason| reason.code == code);
        Ok(found.ok_or_else(|| unknown(code))?.id)
    }

    async fn text(
        &self,
        both: &Both,
        (kind, created_at): (TextKind, Timestamp),
    ) -> Result<TextId, DemoError> {
        let body = FreeText::notes(both.of(self.lang())).map_err(DemoError::seed)?;
        self.body(body, (kind, created_at)).await
    }

    async fn body(
        &self,
        body: FreeText,
        (kind, created_at): (TextKind, Timestamp),
    ) -> Result<TextId, DemoError> {
        let id = TextId(self.ids.next());
        texts::insert(self.tx, &[NewText { id, kind, body, created_at }]).await?;
        Ok(id)
    }

    async fn optional(
        &self,
        both: Option<&Both>,
        about: (TextKind, Timestamp),
    ) -> Result<Option<TextId>, DemoError> {
        match both {
            Some(both) => Ok(Some(self.text(both, about).await?)),
            None => Ok(None),
        }
    }
}

fn ago(now: Timestamp, time: SignedDuration) -> Result<Timestamp, DemoError> {
    now.checked_sub(time).map_err(DemoError::seed)
}

fn roubles(sum: i64) -> Kopecks {
    Kopecks(sum.saturating_mul(100))
}

fn unknown(key: &str) -> DemoError {
    DemoError::Seed(format!("{key} is not defined"))
}
