//! Assigning and reassigning: the list of masters, and the choice.

use repairbot_core::{
    actor::Role,
    ids::{OrderId, OrderVersion, PersonId},
    order::{Action, Command, Order, Refusal, Status},
    screen::{Screen, Toast},
};

use super::{Request, act, record};
use crate::{fault::Fault, outcome::Outcome, store::people};

/// The pressed message becomes the list of masters. Not in a group, whose card is its master's.
///
/// # Errors
/// The audit trail could not be written.
pub async fn choose(rq: &Request<'_>, order: &Order) -> Result<Outcome, Fault> {
    if rq.in_group() {
        return rq.no_access(Action::Assign).await;
    }
    let list = Screen::PickMaster { order: order.id, version: order.version, page: 0 };
    Ok(rq.show(list).with_toast(Toast::Silent))
}

/// A master was picked.
///
/// # Errors
/// The database could not be read or written.
pub async fn picked(
    rq: &Request<'_>,
    id: OrderId,
    version: OrderVersion,
    master: PersonId,
) -> Result<Outcome, Fault> {
    let order = match act::reach(rq, id).await? {
        Ok(order) => order,
        Err(refused) => return Ok(refused),
    };
    if act::is_stale(rq, &order, version).await? {
        let out = act::overtaken(rq, &order, Action::Assign).await?;
        let same = order.master == Some(master);
        return Ok(if same { out } else { out.with_toast(Toast::Changed(order.status)) });
    }
    // Held: a master who is being deactivated gets no more orders.
    let person = people::hold(rq.tx, master, false).await?;
    if !person.is_some_and(|person| person.active && person.roles.has(Role::Master)) {
        return Ok(Outcome::toast(Toast::MasterInactive));
    }
    let (command, action) = if order.status == Status::New {
        (Command::Assign { master }, Action::Assign)
    } else {
        (Command::Reassign { master }, Action::Reassign)
    };
    match act::decided(rq, &order, &command).await? {
        Ok(recorded) => {
            let (card, told) = record::happened_here(rq, &order, &recorded).await?;
            Ok(card.and(told).with_toast(Toast::Done(action)))
        }
        Err(Refusal::SameMaster) => Ok(Outcome::toast(Toast::SameMaster)),
        Err(Refusal::Forbidden) => rq.no_access(Action::Assign).await,
        Err(_) => act::overtaken(rq, &order, action).await,
    }
}
