//! Dialogues that Redis keeps: what a step wrote holds when its transaction does, and losing Redis loses a form, of which the
//! bot says so, and nothing else. That they go on there as in the database: `restart.rs`.

use std::time::Duration;

use repairbot::store::dialogues::{self, Body};

use super::{
    clients_calls::close,
    clients_erase::{CLIENT, card_of, known},
    ledger_at_once::pressed,
};
use crate::support::{CREATE, Cast, Redis, Reply, Setup, TestDesk, picture, scenarios};

/// What the owner of a lost form reads.
const LOST: &str = "Начатая форма не сохранилась";
/// What whoever goes on with a form reads while Redis does not answer.
const AWAY: &str = "Хранилище начатых форм сейчас не отвечает";

/// The desk keeps its dialogues in a server of this test's own.
async fn with_redis(desk: &mut TestDesk) -> Option<Redis> {
    let mut redis = Redis::place()?;
    redis.start().await;
    desk.restart_with(Setup { redis: Some(redis.url()), dialogues_in_redis: true, ..desk.setup.clone() })
        .await;
    Some(redis)
}

/// The same, with people at work.
async fn office(desk: &mut TestDesk) -> Option<(Redis, Cast)> {
    let redis = with_redis(desk).await?;
    let cast = desk.cast_without_group().await;
    Some((redis, cast))
}

/// Begins to take down an order and answers so many questions.
async fn begun(desk: &mut TestDesk, cast: &Cast, steps: usize) {
    CREATE.open(desk, cast).await;
    for step in 0..steps {
        CREATE.answer(desk, cast, step).await;
    }
}

/// What the database has of Anna's dialogue.
async fn kept(desk: &TestDesk, cast: &Cast) -> Option<Body> {
    let person = desk.person(&cast.anna).await;
    let tx = desk.store().read().await.unwrap();
    dialogues::active(&tx, person).await.unwrap().map(|stored| stored.body)
}

fn is_elsewhere(body: Option<&Body>) -> bool {
    matches!(body, Some(Body::Elsewhere { .. }))
}

/// What Redis has: so many drafts, and so many steps in all.
fn drafts_and_steps(redis: &Redis) -> (usize, usize) {
    let keys = redis.asks(&["keys", "*:draft:*"]);
    let keys: Vec<&str> = keys.lines().filter(|key| !key.is_empty()).collect();
    let steps = keys.iter().map(|key| redis.asks(&["hlen", key]).trim().parse::<usize>().unwrap()).sum();
    (keys.len(), steps)
}

/// The first question is answered, and its transaction is rolled back.
async fn answered_in_vain(desk: &TestDesk, cast: &Cast, label: &str, attempt: u64) {
    let tx = desk.store().write().await.unwrap();
    pressed(desk, &tx, (&cast.anna, label), attempt).await;
    drop(tx);
}

scenarios! {
    async fn a_step_that_was_rolled_back_was_never_made(desk: &mut TestDesk) {
        let Some((redis, cast)) = office(desk).await else { return };
        begun(desk, &cast, 0).await;
        let Reply::Taps(label) = CREATE.steps[0].answer else { panic!("a press") };
        answered_in_vain(desk, &cast, label, 1).await;
        answered_in_vain(desk, &cast, label, 2).await;
        assert_eq!(drafts_and_steps(&redis), (1, 3));
        CREATE.answer(desk, &cast, 0).await;
        assert_eq!(drafts_and_steps(&redis), (1, 3), "the former step is let go of; nobody knows whose the other two are");
        let last = CREATE.steps.len() - 1;
        for step in 1..last {
            CREATE.answer(desk, &cast, step).await;
        }
        answered_in_vain(desk, &cast, "✅ Подтвердить", 3).await;
        desk.wait(Duration::from_secs(3600));
        assert_eq!(drafts_and_steps(&redis), (1, 3), "an end that was rolled back is none");
        CREATE.answer(desk, &cast, last).await;
        assert_eq!(drafts_and_steps(&redis), (0, 0));
        assert!(kept(desk, &cast).await.is_none());
        assert!(!desk.log().contains("cannot be read"));
    }

    async fn the_row_has_nothing_of_a_form_in_redis(desk: &mut TestDesk) {
        let Some((redis, cast)) = office(desk).await else { return };
        begun(desk, &cast, 3).await;
        assert!(is_elsewhere(kept(desk, &cast).await.as_ref()));
        let key = redis.asks(&["keys", "*:draft:*"]);
        assert!(redis.asks(&["hvals", key.trim()]).contains("+79123456789"));
        assert_eq!(drafts_and_steps(&redis), (1, 1));
        let left: i64 = redis.asks(&["ttl", key.trim()]).trim().parse().unwrap();
        assert!(left > 24 * 3600, "{left}");
        CREATE.finish(desk, &cast, 3).await;
    }

    async fn whoever_answers_a_form_that_redis_has_lost_is_told(desk: &mut TestDesk) {
        let Some((redis, cast)) = office(desk).await else { return };
        begun(desk, &cast, 2).await;
        redis.asks(&["flushall"]);
        cast.anna.says(desk, "8 (912) 345-67-89").await;
        cast.anna.sees(desk, LOST);
        assert!(kept(desk, &cast).await.is_none());
        cast.anna.says(desk, "8 (912) 345-67-89").await;
        assert_eq!(cast.anna.count(desk, LOST), 1, "once");
        begun(desk, &cast, 0).await;
        CREATE.finish(desk, &cast, 0).await;
    }

    async fn whatever_one_does_with_a_lost_form_one_is_told(desk: &mut TestDesk) {
        let Some((redis, cast)) = office(desk).await else { return };
        begun(desk, &cast, 0).await;
        redis.asks(&["flushall"]);
        let Reply::Taps(label) = CREATE.steps[0].answer else { panic!("a press") };
        let answer = cast.anna.taps(desk, label).await;
        assert!(answer.alert && answer.text.unwrap().contains(LOST));
        assert!(cast.anna.with_button(desk, label).is_none(), "its buttons go");
        begun(desk, &cast, 1).await;
        redis.asks(&["flushall"]);
        cast.anna.says(desk, "/cancel").await;
        cast.anna.sees(desk, LOST);
        begun(desk, &cast, 1).await;
        redis.asks(&["flushall"]);
        cast.anna.sends(desk, picture()).await;
        cast.anna.sees(desk, LOST);
        begun(desk, &cast, 1).await;
        redis.asks(&["flushall"]);
        cast.anna.taps(desk, "👥 Мастера").await;
        cast.anna.has_seen(desk, "👥 Мастера и их загрузка");
        assert_eq!(cast.anna.count(desk, LOST), 3);
        begun(desk, &cast, 1).await;
        cast.anna.taps(desk, "👥 Мастера").await;
        redis.asks(&["flushall"]);
        let answer = cast.anna.taps(desk, "▶️ Продолжить").await;
        assert!(answer.alert && answer.text.unwrap().contains(LOST));
    }

    async fn nothing_is_lost_while_redis_is_away(desk: &mut TestDesk) {
        let Some((redis, cast)) = office(desk).await else { return };
        begun(desk, &cast, 2).await;
        redis.stands_still(true);
        cast.anna.says(desk, "8 (912) 345-67-89").await;
        cast.anna.sees(desk, AWAY);
        cast.anna.taps(desk, "👥 Мастера").await;
        cast.anna.has_seen(desk, "💾 Черновик сохранён");
        let answer = cast.anna.taps(desk, "▶️ Продолжить").await;
        assert!(answer.alert && answer.text.unwrap().contains(AWAY));
        begun(desk, &cast, 1).await;
        assert!(matches!(kept(desk, &cast).await, Some(Body::Here(_))), "begun meanwhile");
        redis.stands_still(false);
        desk.wait(Duration::from_secs(6));
        cast.anna.taps(desk, "▶️ Продолжить").await;
        CREATE.asks(desk, &cast, 2);
        CREATE.answer(desk, &cast, 2).await;
        assert!(is_elsewhere(kept(desk, &cast).await.as_ref()));
        CREATE.finish(desk, &cast, 3).await;
        assert_eq!(cast.anna.count(desk, LOST), 0);
    }

    async fn a_server_that_was_restarted_is_used_again_at_once(desk: &mut TestDesk) {
        let Some((mut redis, cast)) = office(desk).await else { return };
        begun(desk, &cast, 2).await;
        redis.stop();
        redis.start().await;
        cast.anna.says(desk, "8 (912) 345-67-89").await;
        cast.anna.sees(desk, LOST);
        begun(desk, &cast, 1).await;
        assert!(is_elsewhere(kept(desk, &cast).await.as_ref()));
        CREATE.finish(desk, &cast, 1).await;
    }

    async fn what_was_begun_there_is_read_when_it_is_kept_here_again(desk: &mut TestDesk) {
        let Some((redis, cast)) = office(desk).await else { return };
        begun(desk, &cast, 2).await;
        desk.restart_with(Setup { dialogues_in_redis: false, ..desk.setup.clone() }).await;
        CREATE.answer(desk, &cast, 2).await;
        assert!(matches!(kept(desk, &cast).await, Some(Body::Here(_))));
        assert_eq!(drafts_and_steps(&redis), (0, 0));
        CREATE.finish(desk, &cast, 3).await;
    }

    async fn erasing_a_client_ends_what_redis_has_of_him(desk: &mut TestDesk) {
        let Some(redis) = with_redis(desk).await else { return };
        let cast = known(desk).await;
        close(desk, &cast, 1).await;
        begun(desk, &cast, 2).await;
        cast.anna.says(desk, CLIENT.phone).await;
        assert!(is_elsewhere(kept(desk, &cast).await.as_ref()));
        card_of(desk, &cast.boris).await;
        cast.boris.taps(desk, "🗑 Стереть данные").await;
        redis.stands_still(true);
        let answer = cast.boris.taps(desk, "🗑 Да, стереть навсегда").await;
        assert!(answer.alert && answer.text.unwrap().contains(AWAY), "nothing is erased by halves");
        assert!(!desk.order(1).await.client_name.is_erased());
        redis.stands_still(false);
        desk.wait(Duration::from_secs(6));
        cast.boris.taps(desk, "🗑 Да, стереть навсегда").await;
        cast.anna.sees(desk, "Ваше незаконченное действие отменено");
        assert!(kept(desk, &cast).await.is_none());
        assert_eq!(drafts_and_steps(&redis), (0, 0));
    }
}
