//! Closed orders as sums need them: from their own row only, as there may be a hundred thousand of them.

use std::ops::Range;

use jiff::Timestamp;
use repairbot_core::{
    ids::{EquipmentId, OrderNumber, PersonId},
    money::Kopecks,
    report::ClosedOrder,
};
use sea_orm::{
    ConnectionTrait, QueryResult,
    sea_query::{Query, SelectStatement},
};

use super::{Place, Walk, behind};
use crate::store::{
    Reads, StoreError,
    bounded::Bounded,
    codec,
    entity::orders::{self, Column},
};

/// A closed order with its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClosedLine {
    /// The company's number.
    pub number: OrderNumber,
    /// What counts. The type of appliance is the one it was closed with: it may have become another one since.
    pub order: ClosedOrder,
}

/// What is read, in this order.
const COLUMNS: [Column; 10] = [
    Column::Number,
    Column::ClosedAt,
    Column::MasterId,
    Column::EquipmentId,
    Column::Total,
    Column::Materials,
    Column::MasterShare,
    Column::CompanyShare,
    Column::OutOfCity,
    Column::Review,
];

/// A page of the orders closed in this time. The page after it follows the place given with it; `None` when it was the
/// last. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn closed(
    tx: &impl Reads,
    time: &Range<Timestamp>,
    (after, limit): (Option<Place>, u64),
) -> Result<(Vec<ClosedLine>, Option<Place>), StoreError> {
    let select = select(&Walk::Closed(time.clone()), (after, limit));
    let rows = tx.connection().query_all(&Bounded(&select)).await?;
    let lines = rows.iter().map(line).collect::<Result<_, _>>()?;
    Ok((lines, behind(&rows, limit)?))
}

pub(super) fn select(walk: &Walk, page: (Option<Place>, u64)) -> SelectStatement {
    let mut select = Query::select();
    select.columns(COLUMNS.map(|column| (orders::Entity, column))).from(orders::Entity);
    walk.page(&mut select, page);
    select
}

fn line(row: &QueryResult) -> Result<ClosedLine, StoreError> {
    let money = |at: usize| -> Result<Kopecks, StoreError> {
        Ok(Kopecks(row.try_get_by_index::<Option<i64>>(at)?.unwrap_or(0)))
    };
    let flag = |at: usize| -> Result<bool, StoreError> {
        Ok(row.try_get_by_index::<Option<bool>>(at)?.unwrap_or(false))
    };
    Ok(ClosedLine {
        number: OrderNumber(row.try_get_by_index(0)?),
        order: ClosedOrder {
            at: codec::instant("orders.closed_at", row.try_get_by_index(1)?)?,
            master: row.try_get_by_index::<Option<i64>>(2)?.map(PersonId),
            equipment: EquipmentId(row.try_get_by_index(3)?),
            total: money(4)?,
            materials: money(5)?,
            master_share: money(6)?,
            company_share: money(7)?,
            out_of_city: flag(8)?,
            review: flag(9)?,
        },
    })
}
