//! When the client expects the master: what is written, what is shown of it, what is refused.

use std::time::Duration;

use jiff::Timestamp;

use crate::support::{CREATE, TestDesk, alert, scenarios};

/// The dispatcher at «when does it suit»: it is Friday noon in Moscow.
const TIME: usize = 6;

async fn at_the_time_question(desk: &mut TestDesk) -> crate::support::Cast {
    let cast = CREATE.set_up(desk).await;
    CREATE.open(desk, &cast).await;
    for step in 0..TIME {
        CREATE.answer(desk, &cast, step).await;
    }
    cast
}

fn at(text: &str) -> Option<Timestamp> {
    Some(text.parse().unwrap())
}

scenarios! {
    async fn a_written_time_is_echoed_and_shown_everywhere(desk: &mut TestDesk) {
        let cast = at_the_time_question(desk).await;
        cast.anna.says(desk, "завтра в 10:30, позвонить за час").await;
        cast.anna.sees(desk, "🕒 сб, 21 ноября, 10:30 · позвонить за час");
        cast.anna.taps(desk, "✅ Подтвердить").await;
        let visit = desk.order(1).await.order.visit.unwrap();
        assert_eq!((visit.from, visit.to), (at("2026-11-21T07:30:00Z"), None));
        assert_eq!(desk.order(1).await.visit_note.unwrap().reveal(), "позвонить за час");
        cast.boris.sees(desk, "🕒 сб, 21 ноября, 10:30 · позвонить за час");
        cast.anna.taps(desk, "👨‍🔧 Назначить мастера").await;
        cast.anna.taps_like(desk, "Пётр Мастеров").await;
        cast.pyotr.sees(desk, "🕒 сб, 21 ноября, 10:30 · позвонить за час");
        cast.pyotr.taps(desk, "📋 Мои заявки").await;
        cast.pyotr.sees(desk, "🕒 сб 21.11 10:30");
    }

    async fn an_interval_in_another_order_of_words(desk: &mut TestDesk) {
        let cast = at_the_time_question(desk).await;
        cast.anna.says(desk, "с 10 до 16 во вторник").await;
        cast.anna.sees(desk, "🕒 вт, 24 ноября, 10:00–16:00\nВсё верно?");
        cast.anna.taps(desk, "✅ Подтвердить").await;
        let visit = desk.order(1).await.order.visit.unwrap();
        assert_eq!((visit.from, visit.to), (at("2026-11-24T07:00:00Z"), at("2026-11-24T13:00:00Z")));
    }

    async fn an_instruction_stays_one(desk: &mut TestDesk) {
        let cast = at_the_time_question(desk).await;
        cast.anna.says(desk, "Уточнить время").await;
        cast.anna.sees(desk, "🕒 Время не назначено: Уточнить время");
        cast.anna.taps(desk, "✅ Подтвердить").await;
        let visit = desk.order(1).await.order.visit.unwrap();
        assert_eq!((visit.from, visit.to), (None, None));
        cast.boris.sees(desk, "Уточнить время");
    }

    async fn what_is_wrong_is_said_with_an_example(desk: &mut TestDesk) {
        let cast = at_the_time_question(desk).await;
        let wrong = [
            ("завтра в 25", "⚠️ Такого времени нет"),
            ("31.02", "⚠️ Такого дня нет в календаре"),
            ("сегодня в 9", "⚠️ Это время уже прошло"),
            ("25.12.2028", "⚠️ Это больше чем через год"),
            ("завтра с 16 до 10", "⚠️ Конец раньше начала"),
            ("в 3", "⚠️ Это можно понять по-разному"),
            ("в пятницу", "⚠️ Сегодня как раз этот день недели"),
            ("завтра в 10:30 позвонить", "⚠️ Это время визита или звонка?"),
            ("в пятницу 24 ноября", "⚠️ День недели не подходит"),
            ("завтра в 10 домофон 25", "⚠️ Не получилось понять время"),
            ("10", "⚠️ Не получилось понять время"),
            ("я", "⚠️ Слишком коротко"),
        ];
        for (text, complaint) in wrong {
            cast.anna.says(desk, text).await;
            cast.anna.sees(desk, complaint);
            cast.anna.sees(desk, "Когда удобно клиенту?");
        }
        cast.anna.says(desk, "через 2 часа").await;
        cast.anna.sees(desk, "🕒 пт, 20 ноября, 14:00\nВсё верно?");
    }

    async fn what_is_soon_is_said_on_the_review_screen(desk: &mut TestDesk) {
        let cast = at_the_time_question(desk).await;
        cast.anna.says(desk, "через 10 минут").await;
        cast.anna.sees(desk, "⚠️ Это очень скоро: осталось меньше получаса.\nВсё верно?");
        cast.anna.taps(desk, "✏️ Время").await;
        cast.anna.says(desk, "19 ноября").await;
        cast.anna.sees(desk, "🕒 пт, 19 ноября 2027, в течение дня\n⚠️ Это уже следующий год.");
        cast.anna.taps(desk, "✏️ Время").await;
        cast.anna.says(desk, "завтра утром").await;
        cast.anna.sees(desk, "🕒 сб, 21 ноября, 08:00–12:00\nВсё верно?");
    }

    async fn buttons_for_the_coming_days(desk: &mut TestDesk) {
        let cast = at_the_time_question(desk).await;
        let buttons = cast.anna.buttons(desk);
        let days = ["Сегодня днём", "Сегодня вечером", "Завтра утром", "Завтра днём", "Завтра вечером", "Послезавтра"];
        assert_eq!(buttons[..6], days);
        cast.anna.taps(desk, "Завтра вечером").await;
        cast.anna.sees(desk, "🕒 сб, 21 ноября, 18:00–21:00");
        cast.anna.taps(desk, "✏️ Время").await;
        cast.anna.taps(desk, "Послезавтра").await;
        cast.anna.sees(desk, "🕒 вс, 22 ноября, в течение дня");
    }

    async fn a_button_keeps_its_day_over_midnight(desk: &mut TestDesk) {
        let cast = at_the_time_question(desk).await;
        desk.wait(Duration::from_hours(14));
        let answer = cast.anna.taps(desk, "Сегодня вечером").await;
        assert!(answer.alert && answer.text.unwrap().starts_with("⚠️ Это время уже прошло."));
        cast.anna.taps(desk, "Завтра утром").await;
        cast.anna.has_seen(desk, "🕒 сб, 21 ноября, 08:00–12:00");
    }

    async fn a_time_that_passed_while_the_draft_waited_is_asked_again(desk: &mut TestDesk) {
        let cast = at_the_time_question(desk).await;
        cast.anna.says(desk, "сегодня в 15").await;
        desk.wait(Duration::from_hours(4));
        cast.anna.taps(desk, "✅ Подтвердить").await;
        cast.anna.sees(desk, "⚠️ Это время уже прошло.");
        cast.anna.never_saw(desk, "✅ Заявка #1 создана");
        cast.anna.taps(desk, "✏️ Время").await;
        cast.anna.says(desk, "сегодня в 18").await;
        cast.anna.taps(desk, "✅ Подтвердить").await;
        cast.anna.sees(desk, "✅ Заявка #1 создана");
    }

    async fn forged_picks_are_no_times(desk: &mut TestDesk) {
        let cast = at_the_time_question(desk).await;
        let (message, data) = cast.anna.data_of(desk, "Завтра утром");
        let (prefix, _) = data.rsplit_once('.').unwrap();
        for pick in ["1", "9", "zzzzzzzzzz", "AzL8n0Y58m7"] {
            let answer = cast.anna.forges(desk, message, &format!("{prefix}.{pick}")).await;
            assert!(answer.alert, "{pick}: {answer:?}");
        }
        assert_eq!(cast.anna.forges(desk, message, &format!("{prefix}.A")).await, alert("⚠️ Выберите ответ на кнопках."));
        cast.anna.sees(desk, "Когда удобно клиенту?");
    }

    async fn a_promised_day_in_words(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(repairbot_core::order::Status::Onsite, &cast).await;
        cast.work.taps(desk, "⏳ Длительный ремонт").await;
        cast.work.replies(desk, "через год").await;
        cast.work.sees(desk, "⚠️ Обещать можно с завтрашнего дня");
        cast.work.replies(desk, "через полторы недели").await;
        cast.work.taps(desk, "⏭️ Пропустить").await;
        cast.work.taps(desk, "⏭️ Пропустить").await;
        cast.work.sees(desk, "📅 Обещано: 01.12.2026, вторник\nВсё верно?");
        cast.work.taps(desk, "✏️ Дата").await;
        cast.work.replies(desk, "к пятнице").await;
        cast.work.sees(desk, "📅 Обещано: 27.11.2026, пятница\nВсё верно?");
    }
}
