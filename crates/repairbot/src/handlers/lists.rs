//! Lists of orders: filters, pages, and an order opened from a page with the way back.
//!
//! Buttons carry the whole list, and anybody can send any data: so the list is checked on every press, and again when the
//! page is rendered for its reader.

use repairbot_core::{
    actor::Role,
    audit::Denied,
    callback::ListsPress,
    dialogue::{DaysOf, Dialogue, ListDays},
    ids::OrderId,
    list::{Filter, Period, Place, Scope, Source},
    report,
    screen::{ListsScreen, MenuItem, Screen, Toast},
};

use super::{Request, act, conclude::Ending, dialogue, menu, record, reports, search};
use crate::{
    fault::Fault,
    outcome::Outcome,
    store::{cards, searches},
};

/// «All orders» in the menu.
///
/// # Errors
/// The database could not be read or written.
pub async fn all(rq: &Request<'_>) -> Result<Outcome, Fault> {
    let screen = ListsScreen::Filter(Filter::of(Scope::Open));
    menu::leave_dialogue(rq, Screen::Lists(screen)).await
}

/// «My orders» in the menu.
///
/// # Errors
/// The database could not be read or written.
pub async fn own(rq: &Request<'_>) -> Result<Outcome, Fault> {
    let place = Place::first(Source::Own(Scope::Open));
    menu::leave_dialogue(rq, Screen::Lists(ListsScreen::Page(place))).await
}

/// A button of a list.
///
/// # Errors
/// The database could not be read or written.
pub async fn pressed(rq: &Request<'_>, press: ListsPress) -> Result<Outcome, Fault> {
    if rq.in_group() {
        return rq.no_access(Denied::Lists).await; // lists live in private chats
    }
    match press {
        ListsPress::Page(place) => match refused(rq, place.source).await? {
            Some(refused) => Ok(refused),
            None => turned(rq, ListsScreen::Page(place)).await,
        },
        ListsPress::Open { order, place } => match refused(rq, place.source).await? {
            Some(refused) => Ok(refused),
            None => open(rq, order, place).await,
        },
        _ if !rq.actor.roles.is_office() => rq.no_access(Denied::Lists).await,
        ListsPress::Filter(filter) => turned(rq, ListsScreen::Filter(filter)).await,
        ListsPress::Masters { filter, page } => turned(rq, ListsScreen::Masters { filter, page }).await,
        ListsPress::Periods(filter) => turned(rq, ListsScreen::Periods(filter)).await,
        ListsPress::Days(filter) => {
            dialogue::start(rq, Dialogue::ListDays(ListDays::new(DaysOf::Filter(filter)))).await
        }
        ListsPress::Search => search::begin(rq).await,
    }
}

/// The days of a period were written.
///
/// # Errors
/// The audit trail could not be written.
pub async fn finish_days(rq: &Request<'_>, form: &ListDays) -> Result<Ending, Fault> {
    if !rq.actor.roles.is_office() {
        return Ok(Ending::Done(rq.no_access(Denied::Lists).await?));
    }
    Ok(Ending::Done(match (form.of, form.days) {
        (DaysOf::Filter(filter), days) => {
            let period = days.map_or(Period::Always, |(from, to)| Period::Days { from, to });
            rq.show(Screen::Lists(ListsScreen::Filter(Filter { period, ..filter })))
        }
        (DaysOf::Report(topic), Some((from, to))) => {
            reports::shown(rq, topic.of(report::Period::days(from, to)))
        }
        (DaysOf::Report(_), None) => Outcome::nothing(),
    }))
}

/// What to answer when this list is not for the presser.
async fn refused(rq: &Request<'_>, source: Source) -> Result<Option<Outcome>, Fault> {
    let roles = rq.actor.roles;
    let allowed = match source {
        Source::Office(_) => roles.is_office(),
        Source::Own(_) => roles.has(Role::Master),
        Source::Found(_) => MenuItem::Search.is_for(roles),
    };
    if !allowed {
        return Ok(Some(rq.no_access(Denied::Lists).await?));
    }
    let Source::Found(id) = source else { return Ok(None) };
    Ok(match searches::get(rq.tx, id).await? {
        None => Some(Outcome::toast(Toast::SearchGone)),
        Some(kept) if kept.person != rq.person.id => Some(Outcome::toast(Toast::NotYours)),
        Some(_) => None,
    })
}

/// The pressed message becomes this: if it was an order's card, it is one no more.
async fn turned(rq: &Request<'_>, screen: ListsScreen) -> Result<Outcome, Fault> {
    if let Some(message) = rq.incoming.message {
        cards::forget_message(rq.tx, rq.chat(), message).await?;
    }
    Ok(rq.show(Screen::Lists(screen)).with_toast(Toast::Silent))
}

/// An order of a page: its card takes the page's place and leads back to it.
async fn open(rq: &Request<'_>, id: OrderId, place: Place) -> Result<Outcome, Fault> {
    match act::reach(rq, id).await? {
        Ok(order) => {
            if let Some(message) = rq.incoming.message {
                cards::forget_message(rq.tx, rq.chat(), message).await?;
            }
            Ok(record::open_card_here(rq, order.id, place).await?.with_toast(Toast::Silent))
        }
        Err(refused) => Ok(refused),
    }
}
