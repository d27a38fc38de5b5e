//! What can go wrong between us and the Bot API. Nothing here ever contains the token.

use std::time::Duration;

use repairbot_core::ids::ChatId;

/// A call that brought no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{method}: {kind}")]
pub struct CallError {
    /// The method called.
    pub method: &'static str,
    /// What happened.
    pub kind: CallErrorKind,
}

/// The kinds of failure a caller has to tell apart.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallErrorKind {
    /// The Bot API answered, with a refusal.
    #[error("the Bot API answered {code}: {description}")]
    Api {
        /// `error_code`, HTTP-like.
        code: u16,
        /// `description`, for people and for telling refusals apart.
        description: String,
        /// Seconds to wait, of a 429.
        retry_after: Option<u64>,
        /// The chat's new id, of a group that became a supergroup.
        migrate_to: Option<ChatId>,
    },
    /// No answer came.
    #[error("no answer: {detail}")]
    Network {
        /// The request had been sent, or may have been: it may have taken effect.
        ambiguous: bool,
        /// The chain of causes, without addresses.
        detail: String,
    },
    /// Something answered that is not the Bot API, or its answer was cut or garbled.
    #[error("unreadable answer with HTTP status {status}: {detail}")]
    Decode {
        /// The HTTP status of the answer.
        status: u16,
        /// Why it could not be read.
        detail: String,
    },
}

impl CallError {
    /// The request may have taken effect although we have no result: repeating it may double it.
    ///
    /// A gateway's 502 and 503 say that it did not get through; 504 says that nobody knows.
    #[must_use]
    pub const fn is_ambiguous(&self) -> bool {
        match &self.kind {
            CallErrorKind::Api { .. } => false,
            CallErrorKind::Network { ambiguous, .. } => *ambiguous,
            CallErrorKind::Decode { status, .. } => matches!(*status, 200..=299 | 504),
        }
    }

    /// How long the Bot API asked us to wait.
    #[must_use]
    pub fn pause(&self) -> Option<Duration> {
        match &self.kind {
            CallErrorKind::Api { retry_after, .. } => retry_after.map(Duration::from_secs),
            CallErrorKind::Network { .. } | CallErrorKind::Decode { .. } => None,
        }
    }

    /// The Bot API's error code, if it answered.
    #[must_use]
    pub const fn api_code(&self) -> Option<u16> {
        match &self.kind {
            CallErrorKind::Api { code, .. } => Some(*code),
            CallErrorKind::Network { .. } | CallErrorKind::Decode { .. } => None,
        }
    }
}

/// The client could not be built from its options.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the Telegram client cannot be built: {0}")]
pub struct SetupError(pub String);
