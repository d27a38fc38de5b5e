//! Drafts in the database: one active per person, others set aside, all gone after a day.

use jiff::{SignedDuration, Timestamp};
use repairbot_core::{dialogue::Draft, screen::Screen};

use super::Request;
use crate::{
    fault::Fault,
    outcome::{Delivery, Lane, Message, Outcome},
    store::{
        WriteTx,
        dialogues::{self, DraftRow, StoredDraft},
        people,
    },
};

/// Drafts expire this long after the last answer (SPEC §4).
const LIFETIME: SignedDuration = SignedDuration::from_hours(24);

/// The person's active draft.
///
/// # Errors
/// The database could not be read, or the draft can't be understood.
pub async fn active(rq: &Request<'_>) -> Result<Option<Draft>, Fault> {
    dialogues::active(rq.tx, rq.person.id).await?.as_ref().map(read).transpose()
}

/// Reads a stored draft.
///
/// # Errors
/// It was written by a release this one does not know.
pub fn read(stored: &StoredDraft) -> Result<Draft, Fault> {
    serde_json::from_str(&stored.body).map_err(|error| Fault::Damaged(format!("draft: {error}")))
}

/// Stores a draft as the person's active one.
///
/// # Errors
/// The database could not be written.
pub async fn put(rq: &Request<'_>, draft: &Draft) -> Result<(), Fault> {
    let body = serde_json::to_string(draft).map_err(|error| Fault::Damaged(format!("draft: {error}")))?;
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

/// Sets the active draft aside and says so.
///
/// # Errors
/// The database could not be written.
pub async fn set_aside(rq: &Request<'_>, draft: &Draft) -> Result<Outcome, Fault> {
    dialogues::suspend_active(rq.tx, rq.person.id).await?;
    Ok(rq.say(Screen::DraftSaved { draft: draft.id }))
}

/// Makes this draft the active one; another one is set aside.
///
/// # Errors
/// The database could not be read or written.
pub async fn bring_back(rq: &Request<'_>, draft: &Draft) -> Result<Outcome, Fault> {
    let out = match active(rq).await? {
        Some(other) if other.id != draft.id => set_aside(rq, &other).await?,
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
    for stored in dialogues::expired(tx, now).await? {
        dialogues::end(tx, stored.draft).await?;
        let Some(person) = people::by_id(tx, stored.person).await? else { continue };
        let Some((chat, person)) = person.private() else { continue };
        let delivery = Delivery::Send { screen: Screen::DraftExpired };
        out = out.and(Outcome::message(Message { chat, person, lane: Lane::Bulk, delivery }));
    }
    Ok(out)
}
