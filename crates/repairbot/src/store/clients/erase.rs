//! Erasing what is kept about a client: names, phones, addresses and words go; orders, sums, days and events stay, because
//! they hold ids only (ADR 0001).

use jiff::Timestamp;
use repairbot_core::{
    ids::{ClientId, OrderId, OrderNumber, TextId},
    phone::Phone,
    pii::{Address, ERASED, PersonName},
    traces::Traces,
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, LockType, SimpleExpr},
};

use super::kept::{addresses_of, phones_of};
use crate::store::{
    Reads, StoreError, WriteTx, codec, copies,
    entity::{
        appliances, attachments, client_addresses, client_phones, clients, orders, search_terms, searches,
    },
    orders::events_of,
    search, texts,
};

/// Orders whose history is read at once.
const ORDERS: usize = 200;

/// A client who is held, with what tells him from others.
pub struct Held {
    /// What he is found again by.
    pub traces: Traces,
    /// His orders, deleted ones too.
    pub orders: Vec<OrderId>,
}

/// Holds a client and his orders until the transaction ends: nobody writes an order or a comment about him meanwhile.
/// `None` for one who is not there or was erased. Four queries.
///
/// # Errors
/// `Conflict` for a deadlock, else see [`StoreError`].
pub async fn hold(tx: &WriteTx, client: ClientId) -> Result<Option<Held>, StoreError> {
    let mut find = clients::Entity::find_by_id(client.0);
    let mut of_client = orders::Entity::find()
        .select_only()
        .column(orders::Column::Id)
        .filter(orders::Column::ClientId.eq(client.0))
        .order_by_asc(orders::Column::Number);
    if tx.locks_rows() {
        // A new order holds the row of its client with FOR KEY SHARE: it waits for this.
        find = find.lock(LockType::Update);
        of_client = of_client.lock(LockType::NoKeyUpdate);
    }
    let Some(row) = find.one(tx.db()).await? else { return Ok(None) };
    let name = PersonName::from_stored(row.name);
    if name.is_erased() {
        return Ok(None);
    }
    let orders: Vec<i64> = of_client.into_tuple().all(tx.db()).await?;
    let phones: Vec<Phone> = phones_of(tx, client).await?.into_iter().map(|(_, phone)| phone).collect();
    let kept = addresses_of(tx, client).await?;
    let addresses: Vec<Address> = kept.into_iter().map(|kept| kept.address).collect();
    let traces = Traces::of(&name, &phones, &addresses).with_ids([client.0]).with_ids(orders.iter().copied());
    Ok(Some(Held { traces, orders: orders.into_iter().map(OrderId).collect() }))
}

/// Whether a client is there and was not erased. Until the transaction ends he is not erased, and nobody else gives him
/// an order, a name or a phone: what his orders are found by is written by who sees both. One query.
///
/// # Errors
/// `Conflict` for a deadlock, else see [`StoreError`].
pub async fn is_there(tx: &WriteTx, client: ClientId) -> Result<bool, StoreError> {
    let mut find = clients::Entity::find_by_id(client.0);
    if tx.locks_rows() {
        find = find.lock(LockType::Update);
    }
    let row = find.one(tx.db()).await?;
    Ok(row.is_some_and(|row| row.name != ERASED))
}

/// The numbers of a client's orders that are neither finished nor deleted, in ascending order. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn open_orders(tx: &impl Reads, client: ClientId) -> Result<Vec<OrderNumber>, StoreError> {
    let rows: Vec<(i64, String)> = orders::Entity::find()
        .select_only()
        .columns([orders::Column::Number, orders::Column::Status])
        .filter(orders::Column::ClientId.eq(client.0))
        .filter(orders::Column::DeletedAt.is_null())
        .order_by_asc(orders::Column::Number)
        .into_tuple()
        .all(tx.connection())
        .await?;
    let mut open = Vec::new();
    for (number, status) in rows {
        if !codec::status(&status)?.is_final() {
            open.push(OrderNumber(number));
        }
    }
    Ok(open)
}

/// Erases what is kept about a client who is held, with all words about these orders of his. What was looked for last is
/// forgotten for everybody: it may have been him.
///
/// # Errors
/// `Damaged` when an event of his orders cannot be read: then what it says cannot be found.
pub async fn erase(
    tx: &WriteTx,
    (client, orders): (ClientId, &[OrderId]),
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.erases();
    for some in orders.chunks(ORDERS) {
        let ids: Vec<i64> = some.iter().map(|order| order.0).collect();
        let events = events_of(tx, &ids).await?;
        let mut words: Vec<TextId> = events.iter().flat_map(|recorded| recorded.event.texts()).collect();
        words.extend(captions(tx, &ids).await?);
        texts::erase(tx, &words, now).await?;
        // Photographs, voices and places are about him, too.
        copies::doom(tx, some, now).await?;
        attachments::Entity::delete_many()
            .filter(attachments::Column::OrderId.is_in(ids))
            .exec(tx.db())
            .await?;
    }
    rows(tx, client, now).await?;
    let numbers = orders::Entity::find()
        .select_only()
        .column(orders::Column::Number)
        .filter(orders::Column::ClientId.eq(client.0));
    search_terms::Entity::delete_many()
        .filter(search_terms::Column::Number.in_subquery(numbers.into_query()))
        .exec(tx.db())
        .await?;
    search::index_client(tx, client).await?;
    searches::Entity::delete_many().exec(tx.db()).await?;
    Ok(())
}

async fn captions(tx: &WriteTx, orders: &[i64]) -> Result<Vec<TextId>, StoreError> {
    let found: Vec<Option<i64>> = attachments::Entity::find()
        .select_only()
        .column(attachments::Column::CaptionTextId)
        .filter(attachments::Column::OrderId.is_in(orders.iter().copied()))
        .into_tuple()
        .all(tx.db())
        .await?;
    Ok(found.into_iter().flatten().map(TextId).collect())
}

/// The client's own rows. Orders and events name them, so they stay.
async fn rows(tx: &WriteTx, client: ClientId, now: Timestamp) -> Result<(), StoreError> {
    let (marker, nothing) = (|| Expr::value(ERASED), || Expr::value(Option::<String>::None));
    let (no_instant, no_degrees) = (Expr::value(Option::<i64>::None), || Expr::value(Option::<f64>::None));
    clients::Entity::update_many()
        .col_expr(clients::Column::Name, marker())
        .col_expr(clients::Column::Notes, nothing())
        .col_expr(clients::Column::ConsentAt, no_instant)
        .col_expr(clients::Column::PreferredChannel, nothing())
        .col_expr(clients::Column::Blacklisted, Expr::value(false))
        .col_expr(clients::Column::BlacklistReason, nothing())
        .filter(clients::Column::Id.eq(client.0))
        .exec(tx.db())
        .await?;
    client_phones::Entity::update_many()
        .col_expr(client_phones::Column::Raw, marker())
        .col_expr(client_phones::Column::E164, marker())
        .col_expr(client_phones::Column::HiddenAt, hidden(client_phones::Column::HiddenAt, now))
        .filter(client_phones::Column::ClientId.eq(client.0))
        .exec(tx.db())
        .await?;
    client_addresses::Entity::update_many()
        .col_expr(client_addresses::Column::Raw, marker())
        .col_expr(client_addresses::Column::Normalized, marker())
        .col_expr(client_addresses::Column::Flat, nothing())
        .col_expr(client_addresses::Column::Floor, nothing())
        .col_expr(client_addresses::Column::Latitude, no_degrees())
        .col_expr(client_addresses::Column::Longitude, no_degrees())
        .col_expr(client_addresses::Column::HiddenAt, hidden(client_addresses::Column::HiddenAt, now))
        .filter(client_addresses::Column::ClientId.eq(client.0))
        .exec(tx.db())
        .await?;
    appliances::Entity::update_many()
        .col_expr(appliances::Column::Serial, nothing())
        .filter(appliances::Column::ClientId.eq(client.0))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Offered no more, since then or since before.
fn hidden(column: impl ColumnTrait, now: Timestamp) -> SimpleExpr {
    Expr::col(column).if_null(now.as_millisecond())
}
