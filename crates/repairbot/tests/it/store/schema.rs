//! Migrations, drift, and databases one must not run on.

use jiff::civil::date;
use repairbot::store::{
    Store, StoreError, StoreOptions,
    applications::{self, Application, ApplicationState},
    audit,
    cards::{self, Audience, Card},
    chats::{self, Chat},
    comments::{self, NewComment},
    copies,
    dialogues::{self, DraftRow},
    invitations::{self, Invitation},
    job_runs::{self, Run, RunState},
    ledger, orders, outbox, rates,
    reminders::{self, Owed},
    search,
    searches::{self, Kept},
    timers::{self, Firing},
    troubles,
    updates::{self, Parked},
};
use repairbot_core::{
    actor::Role,
    audit::Audited,
    ids::{
        ApplicationId, AttachmentId, ChatId, CommentId, DraftId, HandInId, MessageId, OrderId, SearchId,
        TextId,
    },
    money::{Kopecks, PaymentMethod},
    order::{Command, Correction},
    phone::Phone,
    pii::{FreeText, PersonName},
    schedule::{Job, Timer, TimerKind, Topic},
    screen::Trouble,
    settings::{Minutes, Value},
    split::Rates,
};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::{
    outbox::row as row_of_outbox,
    support::{ADMIN, Company, Db, IVAN, STRANGER, at, closing, on_every_empty_database},
};

async fn is_applied(store: &Store, migration: &str) -> bool {
    let status = store.migration_status().await.unwrap();
    status.iter().any(|(name, applied)| name == migration && *applied)
}

/// An order that was prepaid, closed and corrected.
async fn corrected(company: &Company, id: i64) {
    let (mut order, _) = company.create(id).await;
    let prepaid = Command::StartLongRepair {
        promised_on: date(2025, 12, 24),
        parts: Some(TextId(501)),
        prepayment: Kopecks(100_000),
    };
    let to = Correction {
        total: Kopecks(600_000),
        materials: Kopecks(1),
        payment: PaymentMethod::Card,
        review: true,
        out_of_city: false,
    };
    for command in [
        Command::Assign { master: IVAN },
        Command::Accept,
        Command::ArriveOnSite,
        prepaid,
        Command::Close(closing(500_000)),
        Command::Correct { to, reason: TextId(502) },
    ] {
        order = company.command(&order, &command, 1).await;
    }
}

/// A row of what no order brings.
async fn something_of_the_rest(company: &Company) {
    let tx = company.store.write().await.unwrap();
    ledger::ask(&tx, HandInId(1), (IVAN, Kopecks(100)), at(3)).await.unwrap();
    ledger::record_hand_in(&tx, HandInId(2), (IVAN, Kopecks(200)), (ADMIN, at(3))).await.unwrap();
    rates::insert(&tx, &Rates::default_rules(), at(9), (ADMIN, at(3))).await.unwrap();
    let (chat, topic) = (ChatId(5), Topic::Sla);
    reminders::owe(&tx, Owed { chat, topic, person: Some(IVAN) }, (at(9), at(3))).await.unwrap();
    let run = Run {
        job: Job::DailySummary,
        day: date(2025, 11, 22),
        due_at: at(1),
        state: RunState::Done,
        at: at(2),
    };
    assert!(job_runs::decide(&tx, &run).await.unwrap());
    let waiting = timers::waiting(&tx, (TimerKind::Unaccepted, 0), 1).await.unwrap().remove(0);
    let timer = Timer { kind: TimerKind::Unaccepted, base: waiting.base };
    let firing = Firing { order: waiting.order, timer, waited: 0, step: 0, told: true, at: at(900) };
    assert!(timers::fire(&tx, &firing).await.unwrap());
    let search =
        Kept { id: SearchId(1), person: ADMIN, text: FreeText::from_stored("Olga".into()), at: at(3) };
    searches::insert(&tx, &search).await.unwrap();
    search::index(&tx, OrderId(1)).await.unwrap();
    let comment =
        NewComment { id: CommentId(1), order: OrderId(1), person: ADMIN, text: TextId(501), at: at(3) };
    comments::insert(&tx, &comment).await.unwrap();
    audit::note(&tx, (ADMIN, at(3)), &Audited::TrailExported).await.unwrap();
    assert!(updates::claim(&tx, "u1", at(3)).await.unwrap());
    assert!(copies::begin(&tx, AttachmentId(601), "1/photo.jpg").await.unwrap());
    copies::doom(&tx, &[OrderId(1)], at(3)).await.unwrap();
    troubles::seen(&tx, (Trouble::Webhook, "refused"), at(3)).await.unwrap();
    let parked = Parked { key: "u2".into(), body: "{}".into(), error: "boom".into(), tries: 3, at: at(4) };
    updates::park(&tx, &parked).await.unwrap();
    tx.commit().await.unwrap();
}

/// A row of what the conversation brings.
async fn something_of_the_talk(company: &Company) {
    let tx = company.store.write().await.unwrap();
    let (draft, body, now) = (DraftId(1), "{}".to_owned().into(), at(1));
    let row = DraftRow { draft, person: ADMIN, revision: 1, body, chat: ChatId(7), now, expires_at: at(100) };
    dialogues::put(&tx, &row).await.unwrap();
    assert!(dialogues::use_draft(&tx, DraftId(2), Some(OrderId(1)), now).await.unwrap());
    let card = Card {
        order: OrderId(1),
        chat: ChatId(7),
        message: Some(MessageId(5)),
        audience: Audience::Office,
        person: Some(ADMIN),
        opened_at: now,
        back: None,
    };
    cards::put(&tx, &card).await.unwrap();
    outbox::enqueue(&tx, &[row_of_outbox(ChatId(7), 0, "{}")]).await.unwrap();
    let (kind, title) = ("group".into(), Some("Ivan".into()));
    chats::put(&tx, &Chat { id: ChatId(-7), kind, title, reachable: true, migrated_to: None }).await.unwrap();
    let (code, role) = ("code".into(), Role::Master);
    let invitation = Invitation { code, person: Some(IVAN), role, created_by: Some(ADMIN), created_at: now };
    invitations::insert(&tx, &invitation).await.unwrap();
    let application = Application {
        id: ApplicationId(1),
        person: STRANGER,
        name: PersonName::parse("Sonya").unwrap(),
        phone: Phone::from_e164("+79120001122").unwrap(),
        specialization: FreeText::from_stored("stoves".to_owned()),
        state: ApplicationState::Open,
        created_at: now,
        decided_by: None,
        reason: None,
    };
    applications::insert(&tx, &application).await.unwrap();
    tx.commit().await.unwrap();
}

/// The tables without a row.
async fn empty_tables(company: &Company) -> Vec<String> {
    let raw = company.db.raw().await;
    let backend = raw.get_database_backend();
    let tables = match backend {
        DbBackend::Postgres => {
            "SELECT CAST(tablename AS TEXT) AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        }
        _ => "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1",
    };
    let mut empty = Vec::new();
    for row in raw.query_all_raw(Statement::from_string(backend, tables)).await.unwrap() {
        let name: String = row.try_get("", "name").unwrap();
        let any = Statement::from_string(backend, format!("SELECT 1 FROM {name} LIMIT 1"));
        if raw.query_one_raw(any).await.unwrap().is_none() {
            empty.push(name);
        }
    }
    raw.close().await.unwrap();
    empty
}

on_every_empty_database! {
    async fn every_migration_up_down_and_up_again_with_data(db: Db) {
        let store = db.store.clone();
        assert!(store.migration_status().await.unwrap().iter().all(|(_, applied)| !applied));
        let company = db.company().await;
        let (order, _) = company.create(1).await;
        company.command(&order, &Command::Assign { master: IVAN }, 1).await;
        company.attach(1).await;
        company.set(Minutes::Snooze, Some(Value::Minutes(45)), 1).await;
        corrected(&company, 2).await;
        something_of_the_rest(&company).await;
        something_of_the_talk(&company).await;
        assert_eq!(empty_tables(&company).await, ["appliances", "lead_sources"], "nobody writes these yet");
        let status = store.migration_status().await.unwrap();
        assert!(status.len() > 5, "{status:?}");
        assert!(status.iter().all(|(_, applied)| *applied));

        for done in 1..=status.len() {
            store.migrate_down(1).await.unwrap();
            let left = store.migration_status().await.unwrap().iter().filter(|(_, applied)| *applied).count();
            assert_eq!(left, status.len() - done);
        }
        store.migrate_up().await.unwrap();
        store.migrate_up().await.unwrap();
        assert_eq!(store.schema_drift().await.unwrap(), Vec::<String>::new());
        store.migrate_down(99).await.unwrap();
        store.migrate_up().await.unwrap();
        assert_eq!(store.migration_status().await.unwrap(), status);
    }

    async fn orders_closed_before_there_was_a_warranty_get_one(db: Db) {
        let company = db.company().await;
        let (order, _) = company.create(1).await;
        let order = company.command(&order, &Command::Assign { master: IVAN }, 1).await;
        let order = company.command(&order, &Command::Accept, 2).await;
        let order = company.command(&order, &Command::ArriveOnSite, 3).await;
        company.command(&order, &Command::Close(closing(500_000)), 4).await;
        let store = &company.store;
        while is_applied(store, "m0013_clients_attachments").await {
            store.migrate_down(1).await.unwrap();
        }
        store.migrate_up().await.unwrap();
        let tx = store.read().await.unwrap();
        assert!(orders::verify(&tx).await.unwrap().is_empty(), "the row equals the fold");
        let order = orders::view(&tx, OrderId(1)).await.unwrap().unwrap().order;
        assert!(order.warranty_until > order.closed_at);
    }

    async fn entities_are_the_schema(db: Db) {
        let empty = db.store.schema_drift().await.unwrap();
        assert!(empty.contains(&"orders: no such table".to_owned()), "{empty:?}");
        db.store.migrate_up().await.unwrap();
        assert_eq!(db.store.schema_drift().await.unwrap(), Vec::<String>::new());
        db.sql("ALTER TABLE people ADD COLUMN shoe_size INTEGER").await;
        assert_eq!(db.store.schema_drift().await.unwrap(), ["people.shoe_size: not expected"]);
    }

    async fn a_newer_schema_is_refused(db: Db) {
        db.store.migrate_up().await.unwrap();
        db.store.check_schema().await.unwrap();
        db.sql("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_future', 0)").await;
        for refused in [db.store.check_schema().await, db.store.migrate_up().await, db.store.migrate_down(1).await] {
            let Err(StoreError::NewerSchema { found }) = refused else { panic!("{refused:?}") };
            assert_eq!(found, "m9999_future");
        }
    }

    async fn replicas_that_start_together_migrate_once(db: Db) {
        let options = StoreOptions { url: db.url.clone(), max_connections: 2 };
        let other = Store::connect(&options).await.unwrap();
        let (one, two) = tokio::join!(db.store.migrate_up(), other.migrate_up());
        one.unwrap();
        two.unwrap();
        other.check_schema().await.unwrap();
        other.close().await.unwrap();
    }

    async fn impossible_rows_are_refused_by_the_database(db: Db) {
        let company = db.company().await;
        company.create(1).await;
        let raw = company.db.raw().await;
        for impossible in [
            "UPDATE orders SET status = 'NONSENSE'",
            "UPDATE orders SET status = 'ASSIGNED'",
            "UPDATE orders SET status = 'CLOSED'",
            "UPDATE orders SET status = 'DR', master_id = 102",
            "UPDATE orders SET prepayment = -1",
            "UPDATE orders SET client_id = 999",
            "UPDATE orders SET version = 0",
            "DELETE FROM clients",
            "INSERT INTO role_grants VALUES (101, 'ADMIN', 'environment', 102, 0)",
            "INSERT INTO role_grants VALUES (101, 'KING', 'bot', NULL, 0)",
        ] {
            let outcome = sea_orm::ConnectionTrait::execute_unprepared(&raw, impossible).await;
            assert!(outcome.is_err(), "accepted: {impossible}");
        }
        raw.close().await.unwrap();
    }
}
