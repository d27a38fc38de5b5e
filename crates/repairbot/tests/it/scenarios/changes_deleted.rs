//! Deleted orders: gone from everywhere, out of reach of every button, and restored.

use repairbot::store::orders;
use repairbot_core::order::{Event, Status};
use telegram_sim::PressAnswer;

use crate::support::{Cast, Chat, TestDesk, alert, audit_actions, scenarios, toast};

fn gone() -> PressAnswer {
    alert("Заявка удалена")
}

/// Boris deletes the order for this reason.
async fn deletes(desk: &mut TestDesk, boris: &Chat, number: i64) {
    boris.says(desk, &format!("/order {number}")).await;
    boris.taps(desk, "🗑 Удалить").await;
    boris.sees(desk, "Почему заявка удаляется?");
    boris.says(desk, "Проверка <связи>").await;
    boris.sees(desk, "Причина: Проверка <связи>");
    boris.taps(desk, "🗑 Удалить").await;
}

async fn counted(desk: &TestDesk, status: Status) -> u64 {
    let tx = desk.store().read().await.unwrap();
    orders::status_counts(&tx).await.unwrap()[&status]
}

async fn furnished(desk: &mut TestDesk) -> (Cast, i64) {
    let cast = desk.cast().await;
    let number = desk.order_in(Status::Accepted, &cast).await;
    (cast, number)
}

scenarios! {
    async fn an_admin_deletes_an_order_and_it_is_gone_from_everywhere(desk: &mut TestDesk) {
        let (cast, number) = furnished(desk).await;
        assert_eq!(counted(desk, Status::Accepted).await, 1);
        deletes(desk, &cast.boris, number).await;
        cast.boris.sees_exactly(desk, "🗑 Заявка #1 удалена");
        cast.work.sees_exactly(desk, "🗑 Заявка #1 удалена: Борис Админов");
        cast.anna.sees_exactly(desk, "🗑 Заявка #1 удалена: Борис Админов");
        cast.work.has_seen(desk, "🗑 Заявка #1 удалена.");
        for secret in ["Смирнова", "Ленина"] {
            cast.work.never_saw(desk, secret);
        }
        assert!(cast.work.buttons(desk).is_empty(), "{}", cast.work.transcript(desk));
        assert_eq!(counted(desk, Status::Accepted).await, 0);
        cast.anna.says(desk, "📋 Все заявки").await;
        cast.anna.has_seen(desk, "📋 Заявки. Что показать?");
        assert!(cast.anna.buttons(desk).contains(&"✅ Принята (0)".to_owned()));
        assert!(!cast.anna.buttons(desk).contains(&"🗑 Удалённые".to_owned()), "for admins");
        cast.anna.taps(desk, "📂 Все открытые (0)").await;
        cast.anna.sees(desk, "Здесь пусто.");
        cast.pyotr.says(desk, "📋 Мои заявки").await;
        cast.pyotr.sees(desk, "Здесь пусто.");
        cast.pyotr.says(desk, "/order 1").await;
        cast.pyotr.sees(desk, "❌ Заявка не найдена");
        cast.anna.says(desk, "/order 1").await;
        cast.anna.sees_exactly(desk, "🗑 Заявка #1 удалена.");
        assert!(cast.anna.last(desk).unwrap().inline.is_empty());
        let history = desk.history(number).await;
        assert!(matches!(history.last().unwrap().event, Event::Deleted { .. }));
    }

    async fn nothing_can_act_on_a_deleted_order(desk: &mut TestDesk) {
        let (cast, number) = furnished(desk).await;
        let (office_card, take_off) = cast.anna.data_of(desk, "🚫 Снять мастера");
        let (master_card, on_site) = cast.work.data_of(desk, "🏠 Я на объекте");
        let (_, comment) = cast.work.data_of(desk, "💬 Комментарий");
        let (_, edit) = cast.anna.data_of(desk, "✏️ Изменить");
        cast.anna.taps(desk, "🔄 Переназначить").await;
        let masters = cast.anna.buttons_of(desk, "Кого назначить");
        let vera = masters.into_iter().find(|label| label.contains("Вера")).unwrap();
        let (list, pick) = cast.anna.data_of(desk, &vera);
        cast.anna.says(desk, "/order 1").await;
        cast.anna.taps(desk, "❌ Отклонить заявку").await;
        let (question, refuse) = cast.anna.data_of(desk, "Дубль");
        cast.work.taps(desk, "⏳ Длительный ремонт").await;
        deletes(desk, &cast.boris, number).await;
        let before = desk.order(number).await.order;
        for data in [&take_off, &edit] {
            assert_eq!(cast.anna.forges(desk, office_card, data).await, gone());
        }
        assert_eq!(cast.anna.forges(desk, list, &pick).await, gone());
        assert_eq!(cast.anna.forges(desk, question, &refuse).await, gone());
        cast.anna.has_seen(desk, "🗑 Заявка #1 удалена.");
        for data in [&on_site, &comment] {
            assert_eq!(cast.work.forges(desk, master_card, data).await, gone());
        }
        cast.work.taps(desk, "пн 23.11").await;
        cast.work.taps(desk, "⏭️ Пропустить").await;
        cast.work.taps(desk, "⏭️ Пропустить").await;
        assert_eq!(cast.work.taps(desk, "✅ Подтвердить").await, gone());
        assert_eq!(desk.order(number).await.order, before);
        assert_eq!(cast.anna.taps(desk, "📋 Открыть заявку").await, gone());
    }

    async fn an_admin_finds_and_restores_it(desk: &mut TestDesk) {
        let (cast, number) = furnished(desk).await;
        let before = desk.order(number).await.order;
        deletes(desk, &cast.boris, number).await;
        for denied in [&cast.anna, &cast.pyotr, &cast.vera] {
            denied.says(desk, "/deleted").await;
            denied.sees(desk, "❌ У вас нет доступа к этой функции.");
        }
        cast.boris.says(desk, "📋 Все заявки").await;
        let (filter, deleted) = cast.boris.data_of(desk, "🗑 Удалённые");
        let answer = cast.anna.forges(desk, filter, &deleted).await;
        assert_eq!(answer, alert("❌ У вас нет доступа к этой функции."));
        cast.boris.taps(desk, "🗑 Удалённые").await;
        cast.boris.sees(desk, "#1 · ✅ Принята · Стиральные машины · ул. Ленина, 5, кв. 12");
        cast.boris.taps(desk, "#1").await;
        cast.boris.sees(desk, "🗑 Удалена 20.11.2026");
        cast.boris.sees(desk, "Причина: Проверка <связи>");
        assert_eq!(cast.boris.buttons(desk), ["♻️ Восстановить"]);
        let presses = [cast.boris.queues(desk, "♻️ Восстановить"), cast.boris.queues(desk, "♻️ Восстановить")];
        desk.settle().await;
        let answers = presses.map(|press| desk.sim.press_answer(press).unwrap());
        let again = alert("Заявка тем временем изменилась: ✅ Принята. Карточка обновлена.");
        assert_eq!(answers, [toast("♻️ Заявка восстановлена"), again]);

        let after = desk.order(number).await.order;
        assert_eq!(repairbot_core::order::Order { version: after.version, ..before }, after);
        assert_eq!(counted(desk, Status::Accepted).await, 1);
        cast.anna.sees(desk, "♻️ Заявка #1 восстановлена: Борис Админов");
        cast.work.sees(desk, "Заявка #1 · ✅ Принята");
        cast.work.taps(desk, "🏠 Я на объекте").await;
        assert_eq!(desk.status(number).await, Status::Onsite);
        cast.boris.says(desk, "/deleted").await;
        cast.boris.sees(desk, "Здесь пусто.");
        assert_eq!(audit_actions(desk).await.iter().filter(|line| *line == "denied:deleted").count(), 4);
    }

    async fn it_is_not_given_back_to_a_master_who_left(desk: &mut TestDesk) {
        let (cast, number) = furnished(desk).await;
        deletes(desk, &cast.boris, number).await;
        cast.boris.taps(desk, "👤 Пользователи").await;
        cast.boris.taps_like(desk, "Пётр").await;
        cast.boris.taps(desk, "🚫 Отключить").await;
        cast.boris.taps(desk, "🚫 Да, отключить").await;
        cast.boris.says(desk, "/deleted").await;
        cast.boris.taps(desk, "#1").await;
        let answer = cast.boris.taps(desk, "♻️ Восстановить").await;
        assert_eq!(answer, alert("♻️ Заявка восстановлена как новая: её мастер больше не работает"));
        let order = desk.order(number).await.order;
        assert_eq!((order.status, order.master, order.accepted_at), (Status::New, None, None));
        assert_eq!((counted(desk, Status::Accepted).await, counted(desk, Status::New).await), (0, 1));
        cast.boris.sees(desk, "Заявка #1 · 🆕 Новая");
        cast.anna.sees(desk, "Заявка #1 восстановлена: Борис Админов. Её мастер больше не работает");
        assert_eq!(cast.work.count(desk, "Заявка #1 · "), 0, "{}", cast.work.transcript(desk));
        cast.anna.taps(desk, "👨‍🔧 Назначить мастера").await;
        cast.anna.taps_like(desk, "Вера").await;
        cast.vera.sees(desk, "Заявка #1 · 👨‍🔧 Назначена");
        cast.boris.says(desk, "/order 1").await;
        cast.boris.taps(desk, "🕓 История").await;
        cast.boris.sees(desk, "♻️ Восстановлена без мастера: он больше не работает");
        cast.boris.sees(desk, "Была у мастера: Пётр Мастеров");
    }

    async fn it_comes_back_to_its_master_who_is_one_again(desk: &mut TestDesk) {
        let (cast, number) = furnished(desk).await;
        deletes(desk, &cast.boris, number).await;
        let master = desk.person(&cast.pyotr).await;
        for active in [false, true] {
            let tx = desk.store().write().await.unwrap();
            repairbot::store::people::set_active(&tx, master, active).await.unwrap();
            tx.commit().await.unwrap();
        }
        cast.boris.says(desk, "/deleted").await;
        cast.boris.taps(desk, "#1").await;
        assert_eq!(cast.boris.taps(desk, "♻️ Восстановить").await, toast("♻️ Заявка восстановлена"));
        let order = desk.order(number).await.order;
        assert_eq!((order.status, order.master), (Status::Accepted, Some(master)));
    }

    async fn deleted_orders_come_in_pages(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        for number in 1..=11 {
            desk.new_order(&cast.anna).await;
            let order = desk.order(number).await.order;
            let by = desk.person(&cast.boris).await;
            let reason = order.problem;
            desk.command(order.id, &repairbot_core::order::Command::Delete { reason }, by).await.unwrap();
        }
        cast.boris.says(desk, "/deleted").await;
        assert_eq!(cast.boris.buttons(desk).len(), 11, "ten and the next page");
        cast.boris.taps(desk, "Дальше ▶️").await;
        assert_eq!(cast.boris.buttons(desk), ["#1", "⏮ Сначала"]);
        cast.boris.taps(desk, "⏮ Сначала").await;
        assert_eq!(cast.boris.buttons(desk).first().unwrap(), "#11");
    }

    async fn a_notice_that_waited_says_that_the_order_is_deleted(desk: &mut TestDesk) {
        let (cast, number) = furnished(desk).await;
        let order = desk.order(number).await.order;
        cast.work.queues(desk, "🏠 Я на объекте");
        desk.desk().poller.tick(0).await;
        let by = desk.person(&cast.boris).await;
        let delete = repairbot_core::order::Command::Delete { reason: order.problem };
        desk.command(order.id, &delete, by).await.unwrap();
        desk.settle().await;
        cast.anna.sees_exactly(desk, "🗑 Заявка #1 удалена.");
        cast.anna.never_saw(desk, "на объекте");
    }

    async fn deleting_can_be_thought_over(desk: &mut TestDesk) {
        let (cast, number) = furnished(desk).await;
        cast.boris.says(desk, "/order 1").await;
        cast.boris.taps(desk, "🗑 Удалить").await;
        cast.boris.says(desk, "да").await;
        cast.boris.sees(desk, "⚠️ Слишком коротко: нужно не меньше 3 символов.");
        cast.boris.says(desk, "Ошибка").await;
        assert_eq!(cast.boris.buttons(desk), ["🗑 Удалить", "✏️ Причина", "◀️ Назад", "❌ Отмена"]);
        cast.boris.taps(desk, "❌ Отмена").await;
        assert!(!desk.order(number).await.order.is_deleted());
        assert_eq!(cast.work.count(desk, "удалена"), 0);
    }
}
