//! What becomes of an order besides its stages: edited, its client waiting, commented, deleted, restored.

use proptest::prelude::*;
use repairbot_core::{
    actor::{Actor, Role},
    ids::{AddressId, ClientId, CommentId, EquipmentId, OrderVersion, TextId},
    order::{
        Action, Command, Deletion, Detail, Details, Event, Notice, NoticeKind, Order, Recipient, Refusal,
        Status, Visit, Workflow, actions_for, apply, decide, fold, notices,
    },
};

use crate::{
    history::{Press, commands, live, lives, people},
    support::{ADMIN, ANNA, Desk, IVAN, actor, admin, anna, at, cases, context, ivan, petr},
};

const STANDARD: Workflow = Workflow::Standard;
const WITH_MASTER: [Status; 4] = [Status::Assigned, Status::Accepted, Status::Onsite, Status::LongRepair];

fn delete() -> Command {
    Command::Delete { reason: TextId(77) }
}

fn comment() -> Command {
    Command::Comment { comment: CommentId(1), text: TextId(78) }
}

/// The same order in another house, and without the notes it never had.
fn moved(order: &Order) -> Details {
    Details { address: AddressId(70), ..order.details() }
}

fn edit(order: &Order) -> Command {
    Command::Edit { to: moved(order) }
}

fn deleted(status: Status, workflow: Workflow) -> Desk {
    let mut desk = Desk::with_ivan(status, workflow);
    desk.run(&admin(), delete());
    desk
}

fn try_on(desk: &Desk, actor: &Actor, command: &Command, minutes: i64) -> Result<(), Refusal> {
    let context = context(desk.workflow, at(minutes));
    decide(&desk.order, command, actor, &context).map(|_| ())
}

/// Who is told, of Ivan's order in this state.
fn told(status: Status, actor: &Actor, command: &Command) -> Vec<(Recipient, NoticeKind)> {
    told_about(&Desk::with_ivan(status, STANDARD), actor, command)
}

fn told_about(desk: &Desk, actor: &Actor, command: &Command) -> Vec<(Recipient, NoticeKind)> {
    let recorded = decide(&desk.order, command, actor, &context(desk.workflow, desk.now())).unwrap();
    let after = apply(&desk.order, &recorded);
    let list: Vec<Notice> = notices(Some(&desk.order), &after, &recorded);
    list.iter().map(|notice| (notice.to, notice.kind)).collect()
}

const IVANS: Recipient = Recipient::Master(IVAN);

#[test]
fn an_edit_changes_what_it_names_and_moves_no_stage() {
    for status in [Status::New, Status::Assigned, Status::Accepted, Status::Onsite, Status::LongRepair] {
        let mut desk = Desk::with_ivan(status, STANDARD);
        let before = desk.order.clone();
        desk.run(&anna(), edit(&before));
        let expected = Order { address: AddressId(70), version: before.version.next(), ..before.clone() };
        assert_eq!(desk.order, expected, "{status:?}");
        let event = &desk.events.last().unwrap().event;
        assert_eq!(*event, Event::Edited { from: before.details(), to: moved(&before) });
    }
}

#[test]
fn every_field_can_change_and_is_named() {
    let mut desk = Desk::with_ivan(Status::Accepted, STANDARD);
    let from = desk.order.details();
    let visit = Some(Visit { from: Some(at(5)), to: None, note: Some(TextId(31)) });
    let to = Details {
        equipment: EquipmentId(2),
        problem: TextId(30),
        client: ClientId(50),
        phone: repairbot_core::ids::ClientPhoneId(60),
        address: AddressId(70),
        notes: Some(TextId(32)),
        visit,
    };
    desk.run(&admin(), Command::Edit { to });
    assert_eq!(desk.order.details(), to);
    let all = [
        Detail::Equipment,
        Detail::Problem,
        Detail::Phone,
        Detail::Client,
        Detail::Address,
        Detail::Notes,
        Detail::Visit,
    ];
    assert_eq!(from.changes(&to), all);
    assert_eq!(from.changes(&from), []);
    desk.run(&admin(), Command::Edit { to: from });
    assert_eq!((desk.order.notes, desk.order.visit), (None, None), "what was added can be taken away");
}

#[test]
fn an_edit_that_changes_nothing_is_none_and_ended_orders_stay() {
    let desk = Desk::with_ivan(Status::Accepted, STANDARD);
    let same = Command::Edit { to: desk.order.details() };
    assert_eq!(try_on(&desk, &anna(), &same, 9), Err(Refusal::NothingChanged));
    assert_eq!(try_on(&desk, &ivan(), &edit(&desk.order), 9), Err(Refusal::Forbidden));
    for status in [Status::Closed, Status::Refused] {
        let desk = Desk::with_ivan(status, STANDARD);
        let outcome = try_on(&desk, &admin(), &edit(&desk.order), 9);
        assert!(matches!(outcome, Err(Refusal::NotPossible { from, .. }) if from == status), "{outcome:?}");
    }
}

#[test]
fn the_master_is_reminded_once_in_ten_minutes() {
    for status in WITH_MASTER {
        let mut desk = Desk::with_ivan(status, STANDARD);
        let begin = i64::try_from(desk.events.len()).unwrap();
        desk.run(&anna(), Command::RemindOfClient);
        assert_eq!(desk.order.client_waiting_at, Some(at(begin)));
        let too_soon = Err(Refusal::TooSoon { again_at: at(begin + 10) });
        assert_eq!(try_on(&desk, &admin(), &Command::RemindOfClient, begin), too_soon, "{status:?}");
        assert_eq!(try_on(&desk, &admin(), &Command::RemindOfClient, begin + 9), too_soon);
        assert_eq!(try_on(&desk, &admin(), &Command::RemindOfClient, begin + 10), Ok(()));
        assert_eq!(try_on(&desk, &ivan(), &Command::RemindOfClient, begin + 10), Err(Refusal::Forbidden));
        desk.run(&anna(), Command::Reassign { master: crate::support::PETR });
        assert_eq!(try_on(&desk, &anna(), &Command::RemindOfClient, begin + 2), Ok(()), "another master");
    }
    for status in [Status::New, Status::Closed, Status::Refused] {
        let desk = Desk::with_ivan(status, STANDARD);
        assert!(try_on(&desk, &anna(), &Command::RemindOfClient, 20).is_err(), "{status:?}");
    }
}

#[test]
fn comments_are_for_the_office_and_the_orders_master() {
    let mut desk = Desk::with_ivan(Status::Assigned, STANDARD);
    desk.run(&anna(), comment()).run(&ivan(), comment()).run(&admin(), comment());
    assert_eq!((desk.order.comments, desk.order.status), (3, Status::Assigned));
    assert!(desk.events.iter().all(|event| event.on_behalf_of.is_none()));
    assert_eq!(try_on(&desk, &petr(), &comment(), 9), Err(Refusal::Forbidden));
    assert_eq!(try_on(&desk, &actor(IVAN, &[]), &comment(), 9), Err(Refusal::Forbidden));
    assert!(try_on(&Desk::with_ivan(Status::Closed, STANDARD), &ivan(), &comment(), 9).is_err());
}

#[test]
fn a_deleted_order_comes_back_as_it_was() {
    for workflow in Workflow::ALL {
        for status in Status::ALL {
            let before = Desk::with_ivan(status, workflow).order;
            let mut desk = deleted(status, workflow);
            let at = desk.events.last().unwrap().at;
            assert_eq!(desk.order.deletion, Some(Deletion { at, reason: TextId(77) }));
            desk.run(&admin(), Command::Restore { master_left: false });
            let version = OrderVersion(before.version.0 + 2);
            assert_eq!(desk.order, Order { version, ..before }, "{status:?}");
        }
    }
}

/// Whoever leaves has no active orders; what he ended stays his.
#[test]
fn an_order_does_not_come_back_to_a_master_who_left() {
    for workflow in Workflow::ALL {
        for status in Status::ALL {
            let before = Desk::with_ivan(status, workflow).order;
            let mut desk = deleted(status, workflow);
            let told = told_about(&desk, &admin(), &Command::Restore { master_left: true });
            desk.run(&admin(), Command::Restore { master_left: true });
            let after = desk.order.clone();
            if !WITH_MASTER.contains(&status) {
                let version = OrderVersion(before.version.0 + 2);
                assert_eq!(after, Order { version, ..before }, "{status:?}");
                continue;
            }
            assert_eq!(desk.events.last().unwrap().event, Event::RestoredAsNew { master: IVAN });
            assert_eq!((after.status, after.master, after.deletion), (Status::New, None, None), "{status:?}");
            assert_eq!((after.assigned_at, after.accepted_at, after.onsite_at), (None, None, None));
            assert_eq!((after.long_repair, after.prepayment), (None, before.prepayment));
            assert_eq!(told, [(Recipient::OfficeExcept(ADMIN), NoticeKind::RestoredAsNew)]);
            assert_eq!(fold(&desk.events), Ok(after));
        }
    }
}

#[test]
fn who_may_do_what_with_a_deleted_order() {
    for workflow in Workflow::ALL {
        for status in Status::ALL {
            let order = deleted(status, workflow).order;
            assert_eq!(actions_for(&admin(), &order, workflow), [Action::Restore], "{status:?}");
            for other in [anna(), ivan(), petr(), actor(IVAN, &[Role::Dispatcher, Role::Master])] {
                assert_eq!(actions_for(&other, &order, workflow), [], "{status:?} {other:?}");
            }
            let there = Desk::with_ivan(status, workflow);
            assert_eq!(
                try_on(&there, &admin(), &Command::Restore { master_left: false }, 99),
                Err(Refusal::AlreadyDone(status)),
                "what is there cannot be restored"
            );
            for other in [anna(), ivan()] {
                assert_eq!(try_on(&there, &other, &delete(), 99), Err(Refusal::Forbidden));
            }
        }
    }
}

#[test]
fn the_master_learns_what_changed_once() {
    for status in WITH_MASTER {
        let order = Desk::with_ivan(status, STANDARD).order;
        assert_eq!(told(status, &anna(), &edit(&order)), [(IVANS, NoticeKind::Edited)]);
        assert_eq!(told(status, &anna(), &Command::RemindOfClient), [(IVANS, NoticeKind::ClientWaiting)]);
        let commented = NoticeKind::Commented { text: TextId(78) };
        assert_eq!(told(status, &anna(), &comment()), [(IVANS, commented)]);
        assert_eq!(told(status, &ivan(), &comment()), [(Recipient::Creator, commented)]);
        let gone = [(IVANS, NoticeKind::Deleted), (Recipient::Creator, NoticeKind::Deleted)];
        assert_eq!(told(status, &admin(), &delete()), gone);
        let back = told_about(&deleted(status, STANDARD), &admin(), &Command::Restore { master_left: false });
        assert_eq!(back, [(IVANS, NoticeKind::Card), (Recipient::Creator, NoticeKind::Restored)]);
    }
    let closed =
        told_about(&deleted(Status::Closed, STANDARD), &admin(), &Command::Restore { master_left: false });
    assert_eq!(closed, [(IVANS, NoticeKind::Restored), (Recipient::Creator, NoticeKind::Restored)]);
    let order = Desk::with_ivan(Status::New, STANDARD).order;
    assert_eq!(told(Status::New, &anna(), &edit(&order)), []);
    assert_eq!(told(Status::New, &admin(), &comment()), []);
}

#[test]
fn who_does_it_himself_is_not_told() {
    let both = actor(ANNA, &[Role::Admin, Role::Master]);
    let mut desk = Desk::new(STANDARD);
    desk.run(&both, Command::Assign { master: ANNA });
    for command in [edit(&desk.order), comment(), delete()] {
        assert_eq!(told_about(&desk, &both, &command), [], "{command:?}");
    }
    let by_boris = told_about(&desk, &admin(), &delete());
    assert_eq!(by_boris, [(Recipient::Master(ANNA), NoticeKind::Deleted)], "once, as its master");
    assert_ne!(ADMIN, ANNA);
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn nothing_but_restoring_is_done_with_a_deleted_order(
        presses in lives(),
        then in prop::collection::vec((people(), commands()), 1..40),
    ) {
        let mut desk = live(STANDARD, &presses)?;
        if !desk.order.is_deleted() {
            desk.run(&admin(), delete());
        }
        for (actor, command) in then.iter().filter(|(_, command)| command.action() != Action::Restore) {
            let outcome = decide(&desk.order, command, actor, &context(STANDARD, at(9_999)));
            prop_assert!(matches!(outcome, Err(Refusal::Deleted | Refusal::Forbidden)), "{:?}: {:?}", command, outcome);
            prop_assert!(!actions_for(actor, &desk.order, STANDARD).contains(&command.action()));
        }
        let asked = desk.order.clone();
        desk.run(&admin(), Command::Restore { master_left: false });
        prop_assert_eq!(Order { deletion: None, version: asked.version.next(), ..asked }, desk.order.clone());
        prop_assert_eq!(fold(&desk.events), Ok(desk.order));
    }

    #[test]
    fn edits_comments_and_reminders_move_no_stage(presses in lives(), asides in prop::collection::vec((people(), asides()), 1..20)) {
        let mut desk = live(STANDARD, &presses)?;
        let stages = |order: &Order| (
            (order.status, order.status_changed_at, order.assigned_at, order.accepted_at, order.onsite_at),
            (order.closed_at, order.master, order.long_repair, order.prepayment, order.settlement.clone()),
        );
        let before = stages(&desk.order);
        let applied: Vec<Press> = asides;
        for (actor, command) in applied {
            let now = at(10_000 + desk.order.version.0 * 20);
            let Ok(recorded) = decide(&desk.order, &command, &actor, &context(STANDARD, now)) else { continue };
            desk.order = apply(&desk.order, &recorded);
            desk.events.push(recorded);
        }
        prop_assert_eq!(stages(&desk.order), before);
        prop_assert_eq!(fold(&desk.events), Ok(desk.order));
    }
}

fn asides() -> impl Strategy<Value = Command> {
    commands().prop_filter("moves nothing", |command| match command {
        Command::Restore { master_left } => !master_left,
        _ => {
            matches!(
                command.action(),
                Action::Edit | Action::ClientWaiting | Action::Comment | Action::Delete
            )
        }
    })
}
