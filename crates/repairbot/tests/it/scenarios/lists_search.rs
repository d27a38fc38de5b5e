//! Looking for orders: what people type, what they find, what they get for nonsense.

use std::time::Duration;

use repairbot_core::order::Status;
use sea_orm::ConnectionTrait as _;
use telegram_sim::OtherKind;

use super::clients_erase::connected;
use crate::support::{Call, Chat, TestDesk, alert, scenarios};

const OLGA: Call<'static> = Call {
    name: "Ольга Смирнова",
    phone: "+79123456789",
    address: "ул. Ленина, д. 5, кв. 12",
    problem: "Не крутит барабан",
};
const PYOTR: Call<'static> =
    Call {
        name: "Пётр Ёлкин", phone: "+79120001122", address: "пр-т Мира, 7А", problem: "Течёт шланг"
    };

fn page(desk: &TestDesk, chat: &Chat) -> Vec<String> {
    chat.buttons(desk).into_iter().filter(|label| label.starts_with('#')).collect()
}

/// Asks and answers; the numbers that were found.
async fn finds(desk: &mut TestDesk, chat: &Chat, text: &str) -> Vec<String> {
    chat.taps(desk, "🔍 Поиск заказов").await;
    chat.sees(desk, "Что ищем?");
    chat.says(desk, text).await;
    page(desk, chat)
}

scenarios! {
    async fn orders_are_found_by_number_phone_name_and_address(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.new_order_of(&cast.anna, &OLGA).await;
        desk.new_order_of(&cast.anna, &PYOTR).await;
        for (text, expected) in [
            ("1", vec!["#1"]),
            ("#2", vec!["#2"]),
            ("заявка 2", vec!["#2"]),
            ("8 (912) 345-67-89", vec!["#1"]),
            ("+79123456789", vec!["#1"]),
            ("6789", vec!["#1"]),
            ("67-89", vec!["#1"]),
            ("смирнова", vec!["#1"]),
            ("СМИРНОВА ОЛЬГА", vec!["#1"]),
            ("елкин", vec!["#2"]),
            ("ленина 5", vec!["#1"]),
            ("Дом 5 улица Ленина", vec!["#1"]),
            ("проспект Мира 7а", vec!["#2"]),
            ("5 ольга 6789 ленина", vec!["#1"]),
        ] {
            assert_eq!(finds(desk, &cast.anna, text).await, expected, "{text}");
        }
        cast.anna.sees(desk, "🔍 По запросу «5 ольга 6789 ленина»:\n#1 · 🆕 Новая");
    }

    async fn orders_are_indexed_anew_when_nothing_of_a_former_release_can_be_left(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.new_order_of(&cast.anna, &OLGA).await;
        let database = connected(desk).await;
        for sql in ["DELETE FROM search_terms", "DELETE FROM counters WHERE name = 'search_below_3'"] {
            database.execute_unprepared(sql).await.unwrap();
        }
        database.close().await.unwrap();
        desk.desk().housekeeping().await.unwrap();
        assert_eq!(finds(desk, &cast.anna, "ольга смирнова").await, [""; 0]);
        desk.wait(Duration::from_secs(601));
        desk.desk().housekeeping().await.unwrap();
        assert_eq!(finds(desk, &cast.anna, "ольга смирнова").await, ["#1"]);
    }

    async fn the_command_takes_words_too(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.new_order_of(&cast.anna, &OLGA).await;
        cast.boris.says(desk, "/search Ленина 5").await;
        assert_eq!(page(desk, &cast.boris), ["#1"]);
        cast.boris.says(desk, "/search@desk_bot смирнова").await;
        cast.boris.sees(desk, "По запросу «смирнова»");
        cast.boris.says(desk, "/search").await;
        cast.boris.sees(desk, "Что ищем?");
        cast.boris.says(desk, "/search 🙂").await;
        cast.boris.sees(desk, "Что ищем?");
        cast.boris.says(desk, "/cancel").await;
        cast.boris.says(desk, "Ленина 5").await;
        cast.boris.sees(desk, "Я не жду здесь текста");
        let work = cast.anna.in_group(cast.work.chat);
        work.says(desk, "/search Ленина").await;
        work.sees(desk, "личном чате");
        work.never_saw(desk, "Смирнова");
    }

    async fn what_is_found_comes_in_pages_with_the_card_between(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        for _ in 0..23 {
            desk.new_order_of(&cast.anna, &OLGA).await;
        }
        let anna = &cast.anna;
        assert_eq!(finds(desk, anna, "Ленина").await.len(), 10);
        anna.taps(desk, "▶️").await;
        assert_eq!((page(desk, anna)[0].as_str(), page(desk, anna).len()), ("#13", 10));
        anna.taps(desk, "#9").await;
        anna.sees(desk, "Заявка #9");
        desk.restart().await;
        anna.taps(desk, "◀️ К списку").await;
        assert_eq!(page(desk, anna)[0], "#13");
        anna.taps(desk, "▶️").await;
        assert_eq!(page(desk, anna), ["#3", "#2", "#1"]);
        assert!(anna.buttons(desk).contains(&"3/3".to_owned()));
        anna.taps(desk, "◀️").await;
        anna.taps(desk, "◀️").await;
        assert_eq!(page(desk, anna)[0], "#23");
        // Two searches do not get in each other's way.
        anna.taps(desk, "🔍 Искать другое").await;
        anna.says(desk, "никого такого").await;
        anna.sees(desk, "ничего не нашлось");
        anna.taps(desk, "▶️").await;
        assert!(anna.message_with(desk, "По запросу «Ленина»").text.contains("#13"));
        let older = anna.data_of(desk, "▶️").1;
        let stale = anna.data_of(desk, "#13").1;

        desk.wait(Duration::from_secs(25 * 3600));
        let now = desk.clock.now();
        desk.store().forget_old(now).await.unwrap();
        let message = anna.last(desk).unwrap().id;
        for data in [older, stale] {
            assert_eq!(anna.forges(desk, message, &data).await, alert("Этот поиск устарел. Начните новый."));
        }
    }

    async fn nonsense_is_answered_and_nothing_breaks(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.new_order_of(&cast.anna, &OLGA).await;
        let anna = &cast.anna;
        anna.taps(desk, "🔍 Поиск заказов").await;
        for text in ["🙂🙂🙂", "%", "_", "' \" \\", "улица", "...", "-"] {
            anna.says(desk, text).await;
            anna.sees(desk, "⚠️ Тут нечего искать");
            anna.sees(desk, "Что ищем?");
        }
        desk.sim.send_other(anna.user, anna.chat, OtherKind::Sticker);
        desk.settle().await;
        anna.sees(desk, "Что ищем?");
        anna.says(desk, "' OR 1=1 --").await;
        anna.sees(desk, "По запросу «' OR 1=1 --» ничего не нашлось");
        for text in ["%ленина%", "<b>смирнова</b>", "ленина\u{200b} 5"] {
            assert_eq!(finds(desk, anna, text).await.len(), usize::from(!text.contains("<b>")), "{text}");
        }
        anna.says(desk, "/search \"; DROP TABLE orders; --").await;
        anna.sees(desk, "DROP TABLE");
        let long = "ленина ".repeat(585);
        assert_eq!(long.chars().count(), 4095);
        assert_eq!(finds(desk, anna, &long).await, ["#1"]);
        let many: String = (0..900).map(|number| format!("{number} ")).collect();
        assert!(finds(desk, anna, &many).await.is_empty());
        anna.sees(desk, "ничего не нашлось");
        assert!(anna.last(desk).unwrap().text.chars().count() < 400);
    }

    async fn a_question_that_is_dropped_is_dropped_without_a_word(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.new_order_of(&cast.anna, &OLGA).await;
        let anna = &cast.anna;
        anna.taps(desk, "🔍 Поиск заказов").await;
        anna.taps(desk, "❌ Отмена").await;
        anna.says(desk, "Ленина").await;
        anna.sees(desk, "Я не жду здесь текста");
        anna.taps(desk, "🔍 Поиск заказов").await;
        anna.taps(desk, "📋 Все заявки").await;
        anna.never_saw(desk, "Черновик сохранён");
        anna.taps(desk, "➕ Создать заявку").await;
        anna.taps(desk, "Телевизоры").await;
        anna.taps(desk, "🔍 Поиск заказов").await;
        anna.has_seen(desk, "Черновик сохранён");
        desk.restart().await;
        anna.says(desk, "Ленина 5").await;
        assert_eq!(page(desk, anna), ["#1"]);
        anna.taps(desk, "▶️ Продолжить").await;
        anna.sees(desk, "Опишите проблему");
        anna.taps(desk, "🔍 Поиск заказов").await;
        anna.says(desk, "/search смирнова").await;
        assert_eq!(page(desk, anna), ["#1"]);
    }

    async fn the_search_is_the_offices(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Accepted, &cast).await;
        for _ in 0..11 {
            desk.new_order_of(&cast.anna, &OLGA).await;
        }
        let stranger = desk.stranger("Прохожий").await;
        finds(desk, &cast.anna, "Ленина").await;
        let forged = ["▶️", "#8", "🔍 Искать другое"].map(|label| cast.anna.data_of(desk, label).1);
        for visitor in [&cast.pyotr, &stranger] {
            visitor.says(desk, "/search Ленина").await;
            visitor.sees_exactly(desk, "❌ У вас нет доступа к этой функции.");
            let last = visitor.last(desk).unwrap().id;
            for data in &forged {
                let answer = visitor.forges(desk, last, data).await;
                assert_eq!(answer, alert("❌ У вас нет доступа к этой функции."), "{}: {data}", visitor.name);
            }
            visitor.never_saw(desk, "Смирнова");
        }
        // What a colleague looks for is his own business, too.
        cast.boris.says(desk, "/start").await;
        let last = cast.boris.last(desk).unwrap().id;
        for data in &forged[..2] {
            let answer = cast.boris.forges(desk, last, data).await;
            assert_eq!(answer, alert("Это не ваша заявка или не ваш вопрос."), "{data}");
        }
        assert!(!desk.log().contains("енина"), "what is looked for is in no log");
    }

    async fn an_edited_order_is_found_by_what_it_says_now(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.new_order_of(&cast.anna, &OLGA).await;
        desk.new_order_of(&cast.anna, &PYOTR).await;
        let anna = &cast.anna;
        anna.says(desk, "/order 1").await;
        anna.taps(desk, "✏️ Изменить").await;
        for (field, to) in
            [("✏️ Имя", "Марфа Котова"), ("✏️ Телефон", "8 913 000 77 55"), ("✏️ Адрес", "ул. Садовая, 9")]
        {
            anna.taps(desk, field).await;
            anna.says(desk, to).await;
            if field == "✏️ Имя" {
                anna.taps(desk, "👤 Это другой человек").await;
            }
        }
        anna.taps(desk, "✅ Подтвердить").await;
        for text in ["1", "котова", "7755", "садовая 9", "марфа 9 садовая"] {
            assert_eq!(finds(desk, anna, text).await, ["#1"], "{text}");
        }
        for text in ["смирнова", "6789", "ленина 5"] {
            assert!(finds(desk, anna, text).await.is_empty(), "{text}");
        }
    }

    async fn a_renamed_client_is_found_by_the_new_name(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.new_order_of(&cast.anna, &OLGA).await;
        let anna = &cast.anna;
        anna.says(desk, "/order 1").await;
        anna.taps(desk, "👤 Клиент").await;
        anna.taps(desk, "✏️ Имя").await;
        anna.says(desk, "Ольга Котова").await;
        assert_eq!(finds(desk, anna, "котова ленина").await, ["#1"]);
        assert!(finds(desk, anna, "смирнова").await.is_empty());
        // A corrected address is the next order's: this one keeps its own.
        anna.says(desk, "/order 1").await;
        anna.taps(desk, "👤 Клиент").await;
        anna.taps(desk, "✏️ Исправить адрес").await;
        anna.taps(desk, OLGA.address).await;
        anna.says(desk, "ул. Садовая, 9").await;
        assert!(finds(desk, anna, "садовая 9").await.is_empty());
        assert_eq!(finds(desk, anna, "ленина 5").await, ["#1"]);
    }

    async fn any_phone_of_the_client_finds_all_his_orders(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.new_order_of(&cast.anna, &OLGA).await;
        desk.new_order_of(&cast.anna, &PYOTR).await;
        let anna = &cast.anna;
        // Olga calls again, and leaves her office's number.
        anna.says(desk, "/order 1").await;
        anna.taps(desk, "👤 Клиент").await;
        anna.taps(desk, "📞 Добавить телефон").await;
        anna.says(desk, "8 (495) 111-22-33").await;
        anna.sees(desk, "✅ Телефон добавлен.");
        anna.taps(desk, "➕ Создать заявку").await;
        anna.taps(desk, "Телевизоры").await;
        for text in ["Нет звука", "8 495 111 22 33"] {
            anna.says(desk, text).await;
        }
        anna.taps(desk, "✅ Да, использовать").await;
        anna.taps(desk, "🆕 Новая заявка").await;
        anna.taps_like(desk, "Ленина").await;
        for label in ["⏭️ Пропустить", "⏭️ Пропустить", "✅ Подтвердить"] {
            anna.taps(desk, label).await;
        }
        for text in ["6789", "8 912 345-67-89", "2233", "+7 495 111 22 33", "1112233", "смирнова 2233"] {
            assert_eq!(finds(desk, anna, text).await, ["#3", "#1"], "{text}");
        }
        // A phone that an order is given is the client's in all of them.
        anna.says(desk, "/order 3").await;
        anna.taps(desk, "✏️ Изменить").await;
        anna.taps(desk, "✏️ Телефон").await;
        anna.says(desk, "8 913 000 77 55").await;
        anna.taps(desk, "✅ Подтвердить").await;
        for text in ["7755", "2233", "6789"] {
            assert_eq!(finds(desk, anna, text).await, ["#3", "#1"], "{text}");
        }
        assert_eq!(finds(desk, anna, "1122").await, ["#2"]);
    }

    async fn a_deleted_order_is_found_by_nobody_until_it_is_restored(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.new_order_of(&cast.anna, &OLGA).await;
        let boris = &cast.boris;
        finds(desk, boris, "ленина").await;
        boris.taps(desk, "#1").await;
        boris.taps(desk, "🗑 Удалить").await;
        boris.says(desk, "Проверка связи").await;
        boris.taps(desk, "🗑 Удалить").await;
        for chat in [boris, &cast.anna] {
            for text in ["1", "смирнова", "6789", "ленина 5"] {
                assert!(finds(desk, chat, text).await.is_empty(), "{text}");
                chat.sees(desk, "ничего не нашлось");
            }
        }
        boris.says(desk, "/order 1").await;
        boris.taps(desk, "♻️ Восстановить").await;
        for text in ["1", "смирнова", "6789", "ленина 5"] {
            assert_eq!(finds(desk, &cast.anna, text).await, ["#1"], "{text}");
        }
    }

    async fn an_order_taken_by_its_dialogue_is_found_at_once(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        crate::support::CREATE.open(desk, &cast).await;
        crate::support::CREATE.finish(desk, &cast, 0).await;
        let view = desk.order(1).await;
        let address = view.address.reveal().to_owned();
        assert_eq!(finds(desk, &cast.boris, &address).await, ["#1"]);
        let name = view.client_name.reveal().to_owned();
        assert_eq!(finds(desk, &cast.boris, &name).await, ["#1"]);
        let end = view.phone.e164()[8..].to_owned();
        assert_eq!(finds(desk, &cast.boris, &end).await, ["#1"]);
    }
}
