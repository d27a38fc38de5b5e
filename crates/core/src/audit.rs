//! The audit trail (SPEC §7): what is worth knowing later and is no event of an order, and the questions an
//! admin asks of both.

mod client_note;
mod denied;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use client_note::ClientNote;
pub use denied::Denied;

use crate::{
    actor::Role,
    catalogue::CatalogueEntry,
    ids::{ApplicationId, ChatId, ClientId, EquipmentId, OrderId, PersonId, RatesId, ReasonId},
    money::Kopecks,
    rates::RateChange,
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
    /// A link was made with which somebody takes a master's place.
    InvitationCreated {
        /// Whose place.
        person: PersonId,
    },
    /// The link leads nowhere any more.
    InvitationRevoked {
        /// Whose place.
        person: PersonId,
    },
    /// Somebody took a place with a link.
    InvitationUsed {
        /// Whose place.
        person: PersonId,
        /// As what.
        role: Role,
    },
    /// A person got another name.
    PersonRenamed {
        /// Who.
        person: PersonId,
    },
    /// A person got another phone.
    PersonPhoneChanged {
        /// Who.
        person: PersonId,
    },
    /// What a master repairs was changed.
    PersonSpecializationChanged {
        /// Who.
        person: PersonId,
    },
    /// A person does not work here any more.
    PersonDeactivated {
        /// Who.
        person: PersonId,
        /// Who got his active orders; nobody when they became new again.
        heir: Option<PersonId>,
        /// His active orders.
        orders: Vec<OrderId>,
    },
    /// A person is no master any more, and had active orders.
    MasterLeft {
        /// Who.
        person: PersonId,
        /// Who got his active orders; nobody when they became new again.
        heir: Option<PersonId>,
        /// His active orders.
        orders: Vec<OrderId>,
    },
    /// A person works here again.
    PersonReactivated {
        /// Who.
        person: PersonId,
    },
    /// Somebody applied to become a master.
    ApplicationSent {
        /// The application.
        application: ApplicationId,
    },
    /// An application to become a master was approved.
    ApplicationApproved {
        /// The application.
        application: ApplicationId,
        /// Who had applied.
        person: PersonId,
    },
    /// An application to become a master was rejected.
    ApplicationRejected {
        /// The application.
        application: ApplicationId,
        /// Who had applied.
        person: PersonId,
    },
    /// A master's work group was chosen.
    WorkGroupSet {
        /// Whose.
        person: PersonId,
        /// Which.
        chat: ChatId,
    },
    /// What is kept about a client was changed.
    ClientChanged {
        /// Which.
        client: ClientId,
        /// What.
        what: ClientNote,
    },
    /// All that is kept about a client was taken out as a file.
    ClientExported {
        /// Which.
        client: ClientId,
    },
    /// What was kept about a client was erased.
    ClientErased {
        /// Which.
        client: ClientId,
        /// How many orders of his stay, without his data.
        orders: u32,
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
    /// A reason became another one.
    ReasonsMerged {
        /// Which is no more.
        from: ReasonId,
        /// Which stays.
        into: ReasonId,
        /// What the former was called.
        from_name: String,
        /// What the latter is called.
        into_name: String,
    },
    /// Other rates were entered.
    RatesChanged {
        /// The version they are.
        version: RatesId,
        /// From when it holds.
        valid_from: Timestamp,
        /// What differs from the version before.
        changes: Vec<RateChange>,
    },
    /// A version of the rates was withdrawn before it came into force.
    RatesWithdrawn {
        /// Which.
        version: RatesId,
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
            Self::InvitationCreated { .. } => "invitation_created",
            Self::InvitationRevoked { .. } => "invitation_revoked",
            Self::InvitationUsed { .. } => "invitation_used",
            Self::PersonRenamed { .. } => "person_renamed",
            Self::PersonPhoneChanged { .. } => "person_phone_changed",
            Self::PersonSpecializationChanged { .. } => "person_specialization_changed",
            Self::MasterLeft { .. } => "master_left",
            Self::PersonDeactivated { .. } => "person_deactivated",
            Self::PersonReactivated { .. } => "person_reactivated",
            Self::ApplicationSent { .. } => "application_sent",
            Self::ApplicationApproved { .. } => "application_approved",
            Self::ApplicationRejected { .. } => "application_rejected",
            Self::WorkGroupSet { .. } => "work_group_set",
            Self::ClientChanged { .. } => "client_changed",
            Self::ClientExported { .. } => "client_exported",
            Self::ClientErased { .. } => "client_erased",
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
            Self::ReasonsMerged { .. } => "reasons_merged",
            Self::RatesChanged { .. } => "rates_changed",
            Self::RatesWithdrawn { .. } => "rates_withdrawn",
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
