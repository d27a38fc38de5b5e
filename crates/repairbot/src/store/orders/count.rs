//! The counts beside the filters.

use std::collections::BTreeMap;

use repairbot_core::{
    actor::Actor,
    list::{Period, Scope, Whose},
    order::Status,
};
use sea_orm::{
    ConnectionTrait, EntityTrait,
    sea_query::{Asterisk, Expr, Func, Order, Query, SelectStatement, SimpleExpr},
};

use super::{
    due,
    list::{ListQuery, created, in_order, narrow},
    visible_to,
};
use crate::store::{
    Reads, StoreError,
    bounded::Bounded,
    codec,
    entity::{orders, status_counts},
};

/// How far is counted where there is no counter: one more is shown as «100+» (SPEC §7).
pub const COUNTED: u64 = 100;

/// Orders per status; a status nobody is in counts zero.
pub type StatusCounts = BTreeMap<Status, u64>;

/// How many orders stand where, over all branches, from the counter rows. One query of a few rows.
///
/// # Errors
/// See [`StoreError`].
pub async fn status_counts(tx: &impl Reads) -> Result<StatusCounts, StoreError> {
    let mut counts: StatusCounts = Status::ALL.into_iter().map(|status| (status, 0)).collect();
    for row in status_counts::Entity::find().all(tx.connection()).await? {
        let count =
            u64::try_from(row.count).map_err(|error| StoreError::row("status_counts.count", error))?;
        *counts.entry(codec::status(&row.status)?).or_default() += count;
    }
    Ok(counts)
}

/// How many orders each of these lists has for this actor, no further than [`COUNTED`] and one. One query, which reads no
/// more than that of each index.
///
/// # Errors
/// See [`StoreError`].
pub async fn counts(tx: &impl Reads, actor: &Actor, lists: &[ListQuery<'_>]) -> Result<Vec<u64>, StoreError> {
    let Some(visible) = visible_to(actor) else { return Ok(vec![0; lists.len()]) };
    let mut select = Query::select();
    let parts: Vec<Vec<SelectStatement>> = lists.iter().map(|list| counted(&visible, list)).collect();
    for (index, part) in parts.iter().flatten().enumerate() {
        select.expr_as(SimpleExpr::SubQuery(None, Box::new(part.clone().into())), format!("c{index}"));
    }
    let row = tx.connection().query_one(&Bounded(&select)).await?;
    let row = row.ok_or_else(|| StoreError::row("orders", "nothing was counted"))?;
    let mut index = 0;
    let mut sums = Vec::with_capacity(lists.len());
    for part in &parts {
        let mut sum: u64 = 0;
        for _ in part {
            let count: i64 = row.try_get("", &format!("c{index}"))?;
            sum += u64::try_from(count).unwrap_or_default();
            index += 1;
        }
        sums.push(sum.min(COUNTED + 1));
    }
    Ok(sums)
}

/// Whether the counter rows know how many orders a list of the office has.
#[must_use]
pub fn has_counter(list: &ListQuery<'_>) -> bool {
    let everybodys = list.filter.whose == Whose::Anyone && list.filter.period == Period::Always;
    everybodys && !list.filter.scope.by_due()
}

/// What the counter rows say of such a list.
#[must_use]
pub fn from_counters(counts: &StatusCounts, scope: Scope) -> u64 {
    let of = |wanted: &dyn Fn(Status) -> bool| {
        counts.iter().filter(|(status, _)| wanted(**status)).map(|(_, count)| count).sum()
    };
    match scope {
        Scope::Status(status) => of(&|one| one == status),
        Scope::Open => of(&|one| !one.is_final()),
        Scope::All | Scope::Today | Scope::Overdue => of(&|_| true),
    }
}

/// The bounded counts of a list: one, or two of a list by what is due. In the list's order, or PostgreSQL would read the
/// whole table where it takes the wanted ones for many.
pub(in crate::store) fn counted(visible: &SimpleExpr, list: &ListQuery<'_>) -> Vec<SelectStatement> {
    let mut some = Query::select();
    some.expr(Expr::cust("1")).from(orders::Entity).and_where(visible.clone());
    let parts = if list.filter.scope.by_due() {
        due::counted(list, &some)
    } else {
        narrow(&mut some, list, None);
        in_order(&mut some, list, created(), Order::Desc);
        vec![some]
    };
    let count = |mut some: SelectStatement| {
        some.limit(COUNTED + 1);
        Query::select().expr(Func::count(Expr::col(Asterisk))).from_subquery(some, "some").to_owned()
    };
    parts.into_iter().map(count).collect()
}
