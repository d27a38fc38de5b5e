//! What keeps the desk from hearing people, or from being heard: one row while it lasts, whoever sees it.

use jiff::Timestamp;
use repairbot_core::screen::Trouble;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, OnConflict},
};

use super::{Reads, StoreError, WriteTx, entity::troubles};
use crate::clock::from_ms;

/// A trouble as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Which one.
    pub trouble: Trouble,
    /// When it was seen first.
    pub since: Timestamp,
    /// When it was seen last.
    pub seen_at: Timestamp,
    /// What Telegram says of it; may be empty.
    pub says: String,
    /// Whether admins have been told.
    pub told: bool,
}

/// All there are. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn all(tx: &impl Reads) -> Result<Vec<Standing>, StoreError> {
    let rows = troubles::Entity::find().order_by_asc(troubles::Column::Name).all(tx.connection()).await?;
    rows.into_iter().map(standing).collect()
}

/// It is there now. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn seen(tx: &WriteTx, (trouble, says): (Trouble, &str), now: Timestamp) -> Result<(), StoreError> {
    let row = troubles::ActiveModel {
        name: Set(trouble.code().to_owned()),
        since: Set(now.as_millisecond()),
        seen_at: Set(now.as_millisecond()),
        says: Set(says.to_owned()),
        told_at: Set(None),
    };
    let again = OnConflict::column(troubles::Column::Name)
        .update_columns([troubles::Column::SeenAt, troubles::Column::Says])
        .to_owned();
    troubles::Entity::insert(row).on_conflict(again).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Admins are told of it in this transaction. False: they have been, by whichever process. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn tell(tx: &WriteTx, trouble: Trouble, now: Timestamp) -> Result<bool, StoreError> {
    let told = troubles::Entity::update_many()
        .col_expr(troubles::Column::ToldAt, Expr::value(now.as_millisecond()))
        .filter(troubles::Column::Name.eq(trouble.code()))
        .filter(troubles::Column::ToldAt.is_null())
        .exec(tx.db())
        .await?;
    Ok(told.rows_affected > 0)
}

/// It is over. False: that has been noted, or it has been seen again, by whichever process. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn end(tx: &WriteTx, known: &Standing) -> Result<bool, StoreError> {
    let ended = troubles::Entity::delete_many()
        .filter(troubles::Column::Name.eq(known.trouble.code()))
        .filter(troubles::Column::SeenAt.eq(known.seen_at.as_millisecond()))
        .exec(tx.db())
        .await?;
    Ok(ended.rows_affected > 0)
}

fn standing(row: troubles::Model) -> Result<Standing, StoreError> {
    let trouble = Trouble::ALL.into_iter().find(|trouble| trouble.code() == row.name);
    Ok(Standing {
        trouble: trouble.ok_or_else(|| StoreError::row("troubles.name", &row.name))?,
        since: from_ms(row.since),
        seen_at: from_ms(row.seen_at),
        says: row.says,
        told: row.told_at.is_some(),
    })
}
