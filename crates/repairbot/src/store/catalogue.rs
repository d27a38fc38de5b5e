//! The company's own catalogues: types of appliances and reasons, as admins have edited them.

mod edit;

use std::collections::BTreeMap;

use repairbot_core::{
    catalogue::ReasonKind,
    ids::{EquipmentId, ReasonId},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

pub use edit::{Change, Entry, change, entries, entry, insert, merge};

use super::{
    Reads, StoreError, codec,
    entity::{equipment_types, reasons},
};

/// A type of appliance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Equipment {
    /// Stable id.
    pub id: EquipmentId,
    /// Stable name, used by rates.
    pub code: String,
    /// The label people read.
    pub name: String,
    /// Other ways people write it, in lower case.
    pub aliases: Vec<String>,
    /// Whether it is not offered any more.
    pub hidden: bool,
}

/// A reason one can pick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueReason {
    /// Stable id.
    pub id: ReasonId,
    /// Stable name.
    pub code: String,
    /// The label people read.
    pub name: String,
    /// Whether it says nothing by itself, so that it must be told in words too.
    pub needs_text: bool,
}

/// Types that are offered, in their order. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn equipment(tx: &impl Reads) -> Result<Vec<Equipment>, StoreError> {
    let rows = equipment_types::Entity::find()
        .filter(equipment_types::Column::Hidden.eq(false))
        .order_by_asc(equipment_types::Column::Position)
        .order_by_asc(equipment_types::Column::Id)
        .all(tx.connection())
        .await?;
    rows.into_iter().map(equipment_type).collect()
}

/// Every type, hidden or not, but for those that became another one, in their order. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn types(tx: &impl Reads) -> Result<Vec<Equipment>, StoreError> {
    let rows = equipment_types::Entity::find()
        .filter(equipment_types::Column::MergedInto.is_null())
        .order_by_asc(equipment_types::Column::Position)
        .order_by_asc(equipment_types::Column::Id)
        .all(tx.connection())
        .await?;
    rows.into_iter().map(equipment_type).collect()
}

/// A type by its id, hidden or not: orders keep it. Of a type that became another one, that other one. One query, two
/// for such a type.
///
/// # Errors
/// See [`StoreError`].
pub async fn equipment_by_id(tx: &impl Reads, id: EquipmentId) -> Result<Option<Equipment>, StoreError> {
    let mut row = equipment_types::Entity::find_by_id(id.0).one(tx.connection()).await?;
    if let Some(into) = row.as_ref().and_then(|row| row.merged_into) {
        row = equipment_types::Entity::find_by_id(into).one(tx.connection()).await?;
    }
    row.map(equipment_type).transpose()
}

/// Whether both are the same type, as one of them or both may have become another one. At most four queries, none for
/// the same id.
///
/// # Errors
/// See [`StoreError`].
pub async fn are_one(tx: &impl Reads, (one, other): (EquipmentId, EquipmentId)) -> Result<bool, StoreError> {
    if one == other {
        return Ok(true);
    }
    let ids = [equipment_by_id(tx, one).await?, equipment_by_id(tx, other).await?];
    let [one, other] = ids.map(|kind| kind.map(|kind| kind.id));
    Ok(one.is_some() && one == other)
}

/// All types, offered or not, by their ids: each with the type it is by now and that one's label. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn equipment_names(
    tx: &impl Reads,
) -> Result<BTreeMap<EquipmentId, (EquipmentId, String)>, StoreError> {
    let rows = equipment_types::Entity::find().all(tx.connection()).await?;
    let labels: BTreeMap<i64, String> = rows.iter().map(|row| (row.id, row.name.clone())).collect();
    let now = |row: &equipment_types::Model| {
        let id = row.merged_into.unwrap_or(row.id);
        (EquipmentId(id), labels.get(&id).unwrap_or(&row.name).clone())
    };
    Ok(rows.iter().map(|row| (EquipmentId(row.id), now(row))).collect())
}

/// The English names that admins gave, by the Russian ones. Two queries.
///
/// # Errors
/// See [`StoreError`].
pub async fn english_names(tx: &impl Reads) -> Result<BTreeMap<String, String>, StoreError> {
    let mut names: Vec<(String, String)> = equipment_types::Entity::find()
        .select_only()
        .columns([equipment_types::Column::Name, equipment_types::Column::NameEn])
        .filter(equipment_types::Column::NameEn.is_not_null())
        .into_tuple()
        .all(tx.connection())
        .await?;
    let of_reasons: Vec<(String, String)> = reasons::Entity::find()
        .select_only()
        .columns([reasons::Column::Name, reasons::Column::NameEn])
        .filter(reasons::Column::NameEn.is_not_null())
        .into_tuple()
        .all(tx.connection())
        .await?;
    names.extend(of_reasons);
    Ok(names.into_iter().collect())
}

/// The labels of all reasons, offered or not; of one that became another one, that one's. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn reason_names(tx: &impl Reads) -> Result<BTreeMap<ReasonId, String>, StoreError> {
    Ok(reasons_now(tx).await?.into_iter().map(|(id, (_, name))| (id, name)).collect())
}

/// All reasons, offered or not, by their ids: each with the reason it is by now and that one's label. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn reasons_now(tx: &impl Reads) -> Result<BTreeMap<ReasonId, (ReasonId, String)>, StoreError> {
    let rows = reasons::Entity::find().all(tx.connection()).await?;
    let now = |row: &reasons::Model| ReasonId(row.merged_into.unwrap_or(row.id));
    Ok(rows.into_iter().map(|row| (ReasonId(row.id), (now(&row), row.name))).collect())
}

/// What a reason of this kind is by now, if that is offered: itself, or the one it became. One query, two for a reason
/// that became another one.
///
/// # Errors
/// See [`StoreError`].
pub async fn reason_by_id(
    tx: &impl Reads,
    kind: ReasonKind,
    id: ReasonId,
) -> Result<Option<CatalogueReason>, StoreError> {
    let mut row = reasons::Entity::find_by_id(id.0).one(tx.connection()).await?;
    if let Some(into) = row.as_ref().and_then(|row| row.merged_into) {
        row = reasons::Entity::find_by_id(into).one(tx.connection()).await?;
    }
    Ok(row.filter(|row| row.kind == kind.code() && !row.hidden).map(reason))
}

/// Reasons of one kind that are offered, in their order. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn reasons(tx: &impl Reads, kind: ReasonKind) -> Result<Vec<CatalogueReason>, StoreError> {
    let rows = reasons::Entity::find()
        .filter(reasons::Column::Kind.eq(kind.code()))
        .filter(reasons::Column::Hidden.eq(false))
        .order_by_asc(reasons::Column::Position)
        .order_by_asc(reasons::Column::Id)
        .all(tx.connection())
        .await?;
    Ok(rows.into_iter().map(reason).collect())
}

fn reason(row: reasons::Model) -> CatalogueReason {
    CatalogueReason { id: ReasonId(row.id), code: row.code, name: row.name, needs_text: row.needs_text }
}

fn equipment_type(row: equipment_types::Model) -> Result<Equipment, StoreError> {
    let aliases = codec::from_json("equipment_types.aliases", &row.aliases)?;
    Ok(Equipment { id: EquipmentId(row.id), code: row.code, name: row.name, aliases, hidden: row.hidden })
}
