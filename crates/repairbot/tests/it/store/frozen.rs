//! Released migrations don't follow live code: what they wrote out is compared with what live code says today.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use repairbot::store::{
    applications::ApplicationState, catalogue, ledger::HandInState, people::GrantSource, rates,
};
use repairbot_core::{
    actor::Role,
    attachment::AttachmentKind,
    catalogue::{ReasonKind, default_equipment, default_reasons},
    ids::RatesId,
    ledger::{Account, TransactionKind},
    order::Status,
    schedule::{TimerKind, Topic},
    split::RatesVersion,
};
use sea_orm::{ConnectionTrait, Statement};

use super::support::{Db, on, on_every_database};
use crate::support::{Database, Kind};

/// The conditions that the queries of the store use.
#[path = "../../../src/store/sql.rs"]
#[expect(dead_code, reason = "only the texts of the conditions are looked at")]
mod sql;

const ADD: &str = "live code has moved on: add a migration (never change a released one)";

/// What SQLite wrote down about each table and index.
async fn definitions(db: &Db) -> BTreeMap<String, String> {
    let raw = db.raw().await;
    let select = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL";
    let rows = raw.query_all_raw(Statement::from_string(raw.get_database_backend(), select)).await.unwrap();
    raw.close().await.unwrap();
    rows.iter().map(|row| (row.try_get("", "name").unwrap(), row.try_get("", "sql").unwrap())).collect()
}

/// A closed list as a CHECK has it.
fn check(column: &str, codes: &[&str]) -> String {
    format!("\"{column}\" IN ('{}')", codes.join("', '"))
}

#[tokio::test]
async fn the_lists_of_the_schema_are_those_of_the_enums() {
    on(Database::migrated(Kind::Sqlite).await, lists).await;
}

async fn lists(db: Db) {
    let found = definitions(&db).await;
    let roles = Role::ALL.map(Role::code);
    let statuses = Status::ALL.map(Status::code);
    let sources = [GrantSource::Environment, GrantSource::Bot].map(GrantSource::code);
    let states = ApplicationState::ALL.map(ApplicationState::code);
    let kinds = [ReasonKind::Decline, ReasonKind::Refuse].map(ReasonKind::code);
    let attached = AttachmentKind::ALL.map(AttachmentKind::code);
    let hand_ins = HandInState::ALL.map(HandInState::code);
    let accounts = Account::codes();
    let movements = TransactionKind::ALL.map(TransactionKind::code);
    let (timers, topics) = (TimerKind::ALL.map(TimerKind::code), Topic::ALL.map(Topic::code));
    for (table, column, codes) in [
        ("role_grants", "role", &roles[..]),
        ("role_grants", "source", &sources),
        ("invitations", "role", &roles),
        ("reasons", "kind", &kinds),
        ("attachments", "kind", &attached),
        ("attachments", "copy_state", &["due", "kept", "refused", "none"]),
        ("orders", "status", &statuses),
        ("status_counts", "status", &statuses),
        ("applications", "state", &states),
        ("hand_ins", "state", &hand_ins),
        ("ledger_transactions", "kind", &movements),
        ("ledger_entries", "account", &accounts),
        ("balances", "account", &accounts),
        ("timers", "kind", &timers),
        ("timers", "state", &["pending", "done", "cancelled"]),
        ("firings", "kind", &timers),
        ("firings", "outcome", &["told", "skipped"]),
        ("reminders", "topic", &topics),
        ("job_runs", "state", &["done", "skipped"]),
    ] {
        let (found, expected) = (&found[table], check(column, codes));
        assert!(found.contains(&expected), "{table}: no {expected} in {found}: {ADD}");
    }
}

#[tokio::test]
async fn the_conditions_of_the_indexes_are_those_of_the_queries() {
    on(Database::migrated(Kind::Sqlite).await, conditions).await;
}

async fn conditions(db: Db) {
    let found = definitions(&db).await;
    for (index, condition) in [
        ("ix_outbox_unsent", sql::UNSENT),
        ("ix_outbox_lanes", sql::UNSENT),
        ("ix_outbox_pending", sql::PENDING),
        ("ix_outbox_dead", sql::DEAD),
        ("ix_outbox_settled", sql::SETTLED),
        ("ix_orders_deleted", sql::DELETED),
        ("ux_applications_open", sql::UNANSWERED),
        ("ux_hand_ins_open", sql::UNANSWERED),
        ("ix_outbox_told", sql::TOLD),
        ("ix_orders_open_created", sql::OPEN),
        ("ix_orders_open_master_created", sql::OPEN),
        ("ix_orders_visit", sql::VISITED),
        ("ix_orders_master_visit", sql::VISITED),
        ("ix_orders_promise", sql::PROMISED),
        ("ix_orders_master_promise", sql::PROMISED),
        ("ix_timers_waiting", sql::WAITING_TIMER),
        ("ix_reminders_owed", sql::OWED),
        ("ix_orders_status_created", sql::PRESENT),
        ("ix_orders_closed", sql::CLOSED),
        ("ix_orders_refused", sql::REFUSED),
        ("ix_orders_master_over", sql::OVER),
    ] {
        let (found, expected) = (&found[index], format!(" WHERE {condition}"));
        assert!(found.ends_with(&expected), "{index}: no {expected} in {found}: {ADD}");
    }
}

#[tokio::test]
async fn lists_by_due_go_by_the_expression_of_their_indexes() {
    on(Database::migrated(Kind::Sqlite).await, expressions).await;
}

async fn expressions(db: Db) {
    let found = definitions(&db).await;
    for index in ["ix_orders_visit", "ix_orders_master_visit"] {
        assert!(found[index].contains(sql::VISIT), "{index}: {}: {ADD}", found[index]);
    }
    let without = |left_out: &dyn Fn(Status) -> bool| {
        let codes = Status::ALL.into_iter().filter(|status| left_out(*status)).map(Status::code);
        codes.map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let said = |condition: &str| {
        let codes = condition.strip_prefix("status NOT IN (").unwrap();
        let codes = codes.strip_suffix(") AND deleted_at IS NULL").unwrap();
        codes.split(", ").map(|code| code.trim_matches('\'').to_owned()).collect::<BTreeSet<_>>()
    };
    assert_eq!(said(sql::OPEN), without(&Status::is_final), "{ADD}");
    let promised = |status: Status| status == Status::LongRepair;
    assert_eq!(said(sql::VISITED), without(&|status| status.is_final() || promised(status)), "{ADD}");
    assert_eq!(said(sql::PROMISED), without(&|status| !promised(status)), "{ADD}");
    assert_eq!(said(sql::OVER), without(&|status| !status.is_final()), "{ADD}");
    let over = [(sql::CLOSED, Status::Closed), (sql::REFUSED, Status::Refused)];
    for (condition, only) in over {
        assert_eq!(said(condition), without(&|status| status != only), "{ADD}");
    }
}

#[test]
fn migrations_take_nothing_from_live_code() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/migrations");
    let mut looked_at = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        looked_at += 1;
        let text = std::fs::read_to_string(&path).unwrap();
        for live in ["repairbot_core::", "crate::", "super::super"] {
            assert!(!text.contains(live), "{}: {live} changes after the release", path.display());
        }
    }
    assert!(looked_at > 5);
}

on_every_database! {
    async fn the_first_rates_are_the_default_rules(db: Db) {
        let tx = db.store.read().await.unwrap();
        let first = rates::latest(&tx).await.unwrap();
        assert_eq!((first.id, &first.created_by), (RatesId::DEFAULT, &None));
        assert_eq!(first.rules(), RatesVersion::default_rules(), "{ADD}");
    }

    async fn the_seed_is_the_lexicon(db: Db) {
        let tx = db.store.read().await.unwrap();
        let equipment = catalogue::equipment(&tx).await.unwrap();
        let found: Vec<_> = equipment.iter().map(|kind| (&kind.code, &kind.name, &kind.aliases)).collect();
        let expected: Vec<_> =
            default_equipment().iter().map(|kind| (&kind.code, &kind.ru, &kind.aliases)).collect();
        assert_eq!(found, expected, "{ADD}");
        assert_eq!(equipment.iter().map(|kind| kind.id.0).collect::<Vec<_>>(), (1..=10).collect::<Vec<_>>());
        for kind in [ReasonKind::Decline, ReasonKind::Refuse] {
            let reasons = catalogue::reasons(&tx, kind).await.unwrap();
            let found: Vec<_> = reasons.iter().map(|reason| (&reason.code, &reason.name)).collect();
            let of_kind = default_reasons().iter().filter(|reason| reason.kind == kind);
            let expected: Vec<_> = of_kind.map(|reason| (&reason.code, &reason.ru)).collect();
            assert_eq!(found, expected, "{ADD}");
            let wordy = reasons.iter().filter(|reason| reason.needs_text).map(|reason| reason.code.as_str());
            assert_eq!(wordy.collect::<Vec<_>>(), [format!("{}_other", kind.code())]);
        }
        let first = catalogue::equipment_by_id(&tx, equipment[0].id).await.unwrap();
        assert_eq!(first.as_ref(), equipment.first());
    }
}
