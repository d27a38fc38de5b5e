//! A reason that several dialogues ask for.

use serde::{Deserialize, Serialize};

use super::{Facts, Input, Problem};
use crate::{ids::ReasonId, pii::FreeText};

/// A reason as it was given: picked, written, or both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenReason {
    /// The catalogued one.
    pub picked: Option<ReasonId>,
    /// The written one.
    pub text: Option<FreeText>,
}

impl GivenReason {
    /// Reads a reason: a button of the list, or a text of at least three characters (SPEC §2).
    pub(super) fn from_input(input: &Input<'_>, facts: &Facts<'_>) -> Result<Self, Problem> {
        match input {
            Input::Pick(id) => match facts.choices.iter().find(|choice| choice.id == *id) {
                Some(choice) if choice.needs_text => Err(Problem::DescribeReason),
                Some(choice) => Ok(Self { picked: Some(ReasonId(choice.id)), text: None }),
                None => Err(Problem::ChoiceGone),
            },
            Input::Text(text) => {
                let text = FreeText::reason(text).map_err(Problem::Text)?;
                Ok(Self { picked: None, text: Some(text) })
            }
            _ => Err(Problem::UseButtons),
        }
    }
}
