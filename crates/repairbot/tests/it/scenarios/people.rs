//! How people come to work here: the first admin's claim code, a master's invitation, a work group.

use repairbot::store::{invitations, people};

use crate::support::{Chat, TestDesk, scenarios};

/// The word after `/start` in the newest message.
fn code_in(chat: &Chat, desk: &TestDesk) -> String {
    let text = chat.last(desk).unwrap().text;
    text.rsplit("/start ").next().unwrap().trim().to_owned()
}

scenarios! {
    async fn the_first_admin_claims_the_office_once(desk: &mut TestDesk) {
        let tx = desk.store().read().await.unwrap();
        let code = invitations::open_for_first_admin(&tx).await.unwrap().unwrap().code;
        drop(tx);
        let boris = desk.stranger("Борис").await;
        boris.sees(desk, "попросите администратора");
        boris.says(desk, &format!("/start {code}")).await;
        boris.sees(desk, "Добро пожаловать, Борис");
        boris.taps(desk, "👥 Мастера").await;
        boris.sees(desk, "Мастеров пока нет");

        let thief = desk.stranger("Чужой").await;
        thief.says(desk, &format!("/start {code}")).await;
        thief.sees(desk, "уже использовано или неверно");
        desk.restart().await;
        let tx = desk.store().read().await.unwrap();
        assert_eq!(invitations::open_for_first_admin(&tx).await.unwrap(), None, "no second office");
    }

    async fn the_first_admins_code_is_worth_nothing_once_there_is_an_admin(desk: &mut TestDesk) {
        let tx = desk.store().read().await.unwrap();
        let code = invitations::open_for_first_admin(&tx).await.unwrap().unwrap().code;
        drop(tx);
        desk.admin("Борис").await;
        let thief = desk.stranger("Чужой").await;
        thief.says(desk, &format!("/start {code}")).await;
        thief.sees(desk, "уже использовано или неверно");
        thief.says(desk, "/users").await;
        thief.sees(desk, "нет доступа");
    }

    async fn a_master_is_added_and_takes_his_place(desk: &mut TestDesk) {
        let boris = desk.admin("Борис").await;
        boris.taps(desk, "👥 Мастера").await;
        boris.taps(desk, "➕ Добавить мастера").await;
        boris.says(desk, "Пётр Мастеров").await;
        boris.says(desk, "8 912 000-11-22").await;
        boris.says(desk, "холодильники").await;
        boris.sees(desk, "+7 912 000-11-22");
        boris.taps(desk, "✅ Подтвердить").await;
        boris.sees(desk, "https://t.me/desk_bot?start=");
        let code = code_in(&boris, desk);

        let pyotr = desk.stranger("petr1990").await;
        pyotr.says(desk, &format!("/start {code}")).await;
        pyotr.sees(desk, "Добро пожаловать, Пётр Мастеров");
        pyotr.taps(desk, "📋 Мои заявки").await;
        pyotr.sees(desk, "Здесь пусто");

        let second = desk.stranger("Второй").await;
        second.says(desk, &format!("/start {code}")).await;
        second.sees(desk, "уже использовано или неверно");
        boris.taps(desk, "👥 Мастера").await;
        boris.taps(desk, "Пётр Мастеров (холодильники) · 0 в работе").await;
        assert!(!boris.buttons(desk).contains(&"🔗 Приглашение".to_owned()), "he is here already");
    }

    async fn somebody_who_works_here_cannot_take_another_place(desk: &mut TestDesk) {
        let boris = desk.admin("Борис").await;
        let anna = desk.dispatcher("Анна").await;
        boris.taps(desk, "👥 Мастера").await;
        boris.taps(desk, "➕ Добавить мастера").await;
        boris.says(desk, "Пётр Мастеров").await;
        boris.taps(desk, "⏭️ Пропустить").await;
        boris.taps(desk, "⏭️ Пропустить").await;
        boris.taps(desk, "✅ Подтвердить").await;
        let code = code_in(&boris, desk);
        anna.says(desk, &format!("/start {code}")).await;
        anna.sees(desk, "уже использовано или неверно");
        let pyotr = desk.stranger("petr1990").await;
        pyotr.says(desk, &format!("/start {code}")).await;
        pyotr.sees(desk, "Добро пожаловать, Пётр Мастеров");
    }

    async fn a_work_group_is_picked_with_telegrams_button(desk: &mut TestDesk) {
        let boris = desk.admin("Борис").await;
        let pyotr = desk.master("Пётр", "плиты").await;
        let group = desk.sim.add_group("Работа Петра", &[pyotr.user, boris.user]);
        boris.taps(desk, "👥 Мастера").await;
        boris.taps(desk, "Пётр (плиты) · 0 в работе").await;
        boris.taps(desk, "💬 Установить рабочую группу").await;
        boris.sees(desk, "Нажмите «💬 Выбрать группу»");
        boris.says(desk, "не то").await;
        boris.sees(desk, "Выберите ответ на кнопках");
        boris.picks_group(desk, group).await;
        boris.sees(desk, "✅ Рабочая группа установлена: Пётр");
        assert!(desk.sim.reply_keyboard(boris.user).iter().flatten().any(|label| label == "👥 Мастера"));

        let ivan = desk.master("Иван", "").await;
        boris.taps(desk, "👥 Мастера").await;
        let label = boris.buttons(desk).into_iter().find(|label| label.contains("Иван")).unwrap();
        boris.taps(desk, &label).await;
        boris.taps(desk, "💬 Установить рабочую группу").await;
        boris.picks_group(desk, group).await;
        boris.sees(desk, "Эта группа уже у другого мастера");
        boris.says(desk, "❌ Отмена").await;
        boris.sees(desk, "Отменено");
        drop(ivan);
    }

    async fn an_admin_brings_the_bot_into_a_group_and_says_whose_it_is(desk: &mut TestDesk) {
        let boris = desk.admin("Борис").await;
        let pyotr = desk.master("Пётр", "плиты").await;
        let group = desk.sim.add_group("Работа Петра", &[pyotr.user, boris.user]);
        desk.sim.add_bot_to_group(group, boris.user);
        desk.settle().await;
        let (master_there, admin_there) = (pyotr.in_group(group), boris.in_group(group));
        master_there.sees(desk, "Чья это рабочая группа?");
        let refused = master_there.taps(desk, "Пётр").await;
        assert!(refused.alert && refused.text.unwrap().contains("нет доступа"));
        admin_there.taps(desk, "Пётр").await;
        admin_there.sees(desk, "✅ Рабочая группа установлена: Пётр");

        desk.sim.remove_bot_from_group(group, boris.user);
        desk.settle().await;
        boris.sees(desk, "Меня убрали из рабочей группы или запретили в ней писать. Мастер Пётр");
    }

    async fn who_is_no_master_any_more_gets_no_work_group(desk: &mut TestDesk) {
        let boris = desk.admin("Борис").await;
        let pyotr = desk.master("Пётр", "плиты").await;
        let group = desk.sim.add_group("Работа Петра", &[pyotr.user, boris.user]);
        boris.taps(desk, "👥 Мастера").await;
        boris.taps_like(desk, "Пётр").await;
        boris.taps(desk, "💬 Установить рабочую группу").await;
        let id = desk.person(&pyotr).await;
        let gone = format!("DELETE FROM role_grants WHERE person_id = {id}");
        desk.sql(&gone).await;
        boris.picks_group(desk, group).await;
        boris.sees(desk, "🔑 Роли: без роли");
        boris.never_saw(desk, "✅ Рабочая группа установлена");

        desk.sql(&format!("INSERT INTO role_grants (person_id, role, source, granted_at) VALUES ({id}, 'MASTER', 'bot', 0)")).await;
        desk.sim.remove_bot_from_group(group, boris.user);
        desk.sim.add_bot_to_group(group, boris.user);
        desk.settle().await;
        desk.sql(&gone).await;
        let answer = boris.in_group(group).taps(desk, "Пётр").await;
        assert_eq!(answer.text.as_deref(), Some("Этот мастер сейчас не работает."));
        let tx = desk.store().read().await.unwrap();
        assert_eq!(people::by_id(&tx, id).await.unwrap().unwrap().work_chat, None);
    }

    async fn a_stranger_bringing_the_bot_into_his_group_learns_nothing(desk: &mut TestDesk) {
        desk.master("Пётр", "плиты").await;
        let eve = desk.stranger("Ева").await;
        let group = desk.sim.add_group("Чужая", &[eve.user]);
        desk.sim.add_bot_to_group(group, eve.user);
        desk.settle().await;
        assert!(eve.in_group(group).last(desk).is_none());
    }
}
