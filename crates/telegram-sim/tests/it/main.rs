//! The simulator over real HTTP.

#![expect(clippy::unwrap_used, reason = "tests say what they expect")]

mod albums;
mod bots;
mod client;
mod control;
mod control_garbage;
mod copies;
mod documents;
mod errors;
mod faults;
mod forums;
mod garbage;
mod groups;
mod html;
mod keyboards;
mod limits;
mod markdown;
mod media;
mod members;
mod menu;
mod page;
mod people;
mod pins;
mod polling;
mod profile;
mod receiver;
mod schedules;
mod smoke;
mod standalone;
mod updates;
mod uploads;
mod webhooks;
