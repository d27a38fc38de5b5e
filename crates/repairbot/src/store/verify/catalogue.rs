//! The catalogues: names that tell entries apart, and merged entries that lead somewhere.

use std::collections::BTreeMap;

use repairbot_core::catalogue::{CatalogueKind, name_key};
use sea_orm::EntityTrait;

use super::Findings;
use crate::store::{
    ReadTx, StoreError, catalogue,
    entity::{equipment_types, reasons},
    tx::Connected,
};

pub(super) async fn catalogue(tx: &ReadTx, found: &mut Findings<'_>) -> Result<(), StoreError> {
    for kind in CatalogueKind::ALL {
        let entries = match catalogue::entries(tx, kind).await {
            Ok(entries) => entries,
            Err(error @ StoreError::Damaged(_)) => {
                found.deviates(format_args!("the catalogue of {} cannot be read: {error}", kind.code()));
                continue;
            }
            Err(error) => return Err(error),
        };
        found.looked_at(entries.len() as u64);
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for (place, entry) in entries.iter().enumerate() {
            for name in [&entry.name].into_iter().chain(&entry.aliases) {
                let former = known.insert(name_key(name), place);
                if former.is_some_and(|former| former != place) {
                    let (catalogue, place) = (kind.code(), place + 1);
                    found.deviates(format_args!("entry {place} of {catalogue} has a name of another one"));
                }
            }
        }
    }
    merged(tx, found).await
}

/// What of an entry must fit the one it was merged into.
struct Row {
    id: i64,
    kind: String,
    name: String,
    hidden: bool,
    merged_into: Option<i64>,
}

async fn merged(tx: &ReadTx, found: &mut Findings<'_>) -> Result<(), StoreError> {
    let types = equipment_types::Entity::find().all(tx.connection()).await?.into_iter().map(|row| Row {
        id: row.id,
        kind: String::new(),
        name: row.name,
        hidden: row.hidden,
        merged_into: row.merged_into,
    });
    lead_somewhere("type", types.collect(), found);
    let reasons = reasons::Entity::find().all(tx.connection()).await?.into_iter().map(|row| Row {
        id: row.id,
        kind: row.kind,
        name: row.name,
        hidden: row.hidden,
        merged_into: row.merged_into,
    });
    lead_somewhere("reason", reasons.collect(), found);
    Ok(())
}

fn lead_somewhere(what: &str, rows: Vec<Row>, found: &mut Findings<'_>) {
    let by_id: BTreeMap<i64, &Row> = rows.iter().map(|row| (row.id, row)).collect();
    for row in &rows {
        let Some(into) = row.merged_into else { continue };
        found.looked_at(1);
        let Some(survivor) = by_id.get(&into) else { continue }; // said with the references
        if survivor.merged_into.is_some() {
            found.deviates(format_args!("{what} {} was merged into {into}, which is no more", row.id));
        } else if survivor.name != row.name || survivor.kind != row.kind || !row.hidden {
            found.deviates(format_args!(
                "{what} {} does not look like {into}, into which it was merged",
                row.id
            ));
        }
    }
}
