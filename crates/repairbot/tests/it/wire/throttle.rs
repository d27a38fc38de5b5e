//! The limits, checked over every window of random histories.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use jiff::Timestamp;
use proptest::prelude::*;
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use repairbot::clock::{after, from_ms};
use repairbot::outbox::{Limits, Throttle};
use repairbot_core::ids::ChatId;

/// One message, some time after the former one.
#[derive(Debug, Clone, Copy)]
struct Step {
    wait_ms: u64,
    chat: i64,
    /// 429 with so many seconds instead.
    pause_s: Option<u64>,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let chat = prop_oneof![3 => 1_i64..=40, 2 => -4_i64..=-1];
    let wait = prop_oneof![5 => Just(0_u64), 3 => 1_u64..50, 1 => 500_u64..2_000, 1 => 20_000_u64..70_000];
    let pause = prop_oneof![30 => Just(None), 1 => (1_u64..100).prop_map(Some)];
    let step = (wait, chat, pause).prop_map(|(wait_ms, chat, pause_s)| Step { wait_ms, chat, pause_s });
    prop::collection::vec(step, 1..400)
}

/// No window of this length holds more than so many. The times are sorted.
fn within(times: &[i64], most: usize, window_ms: i64) -> bool {
    times.windows(most + 1).all(|some| some[most] - some[0] >= window_ms)
}

/// An even pace with a burst: a window of n intervals holds no more than burst + n.
fn paced(times: &[i64], burst: usize, every_ms: i64) -> bool {
    (1..=times.len()).all(|extra| {
        let window = every_ms * i64::try_from(extra).unwrap();
        within(times, burst + extra, window + 1)
    })
}

/// Sends each message as soon as the throttle lets it, and gives the times by chat.
fn run(steps: &[Step], greedy: bool) -> Vec<(i64, i64)> {
    let mut throttle = Throttle::new(Limits::telegram());
    let (mut now, mut sent) = (from_ms(1_000_000), Vec::new());
    for step in steps {
        now = after(now, Duration::from_millis(step.wait_ms));
        let chat = ChatId(step.chat);
        if let Some(seconds) = step.pause_s {
            throttle.pause_chat(chat, now, after(now, Duration::from_secs(seconds)));
            continue;
        }
        let free = throttle.next_free(chat, now);
        assert!(free >= now);
        assert_eq!(throttle.next_free(chat, free), free, "what is promised is kept");
        if free > now && !greedy {
            continue;
        }
        now = free;
        throttle.take(chat, now);
        sent.push((step.chat, now.as_millisecond()));
    }
    sent
}

proptest! {
    #[test]
    fn no_window_ever_holds_too_many(steps in steps(), greedy: bool) {
        let sent = run(&steps, greedy);
        let all: Vec<i64> = sent.iter().map(|(_, at)| *at).collect();
        prop_assert!(within(&all, 30, 1_000));
        for chat in -4..=40 {
            let times: Vec<i64> = sent.iter().filter(|(to, _)| *to == chat).map(|(_, at)| *at).collect();
            prop_assert!(paced(&times, 3, 1_000), "chat {chat}: {times:?}");
            if chat < 0 {
                prop_assert!(within(&times, 20, 60_000), "group {chat}: {times:?}");
            }
        }
    }

    #[test]
    fn a_pause_delays_its_own_chat_only(steps in steps(), seconds in 1_u64..1_000) {
        let mut throttle = Throttle::new(Limits::telegram());
        let mut now = from_ms(1_000_000);
        for step in &steps {
            now = after(now, Duration::from_millis(step.wait_ms)).max(throttle.next_free(ChatId(step.chat), now));
            throttle.take(ChatId(step.chat), now);
        }
        let others: Vec<ChatId> = (-4..=40).filter(|chat| *chat != 7).map(ChatId).collect();
        let free = |throttle: &Throttle| -> Vec<Timestamp> {
            others.iter().map(|chat| throttle.next_free(*chat, now)).collect()
        };
        let before = free(&throttle);
        let until = after(now, Duration::from_secs(seconds));
        throttle.pause_chat(ChatId(7), now, until);
        prop_assert_eq!(before, free(&throttle));
        prop_assert!(throttle.next_free(ChatId(7), now) >= until);
        prop_assert!(throttle.busy(now).contains(&ChatId(7)));
    }

    #[test]
    fn room_and_release_agree_with_next_free(steps in steps()) {
        let mut throttle = Throttle::new(Limits::telegram());
        let mut now = from_ms(1_000_000);
        let fresh = ChatId(99);
        for step in &steps {
            now = after(now, Duration::from_millis(step.wait_ms));
            let room = throttle.room(now).unwrap();
            prop_assert_eq!(room > 0, throttle.next_free(fresh, now) == now);
            if room == 0 {
                prop_assert_eq!(throttle.next_release(now), Some(throttle.next_free(fresh, now)));
            }
            if throttle.next_free(ChatId(step.chat), now) == now {
                prop_assert!(!throttle.busy(now).contains(&ChatId(step.chat)));
                throttle.take(ChatId(step.chat), now);
            } else {
                prop_assert!(throttle.next_release(now).is_some_and(|release| release > now));
            }
        }
    }
}

#[test]
fn three_at_once_then_one_a_second() {
    let mut throttle = Throttle::new(Limits::telegram());
    let (chat, mut now, mut sent) = (ChatId(5), from_ms(0), Vec::new());
    for _ in 0..6 {
        now = throttle.next_free(chat, now);
        throttle.take(chat, now);
        sent.push(now.as_millisecond());
    }
    assert_eq!(sent, [0, 0, 0, 1_000, 2_000, 3_000]);
}

#[test]
fn a_group_gets_twenty_a_minute() {
    let mut throttle = Throttle::new(Limits::telegram());
    let (chat, mut now) = (ChatId(-5), from_ms(0));
    for _ in 0..20 {
        now = throttle.next_free(chat, now);
        throttle.take(chat, now);
    }
    assert_eq!(now.as_millisecond(), 17_000);
    assert_eq!(throttle.next_free(chat, now).as_millisecond(), 60_000);
}

#[test]
fn thirty_a_second_in_all() {
    let mut throttle = Throttle::new(Limits::telegram());
    let now = from_ms(0);
    for chat in 1..=30 {
        assert_eq!(throttle.next_free(ChatId(chat), now), now);
        throttle.take(ChatId(chat), now);
    }
    assert_eq!(throttle.room(now), Some(0));
    assert_eq!(throttle.next_free(ChatId(31), now).as_millisecond(), 1_000);
    assert_eq!(throttle.next_release(now).map(Timestamp::as_millisecond), Some(1_000));
    assert_eq!(throttle.room(from_ms(1_000)), Some(30));
}

#[test]
fn a_million_messages_keep_memory_bounded() {
    let mut throttle = Throttle::new(Limits::telegram());
    let mut now = from_ms(0);
    for number in 0..1_000_000_i64 {
        let chat = ChatId(if number % 3 == 0 { -(number % 100_000) - 1 } else { number % 100_000 + 1 });
        now = throttle.next_free(chat, now);
        throttle.take(chat, now);
        assert!(throttle.remembered() <= 4_096);
    }
    // 30 a second and no faster, but also no slower.
    assert_eq!(now.as_millisecond(), (1_000_000 - 1) / 30 * 1_000);
}

/// When a chat was written to last, and until when it wants to be left alone.
#[derive(Default)]
struct Past {
    chat: VecDeque<i64>,
    group: VecDeque<i64>,
    paused_until: i64,
}

/// Remembers that something was sent now, and looks at every window that ends now.
fn keeps(past: &mut VecDeque<i64>, now: i64, windows: &[(usize, i64)]) -> bool {
    past.push_back(now);
    let longest = windows.iter().map(|(most, _)| most + 1).max().unwrap();
    if past.len() > longest {
        past.pop_front();
    }
    let oldest = |most: &usize| past.len().checked_sub(most + 1).and_then(|index| past.get(index));
    windows.iter().all(|(most, length)| oldest(most).is_none_or(|oldest| now - oldest >= *length))
}

#[test]
fn a_million_messages_keep_every_limit() {
    const CHATS: usize = 300;
    /// Three at once and then one a second: so many in any window of so many milliseconds.
    const CHAT: [(usize, i64); 4] = [(3, 1), (4, 1_001), (5, 2_001), (13, 10_001)];
    let mut dice = StdRng::seed_from_u64(1);
    let mut throttle = Throttle::new(Limits::telegram());
    let (mut all, mut chats) = (VecDeque::new(), BTreeMap::<i64, Past>::new());
    let mut now = from_ms(0);
    for _ in 0..1_000_000 {
        let number = i64::try_from(dice.random_range(1..=CHATS)).unwrap();
        let (number, is_group) = if number % 30 == 0 { (-number, true) } else { (number, false) };
        let past = chats.entry(number).or_default();
        now = throttle.next_free(ChatId(number), now);
        assert!(now.as_millisecond() >= past.paused_until, "retry_after was not obeyed");
        throttle.take(ChatId(number), now);
        let at = now.as_millisecond();
        assert!(keeps(&mut all, at, &[(30, 1_000)]), "more than 30 in a second");
        assert!(keeps(&mut past.chat, at, &CHAT), "too fast for chat {number}");
        assert!(!is_group || keeps(&mut past.group, at, &[(20, 60_000)]), "too fast for group {number}");
        if dice.random_range(0..1_000) == 0 {
            let until = after(now, Duration::from_secs(dice.random_range(1..=60)));
            throttle.pause_chat(ChatId(number), now, until);
            past.paused_until = until.as_millisecond();
        }
    }
}

#[test]
fn without_limits_only_pauses_count() {
    let mut throttle = Throttle::new(Limits::unlimited());
    let now = from_ms(0);
    for _ in 0..1_000 {
        assert_eq!(throttle.next_free(ChatId(-1), now), now);
        throttle.take(ChatId(-1), now);
    }
    assert_eq!((throttle.room(now), throttle.next_release(now)), (None, None));
    throttle.pause_chat(ChatId(-1), now, from_ms(5_000));
    assert_eq!(throttle.next_free(ChatId(-1), now).as_millisecond(), 5_000);
    assert_eq!(throttle.next_release(now).map(Timestamp::as_millisecond), Some(5_000));
}
