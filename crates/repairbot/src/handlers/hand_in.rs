//! A master hands in what he holds; the office says what it got. Of two who answer at once one does, and the other is
//! told (PROMISES P5).

use repairbot_core::{
    actor::Role,
    audit::Audited,
    audit::Denied,
    dialogue::{Dialogue, LedgerForm, LedgerTask, Problem},
    ids::{HandInId, PersonId},
    ledger::may_answer,
    money::Kopecks,
    pii::FreeText,
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
        ledger::{self, Answer, HandIn, HandInState},
        people,
        texts::TextKind,
    },
    tell,
};

/// «Hand in»: how much is asked.
///
/// # Errors
/// The database could not be read or written.
pub async fn begin(rq: &Request<'_>) -> Result<Outcome, Fault> {
    let master = rq.person.id;
    if !rq.actor.roles.has(Role::Master) {
        return rq.no_access(Denied::Ledger).await;
    }
    if let Some(open) = ledger::open_hand_in(rq.tx, master).await? {
        return Ok(rq.show(shown(open.id)).with_toast(Toast::Ledger(LedgerToast::WaitsForAnswer)));
    }
    let held = ledger::held_by(rq.tx, master).await?;
    if held <= Kopecks::ZERO {
        return Ok(toast(LedgerToast::NothingHeld));
    }
    let form = LedgerForm::new(LedgerTask::HandIn { master }, held);
    dialogue::start(rq, Dialogue::Ledger(form)).await
}

/// He said how much: the whole office gets a card.
///
/// # Errors
/// The database could not be read or written.
pub async fn asked(rq: &Request<'_>, form: &LedgerForm, master: PersonId) -> Result<Ending, Fault> {
    if master != rq.person.id {
        return Ok(Ending::Done(rq.no_access(Denied::Ledger).await?));
    }
    // What the office enters meanwhile is not asked for a second time.
    people::hold(rq.tx, master, true).await?;
    if let Some(open) = ledger::open_hand_in(rq.tx, master).await? {
        let waits = rq.show(shown(open.id)).with_toast(Toast::Ledger(LedgerToast::WaitsForAnswer));
        return Ok(Ending::Done(waits));
    }
    let amount = form.amount.ok_or_else(incomplete)?;
    let held = ledger::held_by(rq.tx, master).await?;
    if amount > held {
        if held <= Kopecks::ZERO {
            return Ok(Ending::Done(rq.show(Screen::Ledger(LedgerScreen::Own))));
        }
        let again = Dialogue::Ledger(LedgerForm::new(form.task, held));
        return Ok(Ending::Anew(Box::new(again), Problem::MoreThanHeld));
    }
    let id = HandInId(rq.ids.next());
    ledger::ask(rq.tx, id, (master, amount), rq.now).await?;
    let messages = tell::office(rq.tx, &shown(id), |one| one.id != master).await?;
    let told = Outcome { messages, toast: None };
    // An admin who is a master answers himself, on the same card.
    Ok(Ending::Done(rq.show(shown(id)).and(told).with_toast(Toast::Ledger(LedgerToast::Done))))
}

/// His own hand-in is not to be.
///
/// # Errors
/// The database could not be read or written.
pub async fn cancel(rq: &Request<'_>, id: HandInId) -> Result<Outcome, Fault> {
    let Some(asked) = ledger::hand_in(rq.tx, id).await?.filter(|asked| asked.master == rq.person.id) else {
        return rq.no_access(Denied::Ledger).await;
    };
    if !ledger::answer(rq.tx, &asked, Answer::Cancel, (rq.person.id, rq.now)).await? {
        return Ok(too_late(rq, id));
    }
    tell_decision(rq, &asked).await
}

/// The hand-in as it stands.
///
/// # Errors
/// The database could not be read, or the audit trail not written.
pub async fn card(rq: &Request<'_>, id: HandInId) -> Result<Outcome, Fault> {
    match ledger::hand_in(rq.tx, id).await? {
        Some(asked) if rq.actor.roles.is_office() || asked.master == rq.person.id => {
            Ok(rq.show(shown(id)).with_toast(Toast::Silent))
        }
        _ => rq.no_access(Denied::Ledger).await,
    }
}

/// «Confirm»: the office got what he said.
///
/// # Errors
/// The database could not be read or written.
pub async fn confirm(rq: &Request<'_>, id: HandInId) -> Result<Outcome, Fault> {
    confirmed(rq, id, None).await
}

/// The office got this much; what the master said, when nothing else is known.
///
/// # Errors
/// The database could not be read or written.
pub async fn confirmed(rq: &Request<'_>, id: HandInId, got: Option<Kopecks>) -> Result<Outcome, Fault> {
    let asked = match open(rq, id).await? {
        Ok(asked) => asked,
        Err(answer) => return Ok(answer),
    };
    let amount = got.unwrap_or(asked.asked);
    if !ledger::answer(rq.tx, &asked, Answer::Confirm(amount), (rq.person.id, rq.now)).await? {
        return Ok(too_late(rq, id));
    }
    rq.audited(&Audited::HandInConfirmed { person: asked.master, amount }).await?;
    tell_decision(rq, &asked).await
}

/// Another sum, or none: what it was or why is asked.
///
/// # Errors
/// The database could not be read or written.
pub async fn ask(rq: &Request<'_>, id: HandInId, task: LedgerTask) -> Result<Outcome, Fault> {
    match open(rq, id).await? {
        Ok(_) => dialogue::start(rq, Dialogue::Ledger(LedgerForm::new(task, Kopecks::ZERO))).await,
        Err(answer) => Ok(answer),
    }
}

/// The office got nothing, for this reason.
///
/// # Errors
/// The database could not be read or written.
pub async fn rejected(rq: &Request<'_>, id: HandInId, reason: &FreeText) -> Result<Outcome, Fault> {
    let asked = match open(rq, id).await? {
        Ok(asked) => asked,
        Err(answer) => return Ok(answer),
    };
    let mut written = Written::default();
    let reason = written.add(rq, TextKind::Money, reason);
    written.save(rq).await?;
    if !ledger::answer(rq.tx, &asked, Answer::Reject(reason), (rq.person.id, rq.now)).await? {
        return Ok(too_late(rq, id));
    }
    rq.audited(&Audited::HandInRejected { person: asked.master }).await?;
    tell_decision(rq, &asked).await
}

/// The hand-in if this person may answer it and nobody has; otherwise what he gets.
async fn open(rq: &Request<'_>, id: HandInId) -> Result<Result<HandIn, Outcome>, Fault> {
    if !rq.actor.roles.is_office() || rq.in_group() {
        return Ok(Err(rq.no_access(Denied::Ledger).await?));
    }
    Ok(match ledger::hand_in(rq.tx, id).await? {
        None => Err(toast(LedgerToast::NotFound)),
        Some(asked) if asked.state != HandInState::Open => Err(too_late(rq, id)),
        Some(asked) if !may_answer(&rq.actor, asked.master) => Err(toast(LedgerToast::OwnHandIn)),
        Some(asked) => Ok(asked),
    })
}

fn too_late(rq: &Request<'_>, id: HandInId) -> Outcome {
    rq.show(shown(id)).with_toast(Toast::Ledger(LedgerToast::AlreadyDecided))
}

fn shown(hand_in: HandInId) -> Screen {
    Screen::Ledger(LedgerScreen::HandIn { hand_in })
}

/// The master hears of it, and so does the rest of the office, whose cards are stale now.
async fn tell_decision(rq: &Request<'_>, asked: &HandIn) -> Result<Outcome, Fault> {
    let screen = Screen::Ledger(LedgerScreen::HandInDecided { hand_in: asked.id });
    told(rq, (asked.master, screen), rq.show(shown(asked.id))).await
}
