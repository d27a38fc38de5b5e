//! Orders as they were: the events up to one of them, and the words around what they fold to.

use repairbot_core::{
    ids::{OrderId, OrderVersion, PersonId},
    order::{Order, Recorded},
    phone::Phone,
    pii::{Address, PersonName},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Select};

use super::OrderView;
use crate::store::{
    Reads, StoreError, catalogue, codec,
    entity::{client_addresses, client_phones, clients, order_events, reasons},
    people, texts,
};

/// What happened to an order up to this event, oldest first. One query.
///
/// # Errors
/// `Damaged` for an event this program cannot read.
pub async fn history_upto(
    tx: &impl Reads,
    id: OrderId,
    upto: OrderVersion,
) -> Result<Vec<Recorded>, StoreError> {
    let rows = order_events::Entity::find()
        .filter(order_events::Column::OrderId.eq(id.0))
        .filter(order_events::Column::Version.lte(upto.0))
        .order_by_asc(order_events::Column::Version)
        .all(tx.connection())
        .await?;
    rows.into_iter().map(codec::recorded).collect()
}

/// Who called, from where and whereto.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The client's name.
    pub name: PersonName,
    /// The phone called from.
    pub phone: Phone,
    /// Where to go.
    pub address: Address,
}

/// Who called about an order, as it names them. Three queries.
///
/// # Errors
/// `Damaged` when one of them is gone.
pub async fn caller(tx: &impl Reads, order: &Order) -> Result<Caller, StoreError> {
    let client: clients::Model = there(tx, clients::Entity::find_by_id(order.client.0)).await?;
    let phone: client_phones::Model = there(tx, client_phones::Entity::find_by_id(order.phone.0)).await?;
    let address: client_addresses::Model =
        there(tx, client_addresses::Entity::find_by_id(order.address.0)).await?;
    let phone = Phone::from_e164(&phone.e164);
    Ok(Caller {
        name: PersonName::from_stored(client.name),
        phone: phone.map_err(|error| StoreError::row("client_phones.e164", error))?,
        address: Address::from_stored(address.raw),
    })
}

/// The order as it was, with the words around it. A text that was erased since is missing; names are those of
/// today. What no event moves is taken from the order as it is now. Eight queries.
///
/// # Errors
/// See [`StoreError`].
pub async fn view_as_it_was(tx: &impl Reads, now: &OrderView, order: Order) -> Result<OrderView, StoreError> {
    let equipment = catalogue::equipment_by_id(tx, order.equipment).await?;
    let caller = caller(tx, &order).await?;
    let picked = order.reason.and_then(|reason| reason.picked);
    let reason = match picked {
        Some(id) => reasons::Entity::find_by_id(id.0).one(tx.connection()).await?,
        None => None,
    };
    let named: Vec<PersonId> = order.master.into_iter().collect();
    let people = people::many(tx, &named).await?;
    let master = people.iter().find(|person| Some(person.id) == order.master);
    let written = order.reason.and_then(|reason| reason.text);
    let (visit, parts) =
        (order.visit.and_then(|visit| visit.note), order.long_repair.and_then(|repair| repair.parts));
    let ids: Vec<_> =
        [Some(order.problem), order.notes, visit, written, parts].into_iter().flatten().collect();
    let bodies = texts::bodies(tx, &ids).await?;
    let body = |id| bodies.get(&id).cloned();
    Ok(OrderView {
        equipment_code: equipment.as_ref().map(|kind| kind.code.clone()).unwrap_or_default(),
        equipment_name: equipment.map(|kind| kind.name).unwrap_or_default(),
        client_name: caller.name,
        phone: caller.phone,
        address: caller.address,
        problem: body(order.problem),
        notes: order.notes.and_then(body),
        visit_note: visit.and_then(body),
        reason_name: reason.map(|reason| reason.name),
        reason_text: written.and_then(body),
        parts: parts.and_then(body),
        master_name: master.map(|person| person.name.clone()),
        work_chat: master.and_then(|person| person.work_chat),
        order,
        ..now.clone()
    })
}

/// The row an order's history names: rows of people and clients are never deleted.
async fn there<E: EntityTrait>(tx: &impl Reads, find: Select<E>) -> Result<E::Model, StoreError> {
    let found = find.one(tx.connection()).await?;
    found.ok_or_else(|| {
        StoreError::row(E::default().table_name(), "an order's history names a row that is gone")
    })
}
