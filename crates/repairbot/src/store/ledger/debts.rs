//! Who owes how much, and since when.

use std::collections::BTreeMap;

use jiff::Timestamp;
use repairbot_core::{ids::PersonId, money::Kopecks};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::store::{
    Reads, StoreError, codec,
    entity::{balances as balances_table, ledger_entries, ledger_transactions},
};

/// Entries looked at in one query.
const CHUNK: u64 = 200;
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

/// Every master whose balance is not zero, the greatest debt first. A query for all, and one or more for each debtor.
///
/// # Errors
/// See [`StoreError`].
pub async fn debts(tx: &impl Reads) -> Result<Vec<Debt>, StoreError> {
    let mut debts = Vec::new();
    for (master, balance) in balances(tx).await? {
        let unpaid_since = unpaid_since(tx, master, balance).await?;
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

/// Goes back in time until what he got since makes up his balance.
async fn unpaid_since(
    tx: &impl Reads,
    master: PersonId,
    balance: Kopecks,
) -> Result<Option<Timestamp>, StoreError> {
    let (mut open, mut before) = (balance.0, i64::MAX);
    while open > 0 {
        let received: Vec<(i64, i64)> = ledger_entries::Entity::find()
            .select_only()
            .columns([ledger_entries::Column::TransactionId, ledger_entries::Column::Amount])
            .filter(ledger_entries::Column::PersonId.eq(master.0))
            .filter(ledger_entries::Column::TransactionId.lt(before))
            .filter(ledger_entries::Column::Amount.gt(0))
            .order_by_desc(ledger_entries::Column::TransactionId)
            .limit(CHUNK)
            .into_tuple()
            .all(tx.connection())
            .await?;
        if received.is_empty() {
            return Ok(None);
        }
        for (transaction, amount) in received {
            open = open.saturating_sub(amount);
            before = transaction;
            if open <= 0 {
                return since(tx, transaction).await;
            }
        }
    }
    Ok(None)
}

async fn since(tx: &impl Reads, transaction: i64) -> Result<Option<Timestamp>, StoreError> {
    let found = ledger_transactions::Entity::find_by_id(transaction).one(tx.connection()).await?;
    found.map(|row| codec::instant("ledger_transactions.at", row.at)).transpose()
}
