//! Deleted orders: the admin's list of them, and a card to restore one.

use repairbot_core::{
    callback::ChangesPress,
    ids::{OrderId, OrderNumber},
    screen::{ChangesScreen, Screen, Toast},
};

use super::{Request, act, menu, record};
use crate::{fault::Fault, outcome::Outcome};

/// `/deleted`.
///
/// # Errors
/// The database could not be read or written.
pub async fn list(rq: &Request<'_>) -> Result<Outcome, Fault> {
    if !rq.is_admin() || rq.in_group() {
        return rq.no_access("deleted").await;
    }
    menu::leave_dialogue(rq, Screen::Changes(ChangesScreen::Deleted { before: None })).await
}

/// A press in that list.
///
/// # Errors
/// The database could not be read or written.
pub async fn pressed(rq: &Request<'_>, press: ChangesPress) -> Result<Outcome, Fault> {
    if !rq.is_admin() || rq.in_group() {
        return rq.no_access("deleted").await;
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
