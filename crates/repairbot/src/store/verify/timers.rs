//! Timers: what each order should wait for is what its rows say, whatever has fired of them.

use repairbot_core::schedule::{Timer, timers as timers_of};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};

use super::Findings;
use crate::store::{
    ReadTx, StoreError, codec,
    entity::{orders, timers},
    orders::rows_after,
    sql::OPEN,
    tx::Connected,
};

/// Deviations of one kind that are listed.
const LISTED: u64 = 500;

/// Open orders with their timers; of those that are over or deleted there must be none.
pub(super) async fn timers(tx: &ReadTx, found: &mut Findings<'_>) -> Result<(), StoreError> {
    let mut after = i64::MIN;
    loop {
        let rows = rows_after(tx, after, Condition::all().add(Expr::cust(OPEN))).await?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        found.looked_at(rows.len() as u64);
        compare(tx, rows, found).await?;
    }
    left_over(tx, found).await
}

async fn compare(tx: &ReadTx, rows: Vec<orders::Model>, found: &mut Findings<'_>) -> Result<(), StoreError> {
    let all = timers::Entity::find()
        .filter(timers::Column::OrderId.is_in(rows.iter().map(|row| row.id)))
        .filter(timers::Column::State.ne("cancelled"))
        .all(tx.connection())
        .await?;
    for row in rows {
        let (id, number) = (row.id, row.number);
        let order = match codec::order(row) {
            Ok(order) => order,
            Err(error) => {
                found.deviates(format_args!("order #{number} cannot be read: {error}"));
                continue;
            }
        };
        let mut expected: Vec<(&str, i64)> = timers_of(&order).into_iter().map(key).collect();
        let of_order = all.iter().filter(|timer| timer.order_id == id);
        let mut there: Vec<(&str, i64)> =
            of_order.map(|timer| (timer.kind.as_str(), timer.base_at)).collect();
        expected.sort_unstable();
        there.sort_unstable();
        if expected != there {
            found.deviates(format_args!(
                "order #{number} has the timers {there:?} and should have {expected:?}"
            ));
        }
    }
    Ok(())
}

fn key(timer: Timer) -> (&'static str, i64) {
    (timer.kind.code(), timer.base.as_millisecond())
}

/// Timers of orders that are not open.
async fn left_over(tx: &ReadTx, found: &mut Findings<'_>) -> Result<(), StoreError> {
    let open = orders::Entity::find().select_only().column(orders::Column::Id).filter(Expr::cust(OPEN));
    let left = timers::Entity::find()
        .filter(timers::Column::OrderId.not_in_subquery(sea_orm::QueryTrait::into_query(open)))
        .order_by_asc(timers::Column::OrderId)
        .limit(LISTED)
        .all(tx.connection())
        .await?;
    for timer in left {
        found.deviates(format_args!(
            "order id {} is not open and has the timer {}",
            timer.order_id, timer.kind
        ));
    }
    Ok(())
}
