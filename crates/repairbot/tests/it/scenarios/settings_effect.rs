//! What the company's settings change elsewhere, at once.

use repairbot_core::{
    order::Status,
    settings::{Amount, Count, Switch, Value},
};

use crate::support::{Chat, TestDesk, scenarios};

const HIDDEN: &str = "📞 Телефон откроется, когда вы будете на объекте";

/// The numbers of the orders on the newest page.
fn numbers(desk: &TestDesk, chat: &Chat) -> usize {
    chat.buttons(desk).iter().filter(|label| label.starts_with('#')).count()
}

scenarios! {
    async fn pages_of_lists_and_searches_are_as_long_as_the_company_says(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        for _ in 0..12 {
            desk.new_order(&cast.anna).await;
        }
        for (size, page) in [(None, "1/2"), (Some(5), "1/3"), (Some(6), "1/2"), (Some(20), "")] {
            if let Some(size) = size {
                desk.set(Count::PageSize, Value::Count(size)).await;
            }
            let expected = usize::try_from(size.unwrap_or(10).min(12)).unwrap();
            cast.anna.taps(desk, "📋 Все заявки").await;
            cast.anna.taps(desk, "🆕 Новая (12)").await;
            assert_eq!(numbers(desk, &cast.anna), expected);
            assert!(page.is_empty() || cast.anna.buttons(desk).contains(&page.to_owned()), "{size:?}");
            cast.anna.says(desk, "/search ленина").await;
            assert_eq!(numbers(desk, &cast.anna), expected);
            cast.anna.says(desk, "/start").await;
        }
    }

    async fn a_page_turned_after_the_size_changed_shows_the_next_orders(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        for _ in 0..12 {
            desk.new_order(&cast.anna).await;
        }
        cast.anna.taps(desk, "📋 Все заявки").await;
        cast.anna.taps(desk, "🆕 Новая (12)").await;
        desk.set(Count::PageSize, Value::Count(5)).await;
        cast.anna.taps(desk, "▶️").await;
        let shown: Vec<_> = cast.anna.buttons(desk).into_iter().filter(|label| label.starts_with('#')).collect();
        assert_eq!(shown, ["#2", "#1"]);
    }

    async fn the_clients_phone_is_hidden_until_on_site_or_not(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Assigned, &cast).await;
        cast.work.sees(desk, HIDDEN);
        assert!(!cast.work.last(desk).unwrap().text.contains("345-67-89"));
        desk.set(Switch::PhoneHiddenUntilOnsite, Value::Switch(false)).await;
        cast.work.taps(desk, "✅ Принять").await;
        let card = cast.work.last(desk).unwrap().text;
        assert!(card.contains("345-67-89") && !card.contains(HIDDEN), "{card}");
        // Others' orders stay others'.
        cast.vera.says(desk, "/order 1").await;
        assert!(!cast.vera.last(desk).unwrap().text.contains("345-67-89"));
        desk.set(Switch::PhoneHiddenUntilOnsite, Value::Switch(true)).await;
        cast.work.says(desk, "/order 1").await;
        cast.work.sees(desk, HIDDEN);
        cast.work.taps(desk, "🏠 Я на объекте").await;
        assert!(cast.work.last(desk).unwrap().text.contains("345-67-89"));
    }

    async fn a_total_up_to_the_limit_asks_whether_it_is_a_refusal(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Onsite, &cast).await;
        for (limit, total, asks) in [
            (None, "1000", true),
            (None, "1001", false),
            (Some(200_000), "2000", true),
            (Some(0), "500", false),
        ] {
            if let Some(kopecks) = limit {
                let value = Value::Amount(repairbot_core::money::Kopecks(kopecks));
                desk.set(Amount::RefusalQuestionUpTo, value).await;
            }
            cast.work.says(desk, "/order 1").await;
            cast.work.taps(desk, "💰 Завершить").await;
            cast.work.replies(desk, total).await;
            cast.work.sees(desk, if asks { "Это отказ?" } else { "материалы" });
            cast.work.taps(desk, "❌ Отмена").await;
        }
    }
}
