//! Comments on orders.

use jiff::Timestamp;
use repairbot_core::{
    ids::{CommentId, OrderId, PersonId, TextId},
    pii::{FreeText, PersonName},
};
use sea_orm::{
    ActiveValue::Set,
    ConnectionTrait, EntityTrait, FromQueryResult,
    sea_query::{Expr, ExprTrait, Order, Query},
};

use super::{
    Reads, StoreError, WriteTx, codec,
    entity::{comments, people, texts},
};

/// A comment to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewComment {
    /// Its id.
    pub id: CommentId,
    /// On which order.
    pub order: OrderId,
    /// Whose.
    pub person: PersonId,
    /// Its words.
    pub text: TextId,
    /// When.
    pub at: Timestamp,
}

/// A comment as it is read. Erased words are `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Whose.
    pub by: PersonName,
    /// What.
    pub text: Option<FreeText>,
    /// When.
    pub at: Timestamp,
}

#[derive(FromQueryResult)]
struct Row {
    name: String,
    body: Option<String>,
    at: i64,
}

/// Writes a comment.
///
/// # Errors
/// `Conflict` when the id is taken.
pub async fn insert(tx: &WriteTx, new: &NewComment) -> Result<(), StoreError> {
    let row = comments::ActiveModel {
        id: Set(new.id.0),
        order_id: Set(new.order.0),
        person_id: Set(new.person.0),
        text_id: Set(new.text.0),
        at: Set(new.at.as_millisecond()),
    };
    comments::Entity::insert(row).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// The last comments on an order, the oldest of them first. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn last(tx: &impl Reads, order: OrderId, limit: u64) -> Result<Vec<Comment>, StoreError> {
    let of = |column| Expr::col((comments::Entity, column));
    let select = Query::select()
        .column((people::Entity, people::Column::Name))
        .column((texts::Entity, texts::Column::Body))
        .column((comments::Entity, comments::Column::At))
        .from(comments::Entity)
        .inner_join(
            people::Entity,
            of(comments::Column::PersonId).equals((people::Entity, people::Column::Id)),
        )
        .inner_join(texts::Entity, of(comments::Column::TextId).equals((texts::Entity, texts::Column::Id)))
        .and_where(of(comments::Column::OrderId).eq(order.0))
        .order_by((comments::Entity, comments::Column::Id), Order::Desc)
        .limit(limit)
        .to_owned();
    let rows = tx.connection().query_all(&select).await?;
    let comment = |row| {
        let Row { name, body, at } = Row::from_query_result(row, "")?;
        let (by, text) = (PersonName::from_stored(name), body.map(FreeText::from_stored));
        Ok(Comment { by, text, at: codec::instant("comments.at", at)? })
    };
    rows.iter().rev().map(comment).collect()
}
