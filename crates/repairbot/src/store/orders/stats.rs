//! A master's figures, from the rows of his orders.

use std::collections::BTreeMap;

use repairbot_core::{
    ids::{OrderId, PersonId},
    money::Kopecks,
    order::Status,
};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use crate::store::{Reads, StoreError, codec, entity::orders, sql::active_orders};

/// What a master did and does.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MasterStats {
    /// His orders by state; states without one are left out.
    pub by_status: BTreeMap<Status, u64>,
    /// What clients paid for the closed ones.
    pub total: Kopecks,
    /// His share of that.
    pub share: Kopecks,
}

impl MasterStats {
    /// How many orders are in this state.
    #[must_use]
    pub fn count(&self, status: Status) -> u64 {
        self.by_status.get(&status).copied().unwrap_or(0)
    }

    /// How many are not over.
    #[must_use]
    pub fn active(&self) -> u64 {
        self.by_status.iter().filter(|(status, _)| !status.is_final()).map(|(_, count)| count).sum()
    }
}

#[derive(FromQueryResult)]
struct Row {
    status: String,
    count: i64,
    total: Option<i64>,
    share: Option<i64>,
}

/// The figures of one master, of all time. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn stats(tx: &impl Reads, master: PersonId) -> Result<MasterStats, StoreError> {
    // PostgreSQL sums whole numbers into a type of its own.
    let sum = |column: &str| Expr::cust(format!("CAST(SUM({column}) AS BIGINT)"));
    let find = orders::Entity::find()
        .select_only()
        .column(orders::Column::Status)
        .column_as(orders::Column::Id.count(), "count")
        .column_as(sum("total"), "total")
        .column_as(sum("master_share"), "share")
        .filter(orders::Column::MasterId.eq(master.0))
        .filter(orders::Column::DeletedAt.is_null())
        .group_by(orders::Column::Status);
    let mut stats = MasterStats::default();
    for row in find.into_model::<Row>().all(tx.connection()).await? {
        let status = codec::status(&row.status)?;
        stats.by_status.insert(status, u64::try_from(row.count).unwrap_or(0));
        if status == Status::Closed {
            stats.total = Kopecks(row.total.unwrap_or(0));
            stats.share = Kopecks(row.share.unwrap_or(0));
        }
    }
    Ok(stats)
}

/// A master's orders that are not over, oldest first. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn active_of(tx: &impl Reads, master: PersonId) -> Result<Vec<OrderId>, StoreError> {
    let ids: Vec<i64> = orders::Entity::find()
        .select_only()
        .column(orders::Column::Id)
        .filter(orders::Column::MasterId.eq(master.0))
        .filter(active_orders())
        .order_by_asc(orders::Column::Id)
        .into_tuple()
        .all(tx.connection())
        .await?;
    Ok(ids.into_iter().map(OrderId).collect())
}
