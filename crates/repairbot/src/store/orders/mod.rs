//! Orders: the row, its events and the counters kept with it.

mod changes;
pub(in crate::store) mod count;
pub(in crate::store) mod due;
pub(in crate::store) mod line;
pub(in crate::store) mod list;
mod past;
mod performance;
mod replay;
pub mod report;
mod stats;
mod view;
mod write;

use repairbot_core::{
    actor::{Actor, Role},
    ids::{OrderId, OrderNumber, OrderVersion},
    order::{Order, Recorded, fold},
};
use sea_orm::{
    ColumnTrait, EntityTrait, IdenStatic, Iterable, ModelTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{ExprTrait, LockType, SimpleExpr},
};

pub use changes::{changed_since, deleted_page, deleted_with_number, edit, last_editor};
pub use count::{COUNTED, StatusCounts, counts, from_counters, has_counter, status_counts};
pub use line::OrderLine;
pub use list::{ListQuery, Page, page};
pub use past::{Caller, caller, history_upto, view_as_it_was};
#[cfg(test)]
pub(in crate::store) use performance::performance_selects;
pub use performance::{performance, performance_of};
pub use replay::{Replayed, replay};
pub(in crate::store) use replay::{recorded_of, rows_after};
pub use stats::{MasterStats, active_of, stats};
pub use view::{OrderView, ParentOrder, view, views};
pub use write::{insert, record};

use super::{
    Reads, StoreError, WriteTx, codec,
    entity::{order_events, orders},
    tx::Connected,
};

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

/// The order, for changing it, deleted or not: no other transaction can change it until this one ends. One query.
///
/// # Errors
/// `Conflict` for a deadlock, else see [`StoreError`].
pub async fn lock(tx: &WriteTx, id: OrderId) -> Result<Option<Order>, StoreError> {
    let mut find = orders::Entity::find_by_id(id.0);
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

/// The event that made this version of the order. One query.
///
/// # Errors
/// `Damaged` for an event this program cannot read.
pub async fn event_at(
    tx: &impl Reads,
    id: OrderId,
    version: OrderVersion,
) -> Result<Option<Recorded>, StoreError> {
    let found = order_events::Entity::find_by_id((id.0, version.0)).one(tx.connection()).await?;
    found.map(codec::recorded).transpose()
}

pub(in crate::store) async fn events_of(
    tx: &impl Connected,
    ids: &[i64],
) -> Result<Vec<Recorded>, StoreError> {
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
    replay(tx, &mut |replayed| {
        if !replayed.deviations.is_empty() {
            differing.push(replayed.order);
        }
    })
    .await?;
    Ok(differing)
}

/// In what a row differs from what the events say: the names of its columns, or why the events make no order.
/// Compared as rows, so that both are truncated to milliseconds.
fn differences(row: &orders::Model, events: &[Recorded]) -> Vec<String> {
    let folded = match fold(events) {
        Ok(folded) => folded,
        Err(error) => return vec![error.to_string()],
    };
    let identity = codec::Identity { number: row.number, public_id: row.public_id.clone() };
    let Ok(mut expected) = codec::order_row(&folded, identity) else {
        return vec!["its events cannot be written as a row".to_owned()];
    };
    expected.appliance_id = row.appliance_id;
    expected.lead_source_id = row.lead_source_id;

    expected.outcome.clone_from(&row.outcome);
    let differs = |column: &orders::Column| row.get(*column) != expected.get(*column);
    orders::Column::iter().filter(differs).map(|column| column.as_str().to_owned()).collect()
}
