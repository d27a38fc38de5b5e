//! What was: an order's timeline, and the order as it was after one of its events. For the office: a timeline names
//! reasons, money and who was told.

use repairbot_core::{
    audit::Denied,
    callback::HistoryPress,
    ids::OrderId,
    screen::{HistoryScreen, Screen, Toast},
};

use super::{Request, audit, catalogue};
use crate::{
    fault::Fault,
    outcome::Outcome,
    store::{cards, orders},
};

/// A press about what was, or about a catalogue.
///
/// # Errors
/// The database could not be read or written.
pub async fn pressed(rq: &Request<'_>, press: HistoryPress) -> Result<Outcome, Fault> {
    match press {
        HistoryPress::Timeline { order, upto } => {
            page(rq, order, HistoryScreen::Timeline { order, upto }).await
        }
        HistoryPress::AsItWas { order, version } => {
            page(rq, order, HistoryScreen::AsItWas { order, version }).await
        }
        HistoryPress::Audit { filter, cursor } => audit::page(rq, filter, cursor).await,
        HistoryPress::AuditTopics { filter } => {
            audit::choose(rq, HistoryScreen::AuditTopics { filter }).await
        }
        HistoryPress::AuditPeriods { filter } => {
            audit::choose(rq, HistoryScreen::AuditPeriods { filter }).await
        }
        HistoryPress::AuditPeople { filter, after } => {
            audit::choose(rq, HistoryScreen::AuditPeople { filter, after }).await
        }
        HistoryPress::AuditExport { filter } => audit::export(rq, filter).await,
        HistoryPress::Catalogue(press) => catalogue::pressed(rq, press).await,
    }
}

/// A page about an order, deleted or not. On the order's live card it is a new message: the card stays.
async fn page(rq: &Request<'_>, order: OrderId, screen: HistoryScreen) -> Result<Outcome, Fault> {
    if !rq.actor.roles.is_office() || rq.in_group() {
        return rq.no_access(Denied::History).await;
    }
    if orders::number_of(rq.tx, order).await?.is_none() {
        return Ok(rq.answer(Toast::OrderNotFound, Screen::OrderNotFound));
    }
    let on_card = match rq.incoming.message {
        Some(message) => cards::order_of(rq.tx, rq.chat(), message).await?.is_some(),
        None => false,
    };
    let screen = Screen::History(screen);
    let shown = if on_card { rq.say(screen) } else { rq.show(screen) };
    Ok(shown.with_toast(Toast::Silent))
}
