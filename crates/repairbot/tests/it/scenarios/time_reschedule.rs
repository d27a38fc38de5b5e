//! Moving a visit: by the master, by the office, by those who may not.

use jiff::Timestamp;
use repairbot_core::{
    callback::Press,
    ids::{OrderId, OrderVersion},
    order::{Action, Event, Status},
};

use super::presses::denials;
use crate::support::{Cast, Setup, TestDesk, alert, scenarios, toast};

fn at(text: &str) -> Option<Timestamp> {
    Some(text.parse().unwrap())
}

fn press(order: i64, version: i64) -> String {
    let (order, version) = (OrderId(order), OrderVersion(version));
    Press::Act { order, version, action: Action::Reschedule }.encode()
}

/// Pyotr moves his visit to tomorrow at half past ten.
async fn pyotr_moves(desk: &mut TestDesk, cast: &Cast) {
    cast.work.taps(desk, "📅 Перенести").await;
    cast.work.replies(desk, "завтра в 10:30").await;
    cast.work.taps(desk, "⏭️ Пропустить").await;
    cast.work.taps(desk, "✅ Подтвердить").await;
}

scenarios! {
    async fn the_master_moves_his_visit_and_the_dispatcher_is_told(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Assigned, &cast).await;
        assert_eq!(cast.work.buttons(desk), ["✅ Принять", "❌ Отказаться", "📅 Перенести", "💬 Комментарий"]);
        cast.work.taps(desk, "📅 Перенести").await;
        cast.work.sees(desk, "Заявка #1\nНа когда переносим? Сейчас: время не назначено.");
        cast.work.replies(desk, "завтра с 10 до 12, позвонить за час").await;
        cast.work.sees(desk, "🕒 сб, 21 ноября, 10:00–12:00 · позвонить за час\nПочему переносим?");
        cast.work.replies(desk, "Клиент <в отъезде>").await;
        cast.work.sees(
            desk,
            "Перенос заявки #1\nБыло: время не назначено\nСтанет:\n🕒 сб, 21 ноября, 10:00–12:00 · позвонить за час\n\
             💬 Причина: Клиент <в отъезде>\nВсё верно?",
        );
        let answer = cast.work.taps(desk, "✅ Подтвердить").await;
        assert_eq!(answer, toast("📅 Визит перенесён"));
        cast.work.has_seen(desk, "📅 Заявка #1 перенесена: сб, 21 ноября, 10:00–12:00 · позвонить за час");
        cast.anna.sees_exactly(
            desk,
            "📅 Заявка #1 перенесена: Пётр Мастеров\nБыло: время не назначено\n\
             Стало: сб, 21 ноября, 10:00–12:00 · позвонить за час\n💬 Причина: Клиент <в отъезде>",
        );
        cast.boris.never_saw(desk, "перенесена");
        let card = cast.work.message_with(desk, "Заявка #1 · 👨‍🔧 Назначена").text;
        assert!(card.contains("🕒 сб, 21 ноября, 10:00–12:00") && card.contains("🔁 Визит переносили 1 раз"), "{card}");
        let order = desk.order(number).await.order;
        assert_eq!((order.status, order.reschedules), (Status::Assigned, 1));
        let visit = order.visit.unwrap();
        assert_eq!((visit.from, visit.to), (at("2026-11-21T07:00:00Z"), at("2026-11-21T09:00:00Z")));
        let history = desk.history(number).await;
        assert!(matches!(&history[2].event, Event::Rescheduled { from: None, to, reason: Some(_) } if *to == visit));
        assert_eq!(order.last_rescheduled_at, Some(history[2].at));
        // He has not accepted by that: the order still waits for him.
        cast.work.taps(desk, "✅ Принять").await;
        assert_eq!(desk.status(number).await, Status::Accepted);
    }

    async fn the_office_moves_a_visit_and_the_master_gets_a_new_card(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Accepted, &cast).await;
        let old = cast.work.message_with(desk, "Заявка #1 ·").id;
        pyotr_moves(desk, &cast).await;
        cast.boris.says(desk, "/order 1").await;
        cast.boris.taps(desk, "📅 Перенести").await;
        cast.boris.sees(desk, "На когда переносим? Сейчас: сб, 21 ноября, 10:30.");
        cast.boris.taps(desk, "Завтра вечером").await;
        cast.boris.says(desk, "Клиент попросил").await;
        cast.boris.taps(desk, "✅ Подтвердить").await;
        let told = "📅 Заявка #1 перенесена: Борис Админов\nБыло: сб, 21 ноября, 10:30\n\
                    Стало: сб, 21 ноября, 18:00–21:00\n💬 Причина: Клиент попросил";
        cast.work.has_seen(desk, told);
        cast.anna.sees_exactly(desk, told);
        let card = cast.work.last(desk).unwrap();
        assert!(card.text.contains("🕒 сб, 21 ноября, 18:00–21:00\n🔁 Визит переносили 2 раза"), "{}", card.text);
        assert_eq!(cast.work.buttons(desk), ["🏠 Я на объекте", "📅 Перенести", "⏳ Длительный ремонт", "💬 Комментарий"]);
        let former = desk.sim.message(cast.work.chat, old).unwrap();
        assert!(former.id != card.id && former.inline.is_empty(), "the former card keeps no buttons");
        assert_eq!(desk.order(number).await.order.reschedules, 2);
        let history = desk.history(number).await;
        assert_eq!(history.last().unwrap().on_behalf_of, None, "the office moves visits by its own right");
        let moves = history.iter().filter(|recorded| matches!(recorded.event, Event::Rescheduled { .. }));
        assert_eq!(moves.count(), 2);
    }

    async fn it_is_offered_only_where_it_makes_sense(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Onsite, &cast).await;
        assert!(!cast.work.buttons(desk).contains(&"📅 Перенести".to_owned()));
        let order = desk.order(number).await.order;
        let card = cast.work.message_with(desk, "Заявка #1 ·").id;
        let answer = cast.work.forges(desk, card, &press(order.id.0, order.version.0)).await;
        assert_eq!(answer, alert("Сейчас так нельзя: 🏠 На объекте. Можно: 💰 Завершить, ⏳ Длительный ремонт, ❌ Отказ клиента, 💬 Комментарий"));
        assert_eq!(desk.order(number).await.order, order);
    }

    async fn strangers_and_other_masters_cannot(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Accepted, &cast).await;
        let nobody = desk.stranger("Прохожий").await;
        let order = desk.order(number).await.order;
        let data = press(order.id.0, order.version.0);
        for (index, chat) in [&cast.vera, &nobody].into_iter().enumerate() {
            let message = chat.last(desk).unwrap().id;
            let answer = chat.forges(desk, message, &data).await;
            assert_eq!(answer, alert("❌ У вас нет доступа к этой функции."), "{}", chat.name);
            assert_eq!(denials(desk, "order").await, index + 1);
            chat.never_saw(desk, "На когда переносим?");
        }
        // A button of somebody's open question is not theirs either.
        cast.work.taps(desk, "📅 Перенести").await;
        let (_, tomorrow) = cast.work.data_of(desk, "Завтра утром");
        let message = cast.vera.last(desk).unwrap().id;
        let answer = cast.vera.forges(desk, message, &tomorrow).await;
        assert_eq!(answer, alert("Это не ваша заявка или не ваш вопрос."));
        assert_eq!(desk.order(number).await.order, order);
    }

    async fn stale_and_doubled_presses_move_nothing_twice(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Assigned, &cast).await;
        let (card, reschedule) = cast.work.data_of(desk, "📅 Перенести");
        cast.work.taps(desk, "📅 Перенести").await;
        cast.work.replies(desk, "завтра в 10:30").await;
        cast.work.taps(desk, "⏭️ Пропустить").await;
        let (first, second) = (cast.work.queues(desk, "✅ Подтвердить"), cast.work.queues(desk, "✅ Подтвердить"));
        desk.settle().await;
        assert_eq!(desk.sim.press_answer(first).unwrap(), toast("📅 Визит перенесён"));
        assert_eq!(desk.sim.press_answer(second).unwrap(), alert("Эта форма уже закрыта."));
        assert_eq!(cast.anna.count(desk, "📅 Заявка #1 перенесена"), 1);
        let answer = cast.work.forges(desk, card, &reschedule).await;
        assert_eq!(answer, alert("Заявка тем временем изменилась: 👨‍🔧 Назначена. Карточка обновлена."));
        assert_eq!(desk.order(number).await.order.reschedules, 1);
    }

    async fn the_same_time_is_no_change(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Accepted, &cast).await;
        pyotr_moves(desk, &cast).await;
        pyotr_moves(desk, &cast).await;
        cast.work.sees(desk, "⚠️ Визит и так назначен на это время.");
        cast.work.taps(desk, "✏️ Время").await;
        cast.work.replies(desk, "завтра в 11:30").await;
        cast.work.taps(desk, "✅ Подтвердить").await;
        assert_eq!(desk.order(number).await.order.reschedules, 2);
        assert_eq!(cast.anna.count(desk, "📅 Заявка #1 перенесена"), 2);
    }

    async fn an_order_that_moved_on_is_not_rescheduled(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Accepted, &cast).await;
        cast.boris.says(desk, "/order 1").await;
        cast.boris.taps(desk, "📅 Перенести").await;
        cast.boris.taps(desk, "Завтра утром").await;
        cast.boris.taps(desk, "⏭️ Пропустить").await;
        cast.work.taps(desk, "🏠 Я на объекте").await;
        let answer = cast.boris.taps(desk, "✅ Подтвердить").await;
        let said = "Сейчас так нельзя: 🏠 На объекте. Можно: 💰 Завершить, ⏳ Длительный ремонт, 🔄 Переназначить, \
                    🚫 Снять мастера, ❌ Отказ клиента, ✏\u{fe0f} Изменить, 📞 Клиент ждёт, 💬 Комментарий, 🗑 Удалить";
        assert_eq!(answer, alert(said));
        cast.boris.has_seen(desk, "Заявка #1 уже изменилась: сейчас она «🏠 На объекте».");
        assert_eq!(desk.order(number).await.order.reschedules, 0);
    }

    async fn a_master_who_lost_the_order_learns_nothing_of_its_visit(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.order_in(Status::Accepted, &cast).await;
        cast.pyotr.taps(desk, "📅 Перенести").await;
        cast.pyotr.says(desk, "завтра в 10:30").await;
        cast.pyotr.taps(desk, "⏭️ Пропустить").await;
        cast.boris.says(desk, "/order 1").await;
        cast.boris.taps(desk, "🚫 Снять мастера").await;
        let answer = cast.pyotr.taps(desk, "✅ Подтвердить").await;
        assert_eq!(answer, alert("❌ У вас нет доступа к этой функции."));
        assert_eq!(desk.order(1).await.order.reschedules, 0);
    }

    async fn it_works_in_the_strict_workflow_and_in_english(desk: &mut TestDesk) {
        let setup = Setup {
            workflow: repairbot_core::order::Workflow::Strict,
            language: repairbot::texts::Lang::En,
            ..Setup::default()
        };
        let anna = desk.dispatcher("Anna").await;
        let pyotr = desk.master("Peter", "washers").await;
        desk.new_order(&anna).await;
        desk.restart_with(setup).await;
        anna.says(desk, "/order 1").await;
        anna.taps(desk, "👨‍🔧 Assign a master").await;
        anna.taps_like(desk, "Peter").await;
        pyotr.taps(desk, "📅 Reschedule").await;
        pyotr.says(desk, "next tuesday from 10 to 12").await;
        pyotr.taps(desk, "⏭️ Skip").await;
        pyotr.sees(desk, "🕒 Tue, 24 November, 10:00–12:00");
        pyotr.taps(desk, "✅ Confirm").await;
        anna.sees(desk, "It is now: Tue, 24 November, 10:00–12:00");
    }
}
