//! The audit trail: two sources as one list, a page at a time.

use repairbot::store::audit::{self, AuditEntry, Doing, TrailLine, TrailQuery};
use repairbot_core::{
    actor::Role,
    audit::{AuditFilter, Audited, Topic, TrailCursor},
    ids::{OrderId, PersonId},
    order::{Command, Event},
};

use super::support::{ADMIN, Company, Db, IVAN, PETR, at, on_every_database};

const ALL: AuditFilter =
    AuditFilter { person: None, order: None, topic: Topic::All, period: repairbot_core::audit::Period::All };

async fn denied(company: &Company, person: PersonId, what: &str, second: i64) {
    let tx = company.store.write().await.unwrap();
    let action = format!("denied:{what}");
    let entry = AuditEntry { at: at(second), person, action, order: None, details: None };
    audit::add(&tx, &entry).await.unwrap();
    tx.commit().await.unwrap();
}

async fn page(
    company: &Company,
    filter: AuditFilter,
    cursor: Option<TrailCursor>,
) -> (Vec<TrailLine>, Option<TrailCursor>) {
    let tx = company.store.read().await.unwrap();
    audit::trail(&tx, &TrailQuery { filter, since: None, cursor, limit: 4 }).await.unwrap()
}

/// All pages, one after another.
async fn whole(company: &Company, filter: AuditFilter) -> Vec<TrailLine> {
    let (mut lines, mut next) = page(company, filter, None).await;
    while let Some(cursor) = next {
        let (more, after) = page(company, filter, Some(cursor)).await;
        assert!(!more.is_empty(), "an empty page after {cursor:?}");
        lines.extend(more);
        next = after;
    }
    lines
}

fn what(line: &TrailLine) -> String {
    match &line.doing {
        Doing::Event(recorded) => {
            format!("{} {}", line.order.unwrap().1, serde_json::to_value(&recorded.event).unwrap()["type"])
        }
        Doing::Noted(noted) => noted.code().to_owned(),
        Doing::Denied(what) => format!("denied {what}"),
        Doing::Other(what) => format!("other {what}"),
    }
}

on_every_database! {
    async fn pages_follow_one_another_also_within_one_instant(db: Db) {
        let company = db.company().await;
        for id in 1..=3 {
            let (order, _) = company.create(id).await;
            company.command(&order, &Command::Assign { master: IVAN }, 5).await;
        }
        for index in 0..9 {
            denied(&company, PETR, &format!("x{index}"), 5).await;
        }
        denied(&company, PETR, "first", -5).await;
        denied(&company, PETR, "last", 9).await;
        let lines = whole(&company, ALL).await;
        let found: Vec<_> = lines.iter().map(what).collect();
        assert_eq!(found.len(), 17, "{found:?}");
        assert!(lines.is_sorted_by_key(|line| std::cmp::Reverse(line.at)), "{found:?}");
        let mut once = found.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), 17, "{found:?}");
        assert_eq!((found[0].as_str(), found[16].as_str()), ("denied last", "denied first"));
        assert_eq!(found[1], "3 \"assigned\"");
        // A cursor nobody drew skips at most; it does no harm.
        let forged = TrailCursor { at: i64::MAX, skip: u32::MAX };
        assert_eq!(page(&company, ALL, Some(forged)).await.0, []);
    }

    async fn it_is_narrowed_down_by_person_order_topic_and_period(db: Db) {
        let company = db.company().await;
        let (one, _) = company.create(1).await;
        company.create(2).await;
        let one = company.command(&one, &Command::Assign { master: IVAN }, 1).await;
        company.command(&one, &Command::Accept, 2).await;
        denied(&company, PETR, "order", 3).await;
        let tx = company.store.write().await.unwrap();
        let granted = Audited::RoleGranted { person: PETR, role: Role::Dispatcher };
        audit::note(&tx, (ADMIN, at(4)), &granted).await.unwrap();
        let added = Audited::EntryAdded {
            entry: repairbot_core::catalogue::CatalogueEntry::Reason(repairbot_core::ids::ReasonId(1)),
            name: "x".to_owned(),
        };
        audit::note(&tx, (ADMIN, at(5)), &added).await.unwrap();
        let entry = AuditEntry { at: at(6), person: PETR, action: "of_tomorrow".into(), order: Some(OrderId(2)), details: Some("{}".into()) };
        audit::add(&tx, &entry).await.unwrap();
        tx.commit().await.unwrap();
        let found = async |filter: AuditFilter| whole(&company, filter).await.iter().map(what).collect::<Vec<_>>();
        let topic = |topic| AuditFilter { topic, ..ALL };
        assert_eq!(found(ALL).await.len(), 8);
        assert_eq!(found(topic(Topic::Orders)).await, ["1 \"accepted\"", "1 \"assigned\"", "2 \"created\"", "1 \"created\""]);
        assert_eq!(found(topic(Topic::Work)).await, ["1 \"accepted\""]);
        assert_eq!(found(topic(Topic::Assigning)).await.len(), 3);
        assert_eq!(found(topic(Topic::Endings)).await, Vec::<String>::new());
        assert_eq!(found(topic(Topic::Denied)).await, ["denied order"]);
        assert_eq!(found(topic(Topic::Company)).await, ["entry_added"]);
        assert_eq!(found(topic(Topic::People)).await, ["other of_tomorrow", "role_granted"]);
        let by = |person| AuditFilter { person: Some(person), ..ALL };
        assert_eq!(found(by(PETR)).await, ["other of_tomorrow", "denied order"]);
        assert_eq!(found(by(IVAN)).await, Vec::<String>::new());
        let about = AuditFilter { order: Some(OrderId(2)), ..ALL };
        assert_eq!(found(about).await, ["other of_tomorrow", "2 \"created\""]);
        let tx = company.store.read().await.unwrap();
        let since = TrailQuery { filter: ALL, since: Some(at(2)), cursor: None, limit: 10 };
        let (lines, next) = audit::trail(&tx, &since).await.unwrap();
        assert_eq!((lines.len(), next), (5, None));
        let Doing::Event(accepted) = &lines[4].doing else { panic!("{lines:?}") };
        assert_eq!(accepted.event, Event::Accepted);
        assert_eq!(lines[2].doing, Doing::Noted(granted));
    }

    async fn staff_comes_in_pages(db: Db) {
        let company = db.company().await;
        let tx = company.store.read().await.unwrap();
        let first = audit::staff(&tx, None, 2).await.unwrap();
        assert_eq!(first.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [ADMIN, IVAN]);
        let second = audit::staff(&tx, Some(IVAN), 2).await.unwrap();
        assert_eq!(second.iter().map(|(_, name)| name.reveal()).collect::<Vec<_>>(), ["Petr"]);
    }
}
