//! Declining and refusing: the reason, and what becomes of the money.

use repairbot_core::{
    catalogue::ReasonKind,
    dialogue::{Dialogue, GiveReason, GivenReason, Problem},
    money::Kopecks,
    order::{Action, Command, Reason, RefusalAnswers, Workflow},
};

use super::{
    Request, act,
    conclude::{Conclusion, Ending, conclude},
    written::Written,
};
use crate::{fault::Fault, store::texts::TextKind};

/// The last question was answered.
///
/// # Errors
/// The database could not be read or written.
pub async fn finish(rq: &Request<'_>, form: &GiveReason) -> Result<Ending, Fault> {
    let order = match act::reach(rq, form.order).await? {
        Ok(order) => order,
        Err(refused) => return Ok(Ending::Done(refused)),
    };
    let held = order.prepayment;
    if form.purpose == ReasonKind::Refuse && form.prepayment != held && !held.is_zero() {
        let again = Dialogue::GiveReason(form.with_prepayment(held));
        return Ok(Ending::Anew(Box::new(again), Problem::PrepaymentChanged));
    }
    let mut texts = Written::default();
    let reason = reason(rq, &mut texts, form.reason.as_ref());
    let (command, action) = match form.purpose {
        // In the strict workflow nobody else gets a declined order: what is said is that it is refused.
        ReasonKind::Decline if rq.company.workflow == Workflow::Strict => {
            (Command::Decline { reason }, Action::Refuse)
        }
        ReasonKind::Decline => (Command::Decline { reason }, Action::Decline),
        ReasonKind::Refuse => {
            let fee = form.fee.unwrap_or(Kopecks::ZERO);
            let answers = RefusalAnswers { reason, fee, refund_prepayment: form.refund };
            (Command::Refuse(answers), Action::Refuse)
        }
    };
    conclude(rq, Conclusion { order: &order, command, action, texts }).await
}

/// The reason as the order keeps it: ids only.
pub fn reason(rq: &Request<'_>, texts: &mut Written, given: Option<&GivenReason>) -> Reason {
    let written = given.and_then(|reason| reason.text.as_ref());
    let text = texts.add_optional(rq, TextKind::Reason, written);
    Reason { picked: given.and_then(|reason| reason.picked), text }
}
