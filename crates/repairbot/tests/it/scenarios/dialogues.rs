//! Every step of every dialogue × everything that can come in between: the dialogue still ends in the right order.

use telegram_sim::OtherKind;

use crate::support::{
    CLOSE, CREATE, Cast, DECLINE, LONG_REPAIR, REFUSE, RESCHEDULE, SMALL_CLOSE, Script, TestDesk, essence,
    scenarios,
};

/// What the undisturbed dialogue leaves.
fn expected(script: &Script) -> &'static str {
    match script.opens {
        "➕ Создать заявку" => "NEW",
        "⏳ Длительный ремонт" => "DR",
        "❌ Отказаться" => "NEW",
        "📅 Перенести" => "ACCEPTED",
        "❌ Отказ клиента" => "REFUSED",
        _ if script.ends.starts_with("💰") => "CLOSED",
        _ => "REFUSED",
    }
}

/// The order is what the answers say, and no label of a button has become data.
async fn ends_right(desk: &TestDesk, script: &Script) {
    let view = desk.order(1).await;
    assert_eq!(view.order.status.code(), expected(script));
    let said = essence(&view);
    for answer in ["Пропустить", "Отмена", "Назад", "Подтвердить", "/", "что-нибудь"]
    {
        assert!(!said.contains(answer), "{said}");
    }
    for step in script.steps {
        if let crate::support::Reply::Says(text) = step.answer {
            // The reason of a moved visit is with the event; of a time the note is kept in words.
            if step.asks == "Почему переносим?" {
                continue;
            }
            let text =
                text.split_once(", ").filter(|_| text.starts_with("завтра")).map_or(text, |(_, note)| note);
            let as_stored =
                [text.to_owned(), text.replace(' ', "") + "00", "+79123456789".into(), "2026-12-25".into()];
            assert!(
                as_stored.iter().any(|stored| said.contains(stored.as_str())),
                "«{text}» is not in {said}"
            );
        }
    }
    let events = desk.history(1).await.len();
    assert_eq!(events as i64, view.order.version.0, "{said}");
}

/// Texts that are no answer, a sticker, an unknown command and labels out of place, at every step.
async fn survives_noise(desk: &mut TestDesk, script: &Script) {
    let cast = script.set_up(desk).await;
    let chat = script.chat(&cast).clone();
    script.open(desk, &cast).await;
    for (index, step) in script.steps.iter().enumerate() {
        chat.says(desk, &step.wrong.text()).await;
        chat.sees(desk, "⚠️");
        script.asks(desk, &cast, index);
        desk.sim.send_other(chat.user, chat.chat, OtherKind::Sticker);
        desk.settle().await;
        let picks = step.asks.starts_with("Почему") && step.asks != "Почему переносим?";
        let by_buttons = step.wrong.text() == "что-нибудь" || picks;
        chat.sees(
            desk,
            if by_buttons {
                "Выберите ответ на кнопках"
            } else {
                "нужен ответ текстом"
            },
        );
        script.asks(desk, &cast, index);
        chat.says(desk, "/неведомо").await;
        chat.sees(desk, "Такой команды у меня нет");
        if !step.optional {
            chat.says(desk, "⏭️ Пропустить").await;
            chat.sees(desk, "⚠️");
            script.asks(desk, &cast, index);
        }
        if index + 1 < script.steps.len() || !chat.buttons(desk).contains(&"✅ Подтвердить".to_owned())
        {
            chat.says(desk, "✅ Подтвердить").await;
            if index + 1 < script.steps.len() {
                chat.sees(desk, "⚠️");
                script.asks(desk, &cast, index);
            } else if script.steps.len() == 1 || step.optional {
                script.asks(desk, &cast, index);
            } else {
                break; // the label of the review screen, typed, confirms
            }
        }
        desk.wait(std::time::Duration::from_secs(10));
        script.answer(desk, &cast, index).await;
    }
    ends_right(desk, script).await;
}

/// «Back» at every step, by button or by hand.
async fn survives_going_back(desk: &mut TestDesk, script: &Script) {
    let cast = script.set_up(desk).await;
    let chat = script.chat(&cast).clone();
    script.open(desk, &cast).await;
    chat.says(desk, "◀️ Назад").await;
    script.asks(desk, &cast, 0);
    for index in 1..script.steps.len() {
        script.answer(desk, &cast, index - 1).await;
        chat.taps(desk, "◀️ Назад").await;
        script.asks(desk, &cast, index - 1);
        script.answer(desk, &cast, index - 1).await;
        chat.says(desk, "◀️ Назад").await;
        script.asks(desk, &cast, index - 1);
        script.answer(desk, &cast, index - 1).await;
    }
    script.answer(desk, &cast, script.steps.len() - 1).await;
    ends_right(desk, script).await;
}

/// A menu button at every step: the draft is saved and goes on where it was.
async fn survives_the_menu(desk: &mut TestDesk, script: &Script) {
    let cast = script.set_up(desk).await;
    let chat = script.chat(&cast).clone();
    let (label, shown) = script.menu();
    script.open(desk, &cast).await;
    for index in 0..script.steps.len() {
        for label in [label, "/start"] {
            chat.says(desk, label).await;
            chat.sees_exactly(desk, "💾 Черновик сохранён");
            chat.taps(desk, "▶️ Продолжить").await;
            script.asks(desk, &cast, index);
        }
        chat.has_seen(desk, shown);
        script.answer(desk, &cast, index).await;
    }
    ends_right(desk, script).await;
}

/// Cancelled at every step, by command, by button and by hand; begun anew each time.
async fn survives_cancelling(desk: &mut TestDesk, script: &Script) {
    let cast = script.set_up(desk).await;
    let chat = script.chat(&cast).clone();
    for stop in 0..script.steps.len() {
        script.open(desk, &cast).await;
        for index in 0..stop {
            script.answer(desk, &cast, index).await;
        }
        match stop % 3 {
            0 => chat.says(desk, "/cancel").await,
            1 => drop(chat.taps(desk, "❌ Отмена").await),
            _ => chat.says(desk, "❌ Отмена").await,
        }
        chat.sees_exactly(desk, "Отменено.");
        chat.says(desk, "/cancel").await;
        chat.sees_exactly(desk, "Отменять нечего.");
        desk.wait(std::time::Duration::from_secs(60));
    }
    script.open(desk, &cast).await;
    script.finish(desk, &cast, 0).await;
    ends_right(desk, script).await;
}

/// Declares the four disturbances of one dialogue.
macro_rules! disturbed {
    ($($name:ident: $script:ident),* $(,)?) => { $(
        mod $name {
            use super::*;

            scenarios! {
                async fn noise(desk: &mut TestDesk) {
                    survives_noise(desk, &$script).await;
                }

                async fn going_back(desk: &mut TestDesk) {
                    survives_going_back(desk, &$script).await;
                }

                async fn the_menu(desk: &mut TestDesk) {
                    survives_the_menu(desk, &$script).await;
                }

                async fn cancelling(desk: &mut TestDesk) {
                    survives_cancelling(desk, &$script).await;
                }
            }
        }
    )* };
}

disturbed! {
    creating: CREATE,
    closing: CLOSE,
    closing_small: SMALL_CLOSE,
    long_repair: LONG_REPAIR,
    rescheduling: RESCHEDULE,
    declining: DECLINE,
    refusing: REFUSE,
}

/// The review screen of a new order with every field answered.
async fn at_review(desk: &mut TestDesk) -> Cast {
    let cast = CREATE.set_up(desk).await;
    CREATE.open(desk, &cast).await;
    for index in 0..CREATE.steps.len() - 1 {
        CREATE.answer(desk, &cast, index).await;
    }
    cast
}

scenarios! {
    async fn each_field_can_be_edited_from_the_review(desk: &mut TestDesk) {
        let cast = at_review(desk).await;
        let anna = &cast.anna;
        anna.taps(desk, "✏️ Техника").await;
        anna.taps(desk, "Холодильники").await;
        let edits = [
            ("✏️ Проблема", "Опишите проблему", "Не морозит"),
            ("✏️ Телефон", "Введите телефон", "+7 913 222-33-44"),
            ("✏️ Имя", "Введите имя", "Семён"),
            ("✏️ Адрес", "Введите адрес", "Мира 7"),
            ("✏️ Примечание", "Дополнительная", "Этаж 3"),
            ("✏️ Время", "Когда удобно", "уточнить по телефону"),
        ];
        for (label, asks, answer) in edits {
            anna.taps(desk, label).await;
            anna.sees(desk, asks);
            anna.taps(desk, "◀️ Назад").await;
            anna.sees(desk, "Проверьте заявку");
            anna.taps(desk, label).await;
            anna.says(desk, answer).await;
            anna.sees(desk, "Проверьте заявку");
        }
        anna.sees_exactly(desk, "Проверьте заявку\n🔧 Холодильники\n📝 Не морозит\n👤 Семён\n📞 +7 913 222-33-44\n📍 Мира 7\n🗒 Этаж 3\n🕒 Время не назначено: уточнить по телефону\nВсё верно?");
        anna.taps(desk, "✏️ Примечание").await;
        anna.taps(desk, "⏭️ Пропустить").await;
        anna.taps(desk, "✅ Подтвердить").await;
        let view = desk.order(1).await;
        assert_eq!((view.address.reveal(), view.notes), ("Мира 7", None));
    }

    async fn a_known_client_is_offered_and_taken(desk: &mut TestDesk) {
        let cast = at_review(desk).await;
        let anna = &cast.anna;
        anna.taps(desk, "✅ Подтвердить").await;
        CREATE.open(desk, &cast).await;
        CREATE.answer(desk, &cast, 0).await;
        anna.says(desk, "Течёт вода").await;
        anna.says(desk, "+79123456789").await;
        anna.sees_exactly(desk, "👤 Этот телефон знаком: Ольга Смирнова\n📍 ул. Ленина, 5, кв. 12\nПоследние заявки:\n#1 · 🆕 Новая · Стиральные машины · 20.11.2026\n⚠️ У клиента есть открытые заявки: #1\nИспользовать эти данные?");
        anna.says(desk, "да").await;
        anna.sees(desk, "⚠️ Выберите ответ на кнопках.");
        anna.taps(desk, "✅ Да, использовать").await;
        anna.taps(desk, "🆕 Новая заявка").await;
        anna.sees(desk, "Введите адрес");
        anna.taps(desk, "ул. Ленина, 5, кв. 12").await;
        anna.taps(desk, "⏭️ Пропустить").await;
        anna.taps(desk, "⏭️ Пропустить").await;
        anna.sees(desk, "👤 Ольга Смирнова\n📞 +7 912 345-67-89\n📍 ул. Ленина, 5, кв. 12");
        anna.taps(desk, "✅ Подтвердить").await;
        let (first, second) = (desk.order(1).await.order, desk.order(2).await.order);
        assert_eq!((first.client, first.phone, first.address), (second.client, second.phone, second.address));
    }

    async fn a_known_phone_of_somebody_else(desk: &mut TestDesk) {
        let cast = at_review(desk).await;
        let anna = &cast.anna;
        anna.taps(desk, "✅ Подтвердить").await;
        CREATE.open(desk, &cast).await;
        CREATE.answer(desk, &cast, 0).await;
        anna.says(desk, "Течёт вода").await;
        anna.says(desk, "+79123456789").await;
        anna.taps(desk, "❌ Нет, ввести заново").await;
        anna.sees(desk, "Введите имя клиента");
        anna.says(desk, "Пётр Новый").await;
        assert_eq!(anna.buttons(desk), ["◀️ Назад", "❌ Отмена"], "another's addresses are not offered");
        anna.says(desk, "Садовая 1").await;
        anna.taps(desk, "⏭️ Пропустить").await;
        anna.taps(desk, "⏭️ Пропустить").await;
        anna.taps(desk, "✅ Подтвердить").await;
        let (first, second) = (desk.order(1).await, desk.order(2).await);
        assert_ne!(first.order.client, second.order.client);
        assert_eq!(second.client_name.reveal(), "Пётр Новый");
        assert_eq!(first.client_name.reveal(), "Ольга Смирнова");
    }

    async fn a_new_dialogue_sets_the_former_aside_and_both_can_be_finished(desk: &mut TestDesk) {
        let cast = CREATE.set_up(desk).await;
        let anna = &cast.anna;
        CREATE.open(desk, &cast).await;
        CREATE.answer(desk, &cast, 0).await;
        anna.says(desk, "/new").await;
        anna.has_seen(desk, "💾 Черновик сохранён");
        anna.sees(desk, "Выберите тип техники");
        CREATE.finish(desk, &cast, 0).await;
        anna.taps(desk, "▶️ Продолжить").await;
        anna.sees(desk, "Опишите проблему");
        for text in ["Второй", "8 913 000 00 02", "Иван", "Мира 8"] {
            anna.says(desk, text).await;
        }
        anna.taps(desk, "⏭️ Пропустить").await;
        anna.taps(desk, "⏭️ Пропустить").await;
        anna.taps(desk, "✅ Подтвердить").await;
        anna.sees(desk, "✅ Заявка #2 создана");
        assert_eq!(anna.taps(desk, "▶️ Продолжить").await.text.as_deref(), Some("Эта форма уже закрыта."));
    }
}
