//! The company's own catalogues: types of appliances and reasons, as admins have edited them.

use repairbot_core::{
    catalogue::ReasonKind,
    ids::{EquipmentId, ReasonId},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

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

/// A type by its id, hidden or not: orders keep it. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn equipment_by_id(tx: &impl Reads, id: EquipmentId) -> Result<Option<Equipment>, StoreError> {
    let row = equipment_types::Entity::find_by_id(id.0).one(tx.connection()).await?;
    row.map(equipment_type).transpose()
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
    let reason = |row: reasons::Model| CatalogueReason {
        id: ReasonId(row.id),
        code: row.code,
        name: row.name,
        needs_text: row.needs_text,
    };
    Ok(rows.into_iter().map(reason).collect())
}

fn equipment_type(row: equipment_types::Model) -> Result<Equipment, StoreError> {
    let aliases = codec::from_json("equipment_types.aliases", &row.aliases)?;
    Ok(Equipment { id: EquipmentId(row.id), code: row.code, name: row.name, aliases })
}
