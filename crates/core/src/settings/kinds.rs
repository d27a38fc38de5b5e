//! The settings there are, one enum for each kind of value, so that nobody can ask a switch for its minutes.

use super::Setting;

/// Declares the settings of one kind. A code is what the database knows a setting by: it is never given to another.
macro_rules! kind {
    ($(#[$doc:meta])* $kind:ident { $($(#[$about:meta])* $name:ident = $code:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $kind { $($(#[$about])* $name,)+ }

        impl $kind {
            /// All of this kind.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// A stable name.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }
        }

        impl From<$kind> for Setting {
            fn from(setting: $kind) -> Self {
                Self::$kind(setting)
            }
        }
    };
}

kind! {
    /// Something that is on or off.
    Switch {
        /// A master does not see the client's phone before he is on site (SPEC §4).
        PhoneHiddenUntilOnsite = "phone_hidden",
        /// What is due at night is held until the morning.
        QuietHours = "quiet_hours",
        /// Reminders of orders their master has not accepted.
        Unaccepted = "unaccepted",
        /// Reminders of orders without a master.
        Unassigned = "unassigned",
        /// Reports of orders that stay too long in a state.
        Sla = "sla",
        /// Reminders of visits.
        Visit = "visit",
        /// Reminders of promised days.
        DrDue = "dr_due",
        /// The summary of the day.
        DailySummary = "daily_summary",
        /// The report of the previous day.
        DailyReport = "daily_report",
        /// The report of the previous week.
        WeeklyReport = "weekly_report",
        /// The report of the previous month.
        MonthlyReport = "monthly_report",
        /// Each master's own report of the previous month.
        MasterMonthly = "master_monthly",
        /// The backup of the database.
        Backup = "backup",
        /// The backup is sent to the admins as a file, too.
        BackupToOwner = "backup_to_owner",
    }
}

kind! {
    /// A length of time in minutes.
    Minutes {
        /// Not accepted for so long: the master is reminded.
        UnacceptedMaster = "unaccepted_master",
        /// Not accepted for so long: the dispatchers are told.
        UnacceptedDispatcher = "unaccepted_dispatcher",
        /// Not accepted for so long: the admins are told.
        UnacceptedAdmins = "unaccepted_admins",
        /// Who asks to be reminded later is reminded after this.
        Snooze = "snooze",
        /// Without a master for so long: the dispatchers are told.
        UnassignedDispatchers = "unassigned_dispatchers",
        /// Without a master for so long: the admins are told.
        UnassignedAdmins = "unassigned_admins",
        /// How long an order may stay new.
        SlaNew = "sla_new",
        /// How long an order may stay assigned.
        SlaAssigned = "sla_assigned",
        /// How long an order may stay accepted.
        SlaAccepted = "sla_accepted",
        /// How long a master may stay on site.
        SlaOnsite = "sla_onsite",
        /// How long before a visit the master is reminded.
        VisitBefore = "visit_before",
    }
}

kind! {
    /// A number of things.
    Count {
        /// How many lines a page of a list or of a search has.
        PageSize = "page_size",
    }
}

kind! {
    /// A time of the day by the company's clock.
    Clock {
        /// When quiet hours begin.
        QuietFrom = "quiet_from",
        /// When quiet hours end; on the next day when that is earlier than their beginning.
        QuietTo = "quiet_to",
        /// When promised days are reminded of.
        DrDueAt = "dr_due_at",
        /// When the summary of the day is sent.
        DailySummaryAt = "daily_summary_at",
        /// When the report of the previous day is sent.
        DailyReportAt = "daily_report_at",
        /// When the report of the previous week is sent.
        WeeklyReportAt = "weekly_report_at",
        /// When the report of the previous month is sent.
        MonthlyReportAt = "monthly_report_at",
        /// When masters get their reports of the previous month.
        MasterMonthlyAt = "master_monthly_at",
        /// When the backup is made.
        BackupAt = "backup_at",
    }
}

kind! {
    /// A day of the week.
    DayOfWeek {
        /// When the report of the previous week is sent.
        WeeklyReport = "weekly_report_day",
    }
}

kind! {
    /// A day that every month has.
    DayOfMonth {
        /// When the report of the previous month is sent.
        MonthlyReport = "monthly_report_day",
        /// When masters get their reports of the previous month.
        MasterMonthly = "master_monthly_day",
    }
}

kind! {
    /// A sum of money.
    Amount {
        /// Up to this total whoever closes an order is asked whether it was a refusal (SPEC §4).
        RefusalQuestionUpTo = "refusal_question_up_to",
    }
}

kind! {
    /// A text people get, with places that are filled in.
    Template {
        /// The reminder of an order its master has not accepted.
        Unaccepted = "text_unaccepted",
        /// The reminder of an order without a master.
        Unassigned = "text_unassigned",
        /// The reminder of a visit.
        Visit = "text_visit",
        /// The reminder of a promised day.
        DrDue = "text_dr_due",
        /// An order in the digest of those that stay too long in a state.
        Sla = "text_sla",
        /// The heading of the day's summary.
        DailySummary = "text_daily_summary",
        /// The heading of the office's report of a day, a week or a month.
        Report = "text_report",
        /// The heading of a master's report of his month.
        MasterMonthly = "text_master_monthly",
        /// That a backup was made.
        Backup = "text_backup",
    }
}
