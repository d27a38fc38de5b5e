//! Random lives of orders: whatever people press, the guards hold and the events make the row.

use std::collections::HashSet;

use proptest::prelude::*;
use repairbot_core::{
    actor::{Actor, Role},
    ids::{
        AddressId, ClientId, ClientPhoneId, CommentId, EquipmentId, OrderVersion, PersonId, ReasonId, TextId,
    },
    money::{Kopecks, PaymentMethod},
    order::{
        Action, Closing, Command, Correction, Details, Event, Order, Reason, Recipient, RefusalAnswers,
        Status, Visit, Workflow, actions_for, apply, decide, fold, notices,
    },
};

use crate::support::{ADMIN, ANNA, Desk, actor, cases, context, today, visit};

/// A press: who, and what.
pub type Press = (Actor, Command);

pub fn people() -> impl Strategy<Value = Actor> {
    let master = |id| actor(PersonId(id), &[Role::Master]);
    prop_oneof![
        4 => Just(actor(ADMIN, &[Role::Admin])),
        2 => Just(actor(ANNA, &[Role::Dispatcher])),
        2 => (1_i64..=3).prop_map(master),
        1 => Just(actor(PersonId(2), &[Role::Dispatcher, Role::Master])),
        1 => Just(actor(PersonId(3), &[Role::SeniorMaster])),
        1 => Just(actor(PersonId(50), &[])),
    ]
}

fn reasons() -> impl Strategy<Value = Reason> {
    (prop::option::of(1_i64..5), prop::option::of(1_i64..5))
        .prop_map(|(picked, text)| Reason { picked: picked.map(ReasonId), text: text.map(TextId) })
}

fn sums() -> impl Strategy<Value = Kopecks> {
    prop_oneof![8 => 0_i64..=2_000_000, 1 => -5_i64..5, 1 => any::<i64>()].prop_map(Kopecks)
}

fn closings() -> impl Strategy<Value = Closing> {
    (sums(), sums(), prop::sample::select(PaymentMethod::ALL.to_vec()), any::<[bool; 3]>()).prop_map(
        |(total, materials, payment, [review, out_of_city, senior])| Closing {
            total,
            materials,
            payment,
            review,
            out_of_city,
            senior,
        },
    )
}

fn details() -> impl Strategy<Value = Details> {
    let id = || 1_i64..4;
    let visit = prop::option::of(id())
        .prop_map(|note| note.map(|note| Visit { from: None, to: None, note: Some(TextId(note)) }));
    (id(), id(), id(), id(), id(), prop::option::of(id()), visit).prop_map(
        |(equipment, problem, client, phone, address, notes, visit)| Details {
            equipment: EquipmentId(equipment),
            problem: TextId(problem),
            client: ClientId(client),
            phone: ClientPhoneId(phone),
            address: AddressId(address),
            notes: notes.map(TextId),
            visit,
        },
    )
}

pub fn commands() -> impl Strategy<Value = Command> {
    let master = || (1_i64..=3).prop_map(PersonId);
    let promised = (-1_i64..=182).prop_map(|days| today().saturating_add(jiff::Span::new().days(days)));
    let small = (0_i64..=100_000).prop_map(Kopecks);
    prop_oneof![
        3 => master().prop_map(|master| Command::Assign { master }),
        1 => master().prop_map(|master| Command::Reassign { master }),
        3 => Just(Command::Accept),
        1 => reasons().prop_map(|reason| Command::Decline { reason }),
        1 => Just(Command::TakeOff),
        3 => Just(Command::ArriveOnSite),
        2 => (promised, prop::option::of(1_i64..9), prop_oneof![3 => small, 1 => sums()]).prop_map(
            |(promised_on, parts, prepayment)| Command::StartLongRepair {
                promised_on,
                parts: parts.map(TextId),
                prepayment
            }
        ),
        6 => closings().prop_map(Command::Close),
        1 => (reasons(), sums(), any::<Option<bool>>()).prop_map(|(reason, fee, refund_prepayment)| {
            Command::Refuse(RefusalAnswers { reason, fee, refund_prepayment })
        }),
        2 => Just(Command::Reopen),
        2 => details().prop_map(|to| Command::Edit { to }),
        1 => Just(Command::RemindOfClient),
        1 => (1_i64..99).prop_map(|id| Command::Comment { comment: CommentId(id), text: TextId(id) }),
        1 => (1_i64..9).prop_map(|id| Command::Delete { reason: TextId(id) }),
        2 => any::<bool>().prop_map(|master_left| Command::Restore { master_left }),
        1 => (0_i64..3).prop_map(|hours| Command::Reschedule { to: visit(hours * 60), reason: None }),
        12 => (closings(), 1_i64..9).prop_map(|(answers, id)| {
            let Closing { total, materials, payment, review, out_of_city, .. } = answers;
            let to = Correction { total, materials, payment, review, out_of_city };
            Command::Correct { to, reason: TextId(id) }
        }),
    ]
}

fn workflows() -> impl Strategy<Value = Workflow> {
    prop::sample::select(Workflow::ALL.to_vec())
}

pub fn lives() -> impl Strategy<Value = Vec<Press>> {
    prop::collection::vec((people(), commands()), 0..80)
}

/// What must hold of every order (SPEC §2).
fn check_guards(order: &Order) -> Result<(), TestCaseError> {
    use Status::{Accepted, Assigned, Closed, LongRepair, New, Onsite, Refused};
    let status = order.status;
    let needs_master = matches!(status, Assigned | Accepted | Onsite | LongRepair | Closed);
    prop_assert!(!needs_master || order.master.is_some());
    prop_assert!(status != New || order.master.is_none());
    prop_assert!(status != LongRepair || order.long_repair.is_some());
    prop_assert!(matches!(status, LongRepair | Closed | Refused) || order.long_repair.is_none());
    prop_assert_eq!(status == Closed, order.settlement.is_some());
    prop_assert_eq!(status == Closed, order.closed_at.is_some());
    prop_assert_eq!(status == Closed, order.warranty_until.is_some());
    prop_assert_eq!(status == Refused, order.refusal.is_some());
    prop_assert!(status != Refused || order.reason.is_some());
    prop_assert!(order.reason.is_none_or(|reason| reason.picked.is_some() || reason.text.is_some()));
    prop_assert!(
        status != New || (order.assigned_at, order.accepted_at, order.onsite_at) == (None, None, None)
    );
    prop_assert!(!needs_master || order.assigned_at.is_some());
    prop_assert!(status != Onsite || order.onsite_at.is_some());
    prop_assert!(order.prepayment.is_acceptable());
    if let Some(money) = &order.settlement {
        prop_assert_eq!(money.collected.checked_add(order.prepayment), Some(money.total));
        prop_assert_eq!(money.breakdown.net.checked_add(money.materials), Some(money.total));
        prop_assert!(money.collected >= Kopecks::ZERO && money.breakdown.net >= Kopecks::ZERO);
    }
    Ok(())
}

/// Lives through the presses; the events are those that were accepted.
pub fn live(workflow: Workflow, presses: &[Press]) -> Result<Desk, TestCaseError> {
    let mut desk = Desk::new(workflow);
    for (actor, command) in presses {
        let context = context(workflow, desk.now());
        let Ok(recorded) = decide(&desk.order, command, actor, &context) else {
            continue;
        };
        let shown = actions_for(actor, &desk.order, workflow).contains(&command.action());
        prop_assert!(shown, "{:?} was not offered", command);
        let after = apply(&desk.order, &recorded);
        check_guards(&after)?;
        let told: Vec<Recipient> =
            notices(Some(&desk.order), &after, &recorded).iter().map(|notice| notice.to).collect();
        let distinct = told.iter().enumerate().all(|(at, to)| !told[..at].contains(to));
        prop_assert!(distinct, "told twice: {:?}", told);
        desk.order = after;
        desk.events.push(recorded);
    }
    Ok(desk)
}

fn name(event: &Event) -> String {
    let value = serde_json::to_value(event).unwrap();
    value["type"].as_str().unwrap().to_owned()
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn an_order_is_the_fold_of_its_events(workflow in workflows(), presses in lives()) {
        let desk = live(workflow, &presses)?;
        prop_assert_eq!(fold(&desk.events), Ok(desk.order.clone()));
        for (index, recorded) in desk.events.iter().enumerate() {
            prop_assert_eq!(recorded.version, OrderVersion(i64::try_from(index).unwrap() + 1));
            prop_assert_eq!(recorded.order, desk.order.id);
        }
        prop_assert_eq!(desk.order.version, desk.events.last().unwrap().version);
        let strict = workflow == Workflow::Strict;
        let extended = desk.events.iter().any(|recorded| matches!(recorded.event, Event::Declined { .. } | Event::TakenOff { .. }));
        prop_assert!(!(strict && extended), "an extension in the strict workflow");
    }

    #[test]
    fn the_same_button_pressed_twice_acts_once(workflow in workflows(), presses in lives(), press in (people(), commands())) {
        let desk = live(workflow, &presses)?;
        let (actor, command) = press;
        let context = context(workflow, desk.now());
        // The same words can be said twice: a comment's draft acts once, its command knows nothing of that.
        let said = command.action() == Action::Comment;
        if let Ok(recorded) = decide(&desk.order, &command, &actor, &context) && !said {
            let after = apply(&desk.order, &recorded);
            prop_assert!(decide(&after, &command, &actor, &context).is_err(), "{:?} acted twice", command);
        }
    }
}

#[test]
fn random_lives_meet_every_event_and_state() {
    use proptest::{strategy::ValueTree as _, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let (mut events, mut states) = (HashSet::new(), HashSet::new());
    for _ in 0..400 {
        let presses = lives().new_tree(&mut runner).unwrap().current();
        for workflow in Workflow::ALL {
            let desk = live(workflow, &presses).unwrap();
            events.extend(desk.events.iter().map(|recorded| name(&recorded.event)));
            for length in 1..=desk.events.len() {
                states.insert((workflow.code(), fold(&desk.events[..length]).unwrap().status));
            }
        }
    }
    assert_eq!(events.len(), 19, "{events:?}");
    assert_eq!(states.len(), 14, "{states:?}");
}
