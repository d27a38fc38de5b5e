//! Buttons under reminders.

use super::BadCallback;

/// What a press asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SchedulePress {
    /// Remind this chat later of what the pressed message says.
    Later,
}

impl SchedulePress {
    /// The numbers it is written as; the first one says which press it is and is never given to another.
    pub(super) fn numbers(self) -> Vec<i64> {
        match self {
            Self::Later => vec![0],
        }
    }

    /// The press of these numbers.
    pub(super) fn from_numbers(numbers: &[i64]) -> Result<Self, BadCallback> {
        match *numbers {
            [0] => Ok(Self::Later),
            _ => Err(BadCallback),
        }
    }
}
