//! The client's card: what the office knows about him, and how it is changed.

use repairbot::{store::people, texts::Lang};
use repairbot_core::order::Status;

use super::clients_calls::close;
use crate::support::{Call, Cast, Chat, Setup, TestDesk, audit_actions, scenarios};

/// A client whose name and address are markup and emoji.
const OLGA: Call<'static> = Call {
    name: "Ольга <b>Смирнова</b> 🌷",
    phone: "+79123456789",
    address: "ул. <Ленина> & 5 🏠",
    problem: "Не крутит барабан",
};

/// The card of the client of order 1, opened by Anna.
async fn opened(desk: &mut TestDesk) -> Cast {
    let cast = desk.cast().await;
    desk.new_order_of(&cast.anna, &OLGA).await;
    cast.anna.says(desk, "/order 1").await;
    cast.anna.taps(desk, "👤 Клиент").await;
    cast
}

/// Presses a button of the card and answers in words: the card is the last message again.
async fn changes(desk: &mut TestDesk, anna: &Chat, label: &str, words: &str) {
    anna.taps(desk, label).await;
    anna.says(desk, words).await;
}

scenarios! {
    async fn everything_on_the_card(desk: &mut TestDesk) {
        let cast = opened(desk).await;
        let anna = &cast.anna;
        anna.sees_exactly(desk, "👤 Ольга <b>Смирнова</b> 🌷\n📞 +7 912 345-67-89\n📍 ул. <Ленина> & 5 🏠\n▫️ Согласия на обработку данных нет\n📊 Заявок: 1, завершено 0, отказов 0, оплачено 0\u{a0}₽");
        changes(desk, anna, "✏️ Имя", "Ольга Петрова <3").await;
        anna.sees(desk, "✅ Имя исправлено.\n\n👤 Ольга Петрова <3\n");
        changes(desk, anna, "📞 Добавить телефон", "8 913 000-00-01").await;
        anna.sees(desk, "📞 +7 912 345-67-89\n📞 +7 913 000-00-01\n");
        changes(desk, anna, "📍 Добавить адрес", "Дачная 1 <второй>").await;
        anna.sees(desk, "📍 ул. <Ленина> & 5 🏠\n📍 Дачная 1 <второй>\n");
        changes(desk, anna, "🗒 Заметки", "Собака 🐶 & <кот>").await;
        anna.sees(desk, "🗒 Собака 🐶 & <кот>\n");
        anna.taps(desk, "💬 Как связаться").await;
        anna.taps(desk, "✈️ Телеграм").await;
        anna.sees(desk, "💬 Удобнее: ✈️ Телеграм");
        anna.taps(desk, "✅ Согласие получено").await;
        anna.sees(desk, "✅ Согласие на обработку данных: 20.11.2026");
        changes(desk, anna, "⛔️ В чёрный список", "Не <платит>").await;
        anna.sees(desk, "⛔️ В чёрном списке: Не <платит>\n");
        anna.taps(desk, "♻️ Из чёрного списка").await;
        anna.taps(desk, "↩️ Согласие отозвано").await;
        anna.taps(desk, "🗒 Заметки").await;
        anna.taps(desk, "🗑 Убрать заметки").await;
        anna.sees_exactly(desk, "✅ Заметки сохранены.\n\n👤 Ольга Петрова <3\n📞 +7 912 345-67-89\n📞 +7 913 000-00-01\n📍 ул. <Ленина> & 5 🏠\n📍 Дачная 1 <второй>\n▫️ Согласия на обработку данных нет\n💬 Удобнее: ✈️ Телеграм\n📊 Заявок: 1, завершено 0, отказов 0, оплачено 0\u{a0}₽");
        let audit = audit_actions(desk).await;
        assert_eq!(audit, ["client_changed:name", "client_changed:phone", "client_changed:address", "client_changed:notes", "client_changed:channel",
            "client_changed:consent", "client_changed:blacklist", "client_changed:unlist", "client_changed:no-consent", "client_changed:notes"]);
        anna.says(desk, "/order 1").await;
        anna.sees(desk, "👤 Ольга Петрова <3\n📞 +7 912 345-67-89\n📍 ул. <Ленина> & 5 🏠");
    }

    async fn a_corrected_address_is_offered_and_former_orders_keep_theirs(desk: &mut TestDesk) {
        let cast = opened(desk).await;
        let anna = &cast.anna;
        anna.taps(desk, "✏️ Исправить адрес").await;
        anna.sees(desk, "Какой адрес исправить?");
        anna.says(desk, "первый").await;
        anna.sees(desk, "⚠️ Выберите ответ на кнопках.");
        anna.taps(desk, "ул. <Ленина> & 5 🏠").await;
        anna.says(desk, "ул. Ленина").await;
        anna.sees(desk, "⚠️ В адресе должен быть номер дома.");
        anna.says(desk, "ул. Ленина, 15").await;
        anna.sees(desk, "✅ Адрес исправлен. В прежних заявках остался прежний.");
        anna.sees(desk, "📍 ул. Ленина, 15\n▫️");
        assert_eq!(desk.order(1).await.address.reveal(), OLGA.address);
        changes(desk, anna, "📍 Добавить адрес", "УЛ. ЛЕНИНА, 15").await;
        anna.sees(desk, "⚠️ Этот адрес у клиента уже записан.");
        anna.taps(desk, "❌ Отмена").await;
        anna.says(desk, "/new").await;
        anna.taps(desk, "Телевизоры").await;
        anna.says(desk, "Не включается").await;
        anna.says(desk, "89123456789").await;
        anna.taps(desk, "✅ Да, использовать").await;
        anna.taps(desk, "🆕 Новая заявка").await;
        assert_eq!(anna.buttons(desk), ["ул. Ленина, 15", "◀️ Назад", "❌ Отмена"]);
        anna.says(desk, "/cancel").await;
    }

    async fn a_phone_moves_to_another_client_or_is_shared(desk: &mut TestDesk) {
        let cast = opened(desk).await;
        let semyon = Call { name: "Семён", phone: "+79130000001", address: "Мира 7", problem: "Течёт" };
        desk.new_order_of(&cast.anna, &semyon).await;
        let anna = &cast.anna;
        let olga = anna.message_with(desk, "Согласия на обработку").id;
        changes(desk, anna, "📞 Добавить телефон", "8 912 345 67 89").await;
        anna.sees(desk, "⚠️ Этот телефон у клиента уже записан.");
        anna.says(desk, "8 913 000 00 01").await;
        anna.sees_exactly(desk, "Этот телефон записан и у других: Семён.\nТеперь он только у этого клиента?");
        anna.says(desk, "да").await;
        anna.sees(desk, "⚠️ Выберите ответ на кнопках.");
        anna.taps(desk, "✅ Да, только у него").await;
        anna.sees(desk, "✅ Телефон добавлен.");
        anna.says(desk, "/order 2").await;
        anna.sees(desk, "📞 +7 913 000-00-01");
        anna.taps(desk, "👤 Клиент").await;
        anna.sees(desk, "👤 Семён\n📍 Мира 7");
        anna.taps(desk, "➕ Заявка").await;
        anna.sees_exactly(desk, "Какой ещё телефон у клиента?");
        anna.says(desk, "8 912 345 67 89").await;
        anna.taps(desk, "👥 Нет, у всех").await;
        anna.sees(desk, "👤 Семён\n📞 +7 912 345-67-89");
        anna.taps_on(desk, olga, "📋 Все заявки клиента").await;
        anna.taps_on(desk, olga, "◀️ К клиенту").await;
        let card = desk.sim.message(anna.chat, olga).unwrap().text;
        assert!(card.contains("📞 +7 912 345-67-89") && card.contains("📞 +7 913 000-00-01"), "{card}");
    }

    async fn notes_too_long_are_refused_and_a_full_card_fits_one_message(desk: &mut TestDesk) {
        let cast = opened(desk).await;
        let anna = &cast.anna;
        changes(desk, anna, "🗒 Заметки", &"я".repeat(4096)).await;
        anna.sees(desk, "⚠️ Слишком длинно: не больше 1000 символов.");
        anna.says(desk, &"<&🛠".repeat(333)).await;
        changes(desk, anna, "⛔️ В чёрный список", &"&".repeat(500)).await;
        for house in 1..=12 {
            changes(desk, anna, "📍 Добавить адрес", &format!("{house}{}", " <🏠>".repeat(99))).await;
            changes(desk, anna, "📞 Добавить телефон", &format!("8 913 000 00 {house:02}")).await;
        }
        changes(desk, anna, "✏️ Имя", &"<&>Ы".repeat(50)).await;
        anna.sees(desk, "✅ Имя исправлено.");
        anna.sees(desk, "📍 и ещё адресов: 3");
        anna.sees(desk, &"<&🛠".repeat(333));
    }

    async fn all_orders_of_a_client_in_pages(desk: &mut TestDesk) {
        let cast = opened(desk).await;
        close(desk, &cast, 1).await;
        let anna = &cast.anna;
        for _ in 0..11 {
            anna.says(desk, "/new").await;
            anna.taps(desk, "Телевизоры").await;
            for words in ["Не включается", "8 912 345-67-89"] {
                anna.says(desk, words).await;
            }
            for label in ["✅ Да, использовать", "🆕 Новая заявка", OLGA.address, "⏭️ Пропустить", "⏭️ Пропустить", "✅ Подтвердить"] {
                anna.taps(desk, label).await;
            }
        }
        anna.says(desk, "/order 1").await;
        anna.taps(desk, "👤 Клиент").await;
        anna.sees(desk, "📊 Заявок: 12, завершено 1, отказов 0, оплачено 5\u{a0}000\u{a0}₽");
        anna.taps(desk, "📋 Все заявки клиента").await;
        anna.sees(desk, "📋 Заявки клиента Ольга <b>Смирнова</b> 🌷\n#12 · 🆕 Новая · Телевизоры · 20.11.2026\n#11");
        anna.taps(desk, "Дальше ▶️").await;
        anna.sees_exactly(desk, "📋 Заявки клиента Ольга <b>Смирнова</b> 🌷\n#2 · 🆕 Новая · Телевизоры · 20.11.2026\n#1 · 💰 Завершена · Стиральные машины · 20.11.2026 · 5\u{a0}000\u{a0}₽");
        assert_eq!(anna.buttons(desk), ["#2", "#1", "◀️ К клиенту"]);
        anna.taps(desk, "#1").await;
        anna.sees(desk, "Заявка #1 · 💰 Завершена");
    }

    async fn a_change_survives_a_restart_and_is_made_once(desk: &mut TestDesk) {
        let cast = opened(desk).await;
        let anna = &cast.anna;
        desk.echo = true;
        for step in ["📞 Добавить телефон", "8 913 000 00 01"] {
            desk.restart().await;
            match anna.with_button(desk, step) {
                Some(_) => drop(anna.taps(desk, step).await),
                None => anna.says(desk, step).await,
            }
        }
        desk.restart().await;
        assert_eq!(anna.count(desk, "✅ Телефон добавлен."), 1);
        anna.sees(desk, "📞 +7 912 345-67-89\n📞 +7 913 000-00-01\n📍");
        assert_eq!(audit_actions(desk).await, ["client_changed:phone"]);
    }

    async fn a_change_begun_by_the_office_is_not_finished_outside_it(desk: &mut TestDesk) {
        let cast = opened(desk).await;
        let anna = &cast.anna;
        anna.taps(desk, "🗒 Заметки").await;
        let tx = desk.store().write().await.unwrap();
        people::revoke(&tx, desk.person(anna).await, repairbot_core::actor::Role::Dispatcher).await.unwrap();
        tx.commit().await.unwrap();
        anna.says(desk, "Собака").await;
        anna.sees_exactly(desk, "❌ У вас нет доступа к этой функции.");
        assert_eq!(audit_actions(desk).await, ["denied:dialogue"]);
    }

    async fn in_english(desk: &mut TestDesk) {
        desk.restart_with(Setup { language: Lang::En, ..Setup::default() }).await;
        let cast = desk.cast().await;
        desk.order_in(Status::New, &cast).await;
        let anna = &cast.anna;
        anna.taps(desk, "👤 Client").await;
        anna.sees_exactly(desk, "👤 Ольга Смирнова\n📞 +7 912 345-67-89\n📍 ул. Ленина, 5, кв. 12\n▫️ No consent to keep personal data\n📊 Orders: 1, closed 0, refused 0, paid 0\u{a0}₽");
        changes(desk, anna, "🗒 Notes", "A dog").await;
        anna.sees(desk, "✅ Notes saved.\n\n👤 Ольга Смирнова");
    }
}
