//! Reports by the calendar: of the day, the week and the month before, for the office; and each master's own.

use repairbot_core::order::Status;

use super::schedule_orders::becomes;
use crate::{
    reports::newest_book,
    support::{CLOSE, Chat, TestDesk, scenarios},
};

/// How many files are in this chat.
fn files(desk: &TestDesk, chat: &Chat) -> usize {
    desk.sim.messages(chat.chat).into_iter().filter(|message| message.document.is_some()).count()
}

/// The report of this time came as text and as a file, with the closed order in both.
fn told(desk: &TestDesk, chat: &Chat, (title, period): (&str, &str)) {
    let title = format!("{title}: {period}");
    assert_eq!(chat.count(desk, &title), 2, "the text and its file\n{}", chat.transcript(desk));
    let text = chat.message_with(desk, &title).text;
    assert!(text.starts_with(&title) && text.contains("💰 Завершено: 1"), "{text}");
    let book = newest_book(desk, chat);
    let master = "A Пётр Мастеров | B #1 | C #8000";
    assert!(book.contains(&format!("СВОДКА ПО МАСТЕРАМ: {period}")) && book.contains(master), "{book}");
}

scenarios! {
    async fn the_office_reads_the_day_the_week_and_the_month(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.order_in(Status::Onsite, &cast).await;
        CLOSE.open(desk, &cast).await;
        CLOSE.finish(desk, &cast, 0).await;
        becomes(desk, "2026-11-21T04:59:59Z").await;
        assert_eq!(files(desk, &cast.anna), 0);
        becomes(desk, "2026-11-21T05:00:00Z").await;
        assert_eq!((files(desk, &cast.anna), files(desk, &cast.boris)), (1, 1), "the day, at eight");
        for chat in [&cast.anna, &cast.boris] {
            told(desk, chat, ("📊 Ежедневная сводка", "20.11.2026, пятница"));
        }
        becomes(desk, "2026-11-23T05:58:00Z").await;
        let before = files(desk, &cast.anna);
        becomes(desk, "2026-11-23T06:00:00Z").await;
        assert_eq!(files(desk, &cast.anna), before + 1, "the week, on Monday at nine");
        told(desk, &cast.anna, ("📈 Еженедельная сводка", "16.11.2026–22.11.2026"));
        becomes(desk, "2026-12-01T06:58:00Z").await;
        let before = files(desk, &cast.anna);
        becomes(desk, "2026-12-01T07:00:00Z").await;
        assert_eq!(files(desk, &cast.anna), before + 1, "the month, on the first at ten");
        told(desk, &cast.anna, ("📊 Ежемесячная сводка", "ноябрь 2026"));
    }

    async fn of_an_empty_day_there_is_a_text_and_no_file(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.order_in(Status::Onsite, &cast).await;
        becomes(desk, "2026-11-21T05:00:00Z").await;
        assert_eq!(cast.anna.count(desk, "Завершённых заявок за это время нет."), 1);
        assert_eq!(files(desk, &cast.anna), 0);
    }

    async fn each_master_gets_his_own_month(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.order_in(Status::Assigned, &cast).await;
        becomes(desk, "2026-12-01T02:59:59Z").await;
        assert_eq!(files(desk, &cast.pyotr), 0, "due at two, and nobody is disturbed at night");
        becomes(desk, "2026-12-01T03:00:00Z").await;
        assert_eq!((files(desk, &cast.pyotr), files(desk, &cast.vera)), (1, 0));
        let book = newest_book(desk, &cast.pyotr);
        assert!(book.contains("Пётр Мастеров") && book.contains("ноябрь 2026"), "{book}");
        cast.vera.has_seen(desk, "Заявок нет.");
    }
}
