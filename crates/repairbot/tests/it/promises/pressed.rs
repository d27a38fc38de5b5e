//! P4: whatever is pressed, however often and however late, one press is at most one transition.

use std::collections::BTreeSet;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt as _, seq::IndexedRandom as _, seq::IteratorRandom as _};
use repairbot_core::callback::Press;
use repairbot_core::ids::OrderVersion;
use repairbot_core::order::{Event, Status};
use telegram_sim::MessageId;

use crate::support::{Chat, TestDesk, rounds, scenarios};

/// Presses in one round.
const PRESSES: usize = 100;
/// What is written meanwhile, so that dialogues come to their ends.
const TEXTS: [&str; 6] = ["10 000", "2000", "Клиент передумал", "25.12", "0", "⚙️ Настройки"];

/// Messages in this chat that can carry a press.
fn carriers(desk: &TestDesk, chat: &Chat) -> Vec<MessageId> {
    let messages = desk.sim.messages(chat.chat).into_iter();
    messages.filter(|message| !message.inline.is_empty()).map(|message| message.id).collect()
}

/// Remembers the data of every button that this chat shows now.
fn look(desk: &TestDesk, chat: &Chat, seen: &mut BTreeSet<String>) {
    let messages = desk.sim.messages(chat.chat).into_iter();
    seen.extend(messages.flat_map(|message| message.inline).flatten().filter_map(|button| button.data));
}

/// The same data with one character changed, now and then.
fn forged(data: &str, dice: &mut StdRng) -> String {
    if dice.random_range(0..5) > 0 {
        return data.to_owned();
    }
    let mut letters: Vec<char> = data.chars().collect();
    let letter = letters.iter_mut().choose(dice).unwrap();
    *letter = *['0', '1', '2', '9', 'a', 'z', '.', 'я'].choose(dice).unwrap();
    letters.into_iter().collect()
}

/// Whether the button was drawn before something it depends on; comments and reminders are nothing of the kind.
fn is_stale(data: &str, (moved, now): (OrderVersion, OrderVersion)) -> bool {
    match Press::decode(data) {
        Ok(Press::Act { version: drawn, .. } | Press::PickMaster { version: drawn, .. }) => {
            drawn < moved || drawn > now
        }
        _ => false,
    }
}

/// The last version that buttons depend on, and the version now.
async fn versions(desk: &TestDesk, number: i64) -> (OrderVersion, OrderVersion) {
    let history = desk.history(number).await;
    let aside = |event: &Event| matches!(event, Event::Commented { .. } | Event::ClientWaiting);
    let moved = history.iter().rev().find(|recorded| !aside(&recorded.event)).unwrap();
    (moved.version, history.last().unwrap().version)
}

async fn presses(desk: &mut TestDesk, dice: &mut StdRng) {
    let cast = desk.cast().await;
    let number = desk.order_in(Status::Assigned, &cast).await;
    for office in [&cast.anna, &cast.boris] {
        office.says(desk, "/order 1").await;
    }
    let chats = [&cast.boris, &cast.anna, &cast.work, &cast.pyotr, &cast.vera];
    let mut seen = BTreeSet::new();
    for _ in 0..PRESSES {
        for chat in chats {
            look(desk, chat, &mut seen);
        }
        let chat = *chats.choose(dice).unwrap();
        let Some(carrier) = carriers(desk, chat).choose(dice).copied() else { continue };
        let before = versions(desk, number).await;
        let old = seen.iter().filter(|data| is_stale(data, before)).choose(dice);
        let any = seen.iter().choose(dice).unwrap();
        let data = forged(old.filter(|_| dice.random()).unwrap_or(any), dice);
        desk.wait(Duration::from_secs(2));
        let times = dice.random_range(1..=3);
        let press = |_| desk.sim.press_data(chat.user, chat.chat, carrier, &data);
        let pressed: Vec<_> = (0..times).map(press).collect();
        desk.settle().await;
        for press in pressed {
            assert!(desk.sim.press_answer(press).is_some(), "{}: «{data}» was not answered", chat.name);
        }
        let after = versions(desk, number).await.1;
        let most = i64::from(!is_stale(&data, before));
        assert!(
            after.0 - before.1.0 <= most,
            "«{data}» by {} {times} times: {before:?} to {after:?}",
            chat.name
        );
        if dice.random() {
            chat.says(desk, TEXTS.choose(dice).unwrap()).await;
        }
    }
}

scenarios! {
    async fn one_press_is_at_most_one_transition(desk: &mut TestDesk) {
        for mut round in rounds(2) {
            let mut other = desk.another().await;
            presses(&mut other, &mut round.dice).await;
            other.end().await;
        }
    }
}
