//! Claiming: which rows leave next.

use jiff::Timestamp;
use repairbot_core::ids::{ChatId, OrderId, PersonId, TopicId};
use sea_orm::{
    ConnectionTrait, FromQueryResult, Iterable,
    sea_query::{
        CommonTableExpression, Expr, ExprTrait, Order, Query, SelectStatement, SimpleExpr, UpdateStatement,
    },
};

use super::{ClaimQuery, ClaimedRow, State};
use crate::store::{
    Reads, StoreError, WriteTx, codec,
    entity::outbox,
    sql::{PENDING, UNSENT},
};

/// The name under which [`urgency`] is returned.
const URGENCY: &str = "urgency";
/// The name of what is to be claimed.
const HEADS: &str = "heads";

/// Claims the heads of chats that are due, leaving alone the chats that must not be written to yet. The chat whose
/// most urgent unsent row has the lowest lane comes first, and of equals the one whose such row is the oldest: an
/// urgent row is not kept waiting by a bulk row that stands before it in its chat. One statement.
///
/// # Errors
/// See [`StoreError`].
pub async fn claim(
    tx: &WriteTx,
    query: &ClaimQuery,
    except: &[ChatId],
) -> Result<Vec<ClaimedRow>, StoreError> {
    let rows = tx.db().query_all(&claiming(query, except)).await?;
    let mut claimed_rows = Vec::with_capacity(rows.len());
    for row in &rows {
        let urgency: i16 = row.try_get("", URGENCY)?;
        claimed_rows.push((urgency, claimed(outbox::Model::from_query_result(row, "")?, query.now)?));
    }
    claimed_rows.sort_unstable_by_key(|(urgency, row)| (*urgency, row.id));
    Ok(claimed_rows.into_iter().map(|(_, row)| row).collect())
}

/// The statement of [`claim`].
pub(in crate::store) fn claiming(query: &ClaimQuery, except: &[ChatId]) -> UpdateStatement {
    let now = query.now.as_millisecond();
    let returned = outbox::Column::iter().map(Expr::col).chain([Expr::cust(urgency())]);
    // Found once, whatever the database thinks of the table: it is not to look for them again for each row that waits.
    let mut found = CommonTableExpression::from_select(due_heads(query, except));
    found.table_name(HEADS).column("id").materialized(true);
    let heads = Query::select().column("id").from(HEADS).to_owned();
    Query::update()
        .with_cte(found)
        .table(outbox::Entity)
        .value(outbox::Column::State, State::Claimed.code())
        .value(outbox::Column::ClaimedUntil, now.saturating_add(query.lease_ms))
        .value(outbox::Column::ClaimEpoch, query.epoch)
        .value(outbox::Column::Attempts, Expr::col(outbox::Column::Attempts).add(1))
        .and_where(Expr::col(outbox::Column::Id).in_subquery(heads))
        // Again outside: PostgreSQL looks at it once more after waiting for another claimer.
        .and_where(Expr::cust(PENDING))
        .returning(Query::returning().exprs(returned))
        .to_owned()
}

/// The lowest lane waiting in the chat of a row that was just claimed. Claiming doesn't change it.
fn urgency() -> String {
    format!(
        "(SELECT MIN(waiting.lane) FROM outbox AS waiting \
         WHERE waiting.chat_id = outbox.chat_id AND waiting.{UNSENT}) AS {URGENCY}"
    )
}

/// The heads of chats that are due, the most urgent first. The scan goes over pending rows by lane and id, keeps the
/// most urgent one of each chat and goes from that one to the head of the chat. So it can stop after a few rows.
/// Ordering the heads themselves by the lowest lane of their chats would look at every chat: 50 ms instead of 0.1 with
/// 10,000 of them. Correlated subqueries that return one value, not joins: PostgreSQL, which may think the table
/// is empty, must not be tempted to sort and hash all that waits (31 ms instead of 3 with 2,300 rows, 0.1 when it knows).
fn due_heads(query: &ClaimQuery, except: &[ChatId]) -> SelectStatement {
    let first = |name: &'static str, what: SimpleExpr| waiting(name, "urgent").expr(what).limit(1).to_owned();
    let most_urgent = first("other", of("other", outbox::Column::Id))
        .order_by(("other", outbox::Column::Lane), Order::Asc)
        .order_by(("other", outbox::Column::Id), Order::Asc)
        .to_owned();
    let head = |what: SimpleExpr| {
        let head = first("head", what).order_by(("head", outbox::Column::Id), Order::Asc).to_owned();
        SimpleExpr::SubQuery(None, Box::new(head.into()))
    };
    let is_due = of("head", outbox::Column::NotBefore).lte(query.now.as_millisecond());
    let mut heads = Query::select()
        .expr(head(of("head", outbox::Column::Id)))
        .from_as(outbox::Entity, "urgent")
        .and_where(Expr::cust(format!("urgent.{PENDING}")))
        .and_where(
            of("urgent", outbox::Column::Id).eq(SimpleExpr::SubQuery(None, Box::new(most_urgent.into()))),
        )
        .and_where(head(Expr::cust(format!("head.{PENDING}")).and(is_due)))
        .order_by(("urgent", outbox::Column::Lane), Order::Asc)
        .order_by(("urgent", outbox::Column::Id), Order::Asc)
        .limit(query.limit)
        .to_owned();
    leave_alone(&mut heads, "urgent", except);
    heads
}

/// When the next head is due, leaving alone these chats, if there is one. Rows behind a head that is claimed or waits
/// don't count: they can't leave before it. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn next_head_due(tx: &impl Reads, except: &[ChatId]) -> Result<Option<Timestamp>, StoreError> {
    let older = waiting("older", "head")
        .expr(Expr::val(1))
        .and_where(of("older", outbox::Column::Id).lt(of("head", outbox::Column::Id)))
        .to_owned();
    let mut select = Query::select()
        .expr_as(of("head", outbox::Column::NotBefore).min(), "due")
        .from_as(outbox::Entity, "head")
        .and_where(Expr::cust(format!("head.{PENDING}")))
        .and_where(Expr::not_exists(older))
        .to_owned();
    leave_alone(&mut select, "head", except);
    let row = tx.connection().query_one(&select).await?;
    let due: Option<i64> = row.map(|row| row.try_get("", "due")).transpose()?.flatten();
    codec::instant_opt("outbox.not_before", due)
}

/// Unsent rows, called by the first name, in the chat of the row called by the second.
fn waiting(name: &'static str, neighbour: &'static str) -> SelectStatement {
    Query::select()
        .from_as(outbox::Entity, name)
        .and_where(of(name, outbox::Column::ChatId).eq(of(neighbour, outbox::Column::ChatId)))
        .and_where(Expr::cust(format!("{name}.{UNSENT}")))
        .to_owned()
}

fn leave_alone(select: &mut SelectStatement, name: &'static str, except: &[ChatId]) {
    if !except.is_empty() {
        select.and_where(of(name, outbox::Column::ChatId).is_not_in(except.iter().map(|chat| chat.0)));
    }
}

fn of(name: &'static str, column: outbox::Column) -> Expr {
    Expr::col((name, column))
}

fn claimed(row: outbox::Model, claimed_at: Timestamp) -> Result<ClaimedRow, StoreError> {
    let body = row.body.ok_or_else(|| StoreError::row("outbox", format!("{} has no body", row.id)))?;
    Ok(ClaimedRow {
        id: row.id,
        chat: ChatId(row.chat_id),
        topic: row.topic_id.map(TopicId),
        person: row.person_id.map(PersonId),
        order: row.order_id.map(OrderId),
        lane: row.lane,
        refresh: row.refresh,
        body,
        attempts: u32::try_from(row.attempts).unwrap_or(0),
        ambiguous: row.ambiguous,
        created_at: codec::instant("outbox.created_at", row.created_at)?,
        claimed_at,
    })
}
