//! Orders: the row, its events and the counters kept with it.

pub(in crate::store) mod count;
pub(in crate::store) mod due;
pub(in crate::store) mod line;
pub(in crate::store) mod list;
mod view;
mod write;

use jiff::Timestamp;
use repairbot_core::{
    actor::{Actor, Role},
    ids::{OrderId, OrderNumber},
    order::{Order, Recorded, fold},
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{ExprTrait, LockType, SimpleExpr},
};

pub use count::{COUNTED, StatusCounts, counts, from_counters, has_counter, status_counts};
pub use line::OrderLine;
pub use list::{ListQuery, Page, page};
pub use view::{OrderView, view};
pub use write::{insert, record};

use super::{
    Reads, StoreError, WriteTx, codec,
    entity::{order_events, orders},
    tx::Connected,
};

/// How many orders [`verify`] holds in memory at once.
const VERIFY_CHUNK: u64 = 200;

/// Which orders an actor may see: `None` for none at all.
pub(super) fn visible_to(actor: &Actor) -> Option<SimpleExpr> {
    let present = orders::Column::DeletedAt.is_null();
    if actor.roles.is_office() {
        Some(present)
    } else if actor.roles.has(Role::Master) {
        Some(present.and(orders::Column::MasterId.eq(actor.person.0)))
    } else {
        None
    }
}

/// The order, for changing it: no other transaction can change it until this one ends. Deleted orders are not found.
/// One query.
///
/// # Errors
/// `Conflict` for a deadlock, else see [`StoreError`].
pub async fn lock(tx: &WriteTx, id: OrderId) -> Result<Option<Order>, StoreError> {
    let mut find = orders::Entity::find_by_id(id.0).filter(orders::Column::DeletedAt.is_null());
    if tx.locks_rows() {
        // Not FOR UPDATE: a card, a message or an event that another transaction writes about the order would wait for it,
        // and hold what this one may need next.
        find = find.lock(LockType::NoKeyUpdate);
    }
    find.one(tx.db()).await?.map(codec::order).transpose()
}

/// The order if this actor may see it: the office sees all, a master his own, others none. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn find_visible(tx: &impl Reads, actor: &Actor, id: OrderId) -> Result<Option<Order>, StoreError> {
    one_visible(tx, actor, orders::Column::Id.eq(id.0)).await
}

/// The number people know an order by. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn number_of(tx: &impl Reads, id: OrderId) -> Result<Option<OrderNumber>, StoreError> {
    let found = orders::Entity::find_by_id(id.0).one(tx.connection()).await?;
    Ok(found.map(|row| OrderNumber(row.number)))
}

/// The order with this number if this actor may see it. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn number_visible(
    tx: &impl Reads,
    actor: &Actor,
    number: OrderNumber,
) -> Result<Option<Order>, StoreError> {
    one_visible(tx, actor, orders::Column::Number.eq(number.0)).await
}

async fn one_visible(tx: &impl Reads, actor: &Actor, which: SimpleExpr) -> Result<Option<Order>, StoreError> {
    let Some(visible) = visible_to(actor) else { return Ok(None) };
    let found = orders::Entity::find().filter(which).filter(visible).one(tx.connection()).await?;
    found.map(codec::order).transpose()
}

/// Everything that happened to an order, oldest first. One query.
///
/// # Errors
/// `Damaged` for an event this program cannot read.
pub async fn history(tx: &impl Reads, id: OrderId) -> Result<Vec<Recorded>, StoreError> {
    events_of(tx, &[id.0]).await
}

async fn events_of(tx: &impl Connected, ids: &[i64]) -> Result<Vec<Recorded>, StoreError> {
    let rows = order_events::Entity::find()
        .filter(order_events::Column::OrderId.is_in(ids.iter().copied()))
        .order_by_asc(order_events::Column::OrderId)
        .order_by_asc(order_events::Column::Version)
        .all(tx.connection())
        .await?;
    rows.into_iter().map(codec::recorded).collect()
}

/// The orders whose row is not what their events fold to: always none, unless somebody wrote past the store.
/// Reads everything, some hundred orders at a time.
///
/// # Errors
/// See [`StoreError`].
pub async fn verify(tx: &impl Reads) -> Result<Vec<OrderId>, StoreError> {
    let mut differing = Vec::new();
    let mut after = i64::MIN;
    loop {
        let rows = orders::Entity::find()
            .filter(orders::Column::Id.gt(after))
            .order_by_asc(orders::Column::Id)
            .limit(VERIFY_CHUNK)
            .all(tx.connection())
            .await?;
        let Some(last) = rows.last() else { return Ok(differing) };
        after = last.id;
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let events = events_of(tx, &ids).await?;
        for row in rows {
            let of_order = events.iter().filter(|event| event.order.0 == row.id).cloned().collect::<Vec<_>>();
            let id = OrderId(row.id);
            if !matches(row, &of_order) {
                differing.push(id);
            }
        }
    }
}

/// Whether a row holds what the events say. Compared as rows, so that both are truncated to milliseconds.
fn matches(row: orders::Model, events: &[Recorded]) -> bool {
    let Ok(folded) = fold(events) else { return false };
    let identity = codec::Identity { number: row.number, public_id: row.public_id.clone() };
    let Ok(mut expected) = codec::order_row(&folded, identity) else { return false };
    expected.appliance_id = row.appliance_id;
    expected.lead_source_id = row.lead_source_id;
    expected.deleted_at = row.deleted_at;
    expected.warranty_until = row.warranty_until;
    expected.outcome.clone_from(&row.outcome);
    row == expected
}

/// Whether the order was deleted (softly), and when. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn deleted_at(tx: &impl Reads, id: OrderId) -> Result<Option<Timestamp>, StoreError> {
    let row = orders::Entity::find_by_id(id.0).one(tx.connection()).await?;
    codec::instant_opt("orders.deleted_at", row.and_then(|row| row.deleted_at))
}
