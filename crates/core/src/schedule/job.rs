//! What happens by the calendar, whatever the orders are at.

use jiff::{SignedDuration, Timestamp};

/// Longer than this after its moment a message by the calendar is no news any more.
const NEWS: SignedDuration = SignedDuration::from_hours(12);

/// Something that happens by the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Job {
    /// What the office did today.
    DailySummary,
}

/// What becomes of an occurrence whose moment has passed while nobody looked. Of several only the last one counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Late {
    /// It happens, unless so much time has passed.
    Within(SignedDuration),
}

impl Job {
    /// Every job.
    pub const ALL: [Self; 1] = [Self::DailySummary];

    /// The name stored in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::DailySummary => "daily_summary",
        }
    }

    /// The policy for late occurrences.
    #[must_use]
    pub fn late(self) -> Late {
        match self {
            Self::DailySummary => Late::Within(NEWS),
        }
    }
}

impl Late {
    /// Whether something due then still happens now.
    #[must_use]
    pub fn still_matters(self, due: Timestamp, now: Timestamp) -> bool {
        match self {
            Self::Within(limit) => now.duration_since(due) <= limit,
        }
    }
}
