//! Writing orders: the row, the event, the counters and the timers, always together.

use repairbot_core::{
    ids::{BranchId, OrderNumber},
    order::{Order, Recorded, Status},
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Expr, ExprTrait, OnConflict, Query},
};

use crate::store::{
    StoreError, WriteTx, codec,
    entity::{counters, order_events, orders, status_counts},
    ledger, search, timers,
};

/// The counter the numbers of orders come from.
const NUMBER: &str = "order_number";

/// Writes a new order with its first event and gives it the next number. The number is the counter's, in this
/// transaction: a rollback gives it back, so there are no gaps. Seven statements.
///
/// # Errors
/// `Conflict` when the id or the public id is taken.
pub async fn insert(
    tx: &WriteTx,
    order: &Order,
    recorded: &Recorded,
    public_id: &str,
) -> Result<OrderNumber, StoreError> {
    let number = next_number(tx).await?;
    let identity = codec::Identity { number, public_id: public_id.to_owned() };
    let row = codec::order_row(order, identity)?.into_active_model();
    orders::Entity::insert(row).exec_without_returning(tx.db()).await?;
    append(tx, recorded).await?;
    count(tx, order.branch, &[(order.status, 1)]).await?;
    search::index(tx, order.id).await?;
    timers::follow(tx, (None, order), recorded.at).await?;
    tx.order_created();
    Ok(OrderNumber(number))
}

/// Writes a changed order and the event that changed it: two statements, three when the counts per status change, one
/// more when its timers change, three more when money moved, two more when it is found by something else.
///
/// # Errors
/// `Conflict` when the order is no longer at `before.version`: somebody else changed it meanwhile.
pub async fn record(
    tx: &WriteTx,
    before: &Order,
    after: &Order,
    recorded: &Recorded,
) -> Result<(), StoreError> {
    let identity = codec::Identity { number: 0, public_id: String::new() };
    let updated = orders::Entity::update_many()
        .set(change(codec::order_row(after, identity)?))
        .filter(orders::Column::Id.eq(before.id.0))
        .filter(orders::Column::Version.eq(before.version.0))
        .exec(tx.db())
        .await?;
    if updated.rows_affected != 1 {
        return Err(StoreError::Conflict(None));
    }
    append(tx, recorded).await?;
    ledger::post_event(tx, after, recorded).await?;
    let (was, is) = (counted_as(before), counted_as(after));
    if was != is {
        let changes: Vec<_> =
            was.map(|status| (status, -1)).into_iter().chain(is.map(|status| (status, 1))).collect();
        count(tx, after.branch, &changes).await?;
    }
    if (before.client, before.phone) != (after.client, after.phone) {
        // Perhaps a phone that he was not called at before: all his orders are found by it.
        search::index_client(tx, after.client).await?;
    } else if before.address != after.address {
        search::index(tx, after.id).await?;
    }
    timers::follow(tx, (Some(before), after), recorded.at).await
}

/// Among which orders it is counted: deleted ones are not.
fn counted_as(order: &Order) -> Option<Status> {
    (!order.is_deleted()).then_some(order.status)
}

/// Every column that events move; the others stay as they are.
fn change(row: orders::Model) -> orders::ActiveModel {
    let mut change = row.into_active_model().reset_all();
    change.id = NotSet;
    change.number = NotSet;
    change.public_id = NotSet;
    change.appliance_id = NotSet;
    change.lead_source_id = NotSet;

    change.outcome = NotSet;
    change
}

async fn next_number(tx: &WriteTx) -> Result<i64, StoreError> {
    let next = Expr::col((counters::Entity, counters::Column::Value)).add(1);
    let mut insert = Query::insert();
    insert
        .into_table(counters::Entity)
        .columns([counters::Column::Name, counters::Column::Value])
        .values([NUMBER.into(), 1_i64.into()])
        .map_err(StoreError::other)?
        .on_conflict(
            OnConflict::column(counters::Column::Name).value(counters::Column::Value, next).to_owned(),
        )
        .returning_col(counters::Column::Value);
    let row = tx.db().query_one(&insert).await?;
    let row = row.ok_or_else(|| StoreError::row("counters", "no number was returned"))?;
    Ok(row.try_get("", "value")?)
}

async fn append(tx: &WriteTx, recorded: &Recorded) -> Result<(), StoreError> {
    let row = codec::event_row(recorded)?.into_active_model();
    order_events::Entity::insert(row).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Moves the counts per status, in one statement. The rows are taken in the order of their codes, so that two
/// transactions can't wait for each other.
async fn count(tx: &WriteTx, branch: BranchId, changes: &[(Status, i64)]) -> Result<(), StoreError> {
    let mut changes: Vec<(&str, i64)> = changes.iter().map(|(status, by)| (status.code(), *by)).collect();
    changes.sort_unstable();
    let rows = changes.into_iter().map(|(status, by)| status_counts::ActiveModel {
        branch_id: Set(branch.0),
        status: Set(status.to_owned()),
        count: Set(by),
    });
    let sum = Expr::col((status_counts::Entity, status_counts::Column::Count))
        .add(Expr::col(("excluded", status_counts::Column::Count)));
    let key = [status_counts::Column::BranchId, status_counts::Column::Status];
    status_counts::Entity::insert_many(rows)
        .on_conflict(OnConflict::columns(key).value(status_counts::Column::Count, sum).to_owned())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}
