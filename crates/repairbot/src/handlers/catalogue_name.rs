//! The name an admin wrote: for a new entry of a catalogue, or another name of one.

use repairbot_core::{
    audit::{Audited, Denied},
    catalogue::{CatalogueEntry, CatalogueKind, is_same_name},
    dialogue::{CatalogueName, NameTask, Problem},
    ids::EquipmentId,
};

use super::{
    Request,
    catalogue::{is_taken, present, shown},
    conclude::Ending,
};
use crate::{
    fault::Fault,
    store::catalogue::{self, Change},
};

/// The name was written.
///
/// # Errors
/// The database could not be read or written.
pub async fn finish(rq: &Request<'_>, form: &CatalogueName) -> Result<Ending, Fault> {
    if !rq.is_admin() {
        return Ok(Ending::Done(rq.no_access(Denied::Catalogue).await?));
    }
    let name = form.name.as_ref().map(|name| name.as_str().to_owned());
    match (form.task, name) {
        (NameTask::Translate(entry), english) => translate(rq, entry, english).await,
        (NameTask::Add(kind), Some(name)) => add(rq, kind, &name).await,
        (NameTask::Rename(entry), Some(name)) => rename(rq, entry, (&form.former, &name)).await,
        (NameTask::Alias(equipment), Some(name)) => alias(rq, equipment, &name).await,
        (_, None) => Err(Fault::Damaged("a finished form lacks an answer".to_owned())),
    }
}

async fn add(rq: &Request<'_>, kind: CatalogueKind, name: &str) -> Result<Ending, Fault> {
    rq.tx.lock_company().await?;
    let entries = catalogue::entries(rq.tx, kind).await?;
    if is_taken(&entries, name, None) {
        return Ok(Ending::Reopen(Problem::NameTaken));
    }
    let last = entries.iter().map(|entry| entry.position).max().unwrap_or(0);
    let new = (kind, name, last.saturating_add(1));
    let entry = catalogue::insert(rq.tx, rq.ids.next(), new).await?;
    rq.audited(&Audited::EntryAdded { entry, name: name.to_owned() }).await?;
    Ok(Ending::Done(shown(rq, entry, false)))
}

/// Who renames has seen the former name. When it is another one by now, nothing is written over it.
async fn rename(
    rq: &Request<'_>,
    entry: CatalogueEntry,
    (former, name): (&str, &str),
) -> Result<Ending, Fault> {
    let Some(found) = present(rq, entry).await?.filter(|found| found.name == former) else {
        return Ok(Ending::Done(shown(rq, entry, true)));
    };
    if found.name == name {
        return Ok(Ending::Done(shown(rq, entry, false)));
    }
    let entries = catalogue::entries(rq.tx, found.kind).await?;
    if is_taken(&entries, name, Some(entry)) {
        return Ok(Ending::Reopen(Problem::NameTaken));
    }
    // What is a name need not be an alias too.
    let aliases = found.aliases.iter().filter(|alias| !is_same_name(alias, name)).cloned().collect();
    let change = Change { name: Some(name.to_owned()), aliases: Some(aliases), ..Change::default() };
    catalogue::change(rq.tx, entry, &change).await?;
    rq.audited(&Audited::EntryRenamed { entry, from: found.name, to: name.to_owned() }).await?;
    Ok(Ending::Done(shown(rq, entry, false)))
}

async fn translate(
    rq: &Request<'_>,
    entry: CatalogueEntry,
    english: Option<String>,
) -> Result<Ending, Fault> {
    let Some(found) = present(rq, entry).await? else {
        return Ok(Ending::Done(shown(rq, entry, true)));
    };
    if found.english != english {
        let change = Change { english: Some(english.clone()), ..Change::default() };
        catalogue::change(rq.tx, entry, &change).await?;
        rq.audited(&Audited::EntryTranslated { entry, name: found.name, english }).await?;
    }
    Ok(Ending::Done(shown(rq, entry, false)))
}

/// Aliases are kept in lower case, as people write them.
async fn alias(rq: &Request<'_>, equipment: EquipmentId, alias: &str) -> Result<Ending, Fault> {
    let entry = CatalogueEntry::Equipment(equipment);
    let Some(found) = present(rq, entry).await? else {
        return Ok(Ending::Done(shown(rq, entry, true)));
    };
    let entries = catalogue::entries(rq.tx, found.kind).await?;
    if is_taken(&entries, alias, None) {
        return Ok(Ending::Reopen(Problem::NameTaken));
    }
    let alias = alias.to_lowercase();
    let aliases = found.aliases.into_iter().chain([alias.clone()]).collect();
    catalogue::change(rq.tx, entry, &Change { aliases: Some(aliases), ..Change::default() }).await?;
    rq.audited(&Audited::AliasAdded { equipment, name: found.name, alias }).await?;
    Ok(Ending::Done(shown(rq, entry, false)))
}
