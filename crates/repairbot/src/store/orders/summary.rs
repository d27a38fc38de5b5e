//! What the office did on one day, from the rows of the orders. Deleted ones do not count.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};
use repairbot_core::{
    money::Kopecks,
    order::Status,
    schedule::{EquipmentLine, MasterLine, Summary},
};
use sea_orm::{
    ConnectionTrait, QueryResult,
    sea_query::{Expr, ExprTrait, Query, SelectStatement, SimpleExpr},
};

use super::status_counts;
use crate::store::{
    Reads, StoreError,
    entity::{equipment_types, orders, people},
};

/// Which day, and when it begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SummaryQuery {
    /// The day.
    pub day: Date,
    /// Its first instant.
    pub from: Timestamp,
    /// The instant after its last.
    pub until: Timestamp,
}

/// Sums of one group of orders.
#[derive(Default)]
struct Sums {
    /// Of whom or what; none for orders without a master.
    id: Option<i64>,
    name: String,
    count: u64,
    total: Kopecks,
    materials: Kopecks,
    masters: Kopecks,
    company: Kopecks,
}

/// The day in figures. Five queries.
///
/// # Errors
/// See [`StoreError`].
pub async fn summary(tx: &impl Reads, query: &SummaryQuery) -> Result<Summary, StoreError> {
    let came = by_equipment(tx, within(query, orders::Column::CreatedAt)).await?;
    let closed = || ended(query, Status::Closed);
    let by_kind = by_equipment(tx, closed()).await?;
    let by_master = by_master(tx, closed()).await?;
    let refused = self::by_master(tx, ended(query, Status::Refused)).await?;
    let counts = status_counts(tx).await?;
    let sum = |sums: &[Sums], of: fn(&Sums) -> Kopecks| Kopecks(sums.iter().map(|one| of(one).0).sum());
    let count = |sums: &[Sums]| sums.iter().map(|one| one.count).sum();
    Ok(Summary {
        day: query.day,
        created: count(&came),
        closed: count(&by_kind),
        refused: count(&refused),
        total: sum(&by_kind, |one| one.total),
        materials: sum(&by_kind, |one| one.materials),
        masters_share: sum(&by_kind, |one| one.masters),
        company_share: sum(&by_kind, |one| one.company),
        open: counts.into_iter().filter(|(status, count)| !status.is_final() && *count > 0).collect(),
        equipment: equipment_lines(&came, &by_kind),
        masters: master_lines(&by_master, &refused),
    })
}

/// Orders with this instant in the day.
fn within(query: &SummaryQuery, column: orders::Column) -> SimpleExpr {
    let at = || Expr::col((orders::Entity, column));
    at().gte(query.from.as_millisecond()).and(at().lt(query.until.as_millisecond()))
}

/// Orders that ended in this way that day.
fn ended(query: &SummaryQuery, status: Status) -> SimpleExpr {
    let status = Expr::col((orders::Entity, orders::Column::Status)).eq(status.code());
    status.and(within(query, orders::Column::StatusChangedAt))
}

async fn by_equipment(tx: &impl Reads, which: SimpleExpr) -> Result<Vec<Sums>, StoreError> {
    let mut select = sums(which);
    select
        .inner_join(
            equipment_types::Entity,
            Expr::col((orders::Entity, orders::Column::EquipmentId))
                .equals((equipment_types::Entity, equipment_types::Column::Id)),
        )
        .expr_as(Expr::col((equipment_types::Entity, equipment_types::Column::Id)), "id")
        .expr_as(Expr::col((equipment_types::Entity, equipment_types::Column::Name)), "name")
        .group_by_columns([(equipment_types::Entity, equipment_types::Column::Id)])
        .add_group_by([Expr::col((equipment_types::Entity, equipment_types::Column::Name))]);
    read(tx, &select).await
}

async fn by_master(tx: &impl Reads, which: SimpleExpr) -> Result<Vec<Sums>, StoreError> {
    let mut select = sums(which);
    select
        .left_join(
            people::Entity,
            Expr::col((orders::Entity, orders::Column::MasterId))
                .equals((people::Entity, people::Column::Id)),
        )
        .expr_as(Expr::col((people::Entity, people::Column::Id)), "id")
        .expr_as(Expr::col((people::Entity, people::Column::Name)), "name")
        .group_by_columns([(people::Entity, people::Column::Id)])
        .add_group_by([Expr::col((people::Entity, people::Column::Name))]);
    read(tx, &select).await
}

fn sums(which: SimpleExpr) -> SelectStatement {
    // PostgreSQL sums whole numbers into a type of its own.
    let sum = |column: &str| Expr::cust(format!("CAST(COALESCE(SUM(orders.{column}), 0) AS BIGINT)"));
    Query::select()
        .expr_as(Expr::col((orders::Entity, orders::Column::Id)).count(), "count")
        .expr_as(sum("total"), "total")
        .expr_as(sum("materials"), "materials")
        .expr_as(sum("master_share"), "masters")
        .expr_as(sum("company_share"), "company")
        .from(orders::Entity)
        .and_where(Expr::col((orders::Entity, orders::Column::DeletedAt)).is_null())
        .and_where(which)
        .to_owned()
}

async fn read(tx: &impl Reads, select: &SelectStatement) -> Result<Vec<Sums>, StoreError> {
    let sums = |row: &QueryResult| {
        let money = |column: &str| row.try_get::<i64>("", column).map(Kopecks);
        Ok(Sums {
            id: row.try_get("", "id")?,
            name: row.try_get::<Option<String>>("", "name")?.unwrap_or_default(),
            count: u64::try_from(row.try_get::<i64>("", "count")?).unwrap_or(0),
            total: money("total")?,
            materials: money("materials")?,
            masters: money("masters")?,
            company: money("company")?,
        })
    };
    tx.connection().query_all(select).await?.iter().map(sums).collect()
}

fn equipment_lines(came: &[Sums], closed: &[Sums]) -> Vec<EquipmentLine> {
    let line = |(came, closed): (&Sums, &Sums)| EquipmentLine {
        name: name_of(came, closed),
        created: came.count,
        closed: closed.count,
        total: closed.total,
    };
    let mut lines: Vec<EquipmentLine> = paired(came, closed, line);
    lines.sort_by(|a, b| (b.closed, b.created, &a.name).cmp(&(a.closed, a.created, &b.name)));
    lines
}

fn master_lines(closed: &[Sums], refused: &[Sums]) -> Vec<MasterLine> {
    let line = |(closed, refused): (&Sums, &Sums)| MasterLine {
        name: name_of(closed, refused),
        closed: closed.count,
        refused: refused.count,
        total: closed.total,
        share: closed.masters,
    };
    let mut lines: Vec<MasterLine> = paired(closed, refused, line);
    lines.sort_by(|a, b| (b.total, b.closed, &a.name).cmp(&(a.total, a.closed, &b.name)));
    lines
}

fn name_of(one: &Sums, other: &Sums) -> String {
    if one.name.is_empty() { other.name.clone() } else { one.name.clone() }
}

/// A line for each one that is in any of both.
fn paired<T>(one: &[Sums], other: &[Sums], line: impl Fn((&Sums, &Sums)) -> T) -> Vec<T> {
    let ids: BTreeSet<i64> = one.iter().chain(other).filter_map(|sums| sums.id).collect();
    let none = Sums::default();
    let of = |sums: &'_ [Sums], id| sums.iter().position(|one| one.id == Some(id));
    let pair = |id| {
        let (first, second) = (of(one, id), of(other, id));
        let first = first.and_then(|at| one.get(at)).unwrap_or(&none);
        let second = second.and_then(|at| other.get(at)).unwrap_or(&none);
        line((first, second))
    };
    ids.into_iter().map(pair).collect()
}
