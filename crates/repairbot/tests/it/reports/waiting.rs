//! Who waits longer than two seconds for a report is told so, until it is there (SPEC §10): with the reports themselves, whose
//! turn somebody else has.

use std::time::Duration;

use repairbot::{
    outcome::{Delivery, Lane, Message},
    texts::Lang,
};
use repairbot_core::{
    ids::ChatId,
    report::Report,
    screen::{Export, ReportsScreen, Screen},
};
use tokio::sync::OwnedSemaphorePermit;

use super::company::{Firm, newest_book};
use crate::support::{Chat, TestDesk, scenarios};

const NOTE: &str = "⏳ Готовлю отчёт…";
/// What takes longer will not come.
const LONG: Duration = Duration::from_secs(20);

/// Another report is being made for as long as this is held.
fn another_is_made(desk: &mut TestDesk) -> OwnedSemaphorePermit {
    desk.desk().report_turns.clone().try_acquire_owned().unwrap()
}

/// What people do is taken, what can be sent goes; nothing is waited for but the pause between two messages to a chat.
async fn begins(desk: &mut TestDesk) {
    desk.wait(Duration::from_secs(2));
    desk.desk().poller.tick(0).await;
    desk.desk().sender.tick().await.unwrap();
}

/// Waits until the chat shows this.
async fn until_shown(desk: &mut TestDesk, chat: &Chat, text: &str) {
    let shown = async {
        while chat.count(desk, text) == 0 {
            // Nothing comes back: this gives the flight time.
            desk.desk().sender.gather().await;
        }
    };
    assert!(tokio::time::timeout(LONG, shown).await.is_ok(), "«{text}» never came");
}

/// How often the bot has begun to send a message with this text to the chat, whatever became of it.
fn sent(desk: &TestDesk, chat: &Chat, text: &str) -> usize {
    let calls = desk.sim.calls();
    let to_chat = calls.iter().filter(|call| call.params["chat_id"].as_i64() == Some(chat.chat.0));
    to_chat.filter(|call| call.params["text"] == text).count()
}

scenarios! {
    async fn who_waits_for_a_report_is_told_so_until_it_is_there(desk: &mut TestDesk) {
        let firm = Firm::open(desk).await;
        let anna = &firm.cast.anna;
        desk.speaks(&firm.cast.boris, Lang::En).await;
        anna.says(desk, "/reports").await;
        // The text.
        let turn = another_is_made(desk);
        anna.queues(desk, "📋 Активные заявки");
        begins(desk).await;
        desk.wait(Duration::from_secs(3));
        until_shown(desk, anna, NOTE).await;
        anna.never_saw(desk, "Всего заявок: 3");
        drop(turn);
        desk.settle().await;
        anna.has_seen(desk, "Всего заявок: 3");
        assert_eq!((anna.count(desk, NOTE), sent(desk, anna, NOTE)), (0, 1), "the note is gone");
        // Its file.
        let turn = another_is_made(desk);
        anna.queues(desk, "📥 Excel");
        begins(desk).await;
        desk.wait(Duration::from_secs(3));
        until_shown(desk, anna, NOTE).await;
        assert!(desk.sim.messages(anna.chat).iter().all(|message| message.document.is_none()));
        drop(turn);
        desk.settle().await;
        assert!(newest_book(desk, anna).contains("АКТИВНЫЕ ЗАЯВКИ"));
        assert_eq!((anna.count(desk, NOTE), sent(desk, anna, NOTE)), (0, 2), "the note is gone");
        // In the reader's words.
        let boris = &firm.cast.boris;
        boris.says(desk, "/reports").await;
        let turn = another_is_made(desk);
        boris.queues(desk, "📋 Open orders");
        begins(desk).await;
        desk.wait(Duration::from_secs(3));
        until_shown(desk, boris, "⏳ Preparing the report…").await;
        drop(turn);
    }

    async fn who_does_not_wait_long_or_did_not_ask_is_told_nothing(desk: &mut TestDesk) {
        let firm = Firm::open(desk).await;
        let anna = &firm.cast.anna;
        let person = desk.person(anna).await;
        anna.says(desk, "/reports").await;
        let turn = another_is_made(desk);
        anna.queues(desk, "📋 Активные заявки");
        begins(desk).await;
        desk.wait(Duration::from_secs(1));
        drop(turn);
        desk.settle().await;
        anna.has_seen(desk, "Всего заявок: 3");
        assert_eq!(sent(desk, anna, NOTE), 0, "it came within two seconds");
        // At night, by itself.
        let report = Report::Active;
        let message = |delivery| Message { chat: ChatId(anna.chat.0), person: Some(person), lane: Lane::Bulk, delivery };
        let all = [
            message(Delivery::Send { screen: Screen::Reports(ReportsScreen::Shown { report }) }),
            message(Delivery::File { export: Export::Report { report, beside_text: true } }),
        ];
        for one in all {
            let tx = desk.store().write().await.unwrap();
            repairbot::outbox::enqueue(&tx, &[one], desk.clock.now()).await.unwrap();
            tx.commit().await.unwrap();
            let turn = another_is_made(desk);
            begins(desk).await;
            desk.wait(Duration::from_secs(10));
            drop(turn);
            desk.settle().await;
        }
        assert!(newest_book(desk, anna).contains("АКТИВНЫЕ ЗАЯВКИ"));
        assert_eq!(sent(desk, anna, NOTE), 0, "nobody waits for it");
    }
}
