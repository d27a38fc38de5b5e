//! «👤 Пользователи»: roles given and taken, people deactivated and back, the last admin safe.

use repairbot_core::{
    actor::Role,
    callback::{Leaving, PeoplePress, Press, UserList},
    ids::TelegramId,
};
use telegram_sim::PressAnswer;

use crate::support::{Chat, DENIED, Setup, TestDesk, alert, audit_actions, scenarios, toast};

const LAST: &str = "Это последний администратор: без него некому будет раздавать роли.";

/// Opens somebody's card with roles.
async fn opens_card(desk: &mut TestDesk, admin: &Chat, name: &str) {
    admin.taps(desk, "👤 Пользователи").await;
    if !admin.buttons(desk).iter().any(|label| label.contains(name)) {
        admin.taps(desk, "Без роли ▶️").await;
    }
    admin.taps_like(desk, name).await;
}

/// Presses a button that was not drawn.
async fn forges(desk: &mut TestDesk, who: &Chat, press: PeoplePress) -> PressAnswer {
    who.says(desk, "/settings").await;
    let carrier = who.last(desk).unwrap().id;
    who.forges(desk, carrier, &Press::People(press).encode()).await
}

/// The commands Telegram lists in this person's chat.
fn commands(desk: &TestDesk, who: &Chat) -> Vec<String> {
    let all = desk.sim.commands();
    let own = &all[format!("chat:{}", who.chat)][""];
    let name = |command: &serde_json::Value| command["command"].as_str().unwrap().to_owned();
    own.as_array().map(|list| list.iter().map(name).collect()).unwrap_or_default()
}

fn menu(desk: &TestDesk, who: &Chat) -> Vec<String> {
    desk.sim.reply_keyboard(who.user).concat()
}

scenarios! {
    async fn a_stranger_becomes_a_dispatcher_and_a_stranger_again(desk: &mut TestDesk) {
        let boris = desk.admin("Борис").await;
        let anna = desk.stranger("Анна").await;
        boris.taps(desk, "👤 Пользователи").await;
        boris.sees(desk, "👤 Сотрудники: 1");
        assert_eq!(boris.buttons(desk), ["Борис · Администратор", "Без роли ▶️"]);
        boris.taps(desk, "Без роли ▶️").await;
        boris.sees(desk, "роли не имеют: 1");
        boris.taps(desk, "Анна · без роли").await;
        boris.sees(desk, "Анна\n🔑 Роли: без роли\n💬 Telegram: ");
        let shown = [
            "➕ Администратор", "➕ Диспетчер", "➕ Мастер", "🚫 Отключить", "◀️ К пользователям",
        ];
        assert_eq!(boris.buttons(desk), shown);
        assert_eq!(boris.taps(desk, "➕ Диспетчер").await, toast("✅ Готово"));
        boris.sees(desk, "🔑 Роли: Диспетчер");
        anna.sees(desk, "🔑 Ваши роли теперь: Диспетчер. Меню обновлено.");
        assert_eq!(menu(desk, &anna), ["📋 Все заявки", "➕ Создать заявку", "🔍 Поиск заказов", "👥 Мастера", "📊 Отчёты", "⚙️ Настройки"]);
        let office = ["start", "orders", "new", "search", "masters", "reports", "settings", "order", "help", "cancel"];
        assert_eq!(commands(desk, &anna), office);
        anna.taps(desk, "📋 Все заявки").await;

        boris.taps(desk, "➖ Диспетчер").await;
        anna.sees(desk, "🔑 У вас больше нет ролей в этом боте.");
        assert_eq!(commands(desk, &anna), ["start", "help", "cancel"]);
        anna.says(desk, "/orders").await;
        anna.sees(desk, DENIED);
        let actions = audit_actions(desk).await;
        assert_eq!(actions, ["role_granted", "role_revoked", "denied:all-orders"]);
    }

    async fn several_roles_have_the_union_of_menus(desk: &mut TestDesk) {
        let boris = desk.admin("Борис").await;
        let anna = desk.dispatcher("Анна").await;
        opens_card(desk, &boris, "Анна").await;
        boris.taps(desk, "➕ Мастер").await;
        boris.sees(desk, "🔑 Роли: Диспетчер, Мастер");
        let rows = [
            vec!["📋 Все заявки", "➕ Создать заявку"],
            vec!["🔍 Поиск заказов", "👥 Мастера"],
            vec!["📊 Отчёты", "⚙️ Настройки"],
            vec!["📋 Мои заявки", "📊 Моя статистика"],
        ];
        assert_eq!(desk.sim.reply_keyboard(anna.user), rows);
        anna.taps(desk, "📋 Мои заявки").await;
        anna.sees(desk, "Ваши заявки в работе");
        anna.taps(desk, "👥 Мастера").await;
        anna.sees(desk, "👥 Мастера и их загрузка");
        assert_eq!(anna.buttons(desk), ["Анна · 0 в работе", "💵 Долги мастеров"], "no admin's buttons");
    }

    async fn the_same_press_twice_changes_nothing_more(desk: &mut TestDesk) {
        let boris = desk.admin("Борис").await;
        let anna = desk.stranger("Анна").await;
        opens_card(desk, &boris, "Анна").await;
        let presses = [boris.queues(desk, "➕ Диспетчер"), boris.queues(desk, "➕ Диспетчер")];
        desk.settle().await;
        let answers = presses.map(|press| desk.sim.press_answer(press).unwrap());
        assert_eq!(answers, [toast("✅ Готово"), toast("Уже так.")]);
        assert_eq!(anna.count(desk, "Ваши роли теперь"), 1);
        assert_eq!(audit_actions(desk).await, ["role_granted"]);
    }

    async fn roles_of_the_configuration_change_only_there(desk: &mut TestDesk) {
        let olga = desk.stranger("Ольга").await;
        let admins = vec![TelegramId(olga.user.0)];
        desk.restart_with(Setup { admins, ..Setup::default() }).await;
        desk.settle().await;
        olga.sees(desk, "🔑 Ваши роли теперь: Администратор");
        assert!(commands(desk, &olga).contains(&"users".to_owned()));

        let boris = desk.admin("Борис").await;
        opens_card(desk, &boris, "Ольга").await;
        boris.sees(desk, "Ольга\n🔒 Роли из настроек сервера: Администратор. Они меняются только там");
        let shown = ["➕ Диспетчер", "➕ Мастер", "✏️ Имя", "✏️ Телефон", "◀️ К пользователям"];
        assert_eq!(boris.buttons(desk), shown);
        let person = desk.person(&olga).await;
        let why = "🔒 Эта роль задана в настройках сервера (ADMIN_IDS, DISPATCHER_IDS). Измените их и перезапустите бота.";
        for press in [
            PeoplePress::SetRole { person, role: Role::Admin, on: false },
            PeoplePress::Leave { person, leaving: Leaving::Company },
        ] {
            assert_eq!(forges(desk, &boris, press).await, alert(why));
        }
        boris.taps(desk, "➕ Мастер").await;
        boris.taps(desk, "➖ Мастер").await;
        boris.sees(desk, "🔒 Роли из настроек сервера: Администратор");

        desk.restart_with(Setup::default()).await;
        desk.settle().await;
        olga.sees(desk, "🔑 У вас больше нет ролей");
        opens_card(desk, &boris, "Ольга").await;
        boris.taps(desk, "🚫 Отключить").await;
        boris.taps(desk, "🚫 Да, отключить").await;
        olga.sees(desk, "🚫 Администратор закрыл вам доступ");
        let admins = vec![TelegramId(olga.user.0)];
        desk.restart_with(Setup { admins, ..Setup::default() }).await;
        desk.settle().await;
        olga.sees(desk, "🔑 Ваши роли теперь: Администратор");
        olga.taps(desk, "👤 Пользователи").await;
    }

    async fn the_last_admin_is_safe(desk: &mut TestDesk) {
        let boris = desk.admin("Борис").await;
        let person = desk.person(&boris).await;
        opens_card(desk, &boris, "Борис").await;
        let shown = ["➕ Диспетчер", "➕ Мастер", "✏️ Имя", "✏️ Телефон", "◀️ К пользователям"];
        assert_eq!(boris.buttons(desk), shown);
        for press in [
            PeoplePress::SetRole { person, role: Role::Admin, on: false },
            PeoplePress::Leave { person, leaving: Leaving::Company },
        ] {
            assert_eq!(forges(desk, &boris, press).await, alert(LAST));
        }
        let olga = desk.admin("Ольга").await;
        opens_card(desk, &boris, "Борис").await;
        boris.taps(desk, "➖ Администратор").await;
        boris.sees(desk, "Снять роль «Администратор»: Борис?\n⚠️ Это ваша собственная роль");
        assert_eq!(boris.buttons(desk), ["➖ Да, снять роль", "◀️ Назад"]);
        boris.taps(desk, "◀️ Назад").await;
        boris.sees(desk, "🔑 Роли: Администратор");
        boris.taps(desk, "➖ Администратор").await;
        boris.taps(desk, "➖ Да, снять роль").await;
        boris.sees(desk, "У вас больше нет ролей");
        assert_eq!(menu(desk, &boris)[0], "📝 Стать мастером");
        let person = desk.person(&olga).await;
        let press = PeoplePress::Leave { person, leaving: Leaving::Company };
        assert_eq!(forges(desk, &olga, press).await, alert(LAST));
    }

    async fn two_admins_who_demote_each_other_leave_one(desk: &mut TestDesk) {
        let boris = desk.admin("Борис").await;
        let olga = desk.admin("Ольга").await;
        opens_card(desk, &boris, "Ольга").await;
        opens_card(desk, &olga, "Борис").await;
        for admin in [&boris, &olga] {
            admin.taps(desk, "➖ Администратор").await;
        }
        let presses = [boris.queues(desk, "➖ Да, снять роль"), olga.queues(desk, "➖ Да, снять роль")];
        desk.settle().await;
        let answers = presses.map(|press| desk.sim.press_answer(press).unwrap());
        assert_eq!(answers, [toast("✅ Готово"), alert(DENIED)]);
        boris.taps(desk, "👤 Пользователи").await;
        boris.sees(desk, "👤 Сотрудники: 1");
    }

    async fn an_admin_is_made_and_oneself_is_changed_in_two_taps(desk: &mut TestDesk) {
        let boris = desk.admin("Борис").await;
        desk.dispatcher("Анна").await;
        opens_card(desk, &boris, "Анна").await;
        boris.taps(desk, "➕ Администратор").await;
        boris.sees(desk, "Дать роль «Администратор»: Анна?\nАдминистратор может всё");
        assert_eq!(audit_actions(desk).await, Vec::<String>::new(), "nothing yet");
        boris.taps(desk, "◀️ Назад").await;
        boris.sees(desk, "🔑 Роли: Диспетчер");
        boris.taps(desk, "➕ Администратор").await;
        assert_eq!(boris.taps(desk, "➕ Да, дать роль").await, toast("✅ Готово"));
        boris.sees(desk, "🔑 Роли: Администратор, Диспетчер");
        opens_card(desk, &boris, "Борис").await;
        boris.taps(desk, "➕ Мастер").await;
        boris.sees(desk, "Дать роль «Мастер»: Борис?");
        boris.taps(desk, "➕ Да, дать роль").await;
        boris.taps(desk, "👥 Мастера").await;
        boris.taps_like(desk, "Борис").await;
        boris.taps(desk, "🚫 Отключить").await;
        boris.sees(desk, "Закрыть доступ: Борис?");
        boris.taps(desk, "◀️ Назад").await;
        boris.sees(desk, "📋 В работе: 0");
        assert_eq!(audit_actions(desk).await, ["role_granted", "role_granted"]);
    }

    async fn a_deactivated_person_can_do_nothing_until_he_is_back(desk: &mut TestDesk) {
        let boris = desk.admin("Борис").await;
        let anna = desk.dispatcher("Анна").await;
        anna.taps(desk, "📋 Все заявки").await;
        opens_card(desk, &boris, "Анна").await;
        boris.taps(desk, "🚫 Отключить").await;
        boris.sees(desk, "Закрыть доступ: Анна?");
        assert_eq!(boris.buttons(desk), ["🚫 Да, отключить", "◀️ Назад"]);
        boris.taps(desk, "🚫 Да, отключить").await;
        boris.sees(desk, "🚫 Доступ закрыт");
        anna.sees(desk, "🚫 Администратор закрыл вам доступ к боту.");
        assert_eq!(menu(desk, &anna), ["ℹ️ Информация", "📞 Связаться"]);
        assert_eq!(anna.taps_like(desk, "📂 Все открытые").await, alert(DENIED));
        anna.says(desk, "/start").await;
        anna.sees(desk, "Сейчас ваш доступ закрыт администратором");
        anna.says(desk, "📝 Стать мастером").await;
        anna.sees(desk, "подать анкету нельзя");

        boris.taps(desk, "👤 Пользователи").await;
        boris.taps(desk, "🚫 Анна · Диспетчер").await;
        boris.taps(desk, "✅ Включить").await;
        anna.sees(desk, "🔑 Ваши роли теперь: Диспетчер");
        assert_eq!(menu(desk, &anna).len(), 6);
    }

    async fn who_loses_his_role_loses_his_dialogue(desk: &mut TestDesk) {
        let boris = desk.admin("Борис").await;
        let anna = desk.dispatcher("Анна").await;
        anna.taps(desk, "➕ Создать заявку").await;
        anna.taps(desk, "Телевизоры").await;
        anna.says(desk, "Не включается").await;
        opens_card(desk, &boris, "Анна").await;
        boris.taps(desk, "➖ Диспетчер").await;
        anna.says(desk, "8 912 345-67-89").await;
        anna.sees(desk, DENIED);
        anna.says(desk, "8 912 345-67-89").await;
        anna.sees(desk, "Я не жду здесь текста");
    }

    async fn a_long_list_has_pages(desk: &mut TestDesk) {
        let boris = desk.admin("Борис").await;
        for number in 1..=21 {
            desk.hired(&format!("Мастер Номер{number}"), &[Role::Master], None).await;
        }
        boris.taps(desk, "👤 Пользователи").await;
        boris.sees(desk, "👤 Сотрудники: 22");
        boris.taps(desk, "Дальше ▶️").await;
        assert!(boris.buttons(desk).contains(&"2/3".to_owned()));
        boris.taps(desk, "Дальше ▶️").await;
        assert_eq!(
            boris.buttons(desk),
            ["Мастер Номер20 · Мастер", "Мастер Номер21 · Мастер", "◀️ Раньше", "3/3", "Без роли ▶️"]
        );
        let far = PeoplePress::Users { list: UserList::Staff, page: u32::MAX };
        forges(desk, &boris, far).await;
        assert!(boris.buttons(desk).contains(&"3/3".to_owned()));
        boris.taps(desk, "👥 Мастера").await;
        boris.taps(desk, "Дальше ▶️").await;
        boris.taps(desk, "Дальше ▶️").await;
        assert!(boris.buttons(desk).contains(&"Мастер Номер21 · 0 в работе".to_owned()));
    }
}
