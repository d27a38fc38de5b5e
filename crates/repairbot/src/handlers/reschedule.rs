//! Moving a visit to another time (SPEC §4).

use repairbot_core::{
    dialogue::{Problem, Reschedule},
    order::{Action, Command, Visit},
    when::ParsedVisit,
};

use super::{
    Request, act,
    conclude::{Conclusion, Ending, conclude},
    written::Written,
};
use crate::{fault::Fault, store::texts::TextKind};

/// The review screen was confirmed.
///
/// # Errors
/// The database could not be read or written.
pub async fn finish(rq: &Request<'_>, form: &Reschedule) -> Result<Ending, Fault> {
    let order = match act::reach(rq, form.order).await? {
        Ok(order) => order,
        Err(refused) => return Ok(Ending::Done(refused)),
    };
    let Some(visit) = &form.visit else {
        return Err(Fault::Damaged("a finished form lacks an answer".to_owned()));
    };
    if let Err(error) = visit.check(rq.now) {
        return Ok(Ending::Reopen(Problem::When(error)));
    }
    let mut texts = Written::default();
    let to = agreed(rq, &mut texts, visit);
    let reason = texts.add_optional(rq, TextKind::Reason, form.reason.as_ref());
    let command = Command::Reschedule { to, reason };
    conclude(rq, Conclusion { order: &order, command, action: Action::Reschedule, texts }).await
}

/// A visit as it was answered, its note in a row of its own.
pub fn agreed(rq: &Request<'_>, texts: &mut Written, visit: &ParsedVisit) -> Visit {
    let note = texts.add_optional(rq, TextKind::Visit, visit.note.as_ref());
    Visit { from: visit.from, to: visit.to, note }
}
