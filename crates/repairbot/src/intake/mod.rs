//! How updates come in. An update is acknowledged only after its effects are committed.

mod labels;
pub mod media;
mod poll;
pub mod router;
pub mod update;

pub use poll::{PollTick, Poller, Process};

/// The kinds of update the product understands; both polling and the webhook ask for these only.
pub const ALLOWED_UPDATES: &[&str] = &["message", "callback_query", "my_chat_member"];
