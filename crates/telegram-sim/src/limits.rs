//! How much a bot may send: counted always, enforced on demand.
//!
//! The model follows Telegram's FAQ for bots ("My bot is hitting limits"): about 30 messages a second in all, one a
//! second to the same chat with short bursts let through, 20 a minute to the same group. Telegram tells neither the
//! length of a burst nor how it counts edits; here the burst is a setting, and edits count like messages. Everything
//! is counted per bot. A refused call does not count.

use crate::ids::{ChatId, UserId};
use crate::sim::Sim;
use std::collections::{BTreeMap, VecDeque};

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;

/// The limits in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitRules {
    /// Messages of a bot in any second.
    pub per_second: u32,
    /// Messages to one chat beyond one a second, in a row.
    pub chat_burst: u32,
    /// Messages to one group in any minute.
    pub group_per_minute: u32,
}

impl Default for LimitRules {
    fn default() -> Self {
        Self { per_second: 30, chat_burst: 5, group_per_minute: 20 }
    }
}

/// What was counted, and whether more is refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LimitReport {
    /// The limits in numbers.
    pub rules: LimitRules,
    /// Whether what exceeds them is refused with 429.
    pub enforced: bool,
    /// Messages and edits that counted.
    pub counted: u64,
    /// How many exceeded the limit of messages a second in all.
    pub over_all: u64,
    /// How many exceeded one message a second in a chat.
    pub over_chat: u64,
    /// How many exceeded the limit of messages a minute in a group.
    pub over_group: u64,
}

/// What the limits remember.
#[derive(Default)]
pub(crate) struct Limits {
    pub report: LimitReport,
    /// When the last messages of a bot were sent.
    all: BTreeMap<UserId, VecDeque<i64>>,
    /// When the last messages to a group were sent.
    groups: BTreeMap<(UserId, ChatId), VecDeque<i64>>,
    /// When a chat will have got no more than one message a second.
    even: BTreeMap<(UserId, ChatId), i64>,
}

impl Limits {
    /// Counts a call; when it exceeds and that is enforced, gives the seconds to wait instead.
    pub fn take(&mut self, now: i64, (bot, chat): (UserId, ChatId), weight: u32) -> Option<u32> {
        let waits = (0..weight).map(|_| self.take_one(now, (bot, chat)));
        waits.max().flatten()
    }

    fn take_one(&mut self, now: i64, place: (UserId, ChatId)) -> Option<u32> {
        let rules = self.report.rules;
        let all = free_at(self.all.entry(place.0).or_default(), (rules.per_second, SECOND), now);
        let even = *self.even.get(&place).unwrap_or(&now);
        let chat = even.saturating_sub(i64::from(rules.chat_burst.max(1) - 1) * SECOND).max(now);
        let is_group = place.1.0 < 0;
        let group = if is_group {
            free_at(self.groups.entry(place).or_default(), (rules.group_per_minute, MINUTE), now)
        } else {
            now
        };
        self.report.over_all += u64::from(all > now);
        self.report.over_chat += u64::from(chat > now);
        self.report.over_group += u64::from(group > now);
        let free = all.max(chat).max(group);
        if self.report.enforced && free > now {
            let secs = u32::try_from((free - now + SECOND - 1) / SECOND).unwrap_or(u32::MAX);
            return Some(secs);
        }
        self.report.counted += 1;
        self.all.entry(place.0).or_default().push_back(now);
        self.even.insert(place, even.max(now).saturating_add(SECOND));
        if is_group {
            self.groups.entry(place).or_default().push_back(now);
        }
        None
    }
}

/// When the next message fits into so many per window; forgets what has left the window.
fn free_at(sent: &mut VecDeque<i64>, (most, window): (u32, i64), now: i64) -> i64 {
    while sent.front().is_some_and(|at| at.saturating_add(window) <= now) {
        sent.pop_front();
    }
    let most = usize::try_from(most.max(1)).unwrap_or(usize::MAX);
    let blocking = sent.len().checked_sub(most).and_then(|at| sent.get(at));
    blocking.map_or(now, |at| at.saturating_add(window))
}

/// How many messages a call of this method counts as, when it is about so many; 0 when it is not limited.
pub(crate) fn weight(method: &str, several: usize) -> u32 {
    let method = method.to_ascii_lowercase();
    match method.as_str() {
        "sendchataction" => 0,
        "sendmediagroup" | "copymessages" | "forwardmessages" => {
            u32::try_from(several).unwrap_or(u32::MAX).max(1)
        }
        _ => {
            let sends = ["send", "edit", "copymessage", "forwardmessage"];
            let topics = ["editforumtopic", "editgeneralforumtopic"];
            let counts = sends.iter().any(|start| method.starts_with(start));
            u32::from(counts && !topics.contains(&method.as_str()))
        }
    }
}

/// Limits.
impl Sim {
    /// What was counted so far.
    #[must_use]
    pub fn limits(&self) -> LimitReport {
        self.shared.world().limits.report
    }

    /// Refuses what exceeds the limits with 429 from now on, or stops doing so.
    pub fn enforce_limits(&self, enforce: bool) {
        self.shared.change(|world| world.limits.report.enforced = enforce);
    }

    /// Sets other numbers than Telegram's.
    pub fn set_limits(&self, rules: LimitRules) {
        self.shared.change(|world| world.limits.report.rules = rules);
    }
}

#[cfg(test)]
mod tests {
    use super::{LimitRules, Limits, weight};
    use crate::ids::{ChatId, UserId};

    const BOT: UserId = UserId(42);

    fn enforced(rules: LimitRules) -> Limits {
        let mut limits = Limits::default();
        limits.report.enforced = true;
        limits.report.rules = rules;
        limits
    }

    #[test]
    fn one_a_second_to_a_chat_after_a_burst() {
        let mut limits = enforced(LimitRules { chat_burst: 3, ..LimitRules::default() });
        let place = (BOT, ChatId(7));
        let at_once: Vec<_> = (0..4).map(|_| limits.take(0, place, 1)).collect();
        assert_eq!(at_once, [None, None, None, Some(1)]);
        assert_eq!(limits.take(999, place, 1), Some(1));
        assert_eq!(limits.take(1000, place, 1), None);
        assert_eq!(limits.take(1000, place, 1), Some(1));
        assert_eq!(limits.take(1000, (BOT, ChatId(8)), 1), None, "another chat");
        assert_eq!((limits.report.over_chat, limits.report.counted), (3, 5));
    }

    #[test]
    fn thirty_a_second_in_all() {
        let mut limits = enforced(LimitRules::default());
        let mut to = |now, chat| limits.take(now, (BOT, ChatId(chat)), 1);
        assert!((0..30).all(|chat| to(500, 100 + chat).is_none()));
        assert_eq!(to(500, 200), Some(1));
        assert_eq!(to(1499, 200), Some(1));
        assert_eq!(to(1500, 200), None);
        assert_eq!(limits.take(500, (UserId(43), ChatId(1)), 1), None, "another bot");
        assert_eq!(limits.report.over_all, 2);
    }

    #[test]
    fn twenty_a_minute_to_a_group() {
        let mut limits = enforced(LimitRules::default());
        let group = (BOT, ChatId(-5));
        assert!((0..20).all(|n| limits.take(n * 1000, group, 1).is_none()));
        assert_eq!(limits.take(20_000, group, 1), Some(40));
        assert_eq!(limits.take(59_999, group, 1), Some(1));
        assert_eq!(limits.take(60_000, group, 1), None);
        assert_eq!(limits.report.over_group, 2);
    }

    #[test]
    fn what_exceeds_is_counted_without_being_refused() {
        let mut limits = Limits::default();
        assert!((0..8).all(|_| limits.take(0, (BOT, ChatId(7)), 1).is_none()));
        assert_eq!((limits.report.counted, limits.report.over_chat), (8, 3));
    }

    #[test]
    fn what_counts() {
        for (method, count) in [
            ("sendMessage", 1),
            ("SENDPHOTO", 1),
            ("editMessageText", 1),
            ("copyMessage", 1),
            ("forwardMessage", 1),
            ("sendMediaGroup", 3),
            ("forwardMessages", 3),
            ("sendChatAction", 0),
            ("answerCallbackQuery", 0),
            ("deleteMessage", 0),
            ("editForumTopic", 0),
            ("getUpdates", 0),
        ] {
            assert_eq!(weight(method, 3), count, "{method}");
        }
    }
}
