//! What the office enters by itself: money it got or paid, and balances that are set right.

use repairbot_core::{
    audit::Audited,
    audit::Denied,
    dialogue::{Dialogue, LedgerForm, LedgerTask, Problem},
    ids::{HandInId, PersonId, TransactionId},
    ledger::{Posting, adjusted, may_answer, paid_out},
    money::Kopecks,
    screen::{LedgerScreen, LedgerToast, Screen, Toast},
};

use super::{
    Request,
    conclude::Ending,
    dialogue,
    ledger::{incomplete, toast, told},
    written::Written,
};
use crate::{
    fault::Fault,
    outcome::Outcome,
    store::{
        ledger::{self, About, NewTransaction},
        people,
        texts::TextKind,
    },
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
    match offer(rq, task, master).await? {
        Some(offered) => dialogue::start(rq, Dialogue::Ledger(LedgerForm::new(task, offered))).await,
        None => Ok(toast(LedgerToast::NothingOwed)),
    }
}

/// The sum that one button offers, by the books as they are; `None` when there is nothing to pay out.
async fn offer(rq: &Request<'_>, task: LedgerTask, master: PersonId) -> Result<Option<Kopecks>, Fault> {
    let held = ledger::held_by(rq.tx, master).await?;
    Ok(match task {
        LedgerTask::Receive { .. } => Some(held.max(Kopecks::ZERO)),
        LedgerTask::PayOut { .. } => Some(held.negated()).filter(|owed| *owed > Kopecks::ZERO),
        _ => Some(Kopecks::ZERO),
    })
}

/// The review was confirmed. The draft acts once, and so does its posting. When the books are not what the form was
/// opened with, somebody else may have entered the same money: it is asked again, from what is there now.
///
/// # Errors
/// The database could not be read or written.
pub async fn entered(rq: &Request<'_>, form: &LedgerForm) -> Result<Ending, Fault> {
    let master = match allowed(rq, form.task).await? {
        Ok(master) => master,
        Err(answer) => return Ok(Ending::Done(answer)),
    };
    match offer(rq, form.task, master).await? {
        None => {
            let book = rq.show(Screen::Ledger(LedgerScreen::Book { master, before: None }));
            return Ok(Ending::Done(book.with_toast(Toast::Ledger(LedgerToast::NothingOwed))));
        }
        Some(offered) if offered != form.offered => {
            let again = Dialogue::Ledger(LedgerForm::new(form.task, offered));
            return Ok(Ending::Anew(Box::new(again), Problem::BalanceChanged));
        }
        Some(_) => {}
    }
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
    rq.audited(&what).await?;
    let screen = Screen::Ledger(LedgerScreen::Entered { transaction });
    Ok(Ending::Done(told(rq, (master, screen.clone()), rq.show(screen)).await?))
}

async fn post(
    rq: &Request<'_>,
    posting: Option<Posting>,
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
    // Whoever else enters or asks something about his money waits for this one to end.
    if people::hold(rq.tx, master, true).await?.is_none() {
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
