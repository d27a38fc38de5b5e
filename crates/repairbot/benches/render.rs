//! What rendering costs: from a screen as data to Telegram's HTML and keyboard. `cargo bench --bench render`.

use std::error::Error;
use std::sync::Arc;

use criterion::Criterion;
use jiff::{Timestamp, tz::TimeZone};
use repairbot::{
    company::Company,
    outbox::render::{Scene, Snapshot, Viewer},
    store::{
        Store, StoreOptions, WriteTx,
        clients::{self, NewAddress, NewClient, NewPhone},
        orders,
        people::{self, NewPerson},
        texts::{self, NewText, TextKind},
    },
    texts::Lang,
};
use repairbot_core::{
    actor::{Actor, Role, Roles},
    dialogue::{CreateOrder, Dialogue, Draft},
    ids::{
        AddressId, BranchId, ChatId, ClientId, ClientPhoneId, DraftId, EquipmentId, OrderId, PersonId,
        TelegramId, TextId,
    },
    order::{NewOrder, OrderKind, Workflow, create, fold},
    phone::Phone,
    pii::{Address, FreeText, PersonName},
    screen::Screen,
};

const ORDER: OrderId = OrderId(7);
const OFFICE: PersonId = PersonId(1);

type Failure = Box<dyn Error>;

fn main() -> Result<(), Failure> {
    let mut criterion = Criterion::default().configure_from_args();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // What is dropped at the end belongs to the runtime.
    let _inside = runtime.enter();
    let folder = tempfile::tempdir()?;
    let store = runtime.block_on(founded(&format!("sqlite://{}/desk.db", folder.path().display())))?;
    let snapshot = Snapshot::of(runtime.block_on(store.read())?, Timestamp::UNIX_EPOCH);
    let company = Arc::new(Company {
        zone: TimeZone::UTC,
        bot_username: std::sync::OnceLock::new(),
        language: Lang::Ru,
        workflow: Workflow::Standard,
    });
    let actor = Actor { person: OFFICE, roles: Roles::NONE.with(Role::Dispatcher) };
    let viewer = Viewer { person: None, actor: Some(actor), in_group: false };
    let scene = runtime.block_on(Scene::new(&snapshot, &company, viewer))?;
    let draft = Box::new(Draft::new(DraftId(1), Dialogue::CreateOrder(CreateOrder::default())));
    let screens = [
        ("help with the menu", Screen::Help),
        ("question with choices", Screen::Question { draft, problem: None }),
        ("card with buttons", Screen::Card { order: ORDER }),
    ];
    for (name, screen) in &screens {
        // Once before: what the snapshot reads is read, and what is measured is the rendering.
        runtime.block_on(scene.render(screen))?;
        criterion.bench_function(&format!("render: {name}"), |bencher| {
            bencher.iter(|| runtime.block_on(scene.render(screen)));
        });
    }
    criterion.bench_function("viewer of a chat", |bencher| {
        bencher.iter(|| runtime.block_on(Viewer::of(&snapshot, ChatId(1), Some(OFFICE))));
    });
    criterion.final_summary();
    Ok(())
}

/// A database with one order.
async fn founded(url: &str) -> Result<Store, Failure> {
    let store = Store::connect(&StoreOptions { url: url.to_owned(), max_connections: 1 }).await?;
    store.migrate_up().await?;
    let tx = store.write().await?;
    write_order(&tx).await?;
    tx.commit().await?;
    Ok(store)
}

async fn write_order(tx: &WriteTx) -> Result<(), Failure> {
    let now = Timestamp::UNIX_EPOCH;
    let person = NewPerson {
        id: OFFICE,
        telegram_id: Some(TelegramId(1)),
        name: PersonName::from_stored("Anna".to_owned()),
        username: None,
        phone: None,
        specialization: None,
        language: None,
        reachable: true,
        created_at: now,
    };
    people::insert(tx, &person).await?;
    let (client, phone, address, problem) = (ClientId(1), ClientPhoneId(1), AddressId(1), TextId(1));
    let name = PersonName::from_stored("Olga".to_owned());
    clients::insert_client(tx, &NewClient { id: client, name, created_at: now }).await?;
    let number = Phone::from_e164("+79120000001")?;
    clients::insert_phone(tx, &NewPhone { id: phone, client, raw: number.e164().to_owned(), phone: number })
        .await?;
    let raw = Address::from_stored("Lenina 1".to_owned());
    clients::insert_address(tx, &NewAddress { id: address, client, raw, normalized: "lenina 1".to_owned() })
        .await?;
    let body = FreeText::from_stored("It does not spin".to_owned());
    texts::insert(tx, &[NewText { id: problem, kind: TextKind::Problem, body, created_at: now }]).await?;
    let new = NewOrder {
        id: ORDER,
        branch: BranchId(1),
        kind: OrderKind::Repair,
        parent: None,
        equipment: EquipmentId(1),
        client,
        phone,
        address,
        problem,
        notes: None,
        visit: None,
    };
    let by = Actor { person: OFFICE, roles: Roles::NONE.with(Role::Dispatcher) };
    let recorded = create(new, &by, now).map_err(|refusal| format!("{refusal:?}"))?;
    let order = fold([&recorded]).map_err(|error| error.to_string())?;
    orders::insert(tx, &order, &recorded, "0123456789abcdef").await?;
    Ok(())
}
