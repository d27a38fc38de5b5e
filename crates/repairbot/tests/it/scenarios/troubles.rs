//! What admins hear when Telegram can't reach the desk, or the desk can't send.

use std::{sync::Arc, time::Duration};

use repairbot::{config::Webhook, outcome::Lane, schedule::Scheduler, texts::Lang};
use repairbot_core::screen::{Screen, Trouble, TroubleScreen};
use sea_orm::{ConnectionTrait, Statement};
use secrecy::SecretString;

use super::{schedule_orders::becomes, screens::drawn};
use crate::support::{Cast, TestDesk, company, scenarios};

const UNHEARD: &str = "⚠️ Telegram не может передать боту";
const HEARD: &str = "✅ Telegram снова передаёт боту";
const STUCK: &str = "⚠️ Сообщения бота не уходят";
const FREE: &str = "✅ Сообщения бота снова уходят";

/// Nobody listens there.
fn webhook() -> Webhook {
    Webhook {
        url: "http://127.0.0.1:1".to_owned(),
        secret: SecretString::from("s3cret"),
        path: "/webhook".to_owned(),
    }
}

/// Telegram has tried to post what somebody wrote, and failed.
async fn unheard(desk: &mut TestDesk, cast: &Cast) {
    desk.desk().look_after(&webhook()).await.unwrap();
    desk.sim.send_text(cast.anna.user, cast.anna.chat, "Есть кто?");
    let mut changes = desk.sim.subscribe();
    while desk.desk().look_after(&webhook()).await.unwrap() {
        changes.changed().await.unwrap();
    }
}

/// Updates are polled again, and nothing waits.
async fn polled(desk: &mut TestDesk) {
    let delete = format!("{}/bot{}/deleteWebhook", desk.sim.api_url(), crate::support::TOKEN);
    assert!(reqwest::get(delete).await.unwrap().status().is_success());
    desk.settle().await;
}

/// Lets the desk send what it has to say, without polling.
async fn later(desk: &mut TestDesk, seconds: u64) {
    desk.wait(Duration::from_secs(seconds));
}

/// How many messages wait to be sent without sound.
async fn without_sound(desk: &TestDesk) -> i64 {
    let raw = sea_orm::Database::connect(&desk.database.url).await.unwrap();
    let count =
        format!("SELECT COUNT(*) FROM outbox WHERE state = 'pending' AND lane = {}", Lane::Bulk as i16);
    let count = raw.query_one_raw(Statement::from_string(raw.get_database_backend(), count)).await.unwrap();
    raw.close().await.unwrap();
    count.unwrap().try_get_by_index(0).unwrap()
}

scenarios! {
    async fn an_unreachable_webhook_is_told_once_and_so_is_its_end(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        unheard(desk, &cast).await;
        later(desk, 299).await;
        desk.desk().look_after(&webhook()).await.unwrap();
        desk.desk().sender.drain().await.unwrap();
        cast.boris.never_saw(desk, UNHEARD);
        // It lasts; every process sees it, in every minute.
        later(desk, 1).await;
        let other = Scheduler::new(desk.store().clone(), Arc::new(company(Lang::Ru)), desk.clock.clone());
        for _ in 0..3 {
            desk.desk().look_after(&webhook()).await.unwrap();
            other.note(Trouble::Webhook, Some("Connection refused")).await.unwrap();
            desk.desk().sender.drain().await.unwrap();
            later(desk, 60).await;
        }
        assert_eq!(cast.boris.count(desk, UNHEARD), 1, "{}", cast.boris.transcript(desk));
        let said = cast.boris.message_with(desk, UNHEARD);
        assert!(said.text.contains("20.11.2026 12:00") && said.text.contains("refused"), "{}", said.text);
        cast.anna.never_saw(desk, UNHEARD);
        // It goes; that it came back in between is no news.
        polled(desk).await;
        assert!(desk.desk().look_after(&webhook()).await.unwrap());
        later(desk, 200).await;
        other.note(Trouble::Webhook, Some("Connection refused")).await.unwrap();
        later(desk, 299).await;
        assert!(desk.desk().look_after(&webhook()).await.unwrap());
        polled(desk).await;
        cast.boris.never_saw(desk, HEARD);
        later(desk, 1).await;
        for _ in 0..2 {
            other.note(Trouble::Webhook, None).await.unwrap();
            desk.desk().look_after(&webhook()).await.unwrap();
            polled(desk).await;
            later(desk, 400).await;
        }
        assert_eq!((cast.boris.count(desk, UNHEARD), cast.boris.count(desk, HEARD)), (1, 1));
        cast.anna.never_saw(desk, HEARD);
    }

    async fn what_passes_by_itself_is_told_to_nobody(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        unheard(desk, &cast).await;
        later(desk, 200).await;
        desk.desk().look_after(&webhook()).await.unwrap();
        polled(desk).await;
        later(desk, 400).await;
        desk.desk().look_after(&webhook()).await.unwrap();
        later(desk, 400).await;
        unheard(desk, &cast).await;
        polled(desk).await;
        cast.boris.never_saw(desk, UNHEARD);
        cast.boris.never_saw(desk, HEARD);
    }

    async fn the_end_of_a_trouble_waits_for_the_morning(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let night = Scheduler::new(desk.store().clone(), Arc::new(company(Lang::Ru)), desk.clock.clone());
        becomes(desk, "2026-11-20T22:00:00Z").await;
        for _ in 0..2 {
            night.note(Trouble::Webhook, Some("no certificate")).await.unwrap();
            later(desk, 300).await;
        }
        assert_eq!(without_sound(desk).await, 1);
        desk.settle().await;
        assert_eq!(cast.boris.count(desk, UNHEARD), 1, "a failure comes at once");
        for (moment, told) in [("2026-11-20T23:00:00Z", 0), ("2026-11-21T02:59:59Z", 0), ("2026-11-21T03:00:00Z", 1)] {
            becomes(desk, moment).await;
            night.note(Trouble::Webhook, None).await.unwrap();
            desk.settle().await;
            assert_eq!(cast.boris.count(desk, HEARD), told, "{moment}");
        }
    }

    async fn what_cannot_be_kept_holds_up_nothing_else(desk: &mut TestDesk) {
        desk.expect_errors = true;
        let cast = desk.cast().await;
        cast.anna.taps(desk, "➕ Создать заявку").await;
        desk.sql("UPDATE dialogues SET revision = -1, expires_at = 0").await;
        desk.sim.send_text(cast.vera.user, cast.vera.chat, "/help");
        desk.desk().poller.tick(0).await;
        for wait in [300, 1, 300, 0] {
            desk.desk().housekeeping().await.unwrap_err();
            later(desk, wait).await;
        }
        desk.settle().await;
        assert_eq!(cast.boris.count(desk, STUCK), 1, "the draft that cannot be read keeps nobody from being told");
        desk.sql("DELETE FROM dialogues").await;
    }

    async fn stuck_messages_are_told_of(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        // Answered, and the answer does not leave.
        desk.sim.send_text(cast.anna.user, cast.anna.chat, "/help");
        desk.desk().poller.tick(0).await;
        for wait in [300, 1, 300] {
            desk.desk().housekeeping().await.unwrap();
            later(desk, wait).await;
        }
        desk.desk().housekeeping().await.unwrap();
        later(desk, 60).await;
        desk.desk().housekeeping().await.unwrap();
        desk.settle().await;
        assert_eq!(cast.boris.count(desk, STUCK), 1);
        for _ in 0..3 {
            later(desk, 200).await;
            desk.desk().housekeeping().await.unwrap();
            desk.settle().await;
        }
        assert_eq!((cast.boris.count(desk, STUCK), cast.boris.count(desk, FREE)), (1, 1));
        cast.anna.never_saw(desk, STUCK);
    }

    async fn admins_read_of_troubles_in_their_language(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let boris = desk.person(&cast.boris).await;
        let since = desk.clock.now();
        for trouble in Trouble::ALL {
            for screen in [
                TroubleScreen::Lasts { trouble, since, says: "Connection refused".to_owned() },
                TroubleScreen::Over { trouble },
            ] {
                let screen = Screen::Trouble(screen);
                let [ru, en] = [Lang::Ru, Lang::En];
                let ru = drawn(desk, (&cast.boris, Some(boris)), ru, &screen).await;
                let en = drawn(desk, (&cast.boris, Some(boris)), en, &screen).await;
                assert!(ru != en && !en.contains("trouble-"), "{ru}\n{en}");
            }
        }
    }
}
