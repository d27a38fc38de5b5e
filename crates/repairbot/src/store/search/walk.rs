//! The walk along the rarest term.

use std::cmp::Reverse;

use repairbot_core::{ids::OrderNumber, list::Turn};
use sea_orm::{
    ConnectionTrait,
    sea_query::{Asterisk, Expr, ExprTrait, Func, Query, SelectStatement, SimpleExpr},
};

use super::{WINDOW, having};
use crate::store::{Reads, StoreError, bounded::Bounded, entity::search_terms};

/// A walk: which term, which way, how far it has come and may go.
pub(in crate::store) struct Walk {
    /// The rarest term first: it is walked along, the others are asked for.
    pub(in crate::store) terms: Vec<i64>,
    pub(in crate::store) back: bool,
    pub(in crate::store) key: OrderNumber,
    /// The last number of the window, when the walk goes on behind it.
    pub(in crate::store) edge: Option<OrderNumber>,
    /// Orders of a walk along one term alone that were looked at: there the window needs no edge.
    pub(in crate::store) looked_at: u64,
    pub(in crate::store) ended: bool,
}

/// Orders of each term that are counted: how far they reach tells which of the commoner terms is rarer.
const FEW: u64 = 50;

impl Walk {
    /// Chooses the rarest of several terms; `None` when one of them has no orders there. No more than a few orders of each
    /// are looked at, however many have it: two queries at most.
    pub(super) async fn begin(
        tx: &impl Reads,
        terms: &[i64],
        turn: Turn,
    ) -> Result<Option<Self>, StoreError> {
        let (back, key) = match turn {
            Turn::First => (false, OrderNumber(i64::MAX)),
            Turn::After(number) => (false, number),
            Turn::Before(number) => (true, number),
        };
        if terms.is_empty() {
            return Ok(None);
        }
        let mut walk = Self { terms: terms.to_vec(), back, key, edge: None, looked_at: 0, ended: false };
        if terms.len() == 1 {
            return Ok(Some(walk));
        }
        let rarest = walk.rarest_first(tx).await?;
        if rarest > FEW {
            walk.edge = walk.find_edge(tx).await?;
        }
        Ok((rarest > 0).then_some(walk))
    }

    /// Puts the rarest term first: the one with the fewest orders, and of those with more than a few the one whose first
    /// few reach furthest. Says how many orders it has, or that they are more than a few. One query.
    async fn rarest_first(&mut self, tx: &impl Reads) -> Result<u64, StoreError> {
        let mut found = Vec::with_capacity(self.terms.len());
        let row = tx.connection().query_one(&Bounded(&self.samples())).await?;
        let row = row.ok_or_else(|| StoreError::row("search_terms", "nothing was counted"))?;
        for (index, term) in self.terms.iter().enumerate() {
            let count: i64 = row.try_get("", &format!("count{index}"))?;
            let reach: Option<i64> = row.try_get("", &format!("reach{index}"))?;
            let reach = reach.map_or(0, |reach| reach.abs_diff(self.key.0));
            found.push((count, Reverse(reach), *term));
        }
        found.sort_unstable();
        let rarest = found.first().map_or(0, |(count, ..)| *count);
        self.terms = found.into_iter().map(|(.., term)| term).collect();
        Ok(u64::try_from(rarest).unwrap_or(0))
    }

    /// How many orders each term has, no further than a few and one, and the number of that one.
    pub(in crate::store) fn samples(&self) -> SelectStatement {
        let scalar = |select: SelectStatement| SimpleExpr::SubQuery(None, Box::new(select.into()));
        let mut select = Query::select();
        for (index, term) in self.terms.iter().enumerate() {
            let (mut some, mut last) =
                (having(*term, self.back, self.key), having(*term, self.back, self.key));
            some.limit(FEW + 1);
            last.limit(1).offset(FEW);
            let count =
                Query::select().expr(Func::count(Expr::col(Asterisk))).from_subquery(some, "some").to_owned();
            select.expr_as(scalar(count), format!("count{index}"));
            select.expr_as(scalar(last), format!("reach{index}"));
        }
        select
    }

    /// Whether it goes from older to newer orders.
    pub(super) fn is_back(&self) -> bool {
        self.back
    }

    /// Where the next page goes on, when this walk ended with its window and not with its orders.
    pub(super) fn unfinished(&self) -> Option<OrderNumber> {
        self.edge
    }

    /// The next numbers that have all the terms, in the walk's order; none at its end. One query.
    pub(super) async fn next(&mut self, tx: &impl Reads, limit: u64) -> Result<Vec<OrderNumber>, StoreError> {
        if self.ended {
            return Ok(Vec::new());
        }
        let alone = self.terms.len() == 1;
        let limit = if alone { Ord::min(limit, WINDOW.saturating_sub(self.looked_at)) } else { limit };
        let rows = tx.connection().query_all(&Bounded(&self.select(limit))).await?;
        self.ended = (rows.len() as u64) < limit;
        let numbers = rows
            .iter()
            .map(|row| Ok(OrderNumber(row.try_get("", "number")?)))
            .collect::<Result<Vec<_>, StoreError>>()?;
        if let Some(last) = numbers.last() {
            self.key = *last;
        }
        if alone {
            self.looked_at += numbers.len() as u64;
            if self.looked_at >= WINDOW && !self.ended {
                self.ended = true;
                self.edge = Some(self.key);
            }
        }
        Ok(numbers)
    }

    /// The number at the end of the window. One query along the index.
    async fn find_edge(&self, tx: &impl Reads) -> Result<Option<OrderNumber>, StoreError> {
        let Some(first) = self.terms.first() else { return Ok(None) };
        let mut select = having(*first, self.back, self.key);
        select.limit(1).offset(WINDOW - 1);
        let row = tx.connection().query_one(&Bounded(&select)).await?;
        Ok(row.map(|row| row.try_get("", "number")).transpose()?.map(OrderNumber))
    }

    pub(in crate::store) fn select(&self, limit: u64) -> SelectStatement {
        let mut terms = self.terms.iter();
        let mut select = having(terms.next().copied().unwrap_or_default(), self.back, self.key);
        let within = |number: SimpleExpr| match (self.back, self.edge) {
            (false, Some(edge)) => Some(number.gte(edge.0)),
            (true, Some(edge)) => Some(number.lte(edge.0)),
            (_, None) => None,
        };
        let number = || Expr::col((search_terms::Entity, search_terms::Column::Number));
        select.and_where_option(within(number())).limit(limit);
        for (index, term) in terms.enumerate() {
            let other = format!("other{index}");
            let column = |column: search_terms::Column| Expr::col((other.clone(), column));
            let has = Query::select()
                .expr(Expr::cust("1"))
                .from_as(search_terms::Entity, other.clone())
                .and_where(column(search_terms::Column::Term).eq(*term))
                .and_where(
                    column(search_terms::Column::Number)
                        .equals((search_terms::Entity, search_terms::Column::Number)),
                )
                .to_owned();
            // A subquery with a value is looked up for each order; one that EXISTS asks for PostgreSQL makes a join of, along all
            // orders that have the other term.
            select.and_where(SimpleExpr::SubQuery(None, Box::new(has.into())).is_not_null());
        }
        select
    }
}
