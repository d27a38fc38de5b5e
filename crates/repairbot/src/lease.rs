//! One leader among the processes of a bot: it sends, schedules and, where updates are polled, polls.
//!
//! The lease is a row. Its holder renews it, and whoever sees it renewed knows that he lives; nobody compares clocks of two
//! machines. A follower takes it when it is free, or when it saw no renewal for [`LASTS`] by its own clock. The holder
//! relies on it for less than that since it last asked to renew, also by its own clock, so two never rely on it at once
//! (ADR 0040).

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use crate::{
    clock::{Clock, saturating_ms},
    fault::Fault,
    store::{
        Store,
        leases::{self, NOBODY, Seat},
    },
};

/// A lease that was not renewed for so long may be taken by another.
pub const LASTS: Duration = Duration::from_secs(5);
/// How often its holder renews it.
pub const RENEW_EVERY: Duration = Duration::from_secs(2);
/// How often the others look at it.
pub const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Its holder relies on it for so much less than it lasts: a request is sent a moment after this was asked.
const MARGIN: Duration = Duration::from_secs(1);

/// The time of one leader. Clones are the same term.
#[derive(Debug, Clone)]
pub struct Term {
    epoch: i64,
    clock: Clock,
    /// Until when it can be relied on, in milliseconds of [`Clock::uptime`].
    sure_until: Arc<AtomicI64>,
}

impl Term {
    /// A term without end: for a process that is alone by construction.
    #[must_use]
    pub fn endless(clock: Clock) -> Self {
        let epoch = clock.now().as_millisecond();
        Self { epoch, clock, sure_until: Arc::new(AtomicI64::new(i64::MAX)) }
    }

    fn new(epoch: i64, clock: Clock) -> Self {
        Self { epoch, clock, sure_until: Arc::default() }
    }

    /// Its number: greater than those of all terms before.
    #[must_use]
    pub fn epoch(&self) -> i64 {
        self.epoch
    }

    /// Whether nobody else can lead at this moment.
    #[must_use]
    pub fn is_sure(&self) -> bool {
        saturating_ms(self.clock.uptime()) < self.sure_until.load(Ordering::SeqCst)
    }

    fn renewed(&self, asked: Duration) {
        self.sure_until.store(saturating_ms(asked + LASTS - MARGIN), Ordering::SeqCst);
    }

    fn over(&self) {
        self.sure_until.store(0, Ordering::SeqCst);
    }
}

/// One process's part in it.
pub struct Lease {
    store: Store,
    clock: Clock,
    me: i64,
    term: Option<Term>,
    /// What it saw last, and when it saw that first.
    seen: Option<(Seat, Duration)>,
}

impl Lease {
    /// For the process of this number, which no other one has.
    #[must_use]
    pub fn new(store: Store, clock: Clock, me: i64) -> Self {
        Self { store, clock, me, term: None, seen: None }
    }

    /// Renews the lease, or takes it when it can be had. Gives the term while this process leads.
    ///
    /// # Errors
    /// The database is away: a leader leads on, sends nothing once it can't be sure, and asks again.
    pub async fn tick(&mut self) -> Result<Option<Term>, Fault> {
        let now = self.clock.uptime();
        let Some(term) = self.term.clone() else { return self.look(now).await };
        // An outage does not end the term: nobody could take it meanwhile, or somebody did, and this tells.
        if self.renew(&term).await? {
            term.renewed(now);
            return Ok(Some(term));
        }
        self.term = None;
        term.over();
        tracing::warn!(epoch = term.epoch, "another process leads now");
        Ok(None)
    }

    /// Gives the lease back: another process leads at once.
    ///
    /// # Errors
    /// The database is away: another one leads when the lease is over.
    pub async fn give_back(&mut self) -> Result<(), Fault> {
        let Some(term) = self.term.take() else { return Ok(()) };
        term.over();
        let tx = self.store.write_deferred().await?;
        leases::give_back(&tx, (self.me, term.epoch)).await?;
        Ok(tx.commit().await?)
    }

    async fn renew(&self, term: &Term) -> Result<bool, Fault> {
        let tx = self.store.write_deferred().await?;
        let renewed = leases::renew(&tx, (self.me, term.epoch)).await?;
        tx.commit().await?;
        Ok(renewed)
    }

    async fn look(&mut self, now: Duration) -> Result<Option<Term>, Fault> {
        let seat = leases::seat(&self.store.read().await?).await?;
        let since = match self.seen {
            Some((seen, since)) if seen == seat => since,
            _ => self.clock.uptime(),
        };
        self.seen = Some((seat, since));
        if seat.holder != NOBODY && now < since + LASTS {
            return Ok(None);
        }
        let epoch = self.clock.now().as_millisecond().max(seat.epoch.saturating_add(1));
        let tx = self.store.write().await?;
        let taken = leases::take(&tx, seat, (self.me, epoch)).await?;
        tx.commit().await?;
        if !taken {
            return Ok(None);
        }
        let term = Term::new(epoch, self.clock.clone());
        term.renewed(now);
        self.term = Some(term.clone());
        tracing::info!(epoch, "this process leads");
        Ok(Some(term))
    }
}
