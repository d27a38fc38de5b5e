//! Events make the order's row. Nothing else writes `status`.

use jiff::Timestamp;

use super::{
    Deletion, Event, LongRepair, NewOrder, Order, Recorded, Settlement, Status, warranty::warranty_until,
};
use crate::{
    ids::{OrderId, OrderVersion, PersonId},
    money::Kopecks,
};

/// The order after an event. The event is a fact: it is not judged here, [`super::decide`] did that.
///
/// What outlives what: a prepayment stays with the order until it is refunded, through taking off,
/// reassigning, refusing and reopening. A promise of a long repair lives as long as the state DR and stays as
/// a record on the closed or refused order; arriving on site, taking off and reassigning clear it. A second
/// arrival moves `onsite_at`. Giving the order to another master begins ASSIGNED anew, so it moves
/// `status_changed_at` too. What the office changes, a moved visit, a reminder, a comment, a deletion and its end, a correction
/// of the money move no stage.
#[must_use]
pub fn apply(order: &Order, recorded: &Recorded) -> Order {
    let at = recorded.at;
    let mut next = order.clone();
    next.version = recorded.version;
    match &recorded.event {
        Event::Created(new) => return opened(new, recorded),
        Event::Assigned { master } | Event::Reassigned { to: master, .. } => give(&mut next, *master, at),
        Event::Accepted => {
            enter(&mut next, Status::Accepted, at);
            next.accepted_at = Some(at);
        }
        Event::Declined { reason, .. } => {
            take_back(&mut next, at);
            next.reason = Some(*reason);
        }
        Event::TakenOff { .. } => take_back(&mut next, at),
        Event::ArrivedOnSite => {
            enter(&mut next, Status::Onsite, at);
            next.onsite_at = Some(at);
            next.long_repair = None;
        }
        Event::LongRepairStarted { promised_on, parts, prepayment } => {
            enter(&mut next, Status::LongRepair, at);
            next.long_repair = Some(LongRepair { promised_on: *promised_on, parts: *parts });
            next.prepayment = next.prepayment.plus(*prepayment);
        }
        Event::Closed(settlement) => settle(&mut next, settlement, at),
        Event::Refused { reason, outcome } => {
            enter(&mut next, Status::Refused, at);
            next.reason = Some(*reason);
            next.refusal = Some(*outcome);
            next.prepayment = next.prepayment.minus(outcome.refunded);
        }
        Event::Reopened => {
            take_back(&mut next, at);
            next.reason = None;
            next.refusal = None;
        }
        Event::Edited { to, .. } => next.say(to),
        Event::ClientWaiting => next.client_waiting_at = Some(at),
        Event::Commented { .. } => next.comments = next.comments.saturating_add(1),
        Event::Deleted { reason } => next.deletion = Some(Deletion { at, reason: *reason }),
        Event::Restored => next.deletion = None,
        Event::RestoredAsNew { .. } => {
            take_back(&mut next, at);
            next.deletion = None;
        }
        Event::Rescheduled { to, .. } => {
            next.visit = Some(*to);
            next.reschedules = next.reschedules.saturating_add(1);
            next.last_rescheduled_at = Some(at);
        }
        Event::Corrected { to, .. } => next.settlement = Some((**to).clone()),
    }
    next
}

/// A new order, from its first event.
fn opened(new: &NewOrder, recorded: &Recorded) -> Order {
    Order {
        id: new.id,
        version: recorded.version,
        status: Status::New,
        branch: new.branch,
        kind: new.kind,
        parent: new.parent,
        equipment: new.equipment,
        client: new.client,
        phone: new.phone,
        address: new.address,
        problem: new.problem,
        notes: new.notes,
        visit: new.visit,
        master: None,
        created_by: recorded.by,
        created_at: recorded.at,
        assigned_at: None,
        accepted_at: None,
        onsite_at: None,
        closed_at: None,
        warranty_until: None,
        status_changed_at: recorded.at,
        long_repair: None,
        prepayment: Kopecks::ZERO,
        reason: None,
        refusal: None,
        settlement: None,
        client_waiting_at: None,
        comments: 0,
        deletion: None,
        reschedules: 0,
        last_rescheduled_at: None,
    }
}

/// The only assignment to `status` of an order that exists.
fn enter(order: &mut Order, status: Status, at: Timestamp) {
    order.status = status;
    order.status_changed_at = at;
}

/// A master gets the order, with none of the former one's stages.
fn give(order: &mut Order, master: PersonId, at: Timestamp) {
    clear_stages(order);
    enter(order, Status::Assigned, at);
    order.master = Some(master);
    order.assigned_at = Some(at);
}

/// The order is new again, without a master.
fn take_back(order: &mut Order, at: Timestamp) {
    clear_stages(order);
    enter(order, Status::New, at);
    order.master = None;
}

fn clear_stages(order: &mut Order) {
    order.assigned_at = None;
    order.accepted_at = None;
    order.onsite_at = None;
    order.closed_at = None;
    order.long_repair = None;
    order.client_waiting_at = None;
}

fn settle(order: &mut Order, settlement: &Settlement, at: Timestamp) {
    enter(order, Status::Closed, at);
    order.closed_at = Some(at);
    order.warranty_until = Some(warranty_until(at));
    order.settlement = Some(settlement.clone());
}

/// Why events do not make an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FoldError {
    /// No events.
    #[error("no events")]
    Empty,
    /// The first event is not a creation.
    #[error("the first event is not a creation")]
    NotCreated,
    /// A creation in the middle.
    #[error("created again at version {at}")]
    CreatedAgain {
        /// The version of the second creation.
        at: OrderVersion,
    },
    /// An event of another order.
    #[error("an event of order {found} among those of order {expected}")]
    WrongOrder {
        /// Whose events these are.
        expected: OrderId,
        /// Whose event is among them.
        found: OrderId,
    },
    /// A version is missing or repeated.
    #[error("version {expected} expected, {found} found")]
    WrongVersion {
        /// The version that should have come.
        expected: OrderVersion,
        /// The version that came.
        found: OrderVersion,
    },
}

/// Rebuilds an order from all of its events, oldest first.
///
/// # Errors
/// [`FoldError`] when they are not the complete history of one order.
pub fn fold<'a>(events: impl IntoIterator<Item = &'a Recorded>) -> Result<Order, FoldError> {
    let mut events = events.into_iter();
    let first = events.next().ok_or(FoldError::Empty)?;
    let Event::Created(new) = &first.event else {
        return Err(FoldError::NotCreated);
    };
    check(first, new.id, OrderVersion::FIRST)?;
    events.try_fold(opened(new, first), |order, recorded| {
        check(recorded, order.id, order.version.next())?;
        match recorded.event {
            Event::Created(_) => Err(FoldError::CreatedAgain { at: recorded.version }),
            _ => Ok(apply(&order, recorded)),
        }
    })
}

/// Whether an event is the one that had to come.
fn check(recorded: &Recorded, order: OrderId, version: OrderVersion) -> Result<(), FoldError> {
    if recorded.order != order {
        return Err(FoldError::WrongOrder { expected: order, found: recorded.order });
    }
    if recorded.version != version {
        return Err(FoldError::WrongVersion { expected: version, found: recorded.version });
    }
    Ok(())
}
