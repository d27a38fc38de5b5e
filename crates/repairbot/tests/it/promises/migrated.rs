//! P10: a group becomes a supergroup. Telegram says so three times, in any order: in the old group, in the new one,
//! and to whoever writes to the old one.

use std::time::Duration;

use repairbot::{
    intake::ALLOWED_UPDATES,
    store::people,
    telegram::{GetUpdates, Telegram, TelegramOptions},
};
use repairbot_core::{ids::ChatId, order::Status};
use secrecy::SecretString;
use serde_json::Value;

use crate::support::{Cast, TOKEN, TestDesk, scenarios};

/// One of the three ways in which the desk learns of it.
#[derive(Debug, Clone, Copy)]
enum News {
    /// `migrate_to_chat_id` in the old group.
    Old,
    /// `migrate_from_chat_id` in the new group.
    New,
    /// 400 with the new id, when the card is sent to the old group.
    Refused,
}

/// All orders of the three.
const ORDERS: [[News; 3]; 6] = [
    [News::Old, News::New, News::Refused],
    [News::Old, News::Refused, News::New],
    [News::New, News::Old, News::Refused],
    [News::New, News::Refused, News::Old],
    [News::Refused, News::Old, News::New],
    [News::Refused, News::New, News::Old],
];

/// Takes all updates that wait away from the desk.
async fn takes_away(desk: &TestDesk) -> Vec<Value> {
    let options = TelegramOptions {
        api_url: desk.sim.api_url(),
        token: SecretString::from(TOKEN),
        proxy: None,
        request_timeout: Duration::from_secs(10),
    };
    let telegram = Telegram::new(&options).unwrap();
    let what = |offset| GetUpdates { offset, limit: 100, timeout_s: 0, allowed: ALLOWED_UPDATES };
    let updates = telegram.get_updates(what(None)).await.unwrap();
    let last = updates.last().unwrap()["update_id"].as_i64().unwrap();
    assert!(telegram.get_updates(what(Some(last + 1))).await.unwrap().is_empty());
    updates
}

/// The one of these updates that has this field.
fn with<'a>(updates: &'a [Value], field: &str) -> &'a Value {
    updates.iter().find(|update| update["message"].get(field).is_some()).unwrap()
}

/// The desk learns it in this order; the master's card waits in the outbox meanwhile.
async fn learns(desk: &mut TestDesk, cast: &Cast, order: [News; 3]) {
    let number = desk.order_in(Status::New, cast).await;
    cast.anna.taps(desk, "👨‍🔧 Назначить мастера").await;
    let pyotr = cast.anna.buttons(desk).into_iter().find(|label| label.contains("Пётр")).unwrap();
    cast.anna.queues(desk, &pyotr);
    desk.desk().poller.tick(0).await;
    let group = desk.sim.migrate_to_supergroup(cast.work.chat);
    let updates = takes_away(desk).await;
    for news in order {
        let update = match news {
            News::Old => with(&updates, "migrate_to_chat_id"),
            News::New => with(&updates, "migrate_from_chat_id"),
            News::Refused => {
                desk.desk().sender.drain().await.unwrap();
                continue;
            }
        };
        desk.sim.send_raw_update(update.clone());
        desk.desk().poller.tick(0).await;
    }
    desk.settle().await;

    let id = desk.person(&cast.pyotr).await;
    let tx = desk.store().read().await.unwrap();
    assert_eq!(people::by_id(&tx, id).await.unwrap().unwrap().work_chat, Some(ChatId(group.0)), "{order:?}");
    drop(tx);
    let work = cast.pyotr.in_group(group);
    assert_eq!(work.count(desk, &format!("Заявка #{number} ·")), 1, "{order:?}\n{}", work.transcript(desk));
    work.taps(desk, "✅ Принять").await;
    assert_eq!(desk.status(number).await, Status::Accepted, "{order:?}");
    work.sees(desk, "✅ Принята");
}

scenarios! {
    async fn a_group_that_became_a_supergroup_loses_nothing_however_it_is_learnt(desk: &mut TestDesk) {
        for order in ORDERS {
            let mut other = desk.another().await;
            let cast = other.cast().await;
            learns(&mut other, &cast, order).await;
            other.end().await;
        }
    }
}
