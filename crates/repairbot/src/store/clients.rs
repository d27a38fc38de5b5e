//! Clients, their phones and addresses.

mod card;
mod edit;
mod erase;
mod kept;
mod known;

use jiff::Timestamp;
use repairbot_core::{
    ids::{AddressId, ClientId, ClientPhoneId},
    phone::Phone,
    pii::{Address, FreeText, PersonName},
};
use sea_orm::{
    ActiveValue::Set,
    EntityTrait,
    sea_query::{Expr, ExprTrait, Query, SimpleExpr},
};

pub use card::{
    ClientOrder, ClientSums, ClientView, offered_addresses, offered_phone, orders_of, sums, view,
};
pub use edit::{
    add_phone, drop_address, drop_phone_of_others, set_blacklisted, set_channel, set_consent, set_name,
    set_notes,
};
pub use erase::{Held, erase, hold, is_there, open_orders};
pub use kept::{Contacts, KeptAddress, KeptFile, KeptOrder, KeptText, contacts, kept_orders};
pub use known::{by_phone, known};

use super::{
    StoreError, WriteTx,
    entity::{client_addresses, client_phones, clients, orders},
    masked::debug_hiding,
};

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
        blacklist_reason: Set(None),
        created_at: Set(client.created_at.as_millisecond()),
    };
    clients::Entity::insert(row).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Writes a phone. It is the caller's that the client's orders are found by it: [`add_phone`], or an order that is written
/// with it.
///
/// # Errors
/// `Conflict` when the id is taken.
pub async fn insert_phone(tx: &WriteTx, phone: &NewPhone) -> Result<(), StoreError> {
    let row = client_phones::ActiveModel {
        id: Set(phone.id.0),
        client_id: Set(phone.client.0),
        raw: Set(phone.raw.clone()),
        e164: Set(phone.phone.e164().to_owned()),
        hidden_at: Set(None),
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
        hidden_at: Set(None),
    };
    client_addresses::Entity::insert(row).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// The number of the last order of this client in which `column` is `value`: what was used last comes first. Numbers grow
/// with time; the index on client and number finds a client's few orders.
fn last_order(
    client: impl Into<SimpleExpr>,
    (column, value): (orders::Column, impl Into<SimpleExpr>),
) -> SimpleExpr {
    let last = Query::select()
        .expr(Expr::col((orders::Entity, orders::Column::Number)).max())
        .from(orders::Entity)
        .and_where(Expr::col((orders::Entity, orders::Column::ClientId)).eq(client))
        .and_where(Expr::col((orders::Entity, column)).eq(value))
        .to_owned();
    SimpleExpr::SubQuery(None, Box::new(last.into()))
}

/// Why the company does not want to serve a client: a reason there is none of is an empty one.
fn blacklist(row: (bool, Option<String>)) -> Option<FreeText> {
    let (blacklisted, reason) = row;
    blacklisted.then(|| FreeText::from_stored(reason.unwrap_or_default()))
}
