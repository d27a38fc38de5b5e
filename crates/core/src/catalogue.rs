//! What a company's catalogues begin with: types of appliances and reasons (SPEC §9, §4).
//!
//! Once a company runs, its catalogue is rows that admins edit; these are the rows it is created with.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::{
    ids::{EquipmentId, ReasonId},
    lexicon::{lexicon, load},
    pii::TextError,
    text::{fold, mark, tidy},
};

/// A type of appliance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EquipmentType {
    /// A stable name, used by rates.
    pub code: String,
    /// The Russian label.
    pub ru: String,
    /// The English label.
    pub en: String,
    /// Other ways people write it, in lower case.
    pub aliases: Vec<String>,
}

/// The file `lexicon/equipment.toml`.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Equipment {
    generic: Vec<String>,
    types: Vec<EquipmentType>,
}

/// What a reason is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonKind {
    /// A master declines an order.
    Decline,
    /// An order ends without a repair.
    Refuse,
}

impl ReasonKind {
    /// The name stored in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Decline => "decline",
            Self::Refuse => "refuse",
        }
    }
}

/// The catalogues there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CatalogueKind {
    /// Types of appliances.
    Equipment,
    /// Why a master declines an order.
    Decline,
    /// Why an order ends without a repair.
    Refuse,
}

impl CatalogueKind {
    /// Every catalogue.
    pub const ALL: [Self; 3] = [Self::Equipment, Self::Decline, Self::Refuse];

    /// A stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Equipment => "equipment",
            Self::Decline => "decline",
            Self::Refuse => "refuse",
        }
    }

    /// What the reasons in it are for; `None` for types of appliances.
    #[must_use]
    pub fn reasons(self) -> Option<ReasonKind> {
        match self {
            Self::Equipment => None,
            Self::Decline => Some(ReasonKind::Decline),
            Self::Refuse => Some(ReasonKind::Refuse),
        }
    }
}

/// An entry of a catalogue. Its id never changes, whatever it is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CatalogueEntry {
    /// A type of appliance.
    Equipment(EquipmentId),
    /// A reason.
    Reason(ReasonId),
}

/// Two entries of one sort of which the first is to become the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Merging {
    /// Types of appliances.
    Types {
        /// Which is to be no more.
        from: EquipmentId,
        /// Which stays.
        into: EquipmentId,
    },
    /// Reasons. Whether both are for the same is known to the database only.
    Reasons {
        /// Which is to be no more.
        from: ReasonId,
        /// Which stays.
        into: ReasonId,
    },
}

impl Merging {
    /// Of two entries; none of a type and a reason.
    #[must_use]
    pub fn of(from: CatalogueEntry, into: CatalogueEntry) -> Option<Self> {
        match (from, into) {
            (CatalogueEntry::Equipment(from), CatalogueEntry::Equipment(into)) => {
                Some(Self::Types { from, into })
            }
            (CatalogueEntry::Reason(from), CatalogueEntry::Reason(into)) => {
                Some(Self::Reasons { from, into })
            }
            _ => None,
        }
    }

    /// Which is to be no more, and which stays.
    #[must_use]
    pub fn entries(self) -> (CatalogueEntry, CatalogueEntry) {
        match self {
            Self::Types { from, into } => (CatalogueEntry::Equipment(from), CatalogueEntry::Equipment(into)),
            Self::Reasons { from, into } => (CatalogueEntry::Reason(from), CatalogueEntry::Reason(into)),
        }
    }
}

/// The name of an entry: 2 to 50 characters with at least one letter, in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntryName(String);

impl EntryName {
    /// A name as typed.
    ///
    /// # Errors
    /// [`TextError`]
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let text = tidy(text);
        match text.chars().count() {
            0..2 => Err(TextError::TooShort { min: 2 }),
            51.. => Err(TextError::TooLong { max: 50 }),
            _ if !text.chars().any(char::is_alphabetic) => Err(TextError::NoLetter),
            _ => Ok(Self(text)),
        }
    }

    /// The name as people read it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether two names are one to whoever reads them: case, spaces and the letter yo do not tell names apart.
#[must_use]
pub fn is_same_name(one: &str, other: &str) -> bool {
    name_key(one) == name_key(other)
}

/// The form in which names are compared: see [`is_same_name`].
#[must_use]
pub fn name_key(name: &str) -> String {
    fold(name)
}

/// A number that tells one alias of a type, as names are compared, from its others, for a button.
#[must_use]
pub fn alias_mark(alias: &str) -> i64 {
    mark(&name_key(alias))
}

/// A reason one can pick from a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefaultReason {
    /// What it is for.
    pub kind: ReasonKind,
    /// A stable name, unique among all reasons.
    pub code: String,
    /// The Russian label.
    pub ru: String,
    /// The English label.
    pub en: String,
    /// Whether it says nothing by itself: who picks it is asked to write the reason.
    #[serde(default)]
    pub needs_text: bool,
}

/// The file `lexicon/reasons.toml`.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Reasons {
    reasons: Vec<DefaultReason>,
}

static EQUIPMENT: LazyLock<Equipment> = LazyLock::new(|| load(lexicon!("equipment")));
static REASONS: LazyLock<Reasons> = LazyLock::new(|| load(lexicon!("reasons")));

/// The ten default types, in the order lists show them (SPEC §9).
#[must_use]
pub fn default_equipment() -> &'static [EquipmentType] {
    &EQUIPMENT.types
}

/// The default reasons of both kinds, in the order lists show them (SPEC §4).
#[must_use]
pub fn default_reasons() -> &'static [DefaultReason] {
    &REASONS.reasons
}

/// The English label of a default type or reason with this Russian one. A catalogue's rows hold the Russian
/// names; one that an admin has renamed has no translation and is shown as it is.
#[must_use]
pub fn english_of(russian_name: &str) -> Option<&'static str> {
    let types = default_equipment().iter().map(|kind| (&kind.ru, &kind.en));
    let reasons = default_reasons().iter().map(|reason| (&reason.ru, &reason.en));
    types.chain(reasons).find(|(ru, _)| *ru == russian_name).map(|(_, en)| en.as_str())
}

/// The code of the default type whose label (in either language), alias or code this is. Case, extra spaces
/// and the dots of the letter yo do not matter.
#[must_use]
pub fn equipment_code_of(text: &str) -> Option<&'static str> {
    let text = fold(text);
    let is = |name: &String| fold(name) == text;
    default_equipment()
        .iter()
        .find(|kind| is(&kind.code) || is(&kind.ru) || is(&kind.en) || kind.aliases.iter().any(is))
        .map(|kind| kind.code.as_str())
}

/// Whether a folded word stands in the names of several types, so that it does not tell one from another.
pub(crate) fn is_generic_word(word: &str) -> bool {
    EQUIPMENT.generic.iter().any(|generic| generic == word)
}
