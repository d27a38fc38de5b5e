//! What admins set holds at once, for orders that wait already.

use jiff::civil::time;
use repairbot_core::{
    order::Status,
    settings::{Clock, Minutes, Switch, Template, Value},
};

use super::schedule_orders::{becomes, pass};
use crate::support::{Chat, TestDesk, scenarios};

const SUMMARY: &str = "📊 Итоги дня";

/// An admin writes a setting of the reports in the chat.
async fn chooses(desk: &mut TestDesk, admin: &Chat, (setting, answer): (&str, &str)) {
    for label in ["⚙️ Настройки", "🏢 Настройки компании", "📊 Сводки и отчёты", setting, "✏️ Изменить"]
    {
        admin.taps(desk, label).await;
    }
    admin.says(desk, answer).await;
}

/// How many reports came that nobody asked for.
fn books(desk: &TestDesk, chat: &Chat) -> usize {
    chat.count(desk, "Завершённых заявок за это время нет.")
}

scenarios! {
    async fn a_changed_threshold_holds_at_once(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Assigned, &cast).await;
        pass(desk, 6).await;
        cast.work.never_saw(desk, "⏰");
        desk.set(Minutes::UnacceptedMaster, Value::Minutes(5)).await;
        desk.settle().await;
        cast.work.has_seen(desk, "⏰ Ждут вашего ответа");
        desk.set(Minutes::UnacceptedDispatcher, Value::Minutes(40)).await;
        pass(desk, 30).await;
        cast.anna.never_saw(desk, "⏰");
        pass(desk, 5).await;
        cast.anna.sees(desk, "⏰ Мастер ещё не ответил");
    }

    async fn what_is_switched_off_is_silent(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        for switch in [Switch::Unaccepted, Switch::Unassigned, Switch::Sla, Switch::DailySummary, Switch::DailyReport] {
            desk.set(switch, Value::Switch(false)).await;
        }
        desk.order_in(Status::Assigned, &cast).await;
        desk.new_order(&cast.anna).await;
        let before = desk.sim.messages(cast.boris.chat).len();
        pass(desk, 24 * 60).await;
        assert_eq!(desk.sim.messages(cast.boris.chat).len(), before, "{}", cast.boris.transcript(desk));
    }

    async fn without_quiet_hours_the_night_is_a_day(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.set(Switch::QuietHours, Value::Switch(false)).await;
        becomes(desk, "2026-11-20T18:50:00Z").await;
        desk.order_in(Status::Assigned, &cast).await;
        pass(desk, 16).await;
        cast.work.has_seen(desk, "⏰ Ждут вашего ответа");
    }

    async fn the_summary_comes_when_it_is_set_to_come(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.set(Clock::DailySummaryAt, Value::Clock(time(20, 0, 0, 0))).await;
        becomes(desk, "2026-11-20T16:59:59Z").await;
        cast.anna.never_saw(desk, "📊 Итоги дня");
        becomes(desk, "2026-11-20T17:00:00Z").await;
        assert_eq!(cast.anna.count(desk, "📊 Итоги дня"), 1);
        desk.set(Clock::DailySummaryAt, Value::Clock(time(21, 0, 0, 0))).await;
        becomes(desk, "2026-11-20T18:00:00Z").await;
        assert_eq!(cast.anna.count(desk, "📊 Итоги дня"), 1, "one a day");
    }

    async fn reminders_in_an_admins_own_words(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let text = "{номер}: {техника} <ждёт> {ждёт} & {мастер}".to_owned();
        desk.set(Template::Unaccepted, Value::Text(text)).await;
        desk.order_in(Status::Assigned, &cast).await;
        pass(desk, 15).await;
        let seen = cast.work.message_with(desk, "⏰ Ждут вашего ответа").text;
        assert_eq!(seen.lines().nth(1), Some("#1: Стиральные машины <ждёт> 15 мин & Пётр Мастеров"));
    }

    async fn a_moment_of_today_that_has_passed_waits_for_its_next_time(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        chooses(desk, &cast.boris, ("День отчёта за неделю: понедельник", "пт")).await;
        chooses(desk, &cast.boris, ("День отчёта за месяц: 1-е число", "20")).await;
        chooses(desk, &cast.boris, ("Время вечерней сводки: 21:30", "10:00")).await;
        pass(desk, 10).await;
        assert_eq!((books(desk, &cast.anna), cast.anna.count(desk, SUMMARY)), (0, 0), "{}", cast.anna.transcript(desk));
        // A later moment of the same day is still to come.
        chooses(desk, &cast.boris, ("Время отчёта за неделю: 09:00", "18:00")).await;
        becomes(desk, "2026-11-20T14:59:00Z").await;
        assert_eq!(books(desk, &cast.anna), 0);
        becomes(desk, "2026-11-20T15:00:00Z").await;
        assert_eq!(books(desk, &cast.anna), 1, "the week");
        becomes(desk, "2026-11-21T06:59:00Z").await;
        assert_eq!(cast.anna.count(desk, SUMMARY), 0);
        becomes(desk, "2026-11-21T07:00:00Z").await;
        assert_eq!(cast.anna.count(desk, SUMMARY), 1, "the next day");
        becomes(desk, "2026-11-27T14:59:00Z").await;
        let before = books(desk, &cast.anna);
        becomes(desk, "2026-11-27T15:00:00Z").await;
        assert_eq!(books(desk, &cast.anna), before + 1, "the next week");
    }

    async fn what_long_quiet_hours_hold_back_is_told_at_their_end(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.set(Clock::QuietFrom, Value::Clock(time(7, 0, 0, 0))).await;
        desk.set(Clock::QuietTo, Value::Clock(time(21, 0, 0, 0))).await;
        desk.set(Clock::DailySummaryAt, Value::Clock(time(7, 30, 0, 0))).await;
        becomes(desk, "2026-11-21T17:59:00Z").await;
        let before = (books(desk, &cast.anna), cast.anna.count(desk, SUMMARY));
        becomes(desk, "2026-11-21T18:00:00Z").await;
        let after = (books(desk, &cast.anna), cast.anna.count(desk, SUMMARY));
        assert_eq!(after, (before.0 + 1, before.1 + 1), "{}", cast.anna.transcript(desk));
    }
}
