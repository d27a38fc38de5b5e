//! Rights that were lost half-way: what was begun, queued or left behind with them shows nothing any more.

use repairbot::store::people;
use repairbot_core::{actor::Role, callback::Press, order::Status};

use super::rights::never_got;
use crate::support::{Cast, Chat, DENIED, TestDesk, alert, scenarios};

const CLIENT: [&str; 4] = ["Смирнова", "Ленина", "345-67-89", "3456789"];

/// Somebody's card with roles, on the admin's screen.
async fn opens_roles(desk: &mut TestDesk, admin: &Chat, name: &str) {
    admin.taps(desk, "👤 Пользователи").await;
    admin.taps_like(desk, name).await;
}

/// Pyotr's order is closed in his group.
async fn closed(desk: &mut TestDesk, cast: &Cast) {
    desk.order_in(Status::Onsite, cast).await;
    desk.closes(&cast.work, ("4000", "0")).await;
    assert_eq!(desk.status(1).await, Status::Closed);
}

/// What this chat was shown since then, one text per message.
fn since(desk: &TestDesk, chat: &Chat, before: usize) -> Vec<String> {
    desk.sim.messages(chat.chat).into_iter().skip(before).map(|message| message.text).collect()
}

scenarios! {
    async fn a_draft_is_resumed_only_with_the_role_for_it(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.new_order(&cast.boris).await;
        cast.anna.taps(desk, "➕ Создать заявку").await;
        cast.anna.taps(desk, "Телевизоры").await;
        cast.anna.says(desk, "Не включается").await;
        let phone = cast.anna.last(desk).unwrap();
        cast.anna.taps(desk, "👥 Мастера").await;
        cast.anna.sees(desk, "Черновик сохранён");
        opens_roles(desk, &cast.boris, "Анна").await;
        cast.boris.taps(desk, "➖ Диспетчер").await;
        let before = desk.sim.messages(cast.anna.chat).len();
        assert_eq!(cast.anna.taps(desk, "▶️ Продолжить").await, alert(DENIED));
        assert_eq!(since(desk, &cast.anna, before), Vec::<String>::new());
        assert_eq!(cast.anna.taps(desk, "▶️ Продолжить").await, alert("Эта форма уже закрыта."));
        assert!(phone.text.contains("Введите телефон клиента"));
    }

    async fn a_question_that_waited_is_not_shown_without_the_role(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.new_order(&cast.boris).await;
        cast.anna.taps(desk, "➕ Создать заявку").await;
        cast.anna.taps(desk, "Телевизоры").await;
        cast.anna.says(desk, "Не включается").await;
        opens_roles(desk, &cast.boris, "Анна").await;
        desk.sim.send_text(cast.anna.user, cast.anna.chat, "8 912 345-67-89");
        cast.boris.queues(desk, "➖ Диспетчер");
        desk.settle().await;
        cast.anna.has_seen(desk, DENIED);
        never_got(desk, &cast.anna, &CLIENT);
    }

    async fn who_left_the_office_hears_of_no_order_and_the_admins_do(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.order_in(Status::Onsite, &cast).await;
        cast.pyotr.taps(desk, "❌ Отказ клиента").await;
        cast.pyotr.says(desk, "Клиент передумал").await;
        opens_roles(desk, &cast.boris, "Анна").await;
        cast.boris.taps(desk, "➖ Диспетчер").await;
        let before = desk.sim.messages(cast.anna.chat).len();
        cast.pyotr.taps(desk, "⏭️ Пропустить").await;
        assert_eq!(desk.status(1).await, Status::Refused);
        cast.boris.sees(desk, "Заявка #1 отклонена: Пётр Мастеров\nПричина: Клиент передумал");
        assert!(since(desk, &cast.anna, before).iter().all(|text| !text.contains("#1")));
        never_got(desk, &cast.anna, &["передумал"]);
    }

    async fn a_notice_that_waited_says_nothing_to_who_left_the_office(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.order_in(Status::Onsite, &cast).await;
        cast.pyotr.taps(desk, "❌ Отказ клиента").await;
        cast.pyotr.says(desk, "Клиент передумал").await;
        opens_roles(desk, &cast.boris, "Анна").await;
        cast.pyotr.queues(desk, "⏭️ Пропустить");
        cast.boris.queues(desk, "➖ Диспетчер");
        desk.settle().await;
        assert_eq!(desk.status(1).await, Status::Refused);
        cast.anna.has_seen(desk, "Заявка #1 больше не у вас.");
        never_got(desk, &cast.anna, &["передумал"]);
    }

    async fn the_group_of_a_former_master_shows_none_of_his_orders(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        closed(desk, &cast).await;
        opens_roles(desk, &cast.boris, "Пётр").await;
        cast.boris.taps(desk, "➖ Мастер").await;
        let before = desk.sim.messages(cast.work.chat).len();
        let there = cast.boris.in_group(cast.work.chat);
        there.says(desk, "/order 1").await;
        there.sees_exactly(desk, "❌ Заявка не найдена");
        let open = Press::Open { order: desk.order(1).await.order.id }.encode();
        let card = cast.work.last(desk).unwrap().id;
        assert!(cast.work.forges(desk, card, &open).await.alert);
        assert!(there.forges(desk, card, &open).await.alert);
        assert_eq!(since(desk, &cast.work, before).len(), 2, "the question and its answer");

        cast.boris.taps(desk, "👥 Мастера").await;
        cast.boris.taps_like(desk, "Вера").await;
        cast.boris.taps(desk, "💬 Установить рабочую группу").await;
        cast.boris.picks_group(desk, cast.work.chat).await;
        cast.boris.sees(desk, "✅ Рабочая группа установлена: Вера Вторая");
    }

    async fn a_group_has_the_rights_its_master_has(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        closed(desk, &cast).await;
        let tx = desk.store().write().await.unwrap();
        people::revoke(&tx, people::master_of_chat(&tx, repairbot_core::ids::ChatId(cast.work.chat.0)).await.unwrap().unwrap().id, Role::Master).await.unwrap();
        tx.commit().await.unwrap();
        let there = cast.boris.in_group(cast.work.chat);
        there.says(desk, "/order 1").await;
        there.sees_exactly(desk, "Заявка #1 больше не у вас.");
    }

    async fn a_master_without_access_hears_of_no_deletion(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        closed(desk, &cast).await;
        opens_roles(desk, &cast.boris, "Пётр").await;
        cast.boris.taps(desk, "🚫 Отключить").await;
        cast.boris.taps(desk, "🚫 Да, отключить").await;
        let before = [&cast.work, &cast.pyotr].map(|chat| desk.sim.messages(chat.chat).len());
        cast.boris.says(desk, "/order 1").await;
        cast.boris.taps(desk, "🗑 Удалить").await;
        cast.boris.says(desk, "Проверка связи").await;
        cast.boris.taps(desk, "🗑 Удалить").await;
        cast.anna.sees(desk, "🗑 Заявка #1 удалена");
        cast.boris.taps(desk, "♻️ Восстановить").await;
        cast.anna.sees(desk, "♻️ Заявка #1 восстановлена");
        assert_eq!([&cast.work, &cast.pyotr].map(|chat| desk.sim.messages(chat.chat).len()), before);
        // Nor does what is there already say so.
        for chat in [&cast.work, &cast.pyotr] {
            never_got(desk, chat, &["удален", "удалён", "восстановлен", "Проверка связи"]);
        }
        cast.work.has_seen(desk, "Заявка #1 больше не у вас.");
    }
}
