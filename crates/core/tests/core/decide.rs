//! What each command does to the order.

use repairbot_core::{
    actor::Role,
    ids::{OrderVersion, TextId},
    money::Kopecks,
    order::{
        Closing, Command, Event, FoldError, LongRepair, Recorded, Refusal, RefusalAnswers, RefusalOutcome,
        Status, Workflow, apply, create, decide, fold, settlement,
    },
};

use crate::support::{
    ADMIN, ANNA, Desk, IVAN, PETR, RATES, actor, admin, anna, at, closing, context, ivan, long_repair,
    new_order, petr, picked, refusal, roubles, visit,
};

const STANDARD: Workflow = Workflow::Standard;

#[test]
fn the_office_creates() {
    let recorded = create(new_order(), &anna(), at(0)).unwrap();
    assert_eq!((recorded.version, recorded.by, recorded.on_behalf_of), (OrderVersion::FIRST, ANNA, None));
    let order = fold([&recorded]).unwrap();
    assert_eq!((order.status, order.created_by, order.created_at), (Status::New, ANNA, at(0)));
    assert_eq!((order.master, order.prepayment, order.status_changed_at), (None, Kopecks::ZERO, at(0)));
    assert!(create(new_order(), &admin(), at(0)).is_ok());
    for other in [ivan(), actor(IVAN, &[]), actor(IVAN, &[Role::SeniorMaster])] {
        assert_eq!(create(new_order(), &other, at(0)), Err(Refusal::Forbidden));
    }
}

#[test]
fn a_whole_repair() {
    let mut desk = Desk::new(STANDARD);
    desk.run(&anna(), Command::Assign { master: IVAN })
        .run(&ivan(), Command::Accept)
        .run(&ivan(), Command::ArriveOnSite)
        .run(&ivan(), Command::Close(closing()));
    let order = &desk.order;
    assert_eq!((order.status, order.version, order.master), (Status::Closed, OrderVersion(5), Some(IVAN)));
    assert_eq!((order.assigned_at, order.accepted_at), (Some(at(1)), Some(at(2))));
    assert_eq!((order.onsite_at, order.closed_at), (Some(at(3)), Some(at(4))));
    assert_eq!(order.warranty_until, Some(at(4 + 30 * 24 * 60)), "thirty days after closing");
    assert_eq!(order.status_changed_at, at(4));
    let settlement = order.settlement.as_ref().unwrap();
    assert_eq!(settlement.collected, roubles(6000));
    assert_eq!((settlement.breakdown.master, settlement.breakdown.company), (roubles(2000), roubles(3000)));
    assert!(desk.events.iter().all(|event| event.on_behalf_of.is_none()));
}

#[test]
fn declining_returns_the_order_with_the_reason() {
    let mut desk = Desk::with_ivan(Status::Assigned, STANDARD);
    desk.run(&ivan(), Command::Decline { reason: picked() });
    let order = &desk.order;
    assert_eq!((order.status, order.master, order.reason), (Status::New, None, Some(picked())));
    assert_eq!((order.assigned_at, order.status_changed_at), (None, at(2)));
    assert_eq!(desk.events[2].event, Event::Declined { master: IVAN, reason: picked() });
    // Given to another one, it keeps the reason for the office to see.
    desk.run(&anna(), Command::Assign { master: PETR });
    assert_eq!((desk.order.reason, desk.order.assigned_at), (Some(picked()), Some(at(3))));
}

#[test]
fn declining_refuses_in_the_strict_workflow() {
    let mut desk = Desk::with_ivan(Status::Assigned, Workflow::Strict);
    desk.run(&ivan(), Command::Decline { reason: picked() });
    assert_eq!((desk.order.status, desk.order.master), (Status::Refused, Some(IVAN)));
    let outcome = RefusalOutcome { fee: Kopecks::ZERO, refunded: Kopecks::ZERO };
    assert_eq!(desk.events[2].event, Event::Refused { reason: picked(), outcome });
}

#[test]
fn a_moved_visit_keeps_the_stage_and_is_counted() {
    for workflow in Workflow::ALL {
        for status in [Status::Assigned, Status::Accepted] {
            let mut desk = Desk::with_ivan(status, workflow);
            let (before, now) = (desk.order.clone(), desk.now());
            desk.run(&ivan(), Command::Reschedule { to: visit(60), reason: Some(TextId(11)) });
            let order = &desk.order;
            assert_eq!((order.visit, order.reschedules), (Some(visit(60)), 1));
            assert_eq!(order.last_rescheduled_at, Some(now));
            assert_eq!((order.status, order.status_changed_at), (status, before.status_changed_at));
            assert_eq!((order.assigned_at, order.accepted_at), (before.assigned_at, before.accepted_at));
            desk.run(&anna(), Command::Reschedule { to: visit(120), reason: None });
            assert_eq!((desk.order.reschedules, desk.order.visit), (2, Some(visit(120))));
            let last = desk.events.last().unwrap();
            let moved = Event::Rescheduled { from: Some(visit(60)), to: visit(120), reason: None };
            assert_eq!((&last.event, last.on_behalf_of), (&moved, None));
            assert_eq!(fold(&desk.events), Ok(desk.order.clone()));
        }
    }
}

#[test]
fn a_visit_is_not_moved_to_where_it_is_nor_when_the_master_is_there() {
    let moved = Command::Reschedule { to: visit(60), reason: None };
    let mut desk = Desk::with_ivan(Status::Accepted, STANDARD);
    desk.run(&ivan(), moved.clone());
    let again = decide(&desk.order, &moved, &ivan(), &context(STANDARD, desk.now()));
    assert_eq!(again, Err(Refusal::SameVisit));
    for status in [Status::New, Status::Onsite, Status::LongRepair, Status::Closed, Status::Refused] {
        let desk = Desk::with_ivan(status, STANDARD);
        let refused = decide(&desk.order, &moved, &anna(), &context(STANDARD, desk.now()));
        assert!(
            matches!(refused, Err(Refusal::NotPossible { from, to, .. }) if from == status && to == status)
        );
    }
    let other = decide(&desk.order, &moved, &petr(), &context(STANDARD, desk.now()));
    assert_eq!(other, Err(Refusal::Forbidden));
}

#[test]
fn taking_off_keeps_the_prepayment_and_drops_the_promise() {
    let mut desk = Desk::with_ivan(Status::Accepted, STANDARD);
    desk.run(&ivan(), long_repair(roubles(2000)));
    let promised_on = jiff::civil::date(2025, 10, 20);
    assert_eq!(desk.order.long_repair, Some(LongRepair { promised_on, parts: Some(TextId(9)) }));
    desk.run(&anna(), Command::TakeOff);
    let order = &desk.order;
    assert_eq!((order.status, order.master, order.long_repair), (Status::New, None, None));
    assert_eq!((order.assigned_at, order.accepted_at, order.onsite_at), (None, None, None));
    assert_eq!(order.prepayment, roubles(2000));
    assert_eq!(desk.events[4].event, Event::TakenOff { master: IVAN });
}

#[test]
fn reassigning_begins_anew_with_the_other_master() {
    for status in [Status::Assigned, Status::Accepted, Status::Onsite, Status::LongRepair] {
        for workflow in Workflow::ALL {
            let mut desk = Desk::with_ivan(status, workflow);
            let now = desk.now();
            desk.run(&anna(), Command::Reassign { master: PETR });
            let order = &desk.order;
            assert_eq!((order.status, order.master), (Status::Assigned, Some(PETR)), "{status:?}");
            assert_eq!((order.assigned_at, order.accepted_at, order.onsite_at), (Some(now), None, None));
            assert_eq!((order.long_repair, order.status_changed_at), (None, now));
            let last = &desk.events.last().unwrap();
            assert_eq!(last.event, Event::Reassigned { from: IVAN, to: PETR });
            assert_eq!(last.on_behalf_of, None);
            // The former master has lost it.
            assert_eq!(try_on(&desk, &ivan(), &Command::Accept), Err(Refusal::Forbidden));
            desk.run(&petr(), Command::Accept);
        }
    }
}

/// The answer to a command, without carrying it out.
fn try_on(desk: &Desk, actor: &repairbot_core::actor::Actor, command: &Command) -> Result<Recorded, Refusal> {
    decide(&desk.order, command, actor, &context(desk.workflow, desk.now()))
}

#[test]
fn a_prepayment_is_part_of_the_price() {
    let mut desk = Desk::with_ivan(Status::Onsite, STANDARD);
    desk.run(&ivan(), long_repair(roubles(2000)))
        .run(&ivan(), Command::ArriveOnSite)
        .run(&ivan(), long_repair(roubles(500)));
    assert_eq!(desk.order.prepayment, roubles(2500));
    desk.run(&ivan(), Command::Close(closing()));
    let settlement = desk.order.settlement.as_ref().unwrap();
    assert_eq!(settlement.collected, roubles(3500));
    assert_eq!(settlement.breakdown.net, roubles(5000), "the split is of the whole price");
    assert!(desk.order.long_repair.is_some(), "the promise stays as a record");
}

#[test]
fn coming_back_from_a_long_repair_fulfils_the_promise() {
    let mut desk = Desk::with_ivan(Status::LongRepair, STANDARD);
    let now = desk.now();
    desk.run(&ivan(), Command::ArriveOnSite);
    assert_eq!((desk.order.long_repair, desk.order.onsite_at), (None, Some(now)));
}

#[test]
fn refusing_refunds_or_keeps_the_prepayment() {
    for (refund, left, refunded) in [(true, 0, 2000), (false, 2000, 0)] {
        let mut desk = Desk::with_ivan(Status::Onsite, STANDARD);
        let answers = RefusalAnswers { fee: roubles(800), refund_prepayment: Some(refund), ..refusal() };
        desk.run(&ivan(), long_repair(roubles(2000))).run(&ivan(), Command::Refuse(answers));
        let outcome = RefusalOutcome { fee: roubles(800), refunded: roubles(refunded) };
        let order = &desk.order;
        assert_eq!((order.status, order.master), (Status::Refused, Some(IVAN)));
        assert_eq!((order.refusal, order.prepayment), (Some(outcome), roubles(left)));
        assert_eq!(order.reason, Some(picked()));
    }
}

#[test]
fn reopening_forgets_the_refusal_but_not_the_kept_prepayment() {
    let mut desk = Desk::with_ivan(Status::Onsite, STANDARD);
    let answers = RefusalAnswers { refund_prepayment: Some(false), ..refusal() };
    desk.run(&ivan(), long_repair(roubles(2000)))
        .run(&ivan(), Command::Refuse(answers))
        .run(&anna(), Command::Reopen);
    let order = &desk.order;
    assert_eq!((order.status, order.master, order.reason), (Status::New, None, None));
    assert_eq!((order.refusal, order.long_repair, order.prepayment), (None, None, roubles(2000)));
    assert_eq!((order.assigned_at, order.accepted_at), (None, None));
    assert_eq!((order.onsite_at, order.closed_at), (None, None));
    assert_eq!((order.created_at, order.created_by), (at(0), ANNA));
}

#[test]
fn an_admin_acts_for_the_master_and_the_history_says_so() {
    let steps = [
        (Status::Assigned, Command::Accept),
        (Status::Assigned, Command::Decline { reason: picked() }),
        (Status::Accepted, Command::ArriveOnSite),
        (Status::Accepted, long_repair(Kopecks::ZERO)),
        (Status::Onsite, Command::Close(closing())),
        (Status::Onsite, Command::Refuse(refusal())),
        (Status::LongRepair, Command::Refuse(refusal())),
    ];
    for (status, command) in steps {
        let desk = Desk::with_ivan(status, STANDARD);
        let recorded = try_on(&desk, &admin(), &command).unwrap();
        assert_eq!((recorded.by, recorded.on_behalf_of), (ADMIN, Some(IVAN)), "{command:?}");
        // An admin who is the master acts for nobody else.
        let own = try_on(&desk, &actor(IVAN, &[Role::Admin]), &command).unwrap();
        assert_eq!((own.by, own.on_behalf_of), (IVAN, None), "{command:?}");
    }
    for command in [Command::Refuse(refusal()), Command::TakeOff, Command::Reassign { master: PETR }] {
        let recorded = try_on(&Desk::with_ivan(Status::Accepted, STANDARD), &admin(), &command).unwrap();
        assert_eq!(recorded.on_behalf_of, None, "{command:?} is the office's own");
    }
}

#[test]
fn events_make_the_order_and_nothing_else_does() {
    let desk = Desk::with_ivan(Status::Closed, STANDARD);
    assert_eq!(fold(&desk.events).as_ref(), Ok(&desk.order));
    let json = serde_json::to_string(&desk.events).unwrap();
    let stored: Vec<Recorded> = serde_json::from_str(&json).unwrap();
    assert_eq!(fold(&stored), Ok(desk.order));
}

#[test]
fn an_incomplete_history_is_noticed() {
    let events = Desk::with_ivan(Status::Accepted, STANDARD).events;
    assert_eq!(fold([]), Err(FoldError::Empty));
    assert_eq!(fold(&events[1..]), Err(FoldError::NotCreated));
    let expected = OrderVersion(2);
    let gap = [events[0].clone(), events[2].clone()];
    assert_eq!(fold(&gap), Err(FoldError::WrongVersion { expected, found: OrderVersion(3) }));
    let again = [events[0].clone(), Recorded { version: expected, ..events[0].clone() }];
    assert_eq!(fold(&again), Err(FoldError::CreatedAgain { at: expected }));
    let foreign = Recorded { order: repairbot_core::ids::OrderId(1), ..events[1].clone() };
    let (expected, found) = (events[0].order, foreign.order);
    assert_eq!(fold(&[events[0].clone(), foreign]), Err(FoldError::WrongOrder { expected, found }));
    let late = Recorded { version: OrderVersion(2), ..events[0].clone() };
    assert!(matches!(fold(&[late]), Err(FoldError::WrongVersion { .. })));
}

#[test]
fn applying_takes_the_version_of_the_event() {
    let desk = Desk::with_ivan(Status::Assigned, STANDARD);
    let recorded = try_on(&desk, &ivan(), &Command::Accept).unwrap();
    assert_eq!(recorded.version, OrderVersion(3));
    let after = apply(&desk.order, &recorded);
    assert_eq!(
        (after.version, after.status, after.accepted_at),
        (OrderVersion(3), Status::Accepted, Some(at(2)))
    );
}

#[test]
fn what_the_review_screen_shows_is_what_closing_writes() {
    let mut desk = Desk::with_ivan(Status::Accepted, STANDARD);
    desk.run(&ivan(), long_repair(roubles(500)));
    let with = |change: fn(&mut Closing)| {
        let mut answers = closing();
        change(&mut answers);
        answers
    };
    let table = [
        closing(),
        with(|answers| answers.senior = true),
        with(|answers| (answers.review, answers.out_of_city) = (true, true)),
        with(|answers| answers.materials = roubles(7000)),
        with(|answers| answers.materials = Kopecks(-1)),
        with(|answers| answers.total = Kopecks(Kopecks::MAX.0 + 1)),
        with(|answers| (answers.total, answers.materials) = (roubles(499), Kopecks::ZERO)),
        with(|answers| (answers.total, answers.materials) = (roubles(500), Kopecks::ZERO)),
    ];
    for answers in table {
        let context = context(STANDARD, desk.now());
        let shown = settlement(&desk.order, &answers, &RATES, context.equipment_code);
        let written = decide(&desk.order, &Command::Close(answers), &ivan(), &context);
        assert_eq!(written.map(|recorded| recorded.event), shown.map(Event::Closed), "{answers:?}");
    }
}
