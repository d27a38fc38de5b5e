//! Who leads: of several processes over this database the one that sends, schedules and polls. What the row means, and how
//! long it counts, is [`crate::lease`]'s.

use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, UpdateMany,
    sea_query::{Expr, ExprTrait as _},
};

use super::{Reads, StoreError, WriteTx, entity::leases};

/// The one lease there is.
const LEADER: &str = "leader";
/// Nobody's number.
pub const NOBODY: i64 = 0;

/// The lease as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seat {
    /// Who leads, by a number of his own; [`NOBODY`] when it was given back.
    pub holder: i64,
    /// Which term this is: greater than those before.
    pub epoch: i64,
    /// How often it was renewed. That it grows is what others see of a leader that lives.
    pub beats: i64,
}

/// The lease. One query.
///
/// # Errors
/// See [`StoreError`]; this holds for all functions here.
pub async fn seat(tx: &impl Reads) -> Result<Seat, StoreError> {
    let row = leases::Entity::find_by_id(LEADER.to_owned()).one(tx.connection()).await?;
    let row = row.ok_or_else(|| StoreError::row("leases", "the leader's row is not there"))?;
    Ok(Seat { holder: row.holder, epoch: row.epoch, beats: row.beats })
}

/// Takes the lease, unless it has changed since it was seen. Says whether that succeeded. One statement.
///
/// # Errors
/// See [`seat`].
pub async fn take(tx: &WriteTx, seen: Seat, (holder, epoch): (i64, i64)) -> Result<bool, StoreError> {
    let taken = held(seen.holder, seen.epoch)
        .filter(leases::Column::Beats.eq(seen.beats))
        .col_expr(leases::Column::Holder, holder.into())
        .col_expr(leases::Column::Epoch, epoch.into());
    Ok(beating(taken).exec(tx.db()).await?.rows_affected > 0)
}

/// Renews the lease. Says whether this is still its holder's term. One statement.
///
/// # Errors
/// See [`seat`].
pub async fn renew(tx: &WriteTx, (holder, epoch): (i64, i64)) -> Result<bool, StoreError> {
    Ok(beating(held(holder, epoch)).exec(tx.db()).await?.rows_affected > 0)
}

/// Gives the lease back, if it is still its holder's: the next may lead at once. One statement.
///
/// # Errors
/// See [`seat`].
pub async fn give_back(tx: &WriteTx, (holder, epoch): (i64, i64)) -> Result<(), StoreError> {
    let free = held(holder, epoch).col_expr(leases::Column::Holder, NOBODY.into());
    beating(free).exec(tx.db()).await?;
    Ok(())
}

fn held(holder: i64, epoch: i64) -> UpdateMany<leases::Entity> {
    leases::Entity::update_many()
        .filter(leases::Column::Name.eq(LEADER))
        .filter(leases::Column::Holder.eq(holder))
        .filter(leases::Column::Epoch.eq(epoch))
}

fn beating(update: UpdateMany<leases::Entity>) -> UpdateMany<leases::Entity> {
    update.col_expr(leases::Column::Beats, Expr::col(leases::Column::Beats).add(1))
}
