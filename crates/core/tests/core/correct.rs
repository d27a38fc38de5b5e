//! Corrections of closed orders: who may, what is computed anew, what stays.

use proptest::prelude::*;
use repairbot_core::{
    actor::Role,
    dialogue::{CorrectField, CorrectOrder, Dialogue, Draft, Problem, Progress, Question},
    ids::{OrderId, RatesId, TextId},
    money::{Kopecks, PaymentMethod},
    order::{
        Action, Closing, Command, Context, Correction, Event, NoticeKind, Order, Recipient, Refusal,
        Settlement, Status, Workflow, apply, correction, decide, fold, may, notices,
    },
    split::{BasisPoints, EquipmentRate, Rates, RatesVersion, Tier},
};

use crate::{
    dialogue_runs::{inputs, stored_by_format_1},
    dialogue_support::{Given, Talk, says},
    support::{
        ADMIN, ANNA, Desk, IVAN, actor, admin, anna, cases, closing, context, ivan, long_repair, roubles,
    },
};

const WHY: TextId = TextId(90);

fn closed() -> Desk {
    Desk::with_ivan(Status::Closed, Workflow::Standard)
}

fn money(order: &Order) -> &Settlement {
    order.settlement.as_ref().unwrap()
}

fn correct(to: Correction) -> Command {
    Command::Correct { to, reason: WHY }
}

/// The figures of [`closing`] with another total.
fn total(sum: i64) -> Correction {
    Correction { total: roubles(sum), ..money(&closed().order).figures() }
}

#[test]
fn an_admin_corrects_a_closed_order_and_nobody_else_anything_else() {
    for workflow in Workflow::ALL {
        for status in Status::ALL {
            let order = Desk::with_ivan(status, workflow).order;
            assert_eq!(
                may(Action::Correct, &admin(), &order, workflow),
                status == Status::Closed,
                "{status:?}"
            );
            for other in [anna(), ivan(), actor(IVAN, &[Role::Master, Role::SeniorMaster, Role::Dispatcher])]
            {
                assert!(!may(Action::Correct, &other, &order, workflow), "{status:?} {other:?}");
            }
        }
    }
    let desk = closed();
    let now = context(Workflow::Standard, desk.now());
    assert_eq!(decide(&desk.order, &correct(total(7000)), &ivan(), &now), Err(Refusal::Forbidden));
    let mut deleted = closed();
    deleted.run(&admin(), Command::Delete { reason: WHY });
    assert_eq!(decide(&deleted.order, &correct(total(7000)), &admin(), &now), Err(Refusal::Deleted));
}

#[test]
fn the_row_has_the_new_figures_and_keeps_when_it_was_closed() {
    let mut desk = closed();
    let before = desk.order.clone();
    desk.run(&admin(), correct(Correction { payment: PaymentMethod::Card, review: true, ..total(9000) }));
    let (order, now) = (&desk.order, money(&desk.order));
    assert_eq!((now.total, now.materials, now.collected), (roubles(9000), roubles(1000), roubles(9000)));
    assert_eq!((now.breakdown.master, now.breakdown.company), (roubles(4000), roubles(4000)));
    assert_eq!((now.payment, now.review, now.out_of_city), (PaymentMethod::Card, true, false));
    let stays = |order: &Order| {
        (order.status, order.closed_at, order.status_changed_at, order.warranty_until, order.prepayment)
    };
    assert_eq!(stays(order), stays(&before));
    let Event::Corrected { from, to, reason } = &desk.events.last().unwrap().event else { panic!() };
    assert_eq!((&**from, &**to, *reason), (money(&before), now, WHY));
    assert_eq!(desk.events.last().unwrap().on_behalf_of, None, "nobody corrects for a master");
    assert_eq!(fold(&desk.events).as_ref(), Ok(order));
}

#[test]
fn the_rules_valid_at_closing_and_the_master_as_he_was_then_count() {
    let mut desk = Desk::with_ivan(Status::Onsite, Workflow::Standard);
    let tiers = vec![Tier { from: Kopecks::ZERO, master: BasisPoints(6_000) }];
    let custom = vec![EquipmentRate { code: "tv".to_owned(), tiers }];
    let then = RatesVersion { id: RatesId(4), rates: Rates { custom, ..Rates::default_rules() } };
    let at_closing =
        Context { rates: &then, equipment_code: "tv", ..context(Workflow::Standard, desk.now()) };
    let closing = Command::Close(Closing { senior: true, ..closing() });
    let recorded = decide(&desk.order, &closing, &ivan(), &at_closing).unwrap();
    desk.order = apply(&desk.order, &recorded);
    let basis = money(&desk.order).basis.clone().unwrap();
    assert_eq!((basis.rates, basis.equipment.as_str(), basis.senior), (RatesId(4), "tv", true));
    // 60 % of 8000 at closing; whoever corrects gives the same rules again.
    let to = correction(&desk.order, &total(9000), &then, &basis.equipment).unwrap();
    assert_eq!((to.breakdown.master, to.basis), (roubles(4800), Some(basis)));
    // A senior master stays one, also when the floor added nothing at closing.
    let mut desk = Desk::with_ivan(Status::Onsite, Workflow::Standard);
    let full = Closing { senior: true, total: roubles(9000), ..self::closing() };
    desk.run(&ivan(), Command::Close(full));
    assert_eq!(money(&desk.order).breakdown.steps.len(), 1);
    desk.run(&admin(), correct(total(6000)));
    assert_eq!(money(&desk.order).breakdown.master, roubles(2500));
}

#[test]
fn an_order_of_a_former_release_is_corrected_too() {
    let mut desk = closed();
    let mut old = serde_json::to_value(money(&desk.order)).unwrap();
    old.as_object_mut().unwrap().remove("basis");
    let rule = old["breakdown"]["rule"].as_object_mut().unwrap();
    rule.remove("from");
    rule.remove("below");
    let old: Settlement = serde_json::from_value(old).unwrap();
    assert_eq!((&old.basis, old.was_senior(), old.breakdown.rule.below), (&None, false, None));
    let again = serde_json::to_string(&old).unwrap();
    assert!(!again.contains("basis") && !again.contains("below"), "its row stays as it is written: {again}");
    desk.order.settlement = Some(old);
    desk.run(&admin(), correct(total(9000)));
    assert_eq!(money(&desk.order).breakdown.master, roubles(4000));
}

#[test]
fn what_cannot_be_is_refused() {
    let mut desk = Desk::with_ivan(Status::Accepted, Workflow::Standard);
    desk.run(&ivan(), long_repair(roubles(2000))).run(&ivan(), Command::Close(closing()));
    let with = |change: fn(&mut Correction)| {
        let mut to = total(6000);
        change(&mut to);
        to
    };
    for (to, refusal) in [
        (total(6000), Refusal::NothingChanged),
        (with(|to| to.materials = roubles(6001)), Refusal::MaterialsExceedTotal),
        (
            with(|to| (to.total, to.materials) = (roubles(1999), Kopecks::ZERO)),
            Refusal::PrepaymentExceedsTotal,
        ),
        (with(|to| to.total = Kopecks(Kopecks::MAX.0 + 1)), Refusal::AmountOutOfRange),
        (with(|to| to.materials = Kopecks(-1)), Refusal::AmountOutOfRange),
    ] {
        let now = context(Workflow::Standard, desk.now());
        assert_eq!(decide(&desk.order, &correct(to), &admin(), &now), Err(refusal), "{to:?}");
    }
    desk.run(&admin(), correct(with(|to| (to.total, to.materials) = (roubles(2000), Kopecks::ZERO))));
    assert_eq!(money(&desk.order).collected, Kopecks::ZERO);
}

#[test]
fn the_master_and_the_office_are_told() {
    let mut desk = closed();
    let before = desk.order.clone();
    desk.run(&admin(), correct(total(7000)));
    let recorded = desk.events.last().unwrap();
    let kind = NoticeKind::Corrected;
    let told: Vec<_> = notices(Some(&before), &desk.order, recorded).iter().map(|n| (n.to, n.kind)).collect();
    assert_eq!(told, [(Recipient::Master(IVAN), kind), (Recipient::OfficeExcept(ADMIN), kind)]);
    assert_ne!(ADMIN, ANNA);
    assert!(!kind.calls_to_act());
}

fn form() -> CorrectOrder {
    CorrectOrder::new(OrderId(700), money(&closed().order).clone(), roubles(500))
}

fn asks(field: CorrectField) -> Question {
    Question::Correct(Some(field))
}

fn now(talk: &Talk) -> &CorrectOrder {
    let Dialogue::CorrectOrder(form) = &talk.draft.dialogue else { panic!() };
    form
}

#[test]
fn the_form_begins_with_what_there_is_and_asks_why() {
    let mut talk = Talk::about(Dialogue::CorrectOrder(form()));
    assert_eq!(talk.draft.question(), Question::Correct(None));
    assert!(!now(&talk).is_changed() && !talk.draft.can_go_back());
    assert_eq!(now(&talk).correction(), total(6000));
    // A total below the materials asks for them, then why.
    assert_eq!(talk.give(&Given::Edit(0)), Ok(Progress::Ask));
    for (garbage, problem) in [
        ("499", Problem::PrepaymentExceedsTotal),
        ("12.500", Problem::Money(repairbot_core::money::MoneyError::Ambiguous)),
    ] {
        talk.refuses(says(garbage), problem);
    }
    talk.refuses(Given::NotText, Problem::TextNeeded);
    assert_eq!(talk.give(&says("800")), Ok(Progress::Ask));
    assert_eq!(talk.draft.question(), asks(CorrectField::Materials));
    talk.refuses(says("801"), Problem::MaterialsExceedTotal);
    assert_eq!(talk.give(&says("300")), Ok(Progress::Ask));
    assert_eq!(talk.draft.question(), asks(CorrectField::Reason));
    talk.refuses(says("ой"), Problem::Text(repairbot_core::pii::TextError::TooShort { min: 3 }));
    assert_eq!(talk.give(&says("опечатка")), Ok(Progress::Ask));
    // Flags by buttons, each question comes back to the review.
    for (field, given) in [(2, Given::Pick(1)), (3, Given::Pick(1)), (4, Given::Pick(1))] {
        assert_eq!(talk.give(&Given::Edit(field)), Ok(Progress::Ask));
        talk.refuses(says("да"), Problem::UseButtons);
        talk.refuses(Given::Pick(7), Problem::UseButtons);
        assert_eq!(talk.give(&given), Ok(Progress::Ask));
        assert_eq!(talk.draft.question(), Question::Correct(None));
    }
    stored_by_format_1("correct-order", &talk.draft);
    assert_eq!(talk.give(&Given::Confirm), Ok(Progress::Done));
    let to = now(&talk).correction();
    assert_eq!((to.total, to.materials, to.payment), (roubles(800), roubles(300), PaymentMethod::Card));
    assert!(to.review && to.out_of_city);
}

#[test]
fn without_a_difference_no_reason_is_asked_for() {
    let mut talk = Talk::about(Dialogue::CorrectOrder(form()));
    assert_eq!(talk.give(&Given::Edit(3)), Ok(Progress::Ask));
    assert_eq!(talk.give(&Given::Pick(0)), Ok(Progress::Ask));
    assert_eq!(talk.draft.question(), Question::Correct(None));
    assert!(!now(&talk).is_changed());
}

#[test]
fn a_draft_for_admins_about_its_order() {
    let draft = Draft::new(repairbot_core::ids::DraftId(1), Dialogue::CorrectOrder(form()));
    assert_eq!(draft.order(), Some(OrderId(700)));
    for role in Role::ALL {
        assert_eq!(draft.dialogue.is_for([role].into_iter().collect()), role == Role::Admin);
    }
}

proptest! {
    #![proptest_config(cases())]

    /// Whatever is corrected how often: shares sum to the net, nothing is negative, the rest of the order stays.
    #[test]
    fn corrections_never_lose_a_kopeck(
        steps in prop::collection::vec((0_i64..=20_000, 0_i64..=20_000, any::<[bool; 2]>()), 1..6),
        senior in any::<bool>(),
    ) {
        let mut desk = Desk::with_ivan(Status::Onsite, Workflow::Standard);
        desk.run(&ivan(), Command::Close(Closing { senior, ..closing() }));
        for (total, materials, [review, out_of_city]) in steps {
            let to = Correction {
                total: Kopecks(total * 77), materials: Kopecks(materials * 77), review, out_of_city,
                ..money(&desk.order).figures()
            };
            let now = context(desk.workflow, desk.now());
            let shown = correction(&desk.order, &to, now.rates, now.equipment_code);
            match decide(&desk.order, &correct(to), &admin(), &now) {
                Ok(recorded) => {
                    desk.order = apply(&desk.order, &recorded);
                    desk.events.push(recorded);
                    prop_assert_eq!(Ok(money(&desk.order)), shown.as_ref());
                }
                Err(refusal) => {
                    prop_assert!(matches!(refusal, Refusal::NothingChanged | Refusal::MaterialsExceedTotal));
                }
            }
            let now = money(&desk.order);
            let split = &now.breakdown;
            prop_assert_eq!(split.master.checked_add(split.company), now.total.checked_sub(now.materials));
            prop_assert!(split.master >= Kopecks::ZERO && split.company >= Kopecks::ZERO);
            prop_assert_eq!(now.was_senior(), senior);
        }
        prop_assert_eq!(fold(&desk.events), Ok(desk.order));
    }

    #[test]
    fn any_run_of_the_form_ends_with_a_reason_or_unchanged(given in prop::collection::vec(inputs(), 0..40)) {
        let mut talk = Talk::about(Dialogue::CorrectOrder(form()));
        for given in given {
            match talk.give(&given) {
                Ok(Progress::Done) => {
                    let form = now(&talk);
                    let to = form.correction();
                    prop_assert!(form.reason.is_some() || !form.is_changed());
                    prop_assert!(to.materials <= to.total && form.prepayment <= to.total);
                    break;
                }
                Ok(Progress::Cancelled) => break,
                _ => {}
            }
        }
    }
}
