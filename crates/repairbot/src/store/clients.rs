//! Clients, their phones and addresses.

use jiff::Timestamp;
use repairbot_core::{
    ids::{AddressId, ClientId, ClientPhoneId, OrderId, OrderNumber},
    phone::Phone,
    pii::{Address, PersonName},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult,
    sea_query::{Expr, ExprTrait, NullOrdering, Order, Query, SimpleExpr},
};

use super::{
    Reads, StoreError, WriteTx,
    entity::{client_addresses, client_phones, clients, orders},
    masked::debug_hiding,
    sql::active_orders,
};

/// A client found by phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownClient {
    /// Who.
    pub client: ClientId,
    /// The phone row that matched.
    pub phone: ClientPhoneId,
    /// Name.
    pub name: PersonName,
    /// Whether the company does not want to serve this client.
    pub blacklisted: bool,
    /// Addresses, the last used first; those of no order last, newest first.
    pub addresses: Vec<(AddressId, Address)>,
    /// Orders that are not over, newest first.
    pub open_orders: Vec<(OrderId, OrderNumber)>,
}

/// A client to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewClient {
    /// Id.
    pub id: ClientId,
    /// Name.
    pub name: PersonName,
    /// When.
    pub created_at: Timestamp,
}

/// A phone to be written.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPhone {
    /// Id.
    pub id: ClientPhoneId,
    /// Whose.
    pub client: ClientId,
    /// As it was written.
    pub raw: String,
    /// As it is dialled and searched.
    pub phone: Phone,
}

debug_hiding!(NewPhone { id, client, phone } hides raw);

/// An address to be written.
#[derive(Clone, PartialEq, Eq)]
pub struct NewAddress {
    /// Id.
    pub id: AddressId,
    /// Whose.
    pub client: ClientId,
    /// As it was written.
    pub raw: Address,
    /// As it is searched: by the same function that normalises queries.
    pub normalized: String,
}

debug_hiding!(NewAddress { id, client, raw } hides normalized);

#[derive(FromQueryResult)]
struct PhoneRow {
    client_id: i64,
    phone_id: i64,
    name: String,
    blacklisted: bool,
    address_id: Option<i64>,
    raw: Option<String>,
}

/// The client with this phone; of several the one written last. At most two queries.
///
/// # Errors
/// See [`StoreError`].
pub async fn by_phone(tx: &impl Reads, phone: &Phone) -> Result<Option<KnownClient>, StoreError> {
    let owner = (client_phones::Entity, client_phones::Column::ClientId);
    let address = (client_addresses::Entity, client_addresses::Column::Id);
    // Numbers grow with time; the index on client and number finds a client's few orders.
    let last_order = Query::select()
        .expr(Expr::col((orders::Entity, orders::Column::Number)).max())
        .from(orders::Entity)
        .and_where(Expr::col((orders::Entity, orders::Column::ClientId)).equals(owner))
        .and_where(Expr::col((orders::Entity, orders::Column::AddressId)).equals(address))
        .to_owned();
    let last_order = SimpleExpr::SubQuery(None, Box::new(last_order.into()));
    let select = Query::select()
        .expr_as(Expr::col(owner), "client_id")
        .expr_as(Expr::col((client_phones::Entity, client_phones::Column::Id)), "phone_id")
        .columns([(clients::Entity, clients::Column::Name), (clients::Entity, clients::Column::Blacklisted)])
        .expr_as(Expr::col(address), "address_id")
        .column((client_addresses::Entity, client_addresses::Column::Raw))
        .from(client_phones::Entity)
        .inner_join(clients::Entity, Expr::col((clients::Entity, clients::Column::Id)).equals(owner))
        .left_join(
            client_addresses::Entity,
            Expr::col((client_addresses::Entity, client_addresses::Column::ClientId)).equals(owner),
        )
        .and_where(client_phones::Column::E164.eq(phone.e164()))
        .order_by(owner, Order::Desc)
        .order_by((client_phones::Entity, client_phones::Column::Id), Order::Desc)
        .order_by_expr_with_nulls(last_order, Order::Desc, NullOrdering::Last)
        .order_by(address, Order::Desc)
        .to_owned();
    let rows = tx.connection().query_all(&select).await?;
    let mut known: Option<KnownClient> = None;
    for row in &rows {
        let row = PhoneRow::from_query_result(row, "")?;
        let client = known.get_or_insert_with(|| KnownClient {
            client: ClientId(row.client_id),
            phone: ClientPhoneId(row.phone_id),
            name: PersonName::from_stored(row.name),
            blacklisted: row.blacklisted,
            addresses: Vec::new(),
            open_orders: Vec::new(),
        });
        let same = client.client.0 == row.client_id && client.phone.0 == row.phone_id;
        if let (true, Some(id), Some(raw)) = (same, row.address_id, row.raw) {
            client.addresses.push((AddressId(id), Address::from_stored(raw)));
        }
    }
    if let Some(client) = &mut known {
        client.open_orders = open_orders(tx, client.client).await?;
    }
    Ok(known)
}

async fn open_orders(tx: &impl Reads, client: ClientId) -> Result<Vec<(OrderId, OrderNumber)>, StoreError> {
    let select = Query::select()
        .columns([orders::Column::Id, orders::Column::Number])
        .from(orders::Entity)
        .and_where(orders::Column::ClientId.eq(client.0))
        .and_where(active_orders())
        .order_by(orders::Column::Number, Order::Desc)
        .to_owned();
    let rows = tx.connection().query_all(&select).await?;
    rows.iter()
        .map(|row| Ok((OrderId(row.try_get("", "id")?), OrderNumber(row.try_get("", "number")?))))
        .collect()
}

/// Writes a client.
///
/// # Errors
/// `Conflict` when the id is taken.
pub async fn insert_client(tx: &WriteTx, client: &NewClient) -> Result<(), StoreError> {
    let row = clients::ActiveModel {
        id: Set(client.id.0),
        name: Set(client.name.reveal().to_owned()),
        notes: Set(None),
        consent_at: Set(None),
        preferred_channel: Set(None),
        blacklisted: Set(false),
        created_at: Set(client.created_at.as_millisecond()),
    };
    clients::Entity::insert(row).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Writes a phone.
///
/// # Errors
/// `Conflict` when the id is taken.
pub async fn insert_phone(tx: &WriteTx, phone: &NewPhone) -> Result<(), StoreError> {
    let row = client_phones::ActiveModel {
        id: Set(phone.id.0),
        client_id: Set(phone.client.0),
        raw: Set(phone.raw.clone()),
        e164: Set(phone.phone.e164().to_owned()),
    };
    client_phones::Entity::insert(row).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Writes an address.
///
/// # Errors
/// `Conflict` when the id is taken.
pub async fn insert_address(tx: &WriteTx, address: &NewAddress) -> Result<(), StoreError> {
    let row = client_addresses::ActiveModel {
        id: Set(address.id.0),
        client_id: Set(address.client.0),
        raw: Set(address.raw.reveal().to_owned()),
        normalized: Set(address.normalized.clone()),
        flat: Set(None),
        floor: Set(None),
        latitude: Set(None),
        longitude: Set(None),
    };
    client_addresses::Entity::insert(row).exec_without_returning(tx.db()).await?;
    Ok(())
}
