//! What is said by itself: reminders and the day's summary.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    ids::OrderId,
    schedule::{Timer, TimerKind},
};

/// A message that nobody asked for. What it says is found when it is sent; it is left out when there is nothing to
/// say any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "scheduled", rename_all = "snake_case")]
pub enum Scheduled {
    /// All that its chat is to be reminded of.
    Reminders,
    /// A new card for a master who was reminded of this order, while it still waits.
    Card {
        /// Which order.
        order: OrderId,
        /// What he was reminded of.
        kind: TimerKind,
        /// The instant that timer counts from.
        base: Timestamp,
    },
    /// What the office did on a day.
    Summary {
        /// Which day.
        day: Date,
        /// When it was to be told: past the quiet hours.
        due: Timestamp,
    },
}

impl Scheduled {
    /// The order it is about.
    #[must_use]
    pub fn order(&self) -> Option<OrderId> {
        match self {
            Self::Card { order, .. } => Some(*order),
            Self::Reminders | Self::Summary { .. } => None,
        }
    }

    /// A new card for whoever was reminded by this timer.
    #[must_use]
    pub fn card(order: OrderId, Timer { kind, base }: Timer) -> Self {
        Self::Card { order, kind, base }
    }
}

/// A screen about what is said by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum ScheduleScreen {
    /// In place of a reminder that comes again later.
    Snoozed {
        /// When.
        until: Timestamp,
    },
}
