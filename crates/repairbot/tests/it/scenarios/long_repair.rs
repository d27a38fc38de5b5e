//! The long repair: a promised day, parts, a prepayment, and how such an order ends.

use jiff::civil::date;
use repairbot_core::{
    ids::OrderNumber,
    money::Kopecks,
    order::{LongRepair, Status},
};

use crate::support::{Cast, Chat, TestDesk, alert, scenarios, toast};

/// An order of Pyotr's in long repair with this prepayment.
async fn in_long_repair(desk: &mut TestDesk, cast: &Cast, prepayment: &str) -> i64 {
    let number = desk.order_in(Status::Onsite, cast).await;
    cast.work.taps(desk, "⏳ Длительный ремонт").await;
    cast.work.taps(desk, "пт 27.11").await;
    cast.work.replies(desk, "Помпа").await;
    cast.work.replies(desk, prepayment).await;
    cast.work.taps(desk, "✅ Подтвердить").await;
    assert_eq!(desk.status(number).await, Status::LongRepair);
    number
}

/// The answers that follow the total.
async fn closes_after_total(desk: &mut TestDesk, cast: &Cast) {
    cast.work.sees(desk, "материалы");
    cast.work.replies(desk, "0").await;
    cast.work.taps(desk, "💳 Карта").await;
    cast.work.taps(desk, "❌ Нет").await;
    cast.work.taps(desk, "❌ Нет").await;
}

/// An admin begins a long repair for the master, with a prepayment.
async fn prepaid_by(desk: &mut TestDesk, boris: &Chat) {
    boris.says(desk, "/order 1").await;
    boris.taps(desk, "⏳ Длительный ремонт (за мастера)").await;
    boris.taps(desk, "пн 23.11").await;
    boris.taps(desk, "⏭️ Пропустить").await;
    boris.says(desk, "1500").await;
    boris.taps(desk, "✅ Подтвердить").await;
}

scenarios! {
    async fn a_day_button_parts_and_a_prepayment(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Accepted, &cast).await;
        cast.work.taps(desk, "⏳ Длительный ремонт").await;
        cast.work.sees(desk, "К какому дню обещаем закончить?");
        let days = [
            "сб 21.11", "вс 22.11", "пн 23.11", "вт 24.11", "ср 25.11", "чт 26.11", "пт 27.11", "❌ Отмена",
        ];
        assert_eq!(cast.work.buttons(desk), days);
        cast.work.taps(desk, "вт 24.11").await;
        cast.work.sees(desk, "Какие нужны запчасти?");
        cast.work.replies(desk, "Помпа & ремень").await;
        cast.work.sees(desk, "Взята предоплата?");
        cast.work.replies(desk, "2 000").await;
        cast.work.sees(desk, "📅 Обещано: 24.11.2026, вторник\n🔩 Запчасти: Помпа & ремень\n💳 Предоплата: 2\u{a0}000\u{a0}₽");
        let answer = cast.work.taps(desk, "✅ Подтвердить").await;
        assert_eq!(answer, toast("⏳ Длительный ремонт оформлен"));
        cast.anna.sees(desk, "⏳ Заявка #1 в длительном ремонте. Мастер: Пётр Мастеров. Обещано: 24.11.2026, вторник");
        let card = ["💰 Завершить ремонт", "🏠 Я на объекте", "❌ Отказ", "💬 Комментарий"];
        assert_eq!(cast.work.buttons_of(desk, "Заявка #1 · ⏳ Длительный ремонт"), card);
        let order = desk.order(number).await.order;
        assert_eq!(order.long_repair.unwrap().promised_on, date(2026, 11, 24));
        assert_eq!(order.prepayment, Kopecks(200_000));
    }

    async fn written_dates_and_what_is_no_date(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Onsite, &cast).await;
        cast.work.taps(desk, "⏳ Длительный ремонт").await;
        let bad = [
            ("скоро", "⚠️ Непонятно, какой это день."),
            ("31.02", "⚠️ Непонятно, какой это день."),
            ("20.11.2026", "⚠️ Обещать можно с завтрашнего дня и не дальше чем на 180 дней."),
            ("19.11.2026", "⚠️ Обещать можно с завтрашнего дня"),
            ("20.05.2027", "⚠️ Обещать можно с завтрашнего дня"),
        ];
        for (text, complaint) in bad {
            cast.work.replies(desk, text).await;
            cast.work.sees(desk, complaint);
            cast.work.sees(desk, "К какому дню обещаем закончить?");
        }
        cast.work.replies(desk, "25.12").await;
        cast.work.taps(desk, "⏭️ Пропустить").await;
        cast.work.taps(desk, "⏭️ Пропустить").await;
        cast.work.sees(desk, "📅 Обещано: 25.12.2026, пятница\nВсё верно?");
        cast.work.taps(desk, "✏️ Дата").await;
        cast.work.sees(desk, "К какому дню обещаем закончить?");
        cast.work.replies(desk, "19.05.2027").await;
        cast.work.sees(desk, "📅 Обещано: 19.05.2027, среда\nВсё верно?");
        cast.work.taps(desk, "✅ Подтвердить").await;
        let order = desk.order(number).await.order;
        assert_eq!(order.long_repair, Some(LongRepair { promised_on: date(2027, 5, 19), parts: None }));
        assert_eq!(order.prepayment, Kopecks::ZERO);
    }

    async fn a_day_button_pressed_too_late_is_refused(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Onsite, &cast).await;
        cast.work.taps(desk, "⏳ Длительный ремонт").await;
        desk.wait(std::time::Duration::from_secs(15 * 3600));
        let answer = cast.work.taps(desk, "сб 21.11").await;
        assert_eq!(answer, alert("⚠️ Обещать можно с завтрашнего дня и не дальше чем на 180 дней."));
        cast.work.taps(desk, "вс 22.11").await;
        cast.work.sees(desk, "запчасти");
    }

    async fn a_prepayment_is_subtracted_at_closing(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = in_long_repair(desk, &cast, "3 000").await;
        cast.work.taps(desk, "💰 Завершить ремонт").await;
        cast.work.replies(desk, "2 500").await;
        cast.work.sees(desk, "⚠️ Сумма меньше уже взятой предоплаты.");
        cast.work.replies(desk, "10 000").await;
        closes_after_total(desk, &cast).await;
        cast.work.sees(desk, "К получению с учётом предоплаты: 7\u{a0}000\u{a0}₽");
        cast.work.taps(desk, "✅ Завершить").await;
        cast.boris.sees(desk, "К получению с учётом предоплаты: 7\u{a0}000\u{a0}₽");
        let settlement = desk.order(number).await.order.settlement.unwrap();
        assert_eq!((settlement.total, settlement.collected), (Kopecks(1_000_000), Kopecks(700_000)));
        assert_eq!(settlement.breakdown.master.0 + settlement.breakdown.company.0, 1_000_000);
    }

    async fn a_refusal_asks_what_becomes_of_the_prepayment_and_it_is_kept(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = in_long_repair(desk, &cast, "3 000").await;
        cast.work.taps(desk, "❌ Отказ").await;
        cast.work.taps(desk, "Ремонт невозможен").await;
        cast.work.taps(desk, "⏭️ Пропустить").await;
        cast.work.sees(desk, "Что с предоплатой?");
        cast.work.taps(desk, "💼 Оставили у себя").await;
        let order = desk.order(number).await.order;
        assert_eq!((order.status, order.prepayment), (Status::Refused, Kopecks(300_000)));
        assert_eq!(order.refusal.unwrap().refunded, Kopecks::ZERO);
    }

    async fn a_refusal_asks_what_becomes_of_the_prepayment_and_it_is_refunded(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = in_long_repair(desk, &cast, "3 000").await;
        cast.work.taps(desk, "❌ Отказ").await;
        cast.work.taps(desk, "Ремонт невозможен").await;
        cast.work.replies(desk, "500").await;
        cast.work.taps(desk, "↩️ Вернули клиенту").await;
        let order = desk.order(number).await.order;
        assert_eq!((order.status, order.prepayment), (Status::Refused, Kopecks::ZERO));
        let refusal = order.refusal.unwrap();
        assert_eq!((refusal.refunded, refusal.fee), (Kopecks(300_000), Kopecks(50_000)));
    }

    async fn on_site_again_and_then_closed(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = in_long_repair(desk, &cast, "1 000").await;
        cast.work.taps(desk, "🏠 Я на объекте").await;
        let order = desk.order(number).await.order;
        assert_eq!((order.status, order.long_repair), (Status::Onsite, None));
        assert_eq!(order.prepayment, Kopecks(100_000));
        cast.work.taps(desk, "💰 Завершить").await;
        cast.work.replies(desk, "5к").await;
        closes_after_total(desk, &cast).await;
        cast.work.taps(desk, "✅ Завершить").await;
        assert_eq!(desk.status(number).await, Status::Closed);
        assert!(cast.work.buttons_of(desk, "· 💰 Завершена").is_empty(), "a closed order has no buttons");
    }

    async fn a_small_total_is_a_refusal(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Onsite, &cast).await;
        cast.work.taps(desk, "💰 Завершить").await;
        cast.work.replies(desk, "1 000").await;
        cast.work.sees(desk, "Сумма небольшая. Это отказ?");
        cast.work.taps(desk, "✅ Да, это отказ").await;
        cast.work.sees(desk, "Почему заявка отклоняется?");
        assert!(cast.work.taps(desk, "Другое").await.alert);
        cast.work.taps(desk, "Только диагностика").await;
        cast.work.sees(desk, "Отказ по заявке #1\n🧾 За диагностику: 1\u{a0}000\u{a0}₽\n💬 Причина: Только диагностика");
        assert_eq!(cast.work.taps(desk, "✅ Подтвердить").await, toast("Заявка отклонена"));
        let order = desk.order(number).await.order;
        assert_eq!((order.status, order.refusal.unwrap().fee), (Status::Refused, Kopecks(100_000)));
        assert!(order.settlement.is_none());
    }

    async fn a_small_total_is_none(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Onsite, &cast).await;
        cast.work.taps(desk, "💰 Завершить").await;
        cast.work.replies(desk, "999,50").await;
        cast.work.taps(desk, "❌ Нет, продолжить").await;
        closes_after_total(desk, &cast).await;
        cast.work.taps(desk, "✅ Завершить").await;
        let order = desk.order(number).await.order;
        assert_eq!((order.status, order.settlement.unwrap().total), (Status::Closed, Kopecks(99_950)));
        assert_eq!(desk.order(number).await.number, OrderNumber(1));
    }

    async fn a_small_total_with_a_prepayment_asks_for_the_refund(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = in_long_repair(desk, &cast, "3 000").await;
        cast.work.taps(desk, "💰 Завершить ремонт").await;
        cast.work.replies(desk, "500").await;
        let answer = cast.work.taps(desk, "❌ Нет, продолжить").await;
        assert_eq!(answer, alert("⚠️ Сумма меньше уже взятой предоплаты. Проверьте её."));
        cast.work.taps(desk, "✅ Да, это отказ").await;
        cast.work.replies(desk, "Клиент не дождался").await;
        cast.work.taps(desk, "↩️ Вернули клиенту").await;
        cast.work.sees(desk, "↩️ Предоплату вернули клиенту");
        cast.work.taps(desk, "✅ Подтвердить").await;
        let order = desk.order(number).await.order;
        assert_eq!((order.status, order.prepayment), (Status::Refused, Kopecks::ZERO));
    }
    async fn a_refusal_begun_before_a_prepayment_asks_what_becomes_of_it(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        let number = desk.order_in(Status::Onsite, &cast).await;
        cast.pyotr.taps(desk, "❌ Отказ клиента").await;
        cast.pyotr.taps(desk, "Дорого").await;
        prepaid_by(desk, &cast.boris).await;
        cast.pyotr.taps(desk, "⏭️ Пропустить").await;
        cast.pyotr.has_seen(desk, "⚠️ Предоплата по заявке тем временем изменилась. Проверьте ещё раз.");
        cast.pyotr.has_seen(desk, "Что с предоплатой?");
        cast.pyotr.taps(desk, "↩️ Вернули клиенту").await;
        let order = desk.order(number).await.order;
        assert_eq!((order.status, order.prepayment), (Status::Refused, Kopecks::ZERO));
        assert_eq!(order.refusal.unwrap().refunded, Kopecks(150_000));
    }

    async fn a_closing_begun_before_a_prepayment_is_shown_again(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        let number = desk.order_in(Status::Onsite, &cast).await;
        cast.pyotr.taps(desk, "💰 Завершить").await;
        cast.pyotr.says(desk, "1000").await;
        prepaid_by(desk, &cast.boris).await;
        cast.pyotr.taps(desk, "✅ Да, это отказ").await;
        cast.pyotr.taps(desk, "Дорого").await;
        cast.pyotr.taps(desk, "✅ Подтвердить").await;
        cast.pyotr.has_seen(desk, "⚠️ Предоплата по заявке тем временем изменилась.");
        cast.pyotr.taps(desk, "✅ Подтвердить").await;
        cast.pyotr.has_seen(desk, "Что с предоплатой?");
        cast.pyotr.taps(desk, "💼 Оставили у себя").await;
        cast.pyotr.taps(desk, "✅ Подтвердить").await;
        let order = desk.order(number).await.order;
        assert_eq!((order.status, order.prepayment), (Status::Refused, Kopecks(150_000)));
    }
}
