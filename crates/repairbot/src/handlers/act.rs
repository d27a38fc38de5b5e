//! A button of an order's card: done at once, or the dialogue it needs is opened.

use repairbot_core::{
    audit::Denied,
    dialogue::{CloseOrder, Dialogue, GiveReason, LongRepairForm, Reschedule},
    ids::{OrderId, OrderVersion},
    order::{
        Action, Command, Context, Event, Order, Refusal, Status, Workflow, actions_for, decide, is_eligible,
        may, may_see, target,
    },
    screen::{Screen, Toast},
    settings::Amount,
    split::RatesVersion,
};

use super::{Request, assign, correct_order, deleted, dialogue, edit_order, record, remark};
use crate::{
    fault::Fault,
    outcome::Outcome,
    store::{orders, people, rates, settings},
};

/// A press on a card.
///
/// # Errors
/// The database could not be read or written.
pub async fn pressed(
    rq: &Request<'_>,
    id: OrderId,
    version: OrderVersion,
    action: Action,
) -> Result<Outcome, Fault> {
    let order = match find(rq, id).await? {
        Ok(order) => order,
        Err(refused) => return Ok(refused),
    };
    if order.is_deleted() && action != Action::Restore {
        return Ok(gone(rq, &order));
    }
    if is_stale(rq, &order, version).await? {
        return overtaken(rq, &order, action).await;
    }
    if !may(action, &rq.actor, &order, rq.company.workflow) {
        return refused(rq, &order, action).await;
    }
    match action {
        Action::Accept => at_once(rq, &order, Command::Accept, action).await,
        Action::ArriveOnSite => at_once(rq, &order, Command::ArriveOnSite, action).await,
        Action::TakeOff => at_once(rq, &order, Command::TakeOff, action).await,
        Action::Reopen => at_once(rq, &order, Command::Reopen, action).await,
        Action::ClientWaiting => at_once(rq, &order, Command::RemindOfClient, action).await,
        Action::Restore => deleted::restore(rq, &order).await,
        Action::Edit => edit_order::begin(rq, &order).await,
        Action::Correct => correct_order::begin(rq, &order).await,
        Action::Comment => remark::comment(rq, &order).await,
        Action::Delete => remark::delete(rq, &order).await,
        Action::Assign | Action::Reassign => assign::choose(rq, &order).await,
        Action::Decline => dialogue::start(rq, Dialogue::GiveReason(GiveReason::decline(id))).await,
        Action::Refuse => {
            let on_site = matches!(order.status, Status::Onsite | Status::LongRepair);
            let form = GiveReason::refuse(id, order.prepayment, on_site);
            dialogue::start(rq, Dialogue::GiveReason(form)).await
        }
        Action::Reschedule => dialogue::start(rq, Dialogue::Reschedule(Reschedule::new(id))).await,
        Action::StartLongRepair => {
            let form = LongRepairForm::new(id, rq.company.day(rq.now));
            dialogue::start(rq, Dialogue::LongRepair(form)).await
        }
        Action::Close => {
            let refusal_up_to = match rq.company.workflow {
                Workflow::Standard => Some(settings::load(rq.tx).await?.amount(Amount::RefusalQuestionUpTo)),
                Workflow::Strict => None,
            };
            let form = CloseOrder::new(id, order.prepayment, refusal_up_to);
            dialogue::start(rq, Dialogue::CloseOrder(form)).await
        }
    }
}

/// The order, locked, if this person may act on it from this chat; otherwise what to answer.
///
/// # Errors
/// The database could not be read.
pub async fn reach(rq: &Request<'_>, id: OrderId) -> Result<Result<Order, Outcome>, Fault> {
    Ok(find(rq, id)
        .await?
        .and_then(|order| if order.is_deleted() { Err(gone(rq, &order)) } else { Ok(order) }))
}

/// A deleted order: said as an alert, and what was pressed says so, too, without buttons that work.
fn gone(rq: &Request<'_>, order: &Order) -> Outcome {
    rq.show(Screen::Card { order: order.id }).with_toast(Toast::OrderDeleted)
}

/// Whether the card or the list was drawn before something its buttons depend on. A comment is nothing of the kind:
/// who presses while another one writes is not sent back.
///
/// # Errors
/// The database could not be read.
pub async fn is_stale(rq: &Request<'_>, order: &Order, seen: OrderVersion) -> Result<bool, Fault> {
    if order.version == seen {
        return Ok(false);
    }
    Ok(seen > order.version || orders::changed_since(rq.tx, order.id, seen).await?)
}

/// The order, locked, deleted or not, if this person may reach it from this chat; otherwise what to answer.
///
/// # Errors
/// The database could not be read.
pub async fn find(rq: &Request<'_>, id: OrderId) -> Result<Result<Order, Outcome>, Fault> {
    let Some(order) = orders::lock(rq.tx, id).await? else {
        return Ok(Err(rq.answer(Toast::OrderNotFound, Screen::OrderNotFound)));
    };
    if !may_see(&rq.actor, &order) {
        let answer = rq.no_access(Denied::Order).await?;
        return Ok(Err(if rq.in_group() { answer.with_toast(Toast::NotYours) } else { answer }));
    }
    if rq.in_group() && !is_group_of_order(rq, &order).await? {
        // A card left in the group of a former master: nothing can be done from there.
        return Ok(Err(rq.answer(Toast::NotYours, Screen::OrderNotFound)));
    }
    Ok(Ok(order))
}

/// Whether the update came from the work group of the order's master.
async fn is_group_of_order(rq: &Request<'_>, order: &Order) -> Result<bool, Fault> {
    let owner = people::master_of_chat(rq.tx, rq.chat()).await?;
    Ok(owner.is_some_and(|owner| order.master == Some(owner.id)))
}

/// Decides and records; the presser's card and toast say what came of it.
///
/// # Errors
/// The database could not be read or written.
pub async fn at_once(
    rq: &Request<'_>,
    order: &Order,
    command: Command,
    action: Action,
) -> Result<Outcome, Fault> {
    match decided(rq, order, &command).await? {
        Ok(recorded) => {
            let (card, told) = record::happened_here(rq, order, &recorded).await?;
            let as_new = matches!(recorded.event, Event::RestoredAsNew { .. });
            let unheard = action == Action::ClientWaiting && record::is_unheard(&told);
            let toast = match action {
                _ if as_new => Toast::RestoredAsNew,
                _ if unheard => Toast::MasterNotTold,
                _ => Toast::Done(action),
            };
            Ok(told.and(card).with_toast(toast))
        }
        Err(Refusal::TooSoon { again_at }) => {
            let seconds = again_at.duration_since(rq.now).as_secs();
            Ok(Outcome::toast(Toast::RemindedAlready { minutes: (seconds + 59) / 60 }))
        }
        Err(_) => refused(rq, order, action).await,
    }
}

/// Asks `core` with the snapshot it needs.
///
/// # Errors
/// The database could not be read.
pub async fn decided(
    rq: &Request<'_>,
    order: &Order,
    command: &Command,
) -> Result<Result<repairbot_core::order::Recorded, Refusal>, Fault> {
    let (rates, equipment_code) = match command {
        Command::Close(_) => rates::for_closing(rq.tx, order, rq.now).await?,
        Command::Correct { .. } => rates::at_closing(rq.tx, order).await?,
        _ => (RatesVersion::none(), String::new()),
    };
    let context = Context {
        now: rq.now,
        today: rq.company.day(rq.now),
        workflow: rq.company.workflow,
        rates: &rates,
        equipment_code: &equipment_code,
    };
    Ok(decide(order, command, &rq.actor, &context))
}

/// A press on a card drawn for another version: nothing changes, the card becomes fresh.
pub async fn overtaken(rq: &Request<'_>, order: &Order, action: Action) -> Result<Outcome, Fault> {
    let toast = if target(action, rq.company.workflow) == Some(order.status) {
        Toast::AlreadyDone(order.status)
    } else {
        Toast::Changed(order.status)
    };
    Ok(record::show_card_here(rq, order.id).await?.with_toast(toast))
}

/// A press that this person, or this state, does not allow: the answer says which.
async fn refused(rq: &Request<'_>, order: &Order, action: Action) -> Result<Outcome, Fault> {
    let card = record::show_card_here(rq, order.id).await?;
    if is_eligible(action, &rq.actor, order) {
        return Ok(card.with_toast(not_possible(rq, order)));
    }
    Ok(card.and(rq.no_access(action).await?))
}

/// That cannot be done in this state, and what can.
pub fn not_possible(rq: &Request<'_>, order: &Order) -> Toast {
    let allowed = actions_for(&rq.actor, order, rq.company.workflow);
    Toast::NotPossible { from: order.status, allowed }
}
