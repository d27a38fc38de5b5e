//! Copies of attachments on the own disk: which are to be made, which are there, which files are to go (ADR 0043).

use jiff::{SignedDuration, Timestamp};
use repairbot_core::{
    attachment::AttachmentKind,
    ids::{AttachmentId, OrderId, OrderNumber},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, OnConflict, Order, Query},
};

use super::{
    Reads, StoreError, WriteTx,
    attachments::Content,
    entity::{attachments, doomed_copies, orders},
};

const DUE: &str = "due";
const KEPT: &str = "kept";
const REFUSED: &str = "refused";
const NONE: &str = "none";

/// How long the name of a doomed file is remembered: longer than somebody who was just copying it goes on.
const REMEMBERED: SignedDuration = SignedDuration::from_mins(10);

/// What an attachment begins as: a place has no file.
pub(super) fn first(content: &Content) -> &'static str {
    match content {
        Content::File(_) => DUE,
        Content::Place(..) => NONE,
    }
}

/// A file that is to be copied.
#[derive(Clone, PartialEq, Eq)]
pub struct Due {
    /// Whose.
    pub id: AttachmentId,
    /// Of which order.
    pub order: OrderNumber,
    /// What it is.
    pub kind: AttachmentKind,
    /// The id under which Telegram gives it.
    pub file: String,
    /// The name it was given when its copying began before, within the folder of copies.
    pub path: Option<String>,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    number: i64,
    kind: String,
    file_id: String,
    local_path: Option<String>,
}

/// The next files to copy after this one, oldest first. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn due(tx: &impl Reads, after: AttachmentId, limit: u64) -> Result<Vec<Due>, StoreError> {
    let of = |column: attachments::Column| (attachments::Entity, column);
    let select = Query::select()
        .columns([
            of(attachments::Column::Id),
            of(attachments::Column::Kind),
            of(attachments::Column::FileId),
            of(attachments::Column::LocalPath),
        ])
        .column((orders::Entity, orders::Column::Number))
        .from(attachments::Entity)
        .inner_join(
            orders::Entity,
            Expr::col(of(attachments::Column::OrderId)).equals((orders::Entity, orders::Column::Id)),
        )
        .and_where(Expr::col(of(attachments::Column::CopyState)).eq(DUE))
        .and_where(Expr::col(of(attachments::Column::Id)).gt(after.0))
        .and_where(Expr::col(of(attachments::Column::FileId)).is_not_null())
        .order_by(of(attachments::Column::Id), Order::Asc)
        .limit(limit)
        .to_owned();
    let rows = tx.connection().query_all(&select).await?;
    rows.iter().map(|row| read(Row::from_query_result(row, "")?)).collect()
}

fn read(row: Row) -> Result<Due, StoreError> {
    let kind = AttachmentKind::from_code(&row.kind);
    Ok(Due {
        id: AttachmentId(row.id),
        order: OrderNumber(row.number),
        kind: kind.ok_or_else(|| StoreError::row("attachments.kind", &row.kind))?,
        file: row.file_id,
        path: row.local_path,
    })
}

/// Its copying begins, under this name: from now on whoever erases the attachment dooms the file. False: it has been
/// erased, or copied by another process. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn begin(tx: &WriteTx, id: AttachmentId, path: &str) -> Result<bool, StoreError> {
    let begun = attachments::Entity::update_many()
        .col_expr(attachments::Column::LocalPath, Expr::value(path))
        .filter(attachments::Column::Id.eq(id.0))
        .filter(attachments::Column::CopyState.eq(DUE))
        .exec(tx.db())
        .await?;
    Ok(begun.rows_affected > 0)
}

/// What became of copying a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copied {
    /// It is there, whole.
    Kept,
    /// Telegram will not give it.
    Refused,
}

/// Writes what became of it. False: the attachment has been erased meanwhile, and the file must go. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn settle(tx: &WriteTx, id: AttachmentId, copied: Copied) -> Result<bool, StoreError> {
    let state = match copied {
        Copied::Kept => KEPT,
        Copied::Refused => REFUSED,
    };
    let settled = attachments::Entity::update_many()
        .col_expr(attachments::Column::CopyState, Expr::value(state))
        .filter(attachments::Column::Id.eq(id.0))
        .exec(tx.db())
        .await?;
    Ok(settled.rows_affected > 0)
}

/// Where the copy of an attachment is, within the folder of copies; `None` when there is none. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn of(tx: &impl Reads, order: OrderId, id: AttachmentId) -> Result<Option<String>, StoreError> {
    let found: Option<Option<String>> = attachments::Entity::find_by_id(id.0)
        .select_only()
        .column(attachments::Column::LocalPath)
        .filter(attachments::Column::OrderId.eq(order.0))
        .filter(attachments::Column::CopyState.eq(KEPT))
        .into_tuple()
        .one(tx.connection())
        .await?;
    Ok(found.flatten())
}

/// Dooms the copies of all attachments of these orders, whole or begun. Two statements.
///
/// # Errors
/// See [`StoreError`].
pub async fn doom(tx: &WriteTx, orders: &[OrderId], now: Timestamp) -> Result<(), StoreError> {
    let paths: Vec<Option<String>> = attachments::Entity::find()
        .select_only()
        .column(attachments::Column::LocalPath)
        .filter(attachments::Column::OrderId.is_in(orders.iter().map(|order| order.0)))
        .filter(attachments::Column::LocalPath.is_not_null())
        .into_tuple()
        .all(tx.db())
        .await?;
    let doomed: Vec<_> = paths
        .into_iter()
        .flatten()
        .map(|path| doomed_copies::ActiveModel { path: Set(path), at: Set(now.as_millisecond()) })
        .collect();
    if doomed.is_empty() {
        return Ok(());
    }
    let again = OnConflict::column(doomed_copies::Column::Path).do_nothing().to_owned();
    doomed_copies::Entity::insert_many(doomed)
        .on_conflict(again)
        .try_insert()
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// The files that are to go, within the folder of copies. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn doomed(tx: &impl Reads) -> Result<Vec<String>, StoreError> {
    Ok(doomed_copies::Entity::find()
        .select_only()
        .column(doomed_copies::Column::Path)
        .order_by_asc(doomed_copies::Column::Path)
        .into_tuple()
        .all(tx.connection())
        .await?)
}

/// Forgets the names of files that are gone for good: a process that was copying one when it was doomed has noticed it by
/// now. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn forget_doomed(tx: &WriteTx, gone: &[String], now: Timestamp) -> Result<(), StoreError> {
    let before = now.saturating_sub(REMEMBERED).unwrap_or(Timestamp::MIN);
    doomed_copies::Entity::delete_many()
        .filter(doomed_copies::Column::Path.is_in(gone))
        .filter(doomed_copies::Column::At.lt(before.as_millisecond()))
        .exec(tx.db())
        .await?;
    Ok(())
}
