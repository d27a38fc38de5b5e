//! What reports are made from: walks along one index, a page at a time, so that no report needs more memory than a page.
//!
//! A page follows the last order of the page before it. All pages of a report are read in one transaction that sees one
//! moment ([`crate::store::Store::read_moment`]).

mod closed;
mod lines;

use std::{collections::BTreeMap, ops::Range};

use jiff::Timestamp;
use repairbot_core::{
    ids::{EquipmentId, PersonId},
    order::Status,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryResult, QuerySelect,
    sea_query::{Expr, ExprTrait, Order, SelectStatement},
};

pub use closed::{ClosedLine, closed};
pub use lines::{ReportLine, lines};

use crate::store::{
    Reads, StoreError,
    entity::orders::{self, Column},
    sql::{CLOSED, OPEN, OVER, PRESENT, REFUSED},
};

/// Which orders, in which order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Walk {
    /// Those closed in this time, in the order of closing.
    Closed(Range<Timestamp>),
    /// Those refused in this time, in the order of refusal.
    Refused(Range<Timestamp>),
    /// Those in this state that are not over, in the order of creation.
    Open(Status),
    /// A master's that are not over, in the order of creation.
    OpenOf(PersonId),
    /// A master's that are over, closed and refused alike, in the order of their ends; all, or those ended in this time.
    OverOf(PersonId, Option<Range<Timestamp>>),
}

/// Where a page ends: the next one follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    at: i64,
    id: i64,
}

/// The place behind the last of these rows; `None` when they are fewer than a page, which was the last one then.
fn behind(rows: &[QueryResult], limit: u64) -> Result<Option<Place>, StoreError> {
    let last = rows.last().filter(|_| rows.len() as u64 == limit);
    let place = |row: &QueryResult| {
        Ok(Place { at: row.try_get("", "walked_at")?, id: row.try_get("", "walked_id")? })
    };
    last.map(place).transpose()
}

impl Walk {
    /// By what it is ordered.
    fn key(&self) -> (Column, Column) {
        match self {
            Self::Closed(_) => (Column::ClosedAt, Column::Id),
            Self::Refused(_) | Self::OverOf(..) => (Column::StatusChangedAt, Column::Id),
            // The order in which the indexes of the lists have them.
            Self::Open(_) | Self::OpenOf(_) => (Column::CreatedAt, Column::Number),
        }
    }

    /// Narrows a query of orders down to a page of this walk.
    fn page(&self, select: &mut SelectStatement, (after, limit): (Option<Place>, u64)) {
        let column = |column: Column| Expr::col((orders::Entity, column));
        let condition = match self {
            Self::Closed(_) => CLOSED,
            Self::Refused(_) => REFUSED,
            Self::Open(_) => PRESENT,
            Self::OpenOf(_) => OPEN,
            Self::OverOf(..) => OVER,
        };
        select.and_where(Expr::cust(condition));
        match self {
            Self::Open(status) => {
                select.and_where(Column::Status.eq(status.code()));
            }
            Self::OpenOf(master) | Self::OverOf(master, _) => {
                select.and_where(Column::MasterId.eq(master.0));
            }
            Self::Closed(_) | Self::Refused(_) => {}
        }
        let (at, id) = self.key();
        if let Self::Closed(time) | Self::Refused(time) | Self::OverOf(_, Some(time)) = self {
            // A later page begins where the one before ended: the two conditions together would walk from the start.
            if after.is_none() {
                select.and_where(column(at).gte(time.start.as_millisecond()));
            }
            select.and_where(column(at).lt(time.end.as_millisecond()));
        }
        if let Some(Place { at: last, id: last_id }) = after {
            let place = Expr::tuple([column(at), column(id)]);
            select.and_where(place.gt(Expr::tuple([last.into(), last_id.into()])));
        }
        select
            .expr_as(column(at), "walked_at")
            .expr_as(column(id), "walked_id")
            .order_by((orders::Entity, at), Order::Asc)
            .order_by((orders::Entity, id), Order::Asc)
            .limit(limit);
    }
}

/// How many orders were created in this time, by the type of appliance they were written with. One query, along an index.
///
/// # Errors
/// See [`StoreError`].
pub async fn created(
    tx: &impl Reads,
    time: &Range<Timestamp>,
) -> Result<BTreeMap<EquipmentId, u64>, StoreError> {
    let which = within(Column::CreatedAt, time).add(Expr::cust(PRESENT));
    let counted = counted(tx, which, Column::EquipmentId).await?;
    Ok(counted.into_iter().filter_map(|(id, count)| Some((EquipmentId(id?), count))).collect())
}

/// How many orders were refused in this time, by master. One query, along an index.
///
/// # Errors
/// See [`StoreError`].
pub async fn refused(
    tx: &impl Reads,
    time: &Range<Timestamp>,
) -> Result<BTreeMap<Option<PersonId>, u64>, StoreError> {
    of_masters(tx, within(Column::StatusChangedAt, time).add(Expr::cust(REFUSED))).await
}

/// How many orders are not over, by master. One query, along an index.
///
/// # Errors
/// See [`StoreError`].
pub async fn open_by_master(tx: &impl Reads) -> Result<BTreeMap<Option<PersonId>, u64>, StoreError> {
    of_masters(tx, Condition::all().add(Expr::cust(OPEN))).await
}

async fn of_masters(
    tx: &impl Reads,
    which: Condition,
) -> Result<BTreeMap<Option<PersonId>, u64>, StoreError> {
    let counted = counted(tx, which, Column::MasterId).await?;
    Ok(counted.into_iter().map(|(id, count)| (id.map(PersonId), count)).collect())
}

fn within(at: Column, time: &Range<Timestamp>) -> Condition {
    Condition::all().add(at.gte(time.start.as_millisecond())).add(at.lt(time.end.as_millisecond()))
}

/// How many of these orders there are, by a column.
async fn counted(
    tx: &impl Reads,
    which: Condition,
    by: Column,
) -> Result<Vec<(Option<i64>, u64)>, StoreError> {
    let rows: Vec<(Option<i64>, i64)> = orders::Entity::find()
        .select_only()
        .column(by)
        .column_as(Column::Id.count(), "count")
        .filter(which)
        .group_by(by)
        .into_tuple()
        .all(tx.connection())
        .await?;
    Ok(rows.into_iter().map(|(id, count)| (id, u64::try_from(count).unwrap_or(0))).collect())
}

/// The queries of a page of each walk, for the tests of their plans.
#[cfg(test)]
pub(in crate::store) fn selects(walk: &Walk, after: Option<(i64, i64)>) -> [SelectStatement; 2] {
    let after = after.map(|(at, id)| Place { at, id });
    [closed::select(walk, (after, 500)), lines::select(walk, (after, 500))]
}
