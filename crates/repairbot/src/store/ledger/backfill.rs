//! Movements of orders that were written before there was a ledger.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use repairbot_core::{
    ids::OrderVersion,
    ledger::{Posting, posting},
    order::{Recorded, apply, fold},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::LockType,
};

use super::{NewTransaction, of_event, row, write_entries};
use crate::store::{
    Store, StoreError, WriteTx,
    entity::{counters, ledger_transactions, orders},
    orders::recorded_of,
};

/// The counters of how far posting has come: orders with numbers from the one until the other still have to be.
/// `m0021_ledger` sets them around the orders there are.
const FROM: &str = "ledger_past_from";
const UNTIL: &str = "ledger_past_until";
/// Orders of one transaction, so that none holds the writer for long.
const ORDERS: u64 = 100;
/// Transactions of one round.
const ROUND: u32 = 100;

/// The numbers of orders that may lack postings.
pub(in crate::store) async fn not_posted(tx: &impl ConnectionTrait) -> Result<Range<i64>, StoreError> {
    let rows = counters::Entity::find().filter(counters::Column::Name.is_in([FROM, UNTIL])).all(tx).await?;
    let value = |name| rows.iter().find(|row| row.name == name).map_or(0, |row| row.value);
    Ok(value(FROM)..value(UNTIL))
}

/// What the events of one order mean, oldest first, each with its version. An order whose events make none has nothing.
pub(in crate::store) fn postings(events: &[Recorded]) -> Vec<(OrderVersion, Posting)> {
    let Some(Ok(mut order)) = events.first().map(|first| fold([first])) else { return Vec::new() };
    let mut found = Vec::new();
    for recorded in events.iter().skip(1) {
        order = apply(&order, recorded);
        found.extend(posting(&order, recorded).map(|posting| (recorded.version, posting)));
    }
    found
}

impl Store {
    /// Posts what orders meant before there was a ledger, the oldest first, a bounded number of orders in short
    /// transactions. Once all have been posted, it costs one query.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn post_past_orders(&self) -> Result<(), StoreError> {
        for _ in 0..ROUND {
            if not_posted(&self.readers).await?.is_empty() {
                break;
            }
            match self.post_some().await {
                Ok(left) if left.is_empty() => break,
                Ok(_) => {}
                // Something happened to one of these orders meanwhile: the next round goes on.
                Err(error) if error.is_conflict() => break,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// One transaction of it: what is left.
    async fn post_some(&self) -> Result<Range<i64>, StoreError> {
        let tx = self.write().await?;
        if tx.locks_rows() {
            // One replica after the other.
            counters::Entity::find_by_id(FROM).lock(LockType::NoKeyUpdate).one(tx.db()).await?;
        }
        let left = not_posted(tx.db()).await?;
        let found: Vec<(i64, i64)> = orders::Entity::find()
            .select_only()
            .columns([orders::Column::Number, orders::Column::Id])
            .filter(orders::Column::Number.gte(left.start))
            .filter(orders::Column::Number.lt(left.end))
            .order_by_asc(orders::Column::Number)
            .limit(ORDERS)
            .into_tuple()
            .all(tx.db())
            .await?;
        let ids: Vec<i64> = found.iter().map(|(_, id)| *id).collect();
        post_missing(&tx, &ids).await?;
        let next = match found.last() {
            Some((number, _)) if found.len() as u64 == ORDERS => number.saturating_add(1),
            _ => left.end,
        };
        let row = counters::ActiveModel { name: Set(FROM.to_owned()), value: Set(next) };
        counters::Entity::update(row).exec(tx.db()).await?;
        tx.commit().await?;
        Ok(next..left.end)
    }
}

/// Posts what these orders mean and is not posted yet; one that cannot be read is left out. Events are read first:
/// whatever is among them and was posted when it happened is found among the transactions.
async fn post_missing(tx: &WriteTx, ids: &[i64]) -> Result<(), StoreError> {
    let of_order = recorded_of(tx, ids.iter().copied()).await?;
    for order in ids.iter().filter(|order| !of_order.contains_key(order)) {
        tracing::warn!(
            order,
            "an order with an event that cannot be read is not posted: see `repairbot verify`"
        );
    }
    let there: BTreeSet<(Option<i64>, Option<i64>)> = ledger_transactions::Entity::find()
        .filter(ledger_transactions::Column::OrderId.is_in(ids.iter().copied()))
        .all(tx.db())
        .await?
        .into_iter()
        .map(|row| (row.order_id, row.order_version))
        .collect();
    let mut new = Vec::new();
    for events in of_order.values() {
        for (version, posting) in postings(events) {
            let event = events.iter().find(|event| event.version == version);
            let missing = event.filter(|event| !there.contains(&(Some(event.order.0), Some(version.0))));
            new.extend(missing.map(|event| of_event(posting, event)));
        }
    }
    // The book of a master goes by the order of posting.
    new.sort_by_key(|transaction| transaction.at);
    post_many(tx, &new).await
}

/// Posts many movements of orders at once. Three statements.
async fn post_many(tx: &WriteTx, new: &[NewTransaction]) -> Result<(), StoreError> {
    if new.is_empty() {
        return Ok(());
    }
    let rows = new.iter().map(row);
    let inserted = ledger_transactions::Entity::insert_many(rows).exec_with_returning(tx.db()).await?;
    let ids: BTreeMap<_, i64> =
        inserted.into_iter().map(|row| ((row.order_id, row.order_version), row.id)).collect();
    let mut posted = Vec::with_capacity(new.len());
    for transaction in new {
        let event = transaction.about.event;
        let key = (event.map(|(order, _)| order.0), event.map(|(_, version)| version.0));
        let id = ids.get(&key).ok_or_else(|| StoreError::row("ledger_transactions", "no id was returned"))?;
        posted.push((*id, &transaction.posting));
    }
    write_entries(tx, &posted).await
}
