//! One message on its way, and what its return means.

use std::time::Duration;

use jiff::Timestamp;
use repairbot_core::ids::{ChatId, MessageId, TopicId};

use super::call::Call;
use super::work::{Made, carry_out};
use crate::clock::{Clock, after};
use crate::fault::Fault;
use crate::lease::Term;
use crate::store::outbox::ClaimedRow;
use crate::telegram::{CallError, DeadReason, SendFailure, Telegram, backoff, classify};

/// A row that has been tried more often than this follows a migration only after a pause.
const MOVES_AT_ONCE: u32 = 3;

/// What came back of a flight.
pub(super) enum Back {
    /// The call was made.
    Answered(Answered),
    /// It could not be made: what it was to say failed, or took too long.
    NotMade(ClaimedRow, Fault),
    /// Its turn did not come. Nothing failed.
    NoTurn(ClaimedRow),
}

/// A call that has been answered, or given up.
pub(super) struct Answered {
    pub(super) row: ClaimedRow,
    call: Call,
    answer: Result<Option<MessageId>, CallError>,
}

/// A row whose fate is decided but not yet written.
#[derive(Debug)]
pub(super) struct Landed {
    pub(super) row: ClaimedRow,
    pub(super) fate: Fate,
}

/// What becomes of a row.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// Delivered; or nothing was left to say.
    Sent(Option<MessageId>),
    /// To be tried again.
    Again {
        not_before: Timestamp,
        /// This attempt may have arrived.
        ambiguous: bool,
        why: String,
    },
    /// Never to be tried again.
    Dead(DeadReason),
    /// To be sent to the group's new id.
    Moved { to: ChatId, not_before: Timestamp },
    /// To be sent into the group's general topic: this one is gone or closed.
    TopicGone { topic: TopicId, not_before: Timestamp },
}

impl Fate {
    /// A stable name, for the metrics.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Sent(_) => "sent",
            Self::Again { .. } => "again",
            Self::Dead(_) => "dead",
            Self::Moved { .. } => "moved",
            Self::TopicGone { .. } => "topic_gone",
        }
    }
}

/// Makes the call, and what it says when that takes its time. The last try of what is made too slowly says so.
pub(super) async fn fly(
    (telegram, clock, term): (Telegram, Clock, Term),
    row: ClaimedRow,
    call: Call,
    is_last_try: bool,
) -> Back {
    let Call::Later(work) = &call else { return Answered::of(row, call, &telegram).await };
    let (made, note) = carry_out(work, (&telegram, &clock)).await;
    let back = match made {
        // It took its time: another process may lead by now.
        Made::Call(_) if !term.is_sure() => Back::NoTurn(row),
        Made::Call(made) => Answered::of(row, *made, &telegram).await,
        Made::Slow if is_last_try => Answered::of(row, work.0.given_up(), &telegram).await,
        Made::Slow => Back::NotMade(row, Fault::Render("it was not made in time".to_owned())),
        Made::Failed(fault) => Back::NotMade(row, fault),
        Made::NoTurn => Back::NoTurn(row),
    };
    if let Some(note) = note {
        note.remove(&telegram).await;
    }
    back
}

impl Back {
    pub(super) const fn row(&self) -> &ClaimedRow {
        match self {
            Self::Answered(Answered { row, .. }) | Self::NotMade(row, _) | Self::NoTurn(row) => row,
        }
    }
}

impl Answered {
    async fn of(row: ClaimedRow, call: Call, telegram: &Telegram) -> Back {
        let answer = call.make(telegram).await;
        Back::Answered(Self { row, call, answer })
    }

    /// How long Telegram asked us to leave the chat alone.
    pub(super) fn pause(&self) -> Option<Duration> {
        self.answer.as_ref().err().and_then(CallError::pause)
    }

    /// Decides what becomes of the row.
    ///
    /// A lost answer is the one case without a right decision: the message may be there. An edit is simply
    /// repeated. A new message is repeated once (at least once beats at most once: it is an order of work),
    /// and after a second lost answer it is dead, for people to see.
    pub(super) fn decide(self, now: Timestamp) -> Landed {
        let Self { row, call, answer } = self;
        let error = match answer {
            Ok(message) => return Landed { row, fate: Fate::Sent(message) },
            Err(error) => error,
        };
        let lost = call.is_visible_twice() && error.is_ambiguous();
        let failure = match classify(&error, row.attempts.saturating_sub(1), now) {
            Ok(()) => return Landed { row, fate: Fate::Sent(call.message()) },
            Err(_) if lost && row.ambiguous => SendFailure::Dead(DeadReason::AmbiguousTwice),
            Err(failure) => failure,
        };
        tracing::warn!(row = row.id, attempts = row.attempts, %error, "message not delivered");
        let fate = match failure {
            SendFailure::RetryAt(not_before) => {
                Fate::Again { not_before, ambiguous: lost, why: error.to_string() }
            }
            SendFailure::Dead(reason) => match call.topic() {
                Some(topic) if reason.is_topic_gone() => Fate::TopicGone { topic, not_before: now },
                _ => Fate::Dead(reason),
            },
            SendFailure::ChatMigrated(to) if to != row.chat => {
                // At once, unless Telegram sends us to and fro.
                let pause =
                    if row.attempts <= MOVES_AT_ONCE { Duration::ZERO } else { backoff(row.attempts) };
                Fate::Moved { to, not_before: after(now, pause) }
            }
            SendFailure::ChatMigrated(_) => Fate::Dead(DeadReason::ChatNotFound),
        };
        Landed { row, fate }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::from_ms;
    use crate::telegram::CallErrorKind;

    fn moved(attempts: u32, to: i64) -> Fate {
        let row = ClaimedRow {
            id: 1,
            chat: ChatId(-5),
            topic: None,
            person: None,
            order: None,
            lane: 0,
            refresh: false,
            body: String::new(),
            attempts,
            ambiguous: false,
            created_at: from_ms(0),
            claimed_at: from_ms(0),
        };
        let (description, retry_after, migrate_to) = (String::new(), None, Some(ChatId(to)));
        let kind = CallErrorKind::Api { code: 400, description, retry_after, migrate_to };
        let answer = Err(CallError { method: "sendMessage", kind });
        Answered { row, call: Call::Nothing, answer }.decide(from_ms(0)).fate
    }

    #[test]
    fn a_migration_is_followed_at_once_but_not_round_in_circles() {
        let (to, at) = (ChatId(-1005), |seconds: i64| from_ms(seconds * 1000));
        assert_eq!(moved(1, to.0), Fate::Moved { to, not_before: at(0) });
        assert_eq!(moved(3, to.0), Fate::Moved { to, not_before: at(0) });
        assert_eq!(moved(4, to.0), Fate::Moved { to, not_before: at(16) });
        assert_eq!(moved(1, -5), Fate::Dead(DeadReason::ChatNotFound));
    }
}
