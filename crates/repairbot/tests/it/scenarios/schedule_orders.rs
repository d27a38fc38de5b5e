//! Reminders about orders: the ladders, visits, promised days, and what ends them.

use std::time::Duration;

use jiff::Timestamp;
use repairbot_core::{
    actor::Role,
    order::{Command, Status, Visit},
};

use crate::support::{Cast, Chat, TestDesk, alert, scenarios, snapshot, toast};

const MASTER: &str = "⏰ Ждут вашего ответа";
const OFFICE: &str = "⏰ Мастер ещё не ответил";
const NOBODY: &str = "🆕 Нет мастера";
const SLA: &str = "⚠️ Дольше положенного";
const VISIT: &str = "🕒 Скоро визит";
const PROMISE: &str = "📅 Обещанный срок ремонта";
const LATER: &str = "⏰ Напомнить позже";

/// Time goes by, and what is due happens.
pub async fn pass(desk: &mut TestDesk, minutes: u64) {
    desk.wait(Duration::from_secs(minutes * 60));
    desk.settle().await;
}

/// It becomes this moment, and what is due happens.
pub async fn becomes(desk: &mut TestDesk, moment: &str) {
    let moment: Timestamp = moment.parse().unwrap();
    let now = desk.clock.now();
    assert!(moment > now, "{moment} is past {now}");
    desk.wait(Duration::try_from(moment.duration_since(now)).unwrap());
    desk.settle().await;
}

/// The reminders in these chats, in numbers.
fn counts(desk: &TestDesk, text: &str, chats: [&Chat; 3]) -> [usize; 3] {
    chats.map(|chat| chat.count(desk, text))
}

pub async fn with_visit(desk: &mut TestDesk, cast: &Cast, status: Status, from: &str) -> i64 {
    let number = desk.order_in(status, cast).await;
    moves_visit(desk, cast, number, from).await;
    number
}

async fn moves_visit(desk: &mut TestDesk, cast: &Cast, number: i64, from: &str) {
    let (order, by) = (desk.order(number).await.order.id, desk.person(&cast.boris).await);
    let visit = Visit { from: Some(from.parse().unwrap()), to: None, note: None };
    desk.command(order, &Command::Reschedule { to: visit, reason: None }, by).await.unwrap();
}

scenarios! {
    async fn nobody_accepts_and_the_ladder_is_climbed(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Assigned, &cast).await;
        let former = cast.work.with_button(desk, "✅ Принять").unwrap();
        pass(desk, 14).await;
        assert_eq!(counts(desk, "⏰", [&cast.work, &cast.anna, &cast.boris]), [0, 0, 0]);
        pass(desk, 1).await;
        cast.work.has_seen(desk, MASTER);
        cast.work.sees(desk, "Заявка #1 · 👨‍🔧 Назначена");
        let card = cast.work.with_button(desk, "✅ Принять").unwrap();
        assert_ne!(card, former, "whoever must act gets a new card");
        assert!(desk.sim.message(cast.work.chat, former).unwrap().inline.is_empty(), "the former has no buttons");
        assert_eq!(counts(desk, "⏰", [&cast.work, &cast.anna, &cast.boris]), [1, 0, 0]);
        pass(desk, 15).await;
        cast.anna.sees(desk, OFFICE);
        assert_eq!(counts(desk, "⏰", [&cast.work, &cast.anna, &cast.boris]), [1, 1, 0]);
        pass(desk, 30).await;
        cast.boris.sees(desk, OFFICE);
        assert_eq!(counts(desk, "⏰", [&cast.work, &cast.anna, &cast.boris]), [1, 1, 1]);
        let last = |chat: &Chat| {
            let message = chat.message_with(desk, "⏰");
            let buttons = chat.buttons_of(desk, "⏰").join("] [");
            format!("{}\n[{buttons}]", message.text)
        };
        let seen = [last(&cast.work), last(&cast.anna), last(&cast.boris)].join("\n---\n");
        snapshot("schedule_unaccepted", &seen);
        pass(desk, 60).await;
        assert_eq!(counts(desk, "⏰", [&cast.work, &cast.anna, &cast.boris]), [1, 1, 1], "that is all");
    }

    async fn an_accepted_order_is_not_reminded_of(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Assigned, &cast).await;
        pass(desk, 16).await;
        cast.work.taps(desk, "✅ Принять").await;
        pass(desk, 120).await;
        assert_eq!(counts(desk, "⏰", [&cast.work, &cast.anna, &cast.boris]), [1, 0, 0]);
    }

    async fn another_master_has_his_own_time(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Assigned, &cast).await;
        pass(desk, 14).await;
        cast.anna.taps(desk, "🔄 Переназначить").await;
        cast.anna.taps_like(desk, "Вера Вторая").await;
        pass(desk, 10).await;
        assert_eq!(counts(desk, "⏰", [&cast.work, &cast.vera, &cast.anna]), [0, 0, 0]);
        pass(desk, 5).await;
        assert_eq!(counts(desk, "⏰", [&cast.work, &cast.vera, &cast.anna]), [0, 1, 0]);
    }

    async fn each_step_replaces_the_former_message_of_its_chat(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let oleg = desk.employee("Олег Владелец", &[Role::Admin, Role::Dispatcher], None).await;
        desk.order_in(Status::Assigned, &cast).await;
        pass(desk, 31).await;
        let first = oleg.message_with(desk, OFFICE).id;
        pass(desk, 30).await;
        let second = oleg.message_with(desk, OFFICE).id;
        assert!(second > first && oleg.count(desk, OFFICE) == 1, "{}", oleg.transcript(desk));
    }

    async fn orders_without_a_master_come_in_one_message(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        for _ in 0..2 {
            desk.new_order(&cast.anna).await;
        }
        pass(desk, 5).await;
        desk.new_order(&cast.anna).await;
        pass(desk, 10).await;
        let text = |desk: &TestDesk, chat: &Chat| chat.message_with(desk, NOBODY).text;
        let first = text(desk, &cast.anna);
        assert!(first.contains("#1") && first.contains("#2") && !first.contains("#3"), "{first}");
        cast.boris.never_saw(desk, NOBODY);
        pass(desk, 5).await;
        let second = text(desk, &cast.anna);
        assert!(["#1", "#2", "#3"].iter().all(|number| second.contains(number)), "{second}");
        assert_eq!(cast.anna.count(desk, NOBODY), 1, "the new one replaces the former");
        assert_eq!(cast.anna.buttons_of(desk, NOBODY), ["#1", "#2", "#3", LATER]);
        pass(desk, 10).await;
        let admins = text(desk, &cast.boris);
        assert!(admins.contains("#2") && !admins.contains("#3"), "his turn is at half an hour: {admins}");
        cast.anna.taps(desk, "#1").await;
        cast.anna.sees(desk, "Заявка #1 · 🆕 Новая");
    }

    async fn a_master_who_declines_begins_the_wait_anew(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Assigned, &cast).await;
        pass(desk, 10).await;
        cast.work.taps(desk, "❌ Отказаться").await;
        cast.work.taps(desk, "Занят").await;
        assert_eq!(desk.status(1).await, Status::New);
        pass(desk, 14).await;
        cast.anna.never_saw(desk, NOBODY);
        pass(desk, 1).await;
        cast.anna.sees(desk, NOBODY);
        cast.work.never_saw(desk, MASTER);
    }

    async fn remind_me_later(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Assigned, &cast).await;
        pass(desk, 16).await;
        let answer = cast.work.taps(desk, LATER).await;
        assert_eq!(answer, toast("⏰ Напомню позже"));
        let said = cast.work.message_with(desk, "Напомню в");
        assert_eq!(said.text, "⏰ Напомню в 12:46, если это ещё понадобится.");
        assert!(said.inline.is_empty());
        pass(desk, 29).await;
        assert_eq!(cast.work.count(desk, MASTER), 0);
        pass(desk, 1).await;
        cast.work.sees(desk, MASTER);
        assert_eq!(cast.work.count(desk, "Напомню в"), 0, "the new one replaces it");
        cast.anna.sees(desk, OFFICE);
        cast.work.taps(desk, LATER).await;
        cast.work.taps(desk, "✅ Принять").await;
        pass(desk, 40).await;
        assert_eq!(counts(desk, "⏰", [&cast.work, &cast.anna, &cast.boris]), [0, 1, 0], "nothing waits any more");
    }

    async fn who_may_ask_to_be_reminded_later(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Assigned, &cast).await;
        pass(desk, 16).await;
        let (message, data) = cast.work.data_of(desk, LATER);
        let outsider = cast.vera.in_group(cast.work.chat);
        desk.sim.add_member(cast.work.chat, cast.vera.user);
        let answer = outsider.forges(desk, message, &data).await;
        assert_eq!(answer, alert("❌ У вас нет доступа к этой функции."));
        let stranger = desk.stranger("Чужой").await;
        let hello = stranger.last(desk).unwrap().id;
        let answer = stranger.forges(desk, hello, &data).await;
        assert_eq!(answer, alert("❌ У вас нет доступа к этой функции."));
        let start = cast.anna.last(desk).unwrap().id;
        let answer = cast.anna.forges(desk, start, &data).await;
        assert_eq!(answer, alert("Это напоминание уже устарело."), "no reminder of hers");
        assert_eq!(cast.work.count(desk, MASTER), 1, "nothing has changed");
    }

    async fn a_breach_is_told_to_admins_once(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.new_order(&cast.anna).await;
        pass(desk, 60).await;
        desk.new_order(&cast.anna).await;
        pass(desk, 61).await;
        let told = |desk: &TestDesk| cast.boris.message_with(desk, SLA).text.split(SLA).nth(1).unwrap().to_owned();
        let first = told(desk);
        assert!(first.contains("#1") && !first.contains("#2"), "{first}");
        cast.anna.never_saw(desk, SLA);
        pass(desk, 60).await;
        let second = told(desk);
        assert!(second.contains("#2") && !second.contains("#1"), "told once: {second}");
        assert_eq!(cast.boris.count(desk, SLA), 2, "what tells of something else stays");
        pass(desk, 180).await;
        assert_eq!(cast.boris.count(desk, SLA), 2);
    }

    async fn every_state_has_its_limit(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Onsite, &cast).await;
        becomes(desk, "2026-11-20T18:00:00Z").await;
        cast.boris.never_saw(desk, SLA);
        becomes(desk, "2026-11-21T03:00:05Z").await;
        let told = cast.boris.message_with(desk, SLA).text;
        assert!(told.contains("🏠 На объекте") && told.contains("Пётр Мастеров"), "twelve hours, past the night: {told}");
    }

    async fn a_master_is_reminded_of_his_visit(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        with_visit(desk, &cast, Status::Accepted, "2026-11-20T15:00:00Z").await;
        becomes(desk, "2026-11-20T12:59:59Z").await;
        cast.work.never_saw(desk, VISIT);
        becomes(desk, "2026-11-20T13:00:00Z").await;
        assert!(cast.work.message_with(desk, VISIT).text.contains("пт 20.11 18:00"));
        cast.work.sees(desk, "Заявка #1 · ✅ Принята");
        becomes(desk, "2026-11-20T18:00:00Z").await;
        assert_eq!(counts(desk, VISIT, [&cast.work, &cast.anna, &cast.boris]), [1, 0, 0]);
    }

    async fn a_visit_for_a_whole_day_is_told_of_in_its_morning_and_is_todays(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Accepted, &cast).await;
        cast.anna.says(desk, &format!("/order {number}")).await;
        cast.anna.taps(desk, "📅 Перенести").await;
        cast.anna.says(desk, "завтра").await;
        cast.anna.taps(desk, "⏭️ Пропустить").await;
        cast.anna.taps(desk, "✅ Подтвердить").await;
        becomes(desk, "2026-11-21T02:59:00Z").await;
        cast.work.never_saw(desk, VISIT);
        becomes(desk, "2026-11-21T03:00:05Z").await;
        assert!(cast.work.message_with(desk, VISIT).text.contains("сб 21.11"));
        for (moment, today, overdue) in [("2026-11-21T20:59:00Z", "1", "0"), ("2026-11-21T21:00:01Z", "0", "1")] {
            becomes(desk, moment).await;
            cast.anna.says(desk, "📋 Все заявки").await;
            let buttons = cast.anna.buttons(desk).join(" ");
            assert!(buttons.contains(&format!("📅 Сегодня ({today})")), "{moment}: {buttons}");
            assert!(buttons.contains(&format!("⏰ Просрочено ({overdue})")), "{moment}: {buttons}");
        }
        assert_eq!(counts(desk, VISIT, [&cast.work, &cast.anna, &cast.boris]), [1, 0, 0]);
    }

    async fn a_moved_visit_moves_its_reminder(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = with_visit(desk, &cast, Status::Accepted, "2026-11-20T15:00:00Z").await;
        becomes(desk, "2026-11-20T12:00:00Z").await;
        moves_visit(desk, &cast, number, "2026-11-20T17:00:00Z").await;
        becomes(desk, "2026-11-20T14:59:00Z").await;
        cast.work.never_saw(desk, VISIT);
        becomes(desk, "2026-11-20T15:00:00Z").await;
        assert_eq!(cast.work.count(desk, VISIT), 1);
        // An hour before the new time: whoever moves it knows.
        moves_visit(desk, &cast, number, "2026-11-20T16:00:00Z").await;
        becomes(desk, "2026-11-20T17:30:00Z").await;
        assert_eq!(cast.work.count(desk, VISIT), 1);
    }

    async fn a_promised_day_comes_near_is_there_and_is_over(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Onsite, &cast).await;
        cast.work.taps(desk, "⏳ Длительный ремонт").await;
        cast.work.taps(desk, "пн 23.11").await;
        for _ in 0..2 {
            cast.work.taps(desk, "⏭️ Пропустить").await;
        }
        cast.work.taps(desk, "✅ Подтвердить").await;
        let told = |desk: &TestDesk| counts(desk, PROMISE, [&cast.work, &cast.anna, &cast.boris]);
        becomes(desk, "2026-11-22T05:59:59Z").await;
        assert_eq!(told(desk), [0, 0, 0]);
        becomes(desk, "2026-11-22T06:00:00Z").await;
        assert_eq!(told(desk), [1, 0, 0]);
        becomes(desk, "2026-11-23T06:00:00Z").await;
        assert!(cast.work.message_with(desk, PROMISE).text.contains("сегодня, 23.11.2026"));
        assert_eq!(told(desk), [2, 0, 0]);
        becomes(desk, "2026-11-24T06:00:00Z").await;
        assert!(cast.anna.message_with(desk, PROMISE).text.contains("❗️ срок прошёл: 23.11.2026"));
        assert_eq!(told(desk), [3, 1, 0]);
        becomes(desk, "2026-11-27T06:00:00Z").await;
        assert_eq!(told(desk), [3, 1, 0]);
    }

    async fn a_deleted_order_is_reminded_of_to_nobody(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Assigned, &cast).await;
        cast.boris.says(desk, "/order 1").await;
        cast.boris.taps(desk, "🗑 Удалить").await;
        cast.boris.says(desk, "Проверка связи").await;
        cast.boris.taps(desk, "🗑 Удалить").await;
        pass(desk, 300).await;
        assert_eq!(counts(desk, "⏰", [&cast.work, &cast.anna, &cast.boris]), [0, 0, 0]);
        cast.boris.never_saw(desk, SLA);
    }

    async fn an_owner_who_is_a_master_reads_of_his_own_orders_as_their_master(desk: &mut TestDesk) {
        let owner = desk.employee("Олег Хозяин", &[Role::Admin, Role::Master], None).await;
        let master = desk.person(&owner).await;
        let number = desk.new_order(&owner).await;
        let order = desk.order(number).await.order.id;
        desk.command(order, &Command::Assign { master }, master).await.unwrap();
        desk.settle().await;
        pass(desk, 15).await;
        owner.has_seen(desk, MASTER);
        owner.never_saw(desk, OFFICE);
    }
}
