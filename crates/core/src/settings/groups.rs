//! Which settings stand together on a screen, and in which order.

use serde::{Deserialize, Serialize};

use super::{Amount, Clock, Count, DayOfMonth, DayOfWeek, Minutes, Setting, Switch, Template};
use crate::text::mark;

/// A screen of settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Orders and their lists.
    Orders,
    /// Quiet hours.
    Quiet,
    /// Reminders.
    Reminders,
    /// How long an order may stay in a state.
    Sla,
    /// Summaries and reports.
    Reports,
    /// Backups.
    Backups,
    /// Texts.
    Texts,
}

const ORDERS: &[Setting] = &[
    Setting::Count(Count::PageSize),
    Setting::Switch(Switch::PhoneHiddenUntilOnsite),
    Setting::Amount(Amount::RefusalQuestionUpTo),
];

const QUIET: &[Setting] =
    &[Setting::Switch(Switch::QuietHours), Setting::Clock(Clock::QuietFrom), Setting::Clock(Clock::QuietTo)];

const REMINDERS: &[Setting] = &[
    Setting::Switch(Switch::Unaccepted),
    Setting::Minutes(Minutes::UnacceptedMaster),
    Setting::Minutes(Minutes::UnacceptedDispatcher),
    Setting::Minutes(Minutes::UnacceptedAdmins),
    Setting::Minutes(Minutes::Snooze),
    Setting::Switch(Switch::Unassigned),
    Setting::Minutes(Minutes::UnassignedDispatchers),
    Setting::Minutes(Minutes::UnassignedAdmins),
    Setting::Switch(Switch::Visit),
    Setting::Minutes(Minutes::VisitBefore),
    Setting::Switch(Switch::DrDue),
    Setting::Clock(Clock::DrDueAt),
];

const SLA: &[Setting] = &[
    Setting::Switch(Switch::Sla),
    Setting::Minutes(Minutes::SlaNew),
    Setting::Minutes(Minutes::SlaAssigned),
    Setting::Minutes(Minutes::SlaAccepted),
    Setting::Minutes(Minutes::SlaOnsite),
];

const REPORTS: &[Setting] = &[
    Setting::Switch(Switch::DailySummary),
    Setting::Clock(Clock::DailySummaryAt),
    Setting::Switch(Switch::DailyReport),
    Setting::Clock(Clock::DailyReportAt),
    Setting::Switch(Switch::WeeklyReport),
    Setting::DayOfWeek(DayOfWeek::WeeklyReport),
    Setting::Clock(Clock::WeeklyReportAt),
    Setting::Switch(Switch::MonthlyReport),
    Setting::DayOfMonth(DayOfMonth::MonthlyReport),
    Setting::Clock(Clock::MonthlyReportAt),
    Setting::Switch(Switch::MasterMonthly),
    Setting::DayOfMonth(DayOfMonth::MasterMonthly),
    Setting::Clock(Clock::MasterMonthlyAt),
];

const BACKUPS: &[Setting] = &[
    Setting::Switch(Switch::Backup),
    Setting::Clock(Clock::BackupAt),
    Setting::Switch(Switch::BackupToOwner),
];

const TEXTS: &[Setting] = &[
    Setting::Template(Template::Unaccepted),
    Setting::Template(Template::Unassigned),
    Setting::Template(Template::Visit),
    Setting::Template(Template::DrDue),
    Setting::Template(Template::Sla),
    Setting::Template(Template::DailySummary),
    Setting::Template(Template::Report),
    Setting::Template(Template::MasterMonthly),
    Setting::Template(Template::Backup),
];

impl Group {
    /// Every group, in the order screens show them.
    pub const ALL: [Self; 7] =
        [Self::Orders, Self::Quiet, Self::Reminders, Self::Sla, Self::Reports, Self::Backups, Self::Texts];

    /// A stable name, used as the key of the text people read.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Quiet => "quiet",
            Self::Reminders => "reminders",
            Self::Sla => "sla",
            Self::Reports => "reports",
            Self::Backups => "backups",
            Self::Texts => "texts",
        }
    }

    /// Its number in buttons; it follows from the code.
    pub(crate) fn mark(self) -> i64 {
        mark(self.code())
    }

    /// Its settings in their order.
    #[must_use]
    pub fn settings(self) -> &'static [Setting] {
        match self {
            Self::Orders => ORDERS,
            Self::Quiet => QUIET,
            Self::Reminders => REMINDERS,
            Self::Sla => SLA,
            Self::Reports => REPORTS,
            Self::Backups => BACKUPS,
            Self::Texts => TEXTS,
        }
    }
}
