//! `GET /control/wait`: answers when something holds, so that nobody has to sleep.

use super::answer::{Answer, Asked, Refusal, done, query};
use super::talk::{Place, about, about_call};
use crate::ids::UserId;
use crate::shared::Shared;
use crate::types::ApiCall;
use crate::world::{Message, World};
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// Nobody waits longer than this, in real seconds.
const LONGEST: u64 = 120;

/// What is waited for; all that is given must hold.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wish {
    chat: Option<i64>,
    person: Option<i64>,
    bot: Option<i64>,
    /// Only messages with higher numbers count.
    #[serde(default)]
    after: i64,
    /// So many messages, or more.
    messages: Option<usize>,
    /// One message of a bot contains this text.
    text: Option<String>,
    /// The same message (or any, without `text`) has a button with this label.
    button: Option<String>,
    /// Only calls after the first so many count.
    #[serde(default)]
    since: usize,
    /// So many calls, or more.
    calls: Option<usize>,
    /// These are calls of this method only.
    method: Option<String>,
    /// These are calls with this outcome only.
    outcome: Option<u16>,
    /// The bot has no more unconfirmed updates than this.
    pending: Option<usize>,
    /// Real seconds to wait at most.
    timeout: Option<u64>,
}

impl Wish {
    fn asks_for_messages(&self) -> bool {
        self.messages.is_some() || self.text.is_some() || self.button.is_some()
    }

    fn asks_for_calls(&self) -> bool {
        self.calls.is_some() || self.method.is_some() || self.outcome.is_some()
    }

    /// What was waited for, when it holds.
    fn look(&self, world: &World) -> Result<Option<Value>, Refusal> {
        let mut found = json!({ "now": world.now() });
        if self.asks_for_messages() {
            let Some(message) = self.message(world)? else { return Ok(None) };
            found["message"] = message;
        }
        if self.asks_for_calls() {
            let Some(call) = self.call(world) else { return Ok(None) };
            found["call"] = call;
        }
        if let Some(most) = self.pending {
            let bot = self.bot.map_or_else(|| world.the_bot(), UserId);
            let bot = world.bot(bot).ok_or_else(|| Refusal::not_found("no such bot"))?;
            if bot.queue.len() > most {
                return Ok(None);
            }
        }
        Ok(Some(found))
    }

    /// The newest message that fits, when there are enough of them.
    fn message(&self, world: &World) -> Result<Option<Value>, Refusal> {
        let key = Place::of(self.chat, self.person, self.bot).key(world)?;
        let all = world.chats.get(&key).into_iter().flat_map(|chat| chat.messages.values());
        let fitting = all.filter(|message| message.id.0 > self.after && self.fits(world, message));
        let fitting: Vec<&Message> = fitting.collect();
        let enough = fitting.len() >= self.messages.unwrap_or(1);
        Ok(fitting.last().filter(|_| enough).map(|message| about(world, message)))
    }

    fn fits(&self, world: &World, message: &Message) -> bool {
        let says = |text: &String| world.is_bot(message.from) && message.text.plain.contains(text);
        let has = |label: &String| message.inline.iter().flatten().any(|button| button["text"] == **label);
        self.text.as_ref().is_none_or(says) && self.button.as_ref().is_none_or(has)
    }

    /// The newest call that fits, when there are enough of them.
    fn call(&self, world: &World) -> Option<Value> {
        let fits = |call: &&ApiCall| {
            self.method.as_ref().is_none_or(|method| call.method.eq_ignore_ascii_case(method))
                && self.outcome.is_none_or(|outcome| call.outcome == outcome)
                && self.bot.is_none_or(|bot| call.bot.0 == bot)
        };
        let fitting: Vec<_> = world.calls.iter().skip(self.since).filter(fits).collect();
        let enough = fitting.len() >= self.calls.unwrap_or(1);
        fitting.last().filter(|_| enough).map(|call| about_call(call))
    }
}

/// `GET /control/wait`.
pub(super) async fn wait(State(shared): State<Arc<Shared>>, asked: Asked<Wish>) -> Answer {
    let wish = query(asked)?;
    if !wish.asks_for_messages() && !wish.asks_for_calls() && wish.pending.is_none() {
        return Err(Refusal::bad(
            "wait for what: messages, text, button, calls, method, outcome or pending?",
        ));
    }
    let (mut changes, mut stopped) = (shared.changes(), shared.stopped());
    let holds = async {
        loop {
            if let Some(found) = wish.look(&shared.world())? {
                return done(found);
            }
            tokio::select! {
                _ = changes.changed() => {}
                _ = stopped.wait_for(|stopped| *stopped) => return Err(Refusal::timed_out("the simulator stops")),
            }
        }
    };
    let most = Duration::from_secs(wish.timeout.unwrap_or(10).min(LONGEST));
    let late = |_| Err(Refusal::timed_out(format!("it did not happen within {} s", most.as_secs())));
    tokio::time::timeout(most, holds).await.unwrap_or_else(late)
}
