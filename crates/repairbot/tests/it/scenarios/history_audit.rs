//! The audit trail: who did what, for admins only.

use repairbot::store::audit::{self, AuditEntry};
use repairbot_core::{
    actor::Role,
    audit::{AuditFilter, Audited, Period, Topic, TrailCursor},
    callback::{HistoryPress, Press},
    ids::OrderId,
    order::Status,
};
use sea_orm::ConnectionTrait;
use telegram_sim::MessageId;

use super::presses::denials;
use crate::support::{Chat, DENIED, TestDesk, alert, scenarios};

fn presses(order: OrderId) -> Vec<String> {
    let filter = AuditFilter { order: Some(order), topic: Topic::Denied, ..AuditFilter::default() };
    let all = [
        HistoryPress::Audit { filter: AuditFilter::default(), cursor: None },
        HistoryPress::Audit { filter, cursor: Some(TrailCursor { at: 5, skip: 5 }) },
        HistoryPress::AuditTopics { filter },
        HistoryPress::AuditPeriods { filter },
        HistoryPress::AuditPeople { filter, after: None },
        HistoryPress::AuditExport { filter },
    ];
    all.map(|press| Press::History(press).encode()).into()
}

/// The newest file this chat got, as text after its byte order mark.
fn table(desk: &TestDesk, chat: &Chat) -> String {
    let message: MessageId = chat.last(desk).unwrap().id;
    let text = String::from_utf8(desk.sim.document(chat.chat, message).unwrap()).unwrap();
    text.strip_prefix('\u{feff}').expect("a byte order mark").to_owned()
}

async fn noted(desk: &TestDesk, by: &Chat, what: &Audited) {
    let tx = desk.store().write().await.unwrap();
    audit::note(&tx, (desk.person(by).await, desk.clock.now()), what).await.unwrap();
    tx.commit().await.unwrap();
}

scenarios! {
    async fn an_admin_sees_who_did_what(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Accepted, &cast).await;
        cast.vera.says(desk, "👥 Мастера").await;
        let pyotr = desk.person(&cast.pyotr).await;
        noted(desk, &cast.boris, &Audited::RoleGranted { person: pyotr, role: Role::Dispatcher }).await;
        cast.boris.says(desk, "/audit").await;
        for line in [
            "Борис Админов: 🔑 Пётр Мастеров: новая роль «диспетчер»",
            "Вера Вторая: 🚫 нет доступа: 👥 Мастера",
            "Пётр Мастеров: #1 ✅ Принята",
            "Анна Диспетчер: #1 👨‍🔧 Назначена; 👨‍🔧 Мастер: Пётр Мастеров",
            "Анна Диспетчер: #1 🆕 Заявка создана",
        ] {
            cast.boris.sees(desk, line);
        }
        let here = cast.boris.last(desk).unwrap().id;
        cast.boris.taps(desk, "📂 Что: всё").await;
        cast.boris.taps(desk, "отказы в доступе").await;
        cast.boris.sees(desk, "Вера Вторая");
        assert!(!cast.boris.last(desk).unwrap().text.contains("Принята"));
        cast.boris.taps(desk, "📂 Что: отказы в доступе").await;
        cast.boris.taps(desk, "всё").await;
        cast.boris.taps(desk, "👤 Кто: все").await;
        cast.boris.taps(desk, "Пётр Мастеров").await;
        cast.boris.sees(desk, "#1 ✅ Принята");
        assert!(!cast.boris.last(desk).unwrap().text.contains("Вера"));
        cast.boris.taps(desk, "👤 Кто: Пётр Мастеров").await;
        cast.boris.taps(desk, "все").await;
        cast.boris.taps(desk, "📅 Когда: всё время").await;
        cast.boris.taps(desk, "сегодня").await;
        cast.boris.sees(desk, "#1 ✅ Принята");
        assert_eq!(cast.boris.last(desk).unwrap().id, here, "one message is turned over");
        desk.wait(std::time::Duration::from_secs(2 * 24 * 3600));
        cast.boris.taps(desk, "📅 Когда: сегодня").await;
        cast.boris.taps(desk, "◀️ Назад").await;
        // Below it, there are summaries and reminders by now.
        let page = |desk: &TestDesk| desk.sim.message(cast.boris.chat, here).unwrap().text;
        assert!(page(desk).contains("Таких записей нет."), "{}", page(desk));
        let buttons = cast.boris.buttons_of(desk, "Таких записей нет.");
        assert!(!buttons.contains(&"📥 Выгрузить в файл".to_owned()));
        cast.boris.taps(desk, "📅 Когда: сегодня").await;
        cast.boris.taps(desk, "7 дней").await;
        assert!(page(desk).contains("#1 ✅ Принята"), "{}", page(desk));
    }

    async fn the_trail_of_one_order_is_reached_from_its_history(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Assigned, &cast).await;
        desk.new_order(&cast.boris).await;
        cast.boris.says(desk, "/order 1").await;
        cast.boris.taps(desk, "🕓 История").await;
        cast.boris.taps(desk, "🧾 Журнал").await;
        cast.boris.sees(desk, "#1 👨‍🔧 Назначена");
        assert!(!cast.boris.last(desk).unwrap().text.contains("#2"));
        cast.boris.taps(desk, "❌ Только заявка #1").await;
        cast.boris.sees(desk, "#2 🆕 Заявка создана");
        for (command, sees) in [("/audit 2", "#2"), ("/audit #1", "#1"), ("/audit 9", "❌ Заявка не найдена"), ("/audit xyz", "#2")] {
            cast.boris.says(desk, command).await;
            cast.boris.sees(desk, sees);
        }
        cast.anna.says(desk, "/order 1").await;
        cast.anna.taps(desk, "🕓 История").await;
        assert!(!cast.anna.buttons(desk).contains(&"🧾 Журнал".to_owned()), "only admins");
    }

    async fn it_comes_in_pages(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let (vera, now) = (desk.person(&cast.vera).await, desk.clock.now());
        let tx = desk.store().write().await.unwrap();
        for index in 0..25 {
            let action = format!("denied:door-{index:02}");
            let entry = AuditEntry { at: now, person: vera, action, order: None, details: None };
            audit::add(&tx, &entry).await.unwrap();
        }
        tx.commit().await.unwrap();
        cast.boris.says(desk, "/audit").await;
        let mut seen = String::new();
        for page in 1..=3 {
            let text = cast.boris.last(desk).unwrap().text;
            seen = format!("{seen}\n{text}");
            if page < 3 {
                cast.boris.taps(desk, "◀️ Раньше").await;
            }
        }
        for index in 0..25 {
            assert_eq!(seen.matches(&format!("door-{index:02}")).count(), 1, "{seen}");
        }
        assert!(!cast.boris.buttons(desk).contains(&"◀️ Раньше".to_owned()));
        cast.boris.taps(desk, "⏫ К последним").await;
        cast.boris.sees(desk, "door-24");
    }

    async fn a_file_opens_in_excel_and_computes_nothing(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let evil = desk.employee("=HYPERLINK(\"http://x\";\"y\")", &[Role::Master], None).await;
        let bold = desk.stranger("<b>Вася</b> 🐍; DROP").await;
        desk.order_in(Status::Assigned, &cast).await;
        cast.boris.says(desk, "/order 1").await;
        cast.boris.taps(desk, "✅ Принять (за мастера)").await;
        cast.work.taps(desk, "🏠 Я на объекте").await;
        cast.work.taps(desk, "❌ Отказ клиента").await;
        cast.work.replies(desk, "Тайные слова клиента").await;
        cast.work.replies(desk, "500").await;
        for visitor in [&evil, &bold] {
            visitor.says(desk, "📋 Все заявки").await;
        }
        cast.boris.says(desk, "/audit").await;
        cast.boris.sees(desk, "<b>Вася</b> 🐍; DROP: 🚫 нет доступа: 📋 Все заявки");
        cast.boris.taps(desk, "📥 Выгрузить в файл").await;
        cast.boris.sees(desk, "🧾 Журнал действий, записей: 8");
        let table = table(desk, &cast.boris);
        let lines: Vec<&str> = table.trim_end().split("\r\n").collect();
        assert_eq!(lines[0], "\"Когда\";\"День\";\"Кто\";\"За кого\";\"Заявка\";\"Что сделано\"");
        assert_eq!(lines.len(), 9, "{table}");
        assert!(table.contains(";\"'=HYPERLINK(\"\"http://x\"\";\"\"y\"\")\";\"\";\"\";\"🚫 нет доступа: 📋 Все заявки\""), "{table}");
        assert!(table.contains(";\"<b>Вася</b> 🐍; DROP\";"), "{table}");
        assert!(table.contains(";\"Борис Админов\";\"Пётр Мастеров\";\"1\";\"✅ Принята\""), "{table}");
        assert!(table.contains("\"❌ Отклонена; 🧾 За диагностику: 500"), "{table}");
        assert!(table.contains("📥 журнал выгружен в файл"), "who takes it out is in it: {table}");
        assert!(!table.contains("Тайные слова"), "nobody's own words leave in a file");
        cast.boris.says(desk, "/audit").await;
        cast.boris.taps(desk, "📂 Что: всё").await;
        cast.boris.taps(desk, "завершение и деньги").await;
        cast.boris.taps(desk, "📥 Выгрузить в файл").await;
        cast.boris.sees(desk, "записей: 1");
    }

    async fn a_very_long_trail_is_cut_and_says_so(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let vera = desk.person(&cast.vera).await;
        let database = sea_orm::Database::connect(&desk.database.url).await.unwrap();
        let lines = format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10300) \
             INSERT INTO audit (at, person_id, action) SELECT i / 7, {vera}, 'denied:door' FROM n"
        );
        database.execute_unprepared(&lines).await.unwrap();
        database.close().await.unwrap();
        cast.boris.says(desk, "/audit").await;
        cast.boris.taps(desk, "📥 Выгрузить в файл").await;
        cast.boris.sees(desk, "последние записи: 10000. Чтобы увидеть остальные, выберите время или человека.");
        assert_eq!(table(desk, &cast.boris).trim_end().split("\r\n").count(), 10_001);
    }

    async fn nobody_but_admins_in_private_gets_it(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let stranger = desk.stranger("Прохожий").await;
        let number = desk.order_in(Status::Assigned, &cast).await;
        let order = desk.order(number).await.order.id;
        for chat in [&cast.anna, &cast.pyotr, &stranger] {
            for command in ["/audit", "/audit 1"] {
                chat.says(desk, command).await;
                chat.sees_exactly(desk, DENIED);
            }
        }
        let in_group = cast.boris.in_group(cast.work.chat);
        let before = denials(desk, "audit").await;
        let all = presses(order);
        for visitor in [&cast.anna, &cast.pyotr, &cast.vera, &stranger, &cast.work, &in_group] {
            let own = visitor.last(desk).unwrap();
            for data in &all {
                assert_eq!(visitor.forges(desk, own.id, data).await, alert(DENIED), "{}", visitor.name);
            }
            assert_eq!(visitor.last(desk).unwrap().text, own.text, "{}", visitor.name);
        }
        assert_eq!(denials(desk, "audit").await - before, 6 * all.len());
        in_group.says(desk, "/audit").await;
        assert_eq!(in_group.count(desk, "Журнал"), 0);
        in_group.sees(desk, "Меню и остальное — в личном чате со мной.");
    }

    async fn a_file_that_waited_is_not_given_to_somebody_who_is_no_admin_any_more(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        cast.boris.says(desk, "/audit").await;
        let filter = AuditFilter { period: Period::Month, ..AuditFilter::default() };
        let data = Press::History(HistoryPress::AuditExport { filter }).encode();
        let own = cast.boris.last(desk).unwrap().id;
        desk.sim.press_data(cast.boris.user, cast.boris.chat, own, &data);
        desk.desk().poller.tick(0).await;
        let tx = desk.store().write().await.unwrap();
        repairbot::store::people::revoke(&tx, desk.person(&cast.boris).await, Role::Admin).await.unwrap();
        tx.commit().await.unwrap();
        desk.settle().await;
        cast.boris.sees_exactly(desk, DENIED);
    }
}
