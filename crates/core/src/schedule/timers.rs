//! The timers of an order: what it waits for, and since when.

use jiff::{SignedDuration, Timestamp, civil::Time, tz::TimeZone};
use serde::{Deserialize, Serialize};

use super::{
    Topic,
    calendar::{day_after, moment},
};
use crate::order::{Order, Status};

/// What a timer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimerKind {
    /// Assigned, and the master has not answered.
    Unaccepted,
    /// New, without a master.
    Unassigned,
    /// Longer new than agreed.
    SlaNew,
    /// Longer assigned than agreed.
    SlaAssigned,
    /// Longer accepted than agreed.
    SlaAccepted,
    /// Longer on site than agreed.
    SlaOnsite,
    /// A visit is near.
    Visit,
    /// The promised day of a long repair.
    Promise,
}

/// One timer of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timer {
    /// What for.
    pub kind: TimerKind,
    /// The instant its steps are counted from. A promised day, which belongs to no zone, is its midnight in UTC.
    pub base: Timestamp,
}

/// When a step is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delay {
    /// So long after the base.
    After(SignedDuration),
    /// So long before the base.
    Before(SignedDuration),
    /// So many days after the day of the base, at this time.
    OnDay(i64, Time),
}

impl TimerKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Unaccepted,
        Self::Unassigned,
        Self::SlaNew,
        Self::SlaAssigned,
        Self::SlaAccepted,
        Self::SlaOnsite,
        Self::Visit,
        Self::Promise,
    ];

    /// The name stored in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Unaccepted => "unaccepted",
            Self::Unassigned => "unassigned",
            Self::SlaNew => "sla_new",
            Self::SlaAssigned => "sla_assigned",
            Self::SlaAccepted => "sla_accepted",
            Self::SlaOnsite => "sla_onsite",
            Self::Visit => "visit",
            Self::Promise => "promise",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What a reminder by it is about.
    #[must_use]
    pub fn topic(self) -> Topic {
        match self {
            Self::Unaccepted => Topic::Unaccepted,
            Self::Unassigned => Topic::Unassigned,
            Self::SlaNew | Self::SlaAssigned | Self::SlaAccepted | Self::SlaOnsite => Topic::Sla,
            Self::Visit => Topic::Visit,
            Self::Promise => Topic::Promise,
        }
    }

    /// How many steps it has.
    #[must_use]
    pub fn steps(self) -> u8 {
        u8::try_from(self.topic().steps().len()).unwrap_or(u8::MAX)
    }
}

/// The timers of an order as it is. One that is deleted or over has none.
#[must_use]
pub fn timers(order: &Order) -> Vec<Timer> {
    if order.is_deleted() {
        return Vec::new();
    }
    let since = order.status_changed_at;
    let timer = |kind| Timer { kind, base: since };
    let mut timers = match order.status {
        Status::New => vec![timer(TimerKind::Unassigned), timer(TimerKind::SlaNew)],
        Status::Assigned => vec![timer(TimerKind::Unaccepted), timer(TimerKind::SlaAssigned)],
        Status::Accepted => vec![timer(TimerKind::SlaAccepted)],
        Status::Onsite => vec![timer(TimerKind::SlaOnsite)],
        Status::LongRepair => {
            let promised = order.long_repair.and_then(|repair| midnight(repair.promised_on));
            promised.map(|base| Timer { kind: TimerKind::Promise, base }).into_iter().collect()
        }
        Status::Closed | Status::Refused => Vec::new(),
    };
    if matches!(order.status, Status::Assigned | Status::Accepted) {
        let visit = order.visit.and_then(|visit| visit.from);
        timers.extend(visit.map(|base| Timer { kind: TimerKind::Visit, base }));
    }
    timers
}

/// A calendar day as an instant that belongs to no zone.
fn midnight(day: jiff::civil::Date) -> Option<Timestamp> {
    moment(day, Time::midnight(), &TimeZone::UTC)
}

impl Delay {
    /// When a step of a timer with this base is due.
    #[must_use]
    pub fn due(self, base: Timestamp, zone: &TimeZone) -> Timestamp {
        match self {
            Self::After(delay) => base.checked_add(delay).unwrap_or(Timestamp::MAX),
            Self::Before(delay) => base.checked_sub(delay).unwrap_or(Timestamp::MIN),
            Self::OnDay(days, at) => {
                let day = day_after(base.to_zoned(TimeZone::UTC).date(), days);
                day.and_then(|day| moment(day, at, zone)).unwrap_or(Timestamp::MAX)
            }
        }
    }

    /// The latest base of a timer whose step is due now: [`Delay::due`] of it and of all before it has come, of none
    /// after it.
    #[must_use]
    pub fn latest(self, now: Timestamp, zone: &TimeZone) -> Timestamp {
        match self {
            Self::After(delay) => now.checked_sub(delay).unwrap_or(Timestamp::MIN),
            Self::Before(delay) => now.checked_add(delay).unwrap_or(Timestamp::MAX),
            Self::OnDay(days, at) => {
                let today = now.to_zoned(zone.clone()).date();
                // A time that clocks skip is later than it says, perhaps tomorrow.
                let candidates = [1, 0, -1, -2].into_iter().filter_map(|back| day_after(today, back));
                let come = |day: &jiff::civil::Date| moment(*day, at, zone).is_some_and(|due| due <= now);
                let last = candidates.filter(come).max();
                last.and_then(|day| midnight(day_after(day, -days)?)).unwrap_or(Timestamp::MIN)
            }
        }
    }
}
