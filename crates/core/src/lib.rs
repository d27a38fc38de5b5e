//! Decides: the rules of the order desk.
//!
//! Pure: no I/O, no async, no clock, no randomness, no Telegram types, no text for people.
//! Whatever a rule needs to know is an argument.

pub mod actor;
pub mod attachment;
pub mod audit;
pub mod callback;
pub mod catalogue;
pub mod client;
pub mod dialogue;
pub mod explain;
pub mod ids;
pub mod ledger;
mod lexicon;
pub mod list;
mod mask;
pub mod money;
pub mod order;
pub mod phone;
pub mod pii;
pub mod rates;
pub mod report;
pub mod schedule;
pub mod screen;
pub mod search;
pub mod settings;
pub mod split;
pub mod staff;
mod text;
pub mod traces;
pub mod when;
