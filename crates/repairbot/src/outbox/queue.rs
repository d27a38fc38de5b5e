//! Putting messages into the outbox, in the transaction of what they are about.

use jiff::Timestamp;
use repairbot_core::ids::{ChatId, OrderId, TopicId};

use crate::{
    fault::Fault,
    outcome::{Delivery, Lane, Message, new_rows},
    store::{WriteTx, outbox},
};

/// Rows per statement: each number of rows is a statement of its own to prepare.
const ROWS_AT_ONCE: usize = 64;

/// Enqueues messages in their order. The same message twice is one; a refresh that already waits for its turn
/// needs no second one: it will show the order as it is when it is sent.
///
/// # Errors
/// The database could not be written.
pub async fn enqueue(tx: &WriteTx, messages: &[Message], now: Timestamp) -> Result<(), Fault> {
    enqueue_all(tx, &[Said { messages, place: None }], now).await
}

/// What one update has to say.
#[derive(Clone, Copy)]
pub struct Said<'a> {
    /// The messages, in their order.
    pub messages: &'a [Message],
    /// The group and the topic it happened in: what is said in that group is said there.
    pub place: Option<(ChatId, TopicId)>,
}

impl Said<'_> {
    fn topic(&self, message: &Message) -> Option<TopicId> {
        self.place.filter(|(chat, _)| *chat == message.chat).map(|(_, topic)| topic)
    }
}

/// The same for what several updates have to say, one after another. Only within one of them the same message twice is
/// one.
///
/// # Errors
/// As [`enqueue`].
pub async fn enqueue_all(tx: &WriteTx, outcomes: &[Said<'_>], now: Timestamp) -> Result<(), Fault> {
    let refreshed = outcomes.iter().flat_map(|said| said.messages).filter_map(background_refresh);
    let mut waiting = outbox::pending_refreshes(tx, &refreshed.collect()).await?;
    let mut all: Vec<(Message, Option<TopicId>)> = Vec::new();
    for said in outcomes {
        let first = all.len();
        for message in said.messages {
            let refresh = background_refresh(message);
            if refresh.is_some_and(|order| !waiting.insert((order, message.chat))) {
                continue;
            }
            if all.iter().skip(first).all(|(other, _)| other != message) {
                all.push((message.clone(), said.topic(message)));
            }
        }
    }
    for some in all.chunks(ROWS_AT_ONCE) {
        outbox::enqueue(tx, &new_rows(some, now)?).await?;
    }
    Ok(())
}

/// The order whose card this message refreshes while nobody waits for it.
fn background_refresh(message: &Message) -> Option<OrderId> {
    match (&message.delivery, message.lane) {
        (Delivery::RefreshCard { order }, Lane::Bulk) => Some(*order),
        _ => None,
    }
}
