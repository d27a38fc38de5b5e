//! Answers in a group while nobody has noted yet which message holds the question, and what is no answer.

use std::time::Duration;

use repairbot::outbox::SendTick;
use repairbot_core::order::Status;
use serde_json::json;
use telegram_sim::MessageId;

use crate::support::{Cast, Chat, TestDesk, scenarios};

const TOTAL: &str = "Сколько стоил ремонт всего?";
const PARTS: &str = "Сколько из этого материалы?";

/// What waits is taken and one message leaves for it; that it arrived is not settled.
async fn sends_without_settling(desk: &mut TestDesk) {
    desk.desk().poller.tick(0).await;
    assert!(matches!(desk.desk().sender.tick().await.unwrap(), SendTick::Flying { .. }));
    desk.desk().sender.landed().await;
}

/// Pyotr replies to this message; nothing has come of it yet.
fn reply(desk: &TestDesk, chat: &Chat, to: MessageId, text: &str) {
    desk.wait(Duration::from_secs(1));
    desk.sim.reply(chat.user, chat.chat, to, text);
}

/// An order that is about to be closed from the group, with the first question sent and not settled.
async fn asked_unsettled(desk: &mut TestDesk) -> (Cast, i64) {
    let cast = desk.cast().await;
    let number = desk.order_in(Status::Onsite, &cast).await;
    desk.wait(Duration::from_secs(60));
    cast.work.queues(desk, "💰 Завершить");
    sends_without_settling(desk).await;
    cast.work.sees(desk, TOTAL);
    (cast, number)
}

async fn closes(desk: &mut TestDesk, cast: &Cast, number: i64) {
    for label in ["💵 Наличные", "❌ Нет", "❌ Нет", "✅ Завершить"] {
        cast.work.taps(desk, label).await;
    }
    let settlement = desk.order(number).await.order.settlement.unwrap();
    assert_eq!((settlement.total.0, settlement.materials.0), (700_000, 100_000));
}

scenarios! {
    async fn a_reply_before_the_question_is_settled_counts(desk: &mut TestDesk) {
        let (cast, number) = asked_unsettled(desk).await;
        let question = cast.work.message_with(desk, TOTAL).id;
        reply(desk, &cast.work, question, "7000");
        sends_without_settling(desk).await;
        cast.work.sees(desk, PARTS);
        let question = cast.work.message_with(desk, PARTS).id;
        reply(desk, &cast.work, question, "1000");
        desk.settle().await;
        closes(desk, &cast, number).await;
    }

    async fn a_reply_after_a_crash_between_sending_and_settling_counts(desk: &mut TestDesk) {
        let (cast, number) = asked_unsettled(desk).await;
        let question = cast.work.message_with(desk, TOTAL).id;
        reply(desk, &cast.work, question, "7000");
        desk.restart().await;
        desk.settle().await;
        cast.work.sees(desk, PARTS);
        assert_eq!(cast.work.count(desk, TOTAL), 2, "what may not have arrived is sent once more");
        cast.work.replies(desk, "1000").await;
        closes(desk, &cast, number).await;
    }

    async fn later_messages_that_are_something_else_are_not_answered(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let number = desk.order_in(Status::Onsite, &cast).await;
        cast.work.taps(desk, "💰 Завершить").await;
        let question = cast.work.message_with(desk, TOTAL).id;
        let boris = cast.boris.in_group(cast.work.chat);
        boris.taps(desk, "⏳ Длительный ремонт").await;
        let of_boris = cast.work.message_with(desk, "К какому дню обещаем закончить?").id;
        desk.order_in(Status::Assigned, &cast).await;
        let card = cast.work.message_with(desk, "Заявка #2 · 👨‍🔧 Назначена").id;
        assert!(question < of_boris && of_boris < card);
        for message in [of_boris, card] {
            reply(desk, &cast.work, message, "5000");
            desk.settle().await;
        }
        for author in [
            json!({ "id": 7, "is_bot": true, "first_name": "Another", "username": "another_bot" }),
            json!({ "id": cast.vera.user.0, "is_bot": false, "first_name": "Вера", "username": "desk_bot" }),
        ] {
            let chat = json!({ "id": cast.work.chat.0, "type": "group", "title": "Работа Петра" });
            desk.sim.send_raw_update(json!({ "message": {
                "message_id": card.0 + 100,
                "date": desk.clock.now().as_second(),
                "chat": chat,
                "from": { "id": cast.work.user.0, "is_bot": false, "first_name": "Пётр" },
                "text": "5000",
                "reply_to_message": { "message_id": card.0 + 99, "date": 0, "chat": chat, "from": author },
            } }));
            desk.settle().await;
        }
        cast.work.never_saw(desk, PARTS);

        reply(desk, &cast.work, question, "7000");
        desk.settle().await;
        cast.work.sees(desk, PARTS);
        cast.work.replies(desk, "1000").await;
        closes(desk, &cast, number).await;
    }
}
