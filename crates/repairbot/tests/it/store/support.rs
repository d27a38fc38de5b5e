//! A database per test, and a small company in it.

use jiff::{Timestamp, civil::Date};
use repairbot::store::{
    Store, StoreOptions, WriteTx,
    attachments::{self, Content, NewAttachment},
    clients::{self, NewAddress, NewClient, NewPhone},
    orders,
    people::{self, Grant, NewPerson},
    settings,
    texts::{self, NewText, TextKind},
};
use repairbot_core::{
    actor::{Actor, Role, Roles},
    attachment::AttachmentKind,
    ids::{
        AddressId, AttachmentId, BranchId, ClientId, ClientPhoneId, EquipmentId, OrderId, OrderNumber,
        PersonId, TelegramId, TextId,
    },
    money::{Kopecks, PaymentMethod},
    order::{
        Closing, Command, Context, NewOrder, Order, OrderKind, Recorded, Workflow, apply, create, decide,
    },
    phone::Phone,
    pii::{Address, FreeText, PersonName},
    settings::{Setting, Value},
    split::RatesVersion,
};
use sea_orm::{ConnectionTrait, DatabaseConnection};

use crate::support::{Database, Kind};

/// The instant tests begin at.
pub const START: i64 = 1_763_800_000_000;

pub const ADMIN: PersonId = PersonId(101);
pub const IVAN: PersonId = PersonId(102);
pub const PETR: PersonId = PersonId(103);
pub const STRANGER: PersonId = PersonId(104);
pub const CLIENT: ClientId = ClientId(201);

/// An instant this many seconds after the beginning.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millisecond(START + seconds * 1000).unwrap()
}

/// Runs a test body on a fresh database of each kind: one with the schema in it, or (`on_every_empty_database`) without.
macro_rules! on_every_database {
    ($($(#[$attribute:meta])* async fn $name:ident($db:ident: Db) $body:block)*) => {
        $crate::store::support::on_databases! { migrated $($(#[$attribute])* async fn $name($db: Db) $body)* }
    };
}
pub(crate) use on_every_database;

macro_rules! on_every_empty_database {
    ($($(#[$attribute:meta])* async fn $name:ident($db:ident: Db) $body:block)*) => {
        $crate::store::support::on_databases! { fresh $($(#[$attribute])* async fn $name($db: Db) $body)* }
    };
}
pub(crate) use on_every_empty_database;

macro_rules! on_databases {
    ($make:ident $($(#[$attribute:meta])* async fn $name:ident($db:ident: Db) $body:block)*) => { $(
        mod $name {
            use super::*;
            use $crate::support::{Database, Kind};

            $(#[$attribute])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                $crate::store::support::on(Database::$make(Kind::Sqlite).await, body).await;
            }

            $(#[$attribute])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                $crate::store::support::on(Database::$make(Kind::Postgres).await, body).await;
            }

            async fn body($db: Db) $body
        }
    )* };
}
pub(crate) use on_databases;

/// A database of a test's own.
#[derive(Clone)]
pub struct Db {
    pub url: String,
    pub store: Store,
}

/// Runs this on a database, if there is one, and removes it.
pub async fn on<F: Future<Output = ()>>(database: Option<Database>, body: impl FnOnce(Db) -> F) {
    let Some(database) = database else { return };
    let options = StoreOptions { url: database.url.clone(), max_connections: 4 };
    let store = Store::connect(&options).await.unwrap();
    body(Db { url: options.url, store: store.clone() }).await;
    store.close().await.unwrap();
    database.remove().await;
}

impl Db {
    /// Runs this on another fresh database of the same kind.
    pub async fn beside<F: Future<Output = ()>>(&self, body: impl FnOnce(Self) -> F) {
        let kind = if self.store.is_postgres() { Kind::Postgres } else { Kind::Sqlite };
        on(Database::migrated(kind).await, body).await;
    }

    /// A connection past the store, for looking and for breaking things.
    pub async fn raw(&self) -> DatabaseConnection {
        sea_orm::Database::connect(&self.url).await.unwrap()
    }

    /// Runs one statement past the store.
    pub async fn sql(&self, sql: &str) {
        let raw = self.raw().await;
        raw.execute_unprepared(sql).await.unwrap();
        raw.close().await.unwrap();
    }

    /// A migrated database with a small company in it.
    pub async fn company(self) -> Company {
        self.store.migrate_up().await.unwrap();
        let tx = self.store.write().await.unwrap();
        for (id, name) in [(ADMIN, "Anna"), (IVAN, "Ivan"), (PETR, "Petr"), (STRANGER, "Sonya")] {
            people::insert(&tx, &person(id, name)).await.unwrap();
        }
        for (person, role) in [(ADMIN, Role::Admin), (IVAN, Role::Master), (PETR, Role::Master)] {
            people::grant(&tx, &Grant { person, role, by: None, at: at(0) }).await.unwrap();
        }
        client(&tx).await;
        tx.commit().await.unwrap();
        Company { store: self.store.clone(), db: self }
    }
}

pub fn person(id: PersonId, name: &str) -> NewPerson {
    NewPerson {
        id,
        telegram_id: Some(TelegramId(id.0 * 1000)),
        name: PersonName::parse(name).unwrap(),
        username: None,
        phone: None,
        specialization: None,
        language: None,
        reachable: true,
        created_at: at(0),
    }
}

async fn client(tx: &WriteTx) {
    let name = PersonName::parse("Olga").unwrap();
    clients::insert_client(tx, &NewClient { id: CLIENT, name, created_at: at(0) }).await.unwrap();
    let phone = NewPhone {
        id: ClientPhoneId(301),
        client: CLIENT,
        raw: "8 912 345-67-89".into(),
        phone: Phone::from_e164("+79123456789").unwrap(),
    };
    clients::insert_phone(tx, &phone).await.unwrap();
    let address = NewAddress {
        id: AddressId(401),
        client: CLIENT,
        raw: Address::parse("Lenina 5").unwrap(),
        normalized: "lenina 5".into(),
    };
    clients::insert_address(tx, &address).await.unwrap();
    let bodies = [(501, TextKind::Problem, "Does not spin"), (502, TextKind::Reason, "No spare part")];
    let text = |(id, kind, body): (i64, TextKind, &str)| NewText {
        id: TextId(id),
        kind,
        body: FreeText::from_stored(body.into()),
        created_at: at(0),
    };
    texts::insert(tx, &bodies.map(text)).await.unwrap();
}

/// A store with people, a client and a text.
pub struct Company {
    pub store: Store,
    pub db: Db,
}

pub fn admin() -> Actor {
    Actor { person: ADMIN, roles: Roles::NONE.with(Role::Admin) }
}

pub fn master(person: PersonId) -> Actor {
    Actor { person, roles: Roles::NONE.with(Role::Master) }
}

/// What a handler would write for this command at this second, or nothing when it is refused.
pub fn decided(order: &Order, command: &Command, actor: &Actor, second: i64) -> Option<(Order, Recorded)> {
    let rates = RatesVersion::default_rules();
    let context = Context {
        now: at(second),
        today: Date::constant(2025, 11, 22),
        workflow: Workflow::Standard,
        rates: &rates,
        equipment_code: "washing_machine",
    };
    let recorded = decide(order, command, actor, &context).ok()?;
    Some((apply(order, &recorded), recorded))
}

/// The answers of a plain closing.
pub fn closing(kopecks: i64) -> Closing {
    Closing {
        total: Kopecks(kopecks),
        materials: Kopecks::ZERO,
        payment: PaymentMethod::Cash,
        review: false,
        out_of_city: false,
        senior: false,
    }
}

/// A photo of this order, with a caption.
pub fn photo(id: i64, order: i64) -> NewAttachment {
    NewAttachment {
        id: AttachmentId(id),
        order: OrderId(order),
        person: IVAN,
        kind: AttachmentKind::Photo,
        content: Content::File(format!("file-{id}")),
        unique: format!("unique-{id}"),
        caption: Some(TextId(501)),
        at: at(2),
    }
}

impl Company {
    /// A photo and a place for this order.
    pub async fn attach(&self, order: i64) {
        let tx = self.store.write().await.unwrap();
        assert!(attachments::insert(&tx, &photo(601, order)).await.unwrap());
        let (kind, content) = (AttachmentKind::Location, Content::Place(55.75, 37.62));
        let place = NewAttachment { kind, content, caption: None, ..photo(602, order) };
        assert!(attachments::insert(&tx, &place).await.unwrap());
        tx.commit().await.unwrap();
    }

    pub fn new_order(&self, id: i64) -> (Order, Recorded) {
        self.new_order_at(id, at(0))
    }

    pub fn new_order_at(&self, id: i64, now: Timestamp) -> (Order, Recorded) {
        let new = NewOrder {
            id: OrderId(id),
            branch: BranchId(1),
            kind: OrderKind::Repair,
            parent: None,
            equipment: EquipmentId(1),
            client: CLIENT,
            phone: ClientPhoneId(301),
            address: AddressId(401),
            problem: TextId(501),
            notes: None,
            visit: None,
        };
        let recorded = create(new, &admin(), now).unwrap();
        let order = repairbot_core::order::fold([&recorded]).unwrap();
        (order, recorded)
    }

    /// Creates an order in a transaction of its own.
    pub async fn create(&self, id: i64) -> (Order, OrderNumber) {
        let (order, recorded) = self.new_order(id);
        let tx = self.store.write().await.unwrap();
        let number = orders::insert(&tx, &order, &recorded, &format!("public-{id}")).await.unwrap();
        tx.commit().await.unwrap();
        (order, number)
    }

    /// Sets a setting in a transaction of its own.
    pub async fn set(&self, setting: impl Into<Setting>, value: Option<Value>, version: i64) {
        let tx = self.store.write().await.unwrap();
        tx.lock_company().await.unwrap();
        let change = settings::Change { setting: setting.into(), value, version, at: at(version), by: ADMIN };
        settings::set(&tx, &change).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Carries a command out in a transaction of its own.
    pub async fn command(&self, order: &Order, command: &Command, second: i64) -> Order {
        let (after, recorded) = decided(order, command, &admin(), second).expect("the command is allowed");
        let tx = self.store.write().await.unwrap();
        orders::record(&tx, order, &after, &recorded).await.unwrap();
        tx.commit().await.unwrap();
        after
    }
}
