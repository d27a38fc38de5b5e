//! An order's history on its card: what happened, what changed, who was told; and the card as it was.

use std::time::Duration;

use repairbot::{
    outcome::Delivery,
    store::{
        outbox::{self, NewRow},
        people,
    },
    texts::Lang,
};
use repairbot_core::{
    callback::{HistoryPress, Press},
    ids::{ChatId, OrderId, OrderVersion},
    order::{Command, Status},
    screen::Screen,
};

use super::{life::creates_order, presses::denials};
use crate::support::{Call, Cast, Chat, DENIED, TestDesk, alert, scenarios, snapshot};

fn press(press: HistoryPress) -> String {
    Press::History(press).encode()
}

/// Pyotr accepts, drives out, takes a prepayment and closes.
async fn works_and_closes(desk: &mut TestDesk, cast: &Cast) {
    cast.work.taps(desk, "✅ Принять").await;
    cast.work.taps(desk, "🏠 Я на объекте").await;
    cast.work.taps(desk, "⏳ Длительный ремонт").await;
    for answer in ["25.12", "Помпа <оригинал> 🔧", "1500"] {
        cast.work.replies(desk, answer).await;
    }
    cast.work.taps(desk, "✅ Подтвердить").await;
    desk.closes(&cast.work, ("9000", "1000")).await;
}

/// The newest message, with its buttons, as a snapshot sees it.
fn page(desk: &TestDesk, chat: &Chat) -> String {
    let last = chat.last(desk).unwrap();
    let rows = last
        .inline
        .iter()
        .map(|row| row.iter().map(|b| format!("[{}]", b.text)).collect::<Vec<_>>().join(" "));
    format!("{}\n{}", last.text, rows.collect::<Vec<_>>().join("\n"))
}

scenarios! {
    async fn the_office_reads_the_whole_life_of_an_order(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Assigned, &cast).await;
        cast.work.taps(desk, "❌ Отказаться").await;
        cast.work.taps(desk, "Далеко").await;
        cast.boris.says(desk, "/order 1").await;
        cast.boris.taps(desk, "👨‍🔧 Назначить мастера").await;
        cast.boris.taps_like(desk, "Пётр").await;
        works_and_closes(desk, &cast).await;
        cast.anna.says(desk, "/order 1").await;
        let card = cast.anna.last(desk).unwrap().id;
        cast.anna.taps(desk, "🕓 История").await;
        assert_ne!(cast.anna.last(desk).unwrap().id, card, "the card stays");
        snapshot("history_ru", &page(desk, &cast.anna));
        desk.speaks(&cast.anna, Lang::En).await;
        cast.anna.taps(desk, "◀️ К заявке").await;
        cast.anna.taps(desk, "🕓 History").await;
        snapshot("history_en", &page(desk, &cast.anna));

        // Page by page to the beginning and back, in the same message.
        let here = cast.anna.last(desk).unwrap().id;
        cast.anna.taps(desk, "📄 3").await;
        snapshot("history_as_it_was", &page(desk, &cast.anna));
        for (label, there) in [("◀️", "entry 2 of"), ("◀️", "entry 1 of"), ("▶️", "entry 2 of")] {
            cast.anna.taps(desk, label).await;
            cast.anna.sees(desk, there);
        }
        cast.anna.sees(desk, "👨‍🔧 Assigned");
        cast.anna.taps(desk, "🕓 To the history").await;
        assert_eq!(cast.anna.last(desk).unwrap().id, here);
        cast.anna.sees(desk, "History of order #1");
    }

    async fn who_acted_for_whom_and_why(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Assigned, &cast).await;
        cast.boris.says(desk, "/order 1").await;
        cast.boris.taps(desk, "✅ Принять (за мастера)").await;
        cast.boris.taps(desk, "❌ Отклонить заявку").await;
        cast.boris.says(desk, "Клиент <i>передумал</i> 🤷").await;
        cast.boris.says(desk, "/order 1").await;
        cast.boris.taps(desk, "🕓 История").await;
        cast.boris.sees(desk, "Борис Админов за мастера Пётр Мастеров\n✅ Принята\n");
        cast.boris.sees(desk, "💬 Причина: Клиент <i>передумал</i> 🤷");
        cast.boris.sees(desk, "✉️ Доставлено: группа мастера Пётр Мастеров, Анна Диспетчер");
    }

    async fn notices_that_wait_and_that_never_arrive_are_named_with_the_reason(desk: &mut TestDesk) {
        desk.expect_errors = true;
        let cast = desk.cast().await;
        desk.sim.deactivate(cast.boris.user);
        creates_order(desk, &cast.anna).await;
        cast.anna.says(desk, "/order 1").await;
        cast.anna.taps(desk, "🕓 История").await;
        cast.anna.sees(desk, "⚠️ Не доставлено (бот заблокирован или удалён из группы): Борис Админов");

        let number = desk.new_order(&cast.anna).await;
        cast.anna.says(desk, "/order 2").await;
        let order = desk.order(number).await.order.id;
        let (vera, later) = (desk.person(&cast.vera).await, desk.clock.now().as_millisecond() + 60_000);
        let row = NewRow {
            topic: None,
            chat: ChatId(cast.vera.chat.0),
            person: Some(vera),
            order: Some(order),
            told: Some(OrderVersion(1)),
            lane: 1,
            refresh: false,
            body: serde_json::to_string(&Delivery::Send { screen: Screen::Hint }).unwrap(),
            not_before: jiff::Timestamp::from_millisecond(later).unwrap(),
            created_at: desk.clock.now(),
        };
        let tx = desk.store().write().await.unwrap();
        outbox::enqueue(&tx, &[row]).await.unwrap();
        tx.commit().await.unwrap();
        cast.anna.taps(desk, "🕓 История").await;
        cast.anna.sees(desk, "⌛ Ждёт отправки: Вера Вторая");
        cast.anna.taps(desk, "◀️ К заявке").await;
        cast.anna.taps(desk, "🕓 История").await;
        cast.anna.sees(desk, "✉️ Доставлено: Вера Вторая");
    }

    async fn of_events_long_ago_it_is_said_that_nobody_knows_who_was_told(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Assigned, &cast).await;
        cast.anna.taps(desk, "❌ Отклонить заявку").await;
        cast.anna.taps(desk, "Дубль").await;
        cast.anna.says(desk, "/order 1").await;
        cast.anna.taps(desk, "🕓 История").await;
        let page = cast.anna.message_with(desk, "История заявки #1").text;
        assert!(page.contains("✉️ Доставлено: группа мастера Пётр Мастеров") && !page.contains("бот помнит"), "{page}");

        // Reopened a month later: of that it is known, of what was before it is not.
        desk.wait(Duration::from_secs(31 * 24 * 3600));
        desk.store().forget_old(desk.clock.now()).await.unwrap();
        cast.anna.says(desk, "/order 1").await;
        cast.anna.taps(desk, "♻️ Открыть снова").await;
        cast.anna.taps(desk, "🕓 История").await;
        let page = cast.anna.message_with(desk, "История заявки #1").text;
        assert_eq!(page.matches("✉️ Доставлено").count(), 1, "{page}");
        assert!(page.contains("✉️ Дошли ли сообщения, бот помнит 30 дней: у записей раньше 21.11.2026"), "{page}");
        desk.speaks(&cast.anna, Lang::En).await;
        cast.anna.says(desk, "/order 1").await;
        cast.anna.taps(desk, "🕓 History").await;
        cast.anna.sees(desk, "remembered for 30 days: entries before 21.11.2026 do not show it any more");
    }

    async fn two_hundred_events_come_in_pages(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.new_order(&cast.anna).await;
        let (order, boris, pyotr) = (
            desk.order(number).await.order.id,
            desk.person(&cast.boris).await,
            desk.person(&cast.pyotr).await,
        );
        for _ in 0..100 {
            desk.command(order, &Command::Assign { master: pyotr }, boris).await.unwrap();
            desk.command(order, &Command::TakeOff, boris).await.unwrap();
        }
        cast.anna.says(desk, "/order 1").await;
        cast.anna.taps(desk, "🕓 История").await;
        cast.anna.sees(desk, "записи 194–201 из 201");
        let mut pages = 1;
        while cast.anna.buttons(desk).contains(&"◀️ Раньше".to_owned()) {
            cast.anna.taps(desk, "◀️ Раньше").await;
            pages += 1;
        }
        assert_eq!(pages, 26);
        cast.anna.sees(desk, "записи 1–1 из 201");
        cast.anna.sees(desk, "🆕 Заявка создана");
        cast.anna.taps(desk, "Позже ▶️").await;
        cast.anna.sees(desk, "записи 2–9 из 201");
        cast.anna.taps(desk, "📄 9").await;
        cast.anna.sees(desk, "запись 9 из 201");
    }

    async fn what_an_event_changed_is_said_with_old_and_new(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.new_order(&cast.anna).await;
        let call = Call { name: "Иван & сын", phone: "+79130000001", address: "Мира <7>", problem: "Искрит" };
        let other = desk.new_order_of(&cast.anna, &call).await;
        let (one, two) = (desk.order(number).await.order, desk.order(other).await.order);
        // Another call's answers as this order's second event, past the store.
        let (id, other) = (one.id.0, two.id.0);
        desk.sql(&format!(
            "INSERT INTO order_events SELECT {id}, 2, type, schema_version, payload, by_person, on_behalf_of, at + 60000 \
             FROM order_events WHERE order_id = {other}; \
             UPDATE order_events SET payload = REPLACE(payload, '\"equipment\":1', '\"equipment\":9') \
             WHERE order_id = {id} AND version = 2; UPDATE orders SET version = 2 WHERE id = {id}"
        )).await;
        cast.anna.says(desk, "/order 1").await;
        cast.anna.taps(desk, "🕓 История").await;
        for line in [
            "✏️ Техника: «Стиральные машины» → «Телевизоры»",
            "✏️ Имя: «Ольга Смирнова» → «Иван & сын»",
            "✏️ Телефон: «+7 912 345-67-89» → «+7 913 000-00-01»",
            "✏️ Адрес: «ул. Ленина, 5, кв. 12» → «Мира <7>»",
            "✏️ Проблема: «Не крутит барабан» → «Искрит»",
        ] {
            cast.anna.sees(desk, line);
        }
        cast.anna.taps(desk, "📄 1").await;
        cast.anna.sees(desk, "📞 +7 912 345-67-89\n📍 ул. Ленина, 5, кв. 12");
        desk.sql(&format!("DELETE FROM order_events WHERE order_id = {id} AND version = 2; UPDATE orders SET version = 1 WHERE id = {id}")).await;
    }

    async fn nobody_but_the_office_in_private_sees_it(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let stranger = desk.stranger("Прохожий").await;
        let number = desk.order_in(Status::Onsite, &cast).await;
        let order = desk.order(number).await.order.id;
        for text in ["/order 1"] {
            cast.pyotr.says(desk, text).await;
            cast.pyotr.in_group(cast.work.chat).says(desk, text).await;
            cast.boris.in_group(cast.work.chat).says(desk, text).await;
        }
        for chat in [&cast.pyotr, &cast.work] {
            assert!(chat.with_button(desk, "🕓 История").is_none(), "{}", chat.transcript(desk));
        }
        let presses = [
            press(HistoryPress::Timeline { order, upto: None }),
            press(HistoryPress::Timeline { order, upto: Some(OrderVersion(1)) }),
            press(HistoryPress::AsItWas { order, version: OrderVersion(1) }),
        ];
        let in_group = cast.boris.in_group(cast.work.chat);
        let before = denials(desk, "history").await;
        for visitor in [&cast.pyotr, &cast.vera, &stranger, &in_group, &cast.work] {
            let own = visitor.last(desk).unwrap();
            for data in &presses {
                assert_eq!(visitor.forges(desk, own.id, data).await, alert(DENIED), "{}", visitor.name);
            }
            assert_eq!(visitor.last(desk).unwrap().text, own.text, "{}", visitor.name);
        }
        assert_eq!(denials(desk, "history").await - before, 15);

        // For the office itself, things that are not there are answered.
        let card = cast.anna.last(desk).unwrap().id;
        let missing = OrderId(77);
        for data in [
            press(HistoryPress::Timeline { order: missing, upto: None }),
            press(HistoryPress::AsItWas { order: missing, version: OrderVersion(1) }),
        ] {
            assert_eq!(cast.anna.forges(desk, card, &data).await, alert("❌ Заявка не найдена"));
        }
        for version in [i64::MIN, 0, 99, i64::MAX] {
            let version = OrderVersion(version);
            cast.anna.forges(desk, card, &press(HistoryPress::AsItWas { order, version })).await;
            cast.anna.sees(desk, "Какой была");
            cast.anna.forges(desk, card, &press(HistoryPress::Timeline { order, upto: Some(version) })).await;
            cast.anna.sees(desk, "История заявки #1");
        }
    }

    async fn a_message_that_waited_shows_nothing_to_somebody_dismissed(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Assigned, &cast).await;
        cast.anna.says(desk, "/order 1").await;
        cast.anna.queues(desk, "🕓 История");
        desk.desk().poller.tick(0).await;
        let tx = desk.store().write().await.unwrap();
        let anna = people::by_id(&tx, desk.person(&cast.anna).await).await.unwrap().unwrap();
        people::set_active(&tx, anna.id, false).await.unwrap();
        tx.commit().await.unwrap();
        desk.settle().await;
        cast.anna.sees_exactly(desk, DENIED);
    }

    async fn a_deleted_order_still_has_its_history_for_the_office(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Assigned, &cast).await;
        cast.anna.says(desk, "/order 1").await;
        let (card, history) = cast.anna.data_of(desk, "🕓 История");
        cast.boris.says(desk, "/order 1").await;
        cast.boris.taps(desk, "🗑 Удалить").await;
        cast.boris.says(desk, "Ошиблись").await;
        cast.boris.taps(desk, "🗑 Удалить").await;
        cast.anna.forges(desk, card, &history).await;
        cast.anna.has_seen(desk, "👨‍🔧 Мастер: Пётр Мастеров");
        cast.anna.has_seen(desk, "🗑 Удалена");
        cast.anna.taps(desk, "📄 1").await;
        cast.anna.sees(desk, "Какой была");
    }
}
