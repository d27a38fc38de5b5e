//! Putting messages into the outbox, in the transaction of what they are about.

use jiff::Timestamp;

use crate::{
    fault::Fault,
    outcome::{Delivery, Lane, Message, new_rows},
    store::{WriteTx, outbox},
};

/// Enqueues messages in their order. The same message twice is one; a refresh that already waits for its turn
/// needs no second one: it will show the order as it is when it is sent.
///
/// # Errors
/// The database could not be written.
pub async fn enqueue(tx: &WriteTx, messages: &[Message], now: Timestamp) -> Result<(), Fault> {
    let mut kept: Vec<Message> = Vec::with_capacity(messages.len());
    for message in messages {
        if kept.contains(message) || waits_already(tx, message).await? {
            continue;
        }
        kept.push(message.clone());
    }
    if !kept.is_empty() {
        outbox::enqueue(tx, &new_rows(&kept, now)?).await?;
    }
    Ok(())
}

async fn waits_already(tx: &WriteTx, message: &Message) -> Result<bool, Fault> {
    match (&message.delivery, message.lane) {
        (Delivery::RefreshCard { order }, Lane::Bulk) => {
            Ok(outbox::pending_refresh_exists(tx, *order, message.chat).await?)
        }
        _ => Ok(false),
    }
}
