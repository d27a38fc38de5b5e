//! Reports by the calendar: of the day, the week and the month before, for the office; and each master's own.

use repairbot_core::order::Status;

use super::schedule_orders::becomes;
use crate::support::{CLOSE, Chat, TestDesk, scenarios};

/// The names of the files in this chat.
fn files(desk: &TestDesk, chat: &Chat) -> Vec<String> {
    desk.sim.messages(chat.chat).into_iter().filter_map(|message| message.document).collect()
}

scenarios! {
    async fn the_office_reads_the_day_the_week_and_the_month(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.order_in(Status::Onsite, &cast).await;
        CLOSE.open(desk, &cast).await;
        CLOSE.finish(desk, &cast, 0).await;
        becomes(desk, "2026-11-21T04:59:59Z").await;
        assert_eq!(files(desk, &cast.anna), Vec::<String>::new());
        becomes(desk, "2026-11-21T05:00:00Z").await;
        assert_eq!((files(desk, &cast.anna).len(), files(desk, &cast.boris).len()), (1, 1), "the day, at eight");
        cast.anna.has_seen(desk, "20.11.2026");
        becomes(desk, "2026-11-23T05:58:00Z").await;
        let before = files(desk, &cast.anna).len();
        becomes(desk, "2026-11-23T06:00:00Z").await;
        assert_eq!(files(desk, &cast.anna).len(), before + 1, "the week, on Monday at nine");
        becomes(desk, "2026-12-01T06:58:00Z").await;
        let before = files(desk, &cast.anna).len();
        becomes(desk, "2026-12-01T07:00:00Z").await;
        assert_eq!(files(desk, &cast.anna).len(), before + 1, "the month, on the first at ten");
    }

    async fn of_an_empty_day_there_is_a_text_and_no_file(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.order_in(Status::Onsite, &cast).await;
        becomes(desk, "2026-11-21T05:00:00Z").await;
        assert_eq!(cast.anna.count(desk, "Завершённых заявок за это время нет."), 1);
        assert_eq!(files(desk, &cast.anna), Vec::<String>::new());
    }

    async fn each_master_gets_his_own_month(desk: &mut TestDesk) {
        let cast = desk.cast_without_group().await;
        desk.order_in(Status::Assigned, &cast).await;
        becomes(desk, "2026-12-01T02:59:59Z").await;
        assert_eq!(files(desk, &cast.pyotr), Vec::<String>::new(), "due at two, and nobody is disturbed at night");
        becomes(desk, "2026-12-01T03:00:00Z").await;
        assert_eq!((files(desk, &cast.pyotr).len(), files(desk, &cast.vera).len()), (1, 0));
        cast.vera.has_seen(desk, "Заявок нет.");
    }
}
