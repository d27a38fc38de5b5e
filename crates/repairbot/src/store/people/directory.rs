//! Who is who: lists of people for admins, where roles come from, and what an admin changes about a person.

use repairbot_core::{
    actor::{Role, Roles},
    callback::UserList,
    ids::PersonId,
    phone::Phone,
    pii::PersonName,
    staff::Standing,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{ExprTrait, LockType},
};

use super::{GrantSource, Person, holds_one_of, many, people_where, select_people, update};
use crate::store::{
    Reads, StoreError, WriteTx,
    entity::{people, role_grants},
};

/// A page of people with how many there are in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeoplePage {
    /// Those on this page, in the order of the list.
    pub people: Vec<Person>,
    /// How many there are.
    pub total: u64,
}

/// A page of a list of people. Three queries.
///
/// # Errors
/// See [`StoreError`].
pub async fn page(
    tx: &impl Reads,
    list: UserList,
    (page, size): (u32, u64),
) -> Result<PeoplePage, StoreError> {
    let which = match list {
        UserList::Staff => holds_one_of(&Role::ALL),
        // Whoever gave his account to an invited person is nobody any more.
        UserList::Strangers => holds_one_of(&Role::ALL).not().and(people::Column::TelegramId.is_not_null()),
    };
    let found = people::Entity::find().filter(which);
    let total = found.clone().count(tx.connection()).await?;
    let ordered = match list {
        UserList::Staff => found.order_by_desc(people::Column::Active).order_by_asc(people::Column::Id),
        UserList::Strangers => found.order_by_desc(people::Column::Id),
    };
    let ids: Vec<i64> = ordered
        .select_only()
        .column(people::Column::Id)
        .offset(u64::from(page).saturating_mul(size))
        .limit(size)
        .into_tuple()
        .all(tx.connection())
        .await?;
    let ids: Vec<PersonId> = ids.into_iter().map(PersonId).collect();
    let mut people = many(tx, &ids).await?;
    people.sort_by_key(|person| ids.iter().position(|id| *id == person.id));
    Ok(PeoplePage { people, total })
}

/// Masters who left: deactivated, with the role they had. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn former_masters(tx: &impl Reads) -> Result<Vec<Person>, StoreError> {
    people_where(tx, people::Column::Active.eq(false).and(holds_one_of(&[Role::Master]))).await
}

/// How a person stands when something about his roles is to change. Two queries.
///
/// # Errors
/// See [`StoreError`].
pub async fn standing(tx: &impl Reads, person: &Person) -> Result<Standing, StoreError> {
    Ok(Standing {
        roles: person.roles,
        from_environment: environment_roles(tx, person.id).await?,
        active: person.active,
        other_admin: has_other_admin(tx, person.id).await?,
    })
}

/// The roles that the configuration gave him.
async fn environment_roles(tx: &impl Reads, person: PersonId) -> Result<Roles, StoreError> {
    let rows = role_grants::Entity::find()
        .filter(role_grants::Column::PersonId.eq(person.0))
        .filter(role_grants::Column::Source.eq(GrantSource::Environment.code()))
        .all(tx.connection())
        .await?;
    rows.into_iter()
        .map(|row| Role::from_code(&row.role).ok_or_else(|| StoreError::row("role_grants.role", row.role)))
        .collect()
}

/// Whether somebody else is an active admin. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn has_other_admin(tx: &impl Reads, person: PersonId) -> Result<bool, StoreError> {
    let which = people::Column::Active.eq(true).and(holds_one_of(&[Role::Admin]));
    let which = which.and(people::Column::Id.ne(person.0));
    Ok(people::Entity::find().filter(which).one(tx.connection()).await?.is_some())
}

/// The person, who stays as he is until this transaction ends. `change` says whether this one is about to change him;
/// those who only rely on him don't wait for each other. One query.
///
/// # Errors
/// `Conflict` for a deadlock, else see [`StoreError`].
pub async fn hold(tx: &WriteTx, id: PersonId, change: bool) -> Result<Option<Person>, StoreError> {
    let mut select = select_people();
    select.and_where(people::Column::Id.eq(id.0));
    if tx.locks_rows() {
        let lock = if change { LockType::NoKeyUpdate } else { LockType::Share };
        select.lock_with_tables(lock, [people::Entity]);
    }
    super::gather_one(tx, &select).await
}

/// Sets the name the company knows.
///
/// # Errors
/// See [`StoreError`].
pub async fn rename(tx: &WriteTx, id: PersonId, name: &PersonName) -> Result<(), StoreError> {
    let change = people::ActiveModel { name: Set(name.reveal().to_owned()), ..Default::default() };
    update(tx, id, change).await
}

/// Sets or forgets the phone.
///
/// # Errors
/// See [`StoreError`].
pub async fn set_phone(tx: &WriteTx, id: PersonId, phone: Option<&Phone>) -> Result<(), StoreError> {
    let phone = phone.map(|phone| phone.e164().to_owned());
    update(tx, id, people::ActiveModel { phone: Set(phone), ..Default::default() }).await
}

/// Sets or forgets what a master repairs.
///
/// # Errors
/// See [`StoreError`].
pub async fn set_specialization(
    tx: &WriteTx,
    id: PersonId,
    specialization: Option<&str>,
) -> Result<(), StoreError> {
    let specialization = Set(specialization.map(str::to_owned));
    update(tx, id, people::ActiveModel { specialization, ..Default::default() }).await
}
