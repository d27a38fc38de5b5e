use std::{fmt::Write as _, path::PathBuf};

use repairbot_core::{
    actor::{Actor, Role},
    ids::{AddressId, CommentId, PersonId, TextId},
    money::{Kopecks, PaymentMethod},
    order::{
        Action, Command, Correction, Details, Order, Refusal, Status, Workflow, actions_for, acts_for_master,
        decide, is_own, may, may_see, sees_phone, target,
    },
};

use crate::support::{Desk, IVAN, PETR, actor, closing, context, long_repair, picked, refusal, visit};

/// Sets of roles the matrix has rows for.
const PEOPLE: &[&[Role]] = &[
    &[Role::Admin],
    &[Role::Dispatcher],
    &[Role::Master],
    &[Role::Dispatcher, Role::Master],
    &[Role::Admin, Role::Master],
    &[Role::SeniorMaster],
    &[Role::Master, Role::SeniorMaster],
    &[],
];

/// Someone else than the order's master.
const STRANGER: PersonId = PersonId(99);

fn person(roles: &[Role], own: bool) -> Actor {
    actor(if own { IVAN } else { STRANGER }, roles)
}

fn title(roles: &[Role]) -> String {
    if roles.is_empty() {
        return "UNKNOWN".to_owned();
    }
    roles.iter().map(|role| role.code()).collect::<Vec<_>>().join("+")
}

/// Role x own x state x workflow -> what the card offers.
fn matrix() -> String {
    let mut out = String::from(
        "# Who may do what with an order: made by tests/core/permission.rs, compared on every run.\n\
         # After a wanted change: UPDATE=1 cargo test -p repairbot-core permission\n",
    );
    for workflow in Workflow::ALL {
        for roles in PEOPLE {
            for own in [true, false] {
                let whose = if own { "the order's master" } else { "not the order's master" };
                writeln!(out, "\n{} | {} | {whose}", workflow.code(), title(roles)).unwrap();
                for status in Status::ALL {
                    let order = Desk::with_ivan(status, workflow).order;
                    let actions = actions_for(&person(roles, own), &order, workflow);
                    let actions: Vec<&str> = actions.iter().map(|action| action.code()).collect();
                    let actions = if actions.is_empty() { "-".to_owned() } else { actions.join(" ") };
                    writeln!(out, "  {:<9} {actions}", status.code()).unwrap();
                }
            }
        }
    }
    out
}

#[test]
fn the_matrix_is_as_it_was_agreed() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/core/permission-matrix.txt");
    let now = matrix();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, &now).unwrap();
    }
    let agreed = std::fs::read_to_string(&file).unwrap();
    for (line, (now, agreed)) in now.lines().zip(agreed.lines()).enumerate() {
        assert_eq!(now, agreed, "permission-matrix.txt, line {}", line + 1);
    }
    assert_eq!(now, agreed);
}

/// A command of this action whose answers pass every guard.
fn command(action: Action, order: &Order) -> Command {
    match action {
        Action::Assign => Command::Assign { master: PETR },
        Action::Reassign => Command::Reassign { master: PETR },
        Action::TakeOff => Command::TakeOff,
        Action::Accept => Command::Accept,
        Action::Decline => Command::Decline { reason: picked() },
        Action::ArriveOnSite => Command::ArriveOnSite,
        Action::StartLongRepair => long_repair(Kopecks::ZERO),
        Action::Close => Command::Close(closing()),
        Action::Refuse => Command::Refuse(refusal()),
        Action::Reopen => Command::Reopen,
        Action::Edit => Command::Edit { to: Details { address: AddressId(70), ..order.details() } },
        Action::ClientWaiting => Command::RemindOfClient,
        Action::Comment => Command::Comment { comment: CommentId(1), text: TextId(1) },
        Action::Delete => Command::Delete { reason: TextId(1) },
        Action::Restore => Command::Restore { master_left: false },
        Action::Reschedule => Command::Reschedule { to: visit(60), reason: None },
        Action::Correct => Command::Correct {
            to: Correction {
                total: Kopecks(700_000),
                materials: Kopecks::ZERO,
                payment: PaymentMethod::Cash,
                review: false,
                out_of_city: false,
            },
            reason: TextId(1),
        },
    }
}

/// Every person, order and action of the matrix.
fn each(mut check: impl FnMut(&Actor, &Order, Workflow, Action)) {
    for workflow in Workflow::ALL {
        for status in Status::ALL {
            let order = Desk::with_ivan(status, workflow).order;
            for roles in PEOPLE {
                for own in [true, false] {
                    for action in Action::ALL {
                        check(&person(roles, own), &order, workflow, action);
                    }
                }
            }
        }
    }
}

#[test]
fn a_button_is_shown_exactly_when_it_works() {
    each(|actor, order, workflow, action| {
        let context = context(workflow, order.status_changed_at);
        let decided = decide(order, &command(action, order), actor, &context);
        let shown = may(action, actor, order, workflow);
        assert_eq!(decided.is_ok(), shown, "{action:?} {:?} {actor:?} {workflow:?}", order.status);
    });
}

#[test]
fn a_refusal_lists_what_the_card_shows() {
    let mut listed = 0;
    each(|actor, order, workflow, action| {
        let context = context(workflow, order.status_changed_at);
        match decide(order, &command(action, order), actor, &context) {
            Err(Refusal::NotPossible { from, to, allowed }) => {
                assert_eq!((from, to), (order.status, target(action, workflow).unwrap_or(from)));
                assert_eq!(allowed, actions_for(actor, order, workflow));
                listed += usize::from(!allowed.is_empty());
            }
            Err(Refusal::AlreadyDone(status)) => {
                assert_eq!(status, order.status);
                let there = target(action, workflow) == Some(status);
                assert!(there || action == Action::Restore, "{action:?}");
            }
            Err(refusal) => assert_eq!(refusal, Refusal::Forbidden),
            Ok(_) => {}
        }
    });
    assert!(listed > 100, "{listed}");
}

#[test]
fn a_stranger_and_another_master_may_nothing() {
    each(|actor, order, workflow, action| {
        let own_master = actor.roles.has(Role::Master) && is_own(actor, order);
        if !actor.roles.is_office() && !own_master {
            assert!(!may(action, actor, order, workflow), "{action:?} {actor:?} {:?}", order.status);
        }
    });
}

#[test]
fn a_master_declines_what_he_has_not_accepted() {
    let order = Desk::with_ivan(Status::Assigned, Workflow::Standard).order;
    let actions = actions_for(&person(&[Role::Master], true), &order, Workflow::Standard);
    assert_eq!(actions, [Action::Accept, Action::Decline, Action::Reschedule, Action::Comment]);
    assert_eq!(target(Action::Decline, Workflow::Standard), Some(Status::New));
    assert_eq!(target(Action::Decline, Workflow::Strict), Some(Status::Refused));
    assert_eq!(target(Action::Edit, Workflow::Standard), None);
}

#[test]
fn acting_for_the_master_is_what_the_history_says() {
    let mut for_master = 0;
    each(|actor, order, workflow, action| {
        let acts = acts_for_master(action, actor, order);
        let about = format!("{action:?} {:?} {actor:?} {workflow:?}", order.status);
        match decide(order, &command(action, order), actor, &context(workflow, order.status_changed_at)) {
            Ok(recorded) => {
                assert_eq!(recorded.on_behalf_of, order.master.filter(|_| acts), "{about}");
                for_master += usize::from(acts);
            }
            Err(_) => assert!(!acts || workflow == Workflow::Strict, "{about}"),
        }
    });
    assert!(for_master > 20, "{for_master}");
}

#[test]
fn an_admin_acts_for_the_master_in_these_steps() {
    use Action::{Accept, ArriveOnSite, Close, Decline, Refuse, StartLongRepair};
    let table: &[(Status, &[Action])] = &[
        (Status::New, &[]),
        (Status::Assigned, &[Accept, Decline]),
        (Status::Accepted, &[ArriveOnSite, StartLongRepair]),
        (Status::Onsite, &[Close, StartLongRepair, Refuse]),
        (Status::LongRepair, &[Close, ArriveOnSite, Refuse]),
        (Status::Closed, &[]),
        (Status::Refused, &[]),
    ];
    for (status, expected) in table {
        let order = Desk::with_ivan(*status, Workflow::Standard).order;
        let acting = |actor: &Actor| -> Vec<Action> {
            Action::ALL.into_iter().filter(|action| acts_for_master(*action, actor, &order)).collect()
        };
        assert_eq!(acting(&person(&[Role::Admin], false)), *expected, "{status:?}");
        assert_eq!(acting(&person(&[Role::Admin, Role::Master], true)), [], "{status:?}: his own");
        assert_eq!(acting(&person(&[Role::Dispatcher], false)), [], "{status:?}: the office's own steps");
    }
}

#[test]
fn who_sees_an_order_and_the_phone() {
    let phone_from = [Status::Onsite, Status::LongRepair, Status::Closed];
    for status in Status::ALL {
        let order = Desk::with_ivan(status, Workflow::Standard).order;
        let sees = |roles: &[Role], own: bool| {
            let actor = person(roles, own);
            (may_see(&actor, &order), sees_phone(&actor, &order, true))
        };
        let sees_unhidden = |roles: &[Role], own: bool| sees_phone(&person(roles, own), &order, false);
        for office in [Role::Admin, Role::Dispatcher] {
            assert_eq!(sees(&[office], false), (true, true), "{status:?} {office:?}");
            assert_eq!(sees(&[office, Role::Master], true), (true, true), "{status:?} {office:?}");
        }
        let assigned = status != Status::New && order.master.is_some();
        assert_eq!(sees(&[Role::Master], true), (assigned, phone_from.contains(&status)), "{status:?}");
        let at_work = assigned && !matches!(status, Status::Refused);
        assert_eq!(sees_unhidden(&[Role::Master], true), at_work, "{status:?}: not hidden");
        assert!(!sees_unhidden(&[Role::Master], false) && !sees_unhidden(&[], true), "{status:?}");
        for (roles, own) in [(&[Role::Master][..], false), (&[Role::SeniorMaster], true), (&[], true)] {
            assert_eq!(sees(roles, own), (false, false), "{status:?} {roles:?}");
        }
    }
}

#[test]
fn actions_have_codes() {
    for action in Action::ALL {
        assert_eq!(Action::from_code(action.code()), Some(action));
        assert_eq!(serde_json::to_value(action).unwrap(), action.code());
        let order = Desk::with_ivan(Status::New, Workflow::Standard).order;
        assert_eq!(command(action, &order).action(), action);
    }
    assert_eq!(Action::from_code("fly"), None);
}
