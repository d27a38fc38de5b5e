//! Webhooks: updates are carried to the bot instead of being fetched.
//!
//! Updates of one lane (the messages of a chat, the presses of a person) go one after another; lanes go in parallel, at
//! most `max_connections` at a time. Only a status of 2xx is success. A failed update is tried again at once, then after
//! 2, 4, 8 … seconds of the simulator's clock, at most 60, or after what `Retry-After` says; its lane waits for it.

mod courier;
mod post;
mod webhook;

pub(crate) use courier::run;
pub(crate) use webhook::{Webhook, delete, info, set};
