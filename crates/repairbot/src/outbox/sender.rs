//! The sender: claims rows, renders them, sends them side by side, settles what came back.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use jiff::Timestamp;

use super::call::{Call, Render};
use super::flight::{Back, Fate, Landed, fly};
use super::settle::Settler;
use super::throttle::{Limits, Throttle};
use crate::clock::{Clock, after, saturating_ms};
use crate::fault::Fault;
use crate::store::Store;
use crate::store::outbox::{self, ClaimQuery, ClaimedRow};
use crate::telegram::{DeadReason, Telegram, backoff};

/// Requests under way at once. Each belongs to another chat: a chat's next row waits for its head.
const IN_FLIGHT: usize = 8;
/// How long a claim holds. Longer than any request may take, so that a row is never sent by two.
const LEASE: Duration = Duration::from_secs(60);
/// A row that cannot be rendered is tried so many times.
const RENDER_TRIES: u32 = 3;

/// What the sender is made of.
pub struct SenderParts {
    /// Where the rows are.
    pub store: Store,
    /// How they leave.
    pub telegram: Telegram,
    /// What they say.
    pub render: Arc<dyn Render>,
    /// What time it is.
    pub clock: Clock,
    /// How fast they may leave.
    pub limits: Limits,
}

/// What one tick did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendTick {
    /// So many messages were started or settled. Tick again at once.
    Worked(usize),
    /// Nothing can be started now, but some requests are under way: wait for [`Sender::landed`], for a
    /// ring of [`super::Wake`], or until `next_due`.
    Flying {
        /// When something more can be started; `None`: not before one of the former.
        next_due: Option<Timestamp>,
    },
    /// Nothing is under way: wait for a ring of [`super::Wake`], or until `next_due`.
    Idle {
        /// When the next row can go; `None`: no row waits.
        next_due: Option<Timestamp>,
    },
}

/// The sending loop's body. One sender per bot at a time.
pub struct Sender {
    parts: SenderParts,
    throttle: Throttle,
    /// Marks this process's claims.
    epoch: i64,
    /// When claims of earlier processes, and claims whose time is over, were last made free.
    released: Option<Timestamp>,
    flights: FuturesUnordered<BoxFuture<'static, Back>>,
    /// Back, and not yet settled: kept here while the database is away.
    landed: Vec<Landed>,
    /// How often rendering failed, by row. In memory: a new process tries again.
    faulty: BTreeMap<i64, u32>,
}

impl Sender {
    /// A sender whose claims carry the present time as their epoch.
    #[must_use]
    pub fn new(parts: SenderParts) -> Self {
        let epoch = parts.clock.now().as_millisecond();
        Self::with_epoch(parts, epoch)
    }

    /// A sender whose claims carry this epoch, such as a leader's term. Claims of lower epochs are freed.
    #[must_use]
    pub fn with_epoch(parts: SenderParts, epoch: i64) -> Self {
        Self {
            throttle: Throttle::new(parts.limits),
            epoch,
            released: None,
            flights: FuturesUnordered::new(),
            landed: Vec::new(),
            faulty: BTreeMap::new(),
            parts,
        }
    }

    /// Settles what came back and starts what may go now. Waits for the database, never for Telegram.
    ///
    /// Must run to its end: dropped half-way it may leave rows claimed until their lease ends.
    ///
    /// # Errors
    /// The database is away or refuses; what came back is kept and settled by a later tick.
    pub async fn tick(&mut self) -> Result<SendTick, Fault> {
        self.collect();
        // Settling comes first: what is back here must not be taken for lost.
        let settled = self.settle().await?;
        self.release().await?;
        let started = self.start().await?;
        self.collect();
        if settled + started > 0 || !self.landed.is_empty() {
            return Ok(SendTick::Worked(settled + started));
        }
        if self.flights.is_empty() {
            return Ok(SendTick::Idle { next_due: self.next_due().await? });
        }
        let full = self.flights.len() >= IN_FLIGHT;
        Ok(SendTick::Flying { next_due: if full { None } else { self.next_due().await? } })
    }

    /// Waits until a request under way comes back; for ever when there is none. May be dropped at any time.
    pub async fn landed(&mut self) {
        match self.flights.next().await {
            Some(back) => self.land(back),
            None => std::future::pending().await,
        }
    }

    /// Ticks until nothing can go now and nothing is under way. Gives when the next row can go.
    ///
    /// # Errors
    /// As [`Sender::tick`].
    pub async fn drain(&mut self) -> Result<Option<Timestamp>, Fault> {
        loop {
            match self.tick().await? {
                SendTick::Worked(_) => {}
                SendTick::Flying { .. } => self.landed().await,
                SendTick::Idle { next_due } => return Ok(next_due),
            }
        }
    }

    /// For shutdown: starts nothing more, waits for what is under way and settles it.
    ///
    /// # Errors
    /// As [`Sender::tick`]; the next process then finds the rows claimed and takes them as ambiguous.
    pub async fn finish(&mut self) -> Result<(), Fault> {
        while !self.flights.is_empty() {
            self.landed().await;
        }
        self.settle().await.map(drop)
    }

    /// Frees what an earlier process had claimed, at the start and then once per lease: it may have been
    /// sent, so it is ambiguous.
    async fn release(&mut self) -> Result<(), Fault> {
        let now = self.parts.clock.now();
        if self.released.is_some_and(|last| now < after(last, LEASE)) {
            return Ok(());
        }
        let tx = self.parts.store.write().await?;
        let freed = outbox::release_stale(&tx, now, self.epoch).await?;
        tx.commit().await?;
        if freed > 0 {
            tracing::warn!(rows = freed, "messages were left half-sent");
        }
        self.released = Some(now);
        Ok(())
    }

    /// Takes in what has come back, without waiting.
    fn collect(&mut self) {
        while let Some(Some(back)) = self.flights.next().now_or_never() {
            self.land(back);
        }
    }

    fn land(&mut self, back: Back) {
        let now = self.parts.clock.now();
        if let Some(pause) = back.pause() {
            self.throttle.pause_chat(back.row.chat, now, after(now, pause));
        }
        self.landed.push(back.decide(now));
    }

    async fn settle(&mut self) -> Result<usize, Fault> {
        if self.landed.is_empty() {
            return Ok(0);
        }
        let Self { parts, landed, .. } = &*self;
        let settler = Settler { store: &parts.store, render: &*parts.render, now: parts.clock.now() };
        settler.settle(landed).await?;
        let settled = self.landed.len();
        self.landed.clear();
        Ok(settled)
    }

    /// Claims rows that may go now and sends them off.
    async fn start(&mut self) -> Result<usize, Fault> {
        let now = self.parts.clock.now();
        let slots = IN_FLIGHT.saturating_sub(self.flights.len());
        let limit = self.throttle.room(now).map_or(slots, |room| room.min(slots));
        if limit == 0 {
            return Ok(0);
        }
        let rows = self.claim(now, limit).await?;
        let started = rows.len();
        for row in rows {
            let call = self.parts.render.render(&row).await;
            self.send(row, call, now);
        }
        Ok(started)
    }

    async fn claim(&mut self, now: Timestamp, limit: usize) -> Result<Vec<ClaimedRow>, Fault> {
        let tx = self.parts.store.write().await?;
        let limit = u64::try_from(limit).unwrap_or(u64::MAX);
        let query = ClaimQuery { now, limit, epoch: self.epoch, lease_ms: saturating_ms(LEASE) };
        let rows = outbox::claim(&tx, &query, &self.throttle.busy(now)).await?;
        tx.commit().await?;
        Ok(rows)
    }

    /// Sends a claimed row off, unless there is nothing to send or it took too long to get here.
    fn send(&mut self, row: ClaimedRow, call: Result<Call, Fault>, claimed: Timestamp) {
        let now = self.parts.clock.now();
        let call = match call {
            Ok(Call::Nothing) => {
                self.faulty.remove(&row.id);
                return self.landed.push(Landed { row, fate: Fate::Sent(None) });
            }
            Ok(call) => call,
            Err(fault) => return self.not_rendered(row, &fault),
        };
        self.faulty.remove(&row.id);
        if after(now, self.parts.telegram.request_timeout()) >= after(claimed, LEASE) {
            // The request could outlive the claim, and another process could send the row too.
            let why = "its claim was about to end".to_owned();
            let fate = Fate::Again { not_before: now, ambiguous: false, why };
            return self.landed.push(Landed { row, fate });
        }
        self.throttle.take(row.chat, now);
        self.flights.push(fly(self.parts.telegram.clone(), row, call).boxed());
    }

    fn not_rendered(&mut self, row: ClaimedRow, fault: &Fault) {
        let failures = self.faulty.get(&row.id).copied().unwrap_or(0);
        let tries = if fault.is_outage() { failures } else { failures + 1 };
        tracing::error!(row = row.id, tries, error = %fault, "a message cannot be rendered");
        let fate = if tries >= RENDER_TRIES {
            self.faulty.remove(&row.id);
            Fate::Dead(DeadReason::Unrenderable(fault.to_string()))
        } else {
            self.faulty.insert(row.id, tries);
            let not_before = after(self.parts.clock.now(), backoff(failures));
            Fate::Again { not_before, ambiguous: false, why: fault.to_string() }
        };
        self.landed.push(Landed { row, fate });
    }

    /// When the next waiting row can go, as far as its own time and the limits tell.
    async fn next_due(&mut self) -> Result<Option<Timestamp>, Fault> {
        let now = self.parts.clock.now();
        let release = self.throttle.next_release(now);
        if self.throttle.room(now) == Some(0) {
            return Ok(release);
        }
        let busy = self.throttle.busy(now);
        let tx = self.parts.store.read().await?;
        let free_due = outbox::next_head_due(&tx, &busy).await?;
        if busy.is_empty() || outbox::next_head_due(&tx, &[]).await? == free_due {
            return Ok(free_due);
        }
        Ok(free_due.into_iter().chain(release).min())
    }
}
