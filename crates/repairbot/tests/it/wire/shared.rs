//! What processes share through Redis: limits and the bell. Against a real server, and without one.

use std::time::Duration;

use proptest::{collection::vec, prelude::*};
use repairbot::{
    clock::Clock,
    config::RateLimit,
    limits::{Asked, RateLimiter, Verdict},
    shared::Shared,
};
use repairbot_core::ids::TelegramId;
use secrecy::SecretString;

use crate::support::{Redis, common_redis};

const LIMIT: RateLimit = RateLimit { per_second: 3, burst: 10 };
/// Some moment of 2026.
const NOON: i64 = 1_780_000_000_000;

/// A process of a bot that no other test has.
fn process(url: &str, bot: u64) -> Shared {
    Shared::new(&SecretString::from(url), &format!("test-{bot}"), Clock::system()).unwrap()
}

fn limiter(shared: Shared) -> RateLimiter {
    RateLimiter::new(LIMIT).sharing(Some(shared))
}

/// What all processes together say, which they must be able to.
async fn together(limiter: &RateLimiter, asked: &[Asked<'_>]) -> Vec<Verdict> {
    limiter.together(asked).await.expect("Redis did not answer")
}

fn asked(person: i64, at_ms: i64, key: &str) -> Asked<'_> {
    Asked { person: TelegramId(person), at_ms, key, album: None }
}

#[tokio::test]
async fn two_processes_count_together() {
    let Some(url) = common_redis() else { return };
    let bot = rand::random();
    let (one, two) = (limiter(process(&url, bot)), limiter(process(&url, bot)));
    let keys: Vec<String> = (0..14).map(|number| format!("u{number}")).collect();
    let mut verdicts = Vec::new();
    for (number, key) in keys.iter().enumerate() {
        let who = if number % 2 == 0 { &one } else { &two };
        verdicts.extend(together(who, &[asked(1, NOON, key)]).await);
    }
    let expected = [[Verdict::Pass; 10].as_slice(), &[Verdict::WarnOnce], &[Verdict::Drop; 3]].concat();
    assert_eq!(verdicts, expected);
    // Whoever tries an update again comes to the same, and it costs nothing.
    let again = [asked(1, NOON, "u0"), asked(1, NOON, "u10")];
    assert_eq!(together(&two, &again).await, [Verdict::Pass, Verdict::WarnOnce]);
    // Another person, another bot.
    assert_eq!(together(&two, &[asked(2, NOON, "u20")]).await, [Verdict::Pass]);
    let elsewhere = limiter(process(&url, rand::random()));
    assert_eq!(together(&elsewhere, &[asked(1, NOON, "u21")]).await, [Verdict::Pass]);
}

/// One update: who, how much later than the one before (it may step back), and of which album.
fn updates() -> impl Strategy<Value = Vec<(i64, i64, Option<u8>)>> {
    let step = prop_oneof![8 => 0..700_i64, 1 => -2_000..0_i64, 1 => -200_000..200_000_i64];
    vec((1..3_i64, step, proptest::option::weighted(0.3, 0..3_u8)), 1..60)
}

#[test]
fn a_server_judges_as_memory_does() {
    let Some(url) = common_redis() else { return };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    proptest!(|(updates in updates(), at_once in 1..9_usize)| {
        let mut at = NOON;
        let rows: Vec<(i64, i64, String, Option<String>)> = updates
            .iter()
            .enumerate()
            .map(|(number, (person, step, album))| {
                at += step;
                (*person, at, format!("u{number}"), album.map(|album| format!("album{album}")))
            })
            .collect();
        let asked: Vec<Asked<'_>> = rows
            .iter()
            .map(|(person, at_ms, key, album)| Asked {
                person: TelegramId(*person),
                at_ms: *at_ms,
                key,
                album: album.as_deref(),
            })
            .collect();
        let alone = RateLimiter::new(LIMIT);
        runtime.block_on(async {
            let shared = limiter(process(&url, rand::random()));
            for some in asked.chunks(at_once) {
                let expected: Vec<Verdict> = some.iter().map(|one| alone.check(*one)).collect();
                assert_eq!(together(&shared, some).await, expected);
            }
        });
    });
}

#[tokio::test]
async fn a_ring_is_heard_by_other_processes() {
    let Some(url) = common_redis() else { return };
    let bot = rand::random();
    let (one, two) = (process(&url, bot), process(&url, bot));
    let (mut heard, mut elsewhere) =
        (two.listen().await.unwrap(), process(&url, rand::random()).listen().await.unwrap());
    one.ring().await;
    assert!(heard.next().await);
    let nothing = tokio::time::timeout(Duration::from_millis(50), elsewhere.next()).await;
    assert!(nothing.is_err(), "another bot's");
}

/// How many of eleven updates of one person pass, wherever they are counted. They have numbers from this one on.
async fn burst(limiter: &RateLimiter, from: usize) -> (usize, bool) {
    let keys: Vec<String> = (from..from + 11).map(|number| format!("u{number}")).collect();
    let all: Vec<Asked<'_>> = keys.iter().map(|key| asked(1, NOON, key)).collect();
    let together = limiter.together(&all).await;
    let by_all = together.is_some();
    let verdicts = together.unwrap_or_else(|| all.iter().map(|one| limiter.check(*one)).collect());
    (verdicts.into_iter().filter(|verdict| *verdict == Verdict::Pass).count(), by_all)
}

/// What Redis knew is gone, or Redis is: everybody goes on, at most with a full bucket again.
#[tokio::test]
async fn a_server_that_goes_away_and_comes_back_stops_nobody() {
    let Some(mut server) = Redis::place() else { return };
    let clock = Clock::manual(jiff::Timestamp::from_millisecond(NOON).unwrap());
    let log = super::support::Logs::capture();
    let guarded = Shared::new(&server.url_with(":top-secret-word@"), "one", clock.clone()).unwrap();
    assert_eq!(burst(&limiter(guarded.clone()), 0).await, (10, false), "nobody is there: by itself");
    assert!(guarded.listen().await.is_err());
    guarded.ring().await;
    assert_eq!(log.text().matches("Redis does not help").count(), 1, "it is left alone for a while");
    assert!(!log.text().contains("top-secret-word"), "{}", log.text());

    let shared = server.shared("one", clock.clone());
    let limiter = limiter(shared.clone());
    server.start().await;
    assert_eq!(burst(&limiter, 20).await, (10, true));
    assert_eq!(burst(&limiter, 40).await, (0, true), "it remembers");
    let mut rings = shared.listen().await.unwrap();
    server.stop();
    assert!(!rings.next().await, "the connection is lost, and that is noticed");
    assert_eq!(burst(&limiter, 60).await, (10, false), "by itself again, with a full bucket");
    assert_eq!(burst(&limiter, 80).await, (0, false));

    server.start().await;
    clock.advance(Duration::from_secs(6));
    assert_eq!(burst(&limiter, 100).await, (10, true), "an empty server");
    assert_eq!(burst(&limiter, 120).await, (0, true));
}
