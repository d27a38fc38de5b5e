//! Who is heard in a group, and what becomes of what was meant for one that is gone.

use repairbot::store::people;
use repairbot_core::{ids::TelegramId, order::Status};
use telegram_sim::NewPerson;

use crate::support::{TestDesk, picture, scenarios};

scenarios! {
    async fn talk_in_a_group_is_nobodys_business(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        // With its privacy off the bot hears everything.
        desk.sim.read_all_group_messages(true);
        let other = desk.sim.add_person(NewPerson::named("Соседка"));
        desk.sim.add_member(cast.work.chat, other);
        for number in 0..30 {
            desk.sim.send_text(other, cast.work.chat, &format!("а вчера {number} раз звонили"));
            desk.sim.send_text(cast.pyotr.user, cast.work.chat, "/order@another_bot 1");
        }
        desk.settle().await;
        cast.work.never_saw(desk, "Слишком много запросов");
        let tx = desk.store().read().await.unwrap();
        assert!(people::by_telegram(&tx, TelegramId(other.0)).await.unwrap().is_none(), "she never spoke to the bot");
        drop(tx);
        // The master's own bucket is full: he is heard at once.
        desk.order_in(Status::Assigned, &cast).await;
        cast.work.says(desk, "/order 1").await;
        cast.work.sees(desk, "Заявка #1 · 👨‍🔧 Назначена");
    }

    async fn what_was_said_to_a_group_that_is_gone_reaches_its_master(desk: &mut TestDesk) {
        desk.expect_errors = true;
        let cast = desk.cast().await;
        for _ in 0..2 {
            desk.order_in(Status::Accepted, &cast).await;
        }
        // Telegram's word of it comes after the presses: both notices are on their way to the group by then.
        let mut presses = Vec::new();
        for number in [1, 2] {
            cast.anna.says(desk, &format!("/order {number}")).await;
            presses.push(cast.anna.data_of(desk, "🚫 Снять мастера"));
        }
        for (card, data) in presses {
            desk.sim.press_data(cast.anna.user, cast.anna.chat, card, &data);
        }
        desk.sim.remove_bot_from_group(cast.work.chat, cast.pyotr.user);
        desk.settle().await;
        for number in [1, 2] {
            cast.pyotr.has_seen(desk, &format!("Заявка #{number} снята с вас"));
        }
    }

    async fn attachments_come_into_the_topic_they_were_asked_in(desk: &mut TestDesk) {
        let mut cast = desk.cast_without_group().await;
        let group = desk.sim.add_group("Работа Петра", &[cast.pyotr.user, cast.boris.user]);
        desk.sim.add_bot_to_group(group, cast.pyotr.user);
        let forum = desk.sim.make_forum(group);
        desk.settle().await;
        cast.boris.says(desk, "👥 Мастера").await;
        cast.boris.taps_like(desk, "Пётр").await;
        cast.boris.taps(desk, "💬 Установить рабочую группу").await;
        cast.boris.picks_group(desk, forum).await;
        let topic = desk.sim.add_topic(forum, cast.pyotr.user, "Заявки").unwrap();
        let work = cast.pyotr.in_group(forum);
        desk.sim.send_in_topic(work.user, forum, topic, "/start");
        desk.settle().await;
        cast.work = work.clone();
        desk.order_in(Status::Accepted, &cast).await;
        let card = work.message_with(desk, "Заявка #1 ·").id;
        work.attaches(desk, card, picture().kind).await;
        work.taps_like(desk, "📎 Вложения").await;
        let sent = desk.sim.calls().into_iter().rev().find(|call| call.method == "sendPhoto").unwrap();
        assert_eq!(sent.params["message_thread_id"], topic.0);
    }
}
