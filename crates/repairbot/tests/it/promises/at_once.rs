//! P5: of any number of people who press at the same moment exactly one wins, and the others are told.

use futures_util::future::join_all;
use repairbot_core::{
    callback::Press,
    order::{Action, Command, Event, Status},
};
use telegram_sim::PressAnswer;

use crate::support::{Chat, TestDesk, scenarios, toast};

/// From two to the most who could press in the same second.
const CROWDS: [usize; 3] = [2, 7, 32];

/// An office of so many admins.
async fn admins(desk: &mut TestDesk, count: usize) -> Vec<Chat> {
    let mut admins = Vec::new();
    for number in 0..count {
        admins.push(desk.admin(&format!("Админ Номер{number}")).await);
    }
    admins
}

/// Everybody presses a button of the same card before the desk has seen any press.
async fn press_at_once(desk: &mut TestDesk, admins: &[Chat], number: i64) -> Vec<PressAnswer> {
    for admin in admins {
        admin.says(desk, &format!("/order {number}")).await;
    }
    let order = desk.order(number).await.order;
    let press = |(index, admin): (usize, &Chat)| {
        let card = admin.last(desk).unwrap().id;
        let action = [Action::Accept, Action::TakeOff][index % 2];
        let data = Press::Act { order: order.id, version: order.version, action }.encode();
        desk.sim.press_data(admin.user, admin.chat, card, &data)
    };
    let presses: Vec<_> = admins.iter().enumerate().map(press).collect();
    desk.settle().await;
    presses.into_iter().map(|press| desk.sim.press_answer(press).unwrap()).collect()
}

scenarios! {
    async fn of_many_who_press_at_once_one_wins_and_the_others_are_told(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let admins = admins(desk, CROWDS[2]).await;
        for crowd in CROWDS {
            let number = desk.order_in(Status::Assigned, &cast).await;
            let answers = press_at_once(desk, &admins[..crowd], number).await;
            let (winner, others) = answers.split_first().unwrap();
            assert_eq!(*winner, toast("✅ Заявка принята"));
            for other in others {
                let text = other.text.clone().unwrap_or_default();
                let told = text.starts_with("Заявка тем временем изменилась: ✅ Принята")
                    || text == "Это уже сделано: ✅ Принята";
                assert!(told, "{other:?}");
            }
            let history = desk.history(number).await;
            let accepted = history.iter().filter(|recorded| recorded.event == Event::Accepted).count();
            assert_eq!((accepted, history.len()), (1, 3), "{history:?}");
        }
    }

    async fn of_many_transactions_at_once_one_wins(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let by = desk.person(&cast.boris).await;
        for crowd in CROWDS {
            let number = desk.order_in(Status::Assigned, &cast).await;
            let id = desk.order(number).await.order.id;
            let done = join_all((0..crowd).map(|_| desk.command(id, &Command::TakeOff, by))).await;
            assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1, "{done:?}");
            assert_eq!(desk.status(number).await, Status::New);
            assert_eq!(desk.history(number).await.len(), 3);
        }
    }
}
