//! What is refused, and why.

use repairbot_core::{
    actor::{Actor, Role},
    ids::{ReasonId, TextId},
    money::Kopecks,
    order::{
        Action, Closing, Command, Event, Reason, Recorded, Refusal, RefusalAnswers, Status, Workflow, decide,
    },
};

use crate::support::{
    ANNA, Desk, IVAN, PETR, actor, admin, anna, closing, context, ivan, long_repair, no_reason, petr, picked,
    refusal, roubles,
};

const STANDARD: Workflow = Workflow::Standard;

fn try_on(desk: &Desk, actor: &Actor, command: &Command) -> Result<Recorded, Refusal> {
    decide(&desk.order, command, actor, &context(desk.workflow, desk.now()))
}

fn refused(status: Status, actor: &Actor, command: &Command) -> Refusal {
    try_on(&Desk::with_ivan(status, STANDARD), actor, command).unwrap_err()
}

#[test]
fn what_is_done_is_done() {
    let done = |status| Refusal::AlreadyDone(status);
    assert_eq!(refused(Status::Accepted, &ivan(), &Command::Accept), done(Status::Accepted));
    assert_eq!(refused(Status::Onsite, &ivan(), &Command::ArriveOnSite), done(Status::Onsite));
    assert_eq!(refused(Status::LongRepair, &admin(), &long_repair(Kopecks::ZERO)), done(Status::LongRepair));
    assert_eq!(refused(Status::Closed, &ivan(), &Command::Close(closing())), done(Status::Closed));
    assert_eq!(refused(Status::Refused, &anna(), &Command::Refuse(refusal())), done(Status::Refused));
    assert_eq!(refused(Status::New, &anna(), &Command::TakeOff), done(Status::New));
    assert_eq!(refused(Status::New, &anna(), &Command::Reopen), done(Status::New));
    assert_eq!(refused(Status::Assigned, &anna(), &Command::Assign { master: PETR }), done(Status::Assigned));
    // He has declined a moment ago: the order is nobody's now.
    assert_eq!(refused(Status::New, &ivan(), &Command::Decline { reason: picked() }), done(Status::New));
}

#[test]
fn another_masters_order_is_out_of_reach_in_every_state() {
    for status in [Status::Assigned, Status::Accepted, Status::Onsite, Status::LongRepair, Status::Closed] {
        for command in [Command::Accept, Command::ArriveOnSite, Command::Close(closing())] {
            assert_eq!(refused(status, &petr(), &command), Refusal::Forbidden, "{status:?} {command:?}");
        }
    }
}

#[test]
fn roles_keep_to_their_part() {
    assert_eq!(refused(Status::Assigned, &anna(), &Command::Accept), Refusal::Forbidden);
    assert_eq!(refused(Status::Onsite, &anna(), &Command::Close(closing())), Refusal::Forbidden);
    assert_eq!(refused(Status::Onsite, &anna(), &Command::Refuse(refusal())), Refusal::Forbidden);
    assert_eq!(refused(Status::Accepted, &ivan(), &Command::Refuse(refusal())), Refusal::Forbidden);
    assert_eq!(refused(Status::Accepted, &ivan(), &Command::TakeOff), Refusal::Forbidden);
    assert_eq!(refused(Status::New, &ivan(), &Command::Assign { master: IVAN }), Refusal::Forbidden);
    assert_eq!(refused(Status::Refused, &ivan(), &Command::Reopen), Refusal::Forbidden);
    // The flag of a senior master alone gives no rights.
    let senior = actor(IVAN, &[Role::SeniorMaster]);
    assert_eq!(refused(Status::Assigned, &senior, &Command::Accept), Refusal::Forbidden);
}

#[test]
fn what_the_table_lacks_names_what_it_has() {
    let not_possible =
        |from, to, allowed: &[Action]| Refusal::NotPossible { from, to, allowed: allowed.to_vec() };
    assert_eq!(
        refused(Status::Assigned, &ivan(), &Command::Close(closing())),
        not_possible(
            Status::Assigned,
            Status::Closed,
            &[Action::Accept, Action::Decline, Action::Reschedule, Action::Comment]
        )
    );
    assert_eq!(
        refused(Status::Assigned, &ivan(), &Command::Refuse(refusal())),
        not_possible(
            Status::Assigned,
            Status::Refused,
            &[Action::Accept, Action::Decline, Action::Reschedule, Action::Comment]
        )
    );
    assert_eq!(
        refused(Status::New, &anna(), &Command::Reassign { master: PETR }),
        not_possible(
            Status::New,
            Status::Assigned,
            &[Action::Assign, Action::Refuse, Action::Edit, Action::Comment]
        )
    );
    assert_eq!(
        refused(Status::Closed, &admin(), &Command::Reopen),
        not_possible(Status::Closed, Status::New, &[Action::Correct, Action::Delete])
    );
    assert_eq!(
        refused(Status::Refused, &anna(), &Command::Assign { master: PETR }),
        not_possible(Status::Refused, Status::Assigned, &[Action::Reopen])
    );
    let strict = Desk::with_ivan(Status::Accepted, Workflow::Strict);
    assert_eq!(
        try_on(&strict, &anna(), &Command::TakeOff).unwrap_err(),
        not_possible(
            Status::Accepted,
            Status::New,
            &[Action::Reschedule, Action::Reassign, Action::Edit, Action::ClientWaiting, Action::Comment]
        )
    );
}

#[test]
fn reassigning_needs_another_master() {
    assert_eq!(refused(Status::Onsite, &anna(), &Command::Reassign { master: IVAN }), Refusal::SameMaster);
}

#[test]
fn a_promise_is_for_tomorrow_to_180_days() {
    let desk = Desk::with_ivan(Status::Onsite, STANDARD);
    let promise = |days: i64| {
        let promised_on = crate::support::today().saturating_add(jiff::Span::new().days(days));
        let command = Command::StartLongRepair { promised_on, parts: None, prepayment: Kopecks::ZERO };
        try_on(&desk, &ivan(), &command).map(|_| ())
    };
    for (days, expected) in [(1, true), (180, true), (0, false), (-1, false), (181, false)] {
        let answer = if expected { Ok(()) } else { Err(Refusal::PromisedDateOutOfRange) };
        assert_eq!(promise(days), answer, "{days}");
    }
}

#[test]
fn amounts_are_checked() {
    let mut desk = Desk::with_ivan(Status::Onsite, STANDARD);
    let close = |desk: &Desk, closing: Closing| try_on(desk, &ivan(), &Command::Close(closing)).map(|_| ());
    let with = |total: i64, materials: i64| Closing {
        total: Kopecks(total),
        materials: Kopecks(materials),
        ..closing()
    };
    assert_eq!(close(&desk, with(100, 100)), Ok(()));
    assert_eq!(close(&desk, with(0, 0)), Ok(()));
    assert_eq!(close(&desk, with(100, 101)), Err(Refusal::MaterialsExceedTotal));
    assert_eq!(close(&desk, with(-1, -1)), Err(Refusal::AmountOutOfRange));
    assert_eq!(close(&desk, with(100, -1)), Err(Refusal::AmountOutOfRange));
    assert_eq!(close(&desk, with(1_000_000_000, 0)), Ok(()));
    assert_eq!(close(&desk, with(1_000_000_001, 0)), Err(Refusal::AmountOutOfRange));
    for bad in [Kopecks(-1), Kopecks(1_000_000_001)] {
        assert_eq!(try_on(&desk, &ivan(), &long_repair(bad)), Err(Refusal::AmountOutOfRange));
        let answers = RefusalAnswers { fee: bad, ..refusal() };
        assert_eq!(try_on(&desk, &ivan(), &Command::Refuse(answers)), Err(Refusal::AmountOutOfRange));
    }
    desk.run(&ivan(), long_repair(Kopecks(500)));
    assert_eq!(close(&desk, with(500, 0)), Ok(()));
    assert_eq!(close(&desk, with(499, 0)), Err(Refusal::PrepaymentExceedsTotal));
}

#[test]
fn a_reason_is_picked_or_written() {
    let desk = Desk::with_ivan(Status::Assigned, STANDARD);
    let picked = Reason { picked: Some(ReasonId(1)), text: None };
    let written = Reason { picked: None, text: Some(TextId(1)) };
    for (reason, ok) in [(picked, true), (written, true), (no_reason(), false)] {
        let expected = if ok { Ok(()) } else { Err(Refusal::ReasonMissing) };
        let declined = try_on(&desk, &ivan(), &Command::Decline { reason }).map(|_| ());
        assert_eq!(declined, expected);
        let answers = RefusalAnswers { reason, ..refusal() };
        assert_eq!(try_on(&desk, &anna(), &Command::Refuse(answers)).map(|_| ()), expected);
    }
}

#[test]
fn a_held_prepayment_needs_a_decision() {
    let undecided = RefusalAnswers { refund_prepayment: None, ..refusal() };
    let mut desk = Desk::with_ivan(Status::Onsite, STANDARD);
    assert!(try_on(&desk, &ivan(), &Command::Refuse(undecided)).is_ok(), "nothing is held");
    desk.run(&ivan(), long_repair(roubles(100)));
    assert_eq!(try_on(&desk, &ivan(), &Command::Refuse(undecided)), Err(Refusal::PrepaymentUndecided));
    // Declining in the strict workflow refuses without that question: only the office can answer it.
    let mut strict = Desk::with_ivan(Status::Accepted, Workflow::Strict);
    strict.run(&ivan(), long_repair(roubles(100))).run(&anna(), Command::Reassign { master: PETR });
    assert_eq!(
        try_on(&strict, &petr(), &Command::Decline { reason: picked() }),
        Err(Refusal::PrepaymentUndecided)
    );
    assert!(try_on(&strict, &anna(), &Command::Refuse(refusal())).is_ok());
}

#[test]
fn the_split_follows_the_order_and_its_master() {
    let desk = Desk::with_ivan(Status::Onsite, STANDARD);
    let context = context(STANDARD, desk.now());
    let master = |closing: Closing, equipment_code: &'static str| {
        let context = repairbot_core::order::Context { equipment_code, ..context };
        match decide(&desk.order, &Command::Close(closing), &ivan(), &context).unwrap().event {
            Event::Closed(settlement) => settlement.breakdown.master,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(master(closing(), "tv"), roubles(2000));
    assert_eq!(master(closing(), "electrics"), roubles(2500));
    assert_eq!(master(Closing { senior: true, ..closing() }, "tv"), roubles(2500));
    assert_eq!(master(Closing { out_of_city: true, ..closing() }, "tv"), roubles(2500));
}

#[test]
fn a_dispatcher_who_is_the_master_has_both_parts() {
    let mut desk = Desk::new(STANDARD);
    let both = actor(ANNA, &[Role::Dispatcher, Role::Master]);
    desk.run(&both, Command::Assign { master: ANNA })
        .run(&both, Command::Accept)
        .run(&both, Command::ArriveOnSite);
    assert!(try_on(&desk, &both, &Command::Close(closing())).is_ok());
    assert!(try_on(&desk, &both, &Command::TakeOff).is_ok());
    // Someone else's order he can only manage.
    let other = Desk::with_ivan(Status::Onsite, STANDARD);
    assert_eq!(try_on(&other, &both, &Command::Close(closing())), Err(Refusal::Forbidden));
}
