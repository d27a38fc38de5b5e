//! The sender's queries on PostgreSQL.

use repairbot::outbox::Limits;
use repairbot_core::ids::ChatId;
use telegram_sim::FaultKind;

use super::bench::Bench;
use super::support::person;
use crate::support::{Database, Kind};

/// Order, limits, pauses, backoff, migration, a crash: each a little.
#[tokio::test]
async fn postgres_sends_as_sqlite_does() {
    let Some(database) = Database::migrated(Kind::Postgres).await else { return };
    let mut bench = Bench::over(&database.url, Limits::telegram()).await;
    let (one, two, three) = (bench.chat(), bench.chat(), bench.chat());
    bench.trouble(two, 1, FaultKind::ServerError);
    bench.trouble(three, 1, FaultKind::TooManyRequests { retry_after: 2 });
    for chat in [one, two, three] {
        bench.queue(chat, &["1", "2", "3", "4"]).await;
    }
    let anna = person(&bench.sim, "Anna");
    let group = bench.sim.add_group("Work", &[anna]);
    bench.sim.add_bot_to_group(group, anna);
    bench.queue(ChatId(group.0), &["1", "2"]).await;
    let supergroup = ChatId(bench.sim.migrate_to_supergroup(group).0);

    assert_eq!(bench.drain().await, Some(1));
    assert_eq!((bench.texts(one).len(), bench.texts(two).len(), bench.texts(three).len()), (3, 0, 0));
    assert_eq!(bench.texts(supergroup), ["1", "2"]);
    bench.wait(1);
    assert_eq!(bench.drain().await, Some(2));
    assert_eq!((bench.texts(one).len(), bench.texts(two).len(), bench.texts(three).len()), (4, 3, 0));

    bench.wait(1);
    bench.sender.tick().await.unwrap();
    bench.sender.landed().await;
    bench.restart();
    for _ in 0..3 {
        bench.drain().await;
        bench.wait(1);
    }
    assert_eq!(bench.drain().await, None);
    let mut extra = 0;
    for chat in [one, two, three] {
        let mut texts = bench.texts(chat);
        extra += texts.len();
        texts.dedup();
        assert_eq!(texts, ["1", "2", "3", "4"]);
        extra -= texts.len();
    }
    assert!((1..=2).contains(&extra), "one more for each message under way in the crash: {extra}");
    bench.store.close().await.unwrap();
    database.remove().await;
}
