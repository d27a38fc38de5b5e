//! P16: whoever presses and says whatever he can reach is always answered, breaks nothing, and is never shown what is
//! not his. Nobody has written down where the buttons lead: the crawler presses all it finds.

use std::collections::BTreeSet;

use repairbot::store::people;
use repairbot_core::{actor::Role, order::Status};

use super::rights::{ever_sent, never_got};
use crate::support::{Call, Chat, TestDesk, scenarios};

/// Presses of one person at most: enough for all there are, and an end for those that breed others.
const PRESSES: usize = 250;

/// What everybody tries to say.
const SAYS: [&str; 22] = [
    "/start",
    "/help",
    "/orders",
    "/new",
    "/search",
    "/search Канарейкин",
    "/order 1",
    "/order 2",
    "/my",
    "/stats",
    "/reports",
    "/settings",
    "/masters",
    "/users",
    "/audit",
    "/catalogue",
    "/deleted",
    "Канарейкин",
    "7776655",
    "завтра в 10:30",
    "10 000",
    "-1",
];

/// A client of Vera's, in every field.
const CANARY: Call<'static> = Call {
    name: "Канарейкин Кеша",
    phone: "+79127776655",
    address: "ул. Птичья, 99",
    problem: "Не щебечет клетка",
};
const SECRETS: [&str; 6] = ["Канарейк", "Птичья", "щебечет", "777-66-55", "7776655", "777 66 55"];

/// The newest button nobody has pressed yet; those of one kind about other orders or people count as the same.
fn fresh_button(
    desk: &TestDesk,
    chat: &Chat,
    pressed: &BTreeSet<String>,
) -> Option<(telegram_sim::MessageId, String)> {
    desk.sim.messages(chat.chat).iter().rev().find_map(|message| {
        let buttons = message.inline.iter().flatten().filter(|button| button.data.is_some());
        let fresh = buttons.map(|button| &button.text).find(|label| !pressed.contains(&kind(label)));
        fresh.map(|label| (message.id, label.clone()))
    })
}

fn kind(label: &str) -> String {
    label.chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// Presses everything that can be reached. `taps_on` fails when a press isn't answered.
async fn presses_everything(desk: &mut TestDesk, chat: &Chat, pressed: &mut BTreeSet<String>) {
    while pressed.len() < PRESSES
        && let Some((message, label)) = fresh_button(desk, chat, pressed)
    {
        chat.taps_on(desk, message, &label).await;
        pressed.insert(kind(&label));
    }
}

/// Says and presses all there is; gives what was pressed.
async fn crawls(desk: &mut TestDesk, chat: &Chat) -> BTreeSet<String> {
    // Who cancels sees no more of a dialogue.
    let mut pressed = BTreeSet::from([kind("❌ Отмена")]);
    let menu = desk.sim.reply_keyboard(chat.user).into_iter().flatten();
    let words: Vec<String> = menu.chain(SAYS.map(str::to_owned)).collect();
    for text in words {
        let before = chat.last(desk).map(|message| message.id);
        chat.says(desk, &text).await;
        assert_ne!(
            chat.last(desk).map(|message| message.id),
            before,
            "{}: silence after «{text}»",
            chat.name
        );
        presses_everything(desk, chat, &mut pressed).await;
    }
    chat.says(desk, "/cancel").await;
    pressed
}

scenarios! {
    async fn whoever_presses_everything_sees_only_what_is_his(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        let stranger = desk.stranger("Прохожий").await;
        desk.new_order_of(&cast.anna, &CANARY).await;
        desk.new_order(&cast.anna).await;
        for (number, master) in [(1, &cast.vera), (2, &cast.pyotr)] {
            cast.anna.says(desk, &format!("/order {number}")).await;
            cast.anna.taps(desk, "👨‍🔧 Назначить мастера").await;
            cast.anna.taps_like(desk, &master.name).await;
        }

        crawls(desk, &stranger).await;
        never_got(desk, &stranger, &SECRETS);
        never_got(desk, &stranger, &["Смирнова", "Ленина", "барабан"]);
        let pressed = crawls(desk, &cast.pyotr).await;
        assert!(pressed.len() > 10, "{pressed:?}");
        never_got(desk, &cast.pyotr, &SECRETS);
        crawls(desk, &cast.vera).await;
        never_got(desk, &cast.vera, &["Смирнова", "барабан"]);
        for office in [&cast.anna, &cast.boris] {
            let pressed = crawls(desk, office).await;
            assert!(pressed.len() > 15, "{pressed:?}");
            assert!(ever_sent(desk, office).contains("Канарейкин"));
        }
    }

    async fn whoever_loses_his_role_half_way_sees_no_more_of_what_he_had_begun(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.new_order_of(&cast.boris, &CANARY).await;
        desk.new_order_of(&cast.boris, &CANARY).await;
        for number in [1, 2] {
            cast.boris.says(desk, &format!("/order {number}")).await;
            cast.boris.taps(desk, "👨‍🔧 Назначить мастера").await;
            cast.boris.taps_like(desk, &cast.vera.name).await;
        }
        // Several drafts each, at questions that show the client; one of them active, the others set aside.
        cast.anna.says(desk, "/new").await;
        cast.anna.taps(desk, "Телевизоры").await;
        cast.anna.says(desk, "Не включается").await;
        cast.anna.says(desk, "8 912 777-66-55").await;
        for number in [1, 2] {
            cast.anna.says(desk, &format!("/order {number}")).await;
            cast.anna.taps(desk, "✏️ Изменить").await;
            cast.anna.taps(desk, "✏️ Адрес").await;
        }
        cast.anna.says(desk, "/search Канарейкин").await;
        cast.anna.says(desk, "/orders").await;
        cast.vera.says(desk, "/order 1").await;
        cast.vera.taps(desk, "❌ Отказаться").await;
        cast.vera.says(desk, "/order 2").await;
        cast.vera.taps(desk, "📅 Перенести").await;
        for (who, role) in [(&cast.anna, Role::Dispatcher), (&cast.vera, Role::Master)] {
            assert!(ever_sent(desk, who).contains("Канарейкин"));
            let person = desk.person(who).await;
            let tx = desk.store().write().await.unwrap();
            people::revoke(&tx, person, role).await.unwrap();
            tx.commit().await.unwrap();
            let calls = desk.sim.calls().len();
            let mut pressed = BTreeSet::from([kind("❌ Отмена")]);
            presses_everything(desk, who, &mut pressed).await;
            assert!(pressed.len() > 5, "{pressed:?}");
            crawls(desk, who).await;
            let since: Vec<String> = desk.sim.calls()[calls..].iter()
                .filter(|call| call.params["chat_id"].as_i64() == Some(who.chat.0))
                .map(|call| call.params.to_string())
                .collect();
            for secret in SECRETS {
                assert!(!since.iter().any(|call| call.contains(secret)), "{} was sent «{secret}»: {since:?}", who.name);
            }
        }
        assert_eq!(desk.status(1).await, Status::Assigned);
        assert_eq!(desk.status(2).await, Status::Assigned);
    }
}
