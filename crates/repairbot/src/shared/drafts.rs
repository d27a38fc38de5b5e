//! Drafts of dialogues in Redis, where the configuration wants them there (ADR 0044).
//!
//! A draft is a hash: the step that wrote it (the key of the update that made it) and what it wrote. The row in the database
//! says which step holds, in the transaction of that update. So a step whose transaction was rolled back is never read, however
//! often its update is tried again, and the step before it is still there: what is over is let go of after the commit.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use redis::AsyncCommands as _;
use repairbot_core::ids::DraftId;

use super::{PATIENCE, Shared};

/// For how long a draft nobody touches is kept: an hour longer than its row.
const KEPT: Duration = Duration::from_secs(25 * 3600);

/// Why a draft can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// It is not there any more, or of another release.
    Lost,
    /// Redis does not answer: it may be there.
    Away,
}

/// What one transaction does with drafts in Redis. Once Redis fails it, or has taken its time, it is not asked again.
pub struct Drafts<'a> {
    shared: Option<&'a Shared>,
    writes: bool,
    done: Mutex<Done>,
}

#[derive(Default)]
struct Done {
    away: bool,
    spent: Duration,
    touched: BTreeMap<DraftId, Touched>,
}

/// What became of a draft in a transaction.
#[derive(Default)]
struct Touched {
    /// The steps that held before. Nothing else may go after the commit: another process may have made the next step by then.
    former: BTreeSet<String>,
    /// The step that holds now.
    step: Option<String>,
    over: bool,
}

impl<'a> Drafts<'a> {
    /// Reads what is there; writes only where that is wanted.
    #[must_use]
    pub fn new(shared: Option<&'a Shared>, writes: bool) -> Self {
        Self { shared, writes, done: Mutex::default() }
    }

    /// Keeps what a step wrote. `false` when it is to be kept in the database.
    pub async fn keep(&self, draft: DraftId, (step, body): (&str, &str)) -> bool {
        let kept = match self.shared.filter(|_| self.writes) {
            Some(shared) => self.ask(shared.write(draft, (step, body))).await.is_some(),
            None => false,
        };
        self.done().touched.entry(draft).or_default().step = kept.then(|| step.to_owned());
        kept
    }

    /// What this step wrote.
    ///
    /// # Errors
    /// Why it can't be read.
    pub async fn read(&self, draft: DraftId, step: &str) -> Result<String, Unread> {
        let shared = self.shared.ok_or(Unread::Lost)?;
        {
            let mut done = self.done();
            let touched = done.touched.entry(draft).or_default();
            touched.former.insert(step.to_owned());
            touched.step = Some(step.to_owned());
        }
        self.ask(shared.written(draft, step)).await.ok_or(Unread::Away)?.ok_or(Unread::Lost)
    }

    /// The dialogue is over, should the transaction be committed.
    pub fn end(&self, draft: DraftId) {
        self.done().touched.entry(draft).or_default().over = true;
    }

    /// After the commit: lets go of what does not hold any more. What is not let go of expires by itself.
    pub async fn settle(&self) {
        let touched = std::mem::take(&mut self.done().touched);
        let Some(shared) = self.shared else { return };
        for (draft, mut touched) in touched {
            let is_there = self.writes || !touched.former.is_empty();
            touched.former.retain(|step| touched.step.as_ref() != Some(step));
            if touched.over && is_there {
                self.ask(shared.forget(draft)).await;
            } else if !touched.former.is_empty() {
                self.ask(shared.forget_steps(draft, &touched.former)).await;
            }
        }
    }

    async fn ask<T>(&self, what: impl Future<Output = Option<T>>) -> Option<T> {
        let clock = &self.shared?.0.clock;
        if self.done().away {
            return None;
        }
        let begun = clock.uptime();
        let answer = what.await;
        let mut done = self.done();
        done.spent += clock.uptime().saturating_sub(begun);
        done.away = answer.is_none() || done.spent > PATIENCE;
        answer
    }

    fn done(&self) -> MutexGuard<'_, Done> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shared {
    async fn write(&self, draft: DraftId, (step, body): (&str, &str)) -> Option<()> {
        let key = self.draft_key(draft);
        let mut both = redis::pipe();
        both.atomic().hset(&key, step, body).ignore().expire(&key, seconds(KEPT)).ignore();
        let both = &both;
        self.ask(|mut redis| async move { both.query_async(&mut redis).await }).await
    }

    async fn written(&self, draft: DraftId, step: &str) -> Option<Option<String>> {
        let key = &self.draft_key(draft);
        self.ask(|mut redis| async move { redis.hget(key, step).await }).await
    }

    async fn forget(&self, draft: DraftId) -> Option<()> {
        let key = &self.draft_key(draft);
        self.ask(|mut redis| async move { redis.del(key).await }).await
    }

    async fn forget_steps(&self, draft: DraftId, steps: &BTreeSet<String>) -> Option<()> {
        let key = &self.draft_key(draft);
        self.ask(|mut redis| async move { redis.hdel(key, steps).await }).await
    }

    fn draft_key(&self, draft: DraftId) -> String {
        format!("{}:draft:{}", self.0.prefix, draft.0)
    }
}

fn seconds(time: Duration) -> i64 {
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX)
}
