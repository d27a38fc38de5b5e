//! The people most scenarios need, and orders brought quickly to where a scenario begins.

use repairbot::{
    store::{
        clients::{self, NewAddress, NewClient, NewPhone},
        orders::{self, OrderView},
        people,
        settings::{self, Change},
        texts::{self, NewText, TextKind},
    },
    texts::Lang,
};
use repairbot_core::{
    actor::{Actor, Role, Roles},
    ids::{
        AddressId, BranchId, ClientId, ClientPhoneId, EquipmentId, OrderId, OrderNumber, PersonId,
        TelegramId, TextId,
    },
    order::{
        Command, Context, NewOrder, OrderKind, Recorded, Refusal, Status, Workflow, apply, create, decide,
        fold,
    },
    phone::Phone,
    pii::{Address, FreeText, PersonName, normalize_address},
    settings::{Setting, Value},
    split::RatesVersion,
};

use sea_orm::ConnectionTrait;

use super::{Chat, TestDesk};

/// The client's name, phone and address in every recorded order.
const CLIENT: &str = "Ольга Смирнова";
const PHONE: &str = "+79123456789";
const ADDRESS: &str = "ул. Ленина, 5, кв. 12";
const PROBLEM: &str = "Не крутит барабан";

/// An admin, a dispatcher and two masters.
pub struct Cast {
    pub boris: Chat,
    pub anna: Chat,
    pub pyotr: Chat,
    /// Where Pyotr's cards arrive: his work group, or his private chat.
    pub work: Chat,
    /// Another master, without a group.
    pub vera: Chat,
}

/// A client and an appliance, in somebody's words.
pub struct Call<'a> {
    pub name: &'a str,
    pub phone: &'a str,
    pub address: &'a str,
    pub problem: &'a str,
}

impl TestDesk {
    /// The cast; Pyotr has a work group.
    pub async fn cast(&mut self) -> Cast {
        let mut cast = self.cast_without_group().await;
        cast.work = self.work_group(&cast.pyotr, "Работа Петра").await;
        cast
    }

    /// The cast; Pyotr works in private.
    pub async fn cast_without_group(&mut self) -> Cast {
        let boris = self.admin("Борис Админов").await;
        let anna = self.dispatcher("Анна Диспетчер").await;
        let pyotr = self.master("Пётр Мастеров", "стиральные машины").await;
        let vera = self.master("Вера Вторая", "холодильники").await;
        Cast { boris, anna, work: pyotr.clone(), pyotr, vera }
    }

    /// An order as a finished dialogue of this person would have left it, without the talk.
    pub async fn new_order(&mut self, by: &Chat) -> i64 {
        let call = Call { name: CLIENT, phone: PHONE, address: ADDRESS, problem: PROBLEM };
        self.new_order_of(by, &call).await
    }

    /// The same with these words.
    pub async fn new_order_of(&mut self, by: &Chat, call: &Call<'_>) -> i64 {
        for text in [call.name, call.phone, call.address, call.problem] {
            self.keeps_private(text);
        }
        let id = 1_000 + self.next_id();
        let now = self.clock.now();
        let tx = self.store().write().await.unwrap();
        let person = people::by_telegram(&tx, TelegramId(by.user.0)).await.unwrap().unwrap();
        let name = PersonName::from_stored(call.name.to_owned());
        let client = NewClient { id: ClientId(id), name, created_at: now };
        clients::insert_client(&tx, &client).await.unwrap();
        let phone = Phone::from_e164(call.phone).unwrap();
        let phone = NewPhone { id: ClientPhoneId(id), client: ClientId(id), raw: call.phone.into(), phone };
        clients::insert_phone(&tx, &phone).await.unwrap();
        let raw = Address::from_stored(call.address.to_owned());
        let normalized = normalize_address(call.address);
        let address = NewAddress { id: AddressId(id), client: ClientId(id), raw, normalized };
        clients::insert_address(&tx, &address).await.unwrap();
        let body = FreeText::from_stored(call.problem.to_owned());
        let text = NewText { id: TextId(id), kind: TextKind::Problem, body, created_at: now };
        texts::insert(&tx, &[text]).await.unwrap();
        let recorded = create(new(id), &person.actor(), now).unwrap();
        let order = fold([&recorded]).unwrap();
        let number = orders::insert(&tx, &order, &recorded, &format!("public-{id}")).await.unwrap();
        tx.commit().await.unwrap();
        number.0
    }

    /// Anna's order, assigned to Pyotr and brought to this state with his buttons.
    pub async fn order_in(&mut self, status: Status, cast: &Cast) -> i64 {
        let number = self.new_order(&cast.anna).await;
        cast.anna.says(self, &format!("/order {number}")).await;
        let path: &[&str] = match status {
            Status::New => return number,
            Status::Assigned => &[],
            Status::Accepted => &["✅ Принять"],
            Status::Onsite | Status::Closed => &["✅ Принять", "🏠 Я на объекте"],
            other => panic!("{other:?} is played, not built"),
        };
        cast.anna.taps(self, "👨‍🔧 Назначить мастера").await;
        cast.anna.taps_like(self, &cast.pyotr.name).await;
        for label in path {
            cast.work.taps(self, label).await;
        }
        if status == Status::Closed {
            self.closes(&cast.work, ("6000", "1000")).await;
        }
        assert_eq!(self.order(number).await.order.status, status);
        number
    }

    /// Somebody closes the order of his newest card: so much in all, so much of it materials, in cash, without a review,
    /// in the city.
    pub async fn closes(&mut self, work: &Chat, sums: (&str, &str)) {
        self.closes_by(work, sums, "💵 Наличные").await;
    }

    /// The same, paid otherwise.
    pub async fn closes_by(&mut self, work: &Chat, (total, materials): (&str, &str), payment: &str) {
        work.taps_like(self, "💰 Завершить").await;
        for sum in [total, materials] {
            work.replies(self, sum).await;
        }
        for label in [payment, "❌ Нет", "❌ Нет", "✅ Завершить"] {
            work.taps(self, label).await;
        }
    }

    /// Carries out a command past the conversation, as an admin, on the order as it is when its turn comes.
    pub async fn command(&self, order: OrderId, command: &Command, by: PersonId) -> Result<(), Refusal> {
        let tx = self.store().write().await.unwrap();
        let order = orders::lock(&tx, order).await.unwrap().unwrap();
        let (rates, now) = (RatesVersion::default_rules(), self.clock.now());
        let context = Context {
            now,
            today: now.to_zoned(jiff::tz::TimeZone::UTC).date(),
            workflow: Workflow::Standard,
            rates: &rates,
            equipment_code: "washing_machine",
        };
        let actor = Actor { person: by, roles: Roles::NONE.with(Role::Admin) };
        let recorded = decide(&order, command, &actor, &context)?;
        orders::record(&tx, &order, &apply(&order, &recorded), &recorded).await.unwrap();
        tx.commit().await.unwrap();
        Ok(())
    }

    /// The order with this number, deleted or not, with its words.
    pub async fn order(&self, number: i64) -> OrderView {
        let tx = self.store().read().await.unwrap();
        let admin = Actor { person: PersonId(0), roles: Roles::NONE.with(Role::Admin) };
        let number = OrderNumber(number);
        let there = orders::number_visible(&tx, &admin, number).await.unwrap().map(|order| order.id);
        let id = match there {
            Some(id) => Some(id),
            None => orders::deleted_with_number(&tx, number).await.unwrap(),
        };
        let id = id.unwrap_or_else(|| panic!("no order {number}"));
        orders::view(&tx, id).await.unwrap().unwrap()
    }

    /// Where the order stands.
    pub async fn status(&self, number: i64) -> Status {
        self.order(number).await.order.status
    }

    /// Everything that happened to it.
    pub async fn history(&self, number: i64) -> Vec<Recorded> {
        let id = self.order(number).await.order.id;
        let tx = self.store().read().await.unwrap();
        orders::history(&tx, id).await.unwrap()
    }

    /// Sets something of the company past the bot, as another process does for somebody in the office.
    pub async fn set(&self, setting: impl Into<Setting>, value: Value) {
        let (setting, at) = (setting.into(), self.clock.now());
        let tx = self.store().write().await.unwrap();
        let by = people::office(&tx).await.unwrap()[0].id;
        let version = settings::load(&tx).await.unwrap().version(setting) + 1;
        settings::set(&tx, &Change { setting, value: Some(value), version, at, by }).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// From now on this is the language of this person.
    pub async fn speaks(&self, chat: &Chat, lang: Lang) {
        let tx = self.store().write().await.unwrap();
        people::set_language(&tx, self.person(chat).await, Some(lang.code())).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Who this is in the company.
    pub async fn person(&self, chat: &Chat) -> PersonId {
        let tx = self.store().read().await.unwrap();
        people::by_telegram(&tx, TelegramId(chat.user.0)).await.unwrap().unwrap().id
    }
}

/// The actions in the audit trail, oldest first; of a client's card with what was changed.
pub async fn audit_actions(desk: &TestDesk) -> Vec<String> {
    let database = sea_orm::Database::connect(&desk.database.url).await.unwrap();
    let rows = database.query_all_raw(sea_orm::Statement::from_string(
        database.get_database_backend(),
        "SELECT action, details FROM audit ORDER BY id",
    ));
    let action = |row: &sea_orm::QueryResult| {
        let action: String = row.try_get("", "action").unwrap();
        let details: Option<String> = row.try_get("", "details").unwrap();
        let details: serde_json::Value =
            details.map(|details| serde_json::from_str(&details).unwrap()).unwrap_or_default();
        details["what"].as_str().map_or(action.clone(), |what| format!("{action}:{what}"))
    };
    let actions = rows.await.unwrap().iter().map(action).collect();
    database.close().await.unwrap();
    actions
}

fn new(id: i64) -> NewOrder {
    NewOrder {
        id: OrderId(id),
        branch: BranchId(1),
        kind: OrderKind::Repair,
        parent: None,
        equipment: EquipmentId(1),
        client: ClientId(id),
        phone: ClientPhoneId(id),
        address: AddressId(id),
        problem: TextId(id),
        notes: None,
        visit: None,
    }
}
