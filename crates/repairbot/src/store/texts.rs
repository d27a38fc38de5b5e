//! Free texts: written once, read by id, erasable without touching the orders and events that name them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use repairbot_core::{ids::TextId, pii::FreeText};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{Reads, StoreError, WriteTx, entity::texts, sql::IDS_AT_ONCE};

/// What a text is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextKind {
    /// What is broken.
    Problem,
    /// Remarks of the office.
    Notes,
    /// When the client expects the master, in words.
    Visit,
    /// Why an order was declined or refused.
    Reason,
    /// Parts that are waited for.
    Parts,
    /// A comment.
    Comment,
    /// What stands below something attached.
    Caption,
    /// Why a hand-in is rejected or a balance set right.
    Money,
}

impl TextKind {
    /// The name stored in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Problem => "problem",
            Self::Notes => "notes",
            Self::Visit => "visit",
            Self::Reason => "reason",
            Self::Parts => "parts",
            Self::Comment => "comment",
            Self::Caption => "caption",
            Self::Money => "money",
        }
    }
}

/// A text to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewText {
    /// Its id.
    pub id: TextId,
    /// What it is about.
    pub kind: TextKind,
    /// The words.
    pub body: FreeText,
    /// When.
    pub created_at: Timestamp,
}

/// Writes texts, in one statement.
///
/// # Errors
/// `Conflict` when an id is taken.
pub async fn insert(tx: &WriteTx, new: &[NewText]) -> Result<(), StoreError> {
    let row = |text: &NewText| texts::ActiveModel {
        id: Set(text.id.0),
        kind: Set(text.kind.code().to_owned()),
        body: Set(Some(text.body.reveal().to_owned())),
        erased_at: Set(None),
        created_at: Set(text.created_at.as_millisecond()),
    };
    texts::Entity::insert_many(new.iter().map(row)).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Erases the words of these texts; that there were some stays. One statement for ten thousand.
///
/// # Errors
/// See [`StoreError`].
pub async fn erase(tx: &WriteTx, ids: &[TextId], now: Timestamp) -> Result<(), StoreError> {
    for some in ids.chunks(IDS_AT_ONCE) {
        texts::Entity::update_many()
            .col_expr(texts::Column::Body, Expr::value(Option::<String>::None))
            .col_expr(texts::Column::ErasedAt, Expr::value(now.as_millisecond()))
            .filter(texts::Column::Id.is_in(some.iter().map(|id| id.0)))
            .filter(texts::Column::ErasedAt.is_null())
            .exec(tx.db())
            .await?;
    }
    Ok(())
}

/// The words of these texts; erased and unknown ones are left out. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn bodies(tx: &impl Reads, ids: &[TextId]) -> Result<BTreeMap<TextId, FreeText>, StoreError> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let found = texts::Entity::find()
        .filter(texts::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .all(tx.connection())
        .await?;
    let body = |text: texts::Model| Some((TextId(text.id), FreeText::from_stored(text.body?)));
    Ok(found.into_iter().filter_map(body).collect())
}
