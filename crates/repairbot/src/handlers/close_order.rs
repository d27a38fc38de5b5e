//! Closing an order with money (SPEC §4, §6); a small sum may end as a refusal.

use repairbot_core::{
    dialogue::{CloseOrder, Dialogue, Problem},
    money::Kopecks,
    order::{Action, Command, Order, RefusalAnswers},
};

use super::{
    Request, act,
    conclude::{Conclusion, Ending, conclude},
    give_reason,
    written::Written,
};
use crate::{fault::Fault, store::people};

/// The review screen was confirmed.
///
/// # Errors
/// The database could not be read or written.
pub async fn finish(rq: &Request<'_>, form: &CloseOrder) -> Result<Ending, Fault> {
    let order = match act::reach(rq, form.order).await? {
        Ok(order) => order,
        Err(refused) => return Ok(Ending::Done(refused)),
    };
    if form.prepayment != order.prepayment {
        let again = Dialogue::CloseOrder(form.with_prepayment(order.prepayment));
        return Ok(Ending::Anew(Box::new(again), Problem::PrepaymentChanged));
    }
    let mut texts = Written::default();
    if form.ends_in_refusal() {
        let reason = give_reason::reason(rq, &mut texts, form.reason.as_ref());
        let fee = form.total.unwrap_or(Kopecks::ZERO);
        let command = Command::Refuse(RefusalAnswers { reason, fee, refund_prepayment: form.refund });
        return conclude(rq, Conclusion { order: &order, command, action: Action::Refuse, texts }).await;
    }
    let senior = is_senior(rq, &order).await?;
    let Some(closing) = form.closing(senior) else {
        return Err(Fault::Damaged("a finished form lacks an answer".to_owned()));
    };
    let command = Command::Close(closing);
    conclude(rq, Conclusion { order: &order, command, action: Action::Close, texts }).await
}

async fn is_senior(rq: &Request<'_>, order: &Order) -> Result<bool, Fault> {
    let Some(master) = order.master else { return Ok(false) };
    if master == rq.person.id {
        return Ok(rq.person.is_senior());
    }
    Ok(people::by_id(rq.tx, master).await?.is_some_and(|person| person.is_senior()))
}
