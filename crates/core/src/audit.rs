//! The audit trail (SPEC §7): what is worth knowing later and is no event of an order, and the questions an
//! admin asks of both.

use serde::{Deserialize, Serialize};

use crate::{
    actor::Role,
    catalogue::CatalogueEntry,
    ids::{EquipmentId, OrderId, PersonId},
    money::Kopecks,
};

/// One thing that was done to the company itself. It holds ids and names of catalogue entries, never personal
/// data: the trail outlives an erasure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Audited {
    /// A master was added by an admin.
    MasterAdded {
        /// Who.
        person: PersonId,
    },
    /// A person got a role.
    RoleGranted {
        /// Who.
        person: PersonId,
        /// Which.
        role: Role,
    },
    /// A person lost a role.
    RoleRevoked {
        /// Who.
        person: PersonId,
        /// Which.
        role: Role,
    },
    /// A person's name, phone or specialization was changed.
    PersonChanged {
        /// Who.
        person: PersonId,
    },
    /// A person does not work here any more.
    PersonDeactivated {
        /// Who.
        person: PersonId,
    },
    /// A person works here again.
    PersonReactivated {
        /// Who.
        person: PersonId,
    },
    /// An application to become a master was approved.
    ApplicationApproved {
        /// Who had applied.
        person: PersonId,
    },
    /// An application to become a master was rejected.
    ApplicationRejected {
        /// Who had applied.
        person: PersonId,
    },
    /// A master's work group was chosen.
    WorkGroupSet {
        /// Whose.
        person: PersonId,
    },
    /// A setting of the company was changed.
    SettingChanged {
        /// Its name in the code.
        name: String,
        /// What it was.
        from: String,
        /// What it is now.
        to: String,
    },
    /// An entry came into a catalogue.
    EntryAdded {
        /// Which.
        entry: CatalogueEntry,
        /// What it is called.
        name: String,
    },
    /// An entry of a catalogue got another name.
    EntryRenamed {
        /// Which.
        entry: CatalogueEntry,
        /// What it was called.
        from: String,
        /// What it is called now.
        to: String,
    },
    /// An entry of a catalogue got an English name, or lost it.
    EntryTranslated {
        /// Which.
        entry: CatalogueEntry,
        /// The Russian name.
        name: String,
        /// The English name; `None` when it was taken away.
        english: Option<String>,
    },
    /// An entry is not offered any more.
    EntryHidden {
        /// Which.
        entry: CatalogueEntry,
        /// What it is called.
        name: String,
    },
    /// An entry is offered again.
    EntryShown {
        /// Which.
        entry: CatalogueEntry,
        /// What it is called.
        name: String,
    },
    /// An entry moved in its list.
    EntryMoved {
        /// Which.
        entry: CatalogueEntry,
        /// What it is called.
        name: String,
    },
    /// A type of appliance got another way people write it.
    AliasAdded {
        /// Which type.
        equipment: EquipmentId,
        /// What the type is called.
        name: String,
        /// The other name.
        alias: String,
    },
    /// A type of appliance lost one of the ways people write it.
    AliasRemoved {
        /// Which type.
        equipment: EquipmentId,
        /// What the type is called.
        name: String,
        /// The other name.
        alias: String,
    },
    /// A type of appliance became another one.
    TypesMerged {
        /// Which is no more.
        from: EquipmentId,
        /// Which stays.
        into: EquipmentId,
        /// What the former was called.
        from_name: String,
        /// What the latter is called.
        into_name: String,
    },
    /// The trail was taken out as a file.
    TrailExported,
    /// A master's hand-in was confirmed.
    HandInConfirmed {
        /// Whose.
        person: PersonId,
        /// How much the office got.
        amount: Kopecks,
    },
    /// A master's hand-in was rejected.
    HandInRejected {
        /// Whose.
        person: PersonId,
    },
    /// The office got money from a master without being asked.
    MoneyReceived {
        /// From whom.
        person: PersonId,
        /// How much.
        amount: Kopecks,
    },
    /// The office paid a master what the company owed him.
    MoneyPaidOut {
        /// To whom.
        person: PersonId,
        /// How much.
        amount: Kopecks,
    },
    /// A master's balance was set right.
    BalanceAdjusted {
        /// Whose.
        person: PersonId,
        /// By how much; positive when he owes more.
        amount: Kopecks,
    },
}

impl Audited {
    /// A stable name: what the trail stores, and the key of the text people read.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::MasterAdded { .. } => "master_added",
            Self::RoleGranted { .. } => "role_granted",
            Self::RoleRevoked { .. } => "role_revoked",
            Self::PersonChanged { .. } => "person_changed",
            Self::PersonDeactivated { .. } => "person_deactivated",
            Self::PersonReactivated { .. } => "person_reactivated",
            Self::ApplicationApproved { .. } => "application_approved",
            Self::ApplicationRejected { .. } => "application_rejected",
            Self::WorkGroupSet { .. } => "work_group_set",
            Self::SettingChanged { .. } => "setting_changed",
            Self::EntryAdded { .. } => "entry_added",
            Self::EntryRenamed { .. } => "entry_renamed",
            Self::EntryTranslated { .. } => "entry_translated",
            Self::EntryHidden { .. } => "entry_hidden",
            Self::EntryShown { .. } => "entry_shown",
            Self::EntryMoved { .. } => "entry_moved",
            Self::AliasAdded { .. } => "alias_added",
            Self::AliasRemoved { .. } => "alias_removed",
            Self::TypesMerged { .. } => "types_merged",
            Self::TrailExported => "trail_exported",
            Self::HandInConfirmed { .. } => "hand_in_confirmed",
            Self::HandInRejected { .. } => "hand_in_rejected",
            Self::MoneyReceived { .. } => "money_received",
            Self::MoneyPaidOut { .. } => "money_paid_out",
            Self::BalanceAdjusted { .. } => "balance_adjusted",
        }
    }
}

/// What the trail can be narrowed down to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Everything.
    #[default]
    All,
    /// Everything that happened to orders.
    Orders,
    /// Orders taken, given to masters and taken back.
    Assigning,
    /// The masters' steps.
    Work,
    /// How orders ended, with money.
    Endings,
    /// Edits, new times, comments, deletions.
    Changes,
    /// Refused access.
    Denied,
    /// People and their roles.
    People,
    /// Catalogues, settings, files taken out.
    Company,
}

impl Topic {
    /// Every topic, in the order a list shows them.
    pub const ALL: [Self; 9] = [
        Self::All,
        Self::Orders,
        Self::Assigning,
        Self::Work,
        Self::Endings,
        Self::Changes,
        Self::Denied,
        Self::People,
        Self::Company,
    ];

    /// A stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Orders => "orders",
            Self::Assigning => "assigning",
            Self::Work => "work",
            Self::Endings => "endings",
            Self::Changes => "changes",
            Self::Denied => "denied",
            Self::People => "people",
            Self::Company => "company",
        }
    }
}

/// How far back the trail is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// To the very beginning.
    #[default]
    All,
    /// Since midnight.
    Today,
    /// Today and the six days before.
    Week,
    /// Today and the twenty-nine days before.
    Month,
}

impl Period {
    /// Every period, in the order a list shows them.
    pub const ALL: [Self; 4] = [Self::Today, Self::Week, Self::Month, Self::All];

    /// A stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Today => "today",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// How many days before today it begins; `None` when it has no beginning.
    #[must_use]
    pub fn days_back(self) -> Option<i64> {
        match self {
            Self::All => None,
            Self::Today => Some(0),
            Self::Week => Some(6),
            Self::Month => Some(29),
        }
    }
}

/// Which lines of the trail are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub struct AuditFilter {
    /// Only what this person did.
    pub person: Option<PersonId>,
    /// Only about this order.
    pub order: Option<OrderId>,
    /// Only about this.
    pub topic: Topic,
    /// Only since then.
    pub period: Period,
}

/// Where a page of the trail begins: newest first, so everything on it is not younger than `at`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TrailCursor {
    /// The instant, in Unix milliseconds, of the last line of the page before.
    pub at: i64,
    /// How many lines of that same instant have been shown.
    pub skip: u32,
}
