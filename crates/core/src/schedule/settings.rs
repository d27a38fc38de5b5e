//! The thresholds and times of what happens by itself.

use jiff::{
    SignedDuration,
    civil::{Time, time},
};

use super::{Delay, Job, Quiet, Recurrence, TimerKind};

/// When what is due. `None` switches off.
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
}

impl Default for Schedule {
    /// The defaults of SPEC §8; reminders of promised days at nine, later is half an hour.
    fn default() -> Self {
        let minutes = SignedDuration::from_mins;
        let hours = SignedDuration::from_hours;
        Self {
            unaccepted: Some([minutes(15), minutes(30), minutes(60)]),
            unassigned: Some([minutes(15), minutes(30)]),
            sla: Some([hours(2), hours(4), hours(8), hours(12)]),
            visit: Some(hours(2)),
            promise: Some(time(9, 0, 0, 0)),
            snooze: minutes(30),
            quiet: Some(Quiet { from: time(22, 0, 0, 0), until: time(6, 0, 0, 0) }),
            summary: Some(time(21, 30, 0, 0)),
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
        match job {
            Job::DailySummary => Some(Recurrence::Daily { at: self.summary? }),
        }
    }
}
