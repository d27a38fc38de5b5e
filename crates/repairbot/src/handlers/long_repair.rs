//! Beginning a long repair: promised date, parts, prepayment (SPEC §4).

use repairbot_core::{
    dialogue::LongRepairForm,
    money::Kopecks,
    order::{Action, Command},
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
pub async fn finish(rq: &Request<'_>, form: &LongRepairForm) -> Result<Ending, Fault> {
    let order = match act::reach(rq, form.order).await? {
        Ok(order) => order,
        Err(refused) => return Ok(Ending::Done(refused)),
    };
    let Some(promised_on) = form.promised_on else {
        return Err(Fault::Damaged("a finished form lacks an answer".to_owned()));
    };
    let mut texts = Written::default();
    let parts = texts.add_optional(rq, TextKind::Parts, form.parts.as_ref());
    let prepayment = form.prepayment.unwrap_or(Kopecks::ZERO);
    let command = Command::StartLongRepair { promised_on, parts, prepayment };
    conclude(rq, Conclusion { order: &order, command, action: Action::StartLongRepair, texts }).await
}
