//! Work groups: topics, who is heard, what is answered, what becomes of a group.

use std::time::Duration;

use repairbot_core::order::Status;
use serde_json::json;
use telegram_sim::{ChatId, MessageId};

use super::presses::denials;
use crate::support::{Cast, Chat, DENIED, TestDesk, alert, scenarios};

/// Pyotr's work group is a forum; gives his side of it.
async fn forum(desk: &mut TestDesk) -> (Cast, ChatId) {
    let mut cast = desk.cast_without_group().await;
    let group = desk.sim.add_group("Работа Петра", &[cast.pyotr.user]);
    desk.sim.add_bot_to_group(group, cast.pyotr.user);
    let forum = desk.sim.make_forum(group);
    desk.settle().await;
    cast.boris.says(desk, "👥 Мастера").await;
    cast.boris.taps_like(desk, "Пётр").await;
    cast.boris.taps(desk, "💬 Установить рабочую группу").await;
    desk.sim.add_member(forum, cast.boris.user);
    cast.boris.picks_group(desk, forum).await;
    cast.work = cast.pyotr.in_group(forum);
    (cast, forum)
}

async fn says_in(desk: &mut TestDesk, chat: &Chat, topic: MessageId, text: &str) {
    desk.wait(Duration::from_secs(1));
    desk.sim.send_in_topic(chat.user, chat.chat, topic, text);
    desk.settle().await;
}

fn topic_of(desk: &TestDesk, chat: &Chat, text: &str) -> Option<MessageId> {
    chat.message_with(desk, text).thread
}

scenarios! {
    async fn what_is_asked_in_a_topic_is_answered_there(desk: &mut TestDesk) {
        let (cast, forum) = forum(desk).await;
        let talk = desk.sim.add_topic(forum, cast.pyotr.user, "Разговоры").unwrap();
        desk.order_in(Status::Assigned, &cast).await;
        assert_eq!(topic_of(desk, &cast.work, "Заявка #1 ·"), None, "no topic was chosen");
        says_in(desk, &cast.work, talk, "/order 1").await;
        assert_eq!(topic_of(desk, &cast.work, "Заявка #1 ·"), Some(talk));
        cast.work.taps(desk, "❌ Отказаться").await;
        assert_eq!(topic_of(desk, &cast.work, "Почему отказываетесь?"), Some(talk));
        let question = cast.work.message_with(desk, "Почему отказываетесь?").id;
        desk.sim.reply(cast.work.user, forum, question, "да");
        desk.settle().await;
        assert_eq!(topic_of(desk, &cast.work, "⚠️ Слишком коротко"), Some(talk));
    }

    async fn cards_come_into_the_topic_that_was_chosen(desk: &mut TestDesk) {
        let (cast, forum) = forum(desk).await;
        let topic = desk.sim.add_topic(forum, cast.pyotr.user, "Заявки").unwrap();
        let stranger = desk.stranger("Прохожий").await;
        desk.sim.add_member(forum, stranger.user);
        says_in(desk, &stranger.in_group(forum), topic, "/start").await;
        cast.work.sees(desk, "Здесь я присылаю заявки мастера этой группы");
        says_in(desk, &cast.work, topic, "/start").await;
        cast.work.sees(desk, "✅ Заявки теперь приходят в эту тему.");
        desk.order_in(Status::Accepted, &cast).await;
        assert_eq!(topic_of(desk, &cast.work, "Заявка #1 ·"), Some(topic));
        cast.anna.taps(desk, "📞 Клиент ждёт").await;
        assert_eq!(topic_of(desk, &cast.work, "📞 Клиент ждёт!"), Some(topic));
        cast.work.says(desk, "/order 1").await;
        assert_eq!(topic_of(desk, &cast.work, "Заявка #1 ·"), None, "asked in the general one");

        desk.restart().await;
        assert!(desk.sim.delete_topic(forum, topic));
        desk.wait(Duration::from_secs(11 * 60));
        cast.anna.taps(desk, "📞 Клиент ждёт").await;
        assert_eq!(topic_of(desk, &cast.work, "📞 Клиент ждёт!"), None, "it falls back");
        assert_eq!(topic_of(desk, &cast.work, "Заявка #1 ·"), None);
        for office in [&cast.anna, &cast.boris] {
            assert_eq!(office.count(desk, "⚠️ Темы для заявок в рабочей группе больше нет: Пётр Мастеров."), 1);
        }
        desk.wait(Duration::from_secs(11 * 60));
        cast.anna.taps(desk, "📞 Клиент ждёт").await;
        assert_eq!(cast.anna.count(desk, "⚠️ Темы для заявок"), 1, "it is said once");
        says_in(desk, &cast.work, MessageId(1), "/start").await;
        cast.work.sees(desk, "Здесь я присылаю заявки");
    }

    async fn only_the_groups_own_orders_are_shown_there(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Assigned, &cast).await;
        desk.new_order(&cast.anna).await;
        cast.work.says(desk, "/order 1").await;
        cast.work.sees(desk, "Заявка #1 · 👨‍🔧 Назначена");
        cast.work.says(desk, "/order 2").await;
        cast.work.sees(desk, "❌ Заявка не найдена");
        let boris = cast.boris.in_group(cast.work.chat);
        boris.says(desk, "/order 2").await;
        cast.work.sees(desk, "❌ Заявка не найдена");
        let stranger = desk.stranger("Прохожий").await;
        stranger.in_group(cast.work.chat).says(desk, "/order 1").await;
        cast.work.sees(desk, "❌ У вас нет доступа к этой функции.");
        cast.vera.in_group(cast.work.chat).says(desk, "/order 1").await;
        cast.work.sees(desk, "❌ Заявка не найдена");
    }

    async fn what_belongs_into_a_private_chat_is_said_so(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        for text in ["/help", "/start", "/my", "/settings", "/order", "/unheard_of@desk_bot"] {
            let before = cast.work.last(desk).map(|message| message.id);
            cast.work.says(desk, text).await;
            assert_ne!(cast.work.last(desk).map(|message| message.id), before, "silence after {text}");
            cast.work.sees(desk, "Меню и остальное — в личном чате со мной.");
        }
        cast.work.says(desk, "/cancel").await;
        cast.work.sees(desk, "Отменять нечего.");
        for (others, action) in [
            ("/orders", "all-orders"),
            ("/new", "create-order"),
            ("/masters", "masters"),
            ("/search Ленина", "search"),
            ("/deleted", "deleted"),
            ("/audit", "audit"),
            ("/audit 1", "audit"),
            ("/catalogue", "catalogue"),
        ] {
            let before = (cast.work.last(desk).map(|message| message.id), denials(desk, action).await);
            cast.work.says(desk, others).await;
            assert_ne!(cast.work.last(desk).map(|message| message.id), before.0, "silence after {others}");
            cast.work.sees_exactly(desk, DENIED);
            assert_eq!(denials(desk, action).await, before.1 + 1, "{others}");
        }
        // An admin may, in his private chat.
        let boris = cast.boris.in_group(cast.work.chat);
        for own in ["/orders", "/search Ленина", "/deleted", "/audit", "/audit 1", "/catalogue"] {
            let before = cast.work.last(desk).map(|message| message.id);
            boris.says(desk, own).await;
            assert_ne!(cast.work.last(desk).map(|message| message.id), before, "silence after {own}");
            cast.work.sees(desk, "Меню и остальное — в личном чате со мной.");
        }
        let before = cast.work.last(desk).map(|message| message.id);
        for other in ["/unheard_of", "/order@other_bot 1", "/help@other_bot", "привет"] {
            cast.work.says(desk, other).await;
        }
        assert_eq!(cast.work.last(desk).map(|message| message.id), before, "not for this bot");
    }

    async fn an_anonymous_admin_is_told_why_nobody_hears_him(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Onsite, &cast).await;
        cast.work.taps(desk, "💰 Завершить").await;
        let question = cast.work.message_with(desk, "Сколько стоил ремонт всего?").id;
        let chat = json!({ "id": cast.work.chat.0, "type": "group", "title": "Работа Петра" });
        let anonymous = json!({ "id": 1_087_968_824, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot" });
        let ours = json!({ "id": 7, "is_bot": true, "first_name": "Desk", "username": "desk_bot" });
        let other = json!({ "id": 8, "is_bot": true, "first_name": "Other", "username": "other_bot" });
        let said = |text: &str, to: Option<&serde_json::Value>| {
            let mut message = json!({
                "message_id": question.0 + 100, "date": desk.clock.now().as_second(), "chat": chat,
                "from": anonymous, "sender_chat": chat, "text": text,
            });
            if let Some(author) = to {
                message["reply_to_message"] =
                    json!({ "message_id": question, "date": 0, "chat": chat, "from": author });
            }
            json!({ "message": message })
        };
        let updates = [said("/order 1", None), said("7000", Some(&ours))];
        let silent = [said("7000", Some(&other)), said("болтовня", None), said("/help@other_bot", None)];
        for (count, update) in updates.into_iter().enumerate() {
            desk.sim.send_raw_update(update);
            desk.settle().await;
            assert_eq!(cast.work.count(desk, "Вы пишете как анонимный администратор"), count + 1);
        }
        for update in silent {
            desk.sim.send_raw_update(update);
            desk.settle().await;
        }
        assert_eq!(cast.work.count(desk, "Вы пишете как анонимный администратор"), 2);
        cast.work.never_saw(desk, "материалы");
    }

    async fn a_group_that_is_lost_and_found_again(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Accepted, &cast).await;
        desk.sim.remove_bot_from_group(cast.work.chat, cast.pyotr.user);
        desk.settle().await;
        cast.pyotr.sees(desk, "⚠️ Меня убрали из вашей рабочей группы или запретили в ней писать. Заявки теперь приходят сюда");
        for office in [&cast.anna, &cast.boris] {
            assert_eq!(office.count(desk, "⚠️ Меня убрали из рабочей группы или запретили в ней писать."), 1);
        }
        cast.anna.taps(desk, "📞 Клиент ждёт").await;
        cast.pyotr.has_seen(desk, "📞 Клиент ждёт! Заявка #1.");
        cast.pyotr.sees(desk, "Заявка #1 · ✅ Принята");

        desk.sim.add_bot_to_group(cast.work.chat, cast.pyotr.user);
        desk.settle().await;
        cast.work.sees(desk, "администратор должен выбрать эту группу");
        desk.sim.remove_bot_from_group(cast.work.chat, cast.pyotr.user);
        desk.sim.add_member(cast.work.chat, cast.boris.user);
        desk.sim.add_bot_to_group(cast.work.chat, cast.boris.user);
        desk.settle().await;
        cast.boris.in_group(cast.work.chat).taps_like(desk, "Пётр").await;
        cast.work.sees(desk, "✅ Рабочая группа установлена: Пётр Мастеров");
        desk.wait(Duration::from_secs(11 * 60));
        cast.anna.taps(desk, "📞 Клиент ждёт").await;
        cast.work.has_seen(desk, "📞 Клиент ждёт! Заявка #1.");
        cast.work.taps(desk, "🏠 Я на объекте").await;
        assert_eq!(desk.status(number).await, Status::Onsite);
    }

    async fn comments_and_reminders_follow_a_group_that_becomes_a_supergroup(desk: &mut TestDesk) {
        desk.expect_errors = true;
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Accepted, &cast).await;
        cast.work.taps(desk, "💬 Комментарий").await;
        let group = desk.sim.migrate_to_supergroup(cast.work.chat);
        desk.settle().await;
        let work = cast.pyotr.in_group(group);
        cast.anna.taps(desk, "📞 Клиент ждёт").await;
        work.has_seen(desk, "📞 Клиент ждёт! Заявка #1.");
        work.taps(desk, "💬 Комментарий").await;
        work.replies(desk, "Еду").await;
        work.sees(desk, "💬 Комментарий к заявке #1 записан");
        assert_eq!(desk.order(number).await.order.comments, 1);
        work.taps(desk, "🏠 Я на объекте").await;
        assert_eq!(desk.status(number).await, Status::Onsite);
    }

    async fn a_reply_to_either_copy_of_a_question_counts(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Accepted, &cast).await;
        desk.wait(Duration::from_secs(60));
        cast.work.queues(desk, "💬 Комментарий");
        desk.desk().poller.tick(0).await;
        desk.desk().sender.tick().await.unwrap();
        desk.desk().sender.landed().await;
        let first = cast.work.message_with(desk, "Напишите комментарий").id;
        desk.restart().await;
        desk.settle().await;
        assert_eq!(cast.work.count(desk, "Напишите комментарий"), 2, "what may not have arrived is sent once more");
        desk.wait(Duration::from_secs(1));
        desk.sim.reply(cast.work.user, cast.work.chat, first, "На первую");
        desk.settle().await;
        cast.work.sees(desk, "💬 Комментарий к заявке #1 записан");
        assert_eq!(desk.order(number).await.order.comments, 1);
    }

    async fn strangers_press_in_vain(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Accepted, &cast).await;
        let stranger = desk.stranger("Прохожий").await;
        for visitor in [&stranger, &cast.vera] {
            let answer = visitor.in_group(cast.work.chat).taps(desk, "💬 Комментарий").await;
            assert_eq!(answer, alert("Это не ваша заявка или не ваш вопрос."), "{}", visitor.name);
        }
        cast.work.taps(desk, "💬 Комментарий").await;
        let answer = stranger.in_group(cast.work.chat).taps(desk, "❌ Отмена").await;
        assert_eq!(answer, alert("Это не ваша заявка или не ваш вопрос."));
        cast.work.taps(desk, "❌ Отмена").await;
    }
}
