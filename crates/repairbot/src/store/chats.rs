//! Telegram chats: whether they can be written to, and groups that became supergroups under another id.

use repairbot_core::ids::ChatId;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, OnConflict, Query},
};

use super::{
    Reads, StoreError, WriteTx,
    entity::{cards, chats, dialogues, outbox, people},
    masked::debug_hiding,
    reminders,
    sql::UNSENT,
};

/// A chat as Telegram described it last.
#[derive(Clone, PartialEq, Eq)]
pub struct Chat {
    /// Telegram's id.
    pub id: ChatId,
    /// Telegram's kind: private, group, supergroup, channel.
    pub kind: String,
    /// A group's title.
    pub title: Option<String>,
    /// Whether the bot can write there.
    pub reachable: bool,
    /// The supergroup this group became.
    pub migrated_to: Option<ChatId>,
}

debug_hiding!(Chat { id, kind, reachable, migrated_to } hides title);

/// The chat, if it was ever noted. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn get(tx: &impl Reads, id: ChatId) -> Result<Option<Chat>, StoreError> {
    let row = chats::Entity::find_by_id(id.0).one(tx.connection()).await?;
    Ok(row.map(|row| Chat {
        id: ChatId(row.id),
        kind: row.kind,
        title: row.title,
        reachable: row.reachable,
        migrated_to: row.migrated_to.map(ChatId),
    }))
}

/// Notes a chat as Telegram describes it, new or changed. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn put(tx: &WriteTx, chat: &Chat) -> Result<(), StoreError> {
    let changed =
        [chats::Column::Kind, chats::Column::Title, chats::Column::Reachable, chats::Column::MigratedTo];
    let row = chats::ActiveModel {
        id: Set(chat.id.0),
        kind: Set(chat.kind.clone()),
        title: Set(chat.title.clone()),
        reachable: Set(chat.reachable),
        migrated_to: Set(chat.migrated_to.map(|chat| chat.0)),
    };
    upsert(tx, row, &changed).await
}

/// Notes whether the bot can write to a chat, known or not. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn set_reachable(tx: &WriteTx, id: ChatId, reachable: bool) -> Result<(), StoreError> {
    upsert(tx, bare(id, reachable, None), &[chats::Column::Reachable]).await
}

/// Moves everything that points to a group to the supergroup it became: work groups, cards, dialogues, messages not
/// sent yet. A second call changes nothing. What the new chat has already (a card of the same order, a master)
/// stays.
///
/// The messages of the old group don't exist in the new one, and their ids are given there to others. So they are
/// forgotten: a card that moved has no message, and the next change of its order sends a fresh card; a dialogue that
/// moved has no prompt, and its next question is a new message.
///
/// # Errors
/// See [`StoreError`].
pub async fn migrate(tx: &WriteTx, old: ChatId, new: ChatId) -> Result<(), StoreError> {
    if old == new {
        return Ok(());
    }
    upsert(tx, bare(old, false, Some(new)), &[chats::Column::Reachable, chats::Column::MigratedTo]).await?;
    upsert(tx, bare(new, true, None), &[chats::Column::Reachable]).await?;
    move_work_group(tx, old, new).await?;
    move_cards(tx, old, new).await?;
    reminders::move_chat(tx, old, new).await?;
    dialogues::Entity::update_many()
        .set(dialogues::ActiveModel {
            chat_id: Set(new.0),
            prompt_message_id: Set(None),
            ..Default::default()
        })
        .filter(dialogues::Column::ChatId.eq(old.0))
        .exec(tx.db())
        .await?;
    outbox::Entity::update_many()
        .set(outbox::ActiveModel { chat_id: Set(new.0), ..Default::default() })
        .filter(outbox::Column::ChatId.eq(old.0))
        .filter(Expr::cust(UNSENT))
        .exec(tx.db())
        .await?;
    Ok(())
}

async fn move_work_group(tx: &WriteTx, old: ChatId, new: ChatId) -> Result<(), StoreError> {
    let taken = people::Entity::find().filter(people::Column::WorkChatId.eq(new.0)).one(tx.db()).await?;
    let chat = if taken.is_some() { None } else { Some(new.0) };
    people::Entity::update_many()
        .set(people::ActiveModel { work_chat_id: Set(chat), work_topic_id: Set(None), ..Default::default() })
        .filter(people::Column::WorkChatId.eq(old.0))
        .exec(tx.db_for_people())
        .await?;
    Ok(())
}

async fn move_cards(tx: &WriteTx, old: ChatId, new: ChatId) -> Result<(), StoreError> {
    let there_already = Query::select()
        .column(cards::Column::OrderId)
        .from(cards::Entity)
        .and_where(cards::Column::ChatId.eq(new.0))
        .to_owned();
    cards::Entity::delete_many()
        .filter(cards::Column::ChatId.eq(old.0))
        .filter(Expr::col(cards::Column::OrderId).in_subquery(there_already))
        .exec(tx.db())
        .await?;
    cards::Entity::update_many()
        .set(cards::ActiveModel { chat_id: Set(new.0), message_id: Set(None), ..Default::default() })
        .filter(cards::Column::ChatId.eq(old.0))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// A chat of which only the id is known. Telegram's ids of private chats are positive; of groups that became
/// supergroups they begin with -100.
fn bare(id: ChatId, reachable: bool, migrated_to: Option<ChatId>) -> chats::ActiveModel {
    let kind = match id.0 {
        1.. => "private",
        ..=-1_000_000_000_000 => "supergroup",
        _ => "group",
    };
    chats::ActiveModel {
        id: Set(id.0),
        kind: Set(kind.to_owned()),
        title: Set(None),
        reachable: Set(reachable),
        migrated_to: Set(migrated_to.map(|chat| chat.0)),
    }
}

async fn upsert(tx: &WriteTx, row: chats::ActiveModel, changed: &[chats::Column]) -> Result<(), StoreError> {
    chats::Entity::insert(row)
        .on_conflict(OnConflict::column(chats::Column::Id).update_columns(changed.iter().copied()).to_owned())
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}
