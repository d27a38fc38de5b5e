//! The walk along the rarest term.

use repairbot_core::{ids::OrderNumber, list::Turn};
use sea_orm::{
    ConnectionTrait,
    sea_query::{Asterisk, Expr, ExprTrait, Func, Query, SelectStatement, SimpleExpr},
};

use super::{WINDOW, having};
use crate::store::{Reads, StoreError, entity::search_terms};

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

/// A term that no more orders have is rare: it need not be known which one is rarer.
const FEW: u64 = 50;

impl Walk {
    /// Chooses the rarest of the terms; `None` when some term has no orders there. First it is counted no further than a
    /// few: most searches have a term that few orders have. Only when all have more it is counted as far as a window.
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
        let mut rarest = walk.rarest_first(tx, FEW).await?;
        if rarest > FEW && terms.len() > 1 {
            rarest = walk.rarest_first(tx, WINDOW).await?;
            if rarest > WINDOW {
                walk.edge = walk.find_edge(tx).await?;
            }
        }
        Ok((rarest > 0).then_some(walk))
    }

    /// Puts the rarest term first, counting each no further than so far and one; says how many orders it has.
    async fn rarest_first(&mut self, tx: &impl Reads, limit: u64) -> Result<u64, StoreError> {
        let counts = counts(tx, &self.terms, (self.back, self.key, limit)).await?;
        let mut by_count: Vec<(i64, i64)> = counts.into_iter().zip(self.terms.iter().copied()).collect();
        by_count.sort_unstable();
        let rarest = by_count.first().map_or(0, |(count, _)| *count);
        self.terms = by_count.into_iter().map(|(_, term)| term).collect();
        Ok(u64::try_from(rarest).unwrap_or(0))
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
        let rows = tx.connection().query_all(&self.select(limit)).await?;
        self.ended = (rows.len() as u64) < limit;
        let numbers = rows
            .iter()
            .map(|row| Ok(OrderNumber(row.try_get("", "number")?)))
            .collect::<Result<Vec<_>, StoreError>>()?;
        if let Some(last) = numbers.last() {
            self.key = *last;
        }
        if self.terms.len() == 1 {
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
        let row = tx.connection().query_one(&select).await?;
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
            select.and_where(Expr::exists(has));
        }
        select
    }
}

/// How many orders each term has from the key on, no further than the limit and one. One query.
async fn counts(
    tx: &impl Reads,
    terms: &[i64],
    (back, key, limit): (bool, OrderNumber, u64),
) -> Result<Vec<i64>, StoreError> {
    let mut select = Query::select();
    for (index, term) in terms.iter().enumerate() {
        let mut some = having(*term, back, key);
        some.limit(limit + 1);
        let count =
            Query::select().expr(Func::count(Expr::col(Asterisk))).from_subquery(some, "some").to_owned();
        select.expr_as(SimpleExpr::SubQuery(None, Box::new(count.into())), format!("c{index}"));
    }
    let row = tx.connection().query_one(&select).await?;
    let row = row.ok_or_else(|| StoreError::row("search_terms", "nothing was counted"))?;
    (0..terms.len()).map(|index| Ok(row.try_get("", &format!("c{index}"))?)).collect()
}
