//! The catalogues, for admins in private: types of appliances and reasons.

use repairbot_core::{
    audit::{Audited, Denied},
    callback::CataloguePress,
    catalogue::{CatalogueEntry, alias_mark, is_same_name},
    dialogue::{CatalogueName, Dialogue, NameTask},
    ids::EquipmentId,
    screen::{HistoryScreen, Screen, Toast},
};

use super::{Request, dialogue, groups, menu};
use crate::{
    fault::Fault,
    outcome::Outcome,
    store::catalogue::{self, Change, Entry},
};

/// `/catalogue`.
///
/// # Errors
/// The database could not be read or written.
pub async fn command(rq: &Request<'_>) -> Result<Outcome, Fault> {
    if rq.in_group() {
        return Ok(groups::help(rq));
    }
    if !rq.is_admin() {
        return rq.no_access(Denied::Catalogue).await;
    }
    menu::leave_dialogue(rq, Screen::History(HistoryScreen::Catalogues)).await
}

/// A press on a catalogue's page.
///
/// # Errors
/// The database could not be read or written.
pub async fn pressed(rq: &Request<'_>, press: CataloguePress) -> Result<Outcome, Fault> {
    if !rq.is_admin() || rq.in_group() {
        return rq.no_access(Denied::Catalogue).await;
    }
    match press {
        CataloguePress::Kinds => Ok(show(rq, HistoryScreen::Catalogues)),
        CataloguePress::List { kind, page } => Ok(show(rq, HistoryScreen::Catalogue { kind, page })),
        CataloguePress::Entry { entry } => Ok(shown(rq, entry, false)),
        CataloguePress::Add { kind } => ask(rq, NameTask::Add(kind), String::new()).await,
        CataloguePress::Rename { entry } => ask_about(rq, entry, NameTask::Rename(entry)).await,
        CataloguePress::Translate { entry } => ask_about(rq, entry, NameTask::Translate(entry)).await,
        CataloguePress::AddAlias { equipment } => {
            ask_about(rq, CatalogueEntry::Equipment(equipment), NameTask::Alias(equipment)).await
        }
        CataloguePress::DropAlias { equipment, alias } => drop_alias(rq, equipment, alias).await,
        CataloguePress::Hide { entry, hidden } => hide(rq, entry, hidden).await,
        CataloguePress::Move { entry, place, up } => shift(rq, entry, (place, up)).await,
        CataloguePress::MergeWith { from, page } => Ok(show(rq, HistoryScreen::MergeWith { from, page })),
        CataloguePress::ConfirmMerge { from, into } => {
            Ok(show(rq, HistoryScreen::ConfirmMerge { from, into }))
        }
        CataloguePress::Merge { from, into } => merge(rq, from, into).await,
    }
}

fn show(rq: &Request<'_>, screen: HistoryScreen) -> Outcome {
    rq.show(Screen::History(screen)).with_toast(Toast::Silent)
}

/// The entry as it is now; `overtaken` says that somebody else was quicker.
pub fn shown(rq: &Request<'_>, entry: CatalogueEntry, overtaken: bool) -> Outcome {
    show(rq, HistoryScreen::Entry { entry, overtaken })
}

async fn ask(rq: &Request<'_>, task: NameTask, former: String) -> Result<Outcome, Fault> {
    dialogue::start(rq, Dialogue::CatalogueName(CatalogueName::new(task, former))).await
}

async fn ask_about(rq: &Request<'_>, entry: CatalogueEntry, task: NameTask) -> Result<Outcome, Fault> {
    match present(rq, entry).await? {
        Some(found) => ask(rq, task, found.name).await,
        None => Ok(shown(rq, entry, true)),
    }
}

/// The entry, unless there is none or it became another one. Nobody else changes the catalogues until this update is
/// done.
///
/// # Errors
/// The database could not be read.
pub async fn present(rq: &Request<'_>, entry: CatalogueEntry) -> Result<Option<Entry>, Fault> {
    rq.tx.lock_company().await?;
    Ok(catalogue::entry(rq.tx, entry).await?.filter(|found| found.merged_into.is_none()))
}

/// Offers an entry or not. Of types and of reasons of a kind one stays: a question without answers has no way on.
async fn hide(rq: &Request<'_>, entry: CatalogueEntry, hidden: bool) -> Result<Outcome, Fault> {
    let Some(found) = present(rq, entry).await? else { return Ok(shown(rq, entry, true)) };
    if found.hidden == hidden {
        return Ok(shown(rq, entry, false));
    }
    if hidden && is_last_offered(rq, &found).await? {
        return Ok(Outcome::toast(Toast::LastOffered));
    }
    let change = Change { hidden: Some(hidden), ..Change::default() };
    catalogue::change(rq.tx, entry, &change).await?;
    let name = found.name;
    let what =
        if hidden { Audited::EntryHidden { entry, name } } else { Audited::EntryShown { entry, name } };
    rq.audited(&what).await?;
    Ok(shown(rq, entry, false))
}

async fn is_last_offered(rq: &Request<'_>, found: &Entry) -> Result<bool, Fault> {
    let entries = catalogue::entries(rq.tx, found.kind).await?;
    Ok(!entries.iter().any(|other| !other.hidden && other.entry != found.entry))
}

/// Moves an entry by one place, if it still stands where its button was drawn. All places are counted anew: gaps and
/// equal places of old rows go away with the first move.
async fn shift(rq: &Request<'_>, entry: CatalogueEntry, (place, up): (u32, bool)) -> Result<Outcome, Fault> {
    let Some(found) = present(rq, entry).await? else { return Ok(shown(rq, entry, true)) };
    let mut entries = catalogue::entries(rq.tx, found.kind).await?;
    let here = entries.iter().position(|other| other.entry == entry);
    let there = here.and_then(|here| if up { here.checked_sub(1) } else { Some(here + 1) });
    let (Some(here), Some(there)) = (here, there.filter(|there| *there < entries.len())) else {
        return Ok(shown(rq, entry, false));
    };
    if u32::try_from(here) != Ok(place) {
        return Ok(shown(rq, entry, true));
    }
    entries.swap(here, there);
    for (other, position) in entries.iter().zip(1..).filter(|(other, position)| other.position != *position) {
        let change = Change { position: Some(position), ..Change::default() };
        catalogue::change(rq.tx, other.entry, &change).await?;
    }
    rq.audited(&Audited::EntryMoved { entry, name: found.name }).await?;
    Ok(shown(rq, entry, false))
}

async fn drop_alias(rq: &Request<'_>, equipment: EquipmentId, mark: i64) -> Result<Outcome, Fault> {
    let entry = CatalogueEntry::Equipment(equipment);
    let Some(found) = present(rq, entry).await? else { return Ok(shown(rq, entry, true)) };
    let (dropped, kept): (Vec<_>, Vec<_>) =
        found.aliases.into_iter().partition(|alias| alias_mark(alias) == mark);
    let Some(alias) = dropped.into_iter().next() else { return Ok(shown(rq, entry, false)) };
    let change = Change { aliases: Some(kept), ..Change::default() };
    catalogue::change(rq.tx, entry, &change).await?;
    rq.audited(&Audited::AliasRemoved { equipment, name: found.name, alias }).await?;
    Ok(shown(rq, entry, false))
}

/// One type becomes another: see [`catalogue::merge`] for what that means to orders.
async fn merge(rq: &Request<'_>, from: EquipmentId, into: EquipmentId) -> Result<Outcome, Fault> {
    let survivor = CatalogueEntry::Equipment(into);
    let gone = present(rq, CatalogueEntry::Equipment(from)).await?;
    let stays = present(rq, survivor).await?;
    let (Some(gone), Some(stays)) = (gone, stays.filter(|_| from != into)) else {
        return Ok(shown(rq, CatalogueEntry::Equipment(from), true));
    };
    if stays.hidden {
        return Ok(shown(rq, survivor, true));
    }
    catalogue::merge(rq.tx, (&gone, &stays), (from, into)).await?;
    let (from_name, into_name) = (gone.name, stays.name);
    rq.audited(&Audited::TypesMerged { from, into, from_name, into_name }).await?;
    Ok(shown(rq, survivor, false))
}

/// Whether an entry other than this one goes by the name, or is written so.
#[must_use]
pub fn is_taken(entries: &[Entry], name: &str, except: Option<CatalogueEntry>) -> bool {
    let others = entries.iter().filter(|other| Some(other.entry) != except);
    let mut names = others.flat_map(|other| [&other.name].into_iter().chain(&other.aliases));
    names.any(|known| is_same_name(known, name))
}
