//! The end of a dialogue about an order: its command is decided on the order as it is now.

use repairbot_core::{
    dialogue::{Dialogue, Problem},
    money::MoneyError,
    order::{Action, Command, Order, Refusal},
    screen::{Screen, Toast},
    when::{DateError, promised_range},
};

use super::{Request, act, record, written::Written};
use crate::{fault::Fault, outcome::Outcome};

/// What came of a finished dialogue.
pub enum Ending {
    /// It is over.
    Done(Outcome),
    /// An answer does not hold any more: the draft goes on, with this to mend.
    Reopen(Problem),
    /// The same with this in place of what the draft held: the order is another by now.
    Anew(Box<Dialogue>, Problem),
}

/// What a dialogue about an order asks for.
pub struct Conclusion<'a> {
    /// The order as it is now.
    pub order: &'a Order,
    /// What is asked.
    pub command: Command,
    /// The button it began with.
    pub action: Action,
    /// Rows the command refers to.
    pub texts: Written,
}

/// Decides and records. The question becomes the result; notices and live cards follow.
///
/// # Errors
/// The database could not be read or written.
pub async fn conclude(rq: &Request<'_>, asked: Conclusion<'_>) -> Result<Ending, Fault> {
    let Conclusion { order, command, action, texts } = asked;
    let refusal = match act::decided(rq, order, &command).await? {
        Ok(recorded) => {
            texts.save(rq).await?;
            let (_, told) = Box::pin(record::happened(rq, order, &recorded)).await?;
            let result = rq.show(Screen::Acted { order: order.id, action });
            return Ok(Ending::Done(result.and(told).with_toast(Toast::Done(action))));
        }
        Err(refusal) => refusal,
    };
    if refusal == Refusal::Forbidden {
        return Ok(Ending::Done(rq.no_access(action).await?));
    }
    if let Some(problem) = to_mend(rq, &refusal) {
        return Ok(Ending::Reopen(problem));
    }
    let overtaken = rq.show(Screen::Overtaken { order: order.id });
    let toast = match refusal {
        Refusal::AlreadyDone(status) => Toast::AlreadyDone(status),
        Refusal::NotPossible { from, allowed, .. } => Toast::NotPossible { from, allowed },
        _ => act::not_possible(rq, order),
    };
    Ok(Ending::Done(overtaken.with_toast(toast)))
}

/// What the person can mend by another answer; `None` when the order itself has moved on.
fn to_mend(rq: &Request<'_>, refusal: &Refusal) -> Option<Problem> {
    match refusal {
        Refusal::PromisedDateOutOfRange => {
            let (from, to) = promised_range(rq.company.day(rq.now));
            Some(Problem::Date(DateError::OutOfRange { from, to }))
        }
        Refusal::MaterialsExceedTotal => Some(Problem::MaterialsExceedTotal),
        Refusal::PrepaymentExceedsTotal => Some(Problem::PrepaymentExceedsTotal),
        Refusal::AmountOutOfRange => Some(Problem::Money(MoneyError::TooLarge)),
        Refusal::ReasonMissing => Some(Problem::AnswerNeeded),
        Refusal::PrepaymentUndecided => Some(Problem::PrepaymentUndecided),
        Refusal::NothingChanged => Some(Problem::NothingChanged),
        Refusal::SameVisit => Some(Problem::SameVisit),
        Refusal::AlreadyDone(_)
        | Refusal::NotPossible { .. }
        | Refusal::Forbidden
        | Refusal::SameMaster
        | Refusal::Deleted
        | Refusal::TooSoon { .. } => None,
    }
}
