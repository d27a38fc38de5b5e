//! The wire: the Bot API client, the poller and the sender against the simulator, over real HTTP.

mod bench;
mod client;
mod limits;
mod poll;
mod postgres;
mod proxies;
mod random;
mod sender;
mod shared;
mod support;
mod throttle;
mod told;
mod web;
mod work;
