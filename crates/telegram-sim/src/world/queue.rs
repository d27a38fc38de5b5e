//! Updates that wait for a bot.

use crate::faults::FaultKind;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const FIRST_UPDATE: i64 = 500_000_001;

/// Telegram keeps updates for a day, in milliseconds.
const UPDATE_LIFE: i64 = 24 * 60 * 60 * 1000;
/// A press that no bot fetched is gone after this, in milliseconds.
const PRESS_LIFE: i64 = 150 * 1000;

/// Kinds that come only to those who ask for them by name.
const ONLY_WHEN_ASKED: [&str; 3] = ["chat_member", "message_reaction", "message_reaction_count"];

/// The queue of one bot.
pub(crate) struct Queue {
    entries: BTreeMap<i64, Entry>,
    /// Updates that a fault holds back, and until when (in Unix milliseconds): they have no number yet.
    held: Vec<(i64, Entry)>,
    confirmed: Vec<(i64, Value)>,
    next: i64,
    /// The last `allowed_updates`; empty is all but [`ONLY_WHEN_ASKED`].
    pub allowed: Vec<String>,
}

/// An update that waits.
#[derive(Clone)]
struct Entry {
    value: Value,
    /// Updates of one lane keep their order.
    lane: Lane,
    /// Delivered once more whatever the offset says.
    forced: bool,
    /// How often it comes again after it was confirmed.
    again: u32,
    /// Given out at least once: its number can't change any more.
    given: bool,
    /// Nobody wants it after this moment, in Unix milliseconds.
    until: i64,
}

impl Entry {
    fn is_press(&self) -> bool {
        matches!(self.lane, Lane::Presses(_))
    }
}

/// What keeps its order: the messages of a chat, the presses of a person, everything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Lane {
    Chat(i64),
    Presses(i64),
    Other,
}

impl Lane {
    /// The lane of an update of this kind.
    pub fn of(kind: &str, content: &Value) -> Self {
        match (kind, content["from"]["id"].as_i64(), content["chat"]["id"].as_i64()) {
            ("callback_query", Some(person), _) => Self::Presses(person),
            (_, _, Some(chat)) => Self::Chat(chat),
            _ => Self::Other,
        }
    }
}

impl Default for Queue {
    fn default() -> Self {
        Self {
            entries: BTreeMap::new(),
            held: Vec::new(),
            confirmed: Vec::new(),
            next: FIRST_UPDATE,
            allowed: Vec::new(),
        }
    }
}

impl Queue {
    /// Queues an update of this kind unless the bot did not ask for such; faults say what happens to it on the way.
    pub fn push(&mut self, kind: &str, content: Value, (now_ms, faults): (i64, &[FaultKind])) {
        let wanted = match self.allowed.as_slice() {
            [] => !ONLY_WHEN_ASKED.contains(&kind),
            allowed => allowed.iter().any(|name| name == kind),
        };
        if !wanted {
            return;
        }
        let lane = Lane::of(kind, &content);
        let life = if kind == "callback_query" { PRESS_LIFE } else { UPDATE_LIFE };
        let until = now_ms.saturating_add(life);
        let mut entry =
            Entry { value: json!({ kind: content }), lane, forced: false, again: 0, given: false, until };
        let (mut delay, mut seed) = (0, None);
        for fault in faults {
            match fault {
                FaultKind::DuplicateUpdates => entry.again += 1,
                FaultKind::DelayUpdates { secs } => delay = delay.max(i64::from(*secs) * 1000),
                FaultKind::ReorderUpdates { seed: given } => seed = Some(*given),
                _ => {}
            }
        }
        if delay > 0 {
            self.held.push((now_ms.saturating_add(delay), entry));
            return;
        }
        let id = self.number(entry);
        if let Some(seed) = seed {
            self.overtake(id, seed);
        }
    }

    /// Remembers which kinds the bot asks for; nothing given is "as before".
    pub fn allow(&mut self, kinds: Option<&Value>) {
        if let Some(list) = kinds.and_then(Value::as_array) {
            self.allowed = list.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        }
    }

    /// Gives an update the next number.
    fn number(&mut self, mut entry: Entry) -> i64 {
        let id = self.next;
        self.next = self.next.saturating_add(1);
        entry.value["update_id"] = json!(id);
        self.entries.insert(id, entry);
        id
    }

    /// Lets an update overtake some of those that nobody has got yet, never one of its own lane.
    fn overtake(&mut self, id: i64, seed: u64) {
        let mut at = id;
        while coin(seed, id, at) && self.swap_down(at) {
            at -= 1;
        }
    }

    /// Exchanges the numbers of an update and the one before it, if both may still be numbered anew.
    fn swap_down(&mut self, id: i64) -> bool {
        let (Some(mine), Some(other)) = (self.entries.get(&id), self.entries.get(&(id - 1))) else {
            return false;
        };
        if other.given || other.lane == mine.lane {
            return false;
        }
        let (mut mine, mut other) = (mine.clone(), other.clone());
        mine.value["update_id"] = json!(id - 1);
        other.value["update_id"] = json!(id);
        self.entries.insert(id - 1, mine);
        self.entries.insert(id, other);
        true
    }

    /// Forgets what nobody wants any more and numbers what was held back long enough; gives the moment when the next of
    /// it is due.
    pub fn release(&mut self, now_ms: i64) -> Option<i64> {
        self.entries.retain(|_, entry| now_ms <= entry.until || entry.given && entry.is_press());
        let (due, held) = std::mem::take(&mut self.held).into_iter().partition(|(at, _)| *at <= now_ms);
        self.held = held;
        let mut due: Vec<(i64, Entry)> = due;
        due.sort_by_key(|(at, _)| *at);
        for (_, entry) in due {
            self.number(entry);
        }
        self.held.iter().map(|(at, _)| *at).min()
    }

    /// Numbers updates above this from now on.
    pub fn number_above(&mut self, last: i64) {
        self.next = self.next.max(last.saturating_add(1));
    }

    /// Queues any JSON.
    pub fn push_raw(&mut self, mut update: Value) {
        let own = update.get("update_id").and_then(Value::as_i64);
        let id = own.unwrap_or(self.next);
        self.next = self.next.max(id.saturating_add(1));
        if let Some(fields) = update.as_object_mut() {
            fields.entry("update_id").or_insert_with(|| json!(id));
        }
        let entry = Entry {
            value: update,
            lane: Lane::Other,
            forced: false,
            again: 0,
            given: false,
            // Whoever queues it by hand wants it to come.
            until: i64::MAX,
        };
        self.entries.insert(id, entry);
    }

    /// Forgets what the offset confirms; tells whether anything was forgotten.
    pub fn confirm(&mut self, offset: i64) -> bool {
        let offset = if offset < 0 {
            let keep = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
            let skipped = self.entries.len().saturating_sub(keep);
            self.entries.keys().nth(skipped).copied().unwrap_or(self.next)
        } else {
            offset
        };
        let gone: Vec<i64> =
            self.entries.range(..offset).filter(|(_, entry)| !entry.forced).map(|(id, _)| *id).collect();
        for id in &gone {
            self.settle(*id);
        }
        !gone.is_empty()
    }

    /// The bot has got this one; it is forgotten, or comes again when a fault wants so.
    pub fn settle(&mut self, id: i64) {
        let Some(mut entry) = self.entries.remove(&id) else { return };
        if let Some(left) = entry.again.checked_sub(1) {
            entry.again = left;
            entry.forced = true;
            self.entries.insert(id, entry);
        } else {
            self.confirmed.push((id, entry.value));
        }
    }

    /// The oldest updates, at most this many.
    pub fn deliver(&mut self, limit: usize) -> Vec<Value> {
        let mut given = Vec::new();
        for entry in self.entries.values_mut().take(limit) {
            entry.forced = false;
            entry.given = true;
            given.push(entry.value.clone());
        }
        given
    }

    /// The oldest update that is the first of its lane, among the lanes that are ready.
    pub fn first_of_lane(&mut self, ready: impl Fn(Lane) -> bool) -> Option<(i64, Lane, Value)> {
        let mut seen = BTreeSet::new();
        let mut firsts = self.entries.iter_mut().filter(|(_, entry)| seen.insert(entry.lane));
        let (id, entry) = firsts.find(|(_, entry)| ready(entry.lane))?;
        entry.given = true;
        Some((*id, entry.lane, entry.value.clone()))
    }

    /// The numbers of those that were confirmed.
    pub fn confirmed(&self) -> Vec<i64> {
        self.confirmed.iter().map(|(id, _)| *id).collect()
    }

    /// Puts the last confirmed updates back.
    pub fn redeliver(&mut self, last: usize) {
        let from = self.confirmed.len().saturating_sub(last);
        for (id, value) in self.confirmed.split_off(from) {
            let lane =
                value.as_object().and_then(|fields| fields.iter().find(|(name, _)| *name != "update_id"));
            let lane = lane.map_or(Lane::Other, |(kind, content)| Lane::of(kind, content));
            let until = i64::MAX;
            self.entries.insert(id, Entry { value, lane, forced: true, again: 0, given: true, until });
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.held.clear();
    }

    /// How many updates wait.
    pub fn len(&self) -> usize {
        self.entries.len() + self.held.len()
    }
}

/// A coin that falls the same way for the same numbers: one round of the SplitMix64 generator.
fn coin(seed: u64, id: i64, at: i64) -> bool {
    let mixed = seed ^ id.unsigned_abs().rotate_left(32) ^ at.unsigned_abs();
    let mut bits = mixed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (bits ^ (bits >> 31)) & 1 == 0
}
