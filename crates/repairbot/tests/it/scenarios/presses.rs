//! Buttons pressed twice, too late, by the wrong people, by two at once, and buttons nobody ever drew.

use repairbot_core::{
    callback::{Answer, Press},
    ids::{DraftId, OrderId, OrderVersion, PersonId},
    order::{Action, Status},
};
use telegram_sim::{MessageId, PressAnswer};

use super::life::creates_order;
use crate::support::{Chat, TestDesk, alert, scenarios, toast};

/// Presses the same button twice before the bot has seen the first press.
async fn twice(desk: &mut TestDesk, chat: &Chat, label: &str) -> (PressAnswer, PressAnswer) {
    let (first, second) = (chat.queues(desk, label), chat.queues(desk, label));
    desk.settle().await;
    (desk.sim.press_answer(first).unwrap(), desk.sim.press_answer(second).unwrap())
}

/// How many lines the audit trail has for refused access of this kind.
pub async fn denials(desk: &TestDesk, action: &str) -> usize {
    let found = crate::support::audit_actions(desk).await;
    found.iter().filter(|line| **line == format!("denied:{action}")).count()
}

fn act(order: i64, version: i64, action: Action) -> String {
    Press::Act { order: OrderId(order), version: OrderVersion(version), action }.encode()
}

const ON_CARD: [Action; 17] = Action::ALL;

scenarios! {
    async fn the_same_press_twice_acts_once(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Assigned, &cast).await;
        let (first, second) = twice(desk, &cast.work, "✅ Принять").await;
        assert_eq!(first, toast("✅ Заявка принята"));
        assert_eq!(second, toast("Это уже сделано: ✅ Принята"));
        assert_eq!(desk.history(number).await.len(), 3);
        assert_eq!(cast.anna.count(desk, "✅ Заявка #1 принята"), 1);
    }

    async fn a_press_on_an_old_copy_of_the_card_redraws_it(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Assigned, &cast).await;
        let (old, accept) = cast.work.data_of(desk, "✅ Принять");
        let (_, decline) = cast.work.data_of(desk, "❌ Отказаться");
        cast.work.taps(desk, "✅ Принять").await;
        cast.work.taps(desk, "🏠 Я на объекте").await;
        let answer = cast.work.forges(desk, old, &accept).await;
        assert_eq!(answer, alert("Заявка тем временем изменилась: 🏠 На объекте. Карточка обновлена."));
        let answer = cast.work.forges(desk, old, &decline).await;
        assert_eq!(answer, alert("Заявка тем временем изменилась: 🏠 На объекте. Карточка обновлена."));
        cast.work.never_saw(desk, "Почему отказываетесь?");
        assert_eq!(desk.history(number).await.len(), 4);
    }

    async fn a_press_on_a_copy_opened_before_makes_that_copy_the_live_one(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Assigned, &cast).await;
        let (old, take_off) = cast.anna.data_of(desk, "🚫 Снять мастера");
        cast.anna.says(desk, "/order 1").await;
        let copies: Vec<_> = desk.sim.messages(cast.anna.chat);
        let with_buttons = copies.iter().filter(|m| m.text.contains("Заявка #1 ·") && !m.inline.is_empty());
        assert_eq!(with_buttons.count(), 1, "{}", cast.anna.transcript(desk));
        let answer = cast.anna.forges(desk, old, &take_off).await;
        assert_eq!(answer, toast("Мастер снят, заявка снова новая"));
        let copy = desk.sim.message(cast.anna.chat, old).unwrap();
        assert!(copy.text.contains("🆕 Новая") && !copy.inline.is_empty(), "{}", cast.anna.transcript(desk));
        assert_eq!(desk.status(number).await, Status::New);
    }

    async fn forged_data_of_another_role_changes_nothing(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Accepted, &cast).await;
        let order = desk.order(number).await.order;
        let (id, version) = (order.id.0, order.version.0);
        cast.pyotr.says(desk, "/order 1").await;
        let card = cast.pyotr.last(desk).unwrap().id;
        let own = cast.anna.message_with(desk, "Заявка #1 ·").id;
        let office_only = [Action::Reassign, Action::TakeOff, Action::Assign, Action::Reopen];
        for action in office_only {
            let answer = cast.pyotr.forges(desk, card, &act(id, version, action)).await;
            assert_eq!(answer, alert("❌ У вас нет доступа к этой функции."), "{action:?}");
            assert_eq!(denials(desk, action.code()).await, 1, "{action:?}");
        }
        for action in [Action::Accept, Action::ArriveOnSite, Action::StartLongRepair, Action::Close, Action::Decline] {
            let answer = cast.anna.forges(desk, own, &act(id, version, action)).await;
            assert_eq!(answer, alert("❌ У вас нет доступа к этой функции."), "{action:?}");
            assert_eq!(denials(desk, action.code()).await, 1, "{action:?}");
        }
        let refuse = act(id, version, Action::Refuse);
        let answer = cast.pyotr.forges(desk, card, &refuse).await;
        assert_eq!(answer, alert("Сейчас так нельзя: ✅ Принята. Можно: 🏠 Я на объекте, 📅 Перенести, ⏳ Длительный ремонт, 💬 Комментарий"));
        let picked = Press::PickMaster { order: OrderId(id), version: OrderVersion(version), master: desk.person(&cast.vera).await };
        let answer = cast.pyotr.forges(desk, card, &picked.encode()).await;
        assert_eq!(answer, alert("❌ У вас нет доступа к этой функции."));
        assert_eq!(desk.order(number).await.order, order);
    }

    async fn impossible_actions_are_refused_with_the_state(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::New, &cast).await;
        let order = desk.order(number).await.order;
        cast.boris.says(desk, "/order 1").await;
        let card = cast.boris.last(desk).unwrap().id;
        let possible = [Action::Assign, Action::Refuse, Action::Edit, Action::Comment, Action::Delete];
        let said = "Сейчас так нельзя: 🆕 Новая. Можно: 👨‍🔧 Назначить мастера, ❌ Отклонить заявку, ✏️ Изменить, 💬 Комментарий, 🗑 Удалить";
        for action in ON_CARD.into_iter().filter(|action| !possible.contains(action)) {
            let answer = cast.boris.forges(desk, card, &act(order.id.0, order.version.0, action)).await;
            assert_eq!(answer, alert(said), "{action:?}");
        }
        assert_eq!(desk.order(number).await.order, order);
    }

    async fn garbage_and_missing_things_are_answered(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Assigned, &cast).await;
        let card = cast.anna.last(desk).unwrap().id;
        for data in ["", "1", "9a1.1.1", "1zzz", "1a1.1", "hello", "1d", "1a99.1.1", "𝄞"] {
            let answer = cast.anna.forges(desk, card, data).await;
            assert_eq!(answer, alert("Этот вопрос уже пройден. Ответьте на последний."), "{data}");
        }
        let missing = OrderId(77);
        for press in [
            Press::Act { order: missing, version: OrderVersion(1), action: Action::Assign },
            Press::PickMaster { order: missing, version: OrderVersion(1), master: PersonId(1) },
            Press::Open { order: missing },
        ] {
            let answer = cast.anna.forges(desk, MessageId(4_000), &press.encode()).await;
            assert_eq!(answer, alert("❌ Заявка не найдена"), "{press:?}");
        }
        let draft = DraftId(5);
        for press in [Press::Draft { draft, revision: 0, answer: Answer::Confirm }, Press::Resume { draft }] {
            let answer = cast.anna.forges(desk, card, &press.encode()).await;
            assert_eq!(answer, alert("Эта форма уже закрыта."), "{press:?}");
        }
        let order = desk.order(number).await.order;
        let nobody = Press::PickMaster { order: order.id, version: order.version, master: PersonId(555) };
        let answer = cast.anna.forges(desk, card, &nobody.encode()).await;
        assert_eq!(answer, alert("Этот мастер сейчас не работает."));
        assert_eq!(desk.order(number).await.order, order);
    }

    async fn strangers_in_the_group_press_in_vain(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Assigned, &cast).await;
        let order = desk.order(number).await.order;
        let stranger = desk.stranger("Прохожий").await;
        for visitor in [&stranger, &cast.vera] {
            let answer = visitor.in_group(cast.work.chat).taps(desk, "✅ Принять").await;
            assert_eq!(answer, alert("Это не ваша заявка или не ваш вопрос."), "{}", visitor.name);
        }
        let answer = cast.anna.in_group(cast.work.chat).taps(desk, "✅ Принять").await;
        assert_eq!(answer, alert("❌ У вас нет доступа к этой функции."));
        assert_eq!(denials(desk, "order").await, 2);
        assert_eq!(desk.order(number).await.order, order);

        cast.work.taps(desk, "❌ Отказаться").await;
        for visitor in [&stranger, &cast.vera, &cast.anna, &cast.boris] {
            let answer = visitor.in_group(cast.work.chat).taps(desk, "Занят").await;
            assert_eq!(answer, alert("Это не ваша заявка или не ваш вопрос."), "{}", visitor.name);
        }
        assert_eq!(desk.order(number).await.order, order);
        cast.work.taps(desk, "❌ Отмена").await;
    }

    async fn of_two_who_press_at_once_one_wins_and_the_other_is_told(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Assigned, &cast).await;
        cast.boris.says(desk, "/order 1").await;
        let (pyotr, boris) = (cast.work.queues(desk, "✅ Принять"), cast.boris.queues(desk, "🚫 Снять мастера"));
        desk.settle().await;
        assert_eq!(desk.sim.press_answer(pyotr), Some(toast("✅ Заявка принята")));
        let told = alert("Заявка тем временем изменилась: ✅ Принята. Карточка обновлена.");
        assert_eq!(desk.sim.press_answer(boris), Some(told));
        cast.boris.sees(desk, "Заявка #1 · ✅ Принята");
        assert_eq!(desk.status(number).await, Status::Accepted);
    }

    async fn two_dispatchers_choose_different_masters_at_once(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.new_order(&cast.anna).await;
        for office in [&cast.anna, &cast.boris] {
            office.says(desk, "/order 1").await;
            office.taps(desk, "👨‍🔧 Назначить мастера").await;
        }
        let anna = cast.anna.queues(desk, "⭐ Пётр Мастеров (стиральные машины) · 0 в работе");
        let boris = cast.boris.queues(desk, "Вера Вторая (холодильники) · 0 в работе");
        desk.settle().await;
        assert_eq!(desk.sim.press_answer(anna), Some(toast("✅ Мастер назначен")));
        let told = alert("Заявка тем временем изменилась: 👨‍🔧 Назначена. Карточка обновлена.");
        assert_eq!(desk.sim.press_answer(boris), Some(told));
        cast.boris.sees(desk, "👨‍🔧 Мастер: Пётр Мастеров");
        cast.vera.never_saw(desk, "#1");
        assert_eq!(desk.order(number).await.order.master, Some(desk.person(&cast.pyotr).await));
    }

    async fn the_same_master_chosen_twice_is_done_already(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.new_order(&cast.anna).await;
        cast.anna.says(desk, "/order 1").await;
        cast.anna.taps(desk, "👨‍🔧 Назначить мастера").await;
        let label = "⭐ Пётр Мастеров (стиральные машины) · 0 в работе";
        let (first, second) = twice(desk, &cast.anna, label).await;
        assert_eq!((first, second), (toast("✅ Мастер назначен"), toast("Это уже сделано: 👨‍🔧 Назначена")));
        assert_eq!(cast.work.count(desk, "Заявка #1"), 1);
    }

    async fn a_draft_confirmed_twice_gives_one_order_and_keeps_its_buttons(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        creates_order(desk, &cast.anna).await;
        let (first, second) = {
            let (_, confirm) = (0, "✅ Подтвердить");
            cast.anna.taps(desk, "➕ Создать заявку").await;
            cast.anna.taps(desk, "Телевизоры").await;
            for text in ["Нет звука", "8 913 000 00 01", "Иван", "Мира 7"] {
                cast.anna.says(desk, text).await;
            }
            cast.anna.taps(desk, "⏭️ Пропустить").await;
            cast.anna.taps(desk, "⏭️ Пропустить").await;
            twice(desk, &cast.anna, confirm).await
        };
        assert_eq!((first.alert, second), (false, alert("Эта форма уже закрыта.")));
        cast.anna.sees(desk, "✅ Заявка #2 создана");
        assert_eq!(cast.anna.buttons(desk), ["👨‍🔧 Назначить мастера", "📋 Открыть заявку"]);
        assert_eq!(cast.boris.count(desk, "🆕 Новая заявка #2"), 1);
        assert_eq!(cast.boris.count(desk, "🆕 Новая заявка"), 2);
    }

    async fn redelivered_updates_change_nothing(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        creates_order(desk, &cast.anna).await;
        let before = (desk.history(1).await, cast.anna.transcript(desk), cast.boris.transcript(desk));
        desk.sim.redeliver(30);
        desk.settle().await;
        desk.restart().await;
        desk.sim.redeliver(30);
        desk.settle().await;
        let after = (desk.history(1).await, cast.anna.transcript(desk), cast.boris.transcript(desk));
        assert_eq!(before, after);
    }
}
