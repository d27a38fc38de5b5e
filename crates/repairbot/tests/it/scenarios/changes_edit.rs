//! The office changes what an order says.

use repairbot::store::people::{self, Grant};
use repairbot_core::{
    actor::Role,
    callback::Press,
    order::{Action, Event, Status},
};

use super::life::creates_order;
use crate::support::{Chat, TestDesk, alert, scenarios, toast};

const FIELDS: [&str; 8] = [
    "✏️ Техника",
    "✏️ Проблема",
    "✏️ Телефон",
    "✏️ Имя",
    "✏️ Адрес",
    "✏️ Примечание",
    "✏️ Время",
    "❌ Отмена",
];

/// Opens the order, chooses the field and says what it is to be.
async fn changes(desk: &mut TestDesk, office: &Chat, field: &str, to: &str) {
    office.taps(desk, "✏️ Изменить").await;
    office.taps(desk, field).await;
    office.says(desk, to).await;
    if field == "✏️ Имя" {
        office.sees(desk, "Это тот же клиент, и имя записано с ошибкой? Или это другой человек?");
        office.taps(desk, "👤 Это другой человек").await;
    }
    office.sees(desk, "Сохранить изменения?");
}

scenarios! {
    async fn the_office_corrects_an_address_and_the_master_is_told(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Accepted, &cast).await;
        let before = desk.order(number).await.order;
        cast.anna.taps(desk, "✏️ Изменить").await;
        cast.anna.sees(desk, "✏️ Изменение заявки #1");
        cast.anna.sees(desk, "📍 ул. Ленина, 5, кв. 12\nЧто изменить?");
        assert_eq!(cast.anna.buttons(desk), FIELDS);
        cast.anna.taps(desk, "✏️ Адрес").await;
        cast.anna.sees(desk, "Заявка #1\nСейчас: ул. Ленина, 5, кв. 12\nВведите адрес");
        cast.anna.says(desk, "улица Мира").await;
        cast.anna.sees(desk, "⚠️ В адресе должен быть номер дома.");
        cast.anna.says(desk, "ул. Мира, 7").await;
        cast.anna.sees(desk, "✏️ Адрес: ул. Ленина, 5, кв. 12 → ул. Мира, 7\nСохранить изменения?");
        assert_eq!(cast.anna.taps(desk, "✅ Подтвердить").await, toast("✅ Заявка изменена"));
        cast.anna.sees_exactly(desk, "✅ Заявка #1 изменена");
        cast.anna.has_seen(desk, "📍 ул. Мира, 7");

        let told = "✏️ Офис изменил заявку #1: Анна Диспетчер\n• Адрес: ул. Ленина, 5, кв. 12 → ул. Мира, 7";
        assert_eq!(cast.work.count(desk, told), 1);
        cast.work.sees(desk, "📍 ул. Мира, 7");
        assert_eq!(cast.work.buttons(desk), ["🏠 Я на объекте", "📅 Перенести", "⏳ Длительный ремонт", "💬 Комментарий"]);
        let with_buttons = desk.sim.messages(cast.work.chat).into_iter().filter(|m| !m.inline.is_empty());
        assert_eq!(with_buttons.count(), 1, "the former card is without buttons");
        assert_eq!(cast.boris.count(desk, "изменил"), 0);

        let after = desk.order(number).await.order;
        assert_eq!((after.status, after.status_changed_at), (before.status, before.status_changed_at));
        assert_eq!((after.assigned_at, after.accepted_at), (before.assigned_at, before.accepted_at));
        let last = desk.history(number).await.pop().unwrap();
        assert_eq!(last.event, Event::Edited { from: before.details(), to: after.details() });
        assert_eq!(last.by, desk.person(&cast.anna).await);
        cast.work.taps(desk, "🏠 Я на объекте").await;
        assert_eq!(desk.status(number).await, Status::Onsite);
    }

    async fn every_field_in_one_go_with_the_rules_of_creating(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Onsite, &cast).await;
        cast.anna.taps(desk, "✏️ Изменить").await;
        cast.anna.taps(desk, "✏️ Техника").await;
        cast.anna.sees(desk, "Выберите тип техники");
        cast.anna.says(desk, "Телевизор").await;
        cast.anna.sees(desk, "⚠️ Выберите ответ на кнопках.");
        cast.anna.taps(desk, "Холодильники").await;
        for (field, wrong, problem, right) in [
            ("✏️ Проблема", "кхм", "не меньше 4 символов", "Не морозит"),
            ("✏️ Телефон", "позже", "не похоже на телефон", "8 912 000 00 01"),
            ("✏️ Имя", "12", "хотя бы одна буква", "Ольга Петрова"),
            ("✏️ Адрес", "Мира", "номер дома", "ул. Мира, 7"),
        ] {
            cast.anna.taps(desk, field).await;
            cast.anna.says(desk, wrong).await;
            cast.anna.sees(desk, problem);
            cast.anna.says(desk, right).await;
            if field == "✏️ Имя" {
                cast.anna.taps(desk, "👤 Это другой человек").await;
            }
        }
        cast.anna.taps(desk, "✏️ Примечание").await;
        cast.anna.says(desk, "Код 12").await;
        cast.anna.taps(desk, "✏️ Время").await;
        cast.anna.says(desk, "позвонить вечером").await;
        cast.anna.taps(desk, "✅ Подтвердить").await;
        let view = desk.order(number).await;
        assert_eq!(view.equipment_name, "Холодильники");
        assert_eq!((view.client_name.reveal(), view.phone.e164()), ("Ольга Петрова", "+79120000001"));
        assert_eq!((view.address.reveal(), view.problem.unwrap().reveal()), ("ул. Мира, 7", "Не морозит"));
        assert_eq!(view.notes.unwrap().reveal(), "Код 12");
        cast.work.has_seen(desk, "• Техника: Стиральные машины → Холодильники\n• Проблема: Не крутит барабан → Не морозит\n• Имя: Ольга Смирнова → Ольга Петрова\n• Телефон: +7 912 345-67-89 → +7 912 000-00-01\n• Адрес: ул. Ленина, 5, кв. 12 → ул. Мира, 7\n• Примечание: нет → Код 12\n• Время: нет → ");
        assert_eq!(desk.history(number).await.len(), 5, "one event");

        cast.anna.says(desk, &format!("/order {number}")).await;
        cast.anna.taps(desk, "✏️ Изменить").await;
        cast.anna.taps(desk, "✏️ Примечание").await;
        assert_eq!(cast.anna.buttons(desk), ["◀️ Назад", "🧹 Убрать", "❌ Отмена"]);
        cast.anna.taps(desk, "🧹 Убрать").await;
        cast.anna.sees(desk, "✏️ Примечание: Код 12 → нет");
        cast.anna.taps(desk, "✏️ Время").await;
        cast.anna.has_seen(desk, "Нажмите кнопку или напишите. «🧹 Убрать» оставит заявку без времени.");
        let shown = cast.anna.buttons(desk);
        let (days, controls) = shown.split_at(shown.len() - 3);
        assert_eq!(controls, ["◀️ Назад", "🧹 Убрать", "❌ Отмена"]);
        cast.anna.taps(desk, days.last().expect("days to press, as in creating")).await;
        cast.anna.taps(desk, "✅ Подтвердить").await;
        let order = desk.order(number).await.order;
        assert_eq!(order.notes, None);
        assert!(order.visit.is_some_and(|visit| visit.from.is_some()), "{:?}", order.visit);
    }

    async fn the_other_orders_of_the_client_say_what_they_said(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        creates_order(desk, &cast.anna).await;
        cast.anna.taps(desk, "➕ Создать заявку").await;
        cast.anna.taps(desk, "Телевизоры").await;
        for text in ["Нет звука", "8 912 345 67 89"] {
            cast.anna.says(desk, text).await;
        }
        cast.anna.taps(desk, "✅ Да, использовать").await;
        cast.anna.taps(desk, "🆕 Новая заявка").await;
        cast.anna.taps_like(desk, "Ленина").await;
        for label in ["⏭️ Пропустить", "⏭️ Пропустить", "✅ Подтвердить"] {
            cast.anna.taps(desk, label).await;
        }
        let first = desk.order(1).await;
        assert_eq!(desk.order(2).await.order.client, first.order.client);

        cast.anna.says(desk, "/order 2").await;
        changes(desk, &cast.anna, "✏️ Имя", "Ольга <Ивановна> 🌷").await;
        cast.anna.taps(desk, "✏️ Телефон").await;
        cast.anna.says(desk, "8 912 000 00 02").await;
        cast.anna.taps(desk, "✏️ Адрес").await;
        cast.anna.says(desk, "пр. Мира, 1").await;
        cast.anna.taps(desk, "✅ Подтвердить").await;
        let second = desk.order(2).await;
        assert_eq!(second.client_name.reveal(), "Ольга <Ивановна> 🌷");
        assert_eq!((second.phone.e164(), second.address.reveal()), ("+79120000002", "пр. Мира, 1"));
        let again = desk.order(1).await;
        assert_eq!(again, first, "not a word of the other order");

        cast.anna.says(desk, "/order 2").await;
        changes(desk, &cast.anna, "✏️ Телефон", "8 912 000 00 03").await;
        cast.anna.taps(desk, "✅ Подтвердить").await;
        let third = desk.order(2).await;
        assert_eq!(third.order.client, second.order.client, "another phone of the same client");
        assert_eq!(third.phone.e164(), "+79120000003");
    }

    async fn a_name_that_was_written_wrong_is_corrected_in_all_orders(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Accepted, &cast).await;
        let before = desk.order(number).await;
        cast.anna.taps(desk, "✏️ Изменить").await;
        cast.anna.taps(desk, "✏️ Имя").await;
        cast.anna.says(desk, "Ольга Смирнова-Ли").await;
        assert_eq!(
            cast.anna.buttons(desk),
            ["✏️ Исправить имя клиента", "👤 Это другой человек", "◀️ Назад", "❌ Отмена"]
        );
        cast.anna.taps(desk, "✏️ Исправить имя клиента").await;
        cast.anna.sees(desk, "✏️ Имя: Ольга Смирнова → Ольга Смирнова-Ли");
        cast.anna.sees(desk, "ℹ️ Имя исправится во всех заявках этого клиента.\nСохранить изменения?");
        assert_eq!(cast.anna.taps(desk, "✅ Подтвердить").await, toast("✅ Заявка изменена"));
        let after = desk.order(number).await;
        assert_eq!((after.client_name.reveal(), &after.order), ("Ольга Смирнова-Ли", &before.order));
        cast.work.sees(desk, "👤 Ольга Смирнова-Ли");
        assert_eq!(crate::support::audit_actions(desk).await, ["client_changed:name"]);
        // The next call meets one client, with his history.
        cast.anna.says(desk, "/new").await;
        cast.anna.taps(desk, "Телевизоры").await;
        cast.anna.says(desk, "Не включается").await;
        cast.anna.says(desk, "8 912 345-67-89").await;
        cast.anna.sees(desk, "👤 Этот телефон знаком: Ольга Смирнова-Ли");
        assert_eq!(cast.anna.count(desk, "Кто из них звонит?"), 0);
    }

    async fn another_person_is_another_client_and_the_review_says_so(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Accepted, &cast).await;
        let before = desk.order(number).await.order;
        let boris = &cast.boris;
        boris.says(desk, &format!("/order {number}")).await;
        boris.taps(desk, "👤 Клиент").await;
        for (button, words) in [("🗒 Заметки", "Злая собака"), ("⛔️ В чёрный список", "Не платит")] {
            boris.taps(desk, button).await;
            boris.says(desk, words).await;
        }
        boris.taps(desk, "✅ Согласие получено").await;
        changes(desk, &cast.anna, "✏️ Имя", "Иван Смирнов").await;
        cast.anna.sees(desk, "ℹ️ Будет записан новый клиент с этим же телефоном. Данные прежнего (Ольга Смирнова) не изменятся.");
        cast.anna.taps(desk, "✅ Подтвердить").await;
        assert_ne!(desk.order(number).await.order.client, before.client);
        cast.work.has_seen(desk, "• Имя: Ольга Смирнова → Иван Смирнов");
        cast.anna.says(desk, &format!("/order {number}")).await;
        cast.anna.taps(desk, "👤 Клиент").await;
        cast.anna.sees(desk, "Иван Смирнов");
        let card = cast.anna.last(desk).unwrap().text;
        assert!(card.contains("Согласия на обработку данных нет"), "{card}");
        assert!(!card.contains("Злая собака") && !card.contains("Не платит"), "another's: {card}");
    }

    async fn a_corrected_name_goes_with_other_changes(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Accepted, &cast).await;
        let client = desk.order(number).await.order.client;
        cast.anna.taps(desk, "✏️ Изменить").await;
        cast.anna.taps(desk, "✏️ Имя").await;
        cast.anna.says(desk, "Ольга Смирнова-Ли").await;
        cast.anna.taps(desk, "✏️ Исправить имя клиента").await;
        cast.anna.taps(desk, "✏️ Адрес").await;
        cast.anna.says(desk, "ул. Мира, 7").await;
        cast.anna.taps(desk, "✅ Подтвердить").await;
        let view = desk.order(number).await;
        assert_eq!((view.client_name.reveal(), view.address.reveal()), ("Ольга Смирнова-Ли", "ул. Мира, 7"));
        assert_eq!(view.order.client, client);
    }

    async fn a_corrected_address_is_not_offered_any_more(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::New, &cast).await;
        let anna = &cast.anna;
        anna.taps(desk, "👤 Клиент").await;
        anna.taps(desk, "📍 Добавить адрес").await;
        anna.says(desk, "Дачная, 1").await;
        anna.taps(desk, "✏️ Исправить адрес").await;
        anna.taps(desk, "Дачная, 1").await;
        anna.says(desk, "Дачная, 11").await;
        anna.says(desk, "/order 1").await;
        anna.taps(desk, "✏️ Изменить").await;
        anna.taps(desk, "✏️ Адрес").await;
        let offered = ["ул. Ленина, 5, кв. 12", "Дачная, 11", "◀️ Назад", "❌ Отмена"];
        assert_eq!(anna.buttons(desk), offered, "what was used last comes first");
    }

    async fn a_phone_of_another_client_asks_whether_it_is_he(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        creates_order(desk, &cast.anna).await;
        let call = crate::support::Call {
            name: "Пётр Сидоров", phone: "+79135550000", address: "Садовая, 3", problem: "Искрит",
        };
        desk.new_order_of(&cast.anna, &call).await;
        cast.anna.says(desk, "/order 1").await;
        cast.anna.taps(desk, "✏️ Изменить").await;
        cast.anna.taps(desk, "✏️ Телефон").await;
        cast.anna.says(desk, "8 913 555 00 00").await;
        cast.anna.sees(desk, "👤 Этот телефон знаком: Пётр Сидоров\n📍 Садовая, 3\n");
        cast.anna.taps(desk, "✅ Да, использовать").await;
        cast.anna.sees(desk, "→ Пётр Сидоров");
        cast.anna.taps(desk, "✏️ Адрес").await;
        cast.anna.taps(desk, "Садовая, 3").await;
        cast.anna.taps(desk, "✅ Подтвердить").await;
        let (mine, his) = (desk.order(1).await, desk.order(2).await);
        assert_eq!((mine.order.client, mine.order.phone), (his.order.client, his.order.phone));
        assert_eq!(mine.order.address, his.order.address, "a known address is the same row");
    }

    async fn of_two_who_edit_at_once_the_second_is_told_what_happened(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Assigned, &cast).await;
        cast.boris.says(desk, "/order 1").await;
        changes(desk, &cast.boris, "✏️ Имя", "Ольга Петрова").await;
        cast.boris.taps(desk, "✏️ Адрес").await;
        cast.boris.says(desk, "ул. Садовая, 3").await;
        changes(desk, &cast.anna, "✏️ Адрес", "ул. Мира, 7").await;
        cast.anna.taps(desk, "✅ Подтвердить").await;

        cast.boris.taps(desk, "✅ Подтвердить").await;
        cast.boris.sees(desk, "⚠️ Пока вы правили, заявку изменили. Ваши правки целы: проверьте и подтвердите ещё раз.");
        cast.boris.sees(desk, "👀 Анна Диспетчер тем временем: адрес");
        cast.boris.sees(desk, "✏️ Адрес: ул. Мира, 7 → ул. Садовая, 3");
        cast.boris.sees(desk, "✏️ Имя: Ольга Смирнова → Ольга Петрова");
        assert_eq!(desk.order(number).await.address.reveal(), "ул. Мира, 7");
        cast.boris.taps(desk, "✅ Подтвердить").await;
        let view = desk.order(number).await;
        assert_eq!((view.address.reveal(), view.client_name.reveal()), ("ул. Садовая, 3", "Ольга Петрова"));
        let told = cast.work.message_with(desk, "Борис Админов").text;
        assert!(told.contains("• Адрес: ул. Мира, 7 → ул. Садовая, 3"), "{told}");
        assert_eq!(desk.history(number).await.len(), 4);
    }

    async fn a_change_that_says_the_same_is_none_and_confirming_twice_acts_once(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Assigned, &cast).await;
        changes(desk, &cast.anna, "✏️ Адрес", "ул. Ленина, 5, кв. 12").await;
        cast.anna.taps(desk, "✅ Подтвердить").await;
        cast.anna.sees(desk, "⚠️ Ничего не изменено. Выберите, что изменить.");
        cast.anna.taps(desk, "✏️ Адрес").await;
        cast.anna.says(desk, "ул. Мира, 7").await;
        let (one, two) = (cast.anna.queues(desk, "✅ Подтвердить"), cast.anna.queues(desk, "✅ Подтвердить"));
        desk.settle().await;
        assert_eq!(desk.sim.press_answer(one), Some(toast("✅ Заявка изменена")));
        assert_eq!(desk.sim.press_answer(two), Some(alert("Эта форма уже закрыта.")));
        assert_eq!(desk.history(number).await.len(), 3);
        assert_eq!(cast.work.count(desk, "Офис изменил заявку"), 1);
    }

    async fn the_client_phone_stays_hidden_in_what_the_master_is_told(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Accepted, &cast).await;
        changes(desk, &cast.anna, "✏️ Телефон", "8 912 777 66 55").await;
        cast.anna.sees(desk, "✏️ Телефон: +7 912 345-67-89 → +7 912 777-66-55");
        cast.anna.taps(desk, "✅ Подтвердить").await;
        cast.work.has_seen(desk, "✏️ Офис изменил заявку #1: Анна Диспетчер\n• Телефон: изменён");
        for secret in ["777-66-55", "345-67-89"] {
            cast.work.never_saw(desk, secret);
        }
        cast.work.taps(desk, "🏠 Я на объекте").await;
        cast.work.has_seen(desk, "+7 912 777-66-55");
    }

    async fn an_order_that_ended_meanwhile_is_not_changed(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Assigned, &cast).await;
        changes(desk, &cast.anna, "✏️ Адрес", "ул. Мира, 7").await;
        cast.boris.says(desk, "/order 1").await;
        cast.boris.taps(desk, "❌ Отклонить заявку").await;
        cast.boris.taps(desk, "Дубль").await;
        let answer = cast.anna.taps(desk, "✅ Подтвердить").await;
        assert_eq!(answer, alert("Сейчас так нельзя: ❌ Отклонена. Можно: ♻️ Открыть снова"));
        cast.anna.has_seen(desk, "Заявка #1 уже изменилась: сейчас она «❌ Отклонена».");
        assert_eq!(desk.order(number).await.address.reveal(), "ул. Ленина, 5, кв. 12");
        cast.boris.says(desk, "/order 1").await;
        assert!(!cast.boris.buttons(desk).contains(&"✏️ Изменить".to_owned()));
    }

    async fn nobody_else_changes_an_order(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Accepted, &cast).await;
        let stranger = desk.stranger("Прохожий").await;
        cast.pyotr.says(desk, "/order 1").await;
        let order = desk.order(number).await.order;
        let act = |action| Press::Act { order: order.id, version: order.version, action }.encode();
        let denied = alert("❌ У вас нет доступа к этой функции.");
        for action in [Action::Edit, Action::ClientWaiting, Action::Delete, Action::Restore] {
            for chat in [&cast.pyotr, &cast.vera, &stranger] {
                let message = chat.last(desk).unwrap().id;
                assert_eq!(chat.forges(desk, message, &act(action)).await, denied, "{action:?} {}", chat.name);
            }
        }
        for action in [Action::Edit, Action::Delete] {
            let inside = cast.boris.in_group(cast.work.chat);
            let card = inside.message_with(desk, "Заявка #1 ·").id;
            let answer = inside.forges(desk, card, &act(action)).await;
            assert_eq!(answer, alert("Это делается в личном чате со мной."), "the office's questions are private");
        }
        assert_eq!(desk.order(number).await.order, order);
        cast.work.never_saw(desk, "345-67-89");
    }
    async fn who_is_no_dispatcher_any_more_sees_nothing_of_what_he_began_to_edit(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Accepted, &cast).await;
        cast.anna.taps(desk, "✏️ Изменить").await;
        let (id, now) = (desk.person(&cast.anna).await, desk.clock.now());
        let tx = desk.store().write().await.unwrap();
        people::revoke(&tx, id, Role::Dispatcher).await.unwrap();
        people::grant(&tx, &Grant { person: id, role: Role::Master, by: None, at: now }).await.unwrap();
        tx.commit().await.unwrap();
        let answer = cast.anna.taps(desk, "✏️ Телефон").await;
        assert_eq!(answer, alert("❌ У вас нет доступа к этой функции."));
        cast.anna.says(desk, "8 912 000 00 01").await;
        cast.anna.never_saw(desk, "✏️ Телефон:");
        assert_eq!(desk.order(number).await.phone.e164(), "+79123456789");
        assert_eq!(desk.history(number).await.len(), 3);
    }

    async fn a_comment_begun_is_not_a_deletion(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Accepted, &cast).await;
        cast.boris.says(desk, "/order 1").await;
        cast.boris.taps(desk, "💬 Комментарий").await;
        cast.boris.taps(desk, "🗑 Удалить").await;
        cast.boris.sees(desk, "Почему заявка удаляется?");
        cast.boris.has_seen(desk, "💾 Черновик сохранён");
        cast.boris.says(desk, "/cancel").await;
        cast.boris.taps(desk, "▶️ Продолжить").await;
        cast.boris.sees(desk, "Напишите комментарий");
        cast.boris.says(desk, "Позже").await;
        cast.boris.sees(desk, "💬 Комментарий к заявке #1 записан");
    }
}
