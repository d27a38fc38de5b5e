//! Rates: numbered versions, each a whole set of rules with the instant from which it holds. A version never changes; one
//! that has not come into force may be withdrawn, and stays as a row (ADR 0020).

use jiff::Timestamp;
use repairbot_core::{
    ids::{PersonId, RatesId},
    order::Order,
    split::{Rates, RatesVersion},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};

use super::{Reads, StoreError, WriteTx, catalogue, codec, entity::rates};

/// A version as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its number; 0 is what a company starts with.
    pub id: RatesId,
    /// What it says.
    pub rates: Rates,
    /// From when it holds.
    pub valid_from: Timestamp,
    /// When it was entered.
    pub created_at: Timestamp,
    /// Who entered it; nobody entered version 0.
    pub created_by: Option<PersonId>,
    /// When it was withdrawn, before it came into force.
    pub withdrawn_at: Option<Timestamp>,
}

impl Version {
    /// What a split needs of it.
    #[must_use]
    pub fn rules(self) -> RatesVersion {
        RatesVersion { id: self.id, rates: self.rates }
    }
}

/// The version in force at an instant. One query.
///
/// # Errors
/// `Damaged` when there is none, or when its rules cannot be read.
pub async fn at(tx: &impl Reads, instant: Timestamp) -> Result<Version, StoreError> {
    let in_force = rates::Column::ValidFrom.lte(instant.as_millisecond());
    newest(tx, Some(in_force)).await
}

/// The newest version that was not withdrawn: the one in force, or the one that will be. One query.
///
/// # Errors
/// As [`at`].
pub async fn latest(tx: &impl Reads) -> Result<Version, StoreError> {
    newest(tx, None).await
}

async fn newest(
    tx: &impl Reads,
    condition: Option<sea_orm::sea_query::SimpleExpr>,
) -> Result<Version, StoreError> {
    let mut find = rates::Entity::find().filter(rates::Column::WithdrawnAt.is_null());
    if let Some(condition) = condition {
        find = find.filter(condition);
    }
    let found = find
        .order_by_desc(rates::Column::ValidFrom)
        .order_by_desc(rates::Column::Id)
        .limit(1)
        .one(tx.connection())
        .await?;
    version(found.ok_or_else(|| StoreError::row("rates", "no version is in force"))?)
}

/// The version with this number. One query.
///
/// # Errors
/// `Damaged` when its rules cannot be read.
pub async fn by_id(tx: &impl Reads, id: RatesId) -> Result<Option<Version>, StoreError> {
    rates::Entity::find_by_id(id.0).one(tx.connection()).await?.map(version).transpose()
}

/// The rules an order is closed by at an instant, with the code of its appliance type. Two queries, three for a type
/// that became another one.
///
/// # Errors
/// As [`at`].
pub async fn for_closing(
    tx: &impl Reads,
    order: &Order,
    instant: Timestamp,
) -> Result<(RatesVersion, String), StoreError> {
    Ok((at(tx, instant).await?.rules(), code_of_type(tx, order).await?))
}

/// The rules a closed order was closed by, with the code of the type it was then. An order closed by a release that did
/// not keep them was closed by version 0. One query, three at most for such an order.
///
/// # Errors
/// `Damaged` when there is no such version.
pub async fn at_closing(tx: &impl Reads, order: &Order) -> Result<(RatesVersion, String), StoreError> {
    let basis = order.settlement.as_ref().and_then(|settlement| settlement.basis.as_ref());
    let id = basis.map_or(RatesId::DEFAULT, |basis| basis.rates);
    let found = by_id(tx, id).await?.ok_or_else(|| StoreError::row("rates", id))?;
    let code = match basis {
        Some(basis) => basis.equipment.clone(),
        None => code_of_type(tx, order).await?,
    };
    Ok((found.rules(), code))
}

async fn code_of_type(tx: &impl Reads, order: &Order) -> Result<String, StoreError> {
    let kind = catalogue::equipment_by_id(tx, order.equipment).await?;
    Ok(kind.map(|kind| kind.code).unwrap_or_default())
}

/// The versions below this number, or all, newest first. One query.
///
/// # Errors
/// As [`by_id`].
pub async fn page(tx: &impl Reads, before: Option<RatesId>, limit: u64) -> Result<Vec<Version>, StoreError> {
    let mut find = rates::Entity::find().order_by_desc(rates::Column::Id).limit(limit);
    if let Some(before) = before {
        find = find.filter(rates::Column::Id.lt(before.0));
    }
    find.all(tx.connection()).await?.into_iter().map(version).collect()
}

/// Adds a version under the next number. Two statements.
///
/// # Errors
/// `Conflict` when somebody else took that number meanwhile.
pub async fn insert(
    tx: &WriteTx,
    rules: &Rates,
    valid_from: Timestamp,
    (by, at): (PersonId, Timestamp),
) -> Result<RatesId, StoreError> {
    let newest: Option<i64> = rates::Entity::find()
        .select_only()
        .expr(Expr::col(rates::Column::Id).max())
        .into_tuple()
        .one(tx.db())
        .await?
        .flatten();
    let id = RatesId(newest.unwrap_or_default()).next();
    let row = rates::ActiveModel {
        id: Set(id.0),
        rules: Set(codec::to_json(rules)?),
        valid_from: Set(valid_from.as_millisecond()),
        created_at: Set(at.as_millisecond()),
        created_by: Set(Some(by.0)),
        withdrawn_at: Set(None),
        withdrawn_by: Set(None),
    };
    rates::Entity::insert(row).exec_without_returning(tx.db()).await?;
    Ok(id)
}

/// Withdraws a version that is not in force yet; says whether there was one to withdraw.
///
/// # Errors
/// See [`StoreError`].
pub async fn withdraw(
    tx: &WriteTx,
    id: RatesId,
    (by, at): (PersonId, Timestamp),
) -> Result<bool, StoreError> {
    let change = rates::ActiveModel {
        withdrawn_at: Set(Some(at.as_millisecond())),
        withdrawn_by: Set(Some(by.0)),
        ..Default::default()
    };
    let changed = rates::Entity::update_many()
        .set(change)
        .filter(rates::Column::Id.eq(id.0))
        .filter(rates::Column::WithdrawnAt.is_null())
        .filter(rates::Column::ValidFrom.gt(at.as_millisecond()))
        .exec(tx.db())
        .await?;
    Ok(changed.rows_affected == 1)
}

fn version(row: rates::Model) -> Result<Version, StoreError> {
    Ok(Version {
        id: RatesId(row.id),
        rates: codec::from_json("rates.rules", &row.rules)?,
        valid_from: codec::instant("rates.valid_from", row.valid_from)?,
        created_at: codec::instant("rates.created_at", row.created_at)?,
        created_by: row.created_by.map(PersonId),
        withdrawn_at: codec::instant_opt("rates.withdrawn_at", row.withdrawn_at)?,
    })
}
