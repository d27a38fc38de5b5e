//! What else can become of an order: declined, refused, taken off, handed to another master, opened again.

use repairbot_core::{
    actor::Role,
    money::Kopecks,
    order::{Event, Status},
};

use crate::support::{TestDesk, alert, scenarios, toast};

scenarios! {
    async fn masters_to_choose_from_come_in_pages(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        for number in 1..=23 {
            desk.hired(&format!("Мастер {number:02}"), &[Role::Master], None).await;
        }
        let number = desk.new_order(&cast.anna).await;
        cast.anna.says(desk, &format!("/order {number}")).await;
        cast.anna.taps(desk, "👨‍🔧 Назначить мастера").await;
        assert_eq!(cast.anna.buttons(desk).len(), 22, "twenty masters, the next page, the order");
        cast.anna.taps(desk, "Дальше ▶️").await;
        let last = cast.anna.buttons(desk);
        assert_eq!(last.len(), 7, "five masters more, the page before, the order: {last:?}");
        cast.anna.taps(desk, "◀️ Раньше").await;
        cast.anna.taps(desk, "Дальше ▶️").await;
        let (_, forged) = cast.anna.data_of(desk, "◀️ Раньше");
        cast.anna.taps(desk, &last[0]).await;
        assert_eq!(desk.status(number).await, Status::Assigned);
        let message = cast.vera.last(desk).unwrap().id;
        assert_eq!(cast.vera.forges(desk, message, &forged).await, alert("❌ У вас нет доступа к этой функции."));
    }

    async fn a_master_declines_with_a_picked_reason_and_another_gets_the_order(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Assigned, &cast).await;

        cast.work.taps(desk, "❌ Отказаться").await;
        cast.work.sees(desk, "Почему отказываетесь?");
        let offered = ["Не моя специализация", "Занят", "Далеко", "Другое", "❌ Отмена"];
        assert_eq!(cast.work.buttons(desk), offered);
        let answer = cast.work.taps(desk, "Занят").await;
        assert_eq!(answer, toast("Вы отказались от заявки"));
        cast.work.sees_exactly(desk, "Вы отказались от заявки #1. Офис назначит другого мастера.");
        cast.work.has_seen(desk, "Заявка #1 больше не у вас.");
        cast.work.never_saw(desk, "Ленина");
        assert_eq!(desk.status(number).await, Status::New);
        for office in [&cast.anna, &cast.boris] {
            office.sees_exactly(
                desk,
                "❌ Мастер отказался от заявки #1: Пётр Мастеров\nПричина: Занят\nНужно назначить другого.",
            );
        }

        cast.anna.taps(desk, "👨‍🔧 Назначить мастера").await;
        cast.anna.taps_like(desk, "Вера Вторая").await;
        cast.vera.sees(desk, "Заявка #1 · 👨‍🔧 Назначена");
        cast.vera.sees(desk, "Ленина");
        assert_eq!(cast.vera.buttons(desk), ["✅ Принять", "❌ Отказаться", "📅 Перенести", "💬 Комментарий"]);
    }

    async fn a_reason_can_be_written_instead(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Assigned, &cast).await;
        cast.work.taps(desk, "❌ Отказаться").await;
        cast.work.replies(desk, "да").await;
        cast.work.sees(desk, "⚠️ Слишком коротко: нужно не меньше 3 символов.");
        cast.work.replies(desk, "Сломалась <машина>").await;
        cast.work.sees(desk, "Вы отказались от заявки #1");
        cast.anna.sees(desk, "Причина: Сломалась <машина>\n");
        assert_eq!(desk.status(number).await, Status::New);
    }

    async fn other_asks_to_write(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Assigned, &cast).await;
        cast.work.taps(desk, "❌ Отказаться").await;
        let answer = cast.work.taps(desk, "Другое").await;
        assert_eq!(answer.text.as_deref(), Some("Напишите причину своими словами."));
        assert!(answer.alert);
        assert_eq!(desk.status(number).await, Status::Assigned);
        cast.work.replies(desk, "Уехал в отпуск").await;
        cast.work.sees(desk, "Вы отказались от заявки #1");
        cast.boris.sees(desk, "Причина: Уехал в отпуск");
        assert_eq!(desk.status(number).await, Status::New);
    }

    async fn the_office_refuses_a_new_order(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::New, &cast).await;
        cast.anna.taps(desk, "❌ Отклонить заявку").await;
        cast.anna.sees(desk, "Почему заявка отклоняется?");
        let offered = [
            "Клиент отказался", "Дорого", "Не дозвонились", "Дубль", "Ремонт невозможен", "Только диагностика",
            "Другое", "❌ Отмена",
        ];
        assert_eq!(cast.anna.buttons(desk), offered);
        assert_eq!(cast.anna.taps(desk, "Дубль").await, toast("Заявка отклонена"));
        cast.anna.sees_exactly(desk, "❌ Заявка #1 отклонена");
        cast.anna.has_seen(desk, "💬 Причина: Дубль");
        assert_eq!(desk.status(number).await, Status::Refused);
        cast.work.never_saw(desk, "#1");
    }

    async fn the_office_refuses_an_assigned_order_and_its_master_knows(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Assigned, &cast).await;
        cast.boris.says(desk, "/order 1").await;
        cast.boris.taps(desk, "❌ Отклонить заявку").await;
        let answer = cast.boris.taps(desk, "Другое").await;
        assert_eq!(answer.text.as_deref(), Some("Напишите причину своими словами."));
        cast.boris.says(desk, "Адрес вне города").await;
        cast.work.sees_exactly(desk, "❌ Заявка #1 отклонена: Борис Админов\nПричина: Адрес вне города");
        cast.anna.sees(desk, "❌ Заявка #1 отклонена: Борис Админов");
        assert!(cast.work.buttons_of(desk, "❌ Отклонена").is_empty(), "a refused order's card has no buttons");
        assert_eq!(desk.status(number).await, Status::Refused);
    }

    async fn the_office_refuses_an_accepted_order(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Accepted, &cast).await;
        cast.anna.taps(desk, "❌ Отклонить заявку").await;
        cast.anna.taps(desk, "Не дозвонились").await;
        cast.work.sees(desk, "Причина: Не дозвонились");
        assert_eq!(desk.status(number).await, Status::Refused);
        assert_eq!(desk.order(number).await.order.refusal.unwrap().fee, Kopecks::ZERO);
    }

    async fn the_client_refuses_on_site_and_pays_for_the_diagnostics(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Onsite, &cast).await;
        cast.work.taps(desk, "❌ Отказ клиента").await;
        cast.work.taps(desk, "Дорого").await;
        cast.work.sees(desk, "Взята оплата за диагностику?");
        cast.work.replies(desk, "много").await;
        cast.work.sees(desk, "⚠️ Это не сумма.");
        cast.work.replies(desk, "1 000").await;
        cast.work.sees(desk, "❌ Заявка #1 отклонена");
        cast.work.has_seen(desk, "🧾 За диагностику: 1\u{a0}000\u{a0}₽");
        cast.anna.sees(desk, "❌ Заявка #1 отклонена: Пётр Мастеров\nПричина: Дорого");
        let order = desk.order(number).await.order;
        assert_eq!((order.status, order.refusal.unwrap().fee), (Status::Refused, Kopecks(100_000)));
    }

    async fn the_client_refuses_on_site_and_pays_nothing(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Onsite, &cast).await;
        cast.work.taps(desk, "❌ Отказ клиента").await;
        cast.work.replies(desk, "Передумал").await;
        cast.work.taps(desk, "⏭️ Пропустить").await;
        cast.work.sees(desk, "❌ Заявка #1 отклонена");
        let order = desk.order(number).await.order;
        assert_eq!((order.status, order.refusal.unwrap().fee), (Status::Refused, Kopecks::ZERO));
    }

    async fn a_refused_order_is_opened_again(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::New, &cast).await;
        cast.anna.taps(desk, "❌ Отклонить заявку").await;
        cast.anna.taps(desk, "Дубль").await;
        let answer = cast.anna.taps(desk, "♻️ Открыть снова").await;
        assert_eq!(answer, toast("♻️ Заявка снова открыта"));
        cast.boris.sees(desk, "♻️ Заявка #1 снова открыта: Анна Диспетчер. Нужен мастер.");
        let order = desk.order(number).await.order;
        assert_eq!((order.status, order.refusal, order.reason), (Status::New, None, None));
        cast.boris.taps(desk, "👨‍🔧 Назначить мастера").await;
        cast.boris.taps_like(desk, "Пётр").await;
        cast.work.sees(desk, "Заявка #1 · 👨‍🔧 Назначена");
    }

    async fn an_order_is_taken_off_its_master(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Onsite, &cast).await;
        cast.work.has_seen(desk, "345-67-89");
        let answer = cast.anna.taps(desk, "🚫 Снять мастера").await;
        assert_eq!(answer, toast("Мастер снят, заявка снова новая"));
        cast.work.sees_exactly(desk, "Заявка #1 снята с вас офисом.");
        cast.work.never_saw(desk, "345-67-89");
        cast.work.never_saw(desk, "Смирнова");
        assert!(cast.work.buttons(desk).is_empty(), "{}", cast.work.transcript(desk));
        let order = desk.order(number).await.order;
        assert_eq!((order.status, order.master, order.onsite_at), (Status::New, None, None));
    }

    async fn an_order_goes_to_another_master(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Onsite, &cast).await;
        cast.anna.taps(desk, "🔄 Переназначить").await;
        let list = cast.anna.buttons_of(desk, "Кого назначить на заявку #1?");
        assert_eq!(list, ["⭐ Вера Вторая (холодильники) · 0 в работе", "◀️ К заявке"]);
        let answer = cast.anna.taps_like(desk, "Вера").await;
        assert_eq!(answer, toast("✅ Заявка передана другому мастеру"));

        cast.work.sees_exactly(desk, "Заявка #1 передана другому мастеру.");
        cast.work.has_seen(desk, "Заявка #1 больше не у вас.");
        for secret in ["345-67-89", "Смирнова", "Ленина"] {
            cast.work.never_saw(desk, secret);
        }
        assert!(cast.work.buttons(desk).is_empty());
        cast.vera.sees(desk, "👨‍🔧 Назначена");
        cast.vera.never_saw(desk, "345-67-89");
        cast.vera.taps(desk, "✅ Принять").await;
        let (pyotr, vera) = (desk.person(&cast.pyotr).await, desk.person(&cast.vera).await);
        let history = desk.history(number).await;
        assert!(history.iter().any(|row| row.event == Event::Reassigned { from: pyotr, to: vera }));
        assert_eq!(desk.status(number).await, Status::Accepted);
    }

    async fn the_office_changes_its_mind_about_the_master(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Assigned, &cast).await;
        cast.anna.taps(desk, "🔄 Переназначить").await;
        cast.anna.taps(desk, "◀️ К заявке").await;
        cast.anna.sees(desk, "Заявка #1 · 👨‍🔧 Назначена");
        let card = [
            "📅 Перенести", "🔄 Переназначить", "🚫 Снять мастера", "❌ Отклонить заявку", "✏️ Изменить", "📞 Клиент ждёт",
            "💬 Комментарий",
        ];
        assert_eq!(cast.anna.buttons(desk), card);
        assert!(cast.anna.buttons_of(desk, "Кого назначить").is_empty(), "the list left behind is dead");
        assert_eq!(desk.history(number).await.len(), 2);
    }
}
