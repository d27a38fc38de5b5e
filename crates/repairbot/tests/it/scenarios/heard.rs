//! What people hear of an event is what the event says, however late they hear it; and of money the admins hear.

use repairbot_core::{
    ids::ReasonId,
    money::Kopecks,
    order::{Command, Reason, Status},
};

use crate::support::{Cast, Chat, TestDesk, scenarios};

/// Anna's notices wait: what is done meanwhile happens before any of them is written.
async fn meanwhile(desk: &mut TestDesk, cast: &Cast, commands: Vec<Command>) {
    desk.desk().poller.tick(0).await;
    let (order, boris) = (desk.order(1).await.order.id, desk.person(&cast.boris).await);
    for command in commands {
        desk.command(order, &command, boris).await.unwrap();
    }
    desk.settle().await;
}

/// Pyotr refuses order 1 on site with this fee.
async fn refuses(desk: &mut TestDesk, pyotr: &Chat, fee: &str) {
    pyotr.taps(desk, "❌ Отказ клиента").await;
    pyotr.says(desk, "Клиент передумал").await;
    pyotr.says(desk, fee).await;
    assert_eq!(desk.status(1).await, Status::Refused);
}

scenarios! {
    async fn who_accepted_is_named_also_when_another_has_the_order_by_then(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.order_in(Status::Assigned, &cast).await;
        cast.pyotr.queues(desk, "✅ Принять");
        let vera = desk.person(&cast.vera).await;
        meanwhile(desk, &cast, vec![Command::Reassign { master: vera }]).await;
        cast.anna.has_seen(desk, "✅ Заявка #1 принята: Пётр Мастеров");
    }

    async fn who_accepted_is_named_also_when_nobody_has_the_order_by_then(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.order_in(Status::Assigned, &cast).await;
        cast.pyotr.queues(desk, "✅ Принять");
        meanwhile(desk, &cast, vec![Command::TakeOff]).await;
        cast.anna.has_seen(desk, "✅ Заявка #1 принята: Пётр Мастеров");
    }

    async fn why_it_was_refused_is_said_also_when_it_is_open_again(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.order_in(Status::Onsite, &cast).await;
        cast.pyotr.taps(desk, "❌ Отказ клиента").await;
        cast.pyotr.taps(desk, "Дорого").await;
        desk.sim.send_text(cast.pyotr.user, cast.pyotr.chat, "500");
        meanwhile(desk, &cast, vec![Command::Reopen]).await;
        cast.anna.has_seen(desk, "❌ Заявка #1 отклонена: Пётр Мастеров\nПричина: Дорого\n🧾 За диагностику: 500\u{a0}₽");
    }

    async fn why_it_was_declined_is_said_also_when_another_declines(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.order_in(Status::Assigned, &cast).await;
        cast.pyotr.taps(desk, "❌ Отказаться").await;
        desk.sim.send_text(cast.pyotr.user, cast.pyotr.chat, "Заболел");
        let vera = desk.person(&cast.vera).await;
        let far = Reason { picked: Some(ReasonId(3)), text: None };
        meanwhile(desk, &cast, vec![Command::Assign { master: vera }, Command::Decline { reason: far }]).await;
        cast.anna.has_seen(desk, "❌ Мастер отказался от заявки #1: Пётр Мастеров\nПричина: Заболел");
    }

    async fn the_admins_hear_of_a_refusal_that_brought_money(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.order_in(Status::Onsite, &cast).await;
        refuses(desk, &cast.pyotr, "500").await;
        let said = "❌ Заявка #1 отклонена: Пётр Мастеров\nПричина: Клиент передумал\n🧾 За диагностику: 500\u{a0}₽";
        for chat in [&cast.anna, &cast.boris] {
            assert_eq!(chat.count(desk, said), 1, "{}", chat.transcript(desk));
        }
    }

    async fn a_refusal_without_money_is_its_creators_business(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.order_in(Status::Onsite, &cast).await;
        refuses(desk, &cast.pyotr, "0").await;
        assert_eq!(cast.anna.count(desk, "❌ Заявка #1 отклонена"), 1);
        assert_eq!(cast.boris.count(desk, "❌ Заявка #1 отклонена"), 0);
    }

    async fn the_admins_hear_of_a_prepayment_that_was_kept(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        let number = desk.order_in(Status::Onsite, &cast).await;
        let (order, pyotr) = (desk.order(number).await.order.id, desk.person(&cast.pyotr).await);
        let promised_on = jiff::civil::date(2026, 12, 25);
        let long = Command::StartLongRepair { promised_on, parts: None, prepayment: Kopecks(150_000) };
        desk.command(order, &long, pyotr).await.unwrap();
        cast.pyotr.says(desk, "/order 1").await;
        cast.pyotr.taps(desk, "❌ Отказ").await;
        cast.pyotr.taps(desk, "Дорого").await;
        cast.pyotr.taps(desk, "⏭️ Пропустить").await;
        cast.pyotr.taps(desk, "💼 Оставили у себя").await;
        assert_eq!(desk.status(number).await, Status::Refused);
        let said = "Причина: Дорого\n💼 Предоплата осталась у нас: 1\u{a0}500\u{a0}₽";
        for chat in [&cast.anna, &cast.boris] {
            assert_eq!(chat.count(desk, said), 1, "{}", chat.transcript(desk));
        }
        assert_eq!(cast.pyotr.count(desk, "💼 Предоплата осталась"), 0, "the office's figures");
    }

    async fn the_admins_do_not_hear_of_what_they_did_themselves(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.order_in(Status::Onsite, &cast).await;
        cast.boris.says(desk, "/order 1").await;
        cast.boris.taps_like(desk, "Отказ клиента").await;
        cast.boris.taps(desk, "Дорого").await;
        cast.boris.says(desk, "500").await;
        assert_eq!(desk.status(1).await, Status::Refused);
        assert_eq!(cast.boris.count(desk, "❌ Заявка #1 отклонена: Борис"), 0);
        assert_eq!(cast.anna.count(desk, "❌ Заявка #1 отклонена: Борис"), 1);
    }
}
