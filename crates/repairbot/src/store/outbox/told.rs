//! Who was told of an order's events, for its timeline. Settled messages are forgotten after [`super::KEPT_DAYS`].

use std::ops::RangeInclusive;

use jiff::Timestamp;
use repairbot_core::ids::{ChatId, OrderId, OrderVersion, PersonId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};

use super::State;
use crate::store::{Reads, StoreError, codec, entity::outbox, sql::TOLD};

/// What became of a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ToldState {
    /// Delivered.
    Sent(Timestamp),
    /// On its way.
    Waiting {
        /// How often it was tried.
        attempts: u32,
    },
    /// Given up, with the reason that was stored.
    Dead(String),
}

/// One notice about one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// About which event.
    pub version: OrderVersion,
    /// Where to.
    pub chat: ChatId,
    /// For whom, in a private chat.
    pub person: Option<PersonId>,
    /// What became of it.
    pub state: ToldState,
}

/// The notices about these events of an order, oldest event first. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn told(
    tx: &impl Reads,
    order: OrderId,
    versions: RangeInclusive<OrderVersion>,
) -> Result<Vec<Told>, StoreError> {
    let rows = outbox::Entity::find()
        .filter(outbox::Column::OrderId.eq(order.0))
        .filter(Expr::cust(TOLD))
        .filter(outbox::Column::ToldVersion.between(versions.start().0, versions.end().0))
        .order_by_asc(outbox::Column::ToldVersion)
        .order_by_asc(outbox::Column::Id)
        .all(tx.connection())
        .await?;
    rows.into_iter().map(notice).collect()
}

fn notice(row: outbox::Model) -> Result<Told, StoreError> {
    let state = if row.state == State::Sent.code() {
        let at =
            row.sent_at.ok_or_else(|| StoreError::row("outbox", format!("{} was never sent", row.id)))?;
        ToldState::Sent(codec::instant("outbox.sent_at", at)?)
    } else if row.state == State::Dead.code() {
        ToldState::Dead(row.error.unwrap_or_default())
    } else {
        ToldState::Waiting { attempts: u32::try_from(row.attempts).unwrap_or(0) }
    };
    Ok(Told {
        version: OrderVersion(row.told_version.unwrap_or_default()),
        chat: ChatId(row.chat_id),
        person: row.person_id.map(PersonId),
        state,
    })
}
