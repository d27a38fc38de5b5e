//! What the office enters by itself: money it got or paid, and balances that are set right.

use repairbot_core::{
    audit::Audited,
    audit::Denied,
    dialogue::{Dialogue, LedgerForm, LedgerTask},
    ids::{HandInId, PersonId, TransactionId},
    ledger::{adjusted, may_answer, paid_out},
    money::Kopecks,
    screen::{LedgerScreen, LedgerToast, Screen, Toast},
};

use super::{
    Request, dialogue,
    ledger::{incomplete, note, toast},
    written::Written,
};
use crate::{
    fault::Fault,
    outcome::{Delivery, Lane, Message, Outcome},
    store::{
        ledger::{self, About, NewTransaction},
        people,
        texts::TextKind,
    },
    tell,
};

/// One of the buttons below a master's book.
///
/// # Errors
/// The database could not be read or written.
pub async fn begin(rq: &Request<'_>, task: LedgerTask) -> Result<Outcome, Fault> {
    let master = match allowed(rq, task).await? {
        Ok(master) => master,
        Err(answer) => return Ok(answer),
    };
    let held = ledger::held_by(rq.tx, master).await?;
    let offered = match task {
        LedgerTask::Receive { .. } => held.max(Kopecks::ZERO),
        LedgerTask::PayOut { .. } if held >= Kopecks::ZERO => return Ok(toast(LedgerToast::NothingOwed)),
        LedgerTask::PayOut { .. } => Kopecks(held.0.saturating_neg()),
        _ => Kopecks::ZERO,
    };
    dialogue::start(rq, Dialogue::Ledger(LedgerForm::new(task, offered))).await
}

/// The review was confirmed. The draft acts once, and so does its posting.
///
/// # Errors
/// The database could not be read or written.
pub async fn entered(rq: &Request<'_>, form: &LedgerForm) -> Result<Outcome, Fault> {
    let master = match allowed(rq, form.task).await? {
        Ok(master) => master,
        Err(answer) => return Ok(answer),
    };
    let amount = form.amount.ok_or_else(incomplete)?;
    let (transaction, what) = match form.task {
        LedgerTask::Receive { .. } => {
            let id = HandInId(rq.ids.next());
            let by = (rq.person.id, rq.now);
            let posted = ledger::record_hand_in(rq.tx, id, (master, amount), by).await?;
            (posted, Audited::MoneyReceived { person: master, amount })
        }
        LedgerTask::PayOut { .. } => {
            let posted = post(rq, paid_out(master, amount), About::default()).await?;
            (posted, Audited::MoneyPaidOut { person: master, amount })
        }
        _ => {
            let amount = form.signed().ok_or_else(incomplete)?;
            let mut written = Written::default();
            let reason = written.add_optional(rq, TextKind::Money, form.reason.as_ref());
            written.save(rq).await?;
            let posted = post(rq, adjusted(master, amount), About { reason, ..About::default() }).await?;
            (posted, Audited::BalanceAdjusted { person: master, amount })
        }
    };
    let transaction = transaction.ok_or_else(incomplete)?;
    note(rq, &what).await?;
    tell_everybody(rq, master, transaction).await
}

async fn post(
    rq: &Request<'_>,
    posting: Option<repairbot_core::ledger::Posting>,
    about: About,
) -> Result<Option<TransactionId>, Fault> {
    let Some(posting) = posting else { return Ok(None) };
    let new = NewTransaction { posting, about, by: rq.person.id, at: rq.now };
    Ok(Some(ledger::post(rq.tx, &new).await?))
}

/// Whose money it is, if this person may enter it; otherwise what he gets. While a hand-in waits for an answer, what the
/// office got is said there: entered a second time it would count twice.
async fn allowed(rq: &Request<'_>, task: LedgerTask) -> Result<Result<PersonId, Outcome>, Fault> {
    let (LedgerTask::Receive { master } | LedgerTask::PayOut { master } | LedgerTask::Adjust { master }) =
        task
    else {
        return Ok(Err(toast(LedgerToast::NotFound)));
    };
    if !task.is_for(rq.actor.roles) || rq.in_group() {
        return Ok(Err(rq.no_access(Denied::Ledger).await?));
    }
    if !may_answer(&rq.actor, master) {
        return Ok(Err(toast(LedgerToast::OwnHandIn)));
    }
    if people::by_id(rq.tx, master).await?.is_none() {
        return Ok(Err(toast(LedgerToast::NotFound)));
    }
    let receives = matches!(task, LedgerTask::Receive { .. });
    let waits = if receives { ledger::open_hand_in(rq.tx, master).await? } else { None };
    Ok(match waits {
        Some(open) => {
            let card = Screen::Ledger(LedgerScreen::HandIn { hand_in: open.id });
            Err(rq.show(card).with_toast(Toast::Ledger(LedgerToast::WaitsForAnswer)))
        }
        None => Ok(master),
    })
}

/// Whoever entered it, the master, and the rest of the office.
async fn tell_everybody(
    rq: &Request<'_>,
    master: PersonId,
    transaction: TransactionId,
) -> Result<Outcome, Fault> {
    let screen = Screen::Ledger(LedgerScreen::Entered { transaction });
    let mut messages = tell::office(rq.tx, &screen, |one| one.id != rq.person.id && one.id != master).await?;
    if master != rq.person.id {
        let himself = people::by_id(rq.tx, master).await?;
        messages.extend(himself.and_then(|master| master.private()).map(|(chat, person)| Message {
            chat,
            person,
            lane: Lane::Normal,
            delivery: Delivery::Send { screen: screen.clone() },
        }));
    }
    Ok(rq.show(screen).and(Outcome { messages, toast: None }).with_toast(Toast::Ledger(LedgerToast::Done)))
}
