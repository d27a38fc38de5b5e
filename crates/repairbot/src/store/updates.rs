//! Updates from Telegram: which were handled, and which could not be.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{OnConflict, Query},
};

use super::{
    Reads, StoreError, WriteTx, codec,
    entity::{parked_updates, processed_updates},
    growth,
    masked::debug_hiding,
    sql::IDS_AT_ONCE,
};

/// An update that failed by itself and was put aside.
#[derive(Clone, PartialEq, Eq)]
pub struct Parked {
    /// The update's key.
    pub key: String,
    /// The update as it came, as JSON.
    pub body: String,
    /// Why it failed.
    pub error: String,
    /// How often it was tried.
    pub tries: u32,
    /// When it was put aside.
    pub at: Timestamp,
}

debug_hiding!(Parked { key, error, tries, at } hides body);

/// Marks an update as handled by this transaction. False when it was handled before: then nothing must be done.
///
/// # Errors
/// See [`StoreError`].
pub async fn claim(tx: &WriteTx, key: &str, now: Timestamp) -> Result<bool, StoreError> {
    Ok(claim_all(tx, &[key], now).await?.contains(key))
}

/// Marks updates as handled by this transaction; gives the keys of those that were not handled before. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn claim_all(tx: &WriteTx, keys: &[&str], now: Timestamp) -> Result<BTreeSet<String>, StoreError> {
    let mut insert = Query::insert();
    insert
        .into_table(processed_updates::Entity)
        .columns([processed_updates::Column::UpdateKey, processed_updates::Column::At])
        .on_conflict(OnConflict::column(processed_updates::Column::UpdateKey).do_nothing().to_owned())
        .returning_col(processed_updates::Column::UpdateKey);
    for key in keys {
        insert.values([(*key).into(), now.as_millisecond().into()]).map_err(StoreError::other)?;
    }
    let fresh = tx.db().query_all(&insert).await?;
    fresh.iter().map(|row| Ok(row.try_get("", "update_key")?)).collect()
}

/// Forgets the keys of updates handled before this instant, a bounded number of them; says how many. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn purge(tx: &WriteTx, before: Timestamp) -> Result<u64, StoreError> {
    let old = Condition::all().add(processed_updates::Column::At.lt(before.as_millisecond()));
    growth::delete_some::<processed_updates::Entity>(tx, processed_updates::Column::UpdateKey, old).await
}

/// Forgets updates put aside before this instant, a bounded number of them; says how many. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn purge_parked(tx: &WriteTx, before: Timestamp) -> Result<u64, StoreError> {
    let old = Condition::all().add(parked_updates::Column::At.lt(before.as_millisecond()));
    growth::delete_some::<parked_updates::Entity>(tx, parked_updates::Column::Id, old).await
}

/// Forgets the updates put aside whose body is one of these; says how many. One query and a statement for ten thousand.
///
/// # Errors
/// See [`StoreError`].
pub async fn forget_parked(tx: &WriteTx, which: impl Fn(&str) -> bool) -> Result<u64, StoreError> {
    let bodies: Vec<(i64, String)> = parked_updates::Entity::find()
        .select_only()
        .columns([parked_updates::Column::Id, parked_updates::Column::Body])
        .into_tuple()
        .all(tx.db())
        .await?;
    let ids: Vec<i64> = bodies.iter().filter(|(_, body)| which(body)).map(|(id, _)| *id).collect();
    let mut forgotten = 0;
    for some in ids.chunks(IDS_AT_ONCE) {
        let these = parked_updates::Column::Id.is_in(some.iter().copied());
        forgotten += parked_updates::Entity::delete_many().filter(these).exec(tx.db()).await?.rows_affected;
    }
    Ok(forgotten)
}

/// Puts an update aside.
///
/// # Errors
/// See [`StoreError`].
pub async fn park(tx: &WriteTx, parked: &Parked) -> Result<(), StoreError> {
    let row = parked_updates::ActiveModel {
        id: NotSet,
        update_key: Set(parked.key.clone()),
        body: Set(parked.body.clone()),
        error: Set(parked.error.clone()),
        tries: Set(i32::try_from(parked.tries).unwrap_or(i32::MAX)),
        at: Set(parked.at.as_millisecond()),
    };
    parked_updates::Entity::insert(row).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Updates that were put aside, newest first. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn all_parked(tx: &impl Reads, limit: u64) -> Result<Vec<Parked>, StoreError> {
    let found = parked_updates::Entity::find()
        .order_by_desc(parked_updates::Column::Id)
        .limit(limit)
        .all(tx.connection())
        .await?;
    found.into_iter().map(parked).collect()
}

fn parked(row: parked_updates::Model) -> Result<Parked, StoreError> {
    Ok(Parked {
        key: row.update_key,
        body: row.body,
        error: row.error,
        tries: u32::try_from(row.tries).unwrap_or(0),
        at: codec::instant("parked_updates.at", row.at)?,
    })
}
