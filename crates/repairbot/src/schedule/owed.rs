//! Reminders whose moment has come: each chat gets one message, whatever it is owed. One that waits in the outbox already
//! says it too, unless it is being claimed at this very moment: another follows it, which is left out when it finds nothing to say.

use std::collections::BTreeMap;

use repairbot_core::{ids::ChatId, screen::Scheduled};

use super::Moment;
use crate::{
    fault::{Fault, undecodable},
    outbox::enqueue,
    outcome::{Delivery, Lane, Message},
    store::{
        Store, WriteTx, outbox,
        reminders::{self, Reminder},
    },
};

/// Reminders looked at by one tick.
const AT_ONCE: u64 = 200;

/// Calls for what is owed. Says whether there was anything.
pub(super) async fn due(store: &Store, moment: &Moment<'_>) -> Result<bool, Fault> {
    let waits = reminders::next_owed(&store.read().await?).await?.is_some_and(|first| first <= moment.now);
    if !waits {
        return Ok(false);
    }
    let tx = store.write().await?;
    let called = call(&tx, moment).await?;
    tx.commit().await?;
    Ok(called)
}

/// The same in this transaction.
pub(super) async fn call(tx: &WriteTx, moment: &Moment<'_>) -> Result<bool, Fault> {
    let delivery = Delivery::Scheduled { what: Scheduled::Reminders };
    let body = serde_json::to_string(&delivery).map_err(|error| undecodable("outbox body", &error))?;
    let mut by_chat: BTreeMap<ChatId, Vec<Reminder>> = BTreeMap::new();
    for reminder in reminders::owed(tx, moment.now, AT_ONCE).await? {
        by_chat.entry(reminder.chat).or_default().push(reminder);
    }
    let chats: Vec<ChatId> = by_chat.keys().copied().collect();
    let unsent = outbox::unsent_with_body(tx, &chats, &body).await?;
    let mut messages = Vec::new();
    for (chat, owed) in by_chat {
        let mut called = None;
        for reminder in owed {
            // One that is being sent says what fired before; this is for the next one. Unless it was lost.
            if reminder.called_at.is_some() && unsent.contains(&chat) {
                continue;
            }
            if reminders::call(tx, &reminder, moment.now).await? {
                called = Some(reminder.person);
            }
        }
        if let Some(person) = called {
            messages.push(Message { chat, person, lane: Lane::Normal, delivery: delivery.clone() });
        }
    }
    enqueue(tx, &messages, moment.now).await?;
    Ok(!messages.is_empty())
}
