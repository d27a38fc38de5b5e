//! P8: with ten thousand bulk messages queued, an assignment still leaves within two seconds.

use std::time::Duration;

use repairbot::{
    clock::after,
    outbox::enqueue,
    outcome::{Delivery, Lane, Message},
};
use repairbot_core::{ids::ChatId, order::Status, screen::Screen};
use sea_orm::ConnectionTrait as _;

use crate::support::{Chat, TestDesk, scenarios};

const READERS: usize = 40;
const EACH: usize = 250;
const AT_MOST: Duration = Duration::from_secs(2);

/// Everybody has so much to read that it takes minutes to send.
async fn fills_the_outbox(desk: &mut TestDesk) -> Vec<Chat> {
    let mut readers = Vec::new();
    for number in 0..READERS {
        readers.push(desk.stranger(&format!("Читатель {number}")).await);
    }
    let now = desk.clock.now();
    let tx = desk.store().write().await.unwrap();
    for number in 0..EACH {
        let message = |reader: &Chat| {
            let delivery = Delivery::Send { screen: Screen::Fault { reference: format!("n{number}") } };
            Message { chat: ChatId(reader.chat.0), person: None, lane: Lane::Bulk, delivery }
        };
        let messages: Vec<_> = readers.iter().map(message).collect();
        enqueue(&tx, &messages, now).await.unwrap();
    }
    tx.commit().await.unwrap();
    readers
}

async fn forget_the_rest(desk: &TestDesk) {
    let raw = sea_orm::Database::connect(&desk.database.url).await.unwrap();
    let gone = raw.execute_unprepared("DELETE FROM outbox WHERE state <> 'sent'").await.unwrap();
    raw.close().await.unwrap();
    assert!(gone.rows_affected() > 9_000, "the outbox was not full");
}

scenarios! {
    async fn an_assignment_overtakes_ten_thousand_bulk_messages(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::New, &cast).await;
        cast.anna.taps(desk, "👨‍🔧 Назначить мастера").await;
        let pyotr = cast.anna.buttons(desk).into_iter().find(|label| label.contains("Пётр")).unwrap();
        fills_the_outbox(desk).await;
        // The second's allowance is used up by bulk when she presses.
        let due = desk.desk().sender.drain().await.unwrap().unwrap();
        assert!(due > desk.clock.now());

        let pressed = desk.clock.now();
        cast.anna.queues(desk, &pyotr);
        desk.desk().poller.tick(0).await;
        let latest = after(pressed, AT_MOST);
        while cast.work.count(desk, "Заявка #1 ·") == 0 {
            assert!(desk.clock.now() <= latest, "the card has not left by now");
            let due = desk.desk().sender.drain().await.unwrap().unwrap();
            desk.clock.set(due);
        }
        forget_the_rest(desk).await;
    }
}
