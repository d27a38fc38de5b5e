//! Troubles: which calls and updates they spoil, and when.

use crate::ids::ChatId;
use crate::sim::Sim;
use serde::Serialize;

/// A trouble to make. The first fault that fits a call is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The only method it concerns.
    pub method: Option<String>,
    /// The only chat it concerns.
    pub chat: Option<ChatId>,
    /// What happens.
    pub kind: FaultKind,
    /// How many calls it spoils; `None` is "until cleared".
    pub times: Option<u32>,
}

/// What happens to a call, or to an update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// 429 without effect.
    TooManyRequests {
        /// Seconds to wait.
        retry_after: u32,
    },
    /// 500 without effect.
    ServerError,
    /// 502 without effect, with the HTML page of a proxy instead of JSON.
    BadGateway,
    /// The call takes effect, and then the connection closes without an answer.
    LoseAnswer,
    /// The connection closes without an effect.
    ResetBefore,
    /// No effect and no answer for as long as the client waits.
    Hang,
    /// The call takes effect; the answer comes when the simulator's clock is so much further.
    Slow {
        /// Seconds of the simulator's clock.
        secs: u32,
    },
    /// 400 without effect.
    BadRequest {
        /// The whole description, `Bad Request: ` included.
        description: String,
    },
    /// 403 without effect, as if the person had blocked the bot.
    Blocked,
    /// Telegram can't be reached: every connection closes without an effect, `getUpdates` that wait and downloads
    /// included, and nothing is delivered to webhooks. With a method or a chat it is the same as `ResetBefore`.
    Outage,
    /// Updates come twice under the same number: again after they were confirmed.
    DuplicateUpdates,
    /// Updates come later than what happened.
    DelayUpdates {
        /// Seconds of the simulator's clock.
        secs: u32,
    },
    /// Updates of different chats overtake one another; inside a chat the order stays. The same seed gives the same
    /// order.
    ReorderUpdates {
        /// Any number.
        seed: u64,
    },
}

impl FaultKind {
    /// Whether it spoils updates; the others spoil calls.
    pub(crate) const fn is_of_updates(&self) -> bool {
        matches!(self, Self::DuplicateUpdates | Self::DelayUpdates { .. } | Self::ReorderUpdates { .. })
    }
}

/// When a fault is in force, beyond what it fits. The default is "from now on, each time".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct When {
    /// So many calls that fit are let through first.
    pub after_calls: u32,
    /// Only each Nth of the calls after them; 0 and 1 are every call.
    pub every: u32,
    /// Not before this moment of the simulator's clock, in Unix seconds.
    pub from: Option<i64>,
    /// Not at this moment or later.
    pub until: Option<i64>,
}

impl When {
    fn holds(&self, now: i64) -> bool {
        self.from.is_none_or(|from| from <= now) && !self.over(now)
    }

    fn over(&self, now: i64) -> bool {
        self.until.is_some_and(|until| until <= now)
    }
}

/// The number of a fault, to end it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct FaultId(pub u64);

/// A fault that is in force or will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActiveFault {
    /// Its number.
    pub id: FaultId,
    /// What it does; `times` counts down.
    pub fault: Fault,
    /// When it does it.
    pub when: When,
    /// How many calls or updates fitted so far.
    pub met: u64,
    /// How many of them it spoiled.
    pub spoiled: u64,
}

impl ActiveFault {
    fn fits(&self, method: Option<&str>, chat: Option<ChatId>) -> bool {
        let named = self.fault.method.as_deref();
        named.is_none_or(|name| method.is_some_and(|method| method.eq_ignore_ascii_case(name)))
            && self.fault.chat.is_none_or(|wanted| Some(wanted) == chat)
            && self.fault.times != Some(0)
    }

    /// Meets a call or an update that fits; tells whether it is spoiled.
    fn meet(&mut self) -> bool {
        self.met += 1;
        let Some(after) = self.met.checked_sub(u64::from(self.when.after_calls)) else { return false };
        let due = after > 0 && after.is_multiple_of(u64::from(self.when.every.max(1)));
        if due {
            self.spoiled += 1;
            self.fault.times = self.fault.times.map(|times| times.saturating_sub(1));
        }
        due
    }
}

/// All troubles there are.
#[derive(Default)]
pub(crate) struct Faults {
    list: Vec<ActiveFault>,
    last: u64,
}

impl Faults {
    pub fn add(&mut self, fault: Fault, when: When) -> FaultId {
        self.last += 1;
        let id = FaultId(self.last);
        self.list.push(ActiveFault { id, fault, when, met: 0, spoiled: 0 });
        id
    }

    /// Ends one; tells whether there was such.
    pub fn end(&mut self, id: FaultId) -> bool {
        let before = self.list.len();
        self.list.retain(|active| active.id != id);
        self.list.len() != before
    }

    pub fn clear(&mut self) {
        self.list.clear();
    }

    /// Those that are not over.
    pub fn active(&mut self, now: i64) -> &[ActiveFault] {
        self.list.retain(|active| active.fault.times != Some(0) && !active.when.over(now));
        &self.list
    }

    /// The fault that spoils this call, if any; it is used up.
    pub fn take(&mut self, now: i64, method: &str, chat: Option<ChatId>) -> Option<FaultKind> {
        self.active(now);
        for active in self.list.iter_mut().filter(|active| !active.fault.kind.is_of_updates()) {
            if active.when.holds(now) && active.fits(Some(method), chat) && active.meet() {
                return Some(active.fault.kind.clone());
            }
        }
        None
    }

    /// The faults that spoil an update about this chat; they add up.
    pub fn take_for_update(&mut self, now: i64, chat: Option<ChatId>) -> Vec<FaultKind> {
        self.active(now);
        let mut spoiling = Vec::new();
        for active in self.list.iter_mut().filter(|active| active.fault.kind.is_of_updates()) {
            if active.when.holds(now) && active.fits(None, chat) && active.meet() {
                spoiling.push(active.fault.kind.clone());
            }
        }
        spoiling
    }

    /// Whether nothing at all gets through.
    pub fn outage(&self, now: i64) -> bool {
        let whole = |fault: &Fault| fault.method.is_none() && fault.chat.is_none() && fault.times.is_none();
        let steady = |when: &When| when.after_calls == 0 && when.every <= 1 && when.holds(now);
        let is = |active: &ActiveFault| {
            active.fault.kind == FaultKind::Outage && whole(&active.fault) && steady(&active.when)
        };
        self.list.iter().any(is)
    }
}

/// Troubles.
impl Sim {
    /// Makes trouble from now on.
    pub fn fault(&self, fault: Fault) {
        self.fault_when(fault, When::default());
    }

    /// Makes trouble on a schedule; its number ends it.
    pub fn fault_when(&self, fault: Fault, when: When) -> FaultId {
        self.shared.change(|world| world.faults.add(fault, when))
    }

    /// Ends a trouble; `false` when there was no such (it may have been used up).
    pub fn end_fault(&self, id: FaultId) -> bool {
        self.shared.change(|world| world.faults.end(id))
    }

    /// Ends all troubles (a call that hangs already hangs on).
    pub fn clear_faults(&self) {
        self.shared.change(|world| world.faults.clear());
    }

    /// The troubles that are in force or will be.
    #[must_use]
    pub fn faults(&self) -> Vec<ActiveFault> {
        let mut world = self.shared.world();
        let now = world.now();
        world.faults.active(now).to_vec()
    }
}
