//! Money between a master and the office: how much is handed in, received or paid out, why a hand-in is rejected, and by
//! how much an admin sets a balance right. What the office enters by itself is reviewed before it is written.

use serde::{Deserialize, Serialize};

use super::{Cursor, Facts, Form, Input, Problem, text, yes_no};
use crate::{
    actor::{Role, Roles},
    ids::{HandInId, PersonId},
    money::{Kopecks, parse_money},
    pii::FreeText,
};

/// What the answers are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LedgerTask {
    /// A master hands in what he holds.
    HandIn {
        /// Who.
        master: PersonId,
    },
    /// The office got another sum than the master said.
    Confirm {
        /// Which hand-in.
        hand_in: HandInId,
    },
    /// The office got nothing.
    Reject {
        /// Which hand-in.
        hand_in: HandInId,
    },
    /// The office got money without being asked.
    Receive {
        /// From whom.
        master: PersonId,
    },
    /// The office pays what the company owes a master.
    PayOut {
        /// To whom.
        master: PersonId,
    },
    /// An admin sets a balance right.
    Adjust {
        /// Whose.
        master: PersonId,
    },
}

impl LedgerTask {
    /// Whether somebody with these roles may do it.
    #[must_use]
    pub fn is_for(self, roles: Roles) -> bool {
        match self {
            Self::HandIn { .. } => roles.has(Role::Master),
            Self::Confirm { .. } | Self::Reject { .. } | Self::Receive { .. } | Self::PayOut { .. } => {
                roles.is_office()
            }
            Self::Adjust { .. } => roles.has(Role::Admin),
        }
    }
}

/// The questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LedgerField {
    /// Does the master owe more from now on?
    OwesMore,
    /// How much.
    Amount,
    /// Why.
    Reason,
}

/// The answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerForm {
    cursor: Cursor<LedgerField>,
    /// What they are for.
    pub task: LedgerTask,
    /// The sum one button offers; `ZERO` when none. No more than this is handed in or paid out.
    pub offered: Kopecks,
    /// Whether an adjustment makes him owe more.
    pub owes_more: Option<bool>,
    /// How much.
    pub amount: Option<Kopecks>,
    /// Why.
    pub reason: Option<FreeText>,
}

impl LedgerForm {
    /// A fresh form that offers this sum.
    #[must_use]
    pub fn new(task: LedgerTask, offered: Kopecks) -> Self {
        let first = first_of(task);
        Self { cursor: Cursor::start(first), task, offered, owes_more: None, amount: None, reason: None }
    }

    /// The sum of an adjustment with its sign, once both are given.
    #[must_use]
    pub fn signed(&self) -> Option<Kopecks> {
        let amount = self.amount?;
        Some(if self.owes_more? { amount } else { Kopecks(-amount.0) })
    }

    fn sum(&self, input: &Input<'_>) -> Result<Kopecks, Problem> {
        let sum = match input {
            Input::Pick(1) if !self.offered.is_zero() => self.offered,
            Input::Pick(_) => return Err(Problem::UseButtons),
            _ => text(input, |t| parse_money(t).map_err(Problem::Money))?,
        };
        match self.task {
            _ if sum.is_zero() => Err(Problem::AmountZero),
            LedgerTask::HandIn { .. } if sum > self.offered => Err(Problem::MoreThanHeld),
            LedgerTask::PayOut { .. } if sum > self.offered => Err(Problem::MoreThanOwed),
            _ => Ok(sum),
        }
    }
}

fn first_of(task: LedgerTask) -> LedgerField {
    match task {
        LedgerTask::Reject { .. } => LedgerField::Reason,
        LedgerTask::Adjust { .. } => LedgerField::OwesMore,
        LedgerTask::HandIn { .. }
        | LedgerTask::Confirm { .. }
        | LedgerTask::Receive { .. }
        | LedgerTask::PayOut { .. } => LedgerField::Amount,
    }
}

impl Form for LedgerForm {
    type Field = LedgerField;

    fn fields(&self) -> Vec<LedgerField> {
        match self.task {
            LedgerTask::Adjust { .. } => {
                vec![LedgerField::OwesMore, LedgerField::Amount, LedgerField::Reason]
            }
            task => vec![first_of(task)],
        }
    }

    fn cursor(&self) -> Cursor<LedgerField> {
        self.cursor
    }

    fn set_cursor(&mut self, cursor: Cursor<LedgerField>) {
        self.cursor = cursor;
    }

    fn optional(&self, _: LedgerField) -> bool {
        false
    }

    fn answered(&self, field: LedgerField) -> bool {
        match field {
            LedgerField::OwesMore => self.owes_more.is_some(),
            LedgerField::Amount => self.amount.is_some(),
            LedgerField::Reason => self.reason.is_some(),
        }
    }

    fn answer(&mut self, field: LedgerField, input: &Input<'_>, _: &Facts<'_>) -> Result<(), Problem> {
        match field {
            LedgerField::OwesMore => self.owes_more = Some(yes_no(input)?),
            LedgerField::Amount => self.amount = Some(self.sum(input)?),
            LedgerField::Reason => {
                self.reason = Some(text(input, |t| FreeText::reason(t).map_err(Problem::Text))?);
            }
        }
        Ok(())
    }

    fn clear(&mut self, _: LedgerField) {}

    fn has_review(&self) -> bool {
        match self.task {
            LedgerTask::Receive { .. } | LedgerTask::PayOut { .. } | LedgerTask::Adjust { .. } => true,
            LedgerTask::HandIn { .. } | LedgerTask::Confirm { .. } | LedgerTask::Reject { .. } => false,
        }
    }
}
