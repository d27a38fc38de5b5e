//! Lists of orders: every filter, paged both ways, against a plain model.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use rand::RngExt as _;
use repairbot::store::{
    Reads,
    orders::{self, COUNTED, ListQuery, Page},
};
use repairbot_core::{
    actor::Actor,
    ids::{OrderNumber, PersonId},
    list::{Filter, Period, Scope, Turn, Whose, day_ends},
    order::Status,
};

use super::support::{Company, Db, IVAN, PETR, START, admin, at, master, on_every_database};
use crate::support::rounds;

/// Noon of the day the tests' clock begins at, in Moscow.
fn now() -> Timestamp {
    "2025-11-22T09:00:00Z".parse().unwrap()
}

fn zone() -> TimeZone {
    TimeZone::get("Europe/Moscow").unwrap()
}

fn query(filter: Filter, turn: Turn, limit: u64, zone: &TimeZone) -> ListQuery<'_> {
    ListQuery { filter, turn, limit, now: now(), zone }
}

/// The numbers of a whole list.
pub async fn numbers(tx: &impl Reads, actor: &Actor, scope: Scope) -> Vec<i64> {
    let zone = zone();
    let page = orders::page(tx, actor, &query(Filter::of(scope), Turn::First, 100, &zone)).await.unwrap();
    assert_eq!((page.before, page.after), (None, None));
    of(&page)
}

fn of(page: &Page) -> Vec<i64> {
    page.lines.iter().map(|line| line.number.0).collect()
}

/// What a list is made of.
#[derive(Debug, Clone)]
struct Row {
    number: i64,
    status: Status,
    master: Option<PersonId>,
    created: i64,
    visit: Option<(i64, Option<i64>)>,
    promised: Option<Date>,
    deleted: bool,
}

const HOUR: i64 = 3_600_000;
/// When the day of [`now`] begins.
const TODAY: i64 = 1_763_758_800_000;

impl Row {
    fn random(number: i64, dice: &mut impl rand::Rng) -> Self {
        let status = Status::ALL[dice.random_range(0..7)];
        let needs =
            matches!(status, Status::Assigned | Status::Accepted | Status::Onsite | Status::LongRepair);
        let master = [None, Some(IVAN), Some(PETR)][dice.random_range(usize::from(needs)..3)];
        // Few different moments, so that many orders share one.
        let moment = |dice: &mut dyn rand::Rng, hours: i64| {
            now().as_millisecond() + dice.random_range(-hours..hours) * HOUR
        };
        let created = moment(dice, 96) - 90 * HOUR;
        let from = moment(dice, 30);
        let midnight = TODAY + dice.random_range(-2..3) * 24 * HOUR;
        let visit = match dice.random_range(0..5) {
            0 | 1 => None,
            2 => Some((from, None)),
            3 => Some((from, Some(from + 2 * HOUR))),
            // The whole of a day, or of two.
            _ => Some((midnight, Some(midnight + dice.random_range(1..3) * 24 * HOUR))),
        };
        let day = Date::constant(2025, 11, 20) + jiff::Span::new().days(dice.random_range(0..5));
        let promised = (status == Status::LongRepair || dice.random_bool(0.1)).then_some(day);
        Self { number, status, master, created, visit, promised, deleted: dice.random_bool(0.1) }
    }

    fn sql(&self) -> String {
        let or_null = |value: Option<String>| value.unwrap_or_else(|| "NULL".to_owned());
        let (from, to) = (self.visit.map(|visit| visit.0), self.visit.and_then(|visit| visit.1));
        format!(
            "UPDATE orders SET status = '{}', master_id = {}, created_at = {}, visit_from = {}, visit_to = {}, \
             promised_on = {}, deleted_at = {}, total = 0 WHERE number = {};",
            self.status.code(),
            or_null(self.master.map(|master| master.to_string())),
            self.created,
            or_null(from.map(|at| at.to_string())),
            or_null(to.map(|at| at.to_string())),
            or_null(self.promised.map(|day| format!("'{day}'"))),
            or_null(self.deleted.then(|| "1".to_owned())),
            self.number,
        )
    }

    fn due(&self) -> Option<i64> {
        match self.status {
            Status::LongRepair => self.promised.map(|day| day_ends(day, &zone()).as_millisecond()),
            _ => self.visit.map(|(from, to)| to.unwrap_or(from)),
        }
    }

    fn is_in(&self, filter: Filter) -> bool {
        let (today, tomorrow, now) = (TODAY, TODAY + 24 * HOUR, now().as_millisecond());
        let whose = match filter.whose {
            Whose::Anyone => true,
            Whose::Nobody => self.master.is_none(),
            Whose::Master(master) => self.master == Some(master),
        };
        let open = !self.status.is_final();
        let of_day = self.promised == Some(Date::constant(2025, 11, 22));
        let late_day = self.promised.is_some_and(|day| day < Date::constant(2025, 11, 22));
        let is_long = self.status == Status::LongRepair;
        let scope = match filter.scope {
            Scope::Open => open,
            Scope::All => true,
            Scope::Status(status) => self.status == status,
            Scope::Today if is_long => of_day,
            Scope::Today => {
                // The last moment of the visit is on this day; of one at an hour, what comes before that hour.
                let last = self.visit.map(|(from, to)| to.map_or(from - 1, |to| to - 1));
                open && last.is_some_and(|last| (today..tomorrow).contains(&last))
            }
            Scope::Overdue if is_long => late_day,
            Scope::Overdue => {
                open && self.status != Status::Onsite && self.due().is_some_and(|due| due < now)
            }
        };
        let created = match filter.period {
            _ if filter.scope.by_due() => true,
            Period::Always => true,
            Period::Today => self.created >= today,
            Period::Yesterday => (today - 24 * HOUR..today).contains(&self.created),
            Period::Week => (today - 6 * 24 * HOUR..tomorrow).contains(&self.created),
            Period::Month => (today - 29 * 24 * HOUR..tomorrow).contains(&self.created),
            Period::Days { .. } => (today - 3 * 24 * HOUR..today - 24 * HOUR).contains(&self.created),
        };
        !self.deleted && whose && scope && created
    }
}

fn filters() -> Vec<Filter> {
    let days = Period::Days { from: Date::constant(2025, 11, 19), to: Date::constant(2025, 11, 20) };
    let scopes = [Scope::Open, Scope::All, Scope::Today, Scope::Overdue].into_iter();
    let scopes =
        scopes.chain([Status::New, Status::Assigned, Status::LongRepair, Status::Closed].map(Scope::Status));
    let mut filters = Vec::new();
    for scope in scopes {
        for whose in [Whose::Anyone, Whose::Nobody, Whose::Master(IVAN)] {
            for period in
                [Period::Always, Period::Today, Period::Yesterday, Period::Week, Period::Month, days]
            {
                filters.push(Filter { scope, whose, period });
            }
        }
    }
    filters
}

/// All pages there and all pages back.
async fn walked(tx: &impl Reads, actor: &Actor, filter: Filter) -> (Vec<Vec<i64>>, Vec<Vec<i64>>) {
    let zone = zone();
    let (mut there, mut back) = (Vec::new(), Vec::new());
    let mut turn = Turn::First;
    let mut page = loop {
        let page = orders::page(tx, actor, &query(filter, turn, 4, &zone)).await.unwrap();
        there.push(of(&page));
        match page.after {
            Some(last) => turn = Turn::After(last),
            None => break page,
        }
    };
    back.push(of(&page));
    while let Some(first) = page.before {
        page = orders::page(tx, actor, &query(filter, Turn::Before(first), 4, &zone)).await.unwrap();
        back.push(of(&page));
    }
    back.reverse();
    (there, back)
}

async fn filled(company: &Company, dice: &mut impl rand::Rng) -> Vec<Row> {
    let mut sql = String::new();
    let mut rows = Vec::new();
    for number in 1..=70 {
        company.create(number).await;
        let row = Row::random(number, dice);
        sql.push_str(&row.sql());
        rows.push(row);
    }
    company.db.sql(&sql).await;
    rows
}

fn expected(rows: &[Row], filter: Filter) -> Vec<i64> {
    let mut there: Vec<&Row> = rows.iter().filter(|row| row.is_in(filter)).collect();
    if filter.scope.by_due() {
        there.sort_by_key(|row| (row.due(), row.number));
    } else {
        there.sort_by_key(|row| std::cmp::Reverse((row.created, row.number)));
    }
    there.iter().map(|row| row.number).collect()
}

on_every_database! {
    async fn every_list_is_what_a_plain_model_says_both_ways(db: Db) {
        let company = db.company().await;
        let mut round = rounds(1).next().unwrap();
        let rows = filled(&company, &mut round.dice).await;
        let tx = company.store.read().await.unwrap();
        let zone = zone();
        for filter in filters() {
            let expected = expected(&rows, filter);
            let (there, back) = walked(&tx, &admin(), filter).await;
            assert_eq!(there.concat(), expected, "{filter:?}");
            assert!(there.iter().rev().skip(1).all(|page| page.len() == 4), "{filter:?}: {there:?}");
            assert_eq!(back.last(), there.last(), "{filter:?}");
            // Coming back, a page that is not full is drawn from the beginning.
            assert_eq!(back.first(), there.first(), "{filter:?}");
            let counts = orders::counts(&tx, &admin(), &[query(filter, Turn::First, 4, &zone)]).await.unwrap();
            assert_eq!(counts, [expected.len() as u64], "{filter:?}");
        }
    }

    async fn a_master_sees_his_own_whatever_he_asks_for(db: Db) {
        let company = db.company().await;
        let mut round = rounds(1).next().unwrap();
        let rows = filled(&company, &mut round.dice).await;
        let tx = company.store.read().await.unwrap();
        for filter in filters() {
            let own = Filter { whose: Whose::Master(IVAN), ..filter };
            let (there, _) = walked(&tx, &master(IVAN), filter).await;
            let allowed = if filter.whose == Whose::Nobody { Vec::new() } else { expected(&rows, own) };
            assert_eq!(there.concat(), allowed, "{filter:?}");
            let stranger = Actor { person: IVAN, roles: repairbot_core::actor::Roles::NONE };
            assert_eq!(walked(&tx, &stranger, filter).await.0.concat(), Vec::<i64>::new());
        }
    }

    async fn pages_stay_while_orders_come_and_go(db: Db) {
        let company = db.company().await;
        for id in 1..=12 {
            company.create(id).await;
        }
        let zone = zone();
        let read = async |turn| {
            let tx = company.store.read().await.unwrap();
            orders::page(&tx, &admin(), &query(Filter::of(Scope::All), turn, 4, &zone)).await.unwrap()
        };
        let second = read(Turn::After(OrderNumber(9))).await;
        assert_eq!((of(&second), second.before, second.after), (vec![8, 7, 6, 5], Some(OrderNumber(8)), Some(OrderNumber(5))));
        company.create(13).await;
        assert_eq!(read(Turn::After(OrderNumber(9))).await, second, "what is created meanwhile moves nothing");
        let before = read(Turn::Before(OrderNumber(8))).await;
        assert_eq!((of(&before), before.before), (vec![12, 11, 10, 9], Some(OrderNumber(12))));
        let top = read(Turn::Before(OrderNumber(12))).await;
        assert_eq!((of(&top), top.before), (vec![13, 12, 11, 10], None), "less than a page is drawn from the beginning");

        company.db.sql("UPDATE orders SET deleted_at = 1 WHERE number IN (9, 7)").await;
        assert_eq!(of(&read(Turn::After(OrderNumber(9))).await), [8, 6, 5, 4], "a page follows an order that is gone");
        company.db.sql("UPDATE orders SET deleted_at = 1 WHERE number < 9").await;
        let empty = read(Turn::After(OrderNumber(9))).await;
        assert_eq!((of(&empty), empty.before, empty.after), (vec![], Some(OrderNumber(9)), None));
        for forged in [OrderNumber(0), OrderNumber(-5), OrderNumber(i64::MAX), OrderNumber(i64::MIN)] {
            for turn in [Turn::After(forged), Turn::Before(forged)] {
                assert_eq!(of(&read(turn).await), [13, 12, 11, 10], "{turn:?}");
            }
        }
    }

    async fn counting_ends_at_a_hundred_and_one(db: Db) {
        let company = db.company().await;
        let tx = company.store.write().await.unwrap();
        for id in 1..=103 {
            let (order, recorded) = company.new_order(id);
            orders::insert(&tx, &order, &recorded, &format!("public-{id}")).await.unwrap();
        }
        let zone = zone();
        let lists = [Scope::Open, Scope::Today, Scope::Status(Status::Closed)]
            .map(|scope| query(Filter::of(scope), Turn::First, 10, &zone));
        let before = company.store.statements();
        assert_eq!(orders::counts(&tx, &admin(), &lists).await.unwrap(), [COUNTED + 1, 0, 0]);
        assert_eq!(company.store.statements() - before, 1);
        let page = orders::page(&tx, &admin(), &lists[0]).await.unwrap();
        assert_eq!(company.store.statements() - before, 2, "the first page is one query");
        assert_eq!(page.lines.len(), 10);
        let line = &page.lines[0];
        assert_eq!((line.client.reveal(), line.address.reveal()), ("Olga", "Lenina 5"));
        assert_eq!((line.status, line.created_at, &line.master), (Status::New, at(0), &None));
        assert_eq!(START, at(0).as_millisecond());
        let counters = orders::status_counts(&tx).await.unwrap();
        assert_eq!(orders::from_counters(&counters, Scope::Open), 103);
        assert!(orders::has_counter(&lists[0]) && !orders::has_counter(&lists[1]));
    }
}
