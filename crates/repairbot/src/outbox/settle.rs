//! Writing down what became of messages.

use std::collections::BTreeSet;

use jiff::Timestamp;
use repairbot_core::ids::TopicId;

use super::call::Render;
use super::flight::{Fate, Landed};
use crate::fault::Fault;
use crate::store::outbox::{self, ClaimedRow, Retry, Sent};
use crate::store::{Store, WriteTx, chats, people};
use crate::telegram::DeadReason;

/// A row is settled with its consequences so many times before it is settled without them.
const TRIES: u32 = 3;

/// Writes fates, each with what follows from it.
pub(super) struct Settler<'a> {
    pub(super) store: &'a Store,
    pub(super) render: &'a dyn Render,
    /// Whose claims these were: what another one has claimed since is his.
    pub(super) epoch: i64,
    pub(super) now: Timestamp,
}

impl Settler<'_> {
    /// Settles all in one transaction; should that fail for a reason of ours, each in its own, so that one
    /// row's trouble is not the others'.
    ///
    /// # Errors
    /// Only when the database is away: nothing is settled, or not all; settle the same again later.
    pub(super) async fn settle(&self, landed: &[Landed]) -> Result<(), Fault> {
        match self.together(landed).await {
            Err(fault) if !fault.is_outage() => {
                tracing::warn!(error = %fault, rows = landed.len(), "settling rows one by one");
                for one in landed {
                    self.alone(one).await?;
                }
                Ok(())
            }
            done => done,
        }
    }

    /// Writes all fates with what follows from them.
    ///
    /// # Errors
    /// Nothing may be kept of this transaction.
    pub(super) async fn write_all(&self, tx: &WriteTx, landed: &[Landed]) -> Result<(), Fault> {
        let others = self.write(tx, landed).await?;
        for one in landed.iter().filter(|one| !others.contains(&one.row.id)) {
            self.follow(tx, one).await?;
        }
        let mut sent = Vec::with_capacity(landed.len());
        for Landed { row, fate } in landed {
            if let Fate::Sent(message) = fate {
                sent.push((row, *message));
            }
        }
        self.render.sent(tx, &sent).await
    }

    async fn together(&self, landed: &[Landed]) -> Result<(), Fault> {
        let tx = self.store.write_deferred().await?;
        self.write_all(&tx, landed).await?;
        Ok(tx.commit().await?)
    }

    async fn alone(&self, one: &Landed) -> Result<(), Fault> {
        for _ in 0..TRIES {
            match self.together(std::slice::from_ref(one)).await {
                Err(fault) if !fault.is_outage() => {
                    tracing::error!(row = one.row.id, error = %fault, "a row's consequences cannot be written");
                }
                done => return done,
            }
        }
        match self.bare(one).await {
            Err(fault) if !fault.is_outage() => {
                // Its lease ends by itself; then it is sent once more, which people can see.
                tracing::error!(row = one.row.id, error = %fault, "a row cannot be settled");
                Ok(())
            }
            done => done,
        }
    }

    async fn bare(&self, one: &Landed) -> Result<(), Fault> {
        let tx = self.store.write_deferred().await?;
        self.write(&tx, std::slice::from_ref(one)).await?;
        Ok(tx.commit().await?)
    }

    /// The rows themselves. Gives those that are another process's by now: it will find out the same and see to what follows.
    async fn write(&self, tx: &WriteTx, landed: &[Landed]) -> Result<BTreeSet<i64>, Fault> {
        let mut sent = Vec::new();
        let mut others = BTreeSet::new();
        for Landed { row, fate } in landed {
            let ours = match fate {
                Fate::Sent(message) => {
                    sent.push(Sent { id: row.id, message: *message });
                    true
                }
                Fate::Again { not_before, ambiguous, why } => {
                    outbox::retry(tx, &self.again(row, (*not_before, *ambiguous), why)).await?
                }
                Fate::Dead(reason) => outbox::dead(tx, (row.id, self.epoch), &reason.to_string()).await?,
                Fate::Moved { to, not_before } => {
                    // First the row, still under its old id; then everything that names the chat.
                    let why = "the group became a supergroup";
                    let ours = outbox::retry(tx, &self.again(row, (*not_before, false), why)).await?;
                    chats::migrate(tx, row.chat, *to).await?;
                    ours
                }
                Fate::TopicGone { not_before, .. } => {
                    let why = "the topic is gone";
                    let ours = outbox::retry(tx, &self.again(row, (*not_before, false), why)).await?;
                    if ours {
                        outbox::set_topic(tx, row.id, TopicId::GENERAL).await?;
                    }
                    ours
                }
            };
            if !ours {
                others.insert(row.id);
            }
        }
        outbox::settle_sent(tx, &sent, self.now).await?;
        Ok(others)
    }

    fn again(&self, row: &ClaimedRow, (not_before, ambiguous): (Timestamp, bool), why: &str) -> Retry {
        Retry { id: row.id, epoch: self.epoch, not_before, error: why.to_owned(), ambiguous }
    }

    /// What follows elsewhere from a message that did not arrive.
    async fn follow(&self, tx: &WriteTx, one: &Landed) -> Result<(), Fault> {
        match &one.fate {
            Fate::Dead(reason) => {
                self.render.failed(tx, &one.row, reason).await?;
                mark_unreachable(tx, &one.row, reason).await
            }
            Fate::TopicGone { topic, .. } => self.render.topic_gone(tx, &one.row, *topic).await,
            Fate::Sent(_) | Fate::Again { .. } | Fate::Moved { .. } => Ok(()),
        }
    }
}

async fn mark_unreachable(tx: &WriteTx, row: &ClaimedRow, reason: &DeadReason) -> Result<(), Fault> {
    if !reason.is_unreachable() {
        return Ok(());
    }
    // In a group the row's person is whom it is rendered for; that one may be reachable all the same.
    if let Some(person) = row.person.filter(|_| row.chat.0 > 0) {
        people::set_reachable(tx, person, false).await?;
    }
    chats::set_reachable(tx, row.chat, false).await?;
    Ok(())
}
