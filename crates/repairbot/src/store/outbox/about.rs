//! Which order a message that was sent is about, when it is no live card any more.

use jiff::{SignedDuration, Timestamp};
use repairbot_core::ids::{ChatId, MessageId, OrderId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};

use crate::store::{Reads, StoreError, entity::outbox, sql::SETTLED};

/// A message is on its way no longer than this; otherwise it is not found.
const ON_ITS_WAY: SignedDuration = SignedDuration::from_mins(15);
/// So much may Telegram's clock and ours differ.
const CLOCKS: SignedDuration = SignedDuration::from_mins(1);

/// The order this message of ours was about when it was sent, at an instant that Telegram names. Nothing is known of
/// messages older than a month. One query over the index of settled rows, of which it reads a quarter of an hour.
///
/// # Errors
/// See [`StoreError`].
pub async fn about(
    tx: &impl Reads,
    (chat, message): (ChatId, MessageId),
    sent_at: Timestamp,
) -> Result<Option<OrderId>, StoreError> {
    let from = sent_at.saturating_sub(ON_ITS_WAY).unwrap_or(Timestamp::MIN);
    let to = sent_at.saturating_add(CLOCKS).unwrap_or(Timestamp::MAX);
    let row = outbox::Entity::find()
        .filter(Expr::cust(SETTLED))
        .filter(outbox::Column::CreatedAt.between(from.as_millisecond(), to.as_millisecond()))
        .filter(outbox::Column::ChatId.eq(chat.0))
        .filter(outbox::Column::MessageId.eq(message.0))
        // What became of it later has rows of its own.
        .order_by_asc(outbox::Column::Id)
        .one(tx.connection())
        .await?;
    Ok(row.and_then(|row| row.order_id).map(OrderId))
}
