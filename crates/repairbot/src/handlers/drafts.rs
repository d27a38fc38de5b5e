//! Drafts in the database: one active per person, others set aside, all gone after a day.

use jiff::{SignedDuration, Timestamp};
use repairbot_core::{
    dialogue::Draft,
    ids::{ChatId, DraftId, MessageId, PersonId},
    screen::Screen,
};

use super::Request;
use crate::{
    fault::{Fault, undecodable},
    outcome::{Delivery, Lane, Message, Outcome},
    store::{
        WriteTx,
        dialogues::{self, DraftRow, StoredDraft},
        people,
    },
};

/// Drafts expire this long after the last answer (SPEC §4).
const LIFETIME: SignedDuration = SignedDuration::from_hours(24);

/// A draft with where it is held.
pub struct Kept {
    /// The draft.
    pub draft: Draft,
    /// Whose it is.
    pub person: PersonId,
    /// Whether it takes the person's next message.
    pub active: bool,
    /// The chat it was asked in last.
    pub chat: ChatId,
    /// The message with the present question.
    pub prompt: Option<MessageId>,
}

impl Kept {
    /// Whether its questions must not be shown in this request's chat: others read along there, and it was
    /// not begun there.
    pub fn is_private_to(&self, rq: &Request<'_>) -> bool {
        rq.in_group() && self.chat != rq.chat()
    }
}

/// The person's active draft.
///
/// # Errors
/// The database could not be read.
pub async fn active(rq: &Request<'_>) -> Result<Option<Kept>, Fault> {
    readable(rq, dialogues::active(rq.tx, rq.person.id).await?).await
}

/// A draft by its id, active or not.
///
/// # Errors
/// The database could not be read.
pub async fn by_id(rq: &Request<'_>, id: DraftId) -> Result<Option<Kept>, Fault> {
    readable(rq, dialogues::by_id(rq.tx, id).await?).await
}

/// A draft this release can't read is dropped: it must not lock its owner out.
async fn readable(rq: &Request<'_>, stored: Option<StoredDraft>) -> Result<Option<Kept>, Fault> {
    let Some(stored) = stored else { return Ok(None) };
    match serde_json::from_str::<Draft>(&stored.body) {
        Ok(draft) if draft.format == Draft::FORMAT => Ok(Some(Kept {
            draft,
            person: stored.person,
            active: stored.active,
            chat: stored.chat,
            prompt: stored.prompt,
        })),
        _ => {
            tracing::warn!(draft = stored.draft.0, "a draft of another release was dropped");
            dialogues::end(rq.tx, stored.draft).await?;
            Ok(None)
        }
    }
}

/// Stores a draft as the person's active one, held in this chat.
///
/// # Errors
/// The database could not be written.
pub async fn put(rq: &Request<'_>, draft: &Draft) -> Result<(), Fault> {
    let body = serde_json::to_string(draft).map_err(|error| undecodable("draft", &error))?;
    let row = DraftRow {
        draft: draft.id,
        person: rq.person.id,
        revision: draft.revision,
        body,
        chat: rq.chat(),
        now: rq.now,
        expires_at: rq.now.saturating_add(LIFETIME).unwrap_or(Timestamp::MAX),
    };
    Ok(dialogues::put(rq.tx, &row).await?)
}

/// Sets the active draft aside and says so in its own chat, which may not be this one. A question that is asked again as
/// easily is dropped without a word.
///
/// # Errors
/// The database could not be written.
pub async fn set_aside(rq: &Request<'_>, kept: &Kept) -> Result<Outcome, Fault> {
    if !kept.draft.is_worth_keeping() {
        dialogues::end(rq.tx, kept.draft.id).await?;
        return Ok(Outcome::nothing());
    }
    dialogues::suspend_active(rq.tx, rq.person.id).await?;
    let person = (kept.chat.0 > 0).then_some(rq.person.id);
    let delivery = Delivery::Send { screen: Screen::DraftSaved { draft: kept.draft.id } };
    Ok(Outcome::message(Message { chat: kept.chat, person, lane: Lane::Urgent, delivery }))
}

/// Makes this draft the active one; another one is set aside.
///
/// # Errors
/// The database could not be read or written.
pub async fn bring_back(rq: &Request<'_>, draft: &Draft) -> Result<Outcome, Fault> {
    let out = match active(rq).await? {
        Some(other) if other.draft.id != draft.id => set_aside(rq, &other).await?,
        _ => Outcome::nothing(),
    };
    dialogues::activate(rq.tx, draft.id).await?;
    Ok(out)
}

/// Drops the drafts nobody touched for a day and tells their owners.
///
/// # Errors
/// The database could not be read or written.
pub async fn expire(tx: &WriteTx, now: Timestamp) -> Result<Outcome, Fault> {
    let mut out = Outcome::nothing();
    let expired = dialogues::expired(tx, now).await?;
    let owners: Vec<PersonId> = expired.iter().map(|stored| stored.person).collect();
    let owners = people::many(tx, &owners).await?;
    for stored in expired {
        dialogues::end(tx, stored.draft).await?;
        let Some(person) = owners.iter().find(|owner| owner.id == stored.person) else { continue };
        let Some((chat, person)) = person.private() else { continue };
        let delivery = Delivery::Send { screen: Screen::DraftExpired };
        out = out.and(Outcome::message(Message { chat, person, lane: Lane::Bulk, delivery }));
    }
    Ok(out)
}
