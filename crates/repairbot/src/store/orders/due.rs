//! Lists by what is due: visits and promised days of open orders, the earliest first.
//!
//! A long repair is due when its promised day ends, any other open order when its visit should be over: two walks, each
//! along an index of its own (`m0016_due`), which are merged.

use jiff::{SignedDuration, Span, Timestamp, civil::Date, tz::TimeZone};
use repairbot_core::{
    ids::OrderNumber,
    list::{Scope, Turn, day_begins, day_ends},
    order::Status,
};
use sea_orm::{
    ColumnTrait,
    sea_query::{Expr, ExprTrait, Order, SelectStatement, SimpleExpr},
};

use super::{
    line::{OrderLine, lines, select_lines},
    list::{ListQuery, due_of, due_of_row, in_order, of_whom},
};
use crate::store::{
    Reads, StoreError,
    entity::orders,
    sql::{PROMISED, VISIT, VISITED},
};

/// From when to when something must be due, the end excluded.
#[derive(Debug, Clone, Copy)]
struct Window {
    from: Option<Timestamp>,
    until: Timestamp,
    /// The same for promised days.
    day_from: Option<Date>,
    day_until: Date,
}

impl Window {
    fn of(query: &ListQuery<'_>) -> Self {
        let today = query.now.to_zoned(query.zone.clone()).date();
        let tomorrow = today.saturating_add(Span::new().days(1));
        match query.filter.scope {
            // Whose visit is to be over when a day ends was visited during that day: "tomorrow" lasts until the next midnight.
            Scope::Today => Self {
                from: Some(after(day_begins(today, query.zone))),
                until: after(day_ends(today, query.zone)),
                day_from: Some(today),
                day_until: tomorrow,
            },
            _ => Self { from: None, until: query.now, day_from: None, day_until: today },
        }
    }

    /// What is left of it from the key on, in the list's order or back. One bound at each end: of two, a database may take
    /// the wrong one, and a button with a key from elsewhere would be a walk through all there is.
    fn cut_at(self, key: Key, back: bool, zone: &TimeZone) -> Self {
        let (day, ends_then) = key.day(zone);
        if back {
            let day = if ends_then { day.saturating_add(Span::new().days(1)) } else { day };
            return Self {
                until: self.until.min(after(key.due)),
                day_until: self.day_until.min(day),
                ..self
            };
        }
        Self { from: self.from.max(Some(key.due)), day_from: self.day_from.max(Some(day)), ..self }
    }
}

/// The next moment that can be stored.
fn after(moment: Timestamp) -> Timestamp {
    moment.checked_add(SignedDuration::from_millis(1)).unwrap_or(moment)
}

impl Key {
    /// The day that ends when the key is due, or during which it is due; and which of both.
    fn day(self, zone: &TimeZone) -> (Date, bool) {
        let before = self.due.checked_sub(SignedDuration::from_millis(1)).unwrap_or(self.due);
        let day = before.to_zoned(zone.clone()).date();
        (day, day_ends(day, zone) == self.due)
    }
}

/// What an order is due by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// The end of its visit.
    Visit,
    /// The promised day of a long repair.
    Promise,
}

impl By {
    const ALL: [Self; 2] = [Self::Visit, Self::Promise];

    fn column(self) -> SimpleExpr {
        match self {
            Self::Visit => Expr::cust(VISIT),
            Self::Promise => Expr::col((orders::Entity, orders::Column::PromisedOn)),
        }
    }

    /// The orders that are due by it.
    fn condition(self) -> &'static str {
        match self {
            Self::Visit => VISITED,
            Self::Promise => PROMISED,
        }
    }
}

/// Where a page begins or ends: due then, and this number.
#[derive(Debug, Clone, Copy)]
struct Key {
    due: Timestamp,
    number: OrderNumber,
}

/// The orders of a page and one more. Two queries.
pub(super) async fn read(
    tx: &impl Reads,
    visible: &SimpleExpr,
    (query, key): (&ListQuery<'_>, Option<&orders::Model>),
) -> Result<Vec<OrderLine>, StoreError> {
    let mut found = Vec::new();
    for select in selects(visible, query, key)? {
        found.extend(lines(tx, &select).await?);
    }
    found.sort_by_key(|line| (due_of(line, query.zone), line.number));
    let wanted = usize::try_from(query.limit).unwrap_or(usize::MAX).saturating_add(1);
    if matches!(query.turn, Turn::Before(_)) {
        found.drain(..found.len().saturating_sub(wanted));
    } else {
        found.truncate(wanted);
    }
    Ok(found)
}

/// The walks of a page.
pub(in crate::store) fn selects(
    visible: &SimpleExpr,
    query: &ListQuery<'_>,
    key: Option<&orders::Model>,
) -> Result<Vec<SelectStatement>, StoreError> {
    let due = key.map(|row| due_of_row(row, query.zone)).transpose()?.flatten();
    let key = key.zip(due).map(|(row, due)| Key { due, number: OrderNumber(row.number) });
    let back = matches!(query.turn, Turn::Before(_));
    let window = key.map_or(Window::of(query), |key| Window::of(query).cut_at(key, back, query.zone));
    let walk = |by: By| {
        let mut select = select_lines();
        select.and_where(visible.clone());
        narrow(&mut select, query, (by, window));
        if let Some(key) = key {
            beside_key(&mut select, (query, by), key);
        }
        in_order(&mut select, query, by.column(), if back { Order::Desc } else { Order::Asc });
        select.limit(query.limit + 1);
        select
    };
    Ok(By::ALL.map(walk).into())
}

/// The two walks of counting such a list.
pub(super) fn counted(query: &ListQuery<'_>, select: &SelectStatement) -> Vec<SelectStatement> {
    let walk = |by: By| {
        let mut select = select.clone();
        narrow(&mut select, query, (by, Window::of(query)));
        in_order(&mut select, query, by.column(), Order::Asc);
        select
    };
    By::ALL.map(walk).into()
}

fn narrow(select: &mut SelectStatement, query: &ListQuery<'_>, (by, window): (By, Window)) {
    select.and_where(Expr::cust(by.condition()));
    // On site a visit has not passed, whatever the clock says. The walk passes them by: they are few.
    if by == By::Visit && query.filter.scope == Scope::Overdue {
        select.and_where(orders::Column::Status.ne(Status::Onsite.code()));
    }
    of_whom(select, query.filter.whose);
    let (from, until) = match by {
        By::Promise => (window.day_from.map(written), written(window.day_until)),
        By::Visit => {
            let from = window.from.map(|from| Expr::value(from.as_millisecond()));
            (from, Expr::value(window.until.as_millisecond()))
        }
    };
    if let Some(from) = from {
        select.and_where(by.column().gte(from));
    }
    select.and_where(by.column().lt(until));
}

/// A day in the text of a query, not as a parameter: PostgreSQL, which knows the days that are promised, takes a plan for any day
/// for so much dearer than one for this day that it would make a new one for each page (docs/performance.md).
fn written(day: Date) -> SimpleExpr {
    Expr::cust(format!("'{day}'"))
}

/// Of what is due at the same moment as the key, what follows it in the list's order, or what is before it.
fn beside_key(select: &mut SelectStatement, (query, by): (&ListQuery<'_>, By), key: Key) {
    let (day, ends_then) = key.day(query.zone);
    let edge = match by {
        By::Promise if !ends_then => return,
        By::Promise => written(day),
        By::Visit => Expr::value(key.due.as_millisecond()),
    };
    let (due, number) = (by.column(), Expr::col((orders::Entity, orders::Column::Number)));
    select.and_where(if matches!(query.turn, Turn::Before(_)) {
        due.lt(edge).or(number.lt(key.number.0))
    } else {
        due.gt(edge).or(number.gt(key.number.0))
    });
}
