//! Search: the terms of orders, and the walk along the rarest term of a query (SPEC §7).
//!
//! `search_terms` has a row for each term of each order: `(term, number)`, nothing else. A page of a search walks along the
//! rarest of the query's terms from the newest order to the oldest, asks for each order whether it has the other terms,
//! and compares those that have them word by word. However common the words are, a page looks at no more than
//! `WINDOW` orders of the walk; where it has not found a page by then, the next page goes on from there.
//!
//! Terms are only added: those of a former name, phone or address are sorted out by the comparison.

pub(super) mod backfill;
pub(super) mod walk;

use repairbot_core::{
    actor::Actor,
    ids::{ClientId, OrderId, OrderNumber},
    list::Turn,
    phone::Phone,
    pii::{Address, PersonName},
    search::{Query, Searched},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryResult,
    sea_query::{Expr, ExprTrait, Func, OnConflict, Order, Query as Select, SelectStatement, SimpleExpr},
};

pub(super) use backfill::not_indexed;

use super::{
    Reads, StoreError, WriteTx,
    entity::{client_phones, orders, search_terms},
    orders::{
        OrderLine, Page,
        line::{line, select_lines},
        visible_to,
    },
};
use walk::Walk;

/// Orders of the walk one page looks at, at most.
const WINDOW: u64 = 2_000;
/// Orders that are compared word by word at once, at most.
const BATCH: u64 = 40;

/// Which page of what is found.
#[derive(Debug, Clone, Copy)]
pub struct SearchQuery<'a> {
    /// What is looked for.
    pub query: &'a Query,
    /// Which page.
    pub turn: Turn,
    /// Orders on a page.
    pub limit: u64,
}

/// A page of the orders this actor may see that match, the newest first. Bounded work: at most three statements and
/// two more for a page of orders that have all the terms, then for twice what is missing, four times, and for each forty.
///
/// # Errors
/// See [`StoreError`].
pub async fn find(tx: &impl Reads, actor: &Actor, search: &SearchQuery<'_>) -> Result<Page, StoreError> {
    let Some(visible) = visible_to(actor) else { return Ok(Page::default()) };
    let indexed = not_indexed(tx.connection()).await? == 0;
    let terms = if indexed { search.query.terms() } else { search.query.single_terms() };
    let Some(mut walk) = Walk::begin(tx, &terms, search.turn).await? else { return Ok(Page::default()) };
    let limit = usize::try_from(search.limit).unwrap_or(usize::MAX);
    let mut found: Vec<OrderLine> = Vec::new();
    // What has all the terms nearly always matches: where it does not, more and more of it is looked at.
    let wanted = search.limit.saturating_add(1);
    let (mut batch, mut factor) = (wanted, 1_u64);
    while found.len() <= limit {
        let numbers = walk.next(tx, batch).await?;
        if numbers.is_empty() {
            break;
        }
        let mut select = select_searched();
        select.and_where(visible.clone());
        select.and_where(orders::Column::Number.is_in(numbers.iter().map(|number| number.0)));
        let order = if walk.is_back() { Order::Asc } else { Order::Desc };
        select.order_by((orders::Entity, orders::Column::Number), order);
        for row in tx.connection().query_all(&select).await? {
            if search.query.matches(&Words::of(&row)?.searched()) {
                found.push(line(&row)?);
            }
        }
        factor = factor.saturating_mul(2);
        batch = Ord::min(wanted.saturating_sub(found.len() as u64).saturating_mul(factor), BATCH);
    }
    let more = found.len() > limit;
    found.truncate(limit);
    // Where the walk ended early, the next page goes on from there.
    let last = found.last().map(|line| line.number);
    let ahead = if more { last } else { walk.unfinished() };
    let behind = match search.turn {
        Turn::First => None,
        Turn::After(key) | Turn::Before(key) => Some(found.first().map_or(key, |line| line.number)),
    };
    if walk.is_back() {
        if ahead.is_none() && found.len() < limit {
            // What is left before the key is the beginning.
            return Box::pin(find(tx, actor, &SearchQuery { turn: Turn::First, ..*search })).await;
        }
        found.reverse();
        return Ok(Page { lines: found, before: ahead, after: behind });
    }
    Ok(Page { lines: found, before: behind, after: ahead })
}

/// The order with this number, if this actor may see it. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn by_number(
    tx: &impl Reads,
    actor: &Actor,
    number: OrderNumber,
) -> Result<Option<OrderLine>, StoreError> {
    let Some(visible) = visible_to(actor) else { return Ok(None) };
    let mut select = select_lines();
    select.and_where(visible).and_where(orders::Column::Number.eq(number.0));
    tx.connection().query_one(&select).await?.as_ref().map(line).transpose()
}

const KEY: [search_terms::Column; 2] = [search_terms::Column::Term, search_terms::Column::Number];

/// Writes the terms of an order, as its client, his phones and its address are now. Two statements.
///
/// # Errors
/// See [`StoreError`].
pub async fn index(tx: &WriteTx, order: OrderId) -> Result<(), StoreError> {
    index_those(tx, orders::Column::Id.eq(order.0)).await
}

/// The same for all orders of a client, who has another name or one more phone now. Two statements.
///
/// # Errors
/// See [`StoreError`].
pub async fn index_client(tx: &WriteTx, client: ClientId) -> Result<(), StoreError> {
    index_those(tx, orders::Column::ClientId.eq(client.0)).await
}

async fn index_those(tx: &WriteTx, which: SimpleExpr) -> Result<(), StoreError> {
    let mut select = select_searched();
    // In one order, so that two transactions cannot wait for each other.
    select.and_where(which).order_by((orders::Entity, orders::Column::Number), Order::Asc);
    let rows = tx.db().query_all(&select).await?;
    write(tx, &rows).await
}

/// Some orders behind this number, each with the terms it is to be found by; none behind the last.
pub(super) async fn terms_after(
    tx: &impl Reads,
    after: i64,
) -> Result<Vec<(i64, Result<Vec<i64>, StoreError>)>, StoreError> {
    let mut select = select_searched();
    select
        .and_where(orders::Column::Number.gt(after))
        .order_by((orders::Entity, orders::Column::Number), Order::Asc)
        .limit(CHECKED);
    let rows = tx.connection().query_all(&select).await?;
    rows.iter().map(|row| Ok((row.try_get("", "number")?, terms_of(row)))).collect()
}

fn terms_of(row: &QueryResult) -> Result<Vec<i64>, StoreError> {
    Ok(Words::of(row)?.searched().terms())
}

/// Orders of [`terms_after`].
const CHECKED: u64 = 100;

/// Writes the terms of these rows. One statement.
async fn write(tx: &WriteTx, rows: &[QueryResult]) -> Result<(), StoreError> {
    let mut terms = Vec::new();
    for found in rows {
        let number: i64 = found.try_get("", "number")?;
        let row = |term| search_terms::ActiveModel { term: Set(term), number: Set(number) };
        terms.extend(terms_of(found)?.into_iter().map(row));
    }
    // A statement takes a bounded number of parameters.
    for some in terms.chunks(PARAMETERS / 2) {
        search_terms::Entity::insert_many(some.to_vec())
            .on_conflict(OnConflict::columns(KEY).do_nothing().to_owned())
            .exec_without_returning(tx.db())
            .await?;
    }
    Ok(())
}

/// Parameters of one statement: SQLite takes no more than 32,766.
const PARAMETERS: usize = 20_000;

/// Lines with all that an order is searched by: its own phone even where the client is called at it no more.
fn select_searched() -> SelectStatement {
    let order = |column: orders::Column| Expr::col((orders::Entity, column));
    let other = |column: client_phones::Column| Expr::col(("other", column));
    let others = Select::select()
        .expr(Func::cust("string_agg").arg(other(client_phones::Column::E164)).arg(BETWEEN))
        .from_as(client_phones::Entity, "other")
        .and_where(other(client_phones::Column::ClientId).eq(order(orders::Column::ClientId)))
        .and_where(other(client_phones::Column::HiddenAt).is_null())
        .to_owned();
    let own = (client_phones::Entity, client_phones::Column::Id);
    let mut select = select_lines();
    select
        .inner_join(client_phones::Entity, order(orders::Column::PhoneId).equals(own))
        .expr_as(Expr::col((client_phones::Entity, client_phones::Column::E164)), "phone")
        .expr_as(SimpleExpr::SubQuery(None, Box::new(others.into())), "phones");
    select
}

/// What stands between phones.
const BETWEEN: &str = " ";

/// What an order is searched by.
struct Words {
    name: PersonName,
    address: Address,
    phones: Vec<Phone>,
}

impl Words {
    fn of(row: &QueryResult) -> Result<Self, StoreError> {
        let (own, all): (String, Option<String>) = (row.try_get("", "phone")?, row.try_get("", "phones")?);
        let phones = all.as_deref().into_iter().flat_map(|all| all.split(BETWEEN)).chain([own.as_str()]);
        let phones = phones.map(Phone::from_e164).collect::<Result<_, _>>();
        Ok(Self {
            name: PersonName::from_stored(row.try_get("", "client")?),
            address: Address::from_stored(row.try_get("", "address")?),
            phones: phones.map_err(|error| StoreError::row("client_phones.e164", error))?,
        })
    }

    fn searched(&self) -> Searched<'_> {
        Searched { name: &self.name, address: &self.address, phones: &self.phones }
    }
}

/// The numbers that have a term from this number on, in the direction of the walk.
fn having(term: i64, back: bool, key: OrderNumber) -> SelectStatement {
    let number = || Expr::col((search_terms::Entity, search_terms::Column::Number));
    let (beyond, order) =
        if back { (number().gt(key.0), Order::Asc) } else { (number().lt(key.0), Order::Desc) };
    Select::select()
        .column((search_terms::Entity, search_terms::Column::Number))
        .from(search_terms::Entity)
        .and_where(search_terms::Column::Term.eq(term))
        .and_where(beyond)
        .order_by((search_terms::Entity, search_terms::Column::Number), order)
        .to_owned()
}
