//! The sender: claims rows, renders them, sends them side by side, settles what came back.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use jiff::Timestamp;
use repairbot_core::ids::ChatId;

use super::call::{Call, Render};
use super::flight::{Back, Fate, Landed, fly};
use super::settle::Settler;
use super::throttle::{Limits, Throttle};
use crate::clock::{Clock, after, saturating_ms};
use crate::fault::Fault;
use crate::lease::{LOOK_EVERY, Term};
use crate::metrics::Metrics;
use crate::store::outbox::{self, ClaimQuery, ClaimedRow};
use crate::store::{Store, WriteTx};
use crate::telegram::{DeadReason, Telegram, backoff};

/// Requests under way at once. Each belongs to another chat: a chat's next row waits for its head.
const IN_FLIGHT: usize = 32;
/// Works under way at once, beside the requests: most of them wait for their turn.
const WORKS: usize = 32;
/// How long a claim holds. Longer than any request or work may take, so that a row is never sent by two.
const LEASE: Duration = Duration::from_secs(90);
/// How long answers are waited for to be settled together: less than anybody notices.
const GATHER: Duration = Duration::from_millis(3);
/// A row that cannot be rendered is tried so many times.
const RENDER_TRIES: u32 = 3;

/// What the sender is made of.
#[derive(Clone)]
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
    /// What is counted.
    pub metrics: Metrics,
}

/// What one tick did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendTick {
    /// There may be more to do at once: tick again.
    Again,
    /// Nothing more can be started now, but some requests are under way: wait for [`Sender::landed`], for a
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
    /// Marks this process's claims, and ends when another one may send.
    term: Term,
    /// When claims of earlier processes, and claims whose time is over, were last made free.
    released: Option<Timestamp>,
    flights: FuturesUnordered<BoxFuture<'static, Back>>,
    /// The rows of those flights that are works.
    works: BTreeSet<i64>,
    /// Back, and not yet settled: kept here while the database is away.
    landed: Vec<Landed>,
    /// How often rendering failed, by row. In memory: a new process tries again.
    faulty: BTreeMap<i64, u32>,
}

impl Sender {
    /// A sender that is alone. Claims of terms before are freed.
    #[must_use]
    pub fn new(parts: SenderParts) -> Self {
        let term = Term::endless(parts.clock.clone());
        Self::for_term(parts, term)
    }

    /// A sender that sends while this term can be relied on.
    #[must_use]
    pub fn for_term(parts: SenderParts, term: Term) -> Self {
        Self {
            throttle: Throttle::new(parts.limits),
            term,
            released: None,
            flights: FuturesUnordered::new(),
            works: BTreeSet::new(),
            landed: Vec::new(),
            faulty: BTreeMap::new(),
            parts,
        }
    }

    /// What it is made of.
    #[must_use]
    pub fn into_parts(self) -> SenderParts {
        self.parts
    }

    /// Settles what came back and starts what may go now. Waits for the database, never for Telegram.
    ///
    /// Must run to its end: dropped half-way it may leave rows claimed until their lease ends.
    ///
    /// # Errors
    /// The database is away or refuses; what came back is kept and settled by a later tick.
    pub async fn tick(&mut self) -> Result<SendTick, Fault> {
        self.collect();
        if self.landed.is_empty() && self.slots() == 0 {
            return Ok(SendTick::Flying { next_due: None });
        }
        let now = self.parts.clock.now();
        let Some(exchanged) = self.exchange(now).await? else { return Ok(SendTick::Again) };
        let Exchanged { rows, more, next_due } = exchanged;
        self.start(rows, now).await;
        self.collect();
        // What was claimed need not have taken the slots: works have their own.
        if (more && self.slots() > 0) || !self.landed.is_empty() {
            return Ok(SendTick::Again);
        }
        let idle = self.flights.is_empty();
        Ok(if idle { SendTick::Idle { next_due } } else { SendTick::Flying { next_due } })
    }

    /// Waits until a request under way comes back; for ever when there is none. May be dropped at any time.
    pub async fn landed(&mut self) {
        match self.flights.next().await {
            Some(back) => self.land(back),
            None => std::future::pending().await,
        }
    }

    /// Waits a moment for more of what is under way, at most until all of it is back: settling and claiming cost the same
    /// for one message and for thirty. May be dropped at any time.
    pub async fn gather(&mut self) {
        let all_back = async {
            while let Some(back) = self.flights.next().await {
                self.land(back);
            }
        };
        // Late ones are not waited for: they come back to a later tick.
        let _ = tokio::time::timeout(GATHER, all_back).await;
    }

    /// Ticks until nothing can go now and nothing is under way. Gives when the next row can go.
    ///
    /// # Errors
    /// As [`Sender::tick`].
    pub async fn drain(&mut self) -> Result<Option<Timestamp>, Fault> {
        loop {
            match self.tick().await? {
                SendTick::Again => {}
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
        if self.landed.is_empty() { Ok(()) } else { self.settle().await }
    }

    async fn settle(&mut self) -> Result<(), Fault> {
        self.settler().settle(&self.landed).await?;
        self.settled();
        Ok(())
    }

    /// What came back is written down.
    fn settled(&mut self) {
        for landed in self.landed.drain(..) {
            self.parts.metrics.sent(landed.fate.name());
        }
    }

    /// One transaction: what came back is settled and what may go now is claimed. `None` when the former failed and
    /// was done by itself.
    async fn exchange(&mut self, now: Timestamp) -> Result<Option<Exchanged>, Fault> {
        let tx = self.parts.store.write_deferred().await?;
        match self.settler().write_all(&tx, &self.landed).await {
            Ok(()) => {}
            Err(fault) if fault.is_outage() => return Err(fault),
            Err(_) => {
                tx.rollback().await?;
                self.settle().await?;
                return Ok(None);
            }
        }
        let releases = self.is_release_due(now);
        if releases {
            release(&tx, now, self.term.epoch()).await?;
        }
        let exchanged = self.claim(&tx, now).await?;
        tx.commit().await?;
        self.settled();
        if releases {
            self.released = Some(now);
        }
        Ok(Some(exchanged))
    }

    fn settler(&self) -> Settler<'_> {
        let (store, render) = (&self.parts.store, &*self.parts.render);
        Settler { store, render, epoch: self.term.epoch(), now: self.parts.clock.now() }
    }

    /// At the start and then once per lease.
    fn is_release_due(&self, now: Timestamp) -> bool {
        self.released.is_none_or(|last| now >= after(last, LEASE))
    }

    /// Takes in what has come back, without waiting.
    fn collect(&mut self) {
        while let Some(Some(back)) = self.flights.next().now_or_never() {
            self.land(back);
        }
    }

    fn land(&mut self, back: Back) {
        self.works.remove(&back.row().id);
        let now = self.parts.clock.now();
        let back = match back {
            Back::Answered(back) => back,
            Back::NotMade(row, fault) => return self.not_rendered(row, &fault),
            Back::NoTurn(row) => return self.no_turn(row),
        };
        self.faulty.remove(&back.row.id);
        if let Some(pause) = back.pause() {
            self.throttle.pause_chat(back.row.chat, now, after(now, pause));
        }
        self.landed.push(back.decide(now));
    }

    /// Claims rows that may go now.
    async fn claim(&mut self, tx: &WriteTx, now: Timestamp) -> Result<Exchanged, Fault> {
        if !self.term.is_sure() {
            // Another process may send by now; if not, this one goes on when it has asked.
            return Ok(Exchanged { rows: Vec::new(), more: false, next_due: Some(after(now, LOOK_EVERY)) });
        }
        let slots = self.slots();
        let room = self.throttle.room(now);
        let limit = room.map_or(slots, |room| room.min(slots));
        let busy = self.throttle.busy(now);
        let mut rows = Vec::new();
        if limit > 0 {
            let limit = u64::try_from(limit).unwrap_or(u64::MAX);
            let query = ClaimQuery { now, limit, epoch: self.term.epoch(), lease_ms: saturating_ms(LEASE) };
            rows = outbox::claim(tx, &query, &busy).await?;
        }
        if slots == 0 {
            return Ok(Exchanged { rows, more: false, next_due: None });
        }
        let more = limit > 0 && rows.len() == limit;
        let release = self.throttle.next_release(now);
        let next_due = match room {
            _ if more => None,
            Some(0) => release,
            _ => next_due(tx, &busy, release).await?,
        };
        Ok(Exchanged { rows, more, next_due })
    }

    /// How many more requests may be under way. Works take no slot: messages do not wait for them.
    fn slots(&self) -> usize {
        IN_FLIGHT.saturating_sub(self.flights.len().saturating_sub(self.works.len()))
    }

    /// Renders claimed rows and sends them off.
    async fn start(&mut self, rows: Vec<ClaimedRow>, claimed: Timestamp) {
        if rows.is_empty() {
            return;
        }
        match self.parts.render.render(&rows).await {
            Ok(calls) => rows.into_iter().zip(calls).for_each(|(row, call)| self.send(row, call, claimed)),
            Err(fault) => rows.into_iter().for_each(|row| self.not_rendered(row, &fault)),
        }
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
        let takes = call.longest(self.parts.telegram.request_timeout());
        if after(now, takes) >= after(claimed, LEASE) || !self.term.is_sure() {
            // The request could outlive the claim or the term, and another process could send the row too.
            let why = "its claim was about to end".to_owned();
            let fate = Fate::Again { not_before: now, ambiguous: false, why };
            return self.landed.push(Landed { row, fate });
        }
        if matches!(call, Call::Later(_)) {
            if self.works.len() >= WORKS {
                return self.no_turn(row);
            }
            self.works.insert(row.id);
        }
        for _ in 0..call.messages() {
            self.throttle.take(row.chat, now);
        }
        let with = (self.parts.telegram.clone(), self.parts.clock.clone(), self.term.clone());
        let is_last_try = self.faulty.get(&row.id).copied().unwrap_or(0) + 1 >= RENDER_TRIES;
        self.flights.push(fly(with, row, call, is_last_try).boxed());
    }

    /// It asks again later, and ever later: that is no failure of its own.
    fn no_turn(&mut self, row: ClaimedRow) {
        let not_before = after(self.parts.clock.now(), backoff(row.attempts.saturating_sub(1)));
        let why = "its turn did not come".to_owned();
        self.landed.push(Landed { row, fate: Fate::Again { not_before, ambiguous: false, why } });
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
}

/// What a tick's transaction brought.
struct Exchanged {
    /// Claimed now.
    rows: Vec<ClaimedRow>,
    /// Perhaps there are more that may go now: the limits let no more be claimed at once.
    more: bool,
    /// When the next row can go that cannot go now.
    next_due: Option<Timestamp>,
}

/// Frees what an earlier process had claimed: it may have been sent, so it is ambiguous.
async fn release(tx: &WriteTx, now: Timestamp, epoch: i64) -> Result<(), Fault> {
    let freed = outbox::release_stale(tx, now, epoch).await?;
    if freed > 0 {
        tracing::warn!(rows = freed, "messages were left half-sent");
    }
    Ok(())
}

/// When the next waiting row can go, as far as its own time and the limits tell.
async fn next_due(
    tx: &WriteTx,
    busy: &[ChatId],
    release: Option<Timestamp>,
) -> Result<Option<Timestamp>, Fault> {
    let free_due = outbox::next_head_due(tx, busy).await?;
    if busy.is_empty() || outbox::next_head_due(tx, &[]).await? == free_due {
        return Ok(free_due);
    }
    Ok(free_due.into_iter().chain(release).min())
}
