//! The office's lists: filters with counts, pages there and back, a card and the way back to its page.

use std::time::Duration;

use repairbot_core::{actor::Role, order::Status};

use crate::support::{Cast, Chat, TestDesk, alert, scenarios};

/// The numbers of the orders on the newest page.
fn page(desk: &TestDesk, chat: &Chat) -> Vec<String> {
    chat.buttons(desk).into_iter().filter(|label| label.starts_with('#')).collect()
}

fn numbers(numbers: impl IntoIterator<Item = i64>) -> Vec<String> {
    numbers.into_iter().map(|number| format!("#{number}")).collect()
}

async fn orders(desk: &mut TestDesk, cast: &Cast, count: usize) {
    for _ in 0..count {
        desk.new_order(&cast.anna).await;
    }
}

/// What the filters show beside this list.
fn count(desk: &TestDesk, chat: &Chat, list: &str) -> String {
    let buttons = chat.buttons_of(desk, "Что показать?");
    let label = buttons.iter().find(|label| label.starts_with(list));
    let label = label.unwrap_or_else(|| panic!("no «{list}» in {buttons:?}"));
    label.trim_start_matches(list).trim_matches([' ', '(', ')']).to_owned()
}

scenarios! {
    async fn pages_there_and_back_and_the_card_between(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        orders(desk, &cast, 23).await;
        let anna = &cast.anna;
        anna.taps(desk, "📋 Все заявки").await;
        assert_eq!((count(desk, anna, "🆕 Новая"), count(desk, anna, "🗂 Все")), ("23".into(), "23".into()));
        anna.taps(desk, "🆕 Новая (23)").await;
        assert_eq!(page(desk, anna), numbers((14..=23).rev()));
        assert!(anna.buttons(desk).contains(&"1/3".to_owned()) && !anna.buttons(desk).contains(&"◀️".to_owned()));
        anna.taps(desk, "▶️").await;
        assert_eq!(page(desk, anna), numbers((4..=13).rev()));
        assert!(anna.buttons(desk).contains(&"2/3".to_owned()));

        let messages = desk.sim.messages(anna.chat).len();
        anna.taps(desk, "#9").await;
        anna.sees(desk, "Заявка #9 · 🆕 Новая");
        assert_eq!(anna.buttons(desk).last().unwrap(), "◀️ К списку", "below all there is to do");
        desk.restart().await;
        anna.taps(desk, "◀️ К списку").await;
        assert_eq!(page(desk, anna), numbers((4..=13).rev()), "the same page");
        assert_eq!(desk.sim.messages(anna.chat).len(), messages, "the list, the card and the list are one message");
        anna.taps(desk, "▶️").await;
        assert_eq!(page(desk, anna), numbers((1..=3).rev()));
        assert!(anna.buttons(desk).contains(&"3/3".to_owned()) && !anna.buttons(desk).contains(&"▶️".to_owned()));
        anna.taps(desk, "◀️").await;
        assert_eq!(page(desk, anna), numbers((4..=13).rev()));
        anna.taps(desk, "◀️").await;
        assert_eq!(page(desk, anna), numbers((14..=23).rev()));
        anna.taps(desk, "1/3").await;
        anna.taps(desk, "◀️ К фильтрам").await;
        anna.sees(desk, "📋 Заявки. Что показать?");
    }

    async fn a_card_opened_from_a_list_lives_and_keeps_the_way_back(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        orders(desk, &cast, 2).await;
        let anna = &cast.anna;
        anna.taps(desk, "📋 Все заявки").await;
        anna.taps(desk, "📂 Все открытые (2)").await;
        anna.taps(desk, "#1").await;
        let card = anna.last(desk).unwrap().id;
        cast.boris.says(desk, "/order 1").await;
        cast.boris.taps(desk, "❌ Отклонить заявку").await;
        cast.boris.says(desk, "Дубль").await;
        let fresh = desk.sim.message(anna.chat, card).unwrap();
        assert!(fresh.text.contains("Заявка #1 · ❌ Отклонена"), "{}", fresh.text);
        anna.taps_on(desk, card, "♻️ Открыть снова").await;
        let labels: Vec<_> = desk.sim.message(anna.chat, card).unwrap().inline.concat();
        assert_eq!(labels.last().unwrap().text, "◀️ К списку", "an action leaves the way back");

        anna.taps_on(desk, card, "◀️ К списку").await;
        let list = desk.sim.message(anna.chat, card).unwrap().text;
        cast.boris.taps(desk, "❌ Отклонить заявку").await;
        cast.boris.says(desk, "Всё же дубль").await;
        assert_eq!(desk.sim.message(anna.chat, card).unwrap().text, list, "a list is no card any more");
        anna.taps_on(desk, card, "#2").await;
        let shown = desk.sim.message(anna.chat, card).unwrap().text;
        assert!(shown.contains("Заявка #2"), "{shown}");
    }

    async fn two_presses_at_once_leave_one_card(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        orders(desk, &cast, 2).await;
        cast.anna.taps(desk, "📋 Все заявки").await;
        cast.anna.taps(desk, "📂 Все открытые (2)").await;
        for label in ["#1", "#2", "#2"] {
            cast.anna.queues(desk, label);
        }
        desk.settle().await;
        cast.anna.sees(desk, "Заявка #2");
        cast.boris.says(desk, "/order 1").await;
        cast.boris.taps(desk, "❌ Отклонить заявку").await;
        cast.boris.says(desk, "Дубль").await;
        let card = cast.anna.message_with(desk, "Заявка #2 · 🆕 Новая");
        assert!(card.inline.concat().iter().any(|button| button.text == "◀️ К списку"), "{card:?}");
    }

    async fn every_filter_and_their_combinations(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let anna = &cast.anna;
        orders(desk, &cast, 7).await; // created at 12:00 in Moscow, 20 November 2026
        let (pyotr, now) = (desk.person(&cast.pyotr).await, desk.clock.now().as_millisecond());
        let hour = 3_600_000;
        for change in [
            format!("status = 'ASSIGNED', master_id = {pyotr}, visit_from = {} WHERE number = 1", now - 5 * hour),
            format!("status = 'ACCEPTED', master_id = {pyotr}, visit_from = {}, visit_to = {} WHERE number = 2", now + hour, now + 2 * hour),
            format!("status = 'DR', master_id = {pyotr}, promised_on = '2026-11-19' WHERE number = 3"),
            format!("status = 'ONSITE', master_id = {pyotr}, visit_from = {} WHERE number = 4", now - 30 * hour),
            format!("status = 'CLOSED', master_id = {pyotr}, total = 1, created_at = {} WHERE number = 5", now - 24 * hour),
            format!("created_at = {} WHERE number = 6", now - 24 * 10 * hour),
            "deleted_at = 1 WHERE number = 7".to_owned(),
        ] {
            desk.sql(&format!("UPDATE orders SET {change}")).await;
        }
        desk.sql("DELETE FROM status_counts").await;
        desk.sql("INSERT INTO status_counts SELECT 1, status, count(*) FROM orders WHERE deleted_at IS NULL GROUP BY status").await;

        anna.taps(desk, "📋 Все заявки").await;
        for (list, expected) in [
            ("🆕 Новая", "1"),
            ("👨‍🔧 Назначена", "1"),
            ("✅ Принята", "1"),
            ("🏠 На объекте", "1"),
            ("⏳ Длительный ремонт", "1"),
            ("💰 Завершена", "1"),
            ("❌ Отклонена", "0"),
            ("📂 Все открытые", "5"),
            ("🗂 Все", "6"),
            ("📅 Сегодня", "2"),
            ("⏰ Просрочено", "2"),
            ("🙋 Без мастера", "1"),
        ] {
            assert_eq!(count(desk, anna, list), expected, "{list}");
        }
        for (list, expected) in [("⏰ Просрочено", vec![3, 1]), ("📅 Сегодня", vec![1, 2]), ("🙋 Без мастера", vec![6])] {
            anna.taps_like(desk, list).await;
            assert_eq!(page(desk, anna), numbers(expected), "{list}");
            anna.taps(desk, "◀️ К фильтрам").await;
        }
        anna.taps_like(desk, "⏰ Просрочено").await;
        anna.sees(desk, "⏰ Просрочено\n#3 · 19.11 · ⏳ Длительный ремонт");
        anna.sees(desk, "#1 · пт 20.11 07:00 · 👨‍🔧 Назначена");
        anna.taps(desk, "◀️ К фильтрам").await;

        anna.taps(desk, "👨‍🔧 Мастер: 👥 Любой мастер").await;
        anna.taps_like(desk, "Пётр Мастеров (4)").await;
        assert_eq!((count(desk, anna, "📂 Все открытые"), count(desk, anna, "🆕 Новая")), ("4".into(), "0".into()));
        anna.taps(desk, "🗓 Созданы: за всё время").await;
        anna.taps(desk, "вчера").await;
        assert_eq!((count(desk, anna, "🗂 Все"), count(desk, anna, "💰 Завершена")), ("1".into(), "1".into()));
        anna.taps(desk, "🗂 Все (1)").await;
        anna.sees(desk, "🗂 Все · Пётр Мастеров · вчера\n#5 · 💰 Завершена");
        anna.taps(desk, "◀️ К фильтрам").await;
        for (list, shown) in [("⏰ Просрочено", "\n#3 · 19.11"), ("📅 Сегодня", "\n#1 · ")] {
            anna.taps_like(desk, list).await;
            anna.sees(desk, &format!("{list} · Пётр Мастеров{shown}"));
            anna.taps(desk, "◀️ К фильтрам").await;
        }

        anna.taps(desk, "🗓 Созданы: вчера").await;
        anna.taps(desk, "✏️ Другие дни").await;
        anna.sees(desk, "За какие дни?");
        anna.says(desk, "завтра").await;
        anna.sees(desk, "За какие дни?");
        desk.restart().await;
        anna.says(desk, "01.11 - 15.11").await;
        anna.sees(desk, "Что показать?");
        assert_eq!(count(desk, anna, "🗂 Все"), "0", "of this master");
        anna.taps(desk, "👨‍🔧 Мастер: Пётр Мастеров").await;
        anna.taps(desk, "🙋 Без мастера").await;
        anna.taps(desk, "🗂 Все (1)").await;
        anna.sees(desk, "🗂 Все · 🙋 Без мастера · 01.11.2026–15.11.2026\n#6");
        anna.taps(desk, "◀️ К фильтрам").await;
        anna.taps(desk, "♻️ Сбросить фильтры").await;
        assert_eq!(count(desk, anna, "🗂 Все"), "6");
        assert!(!anna.buttons(desk).contains(&"♻️ Сбросить фильтры".to_owned()));
        // Nobody told the stories of these orders: the audit has nothing to compare them with.
        for table in ["outbox", "cards", "order_events", "firings", "timers", "orders", "status_counts"] {
            desk.sql(&format!("DELETE FROM {table}")).await;
        }
    }

    async fn beyond_a_hundred_it_is_not_counted(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        orders(desk, &cast, 103).await;
        let anna = &cast.anna;
        anna.taps(desk, "📋 Все заявки").await;
        assert_eq!((count(desk, anna, "🆕 Новая"), count(desk, anna, "🙋 Без мастера")), ("103".into(), "100+".into()));
        anna.taps_like(desk, "🙋 Без мастера").await;
        assert!(anna.buttons(desk).contains(&"1/10+".to_owned()), "{:?}", anna.buttons(desk));
        for _ in 0..10 {
            anna.taps(desk, "▶️").await;
        }
        assert_eq!(page(desk, anna), numbers((1..=3).rev()));
        for _ in 0..10 {
            anna.taps(desk, "◀️").await;
        }
        assert_eq!(page(desk, anna), numbers((94..=103).rev()));
    }

    async fn masters_to_filter_by_come_in_pages(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        for number in 1..=20 {
            desk.hired(&format!("Мастер {number:02}"), &[Role::Master], None).await;
        }
        cast.anna.taps(desk, "📋 Все заявки").await;
        cast.anna.taps(desk, "👨‍🔧 Мастер: 👥 Любой мастер").await;
        cast.anna.taps(desk, "Дальше ▶️").await;
        cast.anna.taps(desk, "◀️ Раньше").await;
        cast.anna.taps(desk, "Дальше ▶️").await;
        cast.anna.taps(desk, "Мастер 20 (0)").await;
        cast.anna.taps(desk, "👨‍🔧 Мастер: Мастер 20").await;
        cast.anna.taps(desk, "👥 Любой мастер").await;
        assert!(cast.anna.buttons(desk).contains(&"👨‍🔧 Мастер: 👥 Любой мастер".to_owned()));
    }

    async fn lists_are_for_those_they_are_for(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Accepted, &cast).await;
        orders(desk, &cast, 11).await;
        let stranger = desk.stranger("Прохожий").await;
        let anna = &cast.anna;
        let mut forged = Vec::new();
        anna.taps(desk, "📋 Все заявки").await;
        for label in ["🗂 Все (12)", "👨‍🔧 Мастер: 👥 Любой мастер", "🗓 Созданы: за всё время"] {
            forged.push(anna.data_of(desk, label).1);
        }
        anna.taps(desk, "🗓 Созданы: за всё время").await;
        forged.push(anna.data_of(desk, "✏️ Другие дни").1);
        anna.taps(desk, "◀️ К фильтрам").await;
        anna.taps(desk, "🗂 Все (12)").await;
        for label in ["▶️", "#7", "◀️ К фильтрам"] {
            forged.push(anna.data_of(desk, label).1);
        }
        for visitor in [&cast.vera, &cast.pyotr, &stranger] {
            let last = visitor.last(desk).unwrap();
            for data in &forged {
                let answer = visitor.forges(desk, last.id, data).await;
                assert_eq!(answer, alert("❌ У вас нет доступа к этой функции."), "{}: {data}", visitor.name);
            }
            assert_eq!(visitor.last(desk).unwrap(), last, "{} was shown something", visitor.name);
        }
        // In a group nobody sees a list, not even the office.
        let card = cast.work.last(desk).unwrap().id;
        for data in &forged {
            let answer = anna.in_group(cast.work.chat).forges(desk, card, data).await;
            assert_eq!(answer, alert("❌ У вас нет доступа к этой функции."), "{data}");
        }
    }

    async fn a_list_queued_for_somebody_who_lost_his_role_shows_nothing(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        orders(desk, &cast, 1).await;
        desk.wait(Duration::from_secs(1));
        cast.anna.taps(desk, "📋 Все заявки").await;
        cast.anna.queues(desk, "🗂 Все (1)");
        desk.desk().poller.tick(0).await;
        desk.sql("DELETE FROM role_grants WHERE role = 'DISPATCHER'").await;
        desk.settle().await;
        cast.anna.sees_exactly(desk, "❌ У вас нет доступа к этой функции.");
    }
}
