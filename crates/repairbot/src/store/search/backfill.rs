//! Terms of orders that were written before there were any, or by another normaliser.

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait,
    sea_query::{Expr, OnConflict, Order},
};

use super::{select_searched, write};
use crate::store::{
    Store, StoreError,
    entity::{counters, orders},
};

/// The counter of how far indexing has come: orders with numbers below it still have to be. Another normaliser, or other
/// words in `core/lexicon/search.toml`, call for another name here and in the migration that comes with them: then all
/// orders are indexed again, and until then looked for by single words.
pub(in crate::store) const COUNTER: &str = "search_below_3";
/// Orders of one transaction, so that none holds the writer for long.
const ORDERS: u64 = 200;
/// Transactions of one round.
const ROUND: u32 = 50;

/// From which number on every order has its terms.
pub(in crate::store) async fn not_indexed(tx: &impl ConnectionTrait) -> Result<i64, StoreError> {
    let known = counters::Entity::find_by_id(COUNTER).one(tx).await?;
    Ok(known.map_or(i64::MAX, |row| row.value))
}

impl Store {
    /// Writes missing terms, the newest orders first, a bounded number of orders in short transactions. Once all have
    /// been written, it costs one query.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn index_orders(&self) -> Result<(), StoreError> {
        for _ in 0..ROUND {
            if not_indexed(&self.readers).await? == 0 || self.index_some().await? == 0 {
                break;
            }
        }
        Ok(())
    }

    /// One transaction of it: where to go on.
    async fn index_some(&self) -> Result<i64, StoreError> {
        let tx = self.write().await?;
        let below = not_indexed(tx.db()).await?;
        let mut select = select_searched();
        select
            .and_where(orders::Column::Number.lt(below))
            .order_by((orders::Entity, orders::Column::Number), Order::Desc)
            .limit(ORDERS);
        let rows = tx.db().query_all(&select).await?;
        write(&tx, &rows).await?;
        let below = match rows.last() {
            Some(last) if rows.len() as u64 == ORDERS => last.try_get("", "number")?,
            _ => 0,
        };
        let row = counters::ActiveModel { name: Set(COUNTER.to_owned()), value: Set(below) };
        counters::Entity::insert(row)
            .on_conflict(
                OnConflict::column(counters::Column::Name)
                    .value(counters::Column::Value, Expr::value(below))
                    .to_owned(),
            )
            .exec_without_returning(tx.db())
            .await?;
        tx.commit().await?;
        Ok(below)
    }
}
