//! Deleted orders: the admin's list of them, a card to restore one, and restoring it.

use repairbot_core::{
    actor::Role,
    audit::Denied,
    callback::ChangesPress,
    ids::{OrderId, OrderNumber},
    order::{Action, Command, Order},
    screen::{ChangesScreen, Screen, Toast},
};

use super::{Request, act, groups, menu, record};
use crate::{fault::Fault, outcome::Outcome, store::people};

/// `/deleted`.
///
/// # Errors
/// The database could not be read or written.
pub async fn list(rq: &Request<'_>) -> Result<Outcome, Fault> {
    if !rq.is_admin() {
        return rq.no_access(Denied::Deleted).await;
    }
    if rq.in_group() {
        return Ok(groups::help(rq));
    }
    menu::leave_dialogue(rq, Screen::Changes(ChangesScreen::Deleted { before: None })).await
}

/// A press in that list.
///
/// # Errors
/// The database could not be read or written.
pub async fn pressed(rq: &Request<'_>, press: ChangesPress) -> Result<Outcome, Fault> {
    if !rq.is_admin() || rq.in_group() {
        return rq.no_access(Denied::Deleted).await;
    }
    match press {
        ChangesPress::Deleted { before } => Ok(page(rq, before)),
        ChangesPress::OpenDeleted { order } => open(rq, order).await,
    }
}

fn page(rq: &Request<'_>, before: Option<OrderNumber>) -> Outcome {
    rq.show(Screen::Changes(ChangesScreen::Deleted { before })).with_toast(Toast::Silent)
}

/// The card as a new message, so that the list stays where it is. It may have been restored meanwhile.
async fn open(rq: &Request<'_>, id: OrderId) -> Result<Outcome, Fault> {
    Ok(match act::find(rq, id).await? {
        Ok(order) => record::new_card(rq.chat(), rq.reader(), order.id).with_toast(Toast::Silent),
        Err(refused) => refused,
    })
}

/// The order comes back, though not to a master who left meanwhile.
///
/// # Errors
/// The database could not be read or written.
pub async fn restore(rq: &Request<'_>, order: &Order) -> Result<Outcome, Fault> {
    // Held: a master who is being deactivated gets nothing back.
    let master_left = match order.master {
        Some(master) => {
            let person = people::hold(rq.tx, master, false).await?;
            !person.is_some_and(|person| person.actor().roles.has(Role::Master))
        }
        None => false,
    };
    act::at_once(rq, order, Command::Restore { master_left }, Action::Restore).await
}
