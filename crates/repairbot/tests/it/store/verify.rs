//! `repairbot verify`: damage of every kind is planted past the store and must be found.

use repairbot::store::{
    Store, StoreOptions,
    verify::{Check, Checked},
};
use repairbot_core::{
    money::{Kopecks, PaymentMethod},
    order::{Closing, Command},
};
use sea_orm::{ConnectionTrait, DbBackend};

use super::support::{Company, Db, IVAN, on_every_database};

/// Runs statements past the store, with foreign keys off.
async fn plant(company: &Company, sql: &str) {
    let raw = company.db.raw().await;
    let off = match raw.get_database_backend() {
        DbBackend::Postgres => "SET session_replication_role = replica",
        _ => "PRAGMA foreign_keys = OFF",
    };
    raw.execute_unprepared(&format!("{off}; {sql}")).await.unwrap();
    raw.close().await.unwrap();
}

pub(super) async fn run(company: &Company, check: Check) -> (Checked, Vec<String>) {
    let tx = company.store.read().await.unwrap();
    let mut lines = Vec::new();
    let checked = check.run(&tx, &mut |line| lines.push(line.to_owned())).await.unwrap();
    assert_eq!(checked.deviations, lines.len() as u64, "{check:?}");
    assert!(lines.iter().all(|line| !line.contains('\n')), "{lines:?}");
    (checked, lines)
}

/// One closed order, one assigned, one new.
async fn three_orders(db: Db) -> Company {
    let company = db.company().await;
    let (first, _) = company.create(1).await;
    let (second, _) = company.create(2).await;
    company.create(3).await;
    company.command(&second, &Command::Assign { master: IVAN }, 1).await;
    let mut order = company.command(&first, &Command::Assign { master: IVAN }, 2).await;
    for command in [Command::Accept, Command::ArriveOnSite] {
        order = company.command(&order, &command, 3).await;
    }
    let closing = Closing {
        total: Kopecks(1_000_000),
        materials: Kopecks(200_000),
        payment: PaymentMethod::Cash,
        review: false,
        out_of_city: false,
        senior: false,
    };
    company.command(&order, &Command::Close(closing), 4).await;
    company.store.index_orders().await.unwrap();
    company
}

/// What is damaged, how it is mended again, who must find it, and in which words.
const DAMAGE: [(&str, &str, Check, &str); 25] = [
    (
        "UPDATE orders SET master_id = 103 WHERE id = 2",
        "UPDATE orders SET master_id = 102 WHERE id = 2",
        Check::Histories,
        "order #2 is not what its 2 events say: master_id",
    ),
    (
        "UPDATE orders SET status = 'REFUSED', version = 9 WHERE id = 3",
        "UPDATE orders SET status = 'NEW', version = 1 WHERE id = 3",
        Check::Histories,
        "order #3 is not what its 1 events say: version, status",
    ),
    (
        "UPDATE order_events SET version = 7 WHERE order_id = 2 AND version = 2",
        "UPDATE order_events SET version = 2 WHERE order_id = 2 AND version = 7",
        Check::Histories,
        "version 2 expected, 7 found",
    ),
    (
        "UPDATE order_events SET payload = '[]' WHERE order_id = 2 AND version = 2",
        "UPDATE order_events SET payload = '{\"type\":\"assigned\",\"master\":102}' WHERE order_id = 2 AND version = 2",
        Check::Histories,
        "order_events.payload",
    ),
    (
        "UPDATE status_counts SET count = count + 2 WHERE status = 'NEW'",
        "UPDATE status_counts SET count = count - 2 WHERE status = 'NEW'",
        Check::Counts,
        "branch 1 has 1 orders in NEW, its counter says 3",
    ),
    (
        "INSERT INTO status_counts (branch_id, status, count) VALUES (1, 'DR', 1)",
        "DELETE FROM status_counts WHERE status = 'DR'",
        Check::Counts,
        "branch 1 has 0 orders in DR, its counter says 1",
    ),
    (
        "UPDATE counters SET value = 1 WHERE name = 'order_number'",
        "UPDATE counters SET value = 3 WHERE name = 'order_number'",
        Check::Counts,
        "the counter of numbers stands at 1, but there is an order #3",
    ),
    (
        "UPDATE orders SET master_share = master_share + 1 WHERE id = 1",
        "UPDATE orders SET master_share = master_share - 1 WHERE id = 1",
        Check::Money,
        "order #1: the shares are 800001 kopecks together, 800000 were to be split",
    ),
    (
        "UPDATE orders SET collected = 5 WHERE id = 1",
        "UPDATE orders SET collected = 1000000 WHERE id = 1",
        Check::Money,
        "order #1: 5 kopecks were collected or held, the total is 1000000",
    ),
    (
        "UPDATE orders SET breakdown = replace(breakdown, '\"rates\":0', '\"rates\":77') WHERE id = 1",
        "UPDATE orders SET breakdown = replace(breakdown, '\"rates\":77', '\"rates\":0') WHERE id = 1",
        Check::Money,
        "order #1: no rates have the number 77",
    ),
    (
        "UPDATE orders SET client_id = 999 WHERE id IN (1, 2)",
        "UPDATE orders SET client_id = 201 WHERE id IN (1, 2)",
        Check::References,
        "orders.client_id names 999, which clients has not (2 rows)",
    ),
    (
        "INSERT INTO audit (at, person_id, action, order_id) VALUES (1, 101, 'x', 77)",
        "DELETE FROM audit",
        Check::References,
        "audit.order_id names 77, which orders has not (1 rows)",
    ),
    (
        "UPDATE equipment_types SET merged_into = 99, hidden = TRUE WHERE id = 9",
        "UPDATE equipment_types SET merged_into = NULL, hidden = FALSE WHERE id = 9",
        Check::References,
        "equipment_types.merged_into names 99",
    ),
    (
        "INSERT INTO cards (order_id, chat_id, message_id, audience, opened_at) VALUES (1, -5, 7, 'master', 0), (2, -5, 7, 'master', 0)",
        "DELETE FROM cards",
        Check::Cards,
        "message 7 of chat -5 is the live card of 2 orders",
    ),
    (
        "INSERT INTO cards (order_id, chat_id, message_id, audience, person_id, opened_at) VALUES (1, 5, 7, 'master', 102, 0)",
        "DELETE FROM cards",
        Check::Cards,
        "a card of order id 1 is in chat 5, which is not its reader's",
    ),
    (
        "DELETE FROM timers WHERE order_id = 3 AND kind = 'sla_new'",
        "INSERT INTO timers (order_id, kind, base_at, step, state, planned_at) \
         VALUES (3, 'sla_new', 1763800000000, 0, 'pending', 1763800000000)",
        Check::Timers,
        "order #3 has the timers [(\"unassigned\", 1763800000000)] and should have",
    ),
    (
        "INSERT INTO timers (order_id, kind, base_at, step, state, planned_at) VALUES (1, 'visit', 0, 0, 'pending', 0)",
        "DELETE FROM timers WHERE order_id = 1",
        Check::Timers,
        "order id 1 is not open and has the timer visit",
    ),
    (
        "UPDATE equipment_types SET aliases = '[\"СТИРАЛКА\"]' WHERE id = 2",
        "UPDATE equipment_types SET aliases = '[]' WHERE id = 2",
        Check::Catalogue,
        "entry 2 of equipment has a name of another one",
    ),
    (
        "UPDATE equipment_types SET merged_into = 1, hidden = TRUE WHERE id = 9",
        "UPDATE equipment_types SET merged_into = NULL, hidden = FALSE WHERE id = 9",
        Check::Catalogue,
        "type 9 does not look like 1, into which it was merged",
    ),
    (
        "UPDATE reasons SET merged_into = 77, hidden = TRUE WHERE id = 2",
        "UPDATE reasons SET merged_into = NULL, hidden = FALSE WHERE id = 2",
        Check::References,
        "reasons.merged_into names 77",
    ),
    (
        "UPDATE reasons SET merged_into = 1, hidden = TRUE WHERE id = 2",
        "UPDATE reasons SET merged_into = NULL, hidden = FALSE WHERE id = 2",
        Check::Catalogue,
        "reason 2 does not look like 1, into which it was merged",
    ),
    // What cannot be read is told, and the rest is looked at all the same.
    (
        "UPDATE equipment_types SET aliases = '[' || aliases WHERE id = 2",
        "UPDATE equipment_types SET aliases = SUBSTR(aliases, 2) WHERE id = 2",
        Check::Catalogue,
        "the catalogue of equipment cannot be read",
    ),
    (
        "UPDATE orders SET kind = 'odd' WHERE id = 2",
        "UPDATE orders SET kind = 'repair' WHERE id = 2",
        Check::Timers,
        "order #2 cannot be read: the database is damaged: orders.kind",
    ),
    (
        "UPDATE orders SET breakdown = '[' || breakdown WHERE id = 1",
        "UPDATE orders SET breakdown = SUBSTR(breakdown, 2) WHERE id = 1",
        Check::Money,
        "order #1: the database is damaged: orders.breakdown",
    ),
    (
        "UPDATE search_terms SET number = 902 WHERE number = 2",
        "UPDATE search_terms SET number = 2 WHERE number = 902",
        Check::Search,
        "order #2 lacks",
    ),
];

on_every_database! {
    async fn a_sound_database_has_no_deviations(db: Db) {
        let company = three_orders(db).await;
        for check in Check::ALL {
            let (checked, lines) = run(&company, check).await;
            assert!(lines.is_empty(), "{check:?}: {lines:?}");
            let nothing_to_see = check == Check::Cards;
            assert_eq!(checked.looked_at == 0, nothing_to_see, "{check:?}");
        }
        assert_eq!(run(&company, Check::Histories).await.0.looked_at, 3);
        assert_eq!(run(&company, Check::Money).await.0.looked_at, 1);
        // Every foreign key of the schema is followed without being listed anywhere.
        assert!(run(&company, Check::References).await.0.looked_at > 35);
    }

    async fn damage_of_every_kind_is_found(db: Db) {
        let company = three_orders(db).await;
        for (damage, mend, check, words) in DAMAGE {
            plant(&company, damage).await;
            let (_, lines) = run(&company, check).await;
            assert!(lines.iter().any(|line| line.contains(words)), "{damage}: {lines:?}");
            plant(&company, mend).await;
            let (_, lines) = run(&company, check).await;
            assert!(lines.is_empty(), "{mend}: {lines:?}");
        }
    }

    async fn what_is_deleted_is_not_counted(db: Db) {
        let company = three_orders(db).await;
        plant(&company, "UPDATE orders SET deleted_at = 5 WHERE id = 3").await;
        let (_, lines) = run(&company, Check::Counts).await;
        assert_eq!(lines, ["branch 1 has 0 orders in NEW, its counter says 1"]);
    }

    async fn nothing_is_written_through_a_database_opened_to_look(db: Db) {
        let company = three_orders(db).await;
        let options = StoreOptions { url: company.db.url.clone(), max_connections: 1 };
        let looking = Store::connect_read_only(&options).await.unwrap();
        let tx = looking.read().await.unwrap();
        assert_eq!(Check::Histories.run(&tx, &mut |_| ()).await.unwrap().looked_at, 3);
        // Seen as of one moment, whatever happens meanwhile.
        company.create(4).await;
        assert_eq!(Check::Histories.run(&tx, &mut |_| ()).await.unwrap().looked_at, 3);
        drop(tx);
        let written = async {
            let tx = looking.write().await?;
            repairbot::store::people::set_active(&tx, IVAN, false).await?;
            tx.commit().await
        };
        assert!(written.await.is_err());
        looking.close().await.unwrap();
    }
}
