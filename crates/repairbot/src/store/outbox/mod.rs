//! Messages to be sent: written by the transaction that decided them, sent by whoever claims them.
//!
//! A row is pending, then claimed, then sent or dead; a claim that fails or runs out makes it pending again. Within a
//! chat rows leave in the order of their ids: only the head of a chat, its oldest row that is neither sent nor dead,
//! can be claimed. Between chats the most urgent lane waiting in each decides, lower first: a message that must wait for
//! its turn pulls what stands before it in its chat.

mod about;
pub(in crate::store) mod claim;
mod erase;
mod told;

use std::collections::BTreeSet;

use jiff::Timestamp;
use repairbot_core::ids::{ChatId, MessageId, OrderId, OrderVersion, PersonId, TopicId};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{CaseStatement, Expr, ExprTrait, LockBehavior, LockType, SimpleExpr},
};

pub use about::about;
pub use claim::{claim, next_head_due};
pub use erase::drop_bodies;
pub use told::{Told, ToldState, told};

use super::{
    Reads, StoreError, WriteTx, codec,
    entity::outbox,
    growth,
    masked::debug_hiding,
    sql::{DEAD, SETTLED, UNSENT},
};

/// For how many days it stays known what was sent, and what never arrived.
pub const KEPT_DAYS: i64 = 30;

/// Where a row is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Pending,
    Claimed,
    Sent,
    Dead,
}

impl State {
    fn code(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Claimed => "claimed",
            Self::Sent => "sent",
            Self::Dead => "dead",
        }
    }
}

/// A message to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct NewRow {
    /// Where to.
    pub chat: ChatId,
    /// Into which topic of a group; `None` for the one set for the group.
    pub topic: Option<TopicId>,
    /// For whom it is rendered.
    pub person: Option<PersonId>,
    /// About which order.
    pub order: Option<OrderId>,
    /// Which of the order's events it tells of, for the order's timeline; `None` when it is no notice.
    pub told: Option<OrderVersion>,
    /// Chats go by the lowest lane waiting in them.
    pub lane: i16,
    /// Whether it only redraws the order's card from whatever the order is when sent, so that one pending row does
    /// for any number of changes.
    pub refresh: bool,
    /// What is sent, as JSON.
    pub body: String,
    /// Not before this instant.
    pub not_before: Timestamp,
    /// When it was decided.
    pub created_at: Timestamp,
}

debug_hiding!(NewRow { chat, topic, person, order, told, lane, refresh, not_before, created_at } hides body);

/// Who claims, and how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimQuery {
    /// Now.
    pub now: Timestamp,
    /// How many rows at most.
    pub limit: u64,
    /// The claimer's epoch: grows with every leader.
    pub epoch: i64,
    /// How long the claim lasts, in milliseconds.
    pub lease_ms: i64,
}

/// A claimed row.
#[derive(Clone, PartialEq, Eq)]
pub struct ClaimedRow {
    /// The row.
    pub id: i64,
    /// Where to.
    pub chat: ChatId,
    /// Into which topic of a group; `None` for the one set for the group.
    pub topic: Option<TopicId>,
    /// For whom it is rendered.
    pub person: Option<PersonId>,
    /// About which order.
    pub order: Option<OrderId>,
    /// Its lane.
    pub lane: i16,
    /// Whether it only redraws a card.
    pub refresh: bool,
    /// What is sent, as JSON.
    pub body: String,
    /// How often it was claimed, this time included.
    pub attempts: u32,
    /// Whether an earlier attempt may have been delivered.
    pub ambiguous: bool,
    /// When it was decided.
    pub created_at: Timestamp,
    /// When it was claimed, this time: it is rendered from the database as of then or later.
    pub claimed_at: Timestamp,
}

debug_hiding!(ClaimedRow { id, chat, topic, person, order, lane, refresh, attempts, ambiguous, created_at, claimed_at } hides body);

/// A row that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// The row.
    pub id: i64,
    /// The message it became, if it is one.
    pub message: Option<MessageId>,
}

/// A row to be tried again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retry {
    /// The row.
    pub id: i64,
    /// In which epoch it was claimed.
    pub epoch: i64,
    /// Not before this instant.
    pub not_before: Timestamp,
    /// What went wrong.
    pub error: String,
    /// Whether the message may have been delivered all the same.
    pub ambiguous: bool,
}

/// A row that was given up.
#[derive(Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// The row.
    pub id: i64,
    /// Where to.
    pub chat: ChatId,
    /// For whom.
    pub person: Option<PersonId>,
    /// About which order.
    pub order: Option<OrderId>,
    /// What was to be sent, as JSON.
    pub body: String,
    /// How often it was tried.
    pub attempts: u32,
    /// Why it was given up.
    pub error: Option<String>,
    /// When it was decided.
    pub created_at: Timestamp,
}

debug_hiding!(DeadLetter { id, chat, person, order, attempts, error, created_at } hides body);

/// Adds rows in their order, in one statement (none for no rows).
///
/// # Errors
/// See [`StoreError`].
pub async fn enqueue(tx: &WriteTx, rows: &[NewRow]) -> Result<(), StoreError> {
    let row = |new: &NewRow| outbox::ActiveModel {
        id: NotSet,
        chat_id: Set(new.chat.0),
        person_id: Set(new.person.map(|person| person.0)),
        order_id: Set(new.order.map(|order| order.0)),
        told_version: Set(new.told.map(|version| version.0)),
        lane: Set(new.lane),
        refresh: Set(new.refresh),
        body: Set(Some(new.body.clone())),
        state: Set(State::Pending.code().to_owned()),
        attempts: Set(0),
        ambiguous: Set(false),
        not_before: Set(new.not_before.as_millisecond()),
        claimed_until: Set(None),
        claim_epoch: Set(None),
        message_id: Set(None),
        error: Set(None),
        created_at: Set(new.created_at.as_millisecond()),
        sent_at: Set(None),
        topic_id: Set(new.topic.map(|topic| topic.0)),
    };
    outbox::Entity::insert_many(rows.iter().map(row)).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Makes claims pending again whose time is over or whose claimer had an epoch below this one. Whether they were sent
/// is unknown, so they are ambiguous. Says how many. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn release_stale(tx: &WriteTx, now: Timestamp, epoch: i64) -> Result<u64, StoreError> {
    let stale = Condition::any()
        .add(outbox::Column::ClaimedUntil.lte(now.as_millisecond()))
        .add(outbox::Column::ClaimEpoch.lt(epoch));
    let updated = outbox::Entity::update_many()
        .set(outbox::ActiveModel { ambiguous: Set(true), ..pending_again() })
        .filter(is(State::Claimed))
        .filter(Expr::cust(UNSENT))
        .filter(stale)
        .exec(tx.db())
        .await?;
    Ok(updated.rows_affected)
}

/// Notes that rows were sent; their bodies are dropped. A claim that ran out meanwhile is settled too: what was sent
/// was sent. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn settle_sent(tx: &WriteTx, sent: &[Sent], now: Timestamp) -> Result<(), StoreError> {
    if sent.is_empty() {
        return Ok(());
    }
    let same = |sent: &Sent| Expr::col(outbox::Column::Id).eq(sent.id);
    let message = |sent: &Sent| Expr::val(sent.message.map(|message| message.0));
    let messages = sent.iter().fold(CaseStatement::new(), |case, sent| case.case(same(sent), message(sent)));
    outbox::Entity::update_many()
        .set(outbox::ActiveModel {
            state: Set(State::Sent.code().to_owned()),
            body: Set(None),
            error: Set(None),
            claimed_until: Set(None),
            sent_at: Set(Some(now.as_millisecond())),
            ..Default::default()
        })
        .col_expr(outbox::Column::MessageId, messages.into())
        .filter(outbox::Column::Id.is_in(sent.iter().map(|sent| sent.id)))
        .filter(is_not(State::Sent))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Makes a row that is still claimed in this epoch pending again, to be tried later. Says whether it is: another one's it is
/// not to be touched. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn retry(tx: &WriteTx, retry: &Retry) -> Result<bool, StoreError> {
    let mut change = outbox::ActiveModel {
        not_before: Set(retry.not_before.as_millisecond()),
        error: Set(Some(retry.error.clone())),
        ..pending_again()
    };
    if retry.ambiguous {
        change.ambiguous = Set(true);
    }
    let updated = outbox::Entity::update_many()
        .set(change)
        .filter(outbox::Column::Id.eq(retry.id))
        .filter(outbox::Column::ClaimEpoch.eq(retry.epoch))
        .filter(is(State::Claimed))
        .exec(tx.db())
        .await?;
    Ok(updated.rows_affected > 0)
}

/// Sends a row into another topic of its group. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn set_topic(tx: &WriteTx, id: i64, topic: TopicId) -> Result<(), StoreError> {
    outbox::Entity::update_many()
        .set(outbox::ActiveModel { topic_id: Set(Some(topic.0)), ..Default::default() })
        .filter(outbox::Column::Id.eq(id))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Gives up a row that is still claimed in this epoch; it no longer holds its chat. Says whether it is. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn dead(tx: &WriteTx, (id, epoch): (i64, i64), error: &str) -> Result<bool, StoreError> {
    let updated = outbox::Entity::update_many()
        .set(outbox::ActiveModel {
            state: Set(State::Dead.code().to_owned()),
            error: Set(Some(error.to_owned())),
            claimed_until: Set(None),
            ..Default::default()
        })
        .filter(outbox::Column::Id.eq(id))
        .filter(outbox::Column::ClaimEpoch.eq(epoch))
        .filter(is(State::Claimed))
        .exec(tx.db())
        .await?;
    Ok(updated.rows_affected > 0)
}

/// Forgets rows that were decided before this instant and are sent or given up, a bounded number of them; says how
/// many. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn purge(tx: &WriteTx, before: Timestamp) -> Result<u64, StoreError> {
    let old =
        Condition::all().add(Expr::cust(SETTLED)).add(outbox::Column::CreatedAt.lt(before.as_millisecond()));
    growth::delete_some::<outbox::Entity>(tx, outbox::Column::Id, old).await
}

/// How many rows are neither sent nor given up. One query over the partial index.
///
/// # Errors
/// See [`StoreError`].
pub async fn pending_count(tx: &impl Reads) -> Result<u64, StoreError> {
    Ok(outbox::Entity::find().filter(Expr::cust(UNSENT)).count(tx.connection()).await?)
}

/// Rows that were given up, newest first. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn dead_letters(tx: &impl Reads, limit: u64) -> Result<Vec<DeadLetter>, StoreError> {
    let rows = outbox::Entity::find()
        .filter(Expr::cust(DEAD))
        .order_by_desc(outbox::Column::Id)
        .limit(limit)
        .all(tx.connection())
        .await?;
    let letter = |row: outbox::Model| {
        Ok(DeadLetter {
            id: row.id,
            chat: ChatId(row.chat_id),
            person: row.person_id.map(PersonId),
            order: row.order_id.map(OrderId),
            body: row.body.unwrap_or_default(),
            attempts: u32::try_from(row.attempts).unwrap_or(0),
            error: row.error,
            created_at: codec::instant("outbox.created_at", row.created_at)?,
        })
    };
    rows.into_iter().map(letter).collect()
}

/// The chats in which a row that will redraw the card of one of these orders is waiting already, and waits until this
/// transaction ends. A claimed one doesn't count, nor one that is just being claimed: it may have been drawn before the
/// change. One query, or none for no orders.
///
/// # Errors
/// See [`StoreError`].
pub async fn pending_refreshes(
    tx: &WriteTx,
    orders: &BTreeSet<OrderId>,
) -> Result<BTreeSet<(OrderId, ChatId)>, StoreError> {
    if orders.is_empty() {
        return Ok(BTreeSet::new());
    }
    let mut waiting = outbox::Entity::find()
        .select_only()
        .columns([outbox::Column::OrderId, outbox::Column::ChatId])
        .filter(outbox::Column::OrderId.is_in(orders.iter().map(|order| order.0)))
        .filter(outbox::Column::Refresh.eq(true))
        .filter(is(State::Pending))
        .filter(Expr::cust(UNSENT));
    if tx.locks_rows() {
        // Who claims waits for this transaction; this one waits for nobody.
        waiting = waiting.lock_with_behavior(LockType::Share, LockBehavior::SkipLocked);
    }
    let waiting: Vec<(i64, i64)> = waiting.into_tuple().all(tx.db()).await?;
    Ok(waiting.into_iter().map(|(order, chat)| (OrderId(order), ChatId(chat))).collect())
}

/// Of these chats those in which a row with this very body waits or is being sent. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn unsent_with_body(
    tx: &impl Reads,
    chats: &[ChatId],
    body: &str,
) -> Result<BTreeSet<ChatId>, StoreError> {
    let chats: Vec<i64> = outbox::Entity::find()
        .select_only()
        .column(outbox::Column::ChatId)
        .filter(outbox::Column::ChatId.is_in(chats.iter().map(|chat| chat.0)))
        .filter(Expr::cust(UNSENT))
        .filter(outbox::Column::Body.eq(body))
        .into_tuple()
        .all(tx.connection())
        .await?;
    Ok(chats.into_iter().map(ChatId).collect())
}

/// Literals, not parameters: SQLite prepares a statement anew for each value of a parameter that is compared with a
/// column of a partial index's condition.
fn is(state: State) -> SimpleExpr {
    Expr::cust(format!("state = '{}'", state.code()))
}

fn is_not(state: State) -> SimpleExpr {
    Expr::cust(format!("state <> '{}'", state.code()))
}

fn pending_again() -> outbox::ActiveModel {
    outbox::ActiveModel {
        state: Set(State::Pending.code().to_owned()),
        claimed_until: Set(None),
        claim_epoch: Set(None),
        ..Default::default()
    }
}
