//! Counters and sums.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, Func},
};

use super::Findings;
use crate::store::{
    ReadTx, StoreError, codec,
    entity::{counters, orders, rates, status_counts},
    tx::Connected,
};

/// Orders read at a time.
const CHUNK: u64 = 500;

/// The counts per branch and status, and the counter of numbers. Deleted orders are not counted: lists don't show them.
pub(super) async fn counts(tx: &ReadTx, found: &mut Findings<'_>) -> Result<(), StoreError> {
    let counted: Vec<(i64, String, i64)> = orders::Entity::find()
        .select_only()
        .columns([orders::Column::BranchId, orders::Column::Status])
        .column_as(orders::Column::Id.count(), "orders")
        .filter(orders::Column::DeletedAt.is_null())
        .group_by(orders::Column::BranchId)
        .group_by(orders::Column::Status)
        .into_tuple()
        .all(tx.connection())
        .await?;
    let mut pairs: BTreeMap<(i64, String), (i64, i64)> = BTreeMap::new();
    for (branch, status, count) in counted {
        pairs.entry((branch, status)).or_default().0 = count;
    }
    for row in status_counts::Entity::find().all(tx.connection()).await? {
        pairs.entry((row.branch_id, row.status)).or_default().1 = row.count;
    }
    found.looked_at(pairs.len() as u64);
    for ((branch, status), (orders, counter)) in pairs {
        if orders != counter {
            found.deviates(format_args!(
                "branch {branch} has {orders} orders in {status}, its counter says {counter}"
            ));
        }
    }
    numbers(tx, found).await
}

async fn numbers(tx: &ReadTx, found: &mut Findings<'_>) -> Result<(), StoreError> {
    let greatest: Option<i64> = orders::Entity::find()
        .select_only()
        .expr(Func::max(Expr::col(orders::Column::Number)))
        .into_tuple::<Option<i64>>()
        .one(tx.connection())
        .await?
        .flatten();
    let counter = counters::Entity::find_by_id("order_number").one(tx.connection()).await?;
    let (greatest, counter) = (greatest.unwrap_or(0), counter.map_or(0, |row| row.value));
    found.looked_at(1);
    if counter < greatest {
        found.deviates(format_args!(
            "the counter of numbers stands at {counter}, but there is an order #{greatest}"
        ));
    }
    Ok(())
}

/// The sums of closed orders, and the rates they name.
pub(super) async fn money(tx: &ReadTx, found: &mut Findings<'_>) -> Result<(), StoreError> {
    use orders::Column::{
        Breakdown, Collected, CompanyShare, MasterShare, Materials, Number, Prepayment, Total,
    };
    let rates: BTreeSet<i64> =
        rates::Entity::find().all(tx.connection()).await?.into_iter().map(|row| row.id).collect();
    let mut after = i64::MIN;
    loop {
        let sums: Vec<Sums> = orders::Entity::find()
            .select_only()
            .columns([Number, Total, Materials, MasterShare, CompanyShare, Collected, Prepayment, Breakdown])
            .filter(Total.is_not_null())
            .filter(Number.gt(after))
            .order_by_asc(Number)
            .limit(CHUNK)
            .into_tuple()
            .all(tx.connection())
            .await?;
        let Some(last) = sums.last() else { return Ok(()) };
        after = last.0;
        found.looked_at(sums.len() as u64);
        for order in &sums {
            for what in wrong(order) {
                found.deviates(format_args!("order #{}: {what}", order.0));
            }
            match order.7.as_deref().map(codec::rates_of).transpose() {
                Ok(named) => {
                    if let Some(unknown) = named.flatten().filter(|named| !rates.contains(&named.0)) {
                        found
                            .deviates(format_args!("order #{}: no rates have the number {unknown}", order.0));
                    }
                }
                Err(error) => found.deviates(format_args!("order #{}: {error}", order.0)),
            }
        }
    }
}

/// Number, total, materials, the master's share, the company's share, collected, prepayment, the breakdown.
type Sums = (i64, i64, Option<i64>, Option<i64>, Option<i64>, Option<i64>, i64, Option<String>);

fn wrong((_, total, materials, master, company, collected, prepayment, _): &Sums) -> Vec<String> {
    let sum = |some: &Option<i64>| i128::from(some.unwrap_or(0));
    let (total, held) = (i128::from(*total), i128::from(*prepayment));
    let (net, shares) = (total - sum(materials), sum(master) + sum(company));
    let paid = sum(collected) + held;
    let mut wrong = Vec::new();
    if shares != net {
        wrong.push(format!("the shares are {shares} kopecks together, {net} were to be split"));
    }
    if paid != total {
        wrong.push(format!("{paid} kopecks were collected or held, the total is {total}"));
    }
    wrong
}
