//! How fast Telegram lets us speak. Pure: it is told the time, and only answers and remembers.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;
use repairbot_core::ids::ChatId;

use crate::clock::from_ms;

/// Forgetting is tried when so many chats are remembered, and then each time they have doubled.
const REMEMBERED: usize = 1024;

/// One message every so often, and a few at once after a silence.
#[derive(Debug, Clone, Copy)]
struct Pace {
    every_ms: i64,
    burst: i64,
}

/// No more than so many messages in any window of this length.
#[derive(Debug, Clone, Copy)]
struct Quota {
    most: usize,
    within_ms: i64,
}

/// The limits to keep.
#[derive(Debug, Clone, Copy)]
pub struct Limits(Option<Rules>);

#[derive(Debug, Clone, Copy)]
struct Rules {
    overall: Quota,
    chat: Pace,
    group: Quota,
}

impl Limits {
    /// What Telegram documents: 30 messages a second in all, one a second to a chat with short bursts
    /// (three) allowed, 20 a minute to a group. <https://core.telegram.org/bots/faq#my-bot-is-hitting-limits>
    #[must_use]
    pub const fn telegram() -> Self {
        Self(Some(Rules {
            overall: Quota { most: 30, within_ms: 1_000 },
            chat: Pace { every_ms: 1_000, burst: 3 },
            group: Quota { most: 20, within_ms: 60_000 },
        }))
    }

    /// None, for tests and self-hosted servers; only `retry_after` is obeyed.
    #[must_use]
    pub const fn unlimited() -> Self {
        Self(None)
    }
}

/// Times of the latest messages under one quota.
#[derive(Debug, Default)]
struct Recent(VecDeque<i64>);

impl Recent {
    /// When one more may go. Never before `now`.
    fn next_free(&self, quota: Quota, now: i64) -> i64 {
        let oldest = self.0.len().checked_sub(quota.most).and_then(|index| self.0.get(index));
        oldest.map_or(now, |oldest| now.max(oldest.saturating_add(quota.within_ms)))
    }

    fn take(&mut self, quota: Quota, at: i64) {
        // Should the clock step back, time stands still here: the limit holds in Telegram's time.
        let at = self.0.back().map_or(at, |last| at.max(*last));
        if self.0.len() >= quota.most {
            self.0.pop_front();
        }
        self.0.push_back(at);
    }

    fn is_over(&self, quota: Quota, now: i64) -> bool {
        self.0.back().is_none_or(|last| last.saturating_add(quota.within_ms) <= now)
    }
}

/// What is remembered of one chat.
#[derive(Debug)]
struct Chat {
    /// When the chat would be idle at its even pace (the theoretical arrival time of GCRA).
    even: i64,
    recent: Recent,
    paused_until: i64,
}

impl Chat {
    const fn new() -> Self {
        Self { even: i64::MIN, recent: Recent(VecDeque::new()), paused_until: i64::MIN }
    }

    fn next_free(&self, rules: Option<Rules>, chat: ChatId, now: i64) -> i64 {
        let free = now.max(self.paused_until);
        let Some(rules) = rules else { return free };
        let ahead = rules.chat.every_ms * (rules.chat.burst - 1);
        let free = free.max(self.even.saturating_sub(ahead));
        if is_group(chat) { self.recent.next_free(rules.group, free) } else { free }
    }

    fn take(&mut self, rules: Rules, chat: ChatId, at: i64) {
        self.even = self.even.max(at).saturating_add(rules.chat.every_ms);
        if is_group(chat) {
            self.recent.take(rules.group, at);
        }
    }

    /// Whether it would make no difference to forget it.
    fn is_over(&self, rules: Option<Rules>, now: i64) -> bool {
        let rested = rules.is_none_or(|rules| self.even <= now && self.recent.is_over(rules.group, now));
        rested && self.paused_until <= now
    }
}

const fn is_group(chat: ChatId) -> bool {
    chat.0 < 0
}

/// Remembers what was sent and says when more may go. One chat's pause never delays another chat.
#[derive(Debug)]
pub struct Throttle {
    rules: Option<Rules>,
    overall: Recent,
    chats: BTreeMap<ChatId, Chat>,
    forget_at: usize,
}

impl Throttle {
    /// A throttle that has seen nothing yet.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { rules: limits.0, overall: Recent::default(), chats: BTreeMap::new(), forget_at: REMEMBERED }
    }

    /// The earliest instant, not before `now`, at which a message to this chat may go.
    #[must_use]
    pub fn next_free(&self, chat: ChatId, now: Timestamp) -> Timestamp {
        let now = now.as_millisecond();
        let overall = self.overall_free(now);
        from_ms(self.chats.get(&chat).map_or(overall, |state| state.next_free(self.rules, chat, overall)))
    }

    /// Remembers that a message to this chat goes now.
    pub fn take(&mut self, chat: ChatId, now: Timestamp) {
        let Some(rules) = self.rules else { return };
        let now = now.as_millisecond();
        self.overall.take(rules.overall, now);
        self.chat(chat, now).take(rules, chat, now);
    }

    /// Lets nothing go to this chat before `until`: Telegram asked for it.
    pub fn pause_chat(&mut self, chat: ChatId, now: Timestamp, until: Timestamp) {
        let state = self.chat(chat, now.as_millisecond());
        state.paused_until = state.paused_until.max(until.as_millisecond());
    }

    /// How many messages to different idle chats may go now. `None`: any number.
    #[must_use]
    pub fn room(&self, now: Timestamp) -> Option<usize> {
        let rules = self.rules?;
        let since = now.as_millisecond().saturating_sub(rules.overall.within_ms);
        let taken = self.overall.0.iter().filter(|time| **time > since).count();
        Some(rules.overall.most.saturating_sub(taken))
    }

    /// Chats that must wait now for their own sake.
    #[must_use]
    pub fn busy(&self, now: Timestamp) -> Vec<ChatId> {
        self.waits(now.as_millisecond()).map(|(chat, _)| chat).collect()
    }

    /// When the next message can go that cannot go now: the overall limit or a busy chat becomes free.
    #[must_use]
    pub fn next_release(&self, now: Timestamp) -> Option<Timestamp> {
        let now = now.as_millisecond();
        let overall = self.overall_free(now);
        if overall > now {
            return Some(from_ms(overall));
        }
        self.waits(now).map(|(_, free)| free).min().map(from_ms)
    }

    /// How many chats are remembered: bounded by what was sent in the last minute and by pauses.
    #[must_use]
    pub fn remembered(&self) -> usize {
        self.chats.len()
    }

    fn waits(&self, now: i64) -> impl Iterator<Item = (ChatId, i64)> {
        let free = move |(chat, state): (&ChatId, &Chat)| (*chat, state.next_free(self.rules, *chat, now));
        self.chats.iter().map(free).filter(move |(_, free)| *free > now)
    }

    fn overall_free(&self, now: i64) -> i64 {
        self.rules.map_or(now, |rules| self.overall.next_free(rules.overall, now))
    }

    fn chat(&mut self, chat: ChatId, now: i64) -> &mut Chat {
        if self.chats.len() >= self.forget_at {
            let rules = self.rules;
            self.chats.retain(|_, state| !state.is_over(rules, now));
            self.forget_at = REMEMBERED.max(self.chats.len().saturating_mul(2));
        }
        self.chats.entry(chat).or_insert_with(Chat::new)
    }
}
