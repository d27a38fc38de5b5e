//! The ledger: what each event means, that every posting sums to zero, and that nothing is paid twice.

use std::collections::BTreeMap;

use proptest::prelude::*;
use repairbot_core::{
    ids::PersonId,
    ledger::{
        Account, Posting, Standing, TransactionKind, adjusted, corrected, expected, handed_in, paid_out,
        posting,
    },
    money::{Kopecks, PaymentMethod},
    order::{
        Closing, Command, Event, Order, Recorded, RefusalAnswers, Settlement, Status, Workflow, apply, decide,
    },
};

use crate::{
    history::lives,
    support::{
        ADMIN, Desk, IVAN, PETR, admin, anna, cases, closing, context, ivan, long_repair, petr, picked,
        roubles,
    },
};

/// Accounts after all events of an order.
type Balances = BTreeMap<Account, i64>;

fn add(balances: &mut Balances, posting: &Posting) {
    assert_eq!(posting.sum(), Kopecks::ZERO, "{posting:?}");
    assert!(!posting.entries.is_empty(), "{posting:?}");
    assert!(posting.entries.is_sorted_by(|one, other| one.account < other.account), "{posting:?}");
    for entry in &posting.entries {
        assert!(!entry.amount.is_zero(), "{posting:?}");
        *balances.entry(entry.account).or_default() += entry.amount.0;
    }
}

fn posted(events: &[Recorded]) -> Vec<Posting> {
    let mut order = repairbot_core::order::fold([&events[0]]).unwrap();
    assert_eq!(posting(&order, &events[0]), None);
    let mut all = Vec::new();
    for recorded in &events[1..] {
        order = apply(&order, recorded);
        all.extend(posting(&order, recorded));
    }
    all
}

fn balances(desk: &Desk) -> Balances {
    let mut balances = Balances::new();
    posted(&desk.events).iter().for_each(|posting| add(&mut balances, posting));
    balances.retain(|_, amount| *amount != 0);
    balances
}

fn are(desk: &Desk, expected: &[(Account, i64)]) {
    let roubles = expected.iter().map(|(account, roubles)| (*account, roubles * 100)).collect::<Balances>();
    assert_eq!(balances(desk), roubles);
}

fn paid_by(payment: PaymentMethod) -> Command {
    Command::Close(Closing { payment, ..closing() })
}

const HELD: Account = Account::Master(IVAN);

/// 6000 in all, 1000 of it materials: of 5000 the master gets 40 %, the company 3000.
#[test]
fn cash_makes_the_master_owe_the_companys_share() {
    let mut desk = Desk::with_ivan(Status::Onsite, Workflow::Standard);
    desk.run(&ivan(), paid_by(PaymentMethod::Cash));
    are(&desk, &[(HELD, 3000), (Account::CompanyIncome, -3000)]);
}

#[test]
fn by_card_or_transfer_the_company_owes_the_master_his_part() {
    for payment in [PaymentMethod::Card, PaymentMethod::Transfer] {
        let mut desk = Desk::with_ivan(Status::Onsite, Workflow::Standard);
        desk.run(&ivan(), paid_by(payment));
        are(&desk, &[(HELD, -3000), (Account::Bank, 6000), (Account::CompanyIncome, -3000)]);
    }
}

#[test]
fn a_prepayment_is_an_advance_until_the_order_is_closed() {
    let mut desk = Desk::with_ivan(Status::Onsite, Workflow::Standard);
    desk.run(&ivan(), long_repair(roubles(2000)));
    are(&desk, &[(HELD, 2000), (Account::Advances, -2000)]);
    let mut by_card = desk.clone();
    desk.run(&ivan(), paid_by(PaymentMethod::Cash));
    are(&desk, &[(HELD, 3000), (Account::CompanyIncome, -3000)]);
    // 4000 came to the bank, 2000 he has, and 3000 of it all are his.
    by_card.run(&ivan(), paid_by(PaymentMethod::Card));
    are(&by_card, &[(HELD, -1000), (Account::Bank, 4000), (Account::CompanyIncome, -3000)]);
}

#[test]
fn whoever_took_a_prepayment_holds_it_whoever_closes() {
    let mut desk = Desk::with_ivan(Status::Onsite, Workflow::Standard);
    desk.run(&ivan(), long_repair(roubles(2000))).run(&anna(), Command::Reassign { master: PETR });
    are(&desk, &[(HELD, 2000), (Account::Advances, -2000)]);
    desk.run(&petr(), Command::Accept).run(&petr(), Command::ArriveOnSite);
    desk.run(&petr(), paid_by(PaymentMethod::Cash));
    are(&desk, &[(HELD, 2000), (Account::Master(PETR), 1000), (Account::CompanyIncome, -3000)]);
}

fn refuse(fee: i64, refund: Option<bool>) -> Command {
    Command::Refuse(RefusalAnswers { reason: picked(), fee: roubles(fee), refund_prepayment: refund })
}

#[test]
fn a_refusal_keeps_the_fee_and_refunds_or_keeps_the_prepayment() {
    let mut desk = Desk::with_ivan(Status::Onsite, Workflow::Standard);
    let mut plain = desk.clone();
    plain.run(&ivan(), refuse(0, None));
    are(&plain, &[]);
    assert!(posted(&plain.events).is_empty(), "where nothing is paid, nothing is posted");
    desk.run(&ivan(), long_repair(roubles(2000)));
    let (mut refunded, mut kept) = (desk.clone(), desk);
    refunded.run(&ivan(), refuse(500, Some(true)));
    are(&refunded, &[(HELD, 500), (Account::CompanyIncome, -500)]);
    kept.run(&admin(), refuse(500, Some(false)));
    are(&kept, &[(HELD, 2500), (Account::CompanyIncome, -2500)]);
    // Opened again, the prepayment is the client's; the fee was paid for a visit that took place.
    kept.run(&anna(), Command::Reopen);
    are(&kept, &[(HELD, 2500), (Account::Advances, -2000), (Account::CompanyIncome, -500)]);
    kept.run(&anna(), refuse(0, Some(true)));
    are(&kept, &[(HELD, 2500), (Account::CashDesk, -2000), (Account::CompanyIncome, -500)]);
}

#[test]
fn an_admin_who_acts_for_the_master_takes_nothing_himself() {
    let mut desk = Desk::with_ivan(Status::Onsite, Workflow::Standard);
    desk.run(&admin(), long_repair(roubles(2000))).run(&admin(), paid_by(PaymentMethod::Cash));
    are(&desk, &[(HELD, 3000), (Account::CompanyIncome, -3000)]);
    assert_eq!(balances(&desk).get(&Account::Master(ADMIN)), None);
}

#[test]
fn deleting_and_restoring_move_no_money() {
    let mut desk = Desk::with_ivan(Status::Closed, Workflow::Standard);
    let before = balances(&desk);
    desk.run(&admin(), Command::Delete { reason: repairbot_core::ids::TextId(1) });
    desk.run(&admin(), Command::Restore { master_left: false });
    assert_eq!(balances(&desk), before);
    assert_eq!(posted(&desk.events).len(), 1);
}

#[test]
fn a_correction_moves_the_difference() {
    let mut cash = Desk::with_ivan(Status::Onsite, Workflow::Standard);
    cash.run(&ivan(), long_repair(roubles(2000)));
    let mut card = cash.clone();
    cash.run(&ivan(), paid_by(PaymentMethod::Cash));
    let more = Closing { payment: PaymentMethod::Card, total: roubles(9000), ..closing() };
    card.run(&ivan(), Command::Close(more));
    let (from, to) = (cash.order.settlement.clone().unwrap(), card.order.settlement.clone().unwrap());
    let mut mended = Balances::new();
    posted(&cash.events).iter().for_each(|posting| add(&mut mended, posting));
    let posting = corrected(&cash.order, &from, &to).unwrap();
    assert_eq!(posting.kind, TransactionKind::Corrected);
    add(&mut mended, &posting);
    mended.retain(|_, amount| *amount != 0);
    assert_eq!(mended, balances(&card), "as if it had been closed so from the beginning");
    assert_eq!(corrected(&cash.order, &from, &from), None);
}

#[test]
fn money_between_a_master_and_the_office() {
    let sum = roubles(700);
    let table = [
        (handed_in(IVAN, sum), TransactionKind::HandIn, Account::CashDesk, -70_000),
        (paid_out(IVAN, sum), TransactionKind::Payout, Account::CashDesk, 70_000),
        (adjusted(IVAN, sum), TransactionKind::Adjustment, Account::Adjustments, 70_000),
        (adjusted(IVAN, Kopecks(-sum.0)), TransactionKind::Adjustment, Account::Adjustments, -70_000),
    ];
    for (posting, kind, other, moves) in table {
        let posting = posting.unwrap();
        add(&mut Balances::new(), &posting);
        assert_eq!((posting.kind, posting.moves(HELD)), (kind, Kopecks(moves)));
        assert_eq!(posting.moves(other), Kopecks(-moves));
    }
    assert_eq!(handed_in(IVAN, Kopecks::ZERO), None);
}

#[test]
fn names_are_read_back() {
    for kind in TransactionKind::ALL {
        assert_eq!(TransactionKind::from_code(kind.code()), Some(kind));
    }
    let all = [
        Account::Master(IVAN),
        Account::CashDesk,
        Account::Bank,
        Account::Advances,
        Account::CompanyIncome,
        Account::Adjustments,
    ];
    assert_eq!(all.map(Account::code).to_vec(), Account::codes());
    for account in all {
        assert_eq!(Account::from_parts(account.code(), account.owner()), Some(account));
        let other = account.owner().is_none().then_some(IVAN);
        assert_eq!(Account::from_parts(account.code(), other), None);
    }
    assert_eq!((TransactionKind::from_code("x"), Account::from_parts("x", None)), (None, None));
    assert_eq!(Standing::of(Kopecks(5)), Standing::Owes(Kopecks(5)));
    assert_eq!(Standing::of(Kopecks(-5)), Standing::IsOwed(Kopecks(5)));
    assert_eq!(Standing::of(Kopecks::ZERO), Standing::Even);
}

/// What clients gave and got back, and what masters earned: counted from the events, not from postings.
#[derive(Default)]
struct Truth {
    from_clients: i64,
    earned_by_masters: i64,
    fees: i64,
}

impl Truth {
    fn of(events: &[Recorded]) -> Self {
        let mut truth = Self::default();
        for recorded in events {
            match &recorded.event {
                Event::LongRepairStarted { prepayment, .. } => truth.from_clients += prepayment.0,
                Event::Closed(settlement) => {
                    truth.from_clients += settlement.collected.0;
                    truth.earned_by_masters += earned(settlement);
                }
                Event::Refused { outcome, .. } => {
                    truth.from_clients += outcome.fee.0 - outcome.refunded.0;
                    truth.fees += outcome.fee.0;
                }
                Event::Corrected { from, to, .. } => {
                    truth.from_clients += to.collected.0 - from.collected.0;
                    truth.earned_by_masters += earned(to) - earned(from);
                }
                Event::Created(_)
                | Event::Assigned { .. }
                | Event::Reassigned { .. }
                | Event::Accepted
                | Event::Declined { .. }
                | Event::TakenOff { .. }
                | Event::ArrivedOnSite
                | Event::Reopened
                | Event::Edited { .. }
                | Event::ClientWaiting
                | Event::Commented { .. }
                | Event::Deleted { .. }
                | Event::Restored
                | Event::RestoredAsNew { .. }
                | Event::Rescheduled { .. } => {}
            }
        }
        truth
    }
}

/// What a closed order leaves to its master.
fn earned(settlement: &Settlement) -> i64 {
    settlement.materials.0 + settlement.breakdown.master.0
}

fn agrees(order: &Order, events: &[Recorded]) -> Result<(), TestCaseError> {
    let mut sums = Balances::new();
    let postings = posted(events);
    postings.iter().for_each(|posting| add(&mut sums, posting));
    let of = |account: Account| sums.get(&account).copied().unwrap_or_default();
    prop_assert_eq!(sums.values().sum::<i64>(), 0);
    let truth = Truth::of(events);
    let held: i64 = sums.iter().filter(|(account, _)| account.owner().is_some()).map(|(_, sum)| sum).sum();
    // Every kopeck of the clients is with a master, in the office or at the bank, but for what masters earned.
    let there = held + of(Account::CashDesk) + of(Account::Bank);
    prop_assert_eq!(there, truth.from_clients - truth.earned_by_masters);
    // What the row says is what the ledger holds.
    let row = expected(order);
    let settled = [TransactionKind::Closed, TransactionKind::Corrected];
    let closed = postings.iter().filter(|posting| settled.contains(&posting.kind));
    let income: i64 = closed.map(|posting| posting.moves(Account::CompanyIncome).0).sum();
    prop_assert_eq!((of(Account::Advances), of(Account::Bank)), (row.advances.0, row.bank.0));
    prop_assert_eq!(income, row.closed.0);
    let company = order.settlement.as_ref().map_or(0, |settlement| settlement.breakdown.company.0);
    let kept = if order.status == Status::Refused { order.prepayment.0 } else { 0 };
    prop_assert_eq!(-of(Account::CompanyIncome), company + truth.fees + kept);
    Ok(())
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn whatever_people_press_every_kopeck_is_somewhere(presses in lives(), strict in any::<bool>()) {
        let mut desk = Desk::new(if strict { Workflow::Strict } else { Workflow::Standard });
        for (actor, command) in presses {
            let now = desk.now();
            if let Ok(recorded) = decide(&desk.order, &command, &actor, &context(desk.workflow, now)) {
                desk.order = apply(&desk.order, &recorded);
                desk.events.push(recorded);
                agrees(&desk.order, &desk.events)?;
            }
        }
    }

    #[test]
    fn a_closed_cash_order_costs_the_master_the_companys_share(
        total in 0_i64..2_000_000, materials in 0_i64..2_000_000, prepaid in 0_i64..2_000_000, method in 0_usize..3,
    ) {
        prop_assume!(materials <= total && prepaid <= total);
        let mut desk = Desk::with_ivan(Status::Onsite, Workflow::Standard);
        desk.run(&ivan(), long_repair(Kopecks(prepaid)));
        let payment = PaymentMethod::ALL[method];
        let closing = Closing { total: Kopecks(total), materials: Kopecks(materials), payment, ..closing() };
        desk.run(&ivan(), Command::Close(closing));
        let share = desk.order.settlement.as_ref().unwrap().breakdown.company.0;
        let held = balances(&desk).get(&Account::Master(PersonId(IVAN.0))).copied().unwrap_or_default();
        let at_bank = if payment == PaymentMethod::Cash { 0 } else { total - prepaid };
        prop_assert_eq!(held, share - at_bank);
    }
}
