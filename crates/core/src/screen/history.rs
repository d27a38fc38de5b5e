//! Screens of an order's timeline, of the audit trail and of the catalogues.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    audit::{AuditFilter, TrailCursor},
    catalogue::{CatalogueEntry, CatalogueKind, Merging},
    ids::{ClientId, OrderId, OrderVersion, PersonId},
    report::Report,
};

/// One page as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "part", rename_all = "snake_case")]
pub enum HistoryScreen {
    /// A page of an order's timeline.
    Timeline {
        /// Which order.
        order: OrderId,
        /// The newest event on the page; `None` is the last one there is.
        upto: Option<OrderVersion>,
    },
    /// The order as it was after this event.
    AsItWas {
        /// Which order.
        order: OrderId,
        /// Which event.
        version: OrderVersion,
    },
    /// A page of the audit trail.
    Audit {
        /// Which lines.
        filter: AuditFilter,
        /// Since when: the beginning of the filter's period when it was asked.
        since: Option<Timestamp>,
        /// Where the page begins.
        cursor: Option<TrailCursor>,
    },
    /// The topics to choose from.
    AuditTopics {
        /// The lines chosen so far.
        filter: AuditFilter,
    },
    /// The periods to choose from.
    AuditPeriods {
        /// The lines chosen so far.
        filter: AuditFilter,
    },
    /// A page of people to choose from.
    AuditPeople {
        /// The lines chosen so far.
        filter: AuditFilter,
        /// The last person of the page before.
        after: Option<PersonId>,
    },
    /// The catalogues there are.
    Catalogues,
    /// A page of a catalogue.
    Catalogue {
        /// Which.
        kind: CatalogueKind,
        /// Which page; the first is 0.
        page: u32,
    },
    /// One entry of a catalogue.
    Entry {
        /// Which.
        entry: CatalogueEntry,
        /// Whether somebody else changed it before the reader could.
        overtaken: bool,
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
}

/// A file that is made when it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "file", rename_all = "snake_case")]
pub enum Export {
    /// A part of a sealed backup.
    Backup {
        /// The backup's file.
        name: String,
        /// Which part; the first is 1.
        part: u32,
        /// Of how many.
        of: u32,
    },
    /// Lines of the audit trail.
    AuditTrail {
        /// Which lines.
        filter: AuditFilter,
        /// Since when.
        since: Option<Timestamp>,
        /// When it was asked for.
        at: Timestamp,
    },
    /// All that is kept about a client.
    Client {
        /// Who.
        client: ClientId,
        /// When it was asked for.
        at: Timestamp,
    },
    /// A report as an Excel file.
    Report {
        /// Which.
        report: Report,
        /// Whether the same report is sent as text beside it: then there is no file of nothing, and nothing is said of it.
        #[serde(default)]
        beside_text: bool,
    },
    /// A report as a picture.
    Chart {
        /// Which.
        report: Report,
    },
}
