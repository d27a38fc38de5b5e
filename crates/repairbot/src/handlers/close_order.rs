//! Closing an order with money (SPEC §4, §6); a small sum may end as a refusal.

use repairbot_core::{
    dialogue::CloseOrder,
    money::Kopecks,
    order::{Action, Command, Order, RefusalAnswers},
};

use super::{Request, act, dialogue, give_reason};
use crate::{fault::Fault, outcome::Outcome, store::people};

/// The review screen was confirmed.
///
/// # Errors
/// The database could not be read or written.
pub async fn finish(rq: &Request<'_>, form: &CloseOrder) -> Result<Outcome, Fault> {
    let order = match act::reach(rq, form.order).await? {
        Ok(order) => order,
        Err(refused) => return Ok(refused),
    };
    if form.ends_in_refusal() {
        let reason = give_reason::store(rq, form.reason.as_ref()).await?;
        let fee = form.total.unwrap_or(Kopecks::ZERO);
        let answers = RefusalAnswers { reason, fee, refund_prepayment: form.refund };
        return dialogue::conclude(rq, &order, &Command::Refuse(answers), Action::Refuse).await;
    }
    let senior = is_senior(rq, &order).await?;
    let Some(closing) = form.closing(senior) else {
        return Err(Fault::Damaged("a finished form lacks an answer".to_owned()));
    };
    dialogue::conclude(rq, &order, &Command::Close(closing), Action::Close).await
}

/// A senior master, or a master who is an admin, has a floor under his share (SPEC §6).
async fn is_senior(rq: &Request<'_>, order: &Order) -> Result<bool, Fault> {
    let Some(master) = order.master else { return Ok(false) };
    let person = people::by_id(rq.tx, master).await?;
    Ok(person.is_some_and(|person| person.roles.has_senior_share()))
}
