//! What the browser is told, as server-sent events.

use super::pane;
use crate::ids::UserId;
use crate::shared::Shared;
use crate::types::ApiCall;
use crate::world::World;
use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures_util::stream::{self, Stream};
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::convert::Infallible;
use std::sync::Arc;
use tokio::sync::watch;

/// `GET /chat/events`.
pub(super) async fn stream(
    State(shared): State<Arc<Shared>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let (calls, signals) = {
        let world = shared.world();
        (world.calls.len(), world.signals.len())
    };
    let feed = Feed {
        changes: shared.changes(),
        stopped: shared.stopped(),
        told: BTreeMap::new(),
        calls,
        signals,
        waiting: VecDeque::new(),
        begun: false,
        shared,
    };
    Sse::new(stream::unfold(feed, Feed::next)).keep_alive(KeepAlive::default())
}

struct Feed {
    shared: Arc<Shared>,
    changes: watch::Receiver<u64>,
    stopped: watch::Receiver<bool>,
    /// The last pane told of each person.
    told: BTreeMap<UserId, Value>,
    /// How many calls were looked at.
    calls: usize,
    /// How many signals were told.
    signals: usize,
    waiting: VecDeque<Event>,
    begun: bool,
}

impl Feed {
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some((Ok(event), self));
            }
            if std::mem::replace(&mut self.begun, true) {
                tokio::select! {
                    changed = self.changes.changed() => changed.ok()?,
                    _ = self.stopped.wait_for(|stopped| *stopped) => return None,
                }
            }
            let shared = Arc::clone(&self.shared);
            self.collect(&shared.world());
        }
    }

    fn collect(&mut self, world: &World) {
        for person in world.shown_people() {
            let pane = pane::of(world, person);
            if self.told.get(&person) != Some(&pane) {
                self.waiting.push_back(event("pane", &pane));
                self.told.insert(person, pane);
            }
        }
        for signal in world.signals.iter().skip(self.signals) {
            let (person, answer) = (signal.person, &signal.answer);
            if let Some(text) = &answer.text {
                let toast = json!({ "person": person, "text": text, "alert": answer.alert });
                self.waiting.push_back(event("toast", &toast));
            }
            let answered = json!({ "person": person, "chat": signal.chat, "message": signal.message });
            self.waiting.push_back(event("answered", &answered));
        }
        self.signals = world.signals.len();
        for call in world.calls.iter().skip(self.calls).filter(|call| is_action(call)) {
            let action = json!({ "chat": chat_of(call), "action": call.params["action"] });
            self.waiting.push_back(event("action", &action));
        }
        self.calls = world.calls.len();
        let (date, time) = pane::moment(world.now() + world.utc_offset);
        self.waiting.push_back(event("changed", &json!({ "date": date, "time": time })));
    }
}

/// A bot said that it is typing, or the like.
fn is_action(call: &ApiCall) -> bool {
    call.outcome == 200 && call.method.eq_ignore_ascii_case("sendChatAction")
}

/// The chat of a call: a number, or a text with a number in it.
fn chat_of(call: &ApiCall) -> Option<i64> {
    let chat = &call.params["chat_id"];
    chat.as_i64().or_else(|| chat.as_str()?.trim().parse().ok())
}

fn event(name: &str, data: &Value) -> Event {
    Event::default().event(name).data(data.to_string())
}
