//! P6: whoever presses whatever in whichever state, also with forged data, nothing happens that the table of
//! permissions does not allow. The table is the golden file that reviewers read, not the program's own answer.

use jiff::civil::date;
use repairbot::store::{cards, orders::OrderView};
use repairbot_core::{
    callback::Press,
    ids::{ChatId, OrderVersion, PersonId, ReasonId},
    money::{Kopecks, PaymentMethod},
    order::{Action, Closing, Command, Reason, RefusalAnswers, Status},
};

use crate::support::{Cast, Chat, TestDesk, scenarios};

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
            view = order_in(desk, status, cast).await;
        } else {
            assert_eq!(now, view.order, "{} in {status:?}: {action:?}", who.name);
        }
    }
}

scenarios! {
    async fn nobody_can_forge_what_the_matrix_does_not_allow(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        let stranger = desk.stranger("Прохожий").await;
        let everybody = [
            (&cast.boris, Some("standard | ADMIN | not the order's master")),
            (&cast.anna, Some("standard | DISPATCHER | not the order's master")),
            (&cast.pyotr, Some("standard | MASTER | the order's master")),
            (&cast.vera, Some("standard | MASTER | not the order's master")),
            (&stranger, None),
        ];
        for status in Status::ALL {
            for (who, block) in everybody {
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
