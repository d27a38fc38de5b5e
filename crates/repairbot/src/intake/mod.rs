//! How updates come in. An update is acknowledged only after its effects are committed.

mod labels;
pub mod media;
mod names;
mod poll;
pub mod router;
mod settle;
pub mod update;
mod webhook;

pub use poll::{PollTick, Poller};
pub use settle::Process;
pub use webhook::{Hook, HookQueue, HookTick, NotTaken, hook};

/// The kinds of update the product understands; both polling and the webhook ask for these only.
pub const ALLOWED_UPDATES: &[&str] = &["message", "callback_query", "my_chat_member"];
