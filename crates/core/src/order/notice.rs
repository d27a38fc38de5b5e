//! Who is told what about an event: derived, so that no handler can forget or double it.

use serde::{Deserialize, Serialize};

use super::{Event, Order, Recorded};
use crate::ids::{OrderId, OrderVersion, PersonId, TextId};

/// Whom a notice is for. The runner turns it into chats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Recipient {
    /// Every admin and dispatcher except the one who acted.
    OfficeExcept(PersonId),
    /// Every admin except the one who acted.
    AdminsExcept(PersonId),
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
    /// The office changed what the order says.
    Edited,
    /// The client called and waits.
    ClientWaiting,
    /// Somebody said something about the order.
    Commented {
        /// What.
        text: TextId,
    },
    /// The order was deleted.
    Deleted,
    /// It was brought back.
    Restored,
    /// It was brought back without its master, who had left; needs a new assignment.
    RestoredAsNew,
    /// The visit was moved to another time.
    Rescheduled,
    /// An admin corrected the money of the closed order.
    Corrected,
    /// The office moved the visit of an order that is yours.
    VisitMoved,
}

impl NoticeKind {
    /// Whether the recipient must act, so that a new live card comes with it (SPEC §4).
    #[must_use]
    pub fn calls_to_act(self) -> bool {
        matches!(self, Self::Card | Self::Edited | Self::ClientWaiting | Self::VisitMoved)
    }
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
    /// The version of the order with the event it tells of: that has both sides of what was changed. Zero in what former
    /// builds left, which is told from the order as it is.
    #[serde(default = "unknown")]
    pub version: OrderVersion,
}

fn unknown() -> OrderVersion {
    OrderVersion(0)
}

/// Who is told about an event (SPEC §2-4).
///
/// `after` is the order with the event applied; `before` is the order without it (`None` for a creation).
/// Whoever acted is not told what he did, except that a master always gets the card of an order that is now
/// his. No recipient is named twice, and a creator who is also the master gets the master's notice only. The
/// office may overlap with a named master: who resolves recipients into persons drops those repetitions.
#[must_use]
pub fn notices(before: Option<&Order>, after: &Order, recorded: &Recorded) -> Vec<Notice> {
    let mut told = Told { list: Vec::new(), recorded, creator: after.created_by };
    if let Some(master) = recorded.on_behalf_of {
        told.master(master, NoticeKind::ActedForYou);
    }
    match &recorded.event {
        Event::Created(_) => told.office(NoticeKind::Created),
        Event::Assigned { master } => told.add(Recipient::Master(*master), NoticeKind::Card),
        Event::Reassigned { from, to } => {
            told.add(Recipient::Master(*to), NoticeKind::Card);
            told.master(*from, NoticeKind::ReassignedAway);
        }
        Event::Accepted => told.creator(NoticeKind::Accepted),
        Event::Declined { .. } => told.office(NoticeKind::Declined),
        Event::TakenOff { master } => told.master(*master, NoticeKind::TakenOff),
        Event::ArrivedOnSite => told.creator(NoticeKind::OnSite),
        Event::LongRepairStarted { .. } => told.creator(NoticeKind::LongRepair),
        Event::Closed(_) => told.office(NoticeKind::Closed),
        Event::Refused { outcome, .. } => {
            if let Some(master) = before.unwrap_or(after).master {
                told.master(master, NoticeKind::Refused);
            }
            told.creator(NoticeKind::Refused);
            // Money stays with the company, as after a closing.
            if !outcome.fee.is_zero() || !after.prepayment.is_zero() {
                told.add(Recipient::AdminsExcept(recorded.by), NoticeKind::Refused);
            }
        }
        Event::Reopened => told.office(NoticeKind::Reopened),
        Event::Edited { .. } => told.its_master(after, NoticeKind::Edited),
        Event::ClientWaiting => told.its_master(after, NoticeKind::ClientWaiting),
        Event::Commented { text, .. } => {
            let kind = NoticeKind::Commented { text: *text };
            if after.master == Some(recorded.by) { told.creator(kind) } else { told.its_master(after, kind) }
        }
        Event::Deleted { .. } => {
            told.its_master(after, NoticeKind::Deleted);
            told.creator(NoticeKind::Deleted);
        }
        Event::Restored => {
            let kind = if after.status.is_final() { NoticeKind::Restored } else { NoticeKind::Card };
            told.its_master(after, kind);
            told.creator(NoticeKind::Restored);
        }
        Event::RestoredAsNew { .. } => told.office(NoticeKind::RestoredAsNew),
        Event::Corrected { .. } => {
            told.its_master(after, NoticeKind::Corrected);
            told.office(NoticeKind::Corrected);
        }
        Event::Rescheduled { .. } => {
            told.its_master(after, NoticeKind::VisitMoved);
            told.creator(NoticeKind::Rescheduled);
        }
    }
    told.list
}

/// The notices about one event so far.
struct Told<'a> {
    list: Vec<Notice>,
    recorded: &'a Recorded,
    creator: PersonId,
}

impl Told<'_> {
    /// Tells the recipient, unless he has been told something already.
    fn add(&mut self, to: Recipient, kind: NoticeKind) {
        if self.list.iter().all(|notice| notice.to != to) {
            let Recorded { order, by, version, .. } = *self.recorded;
            self.list.push(Notice { to, kind, order, by, version });
        }
    }

    /// Tells a master what someone else did.
    fn master(&mut self, master: PersonId, kind: NoticeKind) {
        if master != self.recorded.by {
            self.add(Recipient::Master(master), kind);
        }
    }

    /// Tells the order's master, if it has one, what someone else did.
    fn its_master(&mut self, order: &Order, kind: NoticeKind) {
        if let Some(master) = order.master {
            self.master(master, kind);
        }
    }

    /// Tells the one who took the call what someone else did.
    fn creator(&mut self, kind: NoticeKind) {
        let told_as_master = self.list.iter().any(|notice| notice.to == Recipient::Master(self.creator));
        if self.creator != self.recorded.by && !told_as_master {
            self.add(Recipient::Creator, kind);
        }
    }

    /// Tells the rest of the office.
    fn office(&mut self, kind: NoticeKind) {
        self.add(Recipient::OfficeExcept(self.recorded.by), kind);
    }
}
