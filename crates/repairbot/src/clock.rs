//! Time, identifiers and randomness, handed in from outside so that tests own them.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tokio::sync::watch;

/// 2024-01-01T00:00:00Z: where the time part of our identifiers starts.
const ID_EPOCH_MS: i64 = 1_704_067_200_000;
/// Bits of an identifier below its milliseconds.
const COUNTER_BITS: u32 = 22;
/// Letters of an opaque public id: no vowels that make words, no look-alikes.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Length of a public id: 16 letters of 5 bits.
const PUBLIC_ID_LETTERS: usize = 16;

/// Where "now" comes from. Cheap to clone; clones of a manual clock show the same time.
#[derive(Debug, Clone)]
pub struct Clock(Source);

#[derive(Debug, Clone)]
enum Source {
    System,
    Manual(Arc<AtomicI64>),
    /// So many milliseconds ahead of the machine's clock.
    Shifted(watch::Receiver<i64>),
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still until it is moved.
    #[must_use]
    pub fn manual(start: Timestamp) -> Self {
        Self(Source::Manual(Arc::new(AtomicI64::new(start.as_millisecond()))))
    }

    /// The machine's clock with the handle that moves it forward: for demonstrations, where a week passes at once.
    #[must_use]
    pub fn shifted() -> (Self, Shift) {
        let (shift, ahead) = watch::channel(0);
        (Self(Source::Shifted(ahead)), Shift(shift))
    }

    /// Tells when this clock jumps from now on. Whoever sleeps until a moment of it listens to this as well.
    #[must_use]
    pub fn jumps(&self) -> Jumps {
        match &self.0 {
            Source::System | Source::Manual(_) => Jumps(None),
            Source::Shifted(ahead) => {
                let mut ahead = ahead.clone();
                ahead.mark_unchanged();
                Jumps(Some(ahead))
            }
        }
    }

    /// The present, truncated to milliseconds: what both databases store without loss.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::System => from_ms(Timestamp::now().as_millisecond()),
            Source::Manual(ms) => from_ms(ms.load(Ordering::SeqCst)),
            Source::Shifted(ahead) => {
                from_ms(Timestamp::now().as_millisecond().saturating_add(*ahead.borrow()))
            }
        }
    }

    /// How long it has been since some moment before: it does not jump when somebody sets the machine's clock, or this one.
    /// On Linux it stands still while the machine is suspended. A manual clock has no other time than its own.
    #[must_use]
    pub fn uptime(&self) -> Duration {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        match &self.0 {
            Source::System | Source::Shifted(_) => START.elapsed(),
            Source::Manual(ms) => Duration::from_millis(ms.load(Ordering::SeqCst).max(0).unsigned_abs()),
        }
    }

    /// Moves a manual clock to `time`, forwards or backwards. Other clocks ignore it.
    pub fn set(&self, time: Timestamp) {
        if let Source::Manual(ms) = &self.0 {
            ms.store(time.as_millisecond(), Ordering::SeqCst);
        }
    }

    /// Moves a manual clock forward. Other clocks ignore it.
    pub fn advance(&self, by: Duration) {
        if let Source::Manual(ms) = &self.0 {
            ms.fetch_add(saturating_ms(by), Ordering::SeqCst);
        }
    }
}

/// Moves a shifted clock forward. Never back: what is written down is ordered by time, and a reminder that was sent
/// can't be unsent.
#[derive(Debug)]
pub struct Shift(watch::Sender<i64>);

impl Shift {
    /// Lets the clock run at least so far ahead of the machine's; when it is that far already, nothing happens.
    pub fn ahead(&self, by: Duration) {
        let wanted = saturating_ms(by);
        self.0.send_if_modified(|ahead| {
            let forward = wanted > *ahead;
            *ahead = wanted.max(*ahead);
            forward
        });
    }
}

/// The jumps of a clock: see [`Clock::jumps`].
#[derive(Debug)]
pub struct Jumps(Option<watch::Receiver<i64>>);

impl Jumps {
    /// Ends when the clock has jumped since the last call. Clocks that nobody shifts never do.
    pub async fn next(&mut self) {
        if let Some(ahead) = &mut self.0
            && ahead.changed().await.is_ok()
        {
            return;
        }
        std::future::pending().await
    }
}

/// The instant `by` after `time`; the end of time when that overflows.
#[must_use]
pub fn after(time: Timestamp, by: Duration) -> Timestamp {
    SignedDuration::try_from(by).ok().and_then(|by| time.checked_add(by).ok()).unwrap_or(Timestamp::MAX)
}

/// The instant of so many milliseconds since 1970; the nearest representable one when out of range.
#[must_use]
pub fn from_ms(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(if ms < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

/// Milliseconds of a duration as the signed number our columns hold.
#[must_use]
pub fn saturating_ms(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// Draws identifiers: time-ordered, unique within a process, and unlikely to meet those of another
/// process, because each starts its counter elsewhere. Clones share one sequence.
#[derive(Debug, Clone)]
pub struct Ids(Arc<Sequence>);

#[derive(Debug)]
struct Sequence {
    clock: Clock,
    start: i64,
    last: AtomicI64,
    letters: Mutex<StdRng>,
}

impl Ids {
    /// A sequence that depends on nothing but the clock and `seed`.
    ///
    /// In production the seed is drawn from the operating system: public ids are as secret as it is.
    #[must_use]
    pub fn new(clock: Clock, seed: u64) -> Self {
        let mut letters = StdRng::seed_from_u64(seed);
        // Half of the counter's range at most, so that a busy millisecond has room to count up.
        let start = i64::from(letters.next_u32() >> (32 - (COUNTER_BITS - 1)));
        Self(Arc::new(Sequence { clock, start, last: AtomicI64::new(0), letters: Mutex::new(letters) }))
    }

    /// The next identifier: greater than all before it in this process, also when the clock steps back.
    ///
    /// Milliseconds since 2024-01-01 in the upper bits, 22 bits of counter below.
    #[must_use = "an identifier that is not used leaves a gap"]
    pub fn next(&self) -> i64 {
        let ms = self.0.clock.now().as_millisecond().saturating_sub(ID_EPOCH_MS).max(0);
        let earliest = (ms << COUNTER_BITS) | self.0.start;
        let step = |last: i64| earliest.max(last.saturating_add(1));
        // The closure always answers, so both arms hold the former value.
        let former = self.0.last.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |last| Some(step(last)));
        step(former.unwrap_or_else(|last| last))
    }

    /// An opaque identifier for links: 16 letters of Crockford's base 32, 80 bits.
    #[must_use]
    pub fn public_id(&self) -> String {
        let mut letters = self.0.letters.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bits = (u128::from(letters.next_u64()) << 64) | u128::from(letters.next_u64());
        let mut text = String::with_capacity(PUBLIC_ID_LETTERS);
        for _ in 0..PUBLIC_ID_LETTERS {
            text.push(char::from(ALPHABET[(bits & 31) as usize]));
            bits >>= 5;
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    fn noon() -> Timestamp {
        "2026-03-01T12:00:00.123456789Z".parse().unwrap()
    }

    #[test]
    fn now_has_no_more_than_milliseconds() {
        assert_eq!(Clock::manual(noon()).now().to_string(), "2026-03-01T12:00:00.123Z");
        assert_eq!(Clock::system().now().subsec_nanosecond() % 1_000_000, 0);
    }

    #[test]
    fn clones_of_a_manual_clock_move_together() {
        let clock = Clock::manual(noon());
        let other = clock.clone();
        clock.advance(Duration::from_millis(1500));
        assert_eq!(other.now().to_string(), "2026-03-01T12:00:01.623Z");
        other.set(noon());
        assert_eq!(clock.now(), from_ms(noon().as_millisecond()));
    }

    #[tokio::test]
    async fn a_shifted_clock_goes_forward_only_and_tells_of_it() {
        let (clock, shift) = Clock::shifted();
        let other = clock.clone();
        let hour = Duration::from_secs(3600);
        let mut jumps = clock.jumps();
        let before = Clock::system().now();
        assert!(other.now() >= before && other.now() < after(before, hour));
        shift.ahead(hour);
        jumps.next().await;
        assert!(other.now() >= after(before, hour));
        shift.ahead(Duration::from_secs(60));
        assert!(clock.now() >= after(before, hour));
        let mut late = clock.jumps();
        for jumps in [&mut jumps, &mut late] {
            assert!(jumps.next().now_or_never().is_none(), "only a way forward is a jump, and only once");
        }
        drop(shift);
        assert!(jumps.next().now_or_never().is_none());
        assert!(Clock::system().jumps().next().now_or_never().is_none());
    }

    #[test]
    fn ids_grow_even_when_the_clock_steps_back() {
        let clock = Clock::manual(noon());
        let ids = Ids::new(clock.clone(), 7);
        let mut last = ids.next();
        for step in 0..10_000 {
            if step == 5_000 {
                clock.set(after(noon(), Duration::from_secs(0)));
            } else if step % 10 == 0 {
                clock.advance(Duration::from_millis(1));
            }
            let next = ids.clone().next();
            assert!(next > last);
            last = next;
        }
    }

    #[test]
    fn ids_are_ordered_by_time_and_differ_by_seed() {
        let clock = Clock::manual(noon());
        let (one, two) = (Ids::new(clock.clone(), 1), Ids::new(clock.clone(), 2));
        let (first, second) = (one.next(), two.next());
        assert_ne!(first, second);
        assert_eq!(Ids::new(clock.clone(), 1).next(), first);
        clock.advance(Duration::from_millis(1));
        assert!(one.next() > first.max(second));
    }

    #[test]
    fn public_ids_are_sixteen_letters_and_repeat_with_the_seed() {
        let (one, same) = (Ids::new(Clock::manual(noon()), 9), Ids::new(Clock::manual(noon()), 9));
        let id = one.public_id();
        assert_eq!((id.len(), &id), (16, &same.public_id()));
        assert!(id.bytes().all(|letter| ALPHABET.contains(&letter)));
        assert_ne!(one.public_id(), id);
    }

    #[test]
    fn the_end_of_time_is_not_a_panic() {
        assert_eq!(after(Timestamp::MAX, Duration::from_secs(1)), Timestamp::MAX);
        assert_eq!(after(noon(), Duration::MAX), Timestamp::MAX);
    }
}
