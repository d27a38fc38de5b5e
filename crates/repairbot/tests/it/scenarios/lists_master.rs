//! A master's own lists: what is at work, what is over, never anybody else's.

use repairbot_core::{actor::Role, order::Status};

use crate::support::{Cast, Chat, DENIED, TestDesk, alert, scenarios};

fn page(desk: &TestDesk, chat: &Chat) -> Vec<String> {
    chat.buttons(desk).into_iter().filter(|label| label.starts_with('#')).collect()
}

/// Anna's orders, assigned to this master.
async fn assigned(desk: &mut TestDesk, cast: &Cast, count: usize, master: &str) {
    for _ in 0..count {
        let number = desk.new_order(&cast.anna).await;
        cast.anna.says(desk, &format!("/order {number}")).await;
        cast.anna.taps(desk, "👨‍🔧 Назначить мастера").await;
        cast.anna.taps_like(desk, master).await;
    }
}

scenarios! {
    async fn own_orders_in_pages_and_those_that_are_over(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        assigned(desk, &cast, 12, "Пётр").await;
        assigned(desk, &cast, 1, "Вера").await;
        let pyotr = &cast.pyotr;
        pyotr.taps(desk, "📋 Мои заявки").await;
        pyotr.sees(desk, "Ваши заявки в работе\n#12 · 👨‍🔧 Назначена");
        assert_eq!((page(desk, pyotr).len(), page(desk, pyotr)[0].as_str()), (10, "#12"));
        assert!(pyotr.buttons(desk).contains(&"1/2".to_owned()));
        pyotr.taps(desk, "▶️").await;
        assert_eq!(page(desk, pyotr), ["#2", "#1"]);
        pyotr.taps(desk, "#2").await;
        pyotr.sees(desk, "Заявка #2 · 👨‍🔧 Назначена");
        assert_eq!(pyotr.buttons(desk), ["✅ Принять", "❌ Отказаться", "📅 Перенести", "💬 Комментарий", "◀️ К списку"]);
        pyotr.taps(desk, "❌ Отказаться").await;
        pyotr.taps(desk, "Занят").await;
        pyotr.has_seen(desk, "Заявка #2 больше не у вас.");
        pyotr.says(desk, "/my").await;
        pyotr.taps(desk, "▶️").await;
        assert_eq!(page(desk, pyotr), ["#1"]);
        pyotr.taps(desk, "💰 Завершена").await;
        pyotr.sees(desk, "Ваши заявки: 💰 Завершена\nЗдесь пусто.");
        pyotr.taps(desk, "📂 В работе").await;
        pyotr.sees(desk, "Ваши заявки в работе");
    }

    async fn a_closed_order_moves_from_one_list_to_the_other(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.order_in(Status::Onsite, &cast).await;
        let pyotr = &cast.pyotr;
        pyotr.taps(desk, "📋 Мои заявки").await;
        pyotr.taps(desk, "#1").await;
        desk.closes(pyotr, ("9000", "0")).await;
        assert_eq!(desk.status(1).await, Status::Closed);
        pyotr.taps(desk, "◀️ К списку").await;
        let list = pyotr.message_with(desk, "Ваши заявки в работе");
        assert!(list.text.contains("Здесь пусто."), "{}", list.text);
        pyotr.taps(desk, "💰 Завершена").await;
        assert!(pyotr.message_with(desk, "Ваши заявки: 💰 Завершена").text.contains("#1 · "));
        pyotr.taps(desk, "❌ Отклонена").await;
        assert!(pyotr.message_with(desk, "Ваши заявки: ❌ Отклонена").text.contains("Здесь пусто."));
    }

    async fn nobody_reads_anothers_list(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        assigned(desk, &cast, 11, "Пётр").await;
        let stranger = desk.stranger("Прохожий").await;
        let pyotr = &cast.pyotr;
        pyotr.taps(desk, "📋 Мои заявки").await;
        let forged = ["▶️", "💰 Завершена", "#5"].map(|label| pyotr.data_of(desk, label).1);
        for visitor in [&stranger, &cast.anna] {
            let last = visitor.last(desk).unwrap().id;
            for data in &forged {
                assert_eq!(visitor.forges(desk, last, data).await, alert(DENIED), "{}: {data}", visitor.name);
            }
        }
        cast.vera.taps(desk, "📋 Мои заявки").await;
        let hint = cast.vera.last(desk).unwrap().id;
        assert_eq!(cast.vera.forges(desk, hint, &forged[2]).await, alert(DENIED), "not her order");
        cast.vera.forges(desk, hint, &forged[0]).await;
        cast.vera.sees(desk, "Здесь пусто.");
        cast.vera.never_saw(desk, "Ленина");
    }

    async fn a_dispatcher_who_is_a_master_has_both(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let gleb = desk.employee("Глеб Двойной", &[Role::Dispatcher, Role::Master], None).await;
        assigned(desk, &cast, 1, "Глеб").await;
        assigned(desk, &cast, 1, "Пётр").await;
        gleb.taps(desk, "📋 Мои заявки").await;
        assert_eq!(page(desk, &gleb), ["#1"]);
        gleb.taps(desk, "📋 Все заявки").await;
        gleb.taps(desk, "📂 Все открытые (2)").await;
        assert_eq!(page(desk, &gleb), ["#2", "#1"]);
    }
}
