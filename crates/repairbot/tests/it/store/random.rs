//! Random lives of orders: rows, events and counters always agree.

use std::collections::BTreeMap;

use repairbot::store::{orders, verify::Check};
use repairbot_core::{
    ids::{CommentId, EquipmentId, OrderId, ReasonId, TextId},
    money::{Kopecks, PaymentMethod},
    order::{Closing, Command, Correction, Details, Event, Order, Reason, RefusalAnswers, Status, fold},
};
use sea_orm::{ConnectionTrait, Statement};

use super::support::{Company, Db, IVAN, PETR, admin, decided, master, on_every_database};
use super::verify::run;

/// A small generator with the constants of Knuth's MMIX; tests need repeatable, not good, numbers.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn details(&mut self, order: &Order) -> Details {
        let text = |roll: u64| TextId(if roll == 0 { 501 } else { 502 });
        Details {
            equipment: EquipmentId(1 + i64::try_from(self.roll(3)).unwrap()),
            problem: text(self.roll(2)),
            notes: (self.roll(2) == 0).then(|| text(self.roll(2))),
            ..order.details()
        }
    }

    fn command(&mut self, order: &Order) -> Command {
        let who = if self.roll(2) == 0 { IVAN } else { PETR };
        let picked = (self.roll(2) == 0).then_some(ReasonId(1));
        let reason = Reason { picked, text: Some(TextId(502)) };
        match self.roll(18) {
            0 | 1 => Command::Assign { master: who },
            2 => Command::Reassign { master: who },
            3 | 4 => Command::Accept,
            5 => Command::Decline { reason },
            6 => Command::TakeOff,
            7 | 8 => Command::ArriveOnSite,
            9 => Command::StartLongRepair {
                promised_on: "2025-12-24".parse().unwrap(),
                parts: (self.roll(2) == 0).then_some(TextId(502)),
                prepayment: Kopecks(i64::try_from(self.roll(3)).unwrap() * 50_000),
            },
            10 => Command::Close(Closing {
                total: Kopecks(1_500_000),
                materials: Kopecks(i64::try_from(self.roll(1_000)).unwrap() * 100),
                payment: PaymentMethod::ALL[usize::try_from(self.roll(3)).unwrap()],
                review: self.roll(2) == 0,
                out_of_city: self.roll(2) == 0,
                senior: self.roll(2) == 0,
            }),
            11 => Command::Correct {
                to: Correction {
                    total: Kopecks(1_400_000 + i64::try_from(self.roll(100)).unwrap() * 1_000),
                    materials: Kopecks(i64::try_from(self.roll(1_000)).unwrap() * 100),
                    payment: PaymentMethod::ALL[usize::try_from(self.roll(3)).unwrap()],
                    review: self.roll(2) == 0,
                    out_of_city: self.roll(2) == 0,
                },
                reason: TextId(502),
            },
            12 => Command::RemindOfClient,
            13 => Command::Comment { comment: CommentId(1), text: TextId(502) },
            14 => Command::Delete { reason: TextId(502) },
            15 => Command::Restore { master_left: self.roll(2) == 0 },
            16 => Command::Edit { to: self.details(order) },
            _ => match self.roll(2) {
                0 => Command::Reopen,
                _ => Command::Refuse(RefusalAnswers {
                    reason,
                    fee: Kopecks(50_000),
                    refund_prepayment: Some(self.roll(2) == 0),
                }),
            },
        }
    }
}

/// Lives an order; gives it as it was after each event.
async fn live(company: &Company, dice: &mut Dice, id: i64) -> Vec<Order> {
    let (mut order, _) = company.create(id).await;
    let mut past = vec![order.clone()];
    for second in 1..30 {
        let actor = if dice.roll(3) == 0 { master(IVAN) } else { admin() };
        let command = dice.command(&order);
        let tx = company.store.write().await.unwrap();
        let stored = orders::lock(&tx, OrderId(id)).await.unwrap().unwrap();
        assert_eq!(stored, order);
        let Some((after, recorded)) = decided(&order, &command, &actor, second) else { continue };
        orders::record(&tx, &order, &after, &recorded).await.unwrap();
        tx.commit().await.unwrap();
        past.push(after.clone());
        order = after;
    }
    past
}

/// Any past moment can be shown: the first so many events give the order as it was then. Gives how often it was
/// corrected.
async fn past_can_be_shown(company: &Company, id: i64, past: &[Order]) -> usize {
    let tx = company.store.read().await.unwrap();
    let history = orders::history(&tx, OrderId(id)).await.unwrap();
    assert_eq!(history.len(), past.len());
    for (index, then) in past.iter().enumerate() {
        assert_eq!(fold(&history[..=index]).as_ref(), Ok(then));
    }
    history.iter().filter(|recorded| matches!(recorded.event, Event::Corrected { .. })).count()
}

on_every_database! {
    async fn rows_events_and_counts_agree(db: Db) {
        let company = db.company().await;
        let mut dice = Dice(20_251_122);
        let (mut ended, mut deleted, mut corrected) = (BTreeMap::new(), 0, 0);
        for id in 1..=25 {
            let past = live(&company, &mut dice, id).await;
            corrected += past_can_be_shown(&company, id, &past).await;
            let last = past.last().unwrap();
            deleted += u32::from(last.is_deleted());
            *ended.entry(last.status).or_insert(0_u64) += u64::from(!last.is_deleted());
        }
        assert!(ended.len() >= 3 && deleted > 0 && corrected > 0, "the dice are loaded: {ended:?} {deleted} {corrected}");
        let tx = company.store.read().await.unwrap();
        assert_eq!(orders::verify(&tx).await.unwrap(), Vec::<OrderId>::new());
        for check in [Check::Ledger, Check::Postings, Check::Timers] {
            let (checked, lines) = run(&company, check).await;
            assert!(lines.is_empty() && checked.looked_at > 5, "{check:?}: {checked:?} {lines:?}");
        }
        let counts = orders::status_counts(&tx).await.unwrap();
        let expected = Status::ALL.map(|status| (status, ended.get(&status).copied().unwrap_or(0)));
        assert_eq!(counts, expected.into_iter().collect());
        drop(tx);

        let raw = company.db.raw().await;
        let sql = "SELECT status, count(*) AS n FROM orders WHERE deleted_at IS NULL GROUP BY status";
        let rows = raw.query_all_raw(Statement::from_string(raw.get_database_backend(), sql)).await.unwrap();
        for row in rows {
            let status = Status::from_code(&row.try_get::<String>("", "status").unwrap()).unwrap();
            let n: i64 = row.try_get("", "n").unwrap();
            assert_eq!(u64::try_from(n).unwrap(), counts[&status]);
        }
        raw.close().await.unwrap();

        company.db.sql("UPDATE orders SET prepayment = prepayment + 1 WHERE id = 7").await;
        company.db.sql("UPDATE orders SET status_changed_at = 0 WHERE id = 9").await;
        let tx = company.store.read().await.unwrap();
        assert_eq!(orders::verify(&tx).await.unwrap(), [OrderId(7), OrderId(9)]);
    }
}
