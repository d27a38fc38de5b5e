//! Clients as the dialogues offer them: by the phone they call from, or by who they are.

use std::collections::BTreeMap;

use repairbot_core::{
    dialogue::{KnownClient, KnownOrder},
    ids::{AddressId, ClientId, ClientPhoneId, EquipmentId, OrderId, OrderNumber},
    phone::Phone,
    pii::{Address, PersonName},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, FromQueryResult,
    sea_query::{Expr, ExprTrait, NullOrdering, Order, Query, SelectStatement},
};

use super::{blacklist, card, last_order};
use crate::store::{
    Reads, StoreError, codec,
    entity::{client_addresses, client_phones, clients, orders},
};

/// Clients of one phone that are offered at once.
const CLIENTS: usize = 5;
/// Clients times addresses that are read at most: a phone that stands for "none" may have any number of both.
const ROWS: u64 = 500;
/// Last orders of a client that are looked at.
const ORDERS: usize = 10;

#[derive(FromQueryResult)]
struct PhoneRow {
    client_id: i64,
    phone_id: i64,
    name: String,
    blacklisted: bool,
    blacklist_reason: Option<String>,
    address_id: Option<i64>,
    raw: Option<String>,
}

#[derive(FromQueryResult)]
struct OrderRow {
    client_id: i64,
    id: i64,
    number: i64,
    status: String,
    equipment_id: i64,
    created_at: i64,
    warranty_until: Option<i64>,
}

/// The clients with this phone, the one written last first; five at most. At most two queries.
///
/// # Errors
/// See [`StoreError`].
pub async fn by_phone(tx: &impl Reads, phone: &Phone) -> Result<Vec<KnownClient>, StoreError> {
    let rows = tx.connection().query_all(&select_phone(phone)).await?;
    let mut found: Vec<KnownClient> = Vec::new();
    for row in &rows {
        let row = PhoneRow::from_query_result(row, "")?;
        if found.last().is_none_or(|last| last.client.0 != row.client_id) {
            if found.len() == CLIENTS {
                break;
            }
            found.push(KnownClient {
                client: ClientId(row.client_id),
                phone: ClientPhoneId(row.phone_id),
                name: PersonName::from_stored(row.name),
                addresses: Vec::new(),
                open_orders: Vec::new(),
                orders: Vec::new(),
                blacklisted: blacklist((row.blacklisted, row.blacklist_reason)),
            });
        }
        let client = found.last_mut().filter(|client| client.phone.0 == row.phone_id);
        if let (Some(client), Some(id), Some(raw)) = (client, row.address_id, row.raw) {
            client.addresses.push((AddressId(id), Address::from_stored(raw)));
        }
    }
    add_orders(tx, &mut found).await?;
    Ok(found)
}

fn select_phone(phone: &Phone) -> SelectStatement {
    let owner = (client_phones::Entity, client_phones::Column::ClientId);
    let address = (client_addresses::Entity, client_addresses::Column::Id);
    let offered = Expr::col((client_addresses::Entity, client_addresses::Column::HiddenAt)).is_null();
    let last_order = last_order(Expr::col(owner), (orders::Column::AddressId, Expr::col(address)));
    Query::select()
        .expr_as(Expr::col(owner), "client_id")
        .expr_as(Expr::col((client_phones::Entity, client_phones::Column::Id)), "phone_id")
        .columns(
            [clients::Column::Name, clients::Column::Blacklisted, clients::Column::BlacklistReason]
                .map(|column| (clients::Entity, column)),
        )
        .expr_as(Expr::col(address), "address_id")
        .column((client_addresses::Entity, client_addresses::Column::Raw))
        .from(client_phones::Entity)
        .inner_join(clients::Entity, Expr::col((clients::Entity, clients::Column::Id)).equals(owner))
        .left_join(
            client_addresses::Entity,
            Expr::col((client_addresses::Entity, client_addresses::Column::ClientId))
                .equals(owner)
                .and(offered),
        )
        .and_where(client_phones::Column::E164.eq(phone.e164()))
        .and_where(client_phones::Column::HiddenAt.is_null())
        .order_by(owner, Order::Desc)
        .order_by((client_phones::Entity, client_phones::Column::Id), Order::Desc)
        .order_by_expr_with_nulls(last_order, Order::Desc, NullOrdering::Last)
        .order_by(address, Order::Desc)
        .limit(ROWS)
        .to_owned()
}

/// The last orders of these clients, newest first. No query without clients.
async fn add_orders(tx: &impl Reads, clients: &mut [KnownClient]) -> Result<(), StoreError> {
    if clients.is_empty() {
        return Ok(());
    }
    let limit = u64::try_from(ORDERS.saturating_mul(clients.len())).unwrap_or(u64::MAX);
    let select = Query::select()
        .columns([
            orders::Column::ClientId,
            orders::Column::Id,
            orders::Column::Number,
            orders::Column::Status,
            orders::Column::EquipmentId,
            orders::Column::CreatedAt,
            orders::Column::WarrantyUntil,
        ])
        .from(orders::Entity)
        .and_where(orders::Column::ClientId.is_in(clients.iter().map(|client| client.client.0)))
        .and_where(orders::Column::DeletedAt.is_null())
        .order_by(orders::Column::Number, Order::Desc)
        .limit(limit)
        .to_owned();
    let rows = tx.connection().query_all(&select).await?;
    let mut of_client: BTreeMap<i64, Vec<KnownOrder>> = BTreeMap::new();
    for row in &rows {
        let row = OrderRow::from_query_result(row, "")?;
        of_client.entry(row.client_id).or_default().push(known_order(row)?);
    }
    for client in clients {
        client.orders = of_client.remove(&client.client.0).unwrap_or_default();
        client.orders.truncate(ORDERS);
        let open = client.orders.iter().filter(|order| !order.status.is_final());
        client.open_orders = open.map(|order| order.number).collect();
    }
    Ok(())
}

fn known_order(row: OrderRow) -> Result<KnownOrder, StoreError> {
    Ok(KnownOrder {
        id: OrderId(row.id),
        number: OrderNumber(row.number),
        status: codec::status(&row.status)?,
        equipment: EquipmentId(row.equipment_id),
        created_at: codec::instant("orders.created_at", row.created_at)?,
        warranty_until: codec::instant_opt("orders.warranty_until", row.warranty_until)?,
    })
}

/// This client as the dialogues offer him, with the phone he was called at last; `None` for one without a phone. Four
/// queries.
///
/// # Errors
/// See [`StoreError`].
pub async fn known(tx: &impl Reads, id: ClientId) -> Result<Option<(KnownClient, Phone)>, StoreError> {
    let Some(view) = card::view(tx, id).await? else { return Ok(None) };
    let Some((phone, number)) = view.phones.into_iter().next() else { return Ok(None) };
    let mut known = [KnownClient {
        client: id,
        phone,
        name: view.name,
        addresses: view.addresses,
        open_orders: Vec::new(),
        orders: Vec::new(),
        blacklisted: view.blacklisted,
    }];
    add_orders(tx, &mut known).await?;
    let [known] = known;
    Ok(Some((known, number)))
}
