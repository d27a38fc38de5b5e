//! «⚙️ Настройки»: profile and language; the commands Telegram lists, per scope, role and language.

use std::collections::BTreeSet;

use repairbot::{store::people, texts::Lang};
use repairbot_core::{actor::Role, ids::TelegramId};
use telegram_sim::NewPerson;

use crate::support::{Chat, Setup, TestDesk, alert, scenarios, toast};

/// A stranger whose Telegram speaks this language.
async fn speaks(desk: &mut TestDesk, code: Option<&str>) -> Chat {
    let info = NewPerson { language_code: code.map(str::to_owned), ..NewPerson::named("Sam") };
    let chat = Chat::private(desk.sim.add_person(info), "Sam");
    chat.says(desk, "/start").await;
    chat
}

/// What Telegram lists for this scope and language, as `name: description`.
fn listed(desk: &TestDesk, scope: &str, language: &str) -> Vec<String> {
    let all = desk.sim.commands();
    let commands = all[scope][language].as_array().cloned().unwrap_or_default();
    let line = |one: &serde_json::Value| {
        format!("{}: {}", one["command"].as_str().unwrap(), one["description"].as_str().unwrap())
    };
    commands.iter().map(line).collect()
}

fn names(lines: &[String]) -> Vec<&str> {
    lines.iter().map(|line| line.split(':').next().unwrap()).collect()
}

scenarios! {
    async fn everybody_chooses_his_language(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        let id = cast.anna.user.0;
        cast.anna.taps(desk, "⚙️ Настройки").await;
        cast.anna.sees_exactly(desk, &format!("⚙️ Настройки\n👤 Анна Диспетчер\n🔑 Диспетчер\n💬 Ваш номер в Telegram: {id}\n🌐 Язык: Русский"));
        assert_eq!(cast.anna.buttons(desk), ["✅ Русский", "English"]);
        cast.anna.taps(desk, "English").await;
        cast.anna.has_seen(desk, "⚙️ Settings\n👤 Анна Диспетчер\n🔑 Dispatcher");
        cast.anna.sees(desk, "🌐 I speak English now.");
        assert_eq!(desk.sim.reply_keyboard(cast.anna.user).concat(), ["📋 All orders", "➕ New order", "🔍 Search orders", "👥 Masters", "📊 Reports", "⚙️ Settings"]);
        let scope = format!("chat:{id}");
        assert!(listed(desk, &scope, "").contains(&"orders: All orders".to_owned()));
        assert_eq!(cast.anna.taps(desk, "✅ English").await, toast("It is so already."));

        let number = desk.new_order(&cast.boris).await;
        cast.anna.says(desk, &format!("/order {number}")).await;
        cast.anna.sees(desk, "Order #1 · 🆕 New");
        cast.boris.says(desk, "/order 1").await;
        cast.boris.sees(desk, "Заявка #1 · 🆕 Новая");
        cast.anna.says(desk, "📋 Все заявки").await;
        cast.anna.sees(desk, "📋 Orders");
        desk.restart().await;
        cast.anna.says(desk, "/settings").await;
        cast.anna.sees(desk, "🌐 Language: English");
        cast.anna.taps(desk, "Русский").await;
        cast.anna.sees(desk, "🌐 Теперь я говорю по-русски.");
    }

    async fn a_strangers_language_is_that_of_his_telegram(desk: &mut TestDesk) {
        for (code, greeting) in [
            (Some("en"), "Welcome, Sam!"),
            (Some("en-GB"), "Welcome, Sam!"),
            (Some("ru"), "Добро пожаловать, Sam!"),
            (Some("de"), "Добро пожаловать, Sam!"),
            (None, "Добро пожаловать, Sam!"),
        ] {
            speaks(desk, code).await.sees(desk, greeting);
        }
        desk.restart_with(Setup { language: Lang::En, ..Setup::default() }).await;
        speaks(desk, Some("de")).await.sees(desk, "Welcome, Sam!");
        speaks(desk, Some("ru")).await.sees(desk, "Добро пожаловать, Sam!");
    }

    async fn whoever_the_configuration_named_by_number_speaks_as_his_telegram(desk: &mut TestDesk) {
        let info = NewPerson { language_code: Some("en".to_owned()), ..NewPerson::named("Olga") };
        let olga = Chat::private(desk.sim.add_person(info), "Olga");
        let admins = vec![TelegramId(olga.user.0)];
        desk.restart_with(Setup { admins, ..Setup::default() }).await;
        olga.says(desk, "/start").await;
        olga.sees(desk, "Welcome, Olga! The menu buttons");
        let tx = desk.store().read().await.unwrap();
        let person = people::by_telegram(&tx, TelegramId(olga.user.0)).await.unwrap().unwrap();
        assert_eq!((person.name.reveal(), person.language.as_deref()), ("Olga", Some("en")));
    }

    async fn commands_are_registered_for_everybody_and_for_each(desk: &mut TestDesk) {
        let stranger = ["start", "help", "cancel"];
        for scope in ["default", "all_private_chats"] {
            for (language, first) in [("", "start: Меню и приветствие"), ("en", "start: Menu and greeting")] {
                let lines = listed(desk, scope, language);
                assert_eq!((names(&lines), lines[0].as_str()), (stranger.to_vec(), first), "{scope} {language}");
            }
        }
        assert_eq!(names(&listed(desk, "all_group_chats", "")), ["order", "cancel"]);
        let both = desk.employee("Оба", &[Role::Admin, Role::Master], None).await;
        let all = ["start", "orders", "new", "search", "masters", "reports", "users", "my", "stats", "settings", "order", "deleted", "audit", "catalogue", "help", "cancel"];
        let lines = listed(desk, &format!("chat:{}", both.chat), "");
        assert_eq!(names(&lines), all);
        assert_eq!(names(&lines).into_iter().collect::<BTreeSet<_>>().len(), all.len());

        both.says(desk, "/help").await;
        let help = both.last(desk).unwrap().text;
        for name in all {
            assert!(help.contains(&format!("/{name}")), "{help}");
        }
        desk.stranger("Прохожий").await;
        desk.restart_with(Setup { language: Lang::En, ..Setup::default() }).await;
        assert_eq!(listed(desk, "default", "")[0], "start: Menu and greeting");
        assert_eq!(listed(desk, "default", "ru")[0], "start: Меню и приветствие");
    }

    async fn strangers_and_groups_have_no_settings(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let stranger = desk.stranger("Прохожий").await;
        cast.pyotr.taps(desk, "⚙️ Настройки").await;
        let (_, english) = cast.pyotr.data_of(desk, "English");
        let denied = alert("❌ У вас нет доступа к этой функции.");
        let own = stranger.last(desk).unwrap().id;
        assert_eq!(stranger.forges(desk, own, &english).await, denied);
        let card = desk.sim.messages(cast.work.chat).len();
        assert_eq!(card, desk.sim.messages(cast.work.chat).len());
        stranger.says(desk, "/settings").await;
        stranger.sees(desk, "❌ У вас нет доступа к этой функции.");
        cast.pyotr.taps(desk, "English").await;
        desk.order_in(repairbot_core::order::Status::New, &cast).await;
        cast.anna.taps(desk, "👨‍🔧 Назначить мастера").await;
        cast.anna.taps_like(desk, "Пётр").await;
        cast.work.sees(desk, "Order #1 · 👨‍🔧 Assigned");
    }
}
