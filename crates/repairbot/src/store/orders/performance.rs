//! What masters ended in a time, summed by the database: a line for each master, however many orders there are.

use std::ops::Range;

use jiff::Timestamp;
use repairbot_core::{
    ids::PersonId,
    money::Kopecks,
    order::Status,
    report::{Mean, Performance, Team},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, QueryResult,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};

use crate::store::{
    Reads, StoreError, codec,
    entity::orders::{self, Column},
    sql::{CLOSED, OVER, REFUSED},
};

/// What each master ended in this time. Two queries, along the indexes of what was closed and refused.
///
/// # Errors
/// See [`StoreError`].
pub async fn performance(tx: &impl Reads, time: &Range<Timestamp>) -> Result<Team, StoreError> {
    let mut team = Team::new();
    for (condition, ended) in [(CLOSED, Column::ClosedAt), (REFUSED, Column::StatusChangedAt)] {
        read(tx, &select((condition, ended), time), &mut team).await?;
    }
    Ok(team)
}

/// What this master ended in this time. One query, along the index of what he ended.
///
/// # Errors
/// See [`StoreError`].
pub async fn performance_of(
    tx: &impl Reads,
    master: PersonId,
    time: &Range<Timestamp>,
) -> Result<Performance, StoreError> {
    let mut team = Team::new();
    let mut of_him = select((OVER, Column::StatusChangedAt), time);
    of_him.and_where(Column::MasterId.eq(master.0));
    read(tx, &of_him, &mut team).await?;
    Ok(team.remove(&Some(master)).unwrap_or_default())
}

fn select((condition, ended): (&'static str, Column), time: &Range<Timestamp>) -> SelectStatement {
    // PostgreSQL sums whole numbers into a type of its own.
    let sum = |what: &str| Expr::cust(format!("CAST(COALESCE(SUM({what}), 0) AS BIGINT)"));
    let count = |what: &str| Expr::cust(format!("COUNT({what})"));
    let ended = Expr::col((orders::Entity, ended));
    Query::select()
        .expr_as(Expr::col(Column::MasterId), "master")
        .expr_as(Expr::col(Column::Status), "status")
        .expr_as(count("*"), "count")
        .expr_as(sum("total"), "total")
        .expr_as(sum("materials"), "materials")
        .expr_as(sum("master_share"), "master_share")
        .expr_as(sum("company_share"), "company_share")
        .expr_as(sum("accepted_at - assigned_at"), "accepting")
        .expr_as(count("accepted_at - assigned_at"), "accepted")
        .expr_as(sum("closed_at - accepted_at"), "closing")
        .expr_as(count("closed_at - accepted_at"), "done")
        .from(orders::Entity)
        .and_where(Expr::cust(condition))
        .and_where(ended.clone().gte(time.start.as_millisecond()))
        .and_where(ended.lt(time.end.as_millisecond()))
        .group_by_columns([Column::MasterId, Column::Status])
        .to_owned()
}

async fn read(tx: &impl Reads, select: &SelectStatement, team: &mut Team) -> Result<(), StoreError> {
    for row in tx.connection().query_all(select).await? {
        let master = row.try_get::<Option<i64>>("", "master")?.map(PersonId);
        let line = line(&row)?;
        let one = team.entry(master).or_default();
        *one = one.and(line);
    }
    Ok(())
}

fn line(row: &QueryResult) -> Result<Performance, StoreError> {
    let count = |column: &str| row.try_get::<i64>("", column).map(|count| u64::try_from(count).unwrap_or(0));
    let mean = |sum: &str, number: &str| -> Result<Mean, StoreError> {
        Ok(Mean { sum: row.try_get("", sum)?, count: count(number)? })
    };
    let accepting = mean("accepting", "accepted")?;
    let status: String = row.try_get("", "status")?;
    if codec::status(&status)? == Status::Refused {
        return Ok(Performance { refused: count("count")?, accepting, ..Performance::default() });
    }
    let money = |column: &str| row.try_get::<i64>("", column).map(Kopecks);
    Ok(Performance {
        closed: count("count")?,
        refused: 0,
        total: money("total")?,
        materials: money("materials")?,
        master_share: money("master_share")?,
        company_share: money("company_share")?,
        accepting,
        closing: mean("closing", "done")?,
    })
}

/// The queries, for the tests of their plans.
#[cfg(test)]
pub(in crate::store) fn performance_selects(time: &Range<Timestamp>) -> [SelectStatement; 3] {
    let mut of_one = select((OVER, Column::StatusChangedAt), time);
    of_one.and_where(Column::MasterId.eq(1));
    [select((CLOSED, Column::ClosedAt), time), select((REFUSED, Column::StatusChangedAt), time), of_one]
}
