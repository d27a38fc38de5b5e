//! What people attached to orders: the files stay with Telegram, here is how to show them again.

use jiff::Timestamp;
use repairbot_core::{
    attachment::AttachmentKind,
    ids::{AttachmentId, OrderId, PersonId, TextId},
    pii::{FreeText, PersonName},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, TryInsertResult,
    sea_query::{Expr, ExprTrait, OnConflict, Order, Query, SelectStatement},
};

use super::{
    Reads, StoreError, WriteTx, codec, copies,
    entity::{attachments, people, texts},
    masked::debug_hiding,
};

/// Where Telegram keeps a file, or which place it is.
#[derive(Clone, PartialEq)]
pub enum Content {
    /// A file, by the id under which this bot may send it again.
    File(String),
    /// Degrees north and east.
    Place(f64, f64),
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::File(_) => "File",
            Self::Place(..) => "Place",
        })
    }
}

/// An attachment to be written.
#[derive(Clone, PartialEq)]
pub struct NewAttachment {
    /// Id.
    pub id: AttachmentId,
    /// Of which order.
    pub order: OrderId,
    /// Who sent it.
    pub person: PersonId,
    /// What it is.
    pub kind: AttachmentKind,
    /// The file or the place.
    pub content: Content,
    /// The same for the same content, whoever sends it.
    pub unique: String,
    /// What stands below it.
    pub caption: Option<TextId>,
    /// When.
    pub at: Timestamp,
}

debug_hiding!(NewAttachment { id, order, person, kind, content, caption, at } hides unique);

/// An attachment as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Attachment {
    /// Id.
    pub id: AttachmentId,
    /// Who sent it.
    pub by: PersonName,
    /// What it is.
    pub kind: AttachmentKind,
    /// The file or the place.
    pub content: Content,
    /// What stands below it.
    pub caption: Option<FreeText>,
    /// When.
    pub at: Timestamp,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    by: String,
    kind: String,
    file_id: Option<String>,
    latitude: Option<f64>,
    longitude: Option<f64>,
    caption: Option<String>,
    at: i64,
}

/// Writes an attachment; says whether it is new to its order. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn insert(tx: &WriteTx, new: &NewAttachment) -> Result<bool, StoreError> {
    let (file_id, place) = match &new.content {
        Content::File(id) => (Some(id.clone()), None),
        Content::Place(latitude, longitude) => (None, Some((*latitude, *longitude))),
    };
    let row = attachments::ActiveModel {
        id: Set(new.id.0),
        order_id: Set(new.order.0),
        person_id: Set(new.person.0),
        kind: Set(new.kind.code().to_owned()),
        file_id: Set(file_id),
        file_unique_id: Set(new.unique.clone()),
        caption_text_id: Set(new.caption.map(|text| text.0)),
        latitude: Set(place.map(|(latitude, _)| latitude)),
        longitude: Set(place.map(|(_, longitude)| longitude)),
        local_path: Set(None),
        copy_state: Set(copies::first(&new.content).to_owned()),
        at: Set(new.at.as_millisecond()),
    };
    let same = OnConflict::columns([attachments::Column::OrderId, attachments::Column::FileUniqueId])
        .do_nothing()
        .to_owned();
    let inserted = attachments::Entity::insert(row)
        .on_conflict(same)
        .try_insert()
        .exec_without_returning(tx.db())
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(1..)))
}

/// Whether the order has this content already. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn has(tx: &impl Reads, order: OrderId, unique: &str) -> Result<bool, StoreError> {
    let found = attachments::Entity::find()
        .filter(attachments::Column::OrderId.eq(order.0))
        .filter(attachments::Column::FileUniqueId.eq(unique))
        .count(tx.connection())
        .await?;
    Ok(found > 0)
}

/// How much is attached to an order. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn count(tx: &impl Reads, order: OrderId) -> Result<u64, StoreError> {
    let found = attachments::Entity::find().filter(attachments::Column::OrderId.eq(order.0));
    Ok(found.count(tx.connection()).await?)
}

/// The latest attachments of an order, oldest first: at most `limit` of those before this one. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn page(
    tx: &impl Reads,
    order: OrderId,
    (before, limit): (Option<AttachmentId>, u64),
) -> Result<Vec<Attachment>, StoreError> {
    let mut select = select();
    select
        .and_where(attachments::Column::OrderId.eq(order.0))
        .order_by((attachments::Entity, attachments::Column::Id), Order::Desc)
        .limit(limit);
    if let Some(before) = before {
        select.and_where(attachments::Column::Id.lt(before.0));
    }
    let mut page = read(tx, &select).await?;
    page.reverse();
    Ok(page)
}

/// These attachments of an order, oldest first. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn some(
    tx: &impl Reads,
    order: OrderId,
    ids: &[AttachmentId],
) -> Result<Vec<Attachment>, StoreError> {
    let mut select = select();
    select
        .and_where(attachments::Column::OrderId.eq(order.0))
        .and_where(attachments::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .order_by((attachments::Entity, attachments::Column::Id), Order::Asc);
    read(tx, &select).await
}

fn select() -> SelectStatement {
    let of = |column: attachments::Column| Expr::col((attachments::Entity, column));
    Query::select()
        .columns(
            [
                attachments::Column::Id,
                attachments::Column::Kind,
                attachments::Column::FileId,
                attachments::Column::Latitude,
                attachments::Column::Longitude,
                attachments::Column::At,
            ]
            .map(|column| (attachments::Entity, column)),
        )
        .expr_as(Expr::col((people::Entity, people::Column::Name)), "by")
        .expr_as(Expr::col((texts::Entity, texts::Column::Body)), "caption")
        .from(attachments::Entity)
        .inner_join(
            people::Entity,
            of(attachments::Column::PersonId).equals((people::Entity, people::Column::Id)),
        )
        .left_join(
            texts::Entity,
            of(attachments::Column::CaptionTextId).equals((texts::Entity, texts::Column::Id)),
        )
        .to_owned()
}

async fn read(tx: &impl Reads, select: &SelectStatement) -> Result<Vec<Attachment>, StoreError> {
    let rows = tx.connection().query_all(select).await?;
    rows.iter().map(|row| attachment(Row::from_query_result(row, "")?)).collect()
}

fn attachment(row: Row) -> Result<Attachment, StoreError> {
    let kind = AttachmentKind::from_code(&row.kind);
    let content = match (row.file_id, row.latitude, row.longitude) {
        (Some(file), ..) => Content::File(file),
        (None, Some(latitude), Some(longitude)) => Content::Place(latitude, longitude),
        _ => {
            return Err(StoreError::row(
                "attachments",
                format_args!("{} is neither a file nor a place", row.id),
            ));
        }
    };
    Ok(Attachment {
        id: AttachmentId(row.id),
        by: PersonName::from_stored(row.by),
        kind: kind.ok_or_else(|| StoreError::row("attachments.kind", &row.kind))?,
        content,
        caption: row.caption.map(FreeText::from_stored),
        at: codec::instant("attachments.at", row.at)?,
    })
}
