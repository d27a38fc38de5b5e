//! The wire: the Bot API client, the poller and the sender against the simulator, over real HTTP.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test's helpers may fail the test")]

mod bench;
mod client;
mod limits;
mod poll;
mod sender;
mod support;
mod throttle;
