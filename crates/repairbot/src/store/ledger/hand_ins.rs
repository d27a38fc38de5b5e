//! Hand-ins: a master says how much he hands in, the office says how much it got. One of a master's waits at a time, and
//! it is answered once.

use jiff::Timestamp;
use repairbot_core::{
    ids::{HandInId, PersonId, TextId, TransactionId},
    ledger::handed_in,
    money::Kopecks,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{About, NewTransaction, post};
use crate::store::{Reads, StoreError, WriteTx, codec, entity::hand_ins, sql::UNANSWERED};

/// What became of a hand-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandInState {
    /// It waits for an answer.
    Open,
    /// The office got money.
    Confirmed,
    /// The office got none, for a reason.
    Rejected,
    /// The master took it back.
    Cancelled,
}

impl HandInState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Open, Self::Confirmed, Self::Rejected, Self::Cancelled];

    /// The name stored in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Confirmed => "confirmed",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A hand-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandIn {
    /// Its id.
    pub id: HandInId,
    /// Whose money.
    pub master: PersonId,
    /// How much he said.
    pub asked: Kopecks,
    /// When.
    pub asked_at: Timestamp,
    /// How much the office got.
    pub confirmed: Option<Kopecks>,
    /// What became of it.
    pub state: HandInState,
    /// Who answered.
    pub decided_by: Option<PersonId>,
    /// Why it was rejected.
    pub reason: Option<TextId>,
}

/// An answer to a hand-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The office got this much.
    Confirm(Kopecks),
    /// It got nothing.
    Reject(TextId),
    /// The master takes it back.
    Cancel,
}

/// Writes an open hand-in of a master's own.
///
/// # Errors
/// `Conflict` when one of his waits for an answer.
pub async fn ask(
    tx: &WriteTx,
    id: HandInId,
    (master, amount): (PersonId, Kopecks),
    at: Timestamp,
) -> Result<(), StoreError> {
    let row = fresh(id, (master, amount), (master, at));
    hand_ins::Entity::insert(row).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Writes what the office got without being asked: a hand-in that is confirmed at once, and its posting.
///
/// # Errors
/// See [`StoreError`].
pub async fn record_hand_in(
    tx: &WriteTx,
    id: HandInId,
    (master, amount): (PersonId, Kopecks),
    (by, at): (PersonId, Timestamp),
) -> Result<Option<TransactionId>, StoreError> {
    let row = hand_ins::ActiveModel {
        confirmed: Set(Some(amount.0)),
        state: Set(HandInState::Confirmed.code().to_owned()),
        decided_by: Set(Some(by.0)),
        decided_at: Set(Some(at.as_millisecond())),
        ..fresh(id, (master, amount), (by, at))
    };
    hand_ins::Entity::insert(row).exec_without_returning(tx.db()).await?;
    post_hand_in(tx, id, (master, amount), (by, at)).await
}

fn fresh(
    id: HandInId,
    (master, amount): (PersonId, Kopecks),
    (by, at): (PersonId, Timestamp),
) -> hand_ins::ActiveModel {
    hand_ins::ActiveModel {
        id: Set(id.0),
        master_id: Set(master.0),
        asked: Set(amount.0),
        confirmed: Set(None),
        state: Set(HandInState::Open.code().to_owned()),
        asked_by: Set(by.0),
        asked_at: Set(at.as_millisecond()),
        decided_by: Set(None),
        decided_at: Set(None),
        reason_text_id: Set(None),
    }
}

/// Answers an open hand-in, and posts what was confirmed. Says whether it was still open: of two who answer at once, one
/// does.
///
/// # Errors
/// See [`StoreError`].
pub async fn answer(
    tx: &WriteTx,
    asked: &HandIn,
    answer: Answer,
    (by, at): (PersonId, Timestamp),
) -> Result<bool, StoreError> {
    let (state, confirmed, reason) = match answer {
        Answer::Confirm(amount) => (HandInState::Confirmed, Some(amount), None),
        Answer::Reject(reason) => (HandInState::Rejected, None, Some(reason)),
        Answer::Cancel => (HandInState::Cancelled, None, None),
    };
    let change = hand_ins::ActiveModel {
        state: Set(state.code().to_owned()),
        confirmed: Set(confirmed.map(|amount| amount.0)),
        decided_by: Set(Some(by.0)),
        decided_at: Set(Some(at.as_millisecond())),
        reason_text_id: Set(reason.map(|reason| reason.0)),
        ..Default::default()
    };
    let changed = hand_ins::Entity::update_many()
        .set(change)
        .filter(hand_ins::Column::Id.eq(asked.id.0))
        .filter(Expr::cust(UNANSWERED))
        .exec(tx.db())
        .await?;
    if changed.rows_affected == 0 {
        return Ok(false);
    }
    if let Some(amount) = confirmed {
        post_hand_in(tx, asked.id, (asked.master, amount), (by, at)).await?;
    }
    Ok(true)
}

async fn post_hand_in(
    tx: &WriteTx,
    id: HandInId,
    (master, amount): (PersonId, Kopecks),
    (by, at): (PersonId, Timestamp),
) -> Result<Option<TransactionId>, StoreError> {
    let Some(posting) = handed_in(master, amount) else { return Ok(None) };
    let about = About { hand_in: Some(id), ..About::default() };
    Ok(Some(post(tx, &NewTransaction { posting, about, by, at }).await?))
}

/// The hand-in with this id. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn hand_in(tx: &impl Reads, id: HandInId) -> Result<Option<HandIn>, StoreError> {
    hand_ins::Entity::find_by_id(id.0).one(tx.connection()).await?.map(read).transpose()
}

/// The hand-in of this master that waits for an answer. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn open_hand_in(tx: &impl Reads, master: PersonId) -> Result<Option<HandIn>, StoreError> {
    hand_ins::Entity::find()
        .filter(hand_ins::Column::MasterId.eq(master.0))
        .filter(Expr::cust(UNANSWERED))
        .one(tx.connection())
        .await?
        .map(read)
        .transpose()
}

/// Those of all masters that wait for an answer. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn open_hand_ins(tx: &impl Reads) -> Result<Vec<HandIn>, StoreError> {
    let found = hand_ins::Entity::find().filter(Expr::cust(UNANSWERED)).all(tx.connection()).await?;
    found.into_iter().map(read).collect()
}

fn read(row: hand_ins::Model) -> Result<HandIn, StoreError> {
    let state = HandInState::ALL.into_iter().find(|state| state.code() == row.state);
    Ok(HandIn {
        id: HandInId(row.id),
        master: PersonId(row.master_id),
        asked: Kopecks(row.asked),
        asked_at: codec::instant("hand_ins.asked_at", row.asked_at)?,
        confirmed: row.confirmed.map(Kopecks),
        state: state.ok_or_else(|| StoreError::row("hand_ins.state", row.state))?,
        decided_by: row.decided_by.map(PersonId),
        reason: row.reason_text_id.map(TextId),
    })
}
