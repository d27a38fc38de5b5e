//! The demo's bot is switched off and on, Telegram goes away and comes back, the clock jumps: orders are played to
//! their end all the same, and nothing is lost or done twice.
#![expect(clippy::unwrap_used, reason = "a test")]

use std::time::Duration;

use demo::{Demo, Options, Wish};
use repairbot::{
    store::{orders, outbox},
    texts::Lang,
};
use repairbot_core::order::Status;
use telegram_sim::{ChatId, ChatMessage, Fault, FaultKind, MessageId, UserId};

/// How long an answer may take: after an outage the bot asks again at growing intervals.
const PATIENCE: Duration = Duration::from_secs(90);

const ANNA: UserId = UserId(5_100_001);
const PYOTR: UserId = UserId(5_100_002);
const BORIS: UserId = UserId(5_100_003);
const ANNAS_CHAT: ChatId = ChatId(ANNA.0);
const PYOTRS_GROUP: ChatId = ChatId(-4_100_002);

/// What somebody does.
#[derive(Clone, Copy)]
enum Deed {
    Says(&'static str),
    /// On the newest message with a button whose label begins so.
    Presses(&'static str),
    /// In a group: on the newest message of the bot.
    Replies(&'static str),
}
use Deed::{Presses, Replies, Says};

/// An order from the call to the money: who does what, and what he sees then.
const ORDER: &[(UserId, Deed, &str)] = &[
    (ANNA, Says("➕ New order"), "Choose the type"),
    (ANNA, Presses("Dishwashers"), "Describe the problem"),
    (ANNA, Says("It does not heat"), "client's phone"),
    (ANNA, Says("8 999 000-22-33"), "client's name"),
    (ANNA, Says("Lydia"), "Enter the address"),
    (ANNA, Says("Quiet street 6"), "Anything else"),
    (ANNA, Presses("⏭️ Skip"), "When does it suit"),
    (ANNA, Presses("⏭️ Skip"), "Check the order"),
    (ANNA, Presses("✅ Confirm"), "created"),
    (ANNA, Presses("👨‍🔧 Assign a master"), "Who takes order"),
    (ANNA, Presses("⭐ Pyotr Ivanov"), "👨‍🔧 Assigned"),
    (PYOTR, Presses("✅ Accept"), "✅ Accepted"),
    (PYOTR, Presses("🏠 I am on site"), "🏠 On site"),
    (PYOTR, Presses("💰 Close"), "What did the repair cost"),
    (PYOTR, Replies("10 000"), "materials"),
    (PYOTR, Replies("2000"), "How did the client pay"),
    (PYOTR, Presses("💵 Cash"), "Review taken"),
    (PYOTR, Presses("✅ Yes"), "Out of the city"),
    (PYOTR, Presses("❌ No"), "Closing order"),
    (PYOTR, Presses("✅ Finish"), "closed"),
];

/// What happens around a deed.
#[derive(Clone, Copy)]
enum Weather {
    Fair,
    PowerCut,
    Outage,
    Restart,
    Jump,
}
const WEATHER: [Weather; 5] =
    [Weather::PowerCut, Weather::Outage, Weather::Restart, Weather::Fair, Weather::Jump];

fn chat_of(who: UserId) -> ChatId {
    if who == PYOTR { PYOTRS_GROUP } else { ANNAS_CHAT }
}

/// Waits until the chat has such a message, and gives the newest one.
async fn sees(demo: &Demo, chat: ChatId, fits: impl Fn(&ChatMessage) -> bool) -> Option<ChatMessage> {
    let find = || demo.sim.messages(chat).into_iter().rev().find(|message| message.from_bot && fits(message));
    let mut changes = demo.sim.subscribe();
    let seen = tokio::time::timeout(PATIENCE, changes.wait_for(|_| find().is_some())).await;
    seen.ok().and_then(|_| find())
}

/// Does it; gives what the answer may be: any message newer than the first of these, or the second as it becomes.
async fn act(demo: &Demo, who: UserId, deed: Deed) -> (MessageId, Option<MessageId>) {
    let chat = chat_of(who);
    match deed {
        Says(text) => (demo.sim.send_text(who, chat, text), None),
        Replies(text) => {
            let asked = sees(demo, chat, |_| true).await.unwrap();
            (demo.sim.reply(who, chat, asked.id, text), None)
        }
        Presses(label) => {
            let button = |message: &ChatMessage| {
                message.inline.iter().flatten().find(|button| button.text.starts_with(label)).cloned()
            };
            let message = sees(demo, chat, |message| button(message).is_some()).await;
            assert!(message.is_some(), "no button {label}: {:#?}", demo.sim.recent(chat, 3));
            let message = message.unwrap();
            let last = demo.sim.recent(chat, 1).first().map_or(MessageId(0), |message| message.id);
            demo.sim.press(who, chat, message.id, &button(&message).unwrap().text).unwrap();
            (last, Some(message.id))
        }
    }
}

/// One step of an order, in this weather.
async fn step(demo: &Demo, (who, deed, answer): (UserId, Deed, &str), weather: Weather) {
    if matches!(deed, Replies(_)) || matches!(weather, Weather::Jump) {
        calm_down(demo).await;
    }
    begins(demo, weather);
    let (last, pressed) = act(demo, who, deed).await;
    ends(demo, weather);
    let chat = chat_of(who);
    let fits = |message: &ChatMessage| {
        (message.id > last || Some(message.id) == pressed) && message.text.contains(answer)
    };
    assert!(sees(demo, chat, fits).await.is_some(), "{answer} was not seen: {:#?}", demo.sim.recent(chat, 3));
}

/// Until the bot has written down what it sent. Nobody replies within milliseconds, before the bot knows the number of
/// its own question, and no claim grows ten minutes old while its request is on the way.
async fn calm_down(demo: &Demo) {
    demo.wish(Wish::Restart);
    let asked = demo.sim.send_text(BORIS, BORIS.into(), "/help");
    let answered =
        sees(demo, BORIS.into(), |message| message.id > asked && message.text.contains("/order")).await;
    assert!(answered.is_some(), "no help: {:#?}", demo.sim.recent(BORIS.into(), 3));
}

fn begins(demo: &Demo, weather: Weather) {
    match weather {
        Weather::PowerCut => demo.wish(Wish::Kill),
        Weather::Outage => {
            demo.sim.fault(Fault { method: None, chat: None, kind: FaultKind::Outage, times: None });
        }
        Weather::Jump => demo.sim.shift_clock(demo.sim.clock_shift().unwrap() + 600),
        Weather::Fair | Weather::Restart => {}
    }
}

fn ends(demo: &Demo, weather: Weather) {
    match weather {
        Weather::PowerCut => demo.wish(Wish::Start),
        Weather::Outage => demo.sim.clear_faults(),
        Weather::Restart => demo.wish(Wish::Restart),
        Weather::Fair | Weather::Jump => {}
    }
}

async fn open() -> (tempfile::TempDir, Demo) {
    let folder = tempfile::tempdir().unwrap();
    let data = Some(folder.path().to_owned());
    let demo = Demo::open(&Options { port: 0, data, language: Lang::En }).await.unwrap();
    (folder, demo)
}

async fn closed(demo: &Demo) -> u64 {
    let counts = orders::status_counts(&demo.store.read().await.unwrap()).await.unwrap();
    counts.get(&Status::Closed).copied().unwrap_or(0)
}

#[tokio::test]
async fn an_order_is_played_through_power_cuts_outages_and_restarts() {
    let (_folder, demo) = open().await;
    let before = closed(&demo).await;
    for (deed, weather) in ORDER.iter().zip(WEATHER.into_iter().cycle()) {
        step(&demo, *deed, weather).await;
    }
    assert_eq!(closed(&demo).await, before + 1);
    let tx = demo.store.read().await.unwrap();
    assert!(orders::verify(&tx).await.unwrap().is_empty(), "a row differs from the fold of its events");
    assert!(outbox::dead_letters(&tx, 10).await.unwrap().is_empty());
    drop(tx);
    demo.close().await.unwrap();
}

#[tokio::test]
async fn any_number_of_switchings_end_in_a_bot_that_answers() {
    let (_folder, demo) = open().await;
    for wish in [Wish::Kill, Wish::Kill, Wish::Start, Wish::Start, Wish::Restart, Wish::Restart, Wish::Kill] {
        demo.wish(wish);
    }
    demo.wish(Wish::Start);
    step(&demo, (ANNA, Says("/help"), "/order"), Weather::Fair).await;
    // A bot that is off when the demo ends must not keep it from ending.
    demo.wish(Wish::Kill);
    demo.close().await.unwrap();
}
