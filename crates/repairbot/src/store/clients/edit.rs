//! Changing what is kept about a client. Rows that orders refer to are not changed: they are only offered no more.

use jiff::Timestamp;
use repairbot_core::{
    client::Channel,
    ids::{AddressId, ClientId},
    phone::Phone,
    pii::{ERASED, FreeText, PersonName},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{NewPhone, insert_phone};
use crate::store::{
    StoreError, WriteTx,
    entity::{client_addresses, client_phones, clients},
    search,
};

/// Sets one column of a client; says whether there is such a client, who was not erased. One statement.
async fn set(
    tx: &WriteTx,
    client: ClientId,
    columns: Vec<(clients::Column, Expr)>,
) -> Result<bool, StoreError> {
    let mut update = clients::Entity::update_many()
        .filter(clients::Column::Id.eq(client.0))
        .filter(clients::Column::Name.ne(ERASED));
    for (column, value) in columns {
        update = update.col_expr(column, value);
    }
    Ok(update.exec(tx.db()).await?.rows_affected == 1)
}

/// Writes a client's name, by which his orders are found from now on. Says whether there is such a client; three
/// statements.
///
/// # Errors
/// See [`StoreError`].
pub async fn set_name(tx: &WriteTx, client: ClientId, name: &PersonName) -> Result<bool, StoreError> {
    let is_there = set(tx, client, vec![(clients::Column::Name, Expr::value(name.reveal()))]).await?;
    search::index_client(tx, client).await?;
    Ok(is_there)
}

/// One more phone of a client, by which all his orders are found from now on. Three statements.
///
/// # Errors
/// `Conflict` when the id is taken.
pub async fn add_phone(tx: &WriteTx, phone: &NewPhone) -> Result<(), StoreError> {
    insert_phone(tx, phone).await?;
    search::index_client(tx, phone.client).await
}

/// Writes the notes about a client, or removes them.
///
/// # Errors
/// See [`StoreError`].
pub async fn set_notes(tx: &WriteTx, client: ClientId, notes: Option<&FreeText>) -> Result<bool, StoreError> {
    let notes = notes.map(|notes| notes.reveal().to_owned());
    set(tx, client, vec![(clients::Column::Notes, Expr::value(notes))]).await
}

/// Writes how a client prefers to be reached.
///
/// # Errors
/// See [`StoreError`].
pub async fn set_channel(tx: &WriteTx, client: ClientId, channel: Channel) -> Result<bool, StoreError> {
    set(tx, client, vec![(clients::Column::PreferredChannel, Expr::value(channel.code()))]).await
}

/// Writes since when the client allows to keep his data; `None` takes it back.
///
/// # Errors
/// See [`StoreError`].
pub async fn set_consent(
    tx: &WriteTx,
    client: ClientId,
    since: Option<Timestamp>,
) -> Result<bool, StoreError> {
    let since = since.map(Timestamp::as_millisecond);
    set(tx, client, vec![(clients::Column::ConsentAt, Expr::value(since))]).await
}

/// Puts a client on the blacklist with a reason, or takes him off it.
///
/// # Errors
/// See [`StoreError`].
pub async fn set_blacklisted(
    tx: &WriteTx,
    client: ClientId,
    reason: Option<&FreeText>,
) -> Result<bool, StoreError> {
    let words = reason.map(|reason| reason.reveal().to_owned());
    let columns = vec![
        (clients::Column::Blacklisted, Expr::value(reason.is_some())),
        (clients::Column::BlacklistReason, Expr::value(words)),
    ];
    set(tx, client, columns).await
}

/// Offers this address of a client no more. Says whether it was offered until now. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn drop_address(
    tx: &WriteTx,
    (client, address): (ClientId, AddressId),
    now: Timestamp,
) -> Result<bool, StoreError> {
    let updated = client_addresses::Entity::update_many()
        .col_expr(client_addresses::Column::HiddenAt, Expr::value(now.as_millisecond()))
        .filter(client_addresses::Column::Id.eq(address.0))
        .filter(client_addresses::Column::ClientId.eq(client.0))
        .filter(client_addresses::Column::HiddenAt.is_null())
        .exec(tx.db())
        .await?;
    Ok(updated.rows_affected == 1)
}

/// The phone belongs to nobody but this client any more. Says how many had it. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn drop_phone_of_others(
    tx: &WriteTx,
    (client, phone): (ClientId, &Phone),
    now: Timestamp,
) -> Result<u64, StoreError> {
    let updated = client_phones::Entity::update_many()
        .col_expr(client_phones::Column::HiddenAt, Expr::value(now.as_millisecond()))
        .filter(client_phones::Column::E164.eq(phone.e164()))
        .filter(client_phones::Column::ClientId.ne(client.0))
        .filter(client_phones::Column::HiddenAt.is_null())
        .exec(tx.db())
        .await?;
    Ok(updated.rows_affected)
}
