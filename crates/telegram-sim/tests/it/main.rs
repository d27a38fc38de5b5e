//! The simulator over real HTTP.

#![expect(clippy::unwrap_used, reason = "tests say what they expect")]

mod client;
mod control;
mod control_garbage;
mod documents;
mod errors;
mod faults;
mod garbage;
mod groups;
mod html;
mod keyboards;
mod limits;
mod menu;
mod page;
mod people;
mod polling;
mod receiver;
mod schedules;
mod smoke;
mod standalone;
mod updates;
mod webhooks;
