//! What takes longer to make than others may wait: it is made on its way, beside the other messages.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use repairbot_core::ids::{ChatId, MessageId};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::call::Call;
use crate::clock::{Clock, after};
use crate::fault::Fault;
use crate::telegram::{CallError, Telegram, UPLOAD};

/// How long making may take, waiting for one's turn included.
const MAKING: Duration = Duration::from_secs(22);
/// What it takes in all, at most: making, sending, and the note's removal. Less than a claim holds ([`super::sender`]).
pub(super) const WHOLE: Duration = MAKING.saturating_add(UPLOAD).saturating_add(NOTE).saturating_add(NOTE);
/// How long the work itself goes on: then it says that it is too much, and has a little time to say so.
const ENOUGH: Duration = Duration::from_secs(18);
/// When people are told that something is being made (SPEC §10).
const PATIENCE: Duration = Duration::from_secs(2);
/// How long the note's own requests are waited for, each.
const NOTE: Duration = Duration::from_secs(2);

/// A message that is made on its way.
#[async_trait]
pub trait Work: Send + Sync {
    /// Makes it: a call that can be made at once. It beats from time to time, and ends when nobody listens any more.
    ///
    /// # Errors
    /// As rendering.
    async fn make(&self, beats: Beats) -> Result<Call, Fault>;

    /// The message that tells people to wait when it takes more than two seconds. It goes when the other one is there.
    fn note(&self) -> Call;
}

/// A work as part of a [`Call`].
#[derive(Clone)]
pub struct Later(pub Arc<dyn Work>);

impl PartialEq for Later {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Later {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Later")
    }
}

/// Tells whoever waits that the work goes on.
#[derive(Debug, Clone)]
pub struct Beats {
    tell: mpsc::UnboundedSender<()>,
    clock: Clock,
    until: Timestamp,
}

impl Beats {
    /// Says so. False: stop. Nobody waits any more, or it took too long.
    #[must_use]
    pub fn beat(&self) -> bool {
        self.tell.send(()).is_ok() && !self.is_over()
    }

    /// Whether it took too long.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.clock.now() >= self.until
    }
}

/// What became of a work.
pub(super) enum Made {
    /// The call.
    Call(Box<Call>),
    /// It failed.
    Failed(Fault),
    /// Its turn did not come in time: it is tried again.
    Late,
}

/// A note under way, or there.
pub(super) struct Note {
    chat: ChatId,
    sent: JoinHandle<Result<MessageId, CallError>>,
}

impl Note {
    /// Removes it, as far as that can be done in a moment; else it stays, which harms nobody.
    pub(super) async fn remove(self, telegram: &Telegram) {
        let Ok(Ok(Ok(message))) = tokio::time::timeout(NOTE, self.sent).await else { return };
        let gone = tokio::time::timeout(NOTE, telegram.delete_message(self.chat, message)).await;
        if !matches!(gone, Ok(Ok(()))) {
            tracing::debug!("the note about a report stays");
        }
    }
}

/// Carries a work out; after two seconds people are told to wait.
pub(super) async fn carry_out(work: &Later, (telegram, clock): (&Telegram, &Clock)) -> (Made, Option<Note>) {
    let (tell, mut heard) = mpsc::unbounded_channel();
    let begun = clock.now();
    let beats = Beats { tell, clock: clock.clone(), until: after(begun, ENOUGH) };
    let mut making = std::pin::pin!(tokio::time::timeout(MAKING, work.0.make(beats)));
    let mut note = None;
    loop {
        tokio::select! {
            made = &mut making => {
                let made = match made {
                    Ok(Ok(call)) => Made::Call(Box::new(call)),
                    Ok(Err(fault)) => Made::Failed(fault),
                    Err(_) => Made::Late,
                };
                return (made, note);
            }
            Some(()) = heard.recv() => {
                if note.is_none() && clock.now() >= after(begun, PATIENCE) {
                    note = say(work.0.note(), telegram.clone());
                }
            }
        }
    }
}

fn say(call: Call, telegram: Telegram) -> Option<Note> {
    let Call::Send { chat, .. } = call else { return None };
    let sent = tokio::spawn(async move { telegram.send_message(call.params()).await });
    Some(Note { chat, sent })
}
