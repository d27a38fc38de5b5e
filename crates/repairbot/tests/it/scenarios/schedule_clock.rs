//! Time and its troubles: quiet hours, the day's summary, downtime, outages, several processes.

use std::sync::Arc;

use repairbot::{schedule::Scheduler, store::people, texts::Lang};
use repairbot_core::{ids::ChatId, order::Status};
use sea_orm::ConnectionTrait;

use super::schedule_orders::{becomes, pass, with_visit};
use crate::support::{CLOSE, TestDesk, company, scenarios, snapshot};

const MASTER: &str = "⏰ Ждут вашего ответа";
const OFFICE: &str = "⏰ Мастер ещё не ответил";
const NOBODY: &str = "🆕 Нет мастера";
const SUMMARY: &str = "📊 Итоги дня";

/// Another process over the same database at the same moment.
fn another(desk: &TestDesk) -> Scheduler {
    Scheduler::new(desk.store().clone(), Arc::new(company(Lang::Ru)), desk.clock.clone())
}

/// A column of a table as text, sorted.
async fn rows(desk: &TestDesk, sql: &str) -> Vec<String> {
    let raw = sea_orm::Database::connect(&desk.database.url).await.unwrap();
    let statement = sea_orm::Statement::from_string(raw.get_database_backend(), sql);
    let rows = raw.query_all_raw(statement).await.unwrap();
    let mut found: Vec<String> = rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    raw.close().await.unwrap();
    found.sort();
    found
}

scenarios! {
    async fn what_is_due_at_night_comes_in_the_morning_in_one_message(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        becomes(desk, "2026-11-20T18:50:00Z").await;
        desk.new_order(&cast.anna).await;
        desk.order_in(Status::Assigned, &cast).await;
        let silent: Vec<usize> =
            [&cast.work, &cast.anna, &cast.boris].map(|chat| desk.sim.messages(chat.chat).len()).into();
        for moment in ["2026-11-20T19:10:00Z", "2026-11-20T19:25:00Z", "2026-11-20T20:00:00Z", "2026-11-21T02:59:59Z"] {
            becomes(desk, moment).await;
        }
        let still: Vec<usize> =
            [&cast.work, &cast.anna, &cast.boris].map(|chat| desk.sim.messages(chat.chat).len()).into();
        assert_eq!(silent, still, "nobody is disturbed at night");
        becomes(desk, "2026-11-21T03:00:00Z").await;
        let counts: Vec<usize> =
            [&cast.work, &cast.anna, &cast.boris].map(|chat| desk.sim.messages(chat.chat).len()).into();
        let came: Vec<usize> = counts.iter().zip(still).map(|(now, before)| now - before).collect();
        assert_eq!(came, [1, 1, 1], "one message each");
        let office = cast.boris.last(desk).unwrap().text;
        assert!(office.contains(OFFICE) && office.contains(NOBODY) && office.contains("⚠️"), "{office}");
        snapshot("schedule_morning", &[&cast.work, &cast.anna, &cast.boris].map(|chat| chat.last(desk).unwrap().text).join("\n---\n"));
    }

    async fn accepted_at_night_is_not_told_in_the_morning(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        becomes(desk, "2026-11-20T18:50:00Z").await;
        desk.order_in(Status::Assigned, &cast).await;
        becomes(desk, "2026-11-20T21:00:00Z").await;
        cast.work.taps(desk, "✅ Принять").await;
        becomes(desk, "2026-11-21T03:30:00Z").await;
        for chat in [&cast.work, &cast.anna, &cast.boris] {
            assert_eq!(chat.count(desk, "⏰"), 0, "{}", chat.transcript(desk));
        }
    }

    async fn later_in_the_evening_is_the_next_morning(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        becomes(desk, "2026-11-20T18:35:00Z").await;
        desk.order_in(Status::Assigned, &cast).await;
        becomes(desk, "2026-11-20T18:52:00Z").await;
        cast.work.taps(desk, "⏰ Напомнить позже").await;
        cast.work.has_seen(desk, "⏰ Напомню в 21.11 06:00, если это ещё понадобится.");
        becomes(desk, "2026-11-21T03:00:00Z").await;
        cast.work.sees(desk, MASTER);
    }

    async fn the_day_is_summed_up_in_the_evening(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.order_in(Status::Onsite, &cast).await;
        CLOSE.open(desk, &cast).await;
        CLOSE.finish(desk, &cast, 0).await;
        desk.new_order(&cast.anna).await;
        becomes(desk, "2026-11-20T18:29:59Z").await;
        cast.anna.never_saw(desk, SUMMARY);
        becomes(desk, "2026-11-20T18:30:00Z").await;
        let seen = cast.anna.message_with(desk, SUMMARY).text;
        assert_eq!(cast.boris.message_with(desk, SUMMARY).text, seen);
        cast.pyotr.never_saw(desk, SUMMARY);
        snapshot("schedule_summary", &seen);
        becomes(desk, "2026-11-21T18:30:00Z").await;
        assert_eq!(cast.anna.count(desk, SUMMARY), 2);
    }

    async fn an_hour_late_is_told_and_a_day_late_is_not(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        // Nobody looks from noon on; the process starts again in the evening.
        desk.wait(std::time::Duration::from_secs(10 * 3600 + 1800));
        desk.restart().await;
        desk.settle().await;
        assert_eq!(cast.anna.count(desk, SUMMARY), 0, "held until the morning");
        becomes(desk, "2026-11-21T03:00:00Z").await;
        assert_eq!(cast.anna.count(desk, SUMMARY), 1, "late, and still news");
        desk.wait(std::time::Duration::from_secs(23 * 3600));
        desk.restart().await;
        desk.settle().await;
        assert_eq!(cast.anna.count(desk, SUMMARY), 1, "the next evening's is late too, and it is night");
        becomes(desk, "2026-11-22T03:00:00Z").await;
        assert_eq!(cast.anna.count(desk, SUMMARY), 2);
        desk.wait(std::time::Duration::from_secs(28 * 3600));
        desk.restart().await;
        desk.settle().await;
        assert_eq!(cast.anna.count(desk, SUMMARY), 2, "skipped");
        let runs = rows(desk, "SELECT day || ' ' || state FROM job_runs WHERE job = 'daily_summary'").await;
        assert_eq!(runs, ["2026-11-19 skipped", "2026-11-20 done", "2026-11-21 done", "2026-11-22 skipped"]);
    }

    async fn after_downtime_only_the_last_step_is_told(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Assigned, &cast).await;
        desk.wait(std::time::Duration::from_secs(3 * 3600));
        desk.restart().await;
        desk.settle().await;
        desk.restart().await;
        desk.settle().await;
        let counts = [&cast.work, &cast.anna, &cast.boris].map(|chat| chat.count(desk, "⏰"));
        assert_eq!(counts, [0, 0, 1]);
    }

    async fn a_day_without_telegram(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Assigned, &cast).await;
        for _ in 0..3 {
            desk.new_order(&cast.anna).await;
        }
        desk.settle().await;
        // Timers go on; nothing leaves.
        for _ in 0..(24 * 12) {
            desk.wait(std::time::Duration::from_secs(300));
            desk.desk().scheduler.tick().await.unwrap();
        }
        let before = [&cast.anna, &cast.boris].map(|chat| desk.sim.messages(chat.chat).len());
        let order = desk.order(2).await.order.id;
        let by = desk.person(&cast.boris).await;
        let master = desk.person(&cast.vera).await;
        desk.command(order, &repairbot_core::order::Command::Assign { master }, by).await.unwrap();
        desk.settle().await;
        let after = [&cast.anna, &cast.boris].map(|chat| desk.sim.messages(chat.chat).len());
        let came: Vec<usize> = after.iter().zip(before).map(|(after, before)| after - before).collect();
        assert_eq!(came, [2, 2], "one reminder and this morning's report, with nothing for a file\n{}", cast.boris.transcript(desk));
        assert_eq!(cast.boris.count(desk, SUMMARY), 0, "yesterday's summary is no news");
        let seen = cast.boris.message_with(desk, NOBODY).text;
        assert!(seen.contains("#1") && seen.contains("#3") && !seen.contains("#2"), "{seen}");
    }

    async fn two_processes_at_the_same_moment_tell_once(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Assigned, &cast).await;
        for _ in 0..5 {
            desk.new_order(&cast.anna).await;
        }
        desk.settle().await;
        for minutes in [15, 15, 30, 60, 500] {
            desk.wait(std::time::Duration::from_secs(minutes * 60));
            let (one, two, three) = (another(desk), another(desk), another(desk));
            let (one, two, three) = tokio::join!(one.tick(), two.tick(), three.tick());
            for tick in [one, two, three] {
                tick.unwrap();
            }
        }
        let told = "SELECT o.number || ' ' || f.kind || ' ' || f.step || ' ' || f.outcome FROM firings f JOIN orders o ON o.id = f.order_id";
        let steps = ["sla_assigned 0", "unaccepted 0", "unaccepted 1", "unaccepted 2"];
        let mut once: Vec<_> = steps.map(|step| format!("1 {step} told")).into();
        for number in 2..=6 {
            once.extend(["sla_new 0", "unassigned 0", "unassigned 1"].map(|step| format!("{number} {step} told")));
        }
        assert_eq!(rows(desk, told).await, once);
        let chats = [&cast.work, &cast.anna, &cast.boris];
        let read = |desk: &TestDesk| chats.map(|chat| desk.sim.messages(chat.chat).len());
        let before = read(desk);
        desk.settle().await;
        let told: Vec<_> = read(desk).iter().zip(before).map(|(now, before)| now - before).collect();
        assert_eq!(told, [2, 1, 1], "each chat one reminder, the master the card, too, whoever called for them how often");
    }

    async fn a_restart_at_any_moment_repeats_and_loses_nothing(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Assigned, &cast).await;
        for second in [899, 1, 1, 899, 1, 1, 1799, 1, 1] {
            desk.wait(std::time::Duration::from_secs(second));
            desk.desk().scheduler.tick().await.unwrap();
            desk.restart().await;
            desk.settle().await;
            desk.restart().await;
        }
        desk.settle().await;
        let counts = [&cast.work, &cast.anna, &cast.boris].map(|chat| chat.count(desk, "⏰"));
        assert_eq!(counts, [1, 1, 1]);
    }

    async fn a_master_without_his_group_is_reminded_privately(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Assigned, &cast).await;
        desk.expect_errors = true;
        desk.sim.remove_bot_from_group(cast.work.chat, cast.pyotr.user);
        desk.settle().await;
        // Made to forget what Telegram said, the desk finds it out by itself.
        let master = desk.person(&cast.pyotr).await;
        let tx = desk.store().write().await.unwrap();
        people::set_work_chat(&tx, master, Some(ChatId(cast.work.chat.0))).await.unwrap();
        tx.commit().await.unwrap();
        pass(desk, 16).await;
        cast.pyotr.has_seen(desk, MASTER);
        assert_eq!(cast.pyotr.count(desk, "Заявка #1 · 👨‍🔧 Назначена"), 1, "{}", cast.pyotr.transcript(desk));
        assert!(cast.pyotr.with_button(desk, "✅ Принять").is_some());
    }

    async fn what_a_group_is_owed_follows_its_master(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        becomes(desk, "2026-11-20T18:50:00Z").await;
        desk.order_in(Status::Assigned, &cast).await;
        becomes(desk, "2026-11-20T19:20:00Z").await;
        desk.sim.remove_bot_from_group(cast.work.chat, cast.pyotr.user);
        desk.settle().await;
        assert_eq!(cast.pyotr.count(desk, "⏰"), 0, "it is night");
        becomes(desk, "2026-11-21T03:00:00Z").await;
        assert_eq!(cast.pyotr.count(desk, MASTER), 1, "{}", cast.pyotr.transcript(desk));
    }

    async fn what_a_group_is_owed_follows_to_the_next_one(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        becomes(desk, "2026-11-20T18:50:00Z").await;
        desk.order_in(Status::Assigned, &cast).await;
        let group = desk.sim.add_group("Новая работа Петра", &[cast.pyotr.user, cast.boris.user]);
        desk.sim.add_bot_to_group(group, cast.pyotr.user);
        becomes(desk, "2026-11-20T19:20:00Z").await;
        cast.boris.says(desk, "👥 Мастера").await;
        cast.boris.taps_like(desk, "Пётр").await;
        cast.boris.taps(desk, "💬 Установить рабочую группу").await;
        cast.boris.picks_group(desk, group).await;
        becomes(desk, "2026-11-21T03:00:00Z").await;
        let next = cast.pyotr.in_group(group);
        assert_eq!(next.count(desk, MASTER), 1, "{}", next.transcript(desk));
        assert_eq!(cast.work.count(desk, MASTER), 0);
    }

    async fn what_the_group_was_told_is_not_told_privately_again(desk: &mut TestDesk) {
        const VISIT: &str = "🕒 Скоро визит";
        let mut cast = desk.cast_without_group().await;
        with_visit(desk, &cast, Status::Accepted, "2026-11-20T15:00:00Z").await;
        becomes(desk, "2026-11-20T13:00:00Z").await;
        assert!(cast.pyotr.message_with(desk, VISIT).text.contains("#1"));
        cast.work = desk.work_group(&cast.pyotr, "Работа Петра").await;
        with_visit(desk, &cast, Status::Accepted, "2026-11-20T15:30:00Z").await;
        becomes(desk, "2026-11-20T13:30:00Z").await;
        assert!(cast.work.message_with(desk, VISIT).text.contains("#2"));
        desk.sim.remove_bot_from_group(cast.work.chat, cast.pyotr.user);
        desk.settle().await;
        cast.work = cast.pyotr.clone();
        with_visit(desk, &cast, Status::Accepted, "2026-11-20T15:45:00Z").await;
        becomes(desk, "2026-11-20T13:45:00Z").await;
        let told = cast.pyotr.message_with(desk, VISIT).text;
        assert!(told.contains("#3") && !told.contains("#2") && !told.contains("#1"), "{told}");
    }

    async fn reminders_in_english(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        cast.boris.taps(desk, "⚙️ Настройки").await;
        cast.boris.taps(desk, "English").await;
        desk.order_in(Status::Assigned, &cast).await;
        desk.new_order(&cast.anna).await;
        becomes(desk, "2026-11-20T16:00:00Z").await;
        becomes(desk, "2026-11-20T18:30:00Z").await;
        let seen: Vec<String> = desk
            .sim
            .messages(cast.boris.chat)
            .into_iter()
            .filter(|message| message.from_bot && (message.text.contains('⏰') || message.text.contains('📊') || message.text.contains("Longer")))
            .map(|message| message.text)
            .collect();
        snapshot("schedule_english", &seen.join("\n---\n"));
    }
}
