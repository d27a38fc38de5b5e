//! Buttons of the catalogues: types of appliances and reasons.

use super::{BadCallback, item_of, number_of};
use crate::{
    catalogue::{CatalogueEntry, CatalogueKind, Merging},
    ids::{EquipmentId, ReasonId},
};

/// What a press about a catalogue asks for. Each asks for a state, not for a change of one, or names what it was
/// drawn for: pressed twice it does no more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CataloguePress {
    /// The catalogues there are.
    Kinds,
    /// A page of a catalogue.
    List {
        /// Which catalogue.
        kind: CatalogueKind,
        /// Which page; the first is 0.
        page: u32,
    },
    /// One entry.
    Entry {
        /// Which.
        entry: CatalogueEntry,
    },
    /// Begin adding an entry.
    Add {
        /// To which catalogue.
        kind: CatalogueKind,
    },
    /// Begin renaming an entry.
    Rename {
        /// Which.
        entry: CatalogueEntry,
    },
    /// Begin giving an entry its English name.
    Translate {
        /// Which.
        entry: CatalogueEntry,
    },
    /// Begin adding another way people write a type.
    AddAlias {
        /// Which type.
        equipment: EquipmentId,
    },
    /// Forget one of the ways people write a type.
    DropAlias {
        /// Which type.
        equipment: EquipmentId,
        /// Which: see [`crate::catalogue::alias_mark`].
        alias: i64,
    },
    /// Offer an entry or not.
    Hide {
        /// Which.
        entry: CatalogueEntry,
        /// Whether it is to be hidden.
        hidden: bool,
    },
    /// Move an entry by one place.
    Move {
        /// Which.
        entry: CatalogueEntry,
        /// The place the button was drawn for, counted from 0.
        place: u32,
        /// Up, or else down.
        up: bool,
    },
    /// A page of entries to merge this one into.
    MergeWith {
        /// Which is to be no more.
        from: CatalogueEntry,
        /// Which page; the first is 0.
        page: u32,
    },
    /// What merging would do.
    ConfirmMerge {
        /// Which becomes which.
        merging: Merging,
    },
    /// Merge.
    Merge {
        /// Which becomes which.
        merging: Merging,
    },
}

/// The numbers catalogues are written as: never given to another one.
const KINDS: [(CatalogueKind, u8); 3] =
    [(CatalogueKind::Equipment, 0), (CatalogueKind::Decline, 1), (CatalogueKind::Refuse, 2)];

/// An entry as two numbers.
fn written(entry: CatalogueEntry) -> [i64; 2] {
    match entry {
        CatalogueEntry::Equipment(id) => [0, id.0],
        CatalogueEntry::Reason(id) => [1, id.0],
    }
}

/// Reads what [`written`] wrote.
fn entry(sort: i64, id: i64) -> Result<CatalogueEntry, BadCallback> {
    match sort {
        0 => Ok(CatalogueEntry::Equipment(EquipmentId(id))),
        1 => Ok(CatalogueEntry::Reason(ReasonId(id))),
        _ => Err(BadCallback),
    }
}

/// An entry to merge. Types alone could be merged once: they are written without their sort still.
fn to_merge(entry: CatalogueEntry) -> Vec<i64> {
    match entry {
        CatalogueEntry::Equipment(id) => vec![id.0],
        CatalogueEntry::Reason(_) => written(entry).to_vec(),
    }
}

/// Both entries, likewise.
fn pair(merging: Merging) -> Vec<i64> {
    let (from, into) = merging.entries();
    let [_, into] = written(into);
    [to_merge(from), vec![into]].concat()
}

/// Reads what [`pair`] wrote.
fn merging(sort: i64, from: i64, into: i64) -> Result<Merging, BadCallback> {
    Merging::of(entry(sort, from)?, entry(sort, into)?).ok_or(BadCallback)
}

/// Reads yes or no.
fn flag(number: i64) -> Result<bool, BadCallback> {
    match number {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(BadCallback),
    }
}

impl CataloguePress {
    /// The letter and the numbers it is written as.
    pub(super) fn parts(self) -> (char, Vec<i64>) {
        let of = |entry: CatalogueEntry, more: &[i64]| [&written(entry), more].concat();
        match self {
            Self::Kinds => ('K', Vec::new()),
            Self::List { kind, page } => ('L', vec![number_of(&KINDS, &kind), i64::from(page)]),
            Self::Entry { entry } => ('E', of(entry, &[])),
            Self::Add { kind } => ('A', vec![number_of(&KINDS, &kind)]),
            Self::Rename { entry } => ('R', of(entry, &[])),
            Self::Translate { entry } => ('T', of(entry, &[])),
            Self::AddAlias { equipment } => ('S', vec![equipment.0]),
            Self::DropAlias { equipment, alias } => ('D', vec![equipment.0, alias]),
            Self::Hide { entry, hidden } => ('H', of(entry, &[i64::from(hidden)])),
            Self::Move { entry, place, up } => ('M', of(entry, &[i64::from(place), i64::from(up)])),
            Self::MergeWith { from, page } => ('W', [to_merge(from), vec![i64::from(page)]].concat()),
            Self::ConfirmMerge { merging } => ('C', pair(merging)),
            Self::Merge { merging } => ('G', pair(merging)),
        }
    }

    /// The press of a letter and numbers.
    pub(super) fn from_parts(letter: char, numbers: &[i64]) -> Result<Self, BadCallback> {
        let small = |number: i64| u32::try_from(number).map_err(|_| BadCallback);
        Ok(match (letter, numbers) {
            ('K', []) => Self::Kinds,
            ('L', &[kind, page]) => Self::List { kind: item_of(&KINDS, kind)?, page: small(page)? },
            ('E', &[sort, id]) => Self::Entry { entry: entry(sort, id)? },
            ('A', &[kind]) => Self::Add { kind: item_of(&KINDS, kind)? },
            ('R', &[sort, id]) => Self::Rename { entry: entry(sort, id)? },
            ('T', &[sort, id]) => Self::Translate { entry: entry(sort, id)? },
            ('S', &[id]) => Self::AddAlias { equipment: EquipmentId(id) },
            ('D', &[id, alias]) => Self::DropAlias { equipment: EquipmentId(id), alias },
            ('H', &[sort, id, hidden]) => Self::Hide { entry: entry(sort, id)?, hidden: flag(hidden)? },
            ('M', &[sort, id, place, up]) => {
                Self::Move { entry: entry(sort, id)?, place: small(place)?, up: flag(up)? }
            }
            ('W', &[id, page]) => Self::MergeWith { from: entry(0, id)?, page: small(page)? },
            ('W', &[1, id, page]) => Self::MergeWith { from: entry(1, id)?, page: small(page)? },
            ('C', &[from, into]) => Self::ConfirmMerge { merging: merging(0, from, into)? },
            ('C', &[1, from, into]) => Self::ConfirmMerge { merging: merging(1, from, into)? },
            ('G', &[from, into]) => Self::Merge { merging: merging(0, from, into)? },
            ('G', &[1, from, into]) => Self::Merge { merging: merging(1, from, into)? },
            _ => return Err(BadCallback),
        })
    }
}
