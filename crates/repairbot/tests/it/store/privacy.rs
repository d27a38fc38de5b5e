//! Nothing people wrote is seen when rows and errors are printed.

use std::fmt::Debug;

use repairbot::store::{
    StoreError,
    attachments::{Content, NewAttachment},
    catalogue,
    chats::Chat,
    clients::{NewAddress, NewPhone},
    dialogues::{self, DraftRow},
    invitations::Invitation,
    orders,
    outbox::{self, ClaimQuery, NewRow},
    people::{self, NewPerson},
    updates::Parked,
};
use repairbot_core::{
    actor::Role,
    ids::{AddressId, ChatId, ClientPhoneId, DraftId, OrderId, PersonId},
    phone::Phone,
    pii::{Address, PersonName},
};

use super::{
    outbox::row,
    support::{CLIENT, Db, IVAN, at, on_every_database, person, photo},
};

const CANARY: &str = "Canary 7";

#[track_caller]
fn hides(name: &str, printed: &impl Debug) {
    let printed = format!("{printed:?} {printed:#?}");
    assert!(printed.contains(name), "{printed}");
    assert!(!printed.contains("anary"), "{printed}");
}

fn draft() -> DraftRow {
    DraftRow {
        draft: DraftId(1),
        person: IVAN,
        revision: 1,
        body: CANARY.to_owned().into(),
        chat: ChatId(1),
        now: at(0),
        expires_at: at(1),
    }
}

fn canary() -> NewPerson {
    NewPerson {
        username: Some(CANARY.into()),
        specialization: Some(CANARY.into()),
        ..person(PersonId(900), CANARY)
    }
}

#[test]
fn new_rows_print_without_what_people_wrote() {
    hides("NewRow", &row(ChatId(1), 0, CANARY));
    hides("DraftRow", &draft());
    hides("NewPerson", &canary());
    let parked = Parked { key: "k".into(), body: CANARY.into(), error: "e".into(), tries: 1, at: at(0) };
    hides("Parked", &parked);
    let phone = Phone::from_e164("+79123456789").unwrap();
    hides("NewPhone", &NewPhone { id: ClientPhoneId(1), client: CLIENT, raw: CANARY.into(), phone });
    let raw = Address::parse(CANARY).unwrap();
    let address = NewAddress { id: AddressId(1), client: CLIENT, raw, normalized: CANARY.into() };
    hides("NewAddress", &address);
    let photo = NewAttachment { unique: CANARY.into(), content: Content::File(CANARY.into()), ..photo(1, 1) };
    hides("NewAttachment", &photo);
    let title = Some(CANARY.into());
    hides("Chat", &Chat { id: ChatId(1), kind: "group".into(), title, reachable: true, migrated_to: None });
    let (code, role) = (CANARY.into(), Role::Admin);
    hides("Invitation", &Invitation { code, person: None, role, created_by: None, created_at: at(0) });
    assert!(format!("{:?}", row(ChatId(1), 0, "four")).contains("body: <4 bytes>"));
}

on_every_database! {
    async fn stored_rows_print_without_what_people_wrote(db: Db) {
        let company = db.company().await;
        let tx = company.store.write().await.unwrap();
        people::insert(&tx, &canary()).await.unwrap();
        hides("Person", &people::by_id(&tx, PersonId(900)).await.unwrap().unwrap());
        dialogues::put(&tx, &draft()).await.unwrap();
        hides("StoredDraft", &dialogues::active(&tx, IVAN).await.unwrap().unwrap());
        let both = [1, 2].map(|chat| NewRow { person: Some(IVAN), ..row(ChatId(chat), 0, CANARY) });
        outbox::enqueue(&tx, &both).await.unwrap();
        let query = ClaimQuery { now: at(1), limit: 9, epoch: 1, lease_ms: 1000 };
        let claimed = outbox::claim(&tx, &query, &[]).await.unwrap();
        hides("ClaimedRow", &claimed[0]);
        outbox::dead(&tx, (claimed[0].id, 1), "blocked").await.unwrap();
        hides("DeadLetter", &outbox::dead_letters(&tx, 1).await.unwrap()[0]);
        let name = PersonName::parse(CANARY).unwrap();
        people::set_profile(&tx, PersonId(900), &name, Some(CANARY)).await.unwrap();
        hides("Person", &people::many(&tx, &[PersonId(900)]).await.unwrap());
    }

    async fn errors_quote_no_row(db: Db) {
        let company = db.company().await;
        company.create(1).await;
        for (payload, category) in [(r#"{"type":"Canary 7"}"#, "Data"), ("{ Canary", "Syntax"), (r#"{"a":"Canary"#, "Eof")] {
            company.db.sql(&format!("UPDATE order_events SET payload = '{payload}'")).await;
            let tx = company.store.read().await.unwrap();
            let error = orders::history(&tx, OrderId(1)).await.unwrap_err();
            assert!(matches!(error, StoreError::Damaged(_)), "{error}");
            hides("order_events.payload: JSON error", &error);
            assert!(error.to_string().contains(&format!("({category}) at line 1, column ")), "{error}");
        }
        company.db.sql("UPDATE equipment_types SET aliases = '\"Canary\"'").await;
        let tx = company.store.read().await.unwrap();
        hides("Damaged", &catalogue::equipment(&tx).await.unwrap_err());
        drop(tx);
        // PostgreSQL tells the values of a key that exists, and of a row that breaks a rule.
        let tx = company.store.write().await.unwrap();
        people::insert(&tx, &canary()).await.unwrap();
        hides("Conflict", &people::insert(&tx, &canary()).await.unwrap_err());
    }
}
