//! Reasons that admins merge.

use repairbot_core::{callback::CataloguePress, catalogue::CatalogueEntry, ids::ReasonId, order::Status};

use super::history_catalogue::{DECLINES, opens, press};
use crate::support::{TestDesk, alert, audit_actions, scenarios, toast};

const REFUSALS: &str = "❌ Причины отклонения заявки";
/// «Дорого».
const EXPENSIVE: ReasonId = ReasonId(6);

scenarios! {
    async fn a_merged_reason_leads_orders_drafts_and_old_buttons_to_its_survivor(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        for reason in ["Дорого", "Дорого", "Клиент отказался"] {
            desk.order_in(Status::New, &cast).await;
            cast.anna.taps(desk, "❌ Отклонить заявку").await;
            cast.anna.taps(desk, reason).await;
        }
        // Pyotr has picked it and is asked for the fee; Anna is asked why.
        desk.order_in(Status::Onsite, &cast).await;
        cast.work.taps(desk, "💰 Завершить").await;
        cast.work.replies(desk, "500").await;
        cast.work.taps(desk, "✅ Да, это отказ").await;
        cast.work.taps(desk, "Дорого").await;
        desk.order_in(Status::New, &cast).await;
        cast.anna.taps(desk, "❌ Отклонить заявку").await;
        let (question, expensive) = cast.anna.data_of(desk, "Дорого");

        opens(desk, &cast.boris, REFUSALS, "Дорого").await;
        cast.boris.taps(desk, "🔗 Объединить").await;
        cast.boris.has_seen(desk, "С какой причиной объединить «Дорого»?");
        assert!(!cast.boris.buttons(desk).contains(&"Далеко".to_owned()), "that is why masters decline");
        cast.boris.taps(desk, "Клиент отказался").await;
        cast.boris.has_seen(desk, "Объединить «Дорого» с причиной «Клиент отказался»?");
        let (message, merge) = cast.boris.data_of(desk, "✅ Объединить");
        cast.boris.taps(desk, "✅ Объединить").await;
        cast.boris.has_seen(desk, "Клиент отказался · 1 из 6");
        let gone = CatalogueEntry::Reason(EXPENSIVE);
        let rename = press(CataloguePress::Rename { entry: gone });
        let show = press(CataloguePress::Hide { entry: gone, hidden: false });
        for dead in [merge, rename, show] {
            cast.boris.forges(desk, message, &dead).await;
            cast.boris.has_seen(desk, "Эта причина объединена с причиной «Клиент отказался».");
        }
        assert_eq!(audit_actions(desk).await.iter().filter(|action| *action == "reasons_merged").count(), 1);
        cast.boris.says(desk, "/audit").await;
        cast.boris.sees(desk, "🔗 справочник: причина «Дорого» теперь «Клиент отказался»");

        // What was begun before goes on, and an order keeps what was picked.
        cast.work.sees(desk, "💬 Причина: Дорого");
        assert_eq!(cast.work.taps(desk, "✅ Подтвердить").await, toast("Заявка отклонена"));
        cast.work.has_seen(desk, "💬 Причина: Клиент отказался");
        cast.anna.forges(desk, question, &expensive).await;
        for number in [4, 5] {
            let order = desk.order(number).await;
            assert_eq!((order.order.status, order.order.reason.unwrap().picked), (Status::Refused, Some(EXPENSIVE)));
            assert_eq!(order.reason_name.as_deref(), Some("Клиент отказался"));
        }
        // All five are one reason: in the timeline, in the report, and under a name it gets later.
        opens(desk, &cast.boris, REFUSALS, "Клиент отказался").await;
        cast.boris.taps(desk, "✏️ Переименовать").await;
        cast.boris.says(desk, "Клиент передумал").await;
        cast.anna.says(desk, "/order 1").await;
        cast.anna.taps(desk, "🕓 История").await;
        cast.anna.sees(desk, "💬 Причина: Клиент передумал");
        cast.anna.says(desk, "/reports").await;
        cast.anna.taps_like(desk, "Отказы").await;
        cast.anna.taps_like(desk, "Сегодня, ").await;
        cast.anna.has_seen(desk, "• Клиент передумал: 5 (");
        cast.anna.never_saw(desk, "• Дорого: ");

        // Merged on, it leads to where its survivor went; the last one that is offered stays.
        opens(desk, &cast.boris, REFUSALS, "Клиент передумал").await;
        cast.boris.taps(desk, "🔗 Объединить").await;
        cast.boris.taps(desk, "Дубль").await;
        cast.boris.taps(desk, "✅ Объединить").await;
        assert_eq!(desk.order(1).await.reason_name.as_deref(), Some("Дубль"));
    }

    async fn reasons_are_not_merged_into_what_is_not_offered(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let inna = desk.admin("Инна Вторая").await;
        opens(desk, &cast.boris, REFUSALS, "Дорого").await;
        cast.boris.taps(desk, "🔗 Объединить").await;
        cast.boris.taps(desk, "Дубль").await;
        opens(desk, &inna, REFUSALS, "Дубль").await;
        inna.taps(desk, "🙈 Скрыть").await;
        cast.boris.taps(desk, "✅ Объединить").await;
        cast.boris.has_seen(desk, "⚠️ Пока вы выбирали, здесь уже всё изменилось");
        assert!(!audit_actions(desk).await.contains(&"reasons_merged".to_owned()));
        // «Другое» wants words, also from who presses what has become it.
        desk.order_in(Status::Assigned, &cast).await;
        cast.work.taps(desk, "❌ Отказаться").await;
        let (question, busy) = cast.work.data_of(desk, "Занят");
        opens(desk, &cast.boris, DECLINES, "Занят").await;
        cast.boris.taps(desk, "🔗 Объединить").await;
        cast.boris.taps(desk, "Другое").await;
        cast.boris.taps(desk, "✅ Объединить").await;
        let answer = cast.work.forges(desk, question, &busy).await;
        assert_eq!(answer, alert("Напишите причину своими словами."));
        assert_eq!(desk.status(1).await, Status::Assigned);
    }
}
