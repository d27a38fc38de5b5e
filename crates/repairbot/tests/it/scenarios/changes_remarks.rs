//! A client who waits, and comments.

use std::time::Duration;

use repairbot_core::order::{Event, Status};

use crate::support::{TestDesk, alert, scenarios, toast};

scenarios! {
    async fn the_master_is_reminded_of_a_waiting_client(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Accepted, &cast).await;
        let before = desk.order(number).await.order;
        let answer = cast.anna.taps(desk, "📞 Клиент ждёт").await;
        assert_eq!(answer, toast("📞 Мастер предупреждён"));
        cast.work.has_seen(desk, "📞 Клиент ждёт! Заявка #1.");
        cast.work.sees(desk, "Заявка #1 · ✅ Принята");
        assert_eq!(cast.work.buttons(desk).len(), 4);
        cast.work.never_saw(desk, "345-67-89");
        let order = desk.order(number).await.order;
        assert_eq!((order.status, order.status_changed_at), (before.status, before.status_changed_at));
        assert_eq!(desk.history(number).await.pop().unwrap().event, Event::ClientWaiting);

        desk.wait(Duration::from_secs(4 * 60));
        cast.boris.says(desk, "/order 1").await;
        let answer = cast.boris.taps(desk, "📞 Клиент ждёт").await;
        assert_eq!(answer, alert("Мастеру уже напомнили. Ещё раз можно через 6 минут."));
        assert_eq!(cast.work.count(desk, "📞 Клиент ждёт!"), 1);
        desk.wait(Duration::from_secs(6 * 60));
        cast.boris.taps(desk, "📞 Клиент ждёт").await;
        assert_eq!(cast.work.count(desk, "📞 Клиент ждёт!"), 2);
    }

    async fn a_reminder_pressed_twice_reminds_once(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        let number = desk.order_in(Status::Assigned, &cast).await;
        let presses = [cast.anna.queues(desk, "📞 Клиент ждёт"), cast.anna.queues(desk, "📞 Клиент ждёт")];
        desk.settle().await;
        let answers = presses.map(|press| desk.sim.press_answer(press).unwrap());
        let again = alert("Мастеру уже напомнили. Ещё раз можно через 10 минут.");
        assert_eq!(answers, [toast("📞 Мастер предупреждён"), again]);
        assert_eq!(cast.pyotr.count(desk, "📞 Клиент ждёт!"), 1);
        assert_eq!(desk.history(number).await.len(), 3);
    }

    async fn a_master_nobody_can_write_to_is_named(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let ivan = desk.hired("Иван Немой", &[repairbot_core::actor::Role::Master], None).await;
        desk.new_order(&cast.anna).await;
        cast.anna.says(desk, "/order 1").await;
        cast.anna.taps(desk, "👨‍🔧 Назначить мастера").await;
        cast.anna.taps_like(desk, &ivan.name).await;
        assert_eq!(cast.anna.count(desk, "но мастер Иван Немой её не увидит"), 1);
        let answer = cast.anna.taps(desk, "📞 Клиент ждёт").await;
        assert_eq!(answer, alert("⚠️ Мастер не предупреждён: бот не может ему написать. Позвоните мастеру."));
        cast.anna.has_seen(desk, "⚠️ Заявка #1: мастер Иван Немой об этом не узнал");
        assert_eq!(cast.anna.count(desk, "но мастер Иван Немой её не увидит"), 1, "once");
    }

    async fn the_office_and_the_master_talk_through_the_card(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Accepted, &cast).await;
        cast.anna.taps(desk, "💬 Комментарий").await;
        cast.anna.sees(desk, "Заявка #1\nНапишите комментарий");
        cast.anna.says(desk, &"я".repeat(1001)).await;
        cast.anna.sees(desk, "⚠️ Слишком длинно: не больше 1000 символов.");
        cast.anna.says(desk, "Клиент <нервный> & спешит 🔥").await;
        cast.anna.sees_exactly(desk, "💬 Комментарий к заявке #1 записан");
        cast.work.sees_exactly(desk, "💬 Заявка #1, Анна Диспетчер:\nКлиент <нервный> & спешит 🔥");
        cast.work.has_seen(desk, "💬 Анна Диспетчер, 20.11.2026 12:00: Клиент <нервный> & спешит 🔥");
        assert_eq!(cast.boris.count(desk, "нервный"), 0, "the other side is told");

        cast.work.taps(desk, "💬 Комментарий").await;
        cast.work.sees(desk, "↩️ Ответьте на это сообщение.");
        cast.pyotr.in_group(cast.work.chat).says(desk, "мимо").await;
        cast.work.replies(desk, &format!("Буду через час. {}", "о".repeat(300))).await;
        cast.work.sees(desk, "💬 Комментарий к заявке #1 записан");
        cast.anna.sees(desk, "💬 Заявка #1, Пётр Мастеров:\nБуду через час.");
        cast.anna.has_seen(desk, &format!("Буду через час. {}…", "о".repeat(103)));
        for word in ["раз", "два", "три"] {
            cast.anna.says(desk, "/order 1").await;
            cast.anna.taps(desk, "💬 Комментарий").await;
            cast.anna.says(desk, word).await;
        }
        cast.anna.says(desk, "/order 1").await;
        let card = cast.anna.last(desk).unwrap().text;
        assert!(card.contains(": раз\n💬") && card.contains(": два\n💬") && card.ends_with(": три"), "{card}");
        assert!(!card.contains("нервный"), "only the last ones: {card}");
        assert_eq!(desk.order(number).await.order.comments, 5);
        assert_eq!(desk.status(number).await, Status::Accepted);
    }

    async fn a_comment_does_not_make_the_cards_of_others_old(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Assigned, &cast).await;
        cast.anna.taps(desk, "💬 Комментарий").await;
        desk.sim.send_text(cast.anna.user, cast.anna.chat, "Второй подъезд");
        let accept = cast.work.queues(desk, "✅ Принять");
        desk.settle().await;
        assert_eq!(desk.sim.press_answer(accept), Some(toast("✅ Заявка принята")));
        assert_eq!(desk.status(number).await, Status::Accepted);
        assert_eq!(desk.order(number).await.order.comments, 1);
    }

    async fn a_former_master_sees_no_comment_that_waited(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.order_in(Status::Assigned, &cast).await;
        cast.anna.taps(desk, "💬 Комментарий").await;
        desk.sim.send_text(cast.anna.user, cast.anna.chat, "Тайный код 4711");
        cast.anna.queues(desk, "🚫 Снять мастера");
        desk.desk().poller.tick(0).await;
        desk.settle().await;
        cast.pyotr.never_saw(desk, "4711");
        cast.pyotr.has_seen(desk, "Заявка #1 больше не у вас.");
        cast.vera.never_saw(desk, "4711");
    }

    async fn another_master_comments_nothing(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Assigned, &cast).await;
        let (card, data) = cast.work.data_of(desk, "💬 Комментарий");
        let vera = cast.vera.in_group(cast.work.chat);
        assert_eq!(vera.forges(desk, card, &data).await, alert("Это не ваша заявка или не ваш вопрос."));
        let own = cast.vera.last(desk).unwrap().id;
        assert_eq!(cast.vera.forges(desk, own, &data).await, alert("❌ У вас нет доступа к этой функции."));
        cast.work.taps(desk, "💬 Комментарий").await;
        cast.anna.taps(desk, "🚫 Снять мастера").await;
        cast.work.never_saw(desk, "записан");
        let asked = cast.work.message_with(desk, "Напишите комментарий").id;
        desk.sim.reply(cast.work.user, cast.work.chat, asked, "уже не мой");
        desk.settle().await;
        assert_eq!(desk.order(number).await.order.comments, 0);
        cast.work.sees(desk, "❌ У вас нет доступа к этой функции.");
    }
}
