//! The ledger in the database: what is posted with an event, what can't be changed, who owes since when, and past orders.

use repairbot::store::{
    Store, StoreError,
    ledger::{self, About, Answer, Debt, HandInState, NewTransaction},
    people,
    verify::Check,
};
use repairbot_core::{
    ids::{HandInId, OrderNumber, PersonId, TextId, TransactionId},
    ledger::{Account, TransactionKind, adjusted, handed_in, paid_out},
    money::{Kopecks, PaymentMethod},
    order::{Closing, Command, Order, Reason, RefusalAnswers},
};
use sea_orm::{ConnectionTrait, DbBackend};

use super::support::{ADMIN, Company, Db, IVAN, PETR, at, closing, on_every_database};

const ORDER: i64 = 1;

/// Ivan's order, on site.
async fn on_site(company: &Company, id: i64) -> Order {
    let (order, _) = company.create(id).await;
    let mut order = company.command(&order, &Command::Assign { master: IVAN }, 1).await;
    for command in [Command::Accept, Command::ArriveOnSite] {
        order = company.command(&order, &command, 2).await;
    }
    order
}

fn prepaid(kopecks: i64) -> Command {
    let promised_on = "2025-12-24".parse().unwrap();
    Command::StartLongRepair { promised_on, parts: None, prepayment: Kopecks(kopecks) }
}

async fn balance(store: &Store, account: Account) -> i64 {
    let tx = store.read().await.unwrap();
    ledger::balance(&tx, account).await.unwrap().0
}

async fn held(company: &Company, master: PersonId) -> i64 {
    balance(&company.store, Account::Master(master)).await
}

/// Everything that deviates, by both checks of the ledger.
async fn deviations(company: &Company) -> Vec<String> {
    let tx = company.store.read().await.unwrap();
    crate::support::deviations(&tx, &[Check::Ledger, Check::Postings]).await
}

/// Runs statements past the store and past what keeps the ledger as it is.
async fn plant(company: &Company, sql: &str) {
    let raw = company.db.raw().await;
    let off = match raw.get_database_backend() {
        DbBackend::Postgres => "SET session_replication_role = replica;".to_owned(),
        _ => {
            let triggers = ["transactions", "entries"].map(|table| {
                format!(
                    "DROP TRIGGER IF EXISTS ledger_{table}_no_update; DROP TRIGGER IF EXISTS ledger_{table}_no_delete;"
                )
            });
            format!("PRAGMA foreign_keys = OFF; {}", triggers.concat())
        }
    };
    raw.execute_unprepared(&format!("{off} {sql}")).await.unwrap();
    raw.close().await.unwrap();
}

async fn post(company: &Company, new: NewTransaction) -> Result<TransactionId, StoreError> {
    let tx = company.store.write().await.unwrap();
    let posted = ledger::post(&tx, &new).await;
    if posted.is_ok() {
        tx.commit().await.unwrap();
    }
    posted
}

fn between(posting: Option<repairbot_core::ledger::Posting>, second: i64) -> NewTransaction {
    NewTransaction { posting: posting.unwrap(), about: About::default(), by: ADMIN, at: at(second) }
}

/// A prepayment of 2000, a total of 10 000, of which 60 % is the company's... by cash.
async fn closed(company: &Company) -> i64 {
    let order = on_site(company, ORDER).await;
    let order = company.command(&order, &prepaid(200_000), 3).await;
    assert_eq!(held(company, IVAN).await, 200_000);
    assert_eq!(balance(&company.store, Account::Advances).await, -200_000);
    let order = company.command(&order, &Command::Close(closing(1_000_000)), 4).await;
    order.settlement.unwrap().breakdown.company.0
}

on_every_database! {
    async fn money_is_posted_with_the_event(db: Db) {
        let company = db.company().await;
        let share = closed(&company).await;
        assert_eq!(held(&company, IVAN).await, share);
        assert_eq!(balance(&company.store, Account::Advances).await, 0);
        assert_eq!(balance(&company.store, Account::CompanyIncome).await, -share);
        let order = on_site(&company, 2).await;
        let by_card = Closing { payment: PaymentMethod::Card, ..closing(500_000) };
        let order = company.command(&order, &Command::Close(by_card), 5).await;
        let settlement = order.settlement.unwrap();
        assert_eq!(balance(&company.store, Account::Bank).await, 500_000);
        assert_eq!(held(&company, IVAN).await, share - settlement.breakdown.master.0);

        let tx = company.store.read().await.unwrap();
        let page = ledger::book(&tx, IVAN, None, 2).await.unwrap();
        let lines: Vec<_> = page.lines.iter().map(|line| (line.kind, line.order.unwrap().1, line.balance.0)).collect();
        let last = share - settlement.breakdown.master.0;
        let expected = [(TransactionKind::Closed, OrderNumber(2), last), (TransactionKind::Closed, OrderNumber(1), share)];
        assert_eq!(lines, expected);
        assert!(page.more);
        let earlier = ledger::book(&tx, IVAN, Some(page.lines[1].transaction), 2).await.unwrap();
        assert!(!earlier.more);
        let [line] = &earlier.lines[..] else { panic!("{earlier:?}") };
        assert_eq!((line.kind, line.amount, line.balance), (TransactionKind::Prepaid, Kopecks(200_000), Kopecks(200_000)));
        assert_eq!(ledger::line(&tx, line.transaction).await.unwrap().as_ref(), Some(line));
        assert_eq!(ledger::line(&tx, TransactionId(99)).await.unwrap(), None);
        assert!(ledger::book(&tx, PETR, None, 5).await.unwrap().lines.is_empty());
        drop(tx);
        assert_eq!(deviations(&company).await, Vec::<String>::new());
    }

    async fn what_was_posted_stays_and_nothing_is_posted_twice(db: Db) {
        let company = db.company().await;
        closed(&company).await;
        let raw = company.db.raw().await;
        for change in [
            "UPDATE ledger_entries SET amount = amount + 1",
            "DELETE FROM ledger_entries",
            "UPDATE ledger_transactions SET at = 0",
            "DELETE FROM ledger_transactions",
            "INSERT INTO ledger_entries VALUES (1, 9, 'master', NULL, 5)",
            "INSERT INTO ledger_entries VALUES (1, 9, 'bank', 102, 5)",
            "INSERT INTO ledger_entries VALUES (1, 9, 'bank', NULL, 0)",
            "INSERT INTO ledger_transactions (kind, order_id, order_version, person_id, at) VALUES ('closed', 1, 5, 101, 0)",
        ] {
            assert!(raw.execute_unprepared(change).await.is_err(), "accepted: {change}");
        }
        raw.close().await.unwrap();
        let of_order = |version| About {
            event: Some((repairbot_core::ids::OrderId(ORDER), repairbot_core::ids::OrderVersion(version))),
            ..About::default()
        };
        let again = NewTransaction { about: of_order(5), ..between(handed_in(IVAN, Kopecks(5)), 9) };
        assert!(post(&company, again).await.unwrap_err().is_conflict());
    }

    async fn a_hand_in_is_answered_and_posted_once(db: Db) {
        let company = db.company().await;
        let share = closed(&company).await;
        let id = HandInId(70);
        let tx = company.store.write().await.unwrap();
        ledger::ask(&tx, id, (IVAN, Kopecks(share)), at(5)).await.unwrap();
        tx.commit().await.unwrap();
        let tx = company.store.write().await.unwrap();
        let second = ledger::ask(&tx, HandInId(71), (IVAN, Kopecks(1)), at(5)).await;
        assert!(second.unwrap_err().is_conflict(), "one waits at a time");
        drop(tx);
        let tx = company.store.write().await.unwrap();
        let asked = ledger::open_hand_in(&tx, IVAN).await.unwrap().unwrap();
        assert_eq!((asked.id, asked.state, asked.asked), (id, HandInState::Open, Kopecks(share)));
        let confirm = Answer::Confirm(Kopecks(share - 100));
        assert!(ledger::answer(&tx, &asked, confirm, (ADMIN, at(6))).await.unwrap());
        assert!(!ledger::answer(&tx, &asked, confirm, (ADMIN, at(7))).await.unwrap());
        assert!(!ledger::answer(&tx, &asked, Answer::Cancel, (IVAN, at(7))).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!((held(&company, IVAN).await, balance(&company.store, Account::CashDesk).await), (100, share - 100));
        let tx = company.store.read().await.unwrap();
        let answered = ledger::hand_in(&tx, id).await.unwrap().unwrap();
        assert_eq!((answered.confirmed, answered.decided_by), (Some(Kopecks(share - 100)), Some(ADMIN)));
        assert_eq!(ledger::open_hand_in(&tx, IVAN).await.unwrap(), None);
        drop(tx);

        let tx = company.store.write().await.unwrap();
        ledger::ask(&tx, HandInId(72), (IVAN, Kopecks(100)), at(8)).await.unwrap();
        let asked = ledger::hand_in(&tx, HandInId(72)).await.unwrap().unwrap();
        assert!(ledger::answer(&tx, &asked, Answer::Reject(TextId(502)), (ADMIN, at(9))).await.unwrap());
        let entered = ledger::record_hand_in(&tx, HandInId(73), (IVAN, Kopecks(60)), (ADMIN, at(10))).await.unwrap();
        assert!(entered.is_some());
        tx.commit().await.unwrap();
        assert_eq!(held(&company, IVAN).await, 40);
        assert_eq!(deviations(&company).await, Vec::<String>::new());
    }

    async fn what_is_handed_in_pays_the_oldest_first(db: Db) {
        let company = db.company().await;
        let sums = [(adjusted(IVAN, Kopecks(300)), 10), (adjusted(IVAN, Kopecks(500)), 20), (adjusted(PETR, Kopecks(-50)), 30)];
        for (posting, second) in sums {
            post(&company, between(posting, second)).await.unwrap();
        }
        let debts = async || {
            let tx = company.store.read().await.unwrap();
            ledger::debts(&tx).await.unwrap()
        };
        let owed = Debt { master: PETR, balance: Kopecks(-50), unpaid_since: None };
        let of_ivan = |balance, second: i64| Debt {
            master: IVAN,
            balance: Kopecks(balance),
            unpaid_since: Some(at(second)),
        };
        assert_eq!(debts().await, [of_ivan(800, 10), owed]);
        post(&company, between(handed_in(IVAN, Kopecks(299)), 40)).await.unwrap();
        assert_eq!(debts().await, [of_ivan(501, 10), owed]);
        post(&company, between(handed_in(IVAN, Kopecks(1)), 50)).await.unwrap();
        assert_eq!(debts().await, [of_ivan(500, 20), owed]);
        post(&company, between(handed_in(IVAN, Kopecks(500)), 60)).await.unwrap();
        post(&company, between(paid_out(PETR, Kopecks(50)), 70)).await.unwrap();
        assert_eq!(debts().await, []);
        let tx = company.store.write().await.unwrap();
        people::set_active(&tx, IVAN, false).await.unwrap();
        tx.commit().await.unwrap();
        post(&company, between(adjusted(IVAN, Kopecks(7)), 80)).await.unwrap();
        assert_eq!(debts().await, [of_ivan(7, 80)], "whoever left still owes");
        assert_eq!(deviations(&company).await, Vec::<String>::new());
    }

    async fn debts_cost_the_same_however_many_owe(db: Db) {
        let company = db.company().await;
        let debtors = [(IVAN, 10), (PETR, 20), (ADMIN, 30)];
        for (master, second) in debtors {
            post(&company, between(adjusted(master, Kopecks(300)), second)).await.unwrap();
        }
        let debts = async || {
            let tx = company.store.read().await.unwrap();
            let before = company.store.statements();
            let debts = ledger::debts(&tx).await.unwrap();
            (company.store.statements() - before, debts)
        };
        let (cost, found) = debts().await;
        assert_eq!(cost, 2, "balances, and what all got last");
        for (master, second) in debtors {
            let debt = found.iter().find(|debt| debt.master == master).unwrap();
            assert_eq!((debt.balance, debt.unpaid_since), (Kopecks(300), Some(at(second))));
        }
        // He holds something of more movements than are looked at together.
        for second in 100..160 {
            post(&company, between(adjusted(IVAN, Kopecks(5)), second)).await.unwrap();
        }
        let (_, found) = debts().await;
        let of_ivan = Debt { master: IVAN, balance: Kopecks(600), unpaid_since: Some(at(10)) };
        assert_eq!(found.first(), Some(&of_ivan));
        post(&company, between(handed_in(IVAN, Kopecks(301)), 170)).await.unwrap();
        let (_, found) = debts().await;
        assert_eq!(found.iter().find(|debt| debt.master == IVAN).unwrap().unpaid_since, Some(at(100)));
    }

    async fn orders_from_before_there_was_a_ledger_are_posted(db: Db) {
        let company = db.company().await;
        let share = closed(&company).await;
        let refused = on_site(&company, 2).await;
        let reason = Reason { picked: None, text: Some(TextId(502)) };
        let answers = RefusalAnswers { reason, fee: Kopecks(50_000), refund_prepayment: None };
        company.command(&refused, &Command::Refuse(answers), 5).await;
        let started = on_site(&company, 3).await;
        let started = company.command(&started, &prepaid(70_000), 6).await;
        for id in 4..110 {
            company.create(id).await;
        }
        let store = &company.store;
        while store.migration_status().await.unwrap().iter().any(|(name, on)| name == "m0021_ledger" && *on) {
            store.migrate_down(1).await.unwrap();
        }
        store.migrate_up().await.unwrap();
        assert_eq!(held(&company, IVAN).await, 0);
        assert_eq!(deviations(&company).await, Vec::<String>::new(), "what is missing still comes");
        // What happens meanwhile is posted at once, and once.
        company.command(&started, &Command::Close(closing(1_000_000)), 9).await;
        let soon = on_site(&company, 120).await;
        company.command(&soon, &prepaid(1_000), 10).await;
        for _ in 0..2 {
            store.post_past_orders().await.unwrap();
            assert_eq!(held(&company, IVAN).await, share + 50_000 + share + 1_000);
            assert_eq!(balance(store, Account::Advances).await, -1_000);
            assert_eq!(deviations(&company).await, Vec::<String>::new());
        }
        // From now on nothing may be missing.
        plant(&company, "DELETE FROM ledger_entries WHERE transaction_id IN (SELECT id FROM ledger_transactions WHERE order_id = 2); \
                         DELETE FROM ledger_transactions WHERE order_id = 2").await;
        let lines = deviations(&company).await;
        assert!(lines.iter().any(|line| line.ends_with("order #2: event 5 was not posted")), "{lines:?}");
    }

    async fn an_event_that_cannot_be_read_holds_up_no_other_order(db: Db) {
        let company = db.company().await;
        let share = closed(&company).await;
        let broken = on_site(&company, 2).await;
        company.command(&broken, &prepaid(70_000), 6).await;
        let store = &company.store;
        while store.migration_status().await.unwrap().iter().any(|(name, on)| name == "m0021_ledger" && *on) {
            store.migrate_down(1).await.unwrap();
        }
        store.migrate_up().await.unwrap();
        plant(&company, "UPDATE order_events SET payload = '[' || payload WHERE order_id = 2 AND version = 5").await;
        for _ in 0..2 {
            store.post_past_orders().await.unwrap();
            assert_eq!((held(&company, IVAN).await, balance(store, Account::Advances).await), (share, 0));
        }
        // It is told once it can be read again.
        assert_eq!(deviations(&company).await, Vec::<String>::new());
        plant(&company, "UPDATE order_events SET payload = SUBSTR(payload, 2) WHERE order_id = 2 AND version = 5").await;
        let lines = deviations(&company).await;
        assert!(lines.iter().any(|line| line.ends_with("order #2: event 5 was not posted")), "{lines:?}");
    }

    async fn damage_of_the_ledger_is_found(db: Db) {
        let company = db.company().await;
        closed(&company).await;
        let tx = company.store.write().await.unwrap();
        ledger::record_hand_in(&tx, HandInId(70), (IVAN, Kopecks(100)), (ADMIN, at(6))).await.unwrap();
        tx.commit().await.unwrap();
        for (damage, mend, words) in DAMAGE {
            plant(&company, damage).await;
            let lines = deviations(&company).await;
            assert!(lines.iter().any(|line| line.contains(words)), "{damage}: {lines:?}");
            plant(&company, mend).await;
            assert_eq!(deviations(&company).await, Vec::<String>::new(), "{mend}");
        }
    }
}

/// What is damaged, how it is mended again, and in which words it is found. The third transaction is the hand-in.
const DAMAGE: [(&str, &str, &str); 11] = [
    (
        "UPDATE ledger_entries SET amount = amount + 7 WHERE transaction_id = 3 AND account = 'cash_desk'",
        "UPDATE ledger_entries SET amount = amount - 7 WHERE transaction_id = 3 AND account = 'cash_desk'",
        "the entries of transaction 3 sum to 7 kopecks",
    ),
    (
        "INSERT INTO ledger_transactions (kind, person_id, at) VALUES ('adjustment', 101, 0)",
        "DELETE FROM ledger_transactions WHERE kind = 'adjustment'",
        "has no entries",
    ),
    (
        "UPDATE balances SET amount = amount + 1 WHERE account = 'master'",
        "UPDATE balances SET amount = amount - 1 WHERE account = 'master'",
        "the entries of master of person 102 sum to",
    ),
    (
        "INSERT INTO balances (account, person_id, amount) VALUES ('bank', 0, 5)",
        "DELETE FROM balances WHERE account = 'bank'",
        "the entries of bank sum to 0 kopecks, its balance says 5",
    ),
    (
        "UPDATE hand_ins SET confirmed = 90",
        "UPDATE hand_ins SET confirmed = 100",
        "hand-in 70 is confirmed with 90 kopecks, the ledger has 100",
    ),
    (
        "UPDATE hand_ins SET state = 'rejected'",
        "UPDATE hand_ins SET state = 'confirmed'",
        "hand-in 70 is rejected with 0 kopecks, the ledger has 100",
    ),
    (
        "UPDATE ledger_transactions SET order_version = 4, hand_in_id = NULL, order_id = 1 WHERE id = 3",
        "UPDATE ledger_transactions SET order_version = NULL, hand_in_id = 70, order_id = NULL WHERE id = 3",
        "order #1: event 4 moved no money, but something was posted",
    ),
    (
        "UPDATE ledger_transactions SET order_version = 9 WHERE id = 2",
        "UPDATE ledger_transactions SET order_version = 6 WHERE id = 2",
        "order #1: event 6 was not posted",
    ),
    (
        "UPDATE ledger_entries SET account = 'bank' WHERE transaction_id = 1 AND account = 'advances'",
        "UPDATE ledger_entries SET account = 'advances' WHERE transaction_id = 1 AND account = 'bank'",
        "order #1: event 5 was posted otherwise",
    ),
    (
        "UPDATE orders SET company_share = company_share + 5 WHERE id = 1",
        "UPDATE orders SET company_share = company_share - 5 WHERE id = 1",
        "for the company's share, its row says",
    ),
    (
        "UPDATE orders SET payment_method = 'card' WHERE id = 1",
        "UPDATE orders SET payment_method = 'cash' WHERE id = 1",
        "the ledger has 0 kopecks for the bank, its row says 800000",
    ),
];
