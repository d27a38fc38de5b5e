//! «🏢 Настройки компании»: admins change them, everybody else is kept out.

use std::fmt::Write as _;

use repairbot::{
    store::{people, settings},
    texts::{Lang, text},
};
use repairbot_core::{
    actor::Role,
    callback::{Press, SettingsPress},
    dialogue::{Dialogue, Draft, Problem, SetSetting},
    ids::DraftId,
    screen::{Screen, SettingsScreen, Toast},
    settings::{
        self as core_settings, Clock, Count, DayOfWeek, Group, Minutes, Setting, Settings, Switch, Template,
        Value,
    },
};

use super::{
    presses::denials,
    screens::{drawn, is_as_before},
};
use crate::support::{Chat, DENIED, TestDesk, alert, audit_actions, scenarios, toast};

const OVERTAKEN: &str = "⚠️ Эту настройку только что изменил другой администратор.";

fn press(what: SettingsPress) -> String {
    Press::Settings(what).encode()
}

async fn now(desk: &TestDesk) -> Settings {
    settings::load(&desk.store().read().await.unwrap()).await.unwrap()
}

/// Opens a group of settings from the menu.
async fn opens(desk: &mut TestDesk, admin: &Chat, group: &str) {
    admin.taps(desk, "⚙️ Настройки").await;
    admin.taps(desk, "🏢 Настройки компании").await;
    admin.taps(desk, group).await;
}

#[test]
fn every_setting_and_group_is_named_and_explained_in_both_languages() {
    for lang in Lang::ALL {
        let said = |key: String| {
            let words = text(lang, &key.replace('_', "-"));
            assert!(!words.is_empty() && !words.contains("Unknown localization"), "{lang:?}: {key}: {words}");
            words
        };
        for group in Group::ALL {
            said(format!("settings-group-{}", group.code()));
            said(format!("settings-group-{}-about", group.code()));
            let mut names: Vec<String> =
                group.settings().iter().map(|setting| said(format!("setting-{}", setting.code()))).collect();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), group.settings().len(), "{lang:?}: {group:?}: two are called the same");
        }
        for setting in Setting::all() {
            said(format!("setting-{}-about", setting.code()));
            if let Setting::Template(template) = setting {
                let example = said(format!("setting-{}-example", setting.code()));
                assert!(Value::parse(template.into(), &example).is_ok(), "{example}");
            }
        }
    }
}

scenarios! {
    async fn an_admin_sets_a_length_by_button_by_word_and_back(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        opens(desk, &cast.boris, "⏰ Напоминания").await;
        cast.boris.taps(desk, "Отложить на: 30 мин").await;
        cast.boris.sees(desk, "Сейчас: 30 мин\nПо умолчанию: 30 мин\nМожно: от 5 мин до 1 сут");
        assert_eq!(cast.boris.buttons(desk), ["10 мин", "15 мин", "✅ 30 мин", "1 ч", "✏️ Изменить", "◀️ Назад"]);
        assert_eq!(cast.boris.taps(desk, "15 мин").await, toast("✅ Готово"));
        cast.boris.sees(desk, "Сейчас: 15 мин");
        assert_eq!(now(desk).await.minutes(Minutes::Snooze).as_mins(), 15);
        assert_eq!(cast.boris.taps(desk, "✅ 15 мин").await, toast("Уже так."));

        cast.boris.taps(desk, "✏️ Изменить").await;
        cast.boris.sees(desk, "✏️ Напишите новое значение. Например: «20», «45 мин» или «полтора часа».");
        for (garbage, told) in [
            ("скоро", "⚠️ Непонятно, сколько это."),
            ("-5", "⚠️ Непонятно, сколько это."),
            ("4", "⚠️ Можно от 5 мин до 1 сут."),
            ("25 часов", "⚠️ Можно от 5 мин до 1 сут."),
            ("⏭️ Пропустить", "нужно ответить"),
        ] {
            cast.boris.says(desk, garbage).await;
            cast.boris.sees(desk, told);
        }
        desk.sim.send_other(cast.boris.user, cast.boris.chat, telegram_sim::OtherKind::Sticker);
        desk.settle().await;
        cast.boris.sees(desk, "нужен ответ текстом");
        desk.restart().await;
        cast.boris.says(desk, "полтора часа").await;
        cast.boris.sees(desk, "Сейчас: 1 ч 30 мин");
        assert_eq!(now(desk).await.minutes(Minutes::Snooze).as_mins(), 90);

        assert_eq!(cast.boris.taps(desk, "↩️ По умолчанию").await, toast("✅ Готово"));
        cast.boris.sees(desk, "Сейчас: 30 мин");
        assert!(!cast.boris.buttons(desk).contains(&"↩️ По умолчанию".to_owned()));
        let changed = audit_actions(desk).await.into_iter().filter(|action| action == "setting_changed").count();
        assert_eq!(changed, 3);
        cast.boris.says(desk, "/audit").await;
        cast.boris.sees(desk, "⚙️ Отложить на: «15 мин» → «1 ч 30 мин»");
    }

    async fn every_kind_of_value_is_set(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        for (group, opened, answer, seen) in [
            ("📊 Сводки и отчёты", "Время вечерней сводки: 21:30", "в 9 вечера", "Сейчас: 21:00"),
            ("📊 Сводки и отчёты", "День отчёта за неделю: понедельник", "пт", "Сейчас: пятница"),
            ("📊 Сводки и отчёты", "День отчёта за месяц: 1-е число", "28", "Сейчас: 28-е число"),
            ("📋 Заявки", "Заявок на странице: 10", "7", "Сейчас: 7"),
            ("📋 Заявки", "Спрашивать об отказе до: 1\u{a0}000\u{a0}₽", "1500", "Сейчас: 1\u{a0}500\u{a0}₽"),
            ("✍️ Тексты", "Скоро визит: встроенный", "Визит <b>№{номер}</b>", "Сейчас:\nВизит <b>№{номер}</b>"),
        ] {
            opens(desk, &cast.boris, group).await;
            cast.boris.taps(desk, opened).await;
            cast.boris.taps(desk, "✏️ Изменить").await;
            cast.boris.says(desk, answer).await;
            cast.boris.has_seen(desk, seen);
        }
        opens(desk, &cast.boris, "✍️ Тексты").await;
        cast.boris.taps(desk, "Скоро визит: свой").await;
        cast.boris.taps(desk, "✏️ Изменить").await;
        for (garbage, told) in [
            ("{телефон}", "⚠️ Такой подстановки в этом тексте нет. Можно: {номер}, {техника}, {время}, {адрес}"),
            ("{номер", "⚠️ Фигурная скобка без пары. Подстановка пишется так: {номер}"),
            (&*"я".repeat(301), "Слишком длинно"),
        ] {
            cast.boris.says(desk, garbage).await;
            cast.boris.sees(desk, told);
        }
        cast.boris.says(desk, "/cancel").await;
        cast.boris.says(desk, "/audit").await;
        cast.boris.sees(desk, "⚙️ Скоро визит: «встроенный» → «Визит <b>№{номер}</b>»");
    }

    async fn a_switch_is_turned_by_its_button(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        opens(desk, &cast.boris, "🌙 Тихие часы").await;
        cast.boris.sees(desk, "• Тихие часы: ночью никого не будить");
        let (message, off) = cast.boris.data_of(desk, "✅ Тихие часы");
        assert_eq!(cast.boris.taps(desk, "✅ Тихие часы").await, toast("✅ Готово"));
        assert!(!now(desk).await.on(Switch::QuietHours));
        // The same press again asks for what is so already.
        assert_eq!(cast.boris.forges(desk, message, &off).await, toast("Уже так."));
        assert!(!now(desk).await.on(Switch::QuietHours));
        cast.boris.taps(desk, "⬜️ Тихие часы").await;
        assert!(now(desk).await.on(Switch::QuietHours));
        // A button drawn before both: somebody has turned it since.
        cast.boris.forges(desk, message, &off).await;
        cast.boris.sees(desk, OVERTAKEN);
        assert!(now(desk).await.on(Switch::QuietHours));
    }

    async fn settings_that_go_together_are_judged_together(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        opens(desk, &cast.boris, "⏰ Напоминания").await;
        cast.boris.taps(desk, "Диспетчерам: 30 мин").await;
        cast.boris.taps(desk, "✏️ Изменить").await;
        cast.boris.says(desk, "10").await;
        cast.boris.sees(desk, "⚠️ Это раньше, чем «Мастеру».");
        cast.boris.says(desk, "2 часа").await;
        cast.boris.sees(desk, "⚠️ Это позже, чем «Администраторам».");
        cast.boris.says(desk, "20").await;
        cast.boris.sees(desk, "Сейчас: 20 мин");
        cast.boris.taps(desk, "◀️ Назад").await;
        cast.boris.taps(desk, "Мастеру: 15 мин").await;
        let refused = "⚠️ Это позже, чем «Диспетчерам». Сначала измените ту настройку или возьмите меньше.";
        assert_eq!(cast.boris.taps(desk, "30 мин").await, alert(refused));
        opens(desk, &cast.boris, "🌙 Тихие часы").await;
        cast.boris.taps(desk, "Начало: 22:00").await;
        cast.boris.taps(desk, "✏️ Изменить").await;
        cast.boris.says(desk, "6:00").await;
        cast.boris.sees(desk, "⚠️ Это совпадает с «Конец»");
        assert_eq!(now(desk).await.time(Clock::QuietFrom), jiff::civil::time(22, 0, 0, 0));
    }

    async fn two_admins_do_not_overwrite_each_other(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let olga = desk.admin("Ольга").await;
        for admin in [&cast.boris, &olga] {
            opens(desk, admin, "📋 Заявки").await;
            admin.taps(desk, "Заявок на странице: 10").await;
        }
        olga.taps(desk, "✏️ Изменить").await;
        cast.boris.taps(desk, "15").await;
        olga.says(desk, "20").await;
        olga.sees(desk, OVERTAKEN);
        olga.sees(desk, "Сейчас: 15");
        assert_eq!(now(desk).await.count(Count::PageSize), 15);
        // Seeing it, she may.
        olga.taps(desk, "20").await;
        olga.sees(desk, "Сейчас: 20");
        let (_, fifteen) = cast.boris.data_of(desk, "✅ 15");
        let own = cast.boris.last(desk).unwrap().id;
        cast.boris.forges(desk, own, &fifteen).await;
        cast.boris.sees(desk, OVERTAKEN);
        assert_eq!(now(desk).await.count(Count::PageSize), 20);
        // Nor when it was set back in between.
        let (message, reset) = olga.data_of(desk, "↩️ По умолчанию");
        olga.taps(desk, "↩️ По умолчанию").await;
        olga.taps(desk, "5").await;
        olga.forges(desk, message, &reset).await;
        olga.sees(desk, OVERTAKEN);
        assert_eq!(now(desk).await.count(Count::PageSize), 5);
    }

    async fn what_another_replica_sets_is_seen_at_once(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        opens(desk, &cast.boris, "🚨 SLA").await;
        desk.set(Minutes::SlaNew, Value::Minutes(60)).await;
        cast.boris.taps(desk, "🆕 Новая: 2 ч").await;
        cast.boris.sees(desk, "Сейчас: 1 ч");
    }

    async fn nobody_but_an_admin_in_private_comes_near(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let stranger = desk.stranger("Прохожий").await;
        let in_group = cast.boris.in_group(cast.work.chat);
        cast.anna.taps(desk, "⚙️ Настройки").await;
        assert!(!cast.anna.buttons(desk).contains(&"🏢 Настройки компании".to_owned()));
        let snooze = Setting::from(Minutes::Snooze);
        let all = [
            SettingsPress::Groups,
            SettingsPress::Group { group: Group::Backups },
            SettingsPress::Show { setting: snooze },
            SettingsPress::Ask { setting: snooze },
            SettingsPress::Set { setting: snooze, version: 0, value: 60 },
            SettingsPress::Reset { setting: snooze, version: 0 },
        ];
        desk.order_in(repairbot_core::order::Status::Assigned, &cast).await;
        let before = denials(desk, "company_settings").await;
        for visitor in [&cast.anna, &cast.pyotr, &stranger, &cast.work, &in_group] {
            let own = visitor.last(desk).unwrap();
            for what in all {
                assert_eq!(visitor.forges(desk, own.id, &press(what)).await, alert(DENIED), "{}: {what:?}", visitor.name);
            }
            assert_eq!(visitor.last(desk).unwrap().text, own.text, "{}", visitor.name);
        }
        assert_eq!(denials(desk, "company_settings").await - before, 5 * all.len());
        assert_eq!(now(desk).await, Settings::default());

        // An admin with values that none of our buttons carries.
        cast.boris.taps(desk, "⚙️ Настройки").await;
        let own = cast.boris.last(desk).unwrap().id;
        for (setting, value) in [
            (snooze, 0),
            (snooze, i64::MAX),
            (Setting::from(Switch::Sla), 2),
            (Setting::from(Clock::QuietFrom), 24 * 60),
            (Setting::from(Clock::QuietFrom), -1),
            (Setting::from(DayOfWeek::WeeklyReport), 8),
            (Setting::from(Template::Visit), 1),
        ] {
            let forged = press(SettingsPress::Set { setting, version: 0, value });
            let answer = cast.boris.forges(desk, own, &forged).await;
            assert_eq!(answer, alert("Этот вопрос уже пройден. Ответьте на последний."), "{setting:?} {value}");
        }
        let ask = press(SettingsPress::Ask { setting: Switch::Sla.into() });
        assert_eq!(cast.boris.forges(desk, own, &ask).await, alert("Этот вопрос уже пройден. Ответьте на последний."));
        assert_eq!(now(desk).await, Settings::default());
    }

    async fn somebody_demoted_while_he_writes_a_value(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        opens(desk, &cast.boris, "📋 Заявки").await;
        cast.boris.taps(desk, "Заявок на странице: 10").await;
        cast.boris.taps(desk, "✏️ Изменить").await;
        let tx = desk.store().write().await.unwrap();
        people::revoke(&tx, desk.person(&cast.boris).await, Role::Admin).await.unwrap();
        tx.commit().await.unwrap();
        cast.boris.says(desk, "20").await;
        cast.boris.sees_exactly(desk, DENIED);
        assert_eq!(now(desk).await, Settings::default());
    }

    async fn all_screens_of_settings(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        let boris = desk.person(&cast.boris).await;
        desk.set(Template::Visit, Value::Text("Визит <№{номер}>\nв {time}".to_owned())).await;
        desk.set(Switch::Sla, Value::Switch(false)).await;
        desk.set(Minutes::SlaNew, Value::Minutes(90)).await;
        let mut screens = vec![SettingsScreen::Groups];
        screens.extend(Group::ALL.map(|group| SettingsScreen::Group { group, overtaken: false }));
        screens.push(SettingsScreen::Group { group: Group::Quiet, overtaken: true });
        let shown = Setting::all().filter(|setting| !matches!(setting, Setting::Switch(_)));
        screens.extend(shown.map(|setting| SettingsScreen::One { setting, overtaken: false }));
        screens.push(SettingsScreen::One { setting: Count::PageSize.into(), overtaken: true });
        let mut all: Vec<Screen> = screens.into_iter().map(Screen::Settings).collect();
        let asked = [
            Setting::from(Count::PageSize),
            Minutes::Snooze.into(),
            Clock::BackupAt.into(),
            DayOfWeek::WeeklyReport.into(),
            core_settings::Amount::RefusalQuestionUpTo.into(),
            core_settings::DayOfMonth::MonthlyReport.into(),
            Template::Visit.into(),
        ];
        all.extend(asked.map(|setting| {
            let form = Dialogue::SetSetting(SetSetting::new(setting, 0));
            Screen::Question { draft: Box::new(Draft::new(DraftId(1), form)), problem: None }
        }));
        for lang in Lang::ALL {
            let mut out = String::new();
            for screen in &all {
                let shown = drawn(desk, (&cast.boris, Some(boris)), lang, screen).await;
                writeln!(out, "===\n{shown}").unwrap();
            }
            is_as_before("settings", lang, &out);
            is_as_before("settings_problems", lang, &problems(lang));
            let anna = desk.person(&cast.anna).await;
            for screen in &all[..all.len() - asked.len()] {
                let shown = drawn(desk, (&cast.anna, Some(anna)), lang, screen).await;
                assert_eq!(shown, text(lang, "no-access"));
            }
        }
    }
}

/// Everything that can be wrong, as toasts tell it.
fn problems(lang: Lang) -> String {
    use core_settings::Problem as P;
    let (master, dispatcher) = (Minutes::UnacceptedMaster.into(), Minutes::UnacceptedDispatcher.into());
    let amount = Setting::from(core_settings::Amount::RefusalQuestionUpTo);
    let all: [(Setting, P); 15] = [
        (Switch::Sla.into(), P::NotASwitch),
        (master, P::NotALength),
        (master, P::OutOfBounds),
        (dispatcher, P::LessThan(master)),
        (master, P::MoreThan(dispatcher)),
        (Count::PageSize.into(), P::NotANumber),
        (Count::PageSize.into(), P::OutOfBounds),
        (amount, P::OutOfBounds),
        (amount, P::Money(repairbot_core::money::MoneyError::Ambiguous)),
        (Clock::QuietFrom.into(), P::NotATime),
        (Clock::QuietFrom.into(), P::SameAs(Clock::QuietTo.into())),
        (DayOfWeek::WeeklyReport.into(), P::NotAWeekday),
        (Template::DrDue.into(), P::TooLong { max: 300 }),
        (Template::DrDue.into(), P::OpenBrace),
        (Template::DrDue.into(), P::UnknownPlaceholder),
    ];
    let told = all.map(|(setting, problem)| {
        let toast = Toast::Problem(Problem::Setting { setting, problem });
        let told = repairbot::outbox::render::toast(lang, &toast).unwrap();
        assert!(told.chars().count() < 200 && !told.contains("Unknown"), "{told}");
        told
    });
    told.join("\n")
}
