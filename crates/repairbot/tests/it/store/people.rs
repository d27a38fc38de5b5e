//! People, roles, work groups and chats.

use repairbot::store::{
    StoreError,
    applications::{self, Application, ApplicationState, Decision},
    audit::{self, AuditEntry},
    cards::{self, Audience, Card},
    chats::{self, Chat},
    dialogues::{self, DraftRow},
    outbox::{self, ClaimQuery},
    people::{self, EnvironmentRole, Grant},
};
use repairbot_core::{
    actor::{Role, Roles},
    ids::{ApplicationId, ChatId, DraftId, MessageId, OrderId, PersonId, TelegramId, TextId},
    order::Command,
    phone::Phone,
    pii::{FreeText, PersonName},
};

use super::{
    outbox::row,
    support::{ADMIN, Company, Db, IVAN, PETR, STRANGER, at, on_every_database, person},
};

on_every_database! {
    async fn a_person_carries_the_union_of_his_roles(db: Db) {
        let company = db.company().await;
        let tx = company.store.write().await.unwrap();
        for role in [Role::Master, Role::SeniorMaster] {
            let grant = Grant { person: ADMIN, role, by: Some(ADMIN), at: at(1) };
            people::grant(&tx, &grant).await.unwrap();
            people::grant(&tx, &grant).await.unwrap();
        }
        people::set_language(&tx, ADMIN, Some("en")).await.unwrap();
        let name = PersonName::parse("Anna Petrovna").unwrap();
        people::set_profile(&tx, ADMIN, &name, Some("anna")).await.unwrap();
        tx.commit().await.unwrap();

        let tx = company.store.read().await.unwrap();
        let anna = people::by_telegram(&tx, TelegramId(101_000)).await.unwrap().unwrap();
        assert_eq!(anna.roles, [Role::Admin, Role::Master, Role::SeniorMaster].into_iter().collect::<Roles>());
        assert_eq!((anna.id, anna.language.as_deref(), anna.username.as_deref()), (ADMIN, Some("en"), Some("anna")));
        assert_eq!(people::by_id(&tx, ADMIN).await.unwrap(), Some(anna.clone()));
        assert_eq!(people::by_id(&tx, PersonId(999)).await.unwrap(), None);
        let many = people::many(&tx, &[STRANGER, ADMIN, PersonId(999)]).await.unwrap();
        assert_eq!(many.iter().map(|person| person.id).collect::<Vec<_>>(), [ADMIN, STRANGER]);
        assert!(many[1].roles.is_unknown());
        assert_eq!(people::office(&tx).await.unwrap(), [anna]);
        drop(tx);

        let tx = company.store.write().await.unwrap();
        assert!(people::revoke(&tx, ADMIN, Role::Master).await.unwrap());
        assert!(!people::revoke(&tx, ADMIN, Role::Master).await.unwrap());
        people::set_active(&tx, ADMIN, false).await.unwrap();
        assert!(people::office(&tx).await.unwrap().is_empty());
        let anna = people::by_id(&tx, ADMIN).await.unwrap().unwrap();
        assert!(anna.roles.has(Role::Admin) && anna.actor().roles.is_unknown());
    }

    async fn two_people_cannot_share_an_account(db: Db) {
        let company = db.company().await;
        let tx = company.store.write().await.unwrap();
        let mut twin = person(PersonId(900), "Twin");
        twin.telegram_id = Some(TelegramId(101_000));
        let outcome = people::insert(&tx, &twin).await;
        assert!(matches!(outcome, Err(StoreError::Conflict(_))), "{outcome:?}");
    }

    async fn an_invited_person_gets_his_account(db: Db) {
        let company = db.company().await;
        let tx = company.store.write().await.unwrap();
        for id in [900, 901] {
            let mut invited = person(PersonId(id), "Invited");
            (invited.telegram_id, invited.reachable) = (None, false);
            people::insert(&tx, &invited).await.unwrap();
        }
        people::set_telegram(&tx, PersonId(900), TelegramId(77)).await.unwrap();
        let found = people::by_telegram(&tx, TelegramId(77)).await.unwrap().unwrap();
        assert_eq!((found.id, found.reachable), (PersonId(900), true));
        people::set_reachable(&tx, PersonId(900), false).await.unwrap();
        assert!(!people::by_id(&tx, PersonId(900)).await.unwrap().unwrap().reachable);
    }

    async fn the_environment_is_followed_exactly(db: Db) {
        let company = db.company().await;
        let sync = |holders: Vec<(i64, i64)>| EnvironmentRole {
            role: Role::Admin,
            holders: holders.into_iter().map(|(account, id)| (TelegramId(account), PersonId(id))).collect(),
            now: at(5),
        };
        let tx = company.store.write().await.unwrap();
        // Anna (granted in the bot too), Ivan, and two nobody knows; one of them is named twice.
        let all = sync(vec![(101_000, 910), (102_000, 911), (555, 912), (666, 913), (555, 914)]);
        people::sync_environment(&tx, &all).await.unwrap();
        people::sync_environment(&tx, &all).await.unwrap();
        let ids = |people: Vec<people::Person>| people.iter().map(|person| person.id.0).collect::<Vec<_>>();
        assert_eq!(ids(people::office(&tx).await.unwrap()), [101, 102, 912, 913]);
        let fresh = people::by_telegram(&tx, TelegramId(555)).await.unwrap().unwrap();
        assert!(!fresh.reachable && fresh.active);
        assert_eq!(fresh.name.reveal(), "555");
        assert!(!people::revoke(&tx, PersonId(912), Role::Admin).await.unwrap(), "can't be revoked in the bot");

        people::sync_environment(&tx, &sync(vec![(555, 999)])).await.unwrap();
        assert_eq!(ids(people::office(&tx).await.unwrap()), [101, 912]);
        people::sync_environment(&tx, &sync(Vec::new())).await.unwrap();
        assert_eq!(ids(people::office(&tx).await.unwrap()), [101], "what the bot granted stays");
    }

    async fn masters_come_with_their_loads(db: Db) {
        let company = db.company().await;
        for id in 1..=3 {
            let (order, _) = company.create(id).await;
            let order = company.command(&order, &Command::Assign { master: IVAN }, 1).await;
            if id == 3 {
                company.command(&order, &Command::Delete { reason: TextId(502) }, 2).await;
            }
        }
        let tx = company.store.write().await.unwrap();
        people::grant(&tx, &Grant { person: IVAN, role: Role::SeniorMaster, by: Some(ADMIN), at: at(1) })
            .await
            .unwrap();
        let masters = people::masters(&tx).await.unwrap();
        let loads: Vec<_> = masters.iter().map(|master| (master.person.id, master.active_orders)).collect();
        assert_eq!(loads, [(IVAN, 2), (PETR, 0)]);
        assert!(masters[0].person.roles.has(Role::SeniorMaster));
    }

    async fn whoever_relies_on_a_person_waits_for_whoever_changes_him(db: Db) {
        let company = db.company().await;
        let tx = company.store.write().await.unwrap();
        assert!(people::hold(&tx, IVAN, true).await.unwrap().unwrap().active);
        people::set_active(&tx, IVAN, false).await.unwrap();
        let store = company.store.clone();
        let relies = tokio::spawn(async move {
            let tx = store.write().await.unwrap();
            people::hold(&tx, IVAN, false).await.unwrap().unwrap().active
        });
        look_around(&company).await;
        assert!(!relies.is_finished(), "nobody assigns to a master who is leaving");
        tx.commit().await.unwrap();
        assert!(!relies.await.unwrap());
    }

    async fn rules_about_the_last_admin_are_asked_one_after_another(db: Db) {
        let company = db.company().await;
        let tx = company.store.write().await.unwrap();
        people::grant(&tx, &Grant { person: PETR, role: Role::Admin, by: None, at: at(1) }).await.unwrap();
        tx.commit().await.unwrap();
        let tx = company.store.write().await.unwrap();
        tx.lock_company().await.unwrap();
        assert!(people::has_other_admin(&tx, ADMIN).await.unwrap());
        let store = company.store.clone();
        let second = tokio::spawn(async move {
            let tx = store.write().await.unwrap();
            tx.lock_company().await.unwrap();
            people::has_other_admin(&tx, PETR).await.unwrap()
        });
        look_around(&company).await;
        assert!(!second.is_finished());
        assert!(people::revoke(&tx, ADMIN, Role::Admin).await.unwrap());
        tx.commit().await.unwrap();
        assert!(!second.await.unwrap(), "the second one sees what the first one did");
    }

    async fn applications_are_decided_once(db: Db) {
        let company = db.company().await;
        let application = |id| Application {
            id: ApplicationId(id),
            person: STRANGER,
            name: PersonName::parse("Ivan").unwrap(),
            phone: Phone::from_e164("+79120001122").unwrap(),
            specialization: FreeText::from_stored("stoves".to_owned()),
            state: ApplicationState::Open,
            created_at: at(id),
            decided_by: None,
            reason: None,
        };
        let tx = company.store.write().await.unwrap();
        applications::insert(&tx, &application(1)).await.unwrap();
        tx.commit().await.unwrap();
        let tx = company.store.write().await.unwrap();
        let second = applications::insert(&tx, &application(2)).await;
        assert!(matches!(second, Err(StoreError::Conflict(_))), "one open per person: {second:?}");
        tx.rollback().await.unwrap();

        let tx = company.store.write().await.unwrap();
        assert_eq!(applications::by_id(&tx, ApplicationId(1)).await.unwrap(), Some(application(1)));
        let reason = FreeText::from_stored("full".to_owned());
        let no = Decision { state: ApplicationState::Rejected, by: Some(ADMIN), at: at(5), reason: Some(&reason) };
        assert!(applications::decide(&tx, ApplicationId(1), &no).await.unwrap());
        let yes = Decision { state: ApplicationState::Approved, by: Some(ADMIN), at: at(6), reason: None };
        assert!(!applications::decide(&tx, ApplicationId(1), &yes).await.unwrap());
        assert!(!applications::withdraw(&tx, STRANGER, at(6)).await.unwrap());
        let found = applications::by_id(&tx, ApplicationId(1)).await.unwrap().unwrap();
        assert_eq!((found.state, found.decided_by, found.reason), (ApplicationState::Rejected, Some(ADMIN), Some(reason)));
        assert!(!applications::is_open(&tx, STRANGER).await.unwrap());
        applications::insert(&tx, &application(2)).await.unwrap();
        assert!(applications::is_open(&tx, STRANGER).await.unwrap());
        assert!(applications::withdraw(&tx, STRANGER, at(7)).await.unwrap());
        assert_eq!(applications::open(&tx, 9).await.unwrap(), []);
    }

    async fn a_group_that_becomes_a_supergroup_takes_everything_along(db: Db) {
        let company = db.company().await;
        let (old, new) = (ChatId(-55), ChatId(-100_000_000_055));
        company.create(1).await;
        company.create(2).await;
        let tx = company.store.write().await.unwrap();
        let group = Chat { id: old, kind: "group".into(), title: Some("Ivan".into()), reachable: true, migrated_to: None };
        chats::put(&tx, &group).await.unwrap();
        people::set_work_chat(&tx, IVAN, Some(old)).await.unwrap();
        for (order, chat, message) in [(1, old, 11), (2, old, 12), (2, new, 13)] {
            cards::put(&tx, &card(order, chat, message)).await.unwrap();
        }
        dialogues::put(&tx, &draft(old)).await.unwrap();
        dialogues::note_prompts(&tx, &[(DraftId(1), (old, MessageId(14)))].into()).await.unwrap();
        outbox::enqueue(&tx, &[row(old, 0, "sent"), row(old, 0, "waiting")]).await.unwrap();
        let query = ClaimQuery { now: at(1), limit: 9, epoch: 1, lease_ms: 1000 };
        let sent = outbox::claim(&tx, &query, &[]).await.unwrap();
        let settled = outbox::Sent { id: sent[0].id, message: Some(MessageId(1)) };
        outbox::settle_sent(&tx, &[settled], at(1)).await.unwrap();
        tx.commit().await.unwrap();

        for _ in 0..2 {
            let tx = company.store.write().await.unwrap();
            chats::migrate(&tx, old, new).await.unwrap();
            tx.commit().await.unwrap();
            let tx = company.store.read().await.unwrap();
            assert_eq!(people::master_of_chat(&tx, new).await.unwrap().map(|person| person.id), Some(IVAN));
            assert_eq!(people::master_of_chat(&tx, old).await.unwrap(), None);
            let moved = cards::of_order(&tx, OrderId(1)).await.unwrap();
            assert_eq!(moved, [Card { message: None, ..card(1, new, 11) }], "its message stayed behind");
            let kept = cards::of_order(&tx, OrderId(2)).await.unwrap();
            assert_eq!(kept, [card(2, new, 13)]);
            let draft = dialogues::active(&tx, IVAN).await.unwrap().unwrap();
            assert_eq!((draft.chat, draft.prompt), (new, None));
            let before = chats::get(&tx, old).await.unwrap().unwrap();
            assert_eq!((before.reachable, before.migrated_to, before.title.as_deref()), (false, Some(new), Some("Ivan")));
            assert!(chats::get(&tx, new).await.unwrap().unwrap().reachable);
        }
        let tx = company.store.write().await.unwrap();
        let claimed = outbox::claim(&tx, &query, &[]).await.unwrap();
        assert_eq!((claimed.len(), claimed[0].chat, claimed[0].body.as_str()), (1, new, "waiting"));
        chats::set_reachable(&tx, new, false).await.unwrap();
        chats::set_reachable(&tx, ChatId(7), false).await.unwrap();
        assert!(!chats::get(&tx, new).await.unwrap().unwrap().reachable);
        assert_eq!(chats::get(&tx, ChatId(7)).await.unwrap().unwrap().kind, "private");
    }

    async fn two_masters_cannot_share_a_group(db: Db) {
        let company = db.company().await;
        let tx = company.store.write().await.unwrap();
        people::set_work_chat(&tx, IVAN, Some(ChatId(-5))).await.unwrap();
        people::set_work_chat(&tx, PETR, None).await.unwrap();
        let outcome = people::set_work_chat(&tx, PETR, Some(ChatId(-5))).await;
        assert!(matches!(outcome, Err(StoreError::Conflict(_))), "{outcome:?}");
    }

    async fn cards_are_one_per_order_and_chat(db: Db) {
        let company = db.company().await;
        company.create(1).await;
        let tx = company.store.write().await.unwrap();
        cards::put(&tx, &card(1, ChatId(5), 1)).await.unwrap();
        cards::put(&tx, &card(1, ChatId(5), 2)).await.unwrap();
        let found = cards::get(&tx, OrderId(1), ChatId(5)).await.unwrap().unwrap();
        assert_eq!(found.message, Some(MessageId(2)));
        assert!(cards::forget(&tx, OrderId(1), ChatId(5)).await.unwrap());
        assert!(!cards::forget(&tx, OrderId(1), ChatId(5)).await.unwrap());
        let entry =
            AuditEntry { at: at(1), person: ADMIN, action: "x".into(), order: Some(OrderId(1)), details: None };
        audit::add(&tx, &entry).await.unwrap();
    }
}

/// Enough going to the database and back for whoever does not wait to be done.
async fn look_around(company: &Company) {
    for _ in 0..20 {
        let tx = company.store.read().await.unwrap();
        people::by_id(&tx, ADMIN).await.unwrap();
    }
}

fn card(order: i64, chat: ChatId, message: i64) -> Card {
    Card {
        order: OrderId(order),
        chat,
        message: Some(MessageId(message)),
        audience: Audience::Master,
        person: None,
        opened_at: at(2),
        back: None,
    }
}

fn draft(chat: ChatId) -> DraftRow {
    DraftRow {
        draft: DraftId(1),
        person: IVAN,
        revision: 1,
        body: "{}".to_owned().into(),
        chat,
        now: at(1),
        expires_at: at(100),
    }
}
