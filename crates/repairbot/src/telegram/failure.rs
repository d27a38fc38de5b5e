//! What a failed send means for the message: one pure function decides.

use std::time::Duration;

use jiff::Timestamp;
use repairbot_core::ids::ChatId;

use super::error::{CallError, CallErrorKind};
use crate::clock::after;

/// The longest pause between two attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// The pause when the token is refused: nothing gets better by hurrying.
const TOKEN_PAUSE: Duration = Duration::from_secs(60);

/// What becomes of a message that was not delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendFailure {
    /// Try again, not before this instant.
    RetryAt(Timestamp),
    /// Never try again.
    Dead(DeadReason),
    /// The group became a supergroup: the message goes to its new id.
    ChatMigrated(ChatId),
}

/// Why a message will never be delivered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeadReason {
    /// The person blocked the bot or is gone, or the bot was removed from the group.
    #[error("the recipient blocked the bot, is deactivated, or removed it from the group")]
    Blocked,
    /// Telegram does not know the chat.
    #[error("chat not found")]
    ChatNotFound,
    /// The message itself is refused, with Telegram's words.
    #[error("refused: {0}")]
    BadRequest(String),
    /// Two answers were lost: the message arrived once, twice or not at all.
    #[error("no answer twice: it may have arrived")]
    AmbiguousTwice,
    /// Our own fault, again and again, with its text.
    #[error("cannot be rendered: {0}")]
    Unrenderable(String),
}

impl DeadReason {
    /// A stable name of the reason whose words were stored with a message that was given up.
    #[must_use]
    pub fn code_of(stored: &str) -> &'static str {
        let is = |reason: Self| stored == reason.to_string();
        let begins = |reason: Self| stored.starts_with(&reason.to_string());
        if is(Self::Blocked) {
            "blocked"
        } else if is(Self::ChatNotFound) {
            "chat-not-found"
        } else if is(Self::AmbiguousTwice) {
            "no-answer"
        } else if begins(Self::BadRequest(String::new())) {
            "refused"
        } else {
            "fault"
        }
    }

    /// Whether nothing else will reach this chat either, until its people act.
    #[must_use]
    pub const fn is_unreachable(&self) -> bool {
        matches!(self, Self::Blocked | Self::ChatNotFound)
    }

    /// Whether an edit failed because its message is gone or too old: a new one would arrive.
    #[must_use]
    pub fn is_message_gone(&self) -> bool {
        let Self::BadRequest(words) = self else { return false };
        let words = words.to_lowercase();
        words.contains("message to edit not found") || words.contains("message can't be edited")
    }

    /// Whether a message failed because its topic was deleted or closed: the general one would take it.
    #[must_use]
    pub fn is_topic_gone(&self) -> bool {
        let Self::BadRequest(words) = self else { return false };
        let words = words.to_lowercase();
        ["message thread not found", "topic_closed", "topic_deleted"].iter().any(|gone| words.contains(gone))
    }
}

/// The pause before the next attempt after `attempts` earlier ones failed: 1, 2, 4 … 60 s.
#[must_use]
pub fn backoff(attempts: u32) -> Duration {
    Duration::from_secs(1 << attempts.min(6)).min(LONGEST_PAUSE)
}

/// What a failed call means for its message, after `attempts` earlier failures.
///
/// # Errors
/// The failure; `Ok` when Telegram's refusal says that what we wanted is already so.
pub fn classify(error: &CallError, attempts: u32, now: Timestamp) -> Result<(), SendFailure> {
    let later = SendFailure::RetryAt(after(now, backoff(attempts)));
    let CallErrorKind::Api { code, description, retry_after, migrate_to } = &error.kind else {
        return Err(later);
    };
    if let Some(chat) = migrate_to {
        return Err(SendFailure::ChatMigrated(*chat));
    }
    match code {
        // 420 is what older servers say for the same.
        429 | 420 => {
            let pause = retry_after.map_or_else(|| backoff(attempts), Duration::from_secs);
            Err(SendFailure::RetryAt(after(now, pause)))
        }
        // A wrong or revoked token. Telegram answers 404 to a token it cannot even parse.
        401 | 404 => Err(SendFailure::RetryAt(after(now, TOKEN_PAUSE))),
        403 => Err(SendFailure::Dead(DeadReason::Blocked)),
        400 => refusal(description),
        402..=499 => Err(SendFailure::Dead(DeadReason::BadRequest(description.clone()))),
        _ => Err(later),
    }
}

/// What a 400 means. Telegram gives no codes below it: the words are all there is.
fn refusal(description: &str) -> Result<(), SendFailure> {
    let words = description.to_lowercase();
    let has = |phrase: &str| words.contains(phrase);
    if has("message is not modified") || has("message to delete not found") {
        return Ok(());
    }
    let gone = ["chat not found", "user not found", "peer_id_invalid", "user_is_deactivated"];
    // Files may be forbidden alone, words are not: a group that takes no words takes nothing.
    let muted = [
        "not enough rights to send text messages",
        "have no rights to send a message",
        "chat_write_forbidden",
        "chat_restricted",
        "chat_send_plain_forbidden",
    ];
    Err(SendFailure::Dead(if gone.into_iter().any(has) {
        DeadReason::ChatNotFound
    } else if muted.into_iter().any(has) {
        DeadReason::Blocked
    } else {
        DeadReason::BadRequest(description.to_owned())
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::from_ms;

    #[test]
    fn stored_reasons_are_recognised() {
        for (reason, code) in [
            (DeadReason::Blocked, "blocked"),
            (DeadReason::ChatNotFound, "chat-not-found"),
            (DeadReason::AmbiguousTwice, "no-answer"),
            (DeadReason::BadRequest("message is too long".to_owned()), "refused"),
            (DeadReason::Unrenderable("oops".to_owned()), "fault"),
        ] {
            assert_eq!(DeadReason::code_of(&reason.to_string()), code);
        }
    }

    fn api(code: u16, description: &str) -> CallErrorKind {
        CallErrorKind::Api { code, description: description.to_owned(), retry_after: None, migrate_to: None }
    }

    fn retry(seconds: i64) -> Result<(), SendFailure> {
        Err(SendFailure::RetryAt(from_ms(seconds * 1000)))
    }

    fn dead(reason: DeadReason) -> Result<(), SendFailure> {
        Err(SendFailure::Dead(reason))
    }

    fn bad(description: &str) -> Result<(), SendFailure> {
        dead(DeadReason::BadRequest(description.to_owned()))
    }

    #[test]
    fn every_answer_has_its_meaning() {
        let flood = |retry_after| CallErrorKind::Api {
            code: 429,
            description: "Too Many Requests: retry after 17".to_owned(),
            retry_after,
            migrate_to: None,
        };
        let moved = CallErrorKind::Api {
            code: 400,
            description: "Bad Request: group chat was upgraded to a supergroup chat".to_owned(),
            retry_after: None,
            migrate_to: Some(ChatId(-1001)),
        };
        let lost = |ambiguous| CallErrorKind::Network { ambiguous, detail: String::new() };
        let garbled = |status| CallErrorKind::Decode { status, detail: String::new() };
        let table = [
            (flood(Some(17)), 0, retry(17)),
            (flood(Some(17)), 30, retry(17)),
            (flood(None), 2, retry(4)),
            (moved, 0, Err(SendFailure::ChatMigrated(ChatId(-1001)))),
            (api(403, "Forbidden: bot was blocked by the user"), 0, dead(DeadReason::Blocked)),
            (api(403, "Forbidden: user is deactivated"), 0, dead(DeadReason::Blocked)),
            (api(403, "Forbidden: bot was kicked from the supergroup chat"), 0, dead(DeadReason::Blocked)),
            (
                api(400, "Bad Request: not enough rights to send text messages to the chat"),
                0,
                dead(DeadReason::Blocked),
            ),
            (api(400, "Bad Request: have no rights to send a message"), 0, dead(DeadReason::Blocked)),
            (api(400, "Bad Request: CHAT_WRITE_FORBIDDEN"), 0, dead(DeadReason::Blocked)),
            (
                api(400, "Bad Request: not enough rights to send photos to the chat"),
                0,
                bad("Bad Request: not enough rights to send photos to the chat"),
            ),
            (api(400, "Bad Request: chat not found"), 0, dead(DeadReason::ChatNotFound)),
            (api(400, "Bad Request: PEER_ID_INVALID"), 0, dead(DeadReason::ChatNotFound)),
            (api(400, "Bad Request: message is not modified: specified new"), 0, Ok(())),
            (api(400, "Bad Request: message to delete not found"), 0, Ok(())),
            (api(400, "message to edit not found"), 0, bad("message to edit not found")),
            (api(400, "message can't be edited"), 0, bad("message can't be edited")),
            (api(400, "can't parse entities"), 0, bad("can't parse entities")),
            (api(413, "Request Entity Too Large"), 0, bad("Request Entity Too Large")),
            (api(401, "Unauthorized"), 0, retry(60)),
            (api(404, "Not Found"), 0, retry(60)),
            (api(500, "Internal Server Error"), 0, retry(1)),
            (api(502, "Bad Gateway"), 3, retry(8)),
            (lost(true), 5, retry(32)),
            (lost(false), 6, retry(60)),
            (garbled(200), 100, retry(60)),
            (garbled(502), 1, retry(2)),
        ];
        for (kind, attempts, meaning) in table {
            let error = CallError { method: "sendMessage", kind };
            assert_eq!(classify(&error, attempts, from_ms(0)), meaning, "{error} after {attempts}");
        }
    }

    #[test]
    fn a_lost_card_is_told_from_a_bad_text() {
        let reason = |words: &str| DeadReason::BadRequest(words.to_owned());
        assert!(reason("Bad Request: message to edit not found").is_message_gone());
        assert!(reason("Bad Request: message can't be edited").is_message_gone());
        assert!(!reason("Bad Request: can't parse entities").is_message_gone());
        assert!(!DeadReason::Blocked.is_message_gone());
    }

    #[test]
    fn a_lost_topic_is_told_from_a_lost_message() {
        let reason = |words: &str| DeadReason::BadRequest(words.to_owned());
        assert!(reason("Bad Request: message thread not found").is_topic_gone());
        assert!(reason("Bad Request: TOPIC_CLOSED").is_topic_gone());
        assert!(!reason("Bad Request: message to edit not found").is_topic_gone());
        assert!(!DeadReason::ChatNotFound.is_topic_gone());
    }

    #[test]
    fn only_a_request_that_may_have_arrived_is_ambiguous() {
        let lost = |ambiguous| CallErrorKind::Network { ambiguous, detail: String::new() };
        let garbled = |status| CallErrorKind::Decode { status, detail: String::new() };
        let table = [
            (api(500, ""), false),
            (lost(true), true),
            (lost(false), false),
            (garbled(200), true),
            (garbled(302), false),
            (garbled(407), false),
            (garbled(502), false),
            (garbled(504), true),
        ];
        for (kind, ambiguous) in table {
            let error = CallError { method: "sendMessage", kind };
            assert_eq!(error.is_ambiguous(), ambiguous, "{error}");
        }
    }

    #[test]
    fn the_pause_doubles_up_to_a_minute() {
        let seconds: Vec<u64> = (0..9).map(|attempts| backoff(attempts).as_secs()).collect();
        assert_eq!(seconds, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(backoff(u32::MAX).as_secs(), 60);
    }
}
