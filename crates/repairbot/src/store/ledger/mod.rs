//! The ledger: movements of money and the balances kept with them (ADR 0021). Nothing here changes or deletes what was
//! posted, and the database refuses it, too.

mod backfill;
mod book;
mod debts;
mod hand_ins;

use std::collections::BTreeMap;

use jiff::Timestamp;
use repairbot_core::{
    ids::{HandInId, OrderId, OrderVersion, PersonId, TextId, TransactionId},
    ledger::{self, Account, Posting},
    money::Kopecks,
    order::{Order, Recorded},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    EntityTrait,
    sea_query::{Expr, ExprTrait, OnConflict},
};

pub(in crate::store) use backfill::{not_posted, postings};
pub use book::{BookLine, BookPage, book, line};
pub use debts::{Debt, Unpaid, balances, debts, unpaid};
pub use hand_ins::{
    Answer, HandIn, HandInState, answer, ask, hand_in, open_hand_in, open_hand_ins, record_hand_in,
};

use super::{
    Reads, StoreError, WriteTx,
    entity::{balances as balances_table, ledger_entries, ledger_transactions},
};

/// Whose the accounts of the company are in `balances`, whose key takes no NULL.
pub(in crate::store) const COMPANY: i64 = 0;

/// What a movement is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct About {
    /// The event of an order.
    pub event: Option<(OrderId, OrderVersion)>,
    /// The hand-in.
    pub hand_in: Option<HandInId>,
    /// Why, for an adjustment.
    pub reason: Option<TextId>,
}

/// A movement to be posted.
#[derive(Debug, Clone)]
pub struct NewTransaction {
    /// Its entries.
    pub posting: Posting,
    /// What it is about.
    pub about: About,
    /// Who caused it.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

/// Posts a movement: the transaction, its entries and the balances. Three statements.
///
/// # Errors
/// `Conflict` when the event or the hand-in has been posted before.
pub async fn post(tx: &WriteTx, new: &NewTransaction) -> Result<TransactionId, StoreError> {
    let inserted = ledger_transactions::Entity::insert(row(new)).exec(tx.db()).await?;
    let id = inserted.last_insert_id;
    write_entries(tx, &[(id, &new.posting)]).await?;
    Ok(TransactionId(id))
}

/// Posts what an event of an order means, if money moved.
pub(in crate::store) async fn post_event(
    tx: &WriteTx,
    after: &Order,
    recorded: &Recorded,
) -> Result<(), StoreError> {
    if let Some(posting) = ledger::posting(after, recorded) {
        post(tx, &of_event(posting, recorded)).await?;
    }
    Ok(())
}

fn of_event(posting: Posting, recorded: &Recorded) -> NewTransaction {
    let about = About { event: Some((recorded.order, recorded.version)), ..About::default() };
    NewTransaction { posting, about, by: recorded.by, at: recorded.at }
}

fn row(new: &NewTransaction) -> ledger_transactions::ActiveModel {
    ledger_transactions::ActiveModel {
        id: NotSet,
        kind: Set(new.posting.kind.code().to_owned()),
        order_id: Set(new.about.event.map(|(order, _)| order.0)),
        order_version: Set(new.about.event.map(|(_, version)| version.0)),
        hand_in_id: Set(new.about.hand_in.map(|hand_in| hand_in.0)),
        person_id: Set(new.by.0),
        at: Set(new.at.as_millisecond()),
        reason_text_id: Set(new.about.reason.map(|reason| reason.0)),
    }
}

/// Writes the entries of these transactions and moves the balances. Two statements.
async fn write_entries(tx: &WriteTx, posted: &[(i64, &Posting)]) -> Result<(), StoreError> {
    let mut rows = Vec::new();
    // Balances are taken in the order of their keys, so that two transactions don't wait for each other.
    let mut moved: BTreeMap<(&'static str, i64), i64> = BTreeMap::new();
    for (transaction, posting) in posted {
        for (entry, line) in posting.entries.iter().zip(1..) {
            let owner = entry.account.owner().map(|person| person.0);
            rows.push(ledger_entries::ActiveModel {
                transaction_id: Set(*transaction),
                line: Set(line),
                account: Set(entry.account.code().to_owned()),
                person_id: Set(owner),
                amount: Set(entry.amount.0),
            });
            let sum = moved.entry((entry.account.code(), owner.unwrap_or(COMPANY))).or_default();
            *sum = sum.saturating_add(entry.amount.0);
        }
    }
    ledger_entries::Entity::insert_many(rows).exec_without_returning(tx.db()).await?;
    let rows = moved.into_iter().map(|((account, owner), amount)| balances_table::ActiveModel {
        account: Set(account.to_owned()),
        person_id: Set(owner),
        amount: Set(amount),
    });
    use balances_table::Column;
    let sum =
        Expr::col((balances_table::Entity, Column::Amount)).add(Expr::col(("excluded", Column::Amount)));
    balances_table::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::columns([Column::Account, Column::PersonId]).value(Column::Amount, sum).to_owned(),
        )
        .exec_without_returning(tx.db())
        .await?;
    Ok(())
}

/// The balance of an account. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn balance(tx: &impl Reads, account: Account) -> Result<Kopecks, StoreError> {
    let owner = account.owner().map_or(COMPANY, |person| person.0);
    let key = (account.code().to_owned(), owner);
    let found = balances_table::Entity::find_by_id(key).one(tx.connection()).await?;
    Ok(found.map_or(Kopecks::ZERO, |row| Kopecks(row.amount)))
}

/// What this master holds for the company; negative when the company owes him. One query.
///
/// # Errors
/// See [`StoreError`].
pub async fn held_by(tx: &impl Reads, master: PersonId) -> Result<Kopecks, StoreError> {
    balance(tx, Account::Master(master)).await
}
