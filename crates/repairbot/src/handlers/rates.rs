//! The rates, for admins in private: what is in force, a new version, all versions; and for whoever may see the money of
//! a closed order, how it was computed.

use jiff::Timestamp;
use repairbot_core::{
    actor::Role,
    audit::Audited,
    audit::Denied,
    callback::RatesPress,
    dialogue::{Dialogue, EditRates, Problem, RatedType},
    ids::{OrderId, RatesId},
    list::day_begins,
    rates::changes,
    screen::{RatesScreen, Screen, Toast},
};

use super::{Request, act, conclude::Ending, dialogue};
use crate::{
    fault::Fault,
    outcome::Outcome,
    store::{
        catalogue,
        rates::{self, Version},
    },
    tell,
};

/// A press about the rates, or about how an order was computed.
///
/// # Errors
/// The database could not be read or written.
pub async fn pressed(rq: &Request<'_>, press: RatesPress) -> Result<Outcome, Fault> {
    if let RatesPress::Explain { order } = press {
        return explain(rq, order).await;
    }
    if !rq.is_admin() || rq.in_group() {
        return rq.no_access(Denied::Rates).await;
    }
    match press {
        RatesPress::Edit => begin(rq).await,
        RatesPress::Withdraw { version } => withdraw(rq, version).await,
        RatesPress::Versions { before } => Ok(show(rq, RatesScreen::Versions { before })),
        RatesPress::Version { version } => Ok(show(rq, RatesScreen::Version { version })),
        RatesPress::Now | RatesPress::Explain { .. } => Ok(show(rq, RatesScreen::Now)),
    }
}

fn show(rq: &Request<'_>, screen: RatesScreen) -> Outcome {
    rq.show(Screen::Rates(screen)).with_toast(Toast::Silent)
}

/// «How it was computed» on a closed order's card, which stays: the explanation is a new message.
async fn explain(rq: &Request<'_>, order: OrderId) -> Result<Outcome, Fault> {
    let order = match act::reach(rq, order).await? {
        Ok(order) => order,
        Err(refused) => return Ok(refused),
    };
    if order.settlement.is_none() {
        return Ok(Outcome::toast(act::not_possible(rq, &order)));
    }
    let screen = Screen::Rates(RatesScreen::Explained { order: order.id });
    Ok(rq.say(screen).with_toast(Toast::Silent))
}

/// A version that waits to come into force says all that is to be: another one upon it, or before it, would undo it or be
/// undone. So it has to be withdrawn first.
fn planned(rq: &Request<'_>, latest: &Version) -> Option<RatesId> {
    (latest.valid_from > rq.now).then_some(latest.id)
}

async fn begin(rq: &Request<'_>) -> Result<Outcome, Fault> {
    let latest = rates::latest(rq.tx).await?;
    if let Some(version) = planned(rq, &latest) {
        return Ok(show(rq, RatesScreen::Planned { version }));
    }
    let types = catalogue::types(rq.tx).await?;
    let types = types.into_iter().map(|kind| RatedType { id: kind.id, code: kind.code }).collect();
    let form = EditRates::new(latest.rules(), types, rq.company.day(rq.now));
    dialogue::start(rq, Dialogue::EditRates(form)).await
}

/// The preview was confirmed. When another admin has changed the rates since, what he did is shown with it.
///
/// # Errors
/// The database could not be read or written.
pub async fn finish(rq: &Request<'_>, form: &EditRates) -> Result<Ending, Fault> {
    let latest = rates::latest(rq.tx).await?;
    if let Some(version) = planned(rq, &latest) {
        return Ok(Ending::Done(show(rq, RatesScreen::Planned { version })));
    }
    if latest.id != form.base {
        let again = Dialogue::EditRates(form.upon(latest.rules()));
        return Ok(Ending::Anew(Box::new(again), Problem::RatesChanged));
    }
    if !form.is_changed() {
        return Ok(Ending::Reopen(Problem::NothingChanged));
    }
    let Some(valid_from) = begins(rq, form) else { return Ok(Ending::Reopen(Problem::RatesDay)) };
    let version = rates::insert(rq.tx, &form.rates, valid_from, (rq.person.id, rq.now)).await?;
    let changes = changes(&form.seen, &form.rates);
    rq.audited(&Audited::RatesChanged { version, valid_from, changes }).await?;
    let told = tell_admins(rq, RatesScreen::Entered { version, by: rq.person.id }).await?;
    Ok(Ending::Done(show(rq, RatesScreen::Version { version }).and(told)))
}

/// From when the version holds: at once, or from the beginning of a day that has not begun.
fn begins(rq: &Request<'_>, form: &EditRates) -> Option<Timestamp> {
    let Some(day) = form.since else { return Some(rq.now) };
    let begins = day_begins(day, &rq.company.zone);
    (begins > rq.now).then_some(begins)
}

async fn withdraw(rq: &Request<'_>, version: RatesId) -> Result<Outcome, Fault> {
    if !rates::withdraw(rq.tx, version, (rq.person.id, rq.now)).await? {
        return Ok(show(rq, RatesScreen::Version { version }).with_toast(Toast::RatesStay));
    }
    rq.audited(&Audited::RatesWithdrawn { version }).await?;
    let told = tell_admins(rq, RatesScreen::Withdrawn { version, by: rq.person.id }).await?;
    Ok(show(rq, RatesScreen::Version { version }).and(told))
}

/// The other admins learn of it.
async fn tell_admins(rq: &Request<'_>, screen: RatesScreen) -> Result<Outcome, Fault> {
    let screen = Screen::Rates(screen);
    let others =
        tell::office(rq.tx, &screen, |person| person.roles.has(Role::Admin) && person.id != rq.person.id);
    Ok(Outcome { messages: others.await?, toast: None })
}
