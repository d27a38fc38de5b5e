//! Who owes how much, and since when.

use std::collections::BTreeMap;

use jiff::Timestamp;
use repairbot_core::{
    ids::{OrderNumber, PersonId, TransactionId},
    ledger::TransactionKind,
    money::Kopecks,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Asterisk, Expr, ExprTrait, Order, Query, SelectStatement, UnionType},
};

use super::book::lines;
use crate::store::{
    Reads, StoreError, codec,
    entity::{balances as balances_table, ledger_entries, ledger_transactions},
};

/// Entries looked at in one query.
const CHUNK: u64 = 200;
/// Entries of each master that are looked at together: what most of them hold is from fewer orders.
const LATEST: u64 = 50;
/// Masters of one query: SQLite puts no more than 500 together.
const MASTERS: usize = 100;
/// The accounts that are a master's.
const MASTER: &str = "master";

/// A master with a balance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Debt {
    /// Who; perhaps he does not work here any more.
    pub master: PersonId,
    /// What he holds for the company; negative when the company owes him.
    pub balance: Kopecks,
    /// When he got the oldest part of what he still holds: what he handed in paid the oldest first. `None` when he
    /// holds nothing.
    pub unpaid_since: Option<Timestamp>,
}

/// Every master whose balance is not zero, the greatest debt first. Two queries; more only for who holds what he got from
/// more than fifty movements, and one for every hundred debtors.
///
/// # Errors
/// See [`StoreError`].
pub async fn debts(tx: &impl Reads) -> Result<Vec<Debt>, StoreError> {
    let (mut debts, balances) = (Vec::new(), balances(tx).await?);
    let debtors: Vec<PersonId> =
        balances.iter().filter(|(_, balance)| **balance > Kopecks::ZERO).map(|(master, _)| *master).collect();
    let latest = latest(tx, &debtors).await?;
    for (master, balance) in balances {
        let unpaid_since = match oldest_of(balance, latest.get(&master).map_or(&[], Vec::as_slice)) {
            Some(since) => Some(since),
            None => unpaid_since(tx, master, balance).await?,
        };
        debts.push(Debt { master, balance, unpaid_since });
    }
    debts.sort_by_key(|debt| (std::cmp::Reverse(debt.balance), debt.master));
    Ok(debts)
}

/// The balances of all masters but those that are zero. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn balances(tx: &impl Reads) -> Result<BTreeMap<PersonId, Kopecks>, StoreError> {
    let rows = balances_table::Entity::find()
        .filter(balances_table::Column::Account.eq(MASTER))
        .filter(balances_table::Column::Amount.ne(0))
        .all(tx.connection())
        .await?;
    Ok(rows.into_iter().map(|row| (PersonId(row.person_id), Kopecks(row.amount))).collect())
}

/// What a master got and still holds, or a part of it: what he handed in paid the oldest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unpaid {
    /// The movement.
    pub transaction: TransactionId,
    /// What it was about.
    pub kind: TransactionKind,
    /// When.
    pub at: Timestamp,
    /// The order it was about.
    pub order: Option<OrderNumber>,
    /// How much he got.
    pub amount: Kopecks,
    /// How much of that he still holds.
    pub open: Kopecks,
}

/// A page of what makes up this part of a master's balance, the latest first: what he got before this movement, or of all
/// time. What is open of all pages together is the balance; an empty page is the end. Three queries.
///
/// # Errors
/// See [`StoreError`].
pub async fn unpaid(
    tx: &impl Reads,
    master: PersonId,
    (balance, before): (Kopecks, Option<TransactionId>),
) -> Result<Vec<Unpaid>, StoreError> {
    let mut left = balance.0;
    if left <= 0 {
        return Ok(Vec::new());
    }
    let mut find = ledger_entries::Entity::find()
        .filter(ledger_entries::Column::PersonId.eq(master.0))
        .filter(ledger_entries::Column::Amount.gt(0))
        .order_by_desc(ledger_entries::Column::TransactionId)
        .limit(CHUNK);
    if let Some(before) = before {
        find = find.filter(ledger_entries::Column::TransactionId.lt(before.0));
    }
    let (mut entries, mut parts) = (Vec::new(), Vec::new());
    for entry in find.all(tx.connection()).await? {
        if left <= 0 {
            break;
        }
        parts.push(Ord::min(entry.amount, left));
        left = left.saturating_sub(entry.amount);
        entries.push(entry);
    }
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let lines = lines(tx, &entries, balance.0).await?;
    let unpaid = lines.into_iter().zip(parts).map(|(line, open)| Unpaid {
        transaction: line.transaction,
        kind: line.kind,
        at: line.at,
        order: line.order.map(|(_, number)| number),
        amount: line.amount,
        open: Kopecks(open),
    });
    Ok(unpaid.collect())
}

/// Something a master got: the movement, how much, when.
type Got = (TransactionId, Kopecks, Timestamp);

/// What each of these masters got last, the latest first. One query for every hundred of them.
async fn latest(tx: &impl Reads, masters: &[PersonId]) -> Result<BTreeMap<PersonId, Vec<Got>>, StoreError> {
    let mut latest: BTreeMap<PersonId, Vec<Got>> = BTreeMap::new();
    for some in masters.chunks(MASTERS) {
        let mut selects = some.iter().map(|master| latest_of(*master));
        let Some(mut all) = selects.next() else { continue };
        all.unions(selects.map(|select| (UnionType::All, select)));
        for row in tx.connection().query_all(&all).await? {
            let at = codec::instant("ledger_transactions.at", row.try_get("", "at")?)?;
            let of = latest.entry(PersonId(row.try_get("", "person_id")?)).or_default();
            of.push((
                TransactionId(row.try_get("", "transaction_id")?),
                Kopecks(row.try_get("", "amount")?),
                at,
            ));
        }
    }
    // Nobody promises that a union keeps the order of its parts.
    latest.values_mut().for_each(|got| got.sort_by_key(|(transaction, ..)| std::cmp::Reverse(*transaction)));
    Ok(latest)
}

fn latest_of(master: PersonId) -> SelectStatement {
    use ledger_entries::Column as Entry;
    let at = (ledger_transactions::Entity, ledger_transactions::Column::At);
    let transaction = (ledger_transactions::Entity, ledger_transactions::Column::Id);
    let entry = |column: Entry| (ledger_entries::Entity, column);
    let latest = Query::select()
        .columns([Entry::PersonId, Entry::Amount, Entry::TransactionId].map(entry))
        .column(at)
        .from(ledger_entries::Entity)
        .inner_join(ledger_transactions::Entity, Expr::col(entry(Entry::TransactionId)).equals(transaction))
        .and_where(Expr::col(entry(Entry::PersonId)).eq(master.0))
        .and_where(Expr::col(entry(Entry::Amount)).gt(0))
        .order_by(entry(Entry::TransactionId), Order::Desc)
        .limit(LATEST)
        .to_owned();
    // A part of a union that is limited stands in brackets of its own.
    Query::select().column(Asterisk).from_subquery(latest, "latest").to_owned()
}

/// When he got the oldest part of this balance, if what he got last makes it up.
fn oldest_of(mut balance: Kopecks, latest: &[Got]) -> Option<Timestamp> {
    for (_, amount, at) in latest {
        balance = balance.minus(*amount);
        if balance <= Kopecks::ZERO {
            return Some(*at);
        }
    }
    None
}

/// Goes back in time until what he got since makes up his balance.
async fn unpaid_since(
    tx: &impl Reads,
    master: PersonId,
    balance: Kopecks,
) -> Result<Option<Timestamp>, StoreError> {
    let (mut left, mut before) = (balance, None);
    while left > Kopecks::ZERO {
        let page = unpaid(tx, master, (left, before)).await?;
        let Some(oldest) = page.last() else { return Ok(None) };
        left = page.iter().fold(left, |left, part| left.minus(part.open));
        before = Some(oldest.transaction);
        if left <= Kopecks::ZERO {
            return Ok(Some(oldest.at));
        }
    }
    Ok(None)
}
