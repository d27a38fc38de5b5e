//! Lists of orders, by key. Every page costs the same: it is a walk along the index that has what the list filters by,
//! then what it is ordered by (`m0011_lists`, `m0016_due`).

use jiff::{Timestamp, tz::TimeZone};
use repairbot_core::{
    actor::Actor,
    ids::OrderNumber,
    list::{Filter, Scope, Turn, Whose, day_begins, day_ends},
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, Order, SelectStatement, SimpleExpr},
};

use super::{
    due,
    line::{OrderLine, lines, select_lines},
    visible_to,
};
use crate::store::{Reads, StoreError, codec, entity::orders, sql::OPEN};

/// Which page of which list, and when it is looked at.
#[derive(Debug, Clone, Copy)]
pub struct ListQuery<'a> {
    /// Which orders.
    pub filter: Filter,
    /// Which page.
    pub turn: Turn,
    /// Orders on a page.
    pub limit: u64,
    /// Now.
    pub now: Timestamp,
    /// Where the company's days begin.
    pub zone: &'a TimeZone,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// Its orders.
    pub lines: Vec<OrderLine>,
    /// The page before it ends before this order, when there is one.
    pub before: Option<OrderNumber>,
    /// The page after it follows this order, when there is one.
    pub after: Option<OrderNumber>,
}

/// A page of the orders this actor may see. One query, one more to find where another page than the first begins; a list
/// by what is due asks twice.
///
/// # Errors
/// See [`StoreError`].
pub async fn page(tx: &impl Reads, actor: &Actor, query: &ListQuery<'_>) -> Result<Page, StoreError> {
    let Some(visible) = visible_to(actor) else { return Ok(Page::default()) };
    let key = match query.turn {
        Turn::First => None,
        Turn::After(number) | Turn::Before(number) => row(tx, number).await?,
    };
    let turn = if key.is_some() { query.turn } else { Turn::First };
    let query = ListQuery { turn, ..*query };
    let (found, full) = (read(tx, &visible, (&query, key.as_ref())).await?, query.limit);
    // Orders left the list meanwhile: what is left before the key is the beginning.
    if matches!(turn, Turn::Before(_)) && (found.len() as u64) < full {
        let query = ListQuery { turn: Turn::First, ..query };
        return Ok(cut(read(tx, &visible, (&query, None)).await?, &query));
    }
    Ok(cut(found, &query))
}

async fn read(
    tx: &impl Reads,
    visible: &SimpleExpr,
    (query, key): (&ListQuery<'_>, Option<&orders::Model>),
) -> Result<Vec<OrderLine>, StoreError> {
    if query.filter.scope.by_due() {
        return due::read(tx, visible, (query, key)).await;
    }
    let mut found = lines(tx, &by_creation(visible, query, key)).await?;
    if matches!(query.turn, Turn::Before(_)) {
        found.reverse();
    }
    Ok(found)
}

/// The order a page begins or ends at, deleted or not.
async fn row(tx: &impl Reads, number: OrderNumber) -> Result<Option<orders::Model>, StoreError> {
    let found = orders::Entity::find().filter(orders::Column::Number.eq(number.0));
    Ok(found.one(tx.connection()).await?)
}

/// One order more than a page has was read, to know whether there is another page.
fn cut(mut lines: Vec<OrderLine>, query: &ListQuery<'_>) -> Page {
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let more = lines.len() > limit;
    if matches!(query.turn, Turn::Before(_)) {
        lines.drain(..lines.len().saturating_sub(limit));
    } else {
        lines.truncate(limit);
    }
    let (has_before, has_after) = match query.turn {
        Turn::First => (false, more),
        Turn::After(_) => (true, more),
        Turn::Before(_) => (more, true),
    };
    // An empty page has orders before it only.
    let key = match query.turn {
        Turn::After(number) | Turn::Before(number) => Some(number),
        Turn::First => None,
    };
    let first = lines.first().map(|line| line.number).or(key);
    let last = lines.last().map(|line| line.number);
    Page { before: first.filter(|_| has_before), after: last.filter(|_| has_after), lines }
}

pub(in crate::store) fn by_creation(
    visible: &SimpleExpr,
    query: &ListQuery<'_>,
    key: Option<&orders::Model>,
) -> SelectStatement {
    let mut select = select_lines();
    select.and_where(visible.clone());
    narrow(&mut select, query, key);
    let back = key.is_some() && matches!(query.turn, Turn::Before(_));
    in_order(&mut select, query, created(), if back { Order::Asc } else { Order::Desc });
    select.limit(query.limit + 1);
    select
}

pub(super) fn created() -> SimpleExpr {
    Expr::col((orders::Entity, orders::Column::CreatedAt))
}

/// The order of a list. Of one master, and of nobody, the master comes first, as in the index: PostgreSQL does not see that
/// `IS NULL` leaves but one, and would walk along another index through everybody's orders.
pub(super) fn in_order(select: &mut SelectStatement, query: &ListQuery<'_>, by: SimpleExpr, order: Order) {
    if query.filter.whose != Whose::Anyone {
        select.order_by((orders::Entity, orders::Column::MasterId), order.clone());
    }
    select.order_by_expr(by, order.clone()).order_by((orders::Entity, orders::Column::Number), order);
}

/// What the filter leaves of the orders in a list by creation, beyond the key. One bound at each end: of two, a database
/// may walk from the wrong one.
pub(super) fn narrow(select: &mut SelectStatement, query: &ListQuery<'_>, key: Option<&orders::Model>) {
    match query.filter.scope {
        Scope::Status(status) => {
            select.and_where(orders::Column::Status.eq(status.code()));
        }
        Scope::Open => {
            select.and_where(Expr::cust(OPEN));
        }
        Scope::All | Scope::Today | Scope::Overdue => {}
    }
    of_whom(select, query.filter.whose);
    let period = query.filter.period.days(query.now.to_zoned(query.zone.clone()).date());
    let begin = period.map(|(from, _)| day_begins(from, query.zone).as_millisecond());
    let end = period.map(|(_, to)| day_ends(to, query.zone).as_millisecond());
    let place = || Expr::tuple([created(), Expr::col((orders::Entity, orders::Column::Number))]);
    let edge = |key: &orders::Model| Expr::tuple([key.created_at.into(), key.number.into()]);
    select.and_where_option(match (query.turn, key) {
        (Turn::After(_), Some(key)) if end.is_none_or(|end| key.created_at < end) => {
            Some(place().lt(edge(key)))
        }
        _ => end.map(|end| created().lt(end)),
    });
    select.and_where_option(match (query.turn, key) {
        (Turn::Before(_), Some(key)) if begin.is_none_or(|begin| key.created_at >= begin) => {
            Some(place().gt(edge(key)))
        }
        _ => begin.map(|begin| created().gte(begin)),
    });
}

pub(super) fn of_whom(select: &mut SelectStatement, whose: Whose) {
    match whose {
        Whose::Anyone => {}
        Whose::Nobody => {
            select.and_where(orders::Column::MasterId.is_null());
        }
        Whose::Master(master) => {
            select.and_where(orders::Column::MasterId.eq(master.0));
        }
    }
}

/// When a line is due, for lists in that order.
pub(super) fn due_of(line: &OrderLine, zone: &TimeZone) -> Option<Timestamp> {
    use repairbot_core::order::Status;
    match (line.status, line.promised_on) {
        (Status::LongRepair, promised) => promised.map(|day| day_ends(day, zone)),
        _ => line.visit_to.or(line.visit_from),
    }
}

/// The same of a row.
pub(super) fn due_of_row(row: &orders::Model, zone: &TimeZone) -> Result<Option<Timestamp>, StoreError> {
    use repairbot_core::order::Status;
    if codec::status(&row.status)? == Status::LongRepair {
        let promised = row.promised_on.as_deref().map(|text| codec::date("orders.promised_on", text));
        return Ok(promised.transpose()?.map(|day| day_ends(day, zone)));
    }
    codec::instant_opt("orders.visit_to", row.visit_to.or(row.visit_from))
}
