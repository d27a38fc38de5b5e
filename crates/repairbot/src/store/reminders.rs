//! Reminders in chats: what a chat is to be told and when, and the message that told it last. One row for each chat and
//! topic.
//!
//! A reminder is owed from some moment on, then called for (a row of the outbox stands for it), then told. What it says
//! is found when it is rendered, so that one message does for all that is owed to a chat.

use jiff::{SignedDuration, Timestamp};
use repairbot_core::{
    ids::{ChatId, MessageId, PersonId},
    schedule::Topic,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{CaseStatement, Expr, ExprTrait, LockType, OnConflict, Query},
};

use super::{Reads, StoreError, WriteTx, codec, entity::reminders, sql::OWED};

/// The reminders of one topic in one chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reminder {
    /// Where.
    pub chat: ChatId,
    /// What about.
    pub topic: Topic,
    /// Who reads it, in a private chat.
    pub person: Option<PersonId>,
    /// When it is to be sent.
    pub owed_at: Option<Timestamp>,
    /// Since when a row of the outbox stands for it.
    pub called_at: Option<Timestamp>,
    /// What fired until then has been told.
    pub told_at: Timestamp,
    /// The message that told it last, and when.
    pub message: Option<(MessageId, Timestamp)>,
}

/// Something a chat is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owed {
    /// Where.
    pub chat: ChatId,
    /// What about.
    pub topic: Topic,
    /// Who reads it, in a private chat.
    pub person: Option<PersonId>,
}

/// Notes that something fired at `now` is to be told from `at` on, unless it is owed earlier already. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn owe(tx: &WriteTx, owed: Owed, (at, now): (Timestamp, Timestamp)) -> Result<(), StoreError> {
    // Whoever is told for the first time is not told what fired before.
    let before = now.checked_sub(SignedDuration::from_millis(1)).unwrap_or(now);
    reminders::Entity::insert(row(owed, Some(at), before))
        .on_conflict(conflict(Some(at)))
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// A reminder that nobody has been told yet.
fn row(owed: Owed, owed_at: Option<Timestamp>, told_at: Timestamp) -> reminders::ActiveModel {
    reminders::ActiveModel {
        chat_id: Set(owed.chat.0),
        topic: Set(owed.topic.code().to_owned()),
        person_id: Set(owed.person.map(|person| person.0)),
        owed_at: Set(owed_at.map(Timestamp::as_millisecond)),
        called_at: Set(None),
        told_at: Set(told_at.as_millisecond()),
        message_id: Set(None),
        sent_at: Set(None),
    }
}

/// Of one that is there the reader is renewed; it is owed at the earlier of both moments.
fn conflict(owed_at: Option<Timestamp>) -> OnConflict {
    let there = Expr::col((reminders::Entity, reminders::Column::OwedAt));
    let new = || Expr::col(("excluded", reminders::Column::OwedAt));
    let earlier = CaseStatement::new().case(there.clone().lt(new()), there).finally(new());
    let mut conflict = OnConflict::columns([reminders::Column::ChatId, reminders::Column::Topic]);
    conflict.update_column(reminders::Column::PersonId);
    if owed_at.is_some() {
        conflict.value(reminders::Column::OwedAt, earlier);
    }
    conflict
}

/// What is owed by now, chat by chat. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn owed(tx: &impl Reads, now: Timestamp, limit: u64) -> Result<Vec<Reminder>, StoreError> {
    let rows = reminders::Entity::find()
        .filter(Expr::cust(OWED))
        .filter(reminders::Column::OwedAt.lte(now.as_millisecond()))
        .order_by_asc(reminders::Column::OwedAt)
        .order_by_asc(reminders::Column::ChatId)
        .limit(limit)
        .all(tx.connection())
        .await?;
    read(rows)
}

/// When the next reminder is owed. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn next_owed(tx: &impl Reads) -> Result<Option<Timestamp>, StoreError> {
    let first = reminders::Entity::find()
        .filter(Expr::cust(OWED))
        .order_by_asc(reminders::Column::OwedAt)
        .one(tx.connection())
        .await?;
    codec::instant_opt("reminders.owed_at", first.and_then(|row| row.owed_at))
}

/// Calls for a reminder that is owed: a row of the outbox stands for it from now on. Says whether it was owed as it
/// was seen: another process may have been faster. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn call(tx: &WriteTx, seen: &Reminder, now: Timestamp) -> Result<bool, StoreError> {
    let updated = reminders::Entity::update_many()
        .set(reminders::ActiveModel {
            owed_at: Set(None),
            called_at: Set(Some(now.as_millisecond())),
            ..Default::default()
        })
        .filter(reminders::Column::ChatId.eq(seen.chat.0))
        .filter(reminders::Column::Topic.eq(seen.topic.code()))
        .filter(reminders::Column::OwedAt.eq(seen.owed_at.map(Timestamp::as_millisecond)))
        .exec(tx.db())
        .await?;
    Ok(updated.rows_affected == 1)
}

/// All reminders of a chat, by topic. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn of_chat(tx: &impl Reads, chat: ChatId) -> Result<Vec<Reminder>, StoreError> {
    read(find_of(chat).all(tx.connection()).await?)
}

/// The same for whoever writes what became of them: until this transaction ends nobody else owes this chat anything of these
/// topics, or it would be written over. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn hold_of_chat(tx: &WriteTx, chat: ChatId) -> Result<Vec<Reminder>, StoreError> {
    let mut find = find_of(chat);
    if tx.locks_rows() {
        find = find.lock(LockType::NoKeyUpdate);
    }
    read(find.all(tx.db()).await?)
}

fn find_of(chat: ChatId) -> Select<reminders::Entity> {
    reminders::Entity::find()
        .filter(reminders::Column::ChatId.eq(chat.0))
        .order_by_asc(reminders::Column::Topic)
}

fn read(rows: Vec<reminders::Model>) -> Result<Vec<Reminder>, StoreError> {
    rows.into_iter().map(reminder).collect()
}

/// Writes what became of a reminder that is held ([`hold_of_chat`]): all but who reads it. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn settle(tx: &WriteTx, reminder: &Reminder) -> Result<(), StoreError> {
    reminders::Entity::update_many()
        .set(reminders::ActiveModel {
            owed_at: Set(reminder.owed_at.map(Timestamp::as_millisecond)),
            called_at: Set(reminder.called_at.map(Timestamp::as_millisecond)),
            told_at: Set(reminder.told_at.as_millisecond()),
            message_id: Set(reminder.message.map(|(message, _)| message.0)),
            sent_at: Set(reminder.message.map(|(_, at)| at.as_millisecond())),
            ..Default::default()
        })
        .filter(reminders::Column::ChatId.eq(reminder.chat.0))
        .filter(reminders::Column::Topic.eq(reminder.topic.code()))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Lets what a group is to be told be owed to where its master is written to now, what it was being told from `now` on;
/// what the group was told is not told again there. The group is told nothing more. A few statements.
///
/// # Errors
/// See [`StoreError`].
pub async fn inherit(
    tx: &WriteTx,
    group: ChatId,
    heir: Option<(ChatId, Option<PersonId>)>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let told = || Expr::col((reminders::Entity, reminders::Column::ToldAt));
    let new = || Expr::col(("excluded", reminders::Column::ToldAt));
    let later = || CaseStatement::new().case(told().gt(new()), told()).finally(new());
    for left in hold_of_chat(tx, group).await? {
        let Some((chat, person)) = heir else { break };
        let owed_at = if left.called_at.is_some() { Some(now) } else { left.owed_at };
        let mut conflict = conflict(owed_at);
        conflict.value(reminders::Column::ToldAt, later());
        let owed = Owed { chat, topic: left.topic, person };
        reminders::Entity::insert(row(owed, owed_at, left.told_at))
            .on_conflict(conflict)
            .exec_without_returning(tx.db())
            .await?;
    }
    reminders::Entity::delete_many().filter(reminders::Column::ChatId.eq(group.0)).exec(tx.db()).await?;
    Ok(())
}

/// Lets the reminders of a group follow it to the supergroup it became; their messages stay behind.
pub(super) async fn move_chat(tx: &WriteTx, old: ChatId, new: ChatId) -> Result<(), StoreError> {
    let there_already = Query::select()
        .column(reminders::Column::Topic)
        .from(reminders::Entity)
        .and_where(reminders::Column::ChatId.eq(new.0))
        .to_owned();
    reminders::Entity::delete_many()
        .filter(reminders::Column::ChatId.eq(old.0))
        .filter(reminders::Column::Topic.in_subquery(there_already))
        .exec(tx.db())
        .await?;
    reminders::Entity::update_many()
        .set(reminders::ActiveModel {
            chat_id: Set(new.0),
            message_id: Set(None),
            sent_at: Set(None),
            ..Default::default()
        })
        .filter(reminders::Column::ChatId.eq(old.0))
        .exec(tx.db())
        .await?;
    Ok(())
}

fn reminder(row: reminders::Model) -> Result<Reminder, StoreError> {
    let topic = Topic::from_code(&row.topic).ok_or_else(|| StoreError::row("reminders.topic", &row.topic))?;
    let sent_at = codec::instant_opt("reminders.sent_at", row.sent_at)?;
    Ok(Reminder {
        chat: ChatId(row.chat_id),
        topic,
        person: row.person_id.map(PersonId),
        owed_at: codec::instant_opt("reminders.owed_at", row.owed_at)?,
        called_at: codec::instant_opt("reminders.called_at", row.called_at)?,
        told_at: codec::instant("reminders.told_at", row.told_at)?,
        message: row.message_id.map(MessageId).zip(sent_at),
    })
}
