//! The audit trail, for admins in private: pages, filters, and the whole as a file.

use jiff::{Span, Timestamp};
use repairbot_core::{
    audit::{AuditFilter, Audited, Denied, Period, TrailCursor},
    ids::OrderNumber,
    list::day_begins,
    screen::{Export, HistoryScreen, Screen, Toast},
};

use super::{Request, groups, menu};
use crate::{
    fault::Fault,
    outcome::{Delivery, Outcome},
    store::orders,
};

/// `/audit`, or `/audit N` for one order.
///
/// # Errors
/// The database could not be read or written.
pub async fn command(rq: &Request<'_>, number: Option<OrderNumber>) -> Result<Outcome, Fault> {
    if rq.in_group() {
        return Ok(groups::help(rq));
    }
    if !rq.is_admin() {
        return rq.no_access(Denied::Audit).await;
    }
    let order = match number {
        None => None,
        Some(number) => match orders::number_visible(rq.tx, &rq.actor, number).await? {
            Some(order) => Some(order.id),
            None => return Ok(rq.say(Screen::OrderNotFound)),
        },
    };
    menu::leave_dialogue(rq, trail(rq, AuditFilter { order, ..AuditFilter::default() }, None)).await
}

/// A page of the trail, in place of the pressed message.
///
/// # Errors
/// The database could not be written.
pub async fn page(
    rq: &Request<'_>,
    filter: AuditFilter,
    cursor: Option<TrailCursor>,
) -> Result<Outcome, Fault> {
    show(rq, trail(rq, filter, cursor)).await
}

/// What to narrow the trail down to.
///
/// # Errors
/// The database could not be written.
pub async fn choose(rq: &Request<'_>, screen: HistoryScreen) -> Result<Outcome, Fault> {
    show(rq, Screen::History(screen)).await
}

async fn show(rq: &Request<'_>, screen: Screen) -> Result<Outcome, Fault> {
    if !rq.is_admin() || rq.in_group() {
        return rq.no_access(Denied::Audit).await;
    }
    Ok(rq.show(screen).with_toast(Toast::Silent))
}

/// The chosen lines as a file. Who takes the trail out is a line of it.
///
/// # Errors
/// The database could not be written.
pub async fn export(rq: &Request<'_>, filter: AuditFilter) -> Result<Outcome, Fault> {
    if !rq.is_admin() || rq.in_group() {
        return rq.no_access(Denied::Audit).await;
    }
    rq.audited(&Audited::TrailExported).await?;
    let export = Export::AuditTrail { filter, since: since(rq, filter.period), at: rq.now };
    Ok(rq.deliver(Delivery::File { export }).with_toast(Toast::Silent))
}

fn trail(rq: &Request<'_>, filter: AuditFilter, cursor: Option<TrailCursor>) -> Screen {
    let since = since(rq, filter.period);
    Screen::History(HistoryScreen::Audit { filter, since, cursor })
}

/// The midnight a period begins at, in the company's zone.
fn since(rq: &Request<'_>, period: Period) -> Option<Timestamp> {
    let first = rq.company.day(rq.now).saturating_sub(Span::new().days(period.days_back()?));
    Some(day_begins(first, &rq.company.zone))
}
