//! What reminders are about. A chat has at most one reminder of each topic that asks for something.

use serde::{Deserialize, Serialize};

use super::TimerKind;
use crate::actor::Role;

/// What a reminder is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Assigned, and the master has not answered.
    Unaccepted,
    /// New, without a master.
    Unassigned,
    /// Longer in one state than agreed.
    Sla,
    /// A visit is near.
    Visit,
    /// The promised day of a long repair.
    Promise,
}

impl Topic {
    /// Every topic, in the order a message has them.
    pub const ALL: [Self; 5] = [Self::Unaccepted, Self::Unassigned, Self::Sla, Self::Visit, Self::Promise];

    /// The name stored in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Unaccepted => "unaccepted",
            Self::Unassigned => "unassigned",
            Self::Sla => "sla",
            Self::Visit => "visit",
            Self::Promise => "promise",
        }
    }

    /// The topic with this name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.code() == code)
    }

    /// The timers that are its.
    pub fn kinds(self) -> impl Iterator<Item = TimerKind> {
        TimerKind::ALL.into_iter().filter(move |kind| kind.topic() == self)
    }

    /// Whether it asks for something to be done: its reminder names all that waits and replaces the former one. The
    /// others tell of each thing once.
    #[must_use]
    pub fn asks(self) -> bool {
        matches!(self, Self::Unaccepted | Self::Unassigned)
    }

    /// Who is told at each step.
    #[must_use]
    pub fn steps(self) -> &'static [&'static [Role]] {
        match self {
            Self::Unaccepted => &[&[Role::Master], &[Role::Dispatcher], &[Role::Admin]],
            Self::Unassigned => &[&[Role::Dispatcher], &[Role::Admin]],
            Self::Sla => &[&[Role::Admin]],
            Self::Visit => &[&[Role::Master]],
            Self::Promise => &[&[Role::Master], &[Role::Master], &[Role::Master, Role::Dispatcher]],
        }
    }

    /// From which step on somebody in this role is told; `None` for never.
    #[must_use]
    pub fn first_step(self, role: Role) -> Option<u8> {
        let first = self.steps().iter().position(|roles| roles.contains(&role))?;
        u8::try_from(first).ok()
    }
}
