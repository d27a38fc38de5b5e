//! Roles: who was given which, and where each came from.

use std::collections::BTreeMap;

use jiff::Timestamp;
use repairbot_core::{
    actor::Role,
    ids::{PersonId, TelegramId},
    pii::PersonName,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::OnConflict};

use super::{NewPerson, person_row};
use crate::store::{
    StoreError, WriteTx,
    entity::{people, role_grants},
};

/// Where a role came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrantSource {
    /// The configuration: can't be revoked from the bot.
    Environment,
    /// Somebody in the bot.
    Bot,
}

impl GrantSource {
    /// The name stored in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::Bot => "bot",
        }
    }
}

/// A role given to a person in the bot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// To whom.
    pub person: PersonId,
    /// Which role.
    pub role: Role,
    /// By whom; nobody when a claim code did it.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
}

/// The holders of one role that the configuration names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvironmentRole {
    /// Which role.
    pub role: Role,
    /// The Telegram accounts, each with the id its person gets if there is none yet.
    pub holders: Vec<(TelegramId, PersonId)>,
    /// When.
    pub now: Timestamp,
}

/// Grants a role in the bot. Granting it twice changes nothing.
///
/// # Errors
/// See [`StoreError`].
pub async fn grant(tx: &WriteTx, grant: &Grant) -> Result<(), StoreError> {
    let row = grant_row(grant, GrantSource::Bot);
    insert_grants(tx, vec![row]).await
}

/// Revokes what was granted in the bot; a role from the environment stays. Says whether there was one.
///
/// # Errors
/// See [`StoreError`].
pub async fn revoke(tx: &WriteTx, person: PersonId, role: Role) -> Result<bool, StoreError> {
    let deleted = role_grants::Entity::delete_many()
        .filter(role_grants::Column::PersonId.eq(person.0))
        .filter(role_grants::Column::Role.eq(role.code()))
        .filter(role_grants::Column::Source.eq(GrantSource::Bot.code()))
        .exec(tx.db_for_people())
        .await?;
    Ok(deleted.rows_affected > 0)
}

/// Makes the holders of a role from the environment exactly these. A person that does not exist yet is written as
/// unreachable, named by his Telegram id; one who was deactivated is active again. At most five statements.
///
/// # Errors
/// See [`StoreError`].
pub async fn sync_environment(tx: &WriteTx, wanted: &EnvironmentRole) -> Result<(), StoreError> {
    let accounts = wanted.holders.iter().map(|(telegram, _)| telegram.0);
    let existing: BTreeMap<Option<i64>, i64> = people::Entity::find()
        .filter(people::Column::TelegramId.is_in(accounts))
        .all(tx.db())
        .await?
        .into_iter()
        .map(|person| (person.telegram_id, person.id))
        .collect();
    let (mut fresh, mut holders) = (BTreeMap::new(), BTreeMap::new());
    for (telegram, new_id) in &wanted.holders {
        let id = existing.get(&Some(telegram.0)).copied().unwrap_or(new_id.0);
        if !existing.contains_key(&Some(telegram.0)) {
            fresh.entry(*telegram).or_insert_with(|| environment_person(*telegram, *new_id, wanted.now));
        }
        holders.entry(*telegram).or_insert(id);
    }
    if !fresh.is_empty() {
        people::Entity::insert_many(fresh.into_values()).exec_without_returning(tx.db_for_people()).await?;
    }
    people::Entity::update_many()
        .set(people::ActiveModel { active: Set(true), ..Default::default() })
        .filter(people::Column::Id.is_in(holders.values().copied()))
        .filter(people::Column::Active.eq(false))
        .exec(tx.db_for_people())
        .await?;
    role_grants::Entity::delete_many()
        .filter(role_grants::Column::Role.eq(wanted.role.code()))
        .filter(role_grants::Column::Source.eq(GrantSource::Environment.code()))
        .filter(role_grants::Column::PersonId.is_not_in(holders.values().copied()))
        .exec(tx.db_for_people())
        .await?;
    let granted = |person: i64| {
        let grant = Grant { person: PersonId(person), role: wanted.role, by: None, at: wanted.now };
        grant_row(&grant, GrantSource::Environment)
    };
    insert_grants(tx, holders.into_values().map(granted).collect()).await
}

fn environment_person(telegram: TelegramId, id: PersonId, now: Timestamp) -> people::ActiveModel {
    person_row(&NewPerson {
        id,
        telegram_id: Some(telegram),
        name: PersonName::from_stored(telegram.to_string()),
        username: None,
        phone: None,
        specialization: None,
        language: None,
        reachable: false,
        created_at: now,
    })
}

fn grant_row(grant: &Grant, source: GrantSource) -> role_grants::ActiveModel {
    role_grants::ActiveModel {
        person_id: Set(grant.person.0),
        role: Set(grant.role.code().to_owned()),
        source: Set(source.code().to_owned()),
        granted_by: Set(grant.by.map(|person| person.0)),
        granted_at: Set(grant.at.as_millisecond()),
    }
}

async fn insert_grants(tx: &WriteTx, rows: Vec<role_grants::ActiveModel>) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let key = [role_grants::Column::PersonId, role_grants::Column::Role, role_grants::Column::Source];
    role_grants::Entity::insert_many(rows)
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(tx.db_for_people())
        .await?;
    Ok(())
}
