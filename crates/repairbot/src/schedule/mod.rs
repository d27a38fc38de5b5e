//! What happens by itself: timers of orders, reminders that are owed, jobs by the calendar (SPEC §8).
//!
//! Everything is a row, and whoever acts on one changes it under a condition in the transaction of what he does: a
//! process that ends half-way has done nothing, and of two that look at the same moment one acts.

mod backups;
mod fire;
mod jobs;
mod owed;
mod troubles;

use std::sync::Arc;

pub use backups::{Backups, Plan};

use jiff::Timestamp;
use repairbot_core::schedule::{Job, Schedule};

use crate::{
    clock::Clock,
    company::Company,
    fault::Fault,
    store::{Store, reminders, settings},
};

/// A transaction that lost against another one is repeated at most this often.
const CONFLICT_TRIES: u32 = 5;

/// The scheduling loop's body. Several may run over one database.
pub struct Scheduler {
    store: Store,
    company: Arc<Company>,
    clock: Clock,
}

/// What one tick came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScheduleTick {
    /// Whether something happened: there may be messages to send.
    pub acted: bool,
    /// Whether more is due than was done: it is not too early to look again.
    pub more: bool,
    /// When the next thing is due, as far as it is known now.
    pub next_due: Option<Timestamp>,
}

impl Scheduler {
    /// A scheduler over this database.
    #[must_use]
    pub fn new(store: Store, company: Arc<Company>, clock: Clock) -> Self {
        Self { store, company, clock }
    }

    /// Does what is due by now, a bounded amount of it.
    ///
    /// # Errors
    /// The database is away or refuses; what is due stays due.
    pub async fn tick(&self) -> Result<ScheduleTick, Fault> {
        let mut tries = 1;
        loop {
            match self.once().await {
                Err(Fault::Store(error)) if error.is_conflict() && tries < CONFLICT_TRIES => tries += 1,
                done => return done,
            }
        }
    }

    async fn once(&self) -> Result<ScheduleTick, Fault> {
        let settings = settings::load(&self.store.read().await?).await?;
        let (now, schedule) = (self.clock.now(), Schedule::from(&settings));
        let moment = Moment { now, company: &self.company, schedule };
        // What one of them cannot do keeps none of the others from being done, for ever perhaps.
        let fired = fire::due(&self.store, &moment).await;
        let jobs = jobs::due(&self.store, &moment).await;
        let called = owed::due(&self.store, &moment).await;
        let (fired, jobs, called) = (fired?, jobs?, called?);
        let next_owed = reminders::next_owed(&self.store.read().await?).await?;
        Ok(ScheduleTick {
            acted: fired.acted || jobs.acted || called,
            more: fired.more,
            next_due: [fired.next_due, jobs.next_due, next_owed].into_iter().flatten().min(),
        })
    }
}

/// Counts what became of a job.
fn count(store: &Store, job: Job, result: &str) {
    if let Some(metrics) = store.metrics() {
        metrics.job(job.code(), result);
    }
}

/// The moment of a tick, with what holds at it.
struct Moment<'a> {
    now: Timestamp,
    company: &'a Company,
    schedule: Schedule,
}

impl Moment<'_> {
    /// When something due then may be said: not in quiet hours.
    fn held(&self, due: Timestamp) -> Timestamp {
        self.schedule.quiet.map_or(due, |quiet| quiet.held_until(due, &self.company.zone))
    }

    /// Whether something may be said now.
    fn may_speak(&self) -> bool {
        self.held(self.now) <= self.now
    }
}
