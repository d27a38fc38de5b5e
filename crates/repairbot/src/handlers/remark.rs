//! Words about an order: comments, and the reason of a deletion.

use repairbot_core::{
    dialogue::{Dialogue, Remark, RemarkPurpose},
    order::{Action, Command, Order},
    screen::Toast,
};

use super::{
    Request, act,
    conclude::{Conclusion, Ending, conclude},
    dialogue,
    written::Written,
};
use crate::{fault::Fault, outcome::Outcome, store::texts::TextKind};

/// «Comment» on an order's card.
///
/// # Errors
/// The database could not be read or written.
pub async fn comment(rq: &Request<'_>, order: &Order) -> Result<Outcome, Fault> {
    dialogue::start(rq, Dialogue::Remark(Remark::new(order.id, RemarkPurpose::Comment))).await
}

/// «Delete» on an order's card. Not in a group, which is its master's.
///
/// # Errors
/// The database could not be read or written.
pub async fn delete(rq: &Request<'_>, order: &Order) -> Result<Outcome, Fault> {
    if rq.in_group() {
        return Ok(Outcome::toast(Toast::NotInGroup));
    }
    dialogue::start(rq, Dialogue::Remark(Remark::new(order.id, RemarkPurpose::Deletion))).await
}

/// The words were written; a deletion was confirmed, too.
///
/// # Errors
/// The database could not be read or written.
pub async fn finish(rq: &Request<'_>, form: &Remark) -> Result<Ending, Fault> {
    let order = match act::reach(rq, form.order).await? {
        Ok(order) => order,
        Err(refused) => return Ok(Ending::Done(refused)),
    };
    let Some(words) = &form.text else {
        return Err(Fault::Damaged("a finished form lacks an answer".to_owned()));
    };
    let mut texts = Written::default();
    let (command, action) = match form.purpose {
        RemarkPurpose::Comment => {
            let (comment, text) = texts.add_comment(rq, order.id, words);
            (Command::Comment { comment, text }, Action::Comment)
        }
        RemarkPurpose::Deletion => {
            (Command::Delete { reason: texts.add(rq, TextKind::Reason, words) }, Action::Delete)
        }
    };
    conclude(rq, Conclusion { order: &order, command, action, texts }).await
}
