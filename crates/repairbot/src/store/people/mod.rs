//! People of the company and strangers who wrote to the bot, with the roles they hold.

mod directory;
mod roles;

use std::collections::BTreeMap;

use jiff::Timestamp;
use repairbot_core::{
    actor::{Actor, Role, Roles},
    ids::{ChatId, PersonId, TelegramId, TopicId},
    phone::Phone,
    pii::PersonName,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, Iterable, QueryFilter, QueryResult,
    sea_query::{Expr, ExprTrait, Order, Query, SelectStatement, SimpleExpr},
};

pub use directory::{
    PeoplePage, former_masters, has_other_admin, hold, page, rename, set_phone, set_specialization, standing,
};
pub use roles::{EnvironmentRole, Grant, GrantSource, grant, revoke, sync_environment};

use super::{
    Reads, StoreError, WriteTx,
    entity::{orders, people, role_grants},
    masked::debug_hiding,
    sql::active_orders,
};

/// A person, with the union of the roles granted to him.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// Internal id.
    pub id: PersonId,
    /// The Telegram account, once he has pressed Start (or an admin named its id).
    pub telegram_id: Option<TelegramId>,
    /// The name the company knows.
    pub name: PersonName,
    /// Telegram's @name, without the sign.
    pub username: Option<String>,
    /// A language of the interface, when he chose one.
    pub language: Option<String>,
    /// What he may be.
    pub roles: Roles,
    /// False once deactivated: people are never deleted.
    pub active: bool,
    /// Whether the bot can write to him: false before Start and after he blocked the bot.
    pub reachable: bool,
    /// A master's work group.
    pub work_chat: Option<ChatId>,
    /// The topic of that group in which his cards appear; `None` for the general one.
    pub work_topic: Option<TopicId>,
    /// His own phone.
    pub phone: Option<Phone>,
    /// What a master repairs, in words.
    pub specialization: Option<String>,
}

debug_hiding!(Person { id, telegram_id, name, language, roles, active, reachable, work_chat, work_topic, phone } hides username, specialization);

impl Person {
    /// The capacity in which he acts: a deactivated person has no roles.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor { person: self.id, roles: if self.active { self.roles } else { Roles::NONE } }
    }

    /// Whether a floor is under his share: a senior master, or a master who is an admin (SPEC §6).
    #[must_use]
    pub fn is_senior(&self) -> bool {
        self.roles.has(Role::SeniorMaster) || self.roles.has(Role::Admin)
    }

    /// His private chat with the bot, and himself, when he can be written to there.
    #[must_use]
    pub fn private(&self) -> Option<(ChatId, Option<PersonId>)> {
        let chat = self.telegram_id.filter(|_| self.reachable)?;
        Some((ChatId(chat.0), Some(self.id)))
    }

    /// Where he is written to as a master: in his work group, or privately without one.
    #[must_use]
    pub fn at_work(&self) -> Option<(ChatId, Option<PersonId>)> {
        self.work_chat.map(|group| (group, None)).or_else(|| self.private())
    }
}

/// A master with his load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MasterSummary {
    /// Who.
    pub person: Person,
    /// Orders assigned to him that are not over.
    pub active_orders: u64,
}

/// A person to be written. He is active and has no role yet.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPerson {
    /// Internal id.
    pub id: PersonId,
    /// The Telegram account, if known.
    pub telegram_id: Option<TelegramId>,
    /// Name.
    pub name: PersonName,
    /// Telegram's @name.
    pub username: Option<String>,
    /// Phone.
    pub phone: Option<Phone>,
    /// What a master repairs.
    pub specialization: Option<String>,
    /// Language of the interface.
    pub language: Option<String>,
    /// Whether the bot can write to him.
    pub reachable: bool,
    /// When.
    pub created_at: Timestamp,
}

debug_hiding!(NewPerson { id, telegram_id, name, phone, language, reachable, created_at } hides username, specialization);

/// The person of a Telegram account. One query.
///
/// # Errors
/// As every finder: see [`StoreError`].
pub async fn by_telegram(tx: &impl Reads, telegram: TelegramId) -> Result<Option<Person>, StoreError> {
    let found = people_where(tx, people::Column::TelegramId.eq(telegram.0)).await?;
    Ok(found.into_iter().next())
}

/// The persons of these Telegram accounts, in the order of their ids; unknown ones are left out. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn by_accounts(tx: &impl Reads, accounts: &[TelegramId]) -> Result<Vec<Person>, StoreError> {
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    people_where(tx, people::Column::TelegramId.is_in(accounts.iter().map(|account| account.0))).await
}

/// The person with this id. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn by_id(tx: &impl Reads, id: PersonId) -> Result<Option<Person>, StoreError> {
    Ok(people_where(tx, people::Column::Id.eq(id.0)).await?.into_iter().next())
}

/// The persons with these ids, in the order of their ids; unknown ones are left out. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn many(tx: &impl Reads, ids: &[PersonId]) -> Result<Vec<Person>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    people_where(tx, people::Column::Id.is_in(ids.iter().map(|id| id.0))).await
}

/// These persons and all active admins and dispatchers, in the order of their ids. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn office_and(tx: &impl Reads, ids: &[PersonId]) -> Result<Vec<Person>, StoreError> {
    people_where(tx, is_office().or(people::Column::Id.is_in(ids.iter().map(|id| id.0)))).await
}

/// Active admins and dispatchers. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn office(tx: &impl Reads) -> Result<Vec<Person>, StoreError> {
    people_where(tx, is_office()).await
}

fn is_office() -> SimpleExpr {
    people::Column::Active.eq(true).and(holds_one_of(&[Role::Admin, Role::Dispatcher]))
}

/// Active masters with their loads, in the order of their ids. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn masters(tx: &impl Reads) -> Result<Vec<MasterSummary>, StoreError> {
    let load = Query::select()
        .expr(Expr::col((orders::Entity, orders::Column::Id)).count())
        .from(orders::Entity)
        .and_where(
            Expr::col((orders::Entity, orders::Column::MasterId))
                .equals((people::Entity, people::Column::Id)),
        )
        .and_where(active_orders())
        .to_owned();
    let mut select = select_people();
    select.expr_as(SimpleExpr::SubQuery(None, Box::new(load.into())), "active_orders");
    select.and_where(people::Column::Active.eq(true).and(holds_one_of(&[Role::Master])));
    let rows = tx.connection().query_all(&select).await?;
    let mut loads = BTreeMap::new();
    for row in &rows {
        loads.insert(row.try_get::<i64>("", "id")?, row.try_get::<i64>("", "active_orders")?);
    }
    let load_of = |id: PersonId| loads.get(&id.0).and_then(|load| u64::try_from(*load).ok()).unwrap_or(0);
    let summary = |person: Person| MasterSummary { active_orders: load_of(person.id), person };
    Ok(gather(&rows)?.into_iter().map(summary).collect())
}

/// The person whose work group this chat is. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn master_of_chat(tx: &impl Reads, chat: ChatId) -> Result<Option<Person>, StoreError> {
    Ok(people_where(tx, people::Column::WorkChatId.eq(chat.0)).await?.into_iter().next())
}

/// Writes a person.
///
/// # Errors
/// `Conflict` when the id or the Telegram account is taken: somebody else wrote him meanwhile.
pub async fn insert(tx: &WriteTx, person: &NewPerson) -> Result<(), StoreError> {
    people::Entity::insert(person_row(person)).exec_without_returning(tx.db_for_people()).await?;
    Ok(())
}

/// Sets the name and Telegram's @name.
///
/// # Errors
/// See [`StoreError`].
pub async fn set_profile(
    tx: &WriteTx,
    id: PersonId,
    name: &PersonName,
    username: Option<&str>,
) -> Result<(), StoreError> {
    let change = people::ActiveModel {
        name: Set(name.reveal().to_owned()),
        username: Set(username.map(str::to_owned)),
        ..Default::default()
    };
    update(tx, id, change).await
}

/// Sets the language of the interface.
///
/// # Errors
/// See [`StoreError`].
pub async fn set_language(tx: &WriteTx, id: PersonId, language: Option<&str>) -> Result<(), StoreError> {
    update(tx, id, people::ActiveModel { language: Set(language.map(str::to_owned)), ..Default::default() })
        .await
}

/// Notes whether the bot can write to him.
///
/// # Errors
/// See [`StoreError`].
pub async fn set_reachable(tx: &WriteTx, id: PersonId, reachable: bool) -> Result<(), StoreError> {
    update(tx, id, people::ActiveModel { reachable: Set(reachable), ..Default::default() }).await
}

/// Activates or deactivates.
///
/// # Errors
/// See [`StoreError`].
pub async fn set_active(tx: &WriteTx, id: PersonId, active: bool) -> Result<(), StoreError> {
    update(tx, id, people::ActiveModel { active: Set(active), ..Default::default() }).await
}

/// Links a Telegram account to a person who had none (his invitation was used). He is reachable now.
///
/// # Errors
/// `Conflict` when another person has this account.
pub async fn set_telegram(tx: &WriteTx, id: PersonId, telegram: TelegramId) -> Result<(), StoreError> {
    let change = people::ActiveModel {
        telegram_id: Set(Some(telegram.0)),
        reachable: Set(true),
        ..Default::default()
    };
    update(tx, id, change).await
}

/// Takes the Telegram account from a person: it turned out to be another one's. He is not active any more.
///
/// # Errors
/// See [`StoreError`].
pub async fn release_telegram(tx: &WriteTx, id: PersonId) -> Result<(), StoreError> {
    let change = people::ActiveModel {
        telegram_id: Set(None),
        active: Set(false),
        reachable: Set(false),
        ..Default::default()
    };
    update(tx, id, change).await
}

/// Sets or takes away a master's work group; its topic is the general one.
///
/// # Errors
/// `Conflict` when the chat is another master's group.
pub async fn set_work_chat(tx: &WriteTx, id: PersonId, chat: Option<ChatId>) -> Result<(), StoreError> {
    let change = people::ActiveModel {
        work_chat_id: Set(chat.map(|chat| chat.0)),
        work_topic_id: Set(None),
        ..Default::default()
    };
    update(tx, id, change).await
}

/// Sets the topic of a master's work group in which his cards appear; `None` for the general one.
///
/// # Errors
/// See [`StoreError`].
pub async fn set_work_topic(tx: &WriteTx, id: PersonId, topic: Option<TopicId>) -> Result<(), StoreError> {
    let work_topic_id = Set(topic.map(|topic| topic.0));
    update(tx, id, people::ActiveModel { work_topic_id, ..Default::default() }).await
}

fn person_row(person: &NewPerson) -> people::ActiveModel {
    people::ActiveModel {
        id: Set(person.id.0),
        telegram_id: Set(person.telegram_id.map(|id| id.0)),
        name: Set(person.name.reveal().to_owned()),
        username: Set(person.username.clone()),
        phone: Set(person.phone.as_ref().map(|phone| phone.e164().to_owned())),
        specialization: Set(person.specialization.clone()),
        language: Set(person.language.clone()),
        active: Set(true),
        reachable: Set(person.reachable),
        work_chat_id: Set(None),
        work_topic_id: Set(None),
        created_at: Set(person.created_at.as_millisecond()),
    }
}

async fn update(tx: &WriteTx, id: PersonId, change: people::ActiveModel) -> Result<(), StoreError> {
    let changed = people::Entity::update_many().set(change).filter(people::Column::Id.eq(id.0));
    changed.exec(tx.db_for_people()).await?;
    Ok(())
}

fn holds_one_of(roles: &[Role]) -> SimpleExpr {
    let holders = Query::select()
        .column(role_grants::Column::PersonId)
        .from(role_grants::Entity)
        .and_where(role_grants::Column::Role.is_in(roles.iter().map(|role| role.code())))
        .to_owned();
    Expr::col((people::Entity, people::Column::Id)).in_subquery(holders)
}

/// One row per person and grant.
fn select_people() -> SelectStatement {
    let role = (role_grants::Entity, role_grants::Column::Role);
    let holder = Expr::col((role_grants::Entity, role_grants::Column::PersonId));
    Query::select()
        .columns(people::Column::iter().map(|column| (people::Entity, column)))
        .expr_as(Expr::col(role), "role")
        .from(people::Entity)
        .left_join(role_grants::Entity, holder.equals((people::Entity, people::Column::Id)))
        .order_by((people::Entity, people::Column::Id), Order::Asc)
        .to_owned()
}

async fn gather_one(tx: &impl Reads, select: &SelectStatement) -> Result<Option<Person>, StoreError> {
    Ok(gather(&tx.connection().query_all(select).await?)?.into_iter().next())
}

async fn people_where(tx: &impl Reads, condition: SimpleExpr) -> Result<Vec<Person>, StoreError> {
    let mut select = select_people();
    select.and_where(condition);
    gather(&tx.connection().query_all(&select).await?)
}

/// Puts the rows of one person together.
fn gather(rows: &[QueryResult]) -> Result<Vec<Person>, StoreError> {
    let mut found: Vec<Person> = Vec::new();
    for row in rows {
        let model = people::Model::from_query_result(row, "")?;
        let role: Option<String> = row.try_get("", "role")?;
        if found.last().map(|person| person.id) != Some(PersonId(model.id)) {
            found.push(person(model)?);
        }
        let Some(role) = role else { continue };
        let role = Role::from_code(&role).ok_or_else(|| StoreError::row("role_grants.role", role))?;
        if let Some(person) = found.last_mut() {
            person.roles = person.roles.with(role);
        }
    }
    Ok(found)
}

fn person(row: people::Model) -> Result<Person, StoreError> {
    let phone = row.phone.as_deref().map(Phone::from_e164).transpose();
    Ok(Person {
        id: PersonId(row.id),
        telegram_id: row.telegram_id.map(TelegramId),
        name: PersonName::from_stored(row.name),
        username: row.username,
        language: row.language,
        roles: Roles::NONE,
        active: row.active,
        reachable: row.reachable,
        work_chat: row.work_chat_id.map(ChatId),
        work_topic: row.work_topic_id.map(TopicId),
        phone: phone.map_err(|error| StoreError::row("people.phone", error))?,
        specialization: row.specialization,
    })
}
