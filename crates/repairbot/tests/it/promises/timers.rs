//! P12: a year of timers and of the calendar, with processes that end at any second, two at a time, and pauses of any
//! length. What fired is compared with a model that knows neither rows nor processes: everything once, nothing early.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp, Zoned, tz::TimeZone};
use rand::RngExt as _;
use rand::rngs::StdRng;
use repairbot::{clock::Clock, company::Company, schedule::Scheduler, texts::Lang};
use repairbot_core::{
    ids::OrderId,
    money::Kopecks,
    order::{Command, Context, Order, Recorded, Visit, Workflow, apply, decide},
    schedule::{Schedule, Timer, TimerKind, timers},
    settings::Settings,
    split::RatesVersion,
};
use sea_orm::ConnectionTrait;

use crate::{
    store::support::{Db, IVAN, PETR, admin, closing, on_every_database},
    support::{self, rounds},
};

/// Steps of a round: over all of them about a year goes by.
const STEPS: usize = 460;

/// What fired: order, kind, base, step.
type Fired = BTreeSet<(i64, &'static str, i64, u8)>;

/// The timers as they should be, from the orders alone.
#[derive(Default)]
struct Model {
    /// The steps each timer has done.
    waiting: BTreeMap<(OrderId, TimerKind), (Timestamp, u8)>,
    fired: Fired,
}

impl Model {
    /// The order is so now.
    fn follows(&mut self, order: &Order) {
        let now = timers(order);
        self.waiting.retain(|(id, kind), (base, _)| {
            *id != order.id || now.contains(&Timer { kind: *kind, base: *base })
        });
        for timer in now {
            self.waiting.entry((order.id, timer.kind)).or_insert((timer.base, 0));
        }
    }

    /// Somebody looks.
    fn looks(&mut self, now: Timestamp, zone: &TimeZone) {
        let schedule = Schedule::from(&Settings::default());
        for ((order, kind), (base, done)) in &mut self.waiting {
            let due =
                |step: &u8| schedule.delay(*kind, *step).is_some_and(|delay| delay.due(*base, zone) <= now);
            if let Some(step) = (*done..kind.steps()).filter(due).max() {
                *done = step + 1;
                self.fired.insert((order.0, kind.code(), base.as_millisecond(), step));
            }
        }
    }
}

/// What the database says has fired, and whether anything of it was early.
async fn found(db: &Db, zone: &TimeZone) -> Fired {
    let raw = db.raw().await;
    let select = "SELECT order_id, kind, base_at, CAST(step AS BIGINT) AS step, at FROM firings";
    let statement = sea_orm::Statement::from_string(raw.get_database_backend(), select);
    let rows = raw.query_all_raw(statement).await.unwrap();
    raw.close().await.unwrap();
    let mut fired = Fired::new();
    for row in rows {
        let number = |column: &str| row.try_get::<i64>("", column).unwrap();
        let kind = TimerKind::from_code(&row.try_get::<String>("", "kind").unwrap()).unwrap();
        let (base, step) = (number("base_at"), u8::try_from(number("step")).unwrap());
        let instant = |ms| Timestamp::from_millisecond(ms).unwrap();
        let due = Schedule::from(&Settings::default()).delay(kind, step).unwrap().due(instant(base), zone);
        assert!(instant(number("at")) >= due, "{kind:?} {step} fired early");
        assert!(fired.insert((number("order_id"), kind.code(), base, step)), "fired twice");
    }
    fired
}

/// What becomes of an order by this command, if it is allowed.
fn decided(order: &Order, command: &Command, now: Timestamp) -> Option<(Order, Recorded)> {
    let rates = RatesVersion::default_rules();
    let context = Context {
        now,
        today: now.to_zoned(TimeZone::UTC).date(),
        workflow: Workflow::Standard,
        rates: &rates,
        equipment_code: "washing_machine",
    };
    let recorded = decide(order, command, &admin(), &context).ok()?;
    Some((apply(order, &recorded), recorded))
}

/// Some next command for an order, allowed or not.
fn command(dice: &mut StdRng, now: Timestamp) -> Command {
    let today = now.to_zoned(TimeZone::UTC).date();
    let days = dice.random_range(1..=40);
    match dice.random_range(0..9) {
        0 => Command::Assign { master: IVAN },
        1 => Command::Reassign { master: PETR },
        2 => Command::Accept,
        3 => Command::TakeOff,
        4 => Command::ArriveOnSite,
        5 | 6 => {
            let to = now.checked_add(SignedDuration::from_hours(24 * days)).unwrap();
            Command::Reschedule { to: Visit { from: Some(to), to: None, note: None }, reason: None }
        }
        7 => {
            let promised_on = today.saturating_add(jiff::Span::new().days(days));
            Command::StartLongRepair { promised_on, parts: None, prepayment: Kopecks::ZERO }
        }
        _ => Command::Close(closing(500_000)),
    }
}

async fn year(db: &Db, dice: &mut StdRng) {
    let names = ["Europe/Moscow", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut"];
    let zone = TimeZone::get(names[dice.random_range(0..names.len())]).unwrap();
    let here = Arc::new(Company { zone: zone.clone(), ..support::company(Lang::Ru) });
    let company = db.clone().company().await;
    // Over a leap day and both changes of the clocks.
    let start: Zoned = "2027-11-20T09:00[UTC]".parse().unwrap();
    let clock = Clock::manual(start.timestamp());
    let scheduler = || Scheduler::new(company.store.clone(), Arc::clone(&here), clock.clone());
    let (mut one, mut other) = (scheduler(), scheduler());
    let (mut model, mut orders, mut next) = (Model::default(), Vec::<Order>::new(), 1);
    for _ in 0..STEPS {
        let pause = match dice.random_range(0..10) {
            0..3 => dice.random_range(0..3_600),
            3..8 => dice.random_range(0..60_000),
            _ => dice.random_range(0..500_000),
        };
        clock.advance(std::time::Duration::from_secs(pause));
        let now = clock.now();
        if orders.len() < 12 && dice.random_range(0..3) == 0 {
            let (order, recorded) = company.new_order_at(next, now);
            next += 1;
            let tx = company.store.write().await.unwrap();
            repairbot::store::orders::insert(&tx, &order, &recorded, &format!("public-{next}"))
                .await
                .unwrap();
            tx.commit().await.unwrap();
            model.follows(&order);
            orders.push(order);
        } else if !orders.is_empty() {
            let at = dice.random_range(0..orders.len());
            if let Some((after, recorded)) = decided(&orders[at], &command(dice, now), now) {
                let tx = company.store.write().await.unwrap();
                repairbot::store::orders::record(&tx, &orders[at], &after, &recorded).await.unwrap();
                tx.commit().await.unwrap();
                model.follows(&after);
                orders[at] = after;
                if timers(&orders[at]).is_empty() {
                    orders.swap_remove(at);
                }
            }
        }
        match dice.random_range(0..5) {
            // Nobody looks.
            0 => continue,
            1 => one = scheduler(),
            2 => other = scheduler(),
            _ => {}
        }
        let (first, second) = tokio::join!(one.tick(), other.tick());
        first.unwrap();
        second.unwrap();
        model.looks(now, &zone);
    }
    let found = found(db, &zone).await;
    let (missing, surplus): (Vec<_>, Vec<_>) =
        (model.fired.difference(&found).collect(), found.difference(&model.fired).collect());
    assert!(missing.is_empty() && surplus.is_empty(), "{zone:?} missing {missing:?} surplus {surplus:?}");
    assert!(found.len() > 100, "only {} fired", found.len());
}

on_every_database! {
    /// However many are due at one moment: the loop looks again at once until none is left.
    async fn a_crowd_that_is_due_at_once_is_not_kept_waiting(db: Db) {
        let company = db.clone().company().await;
        let start: Timestamp = "2026-11-20T10:00:00Z".parse().unwrap();
        let tx = company.store.write().await.unwrap();
        for next in 1..=250 {
            let (order, recorded) = company.new_order_at(next, start);
            repairbot::store::orders::insert(&tx, &order, &recorded, &format!("public-{next}")).await.unwrap();
        }
        tx.commit().await.unwrap();
        let clock = Clock::manual(start);
        let scheduler = Scheduler::new(company.store.clone(), Arc::new(support::company(Lang::Ru)), clock.clone());
        clock.advance(std::time::Duration::from_secs(15 * 60));
        let (mut looks, mut more) = (0, true);
        while more {
            more = scheduler.tick().await.unwrap().more;
            looks += 1;
        }
        assert_eq!((looks, found(&db, &TimeZone::UTC).await.len()), (3, 250));
    }

    async fn a_year_with_ends_at_any_second_fires_everything_once(db: Db) {
        for mut round in rounds(1) {
            db.beside(|db| async move { year(&db, &mut round.dice).await }).await;
        }
    }
}
