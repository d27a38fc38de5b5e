//! The live card of an order in a chat: the message that is edited when the order changes.

use jiff::Timestamp;
use repairbot_core::{
    actor::Roles,
    callback::{ListsPress, Press},
    ids::{ChatId, MessageId, OrderId, PersonId},
    list::Place,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::OnConflict};

use super::{Reads, StoreError, WriteTx, codec, entity::cards};

/// For whom a card is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Admins and dispatchers.
    Office,
    /// The master, in his work group or privately.
    Master,
}

impl Audience {
    /// For whom a card in this chat is drawn: a group's for its master, a private one by what its reader may be.
    #[must_use]
    pub fn of(chat: ChatId, reader: Roles) -> Self {
        if chat.0 > 0 && reader.is_office() { Self::Office } else { Self::Master }
    }

    /// The name stored in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::Master => "master",
        }
    }

    fn from_code(code: &str) -> Result<Self, StoreError> {
        match code {
            "office" => Ok(Self::Office),
            "master" => Ok(Self::Master),
            _ => Err(StoreError::row("cards.audience", code)),
        }
    }
}

/// The live card of one order in one chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Card {
    /// Which order.
    pub order: OrderId,
    /// Where.
    pub chat: ChatId,
    /// The message; `None` once the chat has become another one, where that message doesn't exist: a new card is due
    /// at the next change.
    pub message: Option<MessageId>,
    /// For whom it is drawn.
    pub audience: Audience,
    /// Who looks at it, when it is a private copy.
    pub person: Option<PersonId>,
    /// When it was sent or opened.
    pub opened_at: Timestamp,
    /// The page of a list it was opened from, in place of that page.
    pub back: Option<Place>,
}

/// All cards of an order, in the order of their chats. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn of_order(tx: &impl Reads, order: OrderId) -> Result<Vec<Card>, StoreError> {
    let found = cards::Entity::find()
        .filter(cards::Column::OrderId.eq(order.0))
        .order_by_asc(cards::Column::ChatId)
        .all(tx.connection())
        .await?;
    found.into_iter().map(card).collect()
}

/// The card of an order in a chat. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn get(tx: &impl Reads, order: OrderId, chat: ChatId) -> Result<Option<Card>, StoreError> {
    let found = cards::Entity::find_by_id((order.0, chat.0)).one(tx.connection()).await?;
    found.map(card).transpose()
}

/// The order whose live card this message is in its chat. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn order_of(
    tx: &impl Reads,
    chat: ChatId,
    message: MessageId,
) -> Result<Option<OrderId>, StoreError> {
    let found = cards::Entity::find()
        .filter(cards::Column::ChatId.eq(chat.0))
        .filter(cards::Column::MessageId.eq(message.0))
        .one(tx.connection())
        .await?;
    Ok(found.map(|card| OrderId(card.order_id)))
}

/// Writes the card of an order in a chat; it replaces the former one. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn put(tx: &WriteTx, card: &Card) -> Result<(), StoreError> {
    let row = cards::ActiveModel {
        order_id: Set(card.order.0),
        chat_id: Set(card.chat.0),
        message_id: Set(card.message.map(|message| message.0)),
        audience: Set(card.audience.code().to_owned()),
        person_id: Set(card.person.map(|person| person.0)),
        opened_at: Set(card.opened_at.as_millisecond()),
        back: Set(card.back.map(|place| Press::Lists(ListsPress::Page(place)).encode())),
    };
    let changed = [
        cards::Column::MessageId,
        cards::Column::Audience,
        cards::Column::PersonId,
        cards::Column::OpenedAt,
        cards::Column::Back,
    ];
    let key = [cards::Column::OrderId, cards::Column::ChatId];
    cards::Entity::insert(row)
        .on_conflict(OnConflict::columns(key).update_columns(changed).to_owned())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// Forgets the card of an order in a chat. Says whether there was one.
///
/// # Errors
/// See [`StoreError`].
pub async fn forget(tx: &WriteTx, order: OrderId, chat: ChatId) -> Result<bool, StoreError> {
    let deleted = cards::Entity::delete_by_id((order.0, chat.0)).exec(tx.db()).await?;
    Ok(deleted.rows_affected > 0)
}

/// Forgets all cards in a chat: nobody can reach them any more. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn forget_chat(tx: &WriteTx, chat: ChatId) -> Result<(), StoreError> {
    cards::Entity::delete_many().filter(cards::Column::ChatId.eq(chat.0)).exec(tx.db()).await?;
    Ok(())
}

/// Forgets the cards that this message was: it shows something else now. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn forget_message(tx: &WriteTx, chat: ChatId, message: MessageId) -> Result<(), StoreError> {
    cards::Entity::delete_many()
        .filter(cards::Column::ChatId.eq(chat.0))
        .filter(cards::Column::MessageId.eq(message.0))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// A page as it is stored: its button. One of another release leads nowhere.
fn place(button: &str) -> Option<Place> {
    match Press::decode(button) {
        Ok(Press::Lists(ListsPress::Page(place))) => Some(place),
        _ => None,
    }
}

fn card(row: cards::Model) -> Result<Card, StoreError> {
    Ok(Card {
        order: OrderId(row.order_id),
        chat: ChatId(row.chat_id),
        message: row.message_id.map(MessageId),
        audience: Audience::from_code(&row.audience)?,
        person: row.person_id.map(PersonId),
        opened_at: codec::instant("cards.opened_at", row.opened_at)?,
        back: row.back.as_deref().and_then(place),
    })
}
