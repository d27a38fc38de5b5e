//! One-time codes sent as `/start CODE`: a person of the company takes his place, or the first admin his office.

use jiff::Timestamp;
use repairbot_core::{actor::Role, ids::PersonId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, sea_query::Expr,
};

use super::{Reads, StoreError, WriteTx, entity::invitations, masked::debug_hiding};

/// An invitation that can still be used.
#[derive(Clone, PartialEq, Eq)]
pub struct Invitation {
    /// What is sent to the bot.
    pub code: String,
    /// Whose place it is; `None`: whoever comes first (the first admin).
    pub person: Option<PersonId>,
    /// The role that comes with it.
    pub role: Role,
    /// Who made it; nobody when the program did.
    pub created_by: Option<PersonId>,
    /// When.
    pub created_at: Timestamp,
}

debug_hiding!(Invitation { person, role, created_by, created_at } hides code);

/// Writes an invitation.
///
/// # Errors
/// `Conflict` when the code exists.
pub async fn insert(tx: &WriteTx, new: &Invitation) -> Result<(), StoreError> {
    let row = invitations::ActiveModel {
        code: Set(new.code.clone()),
        person_id: Set(new.person.map(|person| person.0)),
        role: Set(new.role.code().to_owned()),
        created_by: Set(new.created_by.map(|person| person.0)),
        created_at: Set(new.created_at.as_millisecond()),
        used_by: Set(None),
        used_at: Set(None),
    };
    invitations::Entity::insert(row).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// The unused invitation with this code. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn open(tx: &impl Reads, code: &str) -> Result<Option<Invitation>, StoreError> {
    first_open(tx, invitations::Column::Code.eq(code)).await
}

/// The unused invitation of this person. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn open_for(tx: &impl Reads, person: PersonId) -> Result<Option<Invitation>, StoreError> {
    first_open(tx, invitations::Column::PersonId.eq(person.0)).await
}

/// The unused invitation of the first admin. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn open_for_first_admin(tx: &impl Reads) -> Result<Option<Invitation>, StoreError> {
    let whoever = invitations::Column::PersonId.is_null();
    first_open(tx, whoever.and(invitations::Column::Role.eq(Role::Admin.code()))).await
}

/// Makes every unused invitation of this person void. Says whether there was one.
///
/// # Errors
/// See [`StoreError`].
pub async fn revoke(tx: &WriteTx, person: PersonId, at: Timestamp) -> Result<bool, StoreError> {
    let void = invitations::Entity::update_many()
        .col_expr(invitations::Column::UsedAt, Expr::value(at.as_millisecond()))
        .filter(invitations::Column::PersonId.eq(person.0))
        .filter(invitations::Column::UsedAt.is_null())
        .exec(tx.db())
        .await?;
    Ok(void.rows_affected > 0)
}

async fn first_open(
    tx: &impl Reads,
    which: sea_orm::sea_query::SimpleExpr,
) -> Result<Option<Invitation>, StoreError> {
    let found = invitations::Entity::find()
        .filter(which)
        .filter(invitations::Column::UsedAt.is_null())
        .order_by_desc(invitations::Column::CreatedAt)
        .one(tx.connection())
        .await?;
    found.map(invitation).transpose()
}

fn invitation(row: invitations::Model) -> Result<Invitation, StoreError> {
    let role = Role::from_code(&row.role).ok_or_else(|| StoreError::row("invitations.role", &row.role))?;
    let created_at = Timestamp::from_millisecond(row.created_at)
        .map_err(|_| StoreError::row("invitations.created_at", row.created_at))?;
    let (person, created_by) = (row.person_id.map(PersonId), row.created_by.map(PersonId));
    Ok(Invitation { code: row.code, person, role, created_by, created_at })
}

/// Uses an invitation up. Says whether it was still unused.
///
/// # Errors
/// See [`StoreError`].
pub async fn use_up(tx: &WriteTx, code: &str, by: (PersonId, Timestamp)) -> Result<bool, StoreError> {
    let (person, at) = by;
    let used = invitations::Entity::update_many()
        .col_expr(invitations::Column::UsedBy, Expr::value(person.0))
        .col_expr(invitations::Column::UsedAt, Expr::value(at.as_millisecond()))
        .filter(invitations::Column::Code.eq(code))
        .filter(invitations::Column::UsedAt.is_null())
        .exec(tx.db())
        .await?;
    Ok(used.rows_affected > 0)
}
