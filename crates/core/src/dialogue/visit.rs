//! The answer to «when»: in words, or by a button for one of the coming days.

use super::{Facts, Input, Problem, text};
use crate::when::{ParsedVisit, QuickVisit, parse_visit};

/// Reads when the client expects the master.
///
/// # Errors
/// [`Problem::When`], or that a button or a text is needed.
pub(super) fn visit(input: &Input<'_>, facts: &Facts<'_>) -> Result<ParsedVisit, Problem> {
    match input {
        Input::Pick(id) => {
            let quick = QuickVisit::from_id(*id).ok_or(Problem::UseButtons)?;
            quick.visit(facts.now, facts.zone).map_err(Problem::When)
        }
        _ => text(input, |t| parse_visit(t, facts.now, facts.zone).map_err(Problem::When)),
    }
}
