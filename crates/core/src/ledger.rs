//! The ledger: double entry in kopecks (SPEC §6, PROMISES P14, ADR 0021).
//!
//! Every movement of money is one [`Posting`] whose entries sum to zero. What follows from an order's event is derived
//! here and nowhere else; hand-ins, payouts and adjustments are postings of their own. A posting is never changed: what
//! was wrong is mended by another one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    actor::{Actor, Role},
    ids::PersonId,
    money::{Kopecks, PaymentMethod},
    order::{Event, Order, Recorded, Settlement},
};

/// Where money is, or whose it is. What the company has is positive, what it owes or has earned negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Account {
    /// What a master holds for the company; negative when the company owes him.
    Master(PersonId),
    /// The money in the office.
    CashDesk,
    /// Card payments and transfers.
    Bank,
    /// Prepayments of clients that are not earned yet.
    Advances,
    /// The company's shares, diagnostics fees and prepayments that were kept.
    CompanyIncome,
    /// What adjustments were set against.
    Adjustments,
}

impl Account {
    /// The company's own, in the order of the enum.
    const OWN: [Self; 5] =
        [Self::CashDesk, Self::Bank, Self::Advances, Self::CompanyIncome, Self::Adjustments];

    /// The name stored in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Master(_) => "master",
            Self::CashDesk => "cash_desk",
            Self::Bank => "bank",
            Self::Advances => "advances",
            Self::CompanyIncome => "company_income",
            Self::Adjustments => "adjustments",
        }
    }

    /// Whose account it is; `None` for the company's own.
    #[must_use]
    pub fn owner(self) -> Option<PersonId> {
        match self {
            Self::Master(person) => Some(person),
            Self::CashDesk | Self::Bank | Self::Advances | Self::CompanyIncome | Self::Adjustments => None,
        }
    }

    /// The account of a stored name and owner; `None` when they don't go together.
    #[must_use]
    pub fn from_parts(code: &str, owner: Option<PersonId>) -> Option<Self> {
        match owner {
            Some(person) => Some(Self::Master(person)).filter(|account| account.code() == code),
            None => Self::OWN.into_iter().find(|account| account.code() == code),
        }
    }

    /// The names of all accounts, in the order of the enum.
    #[must_use]
    pub fn codes() -> Vec<&'static str> {
        [Self::Master(PersonId(0))].into_iter().chain(Self::OWN).map(Self::code).collect()
    }
}

/// What a posting is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransactionKind {
    /// A client paid in advance.
    Prepaid,
    /// An order was closed.
    Closed,
    /// An order ended without a repair.
    Refused,
    /// A refused order was opened again.
    Reopened,
    /// The money of a closed order was corrected.
    Corrected,
    /// A master handed money in.
    HandIn,
    /// The office paid money out to a master.
    Payout,
    /// An admin set a balance right, with a reason.
    Adjustment,
}

impl TransactionKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Prepaid,
        Self::Closed,
        Self::Refused,
        Self::Reopened,
        Self::Corrected,
        Self::HandIn,
        Self::Payout,
        Self::Adjustment,
    ];

    /// The name stored in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Prepaid => "prepaid",
            Self::Closed => "closed",
            Self::Refused => "refused",
            Self::Reopened => "reopened",
            Self::Corrected => "corrected",
            Self::HandIn => "hand_in",
            Self::Payout => "payout",
            Self::Adjustment => "adjustment",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// One line of a posting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Entry {
    /// Which account.
    pub account: Account,
    /// By how much it moves; never zero.
    pub amount: Kopecks,
}

/// One movement of money: its entries sum to zero, one for each account, in the order of the accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// What it is about.
    pub kind: TransactionKind,
    /// Its entries.
    pub entries: Vec<Entry>,
}

impl Posting {
    /// Of these movements, several of one account put together. `None` when nothing moves.
    fn of(kind: TransactionKind, movements: impl IntoIterator<Item = (Account, Kopecks)>) -> Option<Self> {
        let mut sums: BTreeMap<Account, Kopecks> = BTreeMap::new();
        for (account, amount) in movements {
            let sum = sums.entry(account).or_default();
            *sum = sum.plus(amount);
        }
        let moved = sums.into_iter().filter(|(_, amount)| !amount.is_zero());
        let entries: Vec<Entry> = moved.map(|(account, amount)| Entry { account, amount }).collect();
        (!entries.is_empty()).then_some(Self { kind, entries })
    }

    /// What the entries sum to: nothing, unless something is wrong.
    #[must_use]
    pub fn sum(&self) -> Kopecks {
        self.entries.iter().fold(Kopecks::ZERO, |sum, entry| sum.plus(entry.amount))
    }

    /// By how much an account moves.
    #[must_use]
    pub fn moves(&self, account: Account) -> Kopecks {
        self.entries.iter().find(|entry| entry.account == account).map_or(Kopecks::ZERO, |entry| entry.amount)
    }
}

/// What an event of an order means for the ledger; `None` when no money moves. `after` is the order after the event.
///
/// Whoever takes or gives money holds more or less of it: a prepayment stays with the master who took it, also when the
/// order goes to another one, until he hands it in; a refund is paid by the master of that moment. What was taken as a
/// diagnostics fee stays earned when the order is opened again, and deleting an order moves no money (ADR 0021).
#[must_use]
pub fn posting(after: &Order, recorded: &Recorded) -> Option<Posting> {
    match &recorded.event {
        Event::LongRepairStarted { prepayment, .. } => Posting::of(
            TransactionKind::Prepaid,
            [(hand(after, recorded), *prepayment), (Account::Advances, prepayment.negated())],
        ),
        Event::Closed(_) => closed(after),
        Event::Corrected { from, to, .. } => corrected(after, from, to),
        Event::Refused { .. } => refused(after, hand(after, recorded)),
        Event::Reopened => Posting::of(TransactionKind::Reopened, kept(after.prepayment.negated())),
        Event::Created(_)
        | Event::Assigned { .. }
        | Event::Reassigned { .. }
        | Event::Accepted
        | Event::Declined { .. }
        | Event::TakenOff { .. }
        | Event::ArrivedOnSite
        | Event::Edited { .. }
        | Event::ClientWaiting
        | Event::Commented { .. }
        | Event::Deleted { .. }
        | Event::Restored
        | Event::RestoredAsNew { .. }
        | Event::Rescheduled { .. } => None,
    }
}

/// Who takes and gives the money of an event: the order's master when he acts, or somebody on his behalf, else the
/// office.
fn hand(order: &Order, recorded: &Recorded) -> Account {
    match order.master {
        Some(master) if recorded.by == master || recorded.on_behalf_of == Some(master) => {
            Account::Master(master)
        }
        _ => Account::CashDesk,
    }
}

/// A closed order. The master keeps what he took in cash less his share and his materials, so that with a prepayment he
/// held before he owes the company's share; what was paid by card or transfer is at the bank, and the company owes him
/// his part.
fn closed(order: &Order) -> Option<Posting> {
    Posting::of(TransactionKind::Closed, settled(order, order.settlement.as_ref()?)?)
}

/// The money of a closed order was corrected: what the one settlement moves and the other did not. What was posted
/// before stays.
#[must_use]
pub fn corrected(order: &Order, from: &Settlement, to: &Settlement) -> Option<Posting> {
    let undone = settled(order, from)?.map(|(account, amount)| (account, amount.negated()));
    Posting::of(TransactionKind::Corrected, settled(order, to)?.into_iter().chain(undone))
}

/// What a settlement of this order moves.
fn settled(order: &Order, settlement: &Settlement) -> Option<[(Account, Kopecks); 4]> {
    let master = Account::Master(order.master?);
    let earned = settlement.materials.plus(settlement.breakdown.master);
    let till = match settlement.payment {
        PaymentMethod::Cash => master,
        PaymentMethod::Card | PaymentMethod::Transfer => Account::Bank,
    };
    Some([
        (till, settlement.collected),
        (Account::Advances, order.prepayment),
        (master, earned.negated()),
        (Account::CompanyIncome, settlement.breakdown.company.negated()),
    ])
}

/// An order that ended without a repair: the fee is the company's, the prepayment goes back or is kept.
fn refused(order: &Order, hand: Account) -> Option<Posting> {
    let outcome = order.refusal?;
    let movements = [
        (hand, outcome.fee),
        (Account::CompanyIncome, outcome.fee.negated()),
        (Account::Advances, outcome.refunded),
        (hand, outcome.refunded.negated()),
    ];
    Posting::of(TransactionKind::Refused, movements.into_iter().chain(kept(order.prepayment)))
}

/// A prepayment that is earned without a repair; a negative one is an advance again.
fn kept(prepayment: Kopecks) -> [(Account, Kopecks); 2] {
    [(Account::Advances, prepayment), (Account::CompanyIncome, prepayment.negated())]
}

/// A master handed this much in, in notes.
#[must_use]
pub fn handed_in(master: PersonId, amount: Kopecks) -> Option<Posting> {
    between(TransactionKind::HandIn, (Account::Master(master), Account::CashDesk), amount)
}

/// The office paid a master this much of what the company owes him.
#[must_use]
pub fn paid_out(master: PersonId, amount: Kopecks) -> Option<Posting> {
    between(TransactionKind::Payout, (Account::CashDesk, Account::Master(master)), amount)
}

/// An admin sets a master's balance right by this much: positive when he owes more.
#[must_use]
pub fn adjusted(master: PersonId, amount: Kopecks) -> Option<Posting> {
    between(TransactionKind::Adjustment, (Account::Adjustments, Account::Master(master)), amount)
}

fn between(kind: TransactionKind, (from, to): (Account, Account), amount: Kopecks) -> Option<Posting> {
    Posting::of(kind, [(from, amount.negated()), (to, amount)])
}

/// What the ledger holds of one order, whoever has the money: what its row says it must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OrderSums {
    /// Prepayments that are not earned yet: the balance of [`Account::Advances`].
    pub advances: Kopecks,
    /// The company's part of closing it: 0 unless it is closed.
    pub closed: Kopecks,
    /// What came to the bank.
    pub bank: Kopecks,
}

/// What the ledger must hold of an order, by its row alone (`repairbot verify`).
#[must_use]
pub fn expected(order: &Order) -> OrderSums {
    let over = order.status.is_final();
    let advances = if over { Kopecks::ZERO } else { order.prepayment.negated() };
    let Some(settlement) = &order.settlement else { return OrderSums { advances, ..OrderSums::default() } };
    let bank = match settlement.payment {
        PaymentMethod::Cash => Kopecks::ZERO,
        PaymentMethod::Card | PaymentMethod::Transfer => settlement.collected,
    };
    OrderSums { advances, closed: settlement.breakdown.company.negated(), bank }
}

/// A master's claim or debt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// He owes this much.
    Owes(Kopecks),
    /// The company owes him this much.
    IsOwed(Kopecks),
    /// Nobody owes anything.
    Even,
}

impl Standing {
    /// What a balance means.
    #[must_use]
    pub fn of(balance: Kopecks) -> Self {
        match balance {
            Kopecks::ZERO => Self::Even,
            sum if sum > Kopecks::ZERO => Self::Owes(sum),
            sum => Self::IsOwed(sum.negated()),
        }
    }
}

/// Whether this person may enter and answer what is between this master and the office: nobody from the office gives
/// himself a receipt, but for an admin.
#[must_use]
pub fn may_answer(actor: &Actor, master: PersonId) -> bool {
    actor.roles.is_office() && (actor.person != master || actor.roles.has(Role::Admin))
}
