//! P3: updates delivered once, twice or again within a day, in whatever order between chats, end the same.

use std::collections::BTreeMap;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt as _, seq::SliceRandom as _};
use repairbot::config::RateLimit;
use repairbot_core::{
    order::{Recorded, Status},
    settings::{Switch, Value},
};
use telegram_sim::ChatMessage;

use crate::support::{
    CLOSE, CREATE, Call, Chat, DECLINE, LONG_REPAIR, REFUSE, RESCHEDULE, Reply, Script, Setup, TestDesk,
    essence, rounds, scenarios,
};

/// Not the client of the dialogue: a known one would be offered.
const OTHER: Call<'static> =
    Call { name: "Иван", phone: "+79130000001", address: "Мира 7", problem: "Нет звука" };
/// More than any test sends.
const ALL: usize = 10_000;

/// One person's part: what he does, one thing after the other.
struct Part {
    chat: Chat,
    acts: Vec<Reply>,
}

impl Part {
    /// The master brings his order to where the dialogue begins, and plays it.
    fn new(chat: &Chat, script: &Script) -> Self {
        let path: &[&str] = match script.from {
            Some(Status::Onsite) => &["✅ Принять", "🏠 Я на объекте"],
            _ => &[],
        };
        let opening = path.iter().chain([&script.opens]).map(|label| Reply::Taps(label));
        let acts = opening.chain(script.steps.iter().map(|step| step.answer)).collect();
        Self { chat: chat.clone(), acts }
    }

    /// Does one thing; nothing has come of it yet.
    fn acts(&self, desk: &TestDesk, number: usize) {
        match self.acts[number] {
            Reply::Taps(label) if self.chat.with_button(desk, label).is_some() => {
                self.chat.queues(desk, label);
            }
            Reply::Taps(text) | Reply::Says(text) => {
                desk.sim.send_text(self.chat.user, self.chat.chat, text);
            }
        }
    }
}

/// An office and masters who each have an order, except the first part: the office creates one.
async fn parts(desk: &mut TestDesk) -> Vec<Part> {
    // What one person may send is another matter: `what_comes_again_costs_its_sender_nothing`.
    let unlimited = RateLimit { per_second: 0, burst: 0 };
    desk.restart_with(Setup { rate_limit: unlimited, ..Setup::default() }).await;
    let cast = desk.cast_without_group().await;
    // Almost a day goes by in the one story, and not in the other.
    desk.set(Switch::DailyReport, Value::Switch(false)).await;
    let mut parts = vec![Part::new(&cast.anna, &CREATE)];
    for (index, script) in [CLOSE, LONG_REPAIR, REFUSE, DECLINE, RESCHEDULE].iter().enumerate() {
        let master = desk.master(["Олег", "Иван", "Семён", "Фёдор", "Глеб"][index], "плиты").await;
        let number = desk.new_order_of(&cast.boris, &OTHER).await;
        cast.boris.says(desk, &format!("/order {number}")).await;
        cast.boris.taps(desk, "👨‍🔧 Назначить мастера").await;
        cast.boris.taps_like(desk, &master.name).await;
        parts.push(Part::new(&master, script));
    }
    parts
}

/// Everybody acts, one after the other, and every update comes once.
async fn calm(desk: &mut TestDesk, parts: &[Part]) {
    for part in parts {
        for number in 0..part.acts.len() {
            desk.wait(Duration::from_secs(1));
            part.acts(desk, number);
            desk.settle().await;
        }
    }
}

/// Everybody acts as soon as he can, all mixed; updates come again, also to a process that was started anew.
async fn wild(desk: &mut TestDesk, parts: &[Part], dice: &mut StdRng) {
    let mut next = vec![0; parts.len()];
    loop {
        let mut able: Vec<_> =
            (0..parts.len()).filter(|part| next[*part] < parts[*part].acts.len()).collect();
        if able.is_empty() {
            break;
        }
        able.shuffle(dice);
        able.truncate(dice.random_range(1..=able.len()));
        desk.wait(Duration::from_secs(1));
        for part in able {
            parts[part].acts(desk, next[part]);
            next[part] += 1;
        }
        if dice.random() {
            desk.sim.redeliver(dice.random_range(1..=30));
        }
        desk.settle().await;
        if dice.random_range(0..4) == 0 {
            desk.restart().await;
        }
        if dice.random() {
            desk.sim.redeliver(dice.random_range(1..=30));
            desk.settle().await;
        }
    }
    desk.wait(Duration::from_secs(23 * 3600));
    desk.restart().await;
    desk.sim.redeliver(ALL);
    desk.settle().await;
}

/// What must be the same: each order with its history, and what each chat shows, in whatever order it came.
async fn state(desk: &TestDesk, parts: &[Part]) -> (Vec<String>, BTreeMap<String, Vec<String>>) {
    let mut orders = Vec::new();
    for number in 1..=5 {
        let steps: Vec<_> = desk.history(number).await.iter().map(name).collect();
        orders.push(format!("{}\n{steps:?}", essence(&desk.order(number).await)));
    }
    let chats = parts.iter().map(|part| {
        let messages = desk.sim.messages(part.chat.chat).into_iter().filter(|message| message.from_bot);
        let mut shown: Vec<_> = messages.map(|message| shown(&message)).collect();
        shown.sort();
        (part.chat.name.clone(), shown)
    });
    (orders, chats.collect())
}

/// What kind of event it is.
fn name(recorded: &Recorded) -> String {
    let printed = format!("{:?}", recorded.event);
    printed.chars().take_while(|letter| letter.is_alphanumeric()).collect()
}

fn shown(message: &ChatMessage) -> String {
    let labels: Vec<_> = message.inline.iter().flatten().map(|button| button.text.as_str()).collect();
    format!("{} {labels:?}", message.text)
}

scenarios! {
    async fn doubled_mixed_and_replayed_updates_end_as_single_ones(desk: &mut TestDesk) {
        let single = parts(desk).await;
        calm(desk, &single).await;
        let expected = state(desk, &single).await;
        for mut round in rounds(2) {
            let mut other = desk.another().await;
            let mixed = parts(&mut other).await;
            wild(&mut other, &mixed, &mut round.dice).await;
            assert_eq!(state(&other, &mixed).await, expected);
            other.end().await;
        }
    }

    async fn what_comes_again_costs_its_sender_nothing(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        cast.anna.taps(desk, "➕ Создать заявку").await;
        cast.anna.taps(desk, "Стиральные машины").await;
        let question = cast.anna.last(desk).unwrap().id;
        for _ in 0..15 {
            cast.anna.forges(desk, question, "of another version").await;
        }
        desk.restart().await;
        desk.sim.redeliver(15);
        cast.anna.says(desk, "Не крутит барабан").await;
        cast.anna.sees(desk, "Введите телефон клиента");
    }
}
