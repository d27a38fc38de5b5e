//! The transition table of SPEC §2: the one place that says which state may follow which, and by whom.

use serde::{Deserialize, Serialize};

use super::Status;
use crate::actor::{Role, Roles};

/// Which transitions the company allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Workflow {
    /// The whole table.
    #[default]
    Standard,
    /// Without the extensions: declining means refusing, nothing is taken off.
    Strict,
}

impl Workflow {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Standard, Self::Strict];

    /// The name used in the configuration.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Strict => "strict",
        }
    }

    /// The workflow with this name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|workflow| workflow.code() == code)
    }
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// The state it leaves.
    pub(super) from: Status,
    /// The state it reaches.
    pub(super) to: Status,
    /// Who may: a master only with orders of their own, the others with any.
    pub(super) who: &'static [Role],
    /// Marked + in SPEC §2: off in the strict workflow.
    extension: bool,
}

/// ADMIN, DISPATCHER.
const OFFICE: &[Role] = &[Role::Admin, Role::Dispatcher];
/// Its MASTER, ADMIN.
const MASTER: &[Role] = &[Role::Admin, Role::Master];
/// Its MASTER, ADMIN, DISPATCHER.
const BOTH: &[Role] = &[Role::Admin, Role::Dispatcher, Role::Master];

const fn base(from: Status, to: Status, who: &'static [Role]) -> Row {
    Row { from, to, who, extension: false }
}

const fn extension(from: Status, to: Status, who: &'static [Role]) -> Row {
    Row { from, to, who, extension: true }
}

/// SPEC §2, row by row. Giving an order to another master is not in it: that is a command of its own.
const TABLE: &[Row] = &[
    base(Status::New, Status::Assigned, OFFICE),
    base(Status::New, Status::Refused, OFFICE),
    base(Status::Assigned, Status::Accepted, MASTER),
    base(Status::Assigned, Status::Refused, BOTH),
    extension(Status::Assigned, Status::New, BOTH),
    extension(Status::Accepted, Status::New, OFFICE),
    extension(Status::Onsite, Status::New, OFFICE),
    extension(Status::LongRepair, Status::New, OFFICE),
    base(Status::Accepted, Status::Onsite, MASTER),
    base(Status::Accepted, Status::LongRepair, MASTER),
    extension(Status::Accepted, Status::Refused, OFFICE),
    base(Status::Onsite, Status::Closed, MASTER),
    base(Status::Onsite, Status::LongRepair, MASTER),
    extension(Status::Onsite, Status::Refused, MASTER),
    base(Status::LongRepair, Status::Closed, MASTER),
    extension(Status::LongRepair, Status::Onsite, MASTER),
    extension(Status::LongRepair, Status::Refused, MASTER),
    base(Status::Refused, Status::New, OFFICE),
];

/// The rows in force.
fn rows(workflow: Workflow) -> impl Iterator<Item = &'static Row> {
    TABLE.iter().filter(move |row| workflow == Workflow::Standard || !row.extension)
}

/// The row of a transition, if the workflow has it.
pub(super) fn row(from: Status, to: Status, workflow: Workflow) -> Option<&'static Row> {
    rows(workflow).find(|row| row.from == from && row.to == to)
}

impl Row {
    /// Whether someone with these roles may; `own` says whether the order is assigned to them.
    pub(super) fn admits(&self, roles: Roles, own: bool) -> bool {
        self.who.iter().any(|role| roles.has(*role) && (*role != Role::Master || own))
    }

    /// Whether it is the master's step: the office does not take it, and an admin takes it for the master.
    pub(super) fn is_masters_step(&self) -> bool {
        self.who.contains(&Role::Master) && !self.who.contains(&Role::Dispatcher)
    }
}

/// A question to the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transition {
    /// The present state.
    pub from: Status,
    /// The state asked for.
    pub to: Status,
    /// Roles of the person who asks.
    pub roles: Roles,
    /// Whether the order is assigned to that person.
    pub own: bool,
    /// Which table is in force.
    pub workflow: Workflow,
}

/// Why the table says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransitionRefusal {
    /// The order is in that state already.
    #[error("the order is in this state already")]
    Already,
    /// The table has no such row; `allowed` lists the states that can be reached.
    #[error("no such transition; allowed: {}", list(allowed, Status::code))]
    NotInTable {
        /// States that can be reached from the present one, whoever asks.
        allowed: Vec<Status>,
    },
    /// Nothing can follow the present state.
    #[error("the state is terminal")]
    Terminal,
    /// Another role is needed.
    #[error("needs one of the roles: {}", list(roles, Role::code))]
    RoleNeeded {
        /// Any of them would do.
        roles: Vec<Role>,
    },
    /// A master may do this with their own orders only.
    #[error("the order is assigned to another master")]
    NotOwn,
}

impl TransitionRefusal {
    /// A stable name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Already => "already",
            Self::NotInTable { .. } => "not_in_table",
            Self::Terminal => "terminal",
            Self::RoleNeeded { .. } => "role_needed",
            Self::NotOwn => "not_own",
        }
    }
}

/// Codes separated by commas.
fn list<T: Copy>(items: &[T], code: fn(T) -> &'static str) -> String {
    items.iter().map(|item| code(*item)).collect::<Vec<_>>().join(", ")
}

/// Asks the table (SPEC §2).
///
/// # Errors
/// [`TransitionRefusal`]; the state is looked at first, then the roles, then whose order it is.
pub fn check_transition(transition: &Transition) -> Result<(), TransitionRefusal> {
    let Transition { from, to, roles, own, workflow } = *transition;
    if from == to {
        return Err(TransitionRefusal::Already);
    }
    let Some(row) = row(from, to, workflow) else {
        let allowed: Vec<Status> = rows(workflow).filter(|row| row.from == from).map(|row| row.to).collect();
        return Err(if allowed.is_empty() {
            TransitionRefusal::Terminal
        } else {
            TransitionRefusal::NotInTable { allowed }
        });
    };
    if row.admits(roles, own) {
        Ok(())
    } else if row.admits(roles, true) {
        Err(TransitionRefusal::NotOwn)
    } else {
        Err(TransitionRefusal::RoleNeeded { roles: row.who.to_vec() })
    }
}
