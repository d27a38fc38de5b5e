//! How much one person may send (SPEC §12): a token bucket per person, clocked by the instants its
//! caller gives. The limiter never looks at a clock, so a backlog that piled up while the bot was
//! down is judged by when its messages were written, not by when they are read.

use std::collections::{BTreeMap, VecDeque};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Mutex, PoisonError};

use repairbot_core::ids::TelegramId;

use crate::config::RateLimit;
use crate::shared::Shared;

/// People remembered at most. Someone forgotten starts with a full bucket.
const CAPACITY: usize = 10_000;
/// Verdicts remembered at most: more than updates are taken at once, so that a batch which is tried again, whole or one
/// by one, is not charged again.
const VERDICTS: usize = 256;
/// A thousandth of an update: at `n` updates per second, `n` of these arrive in a millisecond.
const UPDATE: u64 = 1000;
/// Messages carry whole seconds and presses don't carry any instant, so time may step back a little
/// without meaning; a longer step back is a backlog, which has a time of its own.
const JITTER_MS: i64 = 60_000;

/// What to do with one update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Handle it.
    Pass,
    /// Don't handle it, and say so: the first refusal since something passed.
    WarnOnce,
    /// Don't handle it, and keep quiet.
    Drop,
}

/// The limiter of all people.
#[derive(Debug)]
pub struct RateLimiter {
    limit: RateLimit,
    seen: Mutex<Seen>,
    /// Counts for all processes together.
    shared: Option<Shared>,
}

/// What the limiter remembers.
#[derive(Debug, Default)]
struct Seen {
    people: BTreeMap<TelegramId, Bucket>,
    /// The updates judged last, hashed, with their verdicts.
    verdicts: VecDeque<(u64, Verdict)>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    /// What is left, in thousandths of an update.
    left: u64,
    /// When that was true, in milliseconds.
    at: i64,
    /// The person has been told since the last pass.
    warned: bool,
    /// The album seen last, hashed, and whether its first part passed.
    album: Option<(u64, bool)>,
}

/// What is judged: one update.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Who sent it.
    pub person: TelegramId,
    /// When, in milliseconds since 1970: for a message its own date, for a press the time it was received.
    pub at_ms: i64,
    /// The update's key: the same update gets the same verdict, however often it is tried.
    pub key: &'a str,
    /// Telegram's `media_group_id`: the parts of one album count once.
    pub album: Option<&'a str>,
}

impl RateLimiter {
    /// A limiter that has seen nobody yet.
    #[must_use]
    pub fn new(limit: RateLimit) -> Self {
        Self { limit, seen: Mutex::default(), shared: None }
    }

    /// The same, counting together with other processes.
    #[must_use]
    pub fn sharing(self, shared: Option<Shared>) -> Self {
        Self { shared, ..self }
    }

    /// Judges updates in their order together with the other processes. `None` while that is not possible: then each is to
    /// be judged by [`RateLimiter::check`].
    pub async fn together(&self, asked: &[Asked<'_>]) -> Option<Vec<Verdict>> {
        let shared = self.shared.as_ref().filter(|_| !self.is_off() && !asked.is_empty())?;
        shared.judge((self.limit, JITTER_MS), asked).await
    }

    fn is_off(&self) -> bool {
        self.limit.per_second == 0 || self.limit.burst == 0
    }

    /// Judges one update by itself.
    pub fn check(&self, asked: Asked<'_>) -> Verdict {
        if self.is_off() {
            return Verdict::Pass;
        }
        let Asked { person, at_ms, key, album } = asked;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let Seen { people, verdicts } = &mut *seen;
        let key = hash(key);
        if let Some((_, verdict)) = verdicts.iter().find(|(judged, _)| *judged == key) {
            return *verdict;
        }
        if people.len() >= CAPACITY && !people.contains_key(&person) {
            self.forget(people, at_ms);
        }
        let fresh = Bucket { left: self.full(), at: at_ms, warned: false, album: None };
        let verdict = self.judge(people.entry(person).or_insert(fresh), at_ms, album.map(hash));
        if verdicts.len() == VERDICTS {
            verdicts.pop_front();
        }
        verdicts.push_back((key, verdict));
        verdict
    }

    fn judge(&self, bucket: &mut Bucket, at_ms: i64, album: Option<u64>) -> Verdict {
        if let (Some(album), Some((last, passed))) = (album, bucket.album)
            && album == last
        {
            return if passed { Verdict::Pass } else { Verdict::Drop };
        }
        *bucket = self.refilled(*bucket, at_ms);
        let verdict = bucket.take();
        if let Some(album) = album {
            bucket.album = Some((album, verdict == Verdict::Pass));
        }
        verdict
    }

    /// How many people are remembered.
    #[must_use]
    pub fn remembered(&self) -> usize {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).people.len()
    }

    fn full(&self) -> u64 {
        u64::from(self.limit.burst) * UPDATE
    }

    /// The bucket as it is at `at_ms`.
    fn refilled(&self, bucket: Bucket, at_ms: i64) -> Bucket {
        let passed = at_ms.saturating_sub(bucket.at);
        if (-JITTER_MS..0).contains(&passed) {
            return bucket;
        }
        let gained = u64::try_from(passed).unwrap_or(0).saturating_mul(u64::from(self.limit.per_second));
        Bucket { left: bucket.left.saturating_add(gained).min(self.full()), at: at_ms, ..bucket }
    }

    /// Makes room: drops everybody whose bucket is full again, and, when nobody's is, the quarter
    /// that has been silent longest.
    fn forget(&self, people: &mut BTreeMap<TelegramId, Bucket>, at_ms: i64) {
        people.retain(|_, bucket| self.refilled(*bucket, at_ms).left < self.full());
        if people.len() < CAPACITY {
            return;
        }
        let mut instants: Vec<i64> = people.values().map(|bucket| bucket.at).collect();
        let (_, quarter, _) = instants.select_nth_unstable(CAPACITY / 4);
        let (quarter, mut excess) = (*quarter, CAPACITY / 4);
        people.retain(|_, bucket| {
            let stays = bucket.at > quarter || excess == 0;
            excess -= usize::from(!stays);
            stays
        });
    }
}

impl Bucket {
    fn take(&mut self) -> Verdict {
        if let Some(left) = self.left.checked_sub(UPDATE) {
            self.left = left;
            self.warned = false;
            return Verdict::Pass;
        }
        if std::mem::replace(&mut self.warned, true) { Verdict::Drop } else { Verdict::WarnOnce }
    }
}

/// The same in every process: albums are told apart, not protected.
fn hash(album: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    album.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use proptest::prelude::*;

    use super::*;

    const ANNA: TelegramId = TelegramId(1);
    const BORIS: TelegramId = TelegramId(2);
    /// Some moment of 2026.
    const NOON: i64 = 1_780_000_000_000;

    fn limiter() -> RateLimiter {
        RateLimiter::new(RateLimit { per_second: 3, burst: 10 })
    }

    /// Judges an update that was never seen before.
    fn check(limiter: &RateLimiter, person: TelegramId, at_ms: i64, album: Option<&str>) -> Verdict {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let key = NEXT.fetch_add(1, Ordering::Relaxed).to_string();
        limiter.check(Asked { person, at_ms, key: &key, album })
    }

    #[test]
    fn an_update_that_is_tried_again_is_not_charged_again() {
        let limiter = limiter();
        let asked = Asked { person: ANNA, at_ms: NOON, key: "u1", album: None };
        for _ in 0..50 {
            assert_eq!(limiter.check(asked), Verdict::Pass);
        }
        assert_eq!(passes(&limiter, ANNA, [NOON; 20]), 9);
    }

    #[test]
    fn a_batch_that_is_tried_again_is_not_charged_again() {
        let limiter = limiter();
        let keys: Vec<String> = (0..10).map(|number| format!("batch-{number}")).collect();
        for _ in 0..5 {
            for key in &keys {
                let asked = Asked { person: ANNA, at_ms: NOON, key, album: None };
                assert_eq!(limiter.check(asked), Verdict::Pass);
            }
        }
        assert_eq!(check(&limiter, ANNA, NOON, None), Verdict::WarnOnce);
    }

    fn passes(limiter: &RateLimiter, person: TelegramId, instants: impl IntoIterator<Item = i64>) -> usize {
        instants.into_iter().filter(|at| check(limiter, person, *at, None) == Verdict::Pass).count()
    }

    #[test]
    fn a_burst_passes_then_one_warning_then_silence() {
        let limiter = limiter();
        assert_eq!(passes(&limiter, ANNA, [NOON; 10]), 10);
        assert_eq!(check(&limiter, ANNA, NOON, None), Verdict::WarnOnce);
        assert_eq!(check(&limiter, ANNA, NOON, None), Verdict::Drop);
        assert_eq!(check(&limiter, ANNA, NOON + 333, None), Verdict::Drop, "a third of a second is 0.999");
        assert_eq!(check(&limiter, ANNA, NOON + 334, None), Verdict::Pass);
        assert_eq!(check(&limiter, ANNA, NOON + 334, None), Verdict::WarnOnce, "a new burst is told again");
    }

    #[test]
    fn others_are_not_affected() {
        let limiter = limiter();
        passes(&limiter, ANNA, [NOON; 50]);
        assert_eq!(passes(&limiter, BORIS, [NOON; 10]), 10);
    }

    #[test]
    fn a_backlog_is_judged_by_its_own_dates() {
        let limiter = limiter();
        let written_over_an_hour = (0..60).map(|minute| NOON + minute * 60_000);
        assert_eq!(passes(&limiter, ANNA, written_over_an_hour), 60);
    }

    #[test]
    fn a_press_received_now_does_not_punish_the_backlog_behind_it() {
        let limiter = limiter();
        let hour_later = NOON + 3_600_000;
        assert_eq!(check(&limiter, ANNA, hour_later, None), Verdict::Pass);
        assert_eq!(passes(&limiter, ANNA, (0..60).map(|minute| NOON + minute * 30_000)), 60);
    }

    #[test]
    fn alternating_presses_and_whole_second_dates_gains_nothing() {
        let limiter = limiter();
        let instants = (0..1000).map(|n| if n % 2 == 0 { NOON } else { NOON + 950 });
        assert!(passes(&limiter, ANNA, instants) <= 13);
    }

    #[test]
    fn an_album_counts_once_and_is_judged_as_its_first_part() {
        let limiter = limiter();
        for _ in 0..30 {
            assert_eq!(check(&limiter, ANNA, NOON, Some("album")), Verdict::Pass);
        }
        assert_eq!(passes(&limiter, ANNA, [NOON; 20]), 9);
        assert_eq!(check(&limiter, ANNA, NOON, Some("another")), Verdict::Drop);
        assert_eq!(check(&limiter, ANNA, NOON + 5000, Some("another")), Verdict::Drop, "never half an album");
        assert_eq!(check(&limiter, ANNA, NOON + 5000, Some("third")), Verdict::Pass);
    }

    #[test]
    fn a_refused_album_warns_with_its_first_part_only() {
        let limiter = limiter();
        passes(&limiter, ANNA, [NOON; 10]);
        let verdicts: Vec<_> = (0..3).map(|_| check(&limiter, ANNA, NOON, Some("album"))).collect();
        assert_eq!(verdicts, [Verdict::WarnOnce, Verdict::Drop, Verdict::Drop]);
    }

    #[test]
    fn zero_switches_it_off() {
        for limit in [RateLimit { per_second: 0, burst: 10 }, RateLimit { per_second: 3, burst: 0 }] {
            let limiter = RateLimiter::new(limit);
            assert_eq!(passes(&limiter, ANNA, [NOON; 1000]), 1000);
            assert_eq!(limiter.remembered(), 0);
        }
    }

    #[test]
    fn memory_is_bounded_and_idle_people_go_first() {
        let limiter = limiter();
        passes(&limiter, ANNA, [NOON; 50]);
        for stranger in 0..50_000 {
            check(&limiter, TelegramId(100 + stranger), NOON + 1, None);
            assert!(limiter.remembered() <= CAPACITY);
        }
        let limiter = self::limiter();
        for stranger in 0..CAPACITY as i64 - 1 {
            check(&limiter, TelegramId(100 + stranger), NOON, None);
        }
        passes(&limiter, ANNA, [NOON + 4000; 50]);
        check(&limiter, BORIS, NOON + 4000, None);
        assert_eq!(limiter.remembered(), 2, "everyone else had a full bucket again");
        assert_eq!(check(&limiter, ANNA, NOON + 4000, None), Verdict::Drop, "the busy one is remembered");
    }

    proptest! {
        #[test]
        fn never_more_than_burst_and_rate(
            per_second in 1u32..20,
            burst in 1u32..30,
            steps in prop::collection::vec(0i64..2_000, 1..300),
        ) {
            let limiter = RateLimiter::new(RateLimit { per_second, burst });
            let mut at = NOON;
            let mut passed_at = Vec::new();
            for step in steps {
                at += step;
                if check(&limiter, ANNA, at, None) == Verdict::Pass {
                    passed_at.push(at);
                }
            }
            for (first, start) in passed_at.iter().enumerate() {
                for (count, end) in passed_at[first..].iter().enumerate() {
                    let bound = i64::from(burst) * 1000 + (end - start) * i64::from(per_second);
                    prop_assert!((count as i64 + 1) * 1000 <= bound, "{} passes in {} ms", count + 1, end - start);
                }
            }
        }

        #[test]
        fn any_instants_are_survived(instants in prop::collection::vec(any::<i64>(), 1..100)) {
            let limiter = limiter();
            for at in instants {
                check(&limiter, ANNA, at, None);
            }
        }

        #[test]
        fn who_else_writes_changes_nothing(mine in prop::collection::vec(0i64..500, 1..50), others in 0usize..50) {
            let (alone, crowded) = (limiter(), limiter());
            let mut at = NOON;
            for step in mine {
                at += step;
                passes(&crowded, BORIS, vec![at; others]);
                prop_assert_eq!(check(&alone, ANNA, at, None), check(&crowded, ANNA, at, None));
            }
        }
    }
}
