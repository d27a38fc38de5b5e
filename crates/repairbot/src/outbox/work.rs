//! What takes longer to make than others may wait: it is made on its way, beside the other messages.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use repairbot_core::ids::{ChatId, MessageId};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::JoinHandle;

use super::call::Call;
use crate::clock::{Clock, after};
use crate::fault::Fault;
use crate::telegram::{CallError, Telegram, UPLOAD};

/// How long a turn is waited for. Then the row makes room, and asks again a little later.
const WAITING: Duration = Duration::from_secs(20);
/// How long making may take, from the turn on.
const MAKING: Duration = Duration::from_secs(22);
/// What it takes in all, at most: waiting, making, sending, and the note's removal. Less than a claim holds
/// ([`super::sender`]).
pub(super) const WHOLE: Duration = WAITING
    .saturating_add(MAKING)
    .saturating_add(UPLOAD)
    .saturating_add(NOTE)
    .saturating_add(NOTE)
    .saturating_add(LOOK)
    .saturating_add(LOOK);
/// How long the work itself goes on: then it says that it is too much, and has a little time to say so.
const ENOUGH: Duration = Duration::from_secs(18);
/// When people are told that something is being made (SPEC §10).
const PATIENCE: Duration = Duration::from_secs(2);
/// How long the note's own requests are waited for, each.
const NOTE: Duration = Duration::from_secs(2);
/// How often the clock is looked at while nothing else happens.
const LOOK: Duration = Duration::from_millis(250);

/// Leave to be made now, as long as it is held; `None` when nothing is to be waited for.
pub type Turn = Option<OwnedSemaphorePermit>;

/// A message that is made on its way.
#[async_trait]
pub trait Work: Send + Sync {
    /// Where turns are given, when only so many of its kind are made at once.
    fn turns(&self) -> Option<Arc<Semaphore>> {
        None
    }

    /// Makes it: a call that can be made at once. It beats from time to time, and ends when nobody listens any more. It
    /// holds its turn as long as anything of it runs.
    ///
    /// # Errors
    /// As rendering.
    async fn make(&self, turn: Turn, beats: Beats) -> Result<Call, Fault>;

    /// The message that tells people to wait when it takes more than two seconds, if somebody waits. It goes when the
    /// other one is there.
    fn note(&self) -> Option<Call> {
        None
    }

    /// What is said instead, when it was made too slowly again and again.
    fn given_up(&self) -> Call;
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
    /// Its turn did not come: nothing is wrong with it.
    NoTurn,
    /// It was not made in time.
    Slow,
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

/// Carries a work out; after two seconds of waiting or making people are told to wait. All times are the clock's.
pub(super) async fn carry_out(work: &Later, (telegram, clock): (&Telegram, &Clock)) -> (Made, Option<Note>) {
    let mut patience = Patience { work: &*work.0, telegram, until: after(clock.now(), PATIENCE), note: None };
    let made = match turn(work.0.turns(), clock, &mut patience).await {
        Ok(turn) => making(turn, clock, &mut patience).await,
        Err(NoTurn) => Made::NoTurn,
    };
    (made, patience.note)
}

/// Its turn did not come.
struct NoTurn;

async fn turn(
    turns: Option<Arc<Semaphore>>,
    clock: &Clock,
    patience: &mut Patience<'_>,
) -> Result<Turn, NoTurn> {
    let Some(turns) = turns else { return Ok(None) };
    let until = after(clock.now(), WAITING);
    let mut turn = std::pin::pin!(turns.acquire_owned());
    loop {
        match tokio::time::timeout(LOOK, &mut turn).await {
            Ok(turn) => return turn.map(Some).map_err(|_closed| NoTurn),
            Err(_) if clock.now() >= until => return Err(NoTurn),
            Err(_) => patience.look(clock),
        }
    }
}

async fn making(turn: Turn, clock: &Clock, patience: &mut Patience<'_>) -> Made {
    let (tell, mut heard) = mpsc::unbounded_channel();
    let begun = clock.now();
    let beats = Beats { tell, clock: clock.clone(), until: after(begun, ENOUGH) };
    let mut making = patience.work.make(turn, beats);
    loop {
        let beaten = async {
            tokio::select! {
                biased;
                made = &mut making => Some(made),
                Some(()) = heard.recv() => None,
            }
        };
        match tokio::time::timeout(LOOK, beaten).await {
            Ok(Some(Ok(call))) => return Made::Call(Box::new(call)),
            Ok(Some(Err(fault))) => return Made::Failed(fault),
            Err(_) if clock.now() >= after(begun, MAKING) => return Made::Slow,
            Ok(None) | Err(_) => patience.look(clock),
        }
    }
}

/// How long people wait without a word.
struct Patience<'a> {
    work: &'a dyn Work,
    telegram: &'a Telegram,
    until: Timestamp,
    note: Option<Note>,
}

impl Patience<'_> {
    fn look(&mut self, clock: &Clock) {
        if self.note.is_none() && clock.now() >= self.until {
            self.note = self.work.note().and_then(|note| say(note, self.telegram.clone()));
        }
    }
}

fn say(call: Call, telegram: Telegram) -> Option<Note> {
    let Call::Send { chat, .. } = call else { return None };
    let sent = tokio::spawn(async move { telegram.send_message(call.params()).await });
    Some(Note { chat, sent })
}
