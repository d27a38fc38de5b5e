//! The thresholds and times of what happens by itself, from the company's settings.

use jiff::{
    SignedDuration,
    civil::{Time, Weekday},
};

use super::{Delay, Job, Quiet, Recurrence, TimerKind};
use crate::settings::{Clock, DayOfMonth, DayOfWeek, Minutes, Setting, Settings, Switch};

/// When what is due. `None` is switched off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// Assigned for so long: the master, the dispatchers, the admins are told.
    pub unaccepted: Option<[SignedDuration; 3]>,
    /// New for so long: the dispatchers, the admins are told.
    pub unassigned: Option<[SignedDuration; 2]>,
    /// New, assigned, accepted, on site for so long: the admins are told.
    pub sla: Option<[SignedDuration; 4]>,
    /// So long before a visit the master is told.
    pub visit: Option<SignedDuration>,
    /// The time of day for reminders of promised days.
    pub promise: Option<Time>,
    /// How long «later» is.
    pub snooze: SignedDuration,
    /// When nobody is disturbed.
    pub quiet: Option<Quiet>,
    /// When the office gets the day's summary.
    pub summary: Option<Time>,
    /// When it gets yesterday's report.
    pub daily: Option<Time>,
    /// When it gets that of the last week.
    pub weekly: Option<(Weekday, Time)>,
    /// When it gets that of the last month: on this day, at this time.
    pub monthly: Option<(i8, Time)>,
    /// When masters get their own of the last month.
    pub masters: Option<(i8, Time)>,
    /// When a backup is made.
    pub backup: Option<Time>,
}

impl From<&Settings> for Schedule {
    fn from(settings: &Settings) -> Self {
        use Minutes as M;
        let minutes = |which| settings.minutes(which);
        let on = |switch| settings.on(switch).then_some(());
        let unaccepted = [M::UnacceptedMaster, M::UnacceptedDispatcher, M::UnacceptedAdmins];
        let unassigned = [M::UnassignedDispatchers, M::UnassignedAdmins];
        let sla = [M::SlaNew, M::SlaAssigned, M::SlaAccepted, M::SlaOnsite];
        let quiet = Quiet { from: settings.time(Clock::QuietFrom), until: settings.time(Clock::QuietTo) };
        Self {
            unaccepted: on(Switch::Unaccepted).map(|()| unaccepted.map(minutes)),
            unassigned: on(Switch::Unassigned).map(|()| unassigned.map(minutes)),
            sla: on(Switch::Sla).map(|()| sla.map(minutes)),
            visit: on(Switch::Visit).map(|()| minutes(M::VisitBefore)),
            promise: on(Switch::DrDue).map(|()| settings.time(Clock::DrDueAt)),
            snooze: minutes(M::Snooze),
            quiet: on(Switch::QuietHours).map(|()| quiet),
            summary: on(Switch::DailySummary).map(|()| settings.time(Clock::DailySummaryAt)),
            daily: on(Switch::DailyReport).map(|()| settings.time(Clock::DailyReportAt)),
            weekly: on(Switch::WeeklyReport)
                .map(|()| (settings.weekday(DayOfWeek::WeeklyReport), settings.time(Clock::WeeklyReportAt))),
            monthly: on(Switch::MonthlyReport).map(|()| {
                (settings.day_of_month(DayOfMonth::MonthlyReport), settings.time(Clock::MonthlyReportAt))
            }),
            masters: on(Switch::MasterMonthly).map(|()| {
                (settings.day_of_month(DayOfMonth::MasterMonthly), settings.time(Clock::MasterMonthlyAt))
            }),
            backup: on(Switch::Backup).map(|()| settings.time(Clock::BackupAt)),
        }
    }
}

impl Job {
    /// What says whether and when it happens.
    #[must_use]
    pub fn settings(self) -> Vec<Setting> {
        let of = |switch: Switch, at: Clock| vec![switch.into(), at.into()];
        match self {
            Self::DailySummary => of(Switch::DailySummary, Clock::DailySummaryAt),
            Self::DailyReport => of(Switch::DailyReport, Clock::DailyReportAt),
            Self::WeeklyReport => {
                vec![
                    Switch::WeeklyReport.into(),
                    DayOfWeek::WeeklyReport.into(),
                    Clock::WeeklyReportAt.into(),
                ]
            }
            Self::MonthlyReport => vec![
                Switch::MonthlyReport.into(),
                DayOfMonth::MonthlyReport.into(),
                Clock::MonthlyReportAt.into(),
            ],
            Self::MasterReports => vec![
                Switch::MasterMonthly.into(),
                DayOfMonth::MasterMonthly.into(),
                Clock::MasterMonthlyAt.into(),
            ],
            Self::Backup => of(Switch::Backup, Clock::BackupAt),
        }
    }
}

impl Schedule {
    /// When this step of such a timer is due; `None` when it is switched off, or there is no such step.
    #[must_use]
    pub fn delay(&self, kind: TimerKind, step: u8) -> Option<Delay> {
        let nth = |delays: &[SignedDuration]| delays.get(usize::from(step)).copied().map(Delay::After);
        let sla = |nth: usize| {
            let delay = self.sla?.get(nth).copied();
            delay.filter(|_| step == 0).map(Delay::After)
        };
        match kind {
            TimerKind::Unaccepted => nth(&self.unaccepted?),
            TimerKind::Unassigned => nth(&self.unassigned?),
            TimerKind::SlaNew => sla(0),
            TimerKind::SlaAssigned => sla(1),
            TimerKind::SlaAccepted => sla(2),
            TimerKind::SlaOnsite => sla(3),
            TimerKind::Visit => self.visit.filter(|_| step == 0).map(Delay::Before),
            TimerKind::Promise => {
                let at = self.promise.filter(|_| step < kind.steps())?;
                Some(Delay::OnDay(i64::from(step) - 1, at))
            }
        }
    }

    /// When a job happens; `None` when it is switched off.
    #[must_use]
    pub fn recurrence(&self, job: Job) -> Option<Recurrence> {
        let daily = |at: Option<Time>| at.map(|at| Recurrence::Daily { at });
        let monthly = |when: Option<(i8, Time)>| when.map(|(on, at)| Recurrence::Monthly { on, at });
        match job {
            Job::DailySummary => daily(self.summary),
            Job::DailyReport => daily(self.daily),
            Job::WeeklyReport => self.weekly.map(|(on, at)| Recurrence::Weekly { on, at }),
            Job::MonthlyReport => monthly(self.monthly),
            Job::MasterReports => monthly(self.masters),
            Job::Backup => daily(self.backup),
        }
    }
}
