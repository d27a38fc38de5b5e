//! P6: whoever presses whatever in whichever state, also with forged data, nothing happens that the table of
//! permissions does not allow. The table is the golden file that reviewers read, not the program's own answer.

use jiff::civil::date;
use repairbot::store::{cards, orders::OrderView};
use repairbot_core::{
    callback::{Answer, Press},
    ids::{ChatId, OrderVersion, PersonId, ReasonId},
    money::{Kopecks, PaymentMethod},
    order::{Action, Closing, Command, Reason, RefusalAnswers, Status, Workflow},
};

use crate::support::{Cast, Chat, Setup, TestDesk, alert, scenarios};

/// Who may do what, as reviewed.
const MATRIX: &str = include_str!("../../../../core/tests/core/permission-matrix.txt");

/// Whether the matrix lists this action for this block of it in this state.
fn allowed(block: &str, status: Status, action: Action) -> bool {
    let mut lines = MATRIX.lines().skip_while(|line| *line != block).skip(1);
    let row = lines.find(|line| line.split_whitespace().next() == Some(status.code()));
    let row = row.unwrap_or_else(|| panic!("no «{block}», {} in the matrix", status.code()));
    row.split_whitespace().skip(1).any(|code| code == action.code())
}

/// The commands that bring a new order to this state.
fn path(status: Status, master: PersonId) -> Vec<Command> {
    let assign = Command::Assign { master };
    let long =
        Command::StartLongRepair { promised_on: date(2026, 12, 25), parts: None, prepayment: Kopecks(0) };
    let closing = Closing {
        total: Kopecks(1_000_000),
        materials: Kopecks(0),
        payment: PaymentMethod::Cash,
        review: false,
        out_of_city: false,
        senior: false,
    };
    let reason = Reason { picked: Some(ReasonId(1)), text: None };
    let refusal = RefusalAnswers { reason, fee: Kopecks(0), refund_prepayment: None };
    let onsite = [assign.clone(), Command::Accept, Command::ArriveOnSite];
    match status {
        Status::New => vec![],
        Status::Assigned => onsite[..1].to_vec(),
        Status::Accepted => onsite[..2].to_vec(),
        Status::Onsite => onsite.to_vec(),
        Status::LongRepair => [&onsite[..], &[long]].concat(),
        Status::Closed => [&onsite[..], &[Command::Close(closing)]].concat(),
        Status::Refused => [&onsite[..], &[Command::Refuse(refusal)]].concat(),
    }
}

/// A fresh order in this state; a master, where there is one, is Pyotr.
async fn order_in(desk: &mut TestDesk, status: Status, cast: &Cast) -> OrderView {
    let number = desk.new_order(&cast.anna).await;
    let id = desk.order(number).await.order.id;
    let (boris, pyotr) = (desk.person(&cast.boris).await, desk.person(&cast.pyotr).await);
    for command in path(status, pyotr) {
        desk.command(id, &command, boris).await.unwrap();
    }
    let view = desk.order(number).await;
    assert_eq!(view.order.status, status);
    view
}

/// This person forges each action on orders in this state.
async fn forges_all(desk: &mut TestDesk, cast: &Cast, (who, block, status): (&Chat, Option<&str>, Status)) {
    let mut view = order_in(desk, status, cast).await;
    who.says(desk, &format!("/order {}", view.number)).await;
    let carrier = who.last(desk).unwrap().id;
    for action in Action::ALL {
        let press = Press::Act { order: view.order.id, version: view.order.version, action };
        let answer = who.forges(desk, carrier, &press.encode()).await;
        let now = desk.order(view.number.0).await.order;
        let may = block.is_some_and(|block| allowed(block, status, action));
        assert_eq!(!answer.alert, may, "{} in {status:?}: {action:?}: {answer:?}", who.name);
        if may {
            who.says(desk, "/cancel").await;
            if now != view.order {
                view = order_in(desk, status, cast).await;
            }
        } else {
            assert_eq!(now, view.order, "{} in {status:?}: {action:?}", who.name);
        }
    }
}

/// What the office does in private only: a group reads along.
const IN_PRIVATE: [Action; 5] =
    [Action::Assign, Action::Reassign, Action::Edit, Action::Correct, Action::Delete];

/// The same from inside Pyotr's work group. Nothing happens there to an order that is not his.
async fn forges_all_inside(
    desk: &mut TestDesk,
    cast: &Cast,
    (who, block, status): (&Chat, Option<&str>, Status),
) {
    let mut before = order_in(desk, status, cast).await;
    let there = who.in_group(cast.work.chat);
    there.says(desk, &format!("/order {}", before.number)).await;
    let carrier = there.last(desk).unwrap().id;
    for action in Action::ALL {
        let press = Press::Act { order: before.order.id, version: before.order.version, action };
        let answer = there.forges(desk, carrier, &press.encode()).await;
        let now = desk.order(before.number.0).await.order;
        let offered = before.order.master.is_some() && !IN_PRIVATE.contains(&action);
        if offered && block.is_some_and(|block| allowed(block, status, action)) {
            assert!(!answer.alert, "{} in {status:?}: {action:?}: {answer:?}", who.name);
            there.says(desk, "/cancel").await;
            if now != before.order {
                before = order_in(desk, status, cast).await;
            }
        } else {
            assert!(answer.alert, "{} in {status:?}: {action:?}: {answer:?}", who.name);
            assert_eq!(now, before.order, "{} in {status:?}: {action:?}", who.name);
        }
    }
}

/// This person forges the choice of Vera for an order in this state.
async fn forges_a_master(
    desk: &mut TestDesk,
    cast: &Cast,
    (who, block, status): (&Chat, Option<&str>, Status),
) {
    let view = order_in(desk, status, cast).await;
    who.says(desk, &format!("/order {}", view.number)).await;
    let carrier = who.last(desk).unwrap().id;
    let master = desk.person(&cast.vera).await;
    let press = Press::PickMaster { order: view.order.id, version: view.order.version, master };
    let answer = who.forges(desk, carrier, &press.encode()).await;
    let now = desk.order(view.number.0).await.order;
    let action = if status == Status::New { Action::Assign } else { Action::Reassign };
    if block.is_some_and(|block| allowed(block, status, action)) {
        assert_eq!(now.master, Some(master), "{} in {status:?}: {answer:?}", who.name);
    } else {
        assert!(answer.alert, "{} in {status:?}: {answer:?}", who.name);
        assert_eq!(now, view.order, "{} in {status:?}", who.name);
    }
}

/// Anna's draft, as others see its buttons: the data of each.
async fn anothers_draft(desk: &mut TestDesk, anna: &Chat) -> Vec<String> {
    anna.says(desk, "/new").await;
    anna.taps(desk, "Телевизоры").await;
    anna.says(desk, "Не включается").await;
    let (_, back) = anna.data_of(desk, "◀️ Назад");
    let Ok(Press::Draft { draft, revision, .. }) = Press::decode(&back) else { panic!("{back}") };
    let answers =
        [Answer::Pick(1), Answer::Back, Answer::Skip, Answer::Confirm, Answer::Edit(0), Answer::Cancel];
    let presses = answers.map(|answer| Press::Draft { draft, revision, answer });
    presses.into_iter().chain([Press::Resume { draft }]).map(|press| press.encode()).collect()
}

const STANDARD: [Option<&str>; 5] = [
    Some("standard | ADMIN | not the order's master"),
    Some("standard | DISPATCHER | not the order's master"),
    Some("standard | MASTER | the order's master"),
    Some("standard | MASTER | not the order's master"),
    None,
];
const STRICT: [Option<&str>; 5] = [
    Some("strict | ADMIN | not the order's master"),
    Some("strict | DISPATCHER | not the order's master"),
    Some("strict | MASTER | the order's master"),
    Some("strict | MASTER | not the order's master"),
    None,
];

scenarios! {
    async fn nobody_can_forge_what_the_strict_workflow_does_not_allow(desk: &mut TestDesk) {
        desk.restart_with(Setup { workflow: Workflow::Strict, ..Setup::default() }).await;
        let cast = desk.cast_without_group().await;
        let stranger = desk.stranger("Прохожий").await;
        let everybody = [&cast.boris, &cast.anna, &cast.pyotr, &cast.vera, &stranger];
        for status in Status::ALL {
            for (who, block) in everybody.into_iter().zip(STRICT) {
                forges_all(desk, &cast, (who, block, status)).await;
            }
        }
    }

    async fn nobody_can_forge_it_inside_a_group_either(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let stranger = desk.stranger("Прохожий").await;
        let everybody = [&cast.boris, &cast.anna, &cast.pyotr, &cast.vera, &stranger];
        for status in Status::ALL {
            for (who, block) in everybody.into_iter().zip(STANDARD) {
                forges_all_inside(desk, &cast, (who, block, status)).await;
            }
        }
    }

    async fn nobody_can_forge_the_choice_of_a_master(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        let stranger = desk.stranger("Прохожий").await;
        let everybody = [&cast.boris, &cast.anna, &cast.pyotr, &cast.vera, &stranger];
        for status in Status::ALL {
            for (who, block) in everybody.into_iter().zip(STANDARD) {
                forges_a_master(desk, &cast, (who, block, status)).await;
            }
        }
    }

    async fn nobody_can_forge_an_answer_to_anothers_question(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let stranger = desk.stranger("Прохожий").await;
        desk.order_in(Status::Assigned, &cast).await;
        let presses = anothers_draft(desk, &cast.anna).await;
        let shown = desk.sim.messages(cast.anna.chat).len();
        for who in [&cast.boris, &cast.pyotr, &cast.vera, &stranger, &cast.work] {
            let carrier = who.last(desk).unwrap().id;
            let before = desk.sim.messages(who.chat).len();
            for data in &presses {
                let answer = who.forges(desk, carrier, data).await;
                assert_eq!(answer, alert("Это не ваша заявка или не ваш вопрос."), "{}: {data}", who.name);
            }
            assert_eq!(desk.sim.messages(who.chat).len(), before, "{} was shown something", who.name);
        }
        // Her own question does not go where others read along.
        let there = cast.anna.in_group(cast.work.chat);
        let carrier = there.last(desk).unwrap().id;
        for data in &presses {
            let answer = there.forges(desk, carrier, data).await;
            assert_eq!(answer, alert("Это не ваша заявка или не ваш вопрос."), "in the group: {data}");
        }
        assert_eq!(desk.sim.messages(cast.anna.chat).len(), shown);
        cast.anna.says(desk, "8 912 000-00-01").await;
        cast.anna.sees(desk, "Введите имя клиента");
    }

    async fn nobody_can_forge_what_the_matrix_does_not_allow(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        let stranger = desk.stranger("Прохожий").await;
        let everybody = [&cast.boris, &cast.anna, &cast.pyotr, &cast.vera, &stranger];
        for status in Status::ALL {
            for (who, block) in everybody.into_iter().zip(STANDARD) {
                forges_all(desk, &cast, (who, block, status)).await;
            }
        }
    }

    async fn a_message_is_the_card_of_one_order_whatever_is_pressed_on_it(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let (one, two) = (desk.order_in(Status::Assigned, &cast).await, desk.order_in(Status::Assigned, &cast).await);
        for who in [&cast.anna, &cast.work] {
            let first = who.message_with(desk, "Заявка #1 ·").id;
            let second = desk.order(two).await.order;
            let version = second.version;
            // What works, what is overtaken, what is not allowed.
            for (version, action) in [
                (version, Action::Reschedule),
                (OrderVersion(version.0 - 1), Action::Accept),
                (version, Action::Assign),
                (version, Action::ClientWaiting),
                (version, Action::Accept),
            ] {
                let press = Press::Act { order: second.id, version, action };
                who.forges(desk, first, &press.encode()).await;
                who.says(desk, "/cancel").await;
            }
            let tx = desk.store().read().await.unwrap();
            let of = |id| cards::get(&tx, id, ChatId(who.chat.0));
            let (one, two) = (desk.order(one).await.order.id, second.id);
            let (one, two) = (of(one).await.unwrap().unwrap(), of(two).await.unwrap().unwrap());
            assert_eq!(one.message.map(|message| message.0), Some(first.0), "it stays what it was");
            assert_ne!(one.message, two.message);
        }
        assert_eq!(desk.status(two).await, Status::Accepted);
        // Both follow their orders.
        cast.boris.says(desk, "/order 1").await;
        cast.boris.taps_like(desk, "✅ Принять").await;
        for number in [one, two] {
            cast.work.has_seen(desk, &format!("Заявка #{number} · ✅ Принята"));
        }
    }
}
