//! What one update costs the database: statements of its transaction, before anything is sent.

use std::fmt::Write as _;

use repairbot::texts::Lang;
use repairbot_core::{
    callback::Leaving,
    ids::OrderId,
    order::Status,
    screen::{HistoryScreen, PeopleScreen, Screen},
};

use super::screens::rendered;
use crate::support::{CREATE, Cast, Chat, Reply, TestDesk, scenarios, snapshot};

/// A plain step of a dialogue.
const STEP: u64 = 5;
/// A press that changes an order: the update, the person, the order, its history, everybody's notices and cards.
const PRESS: u64 = 12;
/// The same when two masters are told.
const REASSIGN: u64 = 13;
/// The same at the end of a dialogue, whose draft is read, used up and ended.
const LONG_PRESS: u64 = 15;
/// The same when an order is found by something else from then on.
const EDIT: u64 = 16;
/// The same when money moves: the rates in force and the code of the type, the movement, its entries, the balances.
const MONEY_PRESS: u64 = 20;

/// The statements of the updates that wait, but for the one by which only PostgreSQL makes the person's other updates wait.
async fn cost(desk: &mut TestDesk) -> u64 {
    let before = desk.store().statements();
    desk.desk().poller.tick(0).await;
    let cost = desk.store().statements() - before - u64::from(desk.store().is_postgres());
    desk.settle().await;
    desk.wait(std::time::Duration::from_secs(5));
    cost
}

async fn press(desk: &mut TestDesk, chat: &Chat, label: &str) -> u64 {
    chat.queues(desk, label);
    cost(desk).await
}

async fn text(desk: &mut TestDesk, chat: &Chat, text: &str) -> u64 {
    desk.sim.send_text(chat.user, chat.chat, text);
    cost(desk).await
}

/// The statements of a screen for this reader in his private chat.
async fn drawing(desk: &TestDesk, reader: &Chat, screen: Screen) -> u64 {
    let person = desk.person(reader).await;
    let before = desk.store().statements();
    rendered(desk, (reader, Some(person)), Lang::Ru, &screen).await;
    desk.store().statements() - before
}

/// The figures, with what each may be at most.
#[derive(Default)]
struct Bill {
    lines: String,
    above: Vec<String>,
}

impl Bill {
    fn add(&mut self, what: &str, cost: u64, limit: u64) {
        writeln!(self.lines, "{cost:3}  {what}").unwrap();
        if cost > limit {
            self.above.push(format!("{what}: {cost} > {limit}"));
        }
    }

    fn settle(self, name: &str) {
        snapshot(name, &self.lines);
        assert!(self.above.is_empty(), "{:?}\n{}", self.above, self.lines);
    }
}

scenarios! {
    async fn a_step_of_a_dialogue(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.wait(std::time::Duration::from_secs(60));
        let mut bill = Bill::default();
        CREATE.open(desk, &cast).await;
        for step in &CREATE.steps[..CREATE.steps.len() - 1] {
            let price = match step.answer {
                Reply::Says(answer) => text(desk, &cast.anna, answer).await,
                Reply::Taps(label) => press(desk, &cast.anna, label).await,
            };
            // The type is looked up in the catalogue and the phone among the clients.
            let extra = u64::from(step.asks.contains("тип техники") || step.asks.contains("телефон"));
            bill.add(step.asks, price, STEP + extra);
        }
        bill.add("back", press(desk, &cast.anna, "◀️ Назад").await, STEP);
        bill.add("no answer", text(desk, &cast.anna, "я").await, STEP);
        bill.add("unknown text", text(desk, &cast.vera, "привет").await, STEP);
        cast.anna.says(desk, "/cancel").await;
        bill.settle("cost_steps");
    }

    async fn a_press_on_an_order(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::New, &cast).await;
        desk.wait(std::time::Duration::from_secs(60));
        let mut bill = Bill::default();
        bill.add("list of masters", press(desk, &cast.anna, "👨‍🔧 Назначить мастера").await, PRESS);
        let label = "⭐ Пётр Мастеров (стиральные машины) · 0 в работе";
        bill.add("assign", press(desk, &cast.anna, label).await, PRESS);
        bill.add("accept", press(desk, &cast.work, "✅ Принять").await, PRESS);
        bill.add("on site", press(desk, &cast.work, "🏠 Я на объекте").await, PRESS);
        bill.add("begin closing", press(desk, &cast.work, "💰 Завершить").await, PRESS);
        for answer in ["9000", "0"] {
            cast.work.replies(desk, answer).await;
        }
        for label in ["💵 Наличные", "❌ Нет", "❌ Нет"] {
            cast.work.taps(desk, label).await;
        }
        bill.add("close", press(desk, &cast.work, "✅ Завершить").await, MONEY_PRESS);

        desk.order_in(Status::Assigned, &cast).await;
        cast.boris.says(desk, "/order 2").await;
        desk.wait(std::time::Duration::from_secs(5));
        bill.add("accept with two office copies", press(desk, &cast.work, "✅ Принять").await, PRESS);
        bill.add("reassign: list", press(desk, &cast.anna, "🔄 Переназначить").await, PRESS);
        bill.add("reassign", press(desk, &cast.anna, "⭐ Вера Вторая (холодильники) · 0 в работе").await, REASSIGN);
        bill.add("client waits", press(desk, &cast.anna, "📞 Клиент ждёт").await, PRESS);
        bill.add("begin a comment", press(desk, &cast.anna, "💬 Комментарий").await, PRESS);
        bill.add("comment", text(desk, &cast.anna, "Второй подъезд").await, LONG_PRESS);
        bill.add("begin editing", press(desk, &cast.anna, "✏️ Изменить").await, PRESS);
        bill.add("choose a field", press(desk, &cast.anna, "✏️ Адрес").await, STEP);
        bill.add("answer", text(desk, &cast.anna, "ул. Мира, 7").await, STEP);
        bill.add("edit", press(desk, &cast.anna, "✅ Подтвердить").await, EDIT);
        bill.add("take off", press(desk, &cast.anna, "🚫 Снять мастера").await, PRESS);
        bill.settle("cost_presses");
    }

    async fn a_list_costs_the_same_however_much_it_names(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let mut orders: Vec<OrderId> = Vec::new();
        for _ in 0..8 {
            let number = desk.order_in(Status::Assigned, &cast).await;
            orders.push(desk.order(number).await.order.id);
        }
        let (by, person) = (desk.person(&cast.boris).await, desk.person(&cast.pyotr).await);
        let leaving = Leaving::Company;
        let left = |orders: &[OrderId]| {
            Screen::People(PeopleScreen::Left { person, leaving, by, heir: None, orders: orders.to_vec() })
        };
        let inherited =
            |orders: &[OrderId]| Screen::People(PeopleScreen::Inherited { from: by, orders: orders.to_vec() });
        let one = drawing(desk, &cast.boris, left(&orders[..1])).await;
        assert_eq!(drawing(desk, &cast.boris, left(&orders)).await, one, "who has left");
        let one = drawing(desk, &cast.pyotr, inherited(&orders[..1])).await;
        assert_eq!(drawing(desk, &cast.pyotr, inherited(&orders)).await, one, "what was inherited");

        // Two of the office are told, and look at the card; then seven are, and do.
        let mut office = vec![cast.anna.clone(), cast.boris.clone()];
        let (told_few, followed_few) = (told(desk, &cast).await, followed(desk, &cast, &office).await);
        for name in ["Вика", "Галя", "Даша", "Женя", "Зоя"] {
            office.push(desk.dispatcher(name).await);
        }
        assert_eq!(told(desk, &cast).await, told_few, "who was told of something");
        let followed_many = followed(desk, &cast, &office).await;
        assert!(followed_many <= followed_few, "copies of a card: {followed_many} > {followed_few}");
    }
}

/// What the timeline of an order costs once the whole office was told that its master declined.
async fn told(desk: &mut TestDesk, cast: &Cast) -> u64 {
    let number = desk.order_in(Status::Assigned, cast).await;
    cast.work.taps(desk, "❌ Отказаться").await;
    cast.work.replies(desk, "Заболел").await;
    let order = desk.order(number).await.order.id;
    drawing(desk, &cast.boris, Screen::History(HistoryScreen::Timeline { order, upto: None })).await
}

/// What it costs that a new order is accepted, with everything sent, when all these have its card.
async fn followed(desk: &mut TestDesk, cast: &Cast, office: &[Chat]) -> u64 {
    let number = desk.order_in(Status::Assigned, cast).await;
    for one in office {
        one.says(desk, &format!("/order {number}")).await;
    }
    desk.wait(std::time::Duration::from_secs(60));
    let before = desk.store().statements();
    cast.work.taps(desk, "✅ Принять").await;
    desk.store().statements() - before
}
