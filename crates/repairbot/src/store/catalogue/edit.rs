//! What admins do to the catalogues. The handler judges; here it is written.

use repairbot_core::{
    catalogue::{CatalogueEntry, CatalogueKind, Merging, ReasonKind},
    ids::{EquipmentId, ReasonId},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder,
};

use crate::store::{
    Reads, StoreError, WriteTx, codec,
    entity::{equipment_types, reasons},
};

/// One entry as an admin sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Which.
    pub entry: CatalogueEntry,
    /// In which catalogue.
    pub kind: CatalogueKind,
    /// The label people read.
    pub name: String,
    /// Its English name.
    pub english: Option<String>,
    /// Other ways people write it; reasons have none.
    pub aliases: Vec<String>,
    /// Its place; entries of one place stand in the order of their ids.
    pub position: i32,
    /// Whether it is not offered.
    pub hidden: bool,
    /// The entry it became.
    pub merged_into: Option<CatalogueEntry>,
}

/// The entries of a catalogue in their order, hidden ones too; those that became others are left out. One query.
///
/// # Errors
/// See [`StoreError`]; this holds for all functions here.
pub async fn entries(tx: &impl Reads, kind: CatalogueKind) -> Result<Vec<Entry>, StoreError> {
    match kind.reasons() {
        None => {
            let rows = equipment_types::Entity::find()
                .filter(equipment_types::Column::MergedInto.is_null())
                .order_by_asc(equipment_types::Column::Position)
                .order_by_asc(equipment_types::Column::Id)
                .all(tx.connection())
                .await?;
            rows.into_iter().map(of_type).collect()
        }
        Some(purpose) => {
            let rows = reasons::Entity::find()
                .filter(reasons::Column::Kind.eq(purpose.code()))
                .filter(reasons::Column::MergedInto.is_null())
                .order_by_asc(reasons::Column::Position)
                .order_by_asc(reasons::Column::Id)
                .all(tx.connection())
                .await?;
            rows.into_iter().map(of_reason).collect()
        }
    }
}

/// One entry, whatever became of it. One query.
///
/// # Errors
/// See [`entries`].
pub async fn entry(tx: &impl Reads, id: CatalogueEntry) -> Result<Option<Entry>, StoreError> {
    match id {
        CatalogueEntry::Equipment(id) => {
            let row = equipment_types::Entity::find_by_id(id.0).one(tx.connection()).await?;
            row.map(of_type).transpose()
        }
        CatalogueEntry::Reason(id) => {
            let row = reasons::Entity::find_by_id(id.0).one(tx.connection()).await?;
            row.map(of_reason).transpose()
        }
    }
}

/// Adds an entry at the end of its catalogue; its stable name is made of its id.
///
/// # Errors
/// `Conflict` when the id is taken.
pub async fn insert(
    tx: &WriteTx,
    id: i64,
    (kind, name, position): (CatalogueKind, &str, i32),
) -> Result<CatalogueEntry, StoreError> {
    let (name, hidden, name_en) = (Set(name.to_owned()), Set(false), Set(None));
    let (code, position) = (Set(format!("{}_{id}", kind.code())), Set(position));
    match kind.reasons() {
        None => {
            let (aliases, merged_into) = (Set("[]".to_owned()), Set(None));
            let row = equipment_types::ActiveModel {
                id: Set(id),
                code,
                name,
                aliases,
                position,
                hidden,
                name_en,
                merged_into,
            };
            equipment_types::Entity::insert(row).exec_without_returning(tx.db()).await?;
            Ok(CatalogueEntry::Equipment(EquipmentId(id)))
        }
        Some(purpose) => {
            let (kind, needs_text, merged_into) = (Set(purpose.code().to_owned()), Set(false), Set(None));
            let row = reasons::ActiveModel {
                id: Set(id),
                code,
                kind,
                name,
                position,
                needs_text,
                hidden,
                name_en,
                merged_into,
            };
            reasons::Entity::insert(row).exec_without_returning(tx.db()).await?;
            Ok(CatalogueEntry::Reason(ReasonId(id)))
        }
    }
}

/// What may change about an entry; `None` stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// Its name.
    pub name: Option<String>,
    /// Its English name, or that it has none.
    pub english: Option<Option<String>>,
    /// Whether it is not offered.
    pub hidden: Option<bool>,
    /// Its place.
    pub position: Option<i32>,
    /// Other ways people write it; reasons have none.
    pub aliases: Option<Vec<String>>,
}

/// Changes an entry. Those that became this one are called what it is called, so that whoever reads the type or the
/// reason of an old order reads the name of today. Two statements at most.
///
/// # Errors
/// See [`entries`].
pub async fn change(tx: &WriteTx, id: CatalogueEntry, change: &Change) -> Result<(), StoreError> {
    match id {
        CatalogueEntry::Equipment(id) => {
            let aliases = change.aliases.as_ref().map(codec::to_json).transpose()?;
            let own = equipment_types::ActiveModel {
                hidden: change.hidden.map_or(NotSet, Set),
                position: change.position.map_or(NotSet, Set),
                aliases: aliases.map_or(NotSet, Set),
                ..type_called(change)
            };
            update_types(tx, equipment_types::Column::Id.eq(id.0).into(), own).await?;
            update_types(tx, equipment_types::Column::MergedInto.eq(id.0).into(), type_called(change)).await
        }
        CatalogueEntry::Reason(id) => {
            let own = reasons::ActiveModel {
                hidden: change.hidden.map_or(NotSet, Set),
                position: change.position.map_or(NotSet, Set),
                ..reason_called(change)
            };
            update_reasons(tx, reasons::Column::Id.eq(id.0).into(), own).await?;
            update_reasons(tx, reasons::Column::MergedInto.eq(id.0).into(), reason_called(change)).await
        }
    }
}

fn type_called(change: &Change) -> equipment_types::ActiveModel {
    equipment_types::ActiveModel {
        name: change.name.clone().map_or(NotSet, Set),
        name_en: change.english.clone().map_or(NotSet, Set),
        ..Default::default()
    }
}

fn reason_called(change: &Change) -> reasons::ActiveModel {
    reasons::ActiveModel {
        name: change.name.clone().map_or(NotSet, Set),
        name_en: change.english.clone().map_or(NotSet, Set),
        ..Default::default()
    }
}

async fn update_types(
    tx: &WriteTx,
    which: Condition,
    change: equipment_types::ActiveModel,
) -> Result<(), StoreError> {
    use sea_orm::ActiveModelTrait;
    if change.is_changed() {
        equipment_types::Entity::update_many().set(change).filter(which).exec(tx.db()).await?;
    }
    Ok(())
}

async fn update_reasons(
    tx: &WriteTx,
    which: Condition,
    change: reasons::ActiveModel,
) -> Result<(), StoreError> {
    use sea_orm::ActiveModelTrait;
    if change.is_changed() {
        reasons::Entity::update_many().set(change).filter(which).exec(tx.db()).await?;
    }
    Ok(())
}

/// One entry becomes another, as the second of these has it. Three statements at most.
///
/// # Errors
/// See [`entries`].
pub async fn merge(
    tx: &WriteTx,
    merging: Merging,
    (gone, survivor): (&Entry, &Entry),
) -> Result<(), StoreError> {
    match merging {
        Merging::Types { from, into } => merge_types(tx, (gone, survivor), (from, into)).await,
        Merging::Reasons { from, into } => merge_reasons(tx, survivor, (from, into)).await,
    }
}

/// One type becomes another. Orders, events and drafts keep the id they were written with; whoever reads the type of
/// one of them reads the survivor: its name here and now, its rates through [`super::equipment_by_id`]. What had
/// become the former type becomes the survivor too, so that one step always leads to it. The survivor gets the
/// former one's names as other ways people write it.
async fn merge_types(
    tx: &WriteTx,
    (from, into): (&Entry, &Entry),
    (gone, survivor): (EquipmentId, EquipmentId),
) -> Result<(), StoreError> {
    let row = equipment_types::ActiveModel {
        name: Set(into.name.clone()),
        name_en: Set(into.english.clone()),
        merged_into: Set(Some(survivor.0)),
        hidden: Set(true),
        aliases: Set("[]".to_owned()),
        ..Default::default()
    };
    let gone_ones = Condition::any()
        .add(equipment_types::Column::Id.eq(gone.0))
        .add(equipment_types::Column::MergedInto.eq(gone.0));
    update_types(tx, gone_ones, row).await?;
    let mut aliases = into.aliases.clone();
    aliases.extend([from.name.to_lowercase()].into_iter().chain(from.aliases.iter().cloned()));
    change(tx, CatalogueEntry::Equipment(survivor), &Change { aliases: Some(aliases), ..Change::default() })
        .await
}

/// One reason becomes another: orders, events and drafts keep the id they were written with, as with types. Reports count
/// by the survivor.
async fn merge_reasons(
    tx: &WriteTx,
    into: &Entry,
    (gone, survivor): (ReasonId, ReasonId),
) -> Result<(), StoreError> {
    let row = reasons::ActiveModel {
        name: Set(into.name.clone()),
        name_en: Set(into.english.clone()),
        merged_into: Set(Some(survivor.0)),
        hidden: Set(true),
        ..Default::default()
    };
    let gone_ones =
        Condition::any().add(reasons::Column::Id.eq(gone.0)).add(reasons::Column::MergedInto.eq(gone.0));
    update_reasons(tx, gone_ones, row).await
}

fn of_type(row: equipment_types::Model) -> Result<Entry, StoreError> {
    Ok(Entry {
        entry: CatalogueEntry::Equipment(EquipmentId(row.id)),
        kind: CatalogueKind::Equipment,
        name: row.name,
        english: row.name_en,
        aliases: codec::from_json("equipment_types.aliases", &row.aliases)?,
        position: row.position,
        hidden: row.hidden,
        merged_into: row.merged_into.map(|into| CatalogueEntry::Equipment(EquipmentId(into))),
    })
}

fn of_reason(row: reasons::Model) -> Result<Entry, StoreError> {
    let purpose: ReasonKind = codec::from_code("reasons.kind", row.kind)?;
    Ok(Entry {
        entry: CatalogueEntry::Reason(ReasonId(row.id)),
        kind: match purpose {
            ReasonKind::Decline => CatalogueKind::Decline,
            ReasonKind::Refuse => CatalogueKind::Refuse,
        },
        name: row.name,
        english: row.name_en,
        aliases: Vec::new(),
        position: row.position,
        hidden: row.hidden,
        merged_into: row.merged_into.map(|into| CatalogueEntry::Reason(ReasonId(into))),
    })
}
