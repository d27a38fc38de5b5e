//! Decides what happens to an order: a command of a person becomes one event, or is refused (SPEC §2).

use jiff::{SignedDuration, Timestamp, civil::Date};

use super::{
    Action, Basis, Closing, Command, Context, Correction, Details, Event, NewOrder, Order, Reason, Recorded,
    Refusal, RefusalAnswers, RefusalOutcome, Settlement, Status, Visit, Workflow, actions_for,
    acts_for_master, is_eligible, is_own, may, permission::is_possible, target,
};
use crate::{
    actor::Actor,
    ids::{OrderVersion, PersonId, TextId},
    money::Kopecks,
    split::{RatesVersion, SplitInput, split},
    when::promised_range,
};

/// How long a master is left alone after he was reminded that the client waits.
const REMINDER_PAUSE: SignedDuration = SignedDuration::from_mins(10);

/// Creates an order: the office may (SPEC §1). The row is the fold of the one event.
///
/// # Errors
/// [`Refusal::Forbidden`]
pub fn create(new: NewOrder, actor: &Actor, now: Timestamp) -> Result<Recorded, Refusal> {
    if !actor.roles.is_office() {
        return Err(Refusal::Forbidden);
    }
    Ok(Recorded {
        order: new.id,
        version: OrderVersion::FIRST,
        event: Event::Created(new),
        by: actor.person,
        on_behalf_of: None,
        at: now,
    })
}

/// Carries out a command on an order: the one event it leads to, to be applied with [`super::apply`].
///
/// An admin who takes a step of the master acts on the master's behalf. A command is accepted exactly when
/// [`may`] allows its action and its answers pass the guards.
///
/// # Errors
/// [`Refusal`]. Rights come first (a role that never does this, or another master's order), then the state
/// (deleted, done already, not possible), then the answers.
pub fn decide(
    order: &Order,
    command: &Command,
    actor: &Actor,
    context: &Context<'_>,
) -> Result<Recorded, Refusal> {
    let action = command.action();
    check_permission(order, action, actor, context.workflow)?;
    let event = event_of(order, command, context)?;
    Ok(Recorded {
        order: order.id,
        version: order.version.next(),
        event,
        by: actor.person,
        on_behalf_of: if acts_for_master(action, actor, order) { order.master } else { None },
        at: context.now,
    })
}

/// Rights and state.
fn check_permission(order: &Order, action: Action, actor: &Actor, workflow: Workflow) -> Result<(), Refusal> {
    let (from, to) = (order.status, target(action, workflow));
    if !is_eligible(action, actor, order) {
        return Err(Refusal::Forbidden);
    }
    let restores = action == Action::Restore;
    if order.is_deleted() && !restores {
        return Err(Refusal::Deleted);
    }
    if (to == Some(from) && action != Action::Reassign) || (restores && !order.is_deleted()) {
        return Err(Refusal::AlreadyDone(from));
    }
    if may(action, actor, order, workflow) {
        return Ok(());
    }
    let masters_refusal = action == Action::Refuse && from == Status::Assigned && is_own(actor, order);
    if is_possible(action, from, workflow) && !masters_refusal {
        return Err(Refusal::Forbidden);
    }
    let to = to.unwrap_or(from);
    Err(Refusal::NotPossible { from, to, allowed: actions_for(actor, order, workflow) })
}

/// The event of a command that rights and state allow.
fn event_of(order: &Order, command: &Command, context: &Context<'_>) -> Result<Event, Refusal> {
    match command {
        Command::Assign { master } => Ok(Event::Assigned { master: *master }),
        Command::Reassign { master } => reassigned(master_of(order)?, *master),
        Command::Accept => Ok(Event::Accepted),
        Command::Decline { reason } => declined(order, *reason, context.workflow),
        Command::TakeOff => Ok(Event::TakenOff { master: master_of(order)? }),
        Command::ArriveOnSite => Ok(Event::ArrivedOnSite),
        Command::StartLongRepair { promised_on, parts, prepayment } => Ok(Event::LongRepairStarted {
            promised_on: promised(*promised_on, context.today)?,
            parts: *parts,
            prepayment: paid_in_advance(order, *prepayment)?,
        }),
        Command::Close(closing) => {
            settlement(order, closing, context.rates, context.equipment_code).map(Event::Closed)
        }
        Command::Refuse(answers) => refused(order, answers),
        Command::Reopen => Ok(Event::Reopened),
        Command::Edit { to } => edited(order.details(), *to),
        Command::RemindOfClient => reminded(order, context.now),
        Command::Comment { comment, text } => Ok(Event::Commented { comment: *comment, text: *text }),
        Command::Delete { reason } => Ok(Event::Deleted { reason: *reason }),
        Command::Restore { master_left } => Ok(restored(order, *master_left)),
        Command::Reschedule { to, reason } => rescheduled(order.visit, *to, *reason),
        Command::Correct { to, reason } => corrected(order, to, *reason, context),
    }
}

fn edited(from: Details, to: Details) -> Result<Event, Refusal> {
    if from == to { Err(Refusal::NothingChanged) } else { Ok(Event::Edited { from, to }) }
}

/// An order comes back as it was; one whose master left meanwhile comes back as new, also in the strict workflow:
/// whoever leaves has no active orders (SPEC §1), and nobody was there to choose who gets this one.
fn restored(order: &Order, master_left: bool) -> Event {
    match order.master.filter(|_| master_left && !order.status.is_final()) {
        Some(master) => Event::RestoredAsNew { master },
        None => Event::Restored,
    }
}

/// A master is reminded of a waiting client at most once in ten minutes.
fn reminded(order: &Order, now: Timestamp) -> Result<Event, Refusal> {
    let again_at = order.client_waiting_at.map(|last| last.saturating_add(REMINDER_PAUSE));
    match again_at {
        Some(Ok(again_at)) if now < again_at => Err(Refusal::TooSoon { again_at }),
        _ => Ok(Event::ClientWaiting),
    }
}

/// Moving a visit to when it is anyway is nothing that others need to hear of.
fn rescheduled(from: Option<Visit>, to: Visit, reason: Option<TextId>) -> Result<Event, Refusal> {
    if from == Some(to) { Err(Refusal::SameVisit) } else { Ok(Event::Rescheduled { from, to, reason }) }
}

/// The master of an order in a state that has one. An order without is one the guards never let come about.
fn master_of(order: &Order) -> Result<PersonId, Refusal> {
    order.master.ok_or(Refusal::Forbidden)
}

fn reassigned(from: PersonId, to: PersonId) -> Result<Event, Refusal> {
    if from == to { Err(Refusal::SameMaster) } else { Ok(Event::Reassigned { from, to }) }
}

/// Declining makes the order new; in the strict workflow it ends it. A prepayment that is still held then
/// needs an explicit decision, which only refusing asks for.
fn declined(order: &Order, reason: Reason, workflow: Workflow) -> Result<Event, Refusal> {
    let reason = given(reason)?;
    match workflow {
        Workflow::Standard => Ok(Event::Declined { master: master_of(order)?, reason }),
        Workflow::Strict => {
            refused(order, &RefusalAnswers { reason, fee: Kopecks::ZERO, refund_prepayment: None })
        }
    }
}

/// A promise is for tomorrow..+180 days (SPEC §4).
fn promised(on: Date, today: Date) -> Result<Date, Refusal> {
    let (first, last) = promised_range(today);
    if (first..=last).contains(&on) { Ok(on) } else { Err(Refusal::PromisedDateOutOfRange) }
}

/// Money paid in advance comes on top of what is held already.
fn paid_in_advance(order: &Order, prepayment: Kopecks) -> Result<Kopecks, Refusal> {
    let held = order.prepayment.checked_add(prepayment);
    let acceptable = prepayment.is_acceptable() && held.is_some_and(Kopecks::is_acceptable);
    if acceptable { Ok(prepayment) } else { Err(Refusal::AmountOutOfRange) }
}

/// The money of closing this order with these answers: what [`decide`] writes and what a review screen shows
/// before (SPEC §6). `equipment_code` is the order's appliance type, for its rate.
///
/// # Errors
/// [`Refusal::AmountOutOfRange`], [`Refusal::MaterialsExceedTotal`], [`Refusal::PrepaymentExceedsTotal`]
pub fn settlement(
    order: &Order,
    closing: &Closing,
    rates: &RatesVersion,
    equipment_code: &str,
) -> Result<Settlement, Refusal> {
    let Closing { total, materials, payment, review, out_of_city, senior } = *closing;
    if !total.is_acceptable() || materials < Kopecks::ZERO {
        return Err(Refusal::AmountOutOfRange);
    }
    if materials > total {
        return Err(Refusal::MaterialsExceedTotal);
    }
    if order.prepayment > total {
        return Err(Refusal::PrepaymentExceedsTotal);
    }
    let minus = |part: Kopecks| total.checked_sub(part).ok_or(Refusal::AmountOutOfRange);
    let input = SplitInput { net: minus(materials)?, equipment_code, senior, out_of_city, review };
    let breakdown = split(&input, &rates.rates);
    let collected = minus(order.prepayment)?;
    let basis = Some(Basis { rates: rates.id, equipment: equipment_code.to_owned(), senior });
    Ok(Settlement { total, materials, payment, review, out_of_city, collected, breakdown, basis })
}

/// The money of a closed order with these figures in place of its own: what [`decide`] writes and what a review
/// screen shows before (SPEC §6). Whether the master was a senior one is as it was at closing; `rates` and
/// `equipment_code` are those of [`Settlement::basis`].
///
/// # Errors
/// As [`settlement`]; [`Refusal::Forbidden`] for an order without money.
pub fn correction(
    order: &Order,
    to: &Correction,
    rates: &RatesVersion,
    equipment_code: &str,
) -> Result<Settlement, Refusal> {
    let senior = order.settlement.as_ref().ok_or(Refusal::Forbidden)?.was_senior();
    let Correction { total, materials, payment, review, out_of_city } = *to;
    let closing = Closing { total, materials, payment, review, out_of_city, senior };
    settlement(order, &closing, rates, equipment_code)
}

fn corrected(
    order: &Order,
    to: &Correction,
    reason: TextId,
    context: &Context<'_>,
) -> Result<Event, Refusal> {
    let from = order.settlement.as_ref().ok_or(Refusal::Forbidden)?;
    if *to == from.figures() {
        return Err(Refusal::NothingChanged);
    }
    let to = correction(order, to, context.rates, context.equipment_code)?;
    Ok(Event::Corrected { from: Box::new(from.clone()), to: Box::new(to), reason })
}

fn refused(order: &Order, answers: &RefusalAnswers) -> Result<Event, Refusal> {
    let reason = given(answers.reason)?;
    if !answers.fee.is_acceptable() {
        return Err(Refusal::AmountOutOfRange);
    }
    let refunded = match answers.refund_prepayment {
        _ if order.prepayment.is_zero() => Kopecks::ZERO,
        Some(true) => order.prepayment,
        Some(false) => Kopecks::ZERO,
        None => return Err(Refusal::PrepaymentUndecided),
    };
    Ok(Event::Refused { reason, outcome: RefusalOutcome { fee: answers.fee, refunded } })
}

/// A reason that says something: picked, written, or both.
fn given(reason: Reason) -> Result<Reason, Refusal> {
    if reason.picked.is_none() && reason.text.is_none() { Err(Refusal::ReasonMissing) } else { Ok(reason) }
}
