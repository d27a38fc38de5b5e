//! What Telegram does to messages: blocked, kicked, migrated, lost, throttled; and what comes in broken.

use std::time::Duration;

use repairbot::{
    outcome::{Delivery, Lane},
    store::{
        Reads,
        outbox::{self, NewRow},
        people,
    },
};
use repairbot_core::{
    ids::{ChatId, OrderVersion, PersonId},
    order::{Notice, NoticeKind, Recipient, Status},
    screen::Screen,
};
use serde_json::{Value, json};
use telegram_sim::{Fault, FaultKind};

use super::life::lives;
use crate::support::{Cast, Chat, TestDesk, alert, scenarios};

async fn person(desk: &TestDesk, chat: &Chat) -> people::Person {
    let id = desk.person(chat).await;
    let tx = desk.store().read().await.unwrap();
    read_person(&tx, id).await
}

async fn read_person(tx: &impl Reads, id: PersonId) -> people::Person {
    people::by_id(tx, id).await.unwrap().unwrap()
}

/// The database believes again that the chat can be written to, as if Telegram had not said so.
async fn forgets(desk: &TestDesk, master: &Chat, group: Option<ChatId>) {
    let id = desk.person(master).await;
    let tx = desk.store().write().await.unwrap();
    people::set_reachable(&tx, id, true).await.unwrap();
    people::set_work_chat(&tx, id, group).await.unwrap();
    tx.commit().await.unwrap();
}

/// The office opens this order and stands before the list of masters.
async fn at_the_masters(desk: &mut TestDesk, office: &Chat, number: i64) {
    office.says(desk, &format!("/order {number}")).await;
    office.taps(desk, "👨‍🔧 Назначить мастера").await;
}

const PYOTR: &str = "⭐ Пётр Мастеров (стиральные машины) · 0 в работе";
const UNDELIVERED: &str = "⚠️ Сообщение не доставлено: ";

fn fault(method: &str, kind: FaultKind, times: u32) -> Fault {
    Fault { method: Some(method.to_owned()), chat: None, kind, times: Some(times) }
}

async fn with_two_orders_at_once(desk: &mut TestDesk, cast: &Cast) {
    for office in [&cast.anna, &cast.boris] {
        let number = desk.new_order(office).await;
        at_the_masters(desk, office, number).await;
    }
    cast.anna.queues(desk, PYOTR);
    cast.boris.queues(desk, PYOTR);
    desk.settle().await;
}

scenarios! {
    async fn who_blocks_the_bot_is_marked_and_the_office_is_told_once(desk: &mut TestDesk) {
        desk.expect_errors = true;
        let cast = desk.cast_without_group().await;
        desk.sim.block_bot(cast.pyotr.user);
        desk.settle().await;
        assert!(!person(desk, &cast.pyotr).await.reachable, "Telegram said so");
        forgets(desk, &cast.pyotr, None).await;

        with_two_orders_at_once(desk, &cast).await;
        assert!(!person(desk, &cast.pyotr).await.reachable, "a failed message said so");
        for office in [&cast.anna, &cast.boris] {
            assert_eq!(office.count(desk, UNDELIVERED), 1, "{}", office.transcript(desk));
            office.has_seen(desk, "Пётр Мастеров. Ответ Telegram: ");
        }
        let number = desk.new_order(&cast.anna).await;
        at_the_masters(desk, &cast.anna, number).await;
        cast.anna.taps_like(desk, "Пётр").await;
        cast.anna.has_seen(desk, "⚠️ Заявка #3 назначена, но мастер Пётр Мастеров");
        assert_eq!(cast.anna.count(desk, UNDELIVERED), 1);
        cast.anna.taps(desk, "🔄 Переназначить").await;
        cast.anna.taps_like(desk, "Вера").await;
        cast.vera.sees(desk, "Заявка #3 · 👨‍🔧 Назначена");

        desk.sim.unblock_bot(cast.pyotr.user);
        desk.settle().await;
        assert!(person(desk, &cast.pyotr).await.reachable);
        cast.pyotr.taps(desk, "📋 Мои заявки").await;
        cast.pyotr.sees(desk, "#2 · 👨‍🔧 Назначена");
    }

    async fn a_master_whose_group_threw_the_bot_out_is_written_to_in_private(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Accepted, &cast).await;
        desk.sim.remove_bot_from_group(cast.work.chat, cast.pyotr.user);
        desk.settle().await;
        for office in [&cast.anna, &cast.boris] {
            office.sees(desk, "⚠️ Меня убрали из рабочей группы или запретили в ней писать. Мастер Пётр Мастеров теперь получает заявки");
        }
        let number = desk.new_order(&cast.anna).await;
        at_the_masters(desk, &cast.anna, number).await;
        cast.anna.taps_like(desk, "Пётр").await;
        cast.pyotr.sees(desk, "Заявка #2 · 👨‍🔧 Назначена");
    }

    async fn a_group_that_takes_no_words_from_the_bot_is_lost(desk: &mut TestDesk) {
        desk.expect_errors = true;
        let cast = desk.cast().await;
        let description = "Bad Request: not enough rights to send text messages to the chat".to_owned();
        let muted = fault("sendMessage", FaultKind::BadRequest { description }, 1);
        desk.sim.fault(Fault { chat: Some(cast.work.chat), times: None, ..muted });
        let number = desk.new_order(&cast.anna).await;
        at_the_masters(desk, &cast.anna, number).await;
        cast.anna.taps_like(desk, "Пётр").await;
        cast.pyotr.sees(desk, "Заявка #1 · 👨‍🔧 Назначена");
        cast.pyotr.has_seen(desk, "⚠️ Меня убрали из вашей рабочей группы или запретили в ней писать.");
        for office in [&cast.anna, &cast.boris] {
            assert_eq!(office.count(desk, "⚠️ Меня убрали из рабочей группы или запретили в ней писать."), 1);
            assert_eq!(office.count(desk, UNDELIVERED), 0);
        }
    }

    async fn a_group_lost_unseen_is_reported_once(desk: &mut TestDesk) {
        desk.expect_errors = true;
        let cast = desk.cast().await;
        let group = ChatId(cast.work.chat.0);
        desk.sim.remove_bot_from_group(cast.work.chat, cast.pyotr.user);
        desk.settle().await;
        forgets(desk, &cast.pyotr, Some(group)).await;
        with_two_orders_at_once(desk, &cast).await;
        for office in [&cast.anna, &cast.boris] {
            // Once when Telegram said so, and once when the desk, made to forget it, found out by itself.
            assert_eq!(office.count(desk, "⚠️ Меня убрали из рабочей группы или запретили в ней писать."), 2, "{}", office.transcript(desk));
        }
        cast.pyotr.has_seen(desk, "Заявка #1 · 👨‍🔧 Назначена");
        cast.pyotr.has_seen(desk, "Заявка #2 · 👨‍🔧 Назначена");
    }

    async fn a_group_becomes_a_supergroup_as_the_service_message_says(desk: &mut TestDesk) {
        desk.expect_errors = true;
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Assigned, &cast).await;
        let super_group = desk.sim.migrate_to_supergroup(cast.work.chat);
        desk.settle().await;
        let work = cast.pyotr.in_group(super_group);
        assert_eq!(person(desk, &cast.pyotr).await.work_chat, Some(ChatId(super_group.0)));

        cast.boris.says(desk, "/order 1").await;
        cast.boris.taps(desk, "✅ Принять (за мастера)").await;
        work.has_seen(desk, "ℹ️ Администратор Борис Админов изменил заявку #1 за вас.");
        work.taps(desk, "🏠 Я на объекте").await;
        desk.closes(&work, ("3000", "0")).await;
        assert_eq!(desk.status(number).await, Status::Closed);
        assert_eq!(cast.anna.count(desk, UNDELIVERED), 0);
    }

    async fn a_group_becomes_a_supergroup_as_the_failed_message_says(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.new_order(&cast.anna).await;
        at_the_masters(desk, &cast.anna, number).await;
        cast.anna.queues(desk, PYOTR);
        desk.desk().poller.tick(0).await;
        let super_group = desk.sim.migrate_to_supergroup(cast.work.chat);
        desk.desk().sender.drain().await.unwrap();
        assert_eq!(person(desk, &cast.pyotr).await.work_chat, Some(ChatId(super_group.0)));
        desk.settle().await;
        let work = cast.pyotr.in_group(super_group);
        work.sees(desk, "Заявка #1 · 👨‍🔧 Назначена");
        assert_eq!(work.count(desk, "Заявка #1"), 1);
        work.taps(desk, "✅ Принять").await;
        assert_eq!(desk.status(number).await, Status::Accepted);
    }

    async fn a_deleted_card_comes_again(desk: &mut TestDesk) {
        desk.expect_errors = true;
        let cast = desk.cast().await;
        desk.order_in(Status::Assigned, &cast).await;
        let gone = FaultKind::BadRequest { description: "Bad Request: message to edit not found".to_owned() };
        desk.sim.fault(Fault { chat: Some(cast.work.chat), ..fault("editMessageText", gone.clone(), 1) });
        cast.work.taps(desk, "✅ Принять").await;
        assert_eq!(
            cast.work.buttons_of(desk, "Заявка #1 · ✅ Принята"),
            ["🏠 Я на объекте", "📅 Перенести", "⏳ Длительный ремонт", "💬 Комментарий"]
        );
        assert_eq!(cast.work.count(desk, "Заявка #1 ·"), 2);
        cast.work.taps(desk, "🏠 Я на объекте").await;
        cast.work.sees(desk, "Заявка #1 · 🏠 На объекте");

        cast.work.taps(desk, "💰 Завершить").await;
        cast.work.replies(desk, "5000").await;
        cast.work.replies(desk, "0").await;
        desk.sim.fault(Fault { chat: Some(cast.work.chat), ..fault("editMessageText", gone, 1) });
        cast.work.taps(desk, "💵 Наличные").await;
        cast.work.sees(desk, "Взят отзыв?");
        cast.work.taps(desk, "✅ Да").await;
        cast.work.sees(desk, "Выезд за город?");
    }

    async fn a_life_with_429_and_lost_answers(desk: &mut TestDesk) {
        let wait = |retry_after| FaultKind::TooManyRequests { retry_after };
        let troubles = [
            ("sendMessage", vec![wait(7), FaultKind::LoseAnswer, wait(40)]),
            ("editMessageText", vec![FaultKind::LoseAnswer, wait(3), FaultKind::ResetBefore, FaultKind::ServerError]),
            ("editMessageReplyMarkup", vec![FaultKind::ServerError, FaultKind::LoseAnswer, wait(9)]),
        ];
        for (method, kinds) in troubles {
            for kind in kinds {
                desk.sim.fault(fault(method, kind, 1));
            }
        }
        lives(desk).await;
        assert_eq!(desk.status(1).await, Status::Closed);
    }

    async fn a_poisoned_update_is_parked_and_the_others_flow(desk: &mut TestDesk) {
        desk.expect_errors = true;
        let cast = desk.cast().await;
        let chat = json!({ "id": cast.anna.chat.0, "type": "private" });
        let from = json!({ "id": cast.anna.user.0, "is_bot": false, "first_name": "Анна" });
        let poisons: [Value; 6] = [
            json!({ "message": 5 }),
            json!({ "message": { "chat": {} } }),
            json!({ "message": { "message_id": 1, "date": 1, "chat": chat, "from": from, "text": 7 } }),
            json!({ "callback_query": { "id": 1 } }),
            json!({ "my_chat_member": { "chat": chat } }),
            json!({ "message": { "message_id": "x", "chat": chat } }),
        ];
        let count = poisons.len();
        for poison in poisons {
            desk.sim.send_raw_update(poison);
            cast.anna.says(desk, "/help").await;
            cast.anna.sees(desk, "Что можно сделать:");
        }
        assert_eq!(cast.boris.count(desk, "⚠️ Одно сообщение не удалось обработать, оно отложено."), count);
        assert_eq!(cast.anna.count(desk, "не удалось обработать"), 0, "only admins are told");
        for harmless in [json!({ "poll": {} }), json!({ "message": null }), json!({ "channel_post": { "x": 1 } })] {
            desk.sim.send_raw_update(harmless);
        }
        desk.settle().await;
        assert_eq!(cast.boris.count(desk, "отложено"), count);
    }

    async fn what_another_build_left_is_read_or_given_up_and_holds_up_nobody(desk: &mut TestDesk) {
        desk.expect_errors = true;
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Accepted, &cast).await;
        let (order, anna) = (desk.order(number).await.order.id, desk.person(&cast.anna).await);
        let (kind, by, version) = (NoticeKind::Accepted, desk.person(&cast.pyotr).await, OrderVersion(3));
        let notice = Notice { to: Recipient::Creator, kind, order, by, version };
        let now = serde_json::to_string(&Delivery::Send { screen: Screen::Notice(notice) }).unwrap();
        let unversioned = now.replace(r#","version":3"#, "");
        let otherwise = now.replace(r#""accepted""#, r#"{"edited":{"version":3}}"#);
        assert!(unversioned != now && otherwise != now, "{now}");
        let row = |body: &str| NewRow {
            chat: ChatId(cast.anna.chat.0),
            topic: None,
            person: Some(anna),
            order: Some(order),
            told: None,
            lane: Lane::Normal as i16,
            refresh: false,
            body: body.to_owned(),
            not_before: desk.clock.now(),
            created_at: desk.clock.now(),
        };
        let tx = desk.store().write().await.unwrap();
        outbox::enqueue(&tx, &[row(&otherwise), row("{}"), row(&unversioned), row(&now)]).await.unwrap();
        tx.commit().await.unwrap();
        let told = "принята: Пётр Мастеров";
        let before = cast.anna.count(desk, told);
        desk.settle().await;
        assert_eq!(cast.anna.count(desk, told), before + 2, "{}", cast.anna.transcript(desk));
        let tx = desk.store().read().await.unwrap();
        let dead = outbox::dead_letters(&tx, 9).await.unwrap();
        let errors: Vec<String> = dead.into_iter().filter_map(|letter| letter.error).collect();
        assert_eq!(errors.len(), 2, "{errors:?}");
        assert!(errors.iter().all(|error| error.contains("cannot be decoded")), "{errors:?}");
        assert_eq!(cast.boris.count(desk, UNDELIVERED), 2, "the office is told");
    }

    async fn a_burst_is_warned_once_and_presses_get_an_alert(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        cast.anna.taps(desk, "➕ Создать заявку").await;
        desk.wait(Duration::from_secs(60));
        for _ in 0..25 {
            desk.sim.send_text(cast.anna.user, cast.anna.chat, "/help");
        }
        let press = cast.anna.queues(desk, "Телевизоры");
        desk.desk().poller.tick(0).await;
        desk.settle().await;
        assert_eq!(cast.anna.count(desk, "Что можно сделать:"), 10);
        assert_eq!(cast.anna.count(desk, "⚠️ Слишком много запросов. Подождите."), 1);
        assert_eq!(desk.sim.press_answer(press), Some(alert("⚠️ Слишком много запросов")));
        desk.wait(Duration::from_secs(10));
        cast.anna.taps(desk, "Телевизоры").await;
        cast.anna.has_seen(desk, "Опишите проблему");
    }

    async fn a_backlog_is_not_punished(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        for _ in 0..40 {
            desk.wait(Duration::from_secs(30));
            desk.sim.send_text(cast.anna.user, cast.anna.chat, "/help");
        }
        desk.settle().await;
        assert_eq!(cast.anna.count(desk, "Что можно сделать:"), 40);
        assert_eq!(cast.anna.count(desk, "Слишком много"), 0);
    }

    async fn a_draft_expires_after_a_day_with_a_notice(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        cast.anna.taps(desk, "➕ Создать заявку").await;
        cast.boris.taps(desk, "➕ Создать заявку").await;
        cast.boris.taps(desk, "👥 Мастера").await;
        desk.wait(Duration::from_secs(23 * 3600));
        cast.anna.taps(desk, "Телевизоры").await;
        desk.desk().housekeeping().await.unwrap();
        desk.settle().await;
        assert_eq!(cast.boris.count(desk, "простояла сутки"), 0);
        desk.wait(Duration::from_secs(3600));
        desk.desk().housekeeping().await.unwrap();
        desk.settle().await;
        cast.boris.sees_exactly(desk, "Начатая форма простояла сутки и закрыта.");
        assert_eq!(cast.anna.count(desk, "простояла сутки"), 0, "she answered within the day");
        assert_eq!(cast.boris.taps(desk, "Телевизоры").await, alert("Эта форма уже закрыта."));
        assert!(cast.boris.with_button(desk, "Телевизоры").is_none(), "its buttons are gone");
        assert_eq!(cast.boris.taps(desk, "▶️ Продолжить").await, alert("Эта форма уже закрыта."));
        desk.wait(Duration::from_secs(25 * 3600));
        desk.desk().housekeeping().await.unwrap();
        desk.desk().housekeeping().await.unwrap();
        desk.settle().await;
        assert_eq!(cast.anna.count(desk, "простояла сутки"), 1);
    }
}
