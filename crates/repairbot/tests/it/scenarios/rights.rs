//! What everybody gets for what is not his: a clear answer, never silence, never somebody's data.

use repairbot_core::order::Status;

use super::presses::denials;
use crate::support::{Call, Cast, Chat, DENIED, TestDesk, audit_actions, scenarios};

/// The labels of all menus and the commands that stand for them, with the name the audit trail knows.
const MENU: [(&str, &str); 23] = [
    ("📋 Все заявки", "all-orders"),
    ("/orders", "all-orders"),
    ("➕ Создать заявку", "create-order"),
    ("/new", "create-order"),
    ("/create_order", "create-order"),
    ("🔍 Поиск заказов", "search"),
    ("/search", "search"),
    ("/search Ленина", "search"),
    ("👥 Мастера", "masters"),
    ("/masters", "masters"),
    ("📊 Отчёты", "reports"),
    ("/reports", "reports"),
    ("📋 Мои заявки", "my-orders"),
    ("/my", "my-orders"),
    ("👤 Пользователи", "users"),
    ("/users", "users"),
    ("📊 Моя статистика", "my-stats"),
    ("/stats", "my-stats"),
    ("⚙️ Настройки", "settings"),
    ("/settings", "settings"),
    ("📝 Стать мастером", "become-master"),
    ("ℹ️ Информация", "information"),
    ("📞 Связаться", "contact"),
];

/// Says it and gives what the bot answered: never nothing.
async fn answer_to(desk: &mut TestDesk, chat: &Chat, text: &str) -> String {
    let before = chat.last(desk).map(|message| message.id);
    chat.says(desk, text).await;
    let last = chat.last(desk).unwrap();
    assert_ne!(Some(last.id), before, "{}: silence after «{text}»", chat.name);
    last.text
}

/// Who is denied what in the menu; everything else is answered with something else.
async fn menu_of(desk: &mut TestDesk, chat: &Chat, allowed: &[&str]) {
    for (text, action) in MENU {
        let before = denials(desk, action).await;
        let answer = answer_to(desk, chat, text).await;
        let denied = answer == DENIED;
        assert_eq!(denied, !allowed.contains(&action), "{}: «{text}»: {answer}", chat.name);
        assert_eq!(denials(desk, action).await - before, usize::from(denied), "{}: «{text}»", chat.name);
    }
    for command in ["/start", "/help", "/cancel", "/order", "/order 99", "/nonsense", "привет"] {
        answer_to(desk, chat, command).await;
    }
}

/// A client nobody else has, in every field.
const CANARY: Call<'static> = Call {
    name: "Канарейкин Кеша",
    phone: "+79127776655",
    address: "ул. Птичья, 99",
    problem: "Не щебечет клетка",
};

/// Everything the bot has ever sent to this chat, edited away or not.
pub fn ever_sent(desk: &TestDesk, chat: &Chat) -> String {
    let calls = desk.sim.calls();
    let to_chat = calls.iter().filter(|call| call.params["chat_id"].as_i64() == Some(chat.chat.0));
    to_chat.map(|call| call.params.to_string()).collect::<Vec<_>>().join("\n")
}

pub fn never_got(desk: &TestDesk, chat: &Chat, secrets: &[&str]) {
    let sent = ever_sent(desk, chat);
    for secret in secrets {
        assert!(!sent.contains(secret), "{} was sent «{secret}»\n{}", chat.name, chat.transcript(desk));
    }
}

const PHONE: [&str; 4] = ["777-66-55", "7776655", "77766", "777 66 55"];
const PERSON: [&str; 3] = ["Канарейкин", "Птичья", "щебечет"];

/// Every button ever drawn for anybody, with its label.
fn all_buttons(desk: &TestDesk, chats: &[&Chat]) -> Vec<(String, String)> {
    let messages = chats.iter().flat_map(|chat| desk.sim.messages(chat.chat));
    let buttons = messages.flat_map(|message| message.inline.into_iter().flatten());
    buttons.filter_map(|button| Some((button.text, button.data?))).collect()
}

/// A desk on which every office screen and every kind of question stands somewhere.
async fn furnished(desk: &mut TestDesk) -> Cast {
    let cast = desk.cast().await;
    desk.order_in(Status::Onsite, &cast).await;
    for text in ["📋 Все заявки", "👥 Мастера"] {
        cast.boris.says(desk, text).await;
    }
    cast.boris.taps_like(desk, "📂 Все открытые").await;
    cast.boris.taps_like(desk, "Пётр").await;
    cast.boris.says(desk, "/order 1").await;
    cast.anna.taps(desk, "🔄 Переназначить").await;
    cast.anna.says(desk, "/new").await;
    cast.anna.says(desk, "/start").await;
    cast.work.taps(desk, "💰 Завершить").await;
    cast
}

scenarios! {
    async fn every_role_has_its_menu_and_is_denied_the_others(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let stranger = desk.stranger("Прохожий").await;
        let office = ["all-orders", "create-order", "search", "masters", "reports", "settings"];
        menu_of(desk, &cast.boris, &[&office[..], &["users"]].concat()).await;
        menu_of(desk, &cast.anna, &office).await;
        menu_of(desk, &cast.vera, &["my-orders", "my-stats", "settings"]).await;
        menu_of(desk, &stranger, &["become-master", "information", "contact"]).await;
    }

    async fn every_button_of_others_is_answered_and_does_nothing(desk: &mut TestDesk) {
        let cast = furnished(desk).await;
        let stranger = desk.stranger("Прохожий").await;
        let before = (desk.order(1).await.order, desk.history(1).await);
        let buttons = all_buttons(desk, &[&cast.boris, &cast.anna, &cast.work]);
        assert!(buttons.len() > 25, "{buttons:?}");
        for visitor in [&stranger, &cast.vera] {
            let sent = ever_sent(desk, visitor).len();
            let own = visitor.last(desk).unwrap().id;
            for (label, data) in &buttons {
                let denied = audit_actions(desk).await.len();
                let answer = visitor.forges(desk, own, data).await;
                let text = answer.text.clone().unwrap_or_default();
                let clear = text == DENIED || text == "Это не ваша заявка или не ваш вопрос.";
                assert!(clear && answer.alert, "{}: «{label}»: {answer:?}", visitor.name);
                let written = audit_actions(desk).await.len() - denied;
                assert_eq!(written, usize::from(text == DENIED), "{}: «{label}»", visitor.name);
            }
            assert_eq!(ever_sent(desk, visitor).len(), sent, "{} was shown something", visitor.name);
        }
        assert_eq!((desk.order(1).await.order, desk.history(1).await), before);
    }

    async fn an_order_by_its_number(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Accepted, &cast).await;
        desk.new_order(&cast.anna).await;
        let stranger = desk.stranger("Прохожий").await;
        for number in ["/order 1", "/order #1", "/order@desk_bot 1"] {
            for (chat, answer) in [
                (&cast.boris, "Заявка #1 · ✅ Принята"),
                (&cast.anna, "Заявка #1 · ✅ Принята"),
                (&cast.pyotr, "Заявка #1 · ✅ Принята"),
                (&cast.vera, "❌ Заявка не найдена"),
                (&stranger, DENIED),
            ] {
                let got = answer_to(desk, chat, number).await;
                assert!(got.contains(answer), "{}: {got}", chat.name);
            }
        }
        assert_eq!(answer_to(desk, &cast.anna, "/order 3").await, "❌ Заявка не найдена");
        assert_eq!(answer_to(desk, &cast.pyotr, "/order 2").await, "❌ Заявка не найдена");
        assert_eq!(answer_to(desk, &stranger, "/order 3").await, DENIED);
    }

    async fn an_order_by_its_number_in_a_group(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Accepted, &cast).await;
        desk.new_order(&cast.anna).await;
        let stranger = desk.stranger("Прохожий").await;
        let inside = |chat: &Chat| chat.in_group(cast.work.chat);
        assert!(answer_to(desk, &inside(&cast.pyotr), "/order 1").await.contains("Ленина"));
        assert!(answer_to(desk, &inside(&cast.anna), "/order 1").await.contains("Ленина"));
        assert_eq!(answer_to(desk, &inside(&cast.anna), "/order 2").await, "❌ Заявка не найдена");
        assert_eq!(answer_to(desk, &inside(&cast.boris), "/order 2").await, "❌ Заявка не найдена");
        assert_eq!(answer_to(desk, &inside(&cast.vera), "/order 1").await, "❌ Заявка не найдена");
        assert_eq!(answer_to(desk, &inside(&stranger), "/order 1").await, DENIED);

        let elsewhere = desk.sim.add_group("Болтовня", &[cast.anna.user]);
        desk.sim.add_bot_to_group(elsewhere, cast.anna.user);
        desk.settle().await;
        for order in ["/order 1", "/order 2"] {
            assert_eq!(answer_to(desk, &cast.anna.in_group(elsewhere), order).await, "❌ Заявка не найдена");
        }
    }

    async fn personal_data_reaches_only_those_who_may_see_it(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let stranger = desk.stranger("Прохожий").await;
        desk.new_order_of(&cast.anna, &CANARY).await;
        for pusher in [&stranger, &cast.vera] {
            for text in ["/order 1", "📋 Все заявки", "📋 Мои заявки", "Канарейкин", "77766"] {
                pusher.says(desk, text).await;
            }
        }
        cast.anna.says(desk, "/order 1").await;
        cast.anna.taps(desk, "👨‍🔧 Назначить мастера").await;
        cast.anna.taps_like(desk, "Пётр").await;
        cast.work.sees(desk, "Канарейкин Кеша");
        cast.work.taps(desk, "✅ Принять").await;
        cast.pyotr.taps(desk, "📋 Мои заявки").await;
        cast.pyotr.taps(desk, "#1").await;
        never_got(desk, &cast.work, &PHONE);
        never_got(desk, &cast.pyotr, &PHONE);
        cast.work.taps(desk, "🏠 Я на объекте").await;
        assert!(ever_sent(desk, &cast.work).contains("777-66-55"));

        for label in ["🔄 Переназначить"] {
            cast.anna.taps(desk, label).await;
        }
        cast.anna.taps_like(desk, "Вера").await;
        never_got(desk, &cast.vera, &PHONE);
        assert!(ever_sent(desk, &cast.vera).contains("Канарейкин"));
        let seen = ever_sent(desk, &cast.work).len();
        cast.vera.taps(desk, "✅ Принять").await;
        never_got(desk, &cast.vera, &PHONE);
        cast.pyotr.says(desk, "/order 1").await;
        cast.pyotr.sees_exactly(desk, "❌ Заявка не найдена");
        assert_eq!(ever_sent(desk, &cast.work).len(), seen, "the former master is told no more");
        cast.work.never_saw(desk, "Канарейкин");
        cast.vera.taps(desk, "⏳ Длительный ремонт").await;
        cast.vera.says(desk, "/cancel").await;

        never_got(desk, &stranger, &PHONE);
        never_got(desk, &stranger, &PERSON);
        let log = desk.log();
        for secret in PHONE.iter().chain(&PERSON) {
            assert!(!log.contains(secret), "«{secret}» is in the log");
        }
    }

    async fn somebodys_words_never_become_markup(desk: &mut TestDesk) {
        let boris = desk.admin("Борис <b>Жирный").await;
        let pyotr = desk.master("Пётр & <i>Ко", "ремонт <всего>").await;
        let words = "<b>Оля</b> & \"Ко\" </a><script>";
        boris.taps(desk, "➕ Создать заявку").await;
        boris.taps(desk, "Телевизоры").await;
        for text in [words, "8 912 345 67 89", words, "ул. <Ленина> & 5", words, "завтра после обеда"] {
            boris.says(desk, text).await;
        }
        boris.sees(desk, &format!("📝 {words}\n👤 {words}\n📞 +7 912 345-67-89\n📍 ул. <Ленина> & 5\n🗒 {words}"));
        boris.taps(desk, "✅ Подтвердить").await;
        boris.taps(desk, "👨‍🔧 Назначить мастера").await;
        boris.taps(desk, "⭐ Пётр & <i>Ко (ремонт <всего>) · 0 в работе").await;
        pyotr.sees(desk, &format!("📝 {words}\n👤 {words}"));
        pyotr.taps(desk, "❌ Отказаться").await;
        pyotr.says(desk, words).await;
        boris.sees(desk, &format!("❌ Мастер отказался от заявки #1: Пётр & <i>Ко\nПричина: {words}\n"));
        boris.taps(desk, "📋 Все заявки").await;
        boris.taps(desk, "📂 Все открытые (1)").await;
        boris.sees(desk, "#1 · 🆕 Новая · Телевизоры · ул. <Ленина> & 5");
        boris.taps(desk, "👥 Мастера").await;
        boris.taps_like(desk, "Пётр").await;
        boris.sees(desk, "Пётр & <i>Ко\n🔧 ремонт <всего>");
        boris.says(desk, "/new").await;
        boris.taps(desk, "Телевизоры").await;
        boris.says(desk, "снова").await;
        boris.says(desk, "8 912 345 67 89").await;
        boris.sees(desk, &format!("👤 Этот телефон знаком: {words}\n📍 ул. <Ленина> & 5"));
        boris.says(desk, "/cancel").await;
        let nobody = desk.stranger("<a href='x'>Прохожий").await;
        nobody.sees(desk, "Добро пожаловать, <a href='x'>Прохожий!");
    }
}
