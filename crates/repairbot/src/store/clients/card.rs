//! Everything about one client: what his card shows.

use jiff::Timestamp;
use repairbot_core::{
    client::Channel,
    ids::{AddressId, ClientId, ClientPhoneId, OrderId, OrderNumber},
    money::Kopecks,
    order::Status,
    phone::Phone,
    pii::{Address, FreeText, PersonName},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryResult,
    sea_query::{Expr, ExprTrait, NullOrdering, Order, Query, SelectStatement},
};

use super::{blacklist, last_order};
use crate::store::{
    Reads, StoreError, codec,
    entity::{clients, equipment_types, orders},
};

/// A client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientView {
    /// Who.
    pub id: ClientId,
    /// Name.
    pub name: PersonName,
    /// Phones, the last used first.
    pub phones: Vec<(ClientPhoneId, Phone)>,
    /// Addresses, the last used first; those of no order last, newest first.
    pub addresses: Vec<(AddressId, Address)>,
    /// Notes of the office.
    pub notes: Option<FreeText>,
    /// When the client allowed to keep his data.
    pub consent_at: Option<Timestamp>,
    /// How he prefers to be reached.
    pub channel: Option<Channel>,
    /// Why the company does not want to serve him, if it does not.
    pub blacklisted: Option<FreeText>,
}

/// What a client has brought, over all his orders that are not deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ClientSums {
    /// Orders.
    pub orders: u64,
    /// Closed ones.
    pub closed: u64,
    /// Refused ones.
    pub refused: u64,
    /// What he paid for the closed ones.
    pub paid: Kopecks,
}

/// A line of a client's orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientOrder {
    /// Which.
    pub id: OrderId,
    /// Number.
    pub number: OrderNumber,
    /// Where it stands.
    pub status: Status,
    /// Appliance type.
    pub equipment: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// What it cost, once closed.
    pub total: Option<Kopecks>,
}

#[derive(FromQueryResult)]
struct SumRow {
    status: String,
    orders: i64,
    paid: Option<i64>,
}

#[derive(FromQueryResult)]
struct LineRow {
    id: i64,
    number: i64,
    status: String,
    equipment: String,
    created_at: i64,
    total: Option<i64>,
}

/// The client with this id. Three queries.
///
/// # Errors
/// See [`StoreError`].
pub async fn view(tx: &impl Reads, id: ClientId) -> Result<Option<ClientView>, StoreError> {
    let Some(row) = clients::Entity::find_by_id(id.0).one(tx.connection()).await? else { return Ok(None) };
    let channel = row.preferred_channel.as_deref();
    let channel = channel.map(|code| {
        Channel::from_code(code).ok_or_else(|| StoreError::row("clients.preferred_channel", code))
    });
    Ok(Some(ClientView {
        id,
        name: PersonName::from_stored(row.name),
        phones: phones(tx, id).await?,
        addresses: addresses(tx, id).await?,
        notes: row.notes.map(FreeText::from_stored),
        consent_at: codec::instant_opt("clients.consent_at", row.consent_at)?,
        channel: channel.transpose()?,
        blacklisted: blacklist((row.blacklisted, row.blacklist_reason)),
    }))
}

/// Addresses a client is offered, the last used first. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn offered_addresses(
    tx: &impl Reads,
    client: ClientId,
    limit: u64,
) -> Result<Vec<(AddressId, Address)>, StoreError> {
    let mut select = offered(client, ("client_addresses", "raw"), orders::Column::AddressId);
    select.limit(limit);
    addresses_in(tx, &select).await
}

/// The row of this phone of a client, if he is called at it; the one used last. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn offered_phone(
    tx: &impl Reads,
    client: ClientId,
    phone: &Phone,
) -> Result<Option<ClientPhoneId>, StoreError> {
    let mut select = offered(client, ("client_phones", "e164"), orders::Column::PhoneId);
    select.and_where(Expr::col("e164").eq(phone.e164())).limit(1);
    let row = tx.connection().query_one(&select).await?;
    Ok(row.map(|row| row.try_get("", "id")).transpose()?.map(ClientPhoneId))
}

async fn phones(tx: &impl Reads, client: ClientId) -> Result<Vec<(ClientPhoneId, Phone)>, StoreError> {
    let select = offered(client, ("client_phones", "e164"), orders::Column::PhoneId);
    let rows = tx.connection().query_all(&select).await?;
    rows.iter()
        .map(|row| {
            let phone = Phone::from_e164(&row.try_get::<String>("", "e164")?);
            let phone = phone.map_err(|error| StoreError::row("client_phones.e164", error))?;
            Ok((ClientPhoneId(row.try_get("", "id")?), phone))
        })
        .collect()
}

async fn addresses(tx: &impl Reads, client: ClientId) -> Result<Vec<(AddressId, Address)>, StoreError> {
    addresses_in(tx, &offered(client, ("client_addresses", "raw"), orders::Column::AddressId)).await
}

async fn addresses_in(
    tx: &impl Reads,
    select: &SelectStatement,
) -> Result<Vec<(AddressId, Address)>, StoreError> {
    let rows = tx.connection().query_all(select).await?;
    let address = |row: &QueryResult| {
        Ok((AddressId(row.try_get("", "id")?), Address::from_stored(row.try_get("", "raw")?)))
    };
    rows.iter().map(address).collect()
}

/// What a client has in this table and is offered: what this column of his orders used last first; what none used last,
/// newest first.
fn offered(
    client: ClientId,
    (table, text): (&'static str, &'static str),
    used_in: orders::Column,
) -> SelectStatement {
    let last_order = last_order(Expr::value(client.0), (used_in, Expr::col((table, "id"))));
    Query::select()
        .columns(["id", text])
        .from(table)
        .and_where(Expr::col("client_id").eq(client.0))
        .and_where(Expr::col("hidden_at").is_null())
        .order_by_expr_with_nulls(last_order, Order::Desc, NullOrdering::Last)
        .order_by("id", Order::Desc)
        .to_owned()
}

/// What a client has brought. One query over his orders.
///
/// # Errors
/// See [`StoreError`].
pub async fn sums(tx: &impl Reads, client: ClientId) -> Result<ClientSums, StoreError> {
    let select = Query::select()
        .column(orders::Column::Status)
        .expr_as(Expr::col(orders::Column::Id).count(), "orders")
        // PostgreSQL sums into a type of its own.
        .expr_as(Expr::col(orders::Column::Total).sum().cast_as("BIGINT"), "paid")
        .from(orders::Entity)
        .and_where(orders::Column::ClientId.eq(client.0))
        .and_where(orders::Column::DeletedAt.is_null())
        .group_by_col(orders::Column::Status)
        .to_owned();
    let mut sums = ClientSums::default();
    for row in &tx.connection().query_all(&select).await? {
        let row = SumRow::from_query_result(row, "")?;
        let count = u64::try_from(row.orders).map_err(|error| StoreError::row("count", error))?;
        sums.orders += count;
        match codec::status(&row.status)? {
            Status::Closed => {
                sums.closed += count;
                sums.paid = Kopecks(row.paid.unwrap_or_default());
            }
            Status::Refused => sums.refused += count,
            _ => {}
        }
    }
    Ok(sums)
}

/// A page of a client's orders, newest number first, with numbers below `before`. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn orders_of(
    tx: &impl Reads,
    client: ClientId,
    (before, limit): (Option<OrderNumber>, u64),
) -> Result<Vec<ClientOrder>, StoreError> {
    let equipment = (equipment_types::Entity, equipment_types::Column::Id);
    let mut select = Query::select();
    select
        .columns(
            [
                orders::Column::Id,
                orders::Column::Number,
                orders::Column::Status,
                orders::Column::CreatedAt,
                orders::Column::Total,
            ]
            .map(|column| (orders::Entity, column)),
        )
        .expr_as(Expr::col((equipment_types::Entity, equipment_types::Column::Name)), "equipment")
        .from(orders::Entity)
        .inner_join(
            equipment_types::Entity,
            Expr::col((orders::Entity, orders::Column::EquipmentId)).equals(equipment),
        )
        .and_where(orders::Column::ClientId.eq(client.0))
        .and_where(orders::Column::DeletedAt.is_null())
        .order_by((orders::Entity, orders::Column::Number), Order::Desc)
        .limit(limit);
    if let Some(before) = before {
        select.and_where(orders::Column::Number.lt(before.0));
    }
    let rows = tx.connection().query_all(&select).await?;
    rows.iter().map(|row| line(LineRow::from_query_result(row, "")?)).collect()
}

fn line(row: LineRow) -> Result<ClientOrder, StoreError> {
    Ok(ClientOrder {
        id: OrderId(row.id),
        number: OrderNumber(row.number),
        status: codec::status(&row.status)?,
        equipment: row.equipment,
        created_at: codec::instant("orders.created_at", row.created_at)?,
        total: row.total.map(Kopecks),
    })
}
