//! What reports are made from: walks along one index, a page at a time, so that no report needs more memory than a page.
//!
//! A page follows the last order of the page before it. All pages of a report are read in one transaction that sees one
//! moment ([`crate::store::Store::read_moment`]).

mod closed;
mod lines;

use std::ops::Range;

use jiff::Timestamp;
use repairbot_core::{ids::PersonId, order::Status};
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
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

    /// Where a page ends that ends with this order.
    fn place(&self, row: &Ends) -> Place {
        let (at, id) = match self {
            Self::Closed(_) => (row.closed_at.unwrap_or(row.status_changed_at), row.id),
            Self::Refused(_) | Self::OverOf(..) => (row.status_changed_at, row.id),
            Self::Open(_) | Self::OpenOf(_) => (row.created_at, row.number),
        };
        Place { at, id }
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
            select.and_where(column(at).gte(time.start.as_millisecond()));
            select.and_where(column(at).lt(time.end.as_millisecond()));
        }
        if let Some(Place { at: last, id: last_id }) = after {
            let place = Expr::tuple([column(at), column(id)]);
            select.and_where(place.gt(Expr::tuple([last.into(), last_id.into()])));
        }
        select
            .order_by((orders::Entity, at), Order::Asc)
            .order_by((orders::Entity, id), Order::Asc)
            .limit(limit);
    }
}

/// The columns walks are ordered by.
struct Ends {
    id: i64,
    number: i64,
    created_at: i64,
    status_changed_at: i64,
    closed_at: Option<i64>,
}

/// How many orders were created in this time. One query, along an index.
///
/// # Errors
/// See [`StoreError`].
pub async fn created(tx: &impl Reads, time: &Range<Timestamp>) -> Result<u64, StoreError> {
    let found = orders::Entity::find()
        .filter(Expr::cust(PRESENT))
        .filter(Column::CreatedAt.gte(time.start.as_millisecond()))
        .filter(Column::CreatedAt.lt(time.end.as_millisecond()));
    Ok(found.count(tx.connection()).await?)
}

/// How many orders were refused in this time. One query, along an index.
///
/// # Errors
/// See [`StoreError`].
pub async fn refused(tx: &impl Reads, time: &Range<Timestamp>) -> Result<u64, StoreError> {
    let found = orders::Entity::find()
        .filter(Expr::cust(REFUSED))
        .filter(Column::StatusChangedAt.gte(time.start.as_millisecond()))
        .filter(Column::StatusChangedAt.lt(time.end.as_millisecond()));
    Ok(found.count(tx.connection()).await?)
}

/// The queries of a page of each walk, for the tests of their plans.
#[cfg(test)]
pub(in crate::store) fn selects(walk: &Walk, after: Option<(i64, i64)>) -> [SelectStatement; 2] {
    let after = after.map(|(at, id)| Place { at, id });
    [closed::select(walk, (after, 500)), lines::select(walk, (after, 500))]
}
