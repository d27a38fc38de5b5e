//! Who is told what about an event: derived, so that no handler can forget or double it.

use serde::{Deserialize, Serialize};

use crate::ids::{OrderId, PersonId};

/// Whom a notice is for. The runner turns it into chats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Recipient {
    /// Every admin and dispatcher except the one who acted.
    OfficeExcept(PersonId),
    /// The one who took the call (falls back to admins when he cannot be reached).
    Creator,
    /// This master: his work group, or privately without one.
    Master(PersonId),
}

/// What a notice says. Rendered from the order when sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// A new order needs a master.
    Created,
    /// A live card with buttons: someone must act.
    Card,
    /// The order went to another master.
    ReassignedAway,
    /// The order was taken off you.
    TakenOff,
    /// The master accepted.
    Accepted,
    /// The master declined; needs a new assignment.
    Declined,
    /// The master is on site.
    OnSite,
    /// Long repair with its promised date.
    LongRepair,
    /// Closed, with the money.
    Closed,
    /// Refused, with the reason.
    Refused,
    /// Opened again.
    Reopened,
    /// An admin acted on your behalf.
    ActedForYou,
}

/// One notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// For whom.
    pub to: Recipient,
    /// What.
    pub kind: NoticeKind,
    /// About which order.
    pub order: OrderId,
    /// Who acted.
    pub by: PersonId,
}
