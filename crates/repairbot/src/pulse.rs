//! Signs of life of the loops: a process whose loops stand still is not healthy, whatever it answers.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

use crate::clock::{Clock, after, from_ms};

/// A loop that turns at least once in this time is alive: the longest pause between two rounds, and a request that is not
/// answered.
const ALIVE: Duration = Duration::from_secs(180);
/// Updates came, or could have come, within this time.
const REACHABLE: Duration = Duration::from_secs(120);

/// A loop that must not stand still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beating {
    /// Takes updates.
    Intake,
    /// Sends messages.
    Outbox,
    /// Does what is due.
    Schedule,
}

impl Beating {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Intake, Self::Outbox, Self::Schedule];

    /// A stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Intake => "intake",
            Self::Outbox => "outbox",
            Self::Schedule => "schedule",
        }
    }

    fn place(self) -> usize {
        match self {
            Self::Intake => 0,
            Self::Outbox => 1,
            Self::Schedule => 2,
        }
    }
}

/// When each loop turned last, and when Telegram was reached last. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Pulse {
    clock: Clock,
    turned: Arc<[AtomicI64; Beating::ALL.len()]>,
    reached: Arc<AtomicI64>,
    leads: Arc<AtomicBool>,
}

impl Pulse {
    /// All of it is well at the start.
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        let now = || AtomicI64::new(clock.now().as_millisecond());
        let (turned, reached) = (Arc::new(Beating::ALL.map(|_| now())), Arc::new(now()));
        Self { turned, reached, leads: Arc::default(), clock }
    }

    /// This loop turned.
    pub fn beat(&self, who: Beating) {
        if let Some(turned) = self.turned.get(who.place()) {
            turned.store(self.clock.now().as_millisecond(), Ordering::Relaxed);
        }
    }

    /// Telegram gave updates, or said that there are none, or that its webhook is ours.
    pub fn reached(&self) {
        self.reached.store(self.clock.now().as_millisecond(), Ordering::Relaxed);
    }

    /// Whether this process leads from now on.
    pub fn leads(&self, leads: bool) {
        self.leads.store(leads, Ordering::Relaxed);
    }

    /// Whether this process leads.
    #[must_use]
    pub fn is_leader(&self) -> bool {
        self.leads.load(Ordering::Relaxed)
    }

    /// Another process leads, and this one would if it did not: what only a leader does stands still for a good reason.
    pub fn stands_by(&self, polls: bool) {
        self.beat(Beating::Outbox);
        self.beat(Beating::Schedule);
        if polls {
            self.beat(Beating::Intake);
            self.reached();
        }
    }

    /// Loops that stand still.
    #[must_use]
    pub fn silent(&self) -> Vec<Beating> {
        let turned = |who: &Beating| self.turned.get(who.place());
        let late = |who: &Beating| turned(who).is_some_and(|turned| self.is_late(turned, ALIVE));
        Beating::ALL.into_iter().filter(late).collect()
    }

    /// Whether updates can come.
    #[must_use]
    pub fn is_reachable(&self) -> bool {
        !self.is_late(&self.reached, REACHABLE)
    }

    fn is_late(&self, at: &AtomicI64, patience: Duration) -> bool {
        self.clock.now() > after(from_ms(at.load(Ordering::Relaxed)), patience)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loop_that_stands_still_is_told() {
        let clock = Clock::manual(from_ms(1_000_000));
        let pulse = Pulse::new(clock.clone());
        assert!(pulse.silent().is_empty() && pulse.is_reachable());
        clock.set(after(clock.now(), ALIVE));
        assert!(pulse.silent().is_empty() && !pulse.is_reachable());
        pulse.beat(Beating::Outbox);
        pulse.reached();
        clock.set(after(clock.now(), Duration::from_millis(1)));
        assert_eq!(pulse.silent(), [Beating::Intake, Beating::Schedule]);
        assert!(pulse.is_reachable());
    }
}
