//! Updates from Telegram: which were handled, and which could not be.

use jiff::Timestamp;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::OnConflict,
};

use super::{
    Reads, StoreError, WriteTx, codec,
    entity::{parked_updates, processed_updates},
};

/// An update that failed by itself and was put aside.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// Marks an update as handled by this transaction. False when it was handled before: then nothing must be done.
///
/// # Errors
/// See [`StoreError`].
pub async fn claim(tx: &WriteTx, key: &str, now: Timestamp) -> Result<bool, StoreError> {
    let row =
        processed_updates::ActiveModel { update_key: Set(key.to_owned()), at: Set(now.as_millisecond()) };
    let inserted = processed_updates::Entity::insert(row)
        .on_conflict(OnConflict::column(processed_updates::Column::UpdateKey).do_nothing().to_owned())
        .exec_without_returning(tx.db())
        .await?;
    Ok(inserted == 1)
}

/// Forgets the keys of updates handled before this instant; says how many.
///
/// # Errors
/// See [`StoreError`].
pub async fn purge(tx: &WriteTx, before: Timestamp) -> Result<u64, StoreError> {
    let deleted = processed_updates::Entity::delete_many()
        .filter(processed_updates::Column::At.lt(before.as_millisecond()))
        .exec(tx.db())
        .await?;
    Ok(deleted.rows_affected)
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
        reported: Set(false),
    };
    parked_updates::Entity::insert(row).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Parked updates no admin was told about, oldest first, with the ids [`mark_reported`] takes. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn unreported(tx: &impl Reads) -> Result<Vec<(i64, Parked)>, StoreError> {
    let found = parked_updates::Entity::find()
        .filter(parked_updates::Column::Reported.eq(false))
        .order_by_asc(parked_updates::Column::Id)
        .all(tx.connection())
        .await?;
    found.into_iter().map(|row| Ok((row.id, parked(row)?))).collect()
}

/// Notes that the admins were told about these parked updates.
///
/// # Errors
/// See [`StoreError`].
pub async fn mark_reported(tx: &WriteTx, ids: &[i64]) -> Result<(), StoreError> {
    parked_updates::Entity::update_many()
        .set(parked_updates::ActiveModel { reported: Set(true), ..Default::default() })
        .filter(parked_updates::Column::Id.is_in(ids.iter().copied()))
        .exec(tx.db())
        .await?;
    Ok(())
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
