//! Unfinished dialogues: one active per person, the others suspended; and the drafts that have acted.

use std::{collections::BTreeMap, fmt};

use jiff::Timestamp;
use repairbot_core::ids::{ChatId, DraftId, MessageId, OrderId, PersonId};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{CaseStatement, Expr, ExprTrait, LockBehavior, LockType, OnConflict, Query},
};

use super::{
    Reads, StoreError, WriteTx,
    entity::{dialogues, used_drafts},
    growth,
    masked::Hidden,
};

/// What a dialogue has come to, as JSON that the store does not look into. Printed without what people wrote.
#[derive(Clone, PartialEq, Eq)]
pub enum Body {
    /// In the row.
    Here(String),
    /// Outside the database, as this step wrote it: the key of an update.
    Elsewhere {
        /// Which.
        step: String,
    },
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Here(body) => Hidden::from(body).fmt(f),
            Self::Elsewhere { step } => write!(f, "<elsewhere, by {step}>"),
        }
    }
}

impl From<String> for Body {
    fn from(body: String) -> Self {
        Self::Here(body)
    }
}

/// A dialogue as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDraft {
    /// The draft's unique id.
    pub draft: DraftId,
    /// Whose it is.
    pub person: PersonId,
    /// Whether it takes the person's next message; else it is suspended.
    pub active: bool,
    /// How many steps it has seen. Buttons carry it.
    pub revision: u32,
    /// The dialogue.
    pub body: Body,
    /// Where it is held.
    pub chat: ChatId,
    /// The message with the present question.
    pub prompt: Option<MessageId>,
    /// When the person did something in it last.
    pub updated_at: Timestamp,
}

/// A dialogue to be written, as the active one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftRow {
    /// The draft's unique id.
    pub draft: DraftId,
    /// Whose it is.
    pub person: PersonId,
    /// How many steps it has seen.
    pub revision: u32,
    /// The dialogue.
    pub body: Body,
    /// Where it is held.
    pub chat: ChatId,
    /// When.
    pub now: Timestamp,
    /// When it may be forgotten.
    pub expires_at: Timestamp,
}

/// The person's active dialogue. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn active(tx: &impl Reads, person: PersonId) -> Result<Option<StoredDraft>, StoreError> {
    let found = dialogues::Entity::find()
        .filter(dialogues::Column::PersonId.eq(person.0))
        .filter(is_active())
        .one(tx.connection())
        .await?;
    found.map(stored).transpose()
}

/// The dialogue with this draft id, active or suspended. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn by_id(tx: &impl Reads, draft: DraftId) -> Result<Option<StoredDraft>, StoreError> {
    let found = dialogues::Entity::find_by_id(draft.0).one(tx.connection()).await?;
    found.map(stored).transpose()
}

/// Whether this message holds the question of any dialogue, whoever's. One query over the open dialogues, of which
/// each person has a few at most.
///
/// # Errors
/// See [`StoreError`].
pub async fn is_prompt(tx: &impl Reads, chat: ChatId, message: MessageId) -> Result<bool, StoreError> {
    let found = dialogues::Entity::find()
        .filter(dialogues::Column::ChatId.eq(chat.0))
        .filter(dialogues::Column::PromptMessageId.eq(message.0))
        .one(tx.connection())
        .await?;
    Ok(found.is_some())
}

/// The person's suspended dialogues, the latest first. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn suspended(tx: &impl Reads, person: PersonId) -> Result<Vec<StoredDraft>, StoreError> {
    let found = dialogues::Entity::find()
        .filter(dialogues::Column::PersonId.eq(person.0))
        .filter(dialogues::Column::Active.eq(false))
        .order_by_desc(dialogues::Column::UpdatedAt)
        .order_by_desc(dialogues::Column::DraftId)
        .all(tx.connection())
        .await?;
    found.into_iter().map(stored).collect()
}

/// Every dialogue, whoever's; each person has a few at most. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn all(tx: &impl Reads) -> Result<Vec<StoredDraft>, StoreError> {
    let find = dialogues::Entity::find().order_by_asc(dialogues::Column::DraftId);
    find.all(tx.connection()).await?.into_iter().map(stored).collect()
}

/// Dialogues forgotten at once: the others are a minute later.
const EXPIRED_AT_ONCE: u64 = 100;

/// Some dialogues that may be forgotten, oldest first, held until this transaction ends; one that its owner goes on with at
/// this moment is none of them. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn expired(tx: &WriteTx, now: Timestamp) -> Result<Vec<StoredDraft>, StoreError> {
    let mut find = dialogues::Entity::find()
        .filter(dialogues::Column::ExpiresAt.lte(now.as_millisecond()))
        .order_by_asc(dialogues::Column::ExpiresAt)
        .order_by_asc(dialogues::Column::DraftId)
        .limit(EXPIRED_AT_ONCE);
    if tx.locks_rows() {
        find = find.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    let found = find.all(tx.db()).await?;
    found.into_iter().map(stored).collect()
}

/// The message of a question belongs to its chat: in another one the number is another message's.
const SAME_CHATS_PROMPT: &str =
    "CASE WHEN dialogues.chat_id = excluded.chat_id THEN dialogues.prompt_message_id END";

/// Writes a dialogue as the active one, new or changed; the message of its question stays as long as it is held in the
/// same chat. One statement.
///
/// # Errors
/// `Conflict` when the person has another active dialogue: suspend it first.
pub async fn put(tx: &WriteTx, draft: &DraftRow) -> Result<(), StoreError> {
    let (body, step) = match &draft.body {
        Body::Here(body) => (body.clone(), None),
        Body::Elsewhere { step } => (String::new(), Some(step.clone())),
    };
    let row = dialogues::ActiveModel {
        draft_id: Set(draft.draft.0),
        person_id: Set(draft.person.0),
        active: Set(true),
        revision: Set(i64::from(draft.revision)),
        body: Set(body),
        step: Set(step),
        chat_id: Set(draft.chat.0),
        prompt_message_id: Set(None),
        updated_at: Set(draft.now.as_millisecond()),
        expires_at: Set(draft.expires_at.as_millisecond()),
    };
    let changed = [
        dialogues::Column::Active,
        dialogues::Column::Revision,
        dialogues::Column::Body,
        dialogues::Column::Step,
        dialogues::Column::ChatId,
        dialogues::Column::UpdatedAt,
        dialogues::Column::ExpiresAt,
    ];
    dialogues::Entity::insert(row)
        .on_conflict(
            OnConflict::column(dialogues::Column::DraftId)
                .update_columns(changed)
                .value(dialogues::Column::PromptMessageId, Expr::cust(SAME_CHATS_PROMPT))
                .to_owned(),
        )
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Suspends the person's active dialogue. Says whether there was one.
///
/// # Errors
/// See [`StoreError`].
pub async fn suspend_active(tx: &WriteTx, person: PersonId) -> Result<bool, StoreError> {
    let updated = dialogues::Entity::update_many()
        .set(dialogues::ActiveModel { active: Set(false), ..Default::default() })
        .filter(dialogues::Column::PersonId.eq(person.0))
        .filter(is_active())
        .exec(tx.db())
        .await?;
    Ok(updated.rows_affected > 0)
}

/// Makes a suspended dialogue the active one. Says whether it still exists.
///
/// # Errors
/// `Conflict` when the person has another active dialogue: suspend it first.
pub async fn activate(tx: &WriteTx, draft: DraftId) -> Result<bool, StoreError> {
    let updated = dialogues::Entity::update_many()
        .set(dialogues::ActiveModel { active: Set(true), ..Default::default() })
        .filter(dialogues::Column::DraftId.eq(draft.0))
        .exec(tx.db())
        .await?;
    Ok(updated.rows_affected > 0)
}

/// Forgets a dialogue. Says whether it existed.
///
/// # Errors
/// See [`StoreError`].
pub async fn end(tx: &WriteTx, draft: DraftId) -> Result<bool, StoreError> {
    let deleted = dialogues::Entity::delete_by_id(draft.0).exec(tx.db()).await?;
    Ok(deleted.rows_affected > 0)
}

/// Notes which message of which chat holds the present question of each of these dialogues, as far as they still exist. One
/// that another transaction is changing is passed by: its question is being answered, and who waits for it while others
/// wait for what he has noted may wait for ever (PostgreSQL finds that out after a second). One statement, or none.
///
/// # Errors
/// See [`StoreError`].
pub async fn note_prompts(
    tx: &WriteTx,
    prompts: &BTreeMap<DraftId, (ChatId, MessageId)>,
) -> Result<(), StoreError> {
    if prompts.is_empty() {
        return Ok(());
    }
    let mut these = Query::select();
    these
        .column(dialogues::Column::DraftId)
        .from(dialogues::Entity)
        .and_where(dialogues::Column::DraftId.is_in(prompts.keys().map(|draft| draft.0)));
    if tx.locks_rows() {
        these.lock_with_behavior(LockType::NoKeyUpdate, LockBehavior::SkipLocked);
    }
    let (mut chats, mut messages) = (CaseStatement::new(), CaseStatement::new());
    for (draft, (chat, message)) in prompts {
        let is = Expr::col(dialogues::Column::DraftId).eq(draft.0);
        chats = chats.case(is.clone(), chat.0);
        messages = messages.case(is, message.0);
    }
    dialogues::Entity::update_many()
        .col_expr(dialogues::Column::ChatId, chats.into())
        .col_expr(dialogues::Column::PromptMessageId, messages.into())
        .filter(dialogues::Column::DraftId.in_subquery(these))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Marks a draft as having acted. False when it had acted before: then its command must do nothing.
///
/// # Errors
/// See [`StoreError`].
pub async fn use_draft(
    tx: &WriteTx,
    draft: DraftId,
    order: Option<OrderId>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let row = used_drafts::ActiveModel {
        draft_id: Set(draft.0),
        order_id: Set(order.map(|order| order.0)),
        at: Set(now.as_millisecond()),
    };
    let inserted = used_drafts::Entity::insert(row)
        .on_conflict(OnConflict::column(used_drafts::Column::DraftId).do_nothing().to_owned())
        .exec_without_returning(tx.db())
        .await?;
    Ok(inserted == 1)
}

/// Forgets drafts that acted before this instant (their buttons are long gone), a bounded number of them; says how
/// many. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn purge_used(tx: &WriteTx, before: Timestamp) -> Result<u64, StoreError> {
    let old = Condition::all().add(used_drafts::Column::At.lt(before.as_millisecond()));
    growth::delete_some::<used_drafts::Entity>(tx, used_drafts::Column::DraftId, old).await
}

/// The condition of the partial index, word for word.
fn is_active() -> Expr {
    Expr::col(dialogues::Column::Active)
}

/// Whether a command carried this draft's id: it was finished, not dropped. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn is_used(tx: &impl Reads, draft: DraftId) -> Result<bool, StoreError> {
    Ok(used_drafts::Entity::find_by_id(draft.0).one(tx.connection()).await?.is_some())
}

fn stored(row: dialogues::Model) -> Result<StoredDraft, StoreError> {
    let revision = u32::try_from(row.revision);
    Ok(StoredDraft {
        draft: DraftId(row.draft_id),
        person: PersonId(row.person_id),
        active: row.active,
        revision: revision.map_err(|error| StoreError::row("dialogues.revision", error))?,
        body: body_of(row.body, row.step),
        chat: ChatId(row.chat_id),
        prompt: row.prompt_message_id.map(MessageId),
        updated_at: super::codec::instant("dialogues.updated_at", row.updated_at)?,
    })
}

/// A body in the row is the later one: a process of the release before leaves the step as it was.
fn body_of(here: String, step: Option<String>) -> Body {
    match step {
        Some(step) if here.is_empty() => Body::Elsewhere { step },
        _ => Body::Here(here),
    }
}
