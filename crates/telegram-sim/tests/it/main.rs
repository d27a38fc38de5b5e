//! The simulator over real HTTP.

#![expect(clippy::unwrap_used, reason = "tests say what they expect")]

mod client;
mod documents;
mod errors;
mod faults;
mod garbage;
mod groups;
mod html;
mod keyboards;
mod menu;
mod page;
mod people;
mod polling;
mod smoke;
mod uploads;
