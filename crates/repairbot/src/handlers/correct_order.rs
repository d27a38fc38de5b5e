//! Correcting the money of a closed order (SPEC §6): an admin changes any figure, the split is computed again by the
//! rules valid at closing.

use repairbot_core::{
    dialogue::{CorrectOrder, Dialogue, Problem},
    order::{Action, Command, Order, Settlement},
    screen::Toast,
};

use super::{
    Request, act,
    conclude::{Conclusion, Ending, conclude},
    dialogue,
    written::Written,
};
use crate::{fault::Fault, outcome::Outcome, store::texts::TextKind};

/// «Correct» on a closed order's card. Not in a group: what the office corrects it says there when it is done.
///
/// # Errors
/// The database could not be read or written.
pub async fn begin(rq: &Request<'_>, order: &Order) -> Result<Outcome, Fault> {
    if rq.in_group() {
        return Ok(Outcome::toast(Toast::NotInGroup));
    }
    let form = CorrectOrder::new(order.id, money(order)?.clone(), order.prepayment);
    dialogue::start(rq, Dialogue::CorrectOrder(form)).await
}

/// Before and after were confirmed. When somebody else has corrected the order since they were shown, they are shown
/// again.
///
/// # Errors
/// The database could not be read or written.
pub async fn finish(rq: &Request<'_>, form: &CorrectOrder) -> Result<Ending, Fault> {
    let order = match act::reach(rq, form.order).await? {
        Ok(order) => order,
        Err(refused) => return Ok(Ending::Done(refused)),
    };
    let now = money(&order)?;
    if *now != *form.seen {
        let again = Dialogue::CorrectOrder(form.upon(now.clone()));
        return Ok(Ending::Anew(Box::new(again), Problem::ChangedMeanwhile));
    }
    let Some(reason) = form.reason.as_ref().filter(|_| form.is_changed()) else {
        return Ok(Ending::Reopen(Problem::NothingChanged));
    };
    let mut texts = Written::default();
    let reason = texts.add(rq, TextKind::Reason, reason);
    let command = Command::Correct { to: form.correction(), reason };
    conclude(rq, Conclusion { order: &order, command, action: Action::Correct, texts }).await
}

/// The money of an order that is closed: nothing but a correction changes it, and nothing opens it again.
fn money(order: &Order) -> Result<&Settlement, Fault> {
    order.settlement.as_ref().ok_or_else(|| Fault::Damaged("a closed order has no money".to_owned()))
}
