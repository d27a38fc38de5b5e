use repairbot_core::{
    actor::{Actor, Role},
    ids::PersonId,
    money::Kopecks,
    order::{
        Command, Notice, NoticeKind, Recipient, RefusalAnswers, Status, Workflow, apply, decide, fold,
        notices,
    },
};

use crate::support::{
    ADMIN, ANNA, Desk, IVAN, PETR, actor, admin, anna, closing, context, ivan, long_repair, picked, refusal,
    visit,
};

type Told = Vec<(Recipient, NoticeKind)>;

fn told(list: &[Notice]) -> Told {
    list.iter().map(|notice| (notice.to, notice.kind)).collect()
}

/// Who is told when this person gives this command about Ivan's order in this state.
fn after(status: Status, actor: &Actor, command: &Command) -> Told {
    told_about(&Desk::with_ivan(status, Workflow::Standard), actor, command)
}

fn told_about(desk: &Desk, actor: &Actor, command: &Command) -> Told {
    let recorded = decide(&desk.order, command, actor, &context(desk.workflow, desk.now())).unwrap();
    let after = apply(&desk.order, &recorded);
    let list = notices(Some(&desk.order), &after, &recorded);
    assert!(list.iter().all(|notice| notice.order == desk.order.id && notice.by == actor.person));
    told(&list)
}

const IVANS: Recipient = Recipient::Master(IVAN);

fn office_except(person: PersonId) -> Recipient {
    Recipient::OfficeExcept(person)
}

#[test]
fn the_office_learns_of_a_new_order() {
    let desk = Desk::new(Workflow::Standard);
    let order = fold(&desk.events).unwrap();
    assert_eq!(told(&notices(None, &order, &desk.events[0])), [(office_except(ANNA), NoticeKind::Created)]);
}

#[test]
fn masters_learn_what_the_office_does() {
    let assign = Command::Assign { master: IVAN };
    assert_eq!(after(Status::New, &anna(), &assign), [(IVANS, NoticeKind::Card)]);
    let reassign = Command::Reassign { master: PETR };
    for status in [Status::Assigned, Status::Accepted, Status::Onsite, Status::LongRepair] {
        assert_eq!(
            after(status, &anna(), &reassign),
            [(Recipient::Master(PETR), NoticeKind::Card), (IVANS, NoticeKind::ReassignedAway)]
        );
        assert_eq!(after(status, &anna(), &Command::TakeOff), [(IVANS, NoticeKind::TakenOff)]);
    }
}

#[test]
fn the_creator_learns_what_the_master_does() {
    let long = long_repair(Kopecks::ZERO);
    assert_eq!(
        after(Status::Assigned, &ivan(), &Command::Accept),
        [(Recipient::Creator, NoticeKind::Accepted)]
    );
    assert_eq!(
        after(Status::Accepted, &ivan(), &Command::ArriveOnSite),
        [(Recipient::Creator, NoticeKind::OnSite)]
    );
    assert_eq!(after(Status::Onsite, &ivan(), &long), [(Recipient::Creator, NoticeKind::LongRepair)]);
    assert_eq!(
        after(Status::Onsite, &ivan(), &Command::Refuse(refusal())),
        [(Recipient::Creator, NoticeKind::Refused)]
    );
}

#[test]
fn the_other_side_learns_of_a_moved_visit() {
    let moved = Command::Reschedule { to: visit(60), reason: None };
    for status in [Status::Assigned, Status::Accepted] {
        let desk = Desk::with_ivan(status, Workflow::Standard);
        let creator = (Recipient::Creator, NoticeKind::Rescheduled);
        let master = (IVANS, NoticeKind::VisitMoved);
        assert_eq!(told_about(&desk, &ivan(), &moved), [creator]);
        assert_eq!(told_about(&desk, &anna(), &moved), [master]);
        assert_eq!(told_about(&desk, &admin(), &moved), [master, creator]);
    }
    assert!(NoticeKind::VisitMoved.calls_to_act(), "a new card comes with it");
    assert!(!NoticeKind::Rescheduled.calls_to_act());
}

#[test]
fn the_office_learns_what_needs_it() {
    let decline = Command::Decline { reason: picked() };
    assert_eq!(after(Status::Assigned, &ivan(), &decline), [(office_except(IVAN), NoticeKind::Declined)]);
    let close = Command::Close(closing());
    assert_eq!(after(Status::Onsite, &ivan(), &close), [(office_except(IVAN), NoticeKind::Closed)]);
    assert_eq!(
        after(Status::Refused, &anna(), &Command::Reopen),
        [(office_except(ANNA), NoticeKind::Reopened)]
    );
}

#[test]
fn a_refusal_by_the_office_reaches_the_master_and_the_creator() {
    let refuse = Command::Refuse(refusal());
    assert_eq!(after(Status::New, &admin(), &refuse), [(Recipient::Creator, NoticeKind::Refused)]);
    assert_eq!(after(Status::New, &anna(), &refuse), []);
    assert_eq!(
        after(Status::Accepted, &admin(), &refuse),
        [(IVANS, NoticeKind::Refused), (Recipient::Creator, NoticeKind::Refused)]
    );
    assert_eq!(after(Status::Accepted, &anna(), &refuse), [(IVANS, NoticeKind::Refused)]);
}

#[test]
fn of_a_refusal_that_leaves_money_the_admins_hear_too() {
    let admins = (Recipient::AdminsExcept(IVAN), NoticeKind::Refused);
    let creator = (Recipient::Creator, NoticeKind::Refused);
    let refuse = |answers| after(Status::Onsite, &ivan(), &Command::Refuse(answers));
    let paid = RefusalAnswers { fee: Kopecks(50_000), ..refusal() };
    let nothing = RefusalAnswers { fee: Kopecks::ZERO, ..refusal() };
    assert_eq!(refuse(paid), [creator, admins]);
    assert_eq!(refuse(nothing), [creator]);
}

#[test]
fn a_master_learns_what_was_done_for_him_once() {
    let acted = (IVANS, NoticeKind::ActedForYou);
    assert_eq!(
        after(Status::Assigned, &admin(), &Command::Accept),
        [acted, (Recipient::Creator, NoticeKind::Accepted)]
    );
    assert_eq!(
        after(Status::Onsite, &admin(), &Command::Close(closing())),
        [acted, (office_except(ADMIN), NoticeKind::Closed)]
    );
    assert_eq!(
        after(Status::Assigned, &admin(), &Command::Decline { reason: picked() }),
        [acted, (office_except(ADMIN), NoticeKind::Declined)]
    );
    // Not a second time as the master of a refused order.
    assert_eq!(
        after(Status::Onsite, &admin(), &Command::Refuse(refusal())),
        [acted, (Recipient::Creator, NoticeKind::Refused)]
    );
}

#[test]
fn nobody_is_told_what_he_did_himself() {
    let both = actor(ANNA, &[Role::Dispatcher, Role::Master]);
    let mut desk = Desk::new(Workflow::Standard);
    let assign = Command::Assign { master: ANNA };
    assert_eq!(
        told_about(&desk, &both, &assign),
        [(Recipient::Master(ANNA), NoticeKind::Card)],
        "but the card"
    );
    desk.run(&both, assign);
    assert_eq!(told_about(&desk, &both, &Command::Accept), []);
    assert_eq!(told_about(&desk, &both, &Command::TakeOff), []);
    assert_eq!(told_about(&desk, &both, &Command::Refuse(refusal())), []);
    let reassign = Command::Reassign { master: IVAN };
    assert_eq!(told_about(&desk, &both, &reassign), [(IVANS, NoticeKind::Card)]);
}

#[test]
fn a_creator_who_is_the_master_is_told_once() {
    let mut desk = Desk::new(Workflow::Standard);
    desk.run(&anna(), Command::Assign { master: ANNA });
    let as_master = Recipient::Master(ANNA);
    assert_eq!(told_about(&desk, &admin(), &Command::Accept), [(as_master, NoticeKind::ActedForYou)]);
    assert_eq!(told_about(&desk, &admin(), &Command::Refuse(refusal())), [(as_master, NoticeKind::Refused)]);
}
