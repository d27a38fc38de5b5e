//! «📝 Стать мастером»: a stranger applies, an admin answers, once.

use repairbot::store::{applications, people};
use repairbot_core::ids::TelegramId;

use crate::support::{Chat, TestDesk, alert, audit_actions, scenarios, toast};

/// The dialogue: what is said, and what is seen then.
const STEPS: [(&str, &str); 5] = [
    ("📝 Стать мастером", "Как вас зовут?"),
    ("Иван Петров", "Ваш телефон?"),
    ("8 912 000-11-22", "Что вы ремонтируете?"),
    ("плиты", "Ваша анкета\n👤 Иван Петров\n📞 +7 912 000-11-22\n🔧 плиты"),
    ("✅ Подтвердить", "✅ Анкета отправлена"),
];

async fn applies(desk: &mut TestDesk, who: &Chat) {
    for (act, then) in STEPS {
        match who.with_button(desk, act) {
            Some(_) => drop(who.taps(desk, act).await),
            None => who.says(desk, act).await,
        }
        who.sees(desk, then);
    }
}

fn menu(desk: &TestDesk, who: &Chat) -> Vec<Vec<String>> {
    desk.sim.reply_keyboard(who.user)
}

async fn rejects(desk: &mut TestDesk, admin: &Chat, reason: &str) {
    admin.taps(desk, "❌ Отклонить").await;
    admin.sees(desk, "Почему отклоняем?");
    admin.says(desk, reason).await;
}

scenarios! {
    async fn a_stranger_becomes_a_master(desk: &mut TestDesk) {
        let boris = desk.admin("Борис").await;
        let olga = desk.admin("Ольга").await;
        let anna = desk.dispatcher("Анна").await;
        let ivan = desk.stranger("vanya1990").await;
        assert_eq!(menu(desk, &ivan), [vec!["📝 Стать мастером"], vec!["ℹ️ Информация", "📞 Связаться"]]);
        applies(desk, &ivan).await;
        for admin in [&boris, &olga] {
            admin.sees(desk, "📝 Хочет стать мастером\n👤 Иван Петров\n📞 +7 912 000-11-22\n🔧 плиты\n💬 Telegram: ");
            assert_eq!(admin.buttons(desk), ["✅ Одобрить", "❌ Отклонить"]);
        }
        anna.never_saw(desk, "Иван Петров");
        ivan.taps(desk, "📝 Стать мастером").await;
        ivan.sees(desk, "⏳ Ваша анкета уже у администратора");

        let (stale, approve) = olga.data_of(desk, "✅ Одобрить");
        assert_eq!(boris.taps(desk, "✅ Одобрить").await, toast("✅ Готово"));
        boris.sees(desk, "✅ Одобрил(а): Борис");
        assert_eq!(boris.buttons(desk), ["👨‍🔧 Карточка мастера"]);
        ivan.sees(desk, "🎉 Вас приняли, теперь вы мастер!");
        assert_eq!(menu(desk, &ivan), [vec!["📋 Мои заявки", "📊 Моя статистика"], vec!["⚙️ Настройки"]]);
        olga.sees_exactly(desk, "📝 Анкета мастера: Иван Петров\n✅ Одобрил(а): Борис");

        assert_eq!(olga.forges(desk, stale, &approve).await, alert("На эту анкету уже ответили."));
        let card = desk.sim.message(olga.chat, stale).unwrap();
        assert!(card.text.contains("✅ Одобрил(а): Борис"), "the stale card is fresh now: {}", card.text);
        boris.taps(desk, "👨‍🔧 Карточка мастера").await;
        boris.sees(desk, "Иван Петров\n🔧 плиты\n📞 +7 912 000-11-22");
        ivan.says(desk, "привет").await;
        ivan.taps(desk, "📋 Мои заявки").await;
        let tx = desk.store().read().await.unwrap();
        let person = people::by_telegram(&tx, TelegramId(ivan.user.0)).await.unwrap().unwrap();
        assert_eq!(person.name.reveal(), "Иван Петров", "the company names its people");
        drop(tx);
        let actions = audit_actions(desk).await;
        assert_eq!(actions, ["application_sent", "application_approved"]);
    }

    async fn who_was_rejected_learns_why_and_may_apply_again(desk: &mut TestDesk) {
        let boris = desk.admin("Борис").await;
        let olga = desk.admin("Ольга").await;
        let ivan = desk.stranger("vanya1990").await;
        applies(desk, &ivan).await;
        boris.taps(desk, "❌ Отклонить").await;
        boris.says(desk, "не").await;
        boris.sees(desk, "Слишком коротко");
        boris.says(desk, "Мастеров <пока> хватает").await;
        boris.sees(desk, "❌ Отклонил(а): Борис. Причина: Мастеров <пока> хватает");
        ivan.sees(desk, "❌ Анкета отклонена. Причина: Мастеров <пока> хватает\n");
        olga.sees(desk, "❌ Отклонил(а): Борис. Причина: Мастеров <пока> хватает");
        assert_eq!(menu(desk, &ivan)[0], ["📝 Стать мастером"]);

        applies(desk, &ivan).await;
        olga.taps(desk, "✅ Одобрить").await;
        ivan.sees(desk, "🎉 Вас приняли");
    }

    async fn of_two_admins_at_once_one_answers(desk: &mut TestDesk) {
        let boris = desk.admin("Борис").await;
        let olga = desk.admin("Ольга").await;
        let ivan = desk.stranger("vanya1990").await;
        applies(desk, &ivan).await;
        rejects(desk, &olga, "не").await;
        let pressed = boris.queues(desk, "✅ Одобрить");
        desk.sim.send_text(olga.user, olga.chat, "Мастеров хватает");
        desk.settle().await;
        assert_eq!(desk.sim.press_answer(pressed), Some(toast("✅ Готово")));
        olga.has_seen(desk, "✅ Одобрил(а): Борис");
        ivan.never_saw(desk, "отклонена");
        ivan.sees(desk, "🎉 Вас приняли");
        let actions = audit_actions(desk).await;
        assert_eq!(actions, ["application_sent", "application_approved"]);
    }

    async fn the_same_press_twice_approves_once(desk: &mut TestDesk) {
        let boris = desk.admin("Борис").await;
        let ivan = desk.stranger("vanya1990").await;
        applies(desk, &ivan).await;
        let presses = [boris.queues(desk, "✅ Одобрить"), boris.queues(desk, "✅ Одобрить")];
        desk.settle().await;
        let answers = presses.map(|press| desk.sim.press_answer(press).unwrap());
        assert_eq!(answers, [toast("✅ Готово"), alert("На эту анкету уже ответили.")]);
        assert_eq!(ivan.count(desk, "🎉 Вас приняли"), 1);
    }

    async fn an_application_survives_restarts_at_every_step(desk: &mut TestDesk) {
        let boris = desk.admin("Борис").await;
        let ivan = desk.stranger("vanya1990").await;
        for (act, then) in STEPS {
            match ivan.with_button(desk, act) {
                Some(_) => drop(ivan.taps(desk, act).await),
                None => ivan.says(desk, act).await,
            }
            ivan.sees(desk, then);
            desk.restart().await;
        }
        boris.taps(desk, "❌ Отклонить").await;
        desk.restart().await;
        boris.says(desk, "Мастеров хватает").await;
        desk.restart().await;
        ivan.sees(desk, "❌ Анкета отклонена. Причина: Мастеров хватает");
    }

    async fn applying_again_in_the_middle_goes_on_with_the_draft(desk: &mut TestDesk) {
        desk.admin("Борис").await;
        let ivan = desk.stranger("vanya1990").await;
        ivan.taps(desk, "📝 Стать мастером").await;
        assert_eq!(ivan.buttons(desk), ["❌ Отмена"]);
        ivan.says(desk, "Иван Петров").await;
        assert_eq!(ivan.buttons(desk), ["◀️ Назад", "❌ Отмена"], "nothing can be skipped");
        ivan.says(desk, "📝 Стать мастером").await;
        ivan.sees(desk, "Ваш телефон?");
        ivan.never_saw(desk, "Черновик сохранён");
        ivan.taps(desk, "ℹ️ Информация").await;
        ivan.taps(desk, "▶️ Продолжить").await;
        ivan.sees(desk, "Ваш телефон?");
        ivan.says(desk, "/cancel").await;
        ivan.sees(desk, "Отменено");
    }

    async fn strange_names_do_no_harm(desk: &mut TestDesk) {
        let boris = desk.admin("Борис").await;
        let shown = "<b>Ян</b> & \u{202e}محمد\u{200b} 🛠".to_owned() + &"ы".repeat(100);
        let ivan = desk.stranger(&shown).await;
        let tidy = "<b>Ян</b> & محمد 🛠".to_owned() + &"ы".repeat(100);
        ivan.sees(desk, &format!("Добро пожаловать, {tidy}!"));
        let before = desk.sim.calls().len();
        ivan.says(desk, "привет").await;
        assert!(desk.sim.calls().len() > before);
        ivan.taps(desk, "📝 Стать мастером").await;
        ivan.says(desk, "🛠").await;
        ivan.sees(desk, "Слишком коротко");
        ivan.says(desk, &"я".repeat(201)).await;
        ivan.sees(desk, "Слишком длинно");
        ivan.says(desk, "12345").await;
        ivan.sees(desk, "хотя бы одна буква");
        let name = "<i>محمد</i> & 🛠 ".to_owned() + &"ы".repeat(180);
        ivan.says(desk, &name).await;
        ivan.says(desk, "8 912 000-11-22").await;
        ivan.says(desk, "<плиты> & духовки").await;
        ivan.taps(desk, "✅ Подтвердить").await;
        boris.sees(desk, &format!("👤 {}", name.trim()));
        boris.sees(desk, "🔧 <плиты> & духовки");
        boris.taps(desk, "✅ Одобрить").await;
        boris.taps(desk, "👤 Пользователи").await;
        boris.taps_like(desk, "<i>محمد</i>").await;
        boris.sees(desk, name.trim());
        boris.taps(desk, "👨‍🔧 Карточка мастера").await;
        boris.sees(desk, "🔧 <плиты> & духовки");
    }

    async fn who_comes_by_another_way_needs_no_answer(desk: &mut TestDesk) {
        let boris = desk.admin("Борис").await;
        let ivan = desk.stranger("vanya1990").await;
        applies(desk, &ivan).await;
        boris.taps(desk, "👤 Пользователи").await;
        assert!(boris.buttons(desk).contains(&"📝 Иван Петров ждёт ответа".to_owned()));
        boris.taps(desk, "Без роли ▶️").await;
        boris.taps(desk, "vanya1990 · без роли").await;
        boris.taps(desk, "➕ Диспетчер").await;
        ivan.sees(desk, "🔑 Ваши роли теперь: Диспетчер");
        assert_eq!(boris.taps(desk, "✅ Одобрить").await, alert("На эту анкету уже ответили."));
        boris.has_seen(desk, "Анкета больше не нужна");
        let tx = desk.store().read().await.unwrap();
        assert!(applications::open(&tx, 9).await.unwrap().is_empty());
    }
}
