//! A master's card: what is known of him, the senior master's share, leaving with active orders, coming back.

use repairbot_core::{
    actor::Role,
    callback::{Leaving, PeoplePress, Press},
    order::{Event, Status, Workflow},
};

use telegram_sim::{Fault, FaultKind};

use crate::support::{Cast, Chat, Setup, TestDesk, alert, audit_actions, scenarios, toast};

async fn opens_card(desk: &mut TestDesk, admin: &Chat, name: &str) {
    admin.taps(desk, "👥 Мастера").await;
    admin.taps_like(desk, name).await;
}

/// So many orders of Pyotr's, the first one on site.
async fn busy(desk: &mut TestDesk, cast: &Cast, count: usize) -> Vec<i64> {
    let mut numbers = vec![desk.order_in(Status::Onsite, cast).await];
    while numbers.len() < count {
        numbers.push(desk.order_in(Status::Assigned, cast).await);
    }
    numbers
}

async fn asks_to_leave(desk: &mut TestDesk, cast: &Cast) {
    opens_card(desk, &cast.boris, "Пётр").await;
    cast.boris.taps(desk, "🚫 Отключить").await;
}

/// The messages this chat got since then, edits aside.
fn since(desk: &TestDesk, chat: &Chat, before: usize) -> Vec<String> {
    let new = desk.sim.messages(chat.chat).into_iter().skip(before);
    new.filter(|message| message.from_bot).map(|message| message.text).collect()
}

fn count(desk: &TestDesk, chat: &Chat) -> usize {
    desk.sim.messages(chat.chat).len()
}

scenarios! {
    async fn an_admin_changes_what_is_known_of_a_master(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        opens_card(desk, &cast.boris, "Пётр").await;
        cast.boris.sees(desk, "Пётр Мастеров\n🔧 стиральные машины\n💬 Рабочая группа установлена\n📋 В работе: 0\n💰 Завершено: 0 на 0\u{a0}₽");
        cast.boris.taps(desk, "✏️ Телефон").await;
        cast.boris.says(desk, "не скажу").await;
        cast.boris.sees(desk, "Это не похоже на телефон");
        cast.boris.says(desk, "8 912 000-11-22").await;
        cast.boris.sees(desk, "✅ Изменено: Пётр Мастеров");
        cast.boris.taps(desk, "👨‍🔧 Карточка мастера").await;
        cast.boris.sees(desk, "📞 +7 912 000-11-22");
        cast.boris.taps(desk, "✏️ Специализация").await;
        cast.boris.taps(desk, "⏭️ Пропустить").await;
        cast.boris.taps(desk, "👤 Роли и доступ").await;
        cast.boris.taps(desk, "✏️ Имя").await;
        desk.restart().await;
        cast.boris.says(desk, "Пётр <Великий> & Ко").await;
        cast.boris.taps(desk, "👨‍🔧 Карточка мастера").await;
        cast.boris.sees(desk, "Пётр <Великий> & Ко\n📞 +7 912 000-11-22\n💬");
        cast.pyotr.says(desk, "/start").await;
        cast.pyotr.sees(desk, "Добро пожаловать, Пётр <Великий> & Ко!");

        cast.boris.taps(desk, "✏️ Телефон").await;
        cast.boris.taps(desk, "✏️ Телефон").await;
        cast.boris.never_saw(desk, "Черновик сохранён");
        cast.boris.taps(desk, "⏭️ Пропустить").await;
        opens_card(desk, &cast.anna, "Пётр").await;
        assert!(!cast.anna.last(desk).unwrap().text.contains('📞'));
        assert_eq!(cast.anna.buttons(desk), ["📒 Движение денег", "◀️ Назад"], "a dispatcher looks only");
        let actions = audit_actions(desk).await;
        let expected = [
            "person_phone_changed", "person_specialization_changed", "person_renamed", "person_phone_changed",
        ];
        assert_eq!(actions, expected);
    }

    async fn a_senior_master_gets_at_least_half(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let shares = ["Мастеру: 1\u{a0}600\u{a0}₽", "Мастеру: 2\u{a0}000\u{a0}₽", "Мастеру: 1\u{a0}600\u{a0}₽"];
        for (index, share) in shares.into_iter().enumerate() {
            let number = desk.order_in(Status::Onsite, &cast).await;
            cast.work.taps(desk, "💰 Завершить").await;
            for answer in ["4000", "0"] {
                cast.work.replies(desk, answer).await;
            }
            for label in ["💵 Наличные", "❌ Нет", "❌ Нет"] {
                cast.work.taps(desk, label).await;
            }
            cast.work.sees(desk, share);
            cast.work.taps(desk, "✅ Завершить").await;
            cast.anna.has_seen(desk, share);
            assert_eq!(desk.status(number).await, Status::Closed);
            opens_card(desk, &cast.boris, "Пётр").await;
            match index {
                0 => {
                    cast.boris.taps(desk, "⭐ Сделать старшим мастером").await;
                    cast.boris.sees(desk, "⭐ Старший мастер");
                    cast.pyotr.sees(desk, "Ваши роли теперь: Мастер, Старший мастер");
                }
                1 => drop(cast.boris.taps(desk, "⭐ Больше не старший мастер").await),
                _ => cast.boris.sees(desk, "💰 Завершено: 3 на 12\u{a0}000\u{a0}₽, доля мастера 5\u{a0}200\u{a0}₽"),
            }
        }
        cast.pyotr.taps(desk, "📊 Моя статистика").await;
        cast.pyotr.sees(desk, "💰 Завершено: 3 (было 0)");
        desk.wait(std::time::Duration::from_secs(15 * 24 * 3600));
        cast.pyotr.says(desk, "/stats").await;
        cast.pyotr.has_seen(desk, "За всё время\n💰 Завершено: 3 на");
    }

    async fn his_orders_go_to_another_master(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let numbers = busy(desk, &cast, 3).await;
        asks_to_leave(desk, &cast).await;
        cast.boris.sees(desk, "В работе 3 заявки: #1, #2, #3. Что с ними сделать?");
        assert_eq!(cast.boris.buttons(desk), ["🔄 Передать другому мастеру", "🆕 Вернуть в новые", "◀️ Назад"]);
        cast.boris.taps(desk, "🔄 Передать другому мастеру").await;
        cast.boris.sees(desk, "Кому передать все заявки мастера Пётр Мастеров?");
        let before = [&cast.anna, &cast.vera, &cast.pyotr, &cast.work].map(|chat| count(desk, chat));
        assert_eq!(cast.boris.taps(desk, "Вера Вторая (холодильники) · 0 в работе").await, toast("✅ Готово"));
        cast.boris.sees_exactly(desk, "🚫 Пётр Мастеров больше не работает. Отключил(а): Борис Админов.\n🔄 Заявки #1, #2, #3 теперь у мастера Вера Вторая.");
        assert_eq!(since(desk, &cast.anna, before[0]).len(), 1, "{:?}", since(desk, &cast.anna, before[0]));
        let told = since(desk, &cast.vera, before[1]);
        assert_eq!(told.len(), 4, "{told:?}");
        assert_eq!(told[0], "🔄 Вам переданы заявки мастера Пётр Мастеров: #1, #2, #3. Карточки ниже.");
        assert!(told[1..].iter().all(|card| card.contains("👨‍🔧 Назначена")), "{told:?}");
        assert_eq!(since(desk, &cast.pyotr, before[2]), ["🚫 Администратор закрыл вам доступ к боту."]);
        assert!(since(desk, &cast.work, before[3]).is_empty(), "cards are edited, nothing is said");
        cast.work.never_saw(desk, "Ленина");

        let (boris, vera) = (desk.person(&cast.boris).await, desk.person(&cast.vera).await);
        for number in numbers {
            let order = desk.order(number).await.order;
            assert_eq!((order.status, order.master), (Status::Assigned, Some(vera)));
            let last = desk.history(number).await.pop().unwrap();
            assert!(matches!(last.event, Event::Reassigned { .. }) && last.by == boris, "{last:?}");
        }
        cast.vera.taps(desk, "✅ Принять").await;
        cast.boris.taps(desk, "#2").await;
        cast.boris.sees(desk, "Заявка #2 · 👨‍🔧 Назначена");
        assert_eq!(audit_actions(desk).await, ["person_deactivated"]);
    }

    async fn his_orders_become_new_again(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let numbers = busy(desk, &cast, 2).await;
        cast.anna.says(desk, "/order 1").await;
        asks_to_leave(desk, &cast).await;
        desk.restart().await;
        let before = [&cast.anna, &cast.pyotr].map(|chat| count(desk, chat));
        let presses = [cast.boris.queues(desk, "🆕 Вернуть в новые"), cast.boris.queues(desk, "🆕 Вернуть в новые")];
        desk.settle().await;
        let answers = presses.map(|press| desk.sim.press_answer(press).unwrap());
        assert_eq!(answers, [toast("✅ Готово"), toast("Уже так.")]);
        let told = since(desk, &cast.anna, before[0]);
        let expected = "🚫 Пётр Мастеров больше не работает. Отключил(а): Борис Админов.\n🆕 Заявки #1, #2 снова новые, им нужен мастер.";
        assert_eq!(told, [expected]);
        assert!(cast.anna.message_with(desk, "Заявка #1 ·").text.contains("🆕 Новая"), "her card follows");
        assert_eq!(since(desk, &cast.pyotr, before[1]), ["🚫 Администратор закрыл вам доступ к боту."]);
        for number in numbers {
            let order = desk.order(number).await.order;
            assert_eq!((order.status, order.master), (Status::New, None));
            assert!(matches!(desk.history(number).await.pop().unwrap().event, Event::TakenOff { .. }));
        }
    }

    async fn in_the_strict_workflow_orders_only_go_to_another(desk: &mut TestDesk) {
        desk.restart_with(Setup { workflow: Workflow::Strict, ..Setup::default() }).await;
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Assigned, &cast).await;
        asks_to_leave(desk, &cast).await;
        assert_eq!(cast.boris.buttons(desk), ["🔄 Передать другому мастеру", "◀️ Назад"]);
        let person = desk.person(&cast.pyotr).await;
        let press = Press::People(PeoplePress::Leave { person, leaving: Leaving::Company });
        let carrier = cast.boris.last(desk).unwrap().id;
        let answer = cast.boris.forges(desk, carrier, &press.encode()).await;
        assert_eq!(answer, alert("У мастера есть заявки в работе. Передайте их другому мастеру."));
        cast.boris.taps(desk, "🔄 Передать другому мастеру").await;
        cast.boris.taps_like(desk, "Вера").await;
        assert_eq!(desk.order(number).await.order.master, Some(desk.person(&cast.vera).await));
    }

    async fn a_master_who_left_is_offered_to_nobody_until_he_is_back(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::New, &cast).await;
        cast.anna.says(desk, "/order 1").await;
        cast.anna.taps(desk, "👨‍🔧 Назначить мастера").await;
        let (list, pick) = cast.anna.data_of(desk, "⭐ Пётр Мастеров (стиральные машины) · 0 в работе");
        asks_to_leave(desk, &cast).await;
        cast.boris.taps(desk, "🚫 Да, отключить").await;
        assert_eq!(cast.anna.forges(desk, list, &pick).await, alert("Этот мастер сейчас не работает."));
        assert_eq!(desk.status(number).await, Status::New);
        cast.anna.says(desk, "/order 1").await;
        cast.anna.taps(desk, "👨‍🔧 Назначить мастера").await;
        assert!(!cast.anna.buttons(desk).iter().any(|label| label.contains("Пётр")));
        cast.pyotr.says(desk, "/my").await;
        cast.pyotr.sees(desk, "❌ У вас нет доступа к этой функции.");

        cast.boris.taps(desk, "👥 Мастера").await;
        cast.boris.taps(desk, "🚫 Бывшие мастера").await;
        cast.boris.taps(desk, "Пётр Мастеров").await;
        cast.boris.sees(desk, "🚫 Доступ закрыт");
        cast.boris.taps(desk, "✅ Включить").await;
        cast.pyotr.sees(desk, "🔑 Ваши роли теперь: Мастер");
        cast.anna.taps(desk, "👥 Мастера").await;
        assert!(cast.anna.buttons(desk).iter().any(|label| label.contains("Пётр")));
    }

    async fn buttons_left_in_his_group_answer_clearly(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Assigned, &cast).await;
        let (card, accept) = cast.work.data_of(desk, "✅ Принять");
        asks_to_leave(desk, &cast).await;
        cast.boris.taps(desk, "🆕 Вернуть в новые").await;
        assert!(cast.work.buttons(desk).is_empty());
        let answer = cast.work.forges(desk, card, &accept).await;
        assert_eq!(answer, alert("Это не ваша заявка или не ваш вопрос."));
        assert_eq!(desk.status(1).await, Status::New);
        opens_card(desk, &cast.boris, "Вера").await;
        cast.boris.taps(desk, "💬 Установить рабочую группу").await;
        cast.boris.picks_group(desk, cast.work.chat).await;
        cast.boris.sees(desk, "✅ Рабочая группа установлена: Вера Вторая");
    }

    async fn a_dispatcher_stays_when_he_is_no_master_any_more(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let gleb = desk.employee("Глеб Оба", &[Role::Dispatcher, Role::Master], None).await;
        let number = desk.new_order(&cast.anna).await;
        cast.anna.says(desk, "/order 1").await;
        cast.anna.taps(desk, "👨‍🔧 Назначить мастера").await;
        cast.anna.taps_like(desk, "Глеб").await;
        opens_card(desk, &cast.boris, "Глеб").await;
        cast.boris.taps(desk, "👤 Роли и доступ").await;
        cast.boris.taps(desk, "➖ Мастер").await;
        cast.boris.sees(desk, "Снять роль мастера: Глеб Оба?\nВ работе 1 заявка: #1. Что с ней сделать?");
        cast.boris.taps(desk, "🔄 Передать другому мастеру").await;
        cast.boris.taps_like(desk, "Пётр").await;
        cast.boris.sees(desk, "➖ Глеб Оба больше не мастер. Роль снял(а): Борис Админов.\n🔄 Заявка #1 теперь у мастера Пётр Мастеров.");
        cast.work.sees(desk, "👨‍🔧 Назначена");
        gleb.sees(desk, "🔑 Ваши роли теперь: Диспетчер");
        assert_eq!(desk.order(number).await.order.master, Some(desk.person(&cast.pyotr).await));
        assert_eq!(audit_actions(desk).await, ["master_left"]);
    }

    async fn an_heir_whose_group_is_lost_hears_of_it_in_private(desk: &mut TestDesk) {
        desk.expect_errors = true;
        let cast = desk.cast().await;
        desk.employee("Глеб Оба", &[Role::Dispatcher, Role::Master], None).await;
        desk.new_order(&cast.anna).await;
        cast.anna.says(desk, "/order 1").await;
        cast.anna.taps(desk, "👨‍🔧 Назначить мастера").await;
        cast.anna.taps_like(desk, "Глеб").await;
        let description = "Bad Request: CHAT_WRITE_FORBIDDEN".to_owned();
        let (chat, method) = (Some(cast.work.chat), Some("sendMessage".to_owned()));
        desk.sim.fault(Fault { method, chat, kind: FaultKind::BadRequest { description }, times: None });
        opens_card(desk, &cast.boris, "Глеб").await;
        cast.boris.taps(desk, "🚫 Отключить").await;
        cast.boris.taps(desk, "🔄 Передать другому мастеру").await;
        cast.boris.taps_like(desk, "Пётр").await;
        cast.pyotr.has_seen(desk, "🔄 Вам передана заявка мастера Глеб Оба: #1");
        cast.pyotr.has_seen(desk, "Заявка #1 · 👨‍🔧 Назначена");
    }

    async fn an_heir_who_cannot_be_written_to_is_said_once(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        busy(desk, &cast, 2).await;
        desk.hired("Глеб Новый", &[Role::Master], None).await;
        asks_to_leave(desk, &cast).await;
        cast.boris.taps(desk, "🔄 Передать другому мастеру").await;
        let before = count(desk, &cast.boris);
        cast.boris.taps_like(desk, "Глеб").await;
        cast.boris.sees(desk, "⚠️ Написать ему бот не может");
        cast.work.never_saw(desk, "Ленина");
        assert_eq!(count(desk, &cast.boris), before, "nothing but the pressed message");
    }

    async fn an_invitation_is_renewed_and_revoked(desk: &mut TestDesk) {
        let boris = desk.admin("Борис").await;
        boris.taps(desk, "👥 Мастера").await;
        boris.taps(desk, "➕ Добавить мастера").await;
        boris.says(desk, "Пётр Мастеров").await;
        for label in ["⏭️ Пропустить", "⏭️ Пропустить", "✅ Подтвердить"] {
            boris.taps(desk, label).await;
        }
        let code = |desk: &TestDesk| {
            let text = boris.last(desk).unwrap().text;
            text.rsplit("/start ").next().unwrap().trim().to_owned()
        };
        let first = code(desk);
        boris.taps(desk, "🔄 Новая ссылка").await;
        let second = code(desk);
        assert_ne!(first, second);
        boris.taps(desk, "🚫 Отозвать").await;
        boris.sees(desk, "сейчас нет действующей ссылки");
        let pyotr = desk.stranger("petr1990").await;
        for void in [&first, &second] {
            pyotr.says(desk, &format!("/start {void}")).await;
            pyotr.sees(desk, "уже использовано или неверно");
        }
        boris.taps(desk, "🔄 Новая ссылка").await;
        let third = code(desk);
        let stale = boris.data_of(desk, "🔄 Новая ссылка");
        pyotr.says(desk, &format!("/start {third}")).await;
        pyotr.sees(desk, "Добро пожаловать, Пётр Мастеров!");
        let answer = boris.forges(desk, stale.0, &stale.1).await;
        assert_eq!(answer, alert("С этим человеком так нельзя."));
    }

    async fn an_invitation_of_somebody_deactivated_leads_nowhere(desk: &mut TestDesk) {
        let boris = desk.admin("Борис").await;
        boris.taps(desk, "👥 Мастера").await;
        boris.taps(desk, "➕ Добавить мастера").await;
        boris.says(desk, "Пётр Мастеров").await;
        for label in ["⏭️ Пропустить", "⏭️ Пропустить", "✅ Подтвердить"] {
            boris.taps(desk, label).await;
        }
        let text = boris.last(desk).unwrap().text;
        let code = text.rsplit("/start ").next().unwrap().trim().to_owned();
        opens_card(desk, &boris, "Пётр").await;
        boris.sees(desk, "⚠️ Нет ни рабочей группы, ни личного чата");
        boris.taps(desk, "🚫 Отключить").await;
        boris.taps(desk, "🚫 Да, отключить").await;
        let pyotr = desk.stranger("petr1990").await;
        pyotr.says(desk, &format!("/start {code}")).await;
        pyotr.sees(desk, "уже использовано или неверно");
    }
}
