//! Corrections of closed orders: an admin corrects, everybody sees the same figures, nothing is lost.

use repairbot::store::{
    catalogue,
    people::{self, Grant},
    rates,
};
use repairbot_core::{
    actor::Role,
    callback::Press,
    catalogue::{CatalogueEntry, Merging},
    ids::{EquipmentId, RatesId},
    money::{Kopecks, PaymentMethod},
    order::{Action, Event, Settlement, Status},
    split::{BasisPoints, Rates, Tier},
};

use super::presses::denials;
use crate::support::{Cast, Chat, DENIED, TestDesk, alert, scenarios, toast};

const CORRECT: &str = "✏️ Исправить расчёт";

/// An admin opens the closed order and begins to correct it.
async fn begins(desk: &mut TestDesk, admin: &Chat) {
    admin.says(desk, "/order 1").await;
    admin.taps(desk, CORRECT).await;
    admin.sees(desk, "✏️ Исправление расчёта заявки #1");
}

/// He changes the total and says why.
async fn changes_total(desk: &mut TestDesk, admin: &Chat, total: &str) {
    admin.taps(desk, "✏️ Сумма").await;
    admin.says(desk, total).await;
    admin.says(desk, "Опечатка мастера").await;
    admin.sees(desk, "Сохранить изменения?");
}

async fn money(desk: &TestDesk) -> Settlement {
    desk.order(1).await.order.settlement.unwrap()
}

/// Rates that an admin entered at this moment: a type with one share of its own.
async fn own_rate(desk: &TestDesk, admin: &Chat, (code, share): (&str, u32)) -> RatesId {
    let by = desk.person(admin).await;
    let tx = desk.store().write().await.unwrap();
    let now = desk.clock.now();
    let tiers = vec![Tier { from: Kopecks::ZERO, master: BasisPoints(share) }];
    let rules = Rates::default_rules().with_own(code, Some(tiers));
    let id = rates::insert(&tx, &rules, now, (by, now)).await.unwrap();
    tx.commit().await.unwrap();
    id
}

scenarios! {
    async fn an_admin_corrects_and_everybody_sees_the_new_figures(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Closed, &cast).await;
        let before = desk.order(number).await.order;
        cast.anna.says(desk, "/order 1").await;
        begins(desk, &cast.boris).await;
        cast.boris.sees(desk, "Сумма: 6 000\u{a0}₽\nМатериалы: 1 000\u{a0}₽\nОплата: 💵 Наличные");
        changes_total(desk, &cast.boris, "9 000").await;
        cast.boris.sees(desk, "✏️ Сумма: 6 000\u{a0}₽ → 9 000\u{a0}₽");
        cast.boris.sees(desk, "✏️ Мастеру: 2 000\u{a0}₽ → 4 000\u{a0}₽");
        cast.boris.sees(desk, "💬 Причина: Опечатка мастера");
        cast.boris.taps(desk, "✏️ Отзыв").await;
        cast.boris.taps(desk, "✅ Да").await;
        assert_eq!(cast.boris.taps(desk, "✅ Подтвердить").await, toast("✅ Расчёт исправлен"));
        cast.boris.sees(desk, "✅ Расчёт заявки #1 исправлен");

        let after = desk.order(number).await.order;
        let now = after.settlement.clone().unwrap();
        assert_eq!((now.total, now.materials), (Kopecks(900_000), Kopecks(100_000)));
        assert_eq!((now.breakdown.master, now.review), (Kopecks(400_000), true));
        assert_eq!((after.closed_at, after.status_changed_at), (before.closed_at, before.status_changed_at));
        let last = desk.history(number).await.pop().unwrap();
        assert_eq!((last.by, last.on_behalf_of), (desk.person(&cast.boris).await, None));
        let Event::Corrected { from, to, .. } = last.event else { panic!() };
        assert_eq!((Some(*from), *to), (before.settlement, now));

        let told = "✏️ Расчёт закрытой заявки #1 исправлен: Борис Админов\n• Сумма: 6 000\u{a0}₽ → 9 000\u{a0}₽\n• Отзыв: нет → да\n• К получению: 6 000\u{a0}₽ → 9 000\u{a0}₽\n• Мастеру: 2 000\u{a0}₽ → 4 000\u{a0}₽\n• Компании: 3 000\u{a0}₽ → 4 000\u{a0}₽\n💬 Причина: Опечатка мастера";
        assert_eq!((cast.work.count(desk, told), cast.anna.count(desk, told)), (1, 1));
        assert_eq!(cast.boris.count(desk, "исправлен: Борис"), 0);
        // Live cards follow: the master's and the one Anna has open.
        cast.work.has_seen(desk, "Всего: 9 000\u{a0}₽");
        cast.anna.has_seen(desk, "Всего: 9 000\u{a0}₽");
        cast.anna.taps(desk, "🕓 История").await;
        cast.anna.sees(desk, "✏️ Расчёт исправлен\n• Сумма: 6 000\u{a0}₽ → 9 000\u{a0}₽");
        cast.boris.says(desk, "/audit 1").await;
        cast.boris.sees(desk, "✏️ Расчёт исправлен; Сумма: 6 000\u{a0}₽ → 9 000\u{a0}₽; Отзыв: нет → да;");
        cast.pyotr.says(desk, "📊 Моя статистика").await;
        cast.pyotr.sees(desk, "доля мастера 4 000\u{a0}₽");
    }

    async fn any_flag_and_the_payment_can_be_corrected_again_and_again(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.order_in(Status::Closed, &cast).await;
        for (field, label, master) in [
            ("✏️ Оплата", "🏦 Перевод", 200_000),
            ("✏️ Выезд", "✅ Да", 250_000),
            ("✏️ Отзыв", "✅ Да", 250_000),
            ("✏️ Выезд", "❌ Нет", 200_000),
        ] {
            begins(desk, &cast.boris).await;
            cast.boris.taps(desk, field).await;
            cast.boris.says(desk, "как-нибудь").await;
            cast.boris.sees(desk, "⚠️ Выберите ответ на кнопках.");
            cast.boris.taps(desk, label).await;
            cast.boris.says(desk, "Проверили по чеку").await;
            cast.boris.taps(desk, "✅ Подтвердить").await;
            assert_eq!(money(desk).await.breakdown.master, Kopecks(master), "{field}");
        }
        let now = money(desk).await;
        assert_eq!((now.payment, now.review, now.out_of_city), (PaymentMethod::Transfer, true, false));
    }

    async fn what_cannot_be_is_said_at_once(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.order_in(Status::Onsite, &cast).await;
        cast.pyotr.taps(desk, "⏳ Длительный ремонт").await;
        for answer in ["25.12", "нет", "1500"] {
            cast.pyotr.says(desk, answer).await;
        }
        cast.pyotr.taps(desk, "✅ Подтвердить").await;
        desk.closes(&cast.pyotr, ("6000", "1000")).await;
        begins(desk, &cast.boris).await;
        assert!(!cast.boris.buttons(desk).contains(&"✅ Подтвердить".to_owned()), "nothing to confirm yet");
        cast.boris.says(desk, "✅ Подтвердить").await;
        cast.boris.sees(desk, "⚠️ Ничего не изменено");
        cast.boris.taps(desk, "✏️ Сумма").await;
        for (garbage, told) in [
            ("-5", "отрицательной"),
            ("12.500", "⚠️"),
            ("сто", "⚠️"),
            ("99 000 000", "⚠️"),
            ("1499,99", "⚠️ Сумма меньше уже взятой предоплаты"),
        ] {
            cast.boris.says(desk, garbage).await;
            cast.boris.sees(desk, told);
        }
        cast.boris.says(desk, "1500").await;
        // Materials of 1000 fit.
        cast.boris.says(desk, "ой").await;
        cast.boris.sees(desk, "Слишком коротко");
        cast.boris.says(desk, "Скидка").await;
        cast.boris.taps(desk, "✏️ Материалы").await;
        cast.boris.says(desk, "1501").await;
        cast.boris.sees(desk, "⚠️");
        cast.boris.taps(desk, "◀️ Назад").await;
        cast.boris.taps(desk, "✅ Подтвердить").await;
        let now = money(desk).await;
        assert_eq!((now.total, now.collected, now.breakdown.net), (Kopecks(150_000), Kopecks::ZERO, Kopecks(50_000)));
    }

    async fn confirming_twice_corrects_once(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.order_in(Status::Closed, &cast).await;
        begins(desk, &cast.boris).await;
        changes_total(desk, &cast.boris, "7 000").await;
        let (first, second) = (cast.boris.queues(desk, "✅ Подтвердить"), cast.boris.queues(desk, "✅ Подтвердить"));
        desk.settle().await;
        assert_eq!(desk.sim.press_answer(first).unwrap(), toast("✅ Расчёт исправлен"));
        assert!(desk.sim.press_answer(second).unwrap().alert);
        assert_eq!(desk.history(1).await.len(), 6);
        assert_eq!(cast.pyotr.count(desk, "исправлен: Борис Админов"), 1);
    }

    async fn two_admins_at_once_the_second_sees_what_the_first_did(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.order_in(Status::Closed, &cast).await;
        let dina = desk.admin("Дина Вторая").await;
        begins(desk, &cast.boris).await;
        changes_total(desk, &cast.boris, "7 000").await;
        begins(desk, &dina).await;
        dina.taps(desk, "✏️ Материалы").await;
        dina.says(desk, "0").await;
        dina.says(desk, "Деталь не понадобилась").await;
        cast.boris.taps(desk, "✅ Подтвердить").await;
        dina.taps(desk, "✅ Подтвердить").await;
        dina.has_seen(desk, "⚠️ Пока вы правили, заявку изменили.");
        dina.has_seen(desk, "Сумма: 7 000\u{a0}₽\n✏️ Материалы: 1 000\u{a0}₽ → 0\u{a0}₽");
        assert_eq!(money(desk).await.materials, Kopecks(100_000));
        dina.taps(desk, "✅ Подтвердить").await;
        let now = money(desk).await;
        assert_eq!((now.total, now.materials, now.breakdown.master), (Kopecks(700_000), Kopecks::ZERO, Kopecks(350_000)));
    }

    async fn only_an_admin_may(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Closed, &cast).await;
        let order = desk.order(1).await.order;
        let press = Press::Act { order: order.id, version: order.version, action: Action::Correct }.encode();
        for chat in [&cast.anna, &cast.work, &cast.vera] {
            chat.says(desk, "/order 1").await;
            assert!(chat.with_button(desk, CORRECT).is_none(), "{}", chat.name);
            let message = chat.last(desk).unwrap().id;
            let answer = chat.forges(desk, message, &press).await;
            assert!(answer.alert, "{}: {answer:?}", chat.name);
        }
        assert_eq!(denials(desk, "correct").await, 2, "Anna and Pyotr; Vera may not see the order at all");
        cast.anna.says(desk, "/order 1").await;
        let message = cast.anna.last(desk).unwrap().id;
        assert_eq!(cast.anna.forges(desk, message, &press).await, alert(DENIED));
        // An admin does it in private: a master's group is not the place.
        let boris = cast.boris.in_group(cast.work.chat);
        desk.sim.add_member(cast.work.chat, boris.user);
        let message = cast.work.last(desk).unwrap().id;
        assert!(boris.forges(desk, message, &press).await.alert);
        assert_eq!(money(desk).await.total, Kopecks(600_000));
    }

    async fn who_is_no_admin_any_more_corrects_nothing(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.order_in(Status::Closed, &cast).await;
        let dina = desk.admin("Дина Вторая").await;
        begins(desk, &dina).await;
        changes_total(desk, &dina, "7 000").await;
        let tx = desk.store().write().await.unwrap();
        people::revoke(&tx, desk.person(&dina).await, Role::Admin).await.unwrap();
        let dispatcher = Grant { person: desk.person(&dina).await, role: Role::Dispatcher, by: None, at: desk.clock.now() };
        people::grant(&tx, &dispatcher).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(dina.taps(desk, "✅ Подтвердить").await, alert(DENIED));
        assert_eq!(money(desk).await.total, Kopecks(600_000));
    }

    async fn an_order_deleted_meanwhile_stays_as_it_was(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.order_in(Status::Closed, &cast).await;
        begins(desk, &cast.boris).await;
        changes_total(desk, &cast.boris, "7 000").await;
        let dina = desk.admin("Дина Вторая").await;
        dina.says(desk, "/order 1").await;
        dina.taps(desk, "🗑 Удалить").await;
        dina.says(desk, "Дубль").await;
        dina.taps(desk, "🗑 Удалить").await;
        assert!(cast.boris.taps(desk, "✅ Подтвердить").await.alert);
        assert_eq!(money(desk).await.total, Kopecks(600_000));
    }

    async fn the_rates_the_type_and_the_master_as_they_were_at_closing(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.wait(std::time::Duration::from_secs(5));
        let first = own_rate(desk, &cast.boris, ("washing_machine", 6_000)).await;
        desk.wait(std::time::Duration::from_secs(5));
        desk.order_in(Status::Closed, &cast).await;
        let basis = money(desk).await.basis.unwrap();
        assert_eq!((basis.rates, basis.equipment.as_str(), basis.senior), (first, "washing_machine", false));
        assert_eq!(money(desk).await.breakdown.master, Kopecks(300_000));
        // Since then: other rates, the type is another one, the master is a senior one.
        desk.wait(std::time::Duration::from_secs(5));
        let second = own_rate(desk, &cast.boris, ("tv", 1_000)).await;
        assert_eq!(second, first.next());
        let tx = desk.store().write().await.unwrap();
        let (from, into) = (EquipmentId(1), EquipmentId(9));
        let gone = catalogue::entry(&tx, CatalogueEntry::Equipment(from)).await.unwrap().unwrap();
        let stays = catalogue::entry(&tx, CatalogueEntry::Equipment(into)).await.unwrap().unwrap();
        catalogue::merge(&tx, Merging::Types { from, into }, (&gone, &stays)).await.unwrap();
        let senior = Grant { person: desk.person(&cast.pyotr).await, role: Role::SeniorMaster, by: None, at: desk.clock.now() };
        people::grant(&tx, &senior).await.unwrap();
        tx.commit().await.unwrap();
        begins(desk, &cast.boris).await;
        changes_total(desk, &cast.boris, "11 000").await;
        cast.boris.sees(desk, "✏️ Мастеру: 3 000\u{a0}₽ → 6 000\u{a0}₽");
        cast.boris.taps(desk, "✅ Подтвердить").await;
        let now = money(desk).await;
        assert_eq!((now.breakdown.master, now.basis.unwrap().rates), (Kopecks(600_000), first));
        // A new order of the same type is closed by what is in force now.
        closes_another(desk, &cast).await;
        let now = desk.order(2).await.order.settlement.unwrap();
        let basis = now.basis.unwrap();
        assert_eq!((basis.rates, basis.equipment.as_str(), basis.senior), (second, "tv", true));
        // 10 % by the rate of the survivor, raised to a senior master's 50 %.
        assert_eq!(now.breakdown.master, Kopecks(250_000));
    }
}

async fn closes_another(desk: &mut TestDesk, cast: &Cast) {
    let number = desk.order_in(Status::Onsite, cast).await;
    assert_eq!(number, 2);
    desk.closes(&cast.pyotr, ("6000", "1000")).await;
}
