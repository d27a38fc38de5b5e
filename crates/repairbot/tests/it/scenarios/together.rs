//! Updates that wait share one transaction: all of them or none, and what one does the next one sees.

use std::time::Duration;

use repairbot::store::invitations;
use repairbot_core::order::Status;
use serde_json::json;

use crate::support::{TestDesk, scenarios};

scenarios! {
    async fn waiting_updates_are_committed_at_once(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Assigned, &cast).await;
        let accepted = cast.work.queues(desk, "✅ Принять");
        desk.sim.send_text(cast.anna.user, cast.anna.chat, "➕ Создать заявку");
        desk.sim.send_text(cast.vera.user, cast.vera.chat, "/help");
        desk.sim.send_text(cast.boris.user, cast.boris.chat, "/order 1");
        let before = desk.store().commits();
        desk.desk().poller.tick(0).await;
        assert_eq!(desk.store().commits() - before, 1, "four updates, one commit");
        desk.settle().await;
        assert!(desk.sim.press_answer(accepted).is_some(), "a press is answered after the commit");
        cast.anna.has_seen(desk, "Выберите тип техники");
        cast.vera.has_seen(desk, "Новые заявки приходят карточкой");
        cast.boris.has_seen(desk, "✅ Принята");
    }

    async fn the_second_update_sees_what_the_first_did(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        for text in ["➕ Создать заявку", "❌ Отмена", "➕ Создать заявку"] {
            desk.sim.send_text(cast.anna.user, cast.anna.chat, text);
        }
        assert_eq!(cast.anna.count(desk, "Выберите тип техники"), 0);
        desk.settle().await;
        assert_eq!(cast.anna.count(desk, "Выберите тип техники"), 2);
    }

    async fn a_role_given_in_the_same_transaction_counts(desk: &mut TestDesk) {
        let tx = desk.store().read().await.unwrap();
        let code = invitations::open_for_first_admin(&tx).await.unwrap().unwrap().code;
        drop(tx);
        let boris = desk.stranger("Борис").await;
        for text in [format!("/start {code}").as_str(), "👥 Мастера"] {
            desk.sim.send_text(boris.user, boris.chat, text);
        }
        desk.settle().await;
        boris.sees(desk, "Мастеров пока нет");
    }

    async fn what_is_said_before_a_group_moves_moves_with_it(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::New, &cast).await;
        cast.anna.taps(desk, "👨‍🔧 Назначить мастера").await;
        let calls = desk.sim.calls().len();
        cast.anna.queues(desk, "⭐ Пётр Мастеров (стиральные машины) · 0 в работе");
        let supergroup = cast.work.in_group(desk.sim.migrate_to_supergroup(cast.work.chat));
        desk.settle().await;
        supergroup.has_seen(desk, "👨‍🔧 Назначена");
        assert!(desk.sim.calls_since(calls).iter().all(|call| call.outcome == 200), "nobody wrote to the former group");
    }

    async fn one_that_fails_takes_none_of_the_others_along(desk: &mut TestDesk) {
        desk.expect_errors = true;
        let cast = desk.cast().await;
        desk.sim.send_text(cast.anna.user, cast.anna.chat, "➕ Создать заявку");
        desk.sim.send_raw_update(json!({ "message": 5 }));
        desk.sim.send_text(cast.vera.user, cast.vera.chat, "/help");
        desk.settle().await;
        desk.wait(Duration::from_secs(1));
        assert_eq!(cast.anna.count(desk, "Выберите тип техники"), 1);
        assert_eq!(cast.vera.count(desk, "Новые заявки приходят карточкой"), 1);
        assert_eq!(cast.boris.count(desk, "отложено"), 1);
    }
}
