//! The rates in the bot: an admin changes them with a preview, orders are closed by what is in force, and anybody who may
//! see an order's money reads how it was computed.

use std::time::Duration;

use repairbot::{
    store::{people, rates},
    texts::Lang,
};
use repairbot_core::{
    callback::{Press, RatesPress},
    ids::{OrderId, RatesId},
    money::Kopecks,
    order::Status,
    screen::{RatesScreen, Screen},
};

use super::{
    presses::denials,
    screens::{drawn, is_as_before},
};
use crate::support::{Chat, DENIED, TestDesk, alert, audit_actions, scenarios};

const EDIT: &str = "✏️ Изменить ставки";
const HOW: &str = "🧮 Как посчитано";

/// An admin opens the rates.
async fn opens(desk: &mut TestDesk, admin: &Chat) {
    admin.says(desk, "⚙️ Настройки").await;
    admin.taps(desk, "💰 Ставки").await;
    admin.sees(desk, "💰 Ставки · версия");
}

/// He gives washing machines a rate of their own, and stands before confirming.
async fn washers_get(desk: &mut TestDesk, admin: &Chat, rate: &str) {
    admin.taps(desk, EDIT).await;
    admin.taps(desk, "✏️ Виды техники").await;
    admin.taps_like(desk, "Стиральные машины").await;
    admin.says(desk, rate).await;
    admin.sees(desk, "Сохранить изменения?");
}

/// The newest message, with its buttons.
fn page(desk: &TestDesk, chat: &Chat) -> String {
    let last = chat.last(desk).unwrap();
    let rows = last
        .inline
        .iter()
        .map(|row| row.iter().map(|b| format!("[{}]", b.text)).collect::<Vec<_>>().join(" "));
    format!("{}\n{}", last.text, rows.collect::<Vec<_>>().join("\n"))
}

async fn masters_share(desk: &TestDesk, number: i64) -> Kopecks {
    desk.order(number).await.order.settlement.unwrap().breakdown.master
}

async fn newest(desk: &TestDesk) -> rates::Version {
    let tx = desk.store().read().await.unwrap();
    rates::page(&tx, None, 1).await.unwrap().remove(0)
}

scenarios! {
    async fn an_admin_changes_the_rates_with_a_preview(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let dina = desk.admin("Дина Вторая").await;
        let before = desk.order_in(Status::Closed, &cast).await;
        assert_eq!(masters_share(desk, before).await, Kopecks(200_000));
        opens(desk, &cast.boris).await;
        cast.boris.sees(desk, "💰 Ставки · версия 0\nСтавки, с которыми начинает каждая компания.\nОбщая ставка мастера: до 7 000\u{a0}₽ — 40%, от 7 000\u{a0}₽ — 50%");
        washers_get(desk, &cast.boris, "до 8000 — 45%, от 8000 — 60%").await;
        cast.boris.sees(desk, "✏️ Стиральные машины: до 7 000\u{a0}₽ — 40%, от 7 000\u{a0}₽ — 50% → до 8 000\u{a0}₽ — 45%, от 8 000\u{a0}₽ — 60%");
        cast.boris.sees(desk, "8 000\u{a0}₽: мастеру 4 000\u{a0}₽ → 4 800\u{a0}₽, компании 4 000\u{a0}₽ → 3 200\u{a0}₽");
        assert_eq!(newest(desk).await.id, RatesId::DEFAULT, "nothing is written before it is confirmed");
        let review = page(desk, &cast.boris);
        is_as_before("rates_review", Lang::Ru, &review);
        desk.wait(Duration::from_secs(60));
        cast.boris.taps(desk, "✅ Подтвердить").await;
        cast.boris.sees(desk, "💰 Ставки · версия 1\n✅ действует\nДействуют с 20.11.2026");
        cast.boris.sees(desk, "✍️ Стиральные машины: до 8 000\u{a0}₽ — 45%, от 8 000\u{a0}₽ — 60%");
        dina.sees(desk, "💰 Новые ставки: версия 1, действует с 20.11.2026");
        assert_eq!(cast.anna.count(desk, "Новые ставки"), 0);
        cast.boris.says(desk, "/audit").await;
        cast.boris.sees(desk, "💰 ставки: версия 1 с пт, 20.11.2026");
        cast.boris.sees(desk, "Стиральные машины: «до 7 000\u{a0}₽ — 40%, от 7 000\u{a0}₽ — 50%» → «до 8 000\u{a0}₽ — 45%, от 8 000\u{a0}₽ — 60%»");

        let after = desk.order_in(Status::Closed, &cast).await;
        assert_eq!(masters_share(desk, after).await, Kopecks(225_000));
        assert_eq!(masters_share(desk, before).await, Kopecks(200_000), "a closed order keeps its rule");
        let basis = desk.order(after).await.order.settlement.unwrap().basis.unwrap();
        assert_eq!(basis.rates, RatesId(1));
    }

    async fn several_changes_from_the_first_of_a_month(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        opens(desk, &cast.boris).await;
        cast.boris.taps(desk, EDIT).await;
        for (field, answer) in [
            ("✏️ Общая ставка", "45%"),
            ("✏️ Старший мастер", "55,5"),
            ("✏️ За город", "15%"),
            ("✏️ За отзыв", "7,25%"),
        ] {
            cast.boris.taps(desk, field).await;
            cast.boris.says(desk, answer).await;
            cast.boris.sees(desk, "Сохранить изменения?");
        }
        cast.boris.taps(desk, "✏️ С какого дня").await;
        cast.boris.taps(desk, "с 01.12.2026, вторник").await;
        cast.boris.sees(desk, "📅 С какого дня: 01.12.2026, вторник");
        cast.boris.taps(desk, "✅ Подтвердить").await;
        cast.boris.sees(desk, "⏳ ещё не действует\nДействуют с 01.12.2026 00:00");
        let first = desk.order_in(Status::Closed, &cast).await;
        assert_eq!(masters_share(desk, first).await, Kopecks(200_000), "still the former ones");
        // While they wait nothing else is entered.
        opens(desk, &cast.boris).await;
        cast.boris.sees(desk, "⏳ С 01.12.2026 00:00 начнут действовать другие ставки: версия 1.");
        assert!(!cast.boris.buttons(desk).contains(&EDIT.to_owned()));
        let here = cast.boris.last(desk).unwrap().id;
        cast.boris.forges(desk, here, &Press::Rates(RatesPress::Edit).encode()).await;
        cast.boris.sees(desk, "⏳ Уже внесены ставки, которые ещё не начали действовать: версия 1.");
        desk.wait(Duration::from_secs(11 * 24 * 3600));
        let second = desk.order_in(Status::Closed, &cast).await;
        assert_eq!(masters_share(desk, second).await, Kopecks(225_000));
        let there = cast.boris.last(desk).unwrap().id;
        let late = cast.boris.forges(desk, there, &Press::Rates(RatesPress::Withdraw { version: RatesId(1) }).encode()).await;
        assert_eq!(late, alert("⚠️ Эту версию уже нельзя отменить: она действует, действовала или уже отменена."));
    }

    async fn what_is_planned_can_be_withdrawn(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        let dina = desk.admin("Дина Вторая").await;
        opens(desk, &cast.boris).await;
        washers_get(desk, &cast.boris, "60%").await;
        cast.boris.taps(desk, "✏️ С какого дня").await;
        cast.boris.says(desk, "Послезавтра").await;
        cast.boris.sees(desk, "📅 С какого дня: 22.11.2026");
        cast.boris.taps(desk, "✏️ С какого дня").await;
        cast.boris.taps(desk, "с завтрашнего дня").await;
        cast.boris.taps(desk, "✅ Подтвердить").await;
        // Another admin withdraws it; whoever is late is told.
        opens(desk, &dina).await;
        dina.taps(desk, "💰 Версия 1").await;
        dina.taps(desk, "🗑 Отменить эту версию").await;
        dina.sees(desk, "💰 Ставки · версия 1\n🗑 отменена");
        cast.boris.sees(desk, "отменены: версия 1. Кто отменил: Дина Вторая");
        let late = cast.boris.taps(desk, "🗑 Отменить эту версию").await;
        assert!(late.alert, "{late:?}");
        desk.wait(Duration::from_secs(2 * 24 * 3600));
        desk.order_in(Status::Closed, &cast).await;
        assert_eq!(masters_share(desk, 1).await, Kopecks(200_000));
        let actions = audit_actions(desk).await;
        for action in ["rates_changed", "rates_withdrawn"] {
            assert_eq!(actions.iter().filter(|done| *done == action).count(), 1, "{action}: {actions:?}");
        }
        opens(desk, &dina).await;
        dina.taps(desk, "🕓 Все версии").await;
        dina.sees(desk, "1 · с 21.11.2026 00:00 · Борис Админов 🗑 отменена");
    }

    async fn two_admins_at_once_the_second_sees_what_the_first_did(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        let dina = desk.admin("Дина Вторая").await;
        opens(desk, &cast.boris).await;
        washers_get(desk, &cast.boris, "60%").await;
        opens(desk, &dina).await;
        dina.taps(desk, EDIT).await;
        dina.taps(desk, "✏️ Общая ставка").await;
        dina.says(desk, "45%").await;
        cast.boris.taps(desk, "✅ Подтвердить").await;
        dina.taps(desk, "✅ Подтвердить").await;
        dina.has_seen(desk, "⚠️ Пока вы правили, другой администратор изменил ставки.");
        dina.has_seen(desk, "✏️ Общая ставка: до 7 000\u{a0}₽ — 40%, от 7 000\u{a0}₽ — 50% → 45%");
        assert_eq!(newest(desk).await.id, RatesId(1));
        dina.taps(desk, "✅ Подтвердить").await;
        let now = newest(desk).await;
        assert_eq!(now.id, RatesId(2));
        assert!(now.rates.has_own("washing_machine") && now.rates.general.len() == 1, "both changes hold");
    }

    async fn confirming_twice_enters_one_version(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        opens(desk, &cast.boris).await;
        washers_get(desk, &cast.boris, "60%").await;
        let (one, two) = (cast.boris.queues(desk, "✅ Подтвердить"), cast.boris.queues(desk, "✅ Подтвердить"));
        desk.settle().await;
        assert!(!desk.sim.press_answer(one).unwrap().alert);
        assert!(desk.sim.press_answer(two).unwrap().alert);
        assert_eq!(newest(desk).await.id, RatesId(1));
    }

    async fn garbage_is_answered_at_every_question(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        opens(desk, &cast.boris).await;
        cast.boris.taps(desk, EDIT).await;
        cast.boris.says(desk, "✅ Подтвердить").await;
        cast.boris.sees(desk, "⚠️ Ничего не изменено");
        for (field, texts) in [
            ("✏️ Общая ставка", &[("половина", "⚠️ Непонятно."), ("150%", "⚠️ Доля бывает"), ("до 7000 — 40%", "⚠️ Для части сумм доля не названа"),
                ("40%, 50%", "⚠️ Для части сумм доля названа дважды"), ("до 12.500 — 40%, дальше — 50%", "⚠️ Непонятна граница")][..]),
            ("✏️ Виды техники", &[("Телевизоры", "⚠️ Выберите ответ на кнопках.")]),
            ("✏️ Старший мастер", &[("101%", "⚠️ Доля бывает"), ("до 7000 — 40%", "⚠️ Непонятно.")]),
            ("✏️ За город", &[("-10", "⚠️ Непонятно."), ("12,345", "⚠️ Доля бывает")]),
            ("✏️ За отзыв", &[("да", "⚠️ Непонятно.")]),
            ("✏️ С какого дня", &[("вчера", "⚠️ Ставки можно внести"), ("31.02", "⚠️ Ставки можно внести")]),
        ] {
            cast.boris.taps(desk, field).await;
            for (garbage, told) in texts {
                cast.boris.says(desk, garbage).await;
                cast.boris.sees(desk, told);
            }
            desk.sim.send_other(cast.boris.user, cast.boris.chat, telegram_sim::OtherKind::Sticker);
            desk.settle().await;
            cast.boris.sees(desk, "⚠️");
            cast.boris.taps(desk, "◀️ Назад").await;
        }
        // The bonus for a review by buttons; a type's own rate and away with it.
        cast.boris.taps(desk, "✏️ За отзыв").await;
        cast.boris.taps(desk, "✅ Доплачивать").await;
        cast.boris.sees(desk, "✏️ За отзыв: не доплачиваем → +10%");
        cast.boris.taps(desk, "✏️ Виды техники").await;
        cast.boris.taps_like(desk, "Телевизоры").await;
        cast.boris.says(desk, "70").await;
        cast.boris.taps(desk, "✏️ Виды техники").await;
        cast.boris.taps(desk, "✍️ Телевизоры").await;
        cast.boris.taps(desk, "↩️ Без своей ставки").await;
        assert!(!cast.boris.last(desk).unwrap().text.contains("Телевизоры"));
        cast.boris.taps(desk, "✅ Подтвердить").await;
        assert!(newest(desk).await.rates.review_bonus_on);
    }

    async fn a_day_that_has_begun_meanwhile_is_asked_for_again(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        opens(desk, &cast.boris).await;
        washers_get(desk, &cast.boris, "60%").await;
        cast.boris.taps(desk, "✏️ С какого дня").await;
        cast.boris.taps(desk, "с завтрашнего дня").await;
        desk.wait(Duration::from_secs(20 * 3600));
        cast.boris.taps(desk, "✅ Подтвердить").await;
        cast.boris.has_seen(desk, "⚠️ Ставки можно внести с завтрашнего дня");
        assert_eq!(newest(desk).await.id, RatesId::DEFAULT);
        cast.boris.taps(desk, "✏️ С какого дня").await;
        cast.boris.taps(desk, "сейчас").await;
        cast.boris.taps(desk, "✅ Подтвердить").await;
        assert_eq!(newest(desk).await.id, RatesId(1));
    }

    async fn only_an_admin_in_private_sets_rates(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        for chat in [&cast.anna, &cast.vera] {
            chat.says(desk, "⚙️ Настройки").await;
            assert!(chat.with_button(desk, "💰 Ставки").is_none(), "{}", chat.name);
            let message = chat.last(desk).unwrap().id;
            for press in [RatesPress::Now, RatesPress::Edit, RatesPress::Versions { before: None },
                RatesPress::Version { version: RatesId(0) }, RatesPress::Withdraw { version: RatesId(0) }] {
                let answer = chat.forges(desk, message, &Press::Rates(press).encode()).await;
                assert_eq!(answer, alert(DENIED), "{}: {press:?}", chat.name);
            }
            chat.never_saw(desk, "Общая ставка");
        }
        assert_eq!(denials(desk, "rates").await, 10);
        let boris = cast.boris.in_group(cast.work.chat);
        desk.sim.add_member(cast.work.chat, boris.user);
        desk.order_in(Status::Assigned, &cast).await;
        let message = cast.work.last(desk).unwrap().id;
        assert_eq!(boris.forges(desk, message, &Press::Rates(RatesPress::Now).encode()).await, alert(DENIED));
        cast.work.never_saw(desk, "Общая ставка");
    }

    async fn who_may_see_the_money_reads_how_it_was_computed(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Closed, &cast).await;
        cast.work.taps(desk, HOW).await;
        cast.work.sees(desk, "🧮 Как посчитана заявка #1\n1. Всего 6 000\u{a0}₽ минус материалы 1 000\u{a0}₽: чистая сумма 5 000\u{a0}₽\n2. Мастеру 40% (общая ставка, чистая сумма меньше 7 000\u{a0}₽): 2 000\u{a0}₽\nМастеру: 2 000\u{a0}₽\nКомпании, всё остальное: 3 000\u{a0}₽\nКлиент заплатил при закрытии: 6 000\u{a0}₽ (💵 Наличные)\nСтавки: версия 0, с которой начинает каждая компания");
        cast.anna.says(desk, "/order 1").await;
        let card = cast.anna.last(desk).unwrap().id;
        cast.anna.taps(desk, HOW).await;
        assert_ne!(cast.anna.last(desk).unwrap().id, card, "the card stays");
        cast.anna.taps(desk, "◀️ К заявке").await;
        // Not another master, not for an order that is not closed, not for one that is not there.
        let order = desk.order(1).await.order.id;
        let press = |order: OrderId| Press::Rates(RatesPress::Explain { order }).encode();
        cast.vera.says(desk, "/my").await;
        let message = cast.vera.last(desk).unwrap().id;
        assert_eq!(cast.vera.forges(desk, message, &press(order)).await, alert(DENIED));
        cast.vera.never_saw(desk, "Как посчитана");
        let open = desk.new_order(&cast.anna).await;
        let open = desk.order(open).await.order.id;
        let message = cast.anna.last(desk).unwrap().id;
        assert!(cast.anna.forges(desk, message, &press(open)).await.alert);
        // It was opened again while the answer was on its way.
        let reader = (&cast.anna, Some(desk.person(&cast.anna).await));
        let screen = Screen::Rates(RatesScreen::Explained { order: open });
        assert_eq!(drawn(desk, reader, Lang::Ru, &screen).await, "У заявки #2 сейчас нет расчёта.");
        assert_eq!(cast.anna.forges(desk, message, &press(OrderId(77))).await, alert("❌ Заявка не найдена"));
    }

    async fn every_part_of_a_computation_is_explained(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        opens(desk, &cast.boris).await;
        cast.boris.taps(desk, EDIT).await;
        cast.boris.taps(desk, "✏️ За отзыв").await;
        cast.boris.taps(desk, "✅ Доплачивать").await;
        cast.boris.taps(desk, "✏️ Виды техники").await;
        cast.boris.taps_like(desk, "Стиральные машины").await;
        cast.boris.says(desk, "до 1000 — 30%, до 9000 — 33,33%, дальше — 60%").await;
        desk.wait(Duration::from_secs(60));
        cast.boris.taps(desk, "✅ Подтвердить").await;
        desk.order_in(Status::Onsite, &cast).await;
        let tx = desk.store().write().await.unwrap();
        let senior = people::Grant { person: desk.person(&cast.pyotr).await, role: repairbot_core::actor::Role::SeniorMaster, by: None, at: desk.clock.now() };
        people::grant(&tx, &senior).await.unwrap();
        tx.commit().await.unwrap();
        cast.pyotr.taps(desk, "⏳ Длительный ремонт").await;
        for answer in ["25.12", "нет", "1500"] {
            cast.pyotr.says(desk, answer).await;
        }
        cast.pyotr.taps(desk, "✅ Подтвердить").await;
        cast.pyotr.taps(desk, "💰 Завершить ремонт").await;
        for answer in ["5000,01", "0"] {
            cast.pyotr.says(desk, answer).await;
        }
        for label in ["💳 Карта", "✅ Да", "✅ Да", "✅ Завершить"] {
            cast.pyotr.taps(desk, label).await;
        }
        cast.pyotr.says(desk, "/order 1").await;
        cast.pyotr.taps(desk, HOW).await;
        is_as_before("explained", Lang::Ru, &page(desk, &cast.pyotr));
        desk.speaks(&cast.pyotr, Lang::En).await;
        cast.pyotr.says(desk, "/order 1").await;
        cast.pyotr.taps(desk, "🧮 How it was computed").await;
        is_as_before("explained", Lang::En, &page(desk, &cast.pyotr));
    }

    async fn the_screens_in_both_languages(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        opens(desk, &cast.boris).await;
        washers_get(desk, &cast.boris, "60%").await;
        desk.wait(Duration::from_secs(60));
        cast.boris.taps(desk, "✅ Подтвердить").await;
        opens(desk, &cast.boris).await;
        washers_get(desk, &cast.boris, "до 5000 — 50%, от 5000 — 60%").await;
        cast.boris.taps(desk, "✏️ С какого дня").await;
        cast.boris.says(desk, "через неделю").await;
        cast.boris.taps(desk, "✅ Подтвердить").await;
        for (lang, now, all) in [(Lang::Ru, "💰 К ставкам", "🕓 Все версии"), (Lang::En, "💰 To the rates", "🕓 All versions")] {
            desk.speaks(&cast.boris, lang).await;
            cast.boris.says(desk, "/settings").await;
            cast.boris.taps_like(desk, if lang == Lang::Ru { "Ставки" } else { "Rates" }).await;
            let mut out = page(desk, &cast.boris);
            cast.boris.taps(desk, all).await;
            out = format!("{out}\n=== versions\n{}", page(desk, &cast.boris));
            cast.boris.taps_like(desk, "2").await;
            out = format!("{out}\n=== version\n{}", page(desk, &cast.boris));
            cast.boris.taps(desk, now).await;
            is_as_before("rates", lang, &out);
        }
    }
}
