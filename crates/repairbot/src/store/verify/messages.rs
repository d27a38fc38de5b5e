//! Live cards. That a card's order and person exist is checked with all references. Whether its reader may still see the
//! order is not: a card that left just before its master lost the order is drawn again without data, and stays.

use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};

use super::Findings;
use crate::store::{
    ReadTx, StoreError,
    cards::Audience,
    entity::{cards, people},
    tx::Connected,
};

/// Deviations of one kind that are listed.
const LISTED: u64 = 1000;

pub(super) async fn cards(tx: &ReadTx, found: &mut Findings<'_>) -> Result<(), StoreError> {
    found.looked_at(cards::Entity::find().count(tx.connection()).await?);
    let twice: Vec<(i64, i64, i64)> = cards::Entity::find()
        .select_only()
        .columns([cards::Column::ChatId, cards::Column::MessageId])
        .column_as(cards::Column::OrderId.count(), "orders")
        .filter(cards::Column::MessageId.is_not_null())
        .group_by(cards::Column::ChatId)
        .group_by(cards::Column::MessageId)
        .having(cards::Column::OrderId.count().gt(1))
        .order_by_asc(cards::Column::ChatId)
        .limit(LISTED)
        .into_tuple()
        .all(tx.connection())
        .await?;
    for (chat, message, orders) in twice {
        found.deviates(format_args!("message {message} of chat {chat} is the live card of {orders} orders"));
    }
    let in_groups = cards::Entity::find()
        .filter(cards::Column::Audience.eq(Audience::Office.code()))
        .filter(cards::Column::ChatId.lt(0))
        .order_by_asc(cards::Column::OrderId)
        .limit(LISTED)
        .all(tx.connection())
        .await?;
    for card in in_groups {
        let (order, chat) = (card.order_id, card.chat_id);
        found.deviates(format_args!("the office's card of order id {order} is in the group {chat}"));
    }
    strangers(tx, found).await
}

/// Private cards in chats that are not their reader's.
async fn strangers(tx: &ReadTx, found: &mut Findings<'_>) -> Result<(), StoreError> {
    let account = people::Entity::find()
        .select_only()
        .column(people::Column::TelegramId)
        .filter(
            Expr::col((people::Entity, people::Column::Id)).equals((cards::Entity, cards::Column::PersonId)),
        )
        .filter(
            Expr::col((people::Entity, people::Column::TelegramId))
                .equals((cards::Entity, cards::Column::ChatId)),
        );
    let own = Expr::exists(sea_orm::QueryTrait::into_query(account));
    let elsewhere = cards::Entity::find()
        .filter(cards::Column::ChatId.gt(0))
        .filter(cards::Column::PersonId.is_not_null())
        .filter(own.not())
        .order_by_asc(cards::Column::OrderId)
        .limit(LISTED)
        .all(tx.connection())
        .await?;
    for card in elsewhere {
        let (order, chat) = (card.order_id, card.chat_id);
        found.deviates(format_args!(
            "a card of order id {order} is in chat {chat}, which is not its reader's"
        ));
    }
    Ok(())
}
