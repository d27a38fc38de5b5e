//! What happens by the calendar, whatever the orders are at.

use jiff::{SignedDuration, Timestamp};

/// Something that happens by the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Job {
    /// What the office did today.
    DailySummary,
    /// Yesterday's closed orders.
    DailyReport,
    /// Those of last week.
    WeeklyReport,
    /// Those of last month.
    MonthlyReport,
    /// Each master's own orders of last month.
    MasterReports,
    /// A backup. It is made at its time, also in quiet hours; they only hold back what is said about it.
    Backup,
}

/// What becomes of an occurrence whose moment has passed while nobody looked. Of several only the last one counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Late {
    /// It happens, unless so much time has passed.
    Within(SignedDuration),
}

impl Job {
    /// Every job.
    pub const ALL: [Self; 6] = [
        Self::DailySummary,
        Self::DailyReport,
        Self::WeeklyReport,
        Self::MonthlyReport,
        Self::MasterReports,
        Self::Backup,
    ];

    /// The name stored in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::DailySummary => "daily_summary",
            Self::DailyReport => "daily_report",
            Self::WeeklyReport => "weekly_report",
            Self::MonthlyReport => "monthly_report",
            Self::MasterReports => "master_reports",
            Self::Backup => "backup",
        }
    }

    /// The policy for late occurrences: what happens every day is no news half a day later, a month's figures are for a
    /// week, and a backup that was missed is made up for until the next one.
    #[must_use]
    pub fn late(self) -> Late {
        Late::Within(SignedDuration::from_hours(match self {
            Self::DailySummary | Self::DailyReport => 12,
            Self::Backup => 24,
            Self::WeeklyReport => 3 * 24,
            Self::MonthlyReport | Self::MasterReports => 7 * 24,
        }))
    }
}

impl Late {
    /// Whether something that was to happen then still happens now.
    #[must_use]
    pub fn still_matters(self, due: Timestamp, now: Timestamp) -> bool {
        match self {
            Self::Within(limit) => now.duration_since(due) <= limit,
        }
    }
}
