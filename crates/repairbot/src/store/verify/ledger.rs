//! The ledger: every movement sums to zero, balances are the sums of their entries, hand-ins are posted once, and orders
//! brought what their events and their rows say.

use std::{collections::BTreeMap, ops::Range};

use repairbot_core::{
    ids::{OrderVersion, PersonId},
    ledger::{Account, Entry, OrderSums, Posting, TransactionKind, expected},
    money::Kopecks,
    order::Recorded,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};

use super::Findings;
use crate::store::{
    ReadTx, StoreError, codec,
    entity::{balances, hand_ins, ledger_entries, ledger_transactions},
    ledger::{COMPANY, HandInState, not_posted, postings},
    orders::{recorded_of, rows_after},
    tx::Connected,
};

/// Hand-ins read at a time.
const CHUNK: u64 = 200;
/// Deviations of one kind that are listed.
const LISTED: u64 = 1000;
/// PostgreSQL sums whole numbers into a type of its own.
const SUM: &str = "CAST(SUM(amount) AS BIGINT)";

/// Movements, balances and hand-ins.
pub(super) async fn books(tx: &ReadTx, found: &mut Findings<'_>) -> Result<(), StoreError> {
    found.looked_at(ledger_transactions::Entity::find().count(tx.connection()).await?);
    unbalanced(tx, found).await?;
    empty(tx, found).await?;
    balances(tx, found).await?;
    hand_ins(tx, found).await
}

async fn unbalanced(tx: &ReadTx, found: &mut Findings<'_>) -> Result<(), StoreError> {
    let wrong: Vec<(i64, i64)> = ledger_entries::Entity::find()
        .select_only()
        .column(ledger_entries::Column::TransactionId)
        .column_as(Expr::cust(SUM), "total")
        .group_by(ledger_entries::Column::TransactionId)
        .having(Expr::cust("SUM(amount)").ne(0))
        .order_by_asc(ledger_entries::Column::TransactionId)
        .limit(LISTED)
        .into_tuple()
        .all(tx.connection())
        .await?;
    for (transaction, sum) in wrong {
        found.deviates(format_args!("the entries of transaction {transaction} sum to {sum} kopecks"));
    }
    Ok(())
}

async fn empty(tx: &ReadTx, found: &mut Findings<'_>) -> Result<(), StoreError> {
    let entries =
        ledger_entries::Entity::find().select_only().column(ledger_entries::Column::TransactionId).filter(
            Expr::col((ledger_entries::Entity, ledger_entries::Column::TransactionId))
                .equals((ledger_transactions::Entity, ledger_transactions::Column::Id)),
        );
    let without = ledger_transactions::Entity::find()
        .filter(Expr::exists(entries.into_query()).not())
        .order_by_asc(ledger_transactions::Column::Id)
        .limit(LISTED)
        .all(tx.connection())
        .await?;
    for row in without {
        found.deviates(format_args!("transaction {} has no entries", row.id));
    }
    Ok(())
}

/// As many as there are masters, and a few more.
async fn balances(tx: &ReadTx, found: &mut Findings<'_>) -> Result<(), StoreError> {
    let summed: Vec<(String, Option<i64>, i64)> = ledger_entries::Entity::find()
        .select_only()
        .columns([ledger_entries::Column::Account, ledger_entries::Column::PersonId])
        .column_as(Expr::cust(SUM), "total")
        .group_by(ledger_entries::Column::Account)
        .group_by(ledger_entries::Column::PersonId)
        .into_tuple()
        .all(tx.connection())
        .await?;
    let mut pairs: BTreeMap<(String, i64), (i64, i64)> = BTreeMap::new();
    for (account, person, sum) in summed {
        pairs.entry((account, person.unwrap_or(COMPANY))).or_default().0 = sum;
    }
    for row in balances::Entity::find().all(tx.connection()).await? {
        pairs.entry((row.account, row.person_id)).or_default().1 = row.amount;
    }
    for ((account, person), (sum, balance)) in pairs {
        if sum != balance {
            let whose = if person == COMPANY { String::new() } else { format!(" of person {person}") };
            found.deviates(format_args!(
                "the entries of {account}{whose} sum to {sum} kopecks, its balance says {balance}"
            ));
        }
    }
    Ok(())
}

async fn hand_ins(tx: &ReadTx, found: &mut Findings<'_>) -> Result<(), StoreError> {
    let mut after = i64::MIN;
    loop {
        let rows = hand_ins::Entity::find()
            .filter(hand_ins::Column::Id.gt(after))
            .order_by_asc(hand_ins::Column::Id)
            .limit(CHUNK)
            .all(tx.connection())
            .await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.id;
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let posted = posted(tx, ledger_transactions::Column::HandInId.is_in(ids)).await?;
        for row in rows {
            let amount: i64 = posted
                .iter()
                .filter(|one| one.hand_in == Some(row.id))
                .map(|one| one.posting.moves(Account::Master(PersonId(row.master_id))).0)
                .sum();
            let confirmed = row.state == HandInState::Confirmed.code();
            let due = if confirmed { row.confirmed.unwrap_or_default() } else { 0 };
            if amount != -due {
                let (id, state) = (row.id, &row.state);
                found.deviates(format_args!(
                    "hand-in {id} is {state} with {due} kopecks, the ledger has {}",
                    -amount
                ));
            }
        }
    }
}

/// A posting that is stored.
struct Posted {
    event: Option<(i64, i64)>,
    hand_in: Option<i64>,
    posting: Posting,
}

/// What is stored about some orders or hand-ins. An account or a kind nobody knows is left out, so that it is missed.
async fn posted(tx: &ReadTx, which: sea_orm::sea_query::SimpleExpr) -> Result<Vec<Posted>, StoreError> {
    let rows = ledger_transactions::Entity::find().filter(which).all(tx.connection()).await?;
    let ids = rows.iter().map(|row| row.id);
    let found = ledger_entries::Entity::find()
        .filter(ledger_entries::Column::TransactionId.is_in(ids))
        .order_by_asc(ledger_entries::Column::TransactionId)
        .order_by_asc(ledger_entries::Column::Line)
        .all(tx.connection())
        .await?;
    let mut entries: BTreeMap<i64, Vec<Entry>> = BTreeMap::new();
    for row in found {
        if let Some(account) = Account::from_parts(&row.account, row.person_id.map(PersonId)) {
            entries
                .entry(row.transaction_id)
                .or_default()
                .push(Entry { account, amount: Kopecks(row.amount) });
        }
    }
    let read = |row: ledger_transactions::Model| {
        let kind = TransactionKind::from_code(&row.kind)?;
        let posting = Posting { kind, entries: entries.remove(&row.id).unwrap_or_default() };
        Some(Posted { event: row.order_id.zip(row.order_version), hand_in: row.hand_in_id, posting })
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

/// Orders against what the ledger has of them.
pub(super) async fn orders(tx: &ReadTx, found: &mut Findings<'_>) -> Result<(), StoreError> {
    let not_posted = not_posted(tx.connection()).await?;
    let mut after = i64::MIN;
    loop {
        let rows = rows_after(tx, after, Condition::all()).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.id;
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let mut events = recorded_of(tx, ids.iter().copied()).await?;
        let mut stored: BTreeMap<i64, BTreeMap<OrderVersion, Posting>> = BTreeMap::new();
        for one in posted(tx, ledger_transactions::Column::OrderId.is_in(ids)).await? {
            if let Some((order, version)) = one.event {
                stored.entry(order).or_default().insert(OrderVersion(version), one.posting);
            }
        }
        for row in rows {
            found.looked_at(1);
            // An event or a row that cannot be read is told with the histories.
            let (Some(events), Ok(order)) = (events.remove(&row.id), codec::order(row.clone())) else {
                continue;
            };
            let stored = stored.remove(&row.id).unwrap_or_default();
            let mut row_says = expected(&order);
            if let (Some(_), Some(share)) = (&order.settlement, row.company_share) {
                // The column that reports add up, not the explanation beside it.
                row_says.closed = Kopecks(share).negated();
            }
            compare(&Compared { number: row.number, row_says, events, stored }, &not_posted, found);
        }
    }
}

/// An order with its events and its postings.
struct Compared {
    number: i64,
    row_says: OrderSums,
    events: Vec<Recorded>,
    stored: BTreeMap<OrderVersion, Posting>,
}

/// Event by event, and then the row by itself. What happened before there was a ledger may be missing still.
fn compare(compared: &Compared, not_posted: &Range<i64>, found: &mut Findings<'_>) {
    let Compared { number, row_says, events, stored } = compared;
    let due: BTreeMap<OrderVersion, Posting> = postings(events).into_iter().collect();
    let mut all_there = true;
    for (version, posting) in &due {
        match stored.get(version) {
            Some(stored) if stored == posting => {}
            Some(_) => found.deviates(format_args!("order #{number}: event {version} was posted otherwise")),
            None if not_posted.contains(number) => all_there = false,
            None => found.deviates(format_args!("order #{number}: event {version} was not posted")),
        }
    }
    for version in stored.keys().filter(|version| !due.contains_key(version)) {
        found.deviates(format_args!(
            "order #{number}: event {version} moved no money, but something was posted"
        ));
    }
    let (has, says) = (sums(stored.values()), row_says);
    let figures = [
        ("advances", has.advances, says.advances),
        ("the company's share", has.closed, says.closed),
        ("the bank", has.bank, says.bank),
    ];
    for (what, has, says) in figures.into_iter().filter(|(_, has, says)| all_there && has != says) {
        let (has, says) = (has.0, says.0);
        found.deviates(format_args!(
            "order #{number}: the ledger has {has} kopecks for {what}, its row says {says}"
        ));
    }
}

fn sums<'a>(stored: impl Iterator<Item = &'a Posting>) -> OrderSums {
    let mut sums = OrderSums::default();
    for posting in stored {
        sums.advances = sums.advances.plus(posting.moves(Account::Advances));
        sums.bank = sums.bank.plus(posting.moves(Account::Bank));
        if matches!(posting.kind, TransactionKind::Closed | TransactionKind::Corrected) {
            sums.closed = sums.closed.plus(posting.moves(Account::CompanyIncome));
        }
    }
    sums
}
