//! Beginning a long repair: promised date, parts, prepayment (SPEC §4).

use repairbot_core::{
    dialogue::LongRepairForm,
    money::Kopecks,
    order::{Action, Command},
};

use super::{Request, act, create_order, dialogue};
use crate::{fault::Fault, outcome::Outcome, store::texts::TextKind};

/// The review screen was confirmed.
///
/// # Errors
/// The database could not be read or written.
pub async fn finish(rq: &Request<'_>, form: &LongRepairForm) -> Result<Outcome, Fault> {
    let order = match act::reach(rq, form.order).await? {
        Ok(order) => order,
        Err(refused) => return Ok(refused),
    };
    let Some(promised_on) = form.promised_on else {
        return Err(Fault::Damaged("a finished form lacks an answer".to_owned()));
    };
    let parts = create_order::optional_text(rq, form.parts.as_ref(), TextKind::Parts).await?;
    let prepayment = form.prepayment.unwrap_or(Kopecks::ZERO);
    let command = Command::StartLongRepair { promised_on, parts, prepayment };
    dialogue::conclude(rq, &order, &command, Action::StartLongRepair).await
}
