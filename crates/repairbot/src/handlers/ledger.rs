//! Money between masters and the office: who may look at what, and where each button leads.

use repairbot_core::{
    actor::Role,
    audit::Denied,
    callback::LedgerPress,
    dialogue::{LedgerForm, LedgerTask},
    ids::{PersonId, TransactionId},
    screen::{LedgerScreen, LedgerToast, Screen, Toast},
};

use super::{Request, conclude::Ending, hand_in, ledger_entry, menu};
use crate::{
    fault::Fault,
    outcome::{Delivery, Lane, Message, Outcome},
    store::people,
    tell,
};

/// One of these buttons. Money is spoken of in private chats only.
///
/// # Errors
/// The database could not be read or written.
pub async fn pressed(rq: &Request<'_>, press: LedgerPress) -> Result<Outcome, Fault> {
    if rq.in_group() {
        return rq.no_access(Denied::Ledger).await;
    }
    match press {
        LedgerPress::Own => own(rq).await,
        LedgerPress::HandIn => hand_in::begin(rq).await,
        LedgerPress::Cancel { hand_in } => hand_in::cancel(rq, hand_in).await,
        LedgerPress::Card { hand_in } => hand_in::card(rq, hand_in).await,
        LedgerPress::Confirm { hand_in } => hand_in::confirm(rq, hand_in).await,
        LedgerPress::ConfirmOther { hand_in } => {
            hand_in::ask(rq, hand_in, LedgerTask::Confirm { hand_in }).await
        }
        LedgerPress::Reject { hand_in } => hand_in::ask(rq, hand_in, LedgerTask::Reject { hand_in }).await,
        LedgerPress::Debts { page } => {
            menu::office_page(rq, Screen::Ledger(LedgerScreen::Debts { page })).await
        }
        LedgerPress::Book { master, before } => book(rq, master, before).await,
        LedgerPress::Receive { master } => ledger_entry::begin(rq, LedgerTask::Receive { master }).await,
        LedgerPress::PayOut { master } => ledger_entry::begin(rq, LedgerTask::PayOut { master }).await,
        LedgerPress::Adjust { master } => ledger_entry::begin(rq, LedgerTask::Adjust { master }).await,
    }
}

/// The answers are complete.
///
/// # Errors
/// The database could not be read or written.
pub async fn finish(rq: &Request<'_>, form: &LedgerForm) -> Result<Ending, Fault> {
    match form.task {
        LedgerTask::HandIn { master } => hand_in::asked(rq, form, master).await,
        LedgerTask::Confirm { hand_in } => {
            let amount = form.amount.ok_or_else(incomplete)?;
            Ok(Ending::Done(hand_in::confirmed(rq, hand_in, Some(amount)).await?))
        }
        LedgerTask::Reject { hand_in } => {
            let reason = form.reason.as_ref().ok_or_else(incomplete)?;
            Ok(Ending::Done(hand_in::rejected(rq, hand_in, reason).await?))
        }
        LedgerTask::Receive { .. } | LedgerTask::PayOut { .. } | LedgerTask::Adjust { .. } => {
            ledger_entry::entered(rq, form).await
        }
    }
}

async fn own(rq: &Request<'_>) -> Result<Outcome, Fault> {
    if !rq.actor.roles.has(Role::Master) {
        return rq.no_access(Denied::Ledger).await;
    }
    Ok(rq.show(Screen::Ledger(LedgerScreen::Own)).with_toast(Toast::Silent))
}

/// A master sees his own, the office everybody's.
async fn book(rq: &Request<'_>, master: PersonId, before: Option<TransactionId>) -> Result<Outcome, Fault> {
    let own = rq.person.id == master && rq.actor.roles.has(Role::Master);
    if !own && !rq.actor.roles.is_office() {
        return rq.no_access(Denied::Ledger).await;
    }
    if people::by_id(rq.tx, master).await?.is_none() {
        return Ok(toast(LedgerToast::NotFound));
    }
    Ok(rq.show(Screen::Ledger(LedgerScreen::Book { master, before })).with_toast(Toast::Silent))
}

/// Only an answer to the press.
pub(super) fn toast(toast: LedgerToast) -> Outcome {
    Outcome::toast(Toast::Ledger(toast))
}

/// The answer to whoever did it; the master and the rest of the office get this screen.
///
/// # Errors
/// The database could not be read.
pub(super) async fn told(
    rq: &Request<'_>,
    (master, screen): (PersonId, Screen),
    own: Outcome,
) -> Result<Outcome, Fault> {
    let mut messages = tell::office(rq.tx, &screen, |one| one.id != rq.person.id && one.id != master).await?;
    if master != rq.person.id {
        let himself = people::by_id(rq.tx, master).await?;
        messages.extend(himself.and_then(|master| master.private()).map(|(chat, person)| Message {
            chat,
            person,
            lane: Lane::Normal,
            delivery: Delivery::Send { screen },
        }));
    }
    Ok(own.and(Outcome { messages, toast: None }).with_toast(Toast::Ledger(LedgerToast::Done)))
}

pub(super) fn incomplete() -> Fault {
    Fault::Damaged("a finished form lacks an answer".to_owned())
}
