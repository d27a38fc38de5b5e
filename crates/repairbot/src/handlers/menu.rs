//! The main menu and the commands that stand for it.

use repairbot_core::{
    audit::Denied,
    callback::UserList,
    ids::{OrderId, OrderNumber},
    screen::{MenuItem, PeopleScreen, Screen, Toast},
};

use super::{Request, act, apply, create_order, drafts, groups, lists, record, reports, search};
use crate::{fault::Fault, outcome::Outcome, store::orders};

/// A menu button. It works at every step of a dialogue: the draft is set aside.
///
/// # Errors
/// The database could not be read or written.
pub async fn chosen(rq: &Request<'_>, item: MenuItem) -> Result<Outcome, Fault> {
    if !item.is_for(rq.actor.roles) {
        return rq.no_access(item).await;
    }
    if rq.in_group() {
        return Ok(groups::help(rq)); // the menu lives in private chats
    }
    match item {
        MenuItem::CreateOrder => create_order::begin(rq).await,
        MenuItem::AllOrders => lists::all(rq).await,
        MenuItem::Search => search::begin(rq).await,
        MenuItem::Masters => leave_dialogue(rq, Screen::Masters).await,
        MenuItem::Reports => reports::kinds(rq).await,
        MenuItem::Users => {
            let list = PeopleScreen::Users { list: UserList::Staff, page: 0 };
            leave_dialogue(rq, Screen::People(list)).await
        }
        MenuItem::MyOrders => lists::own(rq).await,
        MenuItem::MyStats => {
            let month = rq.company.day(rq.now).first_of_month();
            leave_dialogue(rq, Screen::People(PeopleScreen::MyStats { month })).await
        }
        MenuItem::Settings => leave_dialogue(rq, Screen::People(PeopleScreen::Settings)).await,
        MenuItem::BecomeMaster => apply::begin(rq).await,
        MenuItem::Information => leave_dialogue(rq, Screen::Information).await,
        MenuItem::Contact => leave_dialogue(rq, Screen::Contact).await,
    }
}

/// Shows a screen; an active draft is set aside first.
///
/// # Errors
/// The database could not be read or written.
pub async fn leave_dialogue(rq: &Request<'_>, screen: Screen) -> Result<Outcome, Fault> {
    let saved = drafts::set_aside(rq).await?;
    Ok(rq.say(screen).and(saved))
}

/// A page for the office, in place of the pressed message.
///
/// # Errors
/// The audit trail could not be written. Rights are checked again when the page is rendered for its reader.
pub async fn office_page(rq: &Request<'_>, screen: Screen) -> Result<Outcome, Fault> {
    if !rq.actor.roles.is_office() || rq.in_group() {
        return rq.no_access(Denied::OfficePage).await;
    }
    Ok(rq.show(screen).with_toast(Toast::Silent))
}

/// A page for admins, in place of the pressed message.
///
/// # Errors
/// As [`office_page`].
pub async fn admin_page(rq: &Request<'_>, screen: Screen) -> Result<Outcome, Fault> {
    if !rq.is_admin() || rq.in_group() {
        return rq.no_access(Denied::AdminPage).await;
    }
    Ok(rq.show(screen).with_toast(Toast::Silent))
}

/// «Open»: the order's card as a new message, so that a list stays where it is.
///
/// # Errors
/// The database could not be read or written.
pub async fn open_order(rq: &Request<'_>, id: OrderId) -> Result<Outcome, Fault> {
    match act::find(rq, id).await? {
        Ok(order) if order.is_deleted() => Ok(Outcome::toast(Toast::OrderDeleted)),
        Ok(order) => Ok(record::new_card(rq.chat(), rq.reader(), order.id).with_toast(Toast::Silent)),
        Err(refused) => Ok(refused),
    }
}

/// `/order N`.
///
/// # Errors
/// The database could not be read or written.
pub async fn show_order(rq: &Request<'_>, number: Option<OrderNumber>) -> Result<Outcome, Fault> {
    let Some(number) = number else {
        return Ok(if rq.in_group() { groups::help(rq) } else { rq.say(Screen::NumberMissing) });
    };
    match orders::number_visible(rq.tx, &rq.actor, number).await? {
        Some(order) => match act::reach(rq, order.id).await? {
            Ok(order) => Ok(record::new_card(rq.chat(), rq.reader(), order.id)),
            Err(refused) => Ok(refused),
        },
        None if rq.actor.roles.is_unknown() => rq.no_access(Denied::Order).await,
        None => missing(rq, number).await,
    }
}

/// An order nobody finds under this number: the office learns that it is deleted.
async fn missing(rq: &Request<'_>, number: OrderNumber) -> Result<Outcome, Fault> {
    let office = rq.actor.roles.is_office() && !rq.in_group();
    let deleted = if office { orders::deleted_with_number(rq.tx, number).await? } else { None };
    Ok(match deleted {
        Some(order) => record::new_card(rq.chat(), rq.reader(), order),
        None => rq.say(Screen::OrderNotFound),
    })
}
