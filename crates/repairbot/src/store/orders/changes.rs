//! What was changed about orders afterwards: edits and deletions.

use repairbot_core::{
    ids::{OrderId, OrderNumber, OrderVersion, PersonId},
    order::{Details, Event},
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, Order},
};

use super::line::{OrderLine, lines, select_lines};
use crate::store::{
    Reads, StoreError, codec,
    entity::{order_events, orders},
    sql::DELETED,
};

/// The events that leave everything as it is which a card's buttons depend on.
const ASIDE: [&str; 2] = ["client_waiting", "commented"];
/// The event of an edit.
const EDITED: &str = "edited";

/// Whether anything happened to the order since this version that its buttons depend on; comments and reminders are
/// nothing of the kind. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn changed_since(tx: &impl Reads, id: OrderId, seen: OrderVersion) -> Result<bool, StoreError> {
    let found = order_events::Entity::find()
        .filter(order_events::Column::OrderId.eq(id.0))
        .filter(order_events::Column::Version.gt(seen.0))
        .filter(order_events::Column::EventType.is_not_in(ASIDE))
        .one(tx.connection())
        .await?;
    Ok(found.is_some())
}

/// Both sides of the edit that made this version; `None` when something else did. One query.
///
/// # Errors
/// `Damaged` for an event this program cannot read.
pub async fn edit(
    tx: &impl Reads,
    id: OrderId,
    version: OrderVersion,
) -> Result<Option<(Details, Details)>, StoreError> {
    let found = order_events::Entity::find_by_id((id.0, version.0)).one(tx.connection()).await?;
    Ok(found.map(codec::recorded).transpose()?.and_then(|recorded| match recorded.event {
        Event::Edited { from, to } => Some((from, to)),
        _ => None,
    }))
}

/// Who edited the order last. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn last_editor(tx: &impl Reads, id: OrderId) -> Result<Option<PersonId>, StoreError> {
    let found = order_events::Entity::find()
        .filter(order_events::Column::OrderId.eq(id.0))
        .filter(order_events::Column::EventType.eq(EDITED))
        .order_by_desc(order_events::Column::Version)
        .limit(1)
        .one(tx.connection())
        .await?;
    Ok(found.map(|row| PersonId(row.by_person)))
}

/// A page of deleted orders, newest number first. One query, whose cost doesn't depend on the page.
///
/// # Errors
/// See [`StoreError`].
pub async fn deleted_page(
    tx: &impl Reads,
    before: Option<OrderNumber>,
    limit: u64,
) -> Result<Vec<OrderLine>, StoreError> {
    let mut select = select_lines();
    select
        .and_where(Expr::cust(format!("orders.{DELETED}")))
        .order_by((orders::Entity, orders::Column::Number), Order::Desc)
        .limit(limit);
    if let Some(before) = before {
        select.and_where(orders::Column::Number.lt(before.0));
    }
    lines(tx, &select).await
}

/// The deleted order with this number. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn deleted_with_number(
    tx: &impl Reads,
    number: OrderNumber,
) -> Result<Option<OrderId>, StoreError> {
    let found = orders::Entity::find()
        .filter(orders::Column::Number.eq(number.0))
        .filter(orders::Column::DeletedAt.is_not_null())
        .one(tx.connection())
        .await?;
    Ok(found.map(|row| OrderId(row.id)))
}
