//! Replaying: every order's history against its row, some hundred orders at a time.

use std::collections::BTreeMap;

use repairbot_core::{
    ids::{OrderId, OrderNumber},
    order::Recorded,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::differences;
use crate::store::{
    Reads, StoreError, codec,
    entity::{order_events, orders},
};

/// How many orders are in memory at once.
const CHUNK: u64 = 200;

/// One order that was replayed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replayed {
    /// Which.
    pub order: OrderId,
    /// The number people know it by.
    pub number: OrderNumber,
    /// How many events it has.
    pub events: usize,
    /// In what its row differs from them; empty when all is well.
    pub deviations: Vec<String>,
}

/// Replays every order and hands over what came of each, in the order of their ids.
///
/// # Errors
/// See [`StoreError`]. An event that cannot be read is a deviation, not an error.
pub async fn replay(tx: &impl Reads, tell: &mut (dyn FnMut(Replayed) + Send)) -> Result<(), StoreError> {
    let mut after = i64::MIN;
    loop {
        let rows = rows_after(tx, after, Condition::all()).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.id;
        let mut events = events_of(tx, rows.iter().map(|row| row.id)).await?;
        for row in rows {
            tell(replayed(&row, events.remove(&row.id).unwrap_or_default()));
        }
    }
}

/// Some hundred rows behind this id, in the order of their ids; none behind the last.
pub(in crate::store) async fn rows_after(
    tx: &impl Reads,
    after: i64,
    which: Condition,
) -> Result<Vec<orders::Model>, StoreError> {
    let rows = orders::Entity::find()
        .filter(which)
        .filter(orders::Column::Id.gt(after))
        .order_by_asc(orders::Column::Id)
        .limit(CHUNK);
    Ok(rows.all(tx.connection()).await?)
}

/// The events of these orders, by order, oldest first.
async fn events_of(
    tx: &impl Reads,
    ids: impl IntoIterator<Item = i64>,
) -> Result<BTreeMap<i64, Vec<order_events::Model>>, StoreError> {
    let found = order_events::Entity::find()
        .filter(order_events::Column::OrderId.is_in(ids))
        .order_by_asc(order_events::Column::OrderId)
        .order_by_asc(order_events::Column::Version)
        .all(tx.connection())
        .await?;
    let mut events: BTreeMap<i64, Vec<order_events::Model>> = BTreeMap::new();
    for event in found {
        events.entry(event.order_id).or_default().push(event);
    }
    Ok(events)
}

/// The same as facts; orders with an event that cannot be read are left out.
pub(in crate::store) async fn recorded_of(
    tx: &impl Reads,
    ids: impl IntoIterator<Item = i64>,
) -> Result<BTreeMap<i64, Vec<Recorded>>, StoreError> {
    let events = events_of(tx, ids).await?;
    let read = |(id, events): (i64, Vec<order_events::Model>)| {
        let recorded: Result<Vec<Recorded>, StoreError> = events.into_iter().map(codec::recorded).collect();
        recorded.ok().map(|recorded| (id, recorded))
    };
    Ok(events.into_iter().filter_map(read).collect())
}

fn replayed(row: &orders::Model, events: Vec<order_events::Model>) -> Replayed {
    let count = events.len();
    let recorded: Result<Vec<Recorded>, StoreError> = events.into_iter().map(codec::recorded).collect();
    let deviations = match recorded {
        Ok(recorded) => differences(row, &recorded),
        Err(error) => vec![error.to_string()],
    };
    Replayed { order: OrderId(row.id), number: OrderNumber(row.number), events: count, deviations }
}
