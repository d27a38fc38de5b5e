//! Declining and refusing: the reason, and what becomes of the money.

use repairbot_core::{
    catalogue::ReasonKind,
    dialogue::{GiveReason, GivenReason},
    money::Kopecks,
    order::{Action, Command, Reason, RefusalAnswers, Workflow},
};

use super::{Request, act, create_order, dialogue};
use crate::{fault::Fault, outcome::Outcome, store::texts::TextKind};

/// The last question was answered.
///
/// # Errors
/// The database could not be read or written.
pub async fn finish(rq: &Request<'_>, form: &GiveReason) -> Result<Outcome, Fault> {
    let order = match act::reach(rq, form.order).await? {
        Ok(order) => order,
        Err(refused) => return Ok(refused),
    };
    let reason = store(rq, form.reason.as_ref()).await?;
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
    dialogue::conclude(rq, &order, &command, action).await
}

/// Stores the written part of a reason.
///
/// # Errors
/// The database could not be written.
pub async fn store(rq: &Request<'_>, given: Option<&GivenReason>) -> Result<Reason, Fault> {
    let written = given.and_then(|reason| reason.text.as_ref());
    let text = create_order::optional_text(rq, written, TextKind::Reason).await?;
    Ok(Reason { picked: given.and_then(|reason| reason.picked), text })
}
