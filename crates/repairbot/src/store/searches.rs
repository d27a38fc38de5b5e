//! What was looked for: buttons are too short for it, so they carry its id.

use jiff::Timestamp;
use repairbot_core::{
    ids::{PersonId, SearchId},
    pii::FreeText,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait};

use super::{Reads, StoreError, WriteTx, codec, entity::searches, growth};

/// A search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its id.
    pub id: SearchId,
    /// Who looks.
    pub person: PersonId,
    /// For what.
    pub text: FreeText,
    /// Since when.
    pub at: Timestamp,
}

/// Writes a search. One statement.
///
/// # Errors
/// `Conflict` when the id is taken.
pub async fn insert(tx: &WriteTx, search: &Kept) -> Result<(), StoreError> {
    let row = searches::ActiveModel {
        id: Set(search.id.0),
        person_id: Set(search.person.0),
        body: Set(search.text.reveal().to_owned()),
        at: Set(search.at.as_millisecond()),
    };
    searches::Entity::insert(row).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// A search that was not forgotten yet. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn get(tx: &impl Reads, id: SearchId) -> Result<Option<Kept>, StoreError> {
    let found = searches::Entity::find_by_id(id.0).one(tx.connection()).await?;
    found.map(kept).transpose()
}

fn kept(row: searches::Model) -> Result<Kept, StoreError> {
    Ok(Kept {
        id: SearchId(row.id),
        person: PersonId(row.person_id),
        text: FreeText::from_stored(row.body),
        at: codec::instant("searches.at", row.at)?,
    })
}

/// Forgets searches begun before this instant, a bounded number of them; says how many. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn purge(tx: &WriteTx, before: Timestamp) -> Result<u64, StoreError> {
    let old = Condition::all().add(searches::Column::At.lt(before.as_millisecond()));
    growth::delete_some::<searches::Entity>(tx, searches::Column::Id, old).await
}
