//! The company's settings. Whoever needs them reads them in its own transaction, so a change holds at once, on every
//! replica.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;
use repairbot_core::{
    ids::PersonId,
    settings::{Setting, Settings, Stored, Value},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::OnConflict};

use super::{Reads, StoreError, WriteTx, codec, entity::settings};

/// A setting that an admin has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which.
    pub setting: Setting,
    /// What it is now; `None` is back to the default.
    pub value: Option<Value>,
    /// How often it has been set, with this time.
    pub version: i64,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: PersonId,
}

/// All settings. Rows that are no setting, or no value of theirs, are logged once and the default holds. One query.
///
/// # Errors
/// See [`StoreError`]; this holds for all functions here.
pub async fn load(tx: &impl Reads) -> Result<Settings, StoreError> {
    let rows = settings::Entity::find().all(tx.connection()).await?;
    let rows = rows.into_iter().map(|row| (row.code, Stored { value: row.value, version: row.version }));
    let (settings, damaged) = Settings::from_stored(rows);
    damaged.into_iter().for_each(warn_once);
    Ok(settings)
}

/// When an admin last changed one of these. One query.
///
/// # Errors
/// See [`load`].
pub async fn changed_at(tx: &impl Reads, of: &[Setting]) -> Result<Option<Timestamp>, StoreError> {
    let last = settings::Entity::find()
        .filter(settings::Column::Code.is_in(of.iter().map(|setting| setting.code())))
        .order_by_desc(settings::Column::ChangedAt)
        .one(tx.connection())
        .await?;
    codec::instant_opt("settings.changed_at", last.map(|row| row.changed_at))
}

/// Lists are read often: a damaged row is worth one line.
fn warn_once(code: String) {
    static LOGGED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    if LOGGED.lock().unwrap_or_else(PoisonError::into_inner).insert(code.clone()) {
        tracing::warn!(%code, "a setting in the database is not understood: the default holds");
    }
}

/// Writes a change that was judged behind [`WriteTx::lock_company`]. One statement.
///
/// # Errors
/// See [`load`].
pub async fn set(tx: &WriteTx, change: &Change) -> Result<(), StoreError> {
    use settings::Column::{ChangedAt, ChangedBy, Code, Value as Holds, Version};
    let row = settings::ActiveModel {
        code: Set(change.setting.code().to_owned()),
        value: Set(change.value.as_ref().map(Value::encode)),
        version: Set(change.version),
        changed_at: Set(change.at.as_millisecond()),
        changed_by: Set(change.by.0),
    };
    settings::Entity::insert(row)
        .on_conflict(
            OnConflict::column(Code).update_columns([Holds, Version, ChangedAt, ChangedBy]).to_owned(),
        )
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}
