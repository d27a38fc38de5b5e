//! The wire: the Bot API client, the poller and the sender against the simulator, over real HTTP.

mod client;
mod poll;
mod sender;
mod support;
mod throttle;
