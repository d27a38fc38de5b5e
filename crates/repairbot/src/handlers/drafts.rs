//! Drafts: one active per person, others set aside, all gone after a day. They are rows of the database; what is in them is
//! kept there too, or in Redis where the configuration says so (ADR 0044).

use jiff::{SignedDuration, Timestamp};
use repairbot_core::{
    dialogue::Draft,
    ids::{ChatId, DraftId, MessageId, PersonId},
    screen::{Screen, Toast},
};

use super::Request;
use crate::{
    fault::{Fault, undecodable},
    outcome::{Delivery, Lane, Message, Outcome},
    shared::Unread,
    store::{
        WriteTx,
        dialogues::{self, Body, DraftRow, StoredDraft},
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

/// Whether a draft's questions must not be shown in this request's chat: others read along there, and it was not
/// begun there.
pub fn is_private_to(rq: &Request<'_>, stored: &StoredDraft) -> bool {
    rq.in_group() && stored.chat != rq.chat()
}

/// The person's active draft, as far as it can be read.
///
/// # Errors
/// The database could not be read.
pub async fn active_if_read(rq: &Request<'_>) -> Result<Option<Draft>, Fault> {
    match dialogues::active(rq.tx, rq.person.id).await? {
        Some(stored) => Ok(read(rq, &stored).await.ok()),
        None => Ok(None),
    }
}

/// What is in a draft. One that is lost is dropped, and whoever goes on with it is told ([`unread`]): it must not lock
/// its owner out. To be asked before anything is written.
///
/// # Errors
/// It can't be read; the database could not be written.
pub async fn open(rq: &Request<'_>, stored: StoredDraft) -> Result<Kept, Fault> {
    match read(rq, &stored).await {
        Ok(draft) => Ok(Kept {
            draft,
            person: stored.person,
            active: stored.active,
            chat: stored.chat,
            prompt: stored.prompt,
        }),
        Err(unread) => {
            if unread == Unread::Lost {
                drop_lost(rq, &stored).await?;
            }
            Err(Fault::Draft(unread))
        }
    }
}

/// What is in a draft.
///
/// # Errors
/// Why it can't be read.
pub async fn read(rq: &Request<'_>, stored: &StoredDraft) -> Result<Draft, Unread> {
    let body = body(rq, stored).await?;
    let draft = serde_json::from_str::<Draft>(&body).ok();
    draft.filter(|draft| draft.format == Draft::FORMAT).ok_or(Unread::Lost)
}

/// What is in a draft, as it is kept.
///
/// # Errors
/// Why it can't be read.
pub async fn body(rq: &Request<'_>, stored: &StoredDraft) -> Result<String, Unread> {
    match &stored.body {
        Body::Here(body) => Ok(body.clone()),
        Body::Elsewhere { step } => rq.drafts.read(stored.draft, step).await,
    }
}

async fn drop_lost(rq: &Request<'_>, stored: &StoredDraft) -> Result<(), Fault> {
    tracing::warn!(draft = stored.draft.0, "a draft that cannot be read was dropped");
    end(rq, stored.draft).await
}

/// What whoever goes on with a draft is told when it can't be read.
pub fn unread(rq: &Request<'_>, why: Unread) -> Outcome {
    let (toast, screen) = match why {
        Unread::Lost => (Toast::DraftLost, Screen::DraftLost),
        Unread::Away => return rq.answer(Toast::DraftAway, Screen::DraftAway),
    };
    let question = rq.incoming.callback.as_ref().and(rq.incoming.message);
    let strip = question.map(|message| rq.deliver(Delivery::StripButtons { message }));
    strip.unwrap_or_default().and(rq.answer(toast, screen))
}

/// Forgets a draft.
///
/// # Errors
/// The database could not be written.
pub async fn end(rq: &Request<'_>, draft: DraftId) -> Result<(), Fault> {
    dialogues::end(rq.tx, draft).await?;
    rq.drafts.end(draft);
    Ok(())
}

/// Stores a draft as the person's active one, held in this chat.
///
/// # Errors
/// The database could not be written.
pub async fn put(rq: &Request<'_>, draft: &Draft) -> Result<(), Fault> {
    let body = serde_json::to_string(draft).map_err(|error| undecodable("draft", &error))?;
    let step = &rq.incoming.key;
    let body = if rq.drafts.keep(draft.id, (step, &body)).await {
        Body::Elsewhere { step: step.clone() }
    } else {
        Body::Here(body)
    };
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

/// Sets the active draft aside, if there is one, and says so in its own chat, which may not be this one. A question that is
/// asked again as easily is dropped without a word; one that is lost, with one.
///
/// # Errors
/// The database could not be read or written.
pub async fn set_aside(rq: &Request<'_>) -> Result<Outcome, Fault> {
    match dialogues::active(rq.tx, rq.person.id).await? {
        Some(stored) => set_this_aside(rq, &stored).await,
        None => Ok(Outcome::nothing()),
    }
}

/// The same of a draft that is known to be the active one.
///
/// # Errors
/// The database could not be written.
pub async fn set_this_aside(rq: &Request<'_>, stored: &StoredDraft) -> Result<Outcome, Fault> {
    let screen = match read(rq, stored).await {
        Ok(draft) if !draft.is_worth_keeping() => {
            end(rq, stored.draft).await?;
            return Ok(Outcome::nothing());
        }
        Err(Unread::Lost) => {
            drop_lost(rq, stored).await?;
            Screen::DraftLost
        }
        Ok(_) | Err(Unread::Away) => {
            dialogues::suspend_active(rq.tx, rq.person.id).await?;
            Screen::DraftSaved { draft: stored.draft }
        }
    };
    let person = (stored.chat.0 > 0).then_some(rq.person.id);
    let delivery = Delivery::Send { screen };
    Ok(Outcome::message(Message { chat: stored.chat, person, lane: Lane::Urgent, delivery }))
}

/// Makes this draft the active one; another one is set aside.
///
/// # Errors
/// The database could not be read or written.
pub async fn bring_back(rq: &Request<'_>, draft: &Draft) -> Result<Outcome, Fault> {
    let out = match dialogues::active(rq.tx, rq.person.id).await? {
        Some(other) if other.draft != draft.id => set_this_aside(rq, &other).await?,
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
