//! Who does the master's work: an admin for him, he himself without a group, and nobody under the strict rules.

use repairbot_core::{
    actor::Role,
    order::{Status, Workflow},
};

use crate::support::{Setup, TestDesk, scenarios, toast};

/// What the office can do besides with every order that has a master.
const ALWAYS: [&str; 3] = ["✏️ Изменить", "📞 Клиент ждёт", "💬 Комментарий"];

scenarios! {
    async fn an_admin_acts_for_a_master_from_his_own_chat(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Assigned, &cast).await;
        cast.boris.says(desk, "/order 1").await;
        let shown = [
            "✅ Принять (за мастера)", "❌ Отказаться (за мастера)", "📅 Перенести", "🔄 Переназначить",
            "🚫 Снять мастера", "❌ Отклонить заявку", "✏️ Изменить", "📞 Клиент ждёт", "💬 Комментарий", "🗑 Удалить",
        ];
        assert_eq!(cast.boris.buttons(desk), shown);
        assert_eq!(cast.boris.taps(desk, "✅ Принять (за мастера)").await, toast("✅ Заявка принята"));
        cast.work.sees_exactly(desk, "ℹ️ Администратор Борис Админов изменил заявку #1 за вас.");
        cast.anna.sees(desk, "✅ Заявка #1 принята: Пётр Мастеров");
        cast.boris.taps(desk, "🏠 Я на объекте (за мастера)").await;
        desk.closes_by(&cast.boris, ("4000", "0"), "🏦 Перевод").await;
        assert_eq!(desk.status(number).await, Status::Closed);
        let (boris, pyotr) = (desk.person(&cast.boris).await, desk.person(&cast.pyotr).await);
        let history = desk.history(number).await;
        assert_eq!(history.len(), 5);
        for row in &history[2..] {
            assert_eq!((row.by, row.on_behalf_of), (boris, Some(pyotr)), "{row:?}");
        }
        assert_eq!(cast.work.count(desk, "ℹ️ Администратор Борис Админов"), 3);
        assert!(cast.work.buttons(desk).is_empty(), "the master's card is fresh, too");
    }

    async fn an_admin_acts_for_a_master_inside_the_masters_group(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Assigned, &cast).await;
        let inside = cast.boris.in_group(cast.work.chat);
        assert_eq!(inside.taps(desk, "✅ Принять").await, toast("✅ Заявка принята"));
        inside.taps(desk, "⏳ Длительный ремонт").await;
        inside.taps(desk, "пн 23.11").await;
        inside.replies(desk, "Плата управления").await;
        inside.taps(desk, "⏭️ Пропустить").await;
        inside.taps(desk, "✅ Подтвердить").await;
        assert_eq!(desk.status(number).await, Status::LongRepair);
        let (boris, pyotr) = (desk.person(&cast.boris).await, desk.person(&cast.pyotr).await);
        for row in &desk.history(number).await[2..] {
            assert_eq!((row.by, row.on_behalf_of), (boris, Some(pyotr)), "{row:?}");
        }
        cast.work.has_seen(desk, "ℹ️ Администратор Борис Админов изменил заявку #1 за вас.");
        assert!(!cast.work.transcript(desk).contains("за мастера"), "the group's card is the master's");
    }

    async fn a_question_asked_in_the_group_is_answered_only_by_replies_to_it(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Onsite, &cast).await;
        cast.work.taps(desk, "💰 Завершить").await;
        let card = cast.work.message_with(desk, "Заявка #1 · 🏠 На объекте").id;
        desk.sim.reply(cast.work.user, cast.work.chat, card, "7000");
        desk.settle().await;
        cast.work.sees(desk, "Сколько стоил ремонт всего?");
        let inside = cast.vera.in_group(cast.work.chat);
        inside.replies(desk, "1").await;
        cast.work.sees(desk, "Сколько стоил ремонт всего?");
        cast.work.replies(desk, "7000").await;
        cast.work.sees(desk, "материалы");
        cast.work.taps(desk, "◀️ Назад").await;
        cast.work.sees(desk, "Сколько стоил ремонт всего?");
        cast.work.replies(desk, "8000").await;
        cast.work.replies(desk, "0").await;
        for label in ["💵 Наличные", "✅ Да", "✅ Да", "✅ Завершить"] {
            cast.work.taps(desk, label).await;
        }
        let settlement = desk.order(number).await.order.settlement.unwrap();
        assert_eq!(settlement.total.0, 800_000);
    }

    async fn a_dialogue_begun_in_the_group_goes_on_in_private_and_back(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Onsite, &cast).await;
        cast.work.taps(desk, "💰 Завершить").await;
        cast.pyotr.says(desk, "9000").await;
        cast.pyotr.sees(desk, "материалы");
        cast.pyotr.says(desk, "1000").await;
        for label in ["💵 Наличные", "❌ Нет", "❌ Нет"] {
            cast.pyotr.taps(desk, label).await;
        }
        cast.pyotr.taps(desk, "✏️ Материалы").await;
        cast.pyotr.says(desk, "2000").await;
        cast.pyotr.sees(desk, "Чистая сумма: 7\u{a0}000\u{a0}₽");
        cast.pyotr.taps(desk, "✅ Завершить").await;
        assert_eq!(desk.status(number).await, Status::Closed);
        assert!(cast.work.buttons_of(desk, "💰 Завершена").is_empty());
    }

    async fn a_master_without_a_group_works_in_private(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        let number = desk.order_in(Status::Assigned, &cast).await;
        cast.pyotr.sees(desk, "Заявка #1 · 👨‍🔧 Назначена");
        cast.pyotr.never_saw(desk, "345-67-89");
        for label in ["✅ Принять", "🏠 Я на объекте"] {
            cast.pyotr.taps(desk, label).await;
        }
        cast.pyotr.sees(desk, "📞 +7 912 345-67-89");
        cast.pyotr.taps(desk, "📋 Мои заявки").await;
        cast.pyotr.sees(desk, "#1 · 🏠 На объекте");
        cast.pyotr.taps(desk, "💰 Завершить").await;
        for answer in ["6 000", "500"] {
            cast.pyotr.says(desk, answer).await;
        }
        for label in ["💳 Карта", "✅ Да", "✅ Да", "✅ Завершить"] {
            cast.pyotr.taps(desk, label).await;
        }
        assert_eq!(desk.status(number).await, Status::Closed);
        cast.pyotr.taps(desk, "📋 Мои заявки").await;
        cast.pyotr.sees(desk, "Здесь пусто.");
    }

    async fn a_masters_private_card_stays_fresh_for_days(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.order_in(Status::Assigned, &cast).await;
        let (old, accept) = cast.pyotr.data_of(desk, "✅ Принять");
        cast.pyotr.says(desk, "/order 1").await;
        cast.pyotr.forges(desk, old, &accept).await;
        desk.wait(std::time::Duration::from_secs(30 * 3600));
        cast.boris.says(desk, "/order 1").await;
        cast.boris.taps(desk, "🏠 Я на объекте (за мастера)").await;
        let card = cast.pyotr.message_with(desk, "Заявка #1 · 🏠 На объекте");
        assert_eq!(card.id, old);
    }

    async fn who_declined_in_private_is_offered_nothing_that_cannot_work(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.order_in(Status::Assigned, &cast).await;
        cast.pyotr.taps(desk, "❌ Отказаться").await;
        cast.pyotr.taps(desk, "Далеко").await;
        cast.pyotr.sees(desk, "Вы отказались от заявки #1");
        assert!(cast.pyotr.buttons(desk).is_empty(), "{:?}", cast.pyotr.buttons(desk));
    }

    async fn the_office_learns_that_a_master_has_not_pressed_start(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let gleb = desk.hired("Глеб Новый", &[Role::Master], None).await;
        let number = desk.new_order(&cast.anna).await;
        cast.anna.says(desk, "/order 1").await;
        cast.anna.taps(desk, "👨‍🔧 Назначить мастера").await;
        cast.anna.taps_like(desk, "Глеб Новый").await;
        cast.anna.sees(desk, "⚠️ Заявка #1 назначена, но мастер Глеб Новый её не увидит");
        assert_eq!(desk.status(number).await, Status::Assigned);
        assert!(desk.sim.messages(gleb.chat).is_empty());

        gleb.says(desk, "/start").await;
        gleb.sees(desk, "Добро пожаловать, Глеб Новый!");
        gleb.taps(desk, "📋 Мои заявки").await;
        gleb.taps(desk, "#1").await;
        gleb.taps(desk, "✅ Принять").await;
        assert_eq!(desk.status(number).await, Status::Accepted);
    }

    async fn the_strict_workflow_has_no_extensions(desk: &mut TestDesk) {
        desk.restart_with(Setup { workflow: Workflow::Strict, ..Setup::default() }).await;
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Assigned, &cast).await;
        assert_eq!(
            cast.anna.buttons(desk),
            [&["📅 Перенести", "🔄 Переназначить", "❌ Отклонить заявку"][..], &ALWAYS].concat()
        );
        cast.work.taps(desk, "✅ Принять").await;
        assert_eq!(
            cast.anna.buttons_of(desk, "✅ Принята\n"),
            [&["📅 Перенести", "🔄 Переназначить"][..], &ALWAYS].concat()
        );
        cast.work.taps(desk, "🏠 Я на объекте").await;
        assert_eq!(cast.work.buttons(desk), ["💰 Завершить", "⏳ Длительный ремонт", "💬 Комментарий"]);
        cast.work.taps(desk, "💰 Завершить").await;
        cast.work.replies(desk, "500").await;
        cast.work.sees(desk, "материалы");
        cast.work.replies(desk, "0").await;
        for label in ["💵 Наличные", "❌ Нет", "❌ Нет", "✅ Завершить"] {
            cast.work.taps(desk, label).await;
        }
        assert_eq!(desk.status(number).await, Status::Closed);
    }

    async fn declining_is_refusing_in_the_strict_workflow(desk: &mut TestDesk) {
        desk.restart_with(Setup { workflow: Workflow::Strict, ..Setup::default() }).await;
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Assigned, &cast).await;
        cast.work.taps(desk, "❌ Отказаться").await;
        assert_eq!(cast.work.taps(desk, "Занят").await, toast("Заявка отклонена"));
        cast.work.sees_exactly(desk, "❌ Заявка #1 отклонена");
        cast.anna.sees_exactly(desk, "❌ Заявка #1 отклонена: Пётр Мастеров\nПричина: Занят");
        assert_eq!(desk.status(number).await, Status::Refused);
        assert_eq!(cast.anna.buttons_of(desk, "· ❌ Отклонена"), ["♻️ Открыть снова"]);
    }

    async fn a_long_repair_only_closes_in_the_strict_workflow(desk: &mut TestDesk) {
        desk.restart_with(Setup { workflow: Workflow::Strict, ..Setup::default() }).await;
        let cast = desk.cast().await;
        desk.order_in(Status::Accepted, &cast).await;
        cast.work.taps(desk, "⏳ Длительный ремонт").await;
        cast.work.taps(desk, "пн 23.11").await;
        for label in ["⏭️ Пропустить", "⏭️ Пропустить", "✅ Подтвердить"] {
            cast.work.taps(desk, label).await;
        }
        assert_eq!(cast.work.buttons_of(desk, "· ⏳ Длительный ремонт"), ["💰 Завершить ремонт", "💬 Комментарий"]);
    }
}
