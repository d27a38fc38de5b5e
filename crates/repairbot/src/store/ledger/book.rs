//! What moved a master's balance, the latest first, a page at a time.

use std::collections::BTreeMap;

use jiff::Timestamp;
use repairbot_core::{
    ids::{OrderId, OrderNumber, PersonId, TextId, TransactionId},
    ledger::TransactionKind,
    money::Kopecks,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};

use crate::store::{
    Reads, StoreError, codec,
    entity::{ledger_entries, ledger_transactions, orders},
};

/// One movement of a master's balance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BookLine {
    /// The movement.
    pub transaction: TransactionId,
    /// Whose balance.
    pub master: PersonId,
    /// What it was about.
    pub kind: TransactionKind,
    /// When.
    pub at: Timestamp,
    /// The order it was about.
    pub order: Option<(OrderId, OrderNumber)>,
    /// Who caused it.
    pub by: PersonId,
    /// Why.
    pub reason: Option<TextId>,
    /// By how much the balance moved; positive when he holds more.
    pub amount: Kopecks,
    /// What it was afterwards.
    pub balance: Kopecks,
}

/// Some movements of a balance.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BookPage {
    /// The latest first.
    pub lines: Vec<BookLine>,
    /// Whether there are earlier ones.
    pub more: bool,
}

/// A page of what moved a master's balance. It costs the same wherever it is, but for one sum over what was before: four
/// queries.
///
/// # Errors
/// See [`StoreError`].
pub async fn book(
    tx: &impl Reads,
    master: PersonId,
    before: Option<TransactionId>,
    limit: u64,
) -> Result<BookPage, StoreError> {
    let mut find =
        of(master).order_by_desc(ledger_entries::Column::TransactionId).limit(limit.saturating_add(1));
    if let Some(before) = before {
        find = find.filter(ledger_entries::Column::TransactionId.lt(before.0));
    }
    let mut entries = find.all(tx.connection()).await?;
    let more = entries.len() as u64 > limit;
    entries.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let Some(first) = entries.first() else { return Ok(BookPage::default()) };
    let balance = balance_after(tx, master, first.transaction_id).await?;
    Ok(BookPage { lines: lines(tx, &entries, balance).await?, more })
}

/// The movement of a master's balance in this transaction; `None` when it moves none. Four queries.
///
/// # Errors
/// See [`StoreError`].
pub async fn line(tx: &impl Reads, transaction: TransactionId) -> Result<Option<BookLine>, StoreError> {
    let entry = ledger_entries::Entity::find()
        .filter(ledger_entries::Column::TransactionId.eq(transaction.0))
        .filter(ledger_entries::Column::PersonId.is_not_null())
        .one(tx.connection())
        .await?;
    let Some(entry) = entry else { return Ok(None) };
    let master = PersonId(entry.person_id.unwrap_or_default());
    let balance = balance_after(tx, master, transaction.0).await?;
    Ok(lines(tx, &[entry], balance).await?.pop())
}

fn of(master: PersonId) -> sea_orm::Select<ledger_entries::Entity> {
    ledger_entries::Entity::find().filter(ledger_entries::Column::PersonId.eq(master.0))
}

async fn balance_after(tx: &impl Reads, master: PersonId, transaction: i64) -> Result<i64, StoreError> {
    // PostgreSQL sums whole numbers into a type of its own.
    let sum = Expr::cust("CAST(COALESCE(SUM(amount), 0) AS BIGINT)");
    let found: Option<i64> = of(master)
        .select_only()
        .column_as(sum, "balance")
        .filter(ledger_entries::Column::TransactionId.lte(transaction))
        .into_tuple()
        .one(tx.connection())
        .await?;
    Ok(found.unwrap_or_default())
}

/// These entries with what they are about; the balance is the one after the first of them.
pub(super) async fn lines(
    tx: &impl Reads,
    entries: &[ledger_entries::Model],
    mut balance: i64,
) -> Result<Vec<BookLine>, StoreError> {
    let ids = entries.iter().map(|entry| entry.transaction_id);
    let found = ledger_transactions::Entity::find()
        .filter(ledger_transactions::Column::Id.is_in(ids))
        .all(tx.connection())
        .await?;
    let numbers = numbers(tx, found.iter().filter_map(|row| row.order_id).collect()).await?;
    let found: BTreeMap<i64, ledger_transactions::Model> =
        found.into_iter().map(|row| (row.id, row)).collect();
    let mut lines = Vec::with_capacity(entries.len());
    for entry in entries {
        let row = found.get(&entry.transaction_id);
        let row = row.ok_or_else(|| StoreError::row("ledger_entries", "an entry without a transaction"))?;
        lines.push(BookLine {
            transaction: TransactionId(row.id),
            master: PersonId(entry.person_id.unwrap_or_default()),
            kind: kind(&row.kind)?,
            at: codec::instant("ledger_transactions.at", row.at)?,
            order: row.order_id.and_then(|id| Some((OrderId(id), *numbers.get(&id)?))),
            by: PersonId(row.person_id),
            reason: row.reason_text_id.map(TextId),
            amount: Kopecks(entry.amount),
            balance: Kopecks(balance),
        });
        balance = balance.saturating_sub(entry.amount);
    }
    Ok(lines)
}

fn kind(code: &str) -> Result<TransactionKind, StoreError> {
    TransactionKind::from_code(code).ok_or_else(|| StoreError::row("ledger_transactions.kind", code))
}

async fn numbers(tx: &impl Reads, ids: Vec<i64>) -> Result<BTreeMap<i64, OrderNumber>, StoreError> {
    let found: Vec<(i64, i64)> = orders::Entity::find()
        .select_only()
        .columns([orders::Column::Id, orders::Column::Number])
        .filter(orders::Column::Id.is_in(ids))
        .into_tuple()
        .all(tx.connection())
        .await?;
    Ok(found.into_iter().map(|(id, number)| (id, OrderNumber(number))).collect())
}
